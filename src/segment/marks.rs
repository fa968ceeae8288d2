//! Terminators: every place where a sentence might end.
//!
//! Enters: a paragraph. Leaves: its [`Mark`]s in order. Holds: a mark spans a whole run (`?!`, `. . .`), with the closing
//! quotes, brackets and footnote numbers behind it; one pass.

/// What kind of terminator a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One full stop.
    Stop,
    /// Exclamation and question marks.
    Loud,
    /// Several full stops or the one character.
    Ellipsis,
    /// Terminators of scripts that put no space behind them.
    Wide,
}

/// A run of terminators and what closes behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// The first terminator.
    pub start: usize,
    /// One past the last terminator.
    pub end: usize,
    /// One past the closing quotes, brackets and footnotes that follow.
    pub close: usize,
    /// Which terminators.
    pub kind: Kind,
}

/// The next mark at or after `from`.
pub(super) fn next(text: &str, from: usize) -> Option<Mark> {
    let (start, first) = find(text, from)?;
    let mut end = start;
    let (mut loud, mut dots, mut wide) = (false, 0, false);
    for c in text[start..].chars().take_while(|&c| terminates(c)) {
        end += c.len_utf8();
        match c {
            '.' => dots += 1,
            '…' => dots += 3,
            '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' => loud = true,
            _ => wide = true,
        }
    }
    if first == '.' || loud {
        let (to, spaced) = spaced_dots(text, end);
        if attached_before_spaced(text, start, dots, spaced, to) {
            return Some(Mark { start, end, close: end, kind: Kind::Stop });
        }
        if spaced >= 2 || (loud && text[end..to].trim_start().starts_with("...")) {
            (end, dots) = (to, dots + spaced);
        }
    }
    let kind = match (wide, loud, dots) {
        (true, ..) => Kind::Wide,
        (_, true, _) => Kind::Loud,
        (.., 1) => Kind::Stop,
        _ => Kind::Ellipsis,
    };
    Some(Mark { start, end, close: closing(text, end), kind })
}

/// The first terminator at or after `from`; only bytes that may begin one are decoded.
fn find(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|&b| matches!(b, b'.' | b'!' | b'?' | 0xD6..))?;
        let c = text[at..].chars().next()?;
        if terminates(c) {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

/// Whether a full stop that touches its word ends it before an ellipsis of spaced stops: `compounds. . . . The`.
fn attached_before_spaced(text: &str, start: usize, dots: usize, spaced: usize, to: usize) -> bool {
    dots == 1
        && spaced == 3
        && text[..start].chars().next_back().is_some_and(|c| !c.is_whitespace())
        && text[to..].trim_start().starts_with(char::is_uppercase)
}

/// Where full stops with spaces between them end, and how many there are.
fn spaced_dots(text: &str, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut end, mut count) = (from, 0);
    loop {
        let mut at = end;
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        if (at == end && count == 0) || bytes.get(at) != Some(&b'.') {
            return (end, count);
        }
        (end, count) = (at + 1, count + 1);
    }
}

/// Whether the character can end a sentence.
fn terminates(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '.' | '!' | '?');
    }
    matches!(c, '…' | '‼' | '⁇' | '⁈' | '⁉' | '؟' | '۔' | '।' | '॥' | '።' | '։') || is_wide(c)
}

/// Whether the character ends a sentence of a script without spaces.
fn is_wide(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡')
}

/// One past the closing marks and footnote numbers that follow a terminator at once.
fn closing(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return at };
        at += match c {
            '\'' | '’' | '"' if !follows_letter(&rest[c.len_utf8()..]) => c.len_utf8(),
            '”'
            | '»'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '*'
            | '_'
            | '†'
            | '‡'
            | '¹'
            | '²'
            | '³'
            | '⁰'
            | '⁴'..='⁹' => c.len_utf8(),
            // Only the German style closes with this one.
            '“' if rest[c.len_utf8()..].chars().next().is_none_or(char::is_whitespace) => c.len_utf8(),
            '[' => match footnote(rest) {
                0 => return at,
                length => length,
            },
            _ => return at,
        };
    }
}

/// Whether the text goes on with a letter or a figure.
fn follows_letter(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphanumeric)
}

/// The length of a footnote number in brackets, `[12]` or `[a]`, or nothing.
pub(super) fn footnote(rest: &str) -> usize {
    let Some((inner, _)) = rest.get(1..rest.floor_char_boundary(6)).and_then(|inside| inside.split_once(']')) else {
        return 0;
    };
    let number = inner.bytes().all(|b| b.is_ascii_digit());
    let letter = inner.len() == 1 && inner.as_bytes()[0].is_ascii_lowercase();
    if rest.starts_with('[') && !inner.is_empty() && (number || letter) { inner.len() + 2 } else { 0 }
}

/// The length of a second closing quote set off by a space, as in `he said.' "`, or nothing.
pub(super) fn stray_quote(closed: &str, behind: &str) -> usize {
    let quote = behind.chars().next().filter(|&c| matches!(c, '"' | '”' | '’')).map_or(0, char::len_utf8);
    let ends = behind[quote..].chars().next().is_none_or(char::is_whitespace);
    let last = behind.len() == quote || closed.ends_with(['\'', '’']) || behind.starts_with(['”', '’']);
    if ends && last { quote } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(&str, Kind)> {
        let mut at = 0;
        let mut found = Vec::new();
        while let Some(mark) = next(text, at) {
            found.push((&text[mark.start..mark.close], mark.kind));
            at = mark.close;
        }
        found
    }

    #[test]
    fn runs_take_what_closes_behind_them() {
        assert_eq!(all("So?! (Yes.)"), [("?!", Kind::Loud), (".)", Kind::Stop)]);
        assert_eq!(all("it.[1][22] Jr.'s no.’"), [(".[1][22]", Kind::Stop), (".", Kind::Stop), (".’", Kind::Stop)]);
        assert_eq!(all("a . . . b… c! ..."), [(". . .", Kind::Ellipsis), ("…", Kind::Ellipsis), ("! ...", Kind::Loud)]);
        assert_eq!(
            all("x. . . . The y. . . ."),
            [(".", Kind::Stop), (". . .", Kind::Ellipsis), (". . . .", Kind::Ellipsis)]
        );
        assert_eq!(all("好。”"), [("。”", Kind::Wide)]);
    }
}
