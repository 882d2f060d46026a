//! What titles say of their matter: which paper an interpretation is of, and which it is not.

use super::quoted;
use super::words::{genre, is_about_explaining};
use crate::vocabulary::{documents, fold};

/// Fewest characters of what names a paper.
const LEAST_NAME: usize = 4;
/// Titles as alike as this may be of one matter.
pub const AKIN: f64 = 0.3;

/// The folded names by which an interpretation names its paper: what its title quotes, and its
/// matter.
pub fn matter_names(title: &str) -> Vec<String> {
    let mut names: Vec<String> = quoted(title).into_iter().map(fold).collect();
    names.push(core(title));
    names.sort();
    names.dedup();
    names.retain(|name| name.chars().count() >= LEAST_NAME);
    names
}

/// The folded names by which an interpretation may name a paper: its whole title, the title
/// without the body's name, and what it issues (印发《…》).
pub fn paper_names(title: &str) -> Vec<String> {
    let folded = fold(title);
    let mut names = vec![core(title)];
    if let Some(at) = folded.find("关于") {
        names.push(folded[at..].to_owned());
    }
    names.extend(issued(title).into_iter().map(fold));
    names.push(folded);
    names.sort();
    names.dedup();
    names.retain(|name| name.chars().count() >= LEAST_NAME);
    names
}

/// The folded names of what a title says that its paper issues, without the place before them:
/// 《食品摊贩管理办法》 for 某县食品摊贩管理办法.
pub fn short_names(title: &str) -> Vec<String> {
    /// Characters of a place's name at most, its ending included.
    const PLACE: usize = 8;
    let mut names: Vec<String> = issued(title)
        .into_iter()
        .map(core)
        .filter_map(|name| {
            let ends = name.char_indices().take(PLACE).skip(2);
            let (at, end) = ends
                .filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '旗' | '州'))
                .last()?;
            Some(name[at + end.len_utf8()..].to_owned())
        })
        .collect();
    names.retain(|name| name.chars().count() > LEAST_NAME);
    names.dedup();
    names
}

/// The folded names of a paper with and without the place before them, quoted or not:
/// 某县食品摊贩管理办法 and 食品摊贩管理办法 for 关于印发某县食品摊贩管理办法的通知.
pub fn bare_names(title: &str) -> Vec<String> {
    /// Characters of a place's name at most, its ending included.
    const PLACE: usize = 8;
    let words = &documents::words().titles;
    let mut names: Vec<String> = issued(title).into_iter().map(core).collect();
    if names.is_empty() {
        let folded = fold(title);
        let issues = |verb: &str| folded.find(verb).map(|at| at + verb.len());
        let at = words.issue.iter().filter_map(issues).min();
        names.push(core(&folded[at.unwrap_or(0)..]));
    }
    for at in 0..names.len() {
        let name = names[at].as_str();
        let ends = name.char_indices().take(PLACE).skip(1);
        let shorter = ends
            .filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '旗' | '州'))
            .map(|(at, end)| name[at + end.len_utf8()..].to_owned());
        let shorter: Vec<String> = shorter.collect();
        names.extend(shorter);
    }
    names
}

/// What a name is about, without the words of its kind: 停车收费 of 停车收费管理办法.
pub fn subject_of(core: &str) -> String {
    let words = &documents::words().terms;
    let mut bare = core.to_owned();
    for word in words.itself_kind.iter().chain(words.itself.iter()) {
        if bare.contains(word) {
            bare = bare.replace(word, "");
        }
    }
    bare
}

/// What a title says that its paper issues: 关于印发《…》的通知.
fn issued(title: &str) -> Vec<&str> {
    match documents::words().titles.issue.found_in(title) {
        true => quoted(title),
        false => Vec::new(),
    }
}

/// A title's matter without what every title has: 解读, 图解, 印发, the marks of quotation.
pub fn core(title: &str) -> String {
    let mut bare = fold(title);
    // Interpreting may be the matter itself: 政策解读工作方案.
    let words = documents::words();
    let forms = (!is_about_explaining(&bare)).then(|| words.explaining.forms.iter());
    for word in forms
        .into_iter()
        .flatten()
        .chain(words.titles.common.iter())
    {
        // Few titles have more than two of them; looking first costs less than a copy.
        if bare.contains(word) {
            bare = bare.replace(word, "");
        }
    }
    bare.retain(char::is_alphanumeric);
    bare
}

/// Tells whether an interpretation's title quotes the name of another paper than this one; see
/// [`Named::is_not_in`].
pub fn names_other(interpretation: &str, paper: &str) -> bool {
    Named::of(paper).is_not_in(interpretation)
}

/// The names by which titles are told to be of a paper or of another one.
#[derive(Debug)]
pub struct Named {
    whole: String,
    known: Vec<String>,
}

impl Named {
    /// Takes the names of a paper from its title.
    pub fn of(paper: &str) -> Self {
        // To be only like a part of a long title is not enough: it also names who issues the paper.
        let mut known: Vec<String> = issued(paper).into_iter().map(core).collect();
        if known.is_empty() {
            known.extend(paper_names(paper).iter().map(|name| core(name)));
        }
        Self {
            whole: core(paper),
            known,
        }
    }

    /// Tells whether an interpretation's title quotes the name of another paper.
    ///
    /// Names are shortened in many ways, so they only have to be of one kind and to share what
    /// stands between their common beginning and end: 《养老办法》 may be 某市养老服务管理办法,
    /// but neither 某市停车办法 nor the next year's 工作要点.
    pub fn is_not_in(&self, interpretation: &str) -> bool {
        let named: Vec<String> = quoted(interpretation)
            .into_iter()
            .map(core)
            .filter(|name| name.chars().count() > LEAST_NAME)
            .collect();
        let is_own = |name: &String| {
            let mut known = self.known.iter();
            self.whole.contains(name.as_str()) || known.any(|known| are_one_name(name, known))
        };
        !named.is_empty() && !named.iter().any(is_own)
    }

    /// Tells whether a title may be of the paper's matter.
    pub fn is_akin(&self, title: &str) -> bool {
        likeness(&pairs_of(&core(title)), &pairs_of(&self.whole)) >= AKIN
    }
}

/// Most characters of a name that may be a short one: 养老办法.
const SHORT: usize = 9;
/// Longer names of one paper are at least as alike as this.
const ALIKE: f64 = 0.7;

fn are_one_name(one: &str, other: &str) -> bool {
    if one.contains(other) || other.contains(one) {
        return true;
    }
    if let (Some(kind), Some(wanted)) = (genre(one), genre(other))
        && kind != wanted
    {
        return false;
    }
    let whole = likeness(&pairs_of(one), &pairs_of(other));
    let (mut one, mut other): (Vec<char>, Vec<char>) =
        (one.chars().collect(), other.chars().collect());
    let length = one.len().min(other.len());
    if length > SHORT && whole < ALIKE {
        return false;
    }
    for _ in 0..2 {
        let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
        one.drain(..same);
        other.drain(..same);
        one.reverse();
        other.reverse();
    }
    let left_out = one.len().max(other.len());
    if one.is_empty() || other.is_empty() {
        return left_out <= 2 || length <= SHORT;
    }
    let pairs = |rest: &[char]| pairs_of(&rest.iter().collect::<String>());
    likeness(&pairs(&one), &pairs(&other)) >= AKIN
}

/// Two characters that stand together. Only what Unicode's first plane has is told apart: the
/// few others hardly stand in titles.
pub type Pair = (u16, u16);

/// Returns the pairs of characters of a title's core, in order, each once.
pub fn pairs_of(core: &str) -> Vec<Pair> {
    let signs: Vec<u16> = core.chars().map(|c| c as u32 as u16).collect();
    let mut pairs: Vec<Pair> = signs.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The pairs of a title's matter with a sketch of them, by which most titles are told to be of
/// another matter without comparing pair by pair: a large site has millions of couples.
#[derive(Debug, Clone, Copy)]
pub struct Likened<'p> {
    pairs: &'p [Pair],
    sketch: Sketch,
}

/// One bit for each pair, by its hash; two pairs may have the same bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sketch(u64);

impl Sketch {
    /// Returns the sketch of pairs.
    pub fn of(pairs: &[Pair]) -> Self {
        let bit = |pair: &Pair| {
            let both = u32::from(pair.0) << 16 | u32::from(pair.1);
            both.wrapping_mul(0x9E37_79B1) >> 26
        };
        Self(pairs.iter().fold(0, |bits, pair| bits | 1 << bit(pair)))
    }

    /// Tells whether a text with this sketch may stand within one with the other.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

impl<'p> Likened<'p> {
    /// Takes pairs with their sketch.
    pub fn new(pairs: &'p [Pair], sketch: Sketch) -> Self {
        Self { pairs, sketch }
    }

    /// Returns the likeness of two matters where it is at least `least`.
    pub fn at_least(self, other: Self, least: f64) -> Option<f64> {
        let alone = |one: Self, other: Self| {
            let only_here = (one.sketch.0 & !other.sketch.0).count_ones() as usize;
            one.pairs.len().saturating_sub(only_here)
        };
        // Each bit that only one of them has is of a pair that only it has.
        let most_shared = alone(self, other).min(alone(other, self));
        let most = 2.0 * most_shared as f64 / (self.pairs.len() + other.pairs.len()) as f64;
        if most < least {
            return None;
        }
        Some(likeness(self.pairs, other.pairs)).filter(|share| *share >= least)
    }
}

/// The share of pairs of characters that two texts have in common (Dice).
pub fn likeness(one: &[Pair], other: &[Pair]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let shared = one
        .iter()
        .filter(|pair| other.binary_search(pair).is_ok())
        .count();
    2.0 * shared as f64 / (one.len() + other.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::{
        Likened, Named, Sketch, core, likeness, names_other, pairs_of, paper_names, short_names,
    };

    #[test]
    fn names_of_papers() {
        let names = paper_names("某县人民政府关于印发《某县养老办法》的通知");
        assert!(names.contains(&"某县养老办法".to_owned()), "{names:?}");
        assert_eq!(core("《某县养老办法》政策解读"), "某县养老办法");
        assert_eq!(
            core("关于印发《某县政策解读工作方案》的通知"),
            "某县政策解读工作方案"
        );
        assert!(paper_names("某县养老办法").contains(&"某县养老办法".to_owned()));
    }

    #[test]
    fn a_place_may_be_left_out_of_a_name() {
        let short = |name: &str| short_names(&format!("某局关于印发《{name}》的通知"));
        assert_eq!(short("清河湾县食品摊贩管理办法"), ["食品摊贩管理办法"]);
        assert_eq!(short("某省某市养老服务办法"), ["养老服务办法"]);
        assert!(short("食品摊贩管理办法").is_empty());
        assert!(short("某市停车办法").is_empty());
        assert!(short_names("某县停车场管理办法").is_empty());
    }

    #[test]
    fn an_interpretation_may_name_another_paper() {
        let notice = |name: &str| format!("某市人民政府办公室关于印发《{name}》的通知");
        for (interpretation, paper) in [
            (
                "《某市养老服务管理办法》政策解读",
                notice("某市养老服务管理办法"),
            ),
            ("《养老办法》解读", notice("某市养老服务管理办法")),
            (
                "《关于印发〈某市养老办法〉的通知》解读",
                notice("某市养老办法"),
            ),
            (
                "《某市人民政府关于促进民营经济发展的若干措施》解读",
                "某市人民政府关于印发促进民营经济高质量发展若干措施的通知".to_owned(),
            ),
            (
                "《重点任务分工方案》解读",
                "某市关于印发落实《国务院关于养老服务的意见》重点任务分工方案的通知".to_owned(),
            ),
            ("《办法》政策解读", notice("某市停车管理办法")),
            ("一图读懂养老新政", notice("某市停车管理办法")),
            (
                "《某省河湖长制规定》和《某市停车管理办法》解读",
                notice("某市停车管理办法"),
            ),
        ] {
            assert!(
                !names_other(interpretation, &paper),
                "{interpretation} {paper}"
            );
        }
        for (interpretation, paper) in [
            (
                "《某市统筹做好养老服务指导意见》政策解读",
                notice("某市统筹做好水资源管理行动计划"),
            ),
            ("《某市停车管理办法》解读", notice("某市养老服务管理办法")),
            (
                "《2024年政务公开工作要点》解读",
                notice("2025年政务公开工作要点"),
            ),
            (
                "《某市住房公积金管理办法》解读",
                notice("某市住房公积金异地提取管理办法"),
            ),
            (
                "《某市促进民生保障指导意见》解读",
                notice("某市做好民生保障专项行动指导意见"),
            ),
            (
                "《某市养老服务指导意见》解读",
                notice("某市养老服务工作方案"),
            ),
        ] {
            assert!(
                names_other(interpretation, &paper),
                "{interpretation} {paper}"
            );
        }
    }

    #[test]
    fn titles_may_be_of_one_matter() {
        assert!(Named::of("关于春耕的通知").is_akin("春耕工作问答"));
        assert!(!Named::of("关于城市更新长效机制的实施细则").is_akin("关于基层治理政策解读的通告"));
    }

    #[test]
    fn a_sketch_leaves_out_nothing_that_is_alike() {
        let titles = [
            "某市养老服务管理办法",
            "某市养老服务管理暂行办法",
            "某市停车管理办法",
            "2024年政务公开工作要点",
            "2025年政务公开工作要点",
            "关于统筹推进水资源管理专项行动的指导意见",
            "关于统筹推进水资源管理长效机制的指导意见",
            "",
            "通知",
        ];
        let pairs: Vec<_> = titles.iter().map(|title| pairs_of(&core(title))).collect();
        let mut alike = 0;
        for one in &pairs {
            for other in &pairs {
                for least in [0.3, 0.7, 0.8] {
                    let share = likeness(one, other);
                    let [first, second] =
                        [one, other].map(|pairs| Likened::new(pairs, Sketch::of(pairs)));
                    let told = first.at_least(second, least);
                    assert_eq!(told, (share >= least).then_some(share), "{one:?} {other:?}");
                    alike += usize::from(told.is_some());
                }
            }
        }
        assert!(alike > 3 * (titles.len() - 1), "{alike}");
    }
}
