use super::Names;

#[test]
fn names_are_matched_whole_and_never_by_a_part() {
    let names = Names::shipped().unwrap();
    let check = |name: &str, above: &[&str], expected: &[&str]| {
        assert_eq!(names.serves(name, above, true), expected, "{name}");
    };
    check("政府信息公开指南", &[], &["guide"]);
    check("政府信息\u{3000}公开年报", &[], &["annual-reports"]);
    check("办事指南", &[], &["licensing"]);
    check("部门信息公开指南汇编", &[], &[]);
    check("政府信息公开", &[], &[]);
    check("重点领域信息公开", &[], &[]);
    check("政府网站工作年度报表", &[], &["site-annual-report"]);
}

#[test]
fn usual_names_of_columns_serve_what_they_plainly_mean() {
    let names = Names::shipped().unwrap();
    for (obligation, columns) in [
        (
            "inspection",
            "监督抽查、抽检公示、双随机监管、污染源监管、环境执法、卫生健康监督",
        ),
        ("livelihood", "基础教育、学校招生、医保待遇、医保基金"),
        ("procurement", "采购与招标"),
        ("budget-and-accounts", "财务预决算"),
        ("emergency", "防灾减灾、防汛抗旱、事故调查报告"),
    ] {
        for column in columns.split('、') {
            let serves = names.serves(column, &[], true);
            assert!(serves.contains(&obligation), "{column}: {serves:?}");
        }
    }
    let statute = "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况";
    assert!(names.serves(statute, &[], true).contains(&"livelihood"));
}

#[test]
fn the_sentences_of_the_law_are_names_of_columns() {
    let names = Names::shipped().unwrap();
    for (obligation, column) in [
        (
            "institution",
            "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
        ),
        (
            "planning",
            "国民经济和社会发展规划、专项规划、区域规划及相关政策",
        ),
        (
            "licensing",
            "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
        ),
        ("coercion", "实施行政处罚、行政强制的依据、条件、程序"),
        ("fees", "行政事业性收费项目及其依据、标准"),
        ("procurement", "政府集中采购项目的目录、标准及实施情况"),
        ("major-projects", "重大建设项目的批准和实施情况"),
        (
            "livelihood",
            "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
        ),
        (
            "livelihood",
            "扶贫教育医疗社会保障促进就业等方面的政策措施及其实施情况",
        ),
        ("emergency", "突发公共事件的应急预案、预警信息及应对情况"),
        (
            "inspection",
            "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
        ),
        (
            "recruitment",
            "公务员招考的职位、名额、报考条件等事项以及录用结果",
        ),
    ] {
        let serves = names.serves(column, &[], true);
        assert!(serves.contains(&obligation), "{column}: {serves:?}");
    }
}

#[test]
fn an_adorned_entry_still_names_the_platform() {
    use super::PlatformName::{Alias, Canonical};
    let names = Names::shipped().unwrap();
    for (words, expected) in [
        ("政府信息公开", Some(Canonical)),
        ("政府信息公开 >", Some(Canonical)),
        ("·政府信息公开 >>", Some(Canonical)),
        ("政府信息公开ZHENGFU XINXI GONGKAI", Some(Canonical)),
        ("政府信息公开公开为常态，不公开为例外", Some(Canonical)),
        ("政府信息公开（含依申请公开）", Some(Alias)),
        ("信息公开 >", Some(Alias)),
        ("政府信息公开指南", None),
        ("政府信息公开年报 >", None),
        ("村务公开 >", None),
        ("公开为常态", None),
    ] {
        assert_eq!(names.platform_name(words), expected, "{words}");
    }
}

#[test]
fn a_column_may_hold_what_it_is_not_named_for() {
    let names = Names::shipped().unwrap();
    let may_hold = |obligation: &str, column: &str| {
        let serves: Vec<String> = names
            .serves(column, &[], true)
            .into_iter()
            .map(str::to_owned)
            .collect();
        !serves.iter().any(|id| id == obligation) && names.may_hold(obligation, column, &serves)
    };
    assert!(may_hold("penalties", "行政执法公示"));
    assert!(may_hold("penalties", "执法公示"));
    assert!(may_hold("licensing", "户籍管理"));
    assert!(may_hold("licensing", "出入境管理"));
    assert!(may_hold("livelihood", "校外培训"));
    assert!(may_hold("livelihood", "社会救助"));
    assert!(may_hold("livelihood", "城乡低保"));
    assert!(may_hold("livelihood", "特困供养"));
    assert!(!may_hold("penalties", "行政许可"));
    assert!(!may_hold("statistics", "行政执法公示"));
}
