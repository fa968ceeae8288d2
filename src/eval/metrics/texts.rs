//! Sentence boundaries, kinds of lines, bodies of pages.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use super::{Judged, Metric, Statistic, class_figures, mean, number, unfit};
use crate::document::BlockKind;
use crate::error::Result;
use crate::eval::item::{Gold, Input, Item, Said};
use crate::eval::report::{Better, Worst};

const fn higher(name: &'static str, title: &'static str, leading: bool, about: &'static str) -> Metric {
    Metric { name, title, better: Better::Higher, leading, about }
}

const SPLITTING: [Metric; 4] = [
    higher("f1", "Boundary F1", true, "F1 of the places, inside the texts, where a sentence ends; all texts together."),
    higher("exact", "Exact texts", true, "Share of the texts whose sentences are all right."),
    higher("precision", "Precision", false, "Share of the boundaries said that are right."),
    higher("recall", "Recall", false, "Share of the gold's boundaries that were said."),
];

const ANATOMY: [Metric; 4] = [
    higher("accuracy", "Line accuracy", true, "Share of the lines with the right kind."),
    higher("macro_f1", "Macro F1", true, "Mean of the F1 of the kinds that the gold has."),
    higher("heading_f1", "Heading F1", false, "F1 of headings."),
    higher("body_f1", "Body F1", false, "F1 of body lines."),
];

const PAGES: [Metric; 4] = [
    higher("word_f1", "Word F1", true, "F1 of the body's words as a bag, mean over pages."),
    higher(
        "shingle_f1",
        "Shingle F1",
        true,
        "F1 of mean precision and mean recall of runs of four words, as the article extraction benchmark has it.",
    ),
    higher("shingle_precision", "Precision", false, "Mean precision of runs of four words."),
    higher("shingle_recall", "Recall", false, "Mean recall of runs of four words."),
];

/// Right, said and gold of a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Counts {
    right: f64,
    said: f64,
    gold: f64,
}

/// Weighted sums of counts.
fn total(rows: &[Counts], weights: &[f64]) -> Counts {
    rows.iter().zip(weights).fold(Counts::default(), |sum, (own, weight)| Counts {
        right: sum.right + own.right * weight,
        said: sum.said + own.said * weight,
        gold: sum.gold + own.gold * weight,
    })
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// Where sentences end, counted in characters that are not blank; the end of the text is not counted.
fn ends(sentences: &[String]) -> BTreeSet<usize> {
    let mut at = 0;
    let mut ends = BTreeSet::new();
    for sentence in sentences {
        at += sentence.chars().filter(|c| !c.is_whitespace()).count();
        ends.insert(at);
    }
    ends.remove(&at);
    ends
}

/// Judges sentence boundaries.
pub(super) fn splitting(items: &[Item], said: &[Said]) -> Result<Judged> {
    let (mut rows, mut exact, mut worst) = (Vec::new(), Vec::new(), Vec::new());
    for (item, said) in items.iter().zip(said) {
        let (Gold::Sentences(gold), Said::Sentences(own)) = (&item.gold, said) else {
            return Err(unfit(item, "list of sentences"));
        };
        let (wanted, found) = (ends(gold), ends(own));
        let right = wanted.intersection(&found).count();
        rows.push(Counts { right: number(right), said: number(found.len()), gold: number(wanted.len()) });
        let same = gold == own;
        exact.push(Some(f64::from(u8::from(same))));
        if !same {
            let wrong = number(wanted.symmetric_difference(&found).count());
            worst.push(error(item, &gold.join(" | "), &own.join(" | "), wrong));
        }
    }
    let sums = move |of: fn(Counts) -> Option<f64>| {
        let rows = rows.clone();
        move |weights: &[f64]| of(total(&rows, weights))
    };
    Ok(ranked(
        worst,
        vec![
            Statistic::new(&SPLITTING[0], sums(|c| share(2.0 * c.right, c.said + c.gold))),
            Statistic::new(&SPLITTING[1], move |weights| mean(&exact, weights)),
            Statistic::new(&SPLITTING[2], sums(|c| share(c.right, c.said))),
            Statistic::new(&SPLITTING[3], sums(|c| share(c.right, c.gold))),
        ],
    ))
}

/// The gold kind of a line, and the one said.
type Line = (BlockKind, BlockKind);

/// Judges kinds of lines.
pub(super) fn anatomy(items: &[Item], said: &[Said]) -> Result<Judged> {
    let (mut pairs, mut worst) = (Vec::new(), Vec::new());
    for (item, said) in items.iter().zip(said) {
        let (Gold::Lines(gold), Said::Lines(own)) = (&item.gold, said) else {
            return Err(unfit(item, "list of kinds of lines"));
        };
        if gold.len() != own.len() {
            return Err(unfit(item, &format!("list of {} kinds of lines", gold.len())));
        }
        let Input::Text(text) = &item.input else { return Err(unfit(item, "text")) };
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        for (index, (gold, own)) in gold.iter().zip(own).enumerate() {
            pairs.push((*gold, *own));
            if gold != own {
                let line = lines.get(index).copied().unwrap_or_default().to_owned();
                let part = Some((index, index + 1));
                worst.push(Worst { part, text: Some(line), ..error(item, gold.name(), own.name(), 1.0) });
            }
        }
    }
    let classes: Vec<_> = BlockKind::ALL
        .into_iter()
        .map(|kind| {
            let count =
                |test: &dyn Fn(&(BlockKind, BlockKind)) -> bool| pairs.iter().filter(|pair| test(pair)).count() as u64;
            let (right, said) = (count(&|p| *p == (kind, kind)), count(&|p| p.1 == kind));
            class_figures(kind.name(), right, said, count(&|p| p.0 == kind))
        })
        .filter(|figures| figures.gold > 0)
        .collect();
    let lines = Arc::new(pairs);
    let with = |metric, function: fn(&[Line], &[f64]) -> Option<f64>| {
        let lines = Arc::clone(&lines);
        Statistic::new(metric, move |weights| function(&lines, weights))
    };
    let mut judged = ranked(
        worst,
        vec![
            with(&ANATOMY[0], |lines, weights| {
                let right: Vec<_> = lines.iter().map(|(gold, said)| Some(f64::from(u8::from(gold == said)))).collect();
                mean(&right, weights)
            }),
            with(&ANATOMY[1], |lines, weights| {
                let kinds = BlockKind::ALL.into_iter().filter(|kind| lines.iter().any(|line| line.0 == *kind));
                let f1: Vec<f64> = kinds.map(|kind| kind_f1(lines, kind, weights).unwrap_or(0.0)).collect();
                share(f1.iter().sum(), number(f1.len()))
            }),
            with(&ANATOMY[2], |lines, weights| kind_f1(lines, BlockKind::Heading, weights)),
            with(&ANATOMY[3], |lines, weights| kind_f1(lines, BlockKind::Body, weights)),
        ],
    );
    judged.classes = classes;
    Ok(judged)
}

/// F1 of one kind.
fn kind_f1(lines: &[Line], kind: BlockKind, weights: &[f64]) -> Option<f64> {
    let one = |truth: bool| f64::from(u8::from(truth));
    let counts = lines.iter().map(|(gold, said)| Counts {
        right: one((*gold, *said) == (kind, kind)),
        said: one(*said == kind),
        gold: one(*gold == kind),
    });
    let sum = total(&counts.collect::<Vec<_>>(), weights);
    share(2.0 * sum.right, sum.said + sum.gold)
}

/// Judges bodies of pages.
pub(super) fn pages(items: &[Item], said: &[Said]) -> Result<Judged> {
    let (mut bag, mut precision, mut recall, mut worst) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (item, said) in items.iter().zip(said) {
        let (Gold::Body(gold), Said::Body(own)) = (&item.gold, said) else {
            return Err(unfit(item, "body of a page"));
        };
        let (gold, own) = (crate::summary::words(gold), crate::summary::words(own));
        let of = |counts: Counts| share(2.0 * counts.right, counts.said + counts.gold);
        let words = of(overlap(gold.iter(), own.iter()));
        let shingles = overlap(shingles(&gold).into_iter(), shingles(&own).into_iter());
        bag.push(words);
        // A page without body that none is said of is right; else what is missing or too much is wrong.
        precision.push(Some(share(shingles.right, shingles.said).unwrap_or(f64::from(u8::from(shingles.gold == 0.0)))));
        recall.push(Some(share(shingles.right, shingles.gold).unwrap_or(f64::from(u8::from(shingles.said == 0.0)))));
        let wrong = 1.0 - words.unwrap_or(1.0);
        let counted = |list: &[String]| format!("{} words", list.len());
        worst.push(Worst { text: None, ..error(item, &counted(&gold), &counted(&own), wrong) });
    }
    let (p, r) = (precision.clone(), recall.clone());
    Ok(ranked(
        worst,
        vec![
            Statistic::new(&PAGES[0], move |weights| mean(&bag, weights)),
            Statistic::new(&PAGES[1], move |weights| {
                let (p, r) = (mean(&p, weights)?, mean(&r, weights)?);
                share(2.0 * p * r, p + r)
            }),
            Statistic::new(&PAGES[2], move |weights| mean(&precision, weights)),
            Statistic::new(&PAGES[3], move |weights| mean(&recall, weights)),
        ],
    ))
}

/// Runs of four words; of fewer words the one run that there is.
fn shingles(words: &[String]) -> Vec<&[String]> {
    if words.is_empty() { Vec::new() } else { words.windows(words.len().min(4)).collect() }
}

/// How much two bags share.
fn overlap<T: Eq + Hash>(gold: impl Iterator<Item = T>, said: impl Iterator<Item = T>) -> Counts {
    let (mut left, mut counts): (HashMap<T, usize>, Counts) = (HashMap::new(), Counts::default());
    for own in gold {
        *left.entry(own).or_default() += 1;
        counts.gold += 1.0;
    }
    for own in said {
        counts.said += 1.0;
        if let Some(times) = left.get_mut(&own).filter(|times| **times > 0) {
            *times -= 1;
            counts.right += 1.0;
        }
    }
    counts
}

fn error(item: &Item, gold: &str, said: &str, badness: f64) -> Worst {
    let (gold, said) = (gold.to_owned(), said.to_owned());
    let text = match &item.input {
        Input::Text(text) => Some(text.clone()),
        Input::Document(_) => None,
    };
    Worst { item: item.id.clone(), part: None, gold, said, probabilities: None, badness, text }
}

/// The worst errors first.
fn ranked(mut worst: Vec<Worst>, statistics: Vec<Statistic>) -> Judged {
    worst.retain(|own| own.badness > 0.0);
    worst.sort_by(|a, b| b.badness.total_cmp(&a.badness));
    worst.truncate(super::WORST);
    for own in &mut worst {
        own.badness = super::bootstrap::rounded(own.badness);
    }
    Judged { worst, ..Judged::of(statistics) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_counted_without_blanks_and_without_the_end() {
        let list = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(ends(&list(&["A b.", "C."])), BTreeSet::from([3]));
        assert_eq!(ends(&list(&["A\nb.", "C", "."])), BTreeSet::from([3, 4]));
        assert!(ends(&list(&["A b. C."])).is_empty());
    }

    #[test]
    fn bags_share_what_both_have_as_often_as_both_have_it() {
        let counts = overlap("aabc".chars(), "abbd".chars());
        assert_eq!(counts, Counts { right: 2.0, said: 4.0, gold: 4.0 });
    }
}
