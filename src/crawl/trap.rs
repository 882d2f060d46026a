//! Addresses that lead into endless or harmful variants of pages.
//!
//! A plain column taken for a trap would be missing from the audit, so every test here
//! wants more than a suspicious word: a keyword that was typed, a date, a number too large,
//! two sort orders at once.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::model::{Address, is_program};

/// Why an address is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrapKind {
    /// Logging in or out, administration.
    Login,
    /// The results of one search.
    Search,
    /// A calendar that has a page for every day there is.
    Calendar,
    /// The address carries a session id, so it is new on every visit.
    Session,
    /// A print view, a share button or a counter: the same content, or an effect.
    View,
    /// The path repeats itself, as a wrong relative link makes it do.
    Repetition,
    /// The address is longer than any that a person made.
    TooLong,
    /// A page number beyond any list.
    Paging,
    /// The same list in another order or selection.
    Sorting,
}

impl TrapKind {
    /// Returns the code written to files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Search => "search",
            Self::Calendar => "calendar",
            Self::Session => "session",
            Self::View => "view",
            Self::Repetition => "repetition",
            Self::TooLong => "too_long",
            Self::Paging => "paging",
            Self::Sorting => "sorting",
        }
    }
}

/// The longest address that is followed, in bytes.
const LONGEST: usize = 2_000;
/// The deepest path that is followed, in segments.
const DEEPEST: usize = 24;
/// The highest page number that is followed: 5,000 pages of 15 are 75,000 items.
const HIGHEST_PAGE: u64 = 5_000;
/// The highest first item of a page that is followed.
const HIGHEST_OFFSET: u64 = 200_000;

/// Last segments (without ending) that log in or out or belong to the editors.
const LOGIN_NAMES: [&str; 16] = [
    "admin",
    "authcode",
    "captcha",
    "forgetpassword",
    "logon",
    "logout",
    "oauth",
    "oauth2",
    "register",
    "signin",
    "signout",
    "signup",
    "sso",
    "validatecode",
    "verifycode",
    "wp-admin",
];
/// Words that make a segment a search program.
const SEARCH_WORDS: [&str; 4] = ["search", "query", "sousuo", "jiansuo"];
/// Query keys that hold what somebody typed into a search box.
const KEYWORD_KEYS: [&str; 14] = [
    "q",
    "kw",
    "wd",
    "word",
    "keyword",
    "keywords",
    "keyw",
    "searchword",
    "searchkey",
    "searchtext",
    "searchcontent",
    "querystring",
    "searchvalue",
    "vc_title",
];
/// Of these, the ones that say so even where the program's name does not.
const PLAIN_KEYWORD_KEYS: [&str; 7] = [
    "keyword",
    "keywords",
    "searchword",
    "searchkey",
    "searchtext",
    "searchcontent",
    "wd",
];
const DATE_KEYS: [&str; 9] = [
    "date",
    "day",
    "month",
    "year",
    "ym",
    "ymd",
    "riqi",
    "startdate",
    "enddate",
];
const SESSION_KEYS: [&str; 7] = [
    "jsessionid",
    "phpsessid",
    "sessionid",
    "session_id",
    "sessid",
    "cftoken",
    "zenid",
];
/// Last segments (without ending) of programs that print, share or count.
const VIEW_NAMES: [&str; 21] = [
    "print",
    "printpage",
    "printer",
    "toprint",
    "share",
    "sharepage",
    "email",
    "sendmail",
    "mailto",
    "recommend",
    "addfavorite",
    "hit",
    "hits",
    "counter",
    "count",
    "clickcount",
    "click",
    "visit",
    "visits",
    "viewcount",
    "tongji",
];
const VIEW_KEYS: [&str; 5] = ["print", "isprint", "printable", "printview", "toprint"];
const PAGE_KEYS: [&str; 15] = [
    "page",
    "pageno",
    "page_no",
    "pagenum",
    "pageindex",
    "page_index",
    "currpage",
    "currentpage",
    "curpage",
    "cur_page",
    "nowpage",
    "pn",
    "pg",
    "p",
    "paged",
];
const OFFSET_KEYS: [&str; 4] = ["offset", "start", "startrecord", "skip"];
const SORT_KEYS: [&str; 16] = [
    "sort",
    "sortby",
    "sort_by",
    "sortfield",
    "sortorder",
    "sorttype",
    "sorting",
    "order",
    "orderby",
    "order_by",
    "ordertype",
    "orderfield",
    "asc",
    "desc",
    "dir",
    "direction",
];
/// More query keys than this select, they do not name.
const MOST_KEYS: usize = 30;

/// Returns why an address must not be followed, if so.
pub(crate) fn find(address: &Address) -> Option<TrapKind> {
    if address.as_str().len() > LONGEST {
        return Some(TrapKind::TooLong);
    }
    let written = address.path_and_query();
    // Nearly every address is in lower case already.
    let lower = match written.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(written.to_ascii_lowercase()),
        false => Cow::Borrowed(written),
    };
    let (path, query) = lower.split_once('?').unwrap_or((&lower, ""));
    path_trap(path, query).or_else(|| query_trap(path, query))
}

fn path_trap(path: &str, query: &str) -> Option<TrapKind> {
    let segments: SmallVec<[&str; 12]> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.len() > DEEPEST || repeats(&segments) {
        return Some(TrapKind::Repetition);
    }
    if segments
        .iter()
        .any(|segment| segment.starts_with("(s(") && segment.ends_with("))"))
    {
        return Some(TrapKind::Session);
    }
    let last = segments.last().copied()?;
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let runs = !query.is_empty() || is_program(ending);
    // A static page of that name is only a page; a folder or a program is the thing itself.
    if stem.ends_with("login") || (LOGIN_NAMES.contains(&stem) && !is_static(ending)) {
        return Some(TrapKind::Login);
    }
    if segments
        .iter()
        .any(|segment| matches!(*segment, "wp-admin" | "sso" | "oauth2"))
    {
        return Some(TrapKind::Login);
    }
    let before = segments.len().checked_sub(2).map(|at| segments[at]);
    let numbered = stem.bytes().all(|byte| byte.is_ascii_digit()) && !stem.is_empty();
    if (runs && VIEW_NAMES.contains(&stem))
        || (numbered && matches!(before, Some("print" | "share")))
    {
        return Some(TrapKind::View);
    }
    let page = stem
        .strip_prefix("index_")
        .or_else(|| stem.strip_prefix("page_"))
        .or_else(|| (before == Some("page")).then_some(stem));
    if page.is_some_and(|page| exceeds(page, HIGHEST_PAGE)) {
        return Some(TrapKind::Paging);
    }
    let at = segments
        .iter()
        .position(|segment| segment.contains("calendar") || segment.starts_with("rili"))?;
    let dated = segments[at + 1..]
        .iter()
        .any(|segment| segment.bytes().any(|byte| byte.is_ascii_digit()))
        || pairs(query).any(|(key, value)| DATE_KEYS.contains(&key) && !value.is_empty());
    // An article about a calendar ends in a file of its own; a day of one does not.
    (dated && !is_static(ending)).then_some(TrapKind::Calendar)
}

fn query_trap(path: &str, query: &str) -> Option<TrapKind> {
    if query.is_empty() {
        return None;
    }
    // Lists of a disclosure catalogue are served by a program called "search" there, with
    // a key for every field of its form; they are columns, not somebody's search.
    let catalogue = path.contains("/module/xxgk/") || path.contains("/module/web/jpage/");
    let searches = path
        .rsplit('/')
        .find(|segment| !segment.is_empty())
        .is_some_and(|name| SEARCH_WORDS.iter().any(|word| name.contains(word)));
    let (mut keys, mut sorts) = (0, 0);
    for (key, value) in pairs(query) {
        keys += 1;
        if value.is_empty() {
            continue;
        }
        if SESSION_KEYS.contains(&key)
            || key.starts_with("aspsessionid")
            || (key == "sid" && value.len() >= 16 && value.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            return Some(TrapKind::Session);
        }
        if VIEW_KEYS.contains(&key)
            || (key == "action" && matches!(value, "print" | "share" | "email"))
        {
            return Some(TrapKind::View);
        }
        if (searches && KEYWORD_KEYS.contains(&key)) || PLAIN_KEYWORD_KEYS.contains(&key) {
            return Some(TrapKind::Search);
        }
        if (PAGE_KEYS.contains(&key) && exceeds(value, HIGHEST_PAGE))
            || (OFFSET_KEYS.contains(&key) && exceeds(value, HIGHEST_OFFSET))
        {
            return Some(TrapKind::Paging);
        }
        if DATE_KEYS.contains(&key) && outlandish(value) {
            return Some(TrapKind::Calendar);
        }
        sorts += usize::from(SORT_KEYS.contains(&key) || key.starts_with("filter"));
    }
    (!catalogue && (sorts >= 2 || keys > MOST_KEYS)).then_some(TrapKind::Sorting)
}

/// Splits a query into keys and values, as written.
fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Tells whether a run of up to four segments stands three times in a row (five times for a
/// single number, since dates and numbered folders may repeat honestly).
fn repeats(segments: &[&str]) -> bool {
    // A period of one stands three times at the least.
    let longest = segments.len() / 3;
    (1..=longest.min(4)).any(|length| {
        // How many segments in a row equal the one a period before.
        let mut run = 0;
        segments
            .iter()
            .zip(segments.iter().skip(length))
            .any(|(before, now)| {
                run = if before == now { run + 1 } else { 0 };
                let number = length == 1 && now.bytes().all(|byte| byte.is_ascii_digit());
                run >= length * if number { 4 } else { 2 }
            })
    })
}

/// Tells whether a text is a number above a limit.
fn exceeds(text: &str, limit: u64) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u64>().map_or(true, |number| number > limit)
}

/// Tells whether a date's year is one that no disclosure has.
fn outlandish(value: &str) -> bool {
    let year = value.get(..4).and_then(|year| year.parse::<u32>().ok());
    value.len() >= 6 && year.is_some_and(|year| !(1900..2100).contains(&year))
}

fn is_static(ending: &str) -> bool {
    matches!(ending, "html" | "htm" | "shtml" | "shtm" | "xhtml")
}
