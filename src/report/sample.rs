//! A run made by hand, with everything that a hostile site can write.

use jiff::civil::date;

use crate::model::{
    Account, Basis, Body, Cause, Change, Compared, Comparison, CrawlSummary, Evidence, Fingerprint,
    Gone, Outcome, PackVersion, Profile, Provision, ProvisionRule, RuleNote, Run, Severity,
    Subject, SubjectKind, Tally, Verdict, Waived, Words,
};

/// What a hostile site writes: a formula, a terminal escape, a direction override, a control,
/// a script, ends of the syntaxes that reports are written in, a command of a build server.
pub(super) const HOSTILE: &str = "=HYPERLINK(\"http://x\",\"y\")\u{1b}[31m红\u{1b}[0m\u{202e}反\u{202c}\u{0}<script>alert(1)</script><img src=x onerror=alert(2)>]]></failure>--></style>|`x`[a](javascript:alert(3))@all {{7*7}}{% raw %}\n::error::forged\r\n##vso[task]";

pub(super) fn outcome(
    rule: &str,
    severity: Severity,
    name: &str,
    verdict: Verdict,
    message: &str,
) -> Outcome {
    let subject = Subject {
        kind: SubjectKind::Document,
        key: name.to_owned(),
        name: name.to_owned(),
        url: Some("https://www.example.gov.cn/zfxxgk/content/12.html".to_owned()),
    };
    Outcome {
        rule: rule.to_owned(),
        pack: "regulation-711".to_owned(),
        title: Words::new(
            "主动公开的信息自形成之日起20个工作日内公开",
            "Published within 20 working days",
        )
        .into(),
        fingerprint: Fingerprint::of(rule, "www.example.gov.cn", &subject),
        subject,
        columns: vec!["法定主动公开内容".to_owned(), "政策文件".to_owned()],
        verdict,
        severity,
        basis: vec![Basis {
            law: "中华人民共和国政府信息公开条例".to_owned(),
            article: Some(26),
            item: None,
            text: Words::new(
                "应当自信息形成或者变更之日起20个工作日内公开",
                "within 20 working days",
            ),
            since: date(2019, 5, 15),
            until: None,
        }]
        .into(),
        message: Words::new(message, message),
        advice: Words::new(
            "今后印发文件时同步报送公开；本件请在备注中说明迟延原因。",
            "Publish at once; explain the delay.",
        )
        .into(),
        evidence: vec![Evidence {
            url: "https://www.example.gov.cn/zfxxgk/content/12.html".into(),
            fetched_at: "2026-06-30T01:02:03.9Z".parse().unwrap(),
            status: Some(200),
            excerpt: Some("成文日期：2020-06-01　发布日期：2020-07-30".into()),
            locator: Some("信息属性栏".into()),
            sha256: Some("ab".repeat(32).into()),
        }],
        gathered: None,
        known: false,
        account: Account::default(),
        change: None,
        waiver: None,
        responsible: None,
    }
}

/// Two provisions: one that a rule judges, one that none can.
fn provisions() -> Vec<Provision> {
    let one = |code: &str, rules, why| Provision {
        pack: "regulation-711".to_owned(),
        code: code.to_owned(),
        law: "中华人民共和国政府信息公开条例".to_owned(),
        article: Some(26),
        item: None,
        text: Words::new("20个工作日内公开", "within 20 working days"),
        rules,
        why,
    };
    let rule = ProvisionRule {
        id: "hostile".to_owned(),
        pack: "regulation-711".to_owned(),
        title: Words::new("按时公开", "in time"),
        severity: Severity::Minor,
    };
    let why = Words::new("站上不可见", "not visible on the site");
    vec![
        one("REG-26", vec![rule], None),
        one("REG-44", Vec::new(), Some(why)),
    ]
}

/// The run with a baseline and waivers, and hostile words wherever a site or a file can put some.
pub(super) fn compared() -> Run {
    let mut run = run();
    let one = |name: &str, added: &[&str]| Compared {
        fingerprint: "00112233445566778899aabbccddeeff".to_owned(),
        rule: HOSTILE.to_owned(),
        title: HOSTILE.to_owned(),
        severity: Severity::Major,
        subject: name.to_owned(),
        url: Some(format!("javascript:alert(4)//{HOSTILE}")),
        message: HOSTILE.to_owned(),
        was: Some(HOSTILE.to_owned()),
        added: added.iter().map(|&url| url.to_owned()).collect(),
    };
    let changes = [Change::Known, Change::Changed, Change::New, Change::Worse];
    for (outcome, change) in run.outcomes.iter_mut().zip(changes) {
        outcome.change = Some(change);
        outcome.known = change != Change::New;
    }
    let waived = |expired: bool| {
        Some(Box::new(Waived {
            reason: HOSTILE.to_owned(),
            approver: HOSTILE.to_owned(),
            expires: date(2026, 6, 29),
            expired,
        }))
    };
    run.outcomes[1].waiver = waived(true);
    let mut quiet = outcome(
        "waived",
        Severity::Major,
        HOSTILE,
        Verdict::Inapplicable(Words::new(HOSTILE, HOSTILE)),
        HOSTILE,
    );
    quiet.waiver = waived(false);
    quiet.columns = vec![HOSTILE.to_owned()];
    quiet.evidence[0].excerpt = Some(HOSTILE.into());
    quiet.evidence[0].locator = Some(HOSTILE.into());
    let mut hostile = quiet.clone();
    hostile.rule = "hostile-2".to_owned();
    hostile.verdict = Verdict::Fail;
    hostile.waiver = None;
    hostile.change = Some(Change::New);
    let mut open = hostile.clone();
    open.verdict = Verdict::CannotTell {
        cause: Cause::NeedsHuman,
        look: Words::new("看一看", "look"),
    };
    run.outcomes.extend([hostile, open, quiet]);
    run.site_name = Some(HOSTILE.to_owned());
    run.body.name = Some(HOSTILE.to_owned());
    run.target = format!("http://x/{HOSTILE}");
    run.notices = vec![Words::new(HOSTILE, HOSTILE)];
    run.crawl
        .errors
        .push((HOSTILE.to_owned(), HOSTILE.to_owned()));
    run.crawl.why_incomplete.push(Words::new(HOSTILE, HOSTILE));
    run.comparison = Some(Box::new(Comparison {
        target: HOSTILE.to_owned(),
        as_of: HOSTILE.to_owned(),
        finished: HOSTILE.to_owned(),
        tool: HOSTILE.to_owned(),
        new: vec![one("新", &[])],
        worse: vec![one("重", &["javascript:alert(5)"])],
        changed: vec![one("变", &[])],
        known: 1,
        absent: vec![(one("无", &[]), Gone::NotListed)],
        newly_open: 1,
        cautions: vec![Words::new(HOSTILE, HOSTILE)],
    }));
    run
}

pub(super) fn run() -> Run {
    let late = "《关于印发示例县“十四五”老旧小区改造实施方案的通知》成文2020-06-01，发布2020-07-30，42个工作日，超22个";
    let mut leaked = outcome(
        "no-personal-data-on-pages",
        Severity::Critical,
        "示例县2025年低保对象名单",
        Verdict::Fail,
        "页面有完整的居民身份证号1处（341************2X）",
    );
    leaked.title = Words::new("公开的信息不泄露个人隐私", "No personal data is leaked").into();
    let hostile = outcome(
        "hostile",
        Severity::Minor,
        HOSTILE,
        Verdict::Fail,
        &HOSTILE.repeat(3),
    );
    let mut long = outcome(
        "long",
        Severity::Advice,
        "长文本",
        Verdict::Fail,
        &"很长的内容，".repeat(7_000),
    );
    long.known = true;
    long.evidence = (0..12)
        .map(|n| Evidence {
            url: format!(
                "https://www.example.gov.cn/zfxxgk/{n}/{}.html",
                "long-path/".repeat(14)
            )
            .into(),
            ..long.evidence[0].clone()
        })
        .collect();
    let open = outcome(
        "budget-published",
        Severity::Major,
        "财政预决算",
        Verdict::CannotTell {
            cause: Cause::ScriptBuilt,
            look: Words::new(
                "用浏览器打开该栏目，看列表中是否有今年的部门预算；列表改为服务器直接输出后可自动判定。",
                "Open the column in a browser.",
            ),
        },
        "栏目列表由脚本加载",
    );
    let off = outcome(
        "fees",
        Severity::Major,
        "行政事业性收费",
        Verdict::Inapplicable(Words::new(
            "该机关没有收费职权",
            "The body has no power to charge fees",
        )),
        "",
    );
    let outcomes = vec![
        leaked,
        outcome(
            "a-term",
            Severity::Major,
            "关于印发示例县“十四五”老旧小区改造实施方案的通知",
            Verdict::Fail,
            late,
        ),
        hostile,
        long,
        open,
        off,
    ];
    let tallies = outcomes
        .iter()
        .map(|outcome| Tally {
            rule: outcome.rule.clone(),
            pack: outcome.pack.clone(),
            pass: 7,
            fail: usize::from(outcome.verdict == Verdict::Fail),
            inapplicable: usize::from(matches!(outcome.verdict, Verdict::Inapplicable(_))),
            cannot_tell: usize::from(matches!(outcome.verdict, Verdict::CannotTell { .. })),
            decided: 7 + usize::from(outcome.verdict == Verdict::Fail),
            open: usize::from(matches!(outcome.verdict, Verdict::CannotTell { .. })),
        })
        .collect();
    let rules = outcomes
        .iter()
        .map(|outcome: &Outcome| RuleNote {
            id: outcome.rule.clone(),
            pack: outcome.pack.clone(),
            was: Vec::new(),
            title: (*outcome.title).clone(),
            severity: outcome.severity,
            basis: outcome.basis.to_vec(),
            advice: (*outcome.advice).clone(),
        })
        .collect();
    Run {
        versions: vec![
            PackVersion {
                name: "regulation-711".to_owned(),
                version: "2026.11".to_owned(),
            },
            PackVersion {
                name: "calendar".to_owned(),
                version: "2004-2026".to_owned(),
            },
        ],
        target: "https://www.example.gov.cn/".to_owned(),
        site_name: Some("示例县人民政府网".to_owned()),
        site_id_code: Some("3415000001".to_owned()),
        body: Body {
            name: Some("示例县人民政府".to_owned()),
            profile: Profile::CountyGovernment,
            profile_guessed: true,
            powers: std::collections::BTreeSet::new(),
            lacks: std::collections::BTreeSet::new(),
            region: Some("34".to_owned()),
        },
        as_of: date(2026, 6, 30),
        started: "2026-06-30T01:00:00Z".parse().unwrap(),
        finished: "2026-06-30T01:12:34.5Z".parse().unwrap(),
        crawl: CrawlSummary {
            complete: false,
            why_incomplete: vec![Words::new("有3个网页没有应答", "3 pages did not answer")],
            requests: 410,
            pages: 321,
            bytes: 1_234_567,
            errors: vec![(
                "https://www.example.gov.cn/a.html".to_owned(),
                "timeout".to_owned(),
            )],
        },
        outcomes,
        provisions: provisions(),
        tallies,
        rules,
        notices: Vec::new(),
        score: None,
        comparison: None,
    }
}
