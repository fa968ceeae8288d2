//! The files of a model, built in or from a folder, and their checksums.
//!
//! Enters: nothing (the built-in model) or a folder. Leaves: the bytes of every file. Holds after
//! [`ModelFiles::verify`]: each has the SHA-256 that the model's checksums.txt says.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::runtime::{ModelOptions, RuntimeKind};
use crate::config::hex;
use crate::error::{Error, Result};

/// The encoder's graph and weights.
pub const ENCODER: &str = "model.onnx";
/// The encoder's weights by themselves, for runtimes that bring a graph of their own.
pub const WEIGHTS: &str = "model.safetensors";
/// The tokenizer.
pub const TOKENIZER: &str = "tokenizer.json";
/// Sizes and settings.
pub const CONFIG: &str = "config.json";
/// The heads' graph and weights.
pub const HEADS: &str = "heads.onnx";
/// The list of checksums.
pub const CHECKSUMS: &str = "checksums.txt";

/// The bytes of one file, by its name.
#[derive(Debug, Clone)]
struct File {
    name: &'static str,
    bytes: Cow<'static, [u8]>,
}

/// All files of one model.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    files: [File; 4],
    checksums: Cow<'static, str>,
}

impl ModelFiles {
    /// The model that is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let file = |name, bytes: &'static [u8]| File { name, bytes: Cow::Borrowed(bytes) };
        Self {
            files: [
                file(ENCODER, include_bytes!("../../models/detente-v3/model.onnx")),
                file(TOKENIZER, include_bytes!("../../models/detente-v3/tokenizer.json")),
                file(CONFIG, include_bytes!("../../models/detente-v3/config.json")),
                file(HEADS, include_bytes!("../../models/detente-v3/heads.onnx")),
            ],
            checksums: Cow::Borrowed(include_str!("../../models/detente-v3/checksums.txt")),
        }
    }

    /// The files that these options need.
    ///
    /// # Errors
    /// As [`ModelFiles::read`]; [`Error::Setting`] for a runtime that the built-in model is not made for.
    pub fn of(options: &ModelOptions) -> Result<Self> {
        let weights = options.runtime.map_or(ENCODER, RuntimeKind::weights);
        match &options.folder {
            Some(folder) => Self::read(folder, weights),
            None if weights == ENCODER => Ok(Self::built_in()),
            // Those weights would double the program's size.
            None => Err(Error::Setting {
                setting: "--runtime",
                value: options.runtime.map_or("auto", RuntimeKind::name).into(),
                remedy: "the model inside the program has no model.safetensors; name a folder that has, in the repository --model models/detente-v3",
            }),
        }
    }

    /// Reads a model folder; `weights` is the encoder's file that is wanted, [`ENCODER`] or [`WEIGHTS`].
    ///
    /// # Errors
    /// [`Error::ModelFile`] names the file that is missing or unreadable.
    pub fn read(dir: &Path, weights: &'static str) -> Result<Self> {
        let bytes = |name: &str| {
            let path = dir.join(name);
            fs::read(&path).map_err(|source| Error::ModelFile { path, source })
        };
        let file = |name| Ok::<_, Error>(File { name, bytes: Cow::Owned(bytes(name)?) });
        let checksums = String::from_utf8_lossy(&bytes(CHECKSUMS)?).into_owned();
        let files = [file(CONFIG)?, file(weights)?, file(TOKENIZER)?, file(HEADS)?];
        Ok(Self { files, checksums: Cow::Owned(checksums) })
    }

    /// The bytes of one of the four files; empty for any other name.
    #[must_use]
    pub fn bytes(&self, name: &str) -> &[u8] {
        self.files.iter().find(|file| file.name == name).map_or(&[], |file| &file.bytes)
    }

    /// The same, with the life of the program where they are built in.
    pub(super) fn graph(&self, name: &str) -> Cow<'static, [u8]> {
        self.files.iter().find(|file| file.name == name).map(|file| file.bytes.clone()).unwrap_or_default()
    }

    /// Names and sizes in bytes of the four files.
    pub fn sizes(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.files.iter().map(|file| (file.name, file.bytes.len()))
    }

    /// SHA-256, in hexadecimal, of checksums.txt: it stands for every file of the model.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(self.checksums.as_bytes()))
    }

    /// Compares every file with its line in checksums.txt.
    ///
    /// # Errors
    /// [`Error::Checksum`] for a file that differs, [`Error::ChecksumMissing`] for one without a line.
    pub fn verify(&self) -> Result<()> {
        for file in &self.files {
            let expected = self.expected(file.name)?;
            let found = hex(&Sha256::digest(&file.bytes));
            if found != expected {
                return Err(Error::Checksum { file: file.name.into(), expected: expected.into(), found });
            }
        }
        Ok(())
    }

    /// The checksum that checksums.txt gives for a file, in the form of `sha256sum`.
    fn expected(&self, name: &str) -> Result<&str> {
        self.checksums
            .lines()
            .filter_map(|line| line.split_once(char::is_whitespace))
            .find(|(_, file)| file.trim_start_matches([' ', '*']) == name)
            .map(|(sum, _)| sum)
            .ok_or_else(|| Error::ChecksumMissing { file: name.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_and_a_missing_line_are_told_apart() {
        let sum = hex(&Sha256::digest(b"right"));
        let file = |name, bytes: &'static [u8]| File { name, bytes: Cow::Borrowed(bytes) };
        let mut files = ModelFiles {
            files: [file(CONFIG, b"right"), file(ENCODER, b"right"), file(TOKENIZER, b"right"), file(HEADS, b"right")],
            checksums: [CONFIG, ENCODER, TOKENIZER, HEADS].map(|name| format!("{sum}  {name}\n")).concat().into(),
        };
        files.verify().expect("all are right");
        files.files[3] = file(HEADS, b"wrong");
        assert!(matches!(files.verify(), Err(Error::Checksum { file, .. }) if file == HEADS));
        files.checksums = Cow::Borrowed("");
        assert!(matches!(files.verify(), Err(Error::ChecksumMissing { file }) if file == CONFIG));
    }

    #[test]
    fn a_folder_without_a_file_names_it() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(CHECKSUMS), "").expect("a file");
        let error = ModelFiles::read(folder.path(), ENCODER).expect_err("nothing there").to_string();
        assert!(error.contains("config.json") && error.contains("model folder holds"), "{error}");
    }
}
