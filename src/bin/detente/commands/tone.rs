//! `detente tone`: the tone, as finely as asked for.

use detente::report::{By, View};
use detente::{Config, Wanted};

use crate::args::ToneArgs;
use crate::process::{Status, process};

pub fn run(args: &ToneArgs) -> anyhow::Result<Status> {
    let config = Config { anatomy: args.common.anatomy.into(), ..Config::default() }.checked()?;
    let engine = args.model.engine()?;
    let by = By::from(args.by);
    let wanted = Wanted { tone: true, paragraphs: by == By::Paragraph, ..Wanted::default() };
    process(&args.common, View::Tone(by), config.anatomy, |document| engine.analyze(document, &config, wanted))
}
