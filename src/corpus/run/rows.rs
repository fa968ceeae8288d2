//! An analysis in, the rows of its document out.

use crate::analysis::{Analysis, Evidence, Probabilities, ToneLabel, ToneRecord};
use crate::corpus::run::part::Counts;
use crate::corpus::{DocumentRow, Duplicate, Facts, ModelColumns, SectionRow, SentenceRow, ToneColumns};
use crate::document::Span;
use crate::error::{Error, one_line};

/// The rows of one document, or of a part.
#[derive(Debug, Default)]
pub struct Rows {
    /// Rows of `documents`.
    pub documents: Vec<DocumentRow>,
    /// Rows of `sections`.
    pub sections: Vec<SectionRow>,
    /// Rows of `sentences`.
    pub sentences: Vec<SentenceRow>,
}

/// What is known of a document before it is looked at.
pub struct Known {
    /// Its number in the corpus.
    pub document: u64,
    /// Its id.
    pub id: String,
    /// Where it came from.
    pub path: String,
    /// What its record says.
    pub facts: Facts,
    /// The earlier document that it repeats.
    pub duplicate: Option<(Duplicate, String)>,
}

impl Known {
    /// The row of a document that nothing else is known of.
    fn row(self) -> DocumentRow {
        let (duplicate, duplicate_of) = self.duplicate.unzip();
        let Facts { date, source, country } = self.facts;
        let row = DocumentRow::new(self.document, self.id, self.path);
        DocumentRow { date, source, country, duplicate_of, duplicate, ..row }
    }
}

impl Rows {
    /// The row of a document that failed.
    #[must_use]
    pub fn failed(known: Known, error: &Error) -> Self {
        let row = DocumentRow { error: Some(one_line(error)), ..known.row() };
        Self { documents: vec![row], ..Self::default() }
    }

    /// The rows of a document; a row for each sentence where `sentences` is wanted.
    #[must_use]
    pub fn of(known: Known, analysis: Analysis, sentences: bool) -> Self {
        let (document, id) = (known.document, known.id.clone());
        let sections = analysis.sections.iter().enumerate();
        let sections = sections.filter_map(|(index, _)| section(document, &id, index, &analysis)).collect();
        let count = if sentences && analysis.tone.is_some() { analysis.sentences.len() } else { 0 };
        let sentences = (0..count).filter_map(|index| sentence(document, &id, index, &analysis)).collect();
        Self { documents: vec![document_row(known, analysis)], sections, sentences }
    }

    /// Adds the rows of the next document.
    pub fn append(&mut self, mut next: Self) {
        self.documents.append(&mut next.documents);
        self.sections.append(&mut next.sections);
        self.sentences.append(&mut next.sentences);
    }

    /// How many there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { documents: self.documents.len() as u64, ..Counts::default() };
        for row in &self.documents {
            counts.errors += u64::from(row.error.is_some());
            counts.exact_duplicates += u64::from(row.duplicate == Some(Duplicate::Exact));
            counts.near_duplicates += u64::from(row.duplicate == Some(Duplicate::Near));
            counts.bytes += row.bytes.unwrap_or(0);
            if row.tone.is_some() {
                counts.scored += 1;
                counts.sections += row.sections.unwrap_or(0);
                counts.sentences += row.sentences.unwrap_or(0);
                counts.words += row.words.unwrap_or(0);
            }
        }
        counts
    }
}

fn document_row(known: Known, analysis: Analysis) -> DocumentRow {
    let words =
        analysis.sentences.iter().map(|s| Span::new(s.start, s.end).of(&analysis.text).split_whitespace().count());
    let words = words.sum::<usize>() as u64;
    let summary = analysis.summary.as_ref();
    let spans = summary.map(|summary| summary.sentences.iter().filter_map(|&index| analysis.sentences.get(index)));
    let spans = spans.into_iter().flatten().map(|s| Span::new(s.start, s.end)).collect();
    let row = known.row();
    DocumentRow {
        date: row.date.clone().or(analysis.date),
        title: analysis.title,
        language: Some(analysis.language.code().to_owned()),
        confidence: analysis.tone.as_ref().map(|tone| tone.confidence),
        tone: analysis.tone.as_ref().map(columns),
        summary: analysis.summary.map(|summary| summary.text),
        summary_spans: spans,
        sections: Some(analysis.sections.len() as u64),
        sentences: Some(analysis.sentences.len() as u64),
        words: Some(words),
        bytes: Some(analysis.text.len() as u64),
        model: analysis.model.map(|model| ModelColumns {
            model: model.name,
            model_sha256: model.sha256,
            config_sha256: analysis.config_sha256,
        }),
        ..row
    }
}

fn section(document: u64, id: &str, index: usize, analysis: &Analysis) -> Option<SectionRow> {
    let section = analysis.sections.get(index)?;
    let tone = section.tone.as_ref()?;
    let evidence = telling(tone)?;
    let sentence = analysis.sentences.get(evidence.sentence)?;
    Some(SectionRow {
        document,
        document_id: id.to_owned(),
        section: index as u64,
        heading: section.heading.clone(),
        start: section.start as u64,
        end: section.end as u64,
        sentences: (section.end_sentence - section.first_sentence) as u64,
        tone: columns(tone),
        confidence: tone.confidence,
        evidence: analysis.sentence_text(evidence.sentence),
        evidence_start: sentence.start as u64,
        evidence_end: sentence.end as u64,
        evidence_contribution: evidence.contribution,
    })
}

fn sentence(document: u64, id: &str, index: usize, analysis: &Analysis) -> Option<SentenceRow> {
    let sentence = analysis.sentences.get(index)?;
    let tone = sentence.tone.as_ref()?;
    Some(SentenceRow {
        document,
        document_id: id.to_owned(),
        sentence: index as u64,
        section: sentence.section as u64,
        start: sentence.start as u64,
        end: sentence.end as u64,
        text: analysis.sentence_text(index),
        salience: sentence.salience?,
        selected: sentence.selected?,
        tone: toned(tone.label, tone.score, tone.probabilities),
    })
}

fn columns(tone: &ToneRecord) -> ToneColumns {
    toned(tone.label, tone.score, tone.probabilities)
}

fn toned(tone: ToneLabel, score: f64, probabilities: Probabilities) -> ToneColumns {
    let Probabilities { conciliatory, neutral, confrontational } = probabilities;
    ToneColumns { tone, score, conciliatory, neutral, confrontational }
}

/// The evidence that carries a label: the largest contribution on its side, or the largest of all.
fn telling(tone: &ToneRecord) -> Option<&Evidence> {
    let carries = |evidence: &&Evidence| match tone.label {
        ToneLabel::Conciliatory => evidence.contribution > 0.0,
        ToneLabel::Confrontational => evidence.contribution < 0.0,
        ToneLabel::Neutral => true,
    };
    tone.evidence.iter().find(carries).or_else(|| tone.evidence.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(label: ToneLabel) -> ToneRecord {
        let contribution = |(sentence, contribution)| Evidence { sentence, weight: 0.5, contribution };
        ToneRecord {
            label,
            score: 0.1,
            confidence: 0.5,
            probabilities: Probabilities { conciliatory: 0.5, neutral: 0.2, confrontational: 0.3 },
            evidence: [(4, -0.5), (2, 0.4), (3, 0.2)].map(contribution).to_vec(),
        }
    }

    #[test]
    fn evidence_is_on_the_side_of_the_label() {
        let of = |label| telling(&tone(label)).map(|evidence| evidence.sentence);
        assert_eq!(of(ToneLabel::Conciliatory), Some(2));
        assert_eq!(of(ToneLabel::Confrontational), Some(4));
        assert_eq!(of(ToneLabel::Neutral), Some(4));
        let mut one_sided = tone(ToneLabel::Conciliatory);
        one_sided.evidence.truncate(1);
        assert_eq!(telling(&one_sided).map(|evidence| evidence.sentence), Some(4), "the largest where no side has any");
    }
}
