//! A made-up corpus, and the program run over it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Documents of [`speeches`]: more than two parts.
pub const SPEECHES: usize = 560;

/// A folder of one test.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders that it needs.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(&path, content).expect("written");
        path
    }

    /// `detente corpus ARGS... --out OUT`, in this folder.
    pub fn corpus(&self, args: &[&str], out: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command.current_dir(self.folder.path()).arg("corpus").args(args).args(["--out", out]);
        command
    }

    /// A table of a folder, as it lies there.
    pub fn bytes(&self, out: &str, table: &str) -> Vec<u8> {
        let path = self.path(out).join(table);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The rows of a table of JSON lines.
    pub fn rows(&self, out: &str, table: &str) -> Vec<serde_json::Value> {
        let text = String::from_utf8(self.bytes(out, table)).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
    }

    /// What `run.json` says.
    pub fn outcome(&self, out: &str) -> serde_json::Value {
        serde_json::from_slice(&self.bytes(out, "run.json")).expect("JSON")
    }
}

/// JSON lines with [`SPEECHES`] short documents, a few of which are broken or copies.
pub fn speeches() -> String {
    let verbs = ["welcomed", "rejected", "discussed", "condemned", "praised", "postponed"];
    let things = ["the ferry treaty", "the fishing quota", "the border survey", "the harbour tolls", "the rail link"];
    let mut lines = String::new();
    for n in 0..SPEECHES {
        let (verb, thing) = (verbs[n % verbs.len()], things[n % things.len()]);
        match n {
            40 => lines += "{\"id\": \"broken\", \"text\": \n",
            41 => lines += &line("blank", "  "),
            300 => lines += &line("copy", "Velmora welcomed the ferry treaty on day 0 of the talks."),
            _ => lines += &line(&format!("d{n}"), &format!("Velmora {verb} {thing} on day {n} of the talks.")),
        }
    }
    lines
}

fn line(id: &str, text: &str) -> String {
    let record = serde_json::json!({ "id": id, "date": "2031-03-14", "country": "VEL", "text": text });
    format!("{record}\n")
}

/// What a process said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Names of the files in a folder, hidden ones too.
pub fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
