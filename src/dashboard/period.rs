//! Dates of several precisions, and the periods they fall into.
//!
//! Enters: dates as the tables have them. Leaves: a [`Calendar`] and the place of each date in it. Holds: a date falls into
//! a period only where it is at least as precise; what falls into none is told apart by why.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::{Error, Result};

/// Most points that are chosen, and most that may be asked for.
const CHOSEN: i32 = 72;
const MOST: i32 = 400;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A day.
    Day,
    /// A week of ISO 8601, from Monday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Grain {
    /// All, the shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// A date as precise as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// Days since 1970-01-01.
    Day(i32),
    /// Months since the year 0.
    Month(i32),
    /// The year.
    Year(i32),
}

impl Stamp {
    /// A date of ISO 8601; a time of day is read over.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
        if !(time.is_empty() || time.starts_with(['T', ' '])) || !date.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        {
            return None;
        }
        let year = || date.get(..4)?.parse().ok();
        match date.len() {
            4 => Some(Self::Year(year()?)),
            7 if date.as_bytes()[4] == b'-' => {
                let month: i32 = date.get(5..)?.parse().ok()?;
                (1..=12).contains(&month).then_some(Self::Month(year()? * 12 + month - 1))
            }
            10 => Some(Self::Day(days(date.parse().ok()?))),
            _ => None,
        }
    }

    /// The day, or the middle of what it may be.
    pub fn day(self) -> i32 {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => first_day(Grain::Month, month) + 14,
            Self::Year(year) => first_day(Grain::Year, year) + 182,
        }
    }

    /// The period it falls into; none where it is not precise enough.
    pub fn at(self, grain: Grain) -> Option<i32> {
        match (self, grain) {
            (Self::Year(year), Grain::Year) => Some(year),
            (Self::Year(_), _) | (Self::Month(_), Grain::Day | Grain::Week) => None,
            (Self::Month(month), Grain::Month) => Some(month),
            (Self::Month(month), Grain::Year) => Some(month.div_euclid(12)),
            (Self::Day(day), _) => Some(period_of(grain, day)),
        }
    }
}

fn days(date: Date) -> i32 {
    i32::try_from(date.duration_since(EPOCH).as_hours() / 24).unwrap_or(0)
}

fn date(day: i32) -> Date {
    EPOCH.checked_add(SignedDuration::from_hours(i64::from(day) * 24)).unwrap_or(EPOCH)
}

/// The period that a day falls into.
fn period_of(grain: Grain, day: i32) -> i32 {
    let date = date(day);
    match grain {
        Grain::Day => day,
        // 1970-01-01 was a Thursday.
        Grain::Week => (day + 3).div_euclid(7),
        Grain::Month => i32::from(date.year()) * 12 + i32::from(date.month()) - 1,
        Grain::Year => i32::from(date.year()),
    }
}

/// The first day of a period.
fn first_day(grain: Grain, period: i32) -> i32 {
    let of = |year: i32, month: i32| {
        let (year, month) = (i16::try_from(year).unwrap_or(0), i8::try_from(month).unwrap_or(1));
        Date::new(year, month, 1).map_or(0, days)
    };
    match grain {
        Grain::Day => period,
        Grain::Week => period * 7 - 3,
        Grain::Month => of(period.div_euclid(12), period.rem_euclid(12) + 1),
        Grain::Year => of(period, 1),
    }
}

/// The name of a period.
fn label(grain: Grain, period: i32) -> String {
    let first = date(first_day(grain, period));
    match grain {
        Grain::Day => first.to_string(),
        Grain::Week => {
            let week = first.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Grain::Month => format!("{:04}-{:02}", first.year(), first.month()),
        Grain::Year => format!("{:04}", first.year()),
    }
}

/// Where a document falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into this period, from 0.
    Period(usize),
    /// It has no date.
    Undated,
    /// Its date cannot be read.
    Unreadable,
    /// Its date is less precise than a period.
    Coarse,
    /// Its date is far from all others.
    Far,
}

/// The periods of a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The length of a period.
    pub grain: Grain,
    first: i32,
    count: usize,
}

impl Calendar {
    /// How many periods there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The name of a period.
    pub fn label(&self, index: usize) -> String {
        label(self.grain, self.first + i32::try_from(index).unwrap_or(0))
    }

    /// The first day of a period.
    pub fn start(&self, index: usize) -> String {
        date(first_day(self.grain, self.first + i32::try_from(index).unwrap_or(0))).to_string()
    }

    /// Where a date falls.
    pub fn place(&self, date: Option<&str>) -> Place {
        let Some(date) = date.filter(|date| !date.trim().is_empty()) else { return Place::Undated };
        let Some(stamp) = Stamp::parse(date) else { return Place::Unreadable };
        let Some(period) = stamp.at(self.grain) else { return Place::Coarse };
        let index = usize::try_from(period - self.first).ok().filter(|index| *index < self.count);
        index.map_or(Place::Far, Place::Period)
    }
}

/// How many documents have which date: days, months and years apart.
#[derive(Debug, Default)]
pub struct Dates {
    days: BTreeMap<i32, u64>,
    months: BTreeMap<i32, u64>,
    years: BTreeMap<i32, u64>,
}

impl Dates {
    /// Counts a date.
    pub fn take(&mut self, stamp: Stamp) {
        let (map, key) = match stamp {
            Stamp::Day(key) => (&mut self.days, key),
            Stamp::Month(key) => (&mut self.months, key),
            Stamp::Year(key) => (&mut self.years, key),
        };
        *map.entry(key).or_default() += 1;
    }

    fn all(&self) -> impl Iterator<Item = (Stamp, u64)> {
        let days = self.days.iter().map(|(&key, &n)| (Stamp::Day(key), n));
        let months = self.months.iter().map(|(&key, &n)| (Stamp::Month(key), n));
        days.chain(months).chain(self.years.iter().map(|(&key, &n)| (Stamp::Year(key), n)))
    }

    /// The days between which dates are not far: those of the central 99 of 100 documents, and as long again on either side.
    fn near(&self) -> (i32, i32) {
        let mut places: Vec<_> = self.all().map(|(stamp, n)| (stamp.day(), n)).collect();
        places.sort_unstable();
        let total: u64 = places.iter().map(|(_, n)| n).sum();
        let quantile = |rank: u64| {
            let mut seen = 0;
            let at = places.iter().find(|(_, n)| {
                seen += n;
                seen > rank
            });
            at.map_or(0, |(day, _)| *day)
        };
        let (low, high) = (quantile(total / 200), quantile(total - 1 - total / 200));
        let span = (high - low).max(366);
        (low - span, high + span)
    }

    /// The periods that show these dates: `by`, or the shortest that 19 of 20 documents are precise enough for and that
    /// make at most 72 points.
    pub fn calendar(&self, by: Option<Grain>) -> Result<Calendar> {
        let total: u64 = self.all().map(|(_, n)| n).sum();
        if total == 0 {
            return Ok(Calendar { grain: by.unwrap_or(Grain::Year), first: 0, count: 0 });
        }
        let near = self.near();
        let over = |grain: Grain| {
            let placed = self.all().filter(|(stamp, _)| (near.0..=near.1).contains(&stamp.day()));
            let placed: Vec<_> = placed.filter_map(|(stamp, n)| Some((stamp.at(grain)?, n))).collect();
            let precise: u64 = placed.iter().map(|(_, n)| n).sum();
            let ends = placed.iter().map(|(at, _)| *at).min().zip(placed.iter().map(|(at, _)| *at).max());
            ends.map(|(first, last)| (first, last - first + 1, precise * 20 >= total * 19))
        };
        let fits = |grain: &Grain| over(*grain).is_some_and(|(_, count, precise)| precise && count <= CHOSEN);
        let grain = by.or_else(|| Grain::ALL.into_iter().find(fits)).unwrap_or(Grain::Year);
        let Some((first, count, _)) = over(grain) else { return Ok(Calendar { grain, first: 0, count: 0 }) };
        if by.is_some() && count > MOST {
            let remedy =
                "that is more than 400 points over the dates of this corpus; take a coarser one, or leave it out";
            return Err(Error::Setting { setting: "--by", value: grain.name().to_owned(), remedy });
        }
        let shown = count.min(MOST);
        Ok(Calendar { grain, first: first + count - shown, count: usize::try_from(shown).unwrap_or(0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(of: &[&str]) -> Dates {
        let mut dates = Dates::default();
        of.iter().filter_map(|text| Stamp::parse(text)).for_each(|stamp| dates.take(stamp));
        dates
    }

    #[test]
    fn dates_of_every_precision_are_read_and_nonsense_is_not() {
        assert_eq!(Stamp::parse("1970-01-02"), Some(Stamp::Day(1)));
        assert_eq!(Stamp::parse("1969-12-31T23:59:00Z"), Some(Stamp::Day(-1)));
        assert_eq!(Stamp::parse("2031-03"), Some(Stamp::Month(2031 * 12 + 2)));
        assert_eq!(Stamp::parse(" 2031 "), Some(Stamp::Year(2031)));
        for wrong in ["", "31", "2031-13", "2031-02-30", "14 March 2031", "2031-03-14x", "20310314", "٢٠٣١", "2031/03"]
        {
            assert_eq!(Stamp::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_period_begins_where_it_says() {
        for grain in Grain::ALL {
            for day in (-40_000..40_000).step_by(17) {
                let period = period_of(grain, day);
                assert!(first_day(grain, period) <= day && first_day(grain, period + 1) > day, "{grain:?} {day}");
            }
        }
        let day = Stamp::parse("2021-01-03").expect("a date").day();
        assert_eq!(label(Grain::Week, period_of(Grain::Week, day)), "2020-W53");
        assert_eq!(label(Grain::Month, period_of(Grain::Month, day)), "2021-01");
    }

    #[test]
    fn the_span_chooses_the_period() {
        let grain = |of: &[&str]| dates(of).calendar(None).expect("a calendar").grain;
        assert_eq!(grain(&["2031-03-01", "2031-04-01"]), Grain::Day);
        assert_eq!(grain(&["2031-03-01", "2031-09-01"]), Grain::Week);
        assert_eq!(grain(&["2031-03-01", "2034-04-01"]), Grain::Month);
        assert_eq!(grain(&["2031-03-01", "2041-04-01"]), Grain::Year);
        assert_eq!(grain(&["2031", "2032", "2031-04-01"]), Grain::Year, "most are not precise enough");
        assert!(dates(&["2031-03-01", "2041-04-01"]).calendar(Some(Grain::Day)).is_err());
        assert_eq!(dates(&[]).calendar(None).expect("no periods").count(), 0);
    }

    #[test]
    fn what_falls_into_no_period_is_told_apart() {
        let mut of = vec!["2031-03-01"; 150];
        of.extend(vec!["2031-05-01"; 150]);
        of.push("1970-01-01");
        let calendar = dates(&of).calendar(None).expect("a calendar");
        assert_eq!((calendar.grain, calendar.count()), (Grain::Day, 62));
        let place = |date| calendar.place(Some(date));
        assert_eq!(place("2031-03-02T08:00"), Place::Period(1));
        assert_eq!(place("1970-01-01"), Place::Far);
        assert_eq!(place("2031-03"), Place::Coarse);
        assert_eq!(place("spring"), Place::Unreadable);
        assert_eq!((place(" "), calendar.place(None)), (Place::Undated, Place::Undated));
        assert_eq!((calendar.label(61), calendar.start(61)), ("2031-05-01".to_owned(), "2031-05-01".to_owned()));
    }
}
