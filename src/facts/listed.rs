//! Whether the lists of the interpretation columns have an item about a paper, by their titles.

use jiff::civil::Date;

use super::matters::{ALIKE, APART, EARLY};
use super::view::View;
use crate::model::DocumentFacts;
use crate::page::document::matter::{
    Likened, Named, Pair, Sketch, bare_names, core, pairs_of, paper_names, subject_of,
};
use crate::page::document::quoted;
use crate::site::{PageIx, Resolution};
use crate::vocabulary::fold;

/// Fewer characters of a name are those of many papers.
const NAMING: usize = 6;
/// Most days between a paper and an item whose titles only share a subject.
const CLOSE: i64 = 14;
/// The share of the shorter subject that both have.
const SHARED: f64 = 0.5;

/// Whether an item is about a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// None is.
    No,
    /// One may be: its title has a part of the name.
    Perhaps,
    /// One is.
    Yes,
}

/// An item of the interpretation columns.
#[derive(Debug)]
pub(super) struct Listed {
    title: String,
    /// What its title quotes, folded.
    quoted: Vec<String>,
    core: String,
    /// The pairs of characters of its matter with their sketch.
    pairs: Vec<Pair>,
    sketch: Sketch,
    subject: Vec<Pair>,
    date: Option<Date>,
    /// The paper that the page is known to be of.
    of: Option<PageIx>,
}

impl Listed {
    fn new(title: &str, date: Option<Date>, of: Option<PageIx>) -> Self {
        let core = core(title);
        let pairs = pairs_of(&core);
        Self {
            title: title.to_owned(),
            quoted: quoted(title).into_iter().map(fold).collect(),
            sketch: Sketch::of(&pairs),
            subject: pairs_of(&subject_of(&core)),
            pairs,
            core,
            date,
            of,
        }
    }

    /// Tells whether the item came out no later than this many days after a paper, and not weeks
    /// before it.
    fn follows(&self, days: Option<(Date, Date)>, most: i64) -> bool {
        self.date.zip(days).is_some_and(|(own, (first, last))| {
            let after = |day: Date| i64::from((own - day).get_days());
            after(first) >= -EARLY && after(last) <= most
        })
    }
}

/// What is held against each item.
#[derive(Debug)]
struct Paper {
    page: PageIx,
    names: Vec<String>,
    pairs: Vec<Pair>,
    sketch: Sketch,
    named: Named,
    /// Its names without the place before them, with the sketch of each.
    bare: Vec<(String, Sketch)>,
    subject: Vec<Pair>,
    /// Its first and its last day.
    days: Option<(Date, Date)>,
}

impl Paper {
    fn new(page: PageIx, title: &str, days: Option<(Date, Date)>) -> Self {
        let pairs = pairs_of(&core(title));
        let mut bare = bare_names(title);
        bare.retain(|name| is_telling(name));
        let subject = bare.iter().map(|name| subject_of(name));
        let subject = subject.max_by_key(|name| name.chars().count());
        Self {
            page,
            names: paper_names(title),
            named: Named::of(title),
            sketch: Sketch::of(&pairs),
            pairs,
            subject: pairs_of(&subject.unwrap_or_default()),
            bare: bare
                .into_iter()
                .map(|name| {
                    let sketch = Sketch::of(&pairs_of(&name));
                    (name, sketch)
                })
                .collect(),
            days,
        }
    }

    /// Tells whether an item is about the paper.
    fn told_by(&self, item: &Listed) -> Told {
        let own = Likened::new(&self.pairs, self.sketch);
        let alike = own.at_least(Likened::new(&item.pairs, item.sketch), ALIKE);
        if alike.is_some() || item.quoted.iter().any(|name| self.names.contains(name)) {
            return Told::Yes;
        }
        // It is of another paper, by its page or by what it quotes; the latter is asked last, as
        // it takes longest.
        if item.of.is_some_and(|of| of != self.page) {
            return Told::No;
        }
        let told = self.shared_by(item);
        let other = || self.named.is_not_in(&item.title) && !item.title.contains('“');
        match told != Told::No && other() {
            true => Told::No,
            false => told,
        }
    }

    /// Tells whether an item that does not have the whole name may be about the paper.
    fn shared_by(&self, item: &Listed) -> Told {
        let holds = |(name, sketch): &(String, Sketch)| {
            sketch.is_within(item.sketch) && item.core.contains(name.as_str())
        };
        if self.bare.iter().any(holds) && self.days.is_some() {
            if self.follows_or_undated(item) {
                return Told::Yes;
            }
            return Told::No;
        }
        // 燃气管理办法 for 城镇燃气管理办法.
        let part = |(name, sketch): &(String, Sketch)| {
            item.sketch.is_within(*sketch) && name.contains(&item.core)
        };
        if self.bare.iter().any(part) && is_telling(&item.core) && self.follows_or_undated(item) {
            return Told::Perhaps;
        }
        if item.follows(self.days, CLOSE) && share(&self.subject, &item.subject) >= SHARED {
            return Told::Perhaps;
        }
        Told::No
    }

    fn follows_or_undated(&self, item: &Listed) -> bool {
        item.date.is_none() || item.follows(self.days, APART)
    }
}

/// Tells whether a name is long enough and says more than its kind (管理暂行办法).
fn is_telling(name: &str) -> bool {
    name.chars().count() >= NAMING && subject_of(name).chars().count() >= 2
}

/// The share of the smaller of two sorted sets that both have.
fn share(one: &[Pair], other: &[Pair]) -> f64 {
    /// Fewer pairs are of one word.
    const FEW: usize = 3;
    let least = one.len().min(other.len());
    if least < FEW {
        return 0.0;
    }
    let both = one.iter().filter(|pair| other.binary_search(pair).is_ok());
    both.count() as f64 / least as f64
}

/// Tells whether a list of the interpretation columns has an item about a paper.
pub(super) fn told(view: &View<'_>, page: PageIx, title: &str, document: &DocumentFacts) -> Told {
    let day = |field: &Option<crate::model::Field<Date>>| field.as_ref().map(|field| field.value);
    let (written, published) = (day(&document.written_date), day(&document.published_date));
    let days = written.or(published).zip(published.max(written));
    let paper = Paper::new(page, title, days);
    let listed = view.matters.listed.get_or_init(|| listed(view));
    let mut best = Told::No;
    for item in listed {
        best = best.max(paper.told_by(item));
        if best == Told::Yes {
            break;
        }
    }
    best
}

fn listed(view: &View<'_>) -> Vec<Listed> {
    let at = view
        .names
        .obligations
        .iter()
        .position(|known| known.id == "interpretation");
    let group = at.map(|at| view.group(view.site.columns.len() + at));
    group.map_or_else(Vec::new, |group| {
        group
            .items(view)
            .map(|item| {
                let of = match item.leads() {
                    Some(Resolution::Page(to)) => view.matters.document_of.get(&to).copied(),
                    _ => None,
                };
                Listed::new(item.title, item.date, of)
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Listed, Paper, Told};
    use crate::site::PageIx;

    #[test]
    fn titles_that_have_a_part_of_the_papers_name() {
        let day = date(2026, 3, 2);
        let told = |name: &str, item: &str, after: i32| {
            let title = format!("某县人民政府办公室关于印发《{name}》的通知");
            let own = Paper::new(PageIx(0), &title, Some((day, day)));
            let on = day.checked_add(jiff::Span::new().days(after)).ok();
            own.told_by(&Listed::new(item, on, None))
        };
        for (name, item) in [
            (
                "清河县停车收费管理办法",
                "县发改委关于停车收费管理办法的解读",
            ),
            (
                "清河县户外广告设置管理规定",
                "政策问答：户外广告设置管理规定",
            ),
            ("清河县犬只管理办法", "养犬那些事——清河县犬只管理办法解读"),
            ("清河县危房管理办法", "新闻发布会：清河县危房管理办法"),
        ] {
            assert_eq!(told(name, item, 1), Told::Yes, "{item}");
            // Years later it is of the next paper of the name.
            assert_eq!(told(name, item, 900), Told::No, "{item}");
        }
        let part = ("清河县城镇燃气管理办法", "燃气管理办法（图解）");
        assert_eq!(told(part.0, part.1, 3), Told::Perhaps);
        let nickname = ("清河县促进民营经济高质量发展若干措施", "“民营经济20条”解读");
        assert_eq!(told(nickname.0, nickname.1, 3), Told::Perhaps);
        assert_eq!(told(nickname.0, nickname.1, 60), Told::No);
        for (name, item) in [
            ("清河县停车收费管理办法", "一图读懂养老服务管理办法"),
            ("清河县停车收费管理办法", "《清河县物业收费管理办法》解读"),
            ("清河县停车收费管理办法", "管理暂行办法解读"),
        ] {
            assert_eq!(told(name, item, 1), Told::No, "{item}");
        }
    }
}
