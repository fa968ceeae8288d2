//! Segmentation: blocks, sections, sentences.
//!
//! Enters: a [`Source`]. Leaves: a [`Document`]. Holds: what a record has already split is kept as it is; everything
//! else is typed (`blocks`), cut into sentences ([`sentences`]) and gathered under headings (`sections`).

mod abbreviations;
mod blocks;
mod boundaries;
mod enclosures;
mod lists;
mod lookahead;
mod marks;
mod paragraphs;
mod sections;
pub mod sentences;
mod words;

use crate::config::Anatomy;
use crate::document::{Block, BlockKind, Document, Parts, Span};
use crate::error::{Error, Result};
use crate::ingest::{Language, Layout, Source, SplitSection};

use blocks::Anatomized;
pub(crate) use blocks::normalised_date;
use sections::Outline;

/// The language is found in this much of the body.
const SAMPLE: usize = 1 << 16;

/// Recognises the anatomy of one source.
///
/// # Errors
/// [`Error::Empty`] when the text is blank; [`Error::NoBody`] when nothing in it can be body; [`Error::BrokenSpan`] when
/// the layout's own spans do not lie in the text in order.
pub fn segment(source: Source, anatomy: Anatomy) -> Result<Document> {
    if Span::new(0, source.text.len()).trimmed(&source.text).is_empty() {
        return Err(Error::Empty { name: source.name });
    }
    let (found, outline) = match &source.layout {
        Layout::Split { title, sections } => split(&source, *title, sections),
        Layout::Lines | Layout::Marked(_) => {
            let found = blocks::find(&source, anatomy);
            let outline = Outline::of(&found.blocks, |block| sentences::split_block(&source.text, block));
            (found, outline)
        }
    };
    let language = Language::of(&body_sample(&source.text, &found.blocks));
    Document::new(Parts {
        id: source.id,
        source: source.name,
        format: source.format,
        language,
        text: source.text,
        title: found.title,
        byline: found.byline,
        date: found.date,
        blocks: found.blocks,
        sections: outline.sections,
        sentences: outline.sentences,
    })
}

/// Takes over what the record has split: a title, and for each section its heading and one body block.
fn split(source: &Source, title: Option<Span>, given: &[SplitSection]) -> (Anatomized, Outline) {
    let mut found = Anatomized::default();
    let mut outline = Outline::default();
    let push = |blocks: &mut Vec<Block>, kind, span: Span, level| {
        blocks.push(Block { kind, span, level });
        blocks.len() - 1
    };
    if let Some(span) = title {
        push(&mut found.blocks, BlockKind::Title, span, 0);
    }
    for section in given {
        if let Some(span) = section.heading {
            push(&mut found.blocks, BlockKind::Heading, span, 2);
        }
        outline.begin(section.heading);
        if let (Some(first), Some(last)) = (section.sentences.first(), section.sentences.last()) {
            let block = push(&mut found.blocks, BlockKind::Body, Span::new(first.start(), last.end()), 0);
            outline.extend(block, section.sentences.iter().copied());
        }
    }
    let named = title.map(|span| span.trimmed(&source.text).of(&source.text).to_owned());
    found.title = named.or_else(|| source.meta.title.clone());
    found.byline.clone_from(&source.meta.byline);
    found.date = source.meta.date.as_deref().map(normalised_date);
    (found, outline)
}

/// The beginning of the body, on character borders.
fn body_sample(text: &str, blocks: &[Block]) -> String {
    let mut sample = String::new();
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Body) {
        if sample.len() >= SAMPLE {
            break;
        }
        let own = block.span.of(text);
        sample.push_str(&own[..own.floor_char_boundary(SAMPLE)]);
        sample.push('\n');
    }
    sample
}
