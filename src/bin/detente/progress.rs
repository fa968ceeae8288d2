//! How far a long run is, on standard error, where that is a terminal.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use detente::corpus::run::Progress;
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::messages;

const BYTES: &str = "{bar:24} {percent:>3}%  {msg}";
const UNKNOWN: &str = "{spinner} {msg}";

/// A progress bar that is not there when nobody would see it.
pub struct Watch {
    bar: ProgressBar,
    began: Instant,
    /// Bytes of the input that an earlier run had done.
    kept: Cell<u64>,
}

impl Watch {
    /// A bar over so many bytes of input; a count where they are not known.
    pub fn new(quiet: bool, bytes: Option<u64>) -> Self {
        let seen = !quiet && io::stderr().is_terminal();
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(bytes, target);
        let style = ProgressStyle::with_template(if bytes.is_some() { BYTES } else { UNKNOWN });
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        Self { bar, began: Instant::now(), kept: Cell::new(0) }
    }

    /// Shows how far the run is.
    pub fn at(&self, progress: &Progress) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(progress.read);
        let own = progress.documents - progress.kept;
        if own == 0 {
            self.kept.set(progress.read);
            self.bar.set_message(format!("{} documents are done already", HumanCount(progress.documents)));
            return;
        }
        let seconds = self.began.elapsed().as_secs_f64().max(1e-3);
        #[allow(clippy::cast_precision_loss)]
        let (documents, bytes) = (own as f64 / seconds, (progress.read - self.kept.get()) as f64 / seconds);
        let left = progress.bytes.filter(|_| bytes > 0.0).map(|all| {
            #[allow(clippy::cast_precision_loss)]
            let seconds = all.saturating_sub(progress.read) as f64 / bytes;
            format!(", {} left", HumanDuration(Duration::from_secs_f64(seconds.min(1e9))))
        });
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bytes = HumanBytes(bytes as u64);
        self.bar.set_message(format!(
            "{} documents, {documents:.1}/s, {bytes}/s{}, {} errors",
            HumanCount(progress.documents),
            left.unwrap_or_default(),
            HumanCount(progress.errors)
        ));
    }

    /// Says something without breaking the bar.
    pub fn say(&self, message: &str) {
        self.bar.suspend(|| messages::note(message));
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
