//! What any rival must beat: the first sentences, random ones, the most frequent class, a rule of one line; and the oracle,
//! which sees the gold and shows how far sentences of the article can go.

use super::System;
use crate::document::BlockKind;
use crate::error::Result;
use crate::eval::item::{Gold, Input, Item, Said, Target, Tone};
use crate::eval::metrics::bootstrap::Random;
use crate::eval::metrics::{Rouge, number, oracle};

/// The sentences of the item's document.
#[must_use]
pub fn sentences(item: &Item) -> Vec<&str> {
    match &item.input {
        Input::Document(document) => document.sentences().iter().map(|own| document.slice(own.span)).collect(),
        Input::Text(_) => Vec::new(),
    }
}

/// The first sentences.
pub struct Lead {
    /// How many.
    pub sentences: usize,
}

impl System for Lead {
    fn name(&self) -> &'static str {
        "lead"
    }

    fn about(&self) -> String {
        format!("The first {} sentences (LEAD-{0}).", self.sentences)
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        Ok(Said::Picks((0..sentences(item).len().min(self.sentences)).collect()))
    }
}

/// Sentences drawn at random, ten times.
pub struct Chance {
    /// How many.
    pub sentences: usize,
    /// Where the numbers begin.
    pub seed: u64,
}

impl System for Chance {
    fn name(&self) -> &'static str {
        "random"
    }

    fn about(&self) -> String {
        format!("{} sentences drawn at random; mean of {} runs.", self.sentences, self.runs())
    }

    fn runs(&self) -> usize {
        10
    }

    fn answer(&self, item: &Item, run: usize) -> Result<Said> {
        let own =
            item.id.bytes().fold(self.seed ^ ((run as u64) << 32), |sum, byte| sum.wrapping_mul(31) ^ u64::from(byte));
        let mut random = Random::new(own);
        let mut left: Vec<usize> = (0..sentences(item).len()).collect();
        let mut picks: Vec<usize> =
            (0..left.len().min(self.sentences)).map(|_| left.swap_remove(random.below(left.len()))).collect();
        picks.sort_unstable();
        Ok(Said::Picks(picks))
    }
}

/// The best that sentences of the article can do, by greedy ROUGE; it sees the reference.
pub struct Oracle {
    /// At most so many.
    pub sentences: usize,
    /// The scorer.
    pub rouge: Rouge,
}

impl System for Oracle {
    fn name(&self) -> &'static str {
        "oracle"
    }

    fn about(&self) -> String {
        "Sees the reference and takes, one by one, the sentences that raise ROUGE-1 plus ROUGE-2 most: the ceiling."
            .into()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let Gold::Summary { references, .. } = &item.gold else { return Ok(Said::Picks(Vec::new())) };
        Ok(Said::Picks(oracle(&self.rouge, &sentences(item), &references[0], self.sentences)))
    }
}

/// The most frequent class of the gold itself, with the classes' shares as probabilities.
pub struct Majority {
    class: usize,
    grade: Option<i32>,
    shares: [f64; 3],
}

impl Majority {
    /// Counts the gold.
    #[must_use]
    pub fn of(items: &[Item]) -> Self {
        let targets =
            || items.iter().flat_map(|item| if let Gold::Tone(targets) = &item.gold { &targets[..] } else { &[] });
        let count = |test: &dyn Fn(&Target) -> bool| targets().filter(|target| test(target)).count();
        let shares = [0, 1, 2].map(|class| number(count(&|t| t.class == class)) / number(count(&|_| true).max(1)));
        let class = super::product::first_highest(&shares);
        let grade = (-2..=2).max_by_key(|grade| (count(&|t| t.grade == Some(*grade)), -grade));
        Self { class, grade: grade.filter(|_| targets().all(|t| t.grade.is_some())), shares }
    }
}

impl System for Majority {
    fn name(&self) -> &'static str {
        "majority"
    }

    fn about(&self) -> String {
        "Always the most frequent class of this gold: the best that a constant can do.".into()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let Gold::Tone(targets) = &item.gold else { return Ok(Said::Tone(Vec::new())) };
        let own = Tone { class: self.class, score: 0.0, probabilities: Some(self.shares), grade: self.grade };
        Ok(Said::Tone(vec![own; targets.len()]))
    }
}

/// One rule for the jobs that begin with text.
pub struct Rule;

impl System for Rule {
    fn name(&self) -> &'static str {
        "rule"
    }

    fn about(&self) -> String {
        "One rule. Sentences end after . ! or ? before a blank and a capital; the first line is the title, a line of up to \
         fourteen words without a stop is a heading, every other one is body; a page's body is all of its text."
            .into()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let Input::Text(text) = &item.input else { return Ok(Said::Sentences(Vec::new())) };
        Ok(match &item.gold {
            Gold::Lines(_) => Said::Lines(kinds(text)),
            Gold::Body(_) => Said::Body(dom_query::Document::from(text.as_str()).select("body").text().to_string()),
            _ => Said::Sentences(cut(text)),
        })
    }
}

fn kinds(text: &str) -> Vec<BlockKind> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).enumerate();
    let heading =
        |line: &str| line.split_whitespace().count() <= 14 && !line.trim_end().ends_with(['.', '!', '?', '”', '"']);
    lines
        .map(|(index, line)| match index {
            0 => BlockKind::Title,
            _ if heading(line) => BlockKind::Heading,
            _ => BlockKind::Body,
        })
        .collect()
}

fn cut(text: &str) -> Vec<String> {
    let (mut out, mut from) = (Vec::new(), 0);
    for (at, _) in text.match_indices(['.', '!', '?']) {
        let rest = &text[at + 1..];
        if rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(char::is_uppercase) {
            out.push(text[from..=at].trim().to_owned());
            from = at + 1;
        }
    }
    out.push(text[from..].trim().to_owned());
    out.retain(|sentence| !sentence.is_empty());
    out
}

/// Readability alone, as browsers' reading modes have it.
pub struct ReadabilityAlone;

impl System for ReadabilityAlone {
    fn name(&self) -> &'static str {
        "dom_smoothie"
    }

    fn about(&self) -> String {
        "The crate dom_smoothie alone (Mozilla's Readability), which this program builds on.".into()
    }

    fn answer(&self, item: &Item, _run: usize) -> Result<Said> {
        let Input::Text(page) = &item.input else { return Ok(Said::Body(String::new())) };
        let article = dom_smoothie::Readability::new(page.as_str(), None, None).and_then(|mut page| page.parse());
        Ok(Said::Body(article.map(|article| article.text_content.to_string()).unwrap_or_default()))
    }
}
