//! Reads an HTML page strictly, for tests of pages.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// Tags that have no end tag, or close themselves.
const VOID: [&str; 7] = ["meta", "rect", "line", "circle", "polyline", "polygon", "path"];

/// What a page may hold.
pub struct Allowed {
    pub tags: &'static [&'static str],
    pub attributes: &'static [&'static str],
}

/// A start tag with its attributes.
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

/// Reads a page strictly: tags nest, attributes are quoted, no `<` or bare `&` stands in text. Returns its start tags.
pub fn tags(page: &str, allowed: &Allowed) -> Vec<Tag> {
    let mut rest = page.strip_prefix("<!doctype html>").expect("a doctype");
    let (mut open, mut tags) = (Vec::<String>::new(), Vec::new());
    while let Some(at) = rest.find('<') {
        entities(&rest[..at]);
        let end = rest[at..].find('>').expect("a closed tag") + at;
        let inner = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let tag = tag(inner.trim_end_matches('/'), allowed);
        if tag.name == "style" {
            rest = &rest[rest.find("</style>").expect("a closed style")..];
        }
        if !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        tags.push(tag);
    }
    assert!(open.is_empty(), "left open: {open:?}");
    tags
}

fn tag(inner: &str, allowed: &Allowed) -> Tag {
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    assert!(allowed.tags.contains(&name), "tag <{inner}>");
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.trim().is_empty() {
        let (name, after) = rest.trim_start().split_once("=\"").expect("a quoted attribute");
        let (value, after) = after.split_once('"').expect("a closed attribute");
        assert!(allowed.attributes.contains(&name), "attribute {name} in <{inner}>");
        assert!(attributes.iter().all(|(n, _)| n != name), "attribute {name} twice in <{inner}>");
        entities(value);
        attributes.push((name.to_owned(), value.to_owned()));
        rest = after;
    }
    Tag { name: name.to_owned(), attributes }
}

fn entities(text: &str) {
    for (at, _) in text.match_indices('&') {
        let known = ["&lt;", "&gt;", "&amp;", "&quot;", "&#x27;", "&#x2f;", "&#39;", "&#34;", "&nbsp;"];
        assert!(known.iter().any(|e| text[at..].starts_with(e)), "bare & in {text}");
    }
}

/// That ids stand once, links stay in the page and lead somewhere, and drawings say what they show or are decoration.
pub fn links_lead_somewhere(tags: &[Tag]) {
    let of =
        |name: &'static str| tags.iter().flat_map(|t| &t.attributes).filter(move |(n, _)| n == name).map(|(_, v)| v);
    let ids: BTreeSet<_> = of("id").collect();
    assert_eq!(ids.len(), of("id").count(), "an id stands twice");
    for link in of("href").map(|h| h.strip_prefix('#').expect("links stay in the page").to_owned()) {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    assert!(of("aria-labelledby").all(|id| ids.contains(id)));
    let named = |t: &Tag| t.attributes.iter().any(|(n, _)| n == "aria-label" || n == "aria-hidden");
    assert!(tags.iter().filter(|t| t.name == "svg").all(named));
}

/// That the policy of a page allows its one style sheet and nothing else.
pub fn policy_allows_the_style_alone(page: &str) {
    let (before, rest) = page.split_once("<style>").expect("a style sheet");
    let (style, after) = rest.split_once("</style>").expect("its end");
    let hash = base64::encode(Sha256::digest(style));
    let policy =
        format!("content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\"");
    assert!(before.contains(&policy), "{before}");
    assert!(!after.contains("<style") && !page.contains("<script") && !page.contains(" style="));
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("</"));
}

/// The colours of a style sheet's schemes: light, dark, print; each a look-up by name.
pub fn schemes(page: &str) -> Vec<&str> {
    let schemes: Vec<&str> = page.match_indices("--paper:").map(|(at, _)| &page[at..]).collect();
    assert_eq!(schemes.len(), 3);
    schemes
}

/// A colour of a scheme.
pub fn color(scheme: &str, name: &str) -> String {
    let value = scheme.split_once(&format!("--{name}: ")).expect("the colour").1;
    value[..value.find(';').expect("its end")].to_owned()
}

/// Contrast of two colours as WCAG 2 defines it.
pub fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |hex: &str| {
        let digits = hex.trim_start_matches('#');
        let digits = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        let channel = |i: usize| {
            let c = f64::from(u8::from_str_radix(&digits[i..i + 2], 16).expect("a digit")) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
