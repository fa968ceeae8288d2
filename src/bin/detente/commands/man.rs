//! `detente man`: the manual page of the program, or of one command.

use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;

use super::print;
use crate::args::Args;
use crate::process::Status;

pub fn run(page: Option<&str>) -> anyhow::Result<Status> {
    let mut program = Args::command();
    program.build();
    let command = match page {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .with_context(|| format!("no command `{name}`; `detente help` lists them"))?
            .clone(),
    };
    let mut roff = Vec::new();
    Man::new(command).render(&mut roff)?;
    print(&roff)
}
