//! Replays the fuzz targets' corpora: every file once found or written for a parser goes through it again.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::PathBuf;

/// A target by its name.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 6] = [
    ("text", targets::text),
    ("markdown", targets::markdown),
    ("html", targets::html),
    ("records", targets::records),
    ("sentences", targets::sentences),
    ("model", targets::model),
];

#[test]
fn the_corpus_of_every_target_runs_through() {
    for (name, target) in TARGETS {
        let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fuzz", "corpus", name].iter().collect();
        let mut files: Vec<PathBuf> =
            fs::read_dir(&folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        assert!(files.len() >= 5, "{}: only {} files", folder.display(), files.len());
        for file in files {
            let data = fs::read(&file).expect("a corpus file");
            // Every prefix on a few cuts too: truncated input is the commonest fault of a file.
            for cut in [data.len(), data.len() / 2, data.len() / 3, data.len().min(1)] {
                target(&data[..cut]);
            }
        }
    }
}
