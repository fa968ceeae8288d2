//! What holds of every HTML page: well formed, self-contained, readable in both colour schemes.

use detente::report::{By, ReportFormat, View};

use crate::build::{plain, report, visit};
use crate::support::{Allowed, color, contrast, links_lead_somewhere, policy_allows_the_style_alone, schemes, tags};

pub const ALLOWED: Allowed = Allowed { tags: &TAGS, attributes: &ATTRIBUTES };

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

fn pages() -> Vec<String> {
    let views = [View::Analyze, View::Summarize, View::Parse];
    let tones = [By::Document, By::Section, By::Paragraph, By::Sentence].map(View::Tone);
    let views: Vec<_> = views.into_iter().chain(tones).collect();
    views.iter().flat_map(|&view| [1, 3].map(|n| report(ReportFormat::Html, plain(view), &vec![visit(); n]))).collect()
}

#[test]
fn pages_are_well_formed_and_their_links_lead_somewhere() {
    for page in pages() {
        let tags = tags(&page, &ALLOWED);
        links_lead_somewhere(&tags);
        assert!(tags.iter().filter(|t| t.name == "svg").all(|t| t.attributes.iter().any(|(n, _)| n == "aria-label")));
    }
}

#[test]
fn the_policy_allows_the_one_style_sheet_and_nothing_else() {
    for page in pages() {
        policy_allows_the_style_alone(&page);
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

#[test]
fn text_has_the_contrast_of_wcag_aa_in_light_dark_and_print() {
    let page = report(ReportFormat::Html, plain(View::Analyze), &[visit()]);
    for scheme in schemes(&page) {
        let color = |name| color(scheme, name);
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
