//! Dates of records as ISO 8601.
//!
//! Enters: a date as it stands. Leaves: `2031`, `2031-03`, `2031-03-14`, `2031-03-14T09:30:00` with `Z` or its offset where it has
//! one; else what stood there. Holds: nothing is guessed: `04/05/2031` stays, a time zone is neither made up nor changed;
//! midnight without a zone is how programs write a date without a time, and is left out.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::Offset;

use crate::segment::normalised_date;

/// Longer cells hold more than a date.
const LONGEST: usize = 80;

/// Seconds from the Unix epoch are read from 1973 on, where they have nine digits, to the year 2200.
const SECONDS: std::ops::Range<i64> = 100_000_000..7_258_118_400;

/// A day and a time, which the forms below put before or after each other.
const TIMED: [&str; 10] = [
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%B %d, %Y %H:%M",
    "%b %d, %Y %H:%M",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M",
    "%a %b %d %H:%M:%S %Y",
];

/// A month and a year.
const MONTHS: [&str; 4] = ["%Y/%m", "%B %Y", "%b %Y", "%B, %Y"];

/// The date as ISO 8601 where it can be read, else as it stands.
pub(super) fn normalised(date: &str) -> String {
    let date = date.trim();
    if date.len() > LONGEST {
        return date.to_owned();
    }
    let whole = date.strip_suffix(".0").unwrap_or(date);
    let read = if whole.bytes().all(|byte| byte.is_ascii_digit()) { digits(whole) } else { written(date) };
    read.unwrap_or_else(|| date.to_owned())
}

/// A date of digits alone: a year, a day, a day and a time, or seconds or milliseconds since 1970.
fn digits(date: &str) -> Option<String> {
    let number: i64 = date.parse().ok()?;
    match date.len() {
        4 => in_years(i16::try_from(number).ok()?).then(|| date.to_owned()),
        8 => day(date).map(|day| day.to_string()),
        9 | 10 if SECONDS.contains(&number) => instant(number),
        12 | 13 if SECONDS.contains(&(number / 1000)) => instant(number / 1000),
        14 => {
            let part = |from: usize| date[from..from + 2].parse::<i8>().ok();
            let time = Time::new(part(8)?, part(10)?, part(12)?, 0).ok()?;
            Some(told(day(&date[..8])?, Some(time), None))
        }
        _ => None,
    }
}

/// `YYYYMMDD`.
fn day(digits: &str) -> Option<Date> {
    let date = Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()?;
    in_years(date.year()).then_some(date)
}

/// A second since 1970.
fn instant(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|instant| instant.to_string())
}

/// A date with other signs than digits.
fn written(date: &str) -> Option<String> {
    if let Some((seconds, fraction)) = date.split_once('.')
        && seconds.len() >= 9
        && [seconds, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return digits(seconds);
    }
    if let Ok(pieces) = Pieces::parse(date)
        && in_years(pieces.date().year())
    {
        return Some(told(pieces.date(), pieces.time(), pieces.to_numeric_offset()));
    }
    if let Some(month) = month(date) {
        return Some(month);
    }
    if let Ok(zoned) = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned_datetime(date) {
        return Some(told(zoned.date(), Some(zoned.time()), Some(zoned.offset())));
    }
    if let Some(timed) = TIMED.iter().find_map(|form| DateTime::strptime(form, date).ok()) {
        return Some(told(timed.date(), Some(timed.time()), None));
    }
    let found = normalised_date(date);
    (found != date).then_some(found)
}

/// `YYYY-MM`, where the text is a month and a year.
fn month(date: &str) -> Option<String> {
    let iso = ["%Y-%m"].iter().chain(&MONTHS);
    iso.filter_map(|form| strtime::parse(form, date).ok()).find_map(|time| {
        let (year, month) = (time.year()?, time.month()?);
        in_years(year).then(|| format!("{year:04}-{month:02}"))
    })
}

/// ISO 8601 of a day, a time without fractions of a second, and an offset.
fn told(date: Date, time: Option<Time>, offset: Option<Offset>) -> String {
    let Some(time) = time.filter(|time| offset.is_some() || *time != Time::midnight()) else { return date.to_string() };
    let zone = match offset {
        None => String::new(),
        Some(offset) if offset.seconds() == 0 => "Z".to_owned(),
        Some(offset) => {
            let (sign, seconds) = if offset.seconds() < 0 { ('-', -offset.seconds()) } else { ('+', offset.seconds()) };
            format!("{sign}{:02}:{:02}", seconds / 3600, seconds % 3600 / 60)
        }
    };
    format!("{date}T{:02}:{:02}:{:02}{zone}", time.hour(), time.minute(), time.second())
}

/// Whether a number can be a year of publication.
fn in_years(year: i16) -> bool {
    (1400..2200).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_become_iso() {
        for (given, iso) in [
            ("2031", "2031"),
            ("2031.0", "2031"),
            ("2031-03", "2031-03"),
            ("2031/03", "2031-03"),
            ("March 2031", "2031-03"),
            ("Mar 2031", "2031-03"),
            ("2031-03-14", "2031-03-14"),
            (" 2031-03-14\n", "2031-03-14"),
            ("20310314", "2031-03-14"),
            ("2031/03/14", "2031-03-14"),
            ("2031-3-14", "2031-03-14"),
            ("20310314093000", "2031-03-14T09:30:00"),
            ("20310314T093000Z", "2031-03-14T09:30:00Z"),
            ("2031-03-14T09:30:00Z", "2031-03-14T09:30:00Z"),
            ("2031-03-14T09:30:00.123Z", "2031-03-14T09:30:00Z"),
            ("2031-03-14T09:30:00+00:00", "2031-03-14T09:30:00Z"),
            ("2031-03-14T00:30:00+02:00", "2031-03-14T00:30:00+02:00"),
            ("2031-03-14T09:30-0530", "2031-03-14T09:30:00-05:30"),
            ("2031-03-14 09:30:00", "2031-03-14T09:30:00"),
            ("2031-03-14 09:30", "2031-03-14T09:30:00"),
            ("2031-03-14 00:00:00", "2031-03-14"),
            ("2031-03-14T00:00:00Z", "2031-03-14T00:00:00Z"),
            ("Fri, 14 Mar 2031 09:30:00 GMT", "2031-03-14T09:30:00Z"),
            ("Fri, 14 Mar 2031 09:30:00 +0200", "2031-03-14T09:30:00+02:00"),
            ("14 Mar 2031 09:30:00 -0500", "2031-03-14T09:30:00-05:00"),
            ("March 14, 2031", "2031-03-14"),
            ("Mar. 14, 2031", "2031-03-14"),
            ("14 March 2031", "2031-03-14"),
            ("Friday, 14th of March 2031", "2031-03-14"),
            ("14 de marzo de 2031", "2031-03-14"),
            ("14.03.2031", "2031-03-14"),
            ("14.03.2031 09:30", "2031-03-14T09:30:00"),
            ("March 14, 2031 09:30", "2031-03-14T09:30:00"),
            ("03/14/2031", "2031-03-14"),
            ("14/03/2031", "2031-03-14"),
            ("1930642200", "2031-03-07T09:30:00Z"),
            ("1930642200000", "2031-03-07T09:30:00Z"),
            ("1930642200.25", "2031-03-07T09:30:00Z"),
        ] {
            assert_eq!(normalised(given), iso, "{given}");
        }
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_stands() {
        for given in [
            "04/05/2031",
            "last spring",
            "2031-13",
            "20311399",
            "99",
            "31",
            "2031-02-30",
            "12345678901234567890",
            "-",
            "",
        ] {
            assert_eq!(normalised(given), given, "{given}");
        }
        let long = "14 March 2031 ".repeat(20);
        assert_eq!(normalised(&long), long.trim());
    }
}
