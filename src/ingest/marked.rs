//! Text and marks built together, block by block, for the formats that mark their paragraphs.
//!
//! Enters: runs of inline text and the borders of blocks. Leaves: one text, blocks apart by blank lines, and a mark for
//! each block. Holds: white space is collapsed as browsers do (NBSP and soft hyphens stay), no block is blank, and every
//! mark covers its block exactly, in order and disjoint.

use super::Mark;
use crate::document::Span;

/// Builds a text and its marks.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    marks: Vec<(Mark, Span)>,
    /// The open block: its mark and where its text begins.
    open: Option<(Mark, usize)>,
    /// White space is due before the next character.
    gap: bool,
    /// Line breaks are due before the next character.
    breaks: usize,
}

impl Builder {
    /// Ends the open block, if any, and begins one of this kind.
    pub(super) fn begin(&mut self, mark: Mark) {
        self.end();
        self.open = Some((mark, self.text.len()));
    }

    /// Ends the open block; a blank one leaves nothing.
    pub(super) fn end(&mut self) {
        self.gap = false;
        self.breaks = 0;
        let Some((mark, start)) = self.open.take() else { return };
        let block = Span::new(start, self.text.len());
        if self.text[start..].chars().all(is_blank) {
            self.text.truncate(start);
        } else {
            let span = block.trimmed(&self.text);
            self.marks.push((mark, span));
            self.text.truncate(span.end());
            self.text.push_str("\n\n");
        }
    }

    /// Whether a block is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether text stands in the open block.
    pub(super) fn has_text(&self) -> bool {
        self.open.is_some_and(|(_, start)| self.text.len() > start)
    }

    /// Adds inline text, its white space collapsed; a paragraph begins where no block is open.
    pub(super) fn push(&mut self, inline: &str) {
        let mut words = inline.split(is_collapsible).peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.push_word(word);
            }
            self.gap |= words.peek().is_some();
        }
    }

    /// Breaks the line; two breaks with nothing between them end the paragraph.
    pub(super) fn line_break(&mut self) {
        self.breaks += 1;
        match self.open {
            Some((mark, _)) if self.breaks > 1 && self.has_text() => self.begin(mark),
            _ => {}
        }
    }

    /// The text and its marks.
    pub(super) fn finish(mut self) -> (String, Vec<(Mark, Span)>) {
        self.end();
        let end = self.marks.last().map_or(0, |(_, span)| span.end());
        self.text.truncate(end);
        (self.text, self.marks)
    }

    /// Adds one word, after the white space that is due.
    fn push_word(&mut self, word: &str) {
        if self.open.is_none() {
            self.begin(Mark::Paragraph);
        }
        if self.has_text() {
            match (self.breaks, self.gap) {
                (0, false) => {}
                (0, true) => self.text.push(' '),
                _ => self.text.push('\n'),
            }
        }
        self.breaks = 0;
        self.gap = false;
        self.text.push_str(word);
    }
}

/// White space that browsers collapse; NBSP is not.
fn is_collapsible(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// What alone makes no text: white space and characters without a glyph.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(build: impl FnOnce(&mut Builder)) -> Vec<(Mark, String)> {
        let mut builder = Builder::default();
        build(&mut builder);
        let (text, marks) = builder.finish();
        marks.into_iter().map(|(mark, span)| (mark, span.of(&text).to_owned())).collect()
    }

    #[test]
    fn white_space_collapses_and_nbsp_stays() {
        let found = blocks(|b| {
            b.push("  Talks \n\t resumed");
            b.push(" in\u{a0}Ge\u{ad}neva ");
            b.push(".");
        });
        assert_eq!(found, [(Mark::Paragraph, "Talks resumed in\u{a0}Ge\u{ad}neva .".to_owned())]);
    }

    #[test]
    fn blank_blocks_leave_nothing() {
        let found = blocks(|b| {
            b.begin(Mark::Heading(2));
            b.push(" \u{a0}\u{200b}");
            b.begin(Mark::Item);
            b.push("One.");
            b.end();
            b.end();
            b.begin(Mark::Paragraph);
        });
        assert_eq!(found, [(Mark::Item, "One.".to_owned())]);
    }

    #[test]
    fn one_break_is_a_line_and_two_are_a_paragraph() {
        let found = blocks(|b| {
            b.begin(Mark::Item);
            b.line_break();
            b.push("First line ");
            b.line_break();
            b.push(" second line");
            b.line_break();
            b.push(" ");
            b.line_break();
            b.line_break();
            b.push("New paragraph");
        });
        let expected = [(Mark::Item, "First line\nsecond line".to_owned()), (Mark::Item, "New paragraph".to_owned())];
        assert_eq!(found, expected);
    }

    #[test]
    fn blocks_stand_apart_by_a_blank_line() {
        let mut builder = Builder::default();
        builder.push("A");
        builder.begin(Mark::Paragraph);
        builder.push("B");
        assert_eq!(builder.finish().0, "A\n\nB");
    }
}
