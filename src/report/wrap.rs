//! Text broken into lines of a given number of terminal columns.
//!
//! Enters: cleaned text on one line. Leaves: lines no wider than asked, except where one word alone is wider. Holds:
//! columns, not characters, are counted; Chinese, Japanese and Korean break between characters, but not before closing
//! punctuation nor after opening brackets.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Punctuation that may not begin a line.
const NEVER_FIRST: &str = "、。，．！？：；）］｝」』】〉》〕々ー・…‥’”";
/// Punctuation that may not end a line.
const NEVER_LAST: &str = "（［｛「『【〈《〔‘“";

/// Terminal columns of a text.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// The text in lines of at most `width` columns.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut glue = usize::from(!line.is_empty());
        for atom in atoms(word) {
            let wide = columns(atom);
            if used + glue + wide > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                (used, glue) = (0, 0);
            }
            if glue == 1 {
                line.push(' ');
            }
            line.push_str(atom);
            used += glue + wide;
            glue = 0;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text cut to `width` columns, with an ellipsis where something is missing.
pub fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// The parts of a word between which a line may break.
fn atoms(word: &str) -> Vec<&str> {
    let mut atoms = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in word.char_indices() {
        if before.is_some_and(|b| may_break(b, c)) {
            atoms.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    atoms.push(&word[start..]);
    atoms
}

/// Whether a line may break between two characters of a word.
fn may_break(before: char, after: char) -> bool {
    let wide = |c: char| c.width() == Some(2);
    let joined = before == '\u{200d}' || after.width() == Some(0) || ('\u{1f3fb}'..='\u{1f3ff}').contains(&after);
    (wide(before) || wide(after)) && !joined && !NEVER_FIRST.contains(after) && !NEVER_LAST.contains(before)
}

#[cfg(test)]
mod tests {
    use super::{columns, cut, lines};

    #[test]
    fn words_fill_lines_and_long_ones_stand_alone() {
        assert_eq!(lines("the envoy left early", 9), ["the envoy", "left", "early"]);
        assert_eq!(lines("a https://example.org/long b", 8), ["a", "https://example.org/long", "b"]);
        assert!(lines("  ", 9).is_empty());
    }

    #[test]
    fn wide_characters_count_twice_and_break_anywhere_but_before_a_full_stop() {
        assert_eq!(lines("外交部发言人。", 6), ["外交部", "发言", "人。"]);
        for width in 4..20 {
            assert!(
                lines("外交部发言人说：“双方同意（下周）会谈。”", width).iter().all(|l| columns(l) <= width.max(8))
            );
        }
    }

    #[test]
    fn a_cut_text_says_so_and_fits() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("the envoy left", 10), "the envoy…");
        assert_eq!(columns(&cut("外交部发言人", 7)), 7);
    }
}
