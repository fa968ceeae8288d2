//! Rows survive each format, and bytes depend on the rows alone.

use std::path::PathBuf;

use super::{
    FORMATS, Folder, TABLES, bare, cut, document_rows, full, read_documents, sample, section_rows, sentence_rows, write,
};
use crate::analysis::ToneLabel;
use crate::corpus::tables::schema::columns;
use crate::corpus::tables::{ROW_GROUP, Table, TableFormat, TableWriter, batch, concat, read};
use crate::corpus::{DocumentRow, SectionRow, SentenceRow, ToneColumns};
use crate::document::Span;
use crate::error::{Error, Result};

#[test]
fn rows_survive_every_format() {
    let folder = Folder::new();
    for format in FORMATS {
        // More rows than one batch of the reader.
        let path = folder.file("documents", &write(format, Table::Documents, &[sample(Table::Documents, 1500)]));
        assert_eq!(read_documents(&path, format).expect("rows"), document_rows(1500), "{format:?}");

        let path = folder.file("sections", &write(format, Table::Sections, &[sample(Table::Sections, 1500)]));
        let rows: Result<Vec<SectionRow>> = read::sections(&path, format).expect("a table").collect();
        assert_eq!(rows.expect("rows"), section_rows(1500), "{format:?}");

        let path = folder.file("sentences", &write(format, Table::Sentences, &[sample(Table::Sentences, 1500)]));
        let rows: Result<Vec<SentenceRow>> = read::sentences(&path, format).expect("a table").collect();
        assert_eq!(rows.expect("rows"), sentence_rows(1500), "{format:?}");
    }
}

#[test]
fn minus_zero_survives_every_format() {
    let folder = Folder::new();
    let row = DocumentRow { confidence: Some(-0.0), ..bare(0) };
    for format in FORMATS {
        let batch = batch::documents(std::slice::from_ref(&row)).expect("a batch");
        let path = folder.file("documents", &write(format, Table::Documents, &[batch]));
        let rows = read_documents(&path, format).expect("rows");
        assert!(rows[0].confidence.is_some_and(f64::is_sign_negative), "{format:?}");
    }
}

#[test]
fn empty_text_is_told_from_null_but_in_csv() {
    let folder = Folder::new();
    let row = DocumentRow { title: Some(String::new()), ..bare(0) };
    for format in FORMATS {
        let batch = batch::documents(std::slice::from_ref(&row)).expect("a batch");
        let path = folder.file("documents", &write(format, Table::Documents, &[batch]));
        let rows = read_documents(&path, format).expect("rows");
        let expected = if format == TableFormat::Csv { None } else { Some(String::new()) };
        assert_eq!(rows[0].title, expected, "{format:?}");
    }
}

#[test]
fn an_empty_table_keeps_its_columns() {
    let folder = Folder::new();
    for table in TABLES {
        let csv = String::from_utf8(write(TableFormat::Csv, table, &[])).expect("UTF-8");
        let names: Vec<&str> = columns(table).iter().map(|column| column.name).collect();
        assert_eq!(csv, names.join(",") + "\n");
        assert_eq!(write(TableFormat::Jsonl, table, &[]), b"");
    }
    for format in FORMATS {
        let path = folder.file("documents", &write(format, Table::Documents, &[]));
        assert_eq!(read_documents(&path, format).expect("rows"), [], "{format:?}");
    }
}

#[test]
fn bytes_depend_on_the_rows_alone() {
    // Past a row group, and with a piece that crosses its border.
    let rows = ROW_GROUP + 700;
    for table in TABLES {
        let whole = sample(table, rows);
        for format in FORMATS {
            let expected = write(format, table, std::slice::from_ref(&whole));
            for sizes in [&[1, 7, 300, 2][..], &[1024], &[1000], &[ROW_GROUP]] {
                let bytes = write(format, table, &cut(&whole, sizes));
                assert!(bytes == expected, "{table:?} as {format:?} in pieces of {sizes:?} rows");
            }
        }
    }
}

#[test]
fn columns_of_nulls_give_the_same_bytes_too() {
    let rows: Vec<DocumentRow> =
        (0..ROW_GROUP + 50).map(|at| if (900..9000).contains(&at) { bare(at) } else { full(at) }).collect();
    let whole = batch::documents(&rows).expect("a batch");
    let expected = write(TableFormat::Parquet, Table::Documents, std::slice::from_ref(&whole));
    for sizes in [&[3, 500][..], &[850, 1], &[4096]] {
        assert!(write(TableFormat::Parquet, Table::Documents, &cut(&whole, sizes)) == expected, "{sizes:?}");
    }
}

#[test]
fn joined_parts_are_the_bytes_of_one_writer() {
    let folder = Folder::new();
    for table in TABLES {
        let whole = sample(table, ROW_GROUP + 700);
        for format in FORMATS {
            let mut parts = Vec::new();
            for (number, piece) in cut(&whole, &[5000, 1, 1300]).iter().enumerate() {
                parts.push(folder.file(&format!("part-{number}"), &write(format, table, std::slice::from_ref(piece))));
            }
            parts.insert(1, folder.file("part-empty", &write(format, table, &[])));
            let joined = concat(format, table, &parts, Vec::new()).expect("the parts");
            assert!(joined == write(format, table, std::slice::from_ref(&whole)), "{table:?} as {format:?}");
        }
    }
}

#[test]
fn no_part_gives_an_empty_table() {
    for format in FORMATS {
        let joined = concat(format, Table::Sections, &[], Vec::new()).expect("a table");
        assert_eq!(joined, write(format, Table::Sections, &[]));
    }
}

#[test]
fn a_lost_part_is_named() {
    for format in FORMATS {
        let error = concat(format, Table::Sections, &[PathBuf::from("no/such.part")], Vec::new());
        assert!(error.expect_err("no part").to_string().starts_with("no/such.part: "), "{format:?}");
    }
}

#[test]
fn json_lines_are_short_and_complete() {
    let row = SentenceRow {
        document: 7,
        document_id: "a\"b".into(),
        sentence: 0,
        section: 1,
        start: 2,
        end: 3,
        text: "One.".into(),
        salience: 0.1,
        selected: true,
        tone: ToneColumns {
            tone: ToneLabel::Neutral,
            score: -0.25,
            conciliatory: 0.125_001,
            neutral: 1.0,
            confrontational: 0.0,
        },
    };
    let batch = batch::sentences(&[row]).expect("a batch");
    let json = String::from_utf8(write(TableFormat::Jsonl, Table::Sentences, &[batch])).expect("UTF-8");
    let expected = "{\"document\":7,\"document_id\":\"a\\\"b\",\"sentence\":0,\"section\":1,\"start\":2,\"end\":3,\
         \"text\":\"One.\",\"salience\":0.1,\"selected\":true,\"tone\":\"neutral\",\"score\":-0.25,\
         \"conciliatory\":0.125001,\"neutral\":1.0,\"confrontational\":0.0}\n";
    assert_eq!(json, expected);
}

#[test]
fn spans_and_nulls_are_written_as_documented() {
    let row = DocumentRow { summary_spans: vec![Span::new(12, 80), Span::new(95, 130)], ..bare(4) };
    let batch = batch::documents(&[row]).expect("a batch");
    let json = write(TableFormat::Jsonl, Table::Documents, std::slice::from_ref(&batch));
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let spans = serde_json::json!([{"start": 12, "end": 80}, {"start": 95, "end": 130}]);
    assert_eq!(json["summary_spans"], spans);
    assert_eq!(json.as_object().map(serde_json::Map::len), Some(columns(Table::Documents).len()), "nulls are explicit");
    let csv = String::from_utf8(write(TableFormat::Csv, Table::Documents, &[batch])).expect("UTF-8");
    assert_eq!(csv.lines().nth(1), Some("4,,,,,,,,,,,,,,,12-80 95-130,,,,,,,,,,"));
}

#[test]
fn parquet_says_nothing_of_the_library_that_wrote_it() {
    let bytes = write(TableFormat::Parquet, Table::Sections, &[sample(Table::Sections, 10)]);
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("detente") && !has("parquet-rs") && !has("ARROW:schema"));
}

#[test]
fn another_tables_batch_is_refused() {
    for format in FORMATS {
        let mut writer = TableWriter::new(format, Table::Sections, Vec::new()).expect("a writer");
        let error = writer.write(&sample(Table::Sentences, 1)).expect_err("the wrong table");
        assert!(matches!(error, Error::TableSchema { table: "sections" }));
    }
}

#[test]
fn a_number_past_a_signed_integer_is_refused() {
    let error = batch::documents(&[DocumentRow { words: Some(1 << 63), ..bare(0) }]).expect_err("too large");
    assert!(matches!(error, Error::TableBatch { table: "documents", column: "words" }));
}
