//! What systems share that give every sentence one score: the tone of the targets of an item.
//!
//! Enters: an item and a score for a text. Leaves: a tone for each target. Holds: of the gold only the ranges are read,
//! which say what is asked; a range is the mean of its sentences.

use crate::document::Document;
use crate::error::Result;
use crate::eval::fault::Fault;
use crate::eval::item::{Gold, Input, Item, Said, Tone};

/// Where scores become classes and grades; a score that reaches a cut is beyond it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cuts {
    /// The highest confrontational score and the lowest conciliatory one.
    pub(super) class: [f64; 2],
    /// The highest scores of grades -2 and -1, and the lowest of 1 and 2.
    pub(super) grade: [f64; 4],
}

impl Cuts {
    /// What a score says.
    fn tone(&self, score: f64) -> Tone {
        let [confrontational, conciliatory] = self.class;
        let class = if score <= confrontational { 0 } else { 1 + usize::from(score >= conciliatory) };
        let [worst, bad, good, best] = self.grade;
        let passed = |cut: bool| i32::from(cut);
        let grade = passed(score >= good) + passed(score >= best) - passed(score <= bad) - passed(score <= worst);
        Tone { class, score, probabilities: None, grade: Some(grade) }
    }
}

/// The tone of every target of an item, where `score` reads a sentence.
///
/// # Errors
/// The item is not a question about tone.
pub(super) fn tones(item: &Item, cuts: &Cuts, score: impl Fn(&str) -> f64) -> Result<Said> {
    let document = document(item)?;
    let Gold::Tone(targets) = &item.gold else { return Err(misplaced(item, "questions about tone")) };
    let scores: Vec<f64> = document.sentences().iter().map(|own| score(document.slice(own.span))).collect();
    Ok(Said::Tone(targets.iter().map(|target| cuts.tone(mean(&scores[target.sentences.clone()]))).collect()))
}

/// The document of an item.
///
/// # Errors
/// Its text is still to be cut.
pub(super) fn document(item: &Item) -> Result<&Document> {
    match &item.input {
        Input::Document(document) => Ok(document),
        Input::Text(_) => Err(misplaced(item, "documents whose sentences are given")),
    }
}

fn misplaced(item: &Item, reads: &str) -> crate::error::Error {
    Fault::Settings { name: item.id.clone(), what: format!("one of its systems reads only {reads}") }.into()
}

#[allow(clippy::cast_precision_loss)]
fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::ops::Range;

    use super::*;
    use crate::document::{Block, BlockKind, Parts, Section, Sentence, Span};
    use crate::eval::item::Target;

    /// An item of one section with the given sentences that asks for the tone of `ranges`, and says that all is
    /// confrontational, which no system may know.
    pub(in crate::eval::systems) fn item(sentences: &[&str], ranges: &[Range<usize>]) -> Item {
        let mut at = 0;
        let mut parts = Parts { text: sentences.join(" "), ..Parts::default() };
        for sentence in sentences {
            let span = Span::new(at, at + sentence.len());
            parts.sentences.push(Sentence { span, section: 0, block: 0 });
            at += sentence.len() + 1;
        }
        let span = Span::new(0, at - 1);
        parts.blocks.push(Block { kind: BlockKind::Body, span, level: 0 });
        parts.sections.push(Section { heading: None, span, first_sentence: 0, end_sentence: sentences.len() });
        let input = Input::Document(Box::new(Document::new(parts).expect("a document")));
        let target = |range: &Range<usize>| Target { sentences: range.clone(), class: 0, grade: Some(-2) };
        let gold = Gold::Tone(ranges.iter().map(target).collect());
        Item { id: "one".to_owned(), cluster: "one".to_owned(), slices: BTreeMap::new(), input, gold }
    }

    const CUTS: Cuts = Cuts { class: [-0.1, 0.1], grade: [-0.5, -0.2, 0.2, 0.5] };

    #[test]
    fn a_score_that_reaches_a_cut_is_beyond_it() {
        let said = |score: f64| (CUTS.tone(score).class, CUTS.tone(score).grade);
        let scores = [-0.5, -0.2, -0.1, 0.0, 0.1, 0.2, 0.5];
        let grades = [(0, -2), (0, -1), (0, 0), (1, 0), (2, 0), (2, 1), (2, 2)];
        assert_eq!(scores.map(said), grades.map(|(class, grade)| (class, Some(grade))));
    }

    #[test]
    fn a_range_is_the_mean_of_its_sentences() {
        let asked = item(&["12", "34", "-6"], &[1..2, 0..3]);
        let score = |text: &str| text.parse::<f64>().expect("a number") / 100.0;
        let Said::Tone(tones) = tones(&asked, &CUTS, score).expect("tones") else { panic!("tones were asked for") };
        assert_eq!(tones.iter().map(|tone| tone.score).collect::<Vec<_>>(), [0.34, 0.4 / 3.0]);
        assert_eq!(tones.iter().map(|tone| tone.class).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn what_is_no_question_about_tone_is_refused() {
        let mut asked = item(&["One."], &[]);
        asked.gold = Gold::Body(String::new());
        let error = tones(&asked, &CUTS, |_| 0.0).expect_err("no tone is asked for").to_string();
        assert!(error.contains("one") && error.contains("questions about tone"), "{error}");
        asked.input = Input::Text(String::new());
        let error = tones(&asked, &CUTS, |_| 0.0).expect_err("no sentences").to_string();
        assert!(error.contains("sentences are given"), "{error}");
    }
}
