//! The commands and options, with help in the user's language.

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, Command, value_parser};

use super::choices;
use crate::model::Lang;
use crate::report::FORMATS;

/// Builds the whole command line. Texts that the parser would write in English are replaced.
pub(super) fn command(lang: Lang) -> Command {
    let t = Texts(lang);
    let about = t.s(
        "政府信息公开平台合规核查：抓取网站，逐条对照法规，列出问题、证据、依据和改法。",
        "Audits government information-disclosure sites: crawls, checks against the law, lists findings with evidence, basis and how to mend them.",
    );
    let after = t.s(
        "退出码：0 没有达到 --fail-on 程度的问题；1 有；2 用法、配置或规则有误；3 核查对象无法核查；130 被中断。\n试一试：gongkai audit demo",
        "Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, configuration or rules; 3 the target could not be audited; 130 interrupted.\nTry: gongkai audit demo",
    );
    localised(Command::new("gongkai"), lang)
        .about(about)
        .after_help(after)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(t.s("显示版本", "Show the version")),
        )
        .arg(lang_option(t))
        .subcommands([
            audit(lang),
            crawl(lang),
            evidence(lang),
            inspect(lang),
            explain(lang),
            rules(lang),
            super::diff::command(lang),
            super::ledger::args::ledger(lang),
            super::ledger::args::recheck(lang),
            super::ledger::args::forecast(lang),
            completions(lang),
            localised(Command::new("man"), lang)
                .about(t.s("输出手册页（roff）", "Write the manual page (roff)")),
        ])
}

/// Picks words.
#[derive(Clone, Copy)]
pub(super) struct Texts(pub(super) Lang);

impl Texts {
    pub(super) const fn s(self, zh: &'static str, en: &'static str) -> &'static str {
        self.0.pick(zh, en)
    }

    pub(super) fn option(self, name: &'static str, value: (&'static str, &'static str)) -> Arg {
        Arg::new(name)
            .long(name)
            .value_name(self.s(value.0, value.1))
            .hide_possible_values(true)
            .hide_default_value(true)
    }

    pub(super) fn flag(self, name: &'static str, zh: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(self.s(zh, en))
    }
}

/// Gives a command headings and a help option in the language.
pub(super) fn localised(command: Command, lang: Lang) -> Command {
    let t = Texts(lang);
    let heading = t.s("选项", "Options");
    command
        .help_template(t.s(
            "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
            "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
        ))
        .subcommand_help_heading(t.s("命令", "Commands"))
        .subcommand_value_name(t.s("命令", "COMMAND"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .next_help_heading(heading)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .display_order(900)
                .help(t.s("显示帮助", "Show help")),
        )
}

fn lang_option(t: Texts) -> Arg {
    t.option("lang", ("语言", "LANG"))
        .global(true)
        .display_order(800)
        .value_parser(PossibleValuesParser::new(["zh", "en"]))
        .help(t.s(
            "输出语言：zh（默认）或 en；也可用环境变量 GONGKAI_LANG 设定",
            "Language of all output: zh (the default) or en; also GONGKAI_LANG",
        ))
}

pub(super) fn positional(name: &'static str, t: Texts, value: (&'static str, &'static str)) -> Arg {
    Arg::new(name)
        .value_name(t.s(value.0, value.1))
        .help_heading(t.s("参数", "Arguments"))
}

fn audit(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = localised(Command::new("audit"), lang)
        .about(t.s("核查一个或几个网站，输出问题清单", "Crawl, check, print the list of findings"))
        .arg(
            positional("target", t, ("核查对象", "TARGET"))
                .required(true)
                .num_args(1..)
                .help(t.s(
                    "网址、网页目录、.warc(.gz) 存档，或 demo（自带的演示网站）",
                    "An address, a directory of pages, a .warc(.gz) archive, or demo (the built-in demo site)",
                )),
        )
        .arg(profile(t))
        .arg(site_file(t))
        .arg(rules_dirs(t, "rules"))
        .arg(
            rules_dirs(t, "compare-rules").help(t.s(
                "再用这些规则目录判一遍，列出两套规则判定不同之处（采用新规则包之前看影响）",
                "Judge again with these folders of rules and list what differs, before a new pack is adopted",
            )),
        )
        .arg(as_of(t))
        .arg(calendar(t))
        .arg(
            t.option("output", ("文件", "FILE"))
                .short('o')
                .action(ArgAction::Append)
                .value_parser(value_parser!(std::path::PathBuf))
                .help(t.s(
                    "结果写入文件，格式由后缀决定：.xlsx 整改台账、.docx 问题清单、.html、.json、.csv、.md、.sarif、.junit.xml、.gitlab.json、.score.xlsx、.matrix.xlsx、.matrix.html；可重复",
                    "Write the result to a file, format by its ending: .xlsx, .docx, .html, .json, .csv, .md, .sarif, .junit.xml, .gitlab.json, .score.xlsx, .matrix.xlsx, .matrix.html; repeatable",
                )),
        )
        .arg(
            t.option("format", ("格式", "FORMAT"))
                .default_value("table")
                .value_parser(formats())
                .help(t.s(
                    "屏幕输出的格式：table（默认）、json、md、sarif、junit、gitlab、github",
                    "What stdout gets: table (the default), json, md, sarif, junit, gitlab, github",
                )),
        )
        .arg(
            t.option("fail-on", ("程度", "SEVERITY"))
                .default_value("major")
                .value_parser(choices::severities(&["never"]))
                .help(t.s(
                    "有这一程度及以上的问题时退出码为 1：critical 红线、major 缺陷（默认）、minor 一般、advice 提示、never",
                    "Exit with 1 on findings at or above: critical, major (the default), minor, advice, never",
                )),
        )
        .arg(t.flag(
            "require-complete",
            "抓取不完整时退出码为 3",
            "Exit with 3 when the crawl is incomplete",
        ))
        .args(super::diff::options(t))
        .arg(selection(t))
        .arg(base_url(t))
        .arg(
            t.option("ledger", ("台账", "LEDGER"))
                .value_parser(value_parser!(std::path::PathBuf))
                .help(t.s(
                    "把结果并入整改台账（没有则建立）：新增、持续、已改、复发；用 gongkai ledger 查看和办理",
                    "Merge the result into a ledger, made when missing; see gongkai ledger",
                )),
        );
    crawl_options(command, t)
        .arg(
            t.option("earlier", ("文件或目录", "FILE|DIR"))
                .action(ArgAction::Append)
                .help(t.s(
                    "以前的存档或网页目录：对照查出发布后改动的文件、日期存疑的条目、清空或撤掉的栏目等；目录写成 目录@2026-01-15；可重复",
                    "An older archive or directory of pages, to tell what changed since: papers, doubtful days, emptied columns; a directory with its day: DIR@2026-01-15; repeatable",
                )),
        )
        .arg(archive(t).help(t.s(
            "同时把抓取的内容存为 .warc.gz，供以后离线核查",
            "Also keep what was fetched as .warc.gz, to audit it offline later",
        )))
        .args(verbosity(t))
        .arg(t.flag(
            "no-color",
            "不用颜色（也可设环境变量 NO_COLOR）",
            "No colours (also NO_COLOR)",
        ))
        .arg(t.flag(
            "ascii",
            "表格线只用 + - | 字符，适合旧版控制台",
            "Draw tables with + - | only, for old consoles",
        ))
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(
        FORMATS
            .iter()
            .filter(|format| format.on_terminal)
            .map(|format| format.name),
    )
}

fn crawl(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = localised(Command::new("crawl"), lang)
        .about(t.s(
            "只抓取存档，不核查；以后用 audit 离线核查存档，结果相同",
            "Only archive a site; audit judges the archive later, offline, with the same verdicts",
        ))
        .arg(
            positional("url", t, ("网址", "URL"))
                .required(true)
                .help(t.s("网站首页或公开平台的网址", "The address to begin with")),
        )
        .arg(
            t.option("output", ("文件", "FILE"))
                .short('o')
                .required(true)
                .value_parser(value_parser!(std::path::PathBuf))
                .help(t.s(
                    "存档文件（.warc.gz 或 .warc）",
                    "The archive (.warc.gz or .warc)",
                )),
        )
        .arg(site_file(t));
    crawl_options(command, t).args(verbosity(t)).arg(t.flag(
        "require-complete",
        "抓取不完整时退出码为 3",
        "Exit with 3 when the crawl is incomplete",
    ))
}

fn evidence(lang: Lang) -> Command {
    let t = Texts(lang);
    let command = localised(Command::new("evidence"), lang)
        .about(t.s(
            "把核查结果或台账中各个问题的网页原始记录单独打包留证，或检查证据包有没有被改动",
            "Pack the records behind the findings of an audit or a ledger as evidence, or check a pack",
        ))
        .arg(
            positional("audit", t, ("核查结果、台账或证据包", "AUDIT|LEDGER|PACK"))
                .required(true)
                .value_parser(value_parser!(std::path::PathBuf))
                .help(t.s(
                    "核查结果 .json 或台账；不写 -o 时为要检查的证据包",
                    "An audit’s .json or a ledger; without -o, the pack to be checked",
                )),
        )
        .arg(
            t.option("output", ("文件", "FILE"))
                .short('o')
                .value_parser(value_parser!(std::path::PathBuf))
                .help(t.s("证据包（.warc.gz）", "The pack (.warc.gz)")),
        )
        .arg(archive(t).action(ArgAction::Append).help(t.s(
            "核查时的存档，可重复，旧的在前；不写则为核查对象本身（台账：各次核查的对象）",
            "The audit’s archive, repeatable, the oldest first; when left out the audit’s target, of a ledger the targets of its scans",
        )))
        .arg(
            t.option("issue", ("问题编号", "ISSUE"))
                .action(ArgAction::Append)
                .help(t.s(
                    "台账：只取这些问题，写编号前几位（至少 6 位）；不写则取全部待办的",
                    "Of a ledger: only these issues, six digits at least; all that are pending when left out",
                )),
        );
    super::ledger::args::conditions(command, t, "unit")
}

fn inspect(lang: Lang) -> Command {
    let t = Texts(lang);
    localised(Command::new("inspect"), lang)
        .about(t.s(
            "显示从一个网页读出的事实（规则所见）",
            "Show the facts read off one page (what rules see)",
        ))
        .arg(
            positional("page", t, ("文件或网址", "FILE|URL"))
                .required(true)
                .help(t.s("HTML 文件或网址", "An HTML file or an address")),
        )
        .arg(base_url(t))
        .arg(
            t.option("format", ("格式", "FORMAT"))
                .value_parser(PossibleValuesParser::new(["table", "json"]))
                .help(t.s(
                    "table 或 json；默认在终端为 table，重定向时为 json",
                    "table or json; by default table on a terminal and json elsewhere",
                )),
        )
        .arg(timeout(t))
        .arg(t.flag(
            "ascii",
            "表格线只用 + - | 字符",
            "Draw tables with + - | only",
        ))
}

fn explain(lang: Lang) -> Command {
    let t = Texts(lang);
    localised(Command::new("explain"), lang)
        .about(t.s(
            "说明一项判定是怎么得出的：读了哪些页面、看到什么、依据、每一步、怎样会变",
            "Tell how a verdict came about: pages, facts, clause, every step, what would change it",
        ))
        .arg(
            positional("fingerprint", t, ("编号", "FINGERPRINT"))
                .required(true)
                .help(t.s(
                    "判定编号，写前几位即可；也可写规则编号",
                    "The verdict's fingerprint or its first digits; or the id of a rule",
                )),
        )
        .arg(positional("target", t, ("核查结果", "AUDIT")).help(t.s(
            "audit -o 写成的 .json；也可以是存档、目录或 demo，重新判定后说明。不写则用当前目录中最新的 .json",
            "The .json of an audit; or an archive, a directory or demo, judged again. The newest .json of the current folder when left out",
        )))
        .arg(profile(t))
        .arg(site_file(t))
        .arg(rules_dirs(t, "rules"))
        .arg(as_of(t))
        .arg(calendar(t))
        .arg(selection(t))
        .arg(base_url(t))
}

fn rules(lang: Lang) -> Command {
    let t = Texts(lang);
    let dirs = |name: &'static str| {
        positional(name, t, ("目录", "DIR"))
            .num_args(0..)
            .value_parser(value_parser!(std::path::PathBuf))
            .help(t.s(
                "规则目录；不写则为自带的规则",
                "Folders of rules; the shipped ones when left out",
            ))
    };
    localised(Command::new("rules"), lang)
        .about(t.s("查看、检查和测试规则", "List, show, check and test rules"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            localised(Command::new("list"), lang)
                .about(t.s("列出全部规则", "List all rules"))
                .arg(rules_dirs(t, "rules"))
                .arg(t.flag(
                    "ascii",
                    "表格线只用 + - | 字符",
                    "Draw tables with + - | only",
                )),
            localised(Command::new("show"), lang)
                .about(t.s(
                    "显示一条规则：依据、适用、判定、改法、例子",
                    "Show one rule in full",
                ))
                .arg(
                    positional("rule", t, ("规则编号", "RULE"))
                        .required(true)
                        .help(t.s("规则编号", "The rule's id")),
                )
                .arg(rules_dirs(t, "rules")),
            localised(Command::new("diff"), lang)
                .about(t.s(
                    "比较两套规则：新增、删去、改动了哪些规则，改了什么",
                    "Compare two sets of rules: added, removed, changed, and how",
                ))
                .arg(
                    positional("old", t, ("旧目录", "OLD"))
                        .required(true)
                        .value_parser(value_parser!(std::path::PathBuf))
                        .help(t.s(
                            "旧的规则包或其上级目录",
                            "The old pack, or a folder of packs",
                        )),
                )
                .arg(
                    positional("new", t, ("新目录", "NEW"))
                        .required(true)
                        .value_parser(value_parser!(std::path::PathBuf))
                        .help(t.s(
                            "新的规则包或其上级目录",
                            "The new pack, or a folder of packs",
                        )),
                ),
            localised(Command::new("check"), lang)
                .about(t.s("检查规则文件的写法", "Check rule files"))
                .arg(dirs("dir")),
            localised(Command::new("test"), lang)
                .about(t.s("运行规则自带的例子", "Run the rules' own examples"))
                .arg(dirs("dir")),
            localised(Command::new("schema"), lang)
                .about(t.s(
                    "输出规则文件的 JSON Schema，供编辑器补全",
                    "Write the JSON Schema of rule files, for editors",
                ))
                .arg(t.flag(
                    "pack",
                    "输出 pack.yaml 的 Schema",
                    "The schema of pack.yaml instead",
                ))
                .arg(
                    t.flag(
                        "provisions",
                        "输出 provisions.yaml（条款对照）的 Schema",
                        "The schema of provisions.yaml instead",
                    )
                    .conflicts_with("pack"),
                ),
            localised(Command::new("docs"), lang)
                .about(t.s("由规则生成文档", "Generate documentation from the rules"))
                .arg(
                    t.option("output", ("目录", "DIR"))
                        .short('o')
                        .default_value("docs")
                        .value_parser(value_parser!(std::path::PathBuf))
                        .help(t.s("写到哪个目录，默认 docs", "Where to write, docs by default")),
                )
                .arg(t.flag(
                    "check",
                    "只检查文档是否最新，不写",
                    "Only check that the pages are current",
                ))
                .arg(rules_dirs(t, "rules")),
        ])
}

fn completions(lang: Lang) -> Command {
    let t = Texts(lang);
    localised(Command::new("completions"), lang)
        .about(t.s("输出命令行补全脚本", "Write a completion script"))
        .arg(
            positional("shell", t, ("外壳", "SHELL"))
                .required(true)
                .hide_possible_values(true)
                .value_parser(value_parser!(clap_complete::Shell))
                .help("bash, zsh, fish, powershell, elvish"),
        )
}

pub(super) fn crawl_options(command: Command, t: Texts) -> Command {
    let number = |name, zh, en| t.option(name, ("数", "N")).help(t.s(zh, en));
    command
        .next_help_heading(t.s("抓取", "Crawling"))
        .args([
            number("max-pages", "最多抓取多少个网页，默认不限", "The most pages to fetch; no limit by default")
                .value_parser(value_parser!(u64).range(1..)),
            number(
                "max-requests",
                "最多发出多少次请求，默认不限；先抓取决定判定的网页",
                "The most requests to send; no limit by default; what decides verdicts comes first",
            )
            .value_parser(value_parser!(u64).range(1..)),
            number("max-depth", "从首页起最多经过几层链接，默认不限", "The most links from the first page; no limit by default")
                .value_parser(value_parser!(u32)),
            number(
                "rate",
                "每秒对同一主机最多请求几次，默认 2；0 为不限，只可用于本机地址",
                "Requests a second to one host, 2 by default; 0 is no limit, for loopback targets only",
            )
            .value_parser(ValueParser::from(rate)),
            number("concurrency", "同时对同一主机发出几个请求，默认 4", "Requests under way at one host, 4 by default")
                .value_parser(value_parser!(u16).range(1..=256)),
            timeout(t),
            t.flag(
                "resume",
                "接着上次被中断的抓取，已抓到的不再请求",
                "Go on with a crawl that was broken off; what it has is not asked for again",
            ),
            t.option("since", ("文件", "FILE"))
                .action(ArgAction::Append)
                .value_parser(value_parser!(std::path::PathBuf))
                .help(t.s(
                    "以前的存档：只取有变化的网页；可重复，旧的在前",
                    "An older archive: only pages that have changed are fetched; repeatable, the oldest first",
                )),
        ])
        .next_help_heading(t.s("选项", "Options"))
}

fn timeout(t: Texts) -> Arg {
    t.option("timeout", ("秒", "SECONDS"))
        .value_parser(value_parser!(u64).range(1..=86_400))
        .help(t.s(
            "等待一个网页的最长秒数，默认 120",
            "The longest to wait for one page, 120 by default",
        ))
}

/// Reads a number of requests a second.
fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && (0.0..=1000.0).contains(&rate) => Ok(rate),
        _ => Err("0–1000".to_owned()),
    }
}

pub(super) fn verbosity(t: Texts) -> [Arg; 2] {
    [
        t.flag(
            "quiet",
            "不显示进度，清单只列问题",
            "No progress; the list has findings only",
        )
        .short('q')
        .conflicts_with("verbose"),
        t.flag(
            "verbose",
            "列出每一处问题和全部原因",
            "List every place and every reason",
        )
        .short('v')
        .action(ArgAction::Count),
    ]
}

fn profile(t: Texts) -> Arg {
    t.option("profile", ("类型", "PROFILE")).help(t.s(
                "对象类型；不写则根据网站推定。类型和机关名称决定推定有哪些职权（如县级政府有规划、统计、应急等，市场监管局有处罚、强制、检查），结果开头写明推定了什么，gongkai.yaml 可改。可用（代码或中文都可）：ministry 国务院部门、provincial-government 省级政府、provincial-department 省级部门、city-government 市级政府、city-department 市级部门、county-government 县级政府、county-department 县级部门、township 乡镇、subdistrict 街道",
                "Kind of body, guessed from the site when left out. It and the name of the body decide which powers are presumed (planning, statistics, emergency … of a county government; penalties, coercion, inspection of a market regulator); results say what was presumed and gongkai.yaml changes it. One of: ministry, provincial-government, provincial-department, city-government, city-department, county-government, county-department, township, subdistrict",
            ))
            .value_parser(choices::profiles())
}

fn as_of(t: Texts) -> Arg {
    t.option("as-of", ("日期", "DATE")).help(t.s(
        "以哪一天为准判断期限，形如 2026-06-30；默认今天（北京时间）",
        "Judge as of this day, like 2026-06-30; today in China when left out",
    ))
}

fn selection(t: Texts) -> Arg {
    t.option("selection", ("范围", "SELECTION"))
        .default_value("auto")
        .value_parser(PossibleValuesParser::new(["auto", "whole", "part"]))
        .help(t.s(
            "目录是整个网站（whole）还是部分网页（part）；默认 auto 自行判断",
            "Whether a directory is the whole site or some pages: auto (the default), whole, part",
        ))
}

fn calendar(t: Texts) -> Arg {
    t.option("calendar", ("文件", "FILE"))
        .value_parser(value_parser!(std::path::PathBuf))
        .help(t.s(
            "工作日历文件，补充或替换自带日历（2019—2026 年）中的年份；写法见 docs/cli.md",
            "A file of working days that adds years to the built-in calendar (2019–2026) or replaces them; its form is in docs/cli.md",
        ))
}

pub(super) fn site_file(t: Texts) -> Arg {
    t.option("site", ("文件", "FILE"))
        .value_parser(value_parser!(std::path::PathBuf))
        .help(t.s(
            "配置文件 gongkai.yaml：机关类型与职权、参数、豁免、抓取",
            "A gongkai.yaml: the body and its powers, parameters, waivers, crawling",
        ))
}

pub(super) fn rules_dirs(t: Texts, name: &'static str) -> Arg {
    t.option(name, ("目录", "DIR"))
        .action(ArgAction::Append)
        .value_parser(value_parser!(std::path::PathBuf))
        .help(t.s(
            "另加的规则目录，可重复；同名规则包以此为准",
            "A further folder of rules, repeatable; it replaces packs of the same name",
        ))
}

pub(super) fn base_url(t: Texts) -> Arg {
    t.option("base-url", ("网址", "URL")).help(t.s(
        "目录或文件对应的网址",
        "The address that a directory or a file stands for",
    ))
}

pub(super) fn archive(t: Texts) -> Arg {
    t.option("archive", ("文件", "FILE"))
        .value_parser(value_parser!(std::path::PathBuf))
}

#[cfg(test)]
mod tests {
    use super::command;
    use crate::model::Lang;

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        command(Lang::Zh).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn help_is_wholly_in_the_users_language() {
        let mut zh = command(Lang::Zh);
        for name in [
            "audit",
            "crawl",
            "evidence",
            "inspect",
            "rules",
            "diff",
            "completions",
            "man",
        ] {
            let help = zh
                .find_subcommand_mut(name)
                .map(|sub| sub.render_long_help().to_string())
                .unwrap_or_default();
            for english in [
                "Usage",
                "Options:",
                "Arguments:",
                "Commands:",
                "default:",
                "possible values",
            ] {
                assert!(!help.contains(english), "{name}: {english}\n{help}");
            }
        }
        let en = command(Lang::En).render_long_help().to_string();
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        assert!(!en.contains(han), "{en}");
    }
}
