//! How far a crawl is, on stderr: a bar on a terminal, else a line every so many pages.

use std::time::Duration;

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
}

impl Teller {
    /// Makes a teller; a quiet one tells nothing.
    pub(super) fn new(around: &Surroundings, quiet: bool, rate: f64) -> Self {
        let bar = (!quiet && around.stderr_terminal).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) =
                ProgressStyle::with_template("{spinner} {elapsed_precise} {wide_msg}")
            {
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
        let mut text = match self.lang {
            Lang::Zh => format!("已读 {done}，待读 {waiting}"),
            Lang::En => format!("{done} read, {waiting} waiting"),
        };
        if self.rate > 0.0 {
            // Whole minutes are all that an estimate can mean.
            let minutes = (waiting as f64 / self.rate / 60.0).ceil();
            text.push_str(&match self.lang {
                Lang::Zh => format!("，按每秒 {} 次约需 {minutes} 分钟", self.rate),
                Lang::En => format!(", about {minutes} minutes at {} a second", self.rate),
            });
        }
        match &self.bar {
            Some(bar) => bar.set_message(format!("{text}  {}", masked(address.as_str()))),
            None if done == ESTIMATE || done.is_multiple_of(EVERY) => say(&text),
            None => {}
        }
    }
}
