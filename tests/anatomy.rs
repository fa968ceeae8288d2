//! Article anatomy over the twelve fixtures of `eval/gold/anatomy.jsonl`, the sample article and arbitrary text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use detente::config::Anatomy;
use detente::document::{BlockKind, Span};
use detente::ingest::{Format, Layout, Mark, Meta, Source, SplitSection};
use detente::segment::segment;
use detente::{Document, Error, Result};
use proptest::prelude::*;
use serde::Deserialize;

fn source(text: &str, layout: Layout) -> Source {
    Source {
        id: "t".into(),
        name: "t.txt".into(),
        format: Format::Text,
        text: text.into(),
        meta: Meta::default(),
        layout,
    }
}

fn parse(text: &str) -> Result<Document> {
    segment(source(text, Layout::Lines), Anatomy::On)
}

/// The kind of each non-blank line: that of the block that holds its first character.
fn line_kinds(document: &Document) -> Vec<(&'static str, &str)> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in document.text().split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trimmed(document.text());
        start += line.len();
        if !span.is_empty() {
            let at = document.blocks().partition_point(|block| block.span.end() <= span.start());
            let kind =
                document.blocks().get(at).filter(|block| block.span.contains(span)).map_or("-", |b| b.kind.name());
            out.push((kind, document.slice(span)));
        }
    }
    out
}

/// One fixture of `eval/gold/anatomy.jsonl`: pairs of kind and line, the kind of a blank one being "".
#[derive(Deserialize)]
struct Fixture {
    id: String,
    lines: Vec<(String, String)>,
}

fn fixtures() -> Vec<Fixture> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/gold/anatomy.jsonl");
    let rows = fs::read_to_string(path).expect("the fixtures");
    rows.lines().map(|line| serde_json::from_str(line).expect("a fixture")).collect()
}

#[test]
fn fixtures_are_typed_line_by_line() {
    let fixtures = fixtures();
    assert_eq!(fixtures.len(), 12);
    let (mut table, mut misses) = (String::new(), String::new());
    let (mut right, mut total) = (0, 0);
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for Fixture { id: name, lines } in fixtures {
        let text = lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
        let gold: Vec<&str> = lines.iter().map(|(kind, _)| kind.as_str()).filter(|kind| !kind.is_empty()).collect();
        let document = parse(&text).unwrap();
        let said = line_kinds(&document);
        assert_eq!(said.len(), gold.len(), "{name}: as many kinds as non-blank lines");
        let mut own = 0;
        for ((kind, line), gold) in said.iter().zip(&gold) {
            assert!(BlockKind::ALL.iter().any(|kind| kind.name() == *gold), "{name}: unknown kind {gold}");
            let entry = kinds.entry((*gold).to_owned()).or_default();
            entry.1 += 1;
            if kind == gold {
                own += 1;
                entry.0 += 1;
            } else {
                let line: String = line.chars().take(60).collect();
                let _ = writeln!(misses, "  {name}: said {kind}, gold {gold}: {line}");
            }
        }
        let _ = writeln!(table, "{name:<22} {own:>3} / {:>3}", gold.len());
        right += own;
        total += gold.len();
    }
    for (kind, (own, of)) in kinds {
        let _ = writeln!(table, "  {kind:<20} {own:>3} / {of:>3}");
    }
    let _ = writeln!(table, "{:<22} {right:>3} / {total:>3}", "all");
    println!("{table}{misses}");
    assert!(right * 100 >= total * 97, "line accuracy {right}/{total} is below 0.97\n{table}{misses}");
}

/// The folder of shared data: `DETENTE_DATA`, or `shared/data` beside the checkout.
fn data() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let above = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("DETENTE_DATA").map_or_else(beside, PathBuf::from);
    if folder.is_dir() { folder } else { above() }
}

#[test]
fn the_sample_article_is_recognised() {
    let path = data().join("sample/liu_jianchao_visit.txt");
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; set DETENTE_DATA to the folder of shared data", path.display()));
    let document = parse(&text).unwrap();
    let kinds: Vec<&str> = line_kinds(&document).into_iter().map(|(kind, _)| kind).collect();
    let wanted = [
        "date",
        "category",
        "title",
        "byline",
        "byline",
        "date",
        "repeated_title",
        "body",
        "heading",
        "body",
        "heading",
        "body",
        "heading",
        "body",
        "body",
        "body",
        "tags",
        "bio",
        "bio",
        "bio",
    ];
    assert_eq!(kinds, wanted);
    assert!(document.title().is_some_and(|title| title.starts_with("Liu Jianchao’s U.S. Visit")));
    assert_eq!(document.byline(), Some("Aqsa Younas Rana"));
    assert_eq!(document.date(), Some("2024-01-14"));
    let headings: Vec<Option<&str>> =
        document.sections().iter().map(|section| section.heading.map(|span| document.slice(span))).collect();
    let wanted = [
        None,
        Some("High-Level Engagement and Dialogue"),
        Some("Addressing Key Bilateral Issues"),
        Some("Establishing Future Cooperation"),
    ];
    assert_eq!(headings, wanted);
}

const PROSE: &str =
    "The two ministers met in the capital on Monday and agreed to open a hotline by spring, officials said.";

/// The names of the block kinds of a plain text.
fn kinds(text: &str) -> Vec<&'static str> {
    parse(text).map(|document| document.blocks().iter().map(|block| block.kind.name()).collect()).unwrap_or_default()
}

#[test]
fn odd_characters_leave_the_kinds_alone() {
    let text = format!(
        "\u{feff}Reef Talks Resume\r\n\r\nBy:\u{a0}Jane Doe\r\n14\u{a0}January 2024\r\n\r\n\t{PROSE}\r\n\r\nThe co\u{ad}ast\u{ad}guards declined.\r\n***\r\n"
    );
    assert_eq!(kinds(&text), ["title", "byline", "date", "body", "body", "boilerplate"]);
    let document = parse(&text).unwrap();
    assert_eq!((document.byline(), document.date()), (Some("Jane Doe"), Some("2024-01-14")));
}

#[test]
fn text_without_a_title_has_none() {
    assert_eq!(kinds(PROSE), ["body"]);
    assert_eq!(kinds(&format!("{PROSE}\n\n{PROSE}")), ["body", "body"]);
    assert_eq!(parse("The talks resumed on Monday.\n\nNobody spoke.").unwrap().title(), None);
}

#[test]
fn text_in_other_scripts_is_body() {
    let text = "中国外交部发言人就南海问题答记者问\n\n外交部发言人表示，中方一贯主张通过对话协商解决分歧，愿同有关国家共同维护南海和平稳定。\n\n他还说，双方已同意建立热线联系。";
    assert_eq!(kinds(text), ["title", "body", "body"]);
    let text = "Les ministres se rencontrent à Genève\n\nPar Hélène Aubert\n14 janvier 2024\n\nLes deux ministres se sont rencontrés lundi dans la capitale et ont décidé d’ouvrir une ligne directe.";
    assert_eq!(kinds(text), ["title", "byline", "date", "body"]);
}

#[test]
fn numbered_headings_need_no_blank_lines() {
    let text = "Joint Communique of the Boundary Committee\nQasr, 3 May 2024\n1. Introduction\nThe Committee met in Qasr on 2 and 3 May.\n2.1 Lighthouse\nBoth sides will staff the lighthouse in turn.\nDone at Qasr in duplicate.";
    assert_eq!(kinds(text), ["title", "date", "heading", "body", "heading", "body", "body"]);
}

#[test]
fn comments_under_a_blog_are_no_body() {
    let text = format!(
        "Islands open air link\n\n{PROSE}\n\nShare this:\nLoading...\n\nAbout The Author\n\nKofi Lund\n\nKofi Lund covers trade.\n\n2 thoughts on “Islands open air link”\nMaria says:\nApril 3, 2024 at 9:14 am\nGreat news for the islands."
    );
    let site = "boilerplate";
    assert_eq!(kinds(&text), ["title", "body", site, site, "bio", "bio", "bio", site, site, site, site]);
}

#[test]
fn clauses_of_a_resolution_are_body() {
    let text = "Resolution on the Situation at the Reef\n\nThe Security Council,\n\nRecalling its resolution 9911 and all its earlier statements,\n\nDeeply concerned by the incident of 18 February,\n\n1. Decides that the mission shall report every month;\n\n2. Calls upon all parties to show restraint;\n\n3. Decides to remain seized of the matter.";
    assert_eq!(kinds(text), ["title", "body", "body", "body", "body", "body", "body"]);
}

#[test]
fn something_of_five_words_is_always_body() {
    assert_eq!(kinds("Ministers agree to reopen the border"), ["body"]);
    let text = "Reef talks\n\nStatement of the two delegations on Monday\n\nReef talks";
    assert!(kinds(text).contains(&"body"), "{:?}", kinds(text));
    assert!(matches!(parse("***\n\n---"), Err(Error::NoBody { .. })));
    assert!(matches!(parse(" \r\n\u{feff}\t\n"), Err(Error::Empty { .. })));
}

#[test]
fn metadata_fills_what_the_text_lacks() {
    let mut given = source(PROSE, Layout::Lines);
    given.meta = Meta {
        title: Some("Reef talks".into()),
        byline: Some("Jane Doe".into()),
        date: Some("2024-01-14T06:03:00Z".into()),
    };
    let document = segment(given, Anatomy::On).unwrap();
    assert_eq!(document.title(), Some("Reef talks"));
    assert_eq!(document.byline(), Some("Jane Doe"));
    assert_eq!(document.date(), Some("2024-01-14"));
    let mut given = source(
        &format!("Reef talks resume\n\nUpdated 15 January 2024\nPublished 14 January 2024\n\n{PROSE}"),
        Layout::Lines,
    );
    given.meta.date = Some("2020-01-01".into());
    assert_eq!(segment(given, Anatomy::On).unwrap().date(), Some("2024-01-14"));
}

#[test]
fn without_anatomy_every_line_is_body() {
    let text = format!("Reef talks\nBy Jane Doe\n\n{PROSE}\n\nAdvertisement");
    let document = segment(source(&text, Layout::Lines), Anatomy::Off).unwrap();
    assert!(document.blocks().iter().all(|block| block.kind == BlockKind::Body));
    assert_eq!((document.blocks().len(), document.title(), document.sections().len()), (4, None, 1));
}

/// A text and its marks from paragraphs.
fn marked(paragraphs: &[(Mark, &str)]) -> Source {
    let mut text = String::new();
    let mut marks = Vec::new();
    for (mark, paragraph) in paragraphs {
        marks.push((*mark, Span::new(text.len(), text.len() + paragraph.len())));
        text.push_str(paragraph);
        text.push_str("\n\n");
    }
    source(&text, Layout::Marked(marks))
}

#[test]
fn markup_gives_sections_with_levels() {
    let paragraphs = [
        (Mark::Heading(1), "Reef talks resume"),
        (Mark::Paragraph, "By Jane Doe"),
        (Mark::Paragraph, PROSE),
        (Mark::Heading(2), "Demands"),
        (Mark::Heading(3), "Ships"),
        (Mark::Item, "Return of the buoy"),
        (Mark::Heading(2), "Share this article"),
    ];
    let document = segment(marked(&paragraphs), Anatomy::On).unwrap();
    let found: Vec<_> = document.blocks().iter().map(|block| (block.kind.name(), block.level)).collect();
    let wanted =
        [("title", 0), ("byline", 0), ("body", 0), ("heading", 2), ("heading", 3), ("body", 0), ("boilerplate", 0)];
    assert_eq!(found, wanted);
    let headings: Vec<_> = document.sections().iter().map(|s| s.heading.map(|span| document.slice(span))).collect();
    assert_eq!(headings, [None, Some("Ships")]);
    let off = segment(marked(&paragraphs), Anatomy::Off).unwrap();
    assert_eq!(off.blocks().iter().filter(|block| block.kind == BlockKind::Body).count(), 3);
}

#[test]
fn what_is_split_stays_split() {
    let text = "Title\n\nOne. Two?\nHead\nThree";
    let sections = vec![
        SplitSection { heading: None, sentences: vec![Span::new(7, 11), Span::new(12, 16)] },
        SplitSection { heading: Some(Span::new(17, 21)), sentences: vec![Span::new(22, 27)] },
    ];
    let layout = Layout::Split { title: Some(Span::new(0, 5)), sections };
    let document = segment(source(text, layout), Anatomy::On).unwrap();
    assert_eq!(document.title(), Some("Title"));
    let sentences: Vec<&str> = document.sentences().iter().map(|s| document.slice(s.span)).collect();
    assert_eq!(sentences, ["One.", "Two?", "Three"]);
    let kinds: Vec<&str> = document.blocks().iter().map(|block| block.kind.name()).collect();
    assert_eq!(kinds, ["title", "body", "heading", "body"]);
    assert_eq!(document.sections()[1].span, Span::new(17, 27));
}

#[test]
fn five_megabytes_of_short_lines_take_seconds() {
    for line in [
        "Reef talks resume in Qasr\n",
        "Home\n",
        "- Reef\n\n",
        "By Jane Doe\n",
        "Jane Doe\n",
        "who spoke of the reef and the\n",
    ] {
        let text = line.repeat(5_000_000 / line.len());
        let start = std::time::Instant::now();
        let _ = parse(&text);
        let took = start.elapsed().as_secs();
        assert!(took < 20, "{line:?} repeated took {took} s");
    }
}

/// Whether every character that is not white space lies in exactly one block, in order.
fn covered(document: &Document) -> bool {
    let mut end = 0;
    let blank = |part: &str| part.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
    let gaps = document.blocks().iter().all(|block| {
        let gap = document.text().get(end..block.span.start()).is_some_and(blank);
        end = block.span.end();
        gap
    });
    gaps && blank(&document.text()[end..])
}

fn holds(text: &str) -> std::result::Result<(), TestCaseError> {
    for anatomy in [Anatomy::On, Anatomy::Off] {
        match segment(source(text, Layout::Lines), anatomy) {
            Ok(document) => {
                prop_assert!(covered(&document));
                let titles = document.blocks().iter().filter(|block| block.kind == BlockKind::Title).count();
                prop_assert!(titles <= 1);
            }
            Err(Error::NoBody { .. } | Error::Empty { .. }) => {}
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }
    Ok(())
}

/// Lines as articles have them, in any order.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("Reef Talks Resume"),
        Just("Reef Talks Resume | Gulf Monitor"),
        Just("By Jane Doe"),
        Just("author"),
        Just("14 January 2024"),
        Just(PROSE),
        Just("He declined."),
        Just("What happens next?"),
        Just("Related"),
        Just("- a hotline"),
        Just("1. Security"),
        Just("MR. MARSH: I will."),
        Just("#reef"),
        Just("Jane Doe is a senior fellow."),
        Just("who spoke of the reef and of the"),
        Just("SC/19842"),
        Just("他说。"),
        Just("\u{200b}"),
        Just(""),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just("\r"), Just("\u{2028}")];
    prop::collection::vec((line, end), 0..40)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_string_is_covered(text in "\\PC{0,400}") {
        holds(&text)?;
    }

    #[test]
    fn any_characters_are_covered(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn any_order_of_lines_is_covered(text in lines()) {
        holds(&text)?;
    }

    #[test]
    fn marks_in_any_order_hold(marks in prop::collection::vec((0_u8..9, lines()), 1..12)) {
        let mark = |code| match code {
            0 => Mark::Item,
            1 | 2 | 8 => Mark::Paragraph,
            level => Mark::Heading(level - 2),
        };
        let paragraphs: Vec<(Mark, &str)> = marks.iter().map(|(code, text)| (mark(*code), text.as_str())).collect();
        for anatomy in [Anatomy::On, Anatomy::Off] {
            let found = segment(marked(&paragraphs), anatomy);
            prop_assert!(matches!(found, Ok(_) | Err(Error::NoBody { .. } | Error::Empty { .. })), "{:?}", found.err());
        }
    }
}
