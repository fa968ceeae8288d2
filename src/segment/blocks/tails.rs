//! The tail of an article: tags, the author's biography, links and notices after the last paragraph.
//!
//! Enters: the paragraphs, where the body begins, and the author's name. Leaves: where the tail begins, and its
//! paragraphs typed. Holds: at least one paragraph of text stays before the tail; long paragraphs join the tail only as a
//! biography or a notice.

use super::bylines;
use super::clues::Clue;
use super::para::Para;
use super::wording::{Case, Ending, case, is_name, is_small, key, plain, tokens};
use crate::document::BlockKind;

/// A biography's heading stands among the last so many paragraphs.
const REACH: usize = 16;
/// Lines that only their place speaks for form a tail up to this number.
const LOOSE: usize = 40;

/// Where the tail begins; `paras.len()` when there is none.
pub(super) fn start(paras: &[Para], body: usize, author: Option<&str>) -> usize {
    let Some(first) = (body..paras.len()).find(|index| paras[*index].is_text() || paras[*index].item) else {
        return paras.len();
    };
    let mut start = anchor(paras, first, author).unwrap_or(paras.len());
    let mut sure = start;
    while start > first + 1 && start + LOOSE > sure {
        let para = &paras[start - 1];
        if is_sure(para, author) {
            sure = start - 1;
        } else if !is_loose(para) {
            break;
        }
        start -= 1;
    }
    // Without any sure sign a short run of lines set like tags is a tail; anything else is text.
    if sure == paras.len() && !(paras.len() - start <= 3 && paras[start..].iter().all(set_like_tags)) {
        return paras.len();
    }
    // What a colon opens is text, however short its lines.
    let opens = |para: &Para| para.ending == Ending::Colon && para.clue.is_none();
    if paras[start - 1..sure].iter().any(opens) {
        start = sure;
    }
    // Items of a list are text unless a label such as `Related` stands before them.
    let label = (start..paras.len()).find(|index| paras[*index].clue == Some(Clue::Links));
    let linked = |index: usize| label.is_some_and(|label| label < index);
    let item = (start..paras.len()).rev().find(|index| paras[*index].item && !linked(*index));
    item.map_or(start, |last| last + 1)
}

/// A sign of its own that the paragraph belongs to the tail.
fn is_sure(para: &Para, author: Option<&str>) -> bool {
    let clued = matches!(para.clue, Some(clue) if !matches!(clue, Clue::Time));
    clued || is_bio(para, author)
}

/// A short line without a stop.
fn is_loose(para: &Para) -> bool {
    let figures = tokens(para.text).filter(|token| token.bytes().any(|b| b.is_ascii_digit())).count();
    let short = para.words <= 16 && matches!(para.ending, Ending::Open | Ending::Colon) && !para.is_text();
    let set = case(para.text) != Case::Lower;
    short
        && !para.speaker
        && (para.is_marked_heading() || (set && figures <= 1 && (para.ending == Ending::Open || para.words <= 12)))
}

/// The line that heads the biography: `author`, or the author's name.
fn anchor(paras: &[Para], first: usize, author: Option<&str>) -> Option<usize> {
    let from = paras.len().saturating_sub(REACH).max(first + 1);
    (from..paras.len()).find(|index| {
        let para = &paras[*index];
        let follows = &paras[index + 1..];
        let few = follows.iter().filter(|next| next.is_prose()).count() <= 4 && follows.len() <= 12;
        let about = follows.iter().find(|next| next.is_prose() || next.is_text());
        let given = para.text.split_whitespace().next().unwrap_or_default();
        let named = is_name(para.text)
            && (author.is_some_and(|author| key(author) == key(para.text))
                || about.is_some_and(|about| about.text.starts_with(given) && is_bio(about, Some(para.text))));
        let label = para.clue == Some(Clue::AuthorLabel);
        few && (label || named) && about.is_some_and(|about| about.words <= 160)
    })
}

/// Whether the paragraph tells about its author.
fn is_bio(para: &Para, author: Option<&str>) -> bool {
    if para.words > 120 || para.words < 4 || para.is_marked_heading() || para.speaker {
        return false;
    }
    let lower = plain(para.text);
    let opens = [
        "the writer is",
        "the writer was",
        "the author is",
        "the author was",
        "the authors are",
        "about the author",
        "follow him on",
        "follow her on",
        "follow them on",
    ];
    if opens.iter().any(|opening| lower.starts_with(opening)) {
        return true;
    }
    let short_signs =
        ["can be reached at", "tweets at @", "views are his own", "views are her own", "views are their own"];
    if para.words <= 40 && short_signs.iter().any(|sign| lower.contains(sign)) {
        return true;
    }
    let name: Vec<&str> = para
        .text
        .split_whitespace()
        .take_while(|token| token.chars().next().is_some_and(char::is_uppercase) || token.starts_with("el-"))
        .take(5)
        .collect();
    let Some(verb) = para.text.split_whitespace().nth(name.len()) else { return false };
    let does = matches!(
        verb,
        "is" | "was"
            | "writes"
            | "covers"
            | "reports"
            | "teaches"
            | "has"
            | "works"
            | "serves"
            | "holds"
            | "leads"
            | "stands"
            | "joined"
    );
    if !does || name.len() < 2 {
        return false;
    }
    let mine = author.is_some_and(|author| {
        let last = tokens(author).last().map(key).unwrap_or_default();
        let first = tokens(author).next().map(key).unwrap_or_default();
        name.iter().any(|token| key(token) == first)
            && (name.iter().any(|token| key(token) == last) || tokens(author).count() > 2)
    });
    let office = OFFICES.iter().any(|office| lower.contains(office));
    mine || (office && matches!(verb, "is" | "writes" | "covers" | "teaches") && para.words <= 80)
}

/// Words by which a biography is known even where the author is not.
const OFFICES: [&str; 16] = [
    "senior fellow",
    "a fellow",
    "research fellow",
    "correspondent",
    "columnist",
    "freelance",
    "a journalist",
    "reporter",
    "staff writer",
    "the author of",
    "lecturer",
    "professor of",
    "phd candidate",
    "senior analyst",
    "visiting scholar",
    "writes about",
];

/// Whether the line is set as tags are: names and nouns in capitals, no small words.
fn set_like_tags(para: &Para) -> bool {
    let cased =
        matches!(case(para.text), Case::Title | Case::Caps) || (para.words <= 3 && case(para.text) != Case::Lower);
    let plain_marks = !para.text.contains(['.', ':', '"', '“', '(', '?', '!', '—']);
    para.ending == Ending::Open
        && cased
        && plain_marks
        && para.words <= 14
        && !para.is_marked_heading()
        && !tokens(para.text).any(|token| is_small(token) && token != "and")
        && !tokens(para.text)
            .any(|token| matches!(plain(token).as_str(), "i" | "we" | "you" | "thank" | "thanks" | "our"))
}

/// Types the paragraphs of the tail.
pub(super) fn mark(tail: &mut [Para], author: Option<&str>) {
    let (mut links, mut bio, mut tags) = (false, false, false);
    for index in 0..tail.len() {
        if tail[index].kind.is_some() {
            continue;
        }
        let para = &tail[index];
        let given = para.text.split_whitespace().next().unwrap_or_default();
        let about =
            tail[index + 1..].iter().take(3).any(|next| next.text.starts_with(given) && is_bio(next, Some(para.text)));
        let told = is_name(para.text) && (author.is_some_and(|author| key(author) == key(para.text)) || about);
        let kind = match para.clue {
            Some(Clue::AuthorLabel) => {
                bio = true;
                BlockKind::Bio
            }
            Some(Clue::Tags) => {
                tags = para.words == 1 && !para.text.starts_with('#');
                BlockKind::Tags
            }
            Some(Clue::Links) => {
                (links, tags) = (true, false);
                BlockKind::Boilerplate
            }
            Some(Clue::Role) if bio => BlockKind::Bio,
            Some(Clue::Date) if !links => BlockKind::Date,
            Some(Clue::Byline) if !links => BlockKind::Byline,
            Some(_) => {
                tags = false;
                BlockKind::Boilerplate
            }
            None if is_bio(para, author) || told => {
                (bio, tags) = (true, false);
                BlockKind::Bio
            }
            None if bio && !links && (para.is_text() || bylines::is_office(para.text)) => BlockKind::Bio,
            None if links || bio => BlockKind::Boilerplate,
            None if tags || set_like_tags(para) => BlockKind::Tags,
            None => BlockKind::Boilerplate,
        };
        tail[index].set(kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    const PROSE: &str =
        "The two ministers met in the capital on Monday and agreed to open a hotline by spring, officials said.";

    fn tail(lines: &[&str], author: Option<&str>) -> Vec<&'static str> {
        let mut paras: Vec<Para> = lines.iter().map(|line| Para::new(line, Span::new(0, line.len()), None)).collect();
        let start = start(&paras, 0, author);
        mark(&mut paras[start..], author);
        paras[start..].iter().filter_map(|para| para.kind).map(BlockKind::name).collect()
    }

    #[test]
    fn an_author_box_is_bio() {
        let lines = [
            PROSE,
            "Water Diplomacy Treaties",
            "author",
            "Noor el-Tayeb",
            "Noor el-Tayeb stands for rivers and for the people along them.",
        ];
        assert_eq!(tail(&lines, Some("Noor el-Tayeb")), ["tags", "bio", "bio", "bio"]);
    }

    #[test]
    fn a_closing_biography_needs_its_office_or_its_author() {
        let bio = "Jonah Tapuni is a senior fellow at the Lagoon Institute.";
        assert_eq!(tail(&[PROSE, bio], None), ["bio"]);
        let minister = "Lena Horvat is the first minister to visit the island since the war ended.";
        assert!(tail(&[PROSE, minister], None).is_empty());
        assert!(tail(&[PROSE, minister], Some("Marta Kellner")).is_empty());
    }

    #[test]
    fn links_after_a_label_are_boilerplate() {
        let lines = [PROSE, "Related Articles", "Zarqan fills its third reservoir", "Farmers protest in the capital"];
        assert_eq!(tail(&lines, None), ["boilerplate"; 3]);
    }

    #[test]
    fn text_without_stops_at_the_end_stays() {
        assert!(tail(&[PROSE, "the boats and the men in them"], None).is_empty());
        assert!(tail(&[PROSE, "Members of the commission are:", "Qasr", "Zarqan"], None).is_empty());
        let members = [PROSE, "Members of the commission are:", "Qasr", "Zarqan", "© 2024 The Courier"];
        assert_eq!(tail(&members, None), ["boilerplate"]);
        assert!(tail(&[PROSE, "36 Harbour 9 0 0", "37 Lomen 8 0 0"], None).is_empty());
    }

    #[test]
    fn something_always_stays() {
        assert!(tail(&["#one #two", "Advertisement"], None).is_empty());
    }
}
