//! What the readers of single parts of a page are given.

use crate::model::Address;

use super::dom::{Dom, Id};

/// One page while it is being read: its nodes and what is already known of it.
#[derive(Debug)]
pub struct Ctx<'a, 'h> {
    /// The page's nodes, with regions set.
    pub dom: &'a Dom<'h>,
    /// The page's own address.
    pub address: &'a Address,
    /// What links are resolved against: the page's address or its `<base href>`.
    pub base: &'a Address,
    /// Meta tags (`ColumnName`, `PubDate`, …), names as written, values squeezed.
    pub metas: &'a [(String, String)],
    /// The text of `<title>`, white space folded.
    pub html_title: Option<&'a str>,
    /// The page's title, as `PageFacts::title`.
    pub title: Option<&'a str>,
    /// The element that shows the title, when one does.
    pub title_node: Option<Id>,
    /// Names of the columns, outermost first.
    pub column_path: &'a [String],
    /// The part of the page that is neither header, footer nor side navigation: title,
    /// metadata box, body and list all stand below it.
    pub main: Id,
    /// The element with the running text of an article, when the page has such text. It
    /// may be an ancestor of the metadata box on pages without clear structure.
    pub body: Option<Id>,
    /// Visible text of `main` (`\n` between blocks, `\t` between cells).
    pub main_text: &'a str,
    /// `main_text` folded for comparison (see [`crate::vocabulary::fold`]).
    pub main_folded: &'a str,
    /// Visible text of the article alone, share bars and the like left out; empty without
    /// `body`.
    pub body_text: &'a str,
}

impl Ctx<'_, '_> {
    /// Resolves an `href` as written; `None` when it is no web address.
    pub fn join(&self, href: &str) -> Option<Address> {
        super::links::resolve(self.base, href)
    }

    /// Returns the first meta tag of this name (letter case ignored) that is not empty.
    pub fn meta(&self, name: &str) -> Option<&str> {
        self.metas
            .iter()
            .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// Reads markup far enough for the readers of parts of a page, and gives `f` what they get.
///
/// The whole tree lives only within this call.
pub fn with<R>(address: &Address, markup: &str, f: impl FnOnce(&Ctx<'_, '_>) -> R) -> R {
    let html = scraper::Html::parse_document(markup);
    let arena = bumpalo::Bump::new();
    let dom = Dom::new(&arena, &html);
    let main_text = super::text::of(&dom, Id::ROOT);
    let main_folded = crate::vocabulary::fold(&main_text);
    f(&Ctx {
        dom: &dom,
        address,
        base: address,
        metas: &[],
        html_title: None,
        title: None,
        title_node: None,
        column_path: &[],
        main: Id::ROOT,
        body: None,
        main_text: &main_text,
        main_folded: &main_folded,
        body_text: &main_text,
    })
}
