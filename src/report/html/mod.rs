//! An analysis as part of one self-contained page.
//!
//! Enters: an analysis and a view. Leaves: the page's head, one `<article>` per document, the page's foot. Holds: no
//! script, no style attribute, nothing fetched (the policy names the hash of the one style sheet and forbids the rest);
//! every text of the article is escaped by the template engine after [`words::clean`] and isolated in its direction.

mod article;
mod card;

use serde::Serialize;

use self::article::{Chosen, Row, Section};
use self::card::{Card, card};
use super::template::{render, style_hash};
use super::words::MOST_OF_DOCUMENT;
use super::{By, Rendered, View, words};
use crate::analysis::Analysis;
use crate::document::BlockKind;
use crate::error::Result;

const STYLE: &str = include_str!("style.css");
const HEAD: &str = include_str!("head.html");
const DOCUMENT: &str = include_str!("document.html");
const FOOT: &str = include_str!("foot.html");

/// What the template of the head takes.
#[derive(Serialize)]
struct Head<'a> {
    style: &'static str,
    hash: String,
    title: &'a str,
    several: bool,
}

/// What the template of the foot takes.
#[derive(Serialize)]
struct Foot<'a> {
    titles: &'a [String],
}

/// What the template of a document takes.
#[derive(Serialize)]
struct Page<'a> {
    number: usize,
    title: &'a str,
    lang: &'static str,
    byline: Option<String>,
    date: Option<&'a str>,
    /// The date again, where it is one that `<time>` takes.
    datetime: Option<&'a str>,
    source: Option<String>,
    rubrics: Vec<String>,
    tags: Vec<String>,
    bio: Vec<String>,
    summary: Vec<Chosen>,
    tone: Option<Card>,
    /// Whether sentences carry symbols; whether all carry their scores.
    marked: bool,
    scored: bool,
    parsed: bool,
    blocks: Vec<Row>,
    sections: Vec<Section>,
    sentences: usize,
    model: Option<(String, String)>,
    config_sha256: &'a str,
}

/// The page up to its first document; `several` when others follow it.
pub fn head(title: &str, several: bool) -> Result<String> {
    let style = STYLE.trim();
    let hash = style_hash(style);
    render(HEAD, &Head { style, hash, title, several })
}

/// The page after its last document; `titles` are those of several documents, for the list of contents.
pub fn foot(titles: &[String]) -> Result<String> {
    render(FOOT, &Foot { titles })
}

/// One document, the page's `number`th.
pub fn document(analysis: &Analysis, view: View, number: usize) -> Result<Rendered> {
    let title = words::title(analysis);
    let most = if view == View::Tone(By::Document) { MOST_OF_DOCUMENT } else { 0 };
    let summarized = matches!(view, View::Analyze | View::Summarize);
    let toned = matches!(view, View::Analyze | View::Tone(_));
    let parsed = view == View::Parse;
    let date = analysis.date.as_deref().map(words::clean);
    let page = Page {
        number,
        title: &title,
        lang: language(analysis),
        byline: analysis.byline.as_deref().map(words::clean),
        date: date.as_deref(),
        datetime: date.as_deref().filter(|date| is_iso_date(date)),
        source: words::source(analysis),
        rubrics: article::texts(analysis, BlockKind::Category),
        tags: article::texts(analysis, BlockKind::Tags),
        bio: article::texts(analysis, BlockKind::Bio),
        summary: if summarized { article::summary(analysis, number) } else { Vec::new() },
        tone: analysis.tone.as_ref().filter(|_| toned).map(|tone| card(analysis, tone, number, most)),
        marked: toned && view != View::Tone(By::Document),
        scored: view == View::Tone(By::Sentence),
        parsed,
        blocks: if parsed { article::blocks(analysis) } else { Vec::new() },
        sections: article::sections(analysis, view, number),
        sentences: analysis.sentences.len(),
        model: analysis.model.as_ref().map(|m| (words::clean(&m.name), words::clean(&m.sha256))),
        config_sha256: &analysis.config_sha256,
    };
    let body = render(DOCUMENT, &page)?;
    Ok(Rendered { body, title })
}

/// The document's language for `lang`; empty, which HTML reads as unknown, where it was not determined.
fn language(analysis: &Analysis) -> &'static str {
    match analysis.language.code() {
        "und" => "",
        code => code,
    }
}

/// Whether a date is `YYYY-MM-DD`, which `<time datetime>` takes.
fn is_iso_date(date: &str) -> bool {
    date.len() == 10
        && date.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}
