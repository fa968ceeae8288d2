//! The most conciliatory and the most confrontational sections.
//!
//! Enters: the sections of one document after another. Leaves: the first few of either end. Holds: at most one section of
//! a document, and one of those with the same evidence; sections of one sentence stand behind all others.

use super::draw::rounded;
use super::figures::{Listed, SectionFigure};
use super::listed::short;
use crate::analysis::ToneLabel;
use crate::corpus::SectionRow;
use crate::report::{clean, cut};

/// Sections that are shown, and those kept to replace repetitions.
const SHOWN: usize = 10;
const KEPT: usize = 60;
/// Columns of an evidence sentence.
const LONGEST: usize = 600;

/// Sections at one end.
#[derive(Debug)]
pub struct End {
    label: ToneLabel,
    kept: Vec<SectionFigure>,
}

impl End {
    /// The sections of a label.
    pub fn new(label: ToneLabel) -> Self {
        Self { label, kept: Vec::new() }
    }

    /// Offers the sections of a document.
    pub fn take(&mut self, document: &Listed, sections: &[SectionRow]) {
        let own = sections.iter().filter(|section| section.tone.tone == self.label);
        let rank = |section: &SectionRow| (section.sentences > 1, self.strength(section.tone.score));
        let best = own.reduce(|best, next| if rank(next) > rank(best) { next } else { best });
        let Some(best) = best else { return };
        let key = rank(best);
        let at = self.kept.partition_point(|kept| (kept.sentences > 1, self.strength(kept.score)) >= key);
        if at < KEPT {
            self.kept.insert(at, figure(document, best));
            self.kept.truncate(KEPT);
        }
    }

    fn strength(&self, score: f64) -> f64 {
        let score = rounded(score);
        if self.label == ToneLabel::Confrontational { -score } else { score }
    }

    /// The first sections, without those whose evidence stands in one before.
    pub fn finish(self) -> Vec<SectionFigure> {
        let mut shown: Vec<SectionFigure> = Vec::new();
        for section in self.kept {
            let again = shown.iter().any(|own| own.evidence == section.evidence);
            if shown.len() < SHOWN && !again {
                shown.push(section);
            }
        }
        shown
    }
}

fn figure(document: &Listed, section: &SectionRow) -> SectionFigure {
    SectionFigure {
        document: document.clone(),
        section: section.section,
        heading: section.heading.as_deref().map(short).filter(|heading| !heading.is_empty()),
        start: section.start,
        end: section.end,
        sentences: section.sentences,
        tone: section.tone.tone,
        score: rounded(section.tone.score),
        confidence: rounded(section.confidence),
        evidence: cut(&clean(&section.evidence), LONGEST),
    }
}
