//! Documents that repeat an earlier one.
//!
//! Enters: the texts of a corpus in their order. Leaves: for each the first document that it repeats. Holds: the first stays
//! the first, a duplicate is compared with nothing later; the same texts in the same order give the same answer. Beside
//! its id a document takes 200 to 400 bytes: 128 bits of the SHA-256 of its text, and 96 bytes of `MinHash` in 12 bands.
//!
//! gaoya's own index keeps each signature with each band's own set of ids, about 1.5 kB a document, so only its hashes are
//! used here.

use std::collections::HashMap;

use gaoya::minhash::{MinHasher, MinHasher8, SipHasher24BuildHasher, compute_minhash_similarity};
use sha2::{Digest, Sha256};

use crate::corpus::rows::Duplicate;

/// Words in a shingle.
const SHINGLE: usize = 3;

/// Hashes of a signature.
const HASHES: usize = 96;

/// Bands of a signature that are looked up: two texts that share 80% of their shingles have a band in common with a
/// probability of 99.2%, 90% with one of 99.998%, 30% with one of 3%.
const BANDS: usize = 12;

/// Hashes of a band.
const ROWS: usize = 5;

/// Two texts are nearly the same when they share this part of their shingles, as estimated.
const NEAR: f64 = 0.75;

/// Shorter texts (words) are compared exactly only: a few words make all the difference in them.
const SHORTEST: usize = 40;

/// Longer texts (words) too, whose signature would take seconds.
const LONGEST: usize = 500_000;

/// Seed of the hashes, so that every run has the same.
const SEED: u64 = 0x64e7_e47e;

/// The texts seen so far.
pub struct Duplicates {
    hasher: MinHasher8<SipHasher24BuildHasher>,
    /// Ids of the documents that repeat none.
    ids: Vec<Box<str>>,
    /// Which of them has a text, by its digest.
    exact: HashMap<[u8; 16], u32>,
    /// Signatures of those that are compared nearly, one after the other.
    signatures: Vec<u8>,
    /// Which documents those are.
    signed: Vec<u32>,
    /// For each band the first signature with its hashes.
    bands: Vec<HashMap<u32, u32>>,
}

impl Default for Duplicates {
    fn default() -> Self {
        Self::new()
    }
}

impl Duplicates {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            hasher: MinHasher8::new_with_hasher_and_seed(HASHES, SipHasher24BuildHasher::default(), SEED),
            ids: Vec::new(),
            exact: HashMap::new(),
            signatures: Vec::new(),
            signed: Vec::new(),
            bands: vec![HashMap::new(); BANDS],
        }
    }

    /// How the text repeats an earlier one, and the id of that; else it is the first of its kind. Of several documents that
    /// it nearly repeats it is the most similar, of those the first.
    pub fn check(&mut self, id: &str, text: &str) -> Option<(Duplicate, String)> {
        let digest = digest(text);
        if let Some(&first) = self.exact.get(&digest) {
            return Some((Duplicate::Exact, self.id(first)));
        }
        let signature = self.signature(text);
        if let Some(first) = signature.as_deref().and_then(|signature| self.nearest(signature)) {
            return Some((Duplicate::Near, self.id(first)));
        }
        // More than four thousand million documents do not fit the memory: later ones are first of their kind.
        let document = u32::try_from(self.ids.len()).ok()?;
        self.ids.push(id.into());
        self.exact.insert(digest, document);
        if let (Some(signature), Ok(slot)) = (signature, u32::try_from(self.signed.len())) {
            for (band, key) in self.bands.iter_mut().zip(keys(&signature)) {
                band.entry(key).or_insert(slot);
            }
            self.signatures.extend(signature);
            self.signed.push(document);
        }
        None
    }

    /// The document most similar to a signature, if any is near.
    fn nearest(&self, signature: &[u8]) -> Option<u32> {
        let mut slots: Vec<u32> =
            self.bands.iter().zip(keys(signature)).filter_map(|(band, key)| band.get(&key)).copied().collect();
        slots.sort_unstable();
        slots.dedup();
        let mut best: Option<(f64, u32)> = None;
        for slot in slots {
            let from = slot as usize * HASHES;
            let similarity = compute_minhash_similarity(signature, &self.signatures[from..from + HASHES]);
            if similarity >= NEAR && best.is_none_or(|(most, _)| similarity > most) {
                best = Some((similarity, slot));
            }
        }
        best.map(|(_, slot)| self.signed[slot as usize])
    }

    /// The signature of a text; `None` where it is too short or too long to be compared nearly.
    fn signature(&self, text: &str) -> Option<Vec<u8>> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = words(&lower).take(LONGEST + 1).collect();
        if !(SHORTEST..=LONGEST).contains(&words.len()) {
            return None;
        }
        Some(self.hasher.create_signature(words.windows(SHINGLE)))
    }

    fn id(&self, document: u32) -> String {
        self.ids[document as usize].to_string()
    }
}

/// 128 bits of the SHA-256 of a text, white space aside.
fn digest(text: &str) -> [u8; 16] {
    let mut sha = Sha256::new();
    for word in text.split_whitespace() {
        sha.update(word);
        sha.update(b" ");
    }
    let mut short = [0; 16];
    short.copy_from_slice(&sha.finalize()[..16]);
    short
}

/// A key for each band.
fn keys(signature: &[u8]) -> impl Iterator<Item = u32> {
    signature.chunks_exact(ROWS).take(BANDS).map(|band| {
        let number = band.iter().fold(0_u64, |number, &hash| number << 8 | u64::from(hash));
        // 40 bits to 32, by the multiplier of Fibonacci hashing.
        (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
    })
}

/// The words of a text without its punctuation; a sign that is written without blanks around it is one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        rest = &rest[start..];
        let first = rest.chars().next()?;
        let end = if is_sign(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| !c.is_alphanumeric() || is_sign(c)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Whether a character is a word, or a syllable of one, in a script without blanks.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article of `sentences` sentences, made of words that `seed` draws.
    fn article(seed: u64, sentences: u64) -> String {
        const WORDS: [&str; 48] = [
            "minister",
            "border",
            "talks",
            "agreed",
            "river",
            "council",
            "trade",
            "envoy",
            "treaty",
            "harbour",
            "said",
            "crossing",
            "winter",
            "water",
            "visit",
            "signed",
            "delegation",
            "joint",
            "paper",
            "month",
            "capital",
            "grain",
            "the",
            "a",
            "of",
            "to",
            "in",
            "with",
            "after",
            "before",
            "their",
            "both",
            "new",
            "first",
            "would",
            "has",
            "railway",
            "customs",
            "bridge",
            "island",
            "fishing",
            "rights",
            "loan",
            "school",
            "doctors",
            "exchange",
            "festival",
            "map",
        ];
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut word = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            WORDS[usize::try_from((state >> 33) % 48).unwrap()]
        };
        let sentence = |_| (0..14).map(|_| word()).collect::<Vec<_>>().join(" ") + ".";
        (0..sentences).map(sentence).collect::<Vec<_>>().join(" ")
    }

    fn marks(texts: &[(&str, String)]) -> Vec<Option<(Duplicate, String)>> {
        let mut duplicates = Duplicates::new();
        texts.iter().map(|(id, text)| duplicates.check(id, text)).collect()
    }

    fn mark(kind: Duplicate, id: &str) -> (Duplicate, String) {
        (kind, id.to_owned())
    }

    #[test]
    fn the_same_text_is_exact_whatever_its_white_space() {
        let text = article(1, 10);
        let spaced = text.replace(". ", ".\n\n");
        let found = marks(&[("a", text.clone()), ("b", format!(" {spaced}\n")), ("c", text), ("d", article(2, 10))]);
        assert_eq!(found, [None, Some(mark(Duplicate::Exact, "a")), Some(mark(Duplicate::Exact, "a")), None]);
        let short =
            marks(&[("a", "Talks went on.".into()), ("b", "Talks  went on.".into()), ("c", "Talks went on!".into())]);
        assert_eq!(short, [None, Some(mark(Duplicate::Exact, "a")), None]);
    }

    #[test]
    fn syndicated_copies_are_near() {
        for seed in 1..40 {
            let text = article(seed, 14);
            let cut = text[..text.len() * 9 / 10].to_owned();
            let dated = format!("HARBOUR CITY, March 14 (Wire) - {text}");
            let signed = format!("By Ann Example\nExample Post staff writer\n\n{text}\n\nAll rights reserved.");
            let quoted = text.replace(". ", ".\u{201d} \u{201c}").to_uppercase();
            let found = marks(&[("a", text), ("b", cut), ("c", dated), ("d", signed), ("e", quoted)]);
            let near = Some(mark(Duplicate::Near, "a"));
            assert_eq!(found, [None, near.clone(), near.clone(), near.clone(), near], "seed {seed}");
        }
    }

    #[test]
    fn other_articles_in_the_same_words_are_none() {
        let mut duplicates = Duplicates::new();
        for seed in 1..600 {
            assert_eq!(duplicates.check(&seed.to_string(), &article(seed, 14)), None, "seed {seed}");
        }
        // Half of it new, as in a follow-up.
        let followed = format!("{} {}", article(1000, 7), article(5, 7));
        assert_eq!(duplicates.check("f", &followed), None);
    }

    #[test]
    fn a_duplicate_never_becomes_a_first() {
        let text = article(1, 20);
        let cut = text[..text.len() * 9 / 10].to_owned();
        let shorter = cut[..cut.len() * 9 / 10].to_owned();
        let found = marks(&[("a", text), ("b", cut.clone()), ("c", cut), ("d", shorter)]);
        assert_eq!(found[1], Some(mark(Duplicate::Near, "a")));
        assert_eq!(found[2], Some(mark(Duplicate::Near, "a")));
        // It is nearer to b than to a, and may be near a or the first of its kind, but never a copy of b.
        assert!(found[3].as_ref().is_none_or(|(_, id)| id == "a"));
    }

    #[test]
    fn the_memory_of_a_document_is_bounded() {
        let mut duplicates = Duplicates::new();
        for seed in 0..2000 {
            duplicates.check("x", &article(seed, 4));
        }
        let documents = duplicates.ids.len();
        assert!(documents > 1990);
        // A table of hashbrown has a byte beside each slot, and up to 8/7 slots for each that it can hold.
        let table = |capacity: usize, entry: usize| capacity * 8 / 7 * (entry + 1);
        let bands: usize = duplicates.bands.iter().map(|band| table(band.capacity(), 8)).sum();
        let rest = table(duplicates.exact.capacity(), 20) + duplicates.signatures.len() + duplicates.signed.len() * 4;
        assert!((bands + rest) / documents <= 400, "{} bytes", (bands + rest) / documents);
    }

    #[test]
    fn words_are_told_apart_without_blanks() {
        let found: Vec<&str> = words("\u{201c}It's 3.5%,\u{201d} \u{4f1a}\u{8c08}\u{3002}ok\u{4f1a}").collect();
        assert_eq!(found, ["It", "s", "3", "5", "\u{4f1a}", "\u{8c08}", "ok", "\u{4f1a}"]);
    }
}
