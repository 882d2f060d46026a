//! A site on the network.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use crate::crawl::{
    CrawlError, CrawlOptions, CrawlReport, Left, Memory, PageSink, Progress, Reason, Scope, Told,
    check_rate, crawl, is_private_target, robots_status,
};
use crate::model::{Address, Capture, Cause, CrawlSummary, Failure, FailureKind, Words};
use crate::site::Resolution;
use crate::snapshot::Exchange;
use crate::snapshot::warc::{
    About, ArchiveError, ArchiveThread, Index, Limits, Lookup, Places, Sealing, With, unfinished,
};

use super::narrow::{Wanted, unasked};
use super::taking::{Crawled, Taking};
use super::{ScanError, ScanOptions, ScanResult, Tools};

struct Sink<'a, 'b> {
    taking: &'a Taking<'b>,
    scope: &'a Scope,
    archive: Option<&'a ArchiveThread>,
    /// The first trouble with the archive; the crawl goes on, the scan reports it.
    trouble: &'a Mutex<Option<ArchiveError>>,
    /// The first failure of an address; where nothing is read at all it tells why.
    failed: &'a Mutex<Option<Failure>>,
}

impl PageSink for Sink<'_, '_> {
    fn read(&self, capture: Capture, _depth: u32) -> Told {
        if let Err(failure) = &capture.result {
            let mut failed = self
                .failed
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            failed.get_or_insert_with(|| failure.clone());
        }
        self.taking.take(&capture, Some(self.scope))
    }

    fn exchange(&self, exchange: &Exchange) {
        if let Some(archive) = self.archive
            && let Err(error) = archive.send(exchange.clone())
        {
            let mut trouble = self
                .trouble
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            if trouble.is_none() {
                *trouble = Some(error);
                // Without its archive the crawl would burden the site for nothing.
            }
        }
    }
}

/// What all crawls of a scan have in common.
struct Crawls<'a, 'b> {
    taking: &'a Taking<'b>,
    archive: Option<&'a ArchiveThread>,
    trouble: &'a Mutex<Option<ArchiveError>>,
    failed: &'a Mutex<Option<Failure>>,
    how: &'a CrawlOptions,
    progress: &'a dyn Progress,
}

impl Crawls<'_, '_> {
    /// Crawls the site, and goes on where only what was read tells what more is needed.
    fn crawl_all(
        &self,
        address: &Address,
        tools: &Tools,
        scope: &mut Scope,
        options: &ScanOptions,
    ) -> Result<Vec<CrawlReport>, CrawlError> {
        let mut seeds = vec![address.clone()];
        let also = options.also.iter();
        seeds.extend(also.filter(|page| scope.holds_host(page)).cloned());
        let mut reports = vec![self.crawl(&seeds, scope, &[])?];
        let mut pages = Wanted::of(options);
        // What a list goes on with, and what stands below a column, is known only when it was
        // read.
        while options.narrow && !is_over(&reports) {
            let further = pages.further(self.taking, tools, scope, address);
            if further.is_empty() {
                break;
            }
            self.taking.end_phase();
            reports.push(self.crawl(&further, scope, &reports)?);
        }
        // The platform may stand on a host below the site's: known only when the site was read.
        if !is_over(&reports)
            && let Some(entry) = platform_elsewhere(self.taking, tools, scope, address)
        {
            self.taking.end_phase();
            scope.allow_host(entry.authority());
            let mut seeds = vec![entry];
            seeds.extend(unasked(self.taking, scope, options.also.clone()));
            reports.push(self.crawl(&seeds, scope, &reports)?);
        }
        Ok(reports)
    }

    fn crawl(
        &self,
        seeds: &[Address],
        scope: &Scope,
        before: &[CrawlReport],
    ) -> Result<CrawlReport, CrawlError> {
        let sink = Sink {
            taking: self.taking,
            scope,
            archive: self.archive,
            trouble: self.trouble,
            failed: self.failed,
        };
        crawl(seeds, scope, &rest(self.how, before), &sink, self.progress)
    }
}

pub(super) fn scan(
    address: &Address,
    tools: &Tools,
    options: &ScanOptions,
    progress: &dyn Progress,
) -> Result<ScanResult, ScanError> {
    // Before any file is begun for what will not be fetched.
    check_rate(std::slice::from_ref(address), &options.crawl).map_err(ScanError::Crawl)?;
    let since = super::older(options)?;
    let (archive, kept) = begin_archive(address, options, since.clone())?;
    let crawl_options = CrawlOptions {
        kept,
        since,
        memory: Memory::default(),
        ..options.crawl.clone()
    };
    let limited = crawl_options.max_requests.is_some() || crawl_options.max_pages.is_some();
    let taking = Taking::new(tools).choosing(limited);
    let trouble = Mutex::new(None);
    let failed = Mutex::new(None);
    let mut scope = Scope::of_site(address);
    let mut how = crawl_options;
    if options.narrow {
        how.max_depth = Some(0);
    }
    let crawls = Crawls {
        taking: &taking,
        archive: archive.as_ref(),
        trouble: &trouble,
        failed: &failed,
        how: &how,
        progress,
    };
    let reports = match crawls.crawl_all(address, tools, &mut scope, options) {
        Ok(reports) => reports,
        Err(error) => {
            // Nothing was asked for: there is nothing to go on with.
            if let Some(archive) = archive {
                archive.discard().map_err(ScanError::Archive)?;
            }
            forget(options);
            return Err(ScanError::Crawl(error));
        }
    };
    let interrupted = interrupted(&reports);
    let reasons: BTreeSet<Reason> = reports
        .iter()
        .flat_map(|report| report.why_incomplete.iter().copied())
        .collect();
    let left = Left {
        pages: reports.iter().map(|report| report.left.pages).sum(),
        deciding: reports.iter().map(|report| report.left.deciding).sum(),
        files: reports.iter().map(|report| report.left.files).sum(),
    };
    let hosts: Vec<String> = scope.hosts().map(str::to_owned).collect();
    let mut places = Places::default();
    if let Some(archive) = archive {
        let mut fields = vec![(HOSTS.to_owned(), hosts.join(" "))];
        if reasons.contains(&Reason::MaxRequests) {
            fields.push((
                LEFT.to_owned(),
                format!("{} {} {}", left.deciding, left.pages, left.files),
            ));
        }
        fields.extend(
            reasons
                .iter()
                .map(|reason| (WHY.to_owned(), reason.code().to_owned())),
        );
        let _ = archive.notes(Timestamp::now(), fields);
        let read = taking.with_builder(|builder| builder.pages());
        // An archive that is there already is replaced by one that is done and holds something.
        places = if interrupted {
            archive.put_by()
        } else if read == 0 {
            archive.discard().map(|()| Places::default())
        } else {
            archive.finish()
        }
        .map_err(ScanError::Archive)?;
    }
    if let Some(error) = trouble
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
    {
        return Err(ScanError::Archive(error));
    }
    if taking.with_builder(|builder| builder.pages()) == 0 && !interrupted {
        forget(options);
        let failed = failed
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        return Err(nothing(address, &taking, &reasons, failed.as_ref()));
    }
    if let Some(error) = taking
        .shows_nothing(|| address.to_string())
        .filter(|_| !interrupted)
    {
        forget(options);
        return Err(error);
    }
    let errors = taking.with_builder(|builder| builder.errors());
    let crawled = summary(&reasons, left, errors);
    let preview = is_private_target(address);
    let site = taking.finish(address.clone(), &scope, preview, crawled, options);
    Ok(ScanResult {
        site,
        remarks: Vec::new(),
        interrupted,
        places,
    })
}

/// Removes what was kept to go on with a scan that was broken off.
pub(super) fn forget(options: &ScanOptions) {
    if let Some(state) = options.state.as_deref() {
        // What cannot be removed is only in the way: the next scan begins it anew.
        let _ = std::fs::remove_file(state);
    }
}

/// Begins the archive, or goes on with one; then what it holds need not be asked for again.
fn begin_archive(
    address: &Address,
    options: &ScanOptions,
    older: Option<Arc<Lookup>>,
) -> Result<(Option<ArchiveThread>, Option<Arc<Lookup>>), ScanError> {
    let Some(path) = options.archive.as_deref().or(options.state.as_deref()) else {
        return Ok((None, None));
    };
    // What is replaced cannot be referred to, or compared with.
    let since = options.since.iter().map(|older| ("--since", older));
    let earlier = options.earlier.iter();
    let earlier = earlier.map(|earlier| ("--earlier", &earlier.path));
    if let Some((option, older)) = since.chain(earlier).find(|(_, older)| is_same(older, path)) {
        return Err(ScanError::OntoItself {
            option,
            path: older.clone(),
        });
    }
    let about = About {
        user_agent: options.crawl.user_agent.clone(),
        robots: if options.crawl.robots {
            "obey"
        } else {
            "ignore"
        }
        .to_owned(),
        created: Timestamp::now(),
        fields: vec![(SEED.to_owned(), address.as_str().to_owned())],
    };
    let mut with = With {
        older,
        index: options.archive.as_deref().map(Index::of),
        sealing: match options.archive {
            Some(_) => Sealing::Digests,
            None => Sealing::Checksum,
        },
    };
    let begun_in = unfinished(path);
    let begun = options.resume && begun_in.metadata().is_ok_and(|file| file.len() > 0);
    if !begun {
        let archive = ArchiveThread::create(path, &about, with).map_err(ScanError::Archive)?;
        return Ok((Some(archive), None));
    }
    let mut kept =
        Lookup::to_resume(&begun_in, Limits::default()).map_err(|source| ScanError::Read {
            path: begun_in.clone(),
            source,
        })?;
    let other = kept
        .notes()
        .iter()
        .find(|(name, value)| name == SEED && value != address.as_str());
    if let Some((_, site)) = other {
        return Err(ScanError::OtherSite {
            path: begun_in,
            site: site.clone(),
        });
    }
    let index = kept.take_index();
    if options.archive.is_some() {
        with.index = index.map(|index| index.named(path));
    }
    let archive = ArchiveThread::resume(path, kept.whole_until(), &about, with)
        .map_err(ScanError::Archive)?;
    Ok((Some(archive), Some(Arc::new(kept))))
}

/// Names of the fields that our archives carry about the crawl.
pub(super) const SEED: &str = "gongkai-seed";
pub(super) const HOSTS: &str = "gongkai-hosts";
pub(super) const WHY: &str = "gongkai-incomplete";
pub(super) const LEFT: &str = "gongkai-left";

fn interrupted(reports: &[CrawlReport]) -> bool {
    ended_by(reports, Reason::Interrupted)
}

/// Tells whether nothing more may be asked for.
fn is_over(reports: &[CrawlReport]) -> bool {
    interrupted(reports)
        || ended_by(reports, Reason::MaxRequests)
        || ended_by(reports, Reason::MaxPages)
}

fn ended_by(reports: &[CrawlReport], why: Reason) -> bool {
    let mut reports = reports.iter();
    reports.any(|report| report.why_incomplete.contains(&why))
}

/// Returns how to go on: the limits are for all crawls of a scan together.
fn rest(how: &CrawlOptions, reports: &[CrawlReport]) -> CrawlOptions {
    let pages: u64 = reports.iter().map(|report| report.pages).sum();
    let requests: u64 = reports.iter().map(|report| report.requests).sum();
    CrawlOptions {
        max_pages: how.max_pages.map(|most| most.saturating_sub(pages)),
        max_requests: how.max_requests.map(|most| most.saturating_sub(requests)),
        ..how.clone()
    }
}

/// Tells whether two names are of one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Says why a crawl is incomplete, in words, and what that means for absence.
pub(super) fn summary(
    reasons: &BTreeSet<Reason>,
    left: Left,
    errors: Vec<(String, String)>,
) -> Crawled {
    let mut cut_short = None;
    let mut why = Vec::new();
    for reason in reasons {
        let (cause, zh, en) = match reason {
            Reason::MaxPages => (
                Some(Cause::LimitReached),
                "达到网页数上限（--max-pages）",
                "the limit of pages was reached (--max-pages)",
            ),
            Reason::MaxDepth => (
                Some(Cause::LimitReached),
                "达到链接深度上限（--max-depth）",
                "the limit of depth was reached (--max-depth)",
            ),
            Reason::MaxRequests => (
                Some(Cause::LimitReached),
                "达到请求数上限",
                "the limit of requests was reached",
            ),
            Reason::TooManyAddresses => (
                Some(Cause::LimitReached),
                "待抓取网址过多",
                "more addresses were named than may wait",
            ),
            Reason::Endless => (
                Some(Cause::LimitReached),
                "同样的网页以不同网址反复出现、没有尽头（如日历、每次都变的参数），只读了其中一部分",
                "the same page came again and again at new addresses (a calendar, a parameter that changes on every visit), of which only a part was read",
            ),
            Reason::Interrupted => (
                Some(Cause::NotFetched),
                "抓取被中断",
                "the crawl was interrupted",
            ),
            Reason::Robots => (
                Some(Cause::Blocked),
                "robots.txt 禁止抓取部分网页",
                "robots.txt forbids some pages",
            ),
            Reason::HostUnreachable => (
                Some(Cause::NotFetched),
                "网站中途无法访问",
                "the site stopped answering",
            ),
            Reason::HostRefuses => (
                Some(Cause::Blocked),
                "网站拒绝继续访问",
                "the site kept refusing",
            ),
            Reason::PagesFailed => (
                None,
                "部分网页未能取得",
                "some pages did not come, or not whole",
            ),
            Reason::ReaderFault => (
                Some(Cause::NotFetched),
                "部分网页因程序缺陷未能读出",
                "some pages could not be read because of a fault in this program",
            ),
        };
        cut_short = cut_short.or(cause);
        why.push(match reason {
            Reason::MaxRequests => limited(left),
            _ => Words::new(zh, en),
        });
    }
    Crawled {
        summary: CrawlSummary {
            why_incomplete: why,
            errors,
            ..CrawlSummary::default()
        },
        cut_short,
        left_is_told: reasons.contains(&Reason::MaxRequests),
    }
}

/// Says what a limit of requests has left, and so what more requests would decide.
fn limited(left: Left) -> Words {
    let Left {
        pages,
        deciding,
        files,
    } = left;
    let mut words = Words::new(
        "达到请求数上限（--max-requests）",
        "the limit of requests was reached (--max-requests)",
    );
    let mut add = |zh: String, en: String| {
        words.zh.push_str(&zh);
        words.en.push_str(&en);
    };
    if deciding > 0 {
        add(
            format!(
                "：已知还有 {deciding} 个栏目、指南、年报等决定判定的网页没有读，再请求至少 {deciding} 次可读"
            ),
            format!(
                ": {deciding} pages that decide verdicts (columns, guides, reports) are known and unread, {deciding} more requests at least would read them"
            ),
        );
    } else {
        add(
            "：已知的栏目、指南、年报等决定判定的网页都已读".to_owned(),
            ": all pages known to decide verdicts (columns, guides, reports) were read".to_owned(),
        );
    }
    if pages > deciding {
        let tail = pages - deciding;
        add(
            format!("；另有 {tail} 个其他网页，只决定各自的判定"),
            format!("; {tail} others decide about themselves only"),
        );
    }
    if files > 0 {
        add(
            format!("；另有 {files} 个附件等没有核对能否打开"),
            format!("; of {files} files and the like it was not asked whether they open"),
        );
    }
    words
}

/// The platform's address when the site's own pages name it on a host below the site's.
fn platform_elsewhere(
    taking: &Taking<'_>,
    tools: &Tools,
    scope: &Scope,
    seed: &Address,
) -> Option<Address> {
    taking.with_builder(|builder| {
        let home = match builder.answers().resolve(seed) {
            Resolution::Page(page) => page,
            _ => return None,
        };
        builder
            .entries(home, &tools.names)
            .into_iter()
            .filter_map(|entry| entry.target)
            .find(|target| !scope.holds_host(target) && is_below(target.host(), seed.host()))
    })
}

/// Tells whether a host stands below the domain that the site's own host stands in.
fn is_below(host: &str, site: &str) -> bool {
    let domain = site.strip_prefix("www.").unwrap_or(site);
    host.strip_suffix(domain)
        .is_some_and(|front| front.ends_with('.'))
}

/// Says why nothing was read: what the first page answered, or what kept it from being asked.
fn nothing(
    address: &Address,
    taking: &Taking<'_>,
    reasons: &BTreeSet<Reason>,
    failed: Option<&Failure>,
) -> ScanError {
    if let Some(failure) = failed
        && failure.kind == FailureKind::Robots
        && let Some(status) = robots_status(&failure.detail)
    {
        return ScanError::NoRobots {
            address: address.to_string(),
            status,
        };
    }
    taking.with_builder(|builder| {
        let mut at = address.clone();
        for _ in 0..12 {
            match builder.answers().get(&at) {
                Some(answer) => match (&answer.redirect, answer.status) {
                    (Some(next), _) => at = next.clone(),
                    (None, Err(kind)) => {
                        return ScanError::of_failure(
                            at.as_str(),
                            &Failure {
                                kind,
                                detail: kind.code().to_owned(),
                            },
                        );
                    }
                    (None, Ok(status)) if status >= 400 => {
                        return ScanError::Refused {
                            address: at.as_str().to_owned(),
                            status,
                        };
                    }
                    (None, Ok(_)) => {
                        return ScanError::NothingReadable {
                            place: at.as_str().to_owned(),
                        };
                    }
                },
                None => break,
            }
        }
        let kind = if reasons.contains(&Reason::MaxRequests) {
            FailureKind::Limit
        } else {
            FailureKind::Connect
        };
        ScanError::of_failure(
            address.as_str(),
            &Failure {
                kind,
                detail: kind.code().to_owned(),
            },
        )
    })
}
