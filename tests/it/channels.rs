//! Entries that are no plain link on the page: to write to the body, and to search the platform.

use gongkai::model::Run;

use super::audits::{Site, verdict};

const PLATFORM: &str = "<ul><li><a href=/zwgk/zn.html>政府信息公开指南</a></li><li><a href=/zwgk/zd.html>政府信息公开制度</a></li>\
    <li><a href=/zwgk/nr/>法定主动公开内容</a></li><li><a href=/zwgk/nb/>政府信息公开年报</a></li></ul>";

/// A site with this on its home page, and this on its platform's.
fn site(home: &str, platform: &str, beside: &[(&str, &str)]) -> Run {
    let page = |title: &str, body: &str| {
        format!("<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>")
            .into_bytes()
    };
    let menu = "<div class=header><ul class=nav><li><a href=/>首页</a></li><li><a href=/zwgk/>政府信息公开</a></li></ul></div>";
    let news = "<div class=news><h2>通知公告</h2><ul><li><a href=/zwgk/1.html>关于公布招生范围的通知</a><span>2026-11-20</span></li></ul></div>";
    let foot = "<div class=footer><p>主办单位：清河湾县教育局　网站标识码（3415290012）</p></div>";
    let mut files = vec![
        (
            "index.html".to_owned(),
            page(
                "清河湾县教育局",
                &format!("{menu}<div class=main>{news}{home}</div>{foot}"),
            ),
        ),
        (
            "zwgk/index.html".to_owned(),
            page(
                "政府信息公开平台-清河湾县教育局",
                &format!("{menu}{platform}{PLATFORM}{foot}"),
            ),
        ),
    ];
    let columns = [
        "1.html",
        "zn.html",
        "zd.html",
        "nr/index.html",
        "nb/index.html",
    ];
    let empty = page("清河湾县教育局", "<p>清河湾县教育局</p>");
    files.extend(columns.map(|path| (format!("zwgk/{path}"), empty.clone())));
    let beside = beside.iter();
    files.extend(beside.map(|(path, body)| ((*path).to_owned(), page("清河湾县教育局", body))));
    Site(files.into_iter().collect()).audit()
}

#[test]
fn a_channel_for_questions_need_not_be_a_link_in_words() {
    let rule = "channel-for-questions-offered";
    let asked = |home: &str, beside: &[(&str, &str)]| {
        verdict(&site(home, "", beside), rule).map(str::to_owned)
    };
    let letters = "<p>请选择：<a href=/x.html>局长信箱</a></p>";
    for (home, expected) in [
        ("", "fail"),
        ("<a href=/xx/><img src=/i/jzxx.png></a>", "cannot_tell"),
        (
            "<a href=http://other.example/><img src=/i/ad.png></a>",
            "fail",
        ),
        (
            "<div id=hd></div><script>$('#hd').load('/hd.html')</script>",
            "cannot_tell",
        ),
        (
            "<div class=hd><script src=/js/hd.js></script></div>",
            "cannot_tell",
        ),
        ("<div onclick='go(1)'>我要写信</div>", "cannot_tell"),
        (
            "<form action=/msg><h3>提意见</h3><input name=t><textarea name=c></textarea><button>提交</button></form>",
            "pass",
        ),
        ("<a href=/qz/>群众来信</a>", "pass"),
        (
            "<iframe src=/hd.html width=300 height=200></iframe>",
            "fail",
        ),
    ] {
        let beside = [("qz/index.html", "<p>请填写</p>")];
        assert_eq!(asked(home, &beside).as_deref(), Some(expected), "{home}");
    }
    let frame = "<iframe src=/hd.html width=300 height=200></iframe>";
    let beside = [("hd.html", letters), ("x.html", "<p>请填写</p>")];
    assert_eq!(asked(frame, &beside).as_deref(), Some("pass"));
}

#[test]
fn a_search_may_be_a_script_s_or_a_page_of_its_own() {
    let rule = "platform-searchable";
    let form = "<form action=/s.html><input type=text name=q placeholder=请输入关键词><input type=submit value=搜索></form>";
    let searched = |platform: &str, beside: &[(&str, &str)]| {
        verdict(&site("", platform, beside), rule).map(str::to_owned)
    };
    for (platform, expected) in [
        ("", "fail"),
        (
            "<div id=searchbox></div><script src=/js/search.js></script>",
            "cannot_tell",
        ),
        (
            "<a href=http://so.example.gov.cn/s?tab=zfxxgk>信息公开检索</a>",
            "cannot_tell",
        ),
        ("<a href=/so.html>信息公开检索</a>", "pass"),
        ("<a href=/none.html>信息公开检索</a>", "fail"),
    ] {
        let beside = [("so.html", form), ("none.html", "<p>清河湾县教育局</p>")];
        assert_eq!(
            searched(platform, &beside).as_deref(),
            Some(expected),
            "{platform}"
        );
    }
}

#[test]
fn the_site_s_code_may_stand_in_brackets() {
    assert_eq!(
        verdict(&site("", "", &[]), "footer-shows-site-code"),
        Some("pass")
    );
}
