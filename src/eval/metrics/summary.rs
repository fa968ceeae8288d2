//! Summaries: ROUGE against references, what the oracle and an editor took, redundancy, length.

use std::collections::HashSet;

use rougers::{Document as Tokens, RougeScorer, RougeType, Tokenizer};

use super::{Judged, Metric, Statistic, mean, number, unfit};
use crate::document::Document;
use crate::error::Result;
use crate::eval::item::{Gold, Input, Item, Said};
use crate::eval::report::{Better, Worst};
use crate::eval::suite::Suite;
use crate::summary::words;

const fn rouge(name: &'static str, title: &'static str, leading: bool, about: &'static str) -> Metric {
    Metric { name, title, better: Better::Higher, leading, about }
}

const METRICS: [Metric; 10] = [
    rouge(
        "rouge1",
        "ROUGE-1",
        true,
        "F1 of single words, times 100, mean over documents; first reference, Porter stems (rouge-score's definition).",
    ),
    rouge("rouge2", "ROUGE-2", true, "F1 of pairs of words, as ROUGE-1."),
    rouge(
        "rouge_lsum",
        "ROUGE-Lsum",
        true,
        "F1 of the union of longest common subsequences, sentence by sentence, as ROUGE-1.",
    ),
    rouge("rouge_l", "ROUGE-L", false, "F1 of the longest common subsequence of the whole texts, as ROUGE-1."),
    rouge("rouge1_recall", "ROUGE-1 recall", false, "Share of the first reference's words that are met, times 100."),
    rouge(
        "rouge1_best",
        "ROUGE-1 best",
        false,
        "ROUGE-1 with the reference it is highest with; defined where a document has several.",
    ),
    rouge("oracle_overlap", "Oracle overlap", false, "Share of the oracle's sentences that were taken."),
    rouge(
        "precision_at_k",
        "Precision at k",
        false,
        "Share of the sentences taken that an editor took too, where the data tell.",
    ),
    Metric {
        name: "redundancy",
        title: "Redundancy",
        better: Better::Lower,
        leading: false,
        about: "Share of the summary's runs of three words that stood in it before.",
    },
    Metric { name: "words", title: "Words", better: Better::Neither, leading: false, about: "Mean length in words." },
];

/// The ROUGE variants that are reported, with Porter stems.
pub struct Rouge {
    scorer: RougeScorer,
    /// ROUGE-1 and ROUGE-2 alone, for the oracle.
    quick: RougeScorer,
}

impl Default for Rouge {
    fn default() -> Self {
        #[allow(clippy::expect_used)] // it fails for runs of no or of more than nine words only
        let scorer = |types: &[RougeType]| {
            RougeScorer::with_tokenizer(types.to_vec(), Tokenizer::new(true)).expect("runs of one and two words")
        };
        let pair = [RougeType::N(1), RougeType::N(2)];
        Self { scorer: scorer(&[&pair[..], &[RougeType::L, RougeType::LSum]].concat()), quick: scorer(&pair) }
    }
}

/// Sentences taken one by one, each the one that raises ROUGE-1 plus ROUGE-2 most, until none does or `most` are taken.
#[must_use]
pub fn oracle(rouge: &Rouge, sentences: &[&str], reference: &[String], most: usize) -> Vec<usize> {
    let target = rouge.quick.document(&reference.join("\n"));
    let own: Vec<Tokens> = sentences.iter().map(|sentence| rouge.quick.document(sentence)).collect();
    let f1 = |scores: &rougers::Scores, kind| scores.get(kind).map_or(0.0, |score| score.fmeasure);
    let mut taken: Vec<usize> = Vec::new();
    let mut best = 0.0;
    while taken.len() < most {
        let value = |extra: usize| {
            let mut picks = taken.clone();
            picks.push(extra);
            picks.sort_unstable();
            let tokens = picks.iter().flat_map(|&pick| own[pick].tokens.iter().cloned()).collect();
            let scores = rouge.quick.score_documents(&target, &Tokens { tokens, sentences: Vec::new() });
            f1(&scores, RougeType::N(1)) + f1(&scores, RougeType::N(2))
        };
        let candidates = (0..own.len()).filter(|index| !taken.contains(index)).map(|index| (value(index), index));
        let Some((value, index)) = candidates.reduce(|a, b| if b.0 > a.0 { b } else { a }).filter(|own| own.0 > best)
        else {
            break;
        };
        best = value;
        taken.push(index);
    }
    taken.sort_unstable();
    taken
}

/// The sentences of a document as text.
#[must_use]
pub(super) fn sentences(document: &Document) -> Vec<&str> {
    document.sentences().iter().map(|sentence| document.slice(sentence.span)).collect()
}

/// The figures of one document, in the order of [`METRICS`], and the summary as text.
fn figures(rouge: &Rouge, suite: &Suite, item: &Item, said: &Said) -> Result<([Option<f64>; 10], String)> {
    let (Gold::Summary { references, selected }, Input::Document(document)) = (&item.gold, &item.input) else {
        return Err(unfit(item, "summary"));
    };
    let sentences = sentences(document);
    let (picks, text) = match said {
        Said::Picks(picks) if picks.iter().all(|pick| *pick < sentences.len()) => {
            let text = picks.iter().map(|&pick| sentences[pick]).collect::<Vec<_>>().join("\n");
            (Some(picks), text)
        }
        Said::Picks(_) => return Err(unfit(item, &format!("list of indices of {} sentences", sentences.len()))),
        Said::Summary(text) => (None, text.clone()),
        _ => return Err(unfit(item, "summary")),
    };
    let prediction = rouge.scorer.document(&text);
    let scores: Vec<rougers::Scores> = references
        .iter()
        .map(|reference| rouge.scorer.score_documents(&rouge.scorer.document(&reference.join("\n")), &prediction))
        .collect();
    let f1 = |index: usize, kind| scores[index].get(kind).map(|score: rougers::Score| 100.0 * score.fmeasure);
    let best = (0..scores.len()).filter_map(|index| f1(index, RougeType::N(1))).fold(0.0, f64::max);
    let overlap = picks.map(|picks| {
        let oracle = oracle(rouge, &sentences, &references[0], suite.sentences);
        number(oracle.iter().filter(|own| picks.contains(own)).count()) / number(oracle.len().max(1))
    });
    let precise = picks.zip(selected.as_ref()).filter(|(picks, _)| !picks.is_empty()).map(|(picks, selected)| {
        number(picks.iter().filter(|pick| selected.contains(pick)).count()) / number(picks.len())
    });
    let words = words(&text);
    let figures = [
        f1(0, RougeType::N(1)),
        f1(0, RougeType::N(2)),
        f1(0, RougeType::LSum),
        f1(0, RougeType::L),
        scores[0].get(RougeType::N(1)).map(|score| 100.0 * score.recall),
        (scores.len() > 1).then_some(best),
        overlap,
        precise,
        Some(redundancy(&words)),
        Some(number(words.len())),
    ];
    Ok((figures, text))
}

/// Share of runs of three words that stood before.
fn redundancy(words: &[String]) -> f64 {
    let mut seen = HashSet::new();
    let again = words.windows(3).filter(|three| !seen.insert(*three)).count();
    number(again) / number(words.len().saturating_sub(2).max(1))
}

/// Judges one run.
pub(super) fn judge(suite: &Suite, items: &[Item], said: &[Said]) -> Result<Judged> {
    let rouge = Rouge::default();
    let rows = items.iter().zip(said).map(|(item, said)| figures(&rouge, suite, item, said));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let statistic = |(index, metric)| {
        let values: Vec<Option<f64>> = rows.iter().map(|(row, _)| row[index]).collect();
        Statistic::new(metric, move |weights| mean(&values, weights))
    };
    let mut judged = Judged::of(METRICS.iter().enumerate().map(statistic).collect());
    judged.worst = worst(&rouge, suite, items, &rows);
    Ok(judged)
}

/// The documents whose summary is furthest below the oracle's, by ROUGE-1.
fn worst(rouge: &Rouge, suite: &Suite, items: &[Item], rows: &[([Option<f64>; 10], String)]) -> Vec<Worst> {
    let mut found: Vec<Worst> = Vec::new();
    for (item, (row, text)) in items.iter().zip(rows) {
        let (Gold::Summary { references, .. }, Input::Document(document)) = (&item.gold, &item.input) else { continue };
        let sentences = sentences(document);
        let picks = oracle(rouge, &sentences, &references[0], suite.sentences);
        let best = picks.iter().map(|&pick| sentences[pick]).collect::<Vec<_>>().join("\n");
        let reach = rouge.quick.score(&references[0].join("\n"), &best).get(RougeType::N(1));
        let (reach, own) = (reach.map_or(0.0, |score| 100.0 * score.fmeasure), row[0].unwrap_or(0.0));
        let list = |picks: &[usize]| picks.iter().map(|pick| (pick + 1).to_string()).collect::<Vec<_>>().join(", ");
        found.push(Worst {
            item: item.id.clone(),
            part: None,
            gold: format!("ROUGE-1 {reach:.1} by the oracle, sentences {} of {}", list(&picks), sentences.len()),
            said: format!("ROUGE-1 {own:.1}"),
            probabilities: None,
            badness: super::bootstrap::rounded(reach - own),
            text: Some(text.replace('\n', " ")),
        });
    }
    found.sort_by(|a, b| b.badness.total_cmp(&a.badness));
    found.truncate(super::WORST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oracle_takes_what_raises_rouge_and_stops_when_nothing_does() {
        let sentences = ["It rained all day.", "Both ministers signed the fishing treaty.", "Talks go on in May."];
        let reference = ["The ministers signed a fishing treaty.".to_owned(), "Talks go on.".to_owned()];
        assert_eq!(oracle(&Rouge::default(), &sentences, &reference, 3), [1, 2]);
        assert_eq!(oracle(&Rouge::default(), &sentences, &reference, 1), [1]);
        assert_eq!(oracle(&Rouge::default(), &sentences, &["nothing".to_owned()], 3), [0_usize; 0]);
    }

    #[test]
    fn redundancy_counts_runs_of_three_that_come_again() {
        let of = |text: &str| redundancy(&words(text));
        assert!((of("a b c d a b c") - 0.2).abs() < 1e-12);
        assert!(of("a b").abs() < 1e-12);
    }
}
