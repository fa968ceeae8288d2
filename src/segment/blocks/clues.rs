//! Clues: what a line says about itself, wherever it stands.
//!
//! Enters: one line or paragraph. Leaves: a [`Clue`], or none for text that only its place can type. Holds: a paragraph
//! of 25 words or more is never called boilerplate here unless it is a legal, cookie or mailing notice.

use super::phrases::PHRASES;
use super::wording::{Ending, bulleted, ending, numbered, plain, tokens, words};
use super::{bylines, dates};

/// What a line says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clue {
    /// `By` and a name.
    Byline,
    /// An office of the press, without a name.
    Role,
    /// The word `author` alone, or `About the author`.
    AuthorLabel,
    /// A date of publication.
    Date,
    /// A time of day.
    Time,
    /// `(Applause.)`
    Stage,
    /// `Tags: …`, `#one #two`.
    Tags,
    /// A label that opens a list of links: `Related`, `Most read`.
    Links,
    /// Of the site, not of the article.
    Boilerplate,
}

/// What the line says about itself.
pub(super) fn of(text: &str) -> Option<Clue> {
    // The longest notice looked for has some 80 words; nothing longer is read.
    if text.len() > 900 {
        return None;
    }
    let count = words(text);
    if count == 0 || text == "-30-" || is_markup(text) {
        return Some(Clue::Boilerplate);
    }
    let lower = plain(text);
    if count >= 25 {
        return notice(&lower).then_some(Clue::Boilerplate);
    }
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if matches!(
        bare,
        "author" | "authors" | "by" | "written by" | "about the author" | "about the authors" | "about author"
    ) {
        return Some(Clue::AuthorLabel);
    }
    if is_tags(&lower) {
        return Some(Clue::Tags);
    }
    let thoughts = ["thought on ", "thoughts on ", "responses to ", "comments on "];
    let replies = text.starts_with(|c: char| c.is_ascii_digit()) && thoughts.iter().any(|words| lower.contains(words));
    if replies && count <= 20 && ending(text) == Ending::Open {
        return Some(Clue::Links);
    }
    if PHRASES.links.contains(bare) || counted(bare, &["comment", "comments", "responses", "replies"]) {
        return Some(Clue::Links);
    }
    if stage(text, &lower, count) {
        return Some(Clue::Stage);
    }
    if site(text, &lower, bare, count) || notice(&lower) {
        return Some(Clue::Boilerplate);
    }
    if bulleted(text) || numbered(text).is_some() {
        return None;
    }
    if dates::is_time(text) {
        return Some(Clue::Time);
    }
    if dates::parse(text).is_some() {
        return Some(Clue::Date);
    }
    if bylines::parse(text).is_some() {
        return Some(Clue::Byline);
    }
    bylines::is_office(text).then_some(Clue::Role)
}

/// Short lines of the site.
fn site(text: &str, lower: &str, bare: &str, count: usize) -> bool {
    if PHRASES.whole.contains(bare) {
        // A one-word answer such as `Like.` would have its stop; a button has none.
        return ending(text) != Ending::Stop
            || count > 1
            || text.ends_with("...")
            || text.ends_with('…')
            || matches!(bare, "end" | "ends" | "ad");
    }
    if PHRASES.openings.iter().any(|opening| lower.starts_with(opening.as_str())) && !sentence_after_label(lower, count)
    {
        return true;
    }
    let open = ending(text) != Ending::Stop || text.ends_with(')') || text.ends_with(']');
    if open && PHRASES.inside.iter().any(|part| lower.contains(part.as_str())) {
        return true;
    }
    if count <= 14
        && tokens(bare)
            .all(|word| PHRASES.services.contains(word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-')))
    {
        return bare != "x" && bare != "line" && count > 1
            || matches!(
                bare,
                "facebook"
                    | "twitter"
                    | "whatsapp"
                    | "linkedin"
                    | "telegram"
                    | "email"
                    | "tweet"
                    | "pinterest"
                    | "reddit"
            );
    }
    let mailing = ["newsletter", "your inbox", "mailing list"].iter().any(|word| lower.contains(word));
    let invites = ["sign up", "subscribe", "your inbox", "get our", "join"].iter().any(|word| lower.contains(word));
    if (mailing && invites) || counted(bare, &["shares", "share", "views", "likes", "view all comments"]) {
        return true;
    }
    let credits = [
        "contributed to this report",
        "contributed reporting",
        "contributed to this story",
        "contributed to this article",
    ];
    credits.iter().any(|credit| lower.contains(credit)) || is_reference(text, bare) || is_close(text, bare)
}

/// `Photo:` may open a caption; `Contact: the minister said …` no one writes. Only `more` and `to` can begin prose.
fn sentence_after_label(lower: &str, count: usize) -> bool {
    count >= 12
        && ["end of ", "more in ", "more from ", "by continuing", "republished ", "get our ", "by clicking", "tel."]
            .iter()
            .any(|opening| lower.starts_with(*opening))
}

/// Legal, cookie and mailing notices, which may be long.
fn notice(lower: &str) -> bool {
    let digit =
        |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '©' || c == '(' || c == 'b');
    lower.starts_with('©')
        || lower.starts_with("(c) ")
        || lower.strip_prefix("copyright").is_some_and(digit)
        || lower.contains("may not be published, broadcast")
        || lower.contains("all rights reserved") && words(lower) < 60
        || ["we use cookies", "this site uses cookies", "this website uses cookies", "we and our partners use cookies"]
            .iter()
            .any(|opening| lower.starts_with(*opening))
        || (lower.starts_with("you are receiving this") || lower.starts_with("you received this"))
        || lower.contains("unsubscribe") && (lower.contains("email") || lower.contains("newsletter"))
}

/// `12 comments`, `comments (12)`.
fn counted(bare: &str, things: &[&str]) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || "., ()k".contains(c));
    things
        .iter()
        .any(|thing| bare.strip_suffix(thing).is_some_and(digits) || bare.strip_prefix(thing).is_some_and(digits))
}

/// `Tags: …`, or hashtags and nothing else.
fn is_tags(lower: &str) -> bool {
    let labels = [
        "tags",
        "tag",
        "keywords",
        "key words",
        "topics",
        "filed under",
        "posted in",
        "labels",
        "categories",
        "etiquetas",
        "mots-clés",
        "schlagworte",
    ];
    let labelled = labels.iter().any(|label| {
        lower.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with(" :"))
    });
    labelled
        || (lower.starts_with('#')
            && lower
                .split([' ', ','])
                .filter(|word| !word.is_empty())
                .all(|word| word.strip_prefix('#').is_some_and(|tag| tag.chars().any(char::is_alphabetic))))
}

/// A stage direction on a line of its own.
fn stage(text: &str, lower: &str, count: usize) -> bool {
    let closed = (text.starts_with('(') && text.ends_with(')')) || (text.starts_with('[') && text.ends_with(']'));
    let acts = [
        "applause",
        "laughter",
        "laughs",
        "cross-talk",
        "crosstalk",
        "inaudible",
        "pause",
        "cheers",
        "break",
        "music",
        "spoke in",
        "speaks in",
        "in progress",
        "briefing was",
        "end of",
        "translated",
        "as interpreted",
        "through interpreter",
    ];
    closed && count <= 10 && acts.iter().any(|act| lower.contains(act))
}

/// Numbers of documents and meetings: `SC/19842`, `No. 27/2024`, `9911th Meeting (AM)`.
fn is_reference(text: &str, bare: &str) -> bool {
    let count = tokens(text).count();
    let digits = bare.bytes().any(|b| b.is_ascii_digit());
    let symbol = |token: &str| {
        let capital = token.chars().any(char::is_uppercase) && !token.chars().any(char::is_lowercase);
        token.contains('/') && capital && token.bytes().any(|b| b.is_ascii_digit())
    };
    let symbol = count <= 2 && (tokens(text).any(symbol) || tokens(text).all(is_fraction)) && !text.contains("://");
    let number = digits
        && count <= 4
        && (bare.starts_with("no. ") || bare.starts_with("no ") || bare.starts_with("nr. ") || bare.starts_with("№"));
    let number = number && bare.split([' ', '/', '-']).skip(1).all(|part| part.bytes().any(|b| b.is_ascii_digit()));
    let first = bare.split(' ').next().unwrap_or_default();
    let ordinal = first.starts_with(|c: char| c.is_ascii_digit())
        && ["st", "nd", "rd", "th"].iter().any(|end| first.ends_with(end));
    symbol || number || (ordinal && count <= 6 && bare.contains(" meeting"))
}

/// `41/51`, `15-29431`: numbers of pages and documents, but no date.
fn is_fraction(token: &str) -> bool {
    token.split(['/', '-']).count() == 2 && token.bytes().all(|b| b.is_ascii_digit() || b"/-".contains(&b))
}

/// Tags of markup and nothing else.
fn is_markup(text: &str) -> bool {
    let tag = |part: &str| part.trim_start().starts_with('<') || part.trim().is_empty();
    text.starts_with('<') && text.ends_with('>') && text.split('>').all(tag)
}

/// The end of a transcript: `END 11:40 A.M.`
fn is_close(text: &str, bare: &str) -> bool {
    text.starts_with("END") && bare.strip_prefix("end").is_some_and(|rest| dates::is_time(rest.trim()))
        || bare.starts_with("the briefing was concluded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_site_are_known() {
        for line in [
            "Advertisement",
            "* * *",
            "---",
            "Read more: How it began",
            "Sign up for our newsletter",
            "© 2024 The Courier",
            "Facebook Twitter WhatsApp Email",
            "5 min read",
            "(Reporting by A. Sen; Editing by B. Tate)",
            "SC/19842",
            "No. 27/2024",
            "9911th Meeting (AM)",
            "END 11:40 A.M.",
            "# # #",
            "Unofficial translation",
            "Ministers after the signing. (Photo: Haddad)",
            "4 View all comments",
            "For information media. Not an official record.",
        ] {
            assert_eq!(of(line), Some(Clue::Boilerplate), "{line}");
        }
        assert_eq!(of("Comments (12)"), Some(Clue::Links));
        assert_eq!(of("Related Articles"), Some(Clue::Links));
        assert_eq!(of("(Applause.)"), Some(Clue::Stage));
        assert_eq!(of("#diplomacy #asean"), Some(Clue::Tags));
        assert_eq!(of("author"), Some(Clue::AuthorLabel));
    }

    #[test]
    fn prose_and_headings_say_nothing() {
        for line in [
            "He declined.",
            "Trade and connectivity",
            "Related security issues were discussed.",
            "Copyright dispute with Zarqan",
            "The end of the truce",
            "Share of trade rose by a third",
            "More from the summit came on Friday, when ministers met again in Qasr to sign.",
            "- Disputes go to arbitration after 90 days",
            "\"Nobody has won,\" the minister said.",
            "Line of control",
            "X",
            "Support our friends, she said.",
            "No 10 rejects the claim",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn long_paragraphs_are_boilerplate_only_as_notices() {
        let prose = "Read more: ".to_owned() + &"the ministers met again in the capital ".repeat(5);
        assert_eq!(of(&prose), None);
        let legal = "Copyright 2024 Maritime News. All rights reserved. ".to_owned()
            + &"It may not be rewritten here. ".repeat(5);
        assert_eq!(of(&legal), Some(Clue::Boilerplate));
    }
}
