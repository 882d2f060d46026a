//! The index beside an archive: CDXJ, as pywb and others read it. A line is the address with
//! its host turned round, the time, and where the record lies; lines are sorted by bytes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::model::Address;
use crate::store::{Span, Store};

/// How many lines are sorted at a time, in memory. They lie written away while an archive grows;
/// in the end the sorted runs are merged.
const RUN: usize = 2048;

/// The lines of an index being gathered.
#[derive(Debug)]
pub struct Index {
    file: String,
    /// Lines of the run begun, each without its end: the name of the archive.
    lines: Vec<String>,
    /// Where the lines of each run lie, in order.
    runs: Vec<Vec<Span>>,
    store: Store,
    most: usize,
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

/// What a line says behind the time, but for the name of the archive.
#[derive(Serialize)]
struct Fields<'a> {
    url: &'a str,
    mime: &'a str,
    status: String,
    digest: &'a str,
    length: String,
    offset: String,
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
            runs: Vec::new(),
            store: Store::default(),
            most: RUN,
        }
    }

    /// Returns the index as that of an archive of another name.
    #[must_use]
    pub fn named(self, archive: &Path) -> Self {
        Self {
            file: Self::of(archive).file,
            ..self
        }
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
        let fields = serde_json::to_string(&Fields {
            url: line.address.as_str(),
            mime: line.mime,
            status: line.status.to_string(),
            digest: line.digest,
            length: line.length.to_string(),
            offset: line.offset.to_string(),
        })
        // Strings alone always become JSON.
        .unwrap_or_default();
        let open = fields.strip_suffix('}').unwrap_or(&fields);
        self.lines
            .push(format!("{} {time} {open}", surt(line.address)));
        if self.lines.len() >= self.most {
            self.put_by();
        }
    }

    /// Sorts the lines of the run begun and writes them away.
    fn put_by(&mut self) {
        self.lines.sort_unstable();
        let store = &mut self.store;
        let lines = self.lines.drain(..);
        self.runs
            .push(lines.map(|line| store.add(line.as_bytes())).collect());
    }

    /// Writes the index beside its archive.
    ///
    /// # Errors
    ///
    /// Whatever the file system says.
    pub fn write(mut self, archive: &Path) -> io::Result<()> {
        self.put_by();
        let end = format!(",\"filename\":{}}}\n", serde_json::json!(self.file));
        let file = fs::File::create(Self::path_of(archive))?;
        let mut out = io::BufWriter::new(file);
        let mut runs: Vec<_> = self.runs.iter().map(|run| run.iter()).collect();
        let next = |run: usize, runs: &mut [std::slice::Iter<'_, Span>]| {
            let Some(span) = runs.get_mut(run).and_then(Iterator::next) else {
                return Ok(None);
            };
            let mut line = Vec::new();
            match self.store.read(*span, usize::MAX, &mut line) {
                true => Ok(Some(Reverse((line, run)))),
                false => Err(io::Error::other("a line of the index cannot be read back")),
            }
        };
        let mut first = BinaryHeap::new();
        for run in 0..runs.len() {
            first.extend(next(run, &mut runs)?);
        }
        while let Some(Reverse((line, run))) = first.pop() {
            out.write_all(&line)?;
            out.write_all(end.as_bytes())?;
            first.extend(next(run, &mut runs)?);
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
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Index, Line, surt};
    use crate::model::Address;

    #[test]
    fn lines_are_sorted_over_all_runs() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a \"b\".warc.gz");
        let mut index = Index::of(Path::new("part.warc.gz"));
        index.most = 7;
        let numbers: Vec<u64> = (0..100).map(|number| number * 37 % 100).collect();
        for number in &numbers {
            index.add(&Line {
                address: &Address::parse(&format!("http://a.gov.cn/{number:02}")).unwrap(),
                at: "2026-07-01T00:00:00Z".parse().unwrap(),
                mime: "text/html",
                status: 200,
                digest: "sha1:A",
                offset: *number,
                length: 3,
            });
        }
        assert!(index.lines.len() < 7 && index.runs.len() == 14);
        index.named(&archive).write(&archive).unwrap();
        let written = std::fs::read_to_string(Index::path_of(&archive)).unwrap();
        let expected: String = (0..100)
            .map(|number| {
                format!(
                    "cn,gov,a)/{number:02} 20260701000000 {{\"url\":\"http://a.gov.cn/{number:02}\",\
                     \"mime\":\"text/html\",\"status\":\"200\",\"digest\":\"sha1:A\",\"length\":\"3\",\
                     \"offset\":\"{number}\",\"filename\":\"a \\\"b\\\".warc.gz\"}}\n"
                )
            })
            .collect();
        assert_eq!(written, expected);
    }

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
