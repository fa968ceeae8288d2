//! `detente analyze`: the summary, and the tone by section.

use detente::Wanted;
use detente::report::View;

use crate::args::SummaryRunArgs;
use crate::process::{Status, process};

pub fn run(args: &SummaryRunArgs) -> anyhow::Result<Status> {
    let config = args.summary.config(&args.common)?;
    let wanted = Wanted { summary: true, tone: true, paragraphs: false };
    let anatomy = config.anatomy;
    let engine = args.model.engine()?;
    let task = engine.task(config, wanted)?;
    process(&args.common, View::Analyze, anatomy, |document| engine.analyze(document, &task))
}
