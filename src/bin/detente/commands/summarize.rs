//! `detente summarize`: the summary alone.

use detente::Wanted;
use detente::report::View;

use crate::args::SummaryRunArgs;
use crate::process::{Status, process};

pub fn run(args: &SummaryRunArgs) -> anyhow::Result<Status> {
    let config = args.summary.config(&args.common)?;
    let wanted = Wanted { summary: true, ..Wanted::default() };
    let anatomy = config.anatomy;
    let engine = args.model.engine()?;
    let task = engine.task(config, wanted)?;
    process(&args.common, View::Summarize, anatomy, |document| engine.analyze(document, &task))
}
