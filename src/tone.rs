//! From the tone head's figures to what is said of a section, a paragraph or the document.
//!
//! Enters: classes and contributions. Leaves: records with a label, a score, a confidence and the evidence. Holds: the
//! score is the sum of the contributions, both rounded to six decimals.

use std::cmp::Ordering;

use crate::analysis::{Evidence, Probabilities, SentenceToneRecord, ToneLabel, ToneRecord, rounded};
use crate::model::tone::{Classes, RunTone, SentenceTone};

/// The three tones in the order of [`Classes`].
const LABELS: [ToneLabel; 3] = [ToneLabel::Confrontational, ToneLabel::Neutral, ToneLabel::Conciliatory];

/// The most probable tone and its probability; of equal ones the first.
#[must_use]
pub fn label(classes: Classes) -> (ToneLabel, f64) {
    LABELS
        .into_iter()
        .zip(classes)
        .fold((LABELS[0], f64::NEG_INFINITY), |best, own| if own.1 > best.1 { own } else { best })
}

/// What is said of one sentence.
#[must_use]
pub fn of_sentence(tone: &SentenceTone) -> SentenceToneRecord {
    SentenceToneRecord {
        label: label(tone.classes).0,
        score: rounded(tone.score),
        probabilities: probabilities(tone.classes),
    }
}

/// What is said of a run of sentences that begins with sentence `first`.
#[must_use]
pub fn of_run(tone: &RunTone, first: usize) -> ToneRecord {
    let (label, confidence) = label(tone.classes);
    let mut evidence: Vec<Evidence> = tone
        .contributions
        .iter()
        .enumerate()
        .map(|(index, value)| Evidence { sentence: first + index, contribution: rounded(*value) })
        .collect();
    let score = rounded(evidence.iter().map(|e| e.contribution).sum());
    evidence.sort_by(|a, b| {
        let size = |e: &Evidence| e.contribution.abs();
        size(b).partial_cmp(&size(a)).unwrap_or(Ordering::Equal).then(a.sentence.cmp(&b.sentence))
    });
    ToneRecord { label, score, confidence: rounded(confidence), probabilities: probabilities(tone.classes), evidence }
}

fn probabilities(classes: Classes) -> Probabilities {
    let [confrontational, neutral, conciliatory] = classes.map(rounded);
    Probabilities { conciliatory, neutral, confrontational }
}
