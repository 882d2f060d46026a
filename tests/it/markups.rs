//! Clean twins and injected violations in markups and of bodies that are not the demo's: whole
//! small sites of six kinds of bodies in four markups. A clean one must have no finding above
//! advice; a spoiled one exactly the findings that its one fault makes.

use rayon::prelude::*;

use super::audits::findings;
use super::markups_content::{Item, Kind, Twin};
use super::markups_skins::{Skin, draw};

#[test]
fn clean_twins_have_no_finding() {
    let sites: Vec<(Kind, Skin)> = Kind::ALL
        .into_iter()
        .flat_map(|kind| Skin::ALL.map(|skin| (kind, skin)))
        .collect();
    let wrong: Vec<String> = sites
        .into_par_iter()
        .flat_map_iter(|(kind, skin)| {
            findings(&draw(&Twin::clean(kind), skin).audit())
                .into_iter()
                .map(move |(rule, _, message)| format!("{kind:?} {skin:?}: {rule}: {message}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// One fault of a twin: its name, how it is made, and the one rule that must find it.
type Fault = (&'static str, fn(&mut Twin), &'static str);

const FAULTS: &[Fault] = &[
    (
        "no number",
        |twin| twin.meta().number = None,
        "document-has-number",
    ),
    (
        "one number twice",
        |twin| {
            let items = twin.items("行政规范性文件");
            items[1].meta.as_mut().unwrap().number = items[2].meta.as_ref().unwrap().number.clone();
        },
        "document-number-unique",
    ),
    (
        "past its term",
        |twin| {
            let text = &mut twin.items("行政规范性文件")[4].text;
            text.insert(3, "本通知自印发之日起施行，有效期一年。".to_owned());
        },
        "document-status-fits-stated-term",
    ),
    (
        "repealed and shown as valid",
        |twin| {
            let number = twin.items("行政规范性文件")[3]
                .meta
                .as_ref()
                .unwrap()
                .number
                .clone()
                .unwrap();
            let title = format!("{}关于废止部分规范性文件的通知", twin.name);
            let line = format!(
                "经清理，决定废止《规范公文办理程序的通知》（{number}），自印发之日起停止执行。"
            );
            twin.items("规范性文件清理")
                .push(Item::plain(&title, "2026-08-03", &[&line]));
        },
        "repealed-document-marked",
    ),
    (
        "an interpretation on the fourth working day",
        |twin| twin.beside("政策解读")[0].date = "2026-05-18".to_owned(),
        "interpretation-within-3-workdays",
    ),
    (
        "an interpretation before its paper",
        |twin| twin.beside("政策解读")[0].date = "2026-05-11".to_owned(),
        "interpretation-not-before-document",
    ),
    (
        "no way to give opinions",
        |twin| {
            twin.beside("意见征集")[0].text.pop();
        },
        "consultation-states-ways",
    ),
    (
        "no period",
        |twin| {
            twin.beside("意见征集")[0].text.remove(1);
        },
        "consultation-states-period",
    ),
    (
        "no draft",
        |twin| twin.beside("意见征集")[0].files.clear(),
        "consultation-has-draft",
    ),
    (
        "a letter answered too late",
        |twin| twin.letters[1][2] = "2026-10-20".to_owned(),
        "messages-answered",
    ),
    (
        "a letter without an answer",
        |twin| {
            twin.letters[1] = ["反映路灯不亮", "2026-08-03", "", "未回复"].map(str::to_owned);
        },
        "no-message-unanswered-for-3-months",
    ),
    (
        "no mailbox",
        |twin| twin.letters.clear(),
        "channel-for-questions-offered",
    ),
];

#[test]
fn spoiled_twins_have_their_one_finding() {
    let sites: Vec<(&Fault, Kind, Skin)> = FAULTS
        .iter()
        .enumerate()
        .flat_map(|(at, fault)| {
            // Every fault in two markups, every kind of body and every markup with some.
            [(at, at), (at + 3, at + 1)].map(|(kind, skin)| {
                (
                    fault,
                    Kind::ALL[kind % Kind::ALL.len()],
                    Skin::ALL[skin % Skin::ALL.len()],
                )
            })
        })
        .collect();
    let wrong: Vec<String> = sites
        .into_par_iter()
        .filter_map(|((name, make, rule), kind, skin)| {
            let mut twin = Twin::clean(kind);
            make(&mut twin);
            let found = findings(&draw(&twin, skin).audit());
            let right = found.len() == 1 && found.iter().all(|(id, _, _)| id.starts_with(rule));
            (!right).then(|| format!("{kind:?} {skin:?} {name}: {found:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
