//! What a scan means for an issue that it did not list as a finding: mended, not mended all
//! the same, or not to be told. A pure judgement, and the place where sham mends are seen
//! through: a page that turned 404, a column that was taken away, a date that was brushed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::dates;
use super::issue::Issue;
use crate::audit::Member;
use crate::model::{Address, Lang, SubjectKind, Verdict, Words};
use crate::rules::{Gather, Rule};
use crate::site::{PageIx, PlatformState, Resolution, SiteModel, is_foreign};

/// What a scan says of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// It still fails.
    Fails,
    /// It is mended, and how that was seen.
    Mended(Words),
    /// The rule does not fail any more, but that does not count as mended.
    Doubted(Words),
    /// It could not be told, and why.
    CannotTell(Words),
}

/// Decides what a scan says of an issue, from the subjects behind it as they are judged now.
pub fn decide(issue: &Issue, rule: &Rule, members: &[Member], site: &SiteModel) -> Seen {
    let fails = |member: &&Member| member.verdict == Verdict::Fail;
    if members.iter().any(|member| fails(&member)) {
        return Seen::Fails;
    }
    let open = members.iter().find_map(|member| match &member.verdict {
        Verdict::CannotTell { cause, look } => Some((*cause, look)),
        _ => None,
    });
    if let Some((cause, look)) = open {
        let one = |lang: Lang| {
            format!(
                "{}{}{}",
                cause.label(lang),
                lang.pick("：", ": "),
                look.get(lang)
            )
        };
        return Seen::CannotTell(Words::new(one(Lang::Zh), one(Lang::En)));
    }
    let passed: Vec<&Member> = members
        .iter()
        .filter(|member| member.verdict == Verdict::Pass)
        .collect();
    if passed.is_empty() {
        return match members.first() {
            None => gone(issue, rule, site),
            Some(member) => unread(issue, site, true).unwrap_or_else(|| {
                Seen::Doubted(Words::new(
                    format!("规则现已不适用（{}），不等于已整改", member.message.zh),
                    format!(
                        "the rule does not apply any more ({}), which is no mend",
                        member.message.en
                    ),
                ))
            }),
        };
    }
    if let Err(seen) = places(issue, rule, &passed, site) {
        return seen;
    }
    if !rule.redating_mends
        && let Some(words) = dates::doubt(&issue.finding.dates, witnessed_on(issue), site)
    {
        return Seen::Doubted(words);
    }
    let seen = &passed[0].message;
    Seen::Mended(Words::new(
        format!("复核时该规则通过：{}", seen.zh),
        format!("the rule passes now: {}", seen.en),
    ))
}

/// Returns the day on which the issue was last seen to fail, in China.
fn witnessed_on(issue: &Issue) -> Date {
    let last = issue
        .finding
        .evidence
        .iter()
        .map(|seen| seen.fetched_at)
        .max();
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    last.map_or(issue.last_seen.as_of, |at| at.to_zoned(zone).date())
}

/// What an address answered, redirects followed.
enum Answered {
    Page(PageIx),
    File,
    Gone(u16),
    /// It answers with the home page: the thing itself is not there.
    Home,
    Unknown,
}

fn answered(site: &SiteModel, text: &str) -> Answered {
    let Some(address) = site.written_address(text) else {
        return Answered::Unknown;
    };
    match site.answers.resolve(&address) {
        Resolution::Page(page) if Some(page) == site.home && !is_home(site, &address) => {
            Answered::Home
        }
        Resolution::Page(page) => Answered::Page(page),
        Resolution::File => Answered::File,
        Resolution::Gone(status) => Answered::Gone(status),
        Resolution::Refused(..) | Resolution::Unasked(_) => Answered::Unknown,
    }
}

/// Tells whether an address is a way of writing the home page's own.
fn is_home(site: &SiteModel, address: &Address) -> bool {
    let own = site.home.and_then(|home| site.address_of(home));
    let stem = |path: &str| {
        let (folder, last) = path.rsplit_once('/').unwrap_or(("", path));
        let index = last.is_empty() || last.starts_with("index.") || last.starts_with("default.");
        if index {
            folder.to_owned()
        } else {
            path.to_owned()
        }
    };
    own.is_some_and(|own| stem(own.path()) == stem(address.path()))
}

/// A subject that nothing stands behind any more.
fn gone(issue: &Issue, rule: &Rule, site: &SiteModel) -> Seen {
    if !rule.removal_mends {
        return unread(issue, site, false).unwrap_or_else(|| {
            Seen::Doubted(Words::new(
                "问题对象已不在网站上；撤下或改址不等于整改，请人工核对",
                "the subject is not on the site any more; taking it down is no mend: look by hand",
            ))
        });
    }
    let is_link = rule.subject == SubjectKind::Link;
    let mut pages = Vec::new();
    for seen in &issue.finding.evidence {
        match answered(site, &seen.url) {
            Answered::Page(page) => pages.push(page),
            Answered::File => {}
            // The page went together with what stood on it; but where it was only the place
            // of a link, its loss mends nothing.
            Answered::Gone(_) if !is_link => {}
            Answered::Gone(status) => return page_gone(&seen.url, status),
            Answered::Home => return to_home(&seen.url),
            Answered::Unknown => return not_read(&seen.url),
        }
    }
    if is_link {
        // The link is gone from the pages, or leads somewhere now: both must have been seen.
        let own = issue.finding.subject.url.iter();
        for target in issue.finding.members.iter().chain(own) {
            let leads = matches!(
                answered(site, target),
                Answered::Page(_) | Answered::File | Answered::Home
            );
            if !leads && pages.iter().any(|page| links_to(site, *page, target)) {
                return not_read(target);
            }
        }
    }
    Seen::Mended(Words::new(
        "已撤下：原处已重新读取，不再出现",
        "taken down: the place was read again and it is not there any more",
    ))
}

/// Says what was not read of where a subject stood. Of a part of a site that a subject is
/// missing, or a rule does not apply to it, tells nothing about the site: `applies` is set
/// where what stands elsewhere may decide whether the rule does.
fn unread(issue: &Issue, site: &SiteModel, applies: bool) -> Option<Seen> {
    let finding = &issue.finding;
    let partly = site.origin.cut_short.is_some();
    // What stands on another site is not read at all; of a whole crawl only where it was seen.
    let own = finding.subject.url.as_deref().filter(|url| {
        partly && Address::parse(url).is_some_and(|address| !is_foreign(site, &address))
    });
    let mut there = false;
    for url in finding.evidence.iter().map(|seen| &*seen.url).chain(own) {
        match answered(site, url) {
            Answered::Unknown => return Some(not_read(url)),
            Answered::Page(page) => {
                there = true;
                if applies && is_aggregate(finding.subject.kind) && !is_followed(site, page) {
                    return Some(not_followed(url));
                }
            }
            Answered::File => there = true,
            Answered::Gone(_) | Answered::Home => {}
        }
    }
    let everywhere = matches!(
        finding.subject.kind,
        SubjectKind::Site | SubjectKind::Platform
    );
    let elsewhere = applies && everywhere || matches!(site.platform, PlatformState::Unknown(..));
    (partly && there && elsewhere).then(|| {
        Seen::CannotTell(Words::new(
            "本次只读取了网站的一部分，没有读到足以判定的网页",
            "only a part of the site was read this time, and not enough of it to tell",
        ))
    })
}

fn links_to(site: &SiteModel, page: PageIx, target: &str) -> bool {
    let Some(target) = site.written_address(target) else {
        return false;
    };
    site.page(page).links().any(|link| {
        link.target
            .and_then(|number| site.answers.address(number))
            .is_some_and(|address| address == target)
    })
}

/// Checks that every place where the failure was seen was read again.
fn places(issue: &Issue, rule: &Rule, passed: &[&Member], site: &SiteModel) -> Result<(), Seen> {
    let gathers = rule.gather != Gather::None;
    let read_now: BTreeSet<PageIx> = passed
        .iter()
        .flat_map(|member| member.subject.url.iter().chain(&member.pages))
        .filter_map(|url| match answered(site, url) {
            Answered::Page(page) => Some(page),
            _ => None,
        })
        .collect();
    for seen in &issue.finding.evidence {
        // A place that had no answer of its own then need not have one now.
        if seen
            .status
            .is_some_and(|status| !(200..300).contains(&status))
        {
            continue;
        }
        match answered(site, &seen.url) {
            Answered::Page(page) => {
                let others = copies(site, page);
                if others >= COPIES {
                    return Err(stand_in(&seen.url, others));
                }
                if gathers && !read_now.contains(&page) {
                    return Err(Seen::Doubted(Words::new(
                        format!("{} 已不再受本规则核查，不等于已整改", seen.url),
                        format!(
                            "the rule does not judge {} any more, which is no mend",
                            seen.url
                        ),
                    )));
                }
                if is_aggregate(issue.finding.subject.kind) && !is_followed(site, page) {
                    return Err(not_followed(&seen.url));
                }
            }
            Answered::File => {}
            Answered::Gone(_) if rule.removal_mends && rule.subject != SubjectKind::Link => {}
            lost => {
                if !gathers && has_moved(issue, &seen.url, passed, site) {
                    continue;
                }
                return Err(match lost {
                    Answered::Gone(status) => page_gone(&seen.url, status),
                    Answered::Home => to_home(&seen.url),
                    _ => not_read(&seen.url),
                });
            }
        }
    }
    Ok(())
}

/// So many other addresses that answer the very same bytes make a page a stand-in.
const COPIES: usize = 3;

/// Counts the addresses, other ways of writing its own left aside, that answer the same bytes
/// as a page: one page put in the place of many says nothing of any of them.
fn copies(site: &SiteModel, page: PageIx) -> usize {
    let own = site.page(page);
    let stem = |address: &Address| {
        let path = address.path();
        let (folder, last) = path.rsplit_once('/').unwrap_or(("", path));
        let is_index = last.starts_with("index.") || last.starts_with("default.");
        format!(
            "{}{folder}/{}",
            address.authority(),
            if is_index { "" } else { last }
        )
    };
    let mine = stem(&own.address);
    let others: BTreeSet<String> = site
        .answers
        .pages_with_digest(&own.sha256)
        .filter_map(|other| site.address_of(other))
        .map(|other| stem(&other))
        .filter(|other| *other != mine)
        .collect();
    others.len()
}

/// Tells whether the subject's own page moved: the subject is found on another page that
/// was read, and is the same by its identity, which is not its address.
fn has_moved(issue: &Issue, lost: &str, passed: &[&Member], site: &SiteModel) -> bool {
    let subject = &issue.finding.subject;
    let is_own = subject.url.as_deref() == Some(lost);
    is_own
        && subject.key != lost
        && passed.iter().any(|member| {
            member.subject.url.as_deref() != Some(lost)
                && member
                    .subject
                    .url
                    .iter()
                    .any(|url| matches!(answered(site, url), Answered::Page(_)))
        })
}

/// Subjects that are made of many pages: what was not read of them may hide the failure.
const fn is_aggregate(kind: SubjectKind) -> bool {
    matches!(
        kind,
        SubjectKind::Site | SubjectKind::Platform | SubjectKind::Column
    )
}

/// Tells whether everything of the same host that a page lists or attaches has an answer;
/// in a complete crawl it has.
fn is_followed(site: &SiteModel, page: PageIx) -> bool {
    if site.origin.cut_short.is_none() {
        return true;
    }
    needed_of(site, page).is_empty()
}

/// Returns the addresses of the same host that a page lists or attaches and that have no
/// answer yet.
pub(crate) fn needed_of(site: &SiteModel, page: PageIx) -> Vec<Address> {
    let record = site.page(page);
    let items = record
        .facts
        .list
        .iter()
        .flat_map(|list| &list.items)
        .filter_map(|item| item.target.as_ref());
    let attachments = record
        .facts
        .document
        .iter()
        .flat_map(|document| &document.attachments)
        .filter_map(|attachment| attachment.target.as_ref());
    let mut needed: Vec<Address> = items
        .chain(attachments)
        .filter(|target| target.authority() == record.address.authority())
        .filter(|target| matches!(answered(site, target.as_str()), Answered::Unknown))
        .cloned()
        .collect();
    needed.sort();
    needed.dedup();
    needed
}

fn page_gone(url: &str, status: u16) -> Seen {
    if (200..300).contains(&status) {
        return Seen::Doubted(Words::new(
            format!("问题所在页面 {url} 返回 {status}，但页面写明不存在；页面撤下不算整改"),
            format!(
                "the page {url} answers {status}, but says that there is nothing; taking a page down is no mend"
            ),
        ));
    }
    Seen::Doubted(Words::new(
        format!("问题所在页面 {url} 返回 {status}；页面撤下不算整改"),
        format!("the page {url} answers {status}; taking a page down is no mend"),
    ))
}

fn stand_in(url: &str, others: usize) -> Seen {
    Seen::Doubted(Words::new(
        format!(
            "{url} 与另外 {others} 个地址返回完全相同的内容，疑为占位页面，不算整改，请人工核对"
        ),
        format!(
            "{url} answers the very same as {others} other addresses and may be a stand-in, which is no mend: look by hand"
        ),
    ))
}

fn to_home(url: &str) -> Seen {
    Seen::Doubted(Words::new(
        format!("问题所在页面 {url} 跳转到首页；页面撤下不算整改"),
        format!("the page {url} leads to the home page; taking a page down is no mend"),
    ))
}

fn not_followed(url: &str) -> Seen {
    Seen::CannotTell(Words::new(
        format!("{url} 上的链接本次没有读全"),
        format!("not all that {url} links to was read"),
    ))
}

fn not_read(url: &str) -> Seen {
    Seen::CannotTell(Words::new(
        format!("{url} 本次没有读到"),
        format!("{url} was not read this time"),
    ))
}
