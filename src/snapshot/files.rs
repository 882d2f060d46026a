//! A folder of files, on disk or built into the program, behind one small interface.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use include_dir::Dir;

/// A folder. Paths are relative to it.
#[derive(Debug)]
pub(super) enum Files {
    /// A folder on disk; the path is canonical.
    Disk(PathBuf),
    /// A folder built into the program, by path with `/`.
    Embedded(BTreeMap<String, &'static [u8]>),
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// Something is there that may not be read: without permission, or behind a link that leads
    /// out of the folder or nowhere.
    Closed,
}

impl Files {
    pub(super) fn disk(path: &Path) -> io::Result<Self> {
        let root = fs::canonicalize(path)?;
        if !root.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self::Disk(root))
    }

    pub(super) fn embedded(dir: &'static Dir<'static>) -> Self {
        let mut files = BTreeMap::new();
        let mut below = vec![dir];
        while let Some(dir) = below.pop() {
            for file in dir.files() {
                // The macro names every file relative to the outermost folder.
                files.insert(slashed(file.path()), file.contents());
            }
            below.extend(dir.dirs());
        }
        Self::Embedded(files)
    }

    /// Tells what is at a path; `None` too for a path that leads out of the folder.
    pub(super) fn kind(&self, path: &Path) -> Option<Kind> {
        if !path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return None;
        }
        match self {
            Self::Disk(root) => {
                let place = root.join(path);
                let real = match fs::canonicalize(&place) {
                    Ok(real) => real,
                    Err(error) => return is_closed(&place, &error).then_some(Kind::Closed),
                };
                if !real.starts_with(root) {
                    return Some(Kind::Closed);
                }
                let data = fs::metadata(real).ok()?;
                match (data.is_file(), data.is_dir()) {
                    (true, _) => Some(Kind::File),
                    (_, true) => Some(Kind::Folder),
                    _ => None,
                }
            }
            Self::Embedded(files) => {
                let path = slashed(path);
                if files.contains_key(&path) {
                    return Some(Kind::File);
                }
                let inside = if path.is_empty() {
                    path
                } else {
                    format!("{path}/")
                };
                let next = files.range(inside.clone()..).next();
                next.is_some_and(|(found, _)| found.starts_with(&inside))
                    .then_some(Kind::Folder)
            }
        }
    }

    /// Reads a file to at most `cap` bytes; tells whether there were more.
    pub(super) fn read(&self, path: &Path, cap: usize) -> io::Result<(Bytes, bool)> {
        match self {
            Self::Disk(root) => {
                let limit = u64::try_from(cap).unwrap_or(u64::MAX).saturating_add(1);
                let file = fs::File::open(root.join(path))?;
                let size = file.metadata().map_or(0, |about| about.len());
                // One byte more, so that the end of the file is seen without growing.
                let room = size.min(limit).saturating_add(1);
                let mut data = Vec::with_capacity(usize::try_from(room).unwrap_or(0));
                file.take(limit).read_to_end(&mut data)?;
                let more = data.len() > cap;
                data.truncate(cap);
                Ok((Bytes::from(data), more))
            }
            Self::Embedded(files) => {
                let data = files.get(&slashed(path)).ok_or(io::ErrorKind::NotFound)?;
                let data = Bytes::from_static(data);
                let more = data.len() > cap;
                Ok((data.slice(..data.len().min(cap)), more))
            }
        }
    }

    /// Returns the first `most` files, in order of their paths, of those that `wanted` picks.
    pub(super) fn first(
        &self,
        most: usize,
        wanted: impl Fn(&Path) -> bool,
    ) -> io::Result<Vec<PathBuf>> {
        let mut found: BTreeSet<PathBuf> = BTreeSet::new();
        self.walk(&mut |path| {
            let among = found.len() < most || found.last().is_some_and(|last| path < *last);
            if among && wanted(&path) {
                found.insert(path);
                if found.len() > most {
                    found.pop_last();
                }
            }
        })?;
        Ok(found.into_iter().collect())
    }

    /// Gives every file to `take`, in any order. Hidden ones are passed over; links to folders are
    /// not followed, since they may lead in a circle.
    fn walk(&self, take: &mut dyn FnMut(PathBuf)) -> io::Result<()> {
        let shown = |path: &Path| {
            path.components()
                .all(|part| !part.as_os_str().as_encoded_bytes().starts_with(b"."))
        };
        match self {
            Self::Embedded(files) => files
                .keys()
                .map(PathBuf::from)
                .filter(|path| shown(path))
                .for_each(take),
            Self::Disk(root) => {
                let mut below = vec![PathBuf::new()];
                while let Some(folder) = below.pop() {
                    let entries = match fs::read_dir(root.join(&folder)) {
                        Err(error) if folder.as_os_str().is_empty() => return Err(error),
                        // What stands in it is not there for whoever reads.
                        Err(_) => continue,
                        Ok(entries) => entries,
                    };
                    for entry in entries {
                        let entry = entry?;
                        let path = folder.join(entry.file_name());
                        let kind = entry.file_type()?;
                        if kind.is_dir() {
                            below.push(path);
                        } else if shown(&path)
                            && (kind.is_file() || self.kind(&path) == Some(Kind::File))
                        {
                            take(path);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// Tells whether something is at a place that could not be found out.
fn is_closed(place: &Path, error: &io::Error) -> bool {
    match error.kind() {
        io::ErrorKind::NotFound => place.ancestors().any(|part| {
            let link = fs::symlink_metadata(part).is_ok_and(|about| about.is_symlink());
            link && fs::metadata(part).is_err()
        }),
        io::ErrorKind::NotADirectory
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidFilename => false,
        _ => true,
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
