//! Where the answers of an archive begin, noted while it is written or read through.

use std::hash::{BuildHasher, Hash};

use foldhash::HashMap;
use foldhash::quality::FixedState;

use super::entry::Entry;
use crate::model::Address;

/// Offsets by address, so that single records can be read again without going through the
/// whole archive once more. Sixteen bytes an address.
///
/// Two addresses may have the same number: whoever reads a record holds its address against the
/// one that was wanted.
#[derive(Debug, Clone, Default)]
pub struct Places {
    offsets: HashMap<u64, u64>,
}

impl Places {
    /// Notes where the answer of an address begins; of several the last in the file counts.
    pub fn note(&mut self, address: &Address, offset: u64) {
        let known = self.offsets.entry(number(address)).or_insert(offset);
        *known = offset.max(*known);
    }

    pub(super) fn of(&self, address: &Address) -> Option<u64> {
        self.offsets.get(&number(address)).copied()
    }
}

impl Entry {
    /// Returns where the record begins; `None` where it cannot be read alone: a revisit needs
    /// its original, and a record inside a gzip member all before it.
    pub fn begins(&self) -> Option<u64> {
        let alone = self.part.place.within == 0 && self.original.is_none();
        alone.then_some(self.part.place.offset)
    }
}

fn number(address: &Address) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    address.hash(&mut hasher);
    std::hash::Hasher::finish(&hasher)
}
