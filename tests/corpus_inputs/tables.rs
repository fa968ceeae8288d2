//! CSV and Parquet.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    TimestampMillisecondArray,
};
use detente::corpus::Inputs;
use detente::corpus::inputs::{Columns, InputFormat};
use parquet::arrow::ArrowWriter;

use crate::{Folder, error, facts, gzip, of_columns, of_file, of_format, options, text, zstd};

fn write(folder: &Folder, name: &str, columns: Vec<(&str, ArrayRef)>) -> PathBuf {
    let path = folder.path(name);
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)));
    let batch = batch.unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

fn strings(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

#[test]
fn csv_gives_its_rows() {
    let folder = Folder::new();
    let csv = "\u{feff}ID,Date,Article,publisher,COUNTRY,headline,n\r\n\
        a,14.03.2031,\"One, \"\"two\"\"\nand three.\",Post,DE,Talks,1\r\n,2031,Four.,,,,2\r\n";
    for (name, bytes) in [
        ("a.csv", csv.as_bytes().to_vec()),
        ("b.csv.gz", gzip(csv)),
        ("c.csv.zst", zstd(csv)),
        ("d.tsv", csv.replace(',', "\t").replace("One\t", "One,").into_bytes()),
        ("e.csv", csv.replace(',', ";").replace("One;", "One,").into_bytes()),
    ] {
        let entries = of_file(&folder.write(name, bytes));
        assert_eq!(folder.said(&entries), ["a = One, \"two\"\nand three.".to_owned(), format!("{name}:4 = Four.")]);
        assert_eq!(facts(&entries[0]), [Some("2031-03-14"), Some("Post"), Some("DE")], "{name}");
        assert_eq!(facts(&entries[1]), [Some("2031"), None, None], "{name}");
        assert_eq!(entries[0].content.as_ref().unwrap().meta.title.as_deref(), Some("Talks"));
        assert_eq!(folder.short(&entries[0].name), format!("{name}:2"));
    }
    let entries = of_format(&folder.write("table", "text\nOne.\n"), InputFormat::Csv);
    assert_eq!(folder.said(&entries), ["table:2 = One."]);
}

#[test]
fn a_bad_row_of_csv_is_named_and_the_others_go_on() {
    let folder = Folder::new();
    let csv = b"id,text,note\na,One.,x\nb,Two.\nc,Three.,x,y\nd,Fo\xffur.,x\ne,,x\nf,Six.,\xff\n".to_vec();
    let said = folder.said(&of_file(&folder.write("a.csv", csv)));
    let advice = "quote fields that hold the delimiter";
    assert_eq!(
        said,
        [
            "a = One.".to_owned(),
            format!("a.csv:3 ! a.csv: line 3 has 2 fields, the header has 3; {advice}"),
            format!("a.csv:4 ! a.csv: line 4 has 4 fields, the header has 3; {advice}"),
            "a.csv:5 ! a.csv: line 5, column text is not valid UTF-8 (byte 2 of the field); convert the file to UTF-8"
                .to_owned(),
            "e ! a.csv:6: is empty; nothing to analyze".to_owned(),
            "f = Six.".to_owned(),
        ]
    );
}

#[test]
fn a_table_without_the_columns_says_which_it_has() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "key,words\n1,One.\n");
    let advice = "name one with --text or --html";
    let none = format!("a.csv ! a.csv: has no column that is known as the text; it has key, words; {advice}");
    assert_eq!(folder.said(&of_file(&path)), [none]);
    let columns = Columns { text: Some("WORDS".into()), id: Some("key".into()), ..Columns::default() };
    assert_eq!(folder.said(&of_columns(&path, columns.clone())), ["1 = One."]);
    let columns = Columns { date: Some("day".into()), ..columns };
    assert_eq!(folder.said(&of_columns(&path, columns)), ["a.csv ! a.csv: has no column day; it has key, words"]);
    let empty = of_file(&folder.write("e.csv", "id,text\n"));
    assert!(error(&empty[0]).ends_with("e.csv: is empty; nothing to analyze"));
}

#[test]
fn guesses_are_told_once_a_file() {
    let folder = Folder::new();
    folder.write("a.csv", "url,body\n1,One.\n2,Two.\n");
    folder.write("b.jsonl", "{\"_id\":1,\"text\":\"One.\"}\n{\"_id\":2,\"text\":\"Two.\",\"year\":2031}\n");
    write(&folder, "c.parquet", vec![("speech", strings(&["One."])), ("iso", strings(&["FRA"]))]);
    let mut entries = Inputs::find(options(&[&folder.path("")])).unwrap().entries();
    let mut told = Vec::new();
    while entries.next().is_some() {
        told.extend(entries.guessed().iter().map(|guess| folder.short(&guess.to_string())));
    }
    let expected = [
        "a.csv: column body is read as the text",
        "a.csv: column url is read as the id",
        "b.jsonl: column text is read as the text",
        "b.jsonl: column _id is read as the id",
        "b.jsonl: column year is read as the date",
        "c.parquet: column speech is read as the text",
        "c.parquet: column iso is read as the country",
    ];
    assert_eq!(told, expected);
}

#[test]
fn parquet_gives_its_rows() {
    let folder = Folder::new();
    let texts: DictionaryArray<Int32Type> = vec!["One.", "Two.", "One."].into_iter().collect();
    let path = write(
        &folder,
        "a.parquet",
        vec![
            ("doc_id", Arc::new(Int64Array::from(vec![Some(7), None, Some(9)])) as ArrayRef),
            ("published", Arc::new(Date32Array::from(vec![Some(22_352), None, Some(0)]))),
            ("text", Arc::new(texts)),
            ("title", Arc::new(StringViewArray::from(vec!["T", "", "U"]))),
            ("source", Arc::new(LargeStringArray::from(vec![Some("Post"), None, Some("Herald")]))),
            ("iso3", strings(&["FRA", "DEU", ""])),
            ("vector", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ],
    );
    let entries = of_file(&path);
    assert_eq!(folder.said(&entries), ["7 = One.", "a.parquet:2 = Two.", "9 = One."]);
    assert_eq!(facts(&entries[0]), [Some("2031-03-14"), Some("Post"), Some("FRA")]);
    assert_eq!(facts(&entries[1]), [None, None, Some("DEU")]);
    assert_eq!(facts(&entries[2]), [Some("1970-01-01"), Some("Herald"), None]);
    assert_eq!(folder.short(&entries[2].name), "a.parquet:3");
    let bytes = std::fs::read(&path).unwrap();
    for (name, bytes) in [("b.parquet.gz", gzip(&bytes)), ("c.parquet.zst", zstd(&bytes)), ("d", bytes.clone())] {
        let entries = of_file(&folder.write(name, bytes));
        assert_eq!(entries.len(), 3, "{name}");
        assert_eq!(text(&entries[1]), "Two.", "{name}");
    }
}

#[test]
fn parquet_times_and_years_are_dates() {
    let folder = Folder::new();
    let times = TimestampMillisecondArray::from(vec![1_930_642_200_000, 1_930_608_000_000]);
    for (name, column, expected) in [
        ("a", Arc::new(times.clone()) as ArrayRef, ["2031-03-07T09:30:00", "2031-03-07"]),
        ("b", Arc::new(times.with_timezone("UTC")), ["2031-03-07T09:30:00Z", "2031-03-07T00:00:00Z"]),
        ("c", Arc::new(Int64Array::from(vec![2031, 20_310_314])), ["2031", "2031-03-14"]),
    ] {
        let texts = strings(&["One.", "Two."]);
        let entries = of_file(&write(&folder, name, vec![("text", texts), ("date", column)]));
        assert_eq!([facts(&entries[0])[0], facts(&entries[1])[0]], expected.map(Some), "{name}");
    }
}

#[test]
fn a_parquet_column_of_the_wrong_type_is_named() {
    let folder = Folder::new();
    let numbers = || Arc::new(Int64Array::from(vec![1])) as ArrayRef;
    let path = write(&folder, "a.parquet", vec![("text", numbers()), ("id", numbers())]);
    let wrong = "a.parquet ! a.parquet: column text is Int64, not a string; convert it, or name another column";
    assert_eq!(folder.said(&of_file(&path)), [wrong]);
    // A guess passes over what cannot serve.
    let path = write(&folder, "b.parquet", vec![("text", numbers()), ("body", strings(&["One."]))]);
    assert_eq!(folder.said(&of_file(&path)), ["b.parquet:1 = One."]);
    let columns = Columns { source: Some("text".into()), ..Columns::default() };
    assert!(error(&of_columns(&path, columns)[0]).contains("column text is Int64, not a string"));
    let path = write(&folder, "c.parquet", vec![("a", numbers())]);
    assert!(error(&of_file(&path)[0]).contains("c.parquet: has no column that is known as the text; it has a; name"));
}

#[test]
fn a_broken_parquet_file_is_an_entry() {
    let folder = Folder::new();
    let path = write(&folder, "a.parquet", vec![("text", strings(&["One."]))]);
    let bytes = std::fs::read(path).unwrap();
    for (name, bytes) in [("b.parquet", &bytes[..bytes.len() - 9]), ("c.parquet", &b"PAR1"[..]), ("d.parquet", b"text")]
    {
        let entries = of_file(&folder.write(name, bytes));
        assert_eq!(entries.len(), 1);
        let message = folder.short(&error(&entries[0]));
        assert!(message.starts_with(&format!("{name}: is not readable as Parquet (")), "{message}");
    }
    let none = write(&folder, "e.parquet", vec![("text", strings(&[]))]);
    assert!(error(&of_file(&none)[0]).ends_with("e.parquet: is empty; nothing to analyze"));
}
