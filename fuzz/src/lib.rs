//! What the fuzz targets do with their bytes, one function a parser. `tests/fuzz_corpus.rs` replays the corpus through
//! the same functions, so a target that breaks is seen without a fuzzer.

use detente::config::Anatomy;
use detente::document::{Document, Span};
use detente::ingest::{Format, read_bytes};
use detente::model::config::ModelConfig;
use detente::segment::{segment, sentences as splitter};

/// Plain text in any encoding.
pub fn text(data: &[u8]) {
    documents(data, Format::Text);
}

/// Markdown.
pub fn markdown(data: &[u8]) {
    documents(data, Format::Markdown);
}

/// A web page.
pub fn html(data: &[u8]) {
    documents(data, Format::Html);
}

/// JSON lines.
pub fn records(data: &[u8]) {
    documents(data, Format::Jsonl);
}

/// Sentences of any text.
pub fn sentences(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    covers(&text, Span::new(0, text.len()), &splitter::split(&text));
}

/// The config of a model folder.
pub fn model(data: &[u8]) {
    let _ = ModelConfig::parse(data);
}

/// Reads, segments and checks every document.
fn documents(data: &[u8], format: Format) {
    let Ok(sources) = read_bytes(data.to_vec(), "fuzz", Some(format)) else { return };
    for source in sources.into_iter().flatten() {
        for anatomy in [Anatomy::On, Anatomy::Off] {
            if let Ok(document) = segment(source.clone(), anatomy) {
                check(&document);
            }
        }
    }
}

/// Sentences partition the body; everything lies where it should.
fn check(document: &Document) {
    for (index, block) in document.blocks().iter().enumerate() {
        let own: Vec<Span> = document.sentences().iter().filter(|s| s.block == index).map(|s| s.span).collect();
        if !own.is_empty() {
            covers(document.text(), block.span, &own);
        }
    }
    for section in document.sections() {
        assert!(section.first_sentence < section.end_sentence, "an empty section");
        assert!(section.heading.is_none_or(|heading| section.span.contains(heading)), "a heading outside its section");
    }
}

/// The spans are in order and leave only white space between them.
fn covers(text: &str, whole: Span, spans: &[Span]) {
    let mut from = whole.start();
    for span in spans {
        assert!(!span.is_empty() && span.start() >= from, "spans out of order");
        assert!(blank(&text[from..span.start()]), "text lost before {span}");
        from = span.end();
    }
    assert!(blank(&text[from..whole.end()]), "text lost at the end");
}

fn blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
}
