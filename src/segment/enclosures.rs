//! Quotations and brackets that close: the text in which a full stop does not end the sentence around it.
//!
//! Enters: a paragraph. Leaves: the spans of its closed quotations and brackets, outermost first, in order.
//! Holds: a mark that is not closed within [`LONGEST`] bytes encloses nothing, so a lost quotation mark cannot swallow
//! the paragraph; spans do not overlap; one pass.

use std::ops::Range;

/// A longer quotation is cut into its sentences.
const LONGEST: usize = 400;

/// An opening mark that waits for its end.
struct Opened {
    at: usize,
    closer: char,
}

/// The closed quotations and brackets of `text`, as byte ranges that include both marks.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<Opened> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(skipped) = bytes[at..].iter().position(|&b| may_mark(b)) {
        at += skipped;
        let mut behind = text[at..].chars();
        let Some(c) = behind.next() else { break };
        let end = at + c.len_utf8();
        if c.is_ascii()
            || matches!(c, '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{3000}'..='\u{301f}' | '（' | '）')
        {
            let before = text[..at].chars().next_back().unwrap_or(' ');
            let after = behind.next().unwrap_or(' ');
            open.truncate(open.len() - expired(&open, at));
            if let Some(depth) = open.iter().rposition(|o| o.closer == c && closes(c, before, after)) {
                keep(&mut found, open[depth].at..end);
                open.truncate(depth);
            } else if let Some(closer) = opens(c, before, after) {
                open.retain(|o| o.closer != closer || matches!(closer, ')' | ']' | '}'));
                open.push(Opened { at, closer });
                if open.len() > 16 {
                    open.remove(0);
                }
            }
        }
        at = end;
    }
    found
}

/// Whether a quotation mark or a bracket may begin with this byte.
fn may_mark(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | 0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// How many of the innermost open marks are too far back; once the outer ones are, they never match again.
fn expired(open: &[Opened], at: usize) -> usize {
    open.iter().rev().take_while(|o| at - o.at > LONGEST).count()
}

/// Adds a range, dropping those inside it.
fn keep(found: &mut Vec<Range<usize>>, range: Range<usize>) {
    if range.len() > LONGEST {
        return;
    }
    while found.last().is_some_and(|last| last.start >= range.start) {
        found.pop();
    }
    found.push(range);
}

/// The closing mark that `c` waits for, if it opens something here.
fn opens(c: char, before: char, after: char) -> Option<char> {
    let fresh = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '"' | '—' | '–' | '-' | '*' | '_');
    match c {
        '“' => Some('”'),
        '„' => Some('“'),
        '«' => Some('»'),
        '「' => Some('」'),
        '『' => Some('』'),
        '‘' => Some('’'),
        '"' if fresh && !after.is_whitespace() => Some('"'),
        '\'' if fresh && after.is_alphabetic() => Some('\''),
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        '（' => Some('）'),
        _ => None,
    }
}

/// Whether `c`, a closing mark that something waits for, closes it here; apostrophes do not.
fn closes(c: char, before: char, after: char) -> bool {
    match c {
        '\'' | '’' => matches!(before, '.' | ',' | '!' | '?' | '…' | ';') && !after.is_alphanumeric(),
        '"' => !before.is_whitespace(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn closed_marks_enclose() {
        assert_eq!(found("He said, “Yes. No.” (Or so.) Then"), ["“Yes. No.”", "(Or so.)"]);
        assert_eq!(found("\"A. B,\" he said. \"C.\""), ["\"A. B,\"", "\"C.\""]);
        assert_eq!(found("“He told me, ‘Do not.’ I did,” she"), ["“He told me, ‘Do not.’ I did,”"]);
        assert_eq!(found("'Go. Home,' said the allies' envoy"), ["'Go. Home,'"]);
    }

    #[test]
    fn open_marks_enclose_nothing() {
        assert!(found("“We regret it. No harm was meant").is_empty());
        assert!(found("it’s the allies’ fault. It isn’t ours").is_empty());
        assert_eq!(found("“One. “Two. Three.”"), ["“Two. Three.”"]);
        assert_eq!(found("say \"One. \"Two. Three.\""), ["\"Two. Three.\""]);
        let long = format!("“{}”", "We will go on. ".repeat(60));
        assert!(found(&long).is_empty());
    }

    #[test]
    fn a_million_open_marks_take_one_pass() {
        for piece in ["(", "“", "\" ", "(“", "‘a", "[)", "“”"] {
            find(&piece.repeat(300_000));
        }
    }
}
