//! The article itself: its sections, paragraphs and sentences in order, with what was found marked on them.

use serde::Serialize;

use super::card::{Card, anchor, card, class};
use super::{By, View, words};
use crate::analysis::{Analysis, BlockRecord, SentenceRecord};
use crate::document::{BlockKind, Span};
use crate::report::words::MOST;

/// A sentence of the summary.
#[derive(Debug, Serialize)]
pub struct Chosen {
    text: String,
    anchor: String,
    position: String,
}

/// A block, for the table of what was recognised.
#[derive(Debug, Serialize)]
pub struct Row {
    kind: String,
    start: usize,
    end: usize,
    text: String,
}

/// A section of the article.
#[derive(Debug, Default, Serialize)]
pub struct Section {
    name: String,
    /// Whether the name is the article's own heading.
    headed: bool,
    /// Headings that have no sentences of their own, before this section's.
    above: Vec<String>,
    card: Option<Card>,
    paragraphs: Vec<Paragraph>,
}

/// A paragraph.
#[derive(Debug, Default, Serialize)]
struct Paragraph {
    card: Option<Card>,
    pieces: Vec<Piece>,
}

/// A sentence in its paragraph.
#[derive(Debug, Serialize)]
struct Piece {
    anchor: String,
    number: usize,
    text: String,
    /// Its number in the summary.
    chosen: Option<usize>,
    class: &'static str,
    symbol: &'static str,
    label: &'static str,
    score: Option<String>,
}

/// The summary's sentences.
pub fn summary(analysis: &Analysis, number: usize) -> Vec<Chosen> {
    let chosen = |&sentence: &usize| Chosen {
        text: words::sentence(analysis, sentence),
        anchor: anchor(number, sentence),
        position: words::position(analysis, sentence),
    };
    analysis.summary.iter().flat_map(|summary| &summary.sentences).map(chosen).collect()
}

/// The texts of all blocks of one kind.
pub fn texts(analysis: &Analysis, kind: BlockKind) -> Vec<String> {
    analysis.blocks.iter().filter(|b| b.kind == kind).map(|b| text_of(analysis, b)).filter(|t| !t.is_empty()).collect()
}

/// All blocks with their spans and texts.
pub fn blocks(analysis: &Analysis) -> Vec<Row> {
    let row = |block: &BlockRecord| Row {
        kind: block.kind.name().replace('_', " "),
        start: block.start,
        end: block.end,
        text: text_of(analysis, block),
    };
    analysis.blocks.iter().map(row).collect()
}

/// The article by sections.
pub fn sections(analysis: &Analysis, view: View, number: usize) -> Vec<Section> {
    let carded = matches!(view, View::Analyze | View::Tone(By::Section));
    let above = headings_above(analysis);
    let numbers = summary_numbers(analysis, view);
    let mut bodies = analysis.blocks.iter().filter(|b| b.kind == BlockKind::Body).peekable();
    let mut sections = Vec::with_capacity(analysis.sections.len());
    for ((index, section), above) in analysis.sections.iter().enumerate().zip(above) {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut block_end = 0;
        for sentence in section.first_sentence..section.end_sentence {
            let Some(record) = analysis.sentences.get(sentence) else { continue };
            if paragraphs.is_empty() || record.start >= block_end {
                while bodies.next_if(|b| b.end <= record.start).is_some() {}
                block_end = bodies.peek().map_or(record.end, |b| b.end);
                paragraphs
                    .push(Paragraph { card: paragraph_card(analysis, view, number, sentence), ..Paragraph::default() });
            }
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.pieces.push(piece(
                    analysis,
                    view,
                    number,
                    (sentence, record),
                    numbers.get(sentence).copied().flatten(),
                ));
            }
        }
        let tone = section.tone.as_ref().filter(|_| carded);
        sections.push(Section {
            name: words::section_name(analysis, index),
            headed: section.heading.is_some(),
            above,
            card: tone.map(|tone| card(analysis, tone, number, MOST)),
            paragraphs,
        });
    }
    sections
}

/// For each section, the headings before it that head no section.
fn headings_above(analysis: &Analysis) -> Vec<Vec<String>> {
    let mut headings = analysis.blocks.iter().filter(|b| b.kind == BlockKind::Heading).peekable();
    let mut above = Vec::with_capacity(analysis.sections.len());
    for section in &analysis.sections {
        let mut own = Vec::new();
        while let Some(block) = headings.next_if(|b| b.start <= section.start) {
            if block.start != section.start || section.heading.is_none() {
                own.push(text_of(analysis, block));
            }
        }
        above.push(own);
    }
    above
}

/// For each sentence its number in the summary, if the view shows one.
fn summary_numbers(analysis: &Analysis, view: View) -> Vec<Option<usize>> {
    let mut numbers = vec![None; analysis.sentences.len()];
    if matches!(view, View::Analyze | View::Summarize) {
        let chosen = analysis.summary.iter().flat_map(|summary| &summary.sentences);
        for (index, &sentence) in chosen.enumerate() {
            if let Some(number) = numbers.get_mut(sentence) {
                *number = Some(index + 1);
            }
        }
    }
    numbers
}

/// The card of the paragraph that begins with a sentence, if the view shows paragraphs.
fn paragraph_card(analysis: &Analysis, view: View, number: usize, first: usize) -> Option<Card> {
    let paragraphs = analysis.paragraphs.as_ref().filter(|_| view == View::Tone(By::Paragraph))?;
    let at = paragraphs.binary_search_by_key(&first, |p| p.first_sentence).ok()?;
    Some(card(analysis, &paragraphs.get(at)?.tone, number, MOST))
}

/// A sentence with its symbol; the score beside it where every sentence's is asked for.
fn piece(
    analysis: &Analysis,
    view: View,
    number: usize,
    (index, record): (usize, &SentenceRecord),
    chosen: Option<usize>,
) -> Piece {
    let shown = matches!(view, View::Analyze | View::Tone(By::Section | By::Paragraph | By::Sentence));
    let tone = record.tone.as_ref().filter(|_| shown);
    Piece {
        anchor: anchor(number, index),
        number: index + 1,
        text: words::sentence(analysis, index),
        chosen,
        class: tone.map_or("flat", |t| class(t.label)),
        symbol: tone.map_or("", |t| words::symbol(t.label)),
        label: tone.map_or("", |t| t.label.name()),
        score: tone.map(|t| words::signed(t.score)),
    }
}

fn text_of(analysis: &Analysis, block: &BlockRecord) -> String {
    words::clean(Span::new(block.start, block.end).of(&analysis.text))
}
