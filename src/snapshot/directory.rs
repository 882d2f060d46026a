//! A folder of pages as the site it stands for: answers as a static web server would.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use encoding_rs::GBK;
use include_dir::Dir;
use jiff::Timestamp;

use super::files::{Files, Kind};
use super::media::{is_page, is_page_by_name, media_type};
use crate::model::{Address, Capture, Failure, FailureKind, Reply, Truncation, is_program};

/// What a server sends for a folder, in order of preference.
const INDEXES: &[&str] = &[
    "index.html",
    "index.htm",
    "default.html",
    "default.htm",
    "index.shtml",
    "index.jsp",
    "index.php",
    "index.aspx",
];

/// How much of a file is looked at to tell what it is.
const START: usize = 4096;

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The folder is not there, is no folder or cannot be read.
    #[error("read the directory {path}")]
    Read {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// A folder of pages, standing for a site or for the part of one below an address.
#[derive(Debug)]
pub struct Directory {
    files: Files,
    path: PathBuf,
    base: Address,
    fetched: Timestamp,
    whole: bool,
    cap: usize,
}

impl Directory {
    /// Opens a folder that stands for what is below `base` (up to the last `/` of its path).
    ///
    /// # Errors
    ///
    /// [`DirectoryError::Read`] when there is no such folder.
    pub fn open(path: &Path, base: Address) -> Result<Self, DirectoryError> {
        let files = Files::disk(path).map_err(|source| DirectoryError::Read {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self::new(files, path, base))
    }

    /// The same for a folder built into the program.
    pub fn embedded(dir: &'static Dir<'static>, base: Address) -> Self {
        Self::new(Files::embedded(dir), Path::new("(embedded)"), base)
    }

    fn new(files: Files, path: &Path, base: Address) -> Self {
        Self {
            files,
            path: path.to_owned(),
            base,
            fetched: Timestamp::UNIX_EPOCH,
            whole: true,
            cap: 32 << 20,
        }
    }

    /// Sets the time of all captures, which is 1970 otherwise.
    #[must_use]
    pub fn fetched(self, fetched: Timestamp) -> Self {
        Self { fetched, ..self }
    }

    /// Sets whether the folder is the whole site (the default): then a missing file is a
    /// 404, otherwise it is [`FailureKind::NotInSelection`].
    #[must_use]
    pub fn whole(self, whole: bool) -> Self {
        Self { whole, ..self }
    }

    /// Sets the most bytes read of one file, 32 MiB otherwise.
    #[must_use]
    pub fn cap(self, cap: usize) -> Self {
        Self { cap, ..self }
    }

    /// Sets what the folder stands for.
    #[must_use]
    pub fn based(self, base: Address) -> Self {
        Self { base, ..self }
    }

    /// Returns what the folder stands for.
    pub fn base(&self) -> &Address {
        &self.base
    }

    /// Answers for an address.
    ///
    /// A file with the query in its name (`list.jsp?id=3`, wget's `list.jsp@id=3` and
    /// `list.jsp?id=3.html`) comes first; without one the query is ignored, as a static
    /// server does. A folder without its `/` is redirected. What is not below the base is
    /// never a 404, because the folder says nothing about it.
    pub fn fetch(&self, address: &Address) -> Capture {
        let result = match self.relative(address) {
            Some(path) => self.answer(address, path),
            None => Err(not_selected("the address is not below the base")),
        };
        Capture {
            address: address.clone(),
            fetched: self.fetched,
            result,
        }
    }

    /// Returns the path of an address below the base, without its first `/`.
    fn relative<'a>(&self, address: &'a Address) -> Option<&'a str> {
        if address.origin() != self.base.origin() {
            return None;
        }
        address.path().strip_prefix(self.prefix())
    }

    /// Returns the base's path up to its last `/`.
    fn prefix(&self) -> &str {
        let path = self.base.path();
        path.get(..path.rfind('/').map_or(0, |at| at + 1))
            .unwrap_or("/")
    }

    fn answer(&self, address: &Address, path: &str) -> Result<Reply, Failure> {
        let query = address
            .path_and_query()
            .split_once('?')
            .map(|(_, query)| query);
        if let Some(query) = query {
            let page = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.to_owned()
            };
            for name in [
                format!("{page}?{query}"),
                format!("{page}@{query}"),
                format!("{page}?{query}.html"),
                format!("{page}@{query}.html"),
            ] {
                if let Some((file, Kind::File)) = self.find(&name) {
                    return self.send(&file);
                }
            }
        }
        let folder = path.trim_end_matches('/');
        match self.find(folder) {
            Some((file, Kind::File)) if folder == path => self.send(&file),
            Some((_, Kind::Folder)) if folder == path && !path.is_empty() => {
                let query = query.map_or(String::new(), |query| format!("?{query}"));
                let location = format!("{}/{query}", address.path());
                Ok(reply(301, vec![("location".to_owned(), location)]))
            }
            Some((found, Kind::Folder)) => match self.index_of(&found) {
                Some(file) => self.send(&file),
                None if self.is_closed(&found) => Err(closed(&found)),
                None => self.missing(),
            },
            Some((found, Kind::Closed)) => Err(closed(&found)),
            // What a program answers is not in any file.
            _ if query.is_some() || names_program(path) => {
                Err(not_selected("the directory has no answers of programs"))
            }
            _ => self.missing(),
        }
    }

    /// Tells whether the folder would hold the file of an address, if the site had one.
    pub fn would_hold(&self, address: &Address) -> bool {
        let asks = address.path_and_query().contains('?');
        self.relative(address)
            .is_some_and(|path| !asks && !names_program(path))
    }

    /// Finds what an escaped path leads to. The escapes are of whatever bytes the file
    /// system has, or of GBK where the names were turned into Unicode on the way here.
    fn find(&self, path: &str) -> Option<(PathBuf, Kind)> {
        let bytes = unescape(path);
        let mut names = vec![os_string(&bytes)];
        if bytes != path.as_bytes() {
            names.push(Some(OsString::from(path)));
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.is_ascii() => names.push(os_string(&GBK.encode(text).0)),
            Ok(_) => {}
            Err(_) => {
                let text = GBK.decode_without_bom_handling_and_without_replacement(&bytes);
                names.push(text.map(|text| OsString::from(text.into_owned())));
            }
        }
        names.into_iter().flatten().find_map(|name| {
            let path = PathBuf::from(name);
            self.files.kind(&path).map(|kind| (path, kind))
        })
    }

    fn index_of(&self, folder: &Path) -> Option<PathBuf> {
        INDEXES
            .iter()
            .map(|name| folder.join(name))
            .find(|file| self.files.kind(file) == Some(Kind::File))
    }

    /// Tells whether it cannot be known what is in a folder.
    fn is_closed(&self, folder: &Path) -> bool {
        let mut kinds = INDEXES
            .iter()
            .map(|name| self.files.kind(&folder.join(name)));
        kinds.any(|kind| kind == Some(Kind::Closed))
    }

    fn send(&self, file: &Path) -> Result<Reply, Failure> {
        let (body, more) = self.files.read(file, self.cap).map_err(|error| Failure {
            kind: FailureKind::File,
            detail: format!("read {}: {error}", file.display()),
        })?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let media_type = media_type(&name, &body).to_owned();
        Ok(Reply {
            body,
            truncated: more.then_some(Truncation::Length),
            ..reply(200, vec![("content-type".to_owned(), media_type)])
        })
    }

    fn missing(&self) -> Result<Reply, Failure> {
        if self.whole {
            Ok(reply(404, Vec::new()))
        } else {
            Err(not_selected("the directory has no such file"))
        }
    }

    /// Returns the address of the folder itself, if it has an index page.
    pub fn index(&self) -> Option<Address> {
        self.index_of(Path::new(""))?;
        self.address_of_escaped("")
    }

    /// Lists the addresses of all pages, in order of their files' paths.
    ///
    /// # Errors
    ///
    /// [`DirectoryError::Read`] when a folder below cannot be read.
    pub fn html_files(&self) -> Result<Vec<Address>, DirectoryError> {
        Ok(self
            .first_pages(usize::MAX)?
            .iter()
            .filter_map(|file| self.address_of_escaped(&escape(file)))
            .collect())
    }

    fn address_of_escaped(&self, path: &str) -> Option<Address> {
        Address::parse(&format!("{}{}{path}", self.base.origin(), self.prefix()))
    }

    /// Returns the first pages, in order of their paths.
    pub(super) fn first_pages(&self, most: usize) -> Result<Vec<PathBuf>, DirectoryError> {
        let failed = |source| DirectoryError::Read {
            path: self.path.clone(),
            source,
        };
        self.files
            .first(most, |file| {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                is_page_by_name(&name).unwrap_or_else(|| {
                    let start = self.files.read(file, START);
                    start.is_ok_and(|(start, _)| is_page(&name, &start))
                })
            })
            .map_err(failed)
    }

    #[cfg(test)]
    pub(super) fn paths(&self) -> Vec<String> {
        let files = self.files.first(usize::MAX, |_| true).unwrap_or_default();
        files.iter().map(|file| escape(file)).collect()
    }

    pub(super) fn start_of(&self, file: &Path, cap: usize) -> bytes::Bytes {
        self.files
            .read(file, cap)
            .map(|(start, _)| start)
            .unwrap_or_default()
    }

    /// Tells whether an escaped path, without its first `/`, leads to a file.
    pub(super) fn has_file(&self, path: &str) -> bool {
        matches!(self.find(path), Some((_, Kind::File)))
    }
}

/// Tells whether a path is that of a program, which answers as it is asked.
fn names_program(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| is_program(&ending))
}

fn reply(status: u16, headers: Vec<(String, String)>) -> Reply {
    Reply {
        status,
        headers,
        body: bytes::Bytes::new(),
        truncated: None,
        head_only: false,
    }
}

fn closed(place: &Path) -> Failure {
    Failure {
        kind: FailureKind::File,
        detail: format!("{} may not be read", place.display()),
    }
}

fn not_selected(why: &str) -> Failure {
    Failure {
        kind: FailureKind::NotInSelection,
        detail: why.to_owned(),
    }
}

/// Undoes percent escapes, except those of `/` and of NUL, which no file name holds.
fn unescape(path: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| {
            after
                .get(at)
                .and_then(|byte| char::from(*byte).to_digit(16))
        };
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) if !matches!(high << 4 | low, 0x2f | 0x5c | 0) => {
                out.extend(u8::try_from(high << 4 | low));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// Makes the address of a file's path. A query that a copying tool put into the name
/// becomes a query again.
fn escape(file: &Path) -> String {
    let parts: Vec<String> = file
        .components()
        .map(|part| {
            let bytes = os_bytes(part.as_os_str());
            let mut text = String::with_capacity(bytes.len());
            for byte in bytes {
                match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => text.push(char::from(byte)),
                    b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*'
                    | b'+' | b',' | b';' | b'=' | b':' | b'@' | b'?' => text.push(char::from(byte)),
                    _ => text.push_str(&format!("%{byte:02X}")),
                }
            }
            text
        })
        .collect();
    let path = parts.join("/");
    match path.split_once('?') {
        Some((page, query)) => {
            let query = query.strip_suffix(".html").unwrap_or(query);
            format!("{page}?{}", query.replace('?', "%3F"))
        }
        None => path,
    }
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    String::from_utf8(bytes.to_vec()).ok().map(OsString::from)
}

#[cfg(unix)]
fn os_bytes(name: &std::ffi::OsStr) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    name.as_bytes().to_vec()
}

#[cfg(not(unix))]
fn os_bytes(name: &std::ffi::OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}
