//! What holds of the page of every report.

use detente::eval::item::Job;
use detente::eval::report::{Figure, Report, page};

use crate::build::{all, empty, hostile, report, splitting, summaries, tone};
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
        "nav",
        "p",
        "h1",
        "h2",
        "h3",
        "span",
        "bdi",
        "b",
        "code",
        "time",
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
        "datetime",
        "viewBox",
        "role",
        "scope",
        "title",
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
        "points",
        "transform",
        "width",
        "height",
    ],
};

fn pages() -> Vec<String> {
    let reports = [
        all(),
        report(Vec::new()),
        report(vec![empty()]),
        report(vec![splitting(1)]),
        report(vec![hostile()]),
        Report { commit: None, made: None, ..report(vec![summaries("s")]) },
    ];
    reports.iter().map(|report| page(report).unwrap()).collect()
}

#[test]
fn pages_are_well_formed_and_their_links_lead_somewhere() {
    for page in pages() {
        links_lead_somewhere(&tags(&page, &ALLOWED));
    }
}

#[test]
fn the_policy_allows_the_one_style_sheet_and_nothing_else() {
    for page in pages() {
        policy_allows_the_style_alone(&page);
    }
}

#[test]
fn names_and_texts_show_as_text() {
    let page = page(&report(vec![hostile()])).unwrap();
    assert!(!page.contains("<img") && page.contains("&lt;script&gt;alert(1)") && page.contains("{{ 7*7 }}"));
    let steers = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2066}';
    assert!(!page.contains(steers));
}

/// The page's text with its tags taken out.
fn text(page: &str) -> String {
    let body = page.split_once("</style>").unwrap().1;
    let mut out = String::new();
    for piece in body.split('<').skip(1) {
        out.push(' ');
        out += piece.split_once('>').map_or("", |(_, text)| text);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every figure of a report as it must stand in a page: with its interval after it.
pub fn figures(report: &Report) -> Vec<(String, Figure)> {
    let mut all = Vec::new();
    for suite in &report.suites {
        let mut add = |metric: &String, figure: &Figure| all.push((metric.clone(), *figure));
        suite.systems.iter().flat_map(|s| &s.figures).for_each(|(metric, figure)| add(metric, figure));
        suite.slices.iter().flat_map(|s| s.systems.values()).flatten().for_each(|(metric, figure)| add(metric, figure));
    }
    all
}

/// A figure in the report's own words, computed apart from the program.
pub fn words(metric: &str, figure: &Figure) -> String {
    let one = |value: f64| {
        let places = if metric.starts_with("rouge") || metric == "words" { 1 } else { 3 };
        let digits = format!("{:.places$}", value.abs());
        let digits = if places == 3 { digits.trim_start_matches('0').to_owned() } else { digits };
        if value < 0.0 { format!("−{digits}") } else { digits }
    };
    match (figure.value, figure.low, figure.high) {
        (Some(value), Some(low), Some(high)) => format!("{} [{}, {}]", one(value), one(low), one(high)),
        _ => "–".to_owned(),
    }
}

#[test]
fn every_figure_stands_in_the_page() {
    let report = report(vec![tone("t", Job::ToneSentence), summaries("s"), splitting(24)]);
    let text = text(&page(&report).unwrap());
    let figures = figures(&report);
    assert!(figures.len() > 150);
    for (metric, figure) in figures {
        let words = words(&metric, &figure);
        assert!(text.contains(&words), "{metric}: {words}");
    }
    for suite in &report.suites {
        for pair in &suite.pairs {
            let p = pair.p.unwrap();
            let p = if p < 0.001 { "&lt; .001".to_owned() } else { format!("{p:.3}").replacen("0.", ".", 1) };
            assert!(text.contains(&p), "p of {} and {}: {p}", pair.a, pair.b);
        }
        for bin in suite.systems.iter().flat_map(|s| &s.reliability) {
            let row =
                format!("{} {}", bin.units, words("", &Figure { value: Some(bin.confidence), low: None, high: None }));
            assert!(row.ends_with('–') || text.contains(&row));
            assert!(text.contains(&format!("{:.3}", bin.accuracy)[1..]));
        }
        for point in suite.systems.iter().flat_map(|s| &s.risk) {
            assert!(text.contains(&format!("{:.3}", point.risk)[1..]), "risk {}", point.risk);
        }
        for class in suite.systems.iter().flat_map(|s| &s.classes) {
            for value in [class.precision, class.recall, class.f1].into_iter().flatten() {
                assert!(text.contains(&format!("{value:.3}")[1..]), "{} of {}", value, class.class);
            }
        }
    }
}

#[test]
fn the_best_value_is_marked_and_the_ceiling_is_not() {
    let page = page(&report(vec![summaries("s")])).unwrap();
    let best = "<b class=\"best\"><span class=\"star\">★<span class=\"unseen\"> best </span></span>";
    assert!(page.contains(&format!("{best}41.5</b>")), "the product is best on ROUGE-1");
    assert!(!page.contains(&format!("{best}54.7</b>")), "the oracle sees the gold");
    assert_eq!(page.matches(best).count(), 5, "once for each metric on which a value can be best");
}

#[test]
fn contents_name_the_best_rival_and_whether_the_difference_counts() {
    let page = page(&report(vec![summaries("s")])).unwrap();
    let contents = page.split_once("id=\"contents\"").unwrap().1.split_once("</nav>").unwrap().0;
    let text = text(&format!("</style><p>{contents}"));
    assert!(text.contains("ROUGE-1 F 41.5 [40.6, 42.5] lead-3 40.4 [39.4, 41.4] +1.2"), "{text}");
    assert!(text.contains("≈ not told apart"), "{text}");
}

#[test]
fn a_text_that_is_left_out_is_said_to_be() {
    let shown = text(&page(&report(vec![tone("t", Job::ToneSentence)])).unwrap());
    assert_eq!(shown.matches("The text is left out of this report.").count(), 1);
    assert!(shown.contains("Gold ▼ confrontational (-2) said ▲ conciliatory"), "a symbol beside the colour");
    assert!(shown.contains("sentence 18") && shown.contains("conciliatory .792"));
}

#[test]
fn the_forest_ranks_the_systems_and_the_gold_stands_in_the_order_of_tone() {
    let shown = text(&page(&report(vec![summaries("s"), tone("t", Job::ToneSentence)])).unwrap());
    let forest = shown.split_once("detente is oracle").unwrap().1;
    let places: Vec<_> = ["detente", "lead-3", "centroid", "lexrank", "textrank", "random"]
        .iter()
        .map(|name| forest.find(&format!(" {name} ")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(shown.contains("▼ confrontational 312 (25%) · neutral 702 (56%) ▲ conciliatory 229 (18%)"));
}

#[test]
fn drawings_show_the_figures() {
    let page = page(&report(vec![tone("t", Job::ToneSentence)])).unwrap();
    // Macro F1 .7881 [.7701, .8079] on an axis from .2 to 1.
    let row = "<line class=\"interval\" x1=\"69.99%\" x2=\"74.43%\" y1=\"50%\" y2=\"50%\"/><circle class=\"dot\" cx=\"72.10%\"";
    assert!(page.contains(row));
    // Of 312 confrontational sentences 251 were found, 55 were called neutral, 6 conciliatory.
    for (shade, units) in [("c8 right", 251), ("c1", 55), ("c0", 6)] {
        assert!(page.contains(&format!("<td class=\"number {shade}\">{units}<")), "{units}");
    }
    // The first bin, .368 sure and .349 right, of a frame from 44 to 328 across and from 256 up to 12.
    assert!(page.contains("points=\"148.6,170.8 ") && page.contains("cx=\"148.6\" cy=\"170.8\""));
    // The last of the product's risks: .191 on an axis up to .6.
    assert!(page.contains("328.0,178.4\"/>"));
    let shares = [("down", "0.0%", "2.1%"), ("flat", "2.1%", "18.7%"), ("up", "20.8%", "79.2%")];
    for (class, start, width) in shares {
        let rect = format!("<rect class=\"fill {class}\" x=\"{start}\" width=\"{width}\" height=\"8\"/>");
        assert!(page.contains(&rect), "{rect}");
    }
}

#[test]
fn text_has_the_contrast_of_wcag_aa_in_light_dark_and_print() {
    let page = page(&report(Vec::new())).unwrap();
    for scheme in schemes(&page) {
        for back in ["paper", "raised"] {
            for ink in ["ink", "soft", "up", "down", "flat", "link", "own"] {
                let ratio = contrast(&color(scheme, ink), &color(scheme, back));
                assert!(ratio >= 4.5, "{ink} on {back}: {ratio:.2} in {scheme:.60}");
            }
        }
        let ratio = contrast(&color(scheme, "ink"), &color(scheme, "shade"));
        assert!(ratio >= 4.5, "ink on the darkest cell: {ratio:.2}");
        assert!(contrast(&color(scheme, "strong"), &color(scheme, "paper")) >= 2.5);
    }
}
