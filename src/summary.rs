//! Which sentences make the summary.
//!
//! Enters: the score and words of every sentence, the sections, a budget. Leaves: indices in source order. Holds: no two
//! of them say the same while others are left; the budget is kept, except that a summary has at least one sentence, and,
//! by section, one for each section.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use crate::config::{Budget, Config};
use crate::document::Document;
use crate::model::config::Redundancy;
use crate::model::encoder::{Hidden, cosine};

/// How much of a focused summary is still about the article: the weight of salience beside the query.
const SALIENCE_SHARE: f64 = 0.3;

/// How many of the sentences taken first a candidate's vector is compared with: enough for any summary that a person
/// reads, and a bound on the work for a document of a million sentences.
const COMPARED: usize = 256;

/// What selection needs to know of a document.
pub struct Candidates<'a> {
    /// The document.
    pub document: &'a Document,
    /// Score of every sentence; a higher one is taken first.
    pub scores: Vec<f64>,
    /// Sentence vectors.
    pub hidden: &'a Hidden,
    /// When two sentences say the same.
    pub redundancy: Redundancy,
}

/// Indices, in source order, of the sentences that make the summary.
#[must_use]
pub fn select(candidates: &Candidates<'_>, config: &Config) -> Vec<usize> {
    let all = 0..candidates.scores.len();
    let words: Vec<Vec<String>> =
        candidates.document.sentences().iter().map(|s| words(candidates.document.slice(s.span))).collect();
    let mut chosen = Chosen {
        candidates,
        words: &words,
        taken: Vec::new(),
        is_taken: vec![false; words.len()],
        trigrams: HashSet::new(),
    };
    if config.per_section {
        let sections: Vec<Range<usize>> =
            candidates.document.sections().iter().map(|s| s.first_sentence..s.end_sentence).collect();
        for (section, budget) in sections.iter().zip(shares(config.budget, &sections, &words)) {
            chosen.fill(section.clone(), budget);
        }
    } else {
        chosen.fill(all.clone(), limit(config.budget, all.len()));
    }
    chosen.taken.sort_unstable();
    chosen.taken
}

/// Salience seen through a query: how near each sentence is to it, and, with less weight, how salient it is.
///
/// `salience` holds probabilities. Nearness is half the cosine to the query's vector, spread over the document from 0 to
/// 1, and half the share of the query's words that the sentence has.
#[must_use]
pub fn focused(salience: &[f64], document: &Document, hidden: &Hidden, query: (&str, &[f32])) -> Vec<f64> {
    let near: Vec<f64> = hidden.rows().map(|row| cosine(row, query.1)).collect();
    let low = near.iter().copied().fold(f64::INFINITY, f64::min);
    let span = near.iter().copied().fold(f64::NEG_INFINITY, f64::max) - low;
    let asked: BTreeSet<String> = words(query.0).into_iter().collect();
    let score = |(index, near): (usize, &f64)| {
        let spread = if span > 0.0 { (near - low) / span } else { 0.0 };
        let has = document.sentences().get(index).map(|s| words(document.slice(s.span))).unwrap_or_default();
        let met = asked.iter().filter(|word| has.iter().any(|own| akin(own, word))).count();
        let share = ratio(met, asked.len().max(1));
        0.5 * spread + 0.5 * share + SALIENCE_SHARE * salience.get(index).copied().unwrap_or(0.0)
    };
    near.iter().enumerate().map(score).collect()
}

/// Whether two words are one but for an ending of up to three letters.
fn akin(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || (short.len() >= 4 && long.len() <= short.len() + 3 && long.starts_with(short))
}

/// A budget in whole sentences or words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Sentences(usize),
    Words(usize),
}

/// The budget of a document of `count` sentences.
fn limit(budget: Budget, count: usize) -> Limit {
    match budget {
        Budget::Sentences(n) => Limit::Sentences(n),
        Budget::Words(n) => Limit::Words(n),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        Budget::Ratio(share) => Limit::Sentences(((share * count as f64).floor() as usize).max(1)),
    }
}

/// Each section's part of the budget, by its length (largest remainder); at least one sentence each.
fn shares(budget: Budget, sections: &[Range<usize>], words: &[Vec<String>]) -> Vec<Limit> {
    let count = sections.iter().map(ExactSizeIterator::len).sum();
    let length = |section: &Range<usize>| match budget {
        Budget::Words(_) => words[section.clone()].iter().map(Vec::len).sum::<usize>(),
        _ => section.len(),
    };
    let lengths: Vec<usize> = sections.iter().map(length).collect();
    let whole = lengths.iter().sum::<usize>().max(1);
    match limit(budget, count) {
        Limit::Words(total) => lengths.iter().map(|own| Limit::Words(total * own / whole)).collect(),
        Limit::Sentences(total) => {
            let mut parts: Vec<usize> = lengths.iter().map(|own| (total * own / whole).max(1)).collect();
            let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
            by_remainder.sort_by_key(|&i| std::cmp::Reverse(total * lengths[i] % whole));
            let missing = total.saturating_sub(parts.iter().sum());
            by_remainder.into_iter().take(missing).for_each(|i| parts[i] += 1);
            parts.into_iter().map(Limit::Sentences).collect()
        }
    }
}

/// The sentences taken so far.
struct Chosen<'a> {
    candidates: &'a Candidates<'a>,
    words: &'a [Vec<String>],
    /// In the order they were taken.
    taken: Vec<usize>,
    is_taken: Vec<bool>,
    trigrams: HashSet<&'a [String]>,
}

impl Chosen<'_> {
    /// Takes the best of `range` under the limit; first those that say something new, then the others.
    fn fill(&mut self, range: Range<usize>, limit: Limit) {
        let mut order: Vec<usize> = range.collect();
        let scores = &self.candidates.scores;
        order.sort_by(|&a, &b| scores[b].partial_cmp(&scores[a]).unwrap_or(Ordering::Equal).then(a.cmp(&b)));
        let (mut sentences, mut used) = (0, 0);
        for repeat in [false, true] {
            for &index in &order {
                if self.is_taken[index] || (!repeat && self.repeats(index)) {
                    continue;
                }
                let own = self.words[index].len();
                let fits = match limit {
                    Limit::Sentences(most) if sentences >= most => return,
                    Limit::Sentences(_) => true,
                    Limit::Words(most) => used + own <= most,
                };
                if fits || sentences == 0 {
                    self.take(index);
                    sentences += 1;
                    used += own;
                }
            }
            // A words budget is not filled up with repetitions: it is an upper limit, not a number to reach.
            if matches!(limit, Limit::Words(_)) {
                return;
            }
        }
    }

    /// Whether a sentence says what one taken before says.
    fn repeats(&self, index: usize) -> bool {
        let Redundancy { trigrams, cosine: most } = self.candidates.redundancy;
        let hidden = self.candidates.hidden;
        (trigrams && self.words[index].windows(3).any(|three| self.trigrams.contains(three)))
            || self.taken.iter().take(COMPARED).any(|&other| cosine(hidden.row(index), hidden.row(other)) > most)
    }

    fn take(&mut self, index: usize) {
        self.taken.push(index);
        self.is_taken[index] = true;
        let words: &[String] = &self.words[index];
        self.trigrams.extend(words.windows(3));
    }
}

/// Lower-case words: the longest runs of letters and digits.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, BlockKind, Parts, Section, Sentence, Span};

    /// A document of one body block, its sections given by their numbers of sentences.
    fn document(sentences: &[&str], sections: &[usize]) -> Document {
        let text = sentences.join(" ");
        let mut at = 0;
        let spans: Vec<Span> = sentences
            .iter()
            .map(|s| {
                let span = Span::new(at, at + s.len());
                at += s.len() + 1;
                span
            })
            .collect();
        let mut first = 0;
        let mut parts = Parts { text, ..Parts::default() };
        parts.blocks.push(Block { kind: BlockKind::Body, span: Span::new(0, at - 1), level: 0 });
        for (section, count) in sections.iter().enumerate() {
            let own = &spans[first..first + count];
            parts.sentences.extend(own.iter().map(|&span| Sentence { span, section, block: 0 }));
            let span = Span::new(own[0].start(), own[count - 1].end());
            parts.sections.push(Section { heading: None, span, first_sentence: first, end_sentence: first + count });
            first += count;
        }
        Document::new(parts).expect("a document")
    }

    /// Sentences with vectors that have nothing in common.
    fn apart(count: usize) -> Hidden {
        Hidden::from_rows(count, (0..count * count).map(|i| f32::from(u8::from(i % (count + 1) == 0))).collect())
    }

    fn chosen(document: &Document, scores: &[f64], hidden: &Hidden, config: &Config) -> Vec<usize> {
        let redundancy = Redundancy { trigrams: true, cosine: 0.9 };
        select(&Candidates { document, scores: scores.to_vec(), hidden, redundancy }, config)
    }

    fn with(budget: Budget) -> Config {
        Config { budget, ..Config::default() }
    }

    const FIVE: [&str; 5] = ["Alpha one.", "Bravo two three.", "Charlie four.", "Delta five six seven.", "Echo eight."];
    const SCORES: [f64; 5] = [0.1, 0.9, 0.3, 0.8, 0.7];

    #[test]
    fn the_best_are_taken_and_stand_in_source_order() {
        let all = document(&FIVE, &[5]);
        let three = chosen(&all, &SCORES, &apart(5), &with(Budget::Sentences(3)));
        assert_eq!(three, [1, 3, 4]);
        assert_eq!(chosen(&all, &[1.0; 5], &apart(5), &with(Budget::Sentences(2))), [0, 1], "ties go to the first");
        assert_eq!(chosen(&all, &SCORES, &apart(5), &with(Budget::Sentences(99))).len(), 5);
    }

    #[test]
    fn budgets_in_words_and_shares_are_kept() {
        let all = document(&FIVE, &[5]);
        // 3 words, then 4 do not fit into 6, then 2 do.
        assert_eq!(chosen(&all, &SCORES, &apart(5), &with(Budget::Words(6))), [1, 4]);
        assert_eq!(chosen(&all, &SCORES, &apart(5), &with(Budget::Words(1))), [1], "at least one sentence");
        assert_eq!(chosen(&all, &SCORES, &apart(5), &with(Budget::Ratio(0.4))), [1, 3]);
        assert_eq!(chosen(&all, &SCORES, &apart(5), &with(Budget::Ratio(0.01))), [1], "at least one sentence");
    }

    #[test]
    fn a_repetition_waits_until_nothing_new_is_left() {
        let same = ["They signed the new treaty.", "Later they put its copy away.", "Rain fell."];
        let all = document(&same, &[3]);
        let scores = [0.9, 0.8, 0.1];
        assert_eq!(chosen(&all, &scores, &apart(3), &with(Budget::Sentences(2))), [0, 1], "no shared run of three");
        let again = ["They signed the new treaty.", "Later they signed the new text.", "Rain fell."];
        let all = document(&again, &[3]);
        assert_eq!(chosen(&all, &scores, &apart(3), &with(Budget::Sentences(2))), [0, 2], "they signed the");
        assert_eq!(chosen(&all, &scores, &apart(3), &with(Budget::Sentences(3))), [0, 1, 2]);
        let near = Hidden::from_rows(2, vec![1.0, 0.0, 1.0, 0.1, 0.0, 1.0]);
        let all = document(&["One two.", "Three four.", "Five six."], &[3]);
        assert_eq!(chosen(&all, &scores, &near, &with(Budget::Sentences(2))), [0, 2], "cosine above 0.9");
    }

    #[test]
    fn every_section_has_its_share_and_at_least_one() {
        let all = document(&FIVE, &[1, 4]);
        let by_section = |budget| chosen(&all, &SCORES, &apart(5), &Config { per_section: true, ..with(budget) });
        assert_eq!(by_section(Budget::Sentences(1)), [0, 1]);
        assert_eq!(by_section(Budget::Sentences(4)), [0, 1, 3, 4]);
        assert_eq!(by_section(Budget::Words(1)), [0, 1]);
    }

    #[test]
    fn a_query_brings_its_words_and_its_neighbours_forward() {
        let all = document(&["The weather held.", "Fishing quotas were discussed.", "Nets and boats returned."], &[3]);
        let hidden = Hidden::from_rows(2, vec![1.0, 0.0, 0.1, 1.0, 0.2, 1.0]);
        let scores = focused(&[0.9, 0.1, 0.1], &all, &hidden, ("fishing quota", &[0.0, 1.0]));
        assert!(scores[1] > scores[2] && scores[2] > scores[0], "{scores:?}");
    }
}
