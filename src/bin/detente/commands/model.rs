//! `detente model`: which model this is, whether its files are whole, and how fast it runs.

mod bench;
mod probe;

use super::print;
use crate::args::{ModelAction, ModelArgs, ModelCommand};
use crate::process::Status;

pub fn run(args: &ModelCommand) -> anyhow::Result<Status> {
    match &args.action {
        ModelAction::Info(model) => info(model),
        ModelAction::Verify(model) => verify(model),
        ModelAction::Bench(args) => bench::run(args),
        ModelAction::Probe(args) => probe::run(args),
    }
}

fn info(model: &ModelArgs) -> anyhow::Result<Status> {
    let engine = model.engine()?;
    let id = engine.model();
    let (name, sha256, origin, runtime) = (&id.name, &id.sha256, origin(model), &id.runtime);
    print(format!("name    {name}\nsha256  {sha256}\nfrom    {origin}\nruntime {runtime}\n").as_bytes())
}

/// Loading compares every file with its checksum, so a model that loads is whole.
fn verify(model: &ModelArgs) -> anyhow::Result<Status> {
    let engine = model.engine()?;
    print(format!("{}: every file is as its checksum says ({})\n", engine.model().name, origin(model)).as_bytes())
}

fn origin(model: &ModelArgs) -> String {
    model.model.as_ref().map_or_else(|| "built in".to_owned(), |folder| folder.display().to_string())
}
