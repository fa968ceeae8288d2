//! How much of the corpus may be in memory at once: a budget that the reader takes from and the writer gives back to.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// So many times its bytes a document takes while it is scored: text, tokens, sentence vectors, rows.
const FACTOR: u64 = 40;
/// And so many bytes beside.
const BASE: u64 = 64 << 10;

/// Bytes and documents on their way between reader and writer.
pub struct Budget {
    bytes: u64,
    documents: u64,
    used: Mutex<Used>,
    changed: Condvar,
}

#[derive(Default)]
struct Used {
    bytes: u64,
    documents: u64,
    stopped: bool,
}

impl Budget {
    /// At most so many bytes and so many documents. One document is let through whatever its size when it is alone.
    pub fn new(bytes: u64, documents: u64) -> Self {
        Self { bytes, documents, used: Mutex::default(), changed: Condvar::new() }
    }

    /// What a document of so many bytes costs.
    pub fn cost(bytes: usize) -> u64 {
        BASE + FACTOR * bytes as u64
    }

    /// Waits until there is room and takes it; false when the run was stopped.
    pub fn take(&self, cost: u64) -> bool {
        let full = |used: &mut Used| {
            let room = used.bytes + cost <= self.bytes && used.documents < self.documents;
            !used.stopped && used.documents > 0 && !room
        };
        let mut used = self.changed.wait_while(self.used(), full).unwrap_or_else(PoisonError::into_inner);
        if used.stopped {
            return false;
        }
        used.bytes += cost;
        used.documents += 1;
        true
    }

    /// Gives back what one document took.
    pub fn give(&self, cost: u64) {
        let mut used = self.used();
        used.bytes -= cost;
        used.documents -= 1;
        self.changed.notify_all();
    }

    /// Lets nothing through any more.
    pub fn stop(&self) {
        self.used().stopped = true;
        self.changed.notify_all();
    }

    /// Whether nothing is let through any more.
    pub fn stopped(&self) -> bool {
        self.used().stopped
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn waits_for_room_and_lets_a_giant_pass_alone() {
        let budget = Budget::new(100, 2);
        assert!(budget.take(1_000_000), "alone");
        thread::scope(|scope| {
            let waiting = scope.spawn(|| budget.take(50));
            thread::sleep(Duration::from_millis(20));
            assert!(!waiting.is_finished(), "no room beside the giant");
            budget.give(1_000_000);
            assert!(waiting.join().expect("no panic"));
            assert!(budget.take(50), "room for both");
            let third = scope.spawn(|| budget.take(0));
            thread::sleep(Duration::from_millis(20));
            assert!(!third.is_finished(), "two documents are all");
            budget.stop();
            assert!(!third.join().expect("no panic"), "stopped");
        });
    }
}
