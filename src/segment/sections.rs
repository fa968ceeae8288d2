//! Sections from headings.
//!
//! Enters: typed blocks, and the sentences of each body block. Leaves: sections and sentences that name each other.
//! Holds: every sentence belongs to one section; every section has a sentence; a section begins at its heading.

use crate::document::{Block, BlockKind, Section, Sentence, Span};

/// Sections and sentences under construction, filled in text order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Sections with at least one sentence.
    pub sections: Vec<Section>,
    /// Sentences in text order.
    pub sentences: Vec<Sentence>,
    heading: Option<Span>,
    open: bool,
}

impl Outline {
    /// The sections of typed blocks; `split` gives the sentences of a body block.
    pub(crate) fn of(blocks: &[Block], split: impl Fn(Span) -> Vec<Span>) -> Self {
        let mut sections = Self::default();
        for (index, block) in blocks.iter().enumerate() {
            match block.kind {
                BlockKind::Heading => sections.begin(Some(block.span)),
                BlockKind::Body => sections.extend(index, split(block.span)),
                _ => {}
            }
        }
        sections
    }

    /// Ends the section so far; the next sentence begins one under `heading`.
    pub(crate) fn begin(&mut self, heading: Option<Span>) {
        self.heading = heading;
        self.open = false;
    }

    /// Adds the sentences of body block `block` to the section.
    pub(crate) fn extend(&mut self, block: usize, spans: impl IntoIterator<Item = Span>) {
        for span in spans {
            if !self.open {
                let first = self.sentences.len();
                let start = self.heading.map_or(span.start(), Span::start);
                let span = Span::new(start, span.end());
                self.sections.push(Section { heading: self.heading, span, first_sentence: first, end_sentence: first });
                self.open = true;
            }
            let index = self.sections.len() - 1;
            if let Some(section) = self.sections.last_mut() {
                section.span = Span::new(section.span.start(), span.end());
                section.end_sentence += 1;
            }
            self.sentences.push(Sentence { span, section: index, block });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, start: usize, end: usize) -> Block {
        Block { kind, span: Span::new(start, end), level: 0 }
    }

    #[test]
    fn a_heading_opens_a_section_that_its_text_fills() {
        let blocks = [
            block(BlockKind::Title, 0, 5),
            block(BlockKind::Body, 6, 10),
            block(BlockKind::Heading, 11, 15),
            block(BlockKind::Heading, 16, 20),
            block(BlockKind::Body, 21, 30),
            block(BlockKind::Boilerplate, 31, 35),
            block(BlockKind::Body, 36, 40),
        ];
        let found = Outline::of(&blocks, |span| vec![span]);
        let spans: Vec<_> =
            found.sections.iter().map(|s| (s.heading, s.span, s.first_sentence, s.end_sentence)).collect();
        let heading = Some(Span::new(16, 20));
        assert_eq!(spans, [(None, Span::new(6, 10), 0, 1), (heading, Span::new(16, 40), 1, 3)]);
        assert_eq!(found.sentences.iter().map(|s| (s.section, s.block)).collect::<Vec<_>>(), [(0, 1), (1, 4), (1, 6)]);
    }
}
