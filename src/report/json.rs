//! An analysis as JSON, schema version 1. What a command did not compute is `None` and left out, so this is plain serde.

use crate::analysis::Analysis;
use crate::error::{Error, Result};

/// One line, with its line feed.
pub fn line(analysis: &Analysis) -> Result<String> {
    serde_json::to_string(analysis).map(|json| json + "\n").map_err(Error::Json)
}

/// Many lines, without the last line feed.
pub fn pretty(analysis: &Analysis) -> Result<String> {
    serde_json::to_string_pretty(analysis).map_err(Error::Json)
}

/// The lines of [`pretty`] two columns further in. Strings in JSON hold no line feed, so none is changed.
pub fn indented(pretty: &str) -> String {
    let mut out = String::with_capacity(pretty.len() + pretty.len() / 16);
    for (index, line) in pretty.lines().enumerate() {
        out.push_str(if index == 0 { "  " } else { "\n  " });
        out.push_str(line);
    }
    out
}
