//! What holds of the Markdown of every report.

use detente::eval::item::Job;
use detente::eval::report::markdown;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::build::{all, hostile, report, splitting, summaries, tone};
use crate::page::{figures, words};

#[test]
fn every_figure_stands_in_the_markdown() {
    let report = report(vec![tone("t", Job::ToneSentence), summaries("s"), splitting(24)]);
    let shown = markdown(&report).replace("**", "");
    for (metric, figure) in figures(&report) {
        let words = words(&metric, &figure);
        assert!(shown.contains(&words), "{metric}: {words}");
    }
}

#[test]
fn no_name_or_text_is_markup() {
    for event in Parser::new_ext(&markdown(&report(vec![hostile()])), Options::ENABLE_TABLES) {
        assert!(!matches!(event, Event::Html(_) | Event::InlineHtml(_)), "{event:?}");
        assert!(!matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })), "{event:?}");
    }
}

#[test]
fn every_row_of_a_table_has_the_cells_of_its_header() {
    let shown = markdown(&all());
    let (mut cells, mut header, mut rows) = (0, 0, 0);
    for event in Parser::new_ext(&shown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => cells = 0,
            Event::End(TagEnd::TableCell) => cells += 1,
            Event::End(TagEnd::TableHead) => header = cells,
            Event::End(TagEnd::TableRow) => {
                assert_eq!(cells, header);
                rows += 1;
            }
            _ => {}
        }
    }
    // A row that is broken, or cut by the data, is read as text: every line with a bar must be a row.
    let lines = shown.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---")).count();
    let headers = shown.lines().filter(|line| line.starts_with("|---")).count();
    assert_eq!(rows, lines - headers);
}

#[test]
fn pairs_are_of_the_product_less_the_other_however_they_are_stored() {
    let mut suite = summaries("s");
    for pair in &mut suite.pairs {
        if pair.a == "detente" && pair.b == "lead-3" {
            std::mem::swap(&mut pair.a, &mut pair.b);
            let difference = pair.difference;
            pair.difference.value = difference.value.map(|v| -v);
            (pair.difference.low, pair.difference.high) = (difference.high.map(|v| -v), difference.low.map(|v| -v));
        }
    }
    assert_eq!(markdown(&report(vec![suite])), markdown(&report(vec![summaries("s")])));
}

#[test]
fn speed_is_a_ratio_to_the_product() {
    let shown = markdown(&report(vec![tone("t", Job::ToneSentence)]));
    assert!(shown.contains("| detente | 4.31 | 20.4 | 1.00 |") && shown.contains("| prototype | 0.11 | 836 | 41.0 |"));
}
