//! A paragraph on its way to its kind.
//!
//! Enters: the text and the spans of its paragraphs, with their marks where the format has them. Leaves: [`Para`]s whose
//! facts are found once, for all rules. Holds: a kind, once given, is changed only by the rescue of a text without body.

use super::clues::{self, Clue};
use super::wording::{Ending, bulleted, ending, numbered, salutes, turn, words};
use crate::document::{BlockKind, Span};
use crate::ingest::Mark;

/// A paragraph, what is known about it, and its kind once that is found.
#[derive(Debug, Clone)]
pub(super) struct Para<'t> {
    pub text: &'t str,
    pub span: Span,
    pub mark: Option<Mark>,
    pub words: usize,
    pub ending: Ending,
    /// An item of a list, by mark, bullet or number.
    pub item: bool,
    pub speaker: bool,
    pub clue: Option<Clue>,
    pub kind: Option<BlockKind>,
    pub level: u8,
}

impl<'t> Para<'t> {
    /// The paragraph at `span`, trimmed, with its facts.
    pub(super) fn new(text: &'t str, span: Span, mark: Option<Mark>) -> Self {
        let span = span.trimmed(text);
        let own = span.of(text);
        let level = if let Some(Mark::Heading(level)) = mark { level.clamp(1, 6) } else { 0 };
        let item = mark == Some(Mark::Item) || (level == 0 && (bulleted(own) || numbered(own).is_some()));
        Self {
            text: own,
            span,
            mark,
            words: words(own),
            ending: ending(own),
            item,
            speaker: level == 0
                && turn(own).is_some_and(|sure| sure || ending(own) != Ending::Open || words(own) >= 12),
            clue: clues::of(own),
            kind: None,
            level,
        }
    }

    /// Whether the markup says it is a heading.
    pub(super) fn is_marked_heading(&self) -> bool {
        matches!(self.mark, Some(Mark::Heading(_)))
    }

    /// A paragraph of running text, by its length and ending.
    pub(super) fn is_prose(&self) -> bool {
        let closed = self.ending != Ending::Open;
        self.clue.is_none() && !self.is_marked_heading() && (self.words >= 25 || (self.words >= 12 && closed))
    }

    /// Text of the article even when short: prose, a sentence, a speaker's turn, a salutation.
    pub(super) fn is_text(&self) -> bool {
        let short = match self.ending {
            Ending::Stop | Ending::Comma => self.words >= 2,
            Ending::Colon => self.words >= 8,
            Ending::Mark => greets(self.text),
            Ending::Open => false,
        };
        self.clue.is_none()
            && !self.is_marked_heading()
            && (self.is_prose() || self.speaker || short || salutes(self.text) || datelined(self.text))
    }

    /// A short line without a stop, such as titles, headings, categories and tags are.
    pub(super) fn is_loose(&self) -> bool {
        self.kind.is_none() && self.clue.is_none() && !self.is_text() && !self.is_marked_heading()
    }

    /// Gives the paragraph its kind; headings of plain text are of level 2.
    pub(super) fn set(&mut self, kind: BlockKind) {
        self.kind = Some(kind);
        self.level = match kind {
            BlockKind::Heading if self.level == 0 => 2,
            BlockKind::Heading => self.level,
            _ => 0,
        };
    }
}

/// `(CNN) -- …`, `PORT LANCE (MNS) — …`
fn datelined(text: &str) -> bool {
    let Some(close) = text.find(')').filter(|at| *at < 60) else { return false };
    let agency = text[..close].rfind('(').is_some_and(|open| {
        let place = open == 0 || text[..open].chars().any(char::is_uppercase);
        place && text[open + 1..close].starts_with(char::is_uppercase)
    });
    let rest = text[close + 1..].trim_start();
    let dash = rest.starts_with("--") || rest.starts_with("- ") || rest.starts_with('—') || rest.starts_with('–');
    agency && dash && words(text) >= 4
}

/// `Good morning!`, `Dear colleagues!`
fn greets(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    words(text) <= 8
        && matches!(
            first.as_str(),
            "good" | "dear" | "hi" | "hello" | "welcome" | "thank" | "thanks" | "ladies" | "excellencies"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn para(text: &str) -> Para<'_> {
        Para::new(text, Span::new(0, text.len()), None)
    }

    #[test]
    fn text_is_told_from_lines() {
        for text in [
            "He declined.",
            "(CNN) -- Life on Mars?",
            "PORT LANCE (MNS) — What did the envoy say?",
            "Mr. President",
            "Good morning!",
            "MR. MARSH: I will",
            "Recalling its resolution,",
        ] {
            assert!(para(text).is_text(), "{text}");
        }
        for text in
            ["Will the truce hold?", "Reef talks (update) - what next?", "Advertisement", "Key points:", "China"]
        {
            assert!(!para(text).is_text(), "{text}");
        }
    }

    #[test]
    fn headings_of_plain_text_are_of_level_two() {
        let mut para = para("Reaction");
        para.set(BlockKind::Heading);
        assert_eq!(para.level, 2);
        para.set(BlockKind::Body);
        assert_eq!(para.level, 0);
    }
}
