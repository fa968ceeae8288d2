//! Article anatomy over our twelve fixtures, the sample article and arbitrary text.
//!
//! A fixture is `tests/anatomy/NAME.txt` with `NAME.gold` beside it: the kind of each non-blank line, one a line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use detente::config::Anatomy;
use detente::document::{BlockKind, Span};
use detente::ingest::{Format, Layout, Mark, Meta, Source, SplitSection};
use detente::segment::segment;
use detente::{Document, Error, Result};
use proptest::prelude::*;

fn source(text: &str, layout: Layout) -> Source {
    Source {
        id: "t".into(),
        name: "t.txt".into(),
        format: Format::Text,
        text: text.into(),
        meta: Meta::default(),
        layout,
    }
}

fn parse(text: &str) -> Result<Document> {
    segment(source(text, Layout::Lines), Anatomy::On)
}

/// The kind of each non-blank line: that of the block that holds its first character.
fn line_kinds(document: &Document) -> Vec<(&'static str, &str)> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in document.text().split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trimmed(document.text());
        start += line.len();
        if !span.is_empty() {
            let at = document.blocks().partition_point(|block| block.span.end() <= span.start());
            let kind =
                document.blocks().get(at).filter(|block| block.span.contains(span)).map_or("-", |b| b.kind.name());
            out.push((kind, document.slice(span)));
        }
    }
    out
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/anatomy");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    paths
}

#[test]
fn fixtures_are_typed_line_by_line() {
    let paths = fixtures();
    assert_eq!(paths.len(), 12);
    let (mut table, mut misses) = (String::new(), String::new());
    let (mut right, mut total) = (0, 0);
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let gold = fs::read_to_string(path.with_extension("gold")).unwrap();
        let gold: Vec<&str> = gold.lines().collect();
        let document = parse(&text).unwrap();
        let said = line_kinds(&document);
        assert_eq!(said.len(), gold.len(), "{}: as many kinds as non-blank lines", path.display());
        let name = path.file_stem().unwrap().to_string_lossy();
        let mut own = 0;
        for ((kind, line), gold) in said.iter().zip(&gold) {
            assert!(BlockKind::ALL.iter().any(|kind| kind.name() == *gold), "{name}: unknown kind {gold}");
            let entry = kinds.entry((*gold).to_owned()).or_default();
            entry.1 += 1;
            if kind == gold {
                own += 1;
                entry.0 += 1;
            } else {
                let line: String = line.chars().take(60).collect();
                let _ = writeln!(misses, "  {name}: said {kind}, gold {gold}: {line}");
            }
        }
        let _ = writeln!(table, "{name:<22} {own:>3} / {:>3}", gold.len());
        right += own;
        total += gold.len();
    }
    for (kind, (own, of)) in kinds {
        let _ = writeln!(table, "  {kind:<20} {own:>3} / {of:>3}");
    }
    let _ = writeln!(table, "{:<22} {right:>3} / {total:>3}", "all");
    println!("{table}{misses}");
    assert!(right * 100 >= total * 97, "line accuracy {right}/{total} is below 0.97\n{table}{misses}");
}
