//! A platform opens with one of its columns: the entry of that column leads to its own page.

use super::audits::{Site, verdict};

const PLATFORM: &str = "zwgk/zfxxgk/index.html";

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(site.0[path].clone()).unwrap()
}

/// What stands between two marks.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let begin = text.find(from).unwrap();
    let end = text[begin..].find(to).unwrap();
    &text[begin..begin + end]
}

#[test]
fn the_entry_of_a_column_may_lead_to_the_platform_itself() {
    for own in ["/zwgk/zfxxgk/", "/zwgk/zfxxgk/index.html"] {
        let mut site = Site::demo();
        let from = "<h3><a href=\"/zwgk/zfxxgk/fdzdgknr/\">";
        let to = format!("<h3><a href=\"{own}\">");
        site.edit("", from, &to);
        site.0.remove("wzdt.html");
        let run = site.audit();
        let rule = "platform-has-statutory-content-column";
        assert_eq!(verdict(&run, rule), Some("pass"), "{own}");
    }
}

#[test]
fn the_guide_may_stand_on_the_page_of_the_platform() {
    const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/index.html";
    let mut site = Site::demo();
    let guide = text(&site, GUIDE);
    let guide = between(
        &guide,
        "<div class=\"xxgk_right\">",
        "<div class=\"footer\">",
    )
    .to_owned();
    let platform = text(&site, PLATFORM);
    let lists = between(
        &platform,
        "<div class=\"xxgk_right\">",
        "<div class=\"footer\">",
    )
    .to_owned();
    site.edit(PLATFORM, &lists, &guide);
    site.edit(
        "",
        "href=\"/zwgk/zfxxgk/zfxxgkzn/\"",
        "href=\"/zwgk/zfxxgk/\"",
    );
    site.0.remove(GUIDE);
    let run = site.audit();
    for rule in [
        "guide-published",
        "platform-has-guide-column",
        "guide-states-address",
    ] {
        assert_eq!(verdict(&run, rule), Some("pass"), "{rule}");
    }
    // Words on a guide are none.
    let words = "<div class=\"xxgk_right\"><h2>政府信息公开指南</h2><p>本机关编制了政府信息公开指南，\
        公民、法人和其他组织可以到本机关办公室查阅。</p></div></div>";
    site.edit(PLATFORM, &guide, words);
    assert_ne!(verdict(&site.audit(), "guide-published"), Some("pass"));
}
