//! What stands behind a terminator: does it read as the start of a sentence?
//!
//! Enters: the text after a terminator and its white space, at most [`REACH`] bytes of it. Leaves: a [`Next`].
//! Holds: only the word lists of [`super::words`] decide, in a bounded look.

use super::words::{self, holds};

/// How far ahead a decision may look.
const REACH: usize = 160;

/// The token behind a terminator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Next<'a> {
    /// The text from the first opening mark, if any.
    pub rest: &'a str,
    /// The text from the first character that is no opening mark.
    pub inner: &'a str,
    /// The first word of `inner`, without the punctuation behind it.
    pub word: &'a str,
}

impl<'a> Next<'a> {
    /// Looks at the text that follows a terminator and white space.
    pub(super) fn new(rest: &'a str) -> Self {
        let rest = &rest[..rest.floor_char_boundary(REACH)];
        let inner = rest.trim_start_matches(|c: char| {
            matches!(c, '“' | '‘' | '"' | '\'' | '(' | '[' | '{' | '«' | '„' | '*' | '_' | '—' | '–' | '-')
                || (c.is_whitespace() && c != '\n')
        });
        Self { rest, inner, word: first_word(inner) }
    }

    /// The first character that is no opening mark.
    pub(super) fn initial(&self) -> char {
        self.inner.chars().next().unwrap_or(' ')
    }

    /// Whether an opening mark comes first.
    pub(super) fn is_marked(&self) -> bool {
        self.inner.len() < self.rest.len()
    }

    /// The text behind the first word.
    fn tail(&self) -> &'a str {
        &self.inner[self.word.len()..]
    }

    /// Whether the first word opens sentences and names nothing.
    pub(super) fn is_starter(&self) -> bool {
        let ordinal = matches!(self.word, "First" | "Second" | "Third" | "Fourth") && self.tail().starts_with(',');
        let common = holds(&words::COMMON, self.word) && self.goes_on_small();
        let formed = (self.word.ends_with("ing") || self.word.ends_with("ly")) && self.word.len() > 4;
        let initial = self.word.len() == 1 && self.tail().starts_with('.');
        (holds(&words::STARTERS, self.word) && !initial)
            || self.is_courtesy()
            || ordinal
            || common
            || (formed && self.goes_on_small() && !holds(&words::INSTITUTIONS, self.word))
    }

    /// Whether a form of address follows, which no abbreviation of a state or a body takes as its noun.
    pub(super) fn is_courtesy(&self) -> bool {
        matches!(self.word, "Mr" | "Mrs" | "Ms" | "Messrs" | "Dr")
    }

    /// Whether a small letter follows the first word.
    fn goes_on_small(&self) -> bool {
        let tail = self.tail().trim_start();
        tail.starts_with(char::is_lowercase) && self.tail().starts_with(char::is_whitespace)
    }

    /// Whether a figure, a Roman numeral, a lone letter or a bracket follows, as behind `No.` or `Art.`.
    pub(super) fn is_numeric(&self) -> bool {
        let roman = self.word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
            && !matches!(self.word, "I" | "L" | "C");
        let lone = self.word.len() == 1 && !matches!(self.word, "I" | "A");
        // `no. L. B. Johnson` is a name; `See No. 5` may follow `Res.`
        let behind = self.tail().strip_prefix(". ").unwrap_or_default();
        let lone = lone && behind.chars().nth(1) != Some('.');
        let nested = behind.starts_with(|c: char| c.is_ascii_digit()) && self.word.len() < 5;
        let token = self.inner.split(char::is_whitespace).next().unwrap_or_default();
        nested
            || token.bytes().any(|b| b.is_ascii_digit())
            || (!self.word.is_empty() && self.initial().is_uppercase() && (roman || lone))
            || self.rest.starts_with(['(', '[', '§', '#'])
    }

    /// Whether a subject with its verb follows: `France had signed`, `Liu, 59, is`, `Taiwan’s parts`.
    pub(super) fn is_clause(&self) -> bool {
        if self.word.ends_with("'s") || self.word.ends_with("’s") || self.word.ends_with("s’") {
            return !self.names_institution();
        }
        if let Some(aside) = self.tail().strip_prefix(", ") {
            let first = first_word(aside);
            return first.starts_with(|c: char| c.is_ascii_digit())
                || matches!(first, "who" | "which" | "whose" | "however" | "though" | "too" | "for" | "a" | "an");
        }
        let mut rest = self.inner;
        for position in 0..6 {
            let word = first_word(rest);
            let Some(first) = word.chars().next() else { return false };
            if first.is_lowercase() && position > 0 && !matches!(word, "and" | "of" | "the" | "for" | "al" | "de") {
                return is_verb(word);
            }
            let behind = &rest[word.len()..];
            rest = behind.trim_start_matches(|c: char| c.is_whitespace() || c == '.');
            if behind.starts_with(|c: char| !c.is_whitespace() && c != '.') {
                return false;
            }
        }
        false
    }

    /// Whether the first word, or a later capital of the same phrase, names a body or an office.
    pub(super) fn names_institution(&self) -> bool {
        self.phrase_holds(&words::INSTITUTIONS)
    }

    /// Whether the first word is a country, a capital or a people.
    pub(super) fn is_place(&self) -> bool {
        holds(&words::PLACES, self.word)
    }

    /// Whether one of the capitalised words ahead is in the list.
    pub(super) fn phrase_holds(&self, list: &[&str]) -> bool {
        let mut rest = self.inner;
        for _ in 0..5 {
            let word = first_word(rest);
            let stem = word.trim_end_matches("'s").trim_end_matches("’s");
            let capital = word.starts_with(char::is_uppercase);
            if capital && (holds(list, stem) || stem.split('-').any(|part| holds(list, part))) {
                return true;
            }
            let behind = &rest[word.len()..];
            if word.is_empty() || !(capital || matches!(word, "and" | "of" | "for" | "the")) || !behind.starts_with(' ')
            {
                return false;
            }
            rest = behind.trim_start();
        }
        false
    }

    /// Whether a name and a verb of speech follow: `Wang asked`.
    pub(super) fn is_said_clause(&self) -> bool {
        if self.is_marked() {
            return false;
        }
        self.inner
            .split_whitespace()
            .take(5)
            .skip(1)
            .scan(true, |named, word| {
                let bare = word.trim_end_matches([',', '.', ':', ';']);
                let said = holds(&words::SAID, bare);
                let going = *named && !said;
                *named = going && word.starts_with(char::is_uppercase) && !word.ends_with([',', ':', ';']);
                Some((going || said).then_some(said))
            })
            .map_while(|state| state)
            .any(|said| said)
            && !self.is_starter()
    }

    /// Whether a zone, a day or a month follows, as behind `p.m.`.
    pub(super) fn is_zone(&self) -> bool {
        let second = first_word(self.tail().trim_start());
        holds(&words::ZONES, self.word) || second == "time" || second == "Time" || self.word.ends_with("time")
    }

    /// Whether a month or a figure follows, as behind `Mon.`.
    pub(super) fn is_date(&self) -> bool {
        self.initial().is_ascii_digit() || holds(&words::MONTHS, self.word)
    }

    /// Whether a small-lettered name opens a sentence: `iPhone`, `e-bikes`, `al-Assad`, `de Gaulle`.
    pub(super) fn is_small_name(&self) -> bool {
        let mut letters = self.word.chars();
        let (first, second) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
        let brand = first.is_ascii_lowercase() && self.word.chars().take(3).any(char::is_uppercase);
        let prefixed = second == '-' && first.is_ascii_lowercase() && self.word.len() > 3;
        let hyphened = ["al-", "el-", "as-", "ex-", "pro-", "anti-", "non-"]
            .iter()
            .any(|part| self.word.strip_prefix(part).is_some_and(|name| name.starts_with(char::is_uppercase)));
        let particle = matches!(self.word, "de" | "van" | "von" | "bin" | "al")
            && self.tail().trim_start().starts_with(char::is_uppercase);
        brand || prefixed || hyphened || particle
    }

    /// Whether a short note in brackets follows that belongs to the quotation before it: `(Smith 55).`
    pub(super) fn is_citation(&self) -> bool {
        self.rest.strip_prefix('(').and_then(|inside| inside.split_once(')')).is_some_and(|(inside, behind)| {
            let over = behind.starts_with('.') || behind.trim_end_matches([')', ' ']).is_empty();
            over && !inside.ends_with(['.', '!', '?']) && inside.bytes().any(|b| b.is_ascii_digit())
        })
    }

    /// Whether a quotation follows that is a name or a catchword, closed without punctuation inside.
    pub(super) fn is_label(&self) -> bool {
        let mut chars = self.rest.chars();
        let closer = match chars.next() {
            Some('“') => '”',
            Some('‘') => '’',
            Some('«') => '»',
            _ => '"',
        };
        let inside = chars.as_str().split_once(closer);
        inside.is_some_and(|(inside, _)| !inside.ends_with([',', '.', '!', '?', '…']))
    }

    /// Whether a bracket follows that holds a sentence of its own, or does not close in reach.
    pub(super) fn is_own_sentence(&self) -> bool {
        self.rest.split_once([')', ']']).is_none_or(|(inside, _)| inside.ends_with(['.', '!', '?']))
    }
}

/// The letters, figures, hyphens and apostrophes at the start.
fn first_word(text: &str) -> &str {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '‑' | '\'' | '’' | '&'))).unwrap_or(text.len());
    text[..end].trim_end_matches(['\'', '-'])
}

/// Whether a small word behind a subject is its verb, or an adverb of it.
fn is_verb(word: &str) -> bool {
    holds(&words::VERBS, word) || ((word.ends_with("ed") || word.ends_with("ly")) && word.len() > 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_told_from_names() {
        assert!(Next::new("The U.K. abstained").is_starter());
        assert!(Next::new("“We have no one").is_starter());
        assert!(Next::new("Officials in Kyiv").is_starter());
        assert!(!Next::new("Officials Meet").is_starter());
        assert!(!Next::new("Working Group").is_starter());
        assert!(Next::new("Speaking in Rome").is_starter());
    }

    #[test]
    fn clauses_are_told_from_nouns() {
        assert!(Next::new("France had signed").is_clause());
        assert!(Next::new("Liu, 59, is").is_clause() && !Next::new("Poseidon, the").is_clause());
        assert!(Next::new("Taiwan’s presidential election").is_clause());
        assert!(Next::new("Tony Blair and Jack Straw went").is_clause());
        assert!(!Next::new("Treasury’s purchases").is_clause());
        assert!(!Next::new("Patriot missiles").is_clause());
        assert!(!Next::new("").is_clause());
    }

    #[test]
    fn speech_behind_a_question() {
        assert!(Next::new("Wang asked. Then").is_said_clause());
        assert!(Next::new("Prime Minister Modi said").is_said_clause());
        assert!(!Next::new("That was what everyone asked.").is_said_clause());
        assert!(!Next::new("He said").is_said_clause());
    }

    #[test]
    fn numbers_behind_their_abbreviation() {
        for text in ["2231", "IV of", "(b)", "S/2020/1", "B of", "A/77/1"] {
            assert!(Next::new(text).is_numeric(), "{text}");
        }
        for text in ["The", "I think", "A man", "Ships", ""] {
            assert!(!Next::new(text).is_numeric(), "{text}");
        }
    }
}
