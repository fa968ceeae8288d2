//! Text and marks built together, block by block, for the formats that mark their paragraphs.
//!
//! Enters: runs of inline text and the borders of blocks. Leaves: one text, blocks apart by blank lines, and a mark for
//! each block. Holds: white space is collapsed as browsers do (NBSP and soft hyphens stay), no block is blank, and every
//! mark covers its block exactly, in order and disjoint. A short paragraph all in bold above another is a heading, as
//! many sites write them.

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
    /// How many bold elements are open.
    strong: usize,
    /// Text that is not bold stands in the open block.
    plain: bool,
    /// Which of the marks are paragraphs all in bold that could be headings.
    bold: Vec<usize>,
}

/// The level of a heading that is only a bold paragraph: below all that are marked as such.
const BOLD: Mark = Mark::Heading(6);
/// Words of such a heading, at most.
const BOLD_WORDS: usize = 12;

impl Builder {
    /// Ends the open block, if any, and begins one of this kind.
    pub(super) fn begin(&mut self, mark: Mark) {
        self.end();
        self.open = Some((mark, self.text.len()));
        self.plain = false;
    }

    /// Text is bold from here on.
    pub(super) fn begin_strong(&mut self) {
        self.strong += 1;
    }

    /// The innermost bold run ends.
    pub(super) fn end_strong(&mut self) {
        self.strong = self.strong.saturating_sub(1);
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
            if mark == Mark::Paragraph && !self.plain && could_be_heading(span.of(&self.text)) {
                self.bold.push(self.marks.len());
            }
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
        for index in self.bold {
            let leads = matches!(self.marks.get(index + 1), Some((Mark::Paragraph | Mark::Item, _)));
            if leads {
                self.marks[index].0 = BOLD;
            }
        }
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
        self.plain |= self.strong == 0;
        self.text.push_str(word);
    }
}

/// Whether a bold line reads as a heading: short, one line, no quotation, and not ended as a sentence or a label is.
fn could_be_heading(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= BOLD_WORDS
        && !line.contains('\n')
        && !line.starts_with(['"', '“', '‘', '\'', '«', '(', '['])
        && !line.ends_with(['.', ',', ';', ':', '!', '…', '"', '”', ')', ']'])
        && line.chars().any(char::is_alphabetic)
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
    fn a_short_bold_paragraph_above_text_is_a_heading() {
        let bold = |b: &mut Builder, text: &str| {
            b.begin(Mark::Paragraph);
            b.begin_strong();
            b.push(text);
            b.end_strong();
        };
        let paragraph = |b: &mut Builder, text: &str| {
            b.begin(Mark::Paragraph);
            b.push(text);
        };
        let found = blocks(|b| {
            bold(b, "Energy");
            paragraph(b, "A commission was set up.");
            bold(b, "The minister said no.");
            paragraph(b, "Nobody asked him again.");
            bold(b, "Marta Elm");
            b.push(" spoke last");
            bold(b, "Fishing");
        });
        let marks: Vec<Mark> = found.into_iter().map(|(mark, _)| mark).collect();
        let expected = [BOLD, Mark::Paragraph, Mark::Paragraph, Mark::Paragraph, Mark::Paragraph, Mark::Paragraph];
        assert_eq!(marks, expected, "only the bold line without a full stop, alone, and above text");
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
