//! Where a person who reviews a site's content should look first.

use super::Table;
use super::view::View;
use crate::model::{Cause, Fact, LinkRegion, Observation, Place};
use crate::site::{PageIx, is_foreign};
use crate::vocabulary::harm::may_be_planted;

/// The most places that are shown.
const MOST: usize = 20;

pub(super) const FACTS: Table = &[("site.content_review", |view, _| Observation {
    // What a text means nobody but a person can tell.
    fact: Fact::Unknown(Cause::NeedsHuman),
    places: candidates(view),
})];

/// Titles and links out of the site, on its home page and that of its platform, with words that
/// those who break into sites plant.
fn candidates(view: &View<'_>) -> Vec<Place> {
    let platform = view.site.platform.found().map(|platform| platform.page);
    let mut pages: Vec<PageIx> = view.site.home.into_iter().chain(platform).collect();
    pages.dedup();
    let mut out = Vec::new();
    for page in pages {
        let record = view.site.page(page);
        let title = record.facts.html_title.as_deref();
        if let Some(title) = title.filter(|title| may_be_planted(title)) {
            out.push(view.place(page, "网页标题", Some(title)));
        }
        for link in record.links() {
            let text = view.site.strings.get(link.text);
            let Some(address) = link.target.and_then(|at| view.site.answers.address(at)) else {
                continue;
            };
            let planted = is_foreign(view.site, &address)
                && !address.host().ends_with(".gov.cn")
                && (may_be_planted(text) || may_be_planted(address.host()));
            if !planted {
                continue;
            }
            let shown = format!("{text} → {}", address.as_str());
            let locator = match link.region {
                LinkRegion::Hidden => "看不见的外链",
                _ => "外链",
            };
            if out.len() < MOST {
                out.push(view.place(page, locator, Some(&shown)));
            }
        }
    }
    out
}
