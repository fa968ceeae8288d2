//! How each format looks.

use detente::Analysis;
use detente::report::{By, ReportFormat, ReportOptions, View};
use insta::assert_snapshot;

use crate::build::{plain, report, visit};

/// The analysis that `detente parse` makes.
fn parsed() -> Analysis {
    let mut a = visit();
    (a.model, a.paragraphs, a.summary, a.tone) = (None, None, None, None);
    for section in &mut a.sections {
        section.tone = None;
    }
    for sentence in &mut a.sentences {
        (sentence.salience, sentence.selected, sentence.tone) = (None, None, None);
    }
    a
}

#[test]
fn text() {
    let of = |view| report(ReportFormat::Text, plain(view), &[visit()]);
    assert_snapshot!("text_analyze", of(View::Analyze));
    assert_snapshot!("text_summarize", of(View::Summarize));
    assert_snapshot!("text_by_document", of(View::Tone(By::Document)));
    assert_snapshot!("text_by_section", of(View::Tone(By::Section)));
    assert_snapshot!("text_by_paragraph", of(View::Tone(By::Paragraph)));
    assert_snapshot!("text_by_sentence", of(View::Tone(By::Sentence)));
    assert_snapshot!("text_parse", report(ReportFormat::Text, plain(View::Parse), &[parsed()]));
}

#[test]
fn text_with_colour_on_a_narrow_terminal() {
    let options = ReportOptions { width: 40, color: true, ..ReportOptions::default() };
    let shown = report(ReportFormat::Text, options, &[visit()]).replace('\u{1b}', "ESC");
    assert_snapshot!("text_colour_narrow", shown);
}

#[test]
fn markdown() {
    let of = |view| report(ReportFormat::Markdown, plain(view), &[visit()]);
    assert_snapshot!("markdown_analyze", of(View::Analyze));
    assert_snapshot!("markdown_by_paragraph", of(View::Tone(By::Paragraph)));
    assert_snapshot!("markdown_by_sentence", of(View::Tone(By::Sentence)));
    assert_snapshot!("markdown_parse", report(ReportFormat::Markdown, plain(View::Parse), &[parsed()]));
}

#[test]
fn json() {
    assert_snapshot!("json_analyze", report(ReportFormat::Json, plain(View::Analyze), &[visit()]));
    assert_snapshot!("jsonl_parse", report(ReportFormat::Jsonl, plain(View::Parse), &[parsed()]));
}

#[test]
fn json_is_an_object_for_one_and_an_array_for_several() {
    let of = |n: usize| report(ReportFormat::Json, plain(View::Analyze), &vec![visit(); n]);
    let one: serde_json::Value = serde_json::from_str(&of(1)).unwrap();
    assert!(one.is_object());
    for n in [2, 3] {
        let many: serde_json::Value = serde_json::from_str(&of(n)).unwrap();
        assert_eq!(many, serde_json::Value::Array(vec![one.clone(); n]));
    }
    assert_eq!(of(0), "");
}

#[test]
fn several_documents_in_one_report() {
    let two = [visit(), parsed()];
    assert_eq!(report(ReportFormat::Jsonl, plain(View::Analyze), &two).lines().count(), 2);
    let text = report(ReportFormat::Text, plain(View::Summarize), &two);
    assert_eq!(text.matches(&"═".repeat(80)).count(), 1);
    let markdown = report(ReportFormat::Markdown, plain(View::Summarize), &two);
    assert_eq!(markdown.matches("\n---\n").count(), 1);
}

/// The page without its style sheet, which changes often and is checked by its own tests.
fn html_of(view: View, analysis: Analysis) -> String {
    let page = report(ReportFormat::Html, plain(view), &[analysis]);
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let (policy, hash) = (before.find("sha256-").unwrap(), 51);
    format!("{}sha256-[hash]{}<style></style>{after}", &before[..policy], &before[policy + hash..])
}

#[test]
fn html() {
    assert_snapshot!("html_analyze", html_of(View::Analyze, visit()));
    assert_snapshot!("html_by_sentence", html_of(View::Tone(By::Sentence), visit()));
    assert_snapshot!("html_by_paragraph", html_of(View::Tone(By::Paragraph), visit()));
    assert_snapshot!("html_parse", html_of(View::Parse, parsed()));
}
