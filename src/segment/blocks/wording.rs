//! How a line is worded: its words, its ending, its case, its key.
//!
//! Enters: the text of one line or paragraph. Leaves: counts and classes that the rules of anatomy compare. Holds:
//! nothing here judges what a line is; every function is linear in its text.

/// How a line ends, closing quotes and brackets aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// A full stop or an ellipsis, in any script.
    Stop,
    /// A question or exclamation mark.
    Mark,
    /// A colon.
    Colon,
    /// A comma, semicolon or dash: the sentence goes on.
    Comma,
    /// None of these.
    Open,
}

/// How the words of a line are cased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// No lower-case letter.
    Caps,
    /// Most words that are not small begin with a capital.
    Title,
    /// As a sentence: the first word and names.
    Sentence,
    /// It begins with a small letter.
    Lower,
    /// A script without case, or no letters.
    Uncased,
}

/// Words that titles leave small, and that a line of tags does not have.
const SMALL: [&str; 32] = [
    "a", "an", "the", "and", "or", "but", "nor", "of", "in", "on", "at", "to", "for", "from", "by", "with", "as", "is",
    "are", "was", "vs", "via", "de", "la", "le", "du", "des", "et", "y", "over", "into", "between",
];

/// Whether the word is one that titles leave small.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.iter().any(|small| word.eq_ignore_ascii_case(small))
}

/// Whether the character belongs to a script written without spaces.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// The words of a line: runs between white space that hold a letter or digit.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|token| token.chars().any(char::is_alphanumeric))
}

/// How many words a line has; two characters of a script without spaces count as one.
pub(super) fn words(text: &str) -> usize {
    tokens(text)
        .map(|token| {
            let dense = token.chars().filter(|c| is_cjk(*c)).count();
            if dense == 0 { 1 } else { dense.div_ceil(2) }
        })
        .sum()
}

/// How the line ends. The dot of an initialism (`U.S.`, `p.m.`) ends no short line.
pub(super) fn ending(text: &str) -> Ending {
    let closing = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_' | '」' | '』' | '）' | '\u{200b}')
    };
    let bare = text.trim_end_matches(closing);
    match bare.chars().next_back() {
        Some('.') if ends_in_initialism(bare) => Ending::Open,
        Some('.' | '…' | '。' | '।' | '۔' | '።') => Ending::Stop,
        Some('?' | '!' | '？' | '！' | '؟' | '‽') => Ending::Mark,
        Some(':' | '：') => Ending::Colon,
        Some('—' | '–') => Ending::Comma,
        _ if bare.ends_with("--") => Ending::Comma,
        Some(',' | ';' | '，' | '；' | '、' | '،') => Ending::Comma,
        _ => Ending::Open,
    }
}

/// Whether a short line ends in letters each followed by a dot.
fn ends_in_initialism(text: &str) -> bool {
    let Some(last) = text.split_whitespace().next_back() else { return false };
    let dotted = last.matches('.').count() >= 2 && last.split('.').all(|part| part.chars().count() <= 1);
    dotted && tokens(text).count() <= 14
}

/// The case of a line.
pub(super) fn case(text: &str) -> Case {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for c in text.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    if upper + lower == 0 {
        return Case::Uncased;
    }
    if lower == 0 && upper >= 3 {
        return Case::Caps;
    }
    if starts_lower(text) {
        return Case::Lower;
    }
    let weighty: Vec<char> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '–' | '—'))
        .filter(|word| !is_small(word.trim_matches(|c: char| !c.is_alphanumeric())))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    let capital = weighty.iter().filter(|c| !c.is_lowercase()).count();
    if weighty.is_empty() || capital * 10 >= weighty.len() * 7 { Case::Title } else { Case::Sentence }
}

/// Whether the first letter or digit of the line, quotes aside, is a small letter.
pub(super) fn starts_lower(text: &str) -> bool {
    let opening = |c: char| matches!(c, '"' | '\'' | '“' | '‘' | '«' | '(' | '[' | '\u{200b}' | '\u{ad}');
    text.trim_start_matches(opening).chars().next().is_some_and(char::is_lowercase)
}

/// The letters and digits of a line in lower case: equal for the same title set differently.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The line in lower case with plain quotes and single spaces, for comparing with phrases.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '’' | '‘' | 'ʼ' => out.push('\''),
            '“' | '”' => out.push('"'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The number that opens a numbered line (`1.`, `2)`, `IV.`, `一、`), with the text after it.
pub(super) fn numbered(text: &str) -> Option<&str> {
    let end = text.find(['.', ')', '、', '．']).filter(|at| *at > 0 && *at <= 12)?;
    let (mark, rest) = text.split_at(end);
    let digits = mark.len() <= 3 && mark.bytes().all(|b| b.is_ascii_digit());
    let roman = mark.len() <= 5 && mark.bytes().all(|b| b"IVX".contains(&b));
    let letter = mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_alphabetic());
    let han = mark.chars().all(|c| "一二三四五六七八九十".contains(c));
    let separator = rest.chars().next()?;
    let rest = &rest[separator.len_utf8()..];
    let sub = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if digits && sub.len() < rest.len() && sub.trim_start().starts_with(char::is_uppercase) && sub.starts_with(' ') {
        return Some(sub.trim_start());
    }
    let spaced = han || separator == '、' || rest.starts_with(char::is_whitespace) || rest.chars().all(|c| c == '.');
    ((digits || roman || letter || han) && spaced).then(|| rest.trim_start())
}

/// Whether the line opens with a bullet or a dash.
pub(super) fn bulleted(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('•' | '▪' | '◦' | '‣' | '●' | '■' | '►' | '▶' | '→' | '➤' | '✓' | '·') => true,
        Some('-' | '*' | '–' | '—' | '+' | '>') => {
            chars.next().is_some_and(char::is_whitespace) && text.chars().any(char::is_alphanumeric)
        }
        _ => false,
    }
}

/// A speaker's turn: `MR. PRICE: …`, `QUESTION: …`, `Q: …`, `Q    …`. `Some(false)` where only capitals before a colon
/// say so, as they may in a title.
pub(super) fn turn(text: &str) -> Option<bool> {
    if let Some(rest) = text.strip_prefix('Q').or_else(|| text.strip_prefix('A')) {
        let blanks = rest.chars().take_while(|c| c.is_whitespace()).count();
        let gap = blanks >= 2
            || rest.starts_with('\t')
            || rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if gap && !rest.trim().is_empty() {
            return Some(true);
        }
    }
    let colon = text.find([':', '：']).filter(|at| *at > 0 && *at <= 60)?;
    let (name, rest) = text.split_at(colon);
    let lower = plain(name);
    let first = lower.split([' ', '(']).next().unwrap_or_default();
    if TURNS.contains(&first) && words(name) <= 8 {
        return Some(true);
    }
    let said = rest.chars().any(char::is_lowercase);
    let office = OFFICES.contains(&first.trim_end_matches('.'));
    let named = case(name) == Case::Caps && words(name) <= 5 && !RUBRICS.contains(&first) && (said || office);
    named.then_some(office)
}

/// Words that open a turn in any case.
const TURNS: [&str; 9] =
    ["question", "answer", "moderator", "interviewer", "host", "reporter", "вопрос", "ответ", "журналист"];
/// Offices that speakers are named by.
const OFFICES: [&str; 14] = [
    "mr",
    "ms",
    "mrs",
    "dr",
    "president",
    "prime",
    "minister",
    "secretary",
    "ambassador",
    "senator",
    "general",
    "q",
    "a",
    "chair",
];
/// Words in capitals before a colon that open a title, not a turn.
const RUBRICS: [&str; 14] = [
    "explainer",
    "update",
    "fact",
    "factbox",
    "analysis",
    "opinion",
    "breaking",
    "exclusive",
    "readout",
    "watch",
    "live",
    "un",
    "eu",
    "us",
];

/// Whether a sentence goes on after the last word of the line: an article, a preposition, `that`.
pub(super) fn hangs(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let more = [
        "that", "than", "our", "their", "its", "this", "these", "his", "her", "all", "be", "been", "has", "have",
        "had", "who", "which", "not", "such", "my", "your", "will", "would", "can", "we", "more", "most", "mr.",
        "mrs.", "ms.", "dr.",
    ];
    is_small(last) || more.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Whether the line addresses its hearers: `Mr. President`, `Excellencies`.
pub(super) fn salutes(text: &str) -> bool {
    let lower = plain(text);
    let opens = [
        "mr president",
        "mr. president",
        "madam president",
        "mister president",
        "mr. speaker",
        "mr. chair",
        "madam chair",
        "mr secretary",
        "mr. secretary",
        "your excellenc",
        "excellencies",
        "excellency",
        "distinguished ",
        "ladies and gent",
        "honourable ",
        "honorable ",
        "his excellency",
        "her excellency",
        "in the name of ",
        "dear ",
        "your majest",
        "heads of state",
        "esteemed ",
        "secretary-general",
    ];
    words(text) <= 24 && opens.iter().any(|opening| lower.starts_with(opening))
}

/// Whether every word of a short line is a capitalised name, particles aside.
pub(super) fn is_name(text: &str) -> bool {
    let mut count = 0;
    for token in text.split_whitespace() {
        let particle = matches!(token, "de" | "van" | "von" | "al" | "bin" | "ibn" | "der" | "da" | "di" | "el" | "le");
        let capital = token.chars().next().is_some_and(char::is_uppercase)
            || token.starts_with("el-")
            || token.starts_with("al-");
        let clean = token.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        if !clean || !(particle || capital) || (is_small(token) && !particle && token.len() > 1) {
            return false;
        }
        count += 1;
    }
    (2..=4).contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_dense_scripts_by_two() {
        assert_eq!(words("He declined — twice."), 3);
        assert_eq!(words("外交部发言人"), 3);
        assert_eq!(words("* * *"), 0);
    }

    #[test]
    fn endings_look_behind_quotes_and_know_initialisms() {
        assert_eq!(ending("“We will.”"), Ending::Stop);
        assert_eq!(ending("双方同意。」"), Ending::Stop);
        assert_eq!(ending("Minister to visit the U.S."), Ending::Open);
        assert_eq!(ending("Will it hold? "), Ending::Mark);
        assert_eq!(ending("Recalling its resolution,"), Ending::Comma);
    }

    #[test]
    fn cases_are_told_apart() {
        assert_eq!(case("DISPUTE OVER MINES"), Case::Caps);
        assert_eq!(case("High-Level Engagement and Dialogue"), Case::Title);
        assert_eq!(case("Minister sets out new trade agenda"), Case::Sentence);
        assert_eq!(case("and the rest"), Case::Lower);
        assert_eq!(case("关于中美关系"), Case::Uncased);
    }

    #[test]
    fn numbers_bullets_and_speakers_open_lines() {
        assert_eq!(numbered("1. Security cooperation"), Some("Security cooperation"));
        assert_eq!(numbered("II. Economic ties"), Some("Economic ties"));
        assert_eq!(numbered("一、关于中美关系"), Some("关于中美关系"));
        assert_eq!(numbered("1.5 million people"), None);
        assert_eq!(numbered("2.1 Lighthouse"), Some("Lighthouse"));
        assert_eq!(numbered("Mr. President"), None);
        assert!(bulleted("- one") && bulleted("•one") && !bulleted("-- --") && !bulleted("-30-"));
        assert_eq!(turn("MR. PRICE: Good afternoon."), Some(true));
        assert_eq!(turn("Question: And?"), Some(true));
        assert_eq!(turn("Q    Madam?"), Some(true));
        assert_eq!(turn("LOANE: I agree."), Some(false));
        assert_eq!(turn("Key points: trade"), None);
        assert_eq!(turn("A minister said"), None);
    }

    #[test]
    fn names_are_capitalised_words() {
        assert!(is_name("Aqsa Younas Rana") && is_name("Noor el-Tayeb") && is_name("J. R. van Dam"));
        assert!(!is_name("Talks in Geneva") && !is_name("Geneva") && !is_name("Key Points 2024"));
    }
}
