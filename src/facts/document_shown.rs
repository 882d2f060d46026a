//! What a document's page shows of the fields that a fact is of, as evidence.

use super::document::on;
use super::view::View;
use crate::model::{DocumentFacts, Fact, Observation};
use crate::site::PageIx;

/// A fact on both dates, with those that the page shows.
pub(super) fn dates(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&DocumentFacts) -> Fact,
) -> Observation {
    let locator = "成文日期、发布日期";
    shown(view, at, locator, both, read)
}

/// A fact on the index number, with the number as the page shows it.
pub(super) fn index(
    view: &View<'_>,
    at: usize,
    read: impl Fn(&DocumentFacts) -> Fact,
) -> Observation {
    let number = |document: &DocumentFacts| {
        let field = document.index_number.as_ref()?;
        Some(labelled("索引号", &field.shown))
    };
    shown(view, at, "索引号", number, read)
}

fn shown(
    view: &View<'_>,
    at: usize,
    locator: &str,
    show: impl Fn(&DocumentFacts) -> Option<String>,
    read: impl Fn(&DocumentFacts) -> Fact,
) -> Observation {
    let mut observation = on(view, at, locator, |_, document| read(document));
    let page = PageIx(at as u32);
    if let Some(document) = &view.site.page(page).facts.document
        && let Some(shown) = show(document)
    {
        observation.places = vec![view.place(page, locator, Some(&shown))];
    }
    observation
}

fn both(document: &DocumentFacts) -> Option<String> {
    let written = document.written_date.as_ref();
    let published = document.published_date.as_ref();
    let written = written.map(|field| labelled("成文日期", &field.shown));
    let published = published.map(|field| labelled("发布日期", &field.shown));
    let all: Vec<String> = written.into_iter().chain(published).collect();
    (!all.is_empty()).then(|| all.join("；"))
}

/// Puts a label before what is shown, unless the page shows one.
fn labelled(label: &str, shown: &str) -> String {
    let tidy = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_label = tidy
        .split_once(['：', ':'])
        .is_some_and(|(before, _)| !before.contains(|c: char| c.is_ascii_digit()));
    if has_label {
        tidy.replacen("： ", "：", 1)
    } else {
        format!("{label}：{tidy}")
    }
}

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn a_label_is_shown_once() {
        for (shown, wanted) in [
            ("成文日期： 2025-08-01", "成文日期：2025-08-01"),
            ("2025-08-01", "成文日期：2025-08-01"),
            ("2025-08-01 09:30", "成文日期：2025-08-01 09:30"),
            ("二〇二五年八月一日", "成文日期：二〇二五年八月一日"),
        ] {
            assert_eq!(labelled("成文日期", shown), wanted);
        }
    }
}
