//! Web pages: the main text with its headings, and what the page says about it.
//!
//! Enters: the bytes of a page. Leaves: its article's text, with a mark for each block, and title, author and date.
//! Holds: navigation, scripts, forms and captions are left out; a page that readability finds no article in gives the
//! text of its `article`, `main` or `body`; time and memory are bounded on hostile pages as well.
//!
//! Measured on the 61 pages of shared/data/html, F1 of the words of the body, mean over pages: `dom_smoothie` .961;
//! trafilatura 0.6.0 .959, and .971 with its fallback at a quarter of the speed. `dom_smoothie` and what is left out
//! below (captions, asides, short elements of the site by their class, a list made after looking at these pages) give
//! .976.

mod guard;
mod meta;
mod walk;

use std::borrow::Cow;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use encoding_rs::Encoding;

use super::marked::{Builder, is_blank};
use super::{Format, Layout, Mark, Meta, Source, file_id, text};
use crate::document::Span;
use crate::error::{Error, Result};

/// Pages beyond this size, and those that nest too deep, are walked as they are: readability compares every element with
/// those around it, in time that grows faster than the page.
const READABLE: usize = 16 << 20;

/// The same for pages with more elements than this; the largest of the 61 has some 10,000.
const ELEMENTS: usize = 50_000;

/// Less text than this (characters) is no article that readability has found.
const SCANT: usize = 40;

/// The element that readability gathers the article in.
const CONTENT: &str = "#readability-page-1";

/// So many bytes of a page are searched for the encoding it declares.
const PROLOGUE: usize = 4096;

/// One document from the bytes of a page.
pub(super) fn read(bytes: Vec<u8>, name: &str) -> Result<Source> {
    let declared = declared(&bytes[..bytes.len().min(PROLOGUE)]);
    let page = text::decode(bytes, name, declared)?;
    document(&page, name.to_owned(), file_id(name))
}

/// One document from a page.
///
/// # Errors
/// [`Error::Empty`] for a blank page, [`Error::NoArticle`] for one without text.
pub(super) fn document(page: &str, name: String, id: String) -> Result<Source> {
    if page.chars().all(is_blank) {
        return Err(Error::Empty { name });
    }
    let page = guard::bounded(page);
    let readable = page.len() <= READABLE && matches!(page, Cow::Borrowed(_));
    let (meta, (mut text, mut marks)) = article(&page, readable);
    if text.chars().count() < SCANT {
        let whole = fallback(&Document::from(&*page));
        if whole.0.len() > text.len() {
            (text, marks) = whole;
        }
    }
    if text.is_empty() {
        return Err(Error::NoArticle { name });
    }
    Ok(Source { id, name, format: Format::Html, text, meta, layout: Layout::Marked(marks) })
}

/// Adds the text of a piece of HTML.
pub(super) fn fragment(html: &str, builder: &mut Builder) {
    let piece = Document::fragment(&*guard::bounded(html));
    walk::collect(piece.root(), builder, is_aside);
}

/// A text and its marks.
type Marked = (String, Vec<(Mark, Span)>);

/// What readability takes for the article; no text when it finds none. Where the page is not fit for it, the fallback.
fn article(page: &str, readable: bool) -> (Meta, Marked) {
    let config =
        Config { disable_json_ld: true, keep_classes: true, max_elements_to_parse: ELEMENTS, ..Config::default() };
    let mut readability = Readability { doc: Document::from(page), doc_url: None, config };
    let tags = readability.get_article_metadata(None);
    let mut meta = meta::of(&readability.doc, &tags);
    if !readable {
        return (meta, fallback(&readability.doc));
    }
    let Ok(article) = readability.parse() else { return (meta, Marked::default()) };
    if meta.byline.is_none() {
        meta.byline = article.byline.as_deref().and_then(meta::author);
    }
    let mut builder = Builder::default();
    if let Some(content) = readability.doc.select_single(CONTENT).nodes().first() {
        walk::collect(*content, &mut builder, |node, name| is_aside(node, name) || is_of_the_site(node));
    }
    (meta, builder.finish())
}

/// The text of the page's `article`, `main` or `body`, whichever first has any, without navigation and the like.
fn fallback(page: &Document) -> Marked {
    ["article", "main, [role='main']", "body"].iter().fold(Marked::default(), |found, selector| {
        if found.0.len() >= SCANT {
            return found;
        }
        let mut builder = Builder::default();
        for root in &page.select(selector) {
            if let Some(node) = root.nodes().first() {
                walk::collect(*node, &mut builder, is_aside);
            }
        }
        let next = builder.finish();
        if next.0.len() > found.0.len() { next } else { found }
    })
}

/// Whether an element stands beside the article: navigation, side bar, footer, hidden.
fn is_aside(node: &NodeRef<'_>, name: &str) -> bool {
    let role =
        || node.attr("role").is_some_and(|role| matches!(&*role, "navigation" | "banner" | "contentinfo" | "search"));
    let hidden = || {
        node.has_attr("hidden")
            || node.attr("aria-hidden").is_some_and(|value| &*value == "true")
            || node.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"))
    };
    matches!(name, "nav" | "aside" | "footer" | "menu") || role() || hidden()
}

/// Words in class names of what sites put into an article's text: captions, bylines, links to elsewhere.
const SITE_CLASSES: [&str; 28] = [
    "caption",
    "credit",
    "credits",
    "copyright",
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "promo",
    "related",
    "recirc",
    "recommended",
    "trending",
    "share",
    "sharing",
    "social",
    "byline",
    "dateline",
    "timestamp",
    "pubdate",
    "published",
    "updated",
    "author",
    "bio",
    "comments",
    "advert",
    "advertisement",
    "gallery",
];

/// So much text (bytes) under such a class is the article after all.
const SITE_TEXT: usize = 600;

/// Whether an element inside the article is of the site, by the words of its class, and short.
fn is_of_the_site(node: &NodeRef<'_>) -> bool {
    let Some(class) = node.class() else { return false };
    let class = class.to_ascii_lowercase();
    class.split(|c: char| !c.is_ascii_alphabetic()).any(|word| SITE_CLASSES.contains(&word))
        && node.text().trim().len() < SITE_TEXT
}

/// The encoding that a page declares in its first bytes, by `<meta charset>`, `<meta http-equiv>` or an XML declaration.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let labels = head.match_indices("charset").map(|(at, key)| at + key.len());
    let xml = head.starts_with("<?xml").then(|| head.find("encoding")).flatten().map(|at| at + "encoding".len());
    labels.chain(xml).find_map(|at| {
        let value = head[at..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.' | '+'));
        Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(page: &str) -> Source {
        document(page, "page.html".to_owned(), "page.html".to_owned()).unwrap()
    }

    fn blocks(source: &Source) -> Vec<(Mark, &str)> {
        let Layout::Marked(marks) = &source.layout else { panic!("a page is marked") };
        marks.iter().map(|(mark, span)| (*mark, span.of(&source.text))).collect()
    }

    #[test]
    fn a_short_page_gives_its_paragraphs() {
        let found = source(
            "<html><body><nav><a href=/>Home</a></nav><p>Talks began.</p><p>They ended.</p><footer>(c)</footer>",
        );
        assert_eq!(blocks(&found), [(Mark::Paragraph, "Talks began."), (Mark::Paragraph, "They ended.")]);
        let found = source(
            "<article><h2>Note</h2><p>One sentence only, and a short one it is.</p></article><aside>Ads</aside>",
        );
        assert_eq!(found.text, "Note\n\nOne sentence only, and a short one it is.");
    }

    #[test]
    fn pages_without_text_have_no_article() {
        for page in
            ["<html><head><title>T</title></head><body><script>x()</script></body>", "<nav><a>Home</a></nav>", "<p>"]
        {
            let error = document(page, "p".into(), "p".into()).unwrap_err();
            assert!(matches!(error, Error::NoArticle { .. }), "{page}: {error}");
        }
        assert!(matches!(document(" \n", "p".into(), "p".into()), Err(Error::Empty { .. })));
    }

    #[test]
    fn declared_encodings_are_found() {
        let label = |head: &str| declared(head.as_bytes()).map(Encoding::name);
        assert_eq!(label("<meta charset=\"ISO-8859-2\">"), Some("ISO-8859-2"));
        assert_eq!(label("<meta http-equiv=x content='text/html; charset = windows-1251'>"), Some("windows-1251"));
        assert_eq!(label("<?xml version='1.0' encoding='gb2312'?>"), Some("GBK"));
        assert_eq!(label("<p>charset"), None);
    }

    #[test]
    fn a_declared_encoding_is_used() {
        let page = b"<meta charset=windows-1251><p>\xc4\xe0. Yes.</p>".to_vec();
        assert_eq!(read(page, "page.html").unwrap().text, "Да. Yes.");
    }

    #[test]
    fn hostile_pages_are_survived() {
        let started = std::time::Instant::now();
        let tags = [("<div>", "</div>"), ("<b x=1>", ""), ("<ul><li>", ""), ("<blockquote><p>", ""), ("<span>", "")];
        for (open, close) in tags {
            let (open, close) = (open.repeat(100_000), close.repeat(100_000));
            let page = format!("{open}<p>The envoys met in the old town hall.{close}");
            assert!(source(&page).text.contains("The envoys met"), "{}", &open[..16]);
        }
        let wide = format!("{}{}", "<ul><li>".repeat(100), "<li>The envoys met, and met again. ".repeat(100_000));
        assert!(source(&wide).text.len() > 2_000_000);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }

    #[test]
    fn preformatted_text_keeps_its_paragraphs() {
        let found =
            source("<body><pre>STATEMENT\n\nThe envoys met\nin the old town hall.\n\n\nThey agreed.</pre></body>");
        let texts: Vec<&str> = blocks(&found).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["STATEMENT", "The envoys met in the old town hall.", "They agreed."]);
    }
}
