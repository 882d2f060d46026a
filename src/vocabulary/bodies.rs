//! Names of bodies, of their sites and of the pages about them (`rules/vocabulary/bodies.yaml`).

use serde::Deserialize;

use super::{Folded, Words, shipped};

/// The file's structure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyWords {
    /// Bodies that may sign a paper.
    pub issuers: IssuerWords,
    /// Bodies that a title begins with.
    pub makers: MakerWords,
    /// Kinds of bodies that were done away with.
    pub abolished: Vec<Abolished>,
    /// Words beside an old name that is told as such.
    pub formerly: Words,
    /// Endings of the names of schools, hospitals and enterprises.
    pub institutions: Words,
    /// Endings that only look like these.
    pub not_institutions: Words,
    /// Words of columns of what higher bodies issued.
    pub higher: Words,
    /// What a body calls itself behind 本 or 我.
    pub selves: Folded,
    /// Names of sites.
    pub sites: SiteNames,
    /// Pages about a body.
    pub pages: BodyPages,
    /// Verbs of setting up a body.
    pub founded: Folded,
    /// Posts.
    pub posts: Folded,
}

/// Kinds of bodies that were done away with together.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abolished {
    /// The first day without them.
    pub since: String,
    /// How their names end.
    pub names: Words,
}

/// How names of issuers are told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerWords {
    /// Endings.
    pub ends: Words,
    /// Endings with at least two Chinese characters before them.
    pub longer_ends: Words,
    /// Beginnings of what is no name.
    pub leads: Words,
    /// Media and platforms.
    pub media: Words,
    /// Names that do not say whose they are.
    pub nameless: Words,
    /// Endings of such names.
    pub nameless_ends: Words,
}

/// Endings of the names of bodies that a title begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakerWords {
    /// In titles of papers.
    pub papers: Folded,
    /// In titles of decisions.
    pub decisions: Words,
}

/// How names of sites are told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteNames {
    /// Endings of the body's name.
    pub bodies: Words,
    /// Words of places.
    pub places: Words,
    /// What stands behind the body's name in `<title>` alone.
    pub titles: Words,
    /// What stands behind the body's name.
    pub words: Words,
    /// Endings of titles that are the name of a site.
    pub names: Words,
    /// Endings of the parts of a title that name the site.
    pub parts: Folded,
    /// Endings of the parts of a title that name no column.
    pub ends: Words,
}

/// Words of the titles and columns of pages about a body.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyPages {
    /// How it is set up and reached.
    pub about: Words,
    /// Its leaders.
    pub leaders: Words,
    /// Appointments and dismissals.
    pub appointments: Words,
    /// How a post begins that somebody is only proposed for.
    pub proposed: Words,
    /// Notices of those proposed.
    pub notices: Words,
}

shipped!(words, BodyWords, "bodies.yaml");

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    #[test]
    fn the_shipped_file_reads() {
        let read: super::BodyWords = crate::vocabulary::load("bodies.yaml").unwrap();
        assert!(read.institutions.end("某县人民医院"));
        assert!(read.issuers.ends.end("某县财政局"));
    }
}
