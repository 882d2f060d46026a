//! The official working-day calendar.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::written::{self, Entry, Fault, File, FileYear};
use crate::model::Words;
use crate::yaml::{Pos, Problems};

/// The shipped file below `rules/vocabulary/`.
const FILE: &str = "workdays.yaml";

/// Which days are working days, for the years that notices of the State Council cover.
///
/// Cloning is cheap. Outside the coverage every answer is `None`: weekends alone never stand in for a notice.
#[derive(Debug, Clone)]
pub struct Calendar {
    version: String,
    days: Arc<BTreeMap<i16, Year>>,
    index: Arc<Index>,
}

#[derive(Debug, Clone, Default)]
struct Year {
    /// Days named by the notices: `true` is a day of work.
    named: BTreeMap<Date, bool>,
    /// Whether all days of the year are known, or only the named ones.
    whole: bool,
}

/// Running totals by day, so that a period is counted by two look-ups.
#[derive(Debug, Clone, Default)]
struct Index {
    first: Option<Date>,
    /// Known days and working days before day `n` counted from `first`.
    totals: Vec<(u32, u32)>,
}

static SHIPPED: LazyLock<Result<Calendar, String>> = LazyLock::new(|| {
    let file: File = crate::vocabulary::load(FILE).map_err(|error| error.to_string())?;
    let mut calendar = Calendar::empty();
    calendar.take(file).map_err(|fault| fault.words.en)?;
    Ok(calendar)
});

impl Calendar {
    /// Returns the calendar that the program carries.
    ///
    /// A test proves that the shipped file is whole; if it ever is not, the calendar covers
    /// nothing and every deadline is undecided rather than wrong.
    pub fn shipped() -> Self {
        match SHIPPED.as_ref() {
            Ok(calendar) => calendar.clone(),
            Err(_) => Self::empty(),
        }
    }

    fn empty() -> Self {
        Self {
            version: String::new(),
            days: Arc::default(),
            index: Arc::default(),
        }
    }

    /// Returns the version of the data, for outputs; user files are appended (`2026.11+…`).
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the first and last year that are covered wholly.
    pub fn coverage(&self) -> Option<(i16, i16)> {
        let mut whole = self.days.iter().filter(|(_, year)| year.whole);
        let first = *whole.next()?.0;
        Some((first, whole.next_back().map_or(first, |(year, _)| *year)))
    }

    /// Takes in a further file of the same form; its years replace ours.
    ///
    /// # Errors
    /// When the file is not of the form of `rules/vocabulary/workdays.yaml`, names a day
    /// that does not exist or stands in another year, calls a day both off and working, or
    /// has a year without any day off (an empty year is a missing notice).
    pub fn extend(&mut self, file: &str, text: &str) -> Result<(), Problems> {
        let written = written::read(file, text)?;
        self.take(written)
            .map_err(|fault| written::problem(file, text, fault))
    }

    fn take(&mut self, file: File) -> Result<(), Fault> {
        let mut years = BTreeMap::clone(&self.days);
        for year in file.years {
            let (number, read) = read_year(year)?;
            years.insert(number, read);
        }
        self.index = Arc::new(Index::of(&years));
        self.days = Arc::new(years);
        self.version = if self.version.is_empty() {
            file.version
        } else {
            format!("{}+{}", self.version, file.version)
        };
        Ok(())
    }

    /// Tells whether `day` is a working day; `None` outside the coverage.
    pub fn is_workday(&self, day: Date) -> Option<bool> {
        let at = self.index.place(day)?;
        let (before, after) = (self.index.totals.get(at)?, self.index.totals.get(at + 1)?);
        (after.0 > before.0).then_some(after.1 > before.1)
    }

    /// Counts the working days after `start` up to and including `end`: the day that a
    /// period starts from is not counted (民法典 Article 201). Negative where `end` is
    /// before `start`; `None` where a day in between is outside the coverage.
    pub fn workdays_between(&self, start: Date, end: Date) -> Option<i64> {
        if end < start {
            return self.workdays_between(end, start).map(|days| -days);
        }
        if start == end {
            return self.is_workday(start).map(|_| 0);
        }
        let from = self.index.place(start.tomorrow().ok()?)?;
        let to = self.index.place(end)?;
        let (before, after) = (self.index.totals.get(from)?, self.index.totals.get(to + 1)?);
        let known = usize::try_from(after.0 - before.0).ok()?;
        (known == to + 1 - from).then(|| i64::from(after.1 - before.1))
    }

    /// Returns the day on which the `days`th working day after `start` falls (`start` not
    /// counted; zero gives `start`); `None` where the way there leaves the coverage.
    pub fn add_workdays(&self, start: Date, days: u32) -> Option<Date> {
        let mut day = start;
        let mut left = days;
        while left > 0 {
            day = day.tomorrow().ok()?;
            if self.is_workday(day)? {
                left -= 1;
            }
        }
        Some(day)
    }
}

impl Index {
    fn of(years: &BTreeMap<i16, Year>) -> Self {
        let first_day = |(number, year): (&i16, &Year)| {
            if year.whole {
                Date::new(*number, 1, 1).ok()
            } else {
                year.named.keys().next().copied()
            }
        };
        let last = years.iter().next_back().and_then(|(number, year)| {
            if year.whole {
                Date::new(*number, 12, 31).ok()
            } else {
                year.named.keys().next_back().copied()
            }
        });
        let (Some(first), Some(last)) = (years.iter().next().and_then(first_day), last) else {
            return Self::default();
        };
        let mut totals = vec![(0, 0)];
        let (mut known, mut work) = (0, 0);
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            let state = years.get(&day.year()).and_then(|year| {
                year.named.get(&day).copied().or_else(|| {
                    year.whole
                        .then(|| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
                })
            });
            known += u32::from(state.is_some());
            work += u32::from(state == Some(true));
            totals.push((known, work));
        }
        Self {
            first: Some(first),
            totals,
        }
    }

    fn place(&self, day: Date) -> Option<usize> {
        let days = (day - self.first?).get_days();
        usize::try_from(days).ok()
    }
}

fn read_year(year: FileYear) -> Result<(i16, Year), Fault> {
    let number = year.year;
    let fault = |at: Pos, zh: &str, en: &str| Fault {
        at,
        words: Words::new(format!("{number} 年：{zh}"), format!("year {number}: {en}")),
    };
    if !(1949..2200).contains(&number) {
        return Err(fault(year.at, "年份不在 1949—2199 之间", "out of range"));
    }
    if year.off.is_empty() {
        return Err(fault(
            year.at,
            "没有写任何放假日（没有放假通知的年份不要写）",
            "no day off is named (leave out a year without a notice)",
        ));
    }
    let mut named = BTreeMap::new();
    for (entries, work) in [(&year.off, false), (&year.work, true)] {
        for Entry { at, text: entry } in entries {
            let at = *at;
            let (first, last) = entry.split_once("..").unwrap_or((entry, entry));
            let read = |text: &str| {
                text.trim().parse::<Date>().map_err(|_| {
                    fault(
                        at,
                        &format!(
                            "“{entry}”不是日期或日期段（2027-01-01 或 2027-01-01..2027-01-03）"
                        ),
                        &format!("`{entry}` is not a day or a period"),
                    )
                })
            };
            let (first, last) = (read(first)?, read(last)?);
            if first.year() != number || last.year() != number || last < first {
                return Err(fault(
                    at,
                    &format!("“{entry}”不在这一年，或者先后颠倒"),
                    &format!("`{entry}` is not a period of the year"),
                ));
            }
            for day in first.series(1.day()).take_while(|day| *day <= last) {
                if named.insert(day, work).is_some() {
                    return Err(fault(
                        at,
                        &format!("{day} 写了两次"),
                        &format!("{day} is named twice"),
                    ));
                }
            }
        }
    }
    Ok((
        number,
        Year {
            named,
            whole: !year.partial,
        },
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::Date;

    use super::{Calendar, SHIPPED};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_file_is_whole() {
        assert!(SHIPPED.is_ok(), "{:?}", SHIPPED.as_ref().err());
        let calendar = Calendar::shipped();
        assert_eq!(calendar.coverage(), Some((2019, 2026)));
        let totals = [250, 249, 250, 249, 249, 251, 248, 248];
        for (year, total) in (2019..).zip(totals) {
            let before = day(&format!("{}-12-31", year - 1));
            let last = day(&format!("{year}-12-31"));
            assert_eq!(
                calendar.workdays_between(before, last),
                Some(total),
                "{year}"
            );
        }
    }

    /// An independent package, day by day. It ends a week before the last year does.
    #[test]
    fn another_calendar_agrees_day_by_day() {
        let calendar = Calendar::shipped();
        let last = day("2026-12-25");
        let mut days = 0;
        for date in day("2019-01-01")
            .series(1.day())
            .take_while(|date| *date <= last)
        {
            let (year, month, number) = (date.year(), date.month(), date.day());
            let theirs = chinese_holiday::chinese_holiday((
                u16::try_from(year).unwrap(),
                u8::try_from(month).unwrap(),
                u8::try_from(number).unwrap(),
            ));
            assert_eq!(
                calendar.is_workday(date),
                Some(theirs.is_workday()),
                "{date}"
            );
            days += 1;
        }
        assert_eq!(days, 2916);
        // The rest of the year is ordinary: no notice names any of these days.
        for (number, work) in (26..=31).zip([false, false, true, true, true, true]) {
            let date = day(&format!("2026-12-{number}"));
            assert_eq!(calendar.is_workday(date), Some(work), "{date}");
        }
    }

    #[test]
    fn last_days_of_periods() {
        let calendar = Calendar::shipped();
        for (start, days, last) in [
            ("2020-01-20", 3, "2020-01-23"),
            ("2020-01-20", 20, "2020-02-25"),
            ("2019-09-27", 3, "2019-10-08"),
            ("2020-06-08", 20, "2020-07-07"),
            ("2020-06-24", 3, "2020-06-30"),
            ("2020-09-30", 7, "2020-10-16"),
            ("2021-02-10", 3, "2021-02-20"),
            ("2023-04-28", 5, "2023-05-09"),
            ("2024-02-08", 20, "2024-03-13"),
            ("2024-09-13", 3, "2024-09-19"),
            ("2025-01-24", 20, "2025-02-27"),
            ("2025-09-30", 7, "2025-10-16"),
            ("2026-02-13", 3, "2026-02-25"),
            ("2026-09-18", 20, "2026-10-22"),
            ("2026-11-23", 20, "2026-12-21"),
        ] {
            assert_eq!(
                calendar.add_workdays(day(start), days),
                Some(day(last)),
                "{start}"
            );
            assert_eq!(
                calendar.workdays_between(day(start), day(last)),
                Some(i64::from(days)),
                "{start}"
            );
        }
    }

    #[test]
    fn periods_with_moved_days() {
        let calendar = Calendar::shipped();
        for (start, end, days) in [
            ("2020-01-23", "2020-02-03", 1),
            ("2020-05-01", "2020-05-09", 4),
            ("2021-09-18", "2021-09-22", 1),
            ("2026-02-14", "2026-02-24", 1),
        ] {
            assert_eq!(
                calendar.workdays_between(day(start), day(end)),
                Some(days),
                "{start}"
            );
            assert_eq!(calendar.workdays_between(day(end), day(start)), Some(-days));
        }
        for (text, work) in [
            ("2020-02-01", false),
            ("2020-02-03", true),
            ("2019-05-05", true),
            ("2024-02-09", true),
            ("2018-12-29", true),
            ("2018-12-31", false),
        ] {
            assert_eq!(calendar.is_workday(day(text)), Some(work), "{text}");
        }
    }

    #[test]
    fn outside_the_coverage_nothing_is_known() {
        let calendar = Calendar::shipped();
        for text in ["2018-12-28", "2018-06-01", "2027-01-01", "2030-05-01"] {
            assert_eq!(calendar.is_workday(day(text)), None, "{text}");
        }
        assert_eq!(
            calendar.workdays_between(day("2018-12-28"), day("2019-01-02")),
            Some(2)
        );
        assert_eq!(
            calendar.workdays_between(day("2018-12-27"), day("2019-01-02")),
            None
        );
        assert_eq!(
            calendar.workdays_between(day("2026-12-31"), day("2027-01-01")),
            None
        );
        assert_eq!(calendar.add_workdays(day("2026-12-28"), 20), None);
    }

    #[test]
    fn a_user_file_adds_a_year_and_is_checked() {
        let mut calendar = Calendar::shipped();
        for bad in [
            "version: x\nyears: [{year: 2027, off: [], work: []}]",
            "version: x\nyears: [{year: 2027, off: ['2027-02-30'], work: []}]",
            "version: x\nyears: [{year: 2027, off: ['2026-01-01'], work: []}]",
            "version: x\nyears: [{year: 2027, off: ['2027-01-01'], work: ['2027-01-01']}]",
            "years: 3",
        ] {
            assert!(calendar.extend("cal.yaml", bad).is_err(), "{bad}");
        }
        assert_eq!(calendar.is_workday(day("2027-01-04")), None);
        calendar
            .extend(
                "cal.yaml",
                "version: '2027'\nyears: [{year: 2027, off: ['2027-01-01..2027-01-03'], work: []}]",
            )
            .unwrap();
        assert_eq!(calendar.is_workday(day("2027-01-03")), Some(false));
        assert_eq!(
            calendar.workdays_between(day("2026-12-31"), day("2027-01-04")),
            Some(1)
        );
        assert_eq!(calendar.coverage(), Some((2019, 2027)));
        assert!(calendar.version().ends_with("+2027"));
    }
}
