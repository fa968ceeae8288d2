//! Rows and dashboards for the tests.

use detente::analysis::ToneLabel;
use detente::corpus::{DocumentRow, Duplicate, ModelColumns, SectionRow, ToneColumns};
use detente::dashboard::{Dashboard, Options, figures};
use detente::{Error, Result};

/// A tone with this score: conciliatory above .2, confrontational below -.2.
pub fn tone(score: f64) -> ToneColumns {
    let (tone, conciliatory, neutral, confrontational) = match score {
        s if s > 0.2 => (ToneLabel::Conciliatory, 0.7, 0.2, 0.1),
        s if s < -0.2 => (ToneLabel::Confrontational, 0.1, 0.2, 0.7),
        _ => (ToneLabel::Neutral, 0.2, 0.6, 0.2),
    };
    ToneColumns { tone, score, conciliatory, neutral, confrontational }
}

/// A scored document.
pub fn document(number: u64, date: &str, country: &str, score: f64) -> DocumentRow {
    DocumentRow {
        document: number,
        id: format!("record-{number:06}"),
        path: format!("/data/archive/part.jsonl:{}", number + 1),
        date: Some(date.to_owned()),
        source: Some("The Harbour Times".to_owned()),
        country: Some(country.to_owned()),
        title: Some(format!("Ministers meet in the harbour town to speak about fishing rights, round {number}")),
        language: Some("en".to_owned()),
        tone: Some(tone(score)),
        confidence: Some(if score.abs() > 0.2 { 0.7 } else { 0.6 }),
        summary: Some("They met.".to_owned()),
        summary_spans: Vec::new(),
        sections: Some(1),
        sentences: Some(4),
        words: Some(80),
        bytes: Some(500),
        duplicate_of: None,
        duplicate: None,
        model: Some(ModelColumns {
            model: "tiny".into(),
            model_sha256: "ab".repeat(32),
            config_sha256: "cd".repeat(32),
        }),
        error: None,
    }
}

/// A document that failed.
pub fn failed(number: u64, error: &str) -> DocumentRow {
    DocumentRow {
        tone: None,
        confidence: None,
        model: None,
        language: None,
        error: Some(error.to_owned()),
        ..document(number, "2031", "AAA", 0.0)
    }
}

/// A scored copy of an earlier document.
pub fn copy(number: u64, of: &str, score: f64) -> DocumentRow {
    DocumentRow {
        duplicate_of: Some(of.to_owned()),
        duplicate: Some(Duplicate::Near),
        ..document(number, "2031-05-01", "AAA", score)
    }
}

/// A section of a document.
pub fn section(document: u64, score: f64, evidence: &str) -> SectionRow {
    SectionRow {
        document,
        document_id: format!("record-{document:06}"),
        section: 0,
        heading: Some("Talks".to_owned()),
        start: 10,
        end: 90,
        sentences: 3,
        tone: tone(score),
        confidence: 0.7,
        evidence: evidence.to_owned(),
        evidence_start: 10,
        evidence_end: 40,
        evidence_contribution: score / 2.0,
    }
}

/// A number between -1 and 1 that looks random and is not.
pub fn noise(number: u64) -> f64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    f64::from(u32::try_from((mixed ^ (mixed >> 32)) & 0xffff).unwrap()) / 32767.5 - 1.0
}

/// A hundred documents a month for as many months, around a mean that falls by `fall` at month `at`.
pub fn months(months: u64, at: u64, fall: f64) -> Vec<DocumentRow> {
    let row = |number: u64| {
        let month = number / 100;
        let score = 0.1 + 0.4 * noise(number) - if month >= at { fall } else { 0.0 };
        let (date, country) = (
            format!("{}-{:02}-10", 2031 + month / 12, month % 12 + 1),
            if number.is_multiple_of(2) { "AAA" } else { "BBB" },
        );
        document(number, &date, country, score)
    };
    (0..months * 100).map(row).collect()
}

/// As many documents as a page lists, over five years and of forty countries.
pub fn many(documents: u64) -> Vec<DocumentRow> {
    let row = |number: u64| {
        let month = number * 60 / documents;
        let date = format!("{}-{:02}-{:02}", 2031 + month / 12, month % 12 + 1, number % 28 + 1);
        let source = format!("north-gazette-{}.example", number % 50);
        let own = document(number, &date, &format!("C{:02}", number * 7 % 40), 0.6 * noise(number));
        DocumentRow { source: Some(source), ..own }
    };
    (0..documents).map(row).collect()
}

/// The dashboard of these rows.
pub fn dashboard(rows: &[DocumentRow], sections: &[SectionRow]) -> Dashboard {
    with(rows, sections, &Options::default()).unwrap()
}

/// The dashboard of these rows with options.
pub fn with(rows: &[DocumentRow], sections: &[SectionRow], options: &Options) -> Result<Dashboard, Error> {
    figures("corpus", || Ok(rows.iter().cloned().map(Ok)), sections.iter().cloned().map(Ok), options)
}
