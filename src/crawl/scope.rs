//! Which addresses belong to the audited site: a pure judgement on the text of an address.
//!
//! Used by the crawl and, alike, by the reading of a directory or an archive. It fetches
//! nothing and remembers nothing.

use std::collections::BTreeSet;

use crate::model::Address;

use super::trap::{self, TrapKind};

/// The hosts and the path that make up the audited site.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Host and port without a leading `www.`, in lower case.
    hosts: BTreeSet<String>,
    prefix: Option<String>,
}

/// What an address is to the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// A page of the site, to be fetched and read.
    InScope,
    /// A file for download, on whatever host: only probed.
    Attachment,
    /// A page of another site.
    External,
    /// A page of the site that leads into endless or harmful variants: not fetched.
    Trap(TrapKind),
    /// What pages are decorated with (style, script, image, sound): not fetched.
    Asset,
}

/// Endings of files that people download to read.
const ATTACHMENT_ENDINGS: [&str; 46] = [
    "7z", "apk", "bz2", "caj", "ceb", "cebx", "csv", "dbf", "doc", "docm", "docx", "dot", "dotx",
    "dps", "dpt", "epub", "et", "ett", "exe", "gd", "gw", "gz", "mdb", "msi", "odp", "ods", "odt",
    "ofd", "pdf", "pps", "ppsx", "ppt", "pptx", "rar", "rtf", "sep", "tar", "tgz", "txt", "wps",
    "wpt", "xls", "xlsb", "xlsm", "xlsx", "zip",
];

/// Endings of what decorates a page.
const ASSET_ENDINGS: [&str; 51] = [
    "3gp", "aac", "ai", "amr", "asf", "avi", "avif", "bmp", "cur", "css", "eot", "eps", "f4v",
    "flv", "gif", "heic", "ico", "jfif", "jpe", "jpeg", "jpg", "js", "less", "m3u8", "m4a", "m4v",
    "map", "mjs", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "ogg", "otf", "png", "psd", "rm",
    "rmvb", "scss", "svg", "swf", "tif", "tiff", "ttf", "wav", "webm", "webp", "wmv", "woff",
];

/// The same as numbers.
const ATTACHMENTS: [u64; ATTACHMENT_ENDINGS.len()] = numbers_of(ATTACHMENT_ENDINGS);
const ASSETS: [u64; ASSET_ENDINGS.len()] = numbers_of(ASSET_ENDINGS);

impl Scope {
    /// Returns the scope of the site that `seed` is a page of: its host, with and without
    /// `www.`, over HTTP and HTTPS.
    pub fn of_site(seed: &Address) -> Self {
        let mut scope = Self::default();
        scope.allow_host(seed.authority());
        scope
    }

    /// Adds a host, with its port where that is not the scheme's own: for example that of
    /// the disclosure platform.
    pub fn allow_host(&mut self, authority: &str) {
        self.hosts
            .insert(twin_key(&authority.to_ascii_lowercase()).to_owned());
    }

    /// Limits the scope to addresses whose path begins with `prefix`.
    #[must_use]
    pub fn within(mut self, prefix: &str) -> Self {
        self.prefix = (prefix != "/" && !prefix.is_empty()).then(|| prefix.to_owned());
        self
    }

    /// Tells whether the address stands on one of the site's hosts.
    pub fn holds_host(&self, address: &Address) -> bool {
        // Addresses are canonical, so the host is in lower case already.
        self.hosts.contains(twin_key(address.authority()))
    }

    /// Returns the hosts in scope, without `www.`, in order.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter().map(String::as_str)
    }

    /// Says what an address is to the audit.
    pub fn classify(&self, address: &Address) -> AddressClass {
        let path = address.path();
        if let Some(ending) = ending(path) {
            if is_one_of(&ATTACHMENTS, ending) {
                return AddressClass::Attachment;
            }
            if is_one_of(&ASSETS, ending) {
                return AddressClass::Asset;
            }
        }
        if hands_out_a_file(address) {
            return AddressClass::Attachment;
        }
        if !self.holds_host(address) {
            return AddressClass::External;
        }
        if self
            .prefix
            .as_deref()
            .is_some_and(|prefix| !path.starts_with(prefix))
        {
            return AddressClass::External;
        }
        trap::find(address).map_or(AddressClass::InScope, AddressClass::Trap)
    }
}

/// Returns host and port without a leading `www.`: the twins are one site.
fn twin_key(authority: &str) -> &str {
    authority.strip_prefix("www.").unwrap_or(authority)
}

/// Returns what follows the last point of the last segment of a path.
fn ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && (1..=5).contains(&ending.len())).then_some(ending)
}

/// The bytes of an ending in lower case as one number, which is compared at once; those of a
/// longer one than there are in the lists are the first eight.
const fn number_of(ending: &str) -> u64 {
    let bytes = ending.as_bytes();
    let (mut number, mut at) = (0, 0);
    while at < bytes.len() && at < 8 {
        number = number << 8 | bytes[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    number
}

const fn numbers_of<const N: usize>(endings: [&str; N]) -> [u64; N] {
    let mut numbers = [0; N];
    let mut at = 0;
    while at < N {
        numbers[at] = number_of(endings[at]);
        at += 1;
    }
    numbers
}

/// Looks an ending of at most five bytes up in a list, whatever its case.
fn is_one_of(numbers: &[u64], ending: &str) -> bool {
    numbers.contains(&number_of(ending))
}

/// Tells whether a program hands out a file that its query names, such as
/// `/downfile.jsp?filename=2020.pdf`.
fn hands_out_a_file(address: &Address) -> bool {
    let Some((path, query)) = address.path_and_query().split_once('?') else {
        return false;
    };
    let names_a_file = query.split('&').any(|pair| {
        pair.split_once('=')
            .and_then(|(_, value)| ending(value))
            .is_some_and(|ending| is_one_of(&ATTACHMENTS, ending))
    });
    names_a_file && {
        let path = path.to_ascii_lowercase();
        ["down", "file", "attach", "fujian"]
            .iter()
            .any(|word| path.contains(word))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
#[path = "scope_tests.rs"]
mod tests;
