//! Clean twins and injected violations in markups and of bodies that are not the demo's: whole
//! small sites of six kinds of bodies in four markups. A clean one must have no finding above
//! advice; a spoiled one exactly the findings that its one fault makes.

use rayon::prelude::*;

use super::audits::findings;
use super::markups_content::{Kind, Twin};
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

/// Writes the clean sites below the folder that `MARKUPS_KEEP` names.
#[test]
#[ignore = "for looking at the sites by hand"]
fn keep() {
    let folder = std::env::var("MARKUPS_KEEP").unwrap();
    for kind in Kind::ALL {
        for skin in Skin::ALL {
            let root = std::path::Path::new(&folder).join(format!("{kind:?}-{skin:?}"));
            draw(&Twin::clean(kind), skin).write(&root);
        }
    }
}
