//! Paragraphs of a plain text.
//!
//! Enters: any text. Leaves: the spans of its paragraphs. Holds: spans are in order and trimmed and cover every character
//! that is no white space; a blank line always parts; a line end parts unless the two lines are one wrapped paragraph.

use crate::document::Span;

use super::abbreviations::{Class, class};
use super::words::{self, holds};

/// Lines longer than this are whole paragraphs, or hold an address, and show no column.
const WIDEST: usize = 160;

/// How many lines on either side show the width of a column.
const NEAR: usize = 4;

/// The paragraphs of `text`.
pub(super) fn find(text: &str) -> Vec<Span> {
    let mut groups = vec![Vec::new()];
    let mut at = 0;
    let feed = if text.contains('\n') { '\n' } else { '\r' };
    for line in text.split_inclusive([feed, '\u{c}', '\u{2028}', '\u{2029}']) {
        let span = Span::new(at, at + line.len()).trimmed(text);
        at += line.len();
        if span.is_empty() {
            groups.push(Vec::new());
        } else if let Some(group) = groups.last_mut() {
            group.push(Line::new(text, span, group.last()));
        }
    }
    let column = column(&groups);
    let mut found = Vec::new();
    for group in &groups {
        join(text, group, column, &mut found);
    }
    found
}

/// One line that is not blank.
struct Line {
    span: Span,
    /// In characters.
    width: usize,
    /// Whether the words show that it goes on from the line before.
    runs_on: bool,
}

impl Line {
    fn new(text: &str, span: Span, before: Option<&Self>) -> Self {
        let runs_on = before.is_some_and(|before| runs_on(before.span.of(text), span.of(text)));
        Self { span, width: span.of(text).chars().count(), runs_on }
    }
}

/// The width at which the whole text is wrapped, or 0 where it is not: the median of the lines that run on.
fn column(groups: &[Vec<Line>]) -> usize {
    let pairs: usize = groups.iter().map(|group| group.len().saturating_sub(1)).sum();
    let mut widths: Vec<usize> = groups
        .iter()
        .flat_map(|group| group.windows(2).filter(|pair| pair[1].runs_on).map(|pair| pair[0].width))
        .collect();
    if widths.len() < 4 || widths.len() * 3 < pairs {
        return 0;
    }
    let middle = widths.len() / 2;
    *widths.select_nth_unstable(middle).1
}

/// Joins the wrapped ones among lines without a blank line between them.
fn join(text: &str, lines: &[Line], column: usize, found: &mut Vec<Span>) {
    let Some(first) = lines.first() else { return };
    let evidence = lines.iter().filter(|line| line.runs_on).count();
    let wrapped = column > 0 || (evidence > 0 && evidence * 4 >= lines.len() - 1);
    let (mut start, mut end) = (first.span.start(), first.span.end());
    for (index, line) in lines.iter().enumerate().skip(1) {
        let (before, after) = (lines[index - 1].span.of(text), line.span.of(text));
        let near = &lines[(index - 1).saturating_sub(NEAR)..(index + NEAR).min(lines.len())];
        let widest = near.iter().map(|line| line.width).filter(|&width| width <= WIDEST).max().unwrap_or(0).max(column);
        let soft = line.runs_on || (wrapped && is_full(lines[index - 1].width, after, widest));
        if !soft || stands_alone(before, after) {
            found.push(Span::new(start, end));
            start = line.span.start();
        }
        end = line.span.end();
    }
    found.push(Span::new(start, end));
}

/// Whether the words show that a line goes on in the next: a small letter, a comma, an article.
fn runs_on(before: &str, after: &str) -> bool {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let opening = last.strip_suffix('.').is_some_and(|word| match class(word.trim_start_matches(['(', '“'])) {
        Class::Courtesy | Class::Title | Class::Joiner => true,
        Class::Acronym => after.split(' ').next().is_some_and(|word| holds(&words::INSTITUTIONS, word)),
        _ => false,
    });
    after.starts_with(char::is_lowercase) || before.ends_with(',') || opening || holds(&words::FUNCTION, last)
}

/// Whether the next line's first word would not have fitted into this line's column.
fn is_full(width: usize, after: &str, column: usize) -> bool {
    let word = after.split(char::is_whitespace).next().unwrap_or_default().chars().count();
    column > 0 && (width + 1 + word) * 20 >= column * 17
}

/// Whether one of two lines is a heading, a byline, a quotation of Markdown or a speaker's turn.
fn stands_alone(before: &str, after: &str) -> bool {
    let marked = |line: &str| line.starts_with(['#', '>', '|']) || line.starts_with("---") || line.starts_with("===");
    let byline = ["By ", "By: ", "BY ", "Author: ", "Written by "].iter().any(|start| after.starts_with(start));
    let open = before.ends_with(',') || before.rsplit(' ').next().is_some_and(|last| holds(&words::FUNCTION, last));
    marked(before) || marked(after) || (byline && !open) || is_turn(after)
}

/// Whether a line begins with a speaker's name in capitals and a colon: `MR. MILLER:`, `Q:`
fn is_turn(line: &str) -> bool {
    let head = &line[..line.floor_char_boundary(40)];
    head.split_once(':').is_some_and(|(name, _)| {
        name.starts_with(char::is_uppercase)
            && name.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\'' | '’'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        assert_eq!(found("It was said to\nbe over.\n \nIt was"), ["It was said to\nbe over.", "It was"]);
        let text =
            "The envoys came to a large hall in\nGeneva to hear what the envoy of\nFrance had to say to them all.";
        assert_eq!(found(text).len(), 1);
        assert_eq!(found("They saw Mr.\nLee").len(), 1);
        let wrapped = "The ships left the\nharbour in the dark\nof the night and\nwere lost to the\nwatch.\n\n";
        assert_eq!(found(&format!("{wrapped}Tall ships left\nPortugal.\nThe end")).len(), 3);
        let address = "x".repeat(200);
        assert_eq!(found(&format!("It was seen by the\nsea at {address}\nof all and Great\nBritain.")).len(), 1);
    }

    #[test]
    fn other_line_ends_part() {
        assert_eq!(found("A Title Here\nBy: Ann Roe\nBody text"), ["A Title Here", "By: Ann Roe", "Body text"]);
        assert_eq!(found("Q: Is it so\nA: No"), ["Q: Is it so", "A: No"]);
        assert_eq!(found("## What next\nand then"), ["## What next", "and then"]);
        assert_eq!(found("one\r\n\r\ntwo\r\nthree"), ["one", "two\r\nthree"]);
        assert!(found(" \n\t\n").is_empty());
    }
}
