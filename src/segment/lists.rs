//! Lists inside a paragraph: every item stands for itself.
//!
//! Enters: a block. Leaves: its parts in order, cut before the items. Holds: the parts cover the block; a number is an
//! item only at the start of a line or behind its predecessor (`1) … 2) …`), so figures in running text stay in it.

use crate::document::Span;

/// The sign before a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A bullet or a dash.
    Bullet(char),
    /// A number or a letter with its punctuation; a small letter may also be a Roman numeral.
    Ordinal { style: Style, value: u32, roman: u32 },
}

/// How an ordinal is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `1.`, `a.`
    Dot,
    /// `1)`, `1.)`
    Bracket,
    /// `(1)`
    Brackets,
}

/// The parts of a block, cut before its list items.
pub(super) fn parts(text: &str, block: Span) -> Vec<Span> {
    let slice = block.of(text);
    let mut parts = Vec::new();
    let mut start = 0;
    let mut last = sign(slice);
    for at in line_starts(slice) {
        let found = sign(&slice[at..]);
        if found.is_some_and(|found| starts_item(found, last, slice[start..at].trim_end(), &slice[at..])) {
            inline(slice, start..at, &mut parts);
            start = at;
            last = found;
        }
    }
    inline(slice, start..slice.len(), &mut parts);
    parts.into_iter().map(|part: Span| part.shifted(block.start())).collect()
}

/// Where the lines after the first begin, without their indent.
fn line_starts(slice: &str) -> impl Iterator<Item = usize> {
    slice.match_indices(['\n', '\r']).map(|(at, _)| {
        let rest = &slice[at + 1..];
        let indent = rest.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
        at + 1 + indent
    })
}

/// Whether a sign at the start of a line begins an item, or is a dash or a figure of a wrapped sentence.
fn starts_item(found: Sign, last: Option<Sign>, before: &str, line: &str) -> bool {
    let rested = before.is_empty() || before.ends_with(['.', ':', ';', '!', '?', '”', ')', '…']);
    match found {
        Sign::Bullet('–' | '—') => {
            rested || line.trim_start_matches(['–', '—', ' ']).starts_with(char::is_uppercase) || last == Some(found)
        }
        Sign::Bullet(_) => true,
        Sign::Ordinal { .. } => rested || last.is_some_and(|last| follows(found, last)),
    }
}

/// Cuts one item further where its successors stand in the same line.
fn inline(slice: &str, range: std::ops::Range<usize>, parts: &mut Vec<Span>) {
    let item = &slice[range.clone()];
    let mut start = range.start;
    let mut last = sign(item);
    let introduced = |at: usize| slice[start..at].trim_end().ends_with(':');
    if last.is_none() && item.match_indices(is_dot).next().is_some_and(|(at, _)| introduced(range.start + at)) {
        last = item.chars().find(|&c| is_dot(c)).map(Sign::Bullet);
    }
    if last.is_some() {
        for (at, space) in item.match_indices(char::is_whitespace) {
            let at = at + space.len();
            let found = sign(&item[at..]);
            let (Some(new), Some(old)) = (found, last) else { continue };
            let next = match new {
                Sign::Bullet(c) => new == old && is_dot(c),
                Sign::Ordinal { .. } => follows(new, old) && body(&item[at..]).starts_with(char::is_uppercase),
            };
            if next && range.start + at > start {
                parts.push(Span::new(start, range.start + at));
                start = range.start + at;
                last = found;
            }
        }
    }
    parts.push(Span::new(start, range.end));
}

/// Whether the character is a bullet that is never a dash.
fn is_dot(c: char) -> bool {
    matches!(c, '•' | '⁃' | '‣' | '◦' | '▪' | '●')
}

/// Whether one ordinal is the successor of another.
fn follows(new: Sign, old: Sign) -> bool {
    match (new, old) {
        (Sign::Ordinal { style, value, roman }, Sign::Ordinal { style: same, value: one, roman: other }) => {
            style == same && (value == one + 1 || (other > 0 && roman == other + 1))
        }
        _ => false,
    }
}

/// The text behind a sign.
fn body(text: &str) -> &str {
    text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start())
}

/// The sign that a text begins with.
fn sign(text: &str) -> Option<Sign> {
    let first = text.chars().next()?;
    let behind = &text[first.len_utf8()..];
    if is_dot(first) || (matches!(first, '-' | '*' | '–' | '—' | '·' | '+') && behind.starts_with([' ', '\t'])) {
        return Some(Sign::Bullet(first));
    }
    let (inside, brackets) = text.strip_prefix('(').map_or((text, false), |inside| (inside, true));
    let length = inside.bytes().take(5).take_while(u8::is_ascii_alphanumeric).count();
    let (label, rest) = inside.split_at(length);
    let (style, rest) = if brackets {
        (Style::Brackets, rest.strip_prefix(')')?)
    } else if let Some(rest) = rest.strip_prefix(".)").or_else(|| rest.strip_prefix(')')) {
        (Style::Bracket, rest)
    } else {
        (Style::Dot, rest.strip_prefix('.')?)
    };
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let (value, roman) = values(label, style)?;
    Some(Sign::Ordinal { style, value, roman })
}

/// The number that a label stands for, and the one it stands for as a Roman numeral (or 0).
fn values(label: &str, style: Style) -> Option<(u32, u32)> {
    const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    if label.len() <= 3
        && let Ok(value) = label.parse()
    {
        return Some((value, 0));
    }
    let lower = label.to_ascii_lowercase();
    let roman = ROMAN.iter().position(|&numeral| numeral == lower).map_or(0, |at| u32::try_from(at + 1).unwrap_or(0));
    let small = label.bytes().all(|b| b.is_ascii_lowercase());
    match label.as_bytes() {
        // `J.` begins a name.
        [letter] if letter.is_ascii_alphabetic() && (small || style != Style::Dot) => {
            Some((1000 + u32::from(letter.to_ascii_lowercase()), roman))
        }
        _ if roman > 0 => Some((0, roman)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<&str> {
        parts(text, Span::new(0, text.len())).into_iter().map(|part| part.of(text).trim()).collect()
    }

    #[test]
    fn items_on_lines() {
        assert_eq!(items("Points:\n- one\n  more\n- two"), ["Points:", "- one\n  more", "- two"]);
        assert_eq!(items("1. a\n2. b\n3. c"), ["1. a", "2. b", "3. c"]);
        assert_eq!(items("It fell on Sept.\n3. Then"), ["It fell on Sept.", "3. Then"]);
        assert_eq!(items("Resolution\n12. Then"), ["Resolution\n12. Then"]);
        assert_eq!(items("the plan\n– which was old"), ["the plan\n– which was old"]);
    }

    #[test]
    fn items_in_one_line() {
        assert_eq!(items("1) The one 2) The two"), ["1) The one", "2) The two"]);
        assert_eq!(items("i. The one ii. The two"), ["i. The one", "ii. The two"]);
        assert_eq!(items("• 9. One • 10. Two"), ["• 9. One", "• 10. Two"]);
        assert_eq!(items("Now: • one • two"), ["Now:", "• one", "• two"]);
        assert_eq!(items("We do (a) this and (b) that"), ["We do (a) this and (b) that"]);
        assert_eq!(items("A – B – C"), ["A – B – C"]);
    }
}
