//! The run that all commands share: read, segment, analyse, report, one document after another.
//!
//! Holds: documents are reported in the order of the inputs, each before the next is analysed; one that fails is said
//! on standard error, and the others are still processed; a run in which none succeeded leaves an output file alone.

use std::io;

use anstream::{AutoStream, ColorChoice};
use detente::config::Anatomy;
use detente::ingest::Language;
use detente::report::{Report, ReportFormat, ReportOptions, View};
use detente::segment::segment;
use detente::{Analysis, Document, Result};

use crate::args::{Color, Common};
use crate::output::Output;
use crate::{inputs, messages};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything is done.
    Done,
    /// Something is worse than a gate allows, as was said.
    Worse,
    /// Some inputs failed, as was said.
    SomeFailed,
}

/// Columns of a page that is not a terminal, and the most that are used of a terminal.
const PAGE: usize = 80;
const WIDEST: usize = 100;

/// Reports what `analyse` says of every document of the inputs.
pub fn process(
    common: &Common,
    view: View,
    anatomy: Anatomy,
    analyse: impl Fn(&Document) -> Result<Analysis>,
) -> anyhow::Result<Status> {
    let chosen = inputs::chosen(&common.inputs)?;
    let mut output = Output::open(common.output.as_deref())?;
    let options = ReportOptions { view, width: width(&output), color: color(common, &output) };
    let mut report = Report::new(common.format.into(), options, &mut output);
    let (mut done, mut failed) = (0_usize, 0_usize);
    inputs::read(&chosen, common.input_format.map(Into::into), |name, source| {
        let analysis = source.and_then(|source| segment(source, anatomy)).and_then(|document| analyse(&document));
        match analysis {
            Ok(analysis) => {
                warn(common, &analysis);
                report.document(&analysis)?;
                done += 1;
            }
            Err(error) => {
                messages::error(&messages::of_input(name, &error));
                failed += 1;
            }
        }
        Ok(())
    })?;
    report.finish()?;
    if done > 0 {
        output.commit()?;
    }
    Ok(if failed == 0 { Status::Done } else { Status::SomeFailed })
}

/// Says when the text is not in the language of the model.
fn warn(common: &Common, analysis: &Analysis) {
    let known = [Language::ENGLISH, Language::UNDETERMINED];
    if common.quiet || known.contains(&analysis.language) {
        return;
    }
    let (name, code) = (&analysis.source, analysis.language.code());
    messages::warning(&format!(
        "{name}: language is {code}; the model is trained on English, treat the result with care"
    ));
}

fn width(output: &Output) -> usize {
    let terminal = output.is_stdout().then(|| terminal_size::terminal_size_of(io::stdout())).flatten();
    terminal.map_or(PAGE, |(width, _)| usize::from(width.0).min(WIDEST))
}

fn color(common: &Common, output: &Output) -> bool {
    if ReportFormat::from(common.format) != ReportFormat::Text {
        return false;
    }
    match common.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => output.is_stdout() && AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}
