//! What each format gives.

use detente::corpus::inputs::{Columns, InputFormat};
use detente::ingest::{Format, Layout};

use crate::{BODY, Folder, error, facts, gzip, of_columns, of_file, of_format, text, zstd};

#[test]
fn whole_files_are_one_document_each() {
    let folder = Folder::new();
    folder.write("a.txt", BODY);
    folder.write(
        "b/page.html",
        format!(
            "<html><head><meta property='article:published_time' content='2031-03-14T09:30:00Z'></head>\
         <body><article><h1>Talks</h1><p>{BODY}</p></article></body></html>"
        ),
    );
    folder.write("c.md", format!("---\ntitle: Talks\ndate: 14 March 2031\n---\n\n{BODY}"));
    folder.write("d.text.gz", gzip(BODY));
    folder.write("e.markdown.zst", zstd(format!("# Talks\n\n{BODY}")));
    let entries = folder.entries();
    let ids: Vec<&str> = entries.iter().map(|entry| &*entry.id).collect();
    assert_eq!(ids, ["a.txt", "b/page.html", "c.md", "d.text.gz", "e.markdown.zst"]);
    let formats: Vec<Format> = entries.iter().map(|entry| entry.content.as_ref().unwrap().format).collect();
    assert_eq!(formats, [Format::Text, Format::Html, Format::Markdown, Format::Text, Format::Markdown]);
    for entry in &entries {
        assert!(text(entry).contains(BODY), "{}", entry.id);
        assert_eq!(entry.content.as_ref().unwrap().id, entry.id);
        assert_eq!(folder.short(&entry.name), entry.id);
    }
    assert_eq!(facts(&entries[1]), [Some("2031-03-14T09:30:00Z"), None, None]);
    assert_eq!(facts(&entries[2]), [Some("2031-03-14"), None, None]);
}

#[test]
fn a_named_file_is_told_by_its_bytes() {
    let folder = Folder::new();
    let line = format!("{{\"id\":\"a\",\"text\":\"{BODY}\"}}\n");
    for (name, bytes) in [
        ("lines", line.clone().into_bytes()),
        ("lines.bak", gzip(&line)),
        ("packed.dat", zstd(&line)),
        ("list.data", format!("[\n{}]", line.trim_end()).into_bytes()),
        // The ending of compression does not make it compressed.
        ("plain.jsonl.gz", line.clone().into_bytes()),
    ] {
        let entries = of_file(&folder.write(name, bytes));
        assert_eq!(folder.said(&entries), [format!("a = {BODY}")], "{name}");
    }
    let plain = of_file(&folder.write("README", BODY));
    assert_eq!(folder.said(&plain), [format!("README = {BODY}")]);
    let asked = of_format(&folder.write("page.txt", format!("<p>{BODY}</p>")), InputFormat::Html);
    assert_eq!(text(&asked[0]), BODY);
}

#[test]
fn json_lines_give_records() {
    let folder = Folder::new();
    let lines = [
        r#"{"id": 7, "Content": "One.", "published_at": "March 14, 2031", "outlet": "Post", "iso3": "FRA", "author": ["A", "B"], "title": "T", "x": {"y": [1, {}]}}"#,
        "",
        r#"{"url": "https://e.org/2", "text": "Two.", "content": "other", "date": 1930642200}"#,
        r#"{"text": null, "body": "Three.", "sections": ["world"]}"#,
        r#"{"title": "T", "sections": [{"heading": "H", "sentences": ["Four.", "Five."]}]}"#,
        r#"{"text": " ", "html": "<p>The sixth text is long enough to be taken for an article.</p>"}"#,
    ];
    let path = folder.write("a.jsonl", lines.join("\r\n"));
    let entries = of_file(&path);
    let sixth = "a.jsonl:6 = The sixth text is long enough to be taken for an article.";
    let expected =
        ["7 = One.", "https://e.org/2 = Two.", "a.jsonl:4 = Three.", "a.jsonl:5 = T\n\nH\n\nFour. Five.", sixth];
    assert_eq!(folder.said(&entries), expected);
    assert_eq!(facts(&entries[0]), [Some("2031-03-14"), Some("Post"), Some("FRA")]);
    assert_eq!(facts(&entries[1]), [Some("2031-03-07T09:30:00Z"), None, None]);
    let source = entries[0].content.as_ref().unwrap();
    assert_eq!((source.meta.title.as_deref(), source.meta.byline.as_deref()), (Some("T"), Some("A, B")));
    assert_eq!(folder.short(&entries[0].name), "a.jsonl:1");
    assert!(matches!(entries[3].content.as_ref().unwrap().layout, Layout::Split { .. }));
}

#[test]
fn columns_of_json_lines_can_be_named() {
    let folder = Folder::new();
    let path =
        folder.write("a.jsonl", "{\"text\":\"no\",\"words\":\"One.\",\"key\":1,\"when\":2031}\n{\"text\":\"Two.\"}\n");
    let named = |name: &str| Some(name.to_owned());
    let columns = Columns { text: named("words"), id: named("key"), date: named("when"), ..Columns::default() };
    let entries = of_columns(&path, columns);
    assert_eq!(folder.said(&entries), ["1 = One.", "a.jsonl:2 ! a.jsonl:2: has no column words; it has text"]);
    assert_eq!(facts(&entries[0])[0], Some("2031"));
    // A name that no record has is told once, at the end.
    let entries = of_columns(&path, Columns { date: named("wen"), ..Columns::default() });
    let expected = "a.jsonl ! a.jsonl: has no column wen; it has key, text, when, words";
    assert_eq!(folder.said(&entries)[2], expected);
    assert_eq!(entries.len(), 3);
}

#[test]
fn json_files_give_their_values_however_they_stand() {
    let folder = Folder::new();
    for (name, json) in [
        ("list.json", "[{\"text\":\"One.\"},\n\n {\"id\":\"b\",\n\"text\":\"Two.\"}]\n"),
        ("lines.json", "{\"text\":\"One.\"}\n\n{\"id\":\"b\",\"text\":\"Two.\"}\n"),
        ("values.json", "{\n\"text\":\"One.\"}\n{\"id\":\"b\",\n\"text\":\"Two.\"}\n"),
    ] {
        let entries = of_file(&folder.write(name, json));
        assert_eq!(folder.said(&entries), [&*format!("{name}:1 = One."), "b = Two."], "{name}");
        assert_eq!(folder.short(&entries[1].name), format!("{name}:3"));
        let packed = of_file(&folder.write(&format!("{name}.gz"), gzip(json)));
        assert_eq!(text(&packed[1]), "Two.");
    }
    let one = of_file(&folder.write("one.json", "\u{feff}{\n \"text\": \"One.\"\n}\n"));
    assert_eq!(folder.said(&one), ["one.json:1 = One."]);
}

/// A record of an archive.
fn record(kind: &str, uri: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2031-03-14T09:30:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn response(uri: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let answer = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    record("response", uri, "application/http; msgtype=response", &answer)
}

/// An archive with two pages, a text, and what is none.
fn archive() -> [Vec<u8>; 7] {
    let page = format!("<html><body><article><p>{BODY}</p></article></body></html>");
    let html = "200 OK\r\nContent-Type: text/html";
    let chunks = [format!("{:x}\r\n", page.len()).as_bytes(), page.as_bytes(), b"\r\n0\r\n\r\n"].concat();
    [
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        record("request", "https://www.post.org/a", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        response("https://www.post.org/a", html, page.as_bytes()),
        response("https://www.post.org/b.png", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        response("https://www.post.org/gone", "404 Not Found\r\nContent-Type: text/html", page.as_bytes()),
        response(
            "<http://herald.org:8080/c>",
            &format!("{html}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip"),
            &{
                let packed = gzip(&page);
                [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat()
            },
        ),
        response("https://www.post.org/d", &format!("{html}\r\nTransfer-Encoding: chunked"), &chunks),
    ]
}

#[test]
fn archives_give_their_pages_and_texts() {
    let folder = Folder::new();
    let records = archive();
    let members: Vec<u8> = records.iter().flat_map(gzip).collect();
    for (name, bytes) in [
        ("c.warc", records.concat()),
        ("c.warc.gz", members),
        ("c.warc.zst", zstd(records.concat())),
        ("c", records.concat()),
    ] {
        let entries = of_file(&folder.write(name, bytes));
        let ids: Vec<&str> = entries.iter().map(|entry| &*entry.id).collect();
        assert_eq!(ids, ["https://www.post.org/a", "http://herald.org:8080/c", "https://www.post.org/d"], "{name}");
        for entry in &entries {
            assert_eq!(text(entry), BODY, "{name}");
        }
        assert_eq!(facts(&entries[0]), [Some("2031-03-14T09:30:00Z"), Some("www.post.org"), None]);
        assert_eq!(facts(&entries[1])[1], Some("herald.org"));
        assert_eq!(folder.short(&entries[1].name), format!("{name}:6"));
    }
    let texts = record("conversion", "https://www.post.org/a", "text/plain", BODY.as_bytes());
    let entries = of_file(&folder.write("c.warc.wet.gz", gzip(texts)));
    assert_eq!(folder.said(&entries), [format!("https://www.post.org/a = {BODY}")]);
}

#[test]
fn a_bad_record_of_an_archive_does_not_end_it() {
    let folder = Folder::new();
    let page = format!("<html><body><p>{BODY}</p></body></html>");
    let html = "200 OK\r\nContent-Type: text/html";
    let whole = response("https://e.org/a", html, page.as_bytes());
    let brotli = response("https://e.org/b", &format!("{html}\r\nContent-Encoding: br"), b"\x1b\x0e\x00");
    let unsized_one = b"WARC/1.0\r\nWARC-Type: response\r\n\r\njunk\r\n\r\n".to_vec();
    let cut = &whole[..whole.len() - 40];
    let entries = of_file(&folder.write("c.warc", [&whole, &brotli, &unsized_one, &whole, cut].concat()));
    let said = folder.said(&entries);
    let good = format!("https://e.org/a = {BODY}");
    assert_eq!((&said[0], &said[4]), (&good, &good), "{said:#?}");
    assert!(said[1].starts_with("https://e.org/b ! c.warc:2: the page is compressed in a way that is not read"));
    assert!(said[2].starts_with("c.warc:3 ! c.warc:3: the record does not say its length"), "{}", said[2]);
    assert!(said[3].starts_with("c.warc:3 ! c.warc:3: what follows the record belongs to none"), "{}", said[3]);
    assert!(said[5].starts_with("c.warc:5 ! c.warc:5: the record is cut off"), "{}", said[5]);
    assert_eq!(said.len(), 6);
    let none = of_file(&folder.write("n.warc", record("warcinfo", "", "application/warc-fields", b"x")));
    assert!(error(&none[0]).ends_with("n.warc: is empty; nothing to analyze"));
}
