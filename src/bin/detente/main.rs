//! The command line: arguments in, a report and an exit code out.
//!
//! Exit codes: 0 all done; 1 the gate of `eval` found something worse; 2 an argument, an input or the output failed. A reader that closes the pipe ends the run
//! quietly with 0.

mod args;
mod commands;
mod help;
mod inputs;
mod messages;
mod output;
mod process;
mod progress;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::Args;
use process::Status;

const WORSE: u8 = 1;
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return refused(&error),
    };
    match commands::run(&args.command) {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Worse) => WORSE.into(),
        Ok(Status::SomeFailed) => FAILED.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            messages::error(&detente::error::one_line(error.as_ref()));
            FAILED.into()
        }
    }
}

/// Prints help where it was asked for; says in one line what is wrong with the arguments otherwise.
fn refused(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // Help and version. A closed pipe is no failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
    } else {
        messages::error(&messages::usage(error));
    }
    FAILED.into()
}

/// Whether the reader of standard output is gone.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
