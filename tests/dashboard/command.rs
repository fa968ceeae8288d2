//! The command over folders.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use detente::corpus::tables::{TableWriter, batch};
use detente::corpus::{Table, TableFormat};

use crate::build::{months, section};

fn report(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_detente")).arg("report").arg(folder).args(args).output().unwrap()
}

fn failure(folder: &Path, args: &[&str]) -> String {
    let output = report(folder, args);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

/// Writes the tables of a corpus.
fn tables(folder: &Path, format: TableFormat) {
    let path = |table: Table| folder.join(format!("{}.{}", table.name(), format.extension()));
    let mut writer =
        TableWriter::new(format, Table::Documents, fs::File::create(path(Table::Documents)).unwrap()).unwrap();
    writer.write(&batch::documents(&months(5, 2, 0.3)).unwrap()).unwrap();
    writer.finish().unwrap();
    let mut writer =
        TableWriter::new(format, Table::Sections, fs::File::create(path(Table::Sections)).unwrap()).unwrap();
    let sections = [section(3, 0.8, "They embraced."), section(400, -0.8, "They attacked.")];
    writer.write(&batch::sections(&sections).unwrap()).unwrap();
    writer.finish().unwrap();
    let run = format!(
        "{{\"schema\":1,\"version\":\"0.1.0\",\"format\":\"{}\",\"timing\":{{\"seconds\":2.5}}}}",
        format.extension()
    );
    fs::write(folder.join("run.json"), run).unwrap();
}

#[test]
fn all_table_formats_give_the_same_figures() {
    let mut seen = Vec::new();
    for format in [TableFormat::Parquet, TableFormat::Jsonl, TableFormat::Csv] {
        let folder = tempfile::tempdir().unwrap();
        tables(folder.path(), format);
        let output = report(folder.path(), &["--format", "csv"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("run,timing.seconds,") && text.contains("They attacked."));
        seen.push(text.lines().filter(|line| !line.starts_with("run,format")).map(str::to_owned).collect::<Vec<_>>());
    }
    assert!(seen[0] == seen[1] && seen[1] == seen[2]);
}

#[test]
fn the_ending_of_the_output_says_its_format_and_files_appear_whole() {
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path(), TableFormat::Jsonl);
    for (name, begins) in
        [("a.html", "<!doctype html>"), ("a.md", "# Tone of 500"), ("a.csv", "kind,series"), ("a.json", "{")]
    {
        let out = folder.path().join(name);
        let output = report(folder.path(), &["--out", out.to_str().unwrap()]);
        assert!(output.status.success() && output.stdout.is_empty());
        assert!(fs::read_to_string(out).unwrap().starts_with(begins), "{name}");
    }
    let page = report(folder.path(), &["--by", "year", "--top", "1"]);
    assert!(String::from_utf8(page.stdout).unwrap().contains("Over time, by year"));
}

#[test]
fn a_folder_without_finished_tables_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.html");
    let said = failure(folder.path(), &["--out", out.to_str().unwrap()]);
    assert!(said.contains("no tables of a finished corpus; run `detente corpus` again"), "{said}");
    assert!(!out.exists());
    tables(folder.path(), TableFormat::Csv);
    fs::create_dir(folder.path().join(".detente")).unwrap();
    fs::rename(folder.path().join("run.json"), folder.path().join(".detente/run.json")).unwrap();
    assert!(failure(folder.path(), &[]).contains("no tables of a finished corpus"));
}

#[test]
fn tables_of_another_version_or_damaged_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path(), TableFormat::Csv);
    for run in ["{\"schema\":2}", "nonsense"] {
        fs::write(folder.path().join("run.json"), run).unwrap();
        assert!(failure(folder.path(), &[]).contains("another version of detente"));
    }
    fs::write(folder.path().join("run.json"), "{\"schema\":1}").unwrap();
    let path = folder.path().join("documents.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("score", "points", 1)).unwrap();
    let said = failure(folder.path(), &[]);
    assert!(said.contains("documents.csv: column score is missing"), "{said}");
    let header = text.lines().next().unwrap();
    fs::write(&path, format!("{header}\n")).unwrap();
    assert!(failure(folder.path(), &[]).contains("none of 0 documents was scored"));
}
