//! The archive written on a thread of its own, so that packing and the disk hold up fetching only
//! where they take longer than the next answer does.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::index::Index;
use super::lookup::Lookup;
use super::places::Places;
use super::write::{About, Packing, Sealing, Writer};
use crate::snapshot::exchange::Exchange;

/// How many exchanges may wait to be written. What waits is lost when the power fails, and asked
/// for again: so none waits, and one is handed over when the one before it has been written.
const WAITING: usize = 0;

/// How long what was written may lie in the system's memory alone: what a power failure takes.
const SYNCED: Duration = Duration::from_secs(5);

/// Why a crawl could not be archived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file could not be made, cut or written.
    #[error("write the archive {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process writes it.
    #[error("write the archive {path}: another gongkai is writing it")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// Writing ended before; [`ArchiveThread::finish`] says why.
    #[error("write the archive {path}: writing has ended")]
    Ended {
        /// The file.
        path: PathBuf,
    },
}

enum Order {
    Exchange(Box<Exchange>),
    Notes(Timestamp, Vec<(String, String)>),
}

/// What is written beside an archive, and what it may refer to.
#[derive(Debug, Default)]
pub struct With {
    /// Older archives, whose payloads are referred to where they have not changed.
    pub older: Option<Arc<Lookup>>,
    /// An index to be written when the archive is finished; begun when it is gone on with.
    pub index: Option<Index>,
    /// By what its records can be told to be as they were written.
    pub sealing: Sealing,
}

/// A WARC file being written. It may be shared between threads.
///
/// Where an archive is there already, the new one is written beside it and takes its place only
/// when it is done: what is not finished, or holds nothing, destroys nothing.
#[derive(Debug)]
pub struct ArchiveThread {
    path: PathBuf,
    /// Where it is written, when that is not yet its own place.
    aside: Option<PathBuf>,
    orders: SyncSender<Order>,
    thread: JoinHandle<io::Result<(Places, Option<Index>)>>,
}

/// Returns the file in which a crawl into this archive that was broken off is kept: the one
/// beside it that was to take its place, else the archive.
pub fn unfinished(archive: &Path) -> PathBuf {
    let aside = aside_of(archive);
    match holds_some(&aside) {
        true => aside,
        false => archive.to_owned(),
    }
}

/// The name under which an archive is written while another has its place: one by which it can
/// be read as any archive.
fn aside_of(archive: &Path) -> PathBuf {
    let (stem, ending) = Index::split(archive);
    archive.with_file_name(format!("{stem}.part{ending}"))
}

fn holds_some(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.len() > 0)
}

impl ArchiveThread {
    /// Makes a new file, which replaces one that is there when it is finished; its name says how
    /// it is packed. What serves only to go on with a crawl is replaced at once.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Write`] when the file cannot be made or written.
    pub fn create(path: &Path, about: &About, with: With) -> Result<Self, ArchiveError> {
        let replaces = with.sealing == Sealing::Digests && holds_some(path);
        if !replaces {
            if with.sealing == Sealing::Digests {
                // A crawl that was broken off long ago is not gone on with in this one's stead.
                let _ = fs::remove_file(aside_of(path));
            }
            return Self::begin(path, None, 0, about, with);
        }
        // Who writes the file in its own place is not to find it replaced.
        drop(open(path, path)?);
        Self::begin(path, Some(aside_of(path)), 0, about, with)
    }

    /// Goes on with a file ([`unfinished`]), of which the first `whole` bytes are whole records
    /// ([`Lookup::whole_until`]); what follows is cut off.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Write`] when the file cannot be opened, cut or written.
    pub fn resume(
        path: &Path,
        whole: u64,
        about: &About,
        with: With,
    ) -> Result<Self, ArchiveError> {
        let file = unfinished(path);
        let aside = (file != path).then_some(file);
        Self::begin(path, aside, whole, about, with)
    }

    fn begin(
        path: &Path,
        aside: Option<PathBuf>,
        whole: u64,
        about: &About,
        with: With,
    ) -> Result<Self, ArchiveError> {
        let mut file = open(aside.as_deref().unwrap_or(path), path)?;
        file.set_len(whole)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .and_then(|_| Self::start(path, aside, file, whole, about, with))
            .map_err(|source| write_error(path, source))
    }

    fn start(
        path: &Path,
        aside: Option<PathBuf>,
        file: File,
        at: u64,
        about: &About,
        with: With,
    ) -> io::Result<Self> {
        let mut syncer = Syncer::start(&file)?;
        // The first record is written here, so that a full disk is noticed at once.
        let packing = Packing::of_name(path);
        let writer = Writer::continued(file, packing, with.sealing, at, about)?;
        let mut writer = writer.with_older(with.older);
        if let Some(index) = with.index {
            writer = writer.with_index(index);
        }
        let lasting = with.sealing == Sealing::Digests;
        let (orders, inbox) = mpsc::sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("archive".to_owned())
            .spawn(move || {
                loop {
                    match inbox.recv_timeout(SYNCED) {
                        Ok(Order::Exchange(exchange)) => writer.exchange(&exchange)?,
                        Ok(Order::Notes(at, fields)) => writer.notes(at, &fields)?,
                        Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                    syncer.tick();
                }
                syncer.finish()?;
                let index = writer.take_index();
                let places = writer.take_places();
                let file = writer.into_inner();
                // What serves only to go on is removed in a moment: the last gigabytes of it need
                // not reach the disk before.
                if lasting {
                    file.sync_all()?;
                }
                Ok((places, index))
            })?;
        Ok(Self {
            path: path.to_owned(),
            aside,
            orders,
            thread,
        })
    }

    /// Hands over an exchange; waits until the one before it has been written.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Ended`] when writing has failed: call [`ArchiveThread::finish`].
    pub fn send(&self, exchange: Exchange) -> Result<(), ArchiveError> {
        self.order(Order::Exchange(Box::new(exchange)))
    }

    /// Hands over what the crawl knows about itself: see [`Writer::notes`].
    ///
    /// # Errors
    ///
    /// As [`ArchiveThread::send`].
    pub fn notes(&self, at: Timestamp, fields: Vec<(String, String)>) -> Result<(), ArchiveError> {
        self.order(Order::Notes(at, fields))
    }

    fn order(&self, order: Order) -> Result<(), ArchiveError> {
        self.orders.send(order).map_err(|_| ArchiveError::Ended {
            path: self.path.clone(),
        })
    }

    /// Waits until everything is written, and on the disk where it is to last, and puts it in its
    /// place; returns where the answers written by this thread begin.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Write`] with the first thing that went wrong.
    pub fn finish(self) -> Result<Places, ArchiveError> {
        let (path, aside) = (self.path.clone(), self.aside.clone());
        let (places, index) = self.end()?;
        if let Some(aside) = aside {
            fs::rename(aside, &path).map_err(|source| write_error(&path, source))?;
        }
        if let Some(index) = index {
            index
                .write(&path)
                .map_err(|source| write_error(&path, source))?;
        }
        Ok(places)
    }

    /// Waits until everything is written, to be gone on with later: what it is to replace stays
    /// until then.
    ///
    /// # Errors
    ///
    /// As [`ArchiveThread::finish`].
    pub fn put_by(self) -> Result<Places, ArchiveError> {
        match self.aside {
            Some(_) => self.end().map(|(places, _)| places),
            None => self.finish(),
        }
    }

    /// Ends where nothing came that is worth keeping: an archive that was to be replaced stays.
    ///
    /// # Errors
    ///
    /// As [`ArchiveThread::finish`].
    pub fn discard(self) -> Result<(), ArchiveError> {
        let Some(aside) = self.aside.clone() else {
            return self.finish().map(drop);
        };
        let path = self.path.clone();
        self.end()?;
        fs::remove_file(aside).map_err(|source| write_error(&path, source))
    }

    fn end(self) -> Result<(Places, Option<Index>), ArchiveError> {
        drop(self.orders);
        match self.thread.join() {
            Ok(Ok(written)) => Ok(written),
            Ok(Err(source)) => Err(write_error(&self.path, source)),
            Err(_) => Err(ArchiveError::Ended { path: self.path }),
        }
    }
}

/// Opens a file to write an archive to it, and makes certain that nobody else writes it; nothing
/// is cut before. File systems that know no locks are trusted.
fn open(file: &Path, archive: &Path) -> Result<File, ArchiveError> {
    let opened = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(file)
        .map_err(|source| write_error(archive, source))?;
    match opened.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ArchiveError::Busy {
            path: archive.to_owned(),
        }),
        _ => Ok(opened),
    }
}

/// Brings to the disk what was written, beside the writing.
struct Syncer {
    orders: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
    last: Instant,
}

impl Syncer {
    fn start(file: &File) -> io::Result<Self> {
        let file = file.try_clone()?;
        let (orders, inbox) = mpsc::sync_channel(0);
        let thread = std::thread::Builder::new()
            .name("archive-sync".to_owned())
            .spawn(move || inbox.iter().try_for_each(|()| file.sync_data()))?;
        Ok(Self {
            orders,
            thread,
            last: Instant::now(),
        })
    }

    /// Begins to bring to the disk what was written, when that is due and not going on.
    fn tick(&mut self) {
        if self.last.elapsed() >= SYNCED && self.orders.try_send(()).is_ok() {
            self.last = Instant::now();
        }
    }

    /// Ends, with the first thing that went wrong: the system tells it only once.
    fn finish(self) -> io::Result<()> {
        drop(self.orders);
        match self.thread.join() {
            Ok(result) => result,
            Err(_) => Err(io::Error::other(
                "the thread that syncs the archive ended early",
            )),
        }
    }
}

fn write_error(path: &Path, source: io::Error) -> ArchiveError {
    ArchiveError::Write {
        path: path.to_owned(),
        source,
    }
}
