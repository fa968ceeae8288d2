//! Every way a run over a corpus can stop, each with what to do about it. What is wrong with one document is a row instead.

use std::io;
use std::path::PathBuf;

/// Why the run stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Another run writes into the folder.
    #[error("{folder}: another run of detente writes there; wait for it, or name another --out", folder = .folder.display())]
    Busy {
        /// The output folder.
        folder: PathBuf,
    },
    /// The folder belongs to a run with other settings or another input.
    #[error(
        "{folder}: was begun with another {what} ({was}; now {now}); give the same command to go on, --restart to begin again, or another --out",
        folder = .folder.display()
    )]
    Differs {
        /// The output folder.
        folder: PathBuf,
        /// What differs.
        what: String,
        /// As it was.
        was: String,
        /// As it is.
        now: String,
    },
    /// The documents of a part that is done are not what they were.
    #[error(
        "{folder}: the input has changed since the run was interrupted, between {from} and {to}; restore it to go on, or give --restart to begin again",
        folder = .folder.display()
    )]
    Changed {
        /// The output folder.
        folder: PathBuf,
        /// The first document of the part.
        from: String,
        /// Its last document.
        to: String,
    },
    /// A table lies there that no run of detente is known to have written.
    #[error("{path}: is there already and is not from a run in this folder; move it away, or name another --out", path = .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A file of the output folder could not be written.
    #[error("{path}: cannot be written ({source}); check permissions and free space, then give the same command again: what is done is kept", path = .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table could not be written.
    #[error("{path}: cannot be written; check permissions and free space, then give the same command again: what is done is kept", path = .path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What the table's format said.
        source: Box<crate::Error>,
    },
    /// A table of a complete run is not there any more.
    #[error("{path}: is missing, though run.json beside it says that the run is complete; give --restart to score again", path = .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file of the output folder could not be read.
    #[error("{path}: cannot be read ({source}); give --restart to begin again", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the output folder is not what detente writes there.
    #[error("{path}: is not a state of this version of detente ({source}); give --restart to begin again", path = .path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What the JSON parser said.
        source: serde_json::Error,
    },
    /// More documents failed than are allowed.
    #[error(
        "{errors} documents failed, more than --max-errors {allowed}; the last one: {last}; what is done is kept, and the same command with a higher limit goes on"
    )]
    TooManyErrors {
        /// How many failed.
        errors: u64,
        /// How many may.
        allowed: u64,
        /// What was wrong with the last one.
        last: String,
    },
    /// Scoring a document broke an invariant of the program.
    #[error(
        "{name}: scoring failed in an unforeseen way ({what}); this is a defect of detente, please report it with the document"
    )]
    Panicked {
        /// The document.
        name: String,
        /// What the program said.
        what: String,
    },
    /// There was not one document.
    #[error("no document in the input; nothing to score")]
    Nothing,
}
