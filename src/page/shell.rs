//! Pages that show nothing of their own: redirects, challenges, shells for scripts.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Address, Cause, LinkRegion, Reply};
use crate::vocabulary::fold;
use crate::vocabulary::pages::PageWords;

use super::dom::{Dom, Id};
use super::links;
use super::plain::Tag;
use super::text;

/// Visible characters up to which a page with a script redirect is only that.
const TINY: u32 = 80;
/// Visible characters up to which a page that speaks of maintenance says nothing else; a notice
/// about it has more, and stands among links.
const DOWN: u32 = 100;
/// Visible characters up to which a program's account of its failure stands in for a page.
const FAULT: u32 = 2_000;

/// Bytes of the longest script that does nothing but send its reader away.
const STATEMENT: usize = 300;

/// How such a script begins.
#[allow(clippy::expect_used)] // the pattern is a constant
static JUMPS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:window|document|self|top|parent|this)\s*\.\s*)*(?:location\b|open\s*\()",
    )
    .expect("a constant pattern")
});

#[allow(clippy::expect_used)] // the patterns are constants
static REFRESH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)^\s*[\d.]*\s*[;,]?\s*url\s*=\s*["']?\s*([^"']+?)\s*["']?\s*$"#)
        .expect("a constant pattern")
});

/// Returns where the page sends its reader without being asked.
pub(super) fn redirect(dom: &Dom<'_>, base: &Address, address: &Address) -> Option<Address> {
    for id in dom.all() {
        if dom.kind(id) == Tag::Meta
            && dom
                .attr(id, "http-equiv")
                .is_some_and(|value| value.trim().eq_ignore_ascii_case("refresh"))
            && let Some(content) = dom.attr(id, "content")
            && let Some(found) = REFRESH.captures(content)
            && !dom.ancestors(id).any(|up| dom.tag(up) == "noscript")
            && let Some(target) = links::resolve(base, &found[1])
            && target != *address
        {
            return Some(target);
        }
    }
    // In a template the part between menus and footer has nothing to show but a script.
    let in_template = dom.sums(Id::ROOT).chars > TINY;
    if in_template && !shows_hardly_anything(dom) {
        return None;
    }
    let mut scripts = 0;
    for id in dom.all() {
        let script = match dom.tag(id) {
            "script" => dom.raw_text(id),
            "body" => dom.attr(id, "onload").unwrap_or_default().into(),
            _ => continue,
        };
        if in_template && (script.len() > STATEMENT || dom.tag(id) == "body") {
            continue;
        }
        scripts += script.len();
        if scripts > 8000 {
            return None;
        }
        let script = without_comments(&script);
        // Among the scripts of a template only one that does nothing else sends its reader away.
        if in_template && !JUMPS.is_match(script.trim_start()) {
            continue;
        }
        if let Some(found) = links::in_script(&script)
            && let Some(target) = links::resolve(base, found)
            && target != *address
        {
            return Some(target);
        }
    }
    None
}

/// Tells whether what stands outside of menus, header and footer is no more than a trail.
fn shows_hardly_anything(dom: &Dom<'_>) -> bool {
    let mut shown = 0;
    dom.all().all(|id| {
        if dom.text_node(id).is_some() && dom.is_visible(id) && dom.region(id) == LinkRegion::Main {
            shown += dom.sums(id).chars;
        }
        shown <= TINY
    })
}

/// Drops comments, so that a redirect that was switched off is none.
fn without_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(open) = rest.find("/*") {
        out.push_str(&rest[..open]);
        match rest[open..].find("*/") {
            Some(close) => rest = &rest[open + close + 2..],
            None => {
                rest = "";
            }
        }
    }
    out.push_str(rest);
    out.lines()
        .filter(|line| {
            let line = line.trim_start();
            !line.starts_with("//")
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns why what a person would see could not be read, if so.
pub(super) fn unreadable(
    dom: &Dom<'_>,
    reply: &Reply,
    words: &PageWords,
    html_title: Option<&str>,
    redirects: bool,
) -> Option<Cause> {
    let sums = dom.sums(Id::ROOT);
    if matches!(reply.status, 401 | 403 | 405 | 412 | 418 | 429 | 503 | 521) && sums.chars < 2000 {
        return Some(Cause::Blocked);
    }
    if redirects {
        return None;
    }
    // An answer without a word is a fault on the way, not what the site has to say.
    if reply.body.trim_ascii().is_empty() {
        return Some(Cause::NotFetched);
    }
    if sums.chars < 400 {
        let mut shown = fold(&text::of(dom, Id::ROOT));
        shown.push_str(&fold(html_title.unwrap_or_default()));
        if sums.links < 6
            && words
                .marks
                .challenge
                .iter()
                .any(|word| shown.contains(word.as_str()))
        {
            return Some(Cause::Blocked);
        }
        if sums.chars < DOWN
            && sums.links < 4
            && words.marks.down.iter().any(|word| shown.contains(&**word))
        {
            return Some(Cause::NotFetched);
        }
        if sums.links < 10
            && words.marks.login.iter().any(|word| shown.contains(&**word))
            && asks_for_password(dom)
        {
            return Some(Cause::Blocked);
        }
    }
    if sums.chars < FAULT && sums.links < 4 {
        let mut shown = fold(&text::of(dom, Id::ROOT));
        shown.push_str(&fold(html_title.unwrap_or_default()));
        if words.marks.faults.is_in(&shown) {
            return Some(Cause::NotFetched);
        }
    }
    let title = fold(html_title.unwrap_or_default());
    let mut listings = words.marks.listings.iter();
    if listings.any(|word| title.starts_with(&**word)) {
        return Some(Cause::NotFetched);
    }
    // Hardly a word beside the field for a password: nothing is here for those without one.
    if sums.chars < DOWN && sums.links < 3 && asks_for_password(dom) {
        return Some(Cause::Blocked);
    }
    let (mut scripts, mut frames, mut coded) = (0, 0, false);
    for id in dom.all() {
        match dom.kind(id) {
            Tag::Script => {
                scripts += 1;
                if sums.chars < 40 {
                    let script = dom.raw_text(id);
                    coded |= is_challenge(&script);
                }
            }
            Tag::Frame | Tag::Iframe => frames += 1,
            _ => {}
        }
    }
    if sums.chars < 40 && sums.links < 3 {
        if coded {
            return Some(Cause::Blocked);
        }
        if frames > 0 {
            return Some(Cause::NotFetched);
        }
        if scripts > 0 {
            return Some(Cause::ScriptBuilt);
        }
        if sums.images > 0 {
            return Some(Cause::ImageOnly);
        }
        // Not one word: no page has none, an answer that was lost on the way has.
        let titled = html_title.is_some_and(|title| !title.is_empty());
        return (sums.chars + sums.links == 0 && !titled).then_some(Cause::NotFetched);
    }
    // Header and footer are there, the content is a script's.
    let (mut chars, mut linked, mut templates) = (0_usize, 0, 0);
    for id in dom.all() {
        if dom.is_template(id) {
            templates += 1;
        }
        if dom.region(id) != LinkRegion::Main {
            continue;
        }
        if let Some(words) = dom.text_node(id) {
            chars += text::count(words) as usize;
        }
        linked += usize::from(dom.kind(id) == Tag::A);
        let shows = matches!(dom.tag(id), "img" | "iframe" | "embed" | "object");
        if chars >= 24 || linked >= 3 || shows {
            return None;
        }
    }
    (scripts > 0 && templates + scripts > 1).then_some(Cause::ScriptBuilt)
}

/// Tells whether a page has a field for a password.
fn asks_for_password(dom: &Dom<'_>) -> bool {
    dom.all().any(|id| {
        dom.tag(id) == "input"
            && dom
                .attr(id, "type")
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("password"))
    })
}

/// Scripts that set a cookie or run coded text and come again: protection against robots.
fn is_challenge(script: &str) -> bool {
    let lower = script.to_ascii_lowercase();
    let codes = [
        "eval(",
        "_0x",
        "fromcharcode",
        "charcodeat",
        "unescape(",
        "atob(",
    ]
    .iter()
    .filter(|part| lower.contains(*part))
    .count();
    let again = [
        "document.cookie",
        "location.reload",
        "location.href",
        "location.replace",
        "$_ts",
        "acw_sc__v2",
        "__jsl_clearance",
    ]
    .iter()
    .filter(|part| lower.contains(*part))
    .count();
    lower.contains("$_ts")
        || lower.contains("acw_sc__v2")
        || lower.contains("__jsl_clearance")
        || (codes >= 1 && again >= 1)
}
