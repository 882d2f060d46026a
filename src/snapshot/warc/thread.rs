//! The archive written on a thread of its own, so that fetching never waits for the disk
//! unless the disk is hopelessly behind.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, SyncSender};
use std::thread::JoinHandle;

use jiff::Timestamp;

use super::write::{About, Writer};
use crate::snapshot::exchange::Exchange;

/// How many exchanges may wait to be written.
const WAITING: usize = 64;

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

/// A WARC file being written. It may be shared between threads.
#[derive(Debug)]
pub struct ArchiveThread {
    path: PathBuf,
    orders: SyncSender<Order>,
    thread: JoinHandle<io::Result<()>>,
}

impl ArchiveThread {
    /// Makes a new file, replacing one that is there.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Write`] when the file cannot be made or written.
    pub fn create(path: &Path, about: &About) -> Result<Self, ArchiveError> {
        File::create(path)
            .and_then(|file| Self::start(path, file, about))
            .map_err(|source| write_error(path, source))
    }

    /// Goes on with a file, of which the first `whole` bytes are whole records
    /// ([`Records::whole_until`](super::Records::whole_until)); what follows is cut off.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Write`] when the file cannot be opened, cut or written.
    pub fn resume(path: &Path, whole: u64, about: &About) -> Result<Self, ArchiveError> {
        File::options()
            .append(true)
            .open(path)
            .and_then(|file| {
                file.set_len(whole)?;
                Self::start(path, file, about)
            })
            .map_err(|source| write_error(path, source))
    }

    fn start(path: &Path, file: File, about: &About) -> io::Result<Self> {
        // The first record is written here, so that a full disk is noticed at once.
        let mut writer = Writer::new(file, about)?;
        let (orders, inbox) = mpsc::sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("archive".to_owned())
            .spawn(move || {
                for order in inbox {
                    match order {
                        Order::Exchange(exchange) => writer.exchange(&exchange)?,
                        Order::Notes(at, fields) => writer.notes(at, &fields)?,
                    }
                }
                writer.into_inner().sync_all()
            })?;
        Ok(Self {
            path: path.to_owned(),
            orders,
            thread,
        })
    }

    /// Hands over an exchange; waits only while the queue is full.
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

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Write`] with the first thing that went wrong.
    pub fn finish(self) -> Result<(), ArchiveError> {
        drop(self.orders);
        match self.thread.join() {
            Ok(Ok(())) => Ok(()),
            Ok(Err(source)) => Err(write_error(&self.path, source)),
            Err(_) => Err(ArchiveError::Ended { path: self.path }),
        }
    }
}

fn write_error(path: &Path, source: io::Error) -> ArchiveError {
    ArchiveError::Write {
        path: path.to_owned(),
        source,
    }
}
