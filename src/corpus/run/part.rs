//! The unit of commitment: a run of documents of the corpus, in order, whose rows are on the disk whole or not at all.
//!
//! Enters: entries in order. Leaves: where one part ends and the next begins. Holds: the border depends on the entries alone,
//! so that an interrupted run finds the same parts again; the hash tells whether they are the same entries.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::hex;
use crate::corpus::Entry;
use crate::ingest::Layout;

/// A part has at most so many documents.
const DOCUMENTS: u64 = 256;
/// A part is full once its texts have so many bytes.
const BYTES: u64 = 2 << 20;

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents, whatever became of them.
    pub documents: u64,
    /// Documents with a tone.
    pub scored: u64,
    /// Documents with an error.
    pub errors: u64,
    /// Documents that repeat an earlier one exactly.
    pub exact_duplicates: u64,
    /// Documents that nearly repeat an earlier one.
    pub near_duplicates: u64,
    /// Sections of scored documents.
    pub sections: u64,
    /// Sentences of scored documents.
    pub sentences: u64,
    /// Words of scored documents.
    pub words: u64,
    /// Bytes of text of all documents.
    pub bytes: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.scored += other.scored;
        self.errors += other.errors;
        self.exact_duplicates += other.exact_duplicates;
        self.near_duplicates += other.near_duplicates;
        self.sections += other.sections;
        self.sentences += other.sentences;
        self.words += other.words;
        self.bytes += other.bytes;
    }
}

/// Which entries a part was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// The part's number, from 0.
    pub part: u64,
    /// Number of its first document in the corpus.
    pub first: u64,
    /// How many documents it has.
    pub documents: u64,
    /// Where its first document came from.
    pub from: String,
    /// Where its last document came from.
    pub to: String,
    /// SHA-256 of its entries.
    pub sha256: String,
}

/// What lies beside the rows of a part once it is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Which entries they are of.
    pub slice: Slice,
    /// How many there are.
    pub counts: Counts,
}

/// Cuts a stream of entries into parts.
#[derive(Default)]
pub struct Cutter {
    part: u64,
    first: u64,
    documents: u64,
    bytes: u64,
    from: String,
    to: String,
    hash: Sha256,
}

impl Cutter {
    /// The number of the part that the next entry belongs to.
    pub fn part(&self) -> u64 {
        self.part
    }

    /// Takes the next entry; the slice that it completes.
    pub fn add(&mut self, entry: &Entry) -> Option<Slice> {
        if self.documents == 0 {
            self.from.clone_from(&entry.name);
        }
        self.to.clone_from(&entry.name);
        self.documents += 1;
        self.bytes += entry.content.as_ref().map_or(0, |source| source.text.len() as u64);
        hash(&mut self.hash, entry);
        if self.documents >= DOCUMENTS || self.bytes >= BYTES { self.cut() } else { None }
    }

    /// The slice of what is left.
    pub fn cut(&mut self) -> Option<Slice> {
        if self.documents == 0 {
            return None;
        }
        let old = std::mem::take(self);
        self.part = old.part + 1;
        self.first = old.first + old.documents;
        let sha256 = hex(&old.hash.finalize());
        Some(Slice { part: old.part, first: old.first, documents: old.documents, from: old.from, to: old.to, sha256 })
    }
}

/// Adds everything of an entry that its rows depend on.
fn hash(hash: &mut Sha256, entry: &Entry) {
    let mut add = |field: Option<&str>| {
        // The length keeps one field from running into the next; an absent field is not an empty one.
        hash.update(field.map_or(u64::MAX, |field| field.len() as u64).to_le_bytes());
        hash.update(field.unwrap_or_default());
    };
    add(Some(&entry.id));
    add(Some(&entry.name));
    add(entry.facts.date.as_deref());
    add(entry.facts.source.as_deref());
    add(entry.facts.country.as_deref());
    match &entry.content {
        Err(error) => add(Some(&error.to_string())),
        Ok(source) => {
            add(Some(&source.text));
            add(source.meta.title.as_deref());
            add(source.meta.byline.as_deref());
            add(source.meta.date.as_deref());
            if let Layout::Split { sections, .. } = &source.layout {
                add(Some(&format!("{sections:?}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Facts;
    use crate::error::Error;
    use crate::ingest::{Format, Meta, Source};

    fn entry(id: &str, text: &str) -> Entry {
        let source = Source {
            id: id.into(),
            name: id.into(),
            format: Format::Text,
            text: text.into(),
            meta: Meta::default(),
            layout: Layout::Lines,
        };
        Entry { id: id.into(), name: format!("f:{id}"), facts: Facts::default(), content: Ok(source) }
    }

    fn cut(entries: &[Entry]) -> Vec<Slice> {
        let mut cutter = Cutter::default();
        let mut slices: Vec<Slice> = entries.iter().filter_map(|entry| cutter.add(entry)).collect();
        slices.extend(cutter.cut());
        slices
    }

    #[test]
    fn parts_end_by_count_and_by_size_and_cover_everything() {
        let small: Vec<Entry> = (0..600).map(|n| entry(&n.to_string(), "text")).collect();
        let slices = cut(&small);
        assert_eq!(
            slices.iter().map(|s| (s.part, s.first, s.documents)).collect::<Vec<_>>(),
            [(0, 0, 256), (1, 256, 256), (2, 512, 88)]
        );
        assert_eq!((slices[1].from.as_str(), slices[1].to.as_str()), ("f:256", "f:511"));
        let large: Vec<Entry> = (0..5).map(|n| entry(&n.to_string(), &"x".repeat(1 << 20))).collect();
        assert_eq!(cut(&large).iter().map(|s| s.documents).collect::<Vec<_>>(), [2, 2, 1]);
        assert!(cut(&[]).is_empty());
    }

    #[test]
    fn the_hash_tells_every_difference() {
        let one = |entry: Entry| cut(&[entry])[0].sha256.clone();
        let base = one(entry("a", "text"));
        assert_eq!(base, one(entry("a", "text")));
        let with = |change: fn(&mut Entry)| {
            let mut changed = entry("a", "text");
            change(&mut changed);
            one(changed)
        };
        let others = [
            one(entry("a", "texts")),
            with(|e| e.id = "b".into()),
            with(|e| e.facts.date = Some("2031".into())),
            with(|e| e.facts.source = Some(String::new())),
            with(|e| e.facts.country = Some(String::new())),
            with(|e| e.content = Err(Error::Empty { name: "a".into() })),
        ];
        let mut all: Vec<&String> = others.iter().chain([&base]).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 7);
    }
}
