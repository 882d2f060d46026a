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
