//! `TextRank` (Mihalcea and Tarau, 2004): a sentence counts for as much as the sentences that share words with it.
//!
//! Enters: an item with a document. Leaves: picks. Holds: two sentences are as near as the number of stems that they share,
//! by the sum of the logarithms of their lengths; no sentence is its own neighbour, as the paper and gensim have it. It is
//! in sumy, where one that shares nothing with any other keeps all its rank, and comes before most.

use super::System;
use super::graph::{Stems, picks};
use crate::error::Result;
use crate::eval::item::{Item, Said};

/// The graph of shared words.
#[derive(Debug, Clone, Copy)]
pub struct TextRank {
    /// How many sentences a summary has.
    pub sentences: usize,
}

impl System for TextRank {
    fn name(&self) -> &'static str {
        "textrank"
    }

    fn about(&self) -> String {
        format!(
            "TextRank (Mihalcea and Tarau, 2004): the {} sentences of highest PageRank in the graph of shared stems.",
            self.sentences
        )
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        picks(item, self.sentences, edges)
    }
}

/// How near two sentences are that share stems.
#[allow(clippy::cast_precision_loss)]
fn edges(stems: &Stems) -> Vec<Vec<(usize, f64)>> {
    let logarithm = |sentence: usize| (stems.lengths[sentence] as f64).ln();
    let mut edges = stems.shared(|_, here, there| (here * there) as f64);
    for (i, row) in edges.iter_mut().enumerate() {
        row.retain(|edge| edge.0 != i);
        for (j, weight) in row {
            let norm = logarithm(i) + logarithm(*j);
            // Two sentences of one stem each share all they have.
            *weight = if norm > 0.0 { *weight / norm } else { 1.0 };
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::systems::scored::tests::item;

    const FIVE: [&str; 5] = [
        "Ministers from nine states met in Oslo.",
        "Rain delayed two flights.",
        "The Oslo meeting of ministers agreed on a fishing quota.",
        "A fishing quota had divided the states.",
        "Nobody spoke.",
    ];

    #[test]
    fn the_sentences_most_others_share_words_with_are_picked_in_source_order() {
        let picks = |sentences| TextRank { sentences }.answer(&item(&FIVE, &[]), 0).expect("picks");
        assert_eq!(picks(1), Said::Picks(vec![2]));
        assert_eq!(picks(3), Said::Picks(vec![0, 2, 3]));
        assert_eq!(picks(9), Said::Picks(vec![0, 1, 2, 3, 4]));
    }

    #[test]
    fn overlap_is_divided_by_the_logarithms_of_the_lengths() {
        let document = item(&["Ports open.", "Ports open again at noon.", "Ports.", "A port!"], &[]);
        let all = picks(&document, 3, |stems| {
            let edges = edges(stems);
            let near = |i: usize, j: usize| edges[i].iter().find(|edge| edge.0 == j).map(|edge| edge.1);
            let (two, three) = (2_f64.ln(), 3_f64.ln());
            assert_eq!(near(0, 1), Some(2.0 / (two + three)));
            assert_eq!(near(0, 2), Some(1.0 / two));
            assert_eq!(near(2, 3), Some(1.0), "no division by the logarithm of one");
            assert_eq!(near(0, 0), None, "no sentence is its own neighbour");
            edges
        });
        assert_eq!(all.expect("picks"), Said::Picks(vec![0, 2, 3]), "the longest shares the least");
    }
}
