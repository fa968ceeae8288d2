//! `LexRank` (Erkan and Radev, 2004): a sentence counts for as much as the sentences that are like it.
//!
//! Enters: an item with a document. Leaves: picks. Holds: sentences are alike when the cosine of their tf-idf vectors is
//! above [`THRESHOLD`]; tf is by the most frequent stem of the sentence, and idf is over the sentences of the document, as
//! in sumy; a sentence is like itself, as in the paper. The rank is damped and settled, as the paper has it; sumy's is
//! neither, and so close to the number of like sentences.

use super::System;
use super::graph::{Stems, picks};
use crate::error::Result;
use crate::eval::item::{Item, Said};

/// The cosine above which two sentences are alike.
const THRESHOLD: f64 = 0.1;

/// The graph of like sentences.
#[derive(Debug, Clone, Copy)]
pub struct LexRank {
    /// How many sentences a summary has.
    pub sentences: usize,
}

impl System for LexRank {
    fn name(&self) -> &'static str {
        "lexrank"
    }

    fn about(&self) -> String {
        format!(
            "LexRank (Erkan and Radev, 2004): the {} sentences of highest PageRank in the graph of tf-idf cosines above \
             {THRESHOLD}.",
            self.sentences
        )
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        picks(item, self.sentences, edges)
    }
}

/// An edge of weight 1 between sentences that are alike. The cosine is the same whatever tf is divided by, so that counts
/// stand for it.
#[allow(clippy::cast_precision_loss)]
fn edges(stems: &Stems) -> Vec<Vec<(usize, f64)>> {
    let count = stems.lengths.len() as f64;
    let idf: Vec<f64> = stems.holders.iter().map(|holders| (count / (1.0 + holders.len() as f64)).ln()).collect();
    let mut edges = stems.shared(|stem, here, there| (here * there) as f64 * idf[stem] * idf[stem]);
    let lengths: Vec<f64> = edges.iter().map(|row| row.first().map_or(0.0, |own| own.1.sqrt())).collect();
    for (i, row) in edges.iter_mut().enumerate() {
        row.retain(|&(j, product)| product > THRESHOLD * lengths[i] * lengths[j]);
        for (_, weight) in row {
            *weight = 1.0;
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::systems::scored::tests::item;

    const SIX: [&str; 6] = [
        "Sudan frees nine guards.",
        "Rain delayed two flights.",
        "Envoys of Chad and Sudan signed a border accord.",
        "Under the accord, Chad withdraws its mines from the border.",
        "Nobody spoke.",
        "Snow is rare.",
    ];

    #[test]
    fn the_sentence_most_others_are_like_is_picked() {
        let picks = |sentences| LexRank { sentences }.answer(&item(&SIX, &[]), 0).expect("picks");
        assert_eq!(picks(1), Said::Picks(vec![2]));
        assert_eq!(picks(9), Said::Picks(vec![0, 1, 2, 3, 4, 5]));
    }

    #[test]
    fn sentences_are_alike_above_the_threshold_only() {
        // "water" is in two of five sentences: idf ln(5/3), every other stem ln(5/2).
        let long = "Water flows from mountains through valleys, villages, fields, towns.";
        for (other, alike) in
            [("Water boils.", true), ("Water ministers meet again tomorrow, northern capitals report.", false)]
        {
            picks(&item(&[long, other, "Nobody spoke.", "Snow is rare.", "Rain fell."], &[]), 1, |stems| {
                let edges = edges(stems);
                assert_eq!(edges[0], if alike { vec![(0, 1.0), (1, 1.0)] } else { vec![(0, 1.0)] });
                edges
            })
            .expect("picks");
        }
    }

    #[test]
    fn a_stem_without_idf_makes_no_sentences_alike() {
        // "talks" is in two of three sentences, and its idf is ln(3 / (1 + 2)).
        let asked = item(&["Talks.", "Talks.", "Snow."], &[]);
        assert_eq!(LexRank { sentences: 1 }.answer(&asked, 0).expect("picks"), Said::Picks(vec![2]));
    }
}
