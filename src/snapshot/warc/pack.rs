//! Records taken out of archives into one of their own, as evidence: byte for byte as they
//! were written, with a chain of digests over them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::digest::hex;
use super::lookup::Lookup;
use super::read::{Limits, open};
use super::write::{About, Packing, Sealing, Writer};
use super::{Index, ReadError};
use crate::model::Address;

/// The field that names one record: its offset, its length, its SHA-256 and its address.
const RECORD: &str = "gongkai-record";
/// The field by which a pack says what it is, in its first record.
pub const KIND: (&str, &str) = ("description", "evidence of findings");
/// The field that names the last link of the chain of records.
const CHAIN: &str = "gongkai-chain";

/// What is to be packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The page.
    pub address: Address,
    /// SHA-256 of its decoded body, lower-case hexadecimal, where it is known.
    pub sha256: Option<String>,
}

/// What came of packing.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// Addresses whose records were packed.
    pub packed: usize,
    /// Addresses that no archive holds.
    pub missing: Vec<Address>,
    /// Addresses whose body in the archive is not the one that was wanted.
    pub other: Vec<Address>,
    /// The last link of the chain, lower-case hexadecimal.
    pub chain: String,
    /// True when it was not written, because something is lacking and there is a file already.
    pub kept: bool,
}

impl Packed {
    /// Tells whether everything that was wanted is there.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.other.is_empty()
    }
}

/// Packs the records of some addresses; `notes` are kept with them. Of several archives that
/// hold an address the first whose body is the one wanted gives the record. The file is written
/// beside its place; one that is there is replaced only when nothing is lacking, and where nothing
/// was found none is written.
///
/// # Errors
///
/// What the file system says of either file.
pub fn pack(
    from: &[Lookup],
    wanted: &[Wanted],
    to: &Path,
    about: &About,
    mut notes: Vec<(String, String)>,
    at: Timestamp,
) -> io::Result<Packed> {
    let part = beside(to);
    let written = write_to(&part, from, wanted, to, about, &mut notes, at);
    let keeps = |packed: &Packed| !packed.is_whole() && to.exists();
    let done = written.and_then(|(mut packed, index)| {
        packed.kept = keeps(&packed);
        // A pack of nothing proves nothing.
        if packed.kept || packed.packed == 0 {
            std::fs::remove_file(&part)?;
            return Ok(packed);
        }
        std::fs::rename(&part, to)?;
        if let Some(index) = index {
            index.write(to)?;
        }
        Ok(packed)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

/// Returns where a file is written until it is whole.
fn beside(to: &Path) -> PathBuf {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    to.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

fn write_to(
    part: &Path,
    from: &[Lookup],
    wanted: &[Wanted],
    to: &Path,
    about: &About,
    notes: &mut Vec<(String, String)>,
    at: Timestamp,
) -> io::Result<(Packed, Option<Index>)> {
    let file = File::create(part)?;
    let mut writer = Writer::continued(file, Packing::of_name(to), Sealing::Digests, 0, about)?
        .with_index(Index::of(to));
    let mut packed = Packed::default();
    let mut chain = String::new();
    for wanted in wanted {
        let held = || {
            from.iter().filter_map(|archive| {
                let body = archive.body_digest(&wanted.address)?;
                Some((archive, body))
            })
        };
        let right = held().find(|(_, body)| wanted.sha256.as_ref().is_none_or(|sum| sum == body));
        let records = right.and_then(|(archive, _)| archive.records(&wanted.address));
        let Some(records) = records else {
            let there = held().next().is_some();
            let list = if there {
                &mut packed.other
            } else {
                &mut packed.missing
            };
            list.push(wanted.address.clone());
            continue;
        };
        for record in records {
            let (offset, bytes) = writer.copy(&record)?;
            let sum = hex(&Sha256::digest(&bytes));
            chain = link(&chain, &sum);
            notes.push((
                RECORD.to_owned(),
                format!("{offset} {} {sum} {}", bytes.len(), wanted.address),
            ));
        }
        packed.packed += 1;
    }
    notes.push((CHAIN.to_owned(), chain.clone()));
    writer.notes(at, notes)?;
    let index = writer.take_index();
    writer.into_inner().sync_all()?;
    packed.chain = chain;
    Ok((packed, index))
}

/// What a pack says of itself, and whether it is so.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// Records that are as they were packed.
    pub sound: usize,
    /// Addresses of records that are not.
    pub changed: Vec<String>,
    /// The last link of the chain as computed anew; `None` when it is not the one noted.
    pub chain: Option<String>,
    /// True when its end is gone, with what was noted of its records.
    pub cut: bool,
    /// True when hardly any record stands where it was packed: the file was packed anew as a whole
    /// (its gzip taken off, or put on), which tells nothing of any record. One may seem to stand
    /// there by chance.
    pub repacked: bool,
}

/// Checks that the records of a pack are the ones that were packed; `None` when the file
/// holds no pack.
///
/// # Errors
///
/// [`ReadError`], when the file cannot be opened or is no WARC.
pub fn check(path: &Path) -> Result<Option<Checked>, ReadError> {
    let mut records = open(path, Limits::default())?;
    records.by_ref().for_each(drop);
    let failed = |source| ReadError::Open {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut checked = Checked {
        sound: 0,
        changed: Vec::new(),
        chain: None,
        cut: false,
        repacked: false,
    };
    let (mut noted_records, mut standing) = (0, 0);
    let mut chain = String::new();
    let mut noted = None;
    for (name, value) in records.notes() {
        if name == CHAIN {
            noted = Some(value.clone());
        }
        if name != RECORD {
            continue;
        }
        let mut parts = value.splitn(4, ' ');
        let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok());
        let (Some(offset), Some(length)) = (number(), number()) else {
            continue;
        };
        let (sum, address) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let bytes = range(&mut file, offset, length).unwrap_or_default();
        noted_records += 1;
        standing += usize::from(begins_record(&bytes));
        let found = hex(&Sha256::digest(&bytes));
        chain = link(&chain, &found);
        if found == sum {
            checked.sound += 1;
        } else {
            checked.changed.push(address.to_owned());
        }
    }
    checked.repacked = !checked.changed.is_empty() && standing * 2 < noted_records;
    let Some(noted) = noted else {
        let is_pack = records
            .notes()
            .iter()
            .any(|(name, value)| (name.as_str(), value.as_str()) == KIND);
        checked.cut = true;
        return Ok(is_pack.then_some(checked));
    };
    checked.chain = (noted == chain).then_some(chain);
    Ok(Some(checked))
}

/// Tells whether these bytes begin a record, plain or as a gzip member.
fn begins_record(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/") || bytes.starts_with(&[0x1f, 0x8b])
}

/// Reads a part of a file.
pub(super) fn range(file: &mut File, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn link(chain: &str, sum: &str) -> String {
    hex(&Sha256::digest(format!("{chain} {sum}")))
}

impl<W: Write> Writer<W> {
    /// Writes a record as it stands in another archive; returns where it begins and its bytes
    /// as they were written.
    fn copy(&mut self, record: &Copied) -> io::Result<(u64, Vec<u8>)> {
        let bytes = match (self.packing(), record.packed) {
            (Packing::Gzip, false) => super::write::gzip(&record.bytes)?,
            (Packing::Plain, true) => {
                let mut plain = Vec::new();
                flate2::read::MultiGzDecoder::new(&record.bytes[..])
                    .take(Limits::default().record)
                    .read_to_end(&mut plain)?;
                plain
            }
            _ => record.bytes.clone(),
        };
        let offset = self.append(&bytes, record)?;
        Ok((offset, bytes))
    }
}

/// A record as it stands in an archive.
#[derive(Debug)]
pub(super) struct Copied {
    pub(super) bytes: Vec<u8>,
    /// Whether it is a gzip member.
    pub(super) packed: bool,
    pub(super) address: Address,
    pub(super) at: Timestamp,
    pub(super) status: u16,
    pub(super) mime: String,
    pub(super) digest: String,
}
