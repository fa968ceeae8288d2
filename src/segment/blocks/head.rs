//! The head of a plain text: everything before the body.
//!
//! Enters: the paragraphs, where the body begins, and the metadata. Leaves: title, repeats, bylines, dates, categories
//! and site lines typed. Holds: prose in the head (a standfirst between title and byline) is body.

use super::bylines;
use super::clues::Clue;
use super::para::Para;
use super::titles;
use super::wording::{Case, Ending, case, numbered, plain};
use crate::document::BlockKind;

/// Where the body begins: the first paragraph that is text of the article.
pub(super) fn body_start(paras: &[Para]) -> usize {
    let list = |index: usize| paras[index].item && paras.get(index + 1).is_some_and(|next| next.item);
    (0..paras.len()).find(|index| starts_body(&paras[*index]) || list(*index)).unwrap_or(paras.len())
}

/// Whether the paragraph is text; a short question may be the title.
fn starts_body(para: &Para) -> bool {
    let asks = para.ending == Ending::Mark && para.words <= 20 && !para.speaker && case(para.text) == Case::Title;
    para.is_text() && !asks
}

/// Where the head ends: at the body, or behind the byline and date that follow a standfirst.
pub(super) fn end(paras: &[Para], start: usize) -> usize {
    let told = |clue: Clue| paras[..start].iter().any(|para| para.clue == Some(clue));
    let wanted = |para: &Para| match para.clue {
        Some(clue @ (Clue::Byline | Clue::Date)) => !told(clue),
        _ => false,
    };
    let mut end = start;
    let mut prose = 0;
    for (index, para) in paras.iter().enumerate().skip(start).take(8) {
        prose += usize::from(para.is_text());
        if prose > 2 {
            break;
        }
        if wanted(para) {
            end = index + 1;
        }
    }
    end
}

/// Types the paragraphs before `end`; `sectioned` tells whether the body has headings set like titles.
pub(super) fn mark(paras: &mut [Para], end: usize, meta: Option<&str>, sectioned: bool) -> Option<usize> {
    for para in &mut paras[..end] {
        let kind = match para.clue {
            Some(Clue::Byline | Clue::Role | Clue::AuthorLabel) => BlockKind::Byline,
            Some(Clue::Date | Clue::Time) => BlockKind::Date,
            Some(Clue::Tags) => BlockKind::Tags,
            Some(Clue::Links | Clue::Stage | Clue::Boilerplate) => BlockKind::Boilerplate,
            None if para.is_text() || (para.item && numbered(para.text).is_none()) => BlockKind::Body,
            None => continue,
        };
        if !(kind == BlockKind::Body && meta.is_some_and(|meta| plain(meta) == plain(para.text))) {
            para.set(kind);
        }
    }
    navigation(&mut paras[..end]);
    let title = titles::choose(paras, end, meta);
    if let Some(title) = title {
        paras[title].set(BlockKind::Title);
        titles::mark_repeats(paras, title);
    }
    names(&mut paras[..end], title);
    rest(paras, end, title, sectioned);
    title
}

/// A menu: three or more lines of one or two words, up to the last that only a menu has.
fn navigation(paras: &mut [Para]) {
    let words = [
        "home",
        "menu",
        "search",
        "subscribe",
        "sign in",
        "log in",
        "login",
        "register",
        "skip to content",
        "skip to main content",
    ];
    let run = paras
        .iter()
        .take_while(|para| {
            para.words <= 3 && !matches!(para.kind, Some(BlockKind::Body | BlockKind::Date | BlockKind::Byline))
        })
        .count();
    let last = paras[..run].iter().rposition(|para| words.contains(&plain(para.text).as_str()));
    if let Some(last) = last.filter(|last| *last >= 2) {
        for para in paras[..=last].iter_mut().filter(|para| para.kind.is_none()) {
            para.set(BlockKind::Boilerplate);
        }
    }
}

/// Names without a label beside a date, a byline or right under the title.
fn names(paras: &mut [Para], title: Option<usize>) {
    let Some(title) = title.filter(|_| paras.iter().all(|para| para.clue != Some(Clue::Byline))) else { return };
    for index in title + 1..paras.len() {
        let para = &paras[index];
        if para.kind.is_some() || bylines::bare(para.text).is_none() || titles::is_venue(&plain(para.text)) {
            continue;
        }
        let dated = |near: &Para| match near.clue {
            Some(Clue::Role) => bylines::bare(near.text).is_none(),
            Some(Clue::Date | Clue::AuthorLabel) => true,
            _ => false,
        };
        let after = paras.get(index + 1).is_some_and(dated);
        let before = index > 0 && (paras[index - 1].clue == Some(Clue::AuthorLabel));
        if after || before {
            paras[index].set(BlockKind::Byline);
        }
    }
}

/// What is left: categories, standfirsts, a first heading, places and other lines of the site.
fn rest(paras: &mut [Para], end: usize, title: Option<usize>, sectioned: bool) {
    for index in 0..end {
        if paras[index].kind.is_some() {
            continue;
        }
        let para = &paras[index];
        let lower = plain(para.text);
        let under = title.is_some_and(|title| index == title + 1);
        let after = title.is_some_and(|title| index > title);
        let opens = paras.get(index + 1).is_some_and(|next| index + 1 >= end && next.is_text());
        let cased = matches!(case(para.text), Case::Title | Case::Caps) || para.words <= 3;
        let opener =
            ["background", "introduction", "overview", "summary", "key points", "context"].contains(&lower.as_str());
        let kind = if opens
            && (after || title.is_none())
            && (para.item || opener || sectioned && cased && !titles::is_venue(&lower))
        {
            BlockKind::Heading
        } else if para.item {
            BlockKind::Body
        } else if is_path(&lower) || titles::is_institution(&lower) {
            BlockKind::Category
        } else if titles::is_venue(&lower)
            || titles::is_place(para.text)
            || (after && lower.contains(", ") && para.words <= 8)
        {
            BlockKind::Boilerplate
        } else if para.words <= if after { 4 } else { 6 } && para.ending == Ending::Open && !para.text.contains('@') {
            BlockKind::Category
        } else if (under && para.words >= 6) || (para.ending == Ending::Mark && para.words >= 4) {
            BlockKind::Body
        } else {
            BlockKind::Boilerplate
        };
        paras[index].set(kind);
    }
}

/// `Home > World > Asia`.
fn is_path(lower: &str) -> bool {
    [" > ", " » ", " › ", " / ", " | "].iter().any(|step| lower.contains(step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    const PROSE: &str =
        "The two ministers met in the capital on Monday and agreed to open a hotline by spring, officials said.";

    fn kinds(lines: &[&str]) -> Vec<Option<BlockKind>> {
        let mut paras: Vec<Para> = lines.iter().map(|line| Para::new(line, Span::new(0, line.len()), None)).collect();
        let start = body_start(&paras);
        let end = end(&paras, start);
        mark(&mut paras, end, None, false);
        paras.iter().map(|para| para.kind).collect()
    }

    #[test]
    fn a_standfirst_between_title_and_byline_is_body() {
        let lines = ["Reef talks resume in Qasr", PROSE, "By Marta Kellner", "14 January 2024", PROSE];
        let found: Vec<_> = kinds(&lines).into_iter().flatten().map(BlockKind::name).collect();
        assert_eq!(found, ["title", "body", "byline", "date"]);
    }

    #[test]
    fn a_menu_is_boilerplate() {
        let lines = ["World", "Politics", "Subscribe", "Diplomacy", "Reef talks resume in Qasr", PROSE];
        let found: Vec<_> = kinds(&lines).into_iter().flatten().map(BlockKind::name).collect();
        assert_eq!(found, ["boilerplate", "boilerplate", "boilerplate", "category", "title"]);
    }

    #[test]
    fn text_alone_has_no_head() {
        assert_eq!(kinds(&[PROSE]), [None]);
    }
}
