//! Rivals over the vectors of our own encoder, without its trained heads: what the heads add is the difference.

use super::System;
use crate::engine::Engine;
use crate::error::Result;
use crate::eval::item::{Gold, Input, Item, Said, Tone};
use crate::model::encoder::{Hidden, cosine};

/// The sentences nearest to the mean of all (Radev et al. 2004, over embeddings).
pub struct Centroid<'e> {
    /// Whose encoder.
    pub engine: &'e Engine,
    /// How many sentences.
    pub sentences: usize,
}

impl System for Centroid<'_> {
    fn name(&self) -> &'static str {
        "centroid"
    }

    fn about(&self) -> String {
        format!("The {} sentences nearest to the mean vector of the document, over our encoder.", self.sentences)
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let Input::Document(document) = &item.input else { return Ok(Said::Picks(Vec::new())) };
        let hidden = self.engine.scores(document)?.hidden;
        let centre = mean(hidden.rows(), hidden.width());
        let mut order: Vec<(usize, f64)> = hidden.rows().map(|row| cosine(row, &centre)).enumerate().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut picks: Vec<usize> = order.into_iter().take(self.sentences).map(|(index, _)| index).collect();
        picks.sort_unstable();
        Ok(Said::Picks(picks))
    }
}

fn mean<'r>(rows: impl Iterator<Item = &'r [f32]>, width: usize) -> Vec<f32> {
    let mut sum = vec![0.0_f32; width];
    rows.for_each(|row| sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value));
    sum
}

/// Sentences that stand for each class, of our own wording.
const PROTOTYPES: [&[&str]; 3] = [
    &[
        "The government condemned the attack in the strongest terms.",
        "The ministry accused its neighbour of violating the agreement.",
        "It imposed new sanctions and expelled the diplomats.",
        "The minister warned that there would be serious consequences.",
        "Troops were moved to the border after the ultimatum expired.",
        "They rejected the proposal and demanded an apology.",
    ],
    &[
        "The meeting will take place in the capital on Tuesday.",
        "The committee has twelve members and meets twice a year.",
        "The document was published on the ministry's website.",
        "The delegation arrived by train in the evening.",
        "Exports rose by three per cent in the first quarter.",
        "He has been ambassador since 2019.",
    ],
    &[
        "The two sides agreed to resume talks and to cooperate closely.",
        "The president thanked his host for the warm welcome.",
        "The minister said that her country seeks peace and friendship.",
        "They signed a treaty and pledged to support each other.",
        "The prisoners were released as a gesture of good will.",
        "Both governments welcomed the progress and expressed hope.",
    ],
];

/// How sharply nearness turns into probability.
const SHARPNESS: f64 = 10.0;

/// The class whose example sentences are nearest, on average.
pub struct Prototype<'e> {
    engine: &'e Engine,
    classes: [Vec<f32>; 3],
}

impl<'e> Prototype<'e> {
    /// Encodes the examples.
    ///
    /// # Errors
    /// As [`Engine::embed`].
    pub fn new(engine: &'e Engine) -> Result<Self> {
        let class = |texts: &[&str]| {
            let vectors: Vec<Hidden> = texts.iter().map(|text| engine.embed(text)).collect::<Result<_>>()?;
            Ok::<_, crate::Error>(mean(vectors.iter().map(|own| own.row(0)), vectors[0].width()))
        };
        Ok(Self { engine, classes: [class(PROTOTYPES[0])?, class(PROTOTYPES[1])?, class(PROTOTYPES[2])?] })
    }
}

impl System for Prototype<'_> {
    fn name(&self) -> &'static str {
        "prototype"
    }

    fn about(&self) -> String {
        "The class whose six example sentences, of our wording, are nearest to the sentence over our encoder; a section by \
         the mean of its sentences' vectors."
            .into()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let (Input::Document(document), Gold::Tone(targets)) = (&item.input, &item.gold) else {
            return Ok(Said::Tone(Vec::new()));
        };
        let hidden = self.engine.scores(document)?.hidden;
        let tone = |sentences: std::ops::Range<usize>| {
            let own = mean(sentences.map(|index| hidden.row(index)), hidden.width());
            let raised = [0, 1, 2].map(|class| (SHARPNESS * cosine(&own, &self.classes[class])).exp());
            let sum: f64 = raised.iter().sum();
            let p = raised.map(|value| value / sum);
            let class = super::product::first_highest(&p);
            Tone {
                class,
                score: p[2] - p[0],
                probabilities: Some(p),
                grade: Some(i32::try_from(class).unwrap_or(1) - 1),
            }
        };
        Ok(Said::Tone(targets.iter().map(|target| tone(target.sentences.clone())).collect()))
    }
}
