//! Articles that try to be more than text, and terminals of any width.

use detente::Analysis;
use detente::document::BlockKind;
use detente::report::{By, ReportFormat, ReportOptions, View};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::build::{Block, Body, analysis, plain, report};
use crate::page::ALLOWED;
use crate::support::tags;

const VIEWS: [View; 7] = [
    View::Analyze,
    View::Summarize,
    View::Parse,
    View::Tone(By::Document),
    View::Tone(By::Section),
    View::Tone(By::Paragraph),
    View::Tone(By::Sentence),
];

const EVIL: &str = "<script>alert(1)</script> \"><img src=x onerror='alert(2)'> {{ 7*7 }} {% raw %} &lt;b&gt; \
    \u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}txt.exe\u{202d}\u{2066}x ``` | [a](javascript:b) <!-- c ]]>";

fn hostile() -> Analysis {
    let long = format!("A {} is condemned.", "x".repeat(150));
    let mut a = analysis(
        &[
            Block(BlockKind::Category, EVIL),
            Block(BlockKind::Title, EVIL),
            Body(&[(EVIL, 0.9), (&long, -0.7), ("Short.", 0.0)]),
            Block(BlockKind::Heading, EVIL),
            Body(&[
                (
                    "外交部发言人说，双方同意下周举行会谈，并就共同关心的问题交换意见，中方对此表示欢迎，愿与各方保持沟通。",
                    0.6,
                ),
                ("وقال المتحدث باسم الوزارة إن الطرفين اتفقا على إعادة فتح المعبر.", 0.4),
                ("Emoji 👩‍👩‍👧‍👦 👍🏽 and combining e\u{301}e\u{301}e\u{301} stay whole.", -0.3),
            ]),
            Block(BlockKind::Tags, EVIL),
            Block(BlockKind::Bio, EVIL),
        ],
        &[0, 1, 3],
    );
    a.title = Some(EVIL.into());
    a.byline = Some(EVIL.into());
    a.date = Some(EVIL.into());
    a.id = EVIL.into();
    a.source = EVIL.into();
    a
}

/// Whether a report holds nothing that steers a terminal or the direction of its text.
fn is_harmless(report: &str) -> bool {
    !report.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2066}')
}

#[test]
fn nothing_hostile_survives_in_any_format_for_people() {
    for view in VIEWS {
        for format in [ReportFormat::Text, ReportFormat::Markdown, ReportFormat::Html] {
            assert!(is_harmless(&report(format, plain(view), &[hostile()])), "{format:?} {view:?}");
        }
    }
}

#[test]
fn colours_are_the_only_escapes_of_a_coloured_report() {
    for view in VIEWS {
        let options = ReportOptions { view, width: 80, color: true };
        let shown = report(ReportFormat::Text, options, &[hostile()]);
        assert!(shown.contains('\u{1b}'));
        let bare = without_colours(&shown);
        assert!(is_harmless(&bare), "{view:?}");
        assert_eq!(bare, report(ReportFormat::Text, plain(view), &[hostile()]), "colour changes nothing else");
    }
}

/// A text without the sequences that set colours: ESC [ digits and semicolons m.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 2..];
        let end = tail.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap();
        assert!(tail[end..].starts_with('m'), "an escape that is not a colour");
        rest = &tail[end + 1..];
    }
    out + rest
}

#[test]
fn html_shows_markup_as_text() {
    for view in VIEWS {
        let page = report(ReportFormat::Html, plain(view), &[hostile(), hostile()]);
        // The reader refuses tags, attributes and entities that are not of the template.
        assert!(tags(&page, &ALLOWED).iter().all(|t| t.name != "img"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;") && page.contains("{{ 7*7 }}"));
    }
}

#[test]
fn markdown_has_no_html_of_the_article() {
    use pulldown_cmark::{Event, Options, Parser};
    for view in VIEWS {
        let markdown = report(ReportFormat::Markdown, plain(view), &[hostile()]);
        for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
            let markup = matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Code(_));
            assert!(!markup, "{event:?} in {view:?}");
            let link = matches!(event, Event::Start(pulldown_cmark::Tag::Link { .. }));
            assert!(!link, "{event:?} in {view:?}");
        }
    }
}

#[test]
fn no_line_is_wider_than_the_page_unless_one_word_is() {
    for view in VIEWS {
        for width in 24..=100 {
            let options = ReportOptions { view, width, color: false };
            for line in report(ReportFormat::Text, options, &[hostile()]).lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                // A word without Chinese in it cannot be broken; 21 columns are the widest indent.
                let one_word =
                    words.last().is_some_and(|w| w.width() + 21 > width && w.chars().all(|c| c.width() != Some(2)));
                assert!(line.width() <= width || one_word, "{view:?} at {width}: {line}");
                assert_eq!(line, line.trim_end());
            }
        }
    }
}

#[test]
fn a_line_is_used_as_far_as_words_allow() {
    let shown = report(ReportFormat::Text, plain(View::Summarize), &[crate::build::visit()]);
    assert!(shown.lines().any(|line| line.width() > 65), "{shown}");
}
