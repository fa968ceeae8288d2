//! A tone as a card: bar, label, score, confidence, evidence.

use serde::Serialize;

use super::words;
use crate::analysis::{Analysis, ToneLabel, ToneRecord};

/// A card, ready for the template.
#[derive(Debug, Serialize)]
pub struct Card {
    /// The style's class of the label: up, flat, down.
    class: &'static str,
    symbol: &'static str,
    label: &'static str,
    score: String,
    confidence: String,
    /// The three probabilities in words.
    probabilities: [String; 3],
    bar: Bar,
    evidence: Vec<Item>,
    rest: Option<Rest>,
}

/// A bar's filled part in a drawing 200 units wide whose middle is at 100.
#[derive(Debug, Serialize)]
struct Bar {
    x: String,
    width: String,
}

/// A sentence of the evidence.
#[derive(Debug, Serialize)]
struct Item {
    class: &'static str,
    contribution: String,
    text: String,
    /// The sentence's anchor in the article.
    anchor: String,
}

/// What is not shown sentence by sentence.
#[derive(Debug, Serialize)]
struct Rest {
    contribution: String,
    words: String,
}

/// The card of a tone with up to `most` sentences of evidence; none at all for 0.
pub fn card(analysis: &Analysis, tone: &ToneRecord, number: usize, most: usize) -> Card {
    let shown = words::evidence(tone, most);
    let p = &tone.probabilities;
    let shares = [("conciliatory", p.conciliatory), ("neutral", p.neutral), ("confrontational", p.confrontational)];
    let probabilities = shares.map(|(name, share)| format!("{name} {}", words::percent(share)));
    Card {
        class: class(tone.label),
        symbol: words::symbol(tone.label),
        label: tone.label.name(),
        score: words::signed(tone.score),
        confidence: words::percent(tone.confidence),
        probabilities,
        bar: bar(tone.score),
        evidence: shown
            .top
            .iter()
            .map(|e| Item {
                class: if e.contribution < 0.0 { "down" } else { "up" },
                contribution: words::signed(e.contribution),
                text: words::sentence(analysis, e.sentence),
                anchor: anchor(number, e.sentence),
            })
            .collect(),
        rest: shown.rest.filter(|_| most > 0).map(|(others, sum)| Rest {
            contribution: words::signed(sum),
            words: words::rest_words(shown.top.len(), others),
        }),
    }
}

/// The anchor of a sentence, counted from one.
pub fn anchor(number: usize, sentence: usize) -> String {
    format!("d{number}-s{}", sentence + 1)
}

/// The style's class of a label.
pub fn class(label: ToneLabel) -> &'static str {
    match label {
        ToneLabel::Conciliatory => "up",
        ToneLabel::Neutral => "flat",
        ToneLabel::Confrontational => "down",
    }
}

fn bar(score: f64) -> Bar {
    let width = score.abs().min(1.0) * 100.0;
    let x = if score < 0.0 { 100.0 - width } else { 100.0 };
    Bar { x: format!("{x:.1}"), width: format!("{width:.1}") }
}
