//! Sham mends on sites that are not the demo: four markups, each with a guide that states a
//! repealed period and a paper without a number. Whatever is done to make them vanish without
//! mending them, the issue must not pass the re-check; the true mend must.

use gongkai::ledger::State;
use rayon::prelude::*;

use super::audits::Site;
use super::campaign::Campaign;
use super::markups_content::{Kind, Twin};
use super::markups_skins::{Skin, draw};

/// Returns the file at an address of the site.
fn file_of(url: &str) -> String {
    let path = url.strip_prefix("http://demo.example/").unwrap();
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

fn page(title: &str, body: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><p><a href=\"/\">首页</a></p>{body}</body></html>"
    )
    .into_bytes()
}

/// What is done to the page where the issue stands.
#[derive(Debug, Clone, Copy)]
enum Done {
    Nothing,
    Mended,
    TakenDown,
    SaysMissing,
    OnlyTitled404,
    Placeholder,
    Blank,
    RefreshesToHome,
    CopyOfHome,
    /// Every link to it is gone; the page itself stays as it was.
    ListEmptied,
    /// It stands at another address as it was, and links lead there.
    Moved,
    /// It stands mended at another address: true, but not to be told from a page taken down.
    MovedAndMended,
}

const ALL: [Done; 9] = [
    Done::Nothing,
    Done::Mended,
    Done::TakenDown,
    Done::SaysMissing,
    Done::OnlyTitled404,
    Done::Placeholder,
    Done::Blank,
    Done::RefreshesToHome,
    Done::CopyOfHome,
];

fn work(site: &mut Site, file: &str, done: Done, mended: &Site) {
    let bytes = match done {
        Done::Nothing => return,
        Done::Mended => mended.0[file].clone(),
        Done::TakenDown => {
            site.0.remove(file);
            return;
        }
        Done::SaysMissing => page("县市场监督管理局", "<h2>抱歉，您访问的页面不存在</h2>"),
        Done::OnlyTitled404 => page("404", "<img src=\"/404.png\">"),
        Done::Placeholder => page("政府信息公开指南", "<p>栏目正在建设中，敬请期待。</p>"),
        Done::Blank => page("政府信息公开指南", ""),
        Done::RefreshesToHome => "<html><head><meta http-equiv=\"refresh\" content=\"0;url=/\"></head><body></body></html>".into(),
        Done::CopyOfHome => site.0["index.html"].clone(),
        Done::ListEmptied => {
            let name = file.rsplit('/').next().unwrap();
            site.edit_bytes(name.as_bytes(), b"");
            return;
        }
        Done::Moved | Done::MovedAndMended => {
            let (folder, name) = file.rsplit_once('/').unwrap();
            let mut bytes = site.0.remove(file).unwrap();
            if matches!(done, Done::MovedAndMended) {
                bytes = mended.0[file].clone();
            }
            site.edit_bytes(name.as_bytes(), format!("m{name}").as_bytes());
            site.0.insert(format!("{folder}/m{name}"), bytes);
            return;
        }
    };
    site.0.insert(file.to_owned(), bytes);
}

/// Plays a campaign: found, claimed to be mended, scanned again; returns what is not as it
/// should be. Every deed is done in two markups.
fn play(rule: &str, spoil: fn(&mut Twin), deeds: &[Done]) -> Vec<String> {
    let cases: Vec<(Skin, Done)> = deeds
        .iter()
        .enumerate()
        .flat_map(|(at, done)| [(Skin::ALL[at % 4], *done), (Skin::ALL[(at + 1) % 4], *done)])
        .collect();
    cases
        .into_par_iter()
        .filter_map(|(skin, done)| {
            let clean = Twin::clean(Kind::CountyBureau);
            let mut twin = clean.clone();
            spoil(&mut twin);
            let (mut campaign, _) = Campaign::on(draw(&twin, skin));
            let file = file_of(&campaign.issue(rule).finding.evidence[0].url);
            campaign.claim(rule);
            let mended = draw(&clean, skin);
            work(&mut campaign.site, &file, done, &mended);
            campaign.audit();
            campaign.is_whole();
            let issue = campaign.issue(rule);
            let right = match done {
                // It fails still, wherever it stands now.
                Done::Nothing | Done::ListEmptied | Done::Moved => State::Open,
                Done::Mended => State::Verified,
                _ => State::Rectified,
            };
            (issue.state != right).then(|| {
                let doubt = &issue.doubt;
                format!("{rule} {skin:?} {done:?}: {:?} {doubt}", issue.state)
            })
        })
        .collect()
}

#[test]
fn a_guide_is_mended_by_what_it_says_and_by_nothing_else() {
    let spoil = |twin: &mut Twin| {
        twin.guide_says(
            "answer",
            "（四）答复。能够当场答复的当场答复；不能当场答复的，自收到申请之日起15个工作日内予以答复；需要延长答复期限的，延长的期限最长不超过15个工作日。",
        );
    };
    let wrong = play("guide-answer-period-current", spoil, &ALL);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_paper_without_its_number_is_mended_by_its_number_only() {
    let wrong = play(
        "document-has-number",
        |twin| twin.meta().number = None,
        &[
            &ALL[..],
            &[Done::ListEmptied, Done::Moved, Done::MovedAndMended],
        ]
        .concat(),
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
