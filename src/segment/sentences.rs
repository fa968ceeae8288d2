//! Sentences: a stand-in that the real splitter replaces.

use crate::document::Span;

/// Cuts a body block after full stops that white space follows.
#[must_use]
pub fn split_block(text: &str, block: Span) -> Vec<Span> {
    let own = block.of(text);
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, _) in own.match_indices([' ', '\n', '\t']) {
        if own[..at].ends_with(['.', '?', '!', '。']) {
            spans.push(Span::new(start, at).shifted(block.start()).trimmed(text));
            start = at;
        }
    }
    spans.push(Span::new(start, own.len()).shifted(block.start()).trimmed(text));
    spans.retain(|span| !span.is_empty());
    spans
}
