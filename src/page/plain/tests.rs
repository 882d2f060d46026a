//! Both ways of building a page's nodes, held against each other.

use std::fmt::Write as _;
use std::path::Path;

use bumpalo::Bump;
use proptest::prelude::*;
use scraper::Html;

use super::{Doubt, Learned};
use crate::page::dom::{Data, Dom};

/// Everything that a reader can ask of a page, a line for each node.
fn lines(dom: &Dom<'_>) -> Vec<String> {
    dom.all()
        .map(|id| {
            let mut line = String::new();
            let data = match dom.node(id).data {
                Data::Document => "document".to_owned(),
                Data::Element(_) => format!("<{} {:?}>", dom.tag(id), dom.attrs(id)),
                Data::Text(text) => format!("{text:?}"),
            };
            let _ = write!(
                line,
                "{} {data} in {:?}, {:?}, deep {}, {:?}, {:?}, {} {:?}",
                id.0,
                dom.parent(id),
                dom.range(id),
                dom.depth(id),
                dom.kind(id),
                dom.node(id).hidden,
                dom.is_block(id),
                dom.sums(id),
            );
            line
        })
        .collect()
}

/// Compares a page's nodes with the parser's.
fn hold_against_parser(plain: &Dom<'_>, markup: &str) {
    let arena = Bump::new();
    let html = Html::parse_document(markup);
    let (plain, parsed) = (lines(plain), lines(&Dom::new(&arena, &html)));
    for (at, (one, other)) in plain.iter().zip(&parsed).enumerate() {
        assert_eq!(one, other, "node {at} of {markup:?}");
    }
    assert_eq!(plain.len(), parsed.len(), "{markup:?}");
}

/// Reads plain markup and compares it with the parser's; returns why it is not plain.
fn compare(markup: &str) -> Result<(), Doubt> {
    let (arena, shared) = (Bump::new(), super::Shared::default());
    let plain = super::read(&arena, markup, &shared, None)?;
    hold_against_parser(&plain, markup);
    Ok(())
}

/// Reads a page after others, with what they share, and compares it with the parser's; returns
/// how many elements were put in.
fn compare_after(learned: &Learned, markup: &str) -> Result<usize, Doubt> {
    let arena = Bump::new();
    let (shared, _) = learned.next();
    let plain = super::read(&arena, markup, &shared, Some(learned))?;
    hold_against_parser(&plain, markup);
    Ok(plain.known().len())
}

pub(in crate::page) fn pages(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "html" || ending == "htm")
            && let Ok(bytes) = std::fs::read(&path)
        {
            found.push((path.display().to_string(), bytes));
        }
    }
    found.sort();
}

fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

#[test]
fn our_pages_are_plain() {
    let mut found = Vec::new();
    pages(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"),
        &mut found,
    );
    assert!(!found.is_empty());
    for (name, bytes) in found {
        assert_eq!(compare(&decoded(&bytes)), Ok(()), "{name}");
    }
}

#[test]
fn what_pages_share_is_put_in_as_it_would_be_built() {
    let mut found = Vec::new();
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    pages(&own.join("fixtures/sites/demo"), &mut found);
    pages(&own.join("../shared/real"), &mut found);
    let learned = Learned::default();
    let mut put_in = 0;
    // Twice, so that pages meet what later ones have taught, in another order.
    for _ in 0..2 {
        for (_, bytes) in found.iter().rev() {
            put_in += compare_after(&learned, &decoded(bytes)).unwrap_or_default();
        }
    }
    assert!(
        put_in > found.len(),
        "{put_in} elements of {} pages",
        found.len()
    );
}

#[test]
fn an_element_becomes_what_it_is_where_it_stands() {
    let menu = |name: &str| {
        let rows: String = (0..12)
            .map(|at| format!("<li><a href='/{at}/' title=\"栏目{at}\">{name}{at}</a>"))
            .collect();
        format!("<div class=menu><ul>{rows}</ul>x &amp; y <!-- z --></div>")
    };
    let menu = menu("公开栏目");
    let page = |before: &str, after: &str| {
        format!("<!doctype html><title>{before}</title><body><div>{before}{menu}{after}")
    };
    let learned = Learned::default();
    let put_in = |markup: &str| compare_after(&learned, markup);
    assert_eq!(put_in(&page("a", "")), Ok(0));
    assert_eq!(put_in(&page("b", "")), Ok(0), "kept only now");
    assert_eq!(put_in(&page("c", "d<p>e")), Ok(1));
    assert_eq!(put_in(&page("<span>c</span>d", "<div>e</div>")), Ok(1));
    // Inside something else it is read anew.
    for before in [
        "<p>",
        "<b>",
        "<a href=x>",
        "<form>",
        "<ul><li>",
        "<div hidden>",
        "<x-y>",
        "<select>",
    ] {
        let read = put_in(&page(before, "</form></b>z"));
        assert!(matches!(read, Ok(0) | Err(_)), "{before} {read:?}");
    }
    // A formatting element that is closed by a block, and opens again in the next one.
    let read = put_in(&page("<p><b>x</p>", "z"));
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    // An entry of a list ends the entry that it stands in, at the same depth.
    let bare = menu.replace("<ul>", "").replace("</ul>", "");
    let within =
        |tag: &str, number: usize| format!("<!doctype html><body><{tag}>{number}{bare}</{tag}>");
    for (number, (tag, expected)) in [("div", 0), ("div", 0), ("div", 1), ("li", 0), ("form", 0)]
        .into_iter()
        .enumerate()
    {
        assert_eq!(put_in(&within(tag, number)), Ok(expected), "{tag}");
    }
    // The same start goes on in another way.
    let other = page("c", "").replace("公开栏目11", "公开栏目12");
    assert_eq!(put_in(&other), Ok(0));
    assert_eq!(put_in(&page("c", "d<p>e")), Ok(1));
}

#[test]
fn real_pages_are_read_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real");
    let mut found = Vec::new();
    pages(&folder, &mut found);
    if found.is_empty() {
        eprintln!("skipped: there are no real pages beside the project");
        return;
    }
    let mut doubts = Vec::new();
    for (name, bytes) in &found {
        if let Err(doubt) = compare(&decoded(bytes)) {
            doubts.push(format!("{name}: {doubt}"));
        }
    }
    eprintln!(
        "{} of {} pages are not plain\n{}",
        doubts.len(),
        found.len(),
        doubts.join("\n")
    );
}

#[test]
fn what_stands_plainly_is_read_plainly() {
    for markup in [
        "",
        "x",
        "  <p>a<p>b",
        "<!doctype html><title>a&amp;b</title><p>c<table><tr><td>d</table>e",
        "<html><head></head>\n<script>var a='<p>'</script>\n<body class=x>y</body>\n</html>\n",
        "<ul><li>a<li>b<ul><li>c</ul></ul><dl><dt>d<dd>e</dl>",
        "<table><tr><td>a<td>b<tr><th>c</table>",
        "<table><caption>x</caption><col><thead><tr><td>1<tbody><tr><td><p>2</td></tr></tbody></table>",
        "<p><b>a<p>b</b>c",
        "<div><a href=1>x<div>y</div><a href=2>z</a></div>",
        "<a href='?a=1&copy=2&lt;3&lt=4&ampx'>&nbsp;&copy &#150;&#x4e00;&#0;&#xd800;&bogus;&</a>",
        "<P Class=A class=b ID = 'c' / d=e/f>g</P>",
        "a < b <3 </> <!> <?php ?> </ x> <![CDATA[y]]> z",
        "a<!---->b<!-->c<!--->d<!-- - -- --!>e<!-- x",
        "<textarea>\n\n&lt;p></textarea><pre>\n\nx</pre><style><p></style ><xmp><b></xmp>",
        "<form><div></form><p>x</div><form>y",
        "<table><form><tr><td><input></td></tr></form></table>",
        "<select><option>a<optgroup><option>b</select><button>c<button>d",
        "</p></br></div></span></body>x</html>y<!-- -->z",
        "a\r\nb\rc\n\r\nd",
        "<font><font><font><font>a</font></font></font></font>b",
        "<h1>a<h2>b</h3>c<hr>d<nobr>e<nobr>f",
        "<ucapcontent><o:p>a</o:p></ucapcontent><marquee><b>x</marquee>y",
        "<noscript><p>a</noscript><iframe src=x><p></iframe><object><param></object>",
        "<script><!-- x --></script><div>y",
        "<p>a</x>b</y>c&amp;d</z>e",
        "<body><body class=x>",
        "<html b=1><body id=a>x<html a=2 b=3><body style=color:red class=c id=d><p>y",
        "<html lang=a><body class=b>x<html lang=c><body class=d>y<html><div><body>z",
    ] {
        assert_eq!(compare(markup), Ok(()), "{markup}");
    }
}

#[test]
fn what_the_standard_moves_is_left_to_the_parser() {
    for markup in [
        "<table>x<tr><td>y</table>",
        "<b><div>x</b>y</div>",
        "<svg><path/></svg>",
        "<template>x</template>",
        "<frameset><frame>",
        "a\0b",
        "<p><table>x",
        "<script><!--<script></script>--></script>",
        "<body>x<body hidden>",
        "<a b='",
        "<title>x",
    ] {
        assert!(compare(markup).is_err(), "{markup}");
    }
    let attributes: String = (0..1000).map(|n| format!(" a{n}")).collect();
    assert!(compare(&format!("<a{attributes}>")).is_err());
    assert!(compare(&"<div>".repeat(1000)).is_err());
    let fonts: String = (0..100).map(|n| format!("<font size={n}>")).collect();
    assert!(compare(&fonts).is_err());
}

fn piece() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(vec![
        "a", "b", "body", "br", "button", "caption", "center", "col", "colgroup", "dd", "div",
        "dl", "dt", "em", "fieldset", "font", "form", "h1", "h2", "head", "hr", "html", "i",
        "iframe", "img", "input", "li", "link", "marquee", "meta", "nobr", "noscript", "object",
        "ol", "optgroup", "option", "p", "pre", "script", "section", "select", "span", "strong",
        "style", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "u",
        "ul", "x-y", "xmp", "O:P", "DIV", "Td",
    ]);
    let attribute = prop::sample::select(vec![
        "",
        " class=a",
        " CLASS='b' class=c",
        " href=\"?a=1&amp;b=2&copy=3\"",
        " style='display:none'",
        " hidden",
        " type=hidden",
        " a=b/ c",
        "/",
        " =x",
        " a='>'",
    ]);
    let text = prop::sample::select(vec![
        "x",
        " ",
        "\n",
        "文字",
        "&nbsp;",
        "&amp;",
        "&lt",
        "&#20013;",
        "&x",
        "<",
        "< ",
        "<!-- c -->",
        "<!-->",
        "</>",
        "<!x>",
        "\r\n",
        "{{x}}",
        "&#32;",
        "\t",
    ]);
    prop_oneof![
        4 => (tag.clone(), attribute).prop_map(|(tag, attribute)| format!("<{tag}{attribute}>")),
        4 => tag.prop_map(|tag| format!("</{tag}>")),
        3 => text.prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_soup_is_read_alike_or_left(
        head in prop::bool::ANY,
        pieces in prop::collection::vec(piece(), 0..24),
    ) {
        let start = if head { "<!DOCTYPE html><html><head><title>t</title></head><body>" } else { "" };
        let _ = compare(&format!("{start}{}", pieces.concat()));
    }
    #[test]
    fn any_soup_that_pages_share_is_read_alike_or_left(
        shared in prop::collection::vec(piece(), 4..24),
        tag in prop::sample::select(vec!["div", "ul", "table", "form", "p", "b", "td", "li"]),
        around in prop::collection::vec(prop::collection::vec(piece(), 0..6), 4),
    ) {
        let long = "公开".repeat(100);
        let element = format!("<{tag} class=a>{}<i>{long}</i></{tag}>", shared.concat());
        let learned = Learned::default();
        for pieces in &around {
            let (before, after) = pieces.split_at(pieces.len() / 2);
            let start = "<!DOCTYPE html><html><head><title>t</title></head><body>";
            let page = format!("{start}{}{element}{}{element}", before.concat(), after.concat());
            let _ = compare_after(&learned, &page);
        }
    }
}
