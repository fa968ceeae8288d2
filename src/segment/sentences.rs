//! Sentences of any text and of one paragraph.
//!
//! Enters: a text, or a text and the span of one of its paragraphs. Leaves: the spans of the sentences, absolute.
//! Holds: spans are trimmed, in order, on character borders, do not overlap, and together cover every character that is
//! no white space. A closed quotation or bracket of usual length is part of the sentence around it. Time is linear.

use crate::document::Span;

use super::{boundaries, lists, paragraphs};

/// The sentences of a text whose paragraphs are not known: blank lines part them, and line ends do unless the lines are
/// one wrapped paragraph.
#[must_use]
pub fn split(text: &str) -> Vec<Span> {
    paragraphs::find(text).into_iter().flat_map(|block| split_block(text, block)).collect()
}

/// The sentences of one paragraph: line ends inside are white space, but list items on lines of their own part.
/// A span that does not lie on characters of `text` has none.
#[must_use]
pub fn split_block(text: &str, block: Span) -> Vec<Span> {
    let mut sentences = Vec::new();
    for part in lists::parts(text, block) {
        let slice = part.of(text);
        let mut start = part.start();
        for end in boundaries::find(slice) {
            let sentence = Span::new(start, part.start() + end).trimmed(text);
            if !sentence.is_empty() {
                sentences.push(sentence);
            }
            start = part.start() + end;
        }
    }
    sentences
}
