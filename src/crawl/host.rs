//! What a crawl knows of one host.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::model::Failure;

use super::entry::Key;
use super::options::HostLoad;
use super::pace::Pace;
use super::robots::Robots;

/// One host and the requests to it.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) pace: Pace,
    pub(super) in_flight: usize,
    pub(super) load: HostLoad,
    /// Whether a robots.txt is under way, which everything else waits for.
    pub(super) asks_robots: bool,
    pub(super) robots_attempts: u8,
    /// By origin, because a host may have one for HTTP and one for HTTPS.
    robots: Vec<(String, RobotsState)>,
    /// The key under which it stands among the hosts that may be asked now.
    pub(super) ready: Option<Key>,
    /// When it is to be looked at again.
    pub(super) timer: Option<Instant>,
    pub(super) failed_in_a_row: u32,
    pub(super) refused_in_a_row: u32,
}

/// What is known of a robots.txt.
#[derive(Debug)]
pub(super) enum RobotsState {
    /// It was not asked for yet.
    Unknown,
    /// It was read.
    Known(Robots),
    /// The server did not answer, so nothing may be fetched (RFC 9309 section 2.3.1.4), and
    /// this is why.
    Silent(Failure),
}

/// What a crawl has learned of its hosts, for one that goes on with it: their robots.txt, their
/// pace, and which of them were left. Crawls that share it ask nothing of this twice.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<String, Host>>>);

impl Memory {
    /// Takes out what is known of a host.
    pub(super) fn take(&self, authority: &str) -> Option<Host> {
        let mut host = self.hosts().remove(authority)?;
        host.in_flight = 0;
        host.asks_robots = false;
        host.ready = None;
        host.timer = None;
        host.load = HostLoad {
            host: host.load.host,
            left: host.load.left,
            ..HostLoad::default()
        };
        Some(host)
    }

    /// Keeps what is known of a host.
    pub(super) fn keep(&self, host: Host) {
        self.hosts().insert(host.load.host.clone(), host);
    }

    fn hosts(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Host>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// Returns a host that was not asked yet.
    pub(super) fn new(authority: &str, rate: f64) -> Self {
        Self {
            pace: Pace::new(rate, Instant::now()),
            in_flight: 0,
            load: HostLoad {
                host: authority.to_owned(),
                ..HostLoad::default()
            },
            asks_robots: false,
            robots_attempts: 0,
            robots: Vec::new(),
            ready: None,
            timer: None,
            failed_in_a_row: 0,
            refused_in_a_row: 0,
        }
    }

    /// Returns what is known of the robots.txt of an origin on this host.
    pub(super) fn robots(&self, origin: &str) -> &RobotsState {
        self.robots
            .iter()
            .find(|(known, _)| known == origin)
            .map_or(&RobotsState::Unknown, |(_, state)| state)
    }

    /// Keeps what was learned of the robots.txt of an origin.
    pub(super) fn set_robots(&mut self, origin: String, state: RobotsState) {
        self.robots.retain(|(known, _)| *known != origin);
        self.robots.push((origin, state));
    }

    /// Tells whether this is the host with that name (without `www.`).
    pub(super) fn is(&self, host: &str) -> bool {
        self.load
            .host
            .strip_prefix("www.")
            .unwrap_or(&self.load.host)
            == host
    }
}
