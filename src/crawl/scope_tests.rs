//! Tables of addresses and what they are.

use super::super::trap::TrapKind;
use super::{ASSET_ENDINGS, ATTACHMENT_ENDINGS, AddressClass, Scope};
use crate::model::Address;

fn classify(scope: &Scope, text: &str) -> AddressClass {
    scope.classify(&Address::parse(text).unwrap())
}

fn site() -> Scope {
    Scope::of_site(&Address::parse("http://www.a.gov.cn/zwgk/").unwrap())
}

#[test]
fn a_site_is_its_host_and_its_twin_over_both_schemes() {
    let mut scope = site();
    for inside in [
        "http://www.a.gov.cn/",
        "https://a.gov.cn/x",
        "https://www.a.gov.cn:443/",
        "http://WWW.A.GOV.CN/",
    ] {
        assert_eq!(classify(&scope, inside), AddressClass::InScope, "{inside}");
    }
    for outside in [
        "http://b.gov.cn/",
        "http://xxgk.a.gov.cn/",
        "http://www.a.gov.cn.evil.cn/",
        "http://www.a.gov.cn:8080/",
        "http://evila.gov.cn/",
    ] {
        assert_eq!(
            classify(&scope, outside),
            AddressClass::External,
            "{outside}"
        );
    }
    scope.allow_host("xxgk.a.gov.cn");
    assert_eq!(
        classify(&scope, "http://xxgk.a.gov.cn/"),
        AddressClass::InScope
    );

    let local = Scope::of_site(&Address::parse("http://127.0.0.1:8080/").unwrap());
    assert_eq!(
        classify(&local, "http://127.0.0.1:8080/a"),
        AddressClass::InScope
    );
    assert_eq!(
        classify(&local, "http://127.0.0.1:8081/a"),
        AddressClass::External
    );
}

#[test]
fn a_prefix_narrows_the_site() {
    let scope = site().within("/zwgk/");
    assert_eq!(
        classify(&scope, "http://a.gov.cn/zwgk/a"),
        AddressClass::InScope
    );
    assert_eq!(
        classify(&scope, "http://a.gov.cn/news/"),
        AddressClass::External
    );
    assert_eq!(
        classify(&scope, "http://a.gov.cn/up/1.pdf"),
        AddressClass::Attachment
    );
    assert_eq!(
        classify(&site().within("/"), "http://a.gov.cn/x"),
        AddressClass::InScope
    );
}

#[test]
fn files_are_told_by_their_ending() {
    for file in [
        "http://www.a.gov.cn/P020200608.pdf",
        "http://www.a.gov.cn/a.DOCX?v=1",
        "http://other.cn/a.wps",
        "http://www.a.gov.cn/%E9%99%84%E4%BB%B6.ofd",
        "http://www.a.gov.cn/module/download/downfile.jsp?classid=0&filename=2006.xls",
    ] {
        assert_eq!(classify(&site(), file), AddressClass::Attachment, "{file}");
    }
    for asset in [
        "http://www.a.gov.cn/a.css?v=3",
        "http://www.a.gov.cn/x/A.JPG",
        "http://c.cn/v.mp4",
    ] {
        assert_eq!(classify(&site(), asset), AddressClass::Asset, "{asset}");
    }
    for page in [
        "http://www.a.gov.cn/",
        "http://www.a.gov.cn/v1.2/list",
        "http://www.a.gov.cn/.pdf",
        "http://www.a.gov.cn/pdf",
        "http://www.a.gov.cn/doc/",
        "http://www.a.gov.cn/viewer.html?src=/a/b.pdf",
    ] {
        assert_eq!(classify(&site(), page), AddressClass::InScope, "{page}");
    }
    let doubled = ATTACHMENT_ENDINGS
        .iter()
        .find(|ending| ASSET_ENDINGS.contains(ending));
    assert_eq!(doubled, None);
}

#[test]
fn columns_and_documents_are_no_traps() {
    for path in [
        "/",
        "/zwgk/zfxxgk/zfxxgksq/",
        "/list.jsp?id=1780/2138",
        "/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&texttype=0&fbtime=-1&vc_all=&vc_title=&currpage=2&sortfield=createdatetime:0,orderid:0&area=11",
        "/module/xxgk/search.jsp?infotypeId=A0101&vc_title=&sortfield=x&order=1",
        "/col/col1234/index.html",
        "/col/col1234/index.html?uid=5&pageNum=3",
        "/art/2020/6/10/art_12_345678.html",
        "/art/2020/10/10/art_10_10.html",
        "/public/column/123?type=4&action=list",
        "/public/6596921/11111111.html",
        "/zwgk/t20200608_1352104.html",
        "/zwgk/index_12.html",
        "/search/",
        "/search.html",
        "/was5/web/search?channelid=233",
        "/gkmlpt/content/7/7890/post_7890123.html",
        "/gkmlpt/index#1234",
        "/c101234/202007/0123456789abcdef0123456789abcdef.shtml",
        "/list?page=300",
        "/list?sort=date",
        "/gongkai/admin.html",
        "/administration/",
        "/tjj/tongji/",
        "/zwgk/count/",
        "/share/",
        "/zt/sharing/index.html",
        "/zfxxgk/fdzdgknr/zfxxgk/fdzdgknr/a.html",
        "/1/1/1/a.html",
        "/2020/2020/2020/x.html",
        "/calendar/",
        "/zwgk/rili.html",
        "/news/calendar/2020/gongzuo.html",
        "/budget?year=2020",
        "/list?date=2020-06-01",
        "/info?p=123",
        "/vc/zxgk.php?sid=12",
        "/blog/12345.html",
        "/list_20345.html",
        "/ysqgk/query/",
        "/xxgk/search.do?deptid=12&catalog=3",
    ] {
        let address = format!("http://www.a.gov.cn{path}");
        assert_eq!(classify(&site(), &address), AddressClass::InScope, "{path}");
    }
}

#[test]
fn traps_are_named() {
    let long = format!("/list?x={}", "a".repeat(2_000));
    let deep = "/a/b/c/d".to_owned() + &"/e1/e2/e3/e4/e5/e6/e7/e8/e9/f0/f1".repeat(2);
    let many: String = (0..40).map(|n| format!("&f{n}={n}")).collect();
    let many = format!("/list?id=1{many}");
    for (path, kind) in [
        ("/login", TrapKind::Login),
        ("/user/Login.aspx?back=/", TrapKind::Login),
        ("/memberLogin.do", TrapKind::Login),
        ("/admin/", TrapKind::Login),
        ("/logout.php", TrapKind::Login),
        ("/sso/auth?x=1", TrapKind::Login),
        ("/search?q=%E9%A2%84%E7%AE%97", TrapKind::Search),
        (
            "/was5/web/search?channelid=233&searchword=abc",
            TrapKind::Search,
        ),
        ("/jsearchfront/search.do?websiteid=1&q=a", TrapKind::Search),
        ("/list?keyword=a", TrapKind::Search),
        ("/calendar/2031/05/", TrapKind::Calendar),
        ("/calendar?month=2031-05", TrapKind::Calendar),
        ("/list?date=2999-01-01", TrapKind::Calendar),
        ("/a?PHPSESSID=0a1b2c", TrapKind::Session),
        ("/(S(lit3py55t21z5v55vlm25s55))/a.aspx", TrapKind::Session),
        ("/a?sid=0123456789abcdef0123", TrapKind::Session),
        ("/print.jsp?id=3", TrapKind::View),
        ("/print/12345.html", TrapKind::View),
        ("/a/123.html?print=1", TrapKind::View),
        ("/hits.ashx?id=3", TrapKind::View),
        ("/share.php", TrapKind::View),
        ("/a/b/a/b/a/b", TrapKind::Repetition),
        ("/x/zwgk/zwgk/zwgk/", TrapKind::Repetition),
        ("/a/b/c/a/b/c/a/b/c/d.html", TrapKind::Repetition),
        (deep.as_str(), TrapKind::Repetition),
        (long.as_str(), TrapKind::TooLong),
        ("/list?page=99999", TrapKind::Paging),
        ("/index_99999.html", TrapKind::Paging),
        ("/list/page/99999/", TrapKind::Paging),
        ("/list?pageNo=99999999999999999999999", TrapKind::Paging),
        ("/list?offset=9999999", TrapKind::Paging),
        ("/list?id=3&sort=date&order=desc", TrapKind::Sorting),
        ("/list?id=3&filter_a=1&filter_b=2", TrapKind::Sorting),
        (many.as_str(), TrapKind::Sorting),
    ] {
        let address = format!("http://www.a.gov.cn{path}");
        assert_eq!(
            classify(&site(), &address),
            AddressClass::Trap(kind),
            "{path}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn no_address_panics(tail in ".*") {
        if let Some(address) = Address::parse(&format!("http://www.a.gov.cn/{tail}")) {
            let _ = site().classify(&address);
        }
    }
}
