//! Entries of mailboxes and message boards: when asked, when answered, in what state.
//!
//! A day counts only under its label: two dates without labels say nothing of which is which.

use std::sync::LazyLock;

use super::messages_letter::{self as letter, Label, Letter, label_of};
use crate::calendar::parse_date;
use crate::masking::mask_text;
use crate::model::{Address, LinkRegion, Message};
use crate::page::Ctx;
use crate::page::dom::{Dom, Id};
use crate::page::text;
use crate::vocabulary::messages::words;
use crate::vocabulary::{Few, fold, fold_label};

/// Most entries kept of one page.
const MOST: usize = 1_000;
/// How far above its label an entry's own element is looked for.
const LEVELS: usize = 6;

/// Reads the entries below the main part of a page. On pages that are no mailbox by kind,
/// only labelled days of asking together with an answer or a state make an entry.
pub fn read(ctx: &Ctx<'_, '_>, mailbox: bool) -> Vec<Message> {
    let words = words();
    let has = |list: &[String]| {
        list.iter()
            .any(|word| ctx.main_text.contains(word.as_str()))
    };
    // Padded labels (来 信 时 间) are rare enough to be looked for in mailboxes only.
    let told = || has(&words.replied) || has(&words.status) || has(&words.reply);
    if !(mailbox || asks(ctx.main_text) && told()) {
        return Vec::new();
    }
    let mut out = columns(ctx, mailbox);
    if !out.is_empty() {
        return out;
    }
    // A question or an answer behind its label makes the page that of one letter.
    let letter = mailbox.then(|| letter::of_page(ctx));
    let is_one = |letter: &Letter| letter.askings <= 1 && (letter.message.reply || letter.content);
    if !letter.as_ref().is_some_and(is_one) {
        out = labelled_blocks(ctx);
    }
    if out.is_empty() {
        out.extend(letter.and_then(|letter| single(ctx, letter)));
    }
    out
}

/// Tells whether a text has a label of the day of asking; nearly none has.
pub(crate) fn asks(text: &str) -> bool {
    static ASKED: LazyLock<Few> = LazyLock::new(|| Few::new(&words().asked));
    ASKED.is_in(text)
}

/// Reads tables, and lists laid out as tables: a row of labels, then rows with as many parts.
fn columns(ctx: &Ctx<'_, '_>, mailbox: bool) -> Vec<Message> {
    let dom = ctx.dom;
    let mut out = Vec::new();
    let mut done_to = 0;
    for id in dom.subtree(ctx.main) {
        if id.at() < done_to
            || !dom.is_element(id)
            || !dom.is_visible(id)
            || dom.sums(id).chars > 200
        {
            continue;
        }
        let parts: Vec<Id> = parts(ctx, id);
        if !(2..=12).contains(&parts.len()) {
            continue;
        }
        let heads = heads(dom, &parts);
        let count = |label| {
            heads
                .iter()
                .filter(|head| **head == Head::Of(label))
                .count()
        };
        let days = heads.iter().filter(|head| **head == Head::Days).count();
        let (replied, handled) = (count(Label::Replied), count(Label::Handled));
        let states = count(Label::Status) + count(Label::Reply);
        let titled = count(Label::Title) + count(Label::Content) > 0;
        let dated = count(Label::Asked) == 1 && replied <= 1 && handled <= 1;
        let told = replied + handled + states > 0;
        let stated = titled && states == 1 && days <= 1;
        if !(dated && (told || (mailbox && titled)) || (mailbox && stated)) {
            continue;
        }
        for row in rows_after(ctx, id, parts.len()) {
            if out.len() >= MOST {
                return out;
            }
            out.extend(row_message(ctx, &row, &heads));
            done_to = row.last().map_or(done_to, |last| dom.after(*last).at());
        }
    }
    out
}

/// What the head of a column says that stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    Of(Label),
    /// Days, but not of what.
    Days,
    Other,
}

/// Reads the heads of a list's columns; a row with numbers in it is none of heads.
fn heads(dom: &Dom<'_>, parts: &[Id]) -> Vec<Head> {
    let names: Vec<String> = parts.iter().map(|&part| text::name(dom, part)).collect();
    if (names.iter()).any(|name| name.contains(|c: char| c.is_ascii_digit())) {
        return Vec::new();
    }
    let head = |name: &String| match label_of(name) {
        Some(label) => Head::Of(label),
        None if words().days.contains(&fold_label(name)) => Head::Days,
        None => Head::Other,
    };
    names.iter().map(head).collect()
}

fn parts(ctx: &Ctx<'_, '_>, id: Id) -> Vec<Id> {
    ctx.dom
        .elements(id)
        .filter(|&part| ctx.dom.is_visible(part) && ctx.dom.tag(part) != "br")
        .take(13)
        .collect()
}

/// Finds the rows that follow a row of labels: elements beside it, or beside its parent, or
/// one level below those, with the same number of parts.
fn rows_after(ctx: &Ctx<'_, '_>, head: Id, count: usize) -> Vec<Vec<Id>> {
    let dom = ctx.dom;
    let mut out: Vec<Vec<Id>> = Vec::new();
    let mut start = head;
    for _ in 0..2 {
        let mut next = dom.next_element(start);
        let mut seen = 0;
        while let Some(id) = next {
            seen += 1;
            if seen > MOST * 2 || out.len() > MOST {
                break;
            }
            next = dom.next_element(id);
            if !dom.is_visible(id) {
                continue;
            }
            let own = parts(ctx, id);
            let inner: Vec<Vec<Id>> = dom
                .elements(id)
                .filter(|&inner| dom.is_visible(inner))
                .take(MOST)
                .map(|inner| parts(ctx, inner))
                .filter(|inner| inner.len() == count)
                .collect();
            // As many rows as a row has parts are no row.
            if own.len() == count && inner.len() < count {
                out.push(own);
            } else {
                out.extend(inner);
            }
        }
        if !out.is_empty() || start == ctx.main {
            break;
        }
        match dom.parent(start) {
            Some(parent) if dom.contains(ctx.main, parent) => start = parent,
            _ => break,
        }
    }
    out
}

fn row_message(ctx: &Ctx<'_, '_>, row: &[Id], heads: &[Head]) -> Option<Message> {
    let dom = ctx.dom;
    let mut message = Message::default();
    let (mut handled, mut some_day) = (None, None);
    for (&part, head) in row.iter().zip(heads) {
        let shown = text::line(dom, part);
        match head {
            Head::Of(Label::Asked) => message.asked = parse_date(&shown),
            Head::Of(Label::Replied) => message.replied = parse_date(&shown),
            Head::Of(Label::Handled) => handled = parse_date(&shown),
            Head::Days => some_day = parse_date(&shown),
            Head::Of(Label::Status) => message.status = state_of(&shown),
            Head::Of(Label::Reply) => {
                let state = letter::state_at(&shown).cloned();
                message.reply = state.is_none() && letter::is_reply(&shown);
                message.status = message.status.take().or(state);
            }
            Head::Of(Label::Title) if message.title.is_empty() => {
                message.title = title_of(ctx, part);
            }
            Head::Of(Label::Title | Label::Content) | Head::Other => {}
        }
    }
    // A letter that waits was not answered on any day, and not asked after one that it shows.
    let state = message.status.as_deref();
    if state.is_some_and(|state| words().waiting.found_in(state)) {
        message.asked = message.asked.or(some_day);
    } else {
        message.replied = message.replied.or(handled);
    }
    if message.title.is_empty() {
        // No column is headed as the title: the linked part is it, or what was asked.
        let content = heads
            .iter()
            .position(|head| *head == Head::Of(Label::Content));
        let linked = row.iter().find(|&&part| link_in(ctx, part).is_some());
        let shown = content.and_then(|at| row.get(at)).or(linked)?;
        message.title = title_of(ctx, *shown);
    }
    message.target = row
        .iter()
        .find_map(|&part| link_in(ctx, part))
        .and_then(|(_, target)| target);
    let dated = message.asked.is_some() || message.replied.is_some();
    let says = dated || message.status.is_some() || message.reply;
    (says && !message.title.is_empty()).then_some(message)
}

/// Finds the first visible link with text in a subtree.
fn link_in(ctx: &Ctx<'_, '_>, id: Id) -> Option<(Id, Option<Address>)> {
    let dom = ctx.dom;
    let link = dom
        .links_in(id)
        .find(|&link| dom.is_visible(link) && dom.sums(link).chars > 0)?;
    Some((link, dom.attr(link, "href").and_then(|href| ctx.join(href))))
}

/// Reads a title, whole where the text is cut and `title=` has it, masked.
fn title_of(ctx: &Ctx<'_, '_>, id: Id) -> String {
    let dom = ctx.dom;
    let shown = text::line(dom, id);
    let whole = link_in(ctx, id)
        .and_then(|(link, _)| dom.attr(link, "title"))
        .or_else(|| dom.attr(id, "title"))
        .map(text::squeeze)
        .filter(|whole| whole.chars().count() > shown.chars().count());
    let title: String = whole.unwrap_or(shown).chars().take(200).collect();
    mask_text(&title)
}

/// Reads a state: a known word, or a short text as it stands.
fn state_of(shown: &str) -> Option<String> {
    let bare = text::strip(shown);
    // The longest word first: 未回复 holds no 已回复, but 已转办理 holds 已转办.
    let known = words()
        .states
        .iter()
        .filter(|state| bare.contains(state.as_str()))
        .max_by_key(|state| state.len());
    match known {
        Some(state) => Some(state.clone()),
        None => (!bare.is_empty()
            && bare.chars().count() <= 10
            && bare.chars().any(char::is_alphabetic))
        .then(|| mask_text(&bare)),
    }
}

/// Reads entries whose every day stands behind its own label (`来信时间：…　回复时间：…`).
fn labelled_blocks(ctx: &Ctx<'_, '_>) -> Vec<Message> {
    let dom = ctx.dom;
    // The elements of the entries, in document order, with how many labels lead there.
    let mut found: Vec<(Id, usize)> = Vec::new();
    for id in dom.subtree(ctx.main) {
        let Some(own) = dom.text_node(id).filter(|_| dom.is_visible(id)) else {
            continue;
        };
        if own.len() > 400 || !words().asked.iter().any(|word| own.contains(word.as_str())) {
            continue;
        }
        let holder = dom
            .ancestors(id)
            .take(LEVELS)
            .take_while(|&up| dom.contains(ctx.main, up))
            .find(|&up| link_in(ctx, up).is_some());
        if let Some(holder) = holder {
            match found.last_mut() {
                Some((last, count)) if *last == holder => *count += 1,
                _ => found.push((holder, 1)),
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    // An element that holds several labels of asking is the list, not an entry; one that holds
    // the page's title is the page of a letter.
    let whole = |holder: Id| {
        ctx.title_node
            .is_some_and(|title| dom.contains(holder, title))
    };
    found
        .into_iter()
        .filter(|(holder, _)| !whole(*holder))
        .filter(|(holder, count)| *count == 1 && dom.sums(*holder).chars < 2_000)
        .filter_map(|(holder, _)| {
            let mut message = letter::within(dom, holder).message;
            message.asked?;
            let (link, target) = link_in(ctx, holder)?;
            message.title = title_of(ctx, link);
            message.target = target;
            Some(message)
        })
        .collect()
}

/// Finds the heading of a letter on a page that is titled as its column.
fn headed(ctx: &Ctx<'_, '_>) -> Option<String> {
    let dom = ctx.dom;
    let title = ctx.title.map(fold);
    let names: Vec<String> = ctx.column_path.iter().map(|name| fold(name)).collect();
    let of_column = |name: &String| {
        names.contains(name) || words().columns.found_in(name) || words().pages.has(name)
    };
    if title.as_ref().is_some_and(|title| !of_column(title)) {
        return None;
    }
    dom.find(ctx.main, &["h1", "h2", "h3"])
        .filter(|&id| dom.is_visible(id) && dom.region(id) == LinkRegion::Main)
        .filter(|&id| dom.sums(id).links == 0 && dom.sums(id).chars >= 4)
        .map(|id| text::line(dom, id))
        .find(|shown| {
            let name = fold(shown);
            !of_column(&name) && Some(&name) != title.as_ref() && label_of(shown).is_none()
        })
}

/// Makes an entry of what the labels of one letter's page say.
fn single(ctx: &Ctx<'_, '_>, letter: Letter) -> Option<Message> {
    let mut message = letter.message;
    let answered = message.reply && (letter.content || !message.title.is_empty());
    if message.asked.is_none() && !answered {
        return None;
    }
    if message.title.is_empty() {
        message.title = mask_text(&headed(ctx).or(ctx.title.map(str::to_owned))?);
    }
    message.target = Some(ctx.address.clone());
    Some(message)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::read;
    use crate::model::{Address, Message};
    use crate::page::ctx;

    fn messages(markup: &str) -> Vec<Message> {
        let address = Address::parse("http://www.example.gov.cn/hd/").unwrap();
        ctx::with(&address, markup, |ctx| read(ctx, true))
    }

    fn shown(message: &Message) -> (String, String, String, String) {
        let day =
            |day: &Option<jiff::civil::Date>| day.map_or("-".to_owned(), |day| day.to_string());
        (
            message.title.clone(),
            day(&message.asked),
            day(&message.replied),
            message.status.clone().unwrap_or("-".to_owned()),
        )
    }

    fn expect(markup: &str, expected: &[(&str, &str, &str, &str)]) {
        let found: Vec<_> = messages(markup).iter().map(shown).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(a, b, c, d)| {
                (
                    (*a).to_owned(),
                    (*b).to_owned(),
                    (*c).to_owned(),
                    (*d).to_owned(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{markup}");
    }

    #[test]
    fn tables_with_headings_are_read() {
        expect(
            "<table><tr><th>编号</th><th>标题</th><th>来信日期</th><th>答复日期</th><th>办理状态</th></tr>\
             <tr><td>1</td><td><a href=a.html>路灯不亮 13812345678</a></td><td>2024-03-01</td><td>2024-03-05</td><td>已回复</td></tr>\
             <tr><td>2</td><td><a href=b.html>咨询社保</a></td><td>2024年3月2日</td><td></td><td>办理中</td></tr></table>",
            &[
                ("路灯不亮 138******78", "2024-03-01", "2024-03-05", "已回复"),
                ("咨询社保", "2024-03-02", "-", "办理中"),
            ],
        );
    }

    #[test]
    fn lists_laid_out_as_tables_are_read() {
        expect(
            "<div class=t><span>主题</span><span>提交时间</span><span>状态</span></div><ul>\
             <li><a href=1.html title='关于某某路积水的问题反映'>关于某某路…</a><span>2024-01-02 08:30</span><em>未回复</em></li>\
             <li><a href=2.html>问公交</a><span>2024-01-03</span><em>已办结</em></li></ul>",
            &[
                ("关于某某路积水的问题反映", "2024-01-02", "-", "未回复"),
                ("问公交", "2024-01-03", "-", "已办结"),
            ],
        );
    }

    #[test]
    fn entries_with_labels_of_their_own_are_read() {
        expect(
            "<ul><li><a href=1.html>问一</a><p>来信时间：2024-01-02　回复时间：2024-01-04　状态：已回复</p></li>\
             <li><a href=2.html>问二</a><p>来信时间：2024-01-05　回复时间：　状态：待回复</p></li></ul>",
            &[
                ("问一", "2024-01-02", "2024-01-04", "已回复"),
                ("问二", "2024-01-05", "-", "待回复"),
            ],
        );
    }

    #[test]
    fn days_without_a_name_are_those_of_asking_where_nobody_answered() {
        expect(
            "<table><thead><tr><th>来信主题</th><th>处理结果</th><th>时间</th><th>受理单位</th></tr></thead><tbody>\
             <tr><td><a href=1.html>问一</a></td><td>已回复</td><td>2024-01-02 09:20</td><td>某局</td></tr>\
             <tr><td><a href=2.html>问二</a></td><td>未回复</td><td>2024-01-03 09:20</td><td>某局</td></tr>\
             <tr><td><a href=3.html>问三</a></td><td>未办结</td><td>2024-01-04 09:20</td><td>某局</td></tr>\
             <tr><td><a href=4.html>问四</a></td><td>您反映的问题仍有未处理完的部分，已安排专人跟进</td><td>2024-01-05</td><td>某局</td></tr></tbody></table>",
            &[
                ("问一", "-", "-", "已回复"),
                ("问二", "2024-01-03", "-", "未回复"),
                ("问三", "2024-01-04", "-", "未办结"),
                ("问四", "-", "-", "-"),
            ],
        );
    }

    #[test]
    fn a_row_with_values_is_no_row_of_heads() {
        expect(
            "<table><tr><td>来信时间</td><td>2024-01-02</td><td>状态</td><td>已回复</td></tr>\
             <tr><td>来信人</td><td>王某</td><td>标题</td><td><a href=1.html>问一</a></td></tr></table>",
            &[("问一", "2024-01-02", "-", "已回复")],
        );
    }

    #[test]
    fn two_dates_without_labels_are_no_entry() {
        expect(
            "<ul><li><a href=1.html>问一</a> 2024-01-02 2024-01-04</li></ul>",
            &[],
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_markup_makes_it_panic(parts in prop::collection::vec(prop::sample::select(vec!["<table><tr><td>", "<td>", "标题", "来信时间", "：", "2024-01-02", "状态", "已回复", "<li>", "<a href=x>", "</a>", "<tr>", "</table>", "<span>", "</span>"]), 0..60)) {
            let _ = messages(&parts.concat());
        }
    }
}
