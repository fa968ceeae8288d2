//! The files that the user's arguments name.
//!
//! Enters: paths, folders, patterns, `-`. Leaves: files in a fixed order: the arguments in theirs, a folder's files by the
//! bytes of their paths. Holds: a file is listed once; from folders only files of known endings are taken, and what
//! cannot be looked into is listed, so that reading it says why.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::InputOptions;
use super::kind::{ENDINGS, InputFormat};
use crate::error::{Error, Result};
use crate::ingest::expand;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    path: PathBuf,
    bytes: Option<u64>,
    /// Its place within the folder that was named begins at this byte of the path.
    inside: usize,
}

impl InputFile {
    /// Its path as shown.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Its path; `-` for standard input.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its size; `None` for standard input.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// The id of a document that is the whole file: its path within the folder that was named, else its file name.
    #[must_use]
    pub fn id(&self) -> String {
        let bytes = self.path.as_os_str().as_encoded_bytes();
        String::from_utf8_lossy(bytes.get(self.inside..).unwrap_or(bytes)).into_owned()
    }

    /// A file that was named itself.
    fn named(path: PathBuf) -> Self {
        let bytes = if is_stdin(&path) { None } else { Some(size(&path)) };
        let folder = path.parent().unwrap_or(Path::new(""));
        let inside = after(&path, folder);
        Self { path, bytes, inside }
    }
}

/// Whether a path stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// The files of all arguments.
pub(super) fn files(options: &InputOptions) -> Result<Vec<InputFile>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for argument in &options.paths {
        if argument.is_dir() {
            let root = canonical(argument);
            for file in folder(argument, options) {
                let once = options.paths.len() == 1
                    || file.path.strip_prefix(argument).map_or(true, |inside| seen.insert(root.join(inside)));
                if once {
                    found.push(file);
                }
            }
            continue;
        }
        for path in expand(std::slice::from_ref(argument)) {
            let path = path?;
            if !is_stdin(&path) {
                fs::metadata(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
            }
            if seen.insert(canonical(&path)) {
                found.push(InputFile::named(path));
            }
        }
    }
    if found.is_empty() {
        let inputs: Vec<String> = options.paths.iter().map(|path| path.display().to_string()).collect();
        let endings: Vec<String> = ENDINGS.iter().map(|(ending, _)| format!(".{ending}")).collect();
        return Err(Error::NoInput { inputs: inputs.join(", "), endings: endings.join(" ") });
    }
    Ok(found)
}

/// The files of a folder, sorted.
fn folder(root: &Path, options: &InputOptions) -> Vec<InputFile> {
    let except = options.except.as_deref().map(canonical);
    let except = except.and_then(|except| except.strip_prefix(canonical(root)).map(|inside| root.join(inside)).ok());
    let except = move |path: &Path| except.as_deref().is_some_and(|except| path.starts_with(except));
    let mut walk = WalkBuilder::new(root);
    walk.standard_filters(!options.all).parents(false).git_global(false).git_exclude(false).require_git(false);
    walk.follow_links(true);
    let mut found = Vec::new();
    for entry in walk.build() {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && !except(entry.path()) && InputFormat::of_ending(entry.path()).is_some() {
                    let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
                    found.push((entry.into_path(), bytes));
                }
            }
            Err(error) => {
                let unread = unread(&error).filter(|path| path.is_dir() || InputFormat::of_ending(path).is_some());
                found.extend(unread.map(|path| (path.to_owned(), 0)));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
    let listed = found.into_iter().map(|(path, bytes)| {
        let inside = after(&path, root);
        InputFile { path, bytes: Some(bytes), inside }
    });
    listed.collect()
}

/// The file or folder that could not be looked into; `None` for a loop of links and for rules that cannot be read.
fn unread(error: &ignore::Error) -> Option<&Path> {
    error.io_error()?;
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unread(err),
        _ => None,
    }
}

/// Where in the bytes of a path that which follows its folder begins.
fn after(path: &Path, folder: &Path) -> usize {
    let whole = path.as_os_str().len();
    path.strip_prefix(folder).map_or(0, |inside| whole - inside.as_os_str().len())
}

/// The path without links; as it stands where the system cannot tell.
fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_: io::Error| path.to_owned())
}

/// Size of a file; 0 where the system cannot tell.
fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_named_by_its_place_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["b/c.txt", "b.txt", "a.md"] {
            fs::write(folder.path().join(name), "Text.").unwrap();
        }
        let ids = |paths: Vec<PathBuf>| -> Vec<String> {
            let options = InputOptions { paths, ..InputOptions::default() };
            files(&options).unwrap().iter().map(InputFile::id).collect()
        };
        assert_eq!(ids(vec![folder.path().to_owned()]), ["a.md", "b.txt", "b/c.txt"]);
        assert_eq!(ids(vec![folder.path().join("")]), ["a.md", "b.txt", "b/c.txt"]);
        assert_eq!(ids(vec![folder.path().join("b/c.txt"), folder.path().to_owned()]), ["c.txt", "a.md", "b.txt"]);
        assert_eq!(ids(vec![folder.path().join("b"), folder.path().join("b/../b")]), ["c.txt"]);
    }
}
