//! VADER (Hutto and Gilbert, 2014): sentiment by a lexicon and rules, made for social media.
//!
//! Enters: an item whose gold asks for the tone of ranges of sentences. Leaves: a tone for each. Holds: a range is the mean
//! of its sentences' compounds; the class is by the cut of 0.05 that its authors give; sentiment is not tone toward another
//! party, which is why it stands here: to show how far it goes.

use vader_parity::SentimentIntensityAnalyzer;

use super::System;
use super::scored::{Cuts, tones};
use crate::error::Result;
use crate::eval::item::{Item, Said};

/// Classes as its authors cut them; grades by thirds of the way from 0 to 1, since they give none.
const CUTS: Cuts = Cuts { class: [-0.05, 0.05], grade: [-2.0 / 3.0, -1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0] };

/// The compound score of VADER 3.3.2.
pub struct Vader {
    analyzer: SentimentIntensityAnalyzer,
}

impl Default for Vader {
    fn default() -> Self {
        Self { analyzer: SentimentIntensityAnalyzer::new() }
    }
}

impl System for Vader {
    fn name(&self) -> &'static str {
        "vader"
    }

    fn about(&self) -> String {
        "VADER 3.3.2 (Hutto and Gilbert, 2014): the mean compound sentiment of the sentences, cut at 0.05.".to_owned()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        tones(item, &CUTS, |text| self.analyzer.polarity_scores(text).compound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::systems::scored::tests::item;

    #[test]
    fn sentiment_is_the_mean_compound_with_class_and_grade() {
        let sentences =
            ["A wonderful, happy success!", "Ships sail at nine.", "A terrible, vicious murder.", "A slight delay."];
        let asked = item(&sentences, &[0..1, 1..2, 2..3, 0..3]);
        let Said::Tone(tones) = Vader::default().answer(&asked, 0).expect("tones") else {
            panic!("tones were asked for")
        };
        assert_eq!(tones.iter().map(|tone| tone.class).collect::<Vec<_>>(), [2, 1, 0, 1]);
        assert_eq!(tones.iter().map(|tone| tone.grade).collect::<Vec<_>>(), [Some(2), Some(0), Some(-2), Some(0)]);
        let mean = (tones[0].score + tones[1].score + tones[2].score) / 3.0;
        assert!((tones[3].score - mean).abs() < 1e-12 && tones.iter().all(|tone| tone.probabilities.is_none()));
    }
}
