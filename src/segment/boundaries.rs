//! Decides at which terminators a sentence ends.
//!
//! Enters: a paragraph. Leaves: the byte offsets, ascending, at which its sentences end. Holds: every look is bounded or
//! remembered, so that the time is linear in the text; the classes of [`super::abbreviations`] and the look ahead of
//! [`super::lookahead`] decide, and a full stop behind an ordinary word ends its sentence before any capital.

use std::ops::Range;

use super::abbreviations::{Class, class};
use super::enclosures;
use super::lookahead::Next;
use super::marks::{self, Kind, Mark};
use super::words::{self, holds};

/// How far back a word or a fronted phrase is sought.
const REACH_BACK: usize = 40;

/// Where the sentences of `text` end; the last one ends with the text.
pub(super) fn find(text: &str) -> Vec<usize> {
    let mut finder = Finder { text, enclosed: enclosures::find(text), ..Finder::default() };
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some(mark) = marks::next(text, at) {
        at = mark.close;
        if let Some(end) = finder.end(mark) {
            ends.push(end);
            finder.begin(end);
            at = end;
        }
    }
    ends.push(text.len());
    ends
}

/// The paragraph and what is known up to the present terminator.
#[derive(Default)]
struct Finder<'a> {
    text: &'a str,
    /// Closed quotations and brackets; those before `passed` end before the terminator.
    enclosed: Vec<Range<usize>>,
    passed: usize,
    /// Where the present sentence begins.
    begin: usize,
    /// How far letters and figures were sought in it, and whether one was found.
    sought: usize,
    filled: bool,
    /// The last token that was searched for signs of an address, and whether it has them.
    token: (Range<usize>, bool),
}

impl<'a> Finder<'a> {
    /// A new sentence begins.
    fn begin(&mut self, at: usize) {
        self.begin = at;
        self.sought = at;
        self.filled = false;
    }

    /// Where the sentence ends, if it does at this terminator.
    fn end(&mut self, mark: Mark) -> Option<usize> {
        if self.is_enclosed(mark) || !self.is_filled(mark.start) {
            return None;
        }
        let rest = &self.text[mark.close..];
        let Some(first) = rest.chars().next() else { return Some(mark.close) };
        if mark.kind == Kind::Wide {
            return Some(mark.close);
        }
        if !first.is_whitespace() {
            return self.unspaced(mark, rest);
        }
        let mut behind = rest.trim_start();
        let mut close = mark.close;
        let stray = marks::stray_quote(&self.text[mark.end..mark.close], behind);
        if stray > 0 {
            close = self.text.len() - behind.len() + stray;
            behind = behind[stray..].trim_start();
        }
        let note = marks::footnote(behind);
        if note > 0 && behind[note..].trim_start().starts_with(char::is_uppercase) {
            close = self.text.len() - behind.len() + note;
            behind = behind[note..].trim_start();
        }
        let next = Next::new(behind);
        let ends = behind.is_empty()
            || match mark.kind {
                Kind::Stop => self.stop(mark, &next),
                Kind::Loud => self.loud(mark, &next),
                _ => self.ellipsis(mark, &next),
            };
        ends.then_some(close)
    }

    /// Whether a quotation or a bracket goes on behind the terminator.
    fn is_enclosed(&mut self, mark: Mark) -> bool {
        while self.enclosed.get(self.passed).is_some_and(|range| range.end <= mark.close) {
            self.passed += 1;
        }
        self.enclosed.get(self.passed).is_some_and(|range| range.start < mark.start)
    }

    /// Whether the present sentence has a letter or a figure before `to`.
    fn is_filled(&mut self, to: usize) -> bool {
        if !self.filled && self.sought < to {
            self.filled = self.text[self.sought..to].contains(char::is_alphanumeric);
            self.sought = to;
        }
        self.filled
    }

    /// The word before the terminator, without opening marks; empty when it is too long for an abbreviation.
    fn word(&self, mark: Mark) -> &'a str {
        let floor = self.text.ceil_char_boundary(mark.start.saturating_sub(REACH_BACK)).max(self.begin);
        let before = &self.text[floor..mark.start];
        let start = before.rfind(|c: char| c.is_whitespace() || "“‘\"([{«*_—•⁃".contains(c));
        match start.and_then(|at| before[at..].chars().next().map(|c| at + c.len_utf8())) {
            Some(at) => &before[at..],
            None if floor == self.begin => before,
            None => "",
        }
    }

    /// The present sentence before the word at the terminator, or its last bytes.
    fn lead(&self, mark: Mark, word: &str) -> &'a str {
        let end = mark.start - word.len();
        let floor = self.text.ceil_char_boundary(end.saturating_sub(REACH_BACK)).max(self.begin).min(end);
        self.text[floor..end].trim()
    }

    /// Whether the sentence so far is a short phrase of time or place: `At 5 a.m.`, `In the U.S.`
    fn is_fronted(&self, mark: Mark, word: &str) -> bool {
        let lead = self.lead(mark, word);
        let whole = mark.start - self.begin < REACH_BACK;
        let mut words = lead.split_whitespace();
        whole && words.next().is_some_and(|first| holds(&words::FRONTING, first)) && words.count() < 4
    }

    /// Whether the sentence ends at exclamation or question marks.
    fn loud(&self, mark: Mark, next: &Next) -> bool {
        let first = next.initial();
        if first.is_lowercase() {
            return next.is_small_name();
        }
        let quoted = self.text[mark.end..mark.close].contains(['”', '"', '’', '\'', '»']);
        let brand = matches!(self.word(mark), "Yahoo" | "Yum" | "Jeopardy") && next.phrase_holds(&words::ROLES);
        !(matches!(first, ',' | ';' | ':') || brand || (quoted && next.is_said_clause()))
    }

    /// Whether the sentence ends at an ellipsis.
    fn ellipsis(&self, mark: Mark, next: &Next) -> bool {
        let first = next.initial();
        let bracketed = self.text[..mark.start].ends_with(['[', '(']);
        let small = !first.is_uppercase() && (first.is_lowercase() || !first.is_alphabetic());
        !(bracketed || small || (matches!(next.word, "I" | "I'm" | "I’m") && !next.is_marked()))
    }

    /// Whether the sentence ends at a full stop before white space.
    fn stop(&self, mark: Mark, next: &Next) -> bool {
        let word = self.word(mark);
        let lead = self.lead(mark, word);
        if is_marker(word) && (lead.is_empty() || lead.ends_with([':', ';', '(', '•', '⁃'])) {
            return false;
        }
        let closed = &self.text[mark.end..mark.close];
        let quoted = closed.contains(['”', '"', '’', '\'', '»']);
        let kind = if quoted { Class::Plain } else { class(word) };
        let first = next.initial();
        if first.is_lowercase() {
            let opened = next.rest.starts_with(['“', '"', '(', '‘', '«']) && kind == Class::Plain && !quoted;
            return opened || (next.is_small_name() && matches!(kind, Class::Plain | Class::Unit));
        }
        if !first.is_alphanumeric() || !(first.is_uppercase() || first.is_numeric()) {
            return kind == Class::Plain && !matches!(first, ',' | ';' | ':' | '&' | '/');
        }
        if next.rest.starts_with(['—', '–', '-']) && kind != Class::Plain {
            return false;
        }
        if kind != Class::Plain && next.rest.starts_with(['(', '[']) {
            return !matches!(kind, Class::Title | Class::Courtesy) && next.is_own_sentence();
        }
        if kind != Class::Plain && self.text[..mark.start - word.len()].ends_with(['(', '[']) {
            return next.is_starter();
        }
        if closed.contains([')', ']']) && kind != Class::Plain {
            return next.is_starter() || next.is_clause() || kind == Class::Unit;
        }
        match kind {
            Class::Plain => !(quoted && next.is_citation()),
            Class::Joiner | Class::Courtesy => false,
            Class::Title => next.is_starter() && !next.is_courtesy() && !first.is_numeric(),
            Class::Number => !next.is_numeric(),
            Class::Month => !first.is_numeric(),
            Class::Weekday => !next.is_date(),
            Class::Clock => self.clock(mark, word, next),
            Class::Unit => !(word == "al" && first.is_numeric()),
            Class::Acronym => self.acronym(mark, word, next),
            Class::Tail => tail(next),
            Class::State => !lead.ends_with(',') || tail(next),
            Class::Initial => initial(word, lead, next),
            Class::Initials => next.is_starter(),
        }
    }

    /// Whether the sentence ends at `p.m.`
    fn clock(&self, mark: Mark, word: &str, next: &Next) -> bool {
        let goes_on = !next.is_starter() || next.is_courtesy() || next.word == "I";
        !(next.is_zone() || (self.is_fronted(mark, word) && goes_on))
    }

    /// Whether the sentence ends at `U.S.`
    fn acronym(&self, mark: Mark, word: &str, next: &Next) -> bool {
        if next.initial().is_numeric() || (next.word == "No" && next.inner.starts_with("No. ")) {
            return false;
        }
        if next.is_starter() && !next.inner.starts_with("Under Secretary") {
            return true;
        }
        if next.rest.starts_with(['“', '"', '‘', '«']) {
            return !next.is_label();
        }
        let brief = mark.start - self.begin < REACH_BACK && self.lead(mark, word).split_whitespace().count() < 2;
        if brief || self.is_fronted(mark, word) || next.word.is_empty() {
            return false;
        }
        // `at the U.N. Beijing said`, but `and U.S. EXIM is`: a state or a body stands with its article.
        let bare = (word.starts_with("U.") || matches!(word, "E.U" | "P.R.C" | "D.P.R.K" | "R.O.K" | "R.O.C"))
            && !self.lead(mark, word).to_ascii_lowercase().ends_with("the");
        if bare || word.contains('-') || holds(&words::INSTITUTIONS, next.word) {
            return false;
        }
        next.is_place() || (next.is_clause() && !next.names_institution())
    }

    /// Where the sentence ends at a terminator with no white space behind it, if it does.
    fn unspaced(&mut self, mark: Mark, rest: &str) -> Option<usize> {
        let next = Next::new(rest);
        let word = self.word(mark);
        let word = word.rsplit('.').next().unwrap_or(word);
        let opened = next.rest.starts_with(['“', '‘', '«', '(', '[']);
        let letter = next.initial();
        if letter.is_ascii_digit() && mark.kind == Kind::Stop && mark.close == mark.end {
            return self.bare_footnote(mark, word, rest);
        }
        if !letter.is_uppercase() || (next.is_marked() && !opened) {
            return None;
        }
        let second = next.inner.chars().nth(1).unwrap_or(' ');
        let whole = second.is_lowercase() || (matches!(letter, 'A' | 'I') && second.is_whitespace());
        let behind = next.inner[next.word.len()..].chars().next().unwrap_or(' ');
        let domain = matches!(next.word, "Com" | "Org" | "Net" | "Gov" | "Js" | "Io" | "Int" | "Edu");
        let sound =
            whole && !domain && !matches!(behind, '.' | '(' | '_') && !next.word.bytes().any(|b| b.is_ascii_digit());
        if !sound || self.is_address(mark) {
            return None;
        }
        let small = word.chars().count() > 1 && word.chars().all(char::is_lowercase);
        let ends = match mark.kind {
            Kind::Loud => true,
            Kind::Ellipsis => next.is_starter() && !word.is_empty(),
            _ if mark.close > mark.end => true,
            _ => class(word) == Class::Plain && (small || opened || is_end_before(word, &next)),
        };
        ends.then_some(mark.close)
    }

    /// Where a footnote number without brackets ends: `dropped.12 It`
    fn bare_footnote(&mut self, mark: Mark, word: &str, rest: &str) -> Option<usize> {
        let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
        let behind = &rest[digits..];
        let small = word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
        let fits = digits < 4 && small && class(word) == Class::Plain;
        let starts = behind.starts_with(' ') && Next::new(behind.trim_start()).is_starter();
        (fits && (starts || behind.is_empty()) && !self.is_address(mark)).then_some(mark.close + digits)
    }

    /// Whether the token around the terminator looks like an address of the net or a path.
    fn is_address(&mut self, mark: Mark) -> bool {
        if !self.token.0.contains(&mark.start) {
            let start = self.text[..mark.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let start = self.text.ceil_char_boundary(start);
            let end = self.text[mark.start..].find(char::is_whitespace).map_or(self.text.len(), |at| mark.start + at);
            let token = &self.text[start..end];
            let signs = token.contains(['@', '\\', '=', '_']) || token.contains("://") || token.contains("www.");
            let path = token.contains('/') && token.bytes().filter(|b| matches!(b, b'.' | b'/')).count() > 2;
            self.token = (start..end, signs || path);
        }
        self.token.1
    }
}

/// Whether a capitalised word, a figure or a closing mark ends a sentence with the next one set close to it.
fn is_end_before(word: &str, next: &Next) -> bool {
    let last = word.chars().next_back().unwrap_or(' ');
    let figure = last.is_ascii_digit() || matches!(last, '%' | ')' | ']' | '”' | '"' | '’');
    let name = word.chars().count() > 2 && word.chars().skip(1).all(char::is_lowercase);
    figure || (name && next.is_starter())
}

/// Whether the word numbers an item: `1`, `12`, `iv`, `B`.
fn is_marker(word: &str) -> bool {
    let figures = (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let roman = (1..=4).contains(&word.len())
        && (word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'))
            || word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X')));
    let letter = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    figures || roman || letter
}

/// Whether the sentence ends behind a company's or a person's name: `Inc.`, `Jr.`
fn tail(next: &Next) -> bool {
    if next.is_starter() || next.initial().is_numeric() {
        return true;
    }
    next.is_marked() || (!next.phrase_holds(&words::ROLES) && next.is_clause())
}

/// Whether the sentence ends behind one capital.
fn initial(word: &str, lead: &str, next: &Next) -> bool {
    let before = lead.rsplit(char::is_whitespace).next().unwrap_or_default();
    if word == "I" && matches!(before, "and" | "or" | "than" | "as" | "but") {
        return true;
    }
    let label = before.trim_start_matches(['(', '“', '"']).to_lowercase();
    next.is_starter() || holds(&words::LABELS, &label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut start = 0;
        find(text)
            .into_iter()
            .map(|end| {
                let part = text[start..end].trim();
                start = end;
                part
            })
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// The text is cut exactly at the bars.
    #[track_caller]
    fn cuts(marked: &str) {
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(parts(&marked.replace('|', "")), expected);
    }

    #[test]
    fn acronyms() {
        cuts("He left the U.S. | The U.S. Senate rose. | U.S. Marines landed.");
        cuts("It was made in the U.S. | Taiwan’s parts came later.");
        cuts("She is in the U.S. | Congressional aides in the U.S. Capitol met.".replace("| C", "C").as_str());
        cuts("In the U.S. Patriot missiles are old. | The U.S. Poultry had won.");
        cuts("They look to the U.S. | Moscow in turn denies it.");
        cuts("It lends in Ghana, and U.S. EXIM is content. | The old EU-U.S. Paris had led it.");
        cuts("He is a U.S. Under Secretary. | The U.S. No. 2 left.");
    }

    #[test]
    fn names_and_figures() {
        cuts("Lt. Gen. A. B. Roe saw Amb. Lee. | See Art. 5, para. 3 and No. 7. | No. | It was not.");
        cuts("It was Plan B. | Russia had Plan A. | You and I. | Did he?");
        cuts("Apple Inc. fell. | He sued Apple Inc. | Beijing objected.");
    }

    #[test]
    fn quotations() {
        cuts("“Is it so?” Wang asked. | “Yes.” | He left.");
        cuts("He said “A. B. That is it.” | Then he left.");
        cuts("“We lost.”| She wept. | He wrote, \"They ask, 'Is it so?' \" | Then he left.");
    }

    #[test]
    fn no_space() {
        cuts("It ended without a deal.| Both left for example.com and Node.js.");
        cuts("See www.State.gov/A.Html. | It failed.12 | It did. | At https://x.deal.Both it is.");
    }

    #[test]
    fn a_megabyte_of_anything_takes_one_pass() {
        for piece in [".", ". ", "\" ", "“ ", "a.", "A.", "U.S. ", "?!", ". . ", "….", "(.", ".)", ".[1]", "a.B", " ."]
        {
            find(&piece.repeat((1 << 20) / piece.len()));
        }
    }
}
