//! What the formats for people say alike: names of sections, signed scores, symbols, and the safe form of any text.

use super::wrap::cut;
use crate::analysis::{Analysis, Evidence, ToneLabel, ToneRecord};

/// Evidence sentences under a section or a paragraph, and under the document.
pub const MOST: usize = 3;
pub const MOST_OF_DOCUMENT: usize = 5;
/// Contributions smaller than this print as 0.00 and are not shown one by one.
const LEAST: f64 = 0.005;

/// A text of the article on one line, harmless in a terminal and in a page.
///
/// White space becomes one blank; control characters become visible symbols (so an escape sequence cannot work);
/// characters that override the writing direction become U+FFFD; other directional brackets, soft hyphens and byte
/// order marks, which show nothing, are left out.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let shown = match c {
            c if c.is_whitespace() => {
                blank = !out.is_empty();
                continue;
            }
            '\u{ad}' | '\u{feff}' | '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => continue,
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}' | '\u{202d}' | '\u{202e}' => '\u{fffd}',
            c => c,
        };
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        out.push(shown);
    }
    out
}

/// The name of a section: its heading, or what the text without a heading is.
pub fn section_name(analysis: &Analysis, section: usize) -> String {
    match analysis.sections.get(section).and_then(|s| s.heading.as_deref()).map(clean) {
        Some(heading) if !heading.is_empty() => heading,
        _ if analysis.sections.len() > 1 && section == 0 => "Lead".to_owned(),
        _ if analysis.sections.len() > 1 => format!("Section {}", section + 1),
        _ => "Article".to_owned(),
    }
}

/// The document's title, or its name where it has none.
pub fn title(analysis: &Analysis) -> String {
    let title = analysis.title.as_deref().map(clean).filter(|t| !t.is_empty());
    title.unwrap_or_else(|| clean(&analysis.id))
}

/// Byline, date and source, as far as they are known.
pub fn origin(analysis: &Analysis) -> Vec<String> {
    let byline = analysis.byline.as_deref().map(|b| format!("By {}", clean(b)));
    let date = analysis.date.as_deref().map(clean);
    byline.into_iter().chain(date).chain(source(analysis)).collect()
}

/// Where the document came from, unless the title says it already.
pub fn source(analysis: &Analysis) -> Option<String> {
    let source = if analysis.source == "-" { "standard input".to_owned() } else { clean(&analysis.source) };
    (source != title(analysis)).then_some(source)
}

/// Where a sentence stands, for people, who count from one.
pub fn position(analysis: &Analysis, sentence: usize) -> String {
    let section = analysis.sentences.get(sentence).map_or(0, |s| s.section);
    let name = cut(&section_name(analysis, section), 60);
    format!("{name} · sentence {} of {}", sentence + 1, analysis.sentences.len())
}

/// The text of a sentence, [`clean`].
pub fn sentence(analysis: &Analysis, index: usize) -> String {
    clean(&analysis.sentence_text(index))
}

/// A score with its sign and two decimals; a real minus, and no sign at zero.
pub fn signed(score: f64) -> String {
    if score.abs() < LEAST { "0.00".to_owned() } else { format!("{score:+.2}").replace('-', "\u{2212}") }
}

/// A share as whole per cent.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// The symbol of a tone, so that it is never told by colour alone.
pub fn symbol(label: ToneLabel) -> &'static str {
    match label {
        ToneLabel::Conciliatory => "▲",
        ToneLabel::Neutral => "·",
        ToneLabel::Confrontational => "▼",
    }
}

/// The evidence that is shown sentence by sentence, and what the others add together.
pub struct Shown<'a> {
    /// The largest contributions.
    pub top: Vec<&'a Evidence>,
    /// How many sentences are not shown, and the sum of their contributions.
    pub rest: Option<(usize, f64)>,
}

/// The `most` largest contributions that do not print as zero. Shown and rest together are the score.
pub fn evidence(tone: &ToneRecord, most: usize) -> Shown<'_> {
    let top: Vec<_> = tone.evidence.iter().take(most).take_while(|e| e.contribution.abs() >= LEAST).collect();
    let others = &tone.evidence[top.len()..];
    let rest = (!others.is_empty()).then(|| (others.len(), others.iter().map(|e| e.contribution).sum()));
    Shown { top, rest }
}

/// How the rest is said: `3 other sentences together`, or that no sentence is worth showing.
pub fn rest_words(shown: usize, others: usize) -> String {
    let noun = if others == 1 { "sentence" } else { "sentences" };
    match (shown, others) {
        (0, _) => format!("{others} {noun}, none of weight"),
        (_, 1) => "the other sentence".to_owned(),
        _ => format!("{others} other {noun} together"),
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, signed};

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        assert_eq!(clean("\u{1b}[31mred\u{7}\u{9b}m \r\n\t done\u{7f}"), "␛[31mred␇\u{fffd}m done␡");
        assert!(clean(&(0..0x300).filter_map(char::from_u32).collect::<String>()).chars().all(|c| !c.is_control()));
    }

    #[test]
    fn direction_cannot_be_overridden() {
        assert_eq!(clean("a\u{202e}b\u{202c}\u{2067}c\u{2069}"), "a\u{fffd}bc");
        assert_eq!(clean("שלום \u{200f}عربي"), "שלום \u{200f}عربي");
    }

    #[test]
    fn scores_carry_their_sign_and_zero_has_none() {
        assert_eq!(signed(0.417), "+0.42");
        assert_eq!(signed(-0.3), "−0.30");
        assert_eq!(signed(-0.001), "0.00");
    }
}
