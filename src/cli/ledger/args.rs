//! The commands of the ledger, with help in the user's language.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, value_parser};

use super::super::args::{
    Texts, archive, base_url, crawl_options, localised, positional, rules_dirs, site_file,
    verbosity,
};
use crate::cli::choices;
use crate::ledger::State;
use crate::model::Lang;
use crate::papers::PaperKind;

/// `gongkai ledger`.
pub(in crate::cli) fn ledger(lang: Lang) -> Command {
    let t = Texts(lang);
    localised(Command::new("ledger"), lang)
        .about(t.s(
            "整改台账：查看、分派、整改、复核、销号；台账由 audit --ledger 建立",
            "The ledger: list, assign, rectify, sign off; audit --ledger makes it",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([status(lang), list(lang), show(lang), history(lang)])
        .subcommands([
            assign(lang),
            rectify(lang),
            waive(lang),
            defer(lang),
            reopen(lang),
            signoff(lang),
            note(lang),
        ])
        .subcommands([verify(lang), anchor(lang)])
        .subcommands([export(lang), import(lang), paper(lang)])
}

fn command(name: &'static str, lang: Lang, zh: &'static str, en: &'static str) -> Command {
    let t = Texts(lang);
    localised(Command::new(name), lang)
        .about(t.s(zh, en))
        .arg(file(t))
}

/// The ledger itself.
pub(in crate::cli) fn file(t: Texts) -> Arg {
    positional("ledger", t, ("台账", "LEDGER"))
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help(t.s(
            "台账文件（audit --ledger 建立）",
            "The ledger (made by audit --ledger)",
        ))
}

fn numbers(t: Texts) -> Arg {
    positional("issue", t, ("问题编号", "ISSUE"))
        .num_args(0..)
        .help(t.s(
            "问题编号，写前几位（至少 6 位）即可；也可不写编号而用下面的条件选出多项",
            "Numbers of issues, six digits at least; or choose several by the conditions below",
        ))
}

fn as_of(t: Texts) -> Arg {
    t.option("as-of", ("日期", "DATE")).help(t.s(
        "以哪一天计算期限，形如 2026-06-30；默认今天（北京时间）",
        "Count deadlines as of this day; today in China when left out",
    ))
}

fn format(t: Texts) -> Arg {
    t.option("format", ("格式", "FORMAT"))
        .default_value("table")
        .value_parser(PossibleValuesParser::new(["table", "json"]))
        .help(t.s(
            "输出格式：table（默认）或 json",
            "table (the default) or json",
        ))
}

fn ascii(t: Texts) -> Arg {
    t.flag(
        "ascii",
        "表格线只用 + - | 字符",
        "Draw tables with + - | only",
    )
}

fn many(t: Texts, name: &'static str, value: (&'static str, &'static str)) -> Arg {
    t.option(name, value).action(ArgAction::Append)
}

/// The conditions by which issues are chosen. The unit has another name where `--unit` sets it.
pub(in crate::cli) fn conditions(command: Command, t: Texts, unit: &'static str) -> Command {
    command
        .next_help_heading(t.s("条件（可重复，同类取其一，异类同时满足）", "Conditions (repeatable)"))
        .args([
            many(t, "state", ("状态", "STATE"))
                .value_parser(choices::states(&State::ALL))
                .help(t.s(
                    "状态（代码或中文都可）：open 待整改、in_progress 整改中、rectified 已整改待复核、verified 复核通过、signed_off 已销号、false_positive 误报、not_applicable 不适用、deferred 暂缓",
                    "State: open, in_progress, rectified, verified, signed_off, false_positive, not_applicable, deferred",
                )),
            many(t, "severity", ("程度", "SEVERITY"))
                .value_parser(choices::severities(&[]))
                .help(t.s(
                    "程度（代码或中文都可）：critical 红线、major 缺陷、minor 一般、advice 提示",
                    "Severity: critical, major, minor, advice",
                )),
            many(t, unit, ("科室", "UNIT")).help(t.s(
                "责任单位；写空（\"\"）选未分派的",
                "Unit in charge; empty (\"\") for those without one",
            )),
            many(t, "of-person", ("姓名", "PERSON")).help(t.s("责任人", "Person in charge")),
            many(t, "column", ("栏目", "COLUMN"))
                .help(t.s("栏目名称中的字", "Words in the names of columns")),
            many(t, "rule", ("规则编号", "RULE")).help(t.s("规则编号", "Rule")),
            many(t, "host", ("站点", "HOST")).help(t.s(
                "站点（域名或其中一段）；一本台账有几个网站时用",
                "Site: its host or a part of it",
            )),
            t.flag("overdue", "只看超期的", "Only overdue ones"),
            t.flag("recurred", "只看复发的", "Only those that came back after sign-off"),
            t.flag("doubted", "只看存疑的", "Only those that a scan said something against"),
        ])
        .next_help_heading(t.s("选项", "Options"))
}

fn status(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = command(
        "status",
        lang,
        "总览：各状态、各科室的件数，超期和到期恢复的问题",
        "Totals by state and unit, overdue and lapsed issues",
    );
    conditions(command, t, "unit").args([as_of(t), site_file(t), format(t), ascii(t)])
}

fn list(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = command(
        "list",
        lang,
        "列出问题，超期的在前；不列已销号和已豁免的（加 --all 全部列出）",
        "List issues, overdue first; closed ones with --all",
    );
    conditions(command.arg(numbers(t)), t, "unit")
        .arg(t.flag("all", "连已销号、已豁免的一起列出", "Also closed ones"))
        .arg(
            t.option("limit", ("数", "N"))
                .default_value("200")
                .value_parser(value_parser!(u32))
                .help(t.s(
                    "表格最多列多少项，默认 200；0 为不限（json 总是全部）",
                    "The most rows of the table, 200 by default; 0 is no limit (json has all)",
                )),
        )
        .args([as_of(t), site_file(t), format(t), ascii(t)])
}

fn show(lang: Lang) -> Command {
    let t = Texts(lang);
    command(
        "show",
        lang,
        "显示一个问题的全部内容：证据、依据、改法、责任、整改、复核、经过",
        "Show one issue in full",
    )
    .arg(numbers(t).required(true).num_args(1..))
    .args([as_of(t), site_file(t), format(t)])
}

fn history(lang: Lang) -> Command {
    let t = Texts(lang);
    command(
        "history",
        lang,
        "列出事件：何时、何人、由何状态到何状态；不写编号则列全部",
        "List events: when, who, from which state to which",
    )
    .arg(numbers(t))
    .args([format(t), ascii(t)])
}

fn by(t: Texts) -> Arg {
    t.option("by", ("姓名", "NAME")).alias("who").help(t.s(
        "办理人姓名，记入台账；也可写 --who，或用环境变量 GONGKAI_BY 设定",
        "Who does it, written into the record; also --who or GONGKAI_BY",
    ))
}

fn act(
    name: &'static str,
    lang: Lang,
    zh: &'static str,
    en: &'static str,
    unit: &'static str,
) -> Command {
    let t = Texts(lang);
    conditions(command(name, lang, zh, en).arg(numbers(t)), t, unit)
        .arg(t.flag("all", "选台账中的全部问题", "Every issue of the ledger"))
        .args([by(t), as_of(t)])
}

fn words(t: Texts, name: &'static str, zh: &'static str, en: &'static str) -> Arg {
    t.option(name, ("文字", "TEXT")).help(t.s(zh, en))
}

fn assign(lang: Lang) -> Command {
    let t = Texts(lang);
    act(
        "assign",
        lang,
        "分派：责任单位、责任人、整改时限、原因、措施；待整改的转为整改中",
        "Assign a unit, a person, a deadline; open issues are then in progress",
        "of-unit",
    )
    .args([
        words(
            t,
            "unit",
            "责任单位；写空（\"\"）撤销",
            "Unit; empty takes it back",
        ),
        words(
            t,
            "person",
            "责任人；写空撤销",
            "Person; empty takes it back",
        ),
        t.option("due", ("日期", "DATE"))
            .help(t.s("整改时限，形如 2026-07-10", "Deadline, like 2026-07-10")),
        words(t, "reason", "原因分析", "Why it came about"),
        words(t, "measures", "整改措施", "What is to be done"),
        t.flag(
            "by-column",
            "按 gongkai.yaml 的 units（栏目→科室）分派",
            "By the units of gongkai.yaml (columns to units)",
        ),
        site_file(t),
    ])
}

fn rectify(lang: Lang) -> Command {
    let t = Texts(lang);
    act(
        "rectify",
        lang,
        "报告已整改：整改情况和整改链接（不反馈链接的视为未整改）",
        "Say that it is mended: what was done and the address of the mended page",
        "unit",
    )
    .args([
        words(t, "done", "整改情况：做了什么", "What was done").required(true),
        t.option("url", ("网址", "URL"))
            .required(true)
            .help(t.s("整改链接：改好的页面", "The mended page")),
    ])
}

fn until(t: Texts) -> Arg {
    t.option("until", ("日期", "DATE"))
        .alias("expires")
        .help(t.s(
            "有效到哪一天（含当日，北京时间）；过期自动恢复为待整改；也可写 --expires",
            "The last day on which it holds (inclusive, in China); past it the issue is open again; also --expires",
        ))
}

fn waive(lang: Lang) -> Command {
    let t = Texts(lang);
    act(
        "waive",
        lang,
        "豁免：申诉成立的误报，或有情况说明的不适用",
        "Set aside: a false positive, or not applicable",
        "unit",
    )
    .args([
        t.option("as", ("类别", "KIND"))
            .default_value("not_applicable")
            .value_parser(choices::states(&[
                State::NotApplicable,
                State::FalsePositive,
                State::Deferred,
            ]))
            .help(t.s(
                "not_applicable 不适用（情况说明，默认）、false_positive 误报（申诉成立）、deferred 暂缓",
                "not_applicable (the default), false_positive or deferred",
            )),
        words(t, "reason", "原因", "Why").required(true),
        until(t),
        t.option("url", ("网址", "URL"))
            .help(t.s("情况说明的链接", "Address of the explanation")),
    ])
}

fn defer(lang: Lang) -> Command {
    let t = Texts(lang);
    act(
        "defer",
        lang,
        "暂缓整改到某一天",
        "Put off until a day",
        "unit",
    )
    .args([
        words(t, "reason", "原因", "Why").required(true),
        until(t).required(true),
    ])
}

fn reopen(lang: Lang) -> Command {
    let t = Texts(lang);
    act(
        "reopen",
        lang,
        "重新打开：退回整改、撤销豁免或销号",
        "Open again",
        "unit",
    )
    .arg(words(t, "reason", "原因", "Why").required(true))
}

fn signoff(lang: Lang) -> Command {
    let t = Texts(lang);
    act(
        "signoff",
        lang,
        "销号：由具名的人签字；没有复核通过的不予销号，除非写明原因",
        "Sign off, by a named person; only what a scan saw mended, unless with a reason",
        "unit",
    )
    .args([
        words(t, "opinion", "销号意见", "Words of the person"),
        words(
            t,
            "override",
            "未复核通过也要销号的原因，作为例外记入台账",
            "Why it is signed off though not verified; recorded as an override",
        ),
    ])
}

fn note(lang: Lang) -> Command {
    let t = Texts(lang);
    act("note", lang, "写备注", "Leave a remark", "unit")
        .arg(words(t, "text", "备注", "The remark").required(true))
}

fn verify(lang: Lang) -> Command {
    let t = Texts(lang);
    command(
        "verify",
        lang,
        "查验台账有没有被别的工具改动、删减或调换；有则退出码为 1",
        "Prove that the record was not altered; exits with 1 when it was",
    )
    .arg(t.option("anchor", ("校验码", "ANCHOR")).help(t.s(
        "会议记录上的校验码（ledger anchor 输出），查验那以后没有整体改写",
        "An anchor written down earlier (ledger anchor): the record must go on from it",
    )))
    .arg(format(t))
}

fn anchor(lang: Lang) -> Command {
    command(
        "anchor",
        lang,
        "输出台账当前的校验码，抄入会议记录或销号单",
        "Print the digest of the record's end, to write into a paper minute",
    )
}

fn export(lang: Lang) -> Command {
    let t = Texts(lang);
    let file = |arg: Arg| {
        arg.value_parser(value_parser!(PathBuf)).help(t.s(
            "写到哪个文件，格式由后缀决定：.xlsx（每个责任单位一张表，可打印、填写）或 .csv",
            "The file, format by its ending: .xlsx (a sheet for each unit, to print and fill in) or .csv",
        ))
    };
    let command = command(
        "export",
        lang,
        "导出为 Excel 或 CSV，供填写整改情况后用 import 导入",
        "Write the ledger as Excel or CSV, to fill in and give back by import",
    )
    .arg(file(positional("file", t, ("文件", "FILE"))));
    conditions(command, t, "unit")
        .arg(file(
            t.option("output", ("文件", "FILE"))
                .short('o')
                .action(ArgAction::Append),
        ))
        .arg(as_of(t))
}

fn import(lang: Lang) -> Command {
    let t = Texts(lang);
    command(
        "import",
        lang,
        "导入填好的 Excel 或 CSV：按问题编号对应，与台账矛盾的逐格拒绝（退出码为 1），其余一次记入",
        "Take a filled-in Excel or CSV file: what contradicts the record is refused cell by cell (exits with 1), the rest is taken",
    )
    .arg(
        positional("file", t, ("文件", "FILE"))
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help(t.s(
                "由 ledger export 导出、填好后另存的 .xlsx 或 .csv",
                "The .xlsx or .csv that ledger export wrote, filled in",
            )),
    )
    .arg(t.flag(
        "dry-run",
        "只显示会导入什么、拒绝什么，不改台账",
        "Only show what would be taken and refused",
    ))
    .args([by(t), as_of(t)])
    .arg(
        t.flag("verbose", "列出每一处改动", "List every change")
            .short('v')
            .action(ArgAction::Count),
    )
}

fn paper(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = command(
        "paper",
        lang,
        "按公文格式生成问题清单、整改通知书、整改报告、销号表（.docx），内容只取自台账",
        "Write a list, a notice, a report or a sign-off sheet as .docx, from the ledger alone",
    )
    .arg(
        positional("kind", t, ("文书", "KIND"))
            .required(true)
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(
                PaperKind::ALL
                    .into_iter()
                    .map(|kind| PossibleValue::new(kind.code()).alias(kind.title().zh)),
            ))
            .help(t.s(
                "list 问题清单、notice 整改通知书、report 整改报告、signoff 销号表（也可直接写中文名称）",
                "list of findings, notice to rectify, report, signoff sheet",
            )),
    );
    conditions(command, t, "unit")
        .arg(
            t.option("output", ("文件", "FILE"))
                .short('o')
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(t.s("写到哪个文件（.docx）", "The file (.docx)")),
        )
        .arg(
            t.option("each", ("对象", "WHOM"))
                .value_parser(PossibleValuesParser::new(["unit", "site"]))
                .help(t.s(
                    "每个责任单位（unit）或每个站点（site）各写一份，文件名后加其名称",
                    "A file for each unit or each site, its name added to the file's",
                )),
        )
        .arg(as_of(t))
}

/// `gongkai recheck`.
pub(in crate::cli) fn recheck(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = localised(Command::new("recheck"), lang)
        .about(t.s(
            "复核：只抓取未销号问题所在的页面，逐项说明已改、报了未改、未能复核，并记入台账",
            "Re-check: fetch only what open issues need, say which are mended, and write it down",
        ))
        .arg(file(t))
        .args([
            t.option("with", ("核查对象", "TARGET")).help(t.s(
                "不抓取，用网页目录或 .warc(.gz) 存档复核；或另给网址",
                "Use a directory or an archive instead of fetching; or another address",
            )),
            many(t, "host", ("站点", "HOST")).help(t.s(
                "只复核这个站点（域名或其中一段）",
                "Only this site (its host or a part of it)",
            )),
            profile(t),
            site_file(t),
            rules_dirs(t, "rules"),
            as_of(t),
            base_url(t),
            format(t),
        ]);
    crawl_options(command, t)
        .arg(archive(t).help(t.s(
            "同时把抓取的内容存为 .warc.gz",
            "Also keep what was fetched as .warc.gz",
        )))
        .args(verbosity(t))
        .arg(ascii(t))
}

fn profile(t: Texts) -> Arg {
    t.option("profile", ("类型", "PROFILE"))
        .value_parser(choices::profiles())
        .help(t.s(
            "对象类型，见 audit --help",
            "Kind of body, see audit --help",
        ))
}

/// `gongkai forecast`.
pub(in crate::cli) fn forecast(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = localised(Command::new("forecast"), lang)
        .about(t.s(
            "预警：列出现在合格、但到某日前会超期的栏目和文件，按责任单位归并",
            "List what passes now but will fall overdue before a day, by unit",
        ))
        .arg(
            positional("target", t, ("核查对象", "TARGET"))
                .num_args(0..=1)
                .help(t.s(
                    "网址、网页目录、.warc(.gz) 存档或 demo；不写则用 --site 所指配置文件的 site.base_url",
                    "An address, a directory, an archive or demo; site.base_url of the file that --site names when left out",
                )),
        )
        .args([
            t.option("until", ("日期", "DATE"))
                .required(true)
                .help(t.s("看到哪一天，形如 2026-12-31", "The day to look ahead to, like 2026-12-31")),
            profile(t),
            site_file(t),
            rules_dirs(t, "rules"),
            as_of(t),
            base_url(t),
            format(t),
        ]);
    crawl_options(command, t).args(verbosity(t)).arg(ascii(t))
}
