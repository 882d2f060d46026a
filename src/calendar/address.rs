//! The day that a publishing system writes into a page's address.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::date::day;

/// Spellings in order of trust: a file's stamp names the item, a folder may name the batch.
static SPELLINGS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // `/202007/t20200701_1.html`, `/20200701_1.shtml`, `/2020-07-01.html`
        r"/[A-Za-z]{0,3}((?:19|20)\d{2})-?(\d{2})-?(\d{2})[_.\-][^/]*$",
        // `/art/2020/6/10/art_1.html`
        r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/",
        // `/2018-12/29/content_5353307.htm`, `/202006/08/1.html`
        r"/((?:19|20)\d{2})-?(\d{2})/(\d{1,2})/",
        // `/2020/0608/1.html`, `/2020/06-08/1.html`
        r"/((?:19|20)\d{2})/(\d{2})-?(\d{2})/",
        // `/20200608/1.html`, `/2020-06-08/1.html`
        r"/((?:19|20)\d{2})-?(\d{2})-?(\d{2})/",
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// Returns the day that the path of an address carries, as publishing systems make it:
/// `/t20200802_1.html`, `/art/2020/6/10/`, `/2018-12/29/content_…`, `/20200608/1.html`.
///
/// Months without a day (`/202007/`) say nothing about the day and give `None`. The day is
/// that of filing, which after a migration is years from the day of the text.
pub fn date_in_address(path: &str) -> Option<Date> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    SPELLINGS.iter().find_map(|spelling| {
        spelling.captures_iter(path).find_map(|found| {
            day(
                found[1].parse().ok()?,
                found[2].parse().ok()?,
                found[3].parse().ok()?,
            )
        })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::date_in_address;

    #[test]
    fn stamps_and_folders_give_the_day() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(
                date_in_address(path).map(|d| d.to_string()).as_deref(),
                expected,
                "{path}"
            );
        };
        check("/zwgk/202007/t20200802_1.html", Some("2020-08-02"));
        check("/zwgk/202007/t20200732_1.html", None);
        check("/zwgk/202007/", None);
        check("/art/2020/6/10/art_7_3.html", Some("2020-06-10"));
        check(
            "/zhengce/content/2018-12/29/content_5353307.htm",
            Some("2018-12-29"),
        );
        check("/c100/202006/08/content_1.shtml", Some("2020-06-08"));
        check("/c100/20200608/1.html?x=20210101", Some("2020-06-08"));
        check("/c100/2020/0608/c1-2.html", Some("2020-06-08"));
        check("/c100/2020-06-08/2.html", Some("2020-06-08"));
        check("/xxgk/20200608_12.jhtml", Some("2020-06-08"));
        check("/content_5353307.htm", None);
        check("/P020200608567840284537.pdf", None);
        check("/99920200608/a", None);
    }
}
