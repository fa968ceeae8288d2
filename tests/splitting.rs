//! The sentence splitter against gold sentences, and against any string at all.
//!
//! The public sets are read from `DETENTE_DATA` (else `../shared/data`); our own hard texts are in `eval/gold`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use detente::document::Span;
use detente::segment::sentences::{split, split_block};
use proptest::prelude::*;
use serde::Deserialize;

/// One text with its gold sentences.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    id: u32,
    #[serde(default)]
    cat: String,
    text: String,
    sentences: Vec<String>,
}

fn data() -> PathBuf {
    std::env::var_os("DETENTE_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from)
}

type Outcome = Result<(), Box<dyn Error>>;

/// Fails unless at least `least` of the `of` texts in a file split exactly into their gold sentences, and more than
/// sentencex splits so: where it has caught up, our rules have lost their reason.
fn at_least(least: usize, of: usize, path: &Path) -> Outcome {
    let file = fs::read_to_string(path)
        .map_err(|error| format!("{}: {error}; set DETENTE_DATA to the data folder", path.display()))?;
    let (mut all, mut theirs, mut wrong) = (0, 0, Vec::new());
    for line in file.lines() {
        let case: Case = serde_json::from_str(line)?;
        let found: Vec<&str> = split(&case.text).into_iter().map(|span| span.of(&case.text)).collect();
        let gold: Vec<&str> = case.sentences.iter().map(|sentence| sentence.trim()).collect();
        all += 1;
        theirs += usize::from(
            sentencex::segment("en", &case.text)
                .iter()
                .map(|s| s.trim())
                .filter(|s| !s.is_empty())
                .eq(gold.iter().copied()),
        );
        if found != gold {
            wrong.push(format!("{} {}:\n  found {found:?}\n  gold  {gold:?}", case.id, case.cat));
        }
    }
    assert_eq!(all, of, "texts in {}", path.display());
    let right = all - wrong.len();
    println!("{}: {right} of {all} right, sentencex {theirs}", path.display());
    assert!(right >= least, "{right} of {all} right, {least} wanted:\n{}", wrong.join("\n"));
    assert!(right > theirs, "sentencex has {theirs} of {all} right, ours {right}");
    Ok(())
}

#[test]
fn golden_rules() -> Outcome {
    at_least(48, 48, &data().join("splitting/golden_rules_en.jsonl"))
}

#[test]
fn hard_diplomatic() -> Outcome {
    at_least(36, 36, &data().join("splitting/hard_diplomatic.jsonl"))
}

#[test]
fn own_hard() -> Outcome {
    at_least(391, 393, Path::new("eval/gold/splitting.jsonl"))
}

/// The spans are trimmed, in order, on character borders, and cover all of `text[block]` that is not blank, once.
fn partition(text: &str, block: Span, spans: &[Span]) -> Result<(), String> {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let mut end = block.start();
    for &span in spans {
        let gap = text.get(end..span.start()).ok_or(format!("{span} is out of order or cuts a character"))?;
        let inside = text.get(span.start()..span.end()).ok_or(format!("{span} cuts a character"))?;
        if !gap.chars().all(blank) {
            return Err(format!("{gap:?} before {span} is lost"));
        }
        if inside.is_empty() || inside.starts_with(blank) || inside.ends_with(blank) {
            return Err(format!("{span} {inside:?} is not trimmed"));
        }
        end = span.end();
    }
    let rest = text.get(end..block.end()).ok_or("the last span leaves the block")?;
    if rest.chars().all(blank) { Ok(()) } else { Err(format!("{rest:?} at the end is lost")) }
}

/// Both functions part the text, in place, further on in a longer one, and with every sentence in its own paragraph.
fn holds(text: &str) -> Result<(), String> {
    let whole = Span::new(0, text.len());
    let spans = split(text);
    partition(text, whole, &spans)?;
    partition(text, whole, &split_block(text, whole))?;
    let shifted = format!("é {text}");
    let block = Span::new(3, shifted.len());
    partition(&shifted, block, &split_block(&shifted, block))?;
    let parted: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    let again = parted.join("\n\n");
    partition(&again, Span::new(0, again.len()), &split(&again))
}

/// Pieces that are hard on a splitter.
const NASTY: &[&str] = &[
    ".",
    "..",
    "...",
    "…",
    "!",
    "?",
    "?!",
    "。",
    "！",
    "\"",
    "'",
    "“",
    "”",
    "‘",
    "’",
    "«",
    "»",
    "„",
    "(",
    ")",
    "[",
    "]",
    "[1]",
    "¹",
    "U.S.",
    "U.N.",
    "p.m.",
    "Mr.",
    "Gen.",
    "No.",
    "Art.",
    "etc.",
    "Inc.",
    "Jr.",
    "Sept.",
    "J.",
    "I",
    "A",
    "1.",
    "1)",
    "(a)",
    "a.",
    "ii.",
    "2.",
    "- ",
    "* ",
    "• ",
    "⁃",
    "— ",
    "–",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    " ",
    " ",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    "\u{2028}",
    "\0",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ſ",
    "中",
    "אב",
    "مرحبا",
    "؟",
    "🇺🇳",
    "👩‍👩‍👧",
    "iPhone",
    "The",
    "the",
    "Wang",
    "asked",
    "said",
    "France",
    "had",
    "Senate",
    "12",
    "2019",
    "1.5",
    "www.x.org",
    "a@b.c",
    "http://",
    "Both",
    "deal",
    "By ",
    "#",
    ">",
    ":",
    ";",
    ",",
    "/",
    "_",
    "**",
    "\u{1f600}",
    "ﬁ",
    "Ⅳ",
    "०",
    "।",
];

/// A pseudo-random sequence that is the same on every machine (`SplitMix64`).
fn random(state: &mut u64, below: u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) % below).unwrap_or(0)
}

#[test]
fn nasty_pieces_are_partitioned() -> Outcome {
    let cases: u64 = std::env::var("DETENTE_CASES").map_or(Ok(20_000), |cases| cases.parse())?;
    let mut state = 1;
    for case in 0..cases {
        let length = random(&mut state, 40);
        let text: String = (0..length).map(|_| NASTY[random(&mut state, NASTY.len() as u64)]).collect();
        holds(&text).map_err(|why| format!("case {case}, {text:?}: {why}"))?;
    }
    Ok(())
}

#[test]
fn empty_and_foreign_spans() {
    assert!(split("").is_empty());
    assert!(split(" \n\u{feff}\n ").is_empty());
    assert!(split_block("é", Span::new(1, 2)).is_empty());
    assert!(split_block("a", Span::new(5, 9)).is_empty());
    assert_eq!(split_block("A b. C d.", Span::new(2, 4)), [Span::new(2, 4)]);
}

#[test]
fn a_soft_line_end_is_white_space_in_a_block() {
    let text = "The sides met in\nGeneva. They left the U.S.\nSenate out:\n- one\n- two";
    let found: Vec<&str> = split_block(text, Span::new(0, text.len())).into_iter().map(|span| span.of(text)).collect();
    assert_eq!(found, ["The sides met in\nGeneva.", "They left the U.S.\nSenate out:", "- one", "- two"]);
}

proptest! {
    #[test]
    fn any_string_is_partitioned(text in "\\PC{0,200}") {
        prop_assert_eq!(holds(&text), Ok(()));
    }

    #[test]
    fn any_characters_are_partitioned(chars in prop::collection::vec(any::<char>(), 0..200)) {
        let text: String = chars.into_iter().collect();
        prop_assert_eq!(holds(&text), Ok(()));
    }
}
