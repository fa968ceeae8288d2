//! Date lines: when an article was published or updated.
//!
//! Enters: one line. Leaves: the dates in it, as ISO 8601 where they can be read without guessing. Holds: a line is a
//! date line only when hardly anything but the date, its label and its time stands in it.

use jiff::civil::Date;

use super::wording::{Ending, ending, plain, words};

/// What a date line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// `YYYY-MM-DD`, or the line's own words where the date is incomplete or ambiguous.
    pub text: String,
    /// Whether `text` is ISO 8601.
    pub iso: bool,
    /// Whether it is the date of a change rather than of publication.
    pub updated: bool,
}

/// A date line has at most this many words.
const LONGEST: usize = 16;

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "enero", "januar", "gennaio", "janeiro"],
    &["february", "feb", "février", "fevrier", "febrero", "februar", "febbraio", "fevereiro"],
    &["march", "mar", "mars", "marzo", "märz", "março"],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio"],
    &["june", "jun", "juin", "junio", "juni", "giugno", "junho"],
    &["july", "jul", "juillet", "julio", "juli", "luglio", "julho"],
    &["august", "aug", "août", "aout", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro"],
    &["october", "oct", "octobre", "octubre", "oktober", "ottobre", "outubro"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "décembre", "decembre", "diciembre", "dezember", "dicembre", "dezembro"],
];

/// Words that label a date.
const LABELS: &str = "date published publication publish posted released release issued created first last modified \
     updated update edited revised reviewed";
/// Other words that a date line may have beside the date.
const AROUND: &str = "on at of the time local sent dated publié mis à jour le el de del am pm a p m h t z est edt et cst \
     cdt mst pst pdt pt gmt utc bst cet cest msk ist jst hkt sgt aest aedt eat wat monday tuesday \
     wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun en english fr \
     es min mins read";

/// A piece of a date line.
#[derive(Debug, Clone, Copy)]
enum Piece<'t> {
    /// A number, with its digits counted.
    Number(i32, usize),
    /// A word, in lower case.
    Word(&'t str),
}

/// A date found among the pieces `start..end`; its parts are known as far as they stand there.
struct Hit {
    start: usize,
    end: usize,
    date: Option<Date>,
}

/// Whether the word may stand beside a date.
fn is_around(word: &str) -> bool {
    LABELS.split(' ').chain(AROUND.split(' ')).any(|known| known == word)
}

/// The date lines say, if the line is one.
pub(super) fn parse(line: &str) -> Option<Dated> {
    if words(line) > LONGEST || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let lower = plain(line);
    let pieces = pieces(&lower);
    let hits = hits(&pieces, &lower);
    let Some(first) = hits.first() else { return relative(&lower).then(|| raw(line, false)) };
    let labelled = matches!(pieces.first(), Some(Piece::Word(word)) if LABELS.split(' ').any(|label| label == *word));
    let goes_on = matches!(ending(line), Ending::Stop | Ending::Comma);
    if goes_on && !labelled
        || matches!(pieces.first(), Some(Piece::Word("on" | "at" | "of" | "by" | "until" | "since")))
    {
        return None;
    }
    let strangers = strangers(&pieces, &hits);
    let opening = match pieces[first.start] {
        Piece::Word(month) => lower.find(month),
        Piece::Number(..) => lower.find(|c: char| c.is_ascii_digit()),
    };
    let place = opening.is_some_and(|at| lower[..at].ends_with(", ")) && !labelled;
    let allowed = if place { 3 } else { 1 };
    if strangers.0 > allowed || strangers.1 > 1 || (first.date.is_none() && strangers.0 + strangers.1 > 0) {
        return None;
    }
    Some(choose(line, &pieces, &hits))
}

/// The first complete date anywhere in a short text, such as a metadata field; else the text itself.
pub(super) fn normalised(text: &str) -> String {
    let lower = plain(text);
    let pieces = pieces(&lower);
    let date = hits(&pieces, &lower).into_iter().find_map(|hit| hit.date);
    date.map_or_else(|| text.trim().to_owned(), |date| date.to_string())
}

/// Whether the line is a time of day and nothing else.
pub(super) fn is_time(line: &str) -> bool {
    if words(line) > 5 || !line.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let lower = plain(line);
    let pieces = pieces(&lower);
    let clock = lower.bytes().next().is_some_and(|b| b.is_ascii_digit())
        && (lower.contains(':') || lower.contains("a.m") || lower.contains("p.m") || lower.contains("hrs"));
    let zoned = lower.contains(".m");
    clock
        && pieces.iter().all(|piece| match piece {
            Piece::Number(value, digits) => *value < 60 && *digits <= 2,
            Piece::Word(word) => is_around(word) || (zoned && word.len() <= 4),
        })
}

/// Of several dates on a line, that of publication.
fn choose(line: &str, pieces: &[Piece], hits: &[Hit]) -> Dated {
    let label = |hit: &Hit| {
        pieces[..hit.start].iter().rev().find_map(|piece| match piece {
            Piece::Word("published" | "posted" | "released" | "issued" | "created" | "publié") => Some(false),
            Piece::Word("updated" | "update" | "modified" | "edited" | "revised" | "reviewed" | "mis") => Some(true),
            _ => None,
        })
    };
    let complete = |hit: &&Hit| hit.date.is_some();
    let best = hits.iter().filter(complete).find(|hit| label(hit) == Some(false));
    let best = best.or_else(|| hits.iter().filter(complete).find(|hit| label(hit).is_none()));
    match best.or_else(|| hits.iter().find(complete)) {
        Some(hit) => Dated {
            text: hit.date.map(|date| date.to_string()).unwrap_or_default(),
            iso: true,
            updated: label(hit) == Some(true),
        },
        None => raw(line, hits.first().is_some_and(|hit| label(hit) == Some(true))),
    }
}

/// The line's own words, without its label.
fn raw(line: &str, updated: bool) -> Dated {
    let line = line.trim();
    let own = line.split_once(": ").map_or(line, |(label, rest)| if label.len() < 24 { rest.trim() } else { line });
    Dated { text: own.to_owned(), iso: false, updated }
}

/// `3 hours ago` and the like.
fn relative(lower: &str) -> bool {
    let units = ["min", "mins", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "hrs"];
    words(lower) <= 6
        && lower.ends_with(" ago")
        && lower.split(' ').any(|word| units.contains(&word))
        && lower.split(' ').any(|word| word.parse::<u32>().is_ok())
}

/// Words and numbers that belong to no date, label or time: before the first date, and after it.
fn strangers(pieces: &[Piece], hits: &[Hit]) -> (usize, usize) {
    let first = hits.first().map_or(0, |hit| hit.start);
    let (mut before, mut after) = (0, 0);
    for (index, piece) in pieces.iter().enumerate() {
        let strange = match piece {
            _ if hits.iter().any(|hit| (hit.start..hit.end).contains(&index)) => false,
            Piece::Number(value, digits) => *digits > 2 && !(*digits == 4 && *value % 100 < 60 && *value < 2400),
            Piece::Word(word) => !is_around(word),
        };
        if strange && index < first {
            before += 1;
        } else if strange {
            after += 1;
        }
    }
    (before, after)
}

/// Words and numbers of the line; ordinals lose their ending.
fn pieces(lower: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = lower;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        rest = &rest[at..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let value = rest[..digits].parse().unwrap_or(i32::MAX);
            pieces.push(Piece::Number(value, digits));
            rest = &rest[digits..];
            if let Some(ordinal) = ["st", "nd", "rd", "th", "er", "º"].iter().find(|end| rest.starts_with(**end)) {
                let after = &rest[ordinal.len()..];
                if !after.starts_with(char::is_alphanumeric) {
                    rest = after;
                }
            }
            continue;
        }
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if end == 0 {
            let other = rest.chars().next().map_or(1, char::len_utf8);
            rest = &rest[other..];
            continue;
        }
        pieces.push(Piece::Word(&rest[..end]));
        rest = &rest[end..];
    }
    pieces
}

/// Dates among the pieces, without overlap.
fn hits(pieces: &[Piece], lower: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        match hit(pieces, at, lower) {
            Some(found) => {
                at = found.end;
                hits.push(found);
            }
            None => at += 1,
        }
    }
    hits
}

/// The date that begins at piece `at`.
fn hit(pieces: &[Piece], at: usize, lower: &str) -> Option<Hit> {
    let small = |piece: Piece| matches!(piece, Piece::Word("of" | "de" | "del"));
    // Positions of the next pieces, with `of` and `de` between them skipped.
    let mut places = (at..pieces.len().min(at + 5)).filter(|index| *index == at || !small(pieces[*index]));
    let (one, two, three) = (places.next()?, places.next()?, places.next());
    let third = three.map(|index| pieces[index]);
    let found = |date: Option<Date>, end: usize| Some(Hit { start: at, end: end + 1, date });
    match (pieces[one], pieces[two], third) {
        (Piece::Number(y, 4), Piece::Number(m, 1..=2), Some(Piece::Number(d, 1..=2))) => {
            found(Some(day(y, m, d)?), three?)
        }
        (Piece::Number(y, 4), Piece::Word("年"), Some(Piece::Number(m, _))) => {
            let Piece::Number(d, _) = *pieces.get(at + 4)? else { return None };
            found(Some(day(y, m, d)?), (at + 5).min(pieces.len() - 1))
        }
        (Piece::Number(d, 1..=2), Piece::Word(month), Some(Piece::Number(y, 4))) if number(month).is_some() => {
            found(Some(day(y, number(month)?, d)?), three?)
        }
        (Piece::Word(month), Piece::Number(d, 1..=2), Some(Piece::Number(y, 4))) if number(month).is_some() => {
            found(Some(day(y, number(month)?, d)?), three?)
        }
        (Piece::Number(a, 1..=2), Piece::Number(b, 1..=2), Some(Piece::Number(y, 4))) => {
            if !(1900..2100).contains(&y) || a > 31 || b > 31 {
                return None;
            }
            found(slashed(a, b, y, lower), three?)
        }
        (Piece::Word(month), Piece::Number(d, 1..=2), _) if number(month).is_some() && d <= 31 => found(None, two),
        (Piece::Number(d, 1..=2), Piece::Word(month), _) if number(month).is_some() && d <= 31 => found(None, two),
        (Piece::Word(month), Piece::Number(y, 4), _) if number(month).is_some() && (1900..2100).contains(&y) => {
            found(None, two)
        }
        _ => None,
    }
}

/// `14.01.2024` is day first; with slashes only where one number cannot be a month.
fn slashed(a: i32, b: i32, year: i32, lower: &str) -> Option<Date> {
    let dotted = lower.contains(&format!("{b:02}.{year}")) || lower.contains(&format!("{b}.{year}"));
    if a > 12 || dotted || a == b {
        day(year, b, a)
    } else if b > 12 {
        day(year, a, b)
    } else {
        None
    }
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1500..2200).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(month: &str) -> Option<i32> {
    let index = MONTHS.iter().position(|names| names.contains(&month))?;
    i32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(line: &str) -> Option<String> {
        parse(line).filter(|dated| dated.iso).map(|dated| dated.text)
    }

    #[test]
    fn the_usual_forms_are_read() {
        for line in [
            "Published: January 14, 2024 at 6:03 am EST",
            "14 Jan 2024",
            "2024-01-14T06:03Z",
            "14.01.2024",
            " date 2024-01-14 en English",
            "Sunday, 14th of January 2024",
            "Jan. 14, 2024, 6:03 a.m. ET",
            "14 Jan 2024 - 18:05",
            "Geneva, 14 January 2024",
            "Last modified on Jan 14, 2024",
            "14/01/2024 18:05",
            "2024年1月14日",
            "14 de enero de 2024",
            "le 14 janvier 2024",
            "Updated February 3, 2024 — 9.12am, first published January 14, 2024 — 10.00pm",
            "Published: 11:45, 14 January 2024 | Updated: 13:02, 8 March 2024",
        ] {
            assert_eq!(iso(line).as_deref(), Some("2024-01-14"), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_stands() {
        assert_eq!(parse("Apr 18").map(|d| (d.text, d.iso)), Some(("Apr 18".into(), false)));
        assert_eq!(parse("Published: 04/05/2024").map(|d| (d.text, d.iso)), Some(("04/05/2024".into(), false)));
        assert_eq!(parse("3 hours ago").map(|d| d.text), Some("3 hours ago".into()));
        assert!(parse("Updated March 6, 2024").is_some_and(|d| d.updated));
    }

    #[test]
    fn sentences_and_titles_with_dates_are_no_date_lines() {
        for line in [
            "Department Press Briefing – February 8, 2024",
            "The talks began on 14 January 2024.",
            "May 2024 be kinder to diplomats than the last year was",
            "Feb 3 attack kills five soldiers",
            "February 30, 2024 was never a day",
            "No. 27/2024",
            "Resolution 2728 (2024)",
            "March 14 plan",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn times_alone_are_times() {
        assert!(is_time("1:31 p.m. EST") && is_time("11:02 A.M.") && is_time("18:05"));
        assert!(!is_time("END 2:05 P.M.") && !is_time("12 ministers") && !is_time("11:1 victory"));
    }

    #[test]
    fn metadata_is_normalised() {
        assert_eq!(normalised("2024-01-14T06:03:00+00:00"), "2024-01-14");
        assert_eq!(normalised(" last spring "), "last spring");
    }
}
