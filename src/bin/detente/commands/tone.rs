//! `detente tone`: the tone, as finely as asked for.

use detente::report::{By, View};
use detente::{Config, Wanted};

use crate::args::ToneArgs;
use crate::process::{Status, process};

pub fn run(args: &ToneArgs) -> anyhow::Result<Status> {
    let anatomy = args.common.anatomy.into();
    let config = Config { anatomy, ..Config::default() }.checked()?;
    let engine = args.model.engine()?;
    let by = By::from(args.by);
    let wanted = Wanted { tone: true, paragraphs: by == By::Paragraph, ..Wanted::default() };
    let task = engine.task(config, wanted)?;
    process(&args.common, View::Tone(by), anatomy, |document| engine.analyze(document, &task))
}
