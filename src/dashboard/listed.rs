//! Documents that a figure leads to.
//!
//! Enters: rows that count. Leaves: all of them where they are few, else at most 20 a figure: the most conciliatory, the
//! most confrontational, and typical ones. Holds: a sample is the same in whatever order its documents come.

use super::draw::{random, rounded};
use super::figures::Listed;
use super::period::Place;
use crate::corpus::{DocumentRow, ToneColumns};
use crate::report::{clean, cut};

/// Up to so many documents are all listed.
pub const ALL: u64 = 10_000;
/// Documents of a sample at either end, and typical ones.
const ENDS: usize = 7;
const TYPICAL: usize = 6;
/// Documents drawn at random, of which the typical ones are chosen.
const DRAWN: usize = 60;
/// Longest text that is kept, in columns.
const LONGEST: usize = 200;

/// A document for a list.
pub fn listed(row: &DocumentRow, tone: &ToneColumns, place: Place) -> Listed {
    let text = |text: &String| Some(short(text)).filter(|text| !text.is_empty());
    Listed {
        document: row.document,
        id: short(&row.id),
        path: short(&row.path),
        date: row.date.as_ref().and_then(text),
        title: row.title.as_ref().and_then(text),
        source: row.source.as_ref().and_then(text),
        country: row.country.as_ref().and_then(text),
        tone: tone.tone,
        score: rounded(tone.score),
        confidence: row.confidence.map(rounded),
        period: if let Place::Period(index) = place { Some(index) } else { None },
    }
}

/// A text on one line, harmless, and not longer than a list has room for.
pub fn short(text: &str) -> String {
    cut(&clean(text), LONGEST)
}

/// Documents of one figure, as many as its list may show.
#[derive(Debug, Default)]
pub struct Sample {
    high: Vec<Listed>,
    low: Vec<Listed>,
    /// With a random number each, the least first.
    drawn: Vec<(u64, Listed)>,
}

impl Sample {
    /// Offers a document.
    pub fn take(&mut self, document: &Listed, seed: u64) {
        let end = |list: &mut Vec<Listed>, sign: f64| {
            let key = |own: &Listed| -sign * own.score;
            // Rows come in the order of the corpus, so of equal scores the first stays.
            let at = list.partition_point(|own| key(own) <= key(document));
            if at < ENDS {
                list.insert(at, document.clone());
                list.truncate(ENDS);
            }
        };
        end(&mut self.high, 1.0);
        end(&mut self.low, -1.0);
        let lot = random(seed ^ document.document.wrapping_mul(0x9e37_79b9_7f4a_7c15), "sample").bits();
        let at = self.drawn.partition_point(|(own, _)| *own < lot);
        if at < DRAWN {
            self.drawn.insert(at, (lot, document.clone()));
            self.drawn.truncate(DRAWN);
        }
    }

    /// The sample of documents whose mean score is `mean`.
    pub fn finish(self, mean: f64) -> Vec<Listed> {
        let mut drawn: Vec<_> = self.drawn.into_iter().map(|(_, own)| own).collect();
        drawn.sort_by(|a, b| {
            (a.score - mean).abs().total_cmp(&(b.score - mean).abs()).then(a.document.cmp(&b.document))
        });
        let mut all: Vec<Listed> = self.high.into_iter().chain(self.low).collect();
        let ends: Vec<u64> = all.iter().map(|own| own.document).collect();
        all.extend(drawn.into_iter().filter(|own| !ends.contains(&own.document)).take(TYPICAL));
        all.sort_by_key(|own| own.document);
        all.dedup_by_key(|own| own.document);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ToneLabel;

    fn document(document: u64) -> Listed {
        let score = rounded(super::super::draw::float(document % 1001) / 500.0 - 1.0);
        let (id, path) = (String::new(), String::new());
        let (tone, confidence, period) = (ToneLabel::Neutral, None, None);
        let (date, title, source, country) = (None, None, None, None);
        Listed { document, id, path, date, title, source, country, tone, score, confidence, period }
    }

    #[test]
    fn a_sample_has_both_ends_and_the_middle() {
        let mut sample = Sample::default();
        (0..1001).for_each(|n| sample.take(&document(n), 3));
        let numbers: Vec<u64> = sample.finish(0.0).into_iter().map(|own| own.document).collect();
        assert_eq!(numbers.len(), 20);
        assert_eq!(numbers[..7], [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(numbers[13..], [994, 995, 996, 997, 998, 999, 1000]);
        assert!(numbers[7..13].iter().all(|n| (400..600).contains(n)), "{numbers:?}");
    }

    #[test]
    fn few_documents_are_all_there_once() {
        let mut sample = Sample::default();
        (0..9).for_each(|n| sample.take(&document(n), 3));
        assert_eq!(sample.finish(0.0).len(), 9);
    }
}
