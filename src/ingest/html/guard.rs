//! What keeps a hostile or broken page from exhausting the parser: bounds on how deep its tags nest.
//!
//! Enters: a page. Leaves: the same page, or, where its tags nest deeper than any article does, the page without the tags
//! beyond the bound; its text stays. Holds: linear time; a sane page is not copied.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// A tag with more attributes than this is left out: the parser's time grows with their square.
const ATTRIBUTES: usize = 1000;

/// How tags nest, for bounding them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// The parser opens it again in every paragraph until it is closed.
    Formatting,
    /// Other inline elements.
    Inline,
    /// All others.
    Block,
}

impl Kind {
    /// The kind of an element; `None` for one that nests no deeper than the elements around it.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "frame" | "hr" | "image" | "img"
            | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr" | "html" | "head"
            | "body" | "p" | "li" | "dt" | "dd" | "option" | "optgroup" | "tr" | "td" | "th" | "thead" | "tbody"
            | "tfoot" | "colgroup" | "caption" | "rt" | "rp" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return None,
            "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
            | "u" => Self::Formatting,
            "span" | "abbr" | "cite" | "q" | "sub" | "sup" | "label" | "mark" | "time" | "del" | "ins" => Self::Inline,
            _ => Self::Block,
        })
    }

    /// How many of the kind may be open at once.
    fn limit(self) -> usize {
        match self {
            Self::Formatting => 32,
            Self::Inline | Self::Block => 128,
        }
    }
}

/// The page without what nests too deep.
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    let excess = excess(html);
    if excess.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut kept = String::with_capacity(html.len());
    let mut from = 0;
    for tag in excess {
        kept.push_str(&html[from..tag.start]);
        from = tag.end;
    }
    kept.push_str(&html[from..]);
    Cow::Owned(kept)
}

/// One tag as it stands in the page.
struct Tag {
    name: String,
    closes: bool,
    self_closing: bool,
    attributes: usize,
    range: Range<usize>,
}

/// The tags beyond the bounds, in order.
fn excess(html: &str) -> Vec<Range<usize>> {
    let mut depth: HashMap<Kind, usize> = HashMap::new();
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut left_out: HashMap<String, usize> = HashMap::new();
    let mut excess = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        at = tag.range.end;
        if !tag.closes && is_raw(&tag.name) {
            at = end_of_raw(html, at, &tag.name);
            continue;
        }
        let crowded = tag.attributes > ATTRIBUTES;
        let Some(kind) = Kind::of(&tag.name) else {
            if crowded {
                excess.push(tag.range);
            }
            continue;
        };
        let foreign = open.contains_key("svg") || open.contains_key("math");
        if tag.closes {
            if take_one(&mut left_out, &tag.name) {
                excess.push(tag.range);
            } else if take_one(&mut open, &tag.name) {
                depth.entry(kind).and_modify(|depth| *depth -= 1);
            }
        } else if tag.self_closing && foreign || (tag.name == "a" && open.contains_key("a")) {
            // Nothing is opened; a link inside a link ends the outer one.
        } else if crowded || depth.get(&kind).is_some_and(|depth| *depth >= kind.limit()) {
            *left_out.entry(tag.name).or_default() += 1;
            excess.push(tag.range);
        } else {
            *open.entry(tag.name).or_default() += 1;
            *depth.entry(kind).or_default() += 1;
        }
    }
    excess
}

/// Takes one of the name from the counts, if there is one.
fn take_one(counts: &mut HashMap<String, usize>, name: &str) -> bool {
    let Some(count) = counts.get_mut(name) else { return false };
    *count -= 1;
    if *count == 0 {
        counts.remove(name);
    }
    true
}

/// The next tag from `at` on; comments are passed over.
fn next_tag(html: &str, mut at: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    loop {
        let start = at + html.get(at..)?.find('<')?;
        let rest = &bytes[start + 1..];
        if rest.starts_with(b"!--") {
            at = start + 4 + html[start + 4..].find("-->").map_or(html.len(), |end| end + 3);
            continue;
        }
        let closes = rest.first() == Some(&b'/');
        let name = start + 1 + usize::from(closes);
        if !bytes.get(name).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            continue;
        }
        let end = bytes[name..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        let name = html[name..end.map_or(html.len(), |end| name + end)].to_ascii_lowercase();
        let from = start + 1 + usize::from(closes) + name.len();
        let (attributes, end) = attributes(bytes, from);
        let self_closing = end >= 2 && bytes[end - 2] == b'/';
        return Some(Tag { name, closes, self_closing, attributes, range: start..end });
    }
}

/// About how many attributes stand from `from` to the tag's end, and where that end is.
fn attributes(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut count, mut at, mut last) = (0, from, b' ');
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'>' => return (count, at + 1),
            b'"' | b'\'' if last == b'=' => {
                at += 1 + bytes[at + 1..].iter().position(|&b| b == byte).unwrap_or(bytes.len() - at - 1);
                last = b' ';
            }
            _ if byte.is_ascii_whitespace() || byte == b'/' => {
                if last != b'=' {
                    last = b' ';
                }
            }
            _ => {
                count += usize::from(last == b' ');
                last = byte;
            }
        }
        at += 1;
    }
    (count, bytes.len())
}

/// Whether an element holds raw text, in which no tag counts.
fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

/// Where a raw element's text ends: at its closing tag.
fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        at += found + 2;
        let tag = html.as_bytes().get(at..at + name.len());
        if tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
            return at - 2;
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_page_is_not_copied() {
        let page =
            "<!-- <div> --><div class='a>b'><p>Text<p>more<script>'<div>'</script><svg><path/><path/></svg></div>";
        assert!(matches!(bounded(&page.repeat(600)), Cow::Borrowed(_)));
    }

    #[test]
    fn what_nests_too_deep_loses_its_tags_and_keeps_its_text() {
        let page = format!("{}<p>Deep text.{}", "<div>".repeat(600), "</div>".repeat(600));
        let kept = bounded(&page);
        assert_eq!(kept.matches("<div>").count(), 128);
        assert_eq!(kept.matches("</div>").count(), 128);
        assert!(kept.contains("<p>Deep text."));
    }

    #[test]
    fn unclosed_links_and_paragraphs_are_no_depth() {
        assert!(matches!(bounded(&"<p><a name=x>Text".repeat(2000)), Cow::Borrowed(_)));
        let bold: String = (0..100).fold(String::new(), |all, n| all + &format!("<p><b id={n}>Text"));
        assert_eq!(bounded(&bold).matches("<b").count(), 32);
    }

    #[test]
    fn a_tag_with_a_crowd_of_attributes_is_left_out() {
        let page = format!("<p>Before<div {}>inside</div>after", "a=\"1\" b ".repeat(600));
        assert_eq!(bounded(&page), "<p>Beforeinsideafter");
    }

    #[test]
    fn broken_tags_end_with_the_page() {
        for page in ["<", "</", "<a", "<a b='", "<!--", "<!-- x", "<script>", "<script></scr", "a < b <3"] {
            assert_eq!(bounded(page), page);
        }
    }
}
