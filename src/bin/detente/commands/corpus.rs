//! `detente corpus`: every document of a corpus into tables.

use std::cell::RefCell;
use std::collections::HashSet;
use std::num::NonZeroUsize;

use detente::Engine;
use detente::corpus::inputs::Inputs;
use detente::corpus::run::{Notice, Options, Outcome, run as run_corpus};

use crate::args::corpus::CorpusArgs;
use crate::messages;
use crate::process::Status;
use crate::progress::Watch;

pub fn run(args: &CorpusArgs) -> anyhow::Result<Status> {
    let config = args.config()?;
    let inputs = Inputs::find(args.input_options())?;
    // Every worker brings a thread of its own; the engine's own is only for the query.
    let engine = Engine::load(&args.model.options(NonZeroUsize::MIN)?)?;
    let watch = Watch::new(args.quiet, inputs.bytes());
    let told = RefCell::new(HashSet::new());
    let notice = |notice: Notice| match notice {
        Notice::Progress(progress) => watch.at(&progress),
        Notice::Failed(error) => watch.say(&error),
        _ if args.quiet => {}
        // Of a thousand files alike the first is enough.
        Notice::Guessed(guess) if told.borrow_mut().insert((guess.role, guess.column.clone())) => {
            watch.say(&guess.to_string());
        }
        Notice::Guessed(_) => {}
        Notice::Resumed(documents) => {
            watch.say(&format!("{}: going on after {documents} documents", args.out.display()));
        }
    };
    let options = Options {
        out: &args.out,
        format: args.format.into(),
        sentences: args.sentences,
        dedupe: args.running.dedupe,
        restart: args.restart,
        config,
        threads: args.model.threads(),
        memory: args.running.memory,
        max_errors: args.running.max_errors,
    };
    let result = run_corpus(&engine, &inputs, &options, &notice);
    watch.clear();
    let (outcome, ran) = result?;
    if !args.quiet {
        messages::note(&last_line(args, &outcome, ran));
    }
    // Who says how many may fail has agreed to them.
    let fine = outcome.counts.errors == 0 || args.running.max_errors.is_some();
    Ok(if fine { Status::Done } else { Status::SomeFailed })
}

/// What became of the run, in one line.
fn last_line(args: &CorpusArgs, outcome: &Outcome, ran: bool) -> String {
    let (out, counts, timing) = (args.out.display(), &outcome.counts, &outcome.timing);
    if !ran {
        return format!("{out}: is complete already ({} documents); --restart scores them again", counts.documents);
    }
    let parts = [
        (counts.exact_duplicates, "exact duplicates"),
        (counts.near_duplicates, "near duplicates"),
        (counts.errors, "errors, all in the column `error`"),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!(", {number} {what}"));
    let parts: String = parts.collect();
    let (seconds, rate) = (timing.seconds, timing.documents_per_second);
    let (all, scored, own) = (counts.documents, counts.scored, timing.documents);
    format!("{out}: {all} documents, {scored} scored{parts} · {own} of them in {seconds:.1} s, {rate:.1} documents/s")
}
