//! The loop that decides what is fetched next and where answers go.
//!
//! One thread waits for the network and keeps the books; it never parses. Answers go to
//! the reading threads, which return the addresses that pages name. Everything under way
//! is counted, so no queue but the frontier (which has a limit) can grow.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::{Id, JoinSet};

use crate::model::{Address, Failure, FailureKind, Truncation};
use crate::snapshot::{Exchange, Response};

use super::fetch::{Fetcher, RobotsAnswer, Want};
use super::frontier::{Entry, Frontier, Hop, Job, Key, Offer, Print};
use super::guard::is_loopback_target;
use super::host::{Host, RobotsState};
use super::options::{AGENT, CrawlOptions, CrawlReport, Progress, Reason, Skipped};
use super::pace::retry_after;
use super::read::{Findings, Found, Reader};
use super::scope::{AddressClass, Scope};
use super::trap::TrapKind;

/// Repetitions of a request that got no answer, or a broken one.
const RETRIES: u8 = 2;
/// Repetitions of a request that was refused for now.
const REFUSAL_RETRIES: u8 = 3;
/// A host with so many failed addresses in a row is left.
const MOST_FAILURES: u32 = 8;
/// A host with so many refused addresses in a row is left.
const MOST_REFUSALS: u32 = 30;
/// How soon sitemaps are read, and after everything else the addresses in them.
pub(super) const SITEMAP_PRIORITY: u8 = 250;

/// The state of one crawl.
pub(super) struct Engine<'a, 'scope> {
    options: &'a CrawlOptions,
    scope: &'a Scope,
    progress: &'a dyn Progress,
    fetcher: Arc<Fetcher>,
    reader: Reader<'a, 'scope>,
    frontier: Frontier,
    hosts: Vec<Host>,
    /// Hosts that may be asked now, by what they would be asked for.
    ready: BTreeSet<(Key, usize)>,
    /// When hosts may be asked again.
    timers: BinaryHeap<Reverse<(Instant, usize)>>,
    tasks: JoinSet<Answer>,
    under_way: HashMap<Id, UnderWay>,
    /// Pages asked for and not answered yet.
    pages_under_way: u64,
    /// The number of the next request.
    number: u64,
    done: u64,
    report: CrawlReport,
    reasons: BTreeSet<Reason>,
    skipped: BTreeMap<TrapKind, Skipped>,
}

/// What a network task returns.
enum Answer {
    Exchange(Box<Exchange>),
    Robots(Box<RobotsAnswer>),
}

/// A network task that runs.
struct UnderWay {
    host: usize,
    begun: Instant,
    asked: Asked,
    number: u64,
}

/// What a network task asks for.
enum Asked {
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

    fn offer_sitemap(&mut self, map: Address, level: u8, parent: u64, index: u32) {
        if self.scope.holds_host(&map) {
            let job = Job::Sitemap(level);
            self.offer(
                Print::of(&map),
                entry(map, job, SITEMAP_PRIORITY, parent, index, 0),
            );
        }
    }

    /// Queues an address.
    fn offer(&mut self, print: Print, entry: Entry) {
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
        match self.frontier.offer(host, print, entry) {
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
            self.hosts.push(Host::new(address.authority(), rate));
        }
        number
    }

    /// Decides when a host may be asked next; called after anything about it changed.
    fn schedule(&mut self, number: usize) {
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
            self.frontier.abandon(number);
            return Start::Done;
        }
        let is_page = next.job == Job::Page;
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
        if let Some(entry) = self.frontier.take(number) {
            self.send(number, entry);
        }
        Start::Done
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
        let task = async move { Answer::Exchange(Box::new(fetcher.fetch(&address, want).await)) };
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

    fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number - 1
    }

    fn take_ended(&mut self, ended: Result<(Id, Answer), tokio::task::JoinError>) {
        let (id, answer) = match ended {
            Ok((id, answer)) => (id, Some(answer)),
            Err(error) => (error.id(), None),
        };
        let Some(under_way) = self.under_way.remove(&id) else {
            return;
        };
        let UnderWay {
            host,
            begun,
            asked,
            number,
        } = under_way;
        self.hosts[host].in_flight -= 1;
        match (asked, answer) {
            (Asked::Entry(entry), Some(Answer::Exchange(exchange))) => {
                self.pages_under_way -= u64::from(entry.job == Job::Page);
                self.take_exchange(host, begun, number, entry, *exchange);
            }
            (Asked::Robots(origin), Some(Answer::Robots(answer))) => {
                self.take_robots(host, begun, number, origin, *answer);
            }
            // Only a fault in this program ends a task without its answer.
            (Asked::Entry(entry), _) => {
                self.reasons.insert(Reason::ReaderFault);
                self.pages_under_way -= u64::from(entry.job == Job::Page);
                let failure = Failure {
                    kind: FailureKind::Protocol,
                    detail: "a fault in this program ended the request".to_owned(),
                };
                let exchange = self.fetcher.refusal(&entry.address, failure);
                self.deliver(number, entry, exchange);
            }
            (Asked::Robots(_), _) => {
                self.reasons.insert(Reason::ReaderFault);
                self.hosts[host].asks_robots = false;
                self.leave(host, Reason::ReaderFault);
            }
        }
        self.schedule(host);
    }

    fn take_robots(
        &mut self,
        number: usize,
        begun: Instant,
        request: u64,
        origin: String,
        answer: RobotsAnswer,
    ) {
        let now = Instant::now();
        let host = &mut self.hosts[number];
        host.asks_robots = false;
        host.load.requests += answer.requests;
        self.report.requests += answer.requests;
        let wait = answer
            .retry_after
            .as_deref()
            .and_then(|value| retry_after(value, Timestamp::now()));
        let again = match &answer.result {
            Err(failure) => {
                host.load.failures += 1;
                host.pace.failed(begun, now);
                may_be_repeated(failure.kind)
            }
            Ok(_) if answer.troubled => {
                host.load.refusals += 1;
                host.pace.refused(
                    wait.filter(|wait| *wait <= self.options.longest_wait),
                    begun,
                    now,
                );
                true
            }
            Ok(_) => {
                host.pace.answered();
                false
            }
        };
        if again && host.robots_attempts < RETRIES {
            host.robots_attempts += 1;
            return;
        }
        host.robots_attempts = 0;
        match answer.result {
            Err(failure) => host.set_robots(origin, RobotsState::Silent(failure)),
            Ok(robots) => {
                if let Some(delay) = robots.crawl_delay {
                    host.pace.at_least(delay);
                }
                let maps = robots.sitemaps.clone();
                let base = Address::parse(&origin);
                host.set_robots(origin, RobotsState::Known(robots));
                if let Some(base) = base
                    && self.options.sitemaps
                    && self.options.max_depth.is_none()
                {
                    for (index, map) in (0_u32..).zip(maps.iter().take(100)) {
                        if let Some(map) = base.join(map) {
                            self.offer_sitemap(map, 0, request, index);
                        }
                    }
                }
            }
        }
    }

    fn take_exchange(
        &mut self,
        number: usize,
        begun: Instant,
        request: u64,
        mut entry: Entry,
        exchange: Exchange,
    ) {
        let now = Instant::now();
        let probe = matches!(entry.job, Job::Attachment | Job::External);
        let host = &mut self.hosts[number];
        let left = host.load.left.is_some();
        let again = match &exchange.result {
            Err(failure) => {
                host.load.failures += 1;
                // A server that breaks off on HEAD may well answer GET.
                entry.insist |= probe;
                match may_be_repeated(failure.kind) {
                    true => {
                        host.pace.failed(begun, now);
                        if entry.attempts >= RETRIES {
                            host.failed_in_a_row += 1;
                        }
                        entry.attempts < RETRIES
                    }
                    false => false,
                }
            }
            Ok(response) => {
                host.failed_in_a_row = 0;
                let bytes = response.body.len() as u64;
                host.load.bytes += bytes;
                self.report.bytes += bytes;
                let refused = matches!(response.status, 403 | 412 | 418 | 421 | 429 | 503 | 521);
                host.load.refusals += u64::from(refused);
                if matches!(response.status, 429 | 503) {
                    let asked = header(response, "retry-after")
                        .and_then(|value| retry_after(value, Timestamp::now()));
                    let wait = host.pace.refused(asked, begun, now);
                    if wait > self.options.longest_wait {
                        self.leave(number, Reason::HostRefuses);
                        self.deliver(request, entry, exchange);
                        return;
                    }
                    if entry.attempts >= REFUSAL_RETRIES && !probe {
                        host.refused_in_a_row += 1;
                    }
                    entry.attempts < REFUSAL_RETRIES
                } else {
                    host.refused_in_a_row = match refused {
                        // A forbidden folder of files does not mean a forbidden site.
                        true => host.refused_in_a_row + u32::from(!probe),
                        false => 0,
                    };
                    host.pace.answered();
                    if probe && !entry.insist && response.status >= 400 {
                        // Many servers answer HEAD wrongly; only GET may call a link dead.
                        entry.insist = true;
                        self.put_back(number, entry);
                        return;
                    }
                    !probe
                        && response.truncated == Some(Truncation::Disconnect)
                        && entry.attempts < RETRIES
                }
            }
        };
        if again && !left {
            entry.attempts += 1;
            self.put_back(number, entry);
            return;
        }
        if host.failed_in_a_row >= MOST_FAILURES {
            self.leave(number, Reason::HostUnreachable);
        } else if host.refused_in_a_row >= MOST_REFUSALS {
            self.leave(number, Reason::HostRefuses);
        }
        let location = exchange
            .result
            .as_ref()
            .ok()
            .and_then(redirect)
            .map(str::to_owned);
        match location.and_then(|to| entry.address.join(&to)) {
            Some(target) => self.follow(number, request, entry, exchange, target),
            None => self.deliver(request, entry, exchange),
        }
    }

    /// Queues an entry to be tried again; on a host that was left it is not, and so counts
    /// as not fetched.
    fn put_back(&mut self, number: usize, entry: Entry) {
        if self.hosts[number].load.left.is_none() {
            self.frontier.put_back(number, entry);
        }
    }

    /// Keeps a redirect and queues where it leads.
    fn follow(
        &mut self,
        number: usize,
        request: u64,
        mut entry: Entry,
        exchange: Exchange,
        target: Address,
    ) {
        let sets_cookie = exchange
            .result
            .as_ref()
            .is_ok_and(|response| header(response, "set-cookie").is_some());
        if target == entry.address && sets_cookie && entry.attempts < RETRIES {
            // Gates of this kind let in whoever brings their cookie back.
            entry.attempts += 1;
            self.put_back(number, entry);
            return;
        }
        let count = entry.hops.as_ref().map_or(0, |hop| hop.count) + 1;
        let failure = |detail: String| Failure {
            kind: FailureKind::RedirectLoop,
            detail,
        };
        if target == entry.address || Hop::passes(entry.hops.as_ref(), &target) {
            let detail = format!("the redirects lead back to {target}");
            self.fault(&entry, failure(detail));
        } else if count > self.options.max_redirects {
            if self.frontier.mark(&target) {
                let exchange = self.fetcher.refusal(
                    &target,
                    failure(format!(
                        "more than {} redirects",
                        self.options.max_redirects
                    )),
                );
                let last = Entry {
                    address: target,
                    ..entry.clone()
                };
                let number = self.next_number();
                self.deliver(number, last, exchange);
            }
        } else if let Some(job) = self.job_after_redirect(entry.job, &target) {
            let next = Entry {
                key: entry.key,
                address: target.clone(),
                job,
                depth: entry.depth,
                attempts: 0,
                insist: entry.insist,
                hops: Some(Arc::new(Hop {
                    from: entry.address.clone(),
                    before: entry.hops.clone(),
                    count,
                })),
            };
            self.offer(Print::of(&target), next);
        }
        self.deliver(request, entry, exchange);
    }

    /// Says what a redirect's target is fetched for, if at all.
    fn job_after_redirect(&mut self, job: Job, target: &Address) -> Option<Job> {
        match (job, self.scope.classify(target)) {
            (Job::Page, AddressClass::InScope) => Some(Job::Page),
            (Job::Page, AddressClass::Attachment) => Some(Job::Attachment),
            (Job::Page, AddressClass::Trap(kind)) => {
                self.skip(kind, 1, target);
                None
            }
            (Job::Page, AddressClass::External | AddressClass::Asset) => None,
            (Job::Attachment, AddressClass::External) => Some(Job::External),
            (Job::Attachment | Job::External, _) => Some(job),
            (Job::Sitemap(_), _) => self.scope.holds_host(target).then_some(job),
        }
    }

    /// Hands an answer to the readers.
    fn deliver(&mut self, request: u64, entry: Entry, exchange: Exchange) {
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
        self.reader.read(entry, exchange, request);
    }

    /// Takes the addresses that a page names.
    fn take_findings(&mut self, findings: Findings) {
        self.reader.reading -= 1;
        if findings.fault {
            self.reasons.insert(Reason::ReaderFault);
        }
        if findings.cut {
            self.reasons.insert(Reason::PagesFailed);
        }
        for (kind, links, example) in &findings.skipped {
            self.skip(*kind, *links, example);
        }
        for Found { print, entry } in findings.found {
            self.offer(print, entry);
        }
    }

    fn skip(&mut self, kind: TrapKind, links: u64, example: &Address) {
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

    fn fault(&mut self, entry: &Entry, failure: Failure) {
        if entry.job == Job::Page {
            self.reasons.insert(Reason::PagesFailed);
        }
        self.report.errors.push((entry.address.clone(), failure));
    }

    /// Leaves a host for good.
    fn leave(&mut self, number: usize, why: Reason) {
        self.hosts[number].load.left = Some(why);
        let waiting = self.frontier.abandon(number);
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
        report.why_incomplete = self.reasons.into_iter().collect();
        report.complete = report.why_incomplete.is_empty();
        report.skipped = self.skipped.into_values().collect();
        report.load = self.hosts.into_iter().map(|host| host.load).collect();
        report.load.sort_by(|a, b| a.host.cmp(&b.host));
        report
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
    }
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    let field = response.headers.iter().find(|(key, _)| key == name)?;
    Some(&field.1)
}

/// Returns where a redirect leads.
fn redirect(response: &Response) -> Option<&str> {
    matches!(response.status, 301 | 302 | 303 | 307 | 308)
        .then(|| header(response, "location"))
        .flatten()
}

/// Tells whether asking again may help.
fn may_be_repeated(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::Name | FailureKind::Connect | FailureKind::Timeout | FailureKind::Protocol
    )
}

async fn sleep_until(at: Option<Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at.into()).await;
    }
}
