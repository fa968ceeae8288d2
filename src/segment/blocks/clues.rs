//! Clues: what a line says about itself, wherever it stands.
//!
//! Enters: one line or paragraph. Leaves: a [`Clue`], or none for text that only its place can type. Holds: a paragraph
//! of 25 words or more is never called boilerplate here unless it is a legal, cookie or mailing notice.

use super::wording::{Case, Ending, bulleted, case, ending, numbered, plain, tokens, words};
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

/// Lines that are these words and nothing else, marks aside.
const WHOLE: &[&str] = &[
    "ad",
    "advertisement",
    "advertisements",
    "advertise with us",
    "sponsored",
    "sponsored content",
    "promoted",
    "loading",
    "share",
    "share this",
    "share this article",
    "share this post",
    "share this story",
    "share this page",
    "print",
    "print this page",
    "print page",
    "save",
    "save article",
    "copy link",
    "copy url",
    "gift this article",
    "pdf",
    "rss",
    "home",
    "menu",
    "search",
    "subscribe",
    "subscribe now",
    "sign in",
    "log in",
    "login",
    "register",
    "sign up",
    "sign out",
    "next",
    "previous",
    "next article",
    "previous article",
    "back",
    "close",
    "skip to content",
    "skip to main content",
    "skip to navigation",
    "continue reading",
    "keep reading",
    "reply",
    "like",
    "restack",
    "comment",
    "write a comment",
    "leave a comment",
    "add a comment",
    "leave a reply",
    "discussion about this post",
    "no comments",
    "no comments yet",
    "back to top",
    "back to the list",
    "back to list",
    "back to news",
    "view in browser",
    "view online",
    "unsubscribe",
    "manage preferences",
    "read more",
    "read full story",
    "more",
    "end",
    "ends",
    "end text",
    "end transcript",
    "unofficial translation",
    "unofficial transcript",
    "courtesy translation",
    "check against delivery",
    "as prepared for delivery",
    "as delivered",
    "for immediate release",
    "embargoed",
    "listen",
    "listen to article",
    "listen to this article",
    "play",
    "watch",
    "watch live",
    "live",
    "breaking",
    "follow",
    "follow us",
    "following",
    "donate",
    "accept",
    "accept all",
    "accept cookies",
    "cookie settings",
    "cookie policy",
    "privacy policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "contact us",
    "about us",
    "our team",
    "show more",
    "view more",
    "view all",
    "load more",
    "see all",
    "get the app",
    "open in app",
    "all rights reserved",
    "notes to editors",
    "image",
    "photo",
    "file photo",
    "gallery",
    "getty images",
    "reuters",
    "afp",
    "ap",
    "getty",
    "epa",
    "xinhua",
    "follow us on social media",
    "text size",
    "font size",
    "translate",
    "report an error",
    "bookmark",
    "add to favorites",
    "you may share this article",
    "not an official document",
    "not an official record",
    "view comments",
    "join the conversation",
];

/// Lines that are these words and nothing else, and open a list of links.
const LINKS: &[&str] = &[
    "related",
    "related articles",
    "related stories",
    "related topics",
    "related news",
    "related links",
    "related content",
    "related posts",
    "related coverage",
    "related reading",
    "see also",
    "read also",
    "also read",
    "read next",
    "up next",
    "more on this story",
    "more stories",
    "more news",
    "more on this topic",
    "most read",
    "most viewed",
    "most popular",
    "popular",
    "popular now",
    "popular posts",
    "trending",
    "trending now",
    "recommended",
    "recommended stories",
    "recommended for you",
    "you may also like",
    "you might also like",
    "you might be interested in",
    "latest news",
    "latest",
    "latest stories",
    "top stories",
    "editors picks",
    "editor's picks",
    "editors' picks",
    "don't miss",
    "what to read next",
    "comments",
    "recent posts",
    "recent articles",
    "in this section",
    "sections",
    "quick links",
    "useful links",
    "share your thoughts",
    "also in this section",
    "from our partners",
    "around the web",
    "more like this",
    "previous posts",
];

/// Beginnings of short lines of the site.
const OPENINGS: &[&str] = &[
    "read more:",
    "read more about",
    "read more »",
    "also read",
    "read also",
    "see also:",
    "related:",
    "watch:",
    "listen:",
    "more:",
    "photo:",
    "photos:",
    "photograph:",
    "photo by ",
    "photo credit",
    "image:",
    "image credit",
    "image caption",
    "image source",
    "file photo",
    "caption:",
    "credit:",
    "picture:",
    "video:",
    "follow us ",
    "follow @",
    "share on ",
    "share via ",
    "tweet this",
    "click here",
    "tap here",
    "click to ",
    "sign up ",
    "subscribe to ",
    "subscribe for ",
    "subscribe today",
    "get the latest ",
    "get our ",
    "our standards:",
    "(reporting by",
    "reporting by ",
    "(additional reporting",
    "additional reporting by",
    "editing by ",
    "(editing by",
    "(writing by",
    "writing by ",
    "(compiled by",
    "(with inputs",
    "with inputs from",
    "with agency inputs",
    "for information media",
    "media contact",
    "press contact",
    "contact:",
    "contacts:",
    "for media inquiries",
    "for press inquiries",
    "for more information",
    "tel:",
    "tel.",
    "phone:",
    "fax:",
    "e-mail:",
    "email:",
    "view all ",
    "show all ",
    "see all ",
    "you are receiving",
    "you're receiving",
    "this email was sent",
    "was this email forwarded",
    "forwarded this email",
    "story continues",
    "article continues",
    "advertisement -",
    "we use cookies",
    "this site uses",
    "this website uses",
    "by continuing",
    "by clicking",
    "accept all ",
    "listen to this",
    "the views expressed",
    "views expressed",
    "views are ",
    "opinions expressed",
    "the opinions expressed",
    "thanks for reading",
    "thank you for reading",
    "support our journalism",
    "support our work",
    "support independent",
    "join our newsletter",
    "join our channel",
    "join our telegram",
    "download our ",
    "download the ",
    "download pdf",
    "if you enjoyed",
    "liked this ",
    "to:",
    "cc:",
    "bcc:",
    "reply-to:",
    "no.:",
    "ref:",
    "ref.",
    "reference:",
    "document no",
    "(photo",
    "[photo",
    "(image",
    "[image",
    "(file",
    "this article was originally",
    "this article first appeared",
    "this article originally",
    "this story has not been edited",
    "this story was originally",
    "originally published",
    "republished ",
    "skip to ",
    "log in to",
    "sign in to",
    "create an account",
    "already a subscriber",
    "comments are closed",
    "be the first to",
    "most viewed in",
    "most read in",
    "more from ",
    "more in ",
    "filed under",
    "end of ",
];

/// What a line inside of which these words stand is, when it is short and ends in no full stop.
const INSIDE: &[&str] = &[
    "all rights reserved",
    "min read",
    "minute read",
    "mins read",
    "getty images",
    "photo by ",
    "(photo",
    "photo:",
    "photograph:",
    "image credit",
    "photo credit",
    "credit:",
    "view all comments",
    "/afp",
    "/reuters",
    "afp/",
    "/getty",
    "[photo",
    "/xinhua",
    "/ap)",
    "ap photo",
    "epa-efe",
    "handout via",
    "file photo",
    "file picture",
    "(file)",
];

/// Services that a line of share buttons names.
const SERVICES: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "whatsapp",
    "linkedin",
    "telegram",
    "email",
    "e-mail",
    "mail",
    "print",
    "pinterest",
    "reddit",
    "messenger",
    "instagram",
    "youtube",
    "copy",
    "link",
    "share",
    "tweet",
    "pin",
    "wechat",
    "weibo",
    "viber",
    "threads",
    "bluesky",
    "mastodon",
    "flipboard",
    "tumblr",
    "vk",
    "line",
    "sms",
    "save",
    "on",
    "via",
    "to",
    "this",
    "post",
    "like",
    "comment",
    "restack",
    "bookmark",
];

/// What the line says about itself.
pub(super) fn of(text: &str) -> Option<Clue> {
    // The longest notice looked for has some 80 words; nothing longer is read.
    if text.len() > 900 {
        return None;
    }
    let count = words(text);
    if count == 0 || text == "-30-" {
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
    if LINKS.contains(&bare) || counted(bare, &["comment", "comments", "responses", "replies"]) {
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
    if WHOLE.contains(&bare) {
        // A one-word answer such as `Like.` would have its stop; a button has none.
        return ending(text) != Ending::Stop || count > 1 || matches!(bare, "end" | "ends" | "ad");
    }
    if OPENINGS.iter().any(|opening| lower.starts_with(opening)) && !sentence_after_label(lower, count) {
        return true;
    }
    let open = ending(text) != Ending::Stop || text.ends_with(')') || text.ends_with(']');
    if open && INSIDE.iter().any(|part| lower.contains(part)) {
        return true;
    }
    if count <= 14
        && tokens(bare).all(|word| SERVICES.contains(&word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-')))
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
            .any(|opening| lower.starts_with(opening))
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
            .any(|opening| lower.starts_with(opening))
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
    let labels = ["tags", "tag", "keywords", "key words", "topics", "filed under", "posted in", "labels", "categories"];
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
    let symbol = count <= 2
        && text.contains('/')
        && digits
        && text.split('/').next().is_some_and(|head| case(head) == Case::Caps || head.len() <= 2)
        && !text.contains("://");
    let number = digits
        && count <= 4
        && (bare.starts_with("no. ") || bare.starts_with("no ") || bare.starts_with("nr. ") || bare.starts_with("№"));
    let number = number && bare.split([' ', '/', '-']).skip(1).all(|part| part.bytes().any(|b| b.is_ascii_digit()));
    let first = bare.split(' ').next().unwrap_or_default();
    let ordinal = first.starts_with(|c: char| c.is_ascii_digit())
        && ["st", "nd", "rd", "th"].iter().any(|end| first.ends_with(end));
    symbol && dates::parse(text).is_none() || number || (ordinal && count <= 6 && bare.contains(" meeting"))
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
