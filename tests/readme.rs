//! The output that README.md and docs/output.md show is what the program prints. `DETENTE_UPDATE=1` writes it anew.
//!
//! Words must be the same; figures and bars may differ a little, since processors round sums in different orders.

use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const BEGIN: &str = "<!-- output: ";
const END: &str = "```\n<!-- end -->";

// One after the other: with DETENTE_UPDATE both write the page.
#[test]
fn the_readme_shows_the_real_output_and_the_committed_results() {
    shows_real_output("README.md");
    shows_committed_results("README.md");
}

#[test]
fn the_schema_page_shows_the_real_output() {
    shows_real_output("docs/output.md");
}

const RESULTS: &str = "<!-- results: ";

/// Every table of results in a page is the overview of the report that its mark names.
fn shows_committed_results(page: &str) {
    let path = format!("{ROOT}/{page}");
    let text = fs::read_to_string(&path).expect("a page");
    let mut parts = text.split(RESULTS);
    let mut renewed = parts.next().expect("a beginning").to_owned();
    let mut tables = 0;
    for part in parts {
        let (report, rest) = part.split_once(" -->\n").expect("a report's path");
        let (_, after) = rest.split_once("<!-- end -->").expect("an end");
        let report_of = detente::eval::gate::read(Path::new(&format!("{ROOT}/{report}"))).expect("a report");
        let table = detente::eval::report::overview(&report_of);
        renewed += &[RESULTS, report, " -->\n", &table, "<!-- end -->", after].concat();
        tables += 1;
    }
    assert!(tables > 0, "{page} shows no results");
    if std::env::var_os("DETENTE_UPDATE").is_some() {
        fs::write(&path, &renewed).expect("the page is written");
    } else {
        assert_eq!(text, renewed, "{page} is out of date: DETENTE_UPDATE=1 cargo test --test readme");
    }
}

/// Runs the command of every marked block of a page and compares what it prints with what the block shows.
fn shows_real_output(page: &str) {
    let path = format!("{ROOT}/{page}");
    let text = fs::read_to_string(&path).expect("a page");
    let mut rest = text.as_str();
    let mut renewed = String::new();
    while let Some(at) = rest.find(BEGIN) {
        let command = rest[at + BEGIN.len()..].split(" -->").next().expect("a command");
        let fence = at + rest[at..].find("```").expect("a block");
        let start = fence + rest[fence..].find('\n').expect("a line") + 1;
        let end = start + rest[start..].find(END).expect("the block's end");
        let run = Command::new(env!("CARGO_BIN_EXE_detente")).args(command.split(' ')).current_dir(ROOT).output();
        let run = run.expect("the program runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        renewed.push_str(&rest[..start]);
        renewed.push_str(&String::from_utf8(run.stdout).expect("UTF-8"));
        rest = &rest[end..];
    }
    renewed.push_str(rest);
    assert!(rest.len() < text.len(), "{page} shows no output");
    if std::env::var_os("DETENTE_UPDATE").is_some() {
        fs::write(&path, &renewed).expect("the page is written");
    } else {
        assert!(alike(&text, &renewed), "{page} is out of date: DETENTE_UPDATE=1 cargo test --test readme\n{renewed}");
    }
}

/// Whether two texts have the same words on the same lines, and figures that are near each other.
fn alike(a: &str, b: &str) -> bool {
    let words = |line: &str| line.split_whitespace().filter(|word| !word.contains('│')).map(str::to_owned).collect();
    let lines = |text: &str| text.lines().map(words).collect::<Vec<Vec<String>>>();
    let (a, b) = (lines(a), lines(b));
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || near(a, b)))
}

/// Whether two words are scores at most 0.03, or percentages at most 3, apart.
fn near(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_end_matches(','), b.trim_end_matches(','));
    let score = |word: &str| word.replace('−', "-").parse::<f64>().ok();
    let percent = |word: &str| word.strip_suffix('%').and_then(|word| word.parse::<f64>().ok());
    match ((score(a), score(b)), (percent(a), percent(b))) {
        ((Some(a), Some(b)), _) => a.fract() != 0.0 && (a - b).abs() <= 0.03,
        (_, (Some(a), Some(b))) => (a - b).abs() <= 3.0,
        _ => false,
    }
}

#[test]
fn figures_may_differ_a_little_and_words_not_at_all() {
    assert!(alike("▕██│▏ calm +0.12 45% sure", "▕█│▏ calm +0.14 47% sure"));
    assert!(!alike("calm +0.12", "calm +0.22") && !alike("45% sure", "49% sure") && !alike("calm", "cold"));
    assert!(!alike("Sund 2031", "Sund 2032") && !alike("one\ntwo", "one two"), "years and lines are words");
}
