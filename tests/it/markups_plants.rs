//! Violations planted one by one into whole small sites of six kinds of bodies in four markups,
//! obligation by obligation; each must be found as what it is, and nothing else with it.

use std::collections::BTreeSet;

use gongkai::model::{Cause, Run, Verdict};
use rayon::prelude::*;

use super::markups_content::{Column, Content, Entry, Item, Kind, Twin};
use super::markups_skins::{Skin, draw};

use Kind::{CityGovernment, CountyBureau, CountyGovernment, Township};

/// Scripts that ordinary pages bear, none of which fills a list.
const SCRIPTS: &str = "<script src=\"/js/jquery-1.12.4.min.js\"></script><script>$(function () { $('.nav li').hover(function () { $(this).toggleClass('on'); }); });</script>";

/// A violation: its name, the bodies that it is planted with, how it is made, and the rule that
/// must find it with those that may fail besides.
type Plant = (
    &'static str,
    &'static [Kind],
    fn(&mut Twin),
    &'static [&'static str],
);

const ALL: &[Kind] = &[CountyBureau, CountyGovernment, Township, CityGovernment];
const GOVERNMENTS: &[Kind] = &[CountyGovernment, CityGovernment];
const WITH_POWERS: &[Kind] = &[CountyBureau, CountyGovernment, CityGovernment];

/// Empties a column; the empty list is on a page with scripts, as lists mostly are.
macro_rules! blank {
    ($column:literal, $rule:literal, $kinds:expr) => {
        (
            concat!("blank ", $column),
            $kinds,
            |twin| {
                twin.scripts = SCRIPTS;
                twin.empty($column);
            },
            &[$rule],
        )
    };
}

/// Takes a line out of the guide.
macro_rules! unsaid {
    ($key:literal, $rule:literal) => {
        (
            concat!("guide without ", $key),
            ALL,
            |twin| twin.guide_without($key),
            &[$rule],
        )
    };
}

/// Says another thing in a line of the guide.
macro_rules! missaid {
    ($name:literal, $key:literal, $text:literal, $rule:literal) => {
        ($name, ALL, |twin| twin.guide_says($key, $text), &[$rule])
    };
}

const PLANTS: &[Plant] = &[
    blank!("行政许可", "licensing-disclosed", WITH_POWERS),
    blank!("行政处罚", "penalties-disclosed", WITH_POWERS),
    blank!("行政强制", "coercion-disclosed", WITH_POWERS),
    blank!("行政事业性收费", "fees-disclosed", WITH_POWERS),
    blank!("政府采购", "procurement-disclosed", ALL),
    blank!("规划信息", "planning-disclosed", ALL),
    blank!("应急管理", "emergency-disclosed", ALL),
    blank!("统计信息", "statistics-disclosed", GOVERNMENTS),
    blank!("重大建设项目", "major-projects-disclosed", GOVERNMENTS),
    blank!("重大民生信息", "livelihood-disclosed", GOVERNMENTS),
    blank!(
        "社会救助",
        "social-assistance-disclosed",
        &[CountyGovernment, Township]
    ),
    blank!("监督检查", "inspection-disclosed", WITH_POWERS),
    blank!("公务员招考", "recruitment-disclosed", WITH_POWERS),
    blank!("建议提案办理", "proposals-disclosed", ALL),
    blank!("法治政府建设年度报告", "rule-of-law-report-disclosed", ALL),
    blank!("权责清单", "power-list-disclosed", ALL),
    blank!("规范性文件清理", "normative-review-disclosed", ALL),
    blank!("财政预决算", "budget-and-accounts-disclosed", ALL),
    blank!("机构职能", "institution-disclosed", ALL),
    blank!("政府信息公开制度", "regime-column-filled", ALL),
    blank!("农业农村政策", "farm-policy-disclosed", &[Township]),
    blank!("农田水利", "irrigation-disclosed", &[Township]),
    blank!(
        "农村土地承包经营权流转",
        "land-contract-transfer-disclosed",
        &[Township]
    ),
    blank!("宅基地", "homestead-disclosed", &[Township]),
    blank!("筹资筹劳", "village-funds-disclosed", &[Township]),
    blank!(
        "土地征收",
        "land-expropriation-disclosed",
        &[Township, CountyGovernment]
    ),
    blank!(
        "房屋征收",
        "housing-expropriation-disclosed",
        &[Township, CountyGovernment]
    ),
    blank!("市政建设", "municipal-works-disclosed", GOVERNMENTS),
    blank!("公共服务", "public-services-disclosed", GOVERNMENTS),
    blank!("公益事业", "public-welfare-disclosed", GOVERNMENTS),
    blank!("治安管理", "public-security-disclosed", GOVERNMENTS),
    blank!("规章", "rules-disclosed", &[Kind::Ministry]),
    (
        "six blank columns",
        GOVERNMENTS,
        |twin| {
            twin.scripts = SCRIPTS;
            for column in [
                "市政建设",
                "公共服务",
                "公益事业",
                "土地征收",
                "房屋征收",
                "治安管理",
            ] {
                twin.empty(column);
            }
        },
        &[
            "few-blank-columns",
            "municipal-works-disclosed",
            "public-services-disclosed",
            "public-welfare-disclosed",
            "land-expropriation-disclosed",
            "housing-expropriation-disclosed",
            "public-security-disclosed",
        ],
    ),
    unsaid!("classification", "guide-states-classification"),
    unsaid!("arrangement", "guide-states-arrangement"),
    (
        "guide without how_to_get",
        // Guides of governments name reading places.
        &[CountyBureau],
        |twin| twin.guide_without("how_to_get"),
        &["guide-states-how-to-get"],
    ),
    unsaid!("office_name", "guide-states-office-name"),
    unsaid!("address", "guide-states-address"),
    unsaid!("hours", "guide-states-hours"),
    unsaid!("phone", "guide-states-phone"),
    unsaid!("fax", "guide-states-fax"),
    unsaid!("internet", "guide-states-internet"),
    unsaid!("channels", "guide-states-request-channels"),
    unsaid!("remedies", "guide-states-remedies"),
    missaid!(
        "a telephone to be settled",
        "phone",
        "联系电话：待定",
        "guide-states-phone"
    ),
    missaid!(
        "a fax of signs",
        "fax",
        "传真号码：0550-×××××××",
        "guide-states-fax"
    ),
    missaid!(
        "15 working days to answer",
        "answer",
        "（四）答复。不能当场答复的，自收到申请之日起15个工作日内予以答复；需要延长答复期限的，延长的期限最长不超过20个工作日。",
        "guide-answer-period-current"
    ),
    missaid!(
        "30 working days of prolonging",
        "answer",
        "（四）答复。不能当场答复的，自收到申请之日起20个工作日内予以答复；需要延长答复期限的，延长的期限最长不超过30个工作日。",
        "guide-extension-within-limit"
    ),
    missaid!(
        "20 working days for third parties",
        "third",
        "（五）涉及第三方合法权益的，第三方应当自收到征求意见书之日起20个工作日内提出意见。",
        "guide-third-party-period-current"
    ),
    missaid!(
        "15 working days to ask for correction",
        "correction",
        "（三）补正。申请内容不明确的，自收到申请之日起15个工作日内一次性告知申请人补正。",
        "guide-correction-period-current"
    ),
    missaid!(
        "other rates of the fee",
        "fee",
        "（六）收费。按件计收的，每月10件以下不收费，11—30件的部分50元/件；按量计收的，30页以下不收费，31—100页的部分5元/页，101—200页的部分10元/页，201页以上的部分20元/页。",
        "guide-fee-rates-current"
    ),
    missaid!(
        "a special need asked",
        "h2",
        "二、依申请公开。公民、法人可以根据自身生产、生活、科研等特殊需要申请获取政府信息。",
        "guide-asks-no-purpose"
    ),
    missaid!(
        "the law of 2008",
        "basis",
        "根据2008年5月1日起施行的《中华人民共和国政府信息公开条例》，编制本指南。",
        "guide-cites-current-regulation"
    ),
    missaid!(
        "a guide of 2020",
        "updated",
        "更新日期：2020年3月10日",
        "guide-updated-within-a-year"
    ),
    (
        "no guide",
        ALL,
        |twin| twin.remove("政府信息公开指南"),
        &["guide-published", "platform-has-guide-column"],
    ),
    (
        "no hours of the institution",
        ALL,
        |twin| drop_line(twin, "机构简介", "办公时间"),
        &["institution-states-hours"],
    ),
    (
        "no address of the institution",
        ALL,
        |twin| drop_line(twin, "机构简介", "办公地址"),
        &["institution-states-address"],
    ),
    (
        "no contacts of the institution",
        ALL,
        |twin| drop_line(twin, "机构简介", "联系电话"),
        &["institution-states-contacts"],
    ),
    (
        "no leaders, in a street named after the river",
        ALL,
        |twin| {
            twin.remove("领导信息");
            // 镇长江路 names no mayor.
            let Content::Text(lines) = &mut twin.column("机构简介").content else {
                panic!("no text");
            };
            lines[1] = "办公地址：滨河路66号（城关镇长江路口）".to_owned();
        },
        &["institution-states-leaders"],
    ),
    (
        "the budget of this year gone",
        ALL,
        |twin| {
            twin.items("部门预算").remove(0);
        },
        &["budget-of-this-year"],
    ),
    (
        "the account of last year gone",
        ALL,
        |twin| {
            twin.items("部门决算").remove(0);
        },
        &["accounts-of-last-year"],
    ),
    (
        "a budget between gone",
        ALL,
        |twin| {
            twin.items("部门预算")
                .retain(|item| !item.title.contains("2021年"))
        },
        &["budgets-of-earlier-years"],
    ),
    (
        "an account between gone",
        ALL,
        |twin| {
            twin.items("部门决算")
                .retain(|item| !item.title.contains("2018年"))
        },
        &["accounts-of-earlier-years"],
    ),
    (
        "last year's report gone",
        WITH_POWERS,
        |twin| {
            twin.items("政府信息公开年报").remove(0);
        },
        &["annual-report-published"],
    ),
    (
        "a report between gone",
        WITH_POWERS,
        |twin| {
            twin.items("政府信息公开年报")
                .retain(|item| !item.title.contains("2022年"))
        },
        &["annual-reports-of-earlier-years"],
    ),
    (
        // The last of January is a Saturday; whether Monday is late is for a person.
        "a report on the first day too late",
        &[CountyBureau],
        |twin| twin.items("政府信息公开年报")[0].date = "2026-02-03".to_owned(),
        &["annual-report-on-time"],
    ),
    (
        "a government's report on the first day too late",
        GOVERNMENTS,
        |twin| twin.items("政府信息公开年报")[0].date = "2026-04-01".to_owned(),
        &["annual-report-on-time"],
    ),
    (
        "no report of a township",
        &[Township],
        |twin| {
            twin.items("政府信息公开年报").remove(0);
        },
        &["township-annual-report-published"],
    ),
    (
        "no column for the rules on disclosure",
        ALL,
        |twin| twin.remove("政府信息公开制度"),
        &["platform-has-regime-column"],
    ),
    (
        "the entry under another name",
        ALL,
        |twin| twin.entry = Entry::Menu("阳光政务".to_owned()),
        &["platform-entry-named-uniformly"],
    ),
    (
        "the entry in the footer only",
        ALL,
        |twin| twin.entry = Entry::Footer("政府信息公开".to_owned()),
        &["platform-entry-prominent"],
    ),
    (
        "the entry is an image without words",
        ALL,
        |twin| twin.entry = Entry::BareImage,
        &["platform-entry-image-has-text"],
    ),
    (
        "the entry leads nowhere",
        ALL,
        |twin| twin.entry = Entry::Dead,
        &["platform-entry-opens", "links-open"],
    ),
    (
        "news on the first level",
        ALL,
        |twin| {
            twin.columns.push(Column::list(
                "图片新闻",
                vec![Item::plain(
                    "领导开展调研",
                    "2026-11-20",
                    &["领导到企业调研。"],
                )],
            ));
        },
        &["first-level-without-news"],
    ),
    (
        "guide and reports changed about",
        ALL,
        |twin| twin.columns.swap(0, 3),
        &["first-level-columns-in-order"],
    ),
    (
        "no search",
        ALL,
        |twin| twin.search = false,
        &["platform-searchable"],
    ),
    (
        "an attachment that is not there",
        ALL,
        |twin| twin.document().files[0].2 = false,
        &["platform-attachments-open"],
    ),
    (
        "a document that does not open",
        ALL,
        |twin| twin.items("行政规范性文件")[3].dead = true,
        &["platform-document-pages-open"],
    ),
    (
        "no day of making",
        ALL,
        |twin| {
            let item = &mut twin.items("行政规范性文件")[3];
            item.meta.as_mut().unwrap().made = None;
            item.text.pop();
        },
        &["document-states-made-date"],
    ),
    (
        "no index number",
        ALL,
        |twin| twin.items("行政规范性文件")[3].meta.as_mut().unwrap().index = None,
        &["document-has-index-number"],
    ),
    (
        "one index number twice",
        ALL,
        |twin| {
            let items = twin.items("行政规范性文件");
            items[3].meta.as_mut().unwrap().index = items[2].meta.as_ref().unwrap().index.clone();
        },
        &["index-number-unique"],
    ),
    (
        "a number with other brackets",
        ALL,
        |twin| {
            let meta = twin.items("行政规范性文件")[3].meta.as_mut().unwrap();
            let number = meta.number.as_ref().unwrap();
            meta.number = Some(number.replace('〔', "[").replace('〕', "]"));
        },
        &["document-number-regular"],
    ),
    (
        "21 working days over new year",
        ALL,
        |twin| {
            let item = &mut twin.items("行政规范性文件")[3];
            item.meta.as_mut().unwrap().made = Some("2025-10-10".to_owned());
            *item.text.last_mut().unwrap() = "2025年10月10日".to_owned();
        },
        &["published-within-20-workdays"],
    ),
    (
        "published before it was made",
        ALL,
        |twin| {
            let item = &mut twin.items("行政规范性文件")[3];
            item.meta.as_mut().unwrap().made = Some("2025-11-14".to_owned());
            *item.text.last_mut().unwrap() = "2025年11月14日".to_owned();
        },
        &["document-dates-consistent"],
    ),
    (
        "a penalty shown on the eighth working day",
        WITH_POWERS,
        |twin| {
            let text = &mut twin.items("行政处罚")[1].text;
            for line in text.iter_mut() {
                *line = line
                    .replace("2026-09-28", "2026-09-21")
                    .replace("2026-09-30", "2026-09-21");
            }
        },
        &["decisions-shown-within-7-workdays"],
    ),
    (
        "a notice that withdraws a penalty still shown",
        &[CountyBureau],
        |twin| {
            twin.items("行政处罚").push(Item::plain(
                "关于撤销行政处罚决定的公告",
                "2026-11-10",
                &["经复议，决定撤销清市监罚〔2026〕7号行政处罚决定。"],
            ));
        },
        &["withdrawn-penalty-removed"],
    ),
    (
        "a person dismissed and listed",
        &[CountyBureau],
        |twin| {
            let Content::Text(lines) = &mut twin.column("领导信息").content else {
                panic!("no text");
            };
            lines.push("副局长：孙长河，分管执法工作。".to_owned());
            twin.items("公务员招考").push(Item::plain(
                "关于孙长河同志免职的通知",
                "2026-08-03",
                &["经研究决定：免去孙长河同志清溪县市场监督管理局副局长职务。"],
            ));
        },
        &["dismissed-persons-are-not-listed"],
    ),
    (
        "another address of the institution",
        ALL,
        |twin| {
            let Content::Text(lines) = &mut twin.column("机构简介").content else {
                panic!("no text");
            };
            lines[1] = "办公地址：老城区人民路2号".to_owned();
        },
        &["addresses-agree-throughout"],
    ),
    (
        "bank accounts of persons",
        ALL,
        |twin| {
            twin.items("政府采购")[0].text.push("<table><tr><th>姓名</th><th>一卡通账号</th></tr><tr><td>王建国</td><td>6217711234567890123</td></tr><tr><td>李秀英</td><td>6228481234567890128</td></tr><tr><td>陈志强</td><td>6217711234567890008</td></tr></table>".to_owned());
        },
        &["no-bank-accounts-of-persons"],
    ),
    (
        "homes of persons",
        ALL,
        |twin| {
            twin.items("政府采购")[0].text.push("<table><tr><th>姓名</th><th>家庭住址</th></tr><tr><td>王建国</td><td>城关镇东风路12号3栋501室</td></tr><tr><td>李秀英</td><td>城关镇东风路14号1栋102室</td></tr><tr><td>陈志强</td><td>城关镇东风路16号2栋301室</td></tr></table>".to_owned());
        },
        &["no-home-addresses"],
    ),
    (
        "an identity card number in full-width digits",
        ALL,
        |twin| {
            twin.items("政府采购")[0]
                .text
                .push("联系人王建国，身份证：１１０１０５１９４９１２３１００２Ｘ。".to_owned());
        },
        &["no-id-card-numbers"],
    ),
];

fn drop_line(twin: &mut Twin, column: &str, word: &str) {
    let Content::Text(lines) = &mut twin.column(column).content else {
        panic!("{column} holds no text");
    };
    let before = lines.len();
    lines.retain(|line| !line.contains(word));
    assert_ne!(before, lines.len(), "{column} has no {word}");
}

/// The rules that fail, with what they fail on; those of advice beside them.
fn fails(run: &Run) -> BTreeSet<(String, String, bool)> {
    run.findings()
        .map(|finding| {
            (
                finding.rule.clone(),
                finding.message.zh.clone(),
                finding.severity.code() == "advice",
            )
        })
        .collect()
}

#[test]
fn each_plant_is_found_and_nothing_else() {
    let sites: Vec<(&Plant, Kind, Skin)> = PLANTS
        .iter()
        .enumerate()
        .map(|(at, plant)| {
            let kinds = plant.1;
            (plant, kinds[at % kinds.len()], Skin::ALL[(at + at / 4) % 4])
        })
        .collect();
    let wrong: Vec<String> = sites
        .into_par_iter()
        .filter_map(|((name, _, make, rules), kind, skin)| {
            let clean = fails(&draw(&Twin::clean(kind), skin).audit());
            let mut twin = Twin::clean(kind);
            make(&mut twin);
            let run = draw(&twin, skin).audit();
            let now = fails(&run);
            let wanted: BTreeSet<&str> = rules.iter().copied().collect();
            let new: Vec<_> = now.difference(&clean).collect();
            // A list that a script fills is said to be so.
            let said = skin == Skin::Datastore
                && run.outcomes.iter().any(|outcome| {
                    outcome.rule == rules[0]
                        && matches!(
                            outcome.verdict,
                            Verdict::CannotTell {
                                cause: Cause::ScriptBuilt,
                                ..
                            }
                        )
                });
            let missed = !said && new.iter().all(|(id, _, _)| id != rules[0]);
            let beside: Vec<_> = new
                .iter()
                .filter(|(id, _, advice)| !advice && !wanted.contains(id.as_str()))
                .collect();
            (missed || !beside.is_empty())
                .then(|| format!("{kind:?} {skin:?} {name}: missed {missed}, beside {beside:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Columns of Anhui's own directory, with the names of the four columns' content that stands
/// in them.
const OWN_NAMES: &[(&str, &str)] = &[
    ("财政预决算", "财政资金"),
    ("规划信息", "规划计划"),
    ("建议提案办理", "建议提案办理"),
    ("行政规范性文件", "规范性文件"),
    ("机构职能", "机构设置"),
    ("应急管理", "应急管理"),
];

/// Moves content into a directory beside the four columns, its places left blank or taken away.
fn with_two_trees(kind: Kind, blank: bool) -> Twin {
    let mut twin = Twin::clean(kind);
    twin.scripts = SCRIPTS;
    for (name, own) in OWN_NAMES {
        let mut moved = twin.column(name).clone();
        (*own).clone_into(&mut moved.name);
        twin.directory.push(moved);
        if blank {
            twin.empty(name);
        } else {
            twin.remove(name);
        }
    }
    twin
}

#[test]
fn an_obligation_is_met_by_either_tree_of_columns() {
    let sites: Vec<(Kind, Skin, bool)> = [CountyBureau, CountyGovernment, Township]
        .into_iter()
        .flat_map(|kind| Skin::ALL.map(|skin| (kind, skin)))
        .flat_map(|(kind, skin)| [(kind, skin, false), (kind, skin, true)])
        .collect();
    let wrong: Vec<String> = sites
        .into_par_iter()
        .flat_map_iter(|(kind, skin, blank)| {
            fails(&draw(&with_two_trees(kind, blank), skin).audit())
                .into_iter()
                .filter(|(_, _, advice)| !advice)
                .map(move |(rule, message, _)| {
                    format!("{kind:?} {skin:?} blank {blank}: {rule}: {message}")
                })
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_neither_tree_holds_is_missed() {
    let wrong: Vec<Skin> = Skin::ALL
        .into_par_iter()
        .filter(|skin| {
            let mut twin = with_two_trees(CountyGovernment, true);
            let plan = twin
                .directory
                .iter_mut()
                .find(|column| column.name == "应急管理");
            plan.unwrap().content = Content::List(Vec::new());
            fails(&draw(&twin, *skin).audit())
                .iter()
                .all(|(rule, _, _)| rule != "emergency-disclosed")
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
