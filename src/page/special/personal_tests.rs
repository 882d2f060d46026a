use bumpalo::Bump;
use proptest::prelude::*;
use scraper::Html;

use super::find_all;
use crate::page::dom::{Dom, Id};
use crate::page::text;

fn read(markup: &str, subject: &str) -> Vec<(&'static str, bool)> {
    let html = Html::parse_document(markup);
    let arena = Bump::new();
    let dom = Dom::new(&arena, &html);
    let main_text = text::of(&dom, Id::ROOT);
    find_all(&dom, Id::ROOT, &main_text, subject, None)
        .into_iter()
        .map(|datum| {
            assert!(datum.masked.contains('*'), "{datum:?}");
            (datum.kind, datum.disputable)
        })
        .collect()
}

const ID: &str = "11010519491231002X";

#[test]
fn identity_cards_are_found_where_they_stand() {
    let check = |markup: String, expected: &[(&str, bool)]| {
        assert_eq!(read(&markup, "低保对象公示"), expected, "{markup}");
    };
    check(format!("<p>张三，身份证号{ID}</p>"), &[("id_card", false)]);
    check(
        format!(
            "<table><tr><td>姓名</td><td>证号</td></tr><tr><td>张三</td><td>{ID}</td></tr></table>"
        ),
        &[("id_card", false)],
    );
    check(format!("<p>{ID}</p><p>{ID}</p>"), &[("id_card", false)]);
    check(
        format!("<p style='display:none'>{ID}</p>"),
        &[("id_card", false)],
    );
    check(format!("<p>索引号：{ID}</p>"), &[]);
    check(
        format!("<a href='/x?a=1&sfzh={ID}'>x</a>"),
        &[("id_card", true)],
    );
    check(
        format!("<a href=/x title='张三 {ID}'>张三</a>"),
        &[("id_card", false)],
    );
    check(format!("<a href='/x?id={ID}'>x</a>"), &[]);
    let boxes: String = ID.chars().map(|c| format!("<td>{c}</td>")).collect();
    check(
        format!("<table><tr><td>张三</td>{boxes}</tr></table>"),
        &[("id_card", false)],
    );
    let cut = "<td>110105</td><td>19491231</td><td>002X</td>";
    check(
        format!("<table><tr><td>张三</td>{cut}</tr></table>"),
        &[("id_card", true)],
    );
    check(
        format!(
            "<table><tr><td>姓名</td><td colspan=3>身份证号</td></tr><tr><td>张三</td>{cut}</tr></table>"
        ),
        &[("id_card", false)],
    );
    check("<p>110105194912310021</p>".to_owned(), &[]);
    check(
        "<p>身份证号110105194912310021</p>".to_owned(),
        &[("id_card", true)],
    );
    check("<p>110105491231002</p>".to_owned(), &[]);
    check(
        "<p>身份证110105491231002</p>".to_owned(),
        &[("id_card_15", true)],
    );
}

#[test]
fn wrongdoers_are_for_a_person_to_judge() {
    assert_eq!(
        read(&format!("<p>{ID}</p>"), "失信被执行人名单"),
        [("id_card", true)]
    );
}

#[test]
fn a_column_of_mobiles_is_a_leak_and_a_contact_is_not() {
    let table = |head: &str, phone: &str| {
        let rows: String = (0..4)
            .map(|n| format!("<tr><td>张{n}</td><td>1381234567{n}</td></tr>"))
            .collect();
        format!("<table><tr><td>{head}</td><td>{phone}</td></tr>{rows}</table>")
    };
    assert_eq!(
        read(&table("姓名", "电话"), "补助发放公示"),
        [("mobile", false); 4]
    );
    assert_eq!(
        read(&table("责任人姓名", "电话"), "防汛"),
        [("mobile", true); 4]
    );
    assert_eq!(
        read("<p>联系人：李某，13812345678</p>", "通知"),
        [("mobile", true)]
    );
    assert_eq!(read("<p>电话 0591-23165385 138****5678</p>", "通知"), []);
}

#[test]
fn lines_of_names_and_mobiles_are_a_list_only_where_the_page_is_one() {
    let lines = |word: &str| -> String {
        (0..3)
            .map(|n| format!("<p>张{n}，{word}1381234567{n}</p>"))
            .collect()
    };
    assert_eq!(read(&lines("电话"), "低保名单公示"), [("mobile", false); 3]);
    assert_eq!(
        read(&lines("联系人电话"), "招标公示"),
        [("mobile", true); 3]
    );
    assert_eq!(read(&lines("电话"), "通知"), [("mobile", true); 3]);
}

#[test]
fn bank_cards_and_dwellings_need_their_words() {
    assert_eq!(read("<p>编号 4111111111111111</p>", "x"), []);
    assert_eq!(
        read("<p>张三 银行卡号 4111111111111111</p>", "x"),
        [("bank_card", true)]
    );
    assert_eq!(
        read("<p>户名：某某有限公司，账号 4111111111111111</p>", "x"),
        []
    );
    let home = "<table><tr><td>姓名</td><td>家庭住址</td></tr><tr><td>张三</td><td>某县某镇某村3组12号</td></tr></table>";
    assert_eq!(read(home, "x"), [("address", true)]);
    assert_eq!(read("<p>办公地址：某县人民路12号</p>", "x"), []);
    assert_eq!(
        read(
            "<table><tr><td>姓名</td><td>家庭住址</td></tr><tr><td>张三</td><td>某县某镇</td></tr></table>",
            "x"
        ),
        []
    );
}

#[test]
fn real_pages_hold_none() {
    let root = std::path::Path::new("../shared/real");
    if !root.exists() {
        return;
    }
    let mut open = vec![root.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(path)
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|e| e.path()),
            );
        } else if path.extension().is_some_and(|e| e == "html" || e == "htm") {
            let text =
                String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).into_owned();
            let found = read(&text, "");
            assert!(
                found.iter().all(|(_, disputable)| *disputable),
                "{path:?} {found:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[0-9X* 张住址路号室账号<>/td身份证\\-]{0,80}") {
        let _ = read(&format!("<table><tr><td>{text}</td></tr></table><p>{text}</p>"), "名单");
    }
}

#[test]
fn numbers_of_people_with_a_public_task_are_for_a_person_to_judge() {
    let rows = "<tr><td>张建国</td><td>东村</td><td>13855010001</td></tr><tr><td>李秀英</td><td>西村</td><td>13955010002</td></tr><tr><td>王德明</td><td>南村</td><td>15055010003</td></tr>";
    let list = |heads: &str| {
        let heads: String = heads
            .split(' ')
            .map(|head| format!("<th>{head}</th>"))
            .collect();
        format!("<table><tr>{heads}</tr>{rows}</table>")
    };
    let plain = list("姓名 所在村 联系电话");
    let unclear = [("mobile", true); 3];
    let leaked = [("mobile", false); 3];
    for subject in [
        "人民调解员名单",
        "村级动物防疫员名单",
        "地质灾害群测群防信息员名单",
        "包村干部公示",
        "燃气安全专管员名单",
    ] {
        assert_eq!(read(&plain, subject), unclear, "{subject}");
    }
    let police = list("民警姓名 社区 联系电话");
    assert_eq!(read(&police, "社区信息公示"), unclear);
    // Whom a list pays is not there to be called.
    for subject in ["生态护林员补贴发放名单", "低保对象名单"] {
        assert_eq!(read(&plain, subject), leaked, "{subject}");
    }
    let lines = "<p>张建国 13855010001</p><p>李秀英 13955010002</p><p>王德明 15055010003</p>";
    assert_eq!(read(lines, "人民调解员名单"), unclear);
    assert_eq!(read(lines, "低保对象名单"), leaked);
}

#[test]
fn only_headings_of_sensitive_columns_are_told() {
    let sensitive = |rows: &[&str]| -> Vec<String> {
        let rows: String = (rows.iter())
            .map(|row| {
                let cells: String = row
                    .split(' ')
                    .map(|cell| format!("<td>{cell}</td>"))
                    .collect();
                format!("<tr>{cells}</tr>")
            })
            .collect();
        let html = Html::parse_document(&format!("<table>{rows}</table>"));
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let main_text = text::of(&dom, Id::ROOT);
        find_all(&dom, Id::ROOT, &main_text, "救助对象名单", None)
            .into_iter()
            .filter(|datum| datum.kind == "sensitive")
            .map(|datum| datum.masked)
            .collect()
    };
    let heads = "姓名 残疾等级 病因 出生日期";
    let told = ["“出生日期”列", "“残疾等级”列", "“病因”列"];
    let found = sensitive(&[
        heads,
        "张建国 二级 中风 1970-01-02",
        "李秀英 三级 中风 1971-01-02",
    ]);
    assert_eq!(found, told);
    let numbered = sensitive(&[
        "姓名 身份证号 病因",
        &format!("张建国 {ID} 因病因灾"),
        &format!("李秀英 {ID} 中风"),
    ]);
    assert_eq!(numbered, ["“病因”列"]);
    // Names that are masked tell of nobody; forms to be filled in neither.
    assert!(sensitive(&[heads, "张** 二级 中风 1970-01-02"]).is_empty());
    assert!(sensitive(&[heads, "   ", "   "]).is_empty());
    let html = "<table><tr><td>姓名</td><td></td><td>出生日期</td><td></td></tr><tr><td>性别</td><td></td><td>电子邮箱</td><td></td></tr></table>";
    assert!(read(html, "申请表").is_empty());
}

#[test]
fn what_stands_beside_the_content_is_looked_at_for_identity_cards_alone() {
    let markup = format!(
        "<body><div>某县财政局</div><main><p>正文</p></main><footer><p>名单：张三，身份证号{ID}。</p><p>值班电话：13812345678　备案号：34152902000315</p></footer><script>var id='{ID}'</script></body>"
    );
    let html = Html::parse_document(&markup);
    let arena = Bump::new();
    let dom = Dom::new(&arena, &html);
    let main = dom.all().find(|id| dom.tag(*id) == "main").unwrap();
    let found = find_all(&dom, main, &text::of(&dom, main), "关于某事的通知", None);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|datum| (datum.kind, datum.locator.as_str()))
        .collect();
    assert_eq!(found, [("id_card", "页头、页脚或侧栏")]);
}
