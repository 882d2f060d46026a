//! How far a crawl is, on stderr: a bar on a terminal, else a line every so many pages.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::say;
use super::surroundings::Surroundings;
use crate::crawl;
use crate::masking::masked;
use crate::model::{Address, Lang};

/// Where there is no terminal, a line is written every so many addresses.
const EVERY: u64 = 100;
/// After so many addresses enough of the site is known for an estimate.
const ESTIMATE: u64 = 20;

/// Tells how far a crawl is.
pub(super) struct Teller {
    lang: Lang,
    bar: Option<ProgressBar>,
    quiet: bool,
    /// Requests a second; 0 is no limit.
    rate: f64,
    /// When the last addresses were answered.
    last: Mutex<VecDeque<Instant>>,
}

/// Answers by which the pace is measured, and fewest of them.
const MEASURED: usize = 40;
const LEAST: usize = 10;

impl Teller {
    /// Makes a teller; a quiet one tells nothing.
    pub(super) fn new(around: &Surroundings, quiet: bool, rate: f64) -> Self {
        let bar = (!quiet && around.stderr_terminal).then(|| {
            let bar = ProgressBar::new(0);
            let template = "{spinner} {elapsed_precise} {bar:20} {wide_msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self {
            lang: around.lang,
            bar,
            quiet,
            rate,
            last: Mutex::default(),
        }
    }

    /// Notes an answer; returns requests a second: those wanted, or those that the site lets
    /// through where it asks for more time (`Crawl-delay`, refusals, slow answers).
    fn pace(&self, now: Instant) -> f64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.push_back(now);
        if last.len() > MEASURED {
            last.pop_front();
        }
        let taken = last.front().map(|first| now.duration_since(*first));
        match taken {
            Some(taken) if last.len() >= LEAST && !taken.is_zero() => {
                let measured = (last.len() - 1) as f64 / taken.as_secs_f64();
                // Hardly less than was wanted is what was wanted.
                if measured < self.rate * 0.8 {
                    measured
                } else {
                    self.rate
                }
            }
            _ => self.rate,
        }
    }

    /// Says how long what waits will take; nothing where there is no limit to the pace.
    fn takes(&self, waiting: u64) -> String {
        if self.rate <= 0.0 {
            return String::new();
        }
        let pace = self.pace(Instant::now());
        // Whole minutes are all that an estimate can mean.
        let minutes = (waiting as f64 / pace / 60.0).ceil();
        let shown = (pace * 100.0).round().max(1.0) / 100.0;
        match self.lang {
            Lang::Zh => format!("，按每秒 {shown} 次约需 {minutes} 分钟"),
            Lang::En => format!(", about {minutes} minutes at {shown} a second"),
        }
    }

    /// Takes the bar off the terminal.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl crawl::Progress for Teller {
    fn fetched(&self, done: u64, waiting: u64, address: &Address) {
        if self.quiet {
            return;
        }
        let (known, takes) = (done + waiting, self.takes(waiting));
        let estimate = match self.lang {
            Lang::Zh => format!("目前已知 {known} 个网址{takes}，读到更多链接后还会增加"),
            Lang::En => {
                format!("{known} addresses are known so far{takes}; links found later add more")
            }
        };
        let text = match self.lang {
            Lang::Zh => format!("已读 {done}，待读 {waiting}{takes}"),
            Lang::En => format!("{done} read, {waiting} waiting{takes}"),
        };
        match &self.bar {
            Some(bar) => {
                if done == ESTIMATE {
                    bar.println(&estimate);
                }
                bar.set_length(known);
                bar.set_position(done);
                bar.set_message(format!("{text}  {}", masked(address.as_str())));
            }
            None if done == ESTIMATE => say(&estimate),
            None if done.is_multiple_of(EVERY) => say(&text),
            None => {}
        }
    }
}
