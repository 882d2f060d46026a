//! The legal basis of every rule, laid beside the catalogue of obligations and the texts of
//! the law it was written from.
//!
//! Those files are no part of the program. Where they are not at hand (`shared/domain` beside
//! or above the source, or the folder that `GONGKAI_DOMAIN` names) the comparison is left out
//! with a message; what the packs say of themselves is compared always.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gongkai::rules::{Rule, RuleSet};
use regex::Regex;

const REGULATION: &str = "中华人民共和国政府信息公开条例";
const DECISIONS: &str = "重大行政决策程序暂行条例";

/// Returns the folder of the catalogue. One that is named must be there.
fn domain() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GONGKAI_DOMAIN") {
        let folder = PathBuf::from(named);
        assert!(folder.is_dir(), "GONGKAI_DOMAIN is no folder");
        return Some(folder);
    }
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("shared/domain"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: no shared/domain beside the source (GONGKAI_DOMAIN names another)");
    }
    found
}

/// Returns every text of the catalogue.
fn texts(domain: &Path) -> String {
    let mut names: Vec<PathBuf> = std::fs::read_dir(domain)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    names.sort();
    names
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns what the catalogue says of each code: its row, or its heading with what follows.
fn entries(text: &str) -> BTreeMap<String, String> {
    let code = Regex::new(r"^(?:\| *|### *)([A-Z]{2,}(?:-[A-Z0-9]+)+[a-z]?(?:/\d+)?)").unwrap();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        if let Some(caught) = code.captures(line) {
            // A heading over several codes is none of them.
            if line[caught.get(0).unwrap().end()..].starts_with('～') {
                open = None;
                continue;
            }
            let name = caught[1].to_owned();
            // A gloss at the end of a file says less than the row itself.
            found.entry(name.clone()).or_insert_with(|| line.to_owned());
            open = line.starts_with("###").then_some(name);
        } else if line.starts_with('#') {
            open = None;
        } else if let Some(name) = &open {
            let entry = found.entry(name.clone()).or_default();
            entry.push('\n');
            entry.push_str(line);
        }
    }
    found
}

/// Returns the articles of a law that a text names behind one of these words.
fn articles(text: &str, behind: &str) -> BTreeSet<u32> {
    let one = Regex::new(&format!(r"{behind}第 ?((?:\d+、?)+) ?条")).unwrap();
    one.captures_iter(text)
        .flat_map(|caught| {
            caught[1]
                .split('、')
                .filter_map(|number| number.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Returns the articles of a law that a rule rests on.
fn cited(rule: &Rule, law: &str) -> BTreeSet<u32> {
    rule.basis
        .iter()
        .filter(|clause| clause.basis.law == law)
        .filter_map(|clause| clause.basis.article)
        .collect()
}

/// Returns the article that a code of the Regulation's catalogue is named after.
fn article_of(code: &str) -> Option<u32> {
    let rest = code.strip_prefix("REG-")?;
    rest.split(['-', '/']).next()?.parse().ok()
}

/// Returns the item of Article 20 that a code stands for.
fn item_of(code: &str) -> Option<usize> {
    code.strip_prefix("REG-20-")?.parse().ok()
}

fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        _ => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
    }
}

/// One article of a law: its paragraphs and its items.
#[derive(Debug, Default)]
struct Article {
    paragraphs: usize,
    items: BTreeSet<String>,
}

/// Reads the articles of an official text.
fn law(domain: &Path, file: &str) -> BTreeMap<u32, Article> {
    let text = std::fs::read_to_string(domain.join("law").join(file)).unwrap();
    let head = Regex::new(r"^第([零一二三四五六七八九十百]+)条[\s　]").unwrap();
    let item = Regex::new(r"^[(（]([一二三四五六七八九十]+)[)）]").unwrap();
    let numbers: BTreeMap<String, u32> = (1..100_u32)
        .map(|n| (chinese(usize::try_from(n).unwrap()), n))
        .collect();
    let mut articles: BTreeMap<u32, Article> = BTreeMap::new();
    let mut open = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') || line.starts_with("<!--") {
            open = None;
        } else if let Some(caught) = head.captures(line) {
            open = numbers.get(&caught[1]).copied();
            assert!(open.is_some(), "{line}");
            articles.entry(open.unwrap()).or_default().paragraphs += 1;
        } else if let Some(number) = open {
            let article = articles.entry(number).or_default();
            match item.captures(line) {
                Some(caught) => {
                    article.items.insert(caught[1].to_owned());
                }
                None => article.paragraphs += 1,
            }
        }
    }
    articles
}

#[test]
fn every_code_that_a_rule_names_is_one_of_the_catalogue() {
    let rules = RuleSet::shipped().unwrap();
    let mut wrong = Vec::new();
    // What the packs list of themselves, wherever the program is built.
    for pack in rules
        .packs()
        .iter()
        .filter(|pack| !pack.provisions.is_empty())
    {
        let listed: BTreeSet<&str> = pack.provisions.iter().map(|p| p.code.as_str()).collect();
        let family = |code: &str| code.split('-').next().unwrap_or_default().to_owned();
        let families: BTreeSet<String> = listed.iter().map(|code| family(code)).collect();
        for rule in rules.rules().iter().filter(|rule| rule.pack == pack.name) {
            for code in rule
                .refs
                .iter()
                .filter(|code| families.contains(&family(code)))
            {
                if !listed.contains(code.as_str()) {
                    wrong.push(format!(
                        "{}: {code} is no provision of {}",
                        rule.id, pack.name
                    ));
                }
            }
        }
    }
    if let Some(domain) = domain() {
        let text = texts(&domain);
        let token = Regex::new(r"[A-Z]{2,}(?:-[A-Z0-9]+)+[a-z]?(?:/\d+)?").unwrap();
        let mut known: BTreeSet<&str> =
            token.find_iter(&text).map(|found| found.as_str()).collect();
        // Sentences of the campaign notice are coded by the pack that lists them.
        let own: BTreeSet<&str> = rules
            .packs()
            .iter()
            .flat_map(|pack| &pack.provisions)
            .map(|provision| provision.code.as_str())
            .collect();
        known.extend(own.iter().filter(|code| code.starts_with("LT")));
        for rule in rules.rules() {
            for code in rule
                .refs
                .iter()
                .filter(|code| !known.contains(code.as_str()))
            {
                wrong.push(format!("{}: {code} is not in the domain files", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn articles_and_items_agree_with_the_catalogue() {
    let Some(domain) = domain() else { return };
    let entries = entries(&texts(&domain));
    let mut wrong = Vec::new();
    for rule in RuleSet::shipped().unwrap().rules() {
        let own = cited(rule, REGULATION);
        for code in &rule.refs {
            let said = entries.get(code).map_or("", String::as_str);
            // The catalogue's own words first; rows without any are named after the article.
            let mut wanted = articles(
                said,
                if code.starts_with("REG-") {
                    ""
                } else {
                    "条例"
                },
            );
            if code.starts_with("REG-") {
                let named = article_of(code);
                wanted.extend(named);
                if let Some(number) = named.filter(|number| !own.contains(number)) {
                    wrong.push(format!(
                        "{}: {code} is Article {number}, cited {own:?}",
                        rule.id
                    ));
                }
            } else if !own.is_empty() && !wanted.is_empty() && own.is_disjoint(&wanted) {
                wrong.push(format!(
                    "{}: {code} rests on {wanted:?}, cited {own:?}",
                    rule.id
                ));
            }
            let decided = cited(rule, DECISIONS);
            let wanted = articles(said, "713 ?");
            if !decided.is_empty() && !wanted.is_empty() && decided.is_disjoint(&wanted) {
                wrong.push(format!(
                    "{}: {code} rests on 713 {wanted:?}, cited {decided:?}",
                    rule.id
                ));
            }
            if let Some(item) = item_of(code) {
                let cited = rule.basis.iter().any(|clause| {
                    clause.basis.law == REGULATION
                        && clause.basis.article == Some(20)
                        && clause.basis.item.as_deref() == Some(&chinese(item))
                });
                if !cited {
                    wrong.push(format!("{}: {code} is item {item} of Article 20", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cited_articles_items_and_paragraphs_exist() {
    let Some(domain) = domain() else { return };
    let laws = [
        (REGULATION, law(&domain, "regulation-711.md"), 56),
        (DECISIONS, law(&domain, "regulation-713.md"), 44),
    ];
    for (name, articles, count) in &laws {
        assert_eq!(articles.len(), *count, "{name}");
    }
    assert_eq!(laws[0].1[&20].items.len(), 15);
    let paragraph = Regex::new(r"第([一二三四五六七八九十]+|\d+)款").unwrap();
    let number: BTreeMap<String, usize> = (1..20).map(|n| (chinese(n), n)).collect();
    let rules = RuleSet::shipped().unwrap();
    let of_rules = rules.rules().iter().flat_map(|rule| {
        rule.basis.iter().map(|clause| {
            let basis = &clause.basis;
            (
                rule.id.as_str(),
                &basis.law,
                basis.article,
                basis.item.as_deref(),
            )
        })
    });
    let of_packs = rules.packs().iter().flat_map(|pack| {
        pack.provisions.iter().map(|one| {
            (
                one.code.as_str(),
                &one.law,
                one.article,
                one.item.as_deref(),
            )
        })
    });
    let mut wrong = Vec::new();
    for (id, cited, article, item) in of_rules.chain(of_packs) {
        let Some((_, articles, _)) = laws.iter().find(|(name, ..)| *name == cited.as_str()) else {
            continue;
        };
        let Some(article) = article else {
            wrong.push(format!("{id}: {cited} is cited without an article"));
            continue;
        };
        let Some(found) = articles.get(&article) else {
            wrong.push(format!("{id}: {cited} has no Article {article}"));
            continue;
        };
        let Some(item) = item else { continue };
        for caught in paragraph.captures_iter(item) {
            let which = number
                .get(&caught[1])
                .copied()
                .or_else(|| caught[1].parse().ok());
            if which.is_none_or(|which| which > found.paragraphs) {
                wrong.push(format!("{id}: Article {article} has no {}", &caught[0]));
            }
        }
        let is_item = item.chars().all(|c| "一二三四五六七八九十".contains(c));
        if is_item && !found.items.contains(item) {
            wrong.push(format!("{id}: Article {article} has no item {item}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the campaign notice asks for, by its own words, with the words of the list that answers
/// each. A sentence of the notice without a row here, or a row without its answer, fails.
const NOTICE: &[(&str, &str, &[&str])] = &[
    ("疫情防控常态化信息公开", "（一）第1句", &["疫情防控"]),
    ("复工复产方面的相关政策及举措", "（一）第1句", &["复工复产"]),
    ("三大攻坚战信息公开", "（一）第2句", &["脱贫攻坚"]),
    (
        "污染防治和防范化解重大风险",
        "（一）第2句",
        &["污染防治", "重大风险"],
    ),
    ("“六保”任务的各项政策措施", "（一）第3句", &["六稳", "六保"]),
    (
        "履职依据、机构简介",
        "（二）第1句",
        &["履职依据", "机构简介"],
    ),
    ("公务员招录", "（二）第1句", &["公务员招录"]),
    ("财政预决算", "（二）第1句", &["财政预决算"]),
    ("政府集中采购", "（二）第1句", &["政府集中采购"]),
    ("行政权力运行结果", "（二）第1句", &["行政权力运行结果"]),
    ("行政事业性收费", "（二）第1句", &["行政事业性收费"]),
    ("建议提案办理情况", "（二）第1句", &["建议提案办理情况"]),
    (
        "文号、成文日期、发布时间",
        "（二）第2句",
        &["文号、成文日期、发布时间"],
    ),
    ("有效性", "（二）第2句", &["有效性"]),
    ("文本下载功能", "（二）第2句", &["文本下载"]),
    ("全生命周期管理", "（二）第3句", &["全生命周期"]),
    ("动态调整更新", "（二）第3句", &["动态更新"]),
    ("规章、规范性文件底数", "（二）第3句", &["底数"]),
    ("重大政策解读", "（三）", &["解读重大政策"]),
    ("决策背景和依据", "（三）", &["决策背景"]),
    ("决策草案、决策依据", "（四）第1句", &["决策草案、决策依据"]),
    ("广泛听取公众意见", "（四）第1句", &["听取公众意见"]),
    ("企业家参与涉企政策制定机制", "（四）第2句", &["企业家参与"]),
    ("重大项目推进情况公开", "（四）第3句", &["重大项目推进"]),
    ("行政执法公示制度", "（四）第4句", &["行政执法公示"]),
    ("年度报告数据", "（五）", &["年度报告数据"]),
    ("年度报告编制水平", "（五）", &["编制水平"]),
    (
        "名称、页面设计、栏目设置",
        "（六）第1句",
        &["平台名称", "页面设计", "栏目设置"],
    ),
    ("在线互动功能", "（六）第2句", &["在线互动"]),
    ("3个工作日内完成回复", "（六）第2句", &["3个工作日"]),
    ("联动配合机制", "（六）第3句", &["联动"]),
    ("7月10日前", "第三部分", &["7月10日"]),
    ("年底前对照", "第三部分", &["年底前"]),
];

#[test]
fn every_part_of_the_campaign_notice_is_answered() {
    let rules = RuleSet::shipped().unwrap();
    let pack = rules
        .packs()
        .iter()
        .find(|pack| pack.name == "anhui-2020-liutiliucu")
        .unwrap();
    let mut wrong = Vec::new();
    for (_, part, answers) in NOTICE {
        for answer in *answers {
            let found = pack.provisions.iter().any(|provision| {
                provision.text.zh.contains(answer)
                    && provision
                        .item
                        .as_deref()
                        .is_some_and(|item| item.contains(part))
            });
            if !found {
                wrong.push(format!("{part}: no provision says {answer}"));
            }
        }
    }
    if let Some(domain) = domain() {
        let notice = std::fs::read_to_string(domain.join("notice-anhui-2020-4.txt")).unwrap();
        let plain: String = notice.chars().filter(|c| !c.is_whitespace()).collect();
        for (words, _, _) in NOTICE {
            if !plain.contains(words) {
                wrong.push(format!("the notice does not say {words}"));
            }
        }
        // Every sentence that asks for something holds words of the table.
        let body = plain.split("二、主要内容").nth(1).unwrap();
        let body = body.split("三、工作要求").next().unwrap();
        for sentence in body.split('。').skip(1).filter(|text| !text.is_empty()) {
            // The headings of the six parts.
            let heading = sentence.starts_with('（') && sentence.chars().count() < 60;
            if !heading && !NOTICE.iter().any(|(words, _, _)| sentence.contains(words)) {
                wrong.push(format!("no row for: {sentence}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rule names its law, and an article wherever the law has articles.
#[test]
fn every_basis_names_law_and_place() {
    let mut wrong = Vec::new();
    for rule in RuleSet::shipped().unwrap().rules() {
        if rule.basis.is_empty() {
            wrong.push(format!("{}: no basis", rule.id));
        }
        for clause in &rule.basis {
            let basis = &clause.basis;
            let has_articles = basis.law.ends_with("条例")
                || (basis.law.ends_with('法') && !basis.law.ends_with("办法"));
            if basis.law.is_empty() || (has_articles && basis.article.is_none()) {
                wrong.push(format!("{}: {} without an article", rule.id, basis.law));
            }
            if basis.text.zh.is_empty() {
                wrong.push(format!("{}: {} without its words", rule.id, basis.law));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Items that the lists of provisions must hold. That each has a rule or a stated reason is
/// checked whenever the rules are read.
#[test]
fn no_item_of_the_sources_is_left_out() {
    let rules = RuleSet::shipped().unwrap();
    let listed = |name: &str| -> BTreeSet<String> {
        let pack = rules.packs().iter().find(|pack| pack.name == name);
        pack.into_iter()
            .flat_map(|pack| &pack.provisions)
            .map(|provision| provision.code.clone())
            .collect()
    };
    let regulation = listed("regulation");
    let mut wanted: Vec<String> = (1..=15).map(|item| format!("REG-20-{item:02}")).collect();
    wanted.extend((1..=7).map(|area| format!("REG-21-C{area}")));
    wanted.extend((1..=8).map(|area| format!("REG-21-T{area}")));
    let mut missing: Vec<String> = wanted
        .into_iter()
        .filter(|code| !regulation.contains(code))
        .collect();
    let platform = listed("platform-61");
    let mut items = platform.clone();
    if let Some(domain) = domain() {
        let entries = entries(&texts(&domain));
        let of = |family: &str| {
            let family = family.to_owned();
            entries
                .keys()
                .filter(move |code| code.starts_with(&family))
                .cloned()
        };
        items.extend(of("PLT-"));
        // The cross-checks are the tool's own, no provisions of the Regulation.
        missing.extend(of("REG-").filter(|code| {
            !code.starts_with("REG-X") && !regulation.contains(code) && code != "REG-32"
        }));
    }
    assert!(items.len() >= 23, "{items:?}");
    missing.extend(items.into_iter().filter(|code| !platform.contains(code)));
    assert!(missing.is_empty(), "left out: {missing:?}");
}
