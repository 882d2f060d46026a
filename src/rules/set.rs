//! Sets of rules: the shipped packs and those of other folders, checked together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::check::{self, CheckedPack, Examples};
use super::expr::{Operand, Operator, Word};
use super::provision;
use super::rule::{Pack, Rule, Search};
use crate::model::{PackVersion, Provision, Words, io_mend, io_reason};
use crate::vocabulary::fold;
use crate::yaml::{Log, Problem, Problems};

/// Folders of `rules/` that hold other data than packs.
const OTHER_DATA: [&str; 2] = ["vocabulary", "scorecards"];

/// Checked rules with their packs; ids are unique.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    packs: Vec<Pack>,
    rules: Vec<Rule>,
}

/// The text of a pack's files: (path for messages, name without ending, text).
#[derive(Debug, Clone, Default)]
struct PackFiles {
    folder: String,
    pack: Option<(String, String)>,
    provisions: Option<(String, String)>,
    rules: Vec<(String, String, String)>,
    examples: Examples,
}

impl RuleSet {
    /// Reads the shipped rules.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn shipped() -> Result<Self, Problems> {
        build(shipped_files().into_values().collect(), Vec::new())
    }

    /// Reads the shipped rules and those of other folders. A folder is a pack (it has a
    /// `pack.yaml`) or holds packs; a pack of the same name replaces the one before.
    ///
    /// # Errors
    /// Every mistake in the rules that remain, and folders that cannot be read.
    pub fn load(dirs: &[PathBuf]) -> Result<Self, Problems> {
        Self::with_folders(shipped_files(), dirs)
    }

    /// Reads the same rules as [`RuleSet::load`] without the examples of those that are shipped:
    /// they take half of the reading, and judging has no use for them.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn for_judging(dirs: &[PathBuf]) -> Result<Self, Problems> {
        let mut files = shipped_files();
        for pack in files.values_mut() {
            pack.examples = Examples::LeftOut;
            for (_, _, text) in &mut pack.rules {
                *text = without_examples(text);
            }
        }
        Self::with_folders(files, dirs)
    }

    /// Reads the rules of these folders only, without the shipped ones.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn of_folders(dirs: &[PathBuf]) -> Result<Self, Problems> {
        Self::with_folders(BTreeMap::new(), dirs)
    }

    /// Reads the rules of these folders only, checked as they are when they are used: beside
    /// the shipped ones.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn beside_shipped(dirs: &[PathBuf]) -> Result<Self, Problems> {
        let own: BTreeSet<String> = Self::of_folders(dirs)?
            .packs
            .into_iter()
            .map(|pack| pack.name)
            .collect();
        let mut set = Self::for_judging(dirs)?;
        set.rules.retain(|rule| own.contains(&rule.pack));
        set.packs.retain(|pack| own.contains(&pack.name));
        Ok(set)
    }

    /// Reads packs (shipped ones, or none) and those of folders. What is given comes last, so
    /// that an id which is used twice is told of the file that its author can change.
    fn with_folders(
        mut files: BTreeMap<String, PackFiles>,
        dirs: &[PathBuf],
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut given = BTreeMap::new();
        for dir in dirs {
            for pack in folder_files(dir, &mut problems) {
                files.remove(&pack.folder);
                given.insert(pack.folder.clone(), pack);
            }
        }
        let all = files.into_values().chain(given.into_values());
        build(all.collect(), problems)
    }

    /// Reads packs given as text: each file as (path, text), the path as
    /// `<pack>/pack.yaml` or `<pack>/<id>.yaml`.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn of_texts<'t>(
        files: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, Problems> {
        let mut packs = BTreeMap::new();
        for (path, text) in files {
            add_file(&mut packs, path, path.to_owned(), text.to_owned());
        }
        build(packs.into_values().collect(), Vec::new())
    }

    /// Returns the packs, in order of name.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// Returns the rules, in order of id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(crate) fn rules_mut(&mut self) -> &mut [Rule] {
        &mut self.rules
    }

    /// Returns the rule with this id, `pack/id` or former id.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        let (pack, id) = match name.split_once('/') {
            Some((pack, id)) => (Some(pack), id),
            None => (None, name),
        };
        let of_pack = |rule: &&Rule| pack.is_none_or(|pack| rule.pack == pack);
        self.rules
            .iter()
            .filter(of_pack)
            .find(|rule| rule.id == id)
            .or_else(|| {
                self.rules
                    .iter()
                    .filter(of_pack)
                    .find(|rule| rule.was.iter().any(|former| former == id))
            })
    }

    /// Returns what the sources of the packs ask, in order of pack and source.
    pub fn provisions(&self) -> impl Iterator<Item = &Provision> {
        self.packs.iter().flat_map(|pack| &pack.provisions)
    }

    /// Returns the versions of the packs, in order of name.
    pub fn versions(&self) -> Vec<PackVersion> {
        self.packs.iter().map(Pack::version).collect()
    }

    /// Keeps the rules that `wanted` accepts, and the packs that still have any.
    pub fn retain(&mut self, wanted: impl FnMut(&Rule) -> bool) {
        self.rules.retain(wanted);
        let left: BTreeSet<&str> = self.rules.iter().map(|rule| rule.pack.as_str()).collect();
        self.packs.retain(|pack| left.contains(pack.name.as_str()));
    }

    /// Returns how many rules look for the columns of each obligation.
    pub fn sought(&self) -> BTreeMap<String, usize> {
        let mut sought = BTreeMap::new();
        for rule in &self.rules {
            if let Some(Search::Serves(obligation)) = &rule.find {
                *sought.entry(obligation.clone()).or_default() += 1;
            }
        }
        sought
    }

    /// Returns every phrase that a rule asks a text for, folded: what readers of pages have
    /// to look for.
    pub fn phrases(&self) -> BTreeSet<String> {
        let mut phrases = BTreeSet::new();
        for condition in self.rules.iter().flat_map(Rule::conditions) {
            condition.visit(&mut |test| {
                if !matches!(test.operator, Operator::Mentions | Operator::MentionsAll) {
                    return;
                }
                if let Operand::Words(words) = &test.operand {
                    phrases.extend(words.iter().filter_map(|word| match word {
                        Word::Text(text) => Some(fold(text)),
                        Word::AuditYear(_) => None,
                    }));
                }
            });
        }
        phrases.retain(|phrase| !phrase.is_empty());
        phrases
    }
}

fn add_file(packs: &mut BTreeMap<String, PackFiles>, path: &str, shown: String, text: String) {
    let mut parts = path.rsplitn(3, '/');
    let (Some(name), Some(folder)) = (parts.next(), parts.next()) else {
        return;
    };
    let Some(stem) = name.strip_suffix(".yaml") else {
        return;
    };
    if OTHER_DATA.contains(&folder) {
        return;
    }
    let pack = packs.entry(folder.to_owned()).or_default();
    folder.clone_into(&mut pack.folder);
    if stem == "pack" {
        pack.pack = Some((shown, text));
    } else if stem == "provisions" {
        pack.provisions = Some((shown, text));
    } else {
        pack.rules.push((shown, stem.to_owned(), text));
    }
}

/// Cuts the examples off the text of a rule, where they are the last of its keys.
fn without_examples(text: &str) -> String {
    const KEY: &str = "\nexamples:\n";
    let Some((rule, examples)) = text.split_once(KEY) else {
        return text.to_owned();
    };
    if examples
        .lines()
        .any(|line| line.starts_with(|c: char| !c.is_whitespace()))
    {
        return text.to_owned();
    }
    format!("{rule}\nexamples: {{}}\n")
}

fn shipped_files() -> BTreeMap<String, PackFiles> {
    let mut packs = BTreeMap::new();
    for (path, text) in crate::assets::rule_files("") {
        // Only rules/<pack>/<file>; deeper folders are other data.
        if path.split('/').count() == 2 {
            add_file(&mut packs, &path, format!("rules/{path}"), text.to_owned());
        }
    }
    packs
}

fn folder_files(dir: &Path, problems: &mut Vec<Problem>) -> Vec<PackFiles> {
    let mut packs = BTreeMap::new();
    // A pack given as `.` or `..` still has a name.
    let dir = fs::canonicalize(dir).map_or_else(|_| dir.to_owned(), simplified);
    if dir.join("pack.yaml").is_file() {
        read_pack(&dir, &mut packs, problems);
    } else {
        for below in entries(&dir, problems) {
            let has_rules = below.is_dir()
                && entries(&below, problems)
                    .iter()
                    .any(|file| file.extension().is_some_and(|ending| ending == "yaml"));
            if has_rules {
                read_pack(&below, &mut packs, problems);
            }
        }
        if packs.is_empty() {
            entries(&dir, problems)
                .iter()
                .for_each(|path| problems.extend(misnamed(path)));
        }
        if packs.is_empty() && problems.is_empty() {
            problems.push(Problem::of_file(
                dir.display().to_string(),
                Words::new("文件夹里没有规则包", "the folder has no pack of rules"),
                Words::new(
                    "规则包是一个带 pack.yaml 的文件夹",
                    "a pack is a folder with a pack.yaml",
                ),
            ));
        }
    }
    packs.into_values().collect()
}

/// Drops the `\\?\` that canonical paths carry on Windows and people do not expect.
fn simplified(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(text) if !text.starts_with("UNC") => PathBuf::from(text),
        _ => path,
    }
}

fn entries(dir: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let listed = fs::read_dir(dir).and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect()
    });
    match listed {
        Ok(paths) => {
            let mut paths: Vec<PathBuf> = paths;
            paths.sort();
            paths
        }
        Err(error) => {
            problems.push(unreadable(dir, &error));
            Vec::new()
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let why = io_reason(error);
    Problem::of_file(
        path.display().to_string(),
        Words::new(
            format!("读不出：{}", why.zh),
            format!("cannot be read: {}", why.en),
        ),
        io_mend(error).unwrap_or_else(|| {
            Words::new("请检查路径和权限", "check the path and the permissions")
        }),
    )
}

/// Says of a file that is meant for a rule by its name, and yet has none of the ending that is
/// read, what it should be called.
fn misnamed(path: &Path) -> Option<Problem> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let is_meant = [".yml", ".yaml.txt", ".yml.txt"]
        .iter()
        .any(|ending| name.ends_with(ending));
    (is_meant && path.is_file()).then(|| {
        Problem::of_file(
            path.display().to_string(),
            Words::new(
                "文件名不以 .yaml 结尾，没有读",
                "its name does not end in .yaml, so it was not read",
            ),
            Words::new(
                "请改名为 .yaml（Windows 可能隐藏了末尾的 .txt）",
                "rename it to .yaml (Windows may hide a .txt at its end)",
            ),
        )
    })
}

fn read_pack(dir: &Path, packs: &mut BTreeMap<String, PackFiles>, problems: &mut Vec<Problem>) {
    let folder = dir
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    for path in entries(dir, problems) {
        problems.extend(misnamed(&path));
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if !name.ends_with(".yaml") || !path.is_file() {
            continue;
        }
        match fs::read_to_string(&path) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
                add_file(
                    packs,
                    &format!("{folder}/{name}"),
                    path.display().to_string(),
                    text,
                );
            }
            Err(error) => problems.push(unreadable(&path, &error)),
        }
    }
}

fn build(packs: Vec<PackFiles>, mut problems: Vec<Problem>) -> Result<RuleSet, Problems> {
    let mut set = RuleSet::default();
    let mut drafts = Vec::new();
    for files in &packs {
        let Some((path, text)) = &files.pack else {
            problems.push(Problem::of_file(
                files.folder.clone(),
                Words::new("规则包缺少 pack.yaml", "the pack has no pack.yaml"),
                Words::new(
                    "补一个 pack.yaml，写 name、title、version、laws",
                    "add a pack.yaml with name, title, version, laws",
                ),
            ));
            continue;
        };
        let mut log = Log::new(path, text);
        let checked = check::pack(&files.folder, text, &mut log);
        problems.extend(log.into_problems());
        if let Some(checked) = checked {
            read_rules(files, &checked, &mut set, &mut problems);
            if let Some((path, text)) = &files.provisions {
                let mut log = Log::new(path, text);
                let (pack, laws) = (&checked.pack.name, &checked.laws);
                drafts.extend(provision::provisions(pack, path, text, laws, &mut log));
                problems.extend(log.into_problems());
            }
            set.packs.push(checked.pack);
        }
    }
    problems.extend(duplicates(&mut set));
    // Rules that could not be read would look like gaps.
    if problems.is_empty() {
        problems.extend(provision::join(&mut set.packs, drafts, &set.rules));
    }
    set.packs.sort_by(|a, b| a.name.cmp(&b.name));
    set.rules.sort_by(|a, b| a.id.cmp(&b.id));
    if problems.is_empty() {
        return Ok(set);
    }
    problems.sort();
    Err(Problems(problems))
}

fn read_rules(
    files: &PackFiles,
    pack: &CheckedPack,
    set: &mut RuleSet,
    problems: &mut Vec<Problem>,
) {
    let read: Vec<_> = files
        .rules
        .par_iter()
        .map(|(path, stem, text)| {
            let mut log = Log::new(path, text);
            let rule = check::rule(path, stem, pack, text, files.examples, &mut log);
            (rule, log.into_problems())
        })
        .collect();
    for (rule, noted) in read {
        problems.extend(noted);
        set.rules.extend(rule);
    }
}

/// Notes ids, present or former, that two rules have.
fn duplicates(set: &mut RuleSet) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for rule in &set.rules {
        for id in std::iter::once(&rule.id).chain(&rule.was) {
            if let Some(first) = seen.insert(id, &rule.file) {
                let mut problem = Problem::of_file(
                    rule.file.clone(),
                    Words::new(
                        format!("规则编号 {id} 已在 {first} 中用过"),
                        format!("the id {id} is already used by {first}"),
                    ),
                    Words::new(
                        "换一个编号（文件名同改）；要替换整个规则包，请用同名的文件夹",
                        "choose another id (and file name); to replace a pack use a folder of its name",
                    ),
                );
                problem.line = rule.at.line;
                problem.column = rule.at.column;
                problem.source = format!("id: {}", rule.id);
                problems.push(problem);
            }
        }
    }
    problems
}
