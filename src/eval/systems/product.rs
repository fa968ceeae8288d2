//! The product: what `detente analyze` would say, without the rounding of its JSON.

use super::System;
use crate::config::{Anatomy, Budget, Config};
use crate::document::{Document, Span};
use crate::engine::Engine;
use crate::error::Result;
use crate::eval::item::{Gold, Input, Item, Said, Tone};
use crate::ingest::{Format, Layout, Meta, Source, read_bytes};
use crate::model::tone::{Classes, POINTS};
use crate::segment::{segment, sentences::split};

/// The product.
pub struct Product<'e> {
    /// Its engine.
    pub engine: &'e Engine,
    /// Sentences of a summary.
    pub sentences: usize,
}

impl System for Product<'_> {
    fn name(&self) -> &'static str {
        "detente"
    }

    fn about(&self) -> String {
        format!("This program, model {}.", self.engine.model().name)
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        match (&item.input, &item.gold) {
            (Input::Document(document), Gold::Tone(_)) => self.tone(item, document),
            (Input::Document(document), _) => {
                let config = Config { budget: Budget::Sentences(self.sentences), ..Config::default() };
                Ok(Said::Picks(self.engine.summary(document, &self.engine.scores(document)?, &config)))
            }
            (Input::Text(text), Gold::Lines(_)) => {
                Ok(Said::Lines(lines(&segment(plain(&item.id, text), Anatomy::On)?)))
            }
            (Input::Text(text), Gold::Body(_)) => body(&item.id, text),
            (Input::Text(text), _) => {
                Ok(Said::Sentences(split(text).into_iter().map(|span| span.of(text).to_owned()).collect()))
            }
        }
    }
}

impl Product<'_> {
    fn tone(&self, item: &Item, document: &Document) -> Result<Said> {
        let Gold::Tone(targets) = &item.gold else { return Ok(Said::Tone(Vec::new())) };
        let scores = self.engine.scores(document)?;
        let of = |sentences: std::ops::Range<usize>| {
            if sentences.len() == 1 {
                let own = scores.tone[sentences.start];
                return tone(own.classes, own.points, own.score);
            }
            let run = self.engine.tone_of(&scores, sentences);
            tone(run.classes, run.points, run.contributions.iter().sum())
        };
        Ok(Said::Tone(targets.iter().map(|target| of(target.sentences.clone())).collect()))
    }
}

fn tone(classes: Classes, points: [f64; 5], score: f64) -> Tone {
    Tone {
        class: first_highest(&classes),
        score,
        probabilities: Some(classes),
        grade: Some(POINTS[first_highest(&points)]),
    }
}

/// Where the highest value stands; of equal ones the first.
pub(super) fn first_highest(values: &[f64]) -> usize {
    (0..values.len()).reduce(|best, own| if values[own] > values[best] { own } else { best }).unwrap_or(0)
}

fn plain(id: &str, text: &str) -> Source {
    let (id, text) = (id.to_owned(), text.to_owned());
    Source { name: id.clone(), id, format: Format::Text, text, meta: Meta::default(), layout: Layout::Lines }
}

/// The kind of every line that is not blank: that of the block that holds it; boilerplate where none does.
fn lines(document: &Document) -> Vec<crate::document::BlockKind> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in document.text().split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trimmed(document.text());
        start += line.len();
        if !span.is_empty() {
            let at = document.blocks().partition_point(|block| block.span.end() <= span.start());
            let block = document.blocks().get(at).filter(|block| block.span.contains(span));
            out.push(block.map_or(crate::document::BlockKind::Boilerplate, |block| block.kind));
        }
    }
    out
}

/// The text that is read out of a page; nothing where no article is found.
fn body(id: &str, page: &str) -> Result<Said> {
    match read_bytes(page.as_bytes().to_vec(), id, Some(Format::Html))?.next() {
        Some(Ok(source)) => Ok(Said::Body(source.text)),
        Some(Err(crate::Error::NoArticle { .. } | crate::Error::Empty { .. })) | None => Ok(Said::Body(String::new())),
        Some(Err(error)) => Err(error),
    }
}
