//! The inputs of the command line, read one at a time in their order.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::bail;
use detente::Result;
use detente::ingest::{Format, Source, expand, read_path};

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
        for path in expand(std::slice::from_ref(input)) {
            let name = path.as_ref().unwrap_or(input).to_string_lossy().into_owned();
            match path.and_then(|path| read_path(&path, format)) {
                Ok(sources) => {
                    for source in sources {
                        let own = source.as_ref().map_or_else(|_| name.clone(), |source| source.name.clone());
                        each(&own, source)?;
                    }
                }
                Err(error) => each(&name, Err(error))?,
            }
        }
    }
    Ok(())
}
