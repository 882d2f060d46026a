//! Bytes that are written once and read many times: in memory while they are few, in a file
//! without a name once they are many.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Bytes kept in memory before a file is begun, and before each further writing to it.
const HELD: usize = 1 << 18;

/// Where some bytes are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    at: u64,
    length: u32,
}

impl Span {
    /// Where one of many records of the same length is, the first being 0.
    pub(crate) fn record(number: u32, length: u32) -> Self {
        Self {
            at: u64::from(number) * u64::from(length),
            length,
        }
    }
}

/// Bytes in the order of writing: the older ones in a file, the newer ones in memory.
#[derive(Debug)]
pub(crate) struct Store {
    file: Option<Mutex<File>>,
    /// How many bytes the file holds; those in memory follow.
    filed: u64,
    held: Vec<u8>,
    most_held: usize,
    /// False where a file cannot be made or is full: the rest stays in memory.
    may_file: bool,
    /// Set once something could not be read back.
    failed: AtomicBool,
}

impl Default for Store {
    fn default() -> Self {
        Self::holding(HELD)
    }
}

impl Store {
    /// Makes an empty store that begins a file after this many bytes.
    pub(crate) fn holding(most_held: usize) -> Self {
        Self {
            file: None,
            filed: 0,
            held: Vec::new(),
            most_held,
            may_file: true,
            failed: AtomicBool::new(false),
        }
    }

    /// Adds bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Span {
        let span = Span {
            at: self.filed + self.held.len() as u64,
            length: bytes.len() as u32,
        };
        self.held.extend_from_slice(bytes);
        if self.held.len() >= self.most_held && self.may_file {
            self.may_file = self.write().is_ok();
        }
        span
    }

    fn write(&mut self) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            // Gone by itself however the program ends.
            none => none.insert(Mutex::new(tempfile::tempfile()?)),
        };
        let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.filed))?;
        file.write_all(&self.held)?;
        self.filed += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }

    /// Reads bytes back into `into`, at most `most` of them; false where that failed.
    pub(crate) fn read(&self, span: Span, most: usize, into: &mut Vec<u8>) -> bool {
        let length = (span.length as usize).min(most);
        into.clear();
        let done = match span.at.checked_sub(self.filed) {
            Some(at) => {
                let held = self.held.get(at as usize..at as usize + length);
                held.is_some_and(|held| {
                    into.extend_from_slice(held);
                    true
                })
            }
            None => {
                into.resize(length, 0);
                self.read_file(span.at, into).is_ok()
            }
        };
        if !done {
            self.failed.store(true, Ordering::Relaxed);
        }
        done
    }

    fn read_file(&self, at: u64, into: &mut [u8]) -> std::io::Result<()> {
        let Some(file) = &self.file else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        let file = file.lock().unwrap_or_else(PoisonError::into_inner);
        read_at(&file, at, into)
    }

    /// Cuts the file to nothing, as if the disk had lost it.
    #[cfg(test)]
    pub(crate) fn damage(&mut self) {
        if let Some(file) = &mut self.file {
            let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
            let _ = file.set_len(0);
        }
    }

    /// Tells whether something could not be read back.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, into: &mut [u8]) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, at: u64, into: &mut [u8]) -> std::io::Result<()> {
    use std::io::Read;

    file.seek(SeekFrom::Start(at))?;
    file.read_exact(into)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_memory_and_from_the_file() {
        let mut store = Store::holding(64);
        let numbers = (0..100_u8).rev();
        let spans: Vec<Span> = numbers
            .clone()
            .map(|number| store.add(&vec![number; usize::from(number)]))
            .collect();
        assert!(store.filed > 0 && !store.held.is_empty(), "both are used");
        let mut bytes = Vec::new();
        for (number, span) in numbers.zip(&spans) {
            assert!(store.read(*span, usize::MAX, &mut bytes));
            assert_eq!(bytes, vec![number; usize::from(number)]);
            assert!(store.read(*span, 3, &mut bytes));
            assert_eq!(bytes.len(), usize::from(number).min(3));
        }
        assert!(!store.failed());
    }

    #[test]
    fn without_a_file_all_stays_in_memory() {
        let mut store = Store::holding(1);
        // As on a full disk: opened for reading only, so that writing fails.
        let path = std::env::current_exe().unwrap();
        store.file = Some(Mutex::new(File::open(path).unwrap()));
        let spans = [store.add(b"one"), store.add(b"two")];
        let mut bytes = Vec::new();
        for (span, words) in spans.into_iter().zip([b"one", b"two"]) {
            assert!(store.read(span, usize::MAX, &mut bytes));
            assert_eq!(bytes, words);
        }
        assert_eq!(store.filed, 0);
    }

    #[test]
    fn a_file_cut_short_is_told_and_no_panic() {
        let mut store = Store::holding(1);
        let span = store.add(b"one");
        store.damage();
        assert!(!store.read(span, usize::MAX, &mut Vec::new()));
        assert!(store.failed());
    }
}
