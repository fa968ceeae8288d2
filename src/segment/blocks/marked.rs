//! Anatomy of marked-up text, whose headings and paragraphs are known.
//!
//! Enters: paragraphs with their marks. Leaves: each typed. Holds: headings keep their levels; a paragraph is text unless
//! it says otherwise itself or stands in the head or the tail.

use super::clues::Clue;
use super::para::Para;
use super::wording::{key, plain};
use super::{bylines, head, tails, titles};
use crate::document::BlockKind;
use crate::ingest::Mark;

/// Types the paragraphs and tells which is the title.
pub(super) fn mark(paras: &mut [Para], meta: Option<&str>, author: Option<&str>) -> Option<usize> {
    let start = paras.iter().position(Para::is_text).unwrap_or(paras.len());
    let title = title(paras, start, meta);
    let author = author.map(str::to_owned).or_else(|| {
        let near = &paras[..(start + 4).min(paras.len())];
        near.iter().filter(|para| para.clue == Some(Clue::Byline)).find_map(|para| bylines::parse(para.text))
    });
    if let Some(title) = title {
        paras[title].set(BlockKind::Title);
        titles::mark_repeats(paras, title);
    }
    let tail = tails::start(paras, start, author.as_deref());
    let end = head::end(paras, start).max(title.map_or(0, |title| title + 1)).min(tail);
    head_lines(&mut paras[..end], title);
    middle(&mut paras[end..tail]);
    tails::mark(&mut paras[tail..], author.as_deref());
    drop_bare(paras);
    title
}

/// The heading or paragraph that the metadata names, else the first heading of level 1, else one above all others.
fn title(paras: &[Para], start: usize, meta: Option<&str>) -> Option<usize> {
    let wanted = meta.map(key).filter(|wanted| !wanted.is_empty());
    let near = &paras[..paras.len().min(start + 4)];
    let named = wanted.and_then(|wanted| near.iter().position(|para| key(para.text) == wanted));
    let level = |para: &Para| if let Some(Mark::Heading(level)) = para.mark { level } else { 7 };
    named.or_else(|| near.iter().position(|para| level(para) == 1 && para.words > 0)).or_else(|| {
        let top = near[..start.min(near.len())].iter().position(|para| level(para) < 7)?;
        let own = level(&paras[top]);
        let others: Vec<u8> = paras
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != top)
            .map(|(_, para)| level(para))
            .filter(|level| *level < 7)
            .collect();
        (!others.is_empty() && others.iter().all(|level| *level > own)).then_some(top)
    })
}

/// Lines before the body: bylines, dates, categories.
fn head_lines(paras: &mut [Para], title: Option<usize>) {
    for (index, para) in paras.iter_mut().enumerate().filter(|(_, para)| para.kind.is_none()) {
        let before = title.is_some_and(|title| index < title);
        let path = [" > ", " » ", " › "].iter().any(|step| para.text.contains(step));
        let kind = match para.clue {
            _ if para.is_marked_heading() => BlockKind::Heading,
            Some(Clue::Byline | Clue::Role | Clue::AuthorLabel) => BlockKind::Byline,
            Some(Clue::Date | Clue::Time) => BlockKind::Date,
            Some(Clue::Tags) => BlockKind::Tags,
            Some(_) => BlockKind::Boilerplate,
            None if path || (before && !para.is_text() && para.words <= 4) => BlockKind::Category,
            None if !para.is_text() && titles::is_institution(&plain(para.text)) => BlockKind::Category,
            None => BlockKind::Body,
        };
        para.set(kind);
    }
}

/// Paragraphs between head and tail; a heading such as `Related` takes the short lines under it.
fn middle(paras: &mut [Para]) {
    let mut links = false;
    for para in paras.iter_mut().filter(|para| para.kind.is_none()) {
        let labels =
            para.clue == Some(Clue::Links) || (para.is_marked_heading() && para.clue == Some(Clue::Boilerplate));
        links = labels || (links && !para.is_text() && !para.is_marked_heading());
        let kind = match para.clue {
            _ if links => BlockKind::Boilerplate,
            _ if para.is_marked_heading() => BlockKind::Heading,
            Some(Clue::Boilerplate | Clue::Stage | Clue::AuthorLabel) => BlockKind::Boilerplate,
            Some(Clue::Tags) => BlockKind::Tags,
            _ => BlockKind::Body,
        };
        para.set(kind);
    }
}

/// A heading without text under it, nor a lower heading that has some, is of the site.
fn drop_bare(paras: &mut [Para]) {
    // The highest level that a heading before this point must exceed in order to lead text.
    let mut leads = 0;
    for para in paras.iter_mut().rev() {
        match para.kind {
            Some(BlockKind::Body) => leads = 7,
            Some(BlockKind::Heading) if para.level < leads => leads = para.level,
            Some(BlockKind::Heading) => para.set(BlockKind::Boilerplate),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    const PROSE: &str =
        "The two ministers met in the capital on Monday and agreed to open a hotline by spring, officials said.";

    fn kinds(marks: &[(Mark, &str)], meta: Option<&str>) -> Vec<&'static str> {
        let mut paras: Vec<Para> =
            marks.iter().map(|(mark, text)| Para::new(text, Span::new(0, text.len()), Some(*mark))).collect();
        mark(&mut paras, meta, None);
        paras.iter().filter_map(|para| para.kind).map(BlockKind::name).collect()
    }

    #[test]
    fn head_body_and_tail_are_told_apart() {
        let marks = [
            (Mark::Paragraph, "Diplomacy"),
            (Mark::Heading(1), "Reef talks resume"),
            (Mark::Paragraph, "By Marta Kellner"),
            (Mark::Paragraph, "14 January 2024"),
            (Mark::Paragraph, PROSE),
            (Mark::Paragraph, "Advertisement"),
            (Mark::Heading(2), "Demands"),
            (Mark::Item, "Return of the buoy"),
            (Mark::Heading(2), "Related articles"),
            (Mark::Item, "Storm closes ports"),
        ];
        let wanted = [
            "category",
            "title",
            "byline",
            "date",
            "body",
            "boilerplate",
            "heading",
            "body",
            "boilerplate",
            "boilerplate",
        ];
        assert_eq!(kinds(&marks, None), wanted);
    }

    #[test]
    fn a_heading_leads_text_or_a_lower_heading_that_does() {
        let marks = [
            (Mark::Heading(1), "Reef talks resume"),
            (Mark::Heading(2), "Part one"),
            (Mark::Heading(3), "Ships"),
            (Mark::Paragraph, PROSE),
            (Mark::Heading(2), "Empty"),
            (Mark::Heading(2), "Ports"),
            (Mark::Paragraph, PROSE),
        ];
        assert_eq!(kinds(&marks, None), ["title", "heading", "heading", "body", "boilerplate", "heading", "body"]);
    }

    #[test]
    fn a_first_section_heading_is_no_title() {
        let marks = [
            (Mark::Heading(2), "Ports"),
            (Mark::Paragraph, PROSE),
            (Mark::Heading(2), "Two"),
            (Mark::Paragraph, PROSE),
        ];
        assert_eq!(kinds(&marks, None), ["heading", "body", "heading", "body"]);
        let marks = [
            (Mark::Heading(2), "Ports"),
            (Mark::Paragraph, PROSE),
            (Mark::Heading(2), "Ports"),
            (Mark::Paragraph, PROSE),
        ];
        assert_eq!(kinds(&marks, Some("Ports")), ["title", "body", "repeated_title", "body"]);
    }
}
