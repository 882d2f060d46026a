#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::{ANSWER_DAYS, is_guide_title, read};
use crate::model::{Address, Cause, GuideFacts};
use crate::page::ctx;

fn guide(markup: &str) -> GuideFacts {
    let address = Address::parse("http://www.example.gov.cn/zwgk/zn/index.html").unwrap();
    let mut facts = GuideFacts::default();
    ctx::with(&address, markup, |ctx| facts = read(ctx));
    facts
}

#[test]
fn a_guide_in_paragraphs_is_read_whole() {
    let facts = guide(
        "<h1>某市某局政府信息公开指南</h1><p>更新日期：2024-05-06</p><p>一、信息分类</p><p>本机关信息分为机构职能、政策法规等。</p>\
         <p>二、编排体系</p><p>目录由索引号、名称、内容概述、生成日期组成。</p><p>三、获取方式</p><p>公众可在网站查阅。</p>\
         <p>四、工作机构</p><p>机构名称：某市某局办公室</p><p>办 公 地 址：某市人民路1号（邮编：230000）</p><p>办公时间：周一至周五 8:30—12:00，14:30—17:30（法定节假日除外）</p>\
         <p>联系电话：0551-62600001；传真号码：0551-62600002；电子邮箱：xxgk@example.gov.cn</p>\
         <p>申请人可当面提交、邮寄、通过网站在线申请或者传真申请。</p>\
         <p>不能当场答复的，自收到申请之日起20个工作日内予以答复；需要延长的，延长期限不超过20个工作日。</p>\
         <p>申请内容不明确的，7个工作日内一次性告知申请人补正。</p><p>第三方应当自收到征求意见书之日起15个工作日内提出意见。</p>\
         <p>本机关提供政府信息不收取费用，但数量、频次明显超过合理范围的，可以收取信息处理费。</p><p>可以依法申请行政复议或者提起行政诉讼。</p>",
    );
    assert_eq!(facts.office_name.as_deref(), Some("某市某局办公室"));
    assert_eq!(
        facts.address.as_deref(),
        Some("某市人民路1号（邮编：230000）")
    );
    assert!(facts.hours.as_deref().unwrap().starts_with("周一至周五"));
    assert_eq!(facts.phone.as_deref(), Some("0551-62600001"));
    assert_eq!(facts.fax.as_deref(), Some("0551-62600002"));
    assert_eq!(facts.internet.as_deref(), Some("xxgk@example.gov.cn"));
    assert!(
        facts.classification.is_some() && facts.arrangement.is_some() && facts.how_to_get.is_some()
    );
    assert_eq!(
        facts.updated.map(|day| day.to_string()).as_deref(),
        Some("2024-05-06")
    );
    let days = |field: &Option<crate::model::Field<i64>>| field.as_ref().map(|f| f.value);
    assert_eq!(days(&facts.answer_days), Some(20));
    assert_eq!(days(&facts.extension_days), Some(20));
    assert_eq!(days(&facts.correction_days), Some(7));
    assert_eq!(days(&facts.third_party_days), Some(15));
    assert_eq!(facts.channels, ["fax", "in_person", "internet", "post"]);
    assert!(facts.fee.is_some() && facts.remedies.is_some());
    assert_eq!(
        (facts.old_fee, facts.asks_purpose, facts.cites_repealed),
        (None, None, None)
    );
    assert!(!facts.is_directory && facts.text_elsewhere.is_none() && facts.placeholders.is_empty());
}

#[test]
fn a_guide_may_name_the_parts_of_its_information() {
    let read = |text: &str| guide(&format!("<p>{text}</p>")).classification.is_some();
    assert!(read(
        "栏目导航：将公开的政府信息划分为“机构职能”“规划计划”和“其他”三部分。"
    ));
    assert!(!read("本机关向社会公开政府信息，方便公众查阅。"));
}

#[test]
fn tables_give_the_same_elements() {
    let pairs = guide(
        "<table><tr><td>受理机构</td><td>某县某局办公室</td><td>联系电话</td><td>0550-1234567</td></tr><tr><td>传 真：</td><td>×××</td><td>办公地址</td><td>某县城东路9号</td></tr></table>",
    );
    assert_eq!(pairs.office_name.as_deref(), Some("某县某局办公室"));
    assert_eq!(pairs.phone.as_deref(), Some("0550-1234567"));
    assert_eq!(pairs.address.as_deref(), Some("某县城东路9号"));
    assert_eq!(pairs.fax, None);
    assert_eq!(pairs.placeholders, ["fax"]);
    let columns = guide(
        "<table><tr><th>机构名称</th><th>办公地址</th><th>电话</th></tr><tr><td>某县政府办</td><td>城东路1号</td><td>0550-7654321</td></tr><tr><td>某县财政局</td><td>城西路2号</td><td>0550-7654322</td></tr></table>",
    );
    assert_eq!(columns.office_name.as_deref(), Some("某县政府办"));
    assert_eq!(columns.phone.as_deref(), Some("0550-7654321"));
}

#[test]
fn headings_and_sentences_give_values_too() {
    let facts = guide(
        "<p>（一）受理机构</p><p>某区政务公开办公室</p><p>办公地址为某区东路3号</p><p>电话/传真：0510-85000000</p><p>工作时间是工作日上午9：00至下午17：00</p>",
    );
    assert_eq!(facts.office_name.as_deref(), Some("某区政务公开办公室"));
    assert_eq!(facts.address.as_deref(), Some("某区东路3号"));
    assert_eq!(facts.phone.as_deref(), Some("0510-85000000"));
    assert_eq!(facts.fax.as_deref(), Some("0510-85000000"));
    assert!(facts.hours.is_some());
}

#[test]
fn layouts_of_other_provinces_are_read() {
    let heading = guide(
        "<p>（二）受理机构</p><p>名称：某县教育体育局办公室</p><p>联系电话（传真）：0555-7777777</p>",
    );
    assert_eq!(heading.office_name.as_deref(), Some("某县教育体育局办公室"));
    assert_eq!(heading.phone.as_deref(), Some("0555-7777777"));
    assert_eq!(heading.fax.as_deref(), Some("0555-7777777"));
    let numbered = guide(
        "<p>1、申请受理机构名称:某镇党政办公室</p><p>3、电 话：0555-1234567 传 真：0555-1234568</p><p>4、E-mail：x@y.cn</p>",
    );
    assert_eq!(numbered.office_name.as_deref(), Some("某镇党政办公室"));
    assert_eq!(numbered.fax.as_deref(), Some("0555-1234568"));
    assert_eq!(numbered.internet.as_deref(), Some("x@y.cn"));
    let sentence = guide(
        "<p>受理机构为：某市发展和改革委员会办公室。办公地址：某市解放路88号；办公时间：正常工作日（8:00-12:00）；传真电话：0123-4567891；电子邮箱地址：abc@163.com。</p>",
    );
    assert_eq!(sentence.phone, None);
    assert_eq!(sentence.fax.as_deref(), Some("0123-4567891"));
    assert_eq!(sentence.address.as_deref(), Some("某市解放路88号"));
    let spanned = guide(
        "<table><tr><td rowspan=2>受理机构</td><td>名称</td><td>某区政府办</td></tr><tr><td>地址</td><td>某区人民路1号</td></tr></table>",
    );
    assert_eq!(spanned.office_name.as_deref(), Some("某区政府办"));
    assert_eq!(spanned.address.as_deref(), Some("某区人民路1号"));
    let fees = guide("<p>按有关规定收取检索、复制、邮寄等成本费用，由申请人承担。</p>");
    assert_eq!(fees.channels, Vec::<String>::new());
}

#[test]
fn empty_labels_and_placeholders_are_no_values() {
    let facts =
        guide("<p>联系电话：</p><p>传真：</p><p>电子邮箱：待定</p><p>办公地址：XXX路XX号</p>");
    assert_eq!(
        (&facts.phone, &facts.fax, &facts.internet, &facts.address),
        (&None, &None, &None, &None)
    );
    assert_eq!(facts.placeholders, ["address", "internet"]);
}

#[test]
fn a_body_without_a_fax_says_so() {
    let fax = |text: &str| guide(&format!("<p>{text}</p>")).fax;
    for text in [
        "传真：无",
        "传真号码：暂无。",
        "联系电话：0550-1234567；传真：无传真",
    ] {
        assert!(fax(text).is_some(), "{text}");
    }
    for text in ["传真：", "可以通过传真申请。", "传真：待定"] {
        assert_eq!(fax(text), None, "{text}");
    }
    assert_eq!(guide("<p>联系电话：无</p>").phone, None);
}

#[test]
fn what_is_left_of_the_old_regulation_is_seen() {
    let old = guide(
        "<p>根据《中华人民共和国政府信息公开条例》（国务院令第492号）编制本指南。</p>\
         <p>公民可以根据自身生产、生活、科研等特殊需要申请获取相关政府信息。</p>\
         <p>依申请提供政府信息，除可以收取检索、复制、邮寄等成本费用外，不得收取其他费用。</p>\
         <p>自收到申请之日起15个工作日内予以答复。</p>",
    );
    assert!(old.cites_repealed.is_some() && old.asks_purpose.is_some() && old.old_fee.is_some());
    assert_eq!(old.answer_days.map(|days| days.value), Some(15));
    let history = guide(
        "<p>《条例》2007年4月5日国务院令第492号公布，2019年4月3日国务院令第711号修订。</p>\
         <p>申请人无需说明自身生产、生活、科研等特殊需要。</p><p>不再收取检索、复制、邮寄等成本费用。</p><p>邮箱a@b.cn（仅供答复使用）</p>",
    );
    assert_eq!(
        (
            history.cites_repealed,
            history.asks_purpose,
            history.old_fee
        ),
        (None, None, None)
    );
    let new = guide(
        "<p>依申请提供政府信息，除可以收取信息处理费外，不收取检索、复制、邮寄等成本费用。</p>\
         <p>申请人不得将获取的信息用于非法用途。</p><p>应写明获取信息的方式，申请人可自愿说明所需信息的用途。</p>",
    );
    assert_eq!((new.old_fee, new.asks_purpose), (None, None));
    let both = guide("<p>申请人应当说明所需信息的用途，并不得用于非法用途。</p>");
    assert!(both.asks_purpose.is_some());
    let form = guide("<p>申请表应填写所需信息的用途。</p>");
    assert!(form.asks_purpose.is_some());
}

#[test]
fn old_fees_and_days_in_other_words() {
    for (text, old) in [
        ("按规定收取检索费、复制费、邮寄费。", true),
        ("提供政府信息收取工本费。", true),
        ("可以收取成本费用，标准由有关部门制定。", true),
        ("不收取任何检索费、复制费、邮寄费。", false),
        ("依申请提供政府信息不收取成本费用。", false),
        ("超过合理范围的收取信息处理费。", false),
    ] {
        let facts = guide(&format!("<p>{text}</p>"));
        assert_eq!(facts.old_fee.is_some(), old, "{text}");
    }
    for (text, open) in [
        ("自收到申请之日起15日内予以答复。", true),
        ("自收到申请之日起20个工作日内予以答复。", false),
        ("申请人应当在7日内缴纳费用。", false),
    ] {
        let facts = guide(&format!("<p>{text}</p>"));
        let unclear = facts.unclear.iter().any(|one| one == ANSWER_DAYS);
        assert_eq!(unclear, open, "{text}");
    }
}

#[test]
fn a_link_to_where_requests_are_made_is_an_internet_contact() {
    let linked = |markup: &str| guide(markup).internet.is_some();
    assert!(linked(
        "<p>申请人可登录某县政府信息公开平台（<a href='/zwgk/ysqgk/'>依申请公开</a>）在线提交申请。</p>"
    ));
    assert!(linked(
        "<p>互联网申请：<a href='/zwgk/ysqgk/'>点击进入</a></p>"
    ));
    assert!(!linked(
        "<ul><li><a href='/zwgk/ysqgk/'>依申请公开</a></li></ul>"
    ));
    assert!(!linked(
        "<p>申请表下载：<a href='/sqb.doc'>依申请公开申请表</a></p>"
    ));
    assert!(!linked(
        "<p>申请人可当面提交或者邮寄申请，见<a href='/a/'>附图</a>。</p>"
    ));
}

#[test]
fn the_office_is_read_out_of_sentences() {
    let office = |markup: &str| guide(markup).office_name;
    for (markup, name) in [
        (
            "<p>本局受理政府信息公开申请的机构为:县财政局政务公开办公室。</p>",
            "县财政局政务公开办公室",
        ),
        (
            "<p>县级政府信息公开受理机构设在县数字信息服务中心。地址:县政府后院4楼</p>",
            "县数字信息服务中心",
        ),
        (
            "<p>某县数字服务中心具体承办本机关的政府信息公开事宜。</p>",
            "某县数字服务中心",
        ),
        (
            "<p>街道综合办公室负责受理公民、法人或者其他组织向本机关提出的政府信息公开申请。</p>",
            "街道综合办公室",
        ),
        (
            "<p>本中心受理机构为本中心办公室,详细地址:某镇北环路</p>",
            "本中心办公室",
        ),
        (
            "<p>一、政府信息公开工作机构</p><p>某县人民政府办公室负责推进、指导、协调、监督全县政府信息公开工作。</p>",
            "某县人民政府办公室",
        ),
        (
            "<p>（一）受理机构。某县财政局办公室。地址：某街1号</p>",
            "某县财政局办公室",
        ),
        (
            "<p>一、受理机构　某市人民政府办公厅负责公开由其制作的政府信息。</p>",
            "某市人民政府办公厅",
        ),
        (
            "<p>一、信息公开工作机构</p><p>省某中心（以下简称中心）办公室负责本中心政府信息公开工作，负责人：某主任。</p>",
            "省某中心(以下简称中心)办公室",
        ),
        // What a label says stands before what a sentence says.
        (
            "<p>某县数字服务中心具体承办本机关的政府信息公开事宜。</p><p>受理机构：某县人民政府办公室；</p>",
            "某县人民政府办公室",
        ),
    ] {
        let facts = guide(markup);
        assert_eq!(facts.office_name.as_deref(), Some(name), "{markup}");
    }
    for markup in [
        "<p>受理机构在收到申请后，应当登记。</p>",
        "<p>受理机构为申请人提供方便。</p>",
        "<p>受理机构收到申请后，应当登记。</p>",
        "<p>（一）受理机构。</p>",
        "<p>国务院办公厅是全国政府信息公开工作的主管部门。</p>",
        "<p>（一）受理机构</p><p>（二）受理时间</p><p>周一至周五8:30-12:00</p>",
        "<p>（一）受理机构</p><p>申请人应当填写申请表。</p>",
    ] {
        let facts = guide(markup);
        assert_eq!(
            (facts.office_name, facts.unclear.len()),
            (None, 0),
            "{markup}"
        );
    }
    for markup in [
        "<p>本机关负责受理政府信息公开申请。</p>",
        "<p>受理机构：本机关</p>",
        "<p>（一）受理机构</p><p>某市海关</p>",
        "<p>县政府办公室是全县政府信息公开工作的主管部门。</p>",
    ] {
        assert_eq!(guide(markup).unclear, ["office_name"], "{markup}");
        assert_eq!(office(markup), None, "{markup}");
    }
}

#[test]
fn internet_hours_and_ways_are_read_out_of_sentences() {
    let internet = |text: &str| {
        let facts = guide(&format!("<p>{text}</p>"));
        (facts.internet, facts.unclear)
    };
    for text in [
        "某县人民政府门户网站(http://www.example.gov.cn)开设政府信息公开专栏",
        "主要采取网上公开形式，网上信息公开地址http://www.example.gov.cn。",
        "主要通过某县人民政府网站(网址是:http://www.example.gov.cn),本机关还将采用公众号公开。",
    ] {
        let found = (Some("http://www.example.gov.cn".to_owned()), Vec::new());
        assert_eq!(internet(text), found, "{text}");
    }
    assert_eq!(
        internet("《申请表》可以在县政府网站（http://www.example.gov.cn）下载。"),
        (None, vec!["internet".to_owned()])
    );
    for text in [
        "申请表见http://www.example.gov.cn/sqb.doc。",
        "本机关通过政府网站公开信息。",
    ] {
        assert_eq!(internet(text), (None, Vec::new()), "{text}");
    }
    let hours = |text: &str| {
        let facts = guide(&format!("<p>{text}</p>"));
        (facts.hours.is_some(), facts.unclear.len())
    };
    assert_eq!(
        hours("除法定节假日外，受理申请时间为正常工作时间。"),
        (true, 0)
    );
    assert!(!hours("申请人可以在工作时间内到局办公室当面提交申请表。").0);
    assert_eq!(hours("申请人可以在正常工作时间当面提交申请。"), (false, 1));
    assert_eq!(hours("受理时间为收到申请之日起20个工作日内。"), (false, 0));
    assert_eq!(hours("自收到申请之日起20个工作日内予以答复。"), (false, 0));
    let ways = |text: &str| guide(&format!("<p>{text}</p>")).how_to_get.is_some();
    assert!(ways("（二）公开的方式"));
    assert!(ways(
        "本中心依法公开的政府信息主要是通过某县人民政府门户网站公开。"
    ));
    assert!(!ways("县政府办公室告知公开信息获取的途径和方式。"));
    assert!(!ways("政府信息公开申请可以通过网站提交。"));
}

#[test]
fn contacts_of_reading_places_are_not_the_offices() {
    let facts = guide(
        "<p>3.在某县政务服务中心设置政府信息公开查阅点。联系地址:某县东街26号,联系电话:0455-1234567。</p>\
         <p>三、申请渠道</p><p>办公地址:某县西路48号;</p><p>联系电话:0455-7654321,7654322;</p>",
    );
    assert_eq!(facts.address.as_deref(), Some("某县西路48号"));
    assert_eq!(facts.phone.as_deref(), Some("0455-7654321,7654322"));
    let only = guide(
        "<p>公民可以到某县行政服务中心(地址:某县东街23号1楼,联系电话:023-12345678)、某县档案馆(地址:某县南街2号;联系电话:023-87654321)查阅政府信息。</p>",
    );
    assert_eq!((only.address, only.phone), (None, None));
    assert_eq!(only.unclear, ["address", "phone"]);
    let under = guide(
        "<p>(3)通过街道文档室查阅。</p><p>文档室地址: 某街道201室</p><p>联系电话:0937-1234567</p><p>(三)受理机构</p><p>联系电话:0937-7654321</p>",
    );
    assert_eq!(under.address, None);
    assert_eq!(under.phone.as_deref(), Some("0937-7654321"));
    let hours = guide("<p>查阅点开放时间：周一至周五8:30-11:30。</p>");
    assert_eq!(
        (hours.hours, hours.unclear),
        (None, vec!["hours".to_owned()])
    );
    let complaints = guide("<p>监督电话：0937-1234567</p>");
    assert_eq!(complaints.phone, None);
    assert_eq!(complaints.unclear, ["phone"]);
    let rows = guide(
        "<table><tr><th>单位名称</th><th>地址</th><th>联系电话</th></tr><tr><td>某县图书馆</td><td>东街1号</td><td>0550-1111111</td></tr><tr><td>某县政府办公室</td><td>西街2号</td><td>0550-2222222</td></tr></table>",
    );
    assert_eq!(rows.phone.as_deref(), Some("0550-2222222"));
    // An address that is plainly the office's own stands before any other.
    let own = guide(
        "<p>通信地址：某县东街1号</p><p>办公地址：某县西街2号</p><p>办公地址：某县北街3号</p>",
    );
    assert_eq!(own.address.as_deref(), Some("某县西街2号"));
}

#[test]
fn values_end_where_the_sentence_goes_on() {
    let phone = |value: &str| guide(&format!("<p>联系电话:{value}</p>")).phone;
    for (value, read) in [
        ("023-73321234)、某县档案馆", "023-73321234"),
        ("0432-1234567,有关意见建议也可拨打此电话。", "0432-1234567"),
        ("（0550）1234567", "（0550）1234567"),
        ("0550-1234567（工作日）", "0550-1234567（工作日）"),
        ("0550-1234567，1234568", "0550-1234567，1234568"),
    ] {
        assert_eq!(phone(value).as_deref(), Some(read));
    }
    let site =
        guide("<p>主要通过政府网站(网址:http://www.example.gov.cn/),本机关还将采用公众号。</p>");
    assert_eq!(site.internet.as_deref(), Some("http://www.example.gov.cn/"));
    let office = guide("<p>受理机构：某局办公室，详见附件</p>");
    assert_eq!(office.office_name.as_deref(), Some("某局办公室"));
}

#[test]
fn lists_of_departments_and_bare_files_are_no_guides() {
    let links: String = (0..9)
        .map(|n| format!("<li><a href='/{n}'>市第{n}局</a></li>"))
        .collect();
    assert!(guide(&format!("<ul>{links}</ul>")).is_directory);
    assert_eq!(
        guide("<p>政府信息公开指南</p><a href='a.PDF'>指南</a>").text_elsewhere,
        Some(Cause::UnreadableFile)
    );
    assert_eq!(
        guide("<p>政府信息公开指南</p><img src=a.jpg>").text_elsewhere,
        Some(Cause::ImageOnly)
    );
}

#[test]
fn a_page_that_only_links_to_the_guide_is_not_the_guide() {
    let at = |markup: &str| {
        let facts = guide(markup);
        let target = facts.text_at.map(|target| target.as_str().to_owned());
        (facts.text_elsewhere, target)
    };
    let local = Some("http://www.example.gov.cn/zwgk/zn2.html".to_owned());
    for markup in [
        "<h1>某局政府信息公开指南</h1><p><a href='/zwgk/zn2.html'>某局政府信息公开指南（2026年版）</a></p>",
        "<h1>某局政府信息公开指南</h1><p>政府信息公开指南全文：<a href='/zwgk/zn2.html'>请点击查看</a></p>",
    ] {
        assert_eq!(
            at(markup),
            (Some(Cause::NeedsHuman), local.clone()),
            "{markup}"
        );
    }
    assert_eq!(
        at(
            "<h1>指南</h1><p>详见<a href='https://www.qhx.gov.cn/zn/1.html'>县政府信息公开指南</a></p>"
        ),
        (
            Some(Cause::JumpsOffSite),
            Some("https://www.qhx.gov.cn/zn/1.html".to_owned())
        )
    );
    // Steps of the breadcrumb, other links, and a page that says something itself.
    let words = "本机关依法公开政府信息，公众可以在网站查阅。".repeat(9);
    for markup in [
        "<p><a href='/zwgk/zn/'>政府信息公开指南</a></p><h1>某局政府信息公开指南</h1>".to_owned(),
        "<h1>某局政府信息公开指南</h1><p><a href='/zwgk/zd/1.html'>政府信息公开制度</a></p>"
            .to_owned(),
        format!(
            "<h1>某局政府信息公开指南</h1><p>{words}</p><p><a href='/zwgk/zn2.html'>县政府信息公开指南</a></p>"
        ),
    ] {
        assert_eq!(at(&markup), (None, None), "{markup}");
    }
}

#[test]
fn guides_are_known_by_title() {
    assert!(is_guide_title("某局政府信息公开指南"));
    assert!(is_guide_title("政府信息公开指南（2023年版）"));
    assert!(!is_guide_title("办事指南"));
    assert!(!is_guide_title("关于编制政府信息公开指南的通知"));
}

#[test]
fn real_guides_read_as_a_person_reads_them() {
    let root = std::path::Path::new("../shared/real");
    if !root.exists() {
        return;
    }
    let text =
        std::fs::read_to_string(root.join("sites/pingtan/zwgk/zfxxgk/zfxxgkzn/index.htm")).unwrap();
    let facts = guide(&text);
    assert_eq!(
        facts.office_name.as_deref(),
        Some("平潭综合实验区管委会办公室")
    );
    assert_eq!(facts.phone.as_deref(), Some("0591-23165385"));
    assert!(
        facts
            .address
            .as_deref()
            .unwrap()
            .starts_with("平潭综合实验区金井湾")
    );
    assert_eq!(facts.fax, None);
    assert!(facts.internet.is_some() && facts.hours.is_some());
    assert!(
        facts.classification.is_some() && facts.arrangement.is_some() && facts.how_to_get.is_some()
    );
    assert_eq!(
        facts.updated.map(|day| day.to_string()).as_deref(),
        Some("2024-03-23")
    );
    assert_eq!(facts.answer_days.map(|days| days.value), Some(20));
    assert_eq!(facts.extension_days.map(|days| days.value), Some(20));
    assert_eq!(facts.third_party_days, None);
    assert_eq!(
        (facts.old_fee, facts.asks_purpose, facts.cites_repealed),
        (None, None, None)
    );
    assert_eq!(facts.channels, ["in_person", "internet", "post"]);
    assert!(!facts.is_directory);
    let list = String::from_utf8_lossy(
        &std::fs::read(root.join("pages/hdzfxxgk.hd.gov.cn/guide-column.html")).unwrap(),
    )
    .into_owned();
    assert!(guide(&list).is_directory);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_makes_it_panic(text in "[联系电话传真地址：:/（(）)0-9 为。；×工作日内答复二十个<>tdp]{0,120}") {
        let _ = guide(&format!("<p>{text}</p><table><tr><td>{text}</td><td>{text}</td></tr></table>"));
    }
}
