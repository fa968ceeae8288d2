//! The title, and its repeats.
//!
//! Enters: the paragraphs before the body, and what the metadata says. Leaves: one paragraph typed title, and those that
//! say the same typed repeated title. Holds: a sentence with a full stop is no title unless the metadata says so; each
//! paragraph's key is made once.

use std::collections::HashMap;

use super::clues::Clue;
use super::para::Para;
use super::wording::{Ending, key, plain};
use crate::document::BlockKind;

/// Longest title, in words.
const LONGEST: usize = 34;

/// The cleaned text of a title line: without `Subject:` or the site's name.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let subject = text.get(..8).filter(|head| head.eq_ignore_ascii_case("subject:"));
    subject.map_or(text.as_str(), |_| text[8..].trim()).to_owned()
}

/// The index of the title among `paras[..head]`, if one is plausible.
pub(super) fn choose(paras: &[Para], head: usize, meta: Option<&str>) -> Option<usize> {
    let near = &paras[..head.min(80)];
    if let Some(wanted) = meta.map(key).filter(|wanted| !wanted.is_empty()) {
        let within = &paras[..paras.len().min(80)];
        if let Some(exact) = within.iter().position(|para| para.words <= LONGEST && key(para.text) == wanted) {
            return Some(exact);
        }
        return near.iter().position(|para| candidate(para) && similar(para.text, meta.unwrap_or_default()));
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for para in near.iter().filter(|para| candidate(para)) {
        *counts.entry(key(para.text)).or_default() += 1;
        if let Some(stem) = stem(para.text) {
            *counts.entry(key(stem)).or_default() += 1;
        }
    }
    let mut best: Option<(i32, usize)> = None;
    for (index, para) in near.iter().enumerate().filter(|(_, para)| candidate(para)) {
        let repeated = counts.get(&key(para.text)).is_some_and(|count| *count > 1);
        let score = score(near, index) + if repeated { 8 } else { 0 };
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, index));
        }
    }
    best.filter(|(score, _)| *score >= 2).map(|(_, index)| index)
}

/// Whether the paragraph could be a title at all.
fn candidate(para: &Para) -> bool {
    let letters = para.text.chars().any(char::is_alphabetic);
    let free = para.kind.is_none() && para.clue.is_none() && !para.item && !para.speaker;
    free && letters
        && para.words <= LONGEST
        && !matches!(para.ending, Ending::Stop | Ending::Comma)
        && !para.is_text()
        && !para.text.contains("://")
}

/// How much the line at `index` looks like the title among its neighbours.
fn score(near: &[Para], index: usize) -> i32 {
    let para = &near[index];
    let lower = plain(para.text);
    let mut score = match para.words {
        0 => -10,
        1 => 1,
        2 => 2,
        3 => 3,
        4 | 5 => 5,
        _ => 7,
    };
    if lower.starts_with("subject:") {
        score += 12;
    }
    if lower.contains(" > ") || lower.contains(" » ") || lower.contains(" / ") || lower.contains(" › ") {
        score -= 8;
    }
    if is_institution(&lower) {
        score -= 6;
    }
    let dated = |clue: Option<Clue>| matches!(clue, Some(Clue::Byline | Clue::Date | Clue::AuthorLabel));
    if near.get(index + 1).is_some_and(|next| dated(next.clue)) || index > 0 && dated(near[index - 1].clue) {
        score += 2;
    }
    if para.ending == Ending::Colon {
        score -= 4;
    }
    if stem(para.text).is_some() {
        score -= 1;
    }
    let inner = para.text.split_whitespace().rev().skip(1);
    if inner.filter(|token| token.len() >= 5).any(|token| token.ends_with('.')) {
        score -= 5;
    }
    let timed = near.get(index + 1).is_some_and(|next| next.clue == Some(Clue::Time));
    if para.words <= 5 && (timed || is_venue(&lower) || is_place(para.text)) {
        score -= 6;
    }
    score
}

/// A room or a place where something was said.
pub(super) fn is_venue(lower: &str) -> bool {
    let places = [
        "room",
        "office",
        "palace",
        "hall",
        "hotel",
        "house",
        "center",
        "centre",
        "building",
        "headquarters",
        "lawn",
        "auditorium",
        "airport",
        "chamber",
        "embassy",
        "garden",
        "rotunda",
        "teleconference",
    ];
    let last = lower.split(' ').next_back().unwrap_or_default();
    places.contains(&last.trim_matches(|c: char| !c.is_alphanumeric())) || lower.ends_with(" d.c.")
}

/// `Port Lance, Samareva`.
pub(super) fn is_place(text: &str) -> bool {
    let capital = |part: &str| part.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let mut parts = text.split(", ");
    let (place, country, more) = (parts.next(), parts.next(), parts.next());
    more.is_none() && place.is_some_and(capital) && country.is_some_and(|country| capital(country) && country.len() > 3)
}

/// The name of the body that publishes, rather than a title.
pub(super) fn is_institution(lower: &str) -> bool {
    let openings = [
        "ministry of",
        "the ministry of",
        "embassy of",
        "permanent mission",
        "department of",
        "office of",
        "u.s. department",
        "united nations",
        "consulate",
        "government of",
        "ministère",
        "ministerio",
        "press service",
        "press office",
        "press and",
        "news service",
        "directorate",
        "council of the",
        "european commission",
        "security council",
    ];
    let acts = ["statement", "remarks", "speech", "on ", "says", "press release on", "urges", "meets", "calls"];
    let count = lower.split(' ').count();
    count <= 10
        && openings.iter().any(|opening| lower.starts_with(opening))
        && !acts.iter().any(|act| lower.contains(&format!(" {act}")))
}

/// Whether a line shares most words with the title that the metadata gives.
fn similar(text: &str, title: &str) -> bool {
    let bag = |text: &str| -> Vec<String> { text.split_whitespace().map(key).filter(|word| word.len() > 2).collect() };
    let (own, wanted) = (bag(text), bag(title));
    let shared = own.iter().filter(|word| wanted.contains(word)).count();
    shared >= 3 && shared * 5 >= own.len().min(wanted.len()) * 3
}

/// The title in `Title | Site`, `Title - Site`, `Title :: Site`; a site's name is short.
pub(super) fn stem(text: &str) -> Option<&str> {
    [" | ", " - ", " – ", " — ", " :: ", " » ", " · "]
        .iter()
        .filter_map(|separator| text.rsplit_once(*separator))
        .filter(|(title, site)| !title.trim().is_empty() && site.split_whitespace().count() <= 6)
        .map(|(title, _)| title.trim())
        .max_by_key(|title| title.len())
}

/// Types every other free short paragraph that says the title again.
pub(super) fn mark_repeats(paras: &mut [Para], title: usize) {
    let own = key(&cleaned(paras[title].text));
    let own_stem = stem(paras[title].text).map(key);
    if own.chars().count() < 4 {
        return;
    }
    for (index, para) in paras.iter_mut().enumerate() {
        if index == title || para.words > LONGEST + 8 || para.words == 0 || para.item || para.speaker {
            continue;
        }
        if same(para.text, &own, own_stem.as_deref()) {
            para.set(BlockKind::RepeatedTitle);
        }
    }
}

/// Whether a line is the title, the title with a site's name, or the title cut short.
fn same(text: &str, own: &str, own_stem: Option<&str>) -> bool {
    let this = key(&cleaned(text));
    if this == own || own_stem.is_some_and(|stem| stem == this && stem.len() >= 10) {
        return true;
    }
    let cut = text.ends_with('…') || text.ends_with("...");
    if cut && this.chars().count() >= 15 && own.starts_with(&this) {
        return true;
    }
    this.starts_with(own) && own.len() >= 8 && stem(text).is_some_and(|stem| key(stem) == own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    fn paras<'t>(lines: &[&'t str]) -> Vec<Para<'t>> {
        lines.iter().map(|line| Para::new(line, Span::new(0, line.len()), None)).collect()
    }

    #[test]
    fn the_title_outdoes_category_and_institution() {
        let lines = ["China", "Ministry of Foreign Affairs", "Talks on the reef resume in Qasr", "14 January 2024"];
        assert_eq!(choose(&paras(&lines), 4, None), Some(2));
    }

    #[test]
    fn what_is_said_twice_is_the_title() {
        let lines = ["Everything about the reef and its people", "Reef talks", "Reef talks"];
        assert_eq!(choose(&paras(&lines), 3, None), Some(1));
    }

    #[test]
    fn publisher_and_venue_are_no_title() {
        assert_eq!(choose(&paras(&["Ministry of Foreign Affairs"]), 1, None), None);
        assert_eq!(choose(&paras(&["Press Briefing Room"]), 1, None), None);
        assert_eq!(choose(&paras(&["Port Lance, Samareva"]), 1, None), None);
    }

    #[test]
    fn metadata_decides_where_it_is_found() {
        let lines = ["Talks on the reef resume in Qasr", "Reef talks."];
        assert_eq!(choose(&paras(&lines), 1, Some("Reef Talks")), Some(1));
        assert_eq!(choose(&paras(&["Oval Office"]), 1, Some("Remarks by the President")), None);
    }

    #[test]
    fn sentences_are_no_titles() {
        assert_eq!(choose(&paras(&["The talks resumed on Monday."]), 1, None), None);
    }

    #[test]
    fn repeats_are_known_with_site_name_and_when_cut() {
        let lines = [
            "Reef Talks Resume in Qasr",
            "Reef talks resume in Qasr | Gulf Monitor",
            "Reef Talks Resume in…",
            "Reef Talks Fail",
        ];
        let mut paras = paras(&lines);
        mark_repeats(&mut paras, 0);
        let kinds: Vec<_> = paras.iter().map(|para| para.kind).collect();
        let again = Some(BlockKind::RepeatedTitle);
        assert_eq!(kinds, [None, again, again, None]);
    }
}
