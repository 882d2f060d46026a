//! How often one host is asked: rate, waits it asks for, slowing down when it refuses.
//!
//! Pure: the time is handed in, so a test can move it.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// The slowest pace that refusals lead to.
const SLOWEST: Duration = Duration::from_secs(30);
/// The first wait after a refusal that names none.
const FIRST_BACKOFF: Duration = Duration::from_secs(2);
/// The wait after a failed connection, doubled with each further one in a row.
const FAILURE_BACKOFF: Duration = Duration::from_millis(500);
/// After this many good answers in a row a slowed pace is quickened again.
const GOOD_RUN: u32 = 20;
/// An answer is slow when it takes so many times as long as usual …
const SLOW_TIMES: u32 = 4;
/// … and this long at least: quicker answers are no burden whatever they grew from.
const SLOW_LEAST: Duration = Duration::from_secs(1);
/// So many slow answers in a row slow the pace.
const SLOW_RUN: u32 = 3;
/// Of so many answers each that is slow counts for one in what is usual: a server that answers
/// slowly whatever is asked is not slow because of us.
const SLOW_SHARE: u32 = 32;

/// The pace of requests to one host.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    /// The pace that was asked for by the options and robots.txt.
    base: Duration,
    spacing: Duration,
    next: Instant,
    refusals: u32,
    failures: u32,
    good: u32,
    /// How long answers take as a rule.
    usual: Option<Duration>,
    /// How many answers in a row took much longer.
    slow: u32,
    /// When the last refusal or failure came: what was under way then tells nothing new.
    troubled: Option<Instant>,
}

impl Pace {
    /// Returns the pace of `rate` requests a second; 0 means no limit.
    pub(super) fn new(rate: f64, now: Instant) -> Self {
        let spacing = if rate > 0.0 {
            Duration::try_from_secs_f64(1.0 / rate).unwrap_or(SLOWEST)
        } else {
            Duration::ZERO
        };
        Self {
            base: spacing,
            spacing,
            next: now,
            refusals: 0,
            failures: 0,
            good: 0,
            usual: None,
            slow: 0,
            troubled: None,
        }
    }

    /// Honours a `Crawl-delay`: never faster than that.
    pub(super) fn at_least(&mut self, delay: Duration) {
        self.base = self.base.max(delay);
        self.spacing = self.spacing.max(delay);
        self.next += delay;
    }

    /// Returns when the next request may start.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// Notes that a request starts.
    pub(super) fn started(&mut self, now: Instant) {
        self.next = self.next.max(now + self.spacing);
    }

    /// Notes an answer that was no refusal, and how long it took. A server that grows slow is
    /// asked less often before it has to refuse; without a limit nothing of the kind is done.
    pub(super) fn answered(&mut self, took: Duration) {
        self.refusals = 0;
        self.failures = 0;
        let usual = *self.usual.get_or_insert(took);
        if took > (usual * SLOW_TIMES).max(SLOW_LEAST) && !self.base.is_zero() {
            self.good = 0;
            self.slow += 1;
            self.usual = Some((usual * (SLOW_SHARE - 1) + took) / SLOW_SHARE);
            if self.slow >= SLOW_RUN {
                self.slow = 0;
                // Waiting longer than some answers take spares a server no more.
                let most = (took * SLOW_TIMES).clamp(self.base, SLOWEST.max(self.base));
                self.spacing = (self.spacing * 2).min(most).max(self.spacing);
            }
            return;
        }
        self.slow = 0;
        self.usual = Some((usual * 7 + took) / 8);
        self.good += 1;
        if self.good >= GOOD_RUN && self.spacing > self.base {
            self.good = 0;
            self.spacing = (self.spacing / 2).max(self.base);
        }
    }

    /// Notes a refusal (429, 503 …) of a request sent at `begun`, and the wait that the
    /// host asked for; returns the wait that will be kept.
    pub(super) fn refused(
        &mut self,
        asked: Option<Duration>,
        begun: Instant,
        now: Instant,
    ) -> Duration {
        self.good = 0;
        let news = self.is_news(begun, now) || self.refusals == 0;
        self.refusals = self.refusals.saturating_add(u32::from(news));
        let backoff = FIRST_BACKOFF * 2_u32.pow((self.refusals - 1).min(4));
        let wait = asked.unwrap_or(backoff);
        self.next = self.next.max(now + wait);
        if news && self.refusals > 1 {
            // Again, although it was waited for: the pace itself is too fast.
            let floor = Duration::from_millis(250);
            self.spacing = (self.spacing * 2).clamp(floor.max(self.base), SLOWEST.max(self.base));
        }
        wait
    }

    /// Notes a request that got no answer; returns how many rounds in a row did not.
    pub(super) fn failed(&mut self, begun: Instant, now: Instant) -> u32 {
        self.good = 0;
        let news = self.is_news(begun, now) || self.failures == 0;
        self.failures = self.failures.saturating_add(u32::from(news));
        let wait = FAILURE_BACKOFF * 2_u32.pow((self.failures - 1).min(3));
        self.next = self.next.max(now + wait);
        self.failures
    }

    /// Lets the next request start at once, where waiting serves nobody.
    pub(super) fn relent(&mut self, now: Instant) {
        self.next = now;
    }

    /// Tells whether a request was sent after the last trouble, and notes the new one.
    fn is_news(&mut self, begun: Instant, now: Instant) -> bool {
        let news = self.troubled.is_none_or(|troubled| begun >= troubled);
        self.troubled = Some(now);
        news
    }
}

/// Reads `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date.
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let seconds = until.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use std::time::{Duration, Instant};

    use super::{GOOD_RUN, Pace, SLOWEST, retry_after};

    const QUICK: Duration = Duration::from_millis(40);

    #[test]
    fn requests_are_spaced_by_the_rate() {
        let now = Instant::now();
        let mut pace = Pace::new(2.0, now);
        assert_eq!(pace.next(), now);
        pace.started(now);
        assert_eq!(pace.next(), now + Duration::from_millis(500));
        let mut unlimited = Pace::new(0.0, now);
        unlimited.started(now);
        assert_eq!(unlimited.next(), now);
    }

    #[test]
    fn a_server_that_is_slow_by_nature_is_asked_at_the_wanted_pace_in_the_end() {
        let now = Instant::now();
        let mut pace = Pace::new(2.0, now);
        // The first answer, of robots.txt, was quick.
        pace.answered(QUICK);
        let (slow, base) = (Duration::from_millis(1_200), Duration::from_millis(500));
        let mut slowest = base;
        for _ in 0..100 {
            pace.answered(slow);
            slowest = slowest.max(pace.spacing);
        }
        assert!(slowest > base && slowest <= slow * 4, "{slowest:?}");
        assert_eq!(pace.spacing, base);
    }

    #[test]
    fn a_crawl_delay_slows_but_never_quickens() {
        let now = Instant::now();
        let mut pace = Pace::new(2.0, now);
        pace.at_least(Duration::from_millis(100));
        pace.at_least(Duration::from_secs(3));
        let later = pace.next();
        pace.started(later);
        assert_eq!(pace.next(), later + Duration::from_secs(3));
    }

    #[test]
    fn a_refusal_waits_as_asked_and_repeated_ones_slow_the_pace() {
        let now = Instant::now();
        let mut pace = Pace::new(4.0, now);
        assert_eq!(
            pace.refused(Some(Duration::from_secs(7)), now, now),
            Duration::from_secs(7)
        );
        assert_eq!(pace.next(), now + Duration::from_secs(7));
        assert_eq!(pace.spacing, Duration::from_millis(250));
        pace.refused(None, now, now);
        assert_eq!(pace.spacing, Duration::from_millis(500));
        for _ in 0..50 {
            pace.refused(None, now, now);
        }
        assert_eq!(pace.spacing, SLOWEST);
        for _ in 0..GOOD_RUN * 20 {
            pace.answered(QUICK);
        }
        assert_eq!(pace.spacing, Duration::from_millis(250));
    }

    #[test]
    fn a_server_that_grows_slow_is_asked_less_often_until_it_is_quick_again() {
        let mut pace = Pace::new(2.0, Instant::now());
        let spacing = Duration::from_millis(500);
        for _ in 0..30 {
            pace.answered(QUICK);
        }
        // One slow page is a slow page.
        pace.answered(Duration::from_secs(9));
        pace.answered(QUICK);
        assert_eq!(pace.spacing, spacing);
        for _ in 0..6 {
            pace.answered(Duration::from_secs(3));
        }
        assert_eq!(pace.spacing, spacing * 4);
        for _ in 0..GOOD_RUN {
            pace.answered(QUICK);
        }
        assert_eq!(pace.spacing, spacing * 2);
        // A server that was always slow is not slowing down.
        let mut pace = Pace::new(2.0, Instant::now());
        for _ in 0..30 {
            pace.answered(Duration::from_secs(3));
        }
        assert_eq!(pace.spacing, spacing);
        // Without a limit nothing is done about it.
        let mut pace = Pace::new(0.0, Instant::now());
        pace.answered(QUICK);
        for _ in 0..30 {
            pace.answered(Duration::from_secs(3));
        }
        assert_eq!(pace.spacing, Duration::ZERO);
    }

    #[test]
    fn requests_sent_before_a_refusal_do_not_count_against_the_host_again() {
        let begun = Instant::now();
        let later = begun + Duration::from_secs(1);
        let mut pace = Pace::new(0.0, begun);
        for _ in 0..4 {
            pace.refused(None, begun, later);
        }
        assert_eq!(pace.next(), later + Duration::from_secs(2));
        assert_eq!(pace.spacing, Duration::ZERO);
    }

    #[test]
    fn failures_in_a_row_are_counted() {
        let now = Instant::now();
        let mut pace = Pace::new(0.0, now);
        assert_eq!(pace.failed(now, now), 1);
        assert_eq!(pace.failed(now, now), 2);
        assert_eq!(pace.next(), now + Duration::from_secs(1));
        pace.answered(QUICK);
        assert_eq!(pace.failed(now, now), 1);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = "2020-06-08T00:00:00Z".parse().unwrap();
        let check = |value: &str, expected: Option<u64>| {
            assert_eq!(
                retry_after(value, now),
                expected.map(Duration::from_secs),
                "{value}"
            );
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Mon, 08 Jun 2020 00:01:40 GMT", Some(100));
        check("Mon, 08 Jun 2019 00:01:40 GMT", None); // the wrong day of the week
        check("Sat, 08 Jun 2019 00:01:40 GMT", Some(0));
        check("soon", None);
        check("-1", None);
    }
}
