//! Analyses built by hand.

use detente::analysis::{
    Analysis, BlockRecord, Evidence, ModelId, ParagraphRecord, Probabilities, SCHEMA, SectionRecord, SentenceRecord,
    SentenceToneRecord, SummaryRecord, ToneLabel, ToneRecord, rounded,
};
use detente::document::BlockKind;
use detente::ingest::Language;
use detente::report::{Report, ReportFormat, ReportOptions, View};

/// A block of the article under construction; a body is sentences with their scores.
pub enum Part<'a> {
    Block(BlockKind, &'a str),
    Body(&'a [(&'a str, f64)]),
}

pub use Part::{Block, Body};

/// An analysis of everything, with the sentences of the summary counted from zero.
pub fn analysis(parts: &[Part<'_>], summary: &[usize]) -> Analysis {
    let mut a = empty();
    let mut heading: Option<(usize, String)> = None;
    let mut paragraphs: Vec<(usize, usize)> = Vec::new();
    for part in parts {
        let start = a.text.len();
        match part {
            Block(kind, text) => {
                a.text.push_str(text);
                if *kind == BlockKind::Heading {
                    heading = Some((start, (*text).to_owned()));
                }
                a.blocks.push(BlockRecord { kind: *kind, start, end: a.text.len() });
            }
            Body(sentences) => {
                if heading.is_some() || a.sections.is_empty() {
                    let (start, heading) = heading.take().map_or((start, None), |(at, text)| (at, Some(text)));
                    let first = a.sentences.len();
                    let (first_sentence, end_sentence) = (first, first);
                    a.sections.push(SectionRecord {
                        heading,
                        start,
                        end: start,
                        first_sentence,
                        end_sentence,
                        tone: None,
                    });
                }
                let first = a.sentences.len();
                for (text, score) in *sentences {
                    if a.text.len() > start {
                        a.text.push(' ');
                    }
                    sentence(&mut a, text, *score);
                }
                paragraphs.push((first, a.sentences.len()));
                let end = a.text.len();
                let count = a.sentences.len();
                let section = a.sections.last_mut().unwrap();
                (section.end, section.end_sentence) = (end, count);
                a.blocks.push(BlockRecord { kind: BlockKind::Body, start, end });
            }
        }
        a.text.push_str("\n\n");
    }
    scored(&mut a, &paragraphs, summary);
    a
}

fn empty() -> Analysis {
    Analysis {
        schema: SCHEMA,
        id: "visit.txt".into(),
        source: "news/visit.txt".into(),
        language: Language::ENGLISH,
        model: Some(ModelId { name: "detente-v3".into(), sha256: "ab".repeat(32), runtime: "rten".into() }),
        config_sha256: "cd".repeat(32),
        title: Some("Envoy <Olund> Ends Tarsk Visit".into()),
        byline: Some("Ilse Brandt".into()),
        date: Some("2031-03-14".into()),
        text: String::new(),
        blocks: Vec::new(),
        sections: Vec::new(),
        sentences: Vec::new(),
        paragraphs: None,
        summary: None,
        tone: None,
    }
}

fn sentence(a: &mut Analysis, text: &str, score: f64) {
    let start = a.text.len();
    a.text.push_str(text);
    let tone = SentenceToneRecord { label: label(score), score, probabilities: spread(score) };
    a.sentences.push(SentenceRecord {
        start,
        end: a.text.len(),
        section: a.sections.len() - 1,
        salience: Some(0.25),
        selected: Some(false),
        tone: Some(tone),
    });
}

/// Adds the tones of sections, paragraphs and document, and the summary.
fn scored(a: &mut Analysis, paragraphs: &[(usize, usize)], summary: &[usize]) {
    let tones: Vec<_> = a.sections.iter().map(|s| tone(a, s.first_sentence, s.end_sentence)).collect();
    let whole = tone(a, 0, a.sentences.len());
    let record = |&(first, end): &(usize, usize)| ParagraphRecord {
        start: a.sentences[first].start,
        end: a.sentences[end - 1].end,
        first_sentence: first,
        end_sentence: end,
        tone: tone(a, first, end),
    };
    a.paragraphs = Some(paragraphs.iter().map(record).collect());
    for (section, tone) in a.sections.iter_mut().zip(tones) {
        section.tone = Some(tone);
    }
    a.tone = Some(whole);
    for &index in summary {
        a.sentences[index].selected = Some(true);
    }
    let text = summary.iter().map(|&i| a.sentence_text(i)).collect::<Vec<_>>().join(" ");
    a.summary = Some(SummaryRecord { sentences: summary.to_vec(), text });
}

fn tone(a: &Analysis, first: usize, end: usize) -> ToneRecord {
    let weight = 1.0 / f64::from(u32::try_from(end - first).unwrap());
    let of = |i: usize| a.sentences[i].tone.as_ref().unwrap().score;
    let mut evidence: Vec<_> = (first..end)
        .map(|sentence| Evidence { sentence, weight: rounded(weight), contribution: rounded(of(sentence) * weight) })
        .collect();
    let score = rounded(evidence.iter().map(|e| e.contribution).sum());
    evidence.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    ToneRecord { label: label(score), score, confidence: 0.714, probabilities: spread(score), evidence }
}

fn label(score: f64) -> ToneLabel {
    match score {
        s if s > 0.2 => ToneLabel::Conciliatory,
        s if s < -0.2 => ToneLabel::Confrontational,
        _ => ToneLabel::Neutral,
    }
}

fn spread(score: f64) -> Probabilities {
    let half = score.abs() / 2.0;
    let (conciliatory, confrontational) = if score < 0.0 { (0.1, 0.1 + half) } else { (0.1 + half, 0.1) };
    let neutral = rounded(1.0 - conciliatory - confrontational);
    Probabilities { conciliatory: rounded(conciliatory), neutral, confrontational: rounded(confrontational) }
}

/// The article of the snapshots: a lead, two sections, something of every kind of block.
pub fn visit() -> Analysis {
    use BlockKind::{Bio, Boilerplate, Byline, Category, Date, Heading, RepeatedTitle, Tags, Title};
    analysis(
        &[
            Block(Category, "World & Diplomacy"),
            Block(Title, "Envoy <Olund> Ends Tarsk Visit"),
            Block(Byline, "By Ilse Brandt"),
            Block(Date, "March 14, 2031"),
            Block(RepeatedTitle, "Envoy <Olund> Ends Tarsk Visit"),
            Body(&[
                ("The envoy left on Friday after four days of talks that both governments called useful.", 0.5),
                ("The two sides agreed to reopen the Sund ferry crossing before the summer.", 0.85),
            ]),
            Block(Boilerplate, "Share this article"),
            Block(Heading, "The Outer Banks"),
            Body(&[
                ("Ms. Vos condemned the detentions as “a plain breach” of the *2019 protocol*.", -0.9),
                ("The ministry rejected the charge\nand warned that vessels “will be stopped”.", -0.8),
                ("Nine crews are held.", 0.004),
            ]),
            Body(&[("Tarsk may close its ports.", -0.45), ("Neither side published a map.", -0.05)]),
            Block(Heading, "What next"),
            Body(&[("Parliament votes on April 2.", 0.0)]),
            Block(Tags, "Velmora · Tarsk"),
            Block(Bio, "Ilse Brandt covers the northern seaboard."),
        ],
        &[1, 3],
    )
}

/// The report of some analyses.
pub fn report(format: ReportFormat, options: ReportOptions, analyses: &[Analysis]) -> String {
    let mut out = Vec::new();
    let mut report = Report::new(format, options, &mut out);
    for analysis in analyses {
        report.document(analysis).unwrap();
    }
    report.finish().unwrap();
    String::from_utf8(out).unwrap()
}

/// The options of a view at 80 columns without colour.
pub fn plain(view: View) -> ReportOptions {
    ReportOptions { view, ..ReportOptions::default() }
}
