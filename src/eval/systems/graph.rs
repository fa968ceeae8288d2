//! What [`TextRank`](super::textrank::TextRank) and [`LexRank`](super::lexrank::LexRank) share: sentences as stems, a
//! graph of sentences, and the rank of each in it.
//!
//! Enters: a document. Leaves: the sentences of highest rank, in source order. Holds: a pair of sentences is weighed only
//! where they share a stem, and kept once: memory is at most 16 bytes a pair, so 32 MB for 2,000 sentences of which every
//! two share one, and a small part of it for real articles; equal ranks go to the earlier sentence.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};

use super::scored::document;
use crate::document::Document;
use crate::error::Result;
use crate::eval::item::{Item, Said};
use crate::summary::words;

/// How much of its rank a sentence hands on to its neighbours.
const DAMPING: f64 = 0.85;

/// Ranks are settled when they move by no more than this, all together.
const SETTLED: f64 = 1e-6;

/// A step of rank below this, of an average sentence's, is the noise of adding in another order.
const NOISE: f64 = 1e-9;

/// Words that say nothing of what a sentence is about, with the halves of contractions.
const STOP_WORDS: &str = "\
    a about above after again against ain all also am an and any are aren as at be because been before being below \
    between both but by can cannot could couldn d did didn do does doesn doing don down during each either even ever \
    every few for from further had hadn has hasn have haven having he her here hers herself him himself his how \
    however i if in into is isn it its itself just let ll m many may me might more most much must my myself neither \
    no nor not now of off on once only or other ought our ours ourselves out over own quite rather re s said same \
    say says shall she should shouldn since so some still such t than that the their theirs them themselves then \
    there these they this those through to too under until up upon us ve very was wasn we were weren what when where \
    which while who whom why will with without won would wouldn you your yours";

/// The sentences of a document as stems without stop words.
pub(super) struct Stems {
    /// Number of stems of each sentence, repetitions counted.
    pub(super) lengths: Vec<usize>,
    /// Of each stem, the sentences that have it, in order, and how often.
    pub(super) holders: Vec<Vec<(usize, usize)>>,
}

impl Stems {
    /// Reads a document.
    pub(super) fn of(document: &Document) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let stop_words: HashSet<&str> = STOP_WORDS.split_whitespace().collect();
        let mut ids: HashMap<String, usize> = HashMap::new();
        let mut stems = Self { lengths: Vec::new(), holders: Vec::new() };
        for (index, sentence) in document.sentences().iter().enumerate() {
            let kept: Vec<String> = words(document.slice(sentence.span))
                .into_iter()
                .filter(|word| !stop_words.contains(word.as_str()))
                .collect();
            stems.lengths.push(kept.len());
            for word in &kept {
                let next = stems.holders.len();
                let id = *ids.entry(stemmer.stem(word).into_owned()).or_insert(next);
                if id == next {
                    stems.holders.push(Vec::new());
                }
                match stems.holders[id].last_mut() {
                    Some((last, times)) if *last == index => *times += 1,
                    _ => stems.holders[id].push((index, 1)),
                }
            }
        }
        stems
    }

    /// For every two sentences `i <= j` that share stems, the sum over those stems of `weigh(stem, times in i, times in
    /// j)`: by `i`, in the order of `j`.
    pub(super) fn shared(&self, weigh: impl Fn(usize, usize, usize) -> f64) -> Vec<Vec<(usize, f64)>> {
        // The stems of each sentence, with the place of the sentence among the holders of the stem.
        let mut own: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.lengths.len()];
        for (stem, holders) in self.holders.iter().enumerate() {
            holders.iter().enumerate().for_each(|(place, &(sentence, _))| own[sentence].push((stem, place)));
        }
        let row = |stems: &Vec<(usize, usize)>| {
            let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
            for &(stem, place) in stems {
                let from = &self.holders[stem][place..];
                for &(other, times) in from {
                    *sums.entry(other).or_default() += weigh(stem, from[0].1, times);
                }
            }
            sums.into_iter().collect()
        };
        own.iter().map(row).collect()
    }
}

/// `PageRank` over a graph without directions: `edges[i]` has the neighbours `j >= i` of `i` with their weights. Ranks are
/// about 1 on average.
pub(super) fn ranks(edges: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let pairs = || edges.iter().enumerate().flat_map(|(i, row)| row.iter().map(move |&(j, weight)| (i, j, weight)));
    let mut degrees = vec![0.0; edges.len()];
    for (i, j, weight) in pairs() {
        degrees[i] += weight;
        if i != j {
            degrees[j] += weight;
        }
    }
    let mut ranks = vec![1.0; edges.len()];
    loop {
        let mut next = vec![1.0 - DAMPING; edges.len()];
        for (i, j, weight) in pairs() {
            next[j] += DAMPING * weight / degrees[i] * ranks[i];
            if i != j {
                next[i] += DAMPING * weight / degrees[j] * ranks[j];
            }
        }
        let moved: f64 = next.iter().zip(&ranks).map(|(new, old)| (new - old).abs()).sum();
        ranks = next;
        if moved <= SETTLED {
            return ranks;
        }
    }
}

/// The `count` sentences of highest rank, in source order.
pub(super) fn best(ranks: &[f64], count: usize) -> Vec<usize> {
    #[allow(clippy::cast_possible_truncation)]
    let step = |index: &usize| Reverse((ranks[*index] / NOISE).round() as i64);
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(step);
    order.truncate(count);
    order.sort_unstable();
    order
}

/// The `count` best of the graph that `edges` makes of the stems of an item's document.
///
/// # Errors
/// The item has no document.
pub(super) fn picks(item: &Item, count: usize, edges: impl Fn(&Stems) -> Vec<Vec<(usize, f64)>>) -> Result<Said> {
    Ok(Said::Picks(best(&ranks(&edges(&Stems::of(document(item)?))), count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::systems::scored::tests::item;

    fn stems(sentences: &[&str]) -> Stems {
        Stems::of(document(&item(sentences, &[])).expect("a document"))
    }

    #[test]
    fn sentences_are_counted_in_stems_without_stop_words() {
        let stems = stems(&["The ports opened, and the port of Aden too.", "It was not to be.", "Opening a port."]);
        assert_eq!(stems.lengths, [4, 0, 2]);
        assert_eq!(stems.holders, [vec![(0, 2), (2, 1)], vec![(0, 1), (2, 1)], vec![(0, 1)]], "port, open, aden");
    }

    #[test]
    fn pairs_that_share_stems_are_summed_once() {
        let stems = stems(&["Ports open.", "Snow fell.", "Open ports, more ports."]);
        let shared = stems.shared(|_, here, there| f64::from(u8::try_from(here * there).expect("small")));
        assert_eq!(shared, [vec![(0, 2.0), (2, 3.0)], vec![(1, 2.0)], vec![(2, 5.0)]]);
    }

    #[test]
    fn ranks_solve_the_equation_of_page_rank() {
        // A star: by symmetry r0 = .15 + .85 * 2 * r1 and r1 = .15 + .85 * r0 / 2.
        let ranks = ranks(&[vec![(1, 2.0), (2, 2.0)], vec![], vec![], vec![]]);
        let hub = 0.15 * (1.0 + 1.7) / (1.0 - 0.85 * 0.85);
        assert!((ranks[0] - hub).abs() < 1e-5 && (ranks[1] - (0.15 + 0.425 * hub)).abs() < 1e-5, "{ranks:?}");
        assert!((ranks[3] - 0.15).abs() < 1e-9, "a sentence without neighbours keeps what all are given");
    }

    #[test]
    fn a_sentence_that_is_its_own_neighbour_has_that_weight_once() {
        // r0 = .15 + .85 * (r0 / 2 + r1) and r1 = .15 + .85 * r0 / 2.
        let ranks = ranks(&[vec![(0, 1.0), (1, 1.0)], vec![]]);
        let first = 0.15 * 1.85 / (1.0 - 0.425 - 0.85 * 0.425);
        assert!((ranks[0] - first).abs() < 1e-5 && (ranks[1] - (2.0 - first)).abs() < 1e-5, "{ranks:?}");
    }

    #[test]
    fn equal_ranks_go_to_the_earlier_and_noise_is_no_difference() {
        assert_eq!(best(&[1.0, 2.0, 1.0 + 1e-13, 3.0], 3), [0, 1, 3]);
        assert_eq!(best(&[1.0, 2.0], 5), [0, 1]);
    }
}
