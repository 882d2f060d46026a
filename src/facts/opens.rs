//! Whether what a link leads to opens: what the site itself answered, and where nothing can be
//! said of it.

use super::view::View;
use crate::model::{Address, Cause, Place};
use crate::site::{FileKind, PageIx, Resolution, gone_words, is_foreign};

/// What is known of an address.
pub(super) enum Opens {
    /// It was answered with a page or a file.
    There,
    /// Plainly not to be had, with the words that say so.
    Broken(String),
    /// Not known, with the cause and what was seen instead.
    Unread(Cause, &'static str),
    /// On another server that was not asked: that says nothing.
    Elsewhere,
}

/// Tells what an address that was linked to gives.
pub(super) fn opens(view: &View<'_>, target: &Address) -> Opens {
    match view.site.answers.resolve(target) {
        Resolution::Page(page) if is_home_instead(view, target, page) => {
            // Many sites send those there who ask for what is gone; but a guard against robots
            // may do the same, so that only a person can tell.
            Opens::Unread(Cause::NeedsHuman, "转到首页")
        }
        Resolution::Page(page) => match view.site.unreadable(page) {
            Some(Cause::Blocked) => Opens::Unread(Cause::Blocked, "打开是验证或登录页面"),
            Some(Cause::NotFetched) => Opens::Unread(Cause::NotFetched, "没有读到内容"),
            _ => Opens::There,
        },
        Resolution::File => of_file(view, target),
        Resolution::Gone(status) => Opens::Broken(format!("返回 {}", gone_words(status))),
        Resolution::Refused(cause, _) => Opens::Unread(cause, "没有得到答复"),
        Resolution::Unasked(address) if is_foreign(view.site, &address) => Opens::Elsewhere,
        Resolution::Unasked(_) => Opens::Unread(
            view.site.origin.cut_short.unwrap_or(Cause::NotFetched),
            "没有抓取",
        ),
    }
}

/// What an answer that is no page gives. A header alone that speaks of a page may be that of a
/// guard or of a login as well as one that a server puts before every file.
fn of_file(view: &View<'_>, target: &Address) -> Opens {
    let Some(end) = view.site.answers.end(target) else {
        return Opens::There;
    };
    let media = end.media_type.as_deref().unwrap_or_default();
    let media = media.split(';').next().unwrap_or(media).trim();
    match end.content {
        Some(FileKind::Empty) => Opens::Broken("内容为空（0 字节）".to_owned()),
        None if media.eq_ignore_ascii_case("text/html") => {
            Opens::Unread(Cause::NotFetched, "答复是网页，没有读其内容")
        }
        _ => Opens::There,
    }
}

/// Tells whether an address within the site is answered with the site's home page.
fn is_home_instead(view: &View<'_>, target: &Address, page: PageIx) -> bool {
    if Some(page) != view.site.home || is_foreign(view.site, target) {
        return false;
    }
    let path = target.path();
    let last = path.rsplit('/').next().unwrap_or_default();
    let folder = &path[..path.len() - last.len()];
    let of_home = view.site.address_of(page);
    let of_home = of_home
        .as_ref()
        .map_or("/", |home| crate::site::folder_of(home.path()));
    // The home page's own names: `/`, `/index.html`, the folder it stands in.
    let index = last.is_empty() || matches!(last.split('.').next(), Some("index" | "default"));
    !(index && (folder == "/" || folder == of_home))
}

/// Targets of which nothing is known, in order of appearance.
#[derive(Default)]
pub(super) struct Unread {
    /// The first one's cause.
    pub(super) cause: Option<Cause>,
    /// Where some of them stand.
    pub(super) places: Vec<Place>,
}

/// Places shown of what was not read.
const SHOWN: usize = 10;

impl Unread {
    /// Notes one.
    pub(super) fn note(&mut self, cause: Cause, place: impl FnOnce() -> Place) {
        self.cause = self.cause.or(Some(cause));
        if self.places.len() < SHOWN {
            self.places.push(place());
        }
    }
}
