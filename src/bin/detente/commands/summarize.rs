//! `detente summarize`: the summary alone.

use detente::Wanted;
use detente::report::View;

use crate::args::SummaryRunArgs;
use crate::process::{Status, process};

pub fn run(args: &SummaryRunArgs) -> anyhow::Result<Status> {
    let config = args.summary.config(&args.common)?;
    let wanted = Wanted { summary: true, ..Wanted::default() };
    let engine = args.model.engine()?;
    process(&args.common, View::Summarize, config.anatomy, |document| engine.analyze(document, &config, wanted))
}
