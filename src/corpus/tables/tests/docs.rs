//! docs/output.md lists the columns that are written.

use std::fs;

use super::TABLES;
use crate::corpus::tables::schema::columns;

#[test]
fn the_page_lists_the_columns_that_are_written() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/output.md")).expect("the page");
    for table in TABLES {
        let heading = format!("\n### Table `{}`\n", table.name());
        let (_, section) = page.split_once(&heading).expect("the table's section");
        let section = section.split("\n### ").next().expect("its text");
        // Below the header and its rule.
        let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
        let listed: Vec<(String, String, bool)> = rows
            .map(|row| {
                let cells: Vec<&str> = row.split('|').map(str::trim).collect();
                (cells[1].trim_matches('`').to_owned(), cells[2].to_owned(), cells[3] != "never")
            })
            .collect();
        let written: Vec<(String, String, bool)> = columns(table)
            .iter()
            .map(|column| (column.name.to_owned(), column.kind.name().to_owned(), column.nullable))
            .collect();
        assert_eq!(listed, written, "docs/output.md, table {}", table.name());
    }
}
