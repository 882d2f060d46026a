//! What a script brings: a menu, a text. What the markup does not show of it is not missing.

use gongkai::model::Cause;

use super::audits::{Site, left_open, verdict};

/// Puts something into the place of what stands between two marks, on every page that has them.
fn put(site: &mut Site, from: &str, to: &str, with: &str) {
    let mut changed = false;
    for bytes in site.0.values_mut() {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        let Some(begin) = text.find(from) else {
            continue;
        };
        let Some(end) = text[begin..].find(to) else {
            continue;
        };
        let new = format!("{}{with}{}", &text[..begin], &text[begin + end..]);
        *bytes = new.into_bytes();
        changed = true;
    }
    assert!(changed, "nothing between {from} and {to}");
}

/// The demo site, its menu of columns put there in another way, without the pages of a folder.
fn with_menu(menu: &str, without: &str) -> Site {
    let mut site = Site::demo();
    let end = "</div>\n<div class=\"xxgk_right\">";
    put(&mut site, "<ul class=\"left_menu\">", end, menu);
    // The site map has the whole tree.
    site.0
        .retain(|path, _| !path.starts_with(without) && path != "wzdt.html");
    site
}

const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/";

#[test]
fn a_column_may_stand_in_a_menu_that_a_script_brings() {
    let open = Some("cannot_tell");
    for menu in [
        "<ul id=menu></ul><script>$.getJSON('/menu.json',function(d){})</script>",
        "<div id=tree></div><script src=/js/tree.js></script>",
        "<el-tree :data=\"tree\"></el-tree>",
        "<!--#include virtual=\"/left.html\"-->",
    ] {
        let run = with_menu(menu, GUIDE).audit();
        for rule in ["guide-published", "platform-has-guide-column"] {
            assert_eq!(verdict(&run, rule), open, "{rule}, {menu}");
            assert_eq!(
                left_open(&run, rule),
                [Cause::ScriptBuilt],
                "{rule}, {menu}"
            );
        }
    }
    // Without a script there is nothing more to see.
    let run = with_menu("", GUIDE).audit();
    assert_eq!(verdict(&run, "platform-has-guide-column"), Some("fail"));
}

#[test]
fn a_menu_written_out_in_a_script_is_read() {
    let nodes = "<ul id=tree></ul><script>var zNodes=[\
        {id:1,pId:0,name:'政府信息公开制度',url:'/zwgk/zfxxgk/zfxxgkzd/'},\
        {id:2,pId:0,name:'法定主动公开内容',url:'/zwgk/zfxxgk/fdzdgknr/'},\
        {id:3,pId:0,name:'政府信息公开年报',url:'/zwgk/zfxxgk/zfxxgknb/'}];</script>";
    let run = with_menu(nodes, GUIDE).audit();
    for (rule, expected) in [
        ("platform-has-guide-column", "fail"),
        ("platform-has-regime-column", "pass"),
        ("platform-has-annual-reports-column", "pass"),
    ] {
        assert_eq!(verdict(&run, rule), Some(expected), "{rule}");
    }
}

/// The demo site, the text of a page brought by a script.
fn with_text(page: &str, text: &str) -> Site {
    let mut whole = Site::demo();
    let mut one = Site(std::iter::once((page.to_owned(), whole.0[page].clone())).collect());
    put(
        &mut one,
        "<div class=\"TRS_Editor\">",
        "<div class=\"footer\">",
        &format!("{text}</div></div>"),
    );
    whole.0.extend(one.0);
    whole
}

#[test]
fn what_a_text_says_that_a_script_brings_is_not_known() {
    let put_in =
        "<div id=zoom></div><script>$.get('/api?id=1',function(d){$('#zoom').html(d)})</script>";
    let bound = "<div v-html=\"detail.content\">{{detail.content}}</div>";
    let guide = "zwgk/zfxxgk/zfxxgkzn/index.html";
    let call = "hdjl/yjzj/202608/t20260803_1539.html";
    let about = "zwgk/zfxxgk/fdzdgknr/jgzn/index.html";
    for (page, rules) in [
        (guide, &["guide-published", "guide-states-address"][..]),
        (
            call,
            &["consultation-has-draft", "consultation-has-explanation"],
        ),
        (about, &["institution-states-address"]),
    ] {
        for text in [put_in, bound] {
            let run = with_text(page, text).audit();
            for rule in rules {
                assert_eq!(
                    left_open(&run, rule),
                    [Cause::ScriptBuilt],
                    "{rule}, {text}"
                );
            }
        }
    }
    // Nothing brings a text to an empty place.
    let run = with_text(guide, "<div id=zoom></div>").audit();
    assert_eq!(verdict(&run, "guide-states-address"), Some("fail"));
}
