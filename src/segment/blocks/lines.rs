//! Lines of plain text, and which of them are one soft-wrapped paragraph.
//!
//! Enters: the text. Leaves: the span of each paragraph, trimmed, in order. Holds: every character that is not white
//! space lies in exactly one span; the work is linear in the text (one sort of line lengths aside).

use super::clues::{self, Clue};
use super::wording::{Case, Ending, bulleted, case, ending, hangs, is_cjk, numbered, starts_lower, turn, words};
use crate::document::Span;

/// One line that is not blank.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    span: Span,
    text: &'t str,
    chars: usize,
    blank_before: bool,
}

/// Lines longer than this were not wrapped by hand or by a mailer.
const WIDEST: usize = 120;
/// Lines shorter than this say nothing about wrapping.
const NARROWEST: usize = 20;

/// The paragraphs of a plain text: lines, with soft-wrapped ones joined.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = split(text);
    let whole = width(&lines);
    let mut spans: Vec<Span> = Vec::with_capacity(lines.len());
    let mut chunk_end = 0;
    let mut wrap = whole;
    for (index, line) in lines.iter().enumerate() {
        if index >= chunk_end {
            chunk_end = index + 1 + lines[index + 1..].iter().take_while(|next| !next.blank_before).count();
            wrap = whole.or_else(|| (chunk_end - index >= 4).then(|| width(&lines[index..chunk_end])).flatten());
        }
        let joined = index > 0 && continues(&lines[index - 1], line, wrap);
        match spans.last_mut() {
            Some(last) if joined => *last = Span::new(last.start(), line.span.end()),
            _ => spans.push(line.span),
        }
    }
    spans
}

/// The lines that are not blank.
fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut blank_before = false;
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let ends = text.match_indices(breaks).map(|(at, found)| (at, found.len())).chain([(text.len(), 0)]);
    for (at, len) in ends {
        let span = Span::new(start, at).trimmed(text);
        if span.is_empty() {
            // The empty piece between a carriage return and its line feed is no blank line.
            blank_before |= !(at == start && at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n'));
        } else {
            let own = span.of(text);
            lines.push(Line { span, text: own, chars: own.chars().count(), blank_before });
            blank_before = false;
        }
        start = at + len;
    }
    lines
}

/// The column at which these lines are wrapped, if they are.
fn width(lines: &[Line]) -> Option<usize> {
    let pairs: Vec<(&Line, &Line)> =
        lines.iter().zip(lines.iter().skip(1)).filter(|(_, next)| !next.blank_before).collect();
    let open = |line: &Line| matches!(ending(line.text), Ending::Open | Ending::Comma);
    let fits = |line: &Line| (NARROWEST..=WIDEST).contains(&line.chars);
    let broken = pairs.iter().filter(|(line, next)| fits(line) && open(line) && starts_lower(next.text)).count();
    let mut lengths = if broken == 0 || broken * 4 < pairs.len() {
        uncased_lengths(&pairs)?
    } else {
        pairs.iter().map(|(line, _)| line.chars).filter(|chars| *chars <= WIDEST).collect()
    };
    lengths.sort_unstable();
    let column = high(&lengths);
    (NARROWEST..=WIDEST).contains(&column).then_some(column)
}

/// The length that one in twenty exceeds; of few, the largest.
fn high(sorted: &[usize]) -> usize {
    sorted.get((sorted.len() * 19 / 20).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Line lengths of a text without case, where only even lengths and open ends tell that it is wrapped.
fn uncased_lengths(pairs: &[(&Line, &Line)]) -> Option<Vec<usize>> {
    if pairs.len() < 4 {
        return None;
    }
    let mut lengths: Vec<usize> = pairs.iter().map(|(line, _)| line.chars).collect();
    lengths.sort_unstable();
    let column = high(&lengths);
    let even = lengths.iter().filter(|len| **len * 4 >= column * 3).count();
    let open = pairs.iter().filter(|(line, _)| matches!(ending(line.text), Ending::Open | Ending::Comma)).count();
    let uncased = pairs.iter().filter(|(line, _)| matches!(case(line.text), Case::Caps | Case::Uncased)).count();
    let most = |count: usize| count * 10 >= pairs.len() * 6;
    (most(even) && most(open) && most(uncased)).then_some(lengths)
}

/// Whether `next` goes on with the paragraph that `line` ends.
fn continues(line: &Line, next: &Line, wrap: Option<usize>) -> bool {
    if bulleted(next.text) || turn(next.text).is_some() {
        return false;
    }
    let open = matches!(ending(line.text), Ending::Open | Ending::Comma);
    let lower = starts_lower(next.text);
    if next.blank_before {
        // A page break or an advertisement fell into a sentence.
        return open
            && lower
            && line.chars > 40
            && words(line.text) >= 8
            && words(next.text) >= 3
            && untyped(next.text)
            && !matches!(clues::of(line.text), Some(Clue::Date | Clue::Byline | Clue::Boilerplate));
    }
    let hyphen = line.text.strip_suffix('-').is_some_and(|stem| stem.ends_with(char::is_alphanumeric));
    if hyphen && (lower || wrap.is_some()) {
        return true;
    }
    let Some(column) = wrap else {
        return open
            && (lower || hangs(line.text))
            && line.chars >= 35
            && line.chars <= WIDEST
            && words(next.text) >= 3
            && untyped(next.text)
            && clues::of(line.text).is_none();
    };
    if line.chars > column * 5 / 4 && !(open && lower) {
        return false;
    }
    let numeral = next.text.starts_with(|c: char| c.is_ascii_digit()) && numbered(next.text).is_none();
    if open && (lower || numeral || hangs(line.text)) {
        // `by` opens a byline only on a short line.
        return untyped(next.text)
            || (lower && next.chars * 10 >= column * 6 && clues::of(next.text) == Some(Clue::Byline));
    }
    if numbered(next.text).is_some() && !open {
        return false;
    }
    let sentence = ending(line.text) == Ending::Open && case(line.text) == Case::Sentence && words(line.text) >= 5;
    if sentence && line.chars * 10 >= column * 6 && untyped(line.text) {
        return untyped(next.text);
    }
    full(line, next, column) && untyped(next.text)
}

/// Whether the first word of `next` would not have fitted on `line`, give or take a ragged margin.
fn full(line: &Line, next: &Line, column: usize) -> bool {
    let dense = next.text.chars().next().is_some_and(is_cjk);
    let first = if dense { 1 } else { next.text.split_whitespace().next().map_or(0, |word| word.chars().count()) };
    line.chars * 4 >= column * 3 && (line.chars + 1 + first) * 10 > column * 9
}

/// Whether a line is none of those that never stand inside a paragraph.
fn untyped(text: &str) -> bool {
    matches!(clues::of(text), None | Some(Clue::Stage | Clue::Time | Clue::Role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn scraped_lines_stand_alone() {
        let text = "Talks resume\r\n\r\nThe ministers met on Monday.\r\nHe declined.\r\nNobody spoke.\r\n";
        assert_eq!(cut(text), ["Talks resume", "The ministers met on Monday.", "He declined.", "Nobody spoke."]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "It gives me \ngreat pleasure to congratulate you on your \nelection. The Assembly met for its sixty-\nninth session. \nWe agreed.\n\nA second point.";
        let cut = cut(text);
        assert_eq!(cut.len(), 3, "{cut:?}");
        assert!(cut[0].ends_with("session."));
    }

    #[test]
    fn a_word_broken_at_a_hyphen_goes_on() {
        let text = "We have supported a two-\nState solution that both of the parties can accept and\nthat all of their neighbours can support.";
        assert_eq!(cut(text).len(), 1, "{:?}", cut(text));
    }

    #[test]
    fn wrapped_lists_keep_their_items() {
        let text = "The two sides agreed on the following steps, which they\nwill carry out by spring:\n- a hotline between the coastguards of both states that\nworks day and night\n- a joint commission";
        assert_eq!(cut(text).len(), 3, "{:?}", cut(text));
    }

    #[test]
    fn a_page_break_inside_a_sentence_is_bridged() {
        let text = "She is the first from Latin America to lead the\n \nand the whole region is proud of her today.";
        assert_eq!(cut(text).len(), 1);
        let text = "Ministers agree on a text after a long night\n\nby Jane Doe of Meridian";
        assert_eq!(cut(text).len(), 2);
    }

    #[test]
    fn few_lines_are_wrapped_at_the_longest() {
        let text = "The Secretary General met today in the capital with Prime Minister Lena\nHorvat of Veldania. They spoke of the work ahead of the 75th\nAnniversary Summit in Port Lance next month, including\ntransatlantic defence and support.\n\n###";
        assert_eq!(cut(text).len(), 2, "{:?}", cut(text));
    }

    #[test]
    fn capitals_are_wrapped_by_length_alone() {
        let text = "THE GOVERNMENT OF OSTROVIA HAS THE HONOUR TO INFORM THE\nGOVERNMENT OF VELDANIA THAT IT ACCEPTS THE PROPOSAL MADE\nIN ITS NOTE OF THIS MONTH AND THAT IT WILL SEND A TEAM OF\nEXPERTS TO THE CAPITAL IN ORDER TO DISCUSS THE REMAINING\nPOINTS OF THE DRAFT.";
        assert_eq!(cut(text).len(), 1);
    }
}
