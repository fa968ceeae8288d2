//! JSON lines and JSON files, good and bad.

use super::*;

fn lines(file: &'static [u8]) -> Vec<Result<Source>> {
    let failed = |_: &str, error| Error::ReadStdin(error);
    Lines::new(Box::new(file), "f.jsonl".to_owned(), 200, failed).collect()
}

fn one(record: &str) -> Result<Source> {
    read_record(record, "f.jsonl", 7)
}

fn said(record: &str) -> String {
    one(record).unwrap_err().to_string()
}

#[test]
fn a_bad_line_is_named_and_the_others_go_on() {
    let found = lines(b"\xef\xbb\xbf{\"id\":\"a\",\"text\":\"One.\"}\r\n\r\n{\"id\":\n{\"id\":3,\"text\":\"T\xe9\"}\n{\"text\":\"Two.\"}");
    assert_eq!(found.len(), 4);
    assert_eq!((&*found[0].as_ref().unwrap().id, &*found[0].as_ref().unwrap().name), ("a", "f.jsonl:1"));
    let malformed = found[1].as_ref().unwrap_err().to_string();
    assert!(
        malformed.starts_with("f.jsonl: line 3 is not a record (EOF while parsing a value at column"),
        "{malformed}"
    );
    let invalid = found[2].as_ref().unwrap_err().to_string();
    assert!(invalid.starts_with("f.jsonl: line 4 is not valid UTF-8 (byte 17 of the line)"), "{invalid}");
    assert_eq!(found[3].as_ref().unwrap().id, "f.jsonl:5");
}

#[test]
fn a_line_beyond_the_limit_is_skipped_in_bounded_memory() {
    let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"Next.\"}}\n", "a".repeat(300));
    let found = lines(long.leak().as_bytes());
    assert!(matches!(&found[0], Err(Error::TooLarge { name, bytes: 312, limit: 200 }) if name == "f.jsonl:1"));
    assert_eq!(found[1].as_ref().unwrap().text, "Next.");
    assert_eq!(found.len(), 2);
}

#[test]
fn a_file_without_records_is_empty() {
    assert!(matches!(&lines(b"\n \r\n")[..], [Err(Error::Empty { name })] if name == "f.jsonl"));
}

#[test]
fn metadata_is_taken_over() {
    let source = one(r#"{"id":12,"text":"T.","title":" A ","date":2024,"author":["B","C"],"x":{"y":[1]}}"#).unwrap();
    assert_eq!(source.id, "12");
    assert_eq!(source.meta.title.as_deref(), Some("A"));
    assert_eq!(source.meta.byline.as_deref(), Some("B, C"));
    assert_eq!(source.meta.date.as_deref(), Some("2024"));
    assert_eq!((source.layout, source.format), (Layout::Lines, Format::Jsonl));
}

#[test]
fn split_records_keep_their_sentences() {
    let record = r#"{"title":"Talks","sections":[{"sentences":["A\nb. "," ","C."]},{"heading":"None","sentences":[]},
        {"heading":"End","sentences":["D."]}]}"#;
    let source = one(record).unwrap();
    assert_eq!(source.text, "Talks\n\nA\nb. C.\n\nEnd\n\nD.");
    let Layout::Split { title, sections } = &source.layout else { panic!("a split record") };
    let of = |span: &Span| span.of(&source.text).to_owned();
    assert_eq!(title.as_ref().map(of).as_deref(), Some("Talks"));
    let found: Vec<_> =
        sections.iter().map(|s| (s.heading.as_ref().map(of), s.sentences.iter().map(of).collect::<Vec<_>>())).collect();
    let expected = [(None, vec!["A\nb.".to_owned(), "C.".to_owned()]), (Some("End".to_owned()), vec!["D.".to_owned()])];
    assert_eq!(found, expected);
}

#[test]
fn a_record_has_one_shape() {
    assert!(said(r#"{"id":1}"#).contains("and has none of them"));
    assert!(said(r#"{"text":"a","html":"b"}"#).contains("and has text and html"));
    assert!(said(r#"{"text":5}"#).starts_with("f.jsonl: line 7 is not a record (invalid type: integer `5`"));
    assert!(said("[1]").starts_with("f.jsonl: line 7 is not a record"));
}

#[test]
fn blank_records_are_empty() {
    for record in [r#"{"text":" \n\u00a0"}"#, r#"{"title":"T","sections":[{"heading":"H","sentences":[" "]}]}"#] {
        assert_eq!(said(record), "f.jsonl:7: is empty; nothing to analyze", "{record}");
    }
}

#[test]
fn html_records_are_read_as_pages() {
    let source = one(r#"{"title":"Given","html":"<h1>Other</h1><p>The envoys met in the town hall.</p>"}"#).unwrap();
    assert_eq!(source.meta.title.as_deref(), Some("Given"));
    assert!(matches!(source.layout, Layout::Marked(_)));
    assert!(said(r#"{"html":"<script></script>"}"#).starts_with("f.jsonl:7: no article found"));
}

#[test]
fn a_json_file_holds_a_record_or_a_list() {
    let list = "[\n {\"id\":\"a,]\\\"\",\"text\":\"One.\"},\n {\"id\":2},\n {\"text\":\n\"Two.\"}]";
    let found = read_json(list.as_bytes(), "f.json").unwrap();
    assert_eq!(found[0].as_ref().unwrap().id, "a,]\"");
    assert!(found[1].as_ref().unwrap_err().to_string().starts_with("f.json: line 3 must have"));
    assert_eq!(found[2].as_ref().unwrap().name, "f.json:4");
    assert_eq!(read_json(b"{\n\"text\": \"One.\"\n}\n", "f.json").unwrap().len(), 1);
    assert!(read_json(b"[\n{]", "f.json").unwrap_err().to_string().starts_with("f.json: line 2 is not a record"));
    assert!(matches!(read_json(b"[ ]", "f.json"), Err(Error::Empty { .. })));
    assert!(is_lines(b"\n{\"a\":1}\n{"));
    assert!(!is_lines(b"{\n\"a\":1}"));
    assert!(!is_lines(b"[{\"a\":1}]"));
}
