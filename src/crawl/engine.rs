//! The loop that decides what is fetched next and where answers go.
//!
//! One thread waits for the network and keeps the books; it never parses. Answers go to
//! the reading threads, which return the addresses that pages name. Everything under way
//! is counted, so no queue but the frontier (which has a limit) can grow.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::task::{Id, JoinSet};

use crate::model::{Address, Failure, FailureKind};
use crate::snapshot::{Exchange, Purpose};

use super::answers::redirect;
use super::entry::{Entry, Job, Key, Print};
use super::fetch::{Fetcher, RobotsAnswer, Want};
use super::frontier::{Frontier, Offer};
use super::guard::is_loopback_target;
use super::host::{Host, RobotsState};
use super::options::{AGENT, CrawlOptions, CrawlReport, Progress, Reason, Skipped};
use super::read::{Findings, Found, Reader};
use super::repeat::Repeats;
use super::scope::{AddressClass, Scope};
use super::trap::TrapKind;
use super::turn;

/// The state of one crawl.
pub(super) struct Engine<'a, 'scope> {
    pub(super) options: &'a CrawlOptions,
    pub(super) scope: &'a Scope,
    pub(super) progress: &'a dyn Progress,
    pub(super) fetcher: Arc<Fetcher>,
    pub(super) reader: Reader<'a, 'scope>,
    pub(super) frontier: Frontier,
    pub(super) hosts: Vec<Host>,
    /// Hosts that may be asked now, by what they would be asked for.
    pub(super) ready: BTreeSet<(Key, usize)>,
    /// When hosts may be asked again.
    pub(super) timers: BinaryHeap<Reverse<(Instant, usize)>>,
    pub(super) tasks: JoinSet<Answer>,
    pub(super) under_way: HashMap<Id, UnderWay>,
    /// Pages asked for and not answered yet.
    pub(super) pages_under_way: u64,
    /// The number of the next request.
    pub(super) number: u64,
    pub(super) done: u64,
    pub(super) report: CrawlReport,
    pub(super) reasons: BTreeSet<Reason>,
    pub(super) skipped: BTreeMap<TrapKind, Skipped>,
    pub(super) repeats: Repeats,
}

/// What a network task returns.
pub(super) enum Answer {
    Exchange(Box<Exchange>),
    Robots(Box<RobotsAnswer>),
}

/// A network task that runs.
pub(super) struct UnderWay {
    pub(super) host: usize,
    pub(super) begun: Instant,
    pub(super) asked: Asked,
    pub(super) number: u64,
}

/// What a network task asks for.
pub(super) enum Asked {
    Entry(Entry),
    /// The robots.txt of this origin.
    Robots(String),
}

/// What came of trying to ask a host.
#[derive(PartialEq, Eq)]
enum Start {
    Done,
    /// Nothing may start before something under way has come back.
    Wait,
}

impl<'a, 'scope> Engine<'a, 'scope> {
    /// Returns a crawl that has not begun.
    pub(super) fn new(
        options: &'a CrawlOptions,
        scope: &'a Scope,
        progress: &'a dyn Progress,
        fetcher: Fetcher,
        reader: Reader<'a, 'scope>,
    ) -> Self {
        Self {
            options,
            scope,
            progress,
            fetcher: Arc::new(fetcher),
            reader,
            frontier: Frontier::new(options.max_waiting),
            hosts: Vec::new(),
            ready: BTreeSet::new(),
            timers: BinaryHeap::new(),
            tasks: JoinSet::new(),
            under_way: HashMap::new(),
            pages_under_way: 0,
            number: 1,
            done: 0,
            report: CrawlReport::default(),
            reasons: BTreeSet::new(),
            skipped: BTreeMap::new(),
            repeats: Repeats::default(),
        }
    }

    /// Crawls until nothing is left, a limit is reached or stopping is asked for.
    pub(super) async fn run(
        mut self,
        seeds: &[Address],
        mut findings: mpsc::Receiver<Findings>,
    ) -> CrawlReport {
        self.plant(seeds);
        let mut cancel = self.options.cancel.watch();
        loop {
            self.start_what_may(Instant::now());
            let idle = self.under_way.is_empty() && self.reader.reading == 0;
            let nothing_due = self.ready.is_empty() && self.timers.is_empty();
            if idle && (self.frontier.waiting() == 0 || nothing_due) {
                break;
            }
            let wake = self.timers.peek().map(|Reverse((at, _))| *at);
            tokio::select! {
                biased;
                Ok(_) = cancel.wait_for(|stop| *stop) => {
                    self.reasons.insert(Reason::Interrupted);
                    break;
                }
                Some(found) = findings.recv(), if self.reader.reading > 0 => {
                    self.take_findings(found);
                    while let Ok(found) = findings.try_recv() {
                        self.take_findings(found);
                    }
                }
                Some(ended) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => {
                    self.take_ended(ended);
                    while let Some(ended) = self.tasks.try_join_next_with_id() {
                        self.take_ended(ended);
                    }
                }
                () = sleep_until(wake), if wake.is_some() => {}
            }
        }
        self.tasks.abort_all();
        // What is being read is let finish: the sink may be in the middle of a page.
        while self.reader.reading > 0 {
            let Some(found) = findings.recv().await else {
                break;
            };
            self.take_findings(found);
        }
        self.finish()
    }

    /// Queues the seeds and the sitemaps.
    fn plant(&mut self, seeds: &[Address]) {
        for (index, seed) in (0_u32..).zip(seeds) {
            let job = match self.scope.classify(seed) {
                AddressClass::Attachment | AddressClass::Asset => Job::Attachment,
                _ => Job::Page,
            };
            self.offer(Print::of(seed), entry(seed.clone(), job, 0, 0, index, 0));
        }
        if self.options.sitemaps && self.options.max_depth.is_none() {
            for (index, seed) in (0_u32..).zip(seeds) {
                if let Some(map) = seed.join("/sitemap.xml") {
                    self.offer_sitemap(map, 0, 0, index);
                }
            }
        }
    }

    pub(super) fn offer_sitemap(&mut self, map: Address, level: u8, parent: u64, index: u32) {
        if self.scope.holds_host(&map) {
            let job = Job::Sitemap(level);
            self.offer(
                Print::of(&map),
                entry(map, job, turn::SITEMAP, parent, index, 0),
            );
        }
    }

    /// Queues an address.
    pub(super) fn offer(&mut self, print: Print, entry: Entry) {
        let too_deep = self
            .options
            .max_depth
            .is_some_and(|most| entry.depth > most);
        if entry.job == Job::Page && too_deep {
            if !self.frontier.knows(print) {
                self.reasons.insert(Reason::MaxDepth);
            }
            return;
        }
        let host = self.host(&entry.address);
        if let Some(left) = self.hosts[host].load.left {
            if entry.job == Job::Page && !self.frontier.knows(print) {
                self.reasons.insert(left);
            }
            return;
        }
        let offer = self.frontier.offer(host, print, &entry);
        if offer != Offer::Full {
            self.reader.named.note(&entry.address, entry.key.priority);
        }
        match offer {
            Offer::Queued(host) => self.schedule(host),
            Offer::Known => {}
            Offer::Full => {
                self.reasons.insert(Reason::TooManyAddresses);
            }
        }
    }

    /// Returns the number of an address's host.
    fn host(&mut self, address: &Address) -> usize {
        let (number, new) = self.frontier.host(address.authority());
        if new {
            // Without a limit the target is this machine; nobody else is asked so.
            let unlimited = self.options.rate == 0.0;
            let rate = match unlimited && !is_loopback_target(address) {
                true => CrawlOptions::default().rate,
                false => self.options.rate,
            };
            let known = self.options.memory.take(address.authority());
            self.hosts
                .push(known.unwrap_or_else(|| Host::new(address.authority(), rate)));
        }
        number
    }

    /// Decides when a host may be asked next; called after anything about it changed.
    pub(super) fn schedule(&mut self, number: usize) {
        let host = &mut self.hosts[number];
        if let Some(key) = host.ready.take() {
            self.ready.remove(&(key, number));
        }
        if host.in_flight >= self.options.concurrency.max(1) || host.asks_robots {
            return;
        }
        let Some(next) = self.frontier.peek(number) else {
            return;
        };
        let at = host.pace.next();
        if at <= Instant::now() {
            host.ready = Some(next.key);
            self.ready.insert((next.key, number));
        } else if host.timer != Some(at) {
            host.timer = Some(at);
            self.timers.push(Reverse((at, number)));
        }
    }

    /// Starts everything that limits allow.
    fn start_what_may(&mut self, now: Instant) {
        while let Some(Reverse((at, number))) = self.timers.peek().copied() {
            if at > now {
                break;
            }
            self.timers.pop();
            if self.hosts[number].timer == Some(at) {
                self.hosts[number].timer = None;
                self.schedule(number);
            }
        }
        while let Some((_, number)) = self.ready.first().copied() {
            if self.under_way.len() >= self.options.total_concurrency.max(1)
                || self.reader.is_busy()
                || self.start(number) == Start::Wait
            {
                return;
            }
            self.schedule(number);
        }
    }

    /// Asks a host for what is next.
    fn start(&mut self, number: usize) -> Start {
        let Some(next) = self.frontier.peek(number) else {
            return Start::Done;
        };
        if self
            .options
            .max_requests
            .is_some_and(|most| self.report.requests >= most)
        {
            self.reasons.insert(Reason::MaxRequests);
            let abandoned = self.frontier.abandon(number);
            self.report.left.pages += abandoned.pages;
            self.report.left.deciding += abandoned.deciding;
            self.report.left.files += (abandoned.all as u64).saturating_sub(abandoned.pages);
            return Start::Done;
        }
        if next.job == Job::Page && self.repeats.is_exhausted(&next.address) {
            self.repeats.drop_one();
            self.frontier.take(number);
            return Start::Done;
        }
        // With few requests to spend, none goes to what may prove the less telling.
        let (is_page, turn) = (next.job == Job::Page, next.key.priority);
        if self.options.max_requests.is_some() && self.expects_before(turn) {
            return Start::Wait;
        }
        let Some(next) = self.frontier.peek(number) else {
            return Start::Done;
        };
        if let Some(most) = self.options.max_pages.filter(|_| is_page) {
            if self.report.pages >= most {
                self.reasons.insert(Reason::MaxPages);
                self.frontier.take(number);
                return Start::Done;
            }
            // Some of those under way may prove to be redirects, which do not count.
            if self.report.pages + self.pages_under_way >= most {
                return Start::Wait;
            }
        }
        if self.options.robots && next.job != Job::External {
            let origin = next.address.origin();
            match self.hosts[number].robots(origin) {
                RobotsState::Unknown => {
                    let origin = origin.to_owned();
                    self.start_robots(number, origin);
                    return Start::Done;
                }
                RobotsState::Silent(failure) => {
                    let failure = failure.clone();
                    self.refuse(number, failure);
                    return Start::Done;
                }
                RobotsState::Known(robots) => {
                    if let Err(detail) = robots.check(next.address.path_and_query()) {
                        let kind = FailureKind::Robots;
                        self.refuse(number, Failure { kind, detail });
                        return Start::Done;
                    }
                }
            }
        }
        if let Err(failure) = self.fetcher.check(&next.address) {
            self.refuse(number, failure);
            return Start::Done;
        }
        let purpose = purpose_of(next.job);
        let body = !matches!(next.job, Job::Attachment | Job::External);
        let kept = self.fetcher.recall(&next.address, purpose, body);
        if let Some(entry) = self.frontier.take(number) {
            match kept {
                Some(exchange) => self.take_kept(number, entry, exchange),
                None => self.send(number, entry),
            }
        }
        Start::Done
    }

    /// Tells whether something that comes before this turn is under way or being read: it may
    /// name more of its kind.
    fn expects_before(&self, turn: u8) -> bool {
        let asked = self
            .under_way
            .values()
            .any(|under_way| match &under_way.asked {
                Asked::Entry(entry) => turn::is_before(entry.key.priority, turn),
                Asked::Robots(_) => false,
            });
        asked || self.reader.reads_before(turn)
    }

    fn send(&mut self, number: usize, entry: Entry) {
        let want = match entry.job {
            Job::Page => Want::Page,
            Job::Sitemap(_) => Want::Whole(self.options.wire_cap),
            Job::Attachment | Job::External if entry.insist => Want::Probe,
            Job::Attachment | Job::External => Want::Head,
        };
        self.pages_under_way += u64::from(entry.job == Job::Page);
        let (fetcher, address) = (Arc::clone(&self.fetcher), entry.address.clone());
        let purpose = purpose_of(entry.job);
        let task = async move {
            let exchange = fetcher.fetch(&address, want).await;
            Answer::Exchange(Box::new(Exchange {
                purpose,
                ..exchange
            }))
        };
        self.spawn(number, Asked::Entry(entry), task);
    }

    fn start_robots(&mut self, number: usize, origin: String) {
        self.hosts[number].asks_robots = true;
        let (fetcher, of) = (Arc::clone(&self.fetcher), origin.clone());
        let task = async move { Answer::Robots(Box::new(fetcher.robots(&of, AGENT).await)) };
        self.spawn(number, Asked::Robots(origin), task);
    }

    fn spawn(
        &mut self,
        number: usize,
        asked: Asked,
        task: impl Future<Output = Answer> + Send + 'static,
    ) {
        let begun = Instant::now();
        let host = &mut self.hosts[number];
        host.pace.started(begun);
        host.in_flight += 1;
        // A robots.txt is counted when it is known how many redirects it took.
        let counted = u64::from(matches!(asked, Asked::Entry(_)));
        host.load.requests += counted;
        self.report.requests += counted;
        let handle = self.tasks.spawn(task);
        let under_way = UnderWay {
            host: number,
            begun,
            asked,
            number: self.next_number(),
        };
        self.under_way.insert(handle.id(), under_way);
    }

    /// Takes the next address of a host as failed without asking for it.
    fn refuse(&mut self, number: usize, failure: Failure) {
        if let Some(entry) = self.frontier.take(number) {
            let exchange = self.fetcher.refusal(&entry.address, failure);
            let request = self.next_number();
            self.deliver(request, entry, exchange);
        }
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number - 1
    }

    /// Hands an answer to the readers.
    pub(super) fn deliver(&mut self, request: u64, entry: Entry, exchange: Exchange) {
        match &exchange.result {
            Err(failure) => {
                if entry.job == Job::Page {
                    self.reasons.insert(match failure.kind {
                        FailureKind::Robots => Reason::Robots,
                        _ => Reason::PagesFailed,
                    });
                }
                if !matches!(entry.job, Job::Sitemap(_)) {
                    self.report
                        .errors
                        .push((entry.address.clone(), failure.clone()));
                }
            }
            Ok(response) if entry.job == Job::Page => {
                self.report.pages += u64::from(redirect(response).is_none());
                if matches!(response.status, 429 | 503) {
                    self.reasons.insert(Reason::PagesFailed);
                }
            }
            Ok(_) => {}
        }
        self.done += 1;
        let waiting = self.frontier.waiting() as u64;
        self.progress.fetched(self.done, waiting, &entry.address);
        // Kept before it is read, so that a crawl that is killed has lost as little as can be.
        self.reader.sink.exchange(&exchange);
        self.reader.read(entry, exchange, request);
    }

    /// Takes the addresses that a page names.
    fn take_findings(&mut self, findings: Findings) {
        self.reader.done(&findings);
        if findings.fault {
            self.reasons.insert(Reason::ReaderFault);
        }
        if findings.cut {
            self.reasons.insert(Reason::PagesFailed);
        }
        for (kind, links, example) in &findings.skipped {
            self.skip(*kind, *links, example);
        }
        let endless = findings.page.is_some_and(|(address, look)| {
            self.repeats.note(&address, look, findings.named_by);
            self.repeats.is_endless(look)
        });
        for Found { print, entry } in findings.found {
            let hops = entry.hops.as_ref().map_or(0, |hop| hop.count);
            if hops > self.options.max_redirects {
                self.end_chain(entry);
            } else if endless && entry.job == Job::Page && !self.frontier.knows(print) {
                self.repeats.pass(print);
            } else {
                self.offer(print, entry);
            }
        }
    }

    pub(super) fn skip(&mut self, kind: TrapKind, links: u64, example: &Address) {
        let skipped = self.skipped.entry(kind).or_insert_with(|| Skipped {
            kind,
            links: 0,
            example: example.clone(),
        });
        skipped.links += links;
        if *example < skipped.example {
            skipped.example = example.clone();
        }
    }

    pub(super) fn fault(&mut self, entry: &Entry, failure: Failure) {
        if entry.job == Job::Page {
            self.reasons.insert(Reason::PagesFailed);
        }
        self.report.errors.push((entry.address.clone(), failure));
    }

    /// Leaves a host for good.
    pub(super) fn leave(&mut self, number: usize, why: Reason) {
        self.hosts[number].load.left = Some(why);
        let waiting = self.frontier.abandon(number).all;
        // Another site's host that does not answer makes this audit no less complete.
        if waiting > 0 && self.scope.hosts().any(|host| self.hosts[number].is(host)) {
            self.reasons.insert(why);
        }
    }

    fn finish(mut self) -> CrawlReport {
        let mut report = self.report;
        report.errors.sort_by(|a, b| a.0.cmp(&b.0));
        if self.frontier.waiting() > 0 {
            self.reasons.insert(Reason::Interrupted);
        }
        if self.repeats.left_some(|print| self.frontier.knows(print)) {
            self.reasons.insert(Reason::Endless);
        }
        if self.frontier.lost() > 0 {
            self.reasons.insert(Reason::TooManyAddresses);
        }
        report.why_incomplete = self.reasons.into_iter().collect();
        report.complete = report.why_incomplete.is_empty();
        report.skipped = self.skipped.into_values().collect();
        report.load = self.hosts.iter().map(|host| host.load.clone()).collect();
        for host in self.hosts {
            self.options.memory.keep(host);
        }
        report.load.sort_by(|a, b| a.host.cmp(&b.host));
        report
    }
}

/// Says what an address is asked for, as archives tell it.
fn purpose_of(job: Job) -> Purpose {
    match job {
        Job::Sitemap(_) => Purpose::Sitemap,
        Job::Page | Job::Attachment | Job::External => Purpose::Content,
    }
}

fn entry(address: Address, job: Job, priority: u8, parent: u64, index: u32, depth: u32) -> Entry {
    Entry {
        key: Key {
            priority,
            parent,
            index,
        },
        address,
        job,
        depth,
        attempts: 0,
        insist: false,
        hops: None,
        named_by: None,
    }
}

async fn sleep_until(at: Option<Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at.into()).await;
    }
}
