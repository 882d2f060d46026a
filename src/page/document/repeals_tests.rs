//! What pages say of the force of other papers.

use super::super::lines::Line;
use super::read;

fn found(title: &str, texts: &[(&str, bool)]) -> Vec<(String, &'static str)> {
    let lines: Vec<Line> = texts
        .iter()
        .map(|(text, in_row)| Line {
            in_body: true,
            in_row: *in_row,
            ..Line::alone(text)
        })
        .collect();
    let refs: Vec<&Line> = lines.iter().collect();
    let page: String = refs.iter().map(|line| &*line.text).collect();
    read(title, &refs, &page)
        .repeals
        .into_iter()
        .map(|one| (one.number.or(one.title).unwrap_or_default(), one.state))
        .collect()
}

#[test]
fn lists_under_headings() {
    let read = found(
        "某县人民政府关于公布规范性文件清理结果的通知",
        &[
            (
                "根据《关于开展清理的通知》（国办发〔2018〕115号）要求，进行了清理。",
                false,
            ),
            ("继续有效的规范性文件目录", false),
            ("1.《关于甲的通知》（某政〔2016〕1号）", false),
            ("废止的规范性文件目录", false),
            ("1.《关于乙的通知》（某政〔2012〕2号）", false),
            ("2.关于丙的意见（某政〔2013〕3号）", false),
            ("修改的规范性文件目录", false),
            ("某政〔2014〕4号", true),
        ],
    );
    let expected = [
        ("某政〔2012〕2号", "废止"),
        ("某政〔2013〕3号", "废止"),
        ("某政〔2014〕4号", "已修改"),
    ];
    assert_eq!(read.len(), expected.len(), "{read:?}");
    for ((number, state), (wanted, of)) in read.iter().zip(expected) {
        assert_eq!((number.as_str(), *state), (wanted, of));
    }
}

#[test]
fn papers_may_stand_behind_the_verb_or_without_marks_of_quotation() {
    let one = |text: &str| found("关于调整有关事项的公告", &[(text, false)]);
    let number = |state| vec![("某政〔2010〕5号".to_owned(), state)];
    assert_eq!(
        one("决定停止执行《某县旧办法》（某政〔2010〕5号）。"),
        number("废止")
    );
    assert_eq!(
        one("下列文件自即日起不再执行：某政〔2010〕5号。"),
        number("废止")
    );
    assert_eq!(
        one("自本办法施行之日起，同时废止《某县旧办法》（某政〔2010〕5号）。"),
        number("废止")
    );
    // Only a part of it.
    assert_eq!(one("停止执行《某县旧办法》（某政〔2010〕5号）第三条。"), []);
    assert_eq!(
        one("停止执行《某县旧办法》（某政〔2010〕5号）规定的收费标准。"),
        []
    );
    let listed = |line: &str| {
        let lines = [("以下规范性文件宣布失效：", false), (line, false)];
        found("关于宣布失效一批规范性文件的公告", &lines)
    };
    assert_eq!(
        listed("1.某局关于甲事的通知"),
        [("某局关于甲事的通知".to_owned(), "失效")]
    );
    assert_eq!(listed("某局关于甲事的通知"), []);
    assert_eq!(listed("2.请各单位关于甲事的通知，认真执行。"), []);
}

#[test]
fn clauses_with_the_verb() {
    let one = |text: &str| found("某县实施办法", &[(text, false)]);
    assert_eq!(
        one("本办法自2026年5月1日起施行，《某县旧办法》（某政〔2010〕5号）同时废止。"),
        [("某政〔2010〕5号".to_owned(), "废止")]
    );
    assert_eq!(
        one("原《某县旧办法》同时废止。"),
        [("某县旧办法".to_owned(), "废止")]
    );
    assert_eq!(
        one("根据《清理通知》（某府〔2020〕1号），决定废止《某县旧办法》（某政〔2010〕5号）。"),
        [("某政〔2010〕5号".to_owned(), "废止")]
    );
    assert!(one("《某县办法》（某政〔2010〕5号）第三条同时废止。").is_empty());
    assert!(one("此前有关规定与本办法不一致的，同时废止。").is_empty());
    assert!(one("按照《某办法》（某政〔2010〕5号）办理。").is_empty());
    assert!(
        found(
            "关于废止甲的通知（征求意见稿）",
            &[("1.《甲》（某政〔2010〕5号）", false)]
        )
        .is_empty()
    );
}

#[test]
fn the_last_article_ends_what_stands_with_its_verb() {
    let one = |text: &str| found("某县实施办法", &[(text, false)]);
    for text in [
        "第三十条 本办法自2026年7月1日起施行，《某县供水办法》（某政〔2010〕5号）同时废止。",
        "第三十条本办法自2026年7月1日起施行。原《某县供水办法》（某政〔2010〕5号）即行废止。",
        "《某县供水办法》（某政〔2010〕5号），自本办法施行之日起，同时废止。",
        "《某县供水办法》（某政〔2010〕5号）自2026年7月1日起予以废止。",
        "本办法自公布之日起施行，2010年印发的《关于供水的通知》（某政〔2010〕5号）等文件同时废止。",
        "决定废止《某县供水办法》（某政〔2010〕5号），本决定自公布之日起施行。",
        "《某县供水办法》（某政〔2010〕5号）、《某县节水办法》（某政〔2011〕6号）第三条同时废止。",
    ] {
        let ended = one(text);
        let wanted = usize::from(!text.contains("第三条"));
        assert_eq!(ended.len(), wanted, "{text}: {ended:?}");
        let right = |(number, _): &(String, _)| number.ends_with("某政〔2010〕5号");
        assert!(ended.iter().all(right), "{text}: {ended:?}");
    }
    let two = "《甲》（某政〔2010〕5号），《乙》（某政〔2011〕6号）和某政〔2012〕7号文件同时废止。";
    assert_eq!(one(two).len(), 3);
    let half = "《甲》（某政〔2010〕5号）第三条、《乙》（某政〔2011〕6号）同时废止。";
    assert_eq!(one(half), [("某政〔2011〕6号".to_owned(), "废止")]);
}

#[test]
fn what_ends_in_part_or_later_or_goes_on_is_in_force() {
    let one = |text: &str| found("某县若干规定", &[(text, false)]);
    for text in [
        "某政〔2010〕5号文件中有关收费的规定同时废止。",
        "《甲》（某政〔2010〕5号）与本规定不一致的内容停止执行。",
        "《甲》（某政〔2010〕5号）与本规定不一致的，同时废止。",
        "在新办法出台前，继续执行《甲》（某政〔2010〕5号），此前发布的其他文件同时废止。",
        "《甲》（某政〔2010〕5号）自本规定施行之日起三年后自行废止。",
        "《甲》（某政〔2010〕5号）附件2同时废止。",
        "道路占用按照某政〔2010〕5号执行，此前规定与本规定不符的，同时废止。",
        "决定废止《甲》（某政〔2010〕5号）中的部分条款。",
        "我局制定了《甲》（某政〔2010〕5号），此前的规定同时废止。",
    ] {
        assert_eq!(one(text), [], "{text}");
    }
    let other = "本规定是对《甲》（某政〔2010〕5号）的补充，2015年发布的《乙细则》同时废止。";
    assert_eq!(one(other), [("乙细则".to_owned(), "废止")]);
}

#[test]
fn a_sentence_behind_a_list_is_none_of_it() {
    let read = found(
        "某县人民政府关于废止部分文件的决定",
        &[
            ("经研究，决定废止以下文件：", false),
            ("一、《甲办法》（某政〔2010〕5号）", false),
            (
                "二、《乙办法》（某政〔2011〕6号）中第三条关于收费的规定。",
                false,
            ),
            ("关于丙的意见（某政〔2012〕7号）", false),
            (
                "上述文件与《丁办法》（某政〔2013〕8号）不一致的，以《丁办法》为准。",
                false,
            ),
            ("按照《戊办法》（某政〔2014〕9号）执行。", false),
        ],
    );
    let numbers: Vec<&str> = read
        .iter()
        .map(|(number, _)| number.trim_start_matches('（'))
        .collect();
    assert_eq!(numbers, ["某政〔2010〕5号", "某政〔2012〕7号"]);
}

#[test]
fn lines_that_begin_with_the_state() {
    let read = found(
        "某局行政规范性文件清理结果公告",
        &[
            ("继续有效：《某县甲办法》（某发〔2015〕6号）等7件。", false),
            ("废止：《关于乙的通知》（某发〔2015〕7号）等2件。", false),
            ("宣布失效的文件：", false),
            ("1.《关于丙的通知》（某发〔2016〕8号）", false),
        ],
    );
    assert_eq!(
        read,
        [
            ("某发〔2015〕7号".to_owned(), "废止"),
            ("某发〔2016〕8号".to_owned(), "失效")
        ]
    );
}

#[test]
fn what_came_in_its_place_is_in_force() {
    let title = "某县规范性文件清理结果公告";
    let read = found(
        title,
        &[
            ("废止的规范性文件目录", false),
            ("摊贩管理规定", true),
            ("某市监〔2016〕8号", true),
            ("已被《早点摊点管理办法》（某市监〔2021〕12号）代替", true),
        ],
    );
    assert_eq!(read, [("某市监〔2016〕8号".to_owned(), "废止")]);
    let line = "1.《旧办法》（某市监〔2016〕8号），已被《新办法》（某市监〔2021〕12号）取代";
    let read = found(title, &[("废止的规范性文件目录", false), (line, false)]);
    assert_eq!(read, [("某市监〔2016〕8号".to_owned(), "废止")]);
}

#[test]
fn what_is_only_meant_to_be_repealed_is_in_force() {
    let item = ("1.《甲办法》（某发〔2015〕7号）", false);
    for (title, before) in [
        ("2026年规范性文件立改废计划", "拟废止的文件"),
        ("关于拟废止部分规范性文件的公告", "拟废止的文件"),
        ("对县政协提案的答复", "您提出废止以下文件："),
    ] {
        assert!(found(title, &[(before, false), item]).is_empty(), "{title}");
    }
    assert!(
        found(
            "某局公告",
            &[("我局拟废止《甲办法》（某发〔2015〕7号）。", false)]
        )
        .is_empty()
    );
}

#[test]
fn a_table_says_of_each_paper_what_became_of_it() {
    let cells = [
        "文件名称",
        "文号",
        "清理结果",
        "甲办法",
        "某发〔2015〕7号",
        "废止",
        "乙办法",
        "某发〔2016〕8号",
        "继续有效",
        "丙办法",
        "某发〔2017〕9号",
        "宣布失效",
    ];
    let rows: Vec<(&str, bool)> = cells.iter().map(|cell| (*cell, true)).collect();
    let read = found("某县规范性文件清理结果公告", &rows);
    assert_eq!(
        read,
        [
            ("某发〔2015〕7号".to_owned(), "废止"),
            ("某发〔2017〕9号".to_owned(), "失效")
        ]
    );
    // With the result before the paper it is not told whose it is.
    let turned: Vec<(&str, bool)> = ["废止", "某发〔2015〕7号", "保留", "某发〔2016〕8号"]
        .map(|cell| (cell, true))
        .to_vec();
    assert!(found("某县规范性文件清理结果公告", &turned).is_empty());
}

#[test]
fn heads_of_columns_say_nothing_of_the_rows() {
    let title = "某县关于公布规范性文件清理结果的公告";
    for (head, cell) in [
        ("废止日期", "—"),
        ("失效日期", "2031-03-01"),
        ("是否废止", "否"),
    ] {
        let rows = [
            ("一、继续有效的规范性文件", false),
            ("文件名称", true),
            ("文号", true),
            (head, true),
            ("甲办法", true),
            ("某发〔2015〕7号", true),
            (cell, true),
        ];
        assert!(found(title, &rows).is_empty(), "{head}");
        assert!(found(title, &rows[1..]).is_empty(), "{head}");
    }
    // Its own row says that a paper stays, whatever heads the table.
    let rows = [
        ("废止的规范性文件", false),
        ("某发〔2015〕7号", true),
        ("继续有效", true),
        ("某发〔2016〕8号", true),
    ];
    assert_eq!(
        found(title, &rows),
        [("某发〔2016〕8号".to_owned(), "废止")]
    );
}

#[test]
fn a_title_of_several_acts_heads_no_list() {
    let made = [("1.《甲办法》（某发〔2026〕7号）", false)];
    for title in [
        "规范性文件备案、清理、废止情况说明",
        "2026年规范性文件制定、备案、废止情况",
    ] {
        assert!(found(title, &made).is_empty(), "{title}");
    }
    assert_eq!(
        found("关于废止《某县规章制定程序规定》等文件的通知", &made).len(),
        1
    );
}

fn renewed(title: &str, texts: &[&str]) -> Vec<String> {
    let lines: Vec<Line> = texts.iter().map(|text| Line::alone(text)).collect();
    let refs: Vec<&Line> = lines.iter().collect();
    read(title, &refs, &texts.concat()).renews
}

#[test]
fn papers_that_stay_in_force() {
    assert_eq!(
        renewed(
            "关于延长《甲办法》有效期的通知",
            &[
                "根据《清理通知》（某政〔2024〕1号），通知如下：",
                "《甲办法》（某发〔2023〕5号）有效期延长至2030年3月31日。"
            ]
        ),
        ["某发〔2023〕5号"]
    );
    assert_eq!(
        renewed(
            "某县规范性文件清理结果公告",
            &["继续有效的文件目录", "1.《乙办法》（某发〔2016〕8号）"]
        ),
        ["某发〔2016〕8号"]
    );
}

#[test]
fn a_day_to_come_goes_with_what_is_listed() {
    let texts = [
        "下列文件自2027年1月1日起废止：",
        "1.《甲办法》（某发〔2015〕7号）",
    ];
    let lines: Vec<Line> = texts.iter().map(|text| Line::alone(text)).collect();
    let refs: Vec<&Line> = lines.iter().collect();
    let force = read("关于废止部分文件的通知", &refs, &texts.concat());
    let days: Vec<_> = force.repeals.iter().map(|one| one.from).collect();
    assert_eq!(days, [Some(jiff::civil::date(2027, 1, 1))]);
}

#[test]
fn a_decision_names_its_papers() {
    let read = found(
        "某局关于废止部分行政规范性文件的决定",
        &[
            ("经研究，决定废止以下文件：", false),
            ("一、《关于甲的通知》（某发〔2015〕7号）", false),
            ("二、《关于乙的通知》（某发〔2016〕8号）", false),
            ("本决定自公布之日起施行。", false),
        ],
    );
    assert_eq!(
        read,
        [
            ("某发〔2015〕7号".to_owned(), "废止"),
            ("某发〔2016〕8号".to_owned(), "废止")
        ]
    );
}
