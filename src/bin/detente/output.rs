//! Where the report goes: standard output, or a file that appears whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::{Builder, NamedTempFile};

/// An open output.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A file, written beside its place and moved there by [`Output::commit`].
    Whole {
        /// What is written meanwhile; removed when dropped.
        temporary: NamedTempFile,
        /// Where it is moved.
        path: PathBuf,
    },
    /// Something that is not a regular file, such as a device or a named pipe, and is written directly.
    Direct(File),
}

impl Output {
    /// Opens `path`, or standard output for none and for `-`.
    pub fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|p| p.as_os_str() != "-") else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout().lock())));
        };
        let failed = || format!("{}: cannot be written; check the folder and its permissions", path.display());
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => bail!("{}: is a directory; name a file in it", path.display()),
            Ok(there) if !there.is_file() => {
                return Ok(Self::Direct(File::options().write(true).open(path).with_context(failed)?));
            }
            _ => {}
        }
        // A link stays a link: the file behind it is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = Builder::new();
        builder.prefix(".detente-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What a new file has by the umask, not the 0600 of a secret.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let temporary = builder.tempfile_in(folder).with_context(failed)?;
        Ok(Self::Whole { temporary, path })
    }

    /// Whether this is standard output.
    pub fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout(_))
    }

    /// Completes the output: all is written and the file is in its place.
    pub fn commit(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush()?,
            Self::Direct(mut file) => file.flush()?,
            Self::Whole { temporary, path } => {
                let failed = || format!("{}: cannot be written; check the space on the disk", path.display());
                temporary.as_file().sync_all().with_context(failed)?;
                temporary.persist(&path).map_err(|e| e.error).with_context(failed)?;
            }
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Whole { temporary, .. } => temporary.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Whole { temporary, .. } => temporary.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}
