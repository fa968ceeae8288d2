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
        .zip(&tone.weights)
        .enumerate()
        .map(|(index, (&contribution, &weight))| Evidence {
            sentence: first + index,
            weight: rounded(weight),
            contribution: rounded(contribution),
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_adds_up_to_the_score_and_comes_by_size() {
        let (weights, contributions) = (vec![0.25; 4], vec![0.1, -0.25, 0.4, -0.25]);
        let run = RunTone { points: [0.1, 0.1, 0.1, 0.3, 0.4], classes: [0.2, 0.1, 0.7], weights, contributions };
        let record = of_run(&run, 10);
        assert_eq!(record.evidence.iter().map(|e| e.sentence).collect::<Vec<_>>(), [12, 11, 13, 10]);
        let sum: f64 = record.evidence.iter().map(|e| e.contribution).sum();
        assert!((record.score - sum).abs() < 1e-9 && record.score.abs() < 1e-9, "{record:?}");
        assert_eq!((record.label, record.confidence), (ToneLabel::Conciliatory, 0.7));
    }

    #[test]
    fn labels_follow_the_order_of_the_classes() {
        assert_eq!(label([0.5, 0.3, 0.2]).0, ToneLabel::Confrontational);
        assert_eq!(label([0.2, 0.5, 0.3]).0, ToneLabel::Neutral);
        assert_eq!(label([0.4, 0.2, 0.4]).0, ToneLabel::Confrontational, "the first of equals");
        let record =
            of_sentence(&SentenceTone { classes: [0.1, 0.2, 0.7], score: 0.123_456_78, ..SentenceTone::SILENT });
        assert_eq!((record.probabilities.conciliatory, record.score.to_string()), (0.7, "0.123457".to_owned()));
    }
}
