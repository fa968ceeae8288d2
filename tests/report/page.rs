//! What holds of every HTML page: well formed, self-contained, readable in both colour schemes.

use std::collections::BTreeSet;

use detente::report::{By, ReportFormat, View};
use sha2::{Digest, Sha256};

use crate::build::{plain, report, visit};

const VOID: [&str; 2] = ["meta", "rect"];
const TAGS: [&str; 42] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "main",
    "article",
    "header",
    "p",
    "bdi",
    "h1",
    "h2",
    "h3",
    "span",
    "time",
    "div",
    "section",
    "ol",
    "ul",
    "li",
    "figure",
    "figcaption",
    "svg",
    "rect",
    "aside",
    "mark",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "footer",
    "b",
    "code",
    "nav",
    "strong",
    "em",
    "small",
    "dl",
];
const ATTRIBUTES: [&str; 27] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "href",
    "id",
    "aria-labelledby",
    "aria-label",
    "aria-hidden",
    "dir",
    "datetime",
    "viewBox",
    "preserveAspectRatio",
    "role",
    "x",
    "y",
    "width",
    "height",
    "scope",
    "title",
    "rel",
    "alt",
    "aria-describedby",
    "tabindex",
    "type",
];

/// A start tag with its attributes.
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

/// Reads a page strictly: tags nest, attributes are quoted, no `<` or bare `&` stands in text. Returns its start tags.
pub fn tags(page: &str) -> Vec<Tag> {
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
        let tag = tag(inner.trim_end_matches('/'));
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

fn tag(inner: &str) -> Tag {
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    assert!(TAGS.contains(&name), "tag <{inner}>");
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.trim().is_empty() {
        let (name, after) = rest.trim_start().split_once("=\"").expect("a quoted attribute");
        let (value, after) = after.split_once('"').expect("a closed attribute");
        assert!(ATTRIBUTES.contains(&name), "attribute {name} in <{inner}>");
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

fn pages() -> Vec<String> {
    let views = [View::Analyze, View::Summarize, View::Parse];
    let tones = [By::Document, By::Section, By::Paragraph, By::Sentence].map(View::Tone);
    let views: Vec<_> = views.into_iter().chain(tones).collect();
    views.iter().flat_map(|&view| [1, 3].map(|n| report(ReportFormat::Html, plain(view), &vec![visit(); n]))).collect()
}

#[test]
fn pages_are_well_formed_and_their_links_lead_somewhere() {
    for page in pages() {
        let tags = tags(&page);
        let of = |name: &'static str| {
            tags.iter().flat_map(|t| &t.attributes).filter(move |(n, _)| n == name).map(|(_, v)| v)
        };
        let ids: BTreeSet<_> = of("id").collect();
        assert_eq!(ids.len(), of("id").count(), "an id stands twice");
        for link in of("href").map(|h| h.strip_prefix('#').expect("links stay in the page").to_owned()) {
            assert!(ids.contains(&link), "#{link} leads nowhere");
        }
        assert!(of("aria-labelledby").all(|id| ids.contains(id)));
        assert!(tags.iter().filter(|t| t.name == "svg").all(|t| t.attributes.iter().any(|(n, _)| n == "aria-label")));
    }
}

#[test]
fn the_policy_allows_the_one_style_sheet_and_nothing_else() {
    for page in pages() {
        let (before, rest) = page.split_once("<style>").unwrap();
        let (style, after) = rest.split_once("</style>").unwrap();
        let hash = base64::encode(Sha256::digest(style));
        let policy =
            format!("content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\"");
        assert!(before.contains(&policy), "{before}");
        assert!(!after.contains("<style") && !page.contains("<script") && !page.contains(" style="));
        assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("</"));
    }
}

#[test]
fn every_sentence_of_the_article_stands_in_the_page_once_and_nothing_of_the_site_does() {
    let page = report(ReportFormat::Html, plain(View::Summarize), &[visit()]);
    let article = page.split_once("The article").unwrap().1;
    for index in 0..visit().sentences.len() {
        assert_eq!(article.matches(&visit().sentence_text(index)).count(), 1, "sentence {index}");
    }
    assert!(!page.contains("Share this article"));
    assert_eq!(page.matches("Envoy &lt;Olund&gt;").count(), 2, "in <title> and <h1>");
}

/// Contrast of two colours as WCAG 2 defines it.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |hex: &str| {
        let digits = hex.trim_start_matches('#');
        let digits = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        let channel = |i: usize| {
            let c = f64::from(u8::from_str_radix(&digits[i..i + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_has_the_contrast_of_wcag_aa_in_light_dark_and_print() {
    let page = report(ReportFormat::Html, plain(View::Analyze), &[visit()]);
    let schemes: Vec<&str> = page.match_indices("--paper:").map(|(at, _)| &page[at..]).collect();
    assert_eq!(schemes.len(), 3);
    for scheme in schemes {
        let color = |name: &str| {
            let value = scheme.split_once(&format!("--{name}: ")).unwrap().1;
            value[..value.find(';').unwrap()].to_owned()
        };
        for back in ["paper", "raised"] {
            for ink in ["ink", "soft", "up", "down", "link"] {
                let ratio = contrast(&color(ink), &color(back));
                assert!(ratio >= 4.5, "{ink} on {back}: {ratio:.2} in {scheme:.60}");
            }
        }
        assert!(contrast(&color("ink"), &color("mark")) >= 4.5);
        assert!(contrast(&color("soft"), &color("mark")) >= 4.5);
    }
}
