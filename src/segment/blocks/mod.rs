//! Article anatomy: what each line or paragraph is.
//!
//! Enters: a [`Source`]. Leaves: typed blocks in text order, and the title, byline and date they name. Holds: in plain
//! text every character that is not white space lies in exactly one block; there is at most one title; if anything of
//! five words or more stands in the text, there is a body.
//!
//! The rules run from the sure to the unsure: what a line says itself ([`clues`]), then where the body begins and ends
//! ([`head`], [`tails`]), then which short lines in between head a section ([`headings`]).

mod bylines;
mod clues;
mod dates;
mod head;
mod headings;
mod lines;
mod marked;
mod para;
mod phrases;
mod tails;
mod titles;
mod wording;

use crate::config::Anatomy;
use crate::document::{Block, BlockKind, Span};
use crate::ingest::{Layout, Mark, Meta, Source};

use clues::Clue;
use para::Para;
use wording::{Case, case};

/// The blocks of a document, and what they name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Anatomized {
    /// Typed blocks in text order.
    pub blocks: Vec<Block>,
    /// The title, cleaned.
    pub title: Option<String>,
    /// The authors' names.
    pub byline: Option<String>,
    /// The date of publication.
    pub date: Option<String>,
}

/// Finds the blocks of a source that is not split already.
pub(crate) fn find(source: &Source, anatomy: Anatomy) -> Anatomized {
    let text = source.text.as_str();
    let spans: Vec<(Option<Mark>, Span)> = match &source.layout {
        Layout::Marked(marks) => marks.iter().map(|(mark, span)| (Some(*mark), *span)).collect(),
        Layout::Lines | Layout::Split { .. } => lines::paragraphs(text).into_iter().map(|span| (None, span)).collect(),
    };
    let marked = matches!(source.layout, Layout::Marked(_));
    let mut paras: Vec<Para> = spans
        .into_iter()
        .map(|(mark, span)| Para::new(text, span, mark))
        .filter(|para| !para.span.is_empty())
        .collect();
    let title = match anatomy {
        Anatomy::Off => {
            as_body(&mut paras);
            None
        }
        Anatomy::On if marked => marked::mark(&mut paras, source.meta.title.as_deref(), source.meta.byline.as_deref()),
        Anatomy::On => plain_text(&mut paras, &source.meta),
    };
    let title = if anatomy == Anatomy::On { rescue(&mut paras, title) } else { title };
    let named = title.map(|index| titles::cleaned(paras[index].text));
    Anatomized {
        blocks: paras
            .iter()
            .filter_map(|para| para.kind.map(|kind| Block { kind, span: para.span, level: para.level }))
            .collect(),
        title: named.or_else(|| filled(source.meta.title.as_deref())),
        byline: byline(&paras).or_else(|| filled(source.meta.byline.as_deref())),
        date: date(&paras).or_else(|| filled(source.meta.date.as_deref()).map(|date| dates::normalised(&date))),
    }
}

/// Every paragraph as body; only markup makes headings.
fn as_body(paras: &mut [Para]) {
    for para in paras {
        let kind = if para.is_marked_heading() { BlockKind::Heading } else { BlockKind::Body };
        para.set(kind);
    }
}

/// Types the paragraphs of a plain text and tells which is the title.
fn plain_text(paras: &mut [Para], meta: &Meta) -> Option<usize> {
    let start = head::body_start(paras);
    let end = head::end(paras, start);
    let author = paras[..end]
        .iter()
        .filter(|para| para.clue == Some(Clue::Byline))
        .find_map(|para| bylines::parse(para.text))
        .or_else(|| meta.byline.clone())
        .or_else(|| paras[..end].iter().filter(|para| para.is_loose()).find_map(|para| bylines::bare(para.text)));
    let tail = tails::start(paras, start, author.as_deref()).max(end);
    headings::mark(&mut paras[end..tail]);
    let sectioned = paras[end..tail]
        .iter()
        .any(|para| para.kind == Some(BlockKind::Heading) && matches!(case(para.text), Case::Title | Case::Caps));
    let title = head::mark(paras, end, meta.title.as_deref(), sectioned);
    tails::mark(&mut paras[tail..], author.as_deref());
    title
}

/// Where no body was found, the most plausible paragraphs become body; the title only when nothing else can.
fn rescue(paras: &mut [Para], title: Option<usize>) -> Option<usize> {
    if paras.iter().any(|para| para.kind == Some(BlockKind::Body)) {
        return title;
    }
    let fits = |para: &Para| {
        para.words >= 5
            && !matches!(
                para.kind,
                Some(BlockKind::Title | BlockKind::RepeatedTitle | BlockKind::Byline | BlockKind::Date)
            )
    };
    let clueless = paras.iter().any(|para| fits(para) && para.clue.is_none());
    let mut found = false;
    for para in paras.iter_mut().filter(|para| fits(para) && (para.clue.is_none() || !clueless)) {
        para.set(BlockKind::Body);
        found = true;
    }
    match title.filter(|index| !found && paras[*index].words >= 5) {
        Some(index) => {
            paras[index].set(BlockKind::Body);
            None
        }
        None => title,
    }
}

/// The names on the first byline that has any.
fn byline(paras: &[Para]) -> Option<String> {
    let lines = || paras.iter().filter(|para| para.kind == Some(BlockKind::Byline));
    lines().find_map(|para| bylines::parse(para.text)).or_else(|| lines().find_map(|para| bylines::bare(para.text)))
}

/// The date of publication: a complete one before an incomplete one, published before updated.
fn date(paras: &[Para]) -> Option<String> {
    let found: Vec<dates::Dated> = paras
        .iter()
        .filter(|para| para.kind == Some(BlockKind::Date))
        .filter_map(|para| dates::parse(para.text))
        .collect();
    found.iter().min_by_key(|dated| (dated.updated, !dated.iso)).map(|dated| dated.text.clone())
}

/// A date of the metadata: ISO 8601 where it can be read.
pub(crate) fn normalised_date(date: &str) -> String {
    dates::normalised(date)
}

/// The text, when there is any.
fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
