//! Words of a site as a whole (`rules/vocabulary/site.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteWords {
    /// Values of meta tags that are the tag's own name.
    pub unfilled: Words,
    /// Labels before the name of the body whose site a page is of.
    pub names: Words,
    /// What a home page shows anywhere.
    pub home: HomeWords,
    /// Links that are entries to services.
    pub services: ServiceWords,
    /// Links to where errors are reported.
    pub errors: ErrorWords,
    /// Words for the picture that marks a site as one of a party or government body.
    pub party_marks: Words,
    /// Lines of a footer.
    pub footer: FooterWords,
}

/// Words that stand anywhere in the text of a home page.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeWords {
    /// The entry to the site's own yearly report.
    pub site_report: Folded,
    /// The version for people who see or hear badly, or are old.
    pub accessible: Folded,
    /// The map of the site.
    pub site_map: Folded,
    /// An entry to services.
    pub services: Folded,
    /// A footer.
    pub footer: Folded,
}

/// How entries to services are told by their names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceWords {
    /// Whole names.
    pub names: Words,
    /// The regions' platforms of services.
    pub platforms: Words,
    /// Words of services of other sorts.
    pub other: Words,
}

/// How entries for reporting errors are told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorWords {
    /// Words within the link's text.
    pub words: Words,
    /// Whole texts of the link.
    pub names: Words,
    /// Words for a picture.
    pub pictures: Words,
}

/// Labels of a footer and what ends their values.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FooterWords {
    /// Labels before the body that runs the site.
    pub organiser: Words,
    /// What may follow its name.
    pub organiser_ends: Words,
    /// Words of a line that names who operates the site.
    pub operator: Words,
    /// Labels before an address.
    pub address: Words,
    /// What may follow an address.
    pub address_ends: Words,
    /// Words before a telephone number.
    pub phone: Words,
}

shipped!(words, SiteWords, "site.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::SiteWords = crate::vocabulary::load("site.yaml").unwrap();
        assert!(read.unfilled.has("网站名称"));
        assert!(read.services.platforms.found_in("浙里办"));
    }
}
