//! What can be wrong with a WARC file, or with one record in it.

use std::io;
use std::path::PathBuf;

use crate::model::{Address, Words};

/// Why a file cannot be read as a WARC at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or its beginning cannot be read.
    #[error("open {path}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is something else.
    #[error("read {path} as a WARC file: it is {}", looks_like.words().en)]
    NotWarc {
        /// The file.
        path: PathBuf,
        /// What its beginning looks like.
        looks_like: LooksLike,
    },
    /// Single records of the file cannot be read, because it was packed as a whole.
    #[error("look records up in {path}: it is one gzip member; unpack it with gunzip first")]
    OneMember {
        /// The file.
        path: PathBuf,
    },
}

impl ReadError {
    /// Returns the file.
    pub fn path(&self) -> &std::path::Path {
        match self {
            Self::Open { path, .. } | Self::NotWarc { path, .. } | Self::OneMember { path } => path,
        }
    }
}

/// What a file that is no WARC looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LooksLike {
    /// It has no bytes.
    Empty,
    /// An HTML page.
    Html,
    /// XML.
    Xml,
    /// JSON, such as a HAR recording.
    Json,
    /// A PDF file.
    Pdf,
    /// A zip archive; a `.wacz` is one and holds WARC files.
    Zip,
    /// The ARC format, which came before WARC.
    Arc,
    /// zstd, as in `.warc.zst`.
    Zstd,
    /// gzip of something that is no WARC.
    Gzip,
    /// gzip, broken from the start.
    BrokenGzip,
    /// Some other text.
    Text,
    /// Anything else.
    Binary,
}

impl LooksLike {
    /// Guesses from the beginning of a file that is no WARC.
    pub(super) fn guess(start: &[u8]) -> Self {
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let text = text.trim_ascii_start();
        let lower: Vec<u8> = text.iter().take(256).map(u8::to_ascii_lowercase).collect();
        if start.is_empty() {
            Self::Empty
        } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if start.starts_with(b"%PDF") {
            Self::Pdf
        } else if start.starts_with(b"filedesc:") {
            Self::Arc
        } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
            || start.get(1..4) == Some(&[0x2a, 0x4d, 0x18])
        {
            Self::Zstd
        } else if lower.starts_with(b"<!doctype html")
            || lower
                .windows(5)
                .any(|window| window == b"<html" || window == b"<head")
        {
            Self::Html
        } else if lower.starts_with(b"<") {
            Self::Xml
        } else if lower.starts_with(b"{") || lower.starts_with(b"[") {
            Self::Json
        } else if start
            .iter()
            .take(256)
            .all(|b| *b >= 0x20 || b.is_ascii_whitespace())
        {
            Self::Text
        } else {
            Self::Binary
        }
    }

    /// Returns the words for people.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Empty => ("空文件", "an empty file"),
            Self::Html => ("一个 HTML 网页", "an HTML page"),
            Self::Xml => ("XML 文件", "an XML file"),
            Self::Json => ("JSON 文件", "a JSON file"),
            Self::Pdf => ("PDF 文件", "a PDF file"),
            Self::Zip => (
                "zip 压缩包（如为 .wacz，请先解压，再使用其中的 .warc.gz）",
                "a zip archive (a .wacz holds its .warc.gz files inside: unpack it)",
            ),
            Self::Arc => (
                "旧的 ARC 格式（请先转换为 WARC）",
                "in the older ARC format (convert it to WARC)",
            ),
            Self::Zstd => (
                "zstd 压缩文件（请先用 zstd -d 解压）",
                "compressed with zstd (unpack it with zstd -d)",
            ),
            Self::Gzip => (
                "gzip 压缩文件，但内容不是 WARC",
                "gzip of something that is no WARC",
            ),
            Self::BrokenGzip => ("已损坏的 gzip 文件", "a broken gzip file"),
            Self::Text => ("文本文件", "a text file"),
            Self::Binary => ("未知的二进制文件", "a binary file of unknown kind"),
        };
        Words::new(zh, en)
    }
}

/// One record that could not be used, or a stretch of the file without records.
#[derive(Debug)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// Where the record begins in the file; where it shares a gzip member with others,
    /// where that member begins.
    pub offset: u64,
    /// How far into the unpacked member the record begins; 0 if it has one of its own.
    pub within: u64,
    /// The record's id, if it can be read.
    pub record: Option<String>,
    /// The address the record is about, if it can be read.
    pub address: Option<Address>,
    /// What is wrong.
    pub damage: Damage,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at byte {}", self.path.display(), self.offset)?;
        if self.within > 0 {
            write!(f, " (unpacked +{})", self.within)?;
        }
        if let Some(record) = &self.record {
            write!(f, ", record {record}")?;
        }
        if let Some(address) = &self.address {
            write!(f, ", {address}")?;
        }
        write!(f, ": {}", self.damage)
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.damage.source()
    }
}

/// What is wrong with a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// The file could not be read on.
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
    /// The file or the gzip member ends before the record does.
    #[error("the record breaks off")]
    Cut,
    /// The gzip data is broken or its checksum is wrong.
    #[error("the gzip data is damaged")]
    Gzip,
    /// Bytes that begin no record.
    #[error("there is no WARC record here")]
    NoRecord,
    /// A field of the WARC header that must be there is missing or unreadable.
    #[error("the header field {0} is missing or unreadable")]
    Field(&'static str),
    /// The WARC header is longer than any tool writes.
    #[error("the header is too long")]
    LongHeader,
    /// What follows the block is neither the end nor another record.
    #[error("the Content-Length is wrong")]
    WrongLength,
    /// The record is larger than the limit for skipping.
    #[error("the record is too large")]
    TooLarge,
    /// The block does not have the digest written beside it.
    #[error("the block does not match its digest {0}")]
    BlockDigest(String),
    /// The payload does not have the digest written beside it.
    #[error("the payload does not match its digest {0}")]
    PayloadDigest(String),
    /// The block is no HTTP answer.
    #[error("the block is not an HTTP response")]
    NotHttp,
    /// A `revisit` whose original is not in the file.
    #[error(
        "the record refers to one that is not in this file; name the older archive with --since"
    )]
    Unresolved,
    /// So much of the file is damaged that reading ended here.
    #[error("too much of the file is damaged; reading ended here")]
    TooDamaged,
}

impl Damage {
    /// Returns the words for people.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Io(_) => "文件无法继续读取".to_owned(),
            Self::Cut => "记录不完整（文件被截断）".to_owned(),
            Self::Gzip => "gzip 数据已损坏".to_owned(),
            Self::NoRecord => "此处不是 WARC 记录".to_owned(),
            Self::Field(name) => format!("记录头缺少 {name} 或无法识别"),
            Self::LongHeader => "记录头过长".to_owned(),
            Self::WrongLength => "Content-Length 与内容不符".to_owned(),
            Self::TooLarge => "记录过大".to_owned(),
            Self::BlockDigest(digest) => format!("内容与摘要不符（{digest}）"),
            Self::PayloadDigest(digest) => format!("正文与摘要不符（{digest}）"),
            Self::NotHttp => "内容不是 HTTP 应答".to_owned(),
            Self::Unresolved => {
                "所引用的原始记录不在本文件中，请用 --since 指定更早的存档".to_owned()
            }
            Self::TooDamaged => "文件损坏过多，未继续读取".to_owned(),
        };
        Words::new(zh, self.to_string())
    }
}
