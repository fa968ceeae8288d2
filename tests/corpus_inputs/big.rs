//! Documents beyond the limit: an entry with its error, soon, and without the memory that they would take.

use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use detente::ingest::LIMIT;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{BODY, Folder, error, of_file};

/// A file of 300 MB of the same line, compressed to some 300 kB, after a beginning and before an end.
fn bomb(folder: &Folder, name: &str, beginning: &str, end: &str) -> std::path::PathBuf {
    let path = folder.path(name);
    let mut encoder = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
    encoder.write_all(beginning.as_bytes()).unwrap();
    let piece = "a b ".repeat(1 << 18);
    for _ in 0..300 {
        encoder.write_all(piece.as_bytes()).unwrap();
    }
    encoder.write_all(end.as_bytes()).unwrap();
    encoder.finish().unwrap();
    path
}

#[test]
fn a_document_of_300_mb_is_refused_at_once() {
    let folder = Folder::new();
    let path = folder.path("a.txt");
    let file = File::create(&path).unwrap();
    file.set_len(300 << 20).unwrap();
    folder.write("b.txt", BODY);
    let start = Instant::now();
    let said = folder.said(&folder.entries());
    assert!(start.elapsed() < Duration::from_secs(5));
    let refused =
        format!("a.txt ! a.txt: {} bytes exceed the limit of {LIMIT} bytes for one document; split it", 300 << 20);
    assert_eq!(said[0], refused);
    assert!(said[1].starts_with("b.txt = "));
}

#[test]
fn bombs_are_refused() {
    let folder = Folder::new();
    let whole = of_file(&bomb(&folder, "a.txt.gz", "", ""));
    let refused = format!("a.txt.gz: more than the limit of {LIMIT} bytes for one document; split it");
    assert_eq!(folder.said(&whole), [format!("a.txt.gz ! {refused}")]);

    let lines = bomb(&folder, "b.jsonl.gz", "{\"text\":\"One.\"}\n{\"text\":\"", "\"}\n{\"text\":\"Three.\"}\n");
    let said = folder.said(&of_file(&lines));
    assert_eq!(said[0], "b.jsonl.gz:1 = One.");
    assert!(said[1].starts_with("b.jsonl.gz:2 ! b.jsonl.gz:2: 314572812 bytes exceed the limit"), "{}", said[1]);
    assert_eq!(said[2], "b.jsonl.gz:3 = Three.");
    assert_eq!(said.len(), 3);
}

#[test]
fn rows_beyond_the_limit_end_a_table() {
    let folder = Folder::new();
    let path = bomb(&folder, "c.csv.gz", "id,text\n1,One.\n2,\"", "\"\n3,Three.\n");
    let entries = of_file(&path);
    assert_eq!(folder.said(&entries[..1]), ["1 = One."]);
    assert!(error(&entries[1]).contains("more than the limit of"), "{}", error(&entries[1]));
    assert_eq!(entries.len(), 2);
}

#[test]
fn records_beyond_the_limit_are_passed_over() {
    let folder = Folder::new();
    let head = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: ";
    let beginning = format!("{head}{}\r\n\r\n", 300 << 20);
    let end = format!("\r\n\r\n{head}{}\r\n\r\n{BODY}\r\n\r\n", BODY.len());
    let said = folder.said(&of_file(&bomb(&folder, "d.warc.gz", &beginning, &end)));
    assert!(said[0].starts_with("d.warc.gz:1 ! d.warc.gz:1: 314572800 bytes exceed the limit"), "{}", said[0]);
    assert_eq!(said[1], format!("d.warc.gz:2 = {BODY}"));
    assert_eq!(said.len(), 2);
}
