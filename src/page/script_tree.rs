//! Menus that stand in a script as plain data: the calls that fill a dTree, the nodes of a zTree
//! and of trees like it. A visitor sees a menu; the markup has an empty element.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use aho_corasick::AhoCorasick;

use crate::model::{Address, Link, LinkRegion, NavItem};

use super::dom::Dom;
use super::links;
use super::plain::Tag;
use super::seen::Seen;
use super::text;

mod literal;

use literal::{Cursor, Value};

/// Bytes of the longest script that is looked into.
const LONGEST: usize = 400_000;
/// Most entries of a tree.
const ENTRIES: usize = 3_000;
/// Arrays looked at on a page.
const TRIES: usize = 20;
/// Levels of a tree.
const LEVELS: usize = 8;
/// Characters of the longest name of an entry.
const NAME: usize = 40;

/// Names of fields, in small letters without `_`.
const NAMES: [&str; 6] = ["name", "text", "label", "title", "nodename", "nodetext"];
const PARENTS: [&str; 4] = ["pid", "parentid", "parent", "fid"];
const ADDRESSES: [&str; 7] = [
    "url", "href", "link", "linkurl", "path", "pageurl", "weburl",
];
const BELOW: [&str; 4] = ["children", "nodes", "child", "items"];
const DAYS: [&str; 4] = ["date", "pubdate", "time", "createtime"];

// Every tree that is read has one of these.
#[allow(clippy::expect_used)] // the words are constants
static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(["dtree(", "pid", "parent", "children", "nodes"])
        .expect("constant words")
});

thread_local! {
    static SEEN: RefCell<Seen<bool>> = RefCell::default();
}

/// Tells whether a script has a sign of a tree; most scripts of a page are its template's.
fn may_hold_trees(code: &str) -> bool {
    SEEN.with_borrow_mut(|seen| seen.or_look(code, |code| SIGNS.is_match(code)))
}

/// Reads the trees in the scripts of a page as navigation blocks.
pub(super) fn read(dom: &Dom<'_>, base: &Address) -> Vec<Arc<Vec<NavItem>>> {
    let mut found = Vec::new();
    let mut tries = 0;
    for id in dom.all() {
        if dom.kind(id) != Tag::Script || dom.attr(id, "src").is_some() {
            continue;
        }
        let code = dom.raw_text(id);
        if code.len() > LONGEST || !may_hold_trees(&code) {
            continue;
        }
        let called = calls(&code, base);
        if is_menu(&called) {
            found.push(Arc::new(called));
        }
        let mut rest = code.as_ref();
        while let Some(at) = rest.find('[').filter(|_| tries < TRIES) {
            rest = &rest[at..];
            if !rest[1..].trim_start().starts_with(['{', '/']) {
                rest = &rest[1..];
                continue;
            }
            tries += 1;
            let mut cursor = Cursor::new(rest);
            let Some(Value::List(rows)) = cursor.value() else {
                rest = &rest[1..];
                continue;
            };
            let forest = of_rows(&rows, base);
            if is_menu(&forest) {
                found.push(Arc::new(forest));
            }
            rest = cursor.rest();
        }
    }
    found
}

/// Gives the entries of trees that lead somewhere as links.
pub(super) fn links(trees: &[Arc<Vec<NavItem>>]) -> Vec<Link> {
    let mut out = Vec::new();
    let mut waiting: Vec<&NavItem> = trees
        .iter()
        .rev()
        .flat_map(|tree| tree.iter().rev())
        .collect();
    while let Some(item) = waiting.pop() {
        if item.target.is_some() {
            out.push(Link {
                target: item.target.clone(),
                text: Arc::from(item.text.as_str()),
                region: LinkRegion::Side,
                bare_image: false,
            });
        }
        waiting.extend(item.children.iter().rev());
    }
    out
}

/// An entry that names the one above it.
struct Node {
    id: String,
    above: String,
    item: NavItem,
}

/// Reads `d.add(1, 0, "name", "address")`, of which there is one for each entry.
fn calls(code: &str, base: &Address) -> Vec<NavItem> {
    let mut nodes = Vec::new();
    if !code.contains("dTree(") {
        return Vec::new();
    }
    for (at, call) in code.match_indices(".add(") {
        let Some(arguments) = Cursor::new(&code[at + call.len()..]).arguments() else {
            continue;
        };
        let mut arguments = arguments.iter();
        let mut next = || arguments.next();
        if let (Some(id), Some(above), Some(name)) = (
            next().and_then(Value::key),
            next().and_then(Value::key),
            next().and_then(Value::text),
        ) {
            let address = next().and_then(Value::text);
            nodes.extend(entry(name, address, None, base).map(|item| Node { id, above, item }));
        }
        if nodes.len() >= ENTRIES {
            break;
        }
    }
    forest(nodes)
}

/// Reads an array of entries that name the one above them or hold those below them.
fn of_rows(rows: &[Value], base: &Address) -> Vec<NavItem> {
    let named = |row: &&Value| row.field(&NAMES).is_some();
    if rows.len() > ENTRIES || rows.iter().any(|row| row.field(&DAYS).is_some()) {
        return Vec::new();
    }
    if rows.iter().any(|row| row.list(&BELOW).is_some()) {
        return nested(rows, base, LEVELS);
    }
    let nodes = rows.iter().filter(named).filter_map(|row| {
        let id = row.field(&["id"])?.key()?;
        let above = row.field(&PARENTS)?.key()?;
        let item = of_row(row, base)?;
        Some(Node { id, above, item })
    });
    let nodes: Vec<Node> = nodes.collect();
    // Rows of something else may name what they belong to as well.
    if nodes.len() * 10 < rows.len() * 9 {
        return Vec::new();
    }
    forest(nodes)
}

fn nested(rows: &[Value], base: &Address, levels: usize) -> Vec<NavItem> {
    if levels == 0 {
        return Vec::new();
    }
    let items = rows.iter().filter_map(|row| {
        let mut item = of_row(row, base)?;
        if let Some(below) = row.list(&BELOW) {
            item.children = nested(below, base, levels - 1);
        }
        Some(settled(item))
    });
    items.collect()
}

fn of_row(row: &Value, base: &Address) -> Option<NavItem> {
    let text = |names: &[&str]| row.field(names).and_then(Value::text);
    entry(
        text(&NAMES)?,
        text(&ADDRESSES),
        text(&["click", "onclick"]),
        base,
    )
}

/// Makes an entry of its name, its address as written and what is done when it is clicked.
fn entry(
    name: &str,
    address: Option<&str>,
    click: Option<&str>,
    base: &Address,
) -> Option<NavItem> {
    let text = text::strip(&without_tags(name));
    if text.is_empty() || text.chars().count() > NAME {
        return None;
    }
    Some(NavItem {
        text,
        target: links::target(base, address.unwrap_or_default(), click),
        ..NavItem::default()
    })
}

/// Drops the markup in a name.
fn without_tags(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut inside = false;
    for c in name.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Puts each entry below the one that it names. What names none that is there stands on top;
/// what stands below itself is left out.
fn forest(nodes: Vec<Node>) -> Vec<NavItem> {
    let known: HashMap<String, usize> = (nodes.iter().enumerate())
        .map(|(at, node)| (node.id.clone(), at))
        .collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut tops = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match known.get(&node.above).filter(|above| **above != at) {
            Some(above) => below[*above].push(at),
            None => tops.push(at),
        }
    }
    let mut items: Vec<Option<NavItem>> = nodes.into_iter().map(|node| Some(node.item)).collect();
    tops.into_iter()
        .filter_map(|top| gathered(top, &below, &mut items, LEVELS))
        .collect()
}

fn gathered(
    at: usize,
    below: &[Vec<usize>],
    items: &mut [Option<NavItem>],
    levels: usize,
) -> Option<NavItem> {
    let mut item = items.get_mut(at)?.take()?;
    if levels > 0 {
        item.children = below[at]
            .iter()
            .filter_map(|child| gathered(*child, below, items, levels - 1))
            .collect();
    }
    Some(settled(item))
}

/// Without an address, what an entry stands for is shown by a script, unless it only holds
/// others.
fn settled(mut item: NavItem) -> NavItem {
    item.scripted = item.target.is_none() && item.children.is_empty();
    item
}

/// Tells whether a tree has the short names of a menu, and enough of them.
fn is_menu(forest: &[NavItem]) -> bool {
    let (mut count, mut chars) = (0, 0);
    let mut waiting: Vec<&NavItem> = forest.iter().collect();
    while let Some(item) = waiting.pop() {
        count += 1;
        chars += item.text.chars().count();
        waiting.extend(item.children.iter());
    }
    count >= 3 && chars <= count * 14
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::read;
    use crate::model::{Address, NavItem};
    use crate::page::dom::Dom;

    fn show(script: &str) -> String {
        fn show_item(item: &NavItem) -> String {
            let mut shown = item.text.clone();
            if let Some(target) = &item.target {
                shown.push_str(target.path_and_query());
            }
            if item.scripted {
                shown.push('!');
            }
            if !item.children.is_empty() {
                let below: Vec<String> = item.children.iter().map(show_item).collect();
                shown = format!("{shown}[{}]", below.join(" "));
            }
            shown
        }
        let html = Html::parse_document(&format!("<script>{script}</script>"));
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        read(&dom, &Address::parse("http://a.gov.cn/zwgk/").unwrap())
            .iter()
            .map(|forest| forest.iter().map(show_item).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join(" ; ")
    }

    #[test]
    fn calls_that_fill_a_tree_are_a_menu() {
        assert_eq!(
            show(
                "var d = new dTree('d'); d.add(0,-1,'信息公开');\nd.add(1,0,\"公开指南\",'zn/'); // d.add(9,0,…)\n\
                 d.add(2, 0, '主动公开', '', '', ''); d.add('3','2','<b>机构</b>职能','/zwgk/jg/',\"it's\");\
                 d.add(4,2,'规划',base+'/gh/'); document.write(d);"
            ),
            "信息公开[公开指南/zwgk/zn/ 主动公开[机构职能/zwgk/jg/ 规划!]]"
        );
        // Other things are added as well.
        assert_eq!(
            show(
                "a.classList.add('open'); list.add(1,0,'甲','b'); list.add(2,0,'乙','b'); list.add(3,0,'丙')"
            ),
            ""
        );
    }

    #[test]
    fn nodes_that_name_those_above_them_are_a_menu() {
        assert_eq!(
            show(
                "var setting={data:{simpleData:{enable:true}},callback:{onClick:function(e){go(e)}}};\n\
                 var zNodes = [ /* all */ {id:1, pId:0, name:'公开指南', url:'/zwgk/zn/', open:true},\n\
                 {\"id\":\"2\",\"pId\":\"0\",\"name\":\"主动公开\"}, {id:3, pId:2, name:\"机构\\u804c能\", click:\"location.href='jg/'\"},\
                 {id:4,pId:2,name:'规划', url: ctx + '/gh', icon:f(1,[2])},];"
            ),
            "公开指南/zwgk/zn/ 主动公开[机构职能/zwgk/jg/ 规划!]"
        );
        assert_eq!(
            show(
                "$('#t').tree({data:[{text:'公开指南',href:'zn.html'},{text:'主动公开',children:[{text:'机构职能',href:'jg.html'}]}]})"
            ),
            "公开指南/zwgk/zn.html 主动公开[机构职能/zwgk/jg.html]"
        );
    }

    #[test]
    fn rows_and_pictures_are_no_menus() {
        for script in [
            // Rows of a list that say of which column they are.
            "var rows=[{id:1,parentId:7,title:'通知',url:'a',pubDate:'2026-01-01'},{id:2,parentId:7,title:'公告',url:'b',pubDate:'2026-01-02'},{id:3,parentId:7,title:'公示',url:'c',pubDate:'2026-01-02'}]",
            "var rows=[{id:1,pid:7,title:'关于印发某县乡村振兴工作方案的通知',url:'a'},{id:2,pid:7,title:'关于开展某县秋季爱国卫生运动的公告',url:'b'},{id:3,pid:7,title:'关于某县城区道路封闭施工的重要公告',url:'c'}]",
            "var pics=[{title:'甲',url:'a.jpg'},{title:'乙',url:'b.jpg'},{title:'丙',url:'c.jpg',parent:1}]",
            "var loop=[{id:1,pid:2,name:'甲'},{id:2,pid:1,name:'乙'},{id:3,pid:3",
        ] {
            assert_eq!(show(script), "", "{script}");
        }
    }
}
