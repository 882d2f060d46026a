//! The index beside an archive: CDXJ, as pywb and others read it. A line is the address with
//! its host turned round, the time, and where the record lies; lines are sorted by bytes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::Address;

/// The lines of an index being gathered.
#[derive(Debug, Clone, Default)]
pub struct Index {
    file: String,
    lines: Vec<String>,
}

/// One record, as the index names it.
pub(super) struct Line<'a> {
    pub(super) address: &'a Address,
    pub(super) at: Timestamp,
    pub(super) mime: &'a str,
    pub(super) status: u16,
    pub(super) digest: &'a str,
    pub(super) offset: u64,
    pub(super) length: u64,
}

impl Index {
    /// Returns an empty index of an archive.
    pub fn of(archive: &Path) -> Self {
        Self {
            file: archive
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            lines: Vec::new(),
        }
    }

    /// Returns the index as that of an archive of another name.
    #[must_use]
    pub fn named(mut self, archive: &Path) -> Self {
        let name = Self::of(archive).file;
        if name == self.file {
            return self;
        }
        let field = |file: &str| format!("\"filename\":{}", serde_json::json!(file));
        let (from, to) = (field(&self.file), field(&name));
        for line in &mut self.lines {
            *line = line.replace(&from, &to);
        }
        self.file = name;
        self
    }

    /// Returns where the index of an archive lies: beside it, ending in `.cdxj`.
    pub fn path_of(archive: &Path) -> PathBuf {
        let (stem, _) = Self::split(archive);
        archive.with_file_name(format!("{stem}.cdxj"))
    }

    /// Splits the name of an archive before its ending.
    pub(super) fn split(archive: &Path) -> (String, String) {
        let name = archive
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let at = [".warc.gz", ".warc"]
            .iter()
            .find(|ending| lower.ends_with(**ending))
            .map_or(name.len(), |ending| name.len() - ending.len());
        match name.split_at_checked(at) {
            Some((stem, ending)) => (stem.to_owned(), ending.to_owned()),
            None => (name, String::new()),
        }
    }

    pub(super) fn add(&mut self, line: &Line<'_>) {
        let time = line.at.to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M%S");
        let fields = serde_json::json!({
            "url": line.address.as_str(),
            "mime": line.mime,
            "status": line.status.to_string(),
            "digest": line.digest,
            "length": line.length.to_string(),
            "offset": line.offset.to_string(),
            "filename": self.file,
        });
        self.lines
            .push(format!("{} {time} {fields}", surt(line.address)));
    }

    /// Writes the index beside its archive.
    ///
    /// # Errors
    ///
    /// Whatever the file system says.
    pub fn write(mut self, archive: &Path) -> io::Result<()> {
        self.lines.sort_unstable();
        let file = fs::File::create(Self::path_of(archive))?;
        let mut out = io::BufWriter::new(file);
        for line in &self.lines {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }
}

/// Turns an address round for sorting: `http://www.a.gov.cn:81/b?C=1` becomes
/// `cn,gov,a:81)/b?c=1`, as the SURT of the Internet Archive's tools does.
fn surt(address: &Address) -> String {
    let authority = address.authority();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (host, format!(":{port}"))
        }
        _ => (authority, String::new()),
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    let is_number = host
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        || host.starts_with('[');
    let turned = if is_number {
        host.to_owned()
    } else {
        host.rsplit('.').collect::<Vec<_>>().join(",")
    };
    format!("{turned}{port}){}", address.path_and_query()).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Index, surt};
    use crate::model::Address;

    #[test]
    fn hosts_are_turned_round_and_numbers_are_not() {
        for (address, expected) in [
            ("http://www.a.gov.cn:81/B?C=1", "cn,gov,a:81)/b?c=1"),
            ("https://xxgk.a.gov.cn/", "cn,gov,a,xxgk)/"),
            ("http://127.0.0.1:8080/x", "127.0.0.1:8080)/x"),
        ] {
            let parsed = Address::parse(address);
            assert_eq!(parsed.as_ref().map(surt).as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_index_lies_beside_its_archive() {
        for (archive, expected) in [
            ("a/x.warc.gz", "a/x.cdxj"),
            ("x.WARC", "x.cdxj"),
            ("y.gz", "y.gz.cdxj"),
        ] {
            assert_eq!(Index::path_of(Path::new(archive)), PathBuf::from(expected));
        }
    }
}
