//! `detente report`: the dashboard over the tables of a corpus.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;
use detente::dashboard::{csv, json, markdown, page, read};

use crate::args::report::{DashboardFormat, ReportArgs};
use crate::output::Output;
use crate::process::Status;

pub fn run(args: &ReportArgs) -> anyhow::Result<Status> {
    let format = args.format();
    let to_terminal = args.out.as_ref().is_none_or(|out| out.as_os_str() == "-") && io::stdout().is_terminal();
    if format == DashboardFormat::Html && to_terminal {
        bail!("a page is not for a terminal; name a file with --out, such as --out report.html, or give --format md");
    }
    let dashboard = read(&args.folder, &args.options())?;
    let report = match format {
        DashboardFormat::Html => page(&dashboard)?,
        DashboardFormat::Md => markdown(&dashboard),
        DashboardFormat::Csv => csv(&dashboard)?,
        DashboardFormat::Json => json(&dashboard)?,
    };
    let mut output = Output::open(args.out.as_deref())?;
    output.write_all(report.as_bytes())?;
    output.commit()?;
    Ok(Status::Done)
}
