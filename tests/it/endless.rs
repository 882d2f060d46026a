//! Sites that have no end, and large ones that only look like it.

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use gongkai::model::{Address, Run};
use gongkai::scan::{ScanOptions, Target};

use super::audits::audit_with;
use super::server::{Answer, Server};

/// A page with a menu, of this title and content.
fn page(title: &str, content: &str) -> Answer {
    Answer::html(format!(
        "<html><head><title>{title}</title></head><body><ul class=\"nav\"><li><a href=\"/\">首页</a></li>\
         <li><a href=\"/zwgk/\">政务公开</a></li><li><a href=\"/tzgg/\">通知公告</a></li></ul>\
         <div class=\"main\"><h1>{title}</h1>{content}</div></body></html>"
    ))
}

/// Audits a site of which `of` answers what is no robots.txt or sitemap.
fn audit(of: impl Fn(&str) -> Answer + Send + Sync + 'static) -> (Server, Run) {
    let server = Server::start(move |request| match request.target.as_str() {
        "/robots.txt" | "/sitemap.xml" => Answer::status(404),
        target => of(target),
    });
    let mut options = ScanOptions::default();
    options.crawl.rate = 0.0;
    let address = Address::parse(&server.url("/")).unwrap();
    let run = audit_with(&Target::Url(address), &options);
    (server, run)
}

/// Tells whether a run says that something had no end.
fn told(run: &Run) -> bool {
    let mut why = run.crawl.why_incomplete.iter();
    !run.crawl.complete && why.any(|why| why.zh.contains("没有尽头"))
}

#[test]
fn a_page_that_sends_on_and_on_is_left_as_redirects_are() {
    let forms = [
        "<html><head><meta http-equiv=\"refresh\" content=\"0;url=/tzgg/?NEW\"></head></html>",
        "<html><script>location.href=\"/tzgg/?NEW\"</script></html>",
    ];
    for form in forms {
        let count = AtomicUsize::new(0);
        let (server, run) = audit(move |target| match target.starts_with("/tzgg/") {
            true => {
                let new = count.fetch_add(1, Ordering::SeqCst).to_string();
                Answer::html(form.replace("NEW", &new))
            }
            false => page("某县", ""),
        });
        assert_eq!(server.asked().len(), 1 + 1 + 11, "{:?}", server.asked());
        let [(_, error)] = &run.crawl.errors[..] else {
            panic!("{:?}", run.crawl.errors);
        };
        assert_eq!(error, "redirect_loop");
    }
}

#[test]
fn days_without_an_end_are_left() {
    let (server, run) = audit(|target| match target.strip_prefix("/days/") {
        Some(day) => {
            let day: i32 = day.parse().unwrap();
            let links = format!(
                "<a href=\"/days/{}\">前</a><a href=\"/days/{}\">后</a><p>本月没有活动</p>",
                day - 1,
                day + 1
            );
            page(&format!("第{day}天"), &links)
        }
        None => page("某县", "<a href=\"/days/5000\">日程</a>"),
    });
    assert!(server.asked().len() < 120, "{}", server.asked().len());
    assert!(told(&run), "{:?}", run.crawl.why_incomplete);
}

#[test]
fn a_parameter_that_is_new_on_every_visit_does_not_make_new_pages() {
    let count = AtomicUsize::new(0);
    let (server, run) = audit(move |target| {
        let path = target.split('?').next().unwrap_or_default();
        let mut links = String::new();
        for name in ["/", "/zwgk/", "/tzgg/", "/tzgg/1.html"] {
            let new = count.fetch_add(1, Ordering::SeqCst);
            let _ = write!(links, "<a href=\"{name}?t={new}\">{name}</a>");
        }
        page(
            &format!("某县 {path}"),
            &format!("{links}<p>这里是这个网页自己的内容，每次打开都是一样的。</p>"),
        )
    });
    assert!(server.asked().len() < 300, "{}", server.asked().len());
    assert!(told(&run), "{:?}", run.crawl.why_incomplete);
}

#[test]
fn a_list_that_goes_on_with_itself_is_left_at_once() {
    let rows: String = (1..20).fold(String::new(), |mut rows, number| {
        let _ = write!(
            rows,
            "<li><a href=\"/tzgg/{number}.html\">关于第{number}号事项的通知</a><span>2026-11-{number:02}</span></li>"
        );
        rows
    });
    let (server, run) = audit(move |target| {
        let Some(query) = target.strip_prefix("/tzgg/") else {
            return page("某县", "");
        };
        if query.ends_with(".html") {
            return page(
                &format!("通知{query}"),
                "<p>各乡镇人民政府：请认真落实。</p>",
            );
        }
        let at: u32 = query.trim_start_matches("?page=").parse().unwrap_or(1);
        let next = format!("<a href=\"/tzgg/?page={}\">下一页</a>", at + 1);
        page(
            "通知公告",
            &format!("<ul class=\"list\">{rows}</ul><div class=\"pager\">{next}</div>"),
        )
    });
    assert!(server.asked().len() < 100, "{}", server.asked().len());
    assert!(told(&run), "{:?}", run.crawl.why_incomplete);
}

#[test]
fn a_large_site_is_read_to_its_end() {
    const PAGES: u32 = 130;
    const ROWS: u32 = 3;
    let (server, run) = audit(|target| {
        if let Some(number) = target.strip_prefix("/paper?id=") {
            // Papers that differ by numbers, each naming its neighbours.
            let number: u32 = number.parse().unwrap();
            let (before, after) = (number.max(1) - 1, (number + 1).min(PAGES * ROWS - 1));
            let near = format!(
                "<a href=\"/paper?id={before}\">上一篇</a><a href=\"/paper?id={after}\">下一篇</a>"
            );
            let text =
                format!("<p>本县空气质量指数为{number}，首要污染物为细颗粒物，请注意防护。</p>");
            return page(&format!("空气质量第{number}期"), &(text + &near));
        }
        let Some(at) = target.strip_prefix("/tzgg/") else {
            return page("某县", "");
        };
        // A list of which each page names the next one only.
        let at: u32 = at.trim_start_matches("?page=").parse().unwrap_or(0);
        let mut rows = String::new();
        for number in at * ROWS..(at + 1) * ROWS {
            let _ = write!(
                rows,
                "<li><a href=\"/paper?id={number}\">空气质量第{number}期</a><span>2026-11-01</span></li>"
            );
        }
        let next = match at + 1 < PAGES {
            true => format!(
                "<div class=\"pager\"><a href=\"/tzgg/?page={}\">下一页</a></div>",
                at + 1
            ),
            false => String::new(),
        };
        page("空气质量", &format!("<ul class=\"list\">{rows}</ul>{next}"))
    });
    assert_eq!(server.asked().len() as u32, 3 + PAGES - 1 + PAGES * ROWS);
    assert!(run.crawl.complete, "{:?}", run.crawl.why_incomplete);
}
