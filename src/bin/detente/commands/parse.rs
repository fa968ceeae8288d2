//! `detente parse`: what was recognised, without a model.

use detente::report::View;
use detente::{Analysis, Config};

use crate::args::ParseArgs;
use crate::process::{Status, process};

pub fn run(args: &ParseArgs) -> anyhow::Result<Status> {
    let config = Config { anatomy: args.common.anatomy.into(), ..Config::default() }.checked()?;
    let sha256 = config.sha256();
    process(&args.common, View::Parse, config.anatomy, |document| Ok(Analysis::parsed(document, sha256.clone())))
}
