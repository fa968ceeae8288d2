//! `detente completions`: a completion script for a shell.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::print;
use crate::args::Args;
use crate::process::Status;

pub fn run(shell: Shell) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "detente", &mut script);
    print(&script)
}
