//! What holds of every page.

use detente::corpus::{DocumentRow, SectionRow};
use detente::dashboard::{Dashboard, Grain, Options, markdown, page};

use crate::build::{dashboard, document, many, months, section, with};
use crate::support::{Allowed, color, contrast, links_lead_somewhere, policy_allows_the_style_alone, schemes, tags};

const ALLOWED: Allowed = Allowed {
    tags: &[
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "main",
        "header",
        "section",
        "article",
        "nav",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "span",
        "bdi",
        "b",
        "dl",
        "div",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "svg",
        "line",
        "circle",
        "rect",
        "text",
        "polyline",
        "polygon",
        "path",
        "details",
        "summary",
        "figure",
        "figcaption",
        "ul",
        "ol",
        "li",
        "blockquote",
    ],
    attributes: &[
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
        "viewBox",
        "preserveAspectRatio",
        "role",
        "scope",
        "tabindex",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "dy",
        "d",
        "points",
        "width",
        "height",
    ],
};

const EVIL: &str = "<script>alert(1)</script> \"><img src=x onerror='alert(2)'> {{ 7*7 }} {% raw %} &lt;b&gt; \
    \u{1b}[2J\u{9b}31m\u{202e}txt.exe\u{202d}\u{2066}x ``` | [a](javascript:b) <!-- c ]]>";

fn hostile() -> Dashboard {
    let own = |number: u64| DocumentRow {
        id: EVIL.into(),
        path: EVIL.into(),
        date: Some(if number == 0 { EVIL.into() } else { format!("203{number}") }),
        source: Some(EVIL.into()),
        country: Some(format!("{EVIL}{number}")),
        title: Some(format!("{EVIL} عنوان")),
        ..document(number, "2031", "", 0.3)
    };
    let mut rows: Vec<DocumentRow> = (0..9).map(own).collect();
    rows[8].error = Some(EVIL.into());
    let sections: Vec<SectionRow> =
        (0..8).map(|number| SectionRow { heading: Some(EVIL.into()), ..section(number, 0.5, EVIL) }).collect();
    dashboard(&rows, &sections)
}

fn one() -> Dashboard {
    dashboard(&[DocumentRow { date: None, source: None, country: None, ..document(0, "", "", 0.0) }], &[])
}

fn shifted() -> Dashboard {
    let sections = [section(3, 0.8, "They embraced."), section(1500, -0.8, "They attacked.")];
    with(&months(20, 12, 0.15), &sections, &Options { by: Some(Grain::Month), ..Options::default() }).unwrap()
}

fn pages() -> Vec<String> {
    [hostile(), one(), shifted(), dashboard(&many(3500), &[])].iter().map(|own| page(own).unwrap()).collect()
}

#[test]
fn pages_are_well_formed_and_their_links_lead_somewhere() {
    for page in pages() {
        links_lead_somewhere(&tags(&page, &ALLOWED));
        policy_allows_the_style_alone(&page);
    }
}

#[test]
fn texts_of_the_corpus_show_as_text() {
    let own = hostile();
    let page = page(&own).unwrap();
    assert!(!page.contains("<img") && page.contains("&lt;script&gt;alert(1)") && page.contains("{{ 7*7 }}"));
    let steers = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2066}';
    assert!(!page.contains(steers) && !markdown(&own).contains(steers));
    assert!(page.contains("<bdi>") && page.contains("عنوان</bdi>"), "a title may run from right to left");
}

#[test]
fn a_page_of_ten_thousand_documents_is_below_a_megabyte_and_lists_them_all() {
    let page = page(&dashboard(&many(10_000), &[])).unwrap();
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert_eq!(page.matches("<li>").count() + page.matches("<li id=").count(), 10_000);
    links_lead_somewhere(&tags(&page, &ALLOWED));
    for number in [0, 4999, 9999] {
        let line = [format!(" #{number}</li>"), format!(" {}</li>", number + 1)];
        assert!(line.iter().any(|line| page.contains(line)), "{number}");
    }
}

#[test]
fn a_page_of_more_documents_has_samples_and_says_so() {
    let page = page(&dashboard(&many(12_000), &[])).unwrap();
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    assert!(page.contains("Of 12,000 documents, up to 20 of each month, source and country"));
    assert!(page.contains("of them here"));
    links_lead_somewhere(&tags(&page, &ALLOWED));
}

#[test]
fn every_period_bar_and_change_leads_to_documents() {
    let own = shifted();
    let page = page(&own).unwrap();
    for period in 0..own.time.periods.len() {
        let link = format!("<a href=\"#p{period}\" tabindex=\"-1\"><title>{}: mean ", own.time.periods[period].name);
        assert!(page.contains(&link), "{link}");
        assert!(page.contains(&format!("<div id=\"p{period}\">")));
    }
    for group in 0..2 {
        assert!(page.contains(&format!("<a href=\"#c{group}\">")) && page.contains(&format!("<h4 id=\"c{group}\">")));
    }
    assert_eq!(page.matches("<article class=\"change\">").count(), own.changes.found.len());
    assert!(page.contains("class=\"shift\""), "the chart shows where");
    let row = own.changes.found[0].rows_before[0];
    let number = own.documents.rows[row].document;
    assert!(page.contains(&format!("<li id=\"d{number}\">")), "a change leads to its documents");
    assert!(page.contains("They attacked.") && page.contains("<a href=\"#d1500\">"));
}

#[test]
fn the_page_says_what_it_leaves_out_and_how_it_tests() {
    let page = page(&shifted()).unwrap();
    for said in ["95% intervals", "1,000 bootstrap samples", "CUSUM", "Holm", "none marked", "the strong line is zero"]
    {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn text_has_the_contrast_of_wcag_aa_in_light_dark_and_print() {
    let page = page(&one()).unwrap();
    for scheme in schemes(&page) {
        for ink in ["ink", "soft", "up", "down", "flat", "link", "own"] {
            assert!(contrast(&color(scheme, ink), &color(scheme, "paper")) >= 4.5, "{ink}");
        }
    }
}
