//! Facts of what several places of a site say of one thing: address and telephone numbers,
//! leaders and those dismissed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Table;
use super::find::guide;
use super::site_marks::marks_of;
use super::view::View;
use crate::model::{Contacts, Fact, Find, Found, Observation, Place, SubjectKind};
use crate::page::special::persons::short_post;
use crate::site::{PageIx, Parts};
use crate::vocabulary::{bodies, fold};

pub(super) const FACTS: Table = &[
    ("site.addresses_differ", |view, _| {
        compared(
            view,
            |one, other| {
                let differ = one
                    .iter()
                    .all(|a| other.iter().all(|b| addresses_differ(a, b) == Some(true)));
                !one.is_empty() && !other.is_empty() && differ
            },
            |contacts| contacts.addresses.clone(),
        )
    }),
    ("site.phones_differ", |view, _| {
        compared(
            view,
            |one, other| {
                let same = |a: &String, b: &String| a.ends_with(tail(b)) || b.ends_with(tail(a));
                !one.is_empty()
                    && !other.is_empty()
                    && !one.iter().any(|a| other.iter().any(|b| same(a, b)))
            },
            |contacts| contacts.phones.clone(),
        )
    }),
    ("site.leaders_proposed", |view, _| proposed(view)),
    ("site.dismissed_listed", |view, _| dismissed(view, true)),
    ("site.dismissed_unclear", |view, _| dismissed(view, false)),
];

/// Guide, institution's page and footer.
const PLACES: usize = 3;

/// What the guide, the institution's page and the footer state, each with its place.
fn sources(view: &View<'_>) -> Vec<(&'static str, Contacts, Place)> {
    let mut out = Vec::new();
    if let Found::Subjects(handles) = guide::find(view)
        && let Some(handle) = handles.first()
    {
        let page = PageIx(handle.index as u32);
        if let Some(guide) = view
            .site
            .page(page)
            .facts
            .guide
            .as_ref()
            .filter(|guide| !guide.is_directory)
        {
            let contacts = Contacts {
                addresses: guide.address.iter().cloned().collect(),
                phones: guide.phone.iter().flat_map(|text| numbers(text)).collect(),
            };
            out.push(("指南", contacts, view.place(page, "公开指南", None)));
        }
    }
    let find = Find {
        serves: Some("institution".to_owned()),
        ..Find::default()
    };
    if let Found::Subjects(handles) = super::find::find(view, SubjectKind::Column, &find) {
        let group = handles.first().map(|handle| view.group(handle.index));
        let pages = group.iter().flat_map(|group| group.pages.iter().copied());
        for page in pages {
            if let Some(contacts) = &view.site.page(page).facts.contacts {
                out.push((
                    "机构职能",
                    (**contacts).clone(),
                    view.place(page, "机构职能页", None),
                ));
                break;
            }
        }
    }
    if let Some(home) = view.site.home
        && let Ok(marks) = marks_of(view, home)
    {
        let contacts = Contacts {
            addresses: marks.addresses.clone(),
            phones: marks.phones.clone(),
        };
        let record = view.site.page(home);
        let foot = record.facts.home.as_ref().map(|marks| marks.foot.as_str());
        out.push(("页脚", contacts, view.place(home, "首页页脚", foot)));
    }
    out
}

/// Lists what every place says where two of them differ; else nothing.
fn compared(
    view: &View<'_>,
    differ: impl Fn(&[String], &[String]) -> bool,
    read: impl Fn(&Contacts) -> Vec<String>,
) -> Observation {
    let said: Vec<(&str, Vec<String>, Place)> = sources(view)
        .into_iter()
        .map(|(name, contacts, place)| (name, read(&contacts), place))
        .filter(|(_, values, _)| !values.is_empty())
        .collect();
    let any = (0..said.len()).any(|a| (a + 1..said.len()).any(|b| differ(&said[a].1, &said[b].1)));
    // A place that was not read may say another thing.
    if let Some(cause) = view
        .site
        .origin
        .cut_short
        .filter(|_| !any && said.len() < PLACES)
    {
        return Observation {
            fact: Fact::Unknown(cause),
            places: said.into_iter().map(|(_, _, place)| place).collect(),
        };
    }
    if said.len() < 2 {
        return Fact::Absent.into();
    }
    let told: Vec<String> = said
        .iter()
        .map(|(name, values, _)| format!("{name} {}", values.join("、")))
        .collect();
    Observation {
        fact: Fact::list(any.then(|| told.join("；"))),
        places: said.iter().map(|(_, _, place)| place.clone()).collect(),
    }
}

/// The telephone numbers in a text, digits only.
fn numbers(text: &str) -> Vec<String> {
    static NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:0\d{2,3}[-—－ )）]{0,2})?\d{7,8}").ok());
    NUMBER
        .iter()
        .flat_map(|pattern| pattern.find_iter(text))
        .map(|found| {
            found
                .as_str()
                .chars()
                .filter(char::is_ascii_digit)
                .collect()
        })
        .collect()
}

/// The last seven digits: what is left without an area code.
fn tail(number: &str) -> &str {
    &number[number.len().saturating_sub(7)..]
}

/// Tells whether two addresses are of different doors; `None` where either names none.
fn addresses_differ(one: &str, other: &str) -> Option<bool> {
    static DOOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(\p{Han}{1,8}?(?:路|街|大道|道|巷|弄|胡同))(?:东|西|南|北|中)?(?:段)?([0-9]+)号",
        )
        .ok()
    });
    let read = |text: &str| -> Option<(String, String)> {
        let folded = fold(text);
        let found = DOOR.as_ref()?.captures(&folded)?;
        Some((found[1].to_owned(), found[2].to_owned()))
    };
    let ((road, door), (other_road, other_door)) = (read(one)?, read(other)?);
    let same_road = road.ends_with(&other_road)
        || other_road.ends_with(&road)
        || last(&road, 3) == last(&other_road, 3);
    Some(!same_road || door != other_door)
}

fn last(text: &str, count: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars[chars.len().saturating_sub(count)..].iter().collect()
}

/// Posts that a page about leaders says are only proposed. A notice of those proposed is none.
fn proposed(view: &View<'_>) -> Observation {
    /// Characters of a post, and of what stands before it.
    const POST: usize = 14;
    let mut told = BTreeSet::new();
    let mut places = Vec::new();
    for page in view.site.pages_with(Parts::PERSONS) {
        let record = view.site.page(page);
        let title = record.facts.title.as_deref().unwrap_or_default();
        let Some(persons) = record.facts.persons.as_ref() else {
            continue;
        };
        let words = &bodies::words().pages;
        if persons.leaders.is_empty() || words.notices.found_in(title) {
            continue;
        }
        let mut proposed = words.proposed.iter();
        if let Some(at) = proposed.find_map(|word| persons.leaders.find(word)) {
            let post: String = persons.leaders[at..].chars().take(POST).collect();
            places.push(view.place(page, "领导信息", Some(&post)));
            told.insert(post);
        }
    }
    Observation {
        fact: match told.is_empty() {
            true => Fact::Absent,
            false => Fact::list(told),
        },
        places,
    }
}

/// Persons whom a notice dismissed and whom a page about leaders still names: with the same
/// post (`certain`), or with another post or after a later appointment.
fn dismissed(view: &View<'_>, certain: bool) -> Observation {
    let pages = || {
        view.site.pages_with(Parts::PERSONS).filter_map(|page| {
            let record = view.site.page(page);
            Some((page, record.facts.persons.clone()?))
        })
    };
    let leaders: Vec<(PageIx, String)> = pages()
        .filter(|(_, persons)| !persons.leaders.is_empty())
        .map(|(page, persons)| (page, persons.leaders))
        .collect();
    let appointed: BTreeSet<String> = pages().flat_map(|(_, persons)| persons.appointed).collect();
    let mut told = BTreeSet::new();
    let mut places = Vec::new();
    let mut notices = 0;
    for (notice, persons) in pages() {
        for (name, post) in &persons.dismissed {
            notices += 1;
            let Some(short) = short_post(post) else {
                continue;
            };
            for (page, text) in leaders
                .iter()
                .filter(|(_, text)| text.contains(name.as_str()))
            {
                let same = beside(text, name).is_some_and(|found| found == short);
                if (same && !appointed.contains(name)) == certain {
                    told.insert(format!("{name}（{post}）"));
                    places.push(view.place(*page, "领导信息", None));
                    let record = view.site.page(notice);
                    places.push(view.place(notice, "任免通知", record.facts.title.as_deref()));
                }
            }
        }
    }
    if notices == 0 || leaders.is_empty() {
        return match view.site.origin.cut_short {
            Some(cause) => view.unknown(cause),
            None => Observation {
                fact: Fact::Absent,
                places: leaders
                    .iter()
                    .map(|(page, _)| view.place(*page, "领导信息", None))
                    .collect(),
            },
        };
    }
    Observation {
        fact: Fact::list(told),
        places,
    }
}

/// The post that stands with a name in a folded text: right before it, else right behind it.
fn beside(text: &str, name: &str) -> Option<String> {
    const BEFORE: [char; 5] = [':', ',', '-', '(', ')'];
    let at = text.find(name)?;
    let before = text[..at].trim_end_matches(BEFORE);
    if let Some(post) = short_post(before) {
        return Some(post);
    }
    let behind = text[at + name.len()..]
        .trim_start_matches(BEFORE)
        .trim_start_matches("同志")
        .trim_start_matches(BEFORE);
    let start: String = behind.chars().take(24).collect();
    // The post ends where the next mark stands.
    let end = start
        .find([',', '。', ';', ':', '、', '('])
        .unwrap_or(start.len());
    short_post(&start[..end])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::{addresses_differ, beside, numbers};

    #[test]
    fn doors_are_compared_and_rooms_are_not() {
        assert_eq!(
            addresses_differ("清溪县滨河路66号301室", "滨河路66号"),
            Some(false)
        );
        assert_eq!(
            addresses_differ("清溪县滨河路66号", "清溪县滨河路68号"),
            Some(true)
        );
        assert_eq!(
            addresses_differ("清溪县滨河路66号", "清溪县人民路66号"),
            Some(true)
        );
        assert_eq!(addresses_differ("政务中心三楼", "滨河路66号"), None);
    }

    #[test]
    fn posts_stand_before_or_behind_a_name() {
        assert_eq!(
            beside("局长:李四,副局长:张三,分管法制", "张三").as_deref(),
            Some("副局长")
        );
        assert_eq!(
            beside("局长李四副局长张三", "李四").as_deref(),
            Some("局长")
        );
        assert_eq!(
            beside("张三,副局长,分管法制", "张三").as_deref(),
            Some("副局长")
        );
        assert_eq!(beside("张三分管法制", "张三"), None);
    }

    #[test]
    fn telephone_numbers_are_found() {
        assert_eq!(numbers("0550-7000315、7000316"), ["05507000315", "7000316"]);
    }
}
