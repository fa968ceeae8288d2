//! Headings among the paragraphs of the body of a plain text.
//!
//! Enters: the paragraphs between head and tail. Leaves: each typed heading, body or boilerplate. Holds: a heading is
//! short, ends in no stop and stands right before text; what is in doubt stays body, since losing text is worse.

use std::collections::{HashMap, HashSet};

use super::clues::Clue;
use super::para::Para;
use super::wording::{Case, Ending, case, is_small, key, numbered, plain, salutes, starts_lower, tokens, turn};
use crate::document::BlockKind;

/// Longest heading, in words.
const LONGEST: usize = 14;

/// How a short line is set, from the strongest sign of a heading to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Numbered,
    Caps,
    Title,
    Colon,
    Question,
    Sentence,
}

/// Types the free paragraphs of `paras`.
pub(super) fn mark(paras: &mut [Para]) {
    mark_site(paras);
    let styles: Vec<Option<Style>> = listed(paras)
        .into_iter()
        .zip(paras.iter())
        .map(|(listed, para)| if listed { None } else { style(para) })
        .collect();
    let next: Vec<Option<usize>> = following(paras);
    let mut accepted: Vec<bool> = vec![false; paras.len()];
    let mut run = 0;
    for index in (0..paras.len()).rev() {
        let (Some(style), Some(after)) = (styles[index], next[index]) else {
            run = 0;
            continue;
        };
        if styles[after].is_none() {
            run = 0;
            let numbered_list = style == Style::Numbered && paras[after].item;
            accepted[index] = !numbered_list && leads(style, &paras[index], &paras[after]);
        } else {
            run += 1;
            accepted[index] = run == 1
                && accepted[after]
                && styles[after] != Some(style)
                && matches!(style, Style::Numbered | Style::Caps | Style::Title);
        }
    }
    drop_runs(&styles, &next, &mut accepted);
    drop_lone(paras, &styles, &next, &mut accepted);
    for (para, heading) in paras.iter_mut().zip(accepted) {
        if para.kind.is_none() {
            para.set(if heading { BlockKind::Heading } else { BlockKind::Body });
        }
    }
}

/// Types what the lines say about themselves, and short lines that recur like the head of a page.
fn mark_site(paras: &mut [Para]) {
    let dates = paras.iter().filter(|para| para.clue == Some(Clue::Date)).count();
    let heads = running_heads(paras);
    let mut links = 0;
    for para in paras.iter_mut().filter(|para| para.kind.is_none()) {
        links = if links > 0 && para.is_loose() && !para.item { links - 1 } else { 0 };
        let kind = match para.clue {
            Some(Clue::Links) => {
                links = 7;
                Some(BlockKind::Boilerplate)
            }
            Some(Clue::Boilerplate | Clue::Stage | Clue::AuthorLabel) => Some(BlockKind::Boilerplate),
            Some(Clue::Tags) => Some(BlockKind::Tags),
            Some(Clue::Date) if dates < 2 => Some(BlockKind::Date),
            _ if links > 0 => Some(BlockKind::Boilerplate),
            _ if recurring(para) && (points_elsewhere(para) || heads.contains(&key(para.text))) => {
                Some(BlockKind::Boilerplate)
            }
            _ => None,
        };
        if let Some(kind) = kind {
            para.set(kind);
        }
    }
}

/// Keys of short lines that recur and once stand inside a torn sentence, as the head of a printed page does.
fn running_heads(paras: &[Para]) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for para in paras.iter().filter(|para| recurring(para)) {
        *counts.entry(key(para.text)).or_default() += 1;
    }
    let torn = paras.windows(3).filter(|three| {
        recurring(&three[1]) && three[0].ending == Ending::Open && three[0].words >= 8 && starts_lower(three[2].text)
    });
    torn.map(|three| key(three[1].text)).filter(|key| counts.get(key).is_some_and(|count| *count >= 3)).collect()
}

/// A link to another article between two paragraphs: `Opinion: …`, `Interactive: …`.
fn points_elsewhere(para: &Para) -> bool {
    let lower = plain(para.text);
    let openings = [
        "opinion: ",
        "pdf: ",
        "interactive: ",
        "map: ",
        "graphic: ",
        "quiz: ",
        "poll: ",
        "podcast: ",
        "read the full ",
        "read the report",
        "read about ",
        "learn more",
        "find out more",
        "see more",
        "in pictures: ",
        "gallery: ",
    ];
    para.ending == Ending::Open && openings.iter().any(|opening| lower.starts_with(opening))
}

/// Whether the line could be the running head of a page.
fn recurring(para: &Para) -> bool {
    para.is_loose()
        && !para.item
        && (1..=LONGEST).contains(&para.words)
        && para.ending == Ending::Open
        && !para.text.bytes().any(|b| b.is_ascii_digit())
}

/// Which paragraphs are entries of a list that a colon opened.
fn listed(paras: &[Para]) -> Vec<bool> {
    let mut open = false;
    paras
        .iter()
        .map(|para| {
            let loose = !para.is_text() && para.kind.is_none();
            let entry = open && loose && para.ending != Ending::Colon;
            open = if para.kind.is_some() {
                open
            } else {
                entry || (para.ending == Ending::Colon && (para.words > 6 || case(para.text) == Case::Sentence))
            };
            entry
        })
        .collect()
}

/// For each paragraph the next one that is not of the site.
fn following(paras: &[Para]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut out = vec![None; paras.len()];
    for index in (0..paras.len()).rev() {
        out[index] = next;
        if paras[index].kind.is_none() {
            next = Some(index);
        }
    }
    out
}

/// How the line is set, if it could be a heading.
fn style(para: &Para) -> Option<Style> {
    let text = para.text;
    let dated = matches!(para.clue, None | Some(Clue::Date | Clue::Time | Clue::Byline | Clue::Role));
    if para.kind.is_some() || !dated || para.words == 0 || para.words > LONGEST || turn(text).is_some() || salutes(text)
    {
        return None;
    }
    if matches!(para.ending, Ending::Stop | Ending::Comma)
        || text.ends_with('!')
        || text.contains("://")
        || text.contains(['@', ';', '+'])
    {
        return None;
    }
    if let Some(rest) = numbered(text) {
        let cased = !matches!(case(rest), Case::Lower) && !rest.is_empty();
        return (cased && para.words <= 12 && para.ending != Ending::Colon).then_some(Style::Numbered);
    }
    let quoted = text.starts_with(['"', '“', '«', '\'', '‘', '(', '[', '—', '–', '-']) && !text.ends_with('?');
    let figures = tokens(text).filter(|token| token.bytes().any(|b| b.is_ascii_digit())).count();
    if para.item || quoted || (para.clue.is_none() && figures * 3 > para.words) || text.contains('\t') {
        return None;
    }
    match (para.ending, case(text)) {
        (_, Case::Lower) => None,
        (Ending::Mark, _) => asks(text).then_some(Style::Question),
        (Ending::Colon, _) => (para.words <= 6).then_some(Style::Colon),
        (_, Case::Caps) => Some(Style::Caps),
        (_, Case::Title) => (para.words > 1 || text.chars().count() >= 4).then_some(Style::Title),
        (_, Case::Sentence | Case::Uncased) => (para.words <= 10).then_some(Style::Sentence),
    }
}

/// Whether the line is a question that a heading may ask.
fn asks(text: &str) -> bool {
    let lower = plain(text);
    let first =
        lower.split([' ', '\'']).find(|word| !matches!(*word, "so" | "and" | "but" | "then")).unwrap_or_default();
    let opens = [
        "what", "why", "how", "who", "where", "when", "which", "will", "can", "could", "is", "are", "does", "do",
        "did", "has", "have", "should", "would", "was", "were", "whose", "whom", "may", "must",
    ];
    opens.contains(&first) && !text.starts_with(['"', '“', '‘'])
}

/// `This arrangement will:`, `The measures include:`: a sentence that its list ends.
fn introduces(text: &str) -> bool {
    let last = tokens(text).last().map(plain).unwrap_or_default();
    let verbs = [
        "will",
        "include",
        "includes",
        "including",
        "are",
        "is",
        "were",
        "said",
        "says",
        "that",
        "to",
        "following",
        "demands",
        "agreed",
    ];
    verbs.contains(&last.trim_end_matches(':'))
}

/// Whether a line of this style leads the text `after` it.
fn leads(style: Style, para: &Para, after: &Para) -> bool {
    let text = after.is_text() && after.words >= 4;
    match style {
        Style::Numbered | Style::Caps | Style::Title => text || after.item,
        Style::Colon if after.item => !introduces(para.text) && (para.words <= 3 || case(para.text) != Case::Sentence),
        Style::Colon => text && (after.words >= 12 || case(para.text) != Case::Sentence),
        Style::Question => after.is_prose() && para.words <= 12,
        Style::Sentence => after.is_prose() || (after.item && para.words <= 6),
    }
}

/// A run of three or more short lines is a list or a table; only a set-off last one heads what follows.
fn drop_runs(styles: &[Option<Style>], next: &[Option<usize>], accepted: &mut [bool]) {
    let mut length = 0;
    for index in 0..styles.len() {
        length = if styles[index].is_some() { length + 1 } else { 0 };
        let last = next[index].is_none_or(|after| styles[after].is_none());
        if length >= 3 && last {
            let set_off =
                matches!(styles[index], Some(Style::Numbered | Style::Caps)) && styles[index - 1] != styles[index];
            for (back, keep) in accepted[..=index].iter_mut().rev().take(length).enumerate() {
                *keep &= back == 0 && set_off;
            }
        }
    }
}

/// Weak styles need company, or a clear place between paragraphs.
fn drop_lone(paras: &[Para], styles: &[Option<Style>], next: &[Option<usize>], accepted: &mut [bool]) {
    let count = |wanted: Style| {
        styles.iter().zip(accepted.iter()).filter(|(style, kept)| **kept && **style == Some(wanted)).count()
    };
    let strong = count(Style::Numbered) + count(Style::Caps) + count(Style::Title) + count(Style::Colon);
    let (sentences, questions) = (count(Style::Sentence), count(Style::Question));
    for index in 0..paras.len() {
        let Some(style) = styles[index].filter(|_| accepted[index]) else { continue };
        let para = &paras[index];
        let before = paras[..index].iter().rev().find(|before| before.kind.is_none());
        let between = before.is_none_or(|before| matches!(before.ending, Ending::Stop | Ending::Mark) || before.item);
        let roomy = next[index].is_some_and(|after| paras[after].words >= 15);
        accepted[index] = match style {
            Style::Question => {
                strong + sentences > 0
                    || questions > 1
                    || (para.words <= 7 && roomy && plain(para.text).starts_with('w'))
            }
            Style::Sentence => between && (strong + sentences > 1 || (para.words <= 7 && roomy)),
            Style::Title if para.words == 1 => between,
            _ => between || style == Style::Numbered || style == Style::Caps || tokens(para.text).any(is_small),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    const PROSE: &str = "The two ministers met in the capital on Monday and agreed to open a hotline between their coastguards by spring, officials said afterwards.";

    fn kinds(lines: &[&str]) -> Vec<BlockKind> {
        let mut paras: Vec<Para> = lines.iter().map(|line| Para::new(line, Span::new(0, line.len()), None)).collect();
        mark(&mut paras);
        paras.iter().filter_map(|para| para.kind).collect()
    }

    fn headings(lines: &[&str]) -> Vec<usize> {
        kinds(lines).iter().enumerate().filter(|(_, kind)| **kind == BlockKind::Heading).map(|(at, _)| at).collect()
    }

    #[test]
    fn set_off_lines_before_text_are_headings() {
        let lines = [
            PROSE,
            "DISPUTE OVER MINES",
            PROSE,
            "2. Trade and ports",
            PROSE,
            "Reaction",
            PROSE,
            "What happens next?",
            PROSE,
        ];
        assert_eq!(headings(&lines), [1, 3, 5, 7]);
    }

    #[test]
    fn sentence_case_needs_a_place_between_paragraphs() {
        assert_eq!(headings(&[PROSE, "What could go wrong", PROSE]), [1]);
        assert_eq!(headings(&[PROSE, "He declined.", "Nobody spoke", "again", PROSE]), [0; 0]);
    }

    #[test]
    fn a_lone_weak_line_stays_body() {
        assert_eq!(headings(&[PROSE, "Envoys and ministers who spoke that night in Qasr", PROSE]), [0; 0]);
        assert_eq!(headings(&[PROSE, "Is this number correct?", PROSE]), [0; 0]);
        let torn = "The two ministers met in the capital on Monday and";
        assert_eq!(headings(&[torn, "Samareva", PROSE]), [0; 0]);
    }

    #[test]
    fn lists_quotes_and_speakers_are_body() {
        let lines =
            ["Ostrovia demands the following from its neighbour:", "A Full Account", "Return of the Buoy", PROSE];
        assert_eq!(headings(&lines), [0; 0]);
        assert_eq!(
            headings(&[PROSE, "“A real first step”", PROSE, "MR. MARSH:", PROSE, "— Lena Horvat", PROSE]),
            [0; 0]
        );
        assert_eq!(headings(&[PROSE, "1. Ceasefire", "2. Prisoners", "3. Return of refugees", PROSE]), [0; 0]);
    }

    #[test]
    fn a_heading_heads_a_list() {
        assert_eq!(headings(&[PROSE, "Key outcomes:", "- a hotline", "- a commission", PROSE]), [1]);
    }

    #[test]
    fn running_heads_are_boilerplate_only_where_they_tear_a_sentence() {
        let torn = "The two ministers met in the capital on Monday and agreed to open";
        let lines = [
            PROSE,
            "Gulf Monitor",
            PROSE,
            "Gulf Monitor",
            torn,
            "Gulf Monitor",
            "a hotline between their coastguards.",
        ];
        assert_eq!(kinds(&lines)[1], BlockKind::Boilerplate);
        let lines = [PROSE, "Evening Meal", PROSE, "Evening Meal", PROSE, "Evening Meal", PROSE];
        assert_eq!(headings(&lines), [1, 3, 5]);
    }

    #[test]
    fn days_of_a_chronology_are_headings() {
        assert_eq!(headings(&["14 January 2024", PROSE, "15 January 2024", PROSE]), [0, 2]);
    }
}
