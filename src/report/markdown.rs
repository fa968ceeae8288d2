//! An analysis for notes and wikis: `CommonMark` with GitHub's tables.
//!
//! Holds: every text of the article is escaped, so that it shows as it stands and adds neither markup nor markup's HTML.

use std::fmt::{self, Write};

use super::words::{MOST, MOST_OF_DOCUMENT};
use super::{By, View, words};
use crate::analysis::{Analysis, ToneRecord};
use crate::document::Span;

/// A document's report.
pub fn document(analysis: &Analysis, view: View) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = parts(&mut out, analysis, view);
    out
}

fn parts(out: &mut String, analysis: &Analysis, view: View) -> fmt::Result {
    writeln!(out, "# {}\n", escaped(&words::title(analysis)))?;
    let origin = words::origin(analysis);
    if !origin.is_empty() {
        writeln!(out, "{}", escaped(&origin.join(" · ")))?;
    }
    match view {
        View::Parse => parsed(out, analysis),
        View::Summarize => summary(out, analysis),
        View::Analyze => {
            summary(out, analysis)?;
            overall(out, analysis, 0)?;
            sections(out, analysis)
        }
        View::Tone(By::Document) => overall(out, analysis, MOST_OF_DOCUMENT),
        View::Tone(By::Section) => {
            overall(out, analysis, 0)?;
            sections(out, analysis)
        }
        View::Tone(By::Paragraph) => {
            overall(out, analysis, 0)?;
            paragraphs(out, analysis)
        }
        View::Tone(By::Sentence) => {
            overall(out, analysis, 0)?;
            table(out, analysis)
        }
    }
}

fn summary(out: &mut String, analysis: &Analysis) -> fmt::Result {
    let Some(summary) = &analysis.summary else { return Ok(()) };
    writeln!(out, "\n## Summary\n")?;
    for (index, &sentence) in summary.sentences.iter().enumerate() {
        let text = escaped(&words::sentence(analysis, sentence));
        writeln!(out, "{}. {text} *({})*", index + 1, escaped(&words::position(analysis, sentence)))?;
    }
    Ok(())
}

fn overall(out: &mut String, analysis: &Analysis, most: usize) -> fmt::Result {
    let Some(tone) = &analysis.tone else { return Ok(()) };
    writeln!(out, "\n## Tone of the article\n\n{}", tone_words(tone))?;
    if most > 0 { evidence(out, analysis, tone, most) } else { Ok(()) }
}

/// A table of the sections, then the evidence of each.
fn sections(out: &mut String, analysis: &Analysis) -> fmt::Result {
    writeln!(out, "\n## Tone by section\n\n| Section | Tone | Score | Confidence |\n|---|---|---:|---:|")?;
    let toned = || analysis.sections.iter().enumerate().filter_map(|(i, s)| s.tone.as_ref().map(|t| (i, t)));
    for (index, tone) in toned() {
        let name = escaped(&words::section_name(analysis, index));
        let (mark, label) = (words::symbol(tone.label), tone.label.name());
        let (score, confidence) = (words::signed(tone.score), words::percent(tone.confidence));
        writeln!(out, "| {name} | {mark} {label} | {score} | {confidence} |")?;
    }
    for (index, tone) in toned() {
        writeln!(out, "\n### {}\n\n{}", escaped(&words::section_name(analysis, index)), tone_words(tone))?;
        evidence(out, analysis, tone, MOST)?;
    }
    Ok(())
}

fn paragraphs(out: &mut String, analysis: &Analysis) -> fmt::Result {
    writeln!(out, "\n## Tone by paragraph")?;
    for (index, paragraph) in analysis.paragraphs.iter().flatten().enumerate() {
        let section = analysis.sentences.get(paragraph.first_sentence).map_or(0, |s| s.section);
        let name = escaped(&words::section_name(analysis, section));
        writeln!(out, "\n### {name} · paragraph {}\n\n{}", index + 1, tone_words(&paragraph.tone))?;
        evidence(out, analysis, &paragraph.tone, MOST)?;
    }
    Ok(())
}

fn table(out: &mut String, analysis: &Analysis) -> fmt::Result {
    for (index, section) in analysis.sections.iter().enumerate() {
        writeln!(out, "\n## {}\n", escaped(&words::section_name(analysis, index)))?;
        writeln!(out, "| # | Tone | Score | Sentence |\n|---:|---|---:|---|")?;
        for sentence in section.first_sentence..section.end_sentence {
            let Some(tone) = analysis.sentences.get(sentence).and_then(|s| s.tone.as_ref()) else { continue };
            let (mark, label, score) = (words::symbol(tone.label), tone.label.name(), words::signed(tone.score));
            let text = escaped(&words::sentence(analysis, sentence));
            writeln!(out, "| {} | {mark} {label} | {score} | {text} |", sentence + 1)?;
        }
    }
    Ok(())
}

fn parsed(out: &mut String, analysis: &Analysis) -> fmt::Result {
    writeln!(out, "\nLanguage: {}", analysis.language.code())?;
    writeln!(out, "\n## Blocks\n\n| # | Kind | Text |\n|---:|---|---|")?;
    for (index, block) in analysis.blocks.iter().enumerate() {
        let text = words::clean(Span::new(block.start, block.end).of(&analysis.text));
        let text = escaped(&super::wrap::cut(&text, 80));
        writeln!(out, "| {} | {} | {text} |", index + 1, block.kind.name().replace('_', " "))?;
    }
    for (index, section) in analysis.sections.iter().enumerate() {
        writeln!(out, "\n## {}\n", escaped(&words::section_name(analysis, index)))?;
        for sentence in section.first_sentence..section.end_sentence {
            writeln!(out, "{}. {}", sentence + 1, escaped(&words::sentence(analysis, sentence)))?;
        }
    }
    Ok(())
}

/// A tone as a sentence fragment.
fn tone_words(tone: &ToneRecord) -> String {
    let (mark, label) = (words::symbol(tone.label), tone.label.name());
    format!("**{mark} {label}** {} · {} confident", words::signed(tone.score), words::percent(tone.confidence))
}

/// The sentences that make a tone, each as a quotation, and what the others add.
fn evidence(out: &mut String, analysis: &Analysis, tone: &ToneRecord, most: usize) -> fmt::Result {
    let shown = words::evidence(tone, most);
    for evidence in &shown.top {
        let text = escaped(&words::sentence(analysis, evidence.sentence));
        writeln!(out, "\n> **{}** {text}", words::signed(evidence.contribution))?;
    }
    if let Some((others, sum)) = shown.rest {
        writeln!(out, "\n*{} {}*", words::signed(sum), words::rest_words(shown.top.len(), others))?;
    }
    Ok(())
}

/// A text as Markdown that shows it as it stands.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (index, c) in text.chars().enumerate() {
        let anywhere = "\\`*_[]<>#|~&$^".contains(c);
        let begins = if index == 0 { "-+=:".contains(c) } else { index == digits && ".)".contains(c) };
        if anywhere || begins {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markup_of_the_article_shows_as_it_stands() {
        assert_eq!(escaped("a *b* [c](d) <e> | f_g"), r"a \*b\* \[c\](d) \<e\> \| f\_g");
        assert_eq!(escaped("1. not a list"), r"1\. not a list");
        assert_eq!(escaped("- nor this"), r"\- nor this");
        assert_eq!(escaped("In 2031. Well-known."), "In 2031. Well-known.");
    }

    #[test]
    fn escaped_text_parses_to_itself() {
        use pulldown_cmark::{Event, Parser, Tag, TagEnd};
        for text in ["<script>x</script>", "![i](j)", "&lt; `c` ~~d~~ $e$", "# h", "+ a", "12) b", "=== c", "\\"] {
            let markdown = escaped(text);
            let mut shown = String::new();
            for event in Parser::new(&markdown) {
                match event {
                    Event::Text(part) => shown.push_str(&part),
                    Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                    other => panic!("{text}: {other:?}"),
                }
            }
            assert_eq!(shown, text);
        }
    }
}
