//! The inputs of the command line, read one at a time in their order.

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use anyhow::bail;
use detente::ingest::{Format, Source, expand, read_bytes, read_path};
use detente::{Error, Result};

/// The inputs to read: those given, or standard input where none is given and it is not a terminal.
pub fn chosen(inputs: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !inputs.is_empty() {
        return Ok(inputs.to_vec());
    }
    if io::stdin().is_terminal() {
        bail!("no INPUT; name one or more files, or pipe a text in");
    }
    Ok(vec![PathBuf::from("-")])
}

/// Calls `each` with the name and the content of every document, in order; a failure is passed on like a document.
pub fn read(
    inputs: &[PathBuf],
    format: Option<Format>,
    mut each: impl FnMut(&str, Result<Source>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for input in inputs {
        if input.as_os_str() == "-" {
            pass_on("-", read_stdin(format), &mut each)?;
            continue;
        }
        match expand(input) {
            Ok(paths) => {
                for path in paths {
                    pass_on(&path.to_string_lossy(), read_path(&path, format), &mut each)?;
                }
            }
            Err(error) => each(&input.to_string_lossy(), Err(error))?,
        }
    }
    Ok(())
}

fn read_stdin(format: Option<Format>) -> Result<Vec<Result<Source>>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(Error::ReadStdin)?;
    read_bytes(bytes, "-", format)
}

/// The documents of one input, or why it has none.
fn pass_on(
    name: &str,
    sources: Result<Vec<Result<Source>>>,
    each: &mut impl FnMut(&str, Result<Source>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    match sources {
        Ok(sources) => sources.into_iter().try_for_each(|source| {
            let own = source.as_ref().map_or_else(|_| name.to_owned(), |s| s.name.clone());
            each(&own, source)
        }),
        Err(error) => each(name, Err(error)),
    }
}
