//! What is changed is read where it can be, and named where it cannot.

use std::path::Path;

use arrow_array::RecordBatch;

use super::{FORMATS, Folder, bare, document_rows, read_documents, sample, tone, write};
use crate::corpus::DocumentRow;
use crate::corpus::tables::{Table, TableFormat, batch, read, schema};
use crate::document::Span;
use crate::error::{Error, Result};

/// What reading a file of documents says.
fn complaint(name: &str, bytes: &[u8], format: TableFormat) -> String {
    let folder = Folder::new();
    let path = folder.file(name, bytes);
    let error = read_documents(&path, format).expect_err("it cannot be read").to_string();
    error.strip_prefix(&format!("{}/", folder.0.path().display())).expect("the file's path").to_owned()
}

#[test]
fn a_cut_or_foreign_parquet_file_is_named() {
    let bytes = write(TableFormat::Parquet, Table::Documents, &[sample(Table::Documents, 100)]);
    for end in [0, 3, bytes.len() / 2, bytes.len() - 1] {
        let said = complaint("d.parquet", &bytes[..end], TableFormat::Parquet);
        assert!(
            said.starts_with("d.parquet: cannot be read as a table (") && said.contains("run `detente corpus`"),
            "{said}"
        );
    }
    let other = write(TableFormat::Parquet, Table::Sections, &[sample(Table::Sections, 1)]);
    let said = complaint("d.parquet", &other, TableFormat::Parquet);
    assert!(said.starts_with("d.parquet: column id is missing; "), "{said}");
}

#[test]
fn a_damaged_page_is_named_by_the_rows_before_it() {
    let mut bytes = write(TableFormat::Parquet, Table::Documents, &[sample(Table::Documents, 100)]);
    bytes[8..200].fill(0xff);
    let said = complaint("d.parquet", &bytes, TableFormat::Parquet);
    assert!(said.starts_with("d.parquet: ") && said.contains("cannot be read as a table ("), "{said}");
}

#[test]
fn columns_are_found_by_name_and_others_ignored() {
    let folder = Folder::new();
    let rows = document_rows(40);
    let whole = batch::documents(&rows).expect("a batch");
    // The columns backwards, with one more.
    let names = schema(Table::Documents);
    let backwards = whole.columns().iter().zip(names.fields()).rev();
    let arrays = backwards.map(|(array, field)| (field.name().clone(), array.clone()));
    let extra = whole.column(0).clone();
    let changed = RecordBatch::try_from_iter(arrays.chain([("added".to_owned(), extra)])).expect("a batch");
    let mut parquet = parquet::arrow::ArrowWriter::try_new(Vec::new(), changed.schema(), None).expect("a writer");
    parquet.write(&changed).expect("the batch");
    let path = folder.file("d.parquet", &parquet.into_inner().expect("the bytes"));
    assert_eq!(read_documents(&path, TableFormat::Parquet).expect("rows"), rows);

    let mut json = arrow_json::writer::WriterBuilder::new()
        .with_explicit_nulls(true)
        .build::<_, arrow_json::writer::LineDelimited>(Vec::new());
    json.write(&changed).expect("the batch");
    let path = folder.file("d.jsonl", &json.into_inner());
    assert_eq!(read_documents(&path, TableFormat::Jsonl).expect("rows"), rows);

    let csv = "added,selected,sentence,section,text,start,document_id,end,document,salience,tone,score,conciliatory,\
         neutral,confrontational\nx,true,1,2,t,3,i,4,5,0.5,neutral,0.1,0.2,0.3,0.4\n";
    let path = folder.file("s.csv", csv.as_bytes());
    let row = read::sentences(&path, TableFormat::Csv).expect("a table").next().expect("a row").expect("a good one");
    assert_eq!((row.document, row.sentence, row.section, row.start, row.end), (5, 1, 2, 3, 4));
    assert_eq!((row.document_id.as_str(), row.text.as_str(), row.salience, row.selected), ("i", "t", 0.5, true));
}

#[test]
fn a_parquet_column_of_another_type_is_named() {
    let whole = sample(Table::Documents, 3);
    let fields = schema(Table::Documents);
    let names = fields.fields().iter().map(|field| field.name().clone());
    let id = whole.column(1).clone();
    let arrays = whole.columns().iter().enumerate().map(|(at, array)| if at == 9 { id.clone() } else { array.clone() });
    let changed = RecordBatch::try_from_iter(names.zip(arrays)).expect("a batch");
    let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), changed.schema(), None).expect("a writer");
    writer.write(&changed).expect("the batch");
    let said = complaint("d.parquet", &writer.into_inner().expect("the bytes"), TableFormat::Parquet);
    assert!(said.starts_with("d.parquet: column score must be number and is Utf8; "), "{said}");
}

/// The lines of a small table as text.
fn lines(format: TableFormat) -> Vec<String> {
    let rows: Vec<DocumentRow> = (0..3).map(|at| DocumentRow { tone: Some(tone(at)), ..bare(at) }).collect();
    let bytes = write(format, Table::Documents, &[batch::documents(&rows).expect("a batch")]);
    String::from_utf8(bytes).expect("UTF-8").lines().map(str::to_owned).collect()
}

/// What reading says when a piece of the second row is changed.
fn complaint_about(format: TableFormat, from: &str, to: &str) -> String {
    let mut lines = lines(format);
    let second = if format == TableFormat::Csv { 2 } else { 1 };
    assert!(lines[second].contains(from), "{}", lines[second]);
    lines[second] = lines[second].replacen(from, to, 1);
    complaint("d", lines.join("\n").as_bytes(), format)
}

#[test]
fn a_bad_json_line_is_named() {
    let json = |from, to| complaint_about(TableFormat::Jsonl, from, to);
    let said = json("\"id\"", "\"id");
    assert!(said.starts_with("d: line 2: cannot be read as a table ("), "{said}");
    let said = json("}", "} {}");
    assert!(said.starts_with("d: line 2: cannot be read as a table ("), "{said}");
    let said = json("\"words\":null", "\"words\":\"many\"");
    assert!(said.starts_with("d: line 2: cannot be read as a table (") && said.contains("words"), "{said}");
    let said = json(",\"words\":null", "");
    assert!(said.starts_with("d: column words is missing in line 2; "), "{said}");
    let said = json("\"document\":1", "\"document\":-1");
    assert!(said.starts_with("d: line 2: column document must be integer; "), "{said}");
    let said = json("\"id\":\"\"", "\"id\":null");
    assert!(said.starts_with("d: line 2: ") && said.contains("id"), "{said}");
    let said = json("\"neutral\",\"score\"", "\"calm\",\"score\"");
    assert!(said.starts_with("d: line 2: column tone must be conciliatory, neutral or confrontational; "), "{said}");
}

#[test]
fn the_rows_before_a_bad_line_are_read() {
    let folder = Folder::new();
    let mut lines: Vec<String> = lines(TableFormat::Jsonl);
    lines[2] = lines[2].replacen("\"tone\":\"", "\"tone\":\"un", 1);
    let path = folder.file("d", lines.join("\n").as_bytes());
    let rows: Vec<Result<DocumentRow>> = read::documents(&path, TableFormat::Jsonl).expect("a table").collect();
    assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn a_bad_csv_field_is_named() {
    let csv = |from, to| complaint_about(TableFormat::Csv, from, to);
    assert!(csv("1,", "one,").starts_with("d: line 3: column document must be integer; "));
    assert!(csv(",neutral,", ",calm,").starts_with("d: line 3: column tone must be conciliatory, neutral or"));
    let said = csv("neutral,-0.0,", "neutral,,");
    assert!(said.starts_with("d: line 3: column score must be number; "), "{said}");
    let said = csv("1,", "1,1,");
    assert!(said.starts_with("d: line 3: cannot be read as a table ("), "{said}");
    let mut lines = lines(TableFormat::Csv);
    lines[0] = lines[0].replacen("words", "word", 1);
    let said = complaint("d", lines.join("\n").as_bytes(), TableFormat::Csv);
    assert!(said.starts_with("d: column words is missing; "), "{said}");
    let said = complaint("d", b"", TableFormat::Csv);
    assert!(said.starts_with("d: column document is missing; "), "{said}");
}

#[test]
fn spans_of_csv_are_checked() {
    let row = DocumentRow { summary_spans: vec![Span::new(12, 80)], ..bare(1) };
    let bytes = write(TableFormat::Csv, Table::Documents, &[batch::documents(&[row]).expect("a batch")]);
    let text = String::from_utf8(bytes).expect("UTF-8");
    for wrong in ["80-12", "12", "12-80-90", "12-x", "-12-80"] {
        let said = complaint("d", text.replace("12-80", wrong).as_bytes(), TableFormat::Csv);
        assert!(said.starts_with("d: line 2: column summary_spans must be spans; "), "{said}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for format in FORMATS {
        let error = read::documents(Path::new("no/such.table"), format).err().expect("no file");
        assert!(matches!(error, Error::Read { .. }), "{error}");
    }
}
