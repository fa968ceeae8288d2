//! Files of every format, as they come, and what is read from them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use detente::ingest::{Format, Language, Layout, Mark, Source, read_bytes, read_path};
use detente::{Error, Result};
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest").join(name)
}

fn all(name: &str) -> Vec<Result<Source>> {
    read_path(&fixture(name), None).expect("a readable fixture").collect()
}

fn one(name: &str) -> Source {
    let mut sources = all(name);
    assert_eq!(sources.len(), 1, "{name}");
    sources.remove(0).expect("one document")
}

fn blocks(source: &Source) -> Vec<(Mark, &str)> {
    let Layout::Marked(marks) = &source.layout else { panic!("{} is not marked", source.name) };
    marks.iter().map(|(mark, span)| (*mark, span.of(&source.text))).collect()
}

/// A file of the data folder; the test fails where it is missing.
fn data(file: &str) -> String {
    let folder = std::env::var_os("DETENTE_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let folder = if folder.is_dir() { folder } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data") };
    let path = folder.join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; this test needs the data folder, name it in DETENTE_DATA", path.display())
    })
}

#[test]
fn utf8_files_are_kept_byte_for_byte() {
    for name in ["bom_crlf.txt", "soft_hyphens.txt"] {
        let source = one(name);
        assert_eq!(source.text.as_bytes(), fs::read(fixture(name)).unwrap());
        assert_eq!((source.id.as_str(), source.format, &source.layout), (name, Format::Text, &Layout::Lines));
    }
}

#[test]
fn other_encodings_are_decoded() {
    assert!(one("latin1.txt").text.starts_with("Le délégué a quitté la réunion à Bâle.\nIl a déclaré : « Nous"));
    assert!(one("utf16le.txt").text.starts_with("Envoys of both sides met in Łódź.\r\n\r\nThe “second round”"));
}

#[test]
fn markdown_is_marked() {
    let source = one("report.md");
    assert_eq!(source.meta.title.as_deref(), Some("River accord: what was agreed"));
    assert_eq!(source.meta.byline.as_deref(), Some("Ilse Marten"));
    assert_eq!(source.meta.date.as_deref(), Some("2025-03-04"));
    let expected = [
        (Mark::Heading(1), "River accord: what was agreed"),
        (
            Mark::Paragraph,
            "The two ministries signed a water-sharing accord on Tuesday, the first of its kind in the basin.",
        ),
        (Mark::Heading(2), "What it says"),
        (Mark::Item, "Each side opens its gauges."),
        (Mark::Item, "Disputes go to a joint commission."),
        (Mark::Paragraph, "“We chose the pen,” said the hosts."),
        (Mark::Heading(2), "What is open"),
        (Mark::Paragraph, "Point"),
        (Mark::Paragraph, "State"),
        (Mark::Paragraph, "Dams"),
        (Mark::Paragraph, "Open"),
        (Mark::Paragraph, "Talks go on in May."),
    ];
    assert_eq!(blocks(&source), expected);
}

#[test]
fn a_news_page_gives_its_article() {
    let source = one("news.html");
    assert_eq!(source.meta.title.as_deref(), Some("Strait patrols to be announced in advance, ministers say"));
    assert_eq!(source.meta.byline.as_deref(), Some("Nneka Okoro"));
    assert_eq!(source.meta.date.as_deref(), Some("2025-05-06T08:30:00+02:00"));
    for absent in ["Sport", "Most read", "soups", "All rights", "track(", "color", "patrol boat leaves", "Okoro"] {
        assert!(!source.text.contains(absent), "{absent}:\n{}", source.text);
    }
    let found = blocks(&source);
    let headings: Vec<_> = found.iter().filter(|(mark, _)| *mark == Mark::Heading(2)).map(|(_, text)| *text).collect();
    assert!(headings.ends_with(&["A hotline, and its limits", "What comes next"]), "{headings:?}");
    assert_eq!(found.iter().filter(|(mark, _)| *mark == Mark::Item).count(), 2);
    let second = "“Nobody gains from a surprise at sea,” the host said at the Café Royal, adding that a hotline would";
    assert!(found.iter().any(|(mark, text)| *mark == Mark::Paragraph && text.starts_with(second)), "{found:?}");
}

#[test]
fn one_bad_record_does_not_end_the_run() {
    let found = all("records.jsonl");
    let path = fixture("records.jsonl").display().to_string();
    let seen: Vec<String> = found
        .iter()
        .map(|record| match record {
            Ok(source) => format!("{} {}", source.id, source.name),
            Err(error) => error.to_string(),
        })
        .map(|line| line.replace(&path, "P"))
        .collect();
    let begins = [
        "plain P:1",
        "P: line 2 is not a record (EOF while parsing a string at column 32)",
        "P: line 3 is not valid UTF-8 (byte 29 of the line)",
        "split P:5",
        "page P:6",
        "P: line 7 must have exactly one of",
        "P:8: is empty; nothing to analyze",
        "P:9 P:9",
    ];
    assert_eq!(seen.len(), begins.len(), "{seen:#?}");
    for (seen, begins) in seen.iter().zip(begins) {
        assert!(seen.starts_with(begins), "{seen}\n{begins}");
    }
    assert_eq!(
        found[3].as_ref().unwrap().text,
        "Truce holds\n\nThe truce held. Convoys moved.\n\nReactions\n\nNeighbours welcomed it."
    );
}

#[test]
fn a_pdf_is_refused_with_advice() {
    let error = read_path(&fixture("article.pdf"), None).err().unwrap();
    assert!(matches!(error, Error::Binary { at: 0, .. }), "{error}");
    assert!(error.to_string().contains("convert it to text first"), "{error}");
}

#[test]
fn a_large_file_takes_bounded_time() {
    let paragraph = "The delegations met again on Monday — “without result”, as one of them put it.\n\n";
    let text = paragraph.repeat((50 << 20) / paragraph.len());
    let started = std::time::Instant::now();
    let source = read_bytes(text.clone().into_bytes(), "large.txt", None).unwrap().next().unwrap().unwrap();
    assert_eq!(source.text.len(), text.len());
    assert_eq!(Language::of(&source.text), Language::ENGLISH);
    for (name, page) in [
        ("large.md", text.clone()),
        ("large.html", format!("<html><body><article>{}", text.replace("The deleg", "<p>The deleg"))),
    ] {
        let source = read_bytes(page.into_bytes(), name, None).unwrap().next().unwrap().unwrap();
        assert_eq!(blocks(&source).len(), text.matches("\n\n").count(), "{name}");
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

fn bag(text: &str) -> HashMap<String, usize> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).fold(HashMap::new(), |mut bag, word| {
        *bag.entry(word.to_lowercase()).or_default() += 1;
        bag
    })
}

/// F1 of the words of a text against those of the gold body.
#[allow(clippy::cast_precision_loss)] // Counts of words in a page.
fn f1(text: &str, gold: &str) -> f64 {
    let (found, gold) = (bag(text), bag(gold));
    let shared: usize = found.iter().map(|(word, n)| gold.get(word).copied().unwrap_or(0).min(*n)).sum();
    let total = found.values().sum::<usize>() + gold.values().sum::<usize>();
    2.0 * shared as f64 / total.max(1) as f64
}

#[test]
fn real_pages_give_their_body() {
    let pages = data("html/pages.jsonl");
    let mut scores = Vec::new();
    for line in pages.lines() {
        let page: serde_json::Value = serde_json::from_str(line).unwrap();
        let html = page["html"].as_str().unwrap().as_bytes().to_vec();
        let source = read_bytes(html, "page.html", None).unwrap().next().unwrap().unwrap();
        let score = f1(&source.text, page["gold_body"].as_str().unwrap());
        println!("{score:.3} {} {:?}", page["url"], source.meta);
        scores.push(score);
    }
    assert_eq!(scores.len(), 61);
    #[allow(clippy::cast_precision_loss)] // 61 pages.
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    println!("mean F1 {mean:.4}");
    assert!(mean > 0.97, "mean F1 of the words of 61 pages is {mean:.4}");
}

#[test]
fn no_english_corpus_text_is_called_foreign() {
    let mut short = 0;
    for file in ["corpora/white_house_foreign.jsonl", "corpora/un_general_debate_2014_2024.jsonl"] {
        let texts = data(file);
        let (mut count, mut foreign) = (0, Vec::new());
        for line in texts.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = record["text"].as_str().unwrap();
            count += 1;
            let start = &text[..text.floor_char_boundary(100)];
            for (part, text) in [("whole", text), ("start", start)] {
                if Language::of(text) != Language::ENGLISH {
                    foreign.push(format!("{part} {} {}", record["id"], Language::of(text).code()));
                }
            }
        }
        println!("{file}: {count} texts, not en: {foreign:#?}");
        let whole = foreign.iter().filter(|line| line.starts_with("whole")).count();
        assert_eq!(whole, 0, "{foreign:#?}");
        short += foreign.len();
    }
    assert!(short < 160, "{short} of 3,004 beginnings of 100 bytes are not called English");
}

/// Pieces that formats are made of, so that random bytes reach deep into the parsers.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&'static [u8]> = vec![
        b"<div>",
        b"</div>",
        b"<p>",
        b"<h2>",
        b"</h2>",
        b"<br>",
        b"<li>",
        b"<table><td>",
        b"<pre>",
        b"<!--",
        b"-->",
        b"<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"&amp;\"}</script>",
        b"&nbsp;",
        b"# ",
        b"## a\n",
        b"\n\n",
        b"- ",
        b"> ",
        b"```\n",
        b"[a](b)",
        b"![c](d)",
        b"| a |\n|---|\n",
        b"---\n",
        b"title: x\n",
        b"+++\n",
        b"[^1]: ",
        b"    ",
        b"{\"id\":1,\"text\":\"",
        b"\"}\n",
        b"{\"sections\":[{\"sentences\":[\"",
        b"\"]}]}",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\0",
        b"\xe9",
        "—\u{a0}\u{ad}“".as_bytes(),
        b"\r\n",
        b"Envoys met. ",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
        1 => "\\PC{0,12}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Panics where a span of the source lies outside its text, cuts a character, or overlaps its predecessor.
fn check(source: &Source) {
    let mut end = 0;
    let mut spans = Vec::new();
    match &source.layout {
        Layout::Lines => {}
        Layout::Marked(marks) => spans.extend(marks.iter().map(|(_, span)| *span)),
        Layout::Split { title, sections } => {
            spans.extend(*title);
            for section in sections {
                spans.extend(section.heading);
                spans.extend(&section.sentences);
            }
        }
    }
    for span in spans {
        assert!(span.start() >= end && !span.is_empty(), "{span} in {source:?}");
        assert!(source.text.get(span.start()..span.end()).is_some(), "{span} in {source:?}");
        assert_eq!(span, span.trimmed(&source.text), "in {source:?}");
        end = span.end();
    }
    assert!(!source.text.trim().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_panic_and_all_spans_lie_in_order(bytes in pieces()) {
        let names = [("-", None), ("x.json", None)];
        let forced = Format::ALL.map(|format| ("x", Some(format)));
        for (name, format) in names.into_iter().chain(forced) {
            if let Ok(records) = read_bytes(bytes.clone(), name, format) {
                records.flatten().for_each(|source| check(&source));
            }
        }
    }
}
