//! The pictures of a home page: one that is gone is a link that does not open
//! (`documents-decisions-interaction.md`, CHK-D19).

use foldhash::HashSet;

use super::dom::{Dom, Id};
use super::links;
use super::text;
use crate::model::{Address, Picture};

/// Most pictures named of one page.
const MOST: usize = 60;

/// Reads the pictures that a visitor's browser fetches from the markup alone.
///
/// Left out are those of other sites, those that a script exchanges or hides when they are not
/// there, and addresses that a template has not filled in.
pub(super) fn read(dom: &Dom<'_>, base: &Address, address: &Address) -> Vec<Picture> {
    let mut seen = HashSet::default();
    dom.find(Id::ROOT, &["img"])
        .filter(|&id| dom.is_visible(id))
        .filter_map(|id| picture(dom, base, id))
        .filter(|picture| picture.target.authority() == address.authority())
        .filter(|picture| seen.insert(picture.target.clone()))
        .take(MOST)
        .collect()
}

fn picture(dom: &Dom<'_>, base: &Address, id: Id) -> Option<Picture> {
    if dom.attr(id, "onerror").is_some() {
        return None;
    }
    let source = dom.attr(id, "src")?.trim();
    // `{{item.pic}}`, `${pic}`, `<%=pic%>`, `+pic+`.
    let unfilled = source.is_empty() || source.contains(['{', '}', '<', '+', '\'', '#']);
    // A picture that comes when it is scrolled to has a stand-in until then.
    let waits = dom.attrs(id).iter().any(|(name, _)| {
        name.starts_with("data-")
            && ["src", "original", "lazy"]
                .iter()
                .any(|end| name.ends_with(end))
    });
    if unfilled || waits {
        return None;
    }
    let target = links::target(base, source, None)?;
    let alt = dom.attr(id, "alt").map(text::squeeze).unwrap_or_default();
    let text = match alt.is_empty() {
        true => target
            .path()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned(),
        false => alt,
    };
    Some(Picture { target, text })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use bumpalo::Bump;
    use scraper::Html;

    use super::read;
    use crate::model::Address;
    use crate::page::dom::Dom;

    #[test]
    fn only_what_a_browser_fetches_from_the_site_by_the_markup() {
        let html = Html::parse_document(
            "<body><img src='/images/logo.png' alt=' 某县 民政局 '><img src=banner/1.jpg><img src=/images/logo.png>\
             <img src=''><img src='{{pic}}'><img src='/a.gif' data-original='/b.jpg'><img src='/c.jpg' onerror='this.remove()'>\
             <img src='//other.gov.cn/d.jpg'><img src='data:image/gif;base64,R0lG'><div style='display:none'><img src=/e.jpg></div>\
             <noscript><img src=/f.jpg></noscript><script>document.write(\"<img src='/g.jpg'>\")</script>",
        );
        let arena = Bump::new();
        let dom = Dom::new(&arena, &html);
        let address = Address::parse("http://www.example.gov.cn/mzj/").unwrap();
        let found = read(&dom, &address, &address);
        let told: Vec<_> = found
            .iter()
            .map(|picture| (picture.target.path(), picture.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("/images/logo.png", "某县 民政局"),
                ("/mzj/banner/1.jpg", "1.jpg")
            ]
        );
    }
}
