//! What becomes of an answer: it is tried again, followed, or handed to the readers.

use std::time::Instant;

use jiff::Timestamp;
use tokio::task::{Id, JoinError};

use crate::model::{Address, Failure, FailureKind, Truncation, ends_as_page};
use crate::snapshot::{Exchange, Origin, Response};

use super::engine::{Answer, Asked, Engine, UnderWay};
use super::entry::{Entry, Hop, Job, Print};
use super::fetch::RobotsAnswer;
use super::host::RobotsState;
use super::options::Reason;
use super::pace::retry_after;
use super::scope::AddressClass;

/// Repetitions of a request that got no answer, or a broken one.
const RETRIES: u8 = 2;
/// Repetitions of a request that was refused for now.
const REFUSAL_RETRIES: u8 = 3;
/// A host with so many failed addresses in a row is left.
const MOST_FAILURES: u32 = 8;
/// After so many failed rounds in a row addresses are not tried again.
const MOST_FAILED_ROUNDS: u32 = 5;
/// A host with so many refused addresses in a row is left.
const MOST_REFUSALS: u32 = 30;

/// The most sitemaps that one robots.txt may name.
const MOST_SITEMAPS: usize = 100;

impl Engine<'_, '_> {
    /// Takes the end of a network task.
    pub(super) fn take_ended(&mut self, ended: Result<(Id, Answer), JoinError>) {
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
        for exchange in &answer.exchanges {
            self.reader.sink.exchange(exchange);
        }
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
                host.pace.answered(now - begun);
                false
            }
        };
        if again && host.robots_attempts < RETRIES {
            host.robots_attempts += 1;
            return;
        }
        host.robots_attempts = 0;
        if again {
            // What waits will be refused by us: no need to let the host rest for that.
            host.pace.relent(now);
        }
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
                    for (index, map) in (0_u32..).zip(maps.iter().take(MOST_SITEMAPS)) {
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
                        // A host that has been silent for long gets one chance an address.
                        let silent = host.pace.failed(begun, now) > MOST_FAILED_ROUNDS;
                        let again = entry.attempts < RETRIES && !silent;
                        host.failed_in_a_row += u32::from(!again);
                        again
                    }
                    false => false,
                }
            }
            Ok(response) => {
                host.failed_in_a_row = 0;
                // After "not modified" the body is not what came over the wire.
                let bytes = match exchange.origin {
                    Origin::Wire => response.body.len() as u64,
                    _ => 0,
                };
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
                    host.pace.answered(now - begun);
                    if probe && !entry.insist && response.status >= 400 {
                        // Many servers answer HEAD wrongly; only GET may call a link dead.
                        entry.insist = true;
                        self.put_back(number, entry);
                        return;
                    }
                    !probe
                        && response.truncated == Some(Truncation::Disconnect)
                        && entry.attempts < RETRIES
                        && !ends_as_page(&response.body)
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
        self.settle(number, request, entry, exchange);
    }

    /// Takes an answer that the crawl being gone on with has had already.
    pub(super) fn take_kept(&mut self, number: usize, entry: Entry, exchange: Exchange) {
        let request = self.next_number();
        self.settle(number, request, entry, exchange);
    }

    /// Follows a redirect, or hands over what is none.
    fn settle(&mut self, number: usize, request: u64, entry: Entry, exchange: Exchange) {
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
        match self.hosts[number].load.left {
            None => self.frontier.put_back(number, &entry),
            Some(left) if entry.job == Job::Page => {
                self.reasons.insert(left);
            }
            Some(_) => {}
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
            let last = Entry {
                address: target,
                ..entry.clone()
            };
            self.end_chain(last);
        } else if let Some(job) = self.job_after_redirect(entry.job, &target) {
            let next = Entry {
                key: entry.key,
                address: target.clone(),
                job,
                depth: entry.depth,
                attempts: 0,
                insist: entry.insist,
                hops: Some(Hop::after(entry.hops.clone(), entry.address.clone())),
                named_by: entry.named_by,
            };
            self.offer(Print::of(&target), next);
        }
        self.deliver(request, entry, exchange);
    }

    /// Takes the last address of too long a chain of redirects as failed.
    pub(super) fn end_chain(&mut self, last: Entry) {
        if self.frontier.mark(Print::of(&last.address)) {
            let failure = Failure {
                kind: FailureKind::RedirectLoop,
                detail: format!("more than {} redirects", self.options.max_redirects),
            };
            let exchange = self.fetcher.refusal(&last.address, failure);
            let number = self.next_number();
            self.deliver(number, last, exchange);
        }
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
}

pub(super) fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    let field = response.headers.iter().find(|(key, _)| key == name)?;
    Some(&field.1)
}

/// Returns where a redirect leads.
pub(super) fn redirect(response: &Response) -> Option<&str> {
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
