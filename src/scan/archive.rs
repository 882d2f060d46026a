//! An archive, ours or anyone's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::crawl::{Left, Reason, Scope, is_private_target};
use crate::model::{Address, Words};
use crate::site::SiteModel;
use crate::snapshot::{
    self,
    warc::{Limits, Places, Problem},
};

use super::live::{HOSTS, LEFT, SEED, WHY, summary};
use super::taking::Taking;
use super::{ScanError, ScanOptions, ScanResult, Tools};

/// Problems with records that are named one by one; the rest are counted.
const NAMED: usize = 5;

pub(super) fn scan(
    path: &Path,
    tools: &Tools,
    options: &ScanOptions,
) -> Result<ScanResult, ScanError> {
    let all = Read::of(path, tools, options, &BTreeSet::new())?;
    let hosts = all.hosts.clone();
    let scanned = all.finish(path, options)?;
    let others = others(&scanned.site, &hosts);
    if others.is_empty() {
        return Ok(scanned);
    }
    // What belongs to another site must not be in the model: it is read again without that.
    let leave = others.keys().map(|host| (*host).to_owned()).collect();
    let mut scanned = Read::of(path, tools, options, &leave)?.finish(path, options)?;
    scanned
        .remarks
        .extend(others.iter().map(|(host, count)| left_out(host, *count)));
    Ok(scanned)
}

/// Pages of each host, and the first of its addresses.
type Hosts = BTreeMap<String, (usize, Address)>;

/// Returns the hosts of other sites that the archive holds beside the one that is audited, with
/// their pages: each has a home page of its own, stands under another domain, and no page of the
/// rest leads to it. What the site leads to may be a part of it.
fn others<'h>(site: &SiteModel, hosts: &'h Hosts) -> BTreeMap<&'h str, usize> {
    let own = site.seed.authority();
    let mut others: BTreeMap<&str, usize> = hosts
        .iter()
        .filter(|(host, (_, first))| first.path() == "/" && domain(host) != domain(own))
        .map(|(host, (count, _))| (host.as_str(), *count))
        .collect();
    // Hosts that lead to each other are one site's: all that is reached is kept.
    let mut leads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if !others.is_empty() {
        for page in site.page_numbers() {
            let Some(from) = site.address_of(page) else {
                continue;
            };
            let to = leads.entry(from.authority().to_owned()).or_default();
            let targets = site.links_of(page).into_iter();
            for target in targets.filter_map(|link| site.answers.address(link.target?)) {
                if others.contains_key(target.authority()) && !to.contains(target.authority()) {
                    to.insert(target.authority().to_owned());
                }
            }
        }
    }
    let mut kept: Vec<String> = hosts
        .keys()
        .filter(|host| !others.contains_key(host.as_str()))
        .cloned()
        .collect();
    while let Some(host) = kept.pop() {
        for reached in leads.get(&host).into_iter().flatten() {
            if others.remove(reached.as_str()).is_some() {
                kept.push(reached.clone());
            }
        }
    }
    others
}

/// Returns the domain that a body registers: `x.gov.cn` of `www.x.gov.cn`, `x.com` of `a.x.com`.
fn domain(host: &str) -> &str {
    let mut points = host.rmatch_indices('.').map(|(at, _)| at);
    let (last, second, third) = (points.next(), points.next(), points.next());
    // Below a country stand domains of kinds and provinces, which nobody registers.
    let is_shared = match (last, second) {
        (Some(last), Some(second)) => host.len() - last == 3 && last - second <= 4,
        _ => false,
    };
    let before = if is_shared { third } else { second };
    before.map_or(host, |at| &host[at + 1..])
}

fn left_out(host: &str, count: usize) -> Words {
    Words::new(
        format!(
            "存档中另有 {host} 的 {count} 个网页，与所核查的网站没有链接，不作为同一网站，没有核查；要核查它请用 --base-url 指明"
        ),
        format!(
            "the archive also holds {count} pages of {host}, to which no page of the audited site leads; they are taken for another site's and not audited: name it with --base-url to audit it"
        ),
    )
}

/// What was read of an archive.
struct Read<'t> {
    taking: Taking<'t>,
    problems: Vec<Problem>,
    hosts: Hosts,
    places: Places,
    notes: Vec<(String, String)>,
}

impl<'t> Read<'t> {
    /// Reads an archive; the hosts to `leave` are passed over.
    fn of(
        path: &Path,
        tools: &'t Tools,
        options: &ScanOptions,
        leave: &BTreeSet<String>,
    ) -> Result<Self, ScanError> {
        let read_error = |source| ScanError::Read {
            path: path.to_owned(),
            source,
        };
        let mut records = snapshot::warc::open(path, Limits::default()).map_err(read_error)?;
        if let Some(older) = super::older(options)? {
            records = records.with_originals(older);
        }
        let taking = Taking::new(tools);
        let problems: Mutex<Vec<Problem>> = Mutex::new(Vec::new());
        let hosts: Mutex<Hosts> = Mutex::new(BTreeMap::new());
        let places: Mutex<Places> = Mutex::new(Places::default());
        let complain = |problem| {
            problems
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(problem)
        };
        records.by_ref().par_bridge().for_each(|entry| {
            match entry.and_then(|entry| Ok((entry.begins(), entry.capture()?))) {
                Err(problem) => complain(problem),
                Ok((_, capture)) if leave.contains(capture.address.authority()) => {}
                Ok((begins, capture)) => {
                    let is_page = capture.result.as_ref().is_ok_and(|reply| {
                        (200..300).contains(&reply.status) && crate::page::is_html(reply)
                    });
                    if let Some(begins) = begins.filter(|_| is_page) {
                        let mut places = places.lock().unwrap_or_else(PoisonError::into_inner);
                        places.note(&capture.address, begins);
                    }
                    if is_page {
                        let mut hosts = hosts.lock().unwrap_or_else(PoisonError::into_inner);
                        let entry = hosts
                            .entry(capture.address.authority().to_owned())
                            .or_insert_with(|| (0, capture.address.clone()));
                        entry.0 += 1;
                        if capture.address < entry.1 {
                            entry.1 = capture.address.clone();
                        }
                    }
                    taking.take(&capture, None);
                }
            }
        });
        let mut problems = problems
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        problems.sort_by_key(|problem| (problem.offset, problem.within));
        Ok(Self {
            taking,
            problems,
            hosts: hosts.into_inner().unwrap_or_else(PoisonError::into_inner),
            places: places.into_inner().unwrap_or_else(PoisonError::into_inner),
            // What a crawl that was broken off says of itself no longer holds once it was gone
            // on with.
            notes: last_part(records.notes()).to_vec(),
        })
    }

    /// Makes the site of what was read.
    fn finish(self, path: &Path, options: &ScanOptions) -> Result<ScanResult, ScanError> {
        let Self {
            taking,
            problems,
            hosts,
            places,
            notes,
        } = self;
        let nothing = || ScanError::NothingReadable {
            place: path.display().to_string(),
        };
        if hosts.is_empty() {
            return Err(match problems.first() {
                Some(first) => ScanError::Unusable {
                    place: path.display().to_string(),
                    count: problems.len(),
                    first: words_of(first),
                },
                None => nothing(),
            });
        }
        if let Some(error) = taking.shows_nothing(|| path.display().to_string()) {
            return Err(error);
        }
        let seed = options
            .base_url
            .clone()
            .or_else(|| noted(&notes, SEED).find_map(Address::parse))
            .or_else(|| {
                // The host with the most pages; of equals the first by name.
                let most = hosts.values().map(|(count, _)| *count).max()?;
                let (_, (_, first)) = hosts.iter().find(|(_, (count, _))| *count == most)?;
                first.join("/")
            })
            .ok_or_else(nothing)?;
        let mut scope = Scope::of_site(&seed);
        for host in noted(&notes, HOSTS).flat_map(str::split_whitespace) {
            scope.allow_host(host);
        }
        let reasons: BTreeSet<Reason> = noted(&notes, WHY).filter_map(reason_of).collect();
        let errors = taking.with_builder(|builder| builder.errors());
        let mut crawled = summary(&reasons, left_of(&notes), errors);
        let mut remarks: Vec<Words> = problems.iter().take(NAMED).map(words_of).collect();
        if problems.len() > NAMED {
            remarks.push(Words::new(
                format!("另有 {} 条记录未能使用", problems.len() - NAMED),
                format!("{} more records could not be used", problems.len() - NAMED),
            ));
        }
        if !problems.is_empty() {
            crawled.cut_short = crawled.cut_short.or(Some(crate::model::Cause::NotFetched));
            crawled.summary.why_incomplete.push(Words::new(
                format!("存档中有 {} 条记录损坏，未能使用", problems.len()),
                format!(
                    "{} records of the archive are damaged and could not be used",
                    problems.len()
                ),
            ));
        }
        let preview = is_private_target(&seed);
        let site = taking.finish(seed, &scope, preview, crawled, options);
        Ok(ScanResult {
            site,
            remarks,
            interrupted: false,
            places,
        })
    }
}

/// Returns the notes of the last part of a crawl that was gone on with.
fn last_part(notes: &[(String, String)]) -> &[(String, String)] {
    let begins = notes
        .iter()
        .rposition(|(name, _)| name.eq_ignore_ascii_case(SEED));
    notes.get(begins.unwrap_or(0)..).unwrap_or(notes)
}

/// Every reason, to read its code back from a file.
const REASONS: [Reason; 11] = [
    Reason::MaxPages,
    Reason::MaxDepth,
    Reason::MaxRequests,
    Reason::TooManyAddresses,
    Reason::Endless,
    Reason::Interrupted,
    Reason::Robots,
    Reason::HostUnreachable,
    Reason::HostRefuses,
    Reason::PagesFailed,
    Reason::ReaderFault,
];

fn reason_of(code: &str) -> Option<Reason> {
    REASONS.into_iter().find(|reason| reason.code() == code)
}

/// Reads what a limit of requests had left.
fn left_of(notes: &[(String, String)]) -> Left {
    let words = noted(notes, LEFT).last().unwrap_or_default();
    let mut numbers = words.split(' ').map(|word| word.parse().unwrap_or(0));
    let deciding = numbers.next().unwrap_or(0);
    Left {
        deciding,
        pages: numbers.next().unwrap_or(0).max(deciding),
        files: numbers.next().unwrap_or(0),
    }
}

/// Says which record could not be used and why.
fn words_of(problem: &Problem) -> Words {
    let damage = problem.damage.words();
    let about = problem
        .address
        .as_ref()
        .map_or_else(String::new, |address| format!(" {address}"));
    Words::new(
        format!(
            "存档第 {} 字节处的记录{about} 未能使用：{}",
            problem.offset, damage.zh
        ),
        format!(
            "the record at byte {}{about} could not be used: {}",
            problem.offset, damage.en
        ),
    )
}

/// The values of one field that the crawl noted about itself.
fn noted<'n>(notes: &'n [(String, String)], name: &'static str) -> impl Iterator<Item = &'n str> {
    notes
        .iter()
        .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn domains_are_what_bodies_register() {
        for (host, registered) in [
            ("www.x.gov.cn", "x.gov.cn"),
            ("zwgk.a.x.gov.cn", "x.gov.cn"),
            ("x.gov.cn", "x.gov.cn"),
            ("www.x.ah.cn", "x.ah.cn"),
            ("www.example.cn", "example.cn"),
            ("a.example.com", "example.com"),
            ("localhost:8080", "localhost:8080"),
        ] {
            assert_eq!(domain(host), registered);
        }
    }
}
