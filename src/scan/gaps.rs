//! What pages that answered with an error, or not at all, mean for a crawl as a whole.
//!
//! One page that is broken is a fault of the site, and the crawl is whole all the same. Where
//! a column cannot be opened, or page after page is refused, it is the crawl that lacks them:
//! what stands there was not seen, and nothing may be called missing.

use std::collections::BTreeMap;

use crate::model::{Cause, FailureKind, Words};
use crate::site::{Names, Refusal, is_no_answer, is_refusal, may_be_report};

/// So few pages that gave nothing make a crawl no less complete, unless much hangs on them.
const FEW: usize = 5;
/// So great a part of the pages, one in so many, leaves nothing certain of the rest.
const PART: usize = 20;
/// The most names of pages that are told.
const TOLD: usize = 3;

/// That pages were refused, and what follows.
#[derive(Debug)]
pub(super) struct Refused {
    /// Set when so many were that what was read is only a part of the site.
    pub(super) cut_short: Option<Cause>,
    /// What to tell.
    pub(super) words: Words,
}

/// Says whether the pages that gave nothing make the crawl incomplete; `read` pages did give
/// something.
pub(super) fn refused(all: &[Refusal], read: usize, names: &Names) -> Option<Refused> {
    let is_shut =
        |page: &Refusal| page.status.is_some_and(asks_password) && decides(page, names).is_some();
    let counted: Vec<&Refusal> = all
        .iter()
        .filter(|page| counts(page) || is_shut(page))
        .collect();
    let broken = counted
        .iter()
        .filter(|page| page.status != Some(403))
        .count();
    let deciding: Vec<&str> = counted
        .iter()
        .filter_map(|page| decides(page, names))
        .collect();
    let many = counted.len() >= FEW && counted.len() * PART >= read;
    if !many && broken < FEW && deciding.is_empty() {
        return None;
    }
    let blocked = counted
        .iter()
        .filter(|page| page.cause == Cause::Blocked)
        .count();
    let cause = match blocked * 2 > counted.len() {
        true => Cause::Blocked,
        false => Cause::NotFetched,
    };
    Some(Refused {
        cut_short: many.then_some(cause),
        words: words(&counted, &deciding),
    })
}

/// Tells whether a status asks for a password.
const fn asks_password(status: u16) -> bool {
    matches!(status, 401 | 407)
}

/// Tells whether a page that gave nothing may be a fault of the moment, or be meant for others
/// than this program. What robots.txt forbids is told apart.
fn counts(page: &Refusal) -> bool {
    match (page.status, page.failure) {
        (Some(status), _) => is_refusal(status) || is_no_answer(status),
        (None, Some(failure)) => matches!(
            failure,
            FailureKind::Name
                | FailureKind::Connect
                | FailureKind::Timeout
                | FailureKind::Tls
                | FailureKind::Protocol
        ),
        (None, None) => false,
    }
}

/// Returns the name of a page on which more hangs than itself: what menus lead to, and what is
/// named as the platform, one of its columns, the guide or a report. What is forbidden and is
/// none of these, as the way in for staff is, counts as any page.
fn decides<'p>(page: &'p Refusal, names: &Names) -> Option<&'p str> {
    // What asks for a password is for those who have one, as services are: but no disclosure is.
    let is_locked = page.status.is_some_and(asks_password);
    let named = page.names.iter().find(|name| {
        names.is_platform_entry(name)
            || may_be_report(name)
            || !is_locked && !names.serves(name, &[], true).is_empty()
    });
    let in_menu = page.menu && !is_locked && page.status != Some(403);
    named
        .or_else(|| page.names.first().filter(|_| in_menu))
        .map(String::as_str)
}

fn words(pages: &[&Refusal], deciding: &[&str]) -> Words {
    let mut kinds: BTreeMap<Option<u16>, usize> = BTreeMap::new();
    for page in pages {
        *kinds.entry(page.status).or_default() += 1;
    }
    let zh: Vec<String> = kinds
        .iter()
        .map(|(status, count)| match status {
            Some(status) => format!("返回 {status} 的 {count} 个"),
            None => format!("没有应答或应答中断的 {count} 个"),
        })
        .collect();
    let en: Vec<String> = kinds
        .iter()
        .map(|(status, count)| match status {
            Some(status) => format!("{count} answered {status}"),
            None => format!("{count} did not answer, or broke off"),
        })
        .collect();
    let mut told: Vec<&str> = deciding.to_vec();
    told.sort_unstable();
    told.dedup();
    let more = told.len() > TOLD;
    told.truncate(TOLD);
    let number = pages.len();
    let zh_names = match told.is_empty() {
        true => String::new(),
        false => format!(
            "；其中有“{}”{}，其下的内容没有读到",
            told.join("”“"),
            if more { "等" } else { "" }
        ),
    };
    let en_names = match told.is_empty() {
        true => String::new(),
        false => format!(
            "; among them {}{}, so what stands below was not read",
            told.join(", "),
            if more { " and others" } else { "" }
        ),
    };
    Words::new(
        format!(
            "{number} 个站内网页没有取得（{}），可能是网站一时故障或拦截，请稍后重新抓取{zh_names}",
            zh.join("，")
        ),
        format!(
            "{number} pages of the site did not come ({}); the site may be in trouble for the moment or be blocking: crawl it again later{en_names}",
            en.join(", ")
        ),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{Refused, refused};
    use crate::model::{Cause, FailureKind};
    use crate::site::{Names, Refusal};

    fn page(answer: Result<u16, FailureKind>, menu: bool, name: &str) -> Refusal {
        Refusal {
            number: 0,
            cause: match answer {
                Ok(401 | 403 | 429 | 503) => Cause::Blocked,
                _ => Cause::NotFetched,
            },
            status: answer.ok(),
            failure: answer.err(),
            menu,
            names: [name.to_owned()].into(),
        }
    }

    fn of(pages: &[Refusal], read: usize) -> Option<Refused> {
        refused(pages, read, &Names::shipped().unwrap())
    }

    #[test]
    fn a_broken_page_or_a_door_for_staff_leaves_a_crawl_whole() {
        let article = page(Ok(500), false, "关于召开会议的通知");
        assert!(of(&[article], 20).is_none());
        let staff = page(Ok(403), true, "协同办公");
        let password = page(Ok(401), true, "行政许可");
        assert!(of(&[staff, password], 20).is_none());
        let locked = |_| page(Ok(401), true, "办事大厅");
        assert!(of(&(0..9).map(locked).collect::<Vec<_>>(), 20).is_none());
        let forbidden = |_| page(Ok(403), false, "内部资料");
        assert!(of(&(0..9).map(forbidden).collect::<Vec<_>>(), 1000).is_none());
    }

    #[test]
    fn a_column_that_cannot_be_opened_makes_a_crawl_incomplete() {
        for answer in [
            Ok(500),
            Ok(403),
            Ok(429),
            Ok(204),
            Ok(304),
            Ok(302),
            Ok(401),
            Err(FailureKind::Timeout),
        ] {
            let told = of(&[page(answer, true, "政府信息公开年报")], 1000).unwrap();
            assert_eq!(told.cut_short, None);
            assert!(told.words.zh.contains("其中有“政府信息公开年报”"));
        }
        let told = of(&[page(Ok(502), true, "新闻中心")], 1000).unwrap();
        assert!(
            told.words.zh.contains("返回 502 的 1 个"),
            "{}",
            told.words.zh
        );
        assert!(
            told.words.en.contains("1 answered 502"),
            "{}",
            told.words.en
        );
    }

    #[test]
    fn page_after_page_refused_cuts_a_crawl_short() {
        let broken = |_| page(Ok(500), false, "通知");
        let few: Vec<_> = (0..5).map(broken).collect();
        assert_eq!(of(&few, 1000).unwrap().cut_short, None);
        assert_eq!(of(&few, 100).unwrap().cut_short, Some(Cause::NotFetched));
        let blocked = |_| page(Ok(403), false, "通知");
        let blocked: Vec<_> = (0..5).map(blocked).collect();
        assert_eq!(of(&blocked, 100).unwrap().cut_short, Some(Cause::Blocked));
    }
}
