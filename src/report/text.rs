//! An analysis for a person at a terminal.
//!
//! Enters: an analysis, a view, the terminal's width. Leaves: lines no wider than that (save for single words that are),
//! with colours only where they were asked for. Holds: colour never says what a word or a symbol does not say as well.

use anstyle::{AnsiColor, Effects, Style};

use super::words::{MOST, MOST_OF_DOCUMENT};
use super::wrap::{columns, cut, lines};
use super::{By, ReportOptions, View, bar, words};
use crate::analysis::{Analysis, ToneLabel, ToneRecord};
use crate::document::Span;

const STRONG: Style = Style::new().effects(Effects::BOLD);
const SOFT: Style = Style::new().effects(Effects::DIMMED);
/// Columns from the margin to the sentences of the evidence.
const INDENT: usize = 9;
/// The narrowest page that is laid out.
const NARROWEST: usize = 24;

/// The lines under construction.
struct Page<'a> {
    analysis: &'a Analysis,
    width: usize,
    color: bool,
    out: String,
}

/// A document's report.
pub fn document(analysis: &Analysis, options: &ReportOptions) -> String {
    let mut page = Page { analysis, width: options.width.max(NARROWEST), color: options.color, out: String::new() };
    page.head();
    match options.view {
        View::Parse => page.parsed(),
        View::Summarize => page.summary(),
        View::Analyze => {
            page.summary();
            page.overall(0);
            page.sections();
        }
        View::Tone(By::Document) => page.overall(MOST_OF_DOCUMENT),
        View::Tone(By::Section) => {
            page.overall(0);
            page.sections();
        }
        View::Tone(By::Paragraph) => {
            page.overall(0);
            page.paragraphs();
        }
        View::Tone(By::Sentence) => {
            page.overall(0);
            page.table();
        }
    }
    page.out
}

/// What stands between two documents.
pub fn separator(options: &ReportOptions) -> String {
    format!("\n{}\n\n", "═".repeat(options.width.max(NARROWEST)))
}

/// The colour of a tone.
fn tint(label: ToneLabel) -> Style {
    match label {
        ToneLabel::Conciliatory => AnsiColor::Cyan.on_default(),
        ToneLabel::Neutral => SOFT,
        ToneLabel::Confrontational => AnsiColor::BrightRed.on_default(),
    }
}

/// The colour of a contribution, which has no label but a sign.
fn tint_of(score: f64) -> Style {
    tint(match words::signed(score).chars().next() {
        Some('+') => ToneLabel::Conciliatory,
        Some('0') => ToneLabel::Neutral,
        _ => ToneLabel::Confrontational,
    })
}

impl Page<'_> {
    /// Title, byline, date and source.
    fn head(&mut self) {
        self.wrapped("", STRONG, &words::title(self.analysis));
        let origin = words::origin(self.analysis);
        if !origin.is_empty() {
            self.wrapped("", SOFT, &origin.join(" · "));
        }
    }

    fn summary(&mut self) {
        let analysis = self.analysis;
        let Some(summary) = &analysis.summary else { return };
        self.rubric("Summary");
        for (index, &sentence) in summary.sentences.iter().enumerate() {
            let number = format!("{:>3}. ", index + 1);
            self.hanging(&number, STRONG, &words::sentence(analysis, sentence));
            self.wrapped("     ", SOFT, &words::position(analysis, sentence));
        }
    }

    /// The document's tone, with up to `most` sentences of evidence.
    fn overall(&mut self, most: usize) {
        let analysis = self.analysis;
        let Some(tone) = &analysis.tone else { return };
        self.rubric("Tone of the article");
        self.tone(tone);
        if most > 0 {
            self.evidence(tone, most);
        }
    }

    fn sections(&mut self) {
        let analysis = self.analysis;
        self.rubric("Tone by section");
        for (index, section) in analysis.sections.iter().enumerate() {
            let Some(tone) = &section.tone else { continue };
            if index > 0 {
                self.line("");
            }
            self.wrapped("", STRONG, &words::section_name(analysis, index));
            self.tone(tone);
            self.evidence(tone, MOST);
        }
    }

    fn paragraphs(&mut self) {
        let analysis = self.analysis;
        self.rubric("Tone by paragraph");
        for (index, paragraph) in analysis.paragraphs.iter().flatten().enumerate() {
            if index > 0 {
                self.line("");
            }
            let section = analysis.sentences.get(paragraph.first_sentence).map_or(0, |s| s.section);
            let name = format!("{} · paragraph {}", words::section_name(analysis, section), index + 1);
            self.wrapped("", STRONG, &name);
            self.tone(&paragraph.tone);
            self.evidence(&paragraph.tone, MOST);
        }
    }

    /// Every sentence with its number, symbol and score, by section.
    fn table(&mut self) {
        let analysis = self.analysis;
        for (index, section) in analysis.sections.iter().enumerate() {
            self.rubric(&words::section_name(analysis, index));
            for sentence in section.first_sentence..section.end_sentence {
                let Some(tone) = analysis.sentences.get(sentence).and_then(|s| s.tone.as_ref()) else { continue };
                let mark =
                    format!("{:>4}  {} {:>5}  ", sentence + 1, words::symbol(tone.label), words::signed(tone.score));
                self.hanging(&mark, tint(tone.label), &words::sentence(analysis, sentence));
            }
        }
        let key = "▲ conciliatory  ▼ confrontational  · neutral; scores from −1 to +1";
        self.line("");
        self.wrapped("", SOFT, key);
    }

    /// Blocks with their first words, then the sentences of every section.
    fn parsed(&mut self) {
        let analysis = self.analysis;
        self.wrapped("", SOFT, &format!("language {}", analysis.language.code()));
        self.rubric("Blocks");
        for (index, block) in analysis.blocks.iter().enumerate() {
            let text = words::clean(Span::new(block.start, block.end).of(&analysis.text));
            let mark = format!("{:>4}  {:<15}", index + 1, block.kind.name());
            let room = self.width.saturating_sub(columns(&mark)).max(1);
            let shown = format!("{}{}", self.painted(SOFT, &mark), cut(&text, room));
            self.line(&shown);
        }
        for (index, section) in analysis.sections.iter().enumerate() {
            self.rubric(&words::section_name(analysis, index));
            for sentence in section.first_sentence..section.end_sentence {
                self.hanging(&format!("{:>4}  ", sentence + 1), SOFT, &words::sentence(analysis, sentence));
            }
        }
    }

    /// A tone in one line: bar, label, score, confidence; in several lines where the page is narrow.
    fn tone(&mut self, tone: &ToneRecord) {
        let side = bar::SIDE.min((self.width - 3) / 2);
        let label = format!("{} {:<15}", words::symbol(tone.label), tone.label.name());
        let confidence = format!("{} confident", words::percent(tone.confidence));
        let pieces = [
            (tint(tone.label), bar::drawn(tone.score, side)),
            (tint(tone.label).effects(Effects::BOLD), label),
            (STRONG, format!("{:>5}", words::signed(tone.score))),
            (SOFT, confidence),
        ];
        let (mut line, mut used) = (String::new(), 0);
        for (style, piece) in pieces {
            let wide = columns(&piece);
            if used > 0 && used + 2 + wide > self.width {
                self.line(&std::mem::take(&mut line));
                used = 0;
            }
            line.push_str("  ");
            line.push_str(&self.painted(style, &piece));
            used += 2 + wide;
        }
        self.line(&line);
    }

    /// The sentences that make a tone, and what the others add.
    fn evidence(&mut self, tone: &ToneRecord, most: usize) {
        let shown = words::evidence(tone, most);
        for evidence in &shown.top {
            let mark = format!("{:>7}  ", words::signed(evidence.contribution));
            self.hanging(&mark, tint_of(evidence.contribution), &words::sentence(self.analysis, evidence.sentence));
        }
        if let Some((others, sum)) = shown.rest {
            let indent = " ".repeat(INDENT);
            let mark = format!("{:>7}  ", words::signed(sum));
            let text = words::rest_words(shown.top.len(), others);
            for (index, line) in lines(&text, self.width - INDENT).iter().enumerate() {
                let start = if index == 0 { &mark } else { &indent };
                let painted = self.painted(SOFT, &format!("{start}{line}"));
                self.line(&painted);
            }
        }
    }

    /// The name of a part, after an empty line.
    fn rubric(&mut self, name: &str) {
        self.line("");
        let lines = lines(&name.to_uppercase(), self.width);
        for line in lines {
            let painted = self.painted(STRONG, &line);
            self.line(&painted);
        }
    }

    /// Text after a mark, which its further lines leave free. The mark is coloured, the text is not.
    fn hanging(&mut self, mark: &str, style: Style, text: &str) {
        let indent = columns(mark);
        let room = self.width.saturating_sub(indent).max(1);
        for (index, line) in lines(text, room).iter().enumerate() {
            let start = if index == 0 { self.painted(style, mark) } else { " ".repeat(indent) };
            self.line(&format!("{start}{line}"));
        }
    }

    /// Text in one style after an indent.
    fn wrapped(&mut self, indent: &str, style: Style, text: &str) {
        for line in lines(text, self.width - indent.len()) {
            let painted = self.painted(style, &line);
            self.line(&format!("{indent}{painted}"));
        }
    }

    fn painted(&self, style: Style, text: &str) -> String {
        if self.color && !text.trim().is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A line, without blanks at its end.
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
}
