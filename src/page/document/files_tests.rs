//! Files of an article, as publishing systems offer them.

use super::super::tests::{LONG, TEXT, read, read_whole, site};
use super::asks_for_file;
use crate::model::{Attachment, DocumentFacts};

/// The files of a page with `end` at the end of its text and `below` after it: address as
/// written, where it leads to, words and kind.
fn files(end: &str, below: &str) -> Vec<String> {
    let html = format!("<h1>关于报送登记表的通知</h1>{TEXT}{end}</div>{below}");
    shown(&read(&html).unwrap_or_default())
}

fn shown(facts: &DocumentFacts) -> Vec<String> {
    let shown = |file: &Attachment| {
        let target = file.target.as_ref().map_or("-", |target| target.path());
        format!("{} | {target} | {} | {}", file.raw, file.text, file.ext)
    };
    facts.attachments.iter().map(shown).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn addresses_of_download_programs_name_no_kind() {
    let told = |href: &str, path: &str| format!("{href} | {path} | 登记表 | ");
    for (href, path) in [
        ("/e/enews/?enews=DownSoft&id=12&p=:::", "/e/enews/"),
        (
            "/e/DownSys/DownSoft/?classid=7&id=12",
            "/e/DownSys/DownSoft/",
        ),
        (
            "/api/stl/actions/download?siteId=1&fileUrl=WZPk",
            "/api/stl/actions/download",
        ),
        ("/common/download/8a8b9c", "/common/download/8a8b9c"),
        ("/attachment.jspx?cid=123&i=0", "/attachment.jspx"),
    ] {
        let link = format!("<p>附件：<a href='{href}'>登记表</a></p>");
        assert_eq!(files(&link, ""), [told(href, path)]);
        assert_eq!(files("", &link), [told(href, path)]);
    }
    // Beside the text only what is labelled; pages and columns are none anywhere.
    let aside = "<div><a href='/common/download/8a8b9c'>市民手册</a></div>";
    assert_eq!(files("", aside), NONE);
    for page in [
        "/download/",
        "/download/list.html?id=3",
        "/download",
        "/xw/202603/1.jsp?id=3",
        "/down.jsp?file=",
    ] {
        assert!(!asks_for_file(page), "{page}");
    }
    let reader = "<p>附件阅读：<a href='/download?id=3'>PDF阅读器下载</a></p>";
    assert_eq!(files(reader, reader), NONE);
}

#[test]
fn scripts_are_given_paths_or_numbers() {
    assert_eq!(
        files(
            "<p><a href='javascript:void(0)' onclick=\"downFile('/upload/1.docx')\">登记表</a></p>
             <p><a href=\"javascript:downFile('3','http://w.example.gov.cn/2.pdf')\">方案</a></p>
             <p><a href='#' data-url='/upload/3.xls' class=file>台账</a></p>
             <p><a href='javascript:;' onclick=\"downloadFile('8a8b')\">分工表.wps</a></p>
             <p><a href='javascript:;' onclick=\"downloadFile('8a8c')\">汇总表</a></p>",
            ""
        ),
        [
            "/upload/1.docx | - | 登记表 | docx",
            "http://w.example.gov.cn/2.pdf | /2.pdf | 方案 | pdf",
            "/upload/3.xls | - | 台账 | xls",
            "downloadFile('8a8b') | - | 分工表.wps | wps",
            "downloadFile('8a8c') | - | 汇总表 | ",
        ]
    );
    let twice =
        "<a href='/upload/1.pdf'>方案</a> <a href=\"javascript:preview('/upload/1.pdf')\">预览</a>";
    assert_eq!(
        files(twice, ""),
        ["/upload/1.pdf | /upload/1.pdf | 方案 | pdf"]
    );
    // The script gives each of several links its address by its number.
    let below = "<div class=attach>附件：<a id=attach0 title=文件下载>登记表.doc</a><a id=attach1>名单.doc</a></div>
         <script>Cms.attachment('','123','2','attach');</script>";
    assert_eq!(
        files("", below),
        [" | - | 登记表.doc | doc", " | - | 名单.doc | doc"]
    );
    // Anchors, leaps, menus and buttons of other use.
    assert_eq!(
        files(
            "<a name=attach1 id=attach1>附件1</a><a href='#fujian' class=attach>附件</a><a>名单.doc</a>",
            "<div>工具 <a href='javascript:;' onclick=\"window.print()\">打印</a><a href='javascript:;' onclick=\"share('a.cn')\">分享</a></div>
             <ul><li onclick=\"showTab('附件')\">附件</li></ul>"
        ),
        NONE
    );
}

#[test]
fn buttons_and_frames_hold_files() {
    assert_eq!(
        files(
            "<button onclick=\"window.location.href='/upload/1.docx'\">登记表下载</button>
             <input type=button value=方案下载 onclick=\"window.open('/upload/2.pdf')\">
             <p onclick=\"downFile('/upload/3.pdf')\"><a href='/upload/4.pdf'>图纸</a></p>",
            ""
        ),
        [
            "/upload/1.docx | /upload/1.docx | 登记表下载 | docx",
            "/upload/2.pdf | /upload/2.pdf | 方案下载 | pdf",
            "/upload/4.pdf | /upload/4.pdf | 图纸 | pdf",
        ]
    );
    assert_eq!(
        files(
            "<object data='/upload/1.pdf' type=application/pdf><embed src='/upload/1.pdf'></object>
             <iframe src='/upload/2.pdf#toolbar=0' title=方案></iframe>
             <iframe src='/pdfjs/web/viewer.html?file=%2Fupload%2F3.pdf'></iframe>
             <iframe src='/pdfjs/web/viewer.html?file=../4.pdf'></iframe>
             <iframe src='/preview.do?path=/upload/5.docx'></iframe>
             <iframe src='/zwgk/video.html'></iframe><embed src='/a.swf'>",
            ""
        ),
        [
            "/upload/1.pdf | /upload/1.pdf |  | pdf",
            "/upload/2.pdf#toolbar=0 | /upload/2.pdf | 方案 | pdf",
            "/pdfjs/web/viewer.html?file=%2Fupload%2F3.pdf | /upload/3.pdf |  | pdf",
            "/pdfjs/web/viewer.html?file=../4.pdf | /pdfjs/4.pdf |  | pdf",
            "/preview.do?path=/upload/5.docx | - |  | docx",
        ]
    );
}

#[test]
fn what_a_template_offers_on_every_page_is_no_attachment() {
    let forms = "<div class=footer><p>下载：<a href='/download?id=1'>申请表</a>
        <button onclick=\"downFile('/upload/sq.doc')\">申请表</button><iframe src='/upload/zn.pdf'></iframe></p></div>";
    let page = |main: &str| {
        let page = String::from_utf8_lossy(&site(main, "")).replace("</body>", forms);
        let address = "http://www.example.gov.cn/zwgk/zcwj/202006/t20200612_77.html";
        shown(&read_whole(page.into_bytes(), address).unwrap_or_default())
    };
    let paper = format!("<h1>某县财政局关于报送登记表的通知</h1><div id=zoom>{LONG}</div>");
    assert_eq!(page(&paper), NONE);
    let below =
        "<div class=fj>附件：<button onclick=\"downFile('/upload/1.docx')\">登记表</button></div>
        <iframe src='/pdfjs/web/viewer.html?file=/upload/2.pdf'></iframe>";
    assert_eq!(
        page(&format!("{paper}{below}")),
        [
            "/upload/1.docx | - | 登记表 | docx",
            "/pdfjs/web/viewer.html?file=/upload/2.pdf | /upload/2.pdf |  | pdf",
        ]
    );
}
