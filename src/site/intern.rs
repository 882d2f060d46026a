//! Texts kept once.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::model::Address;

/// Bytes of a block of texts.
const BLOCK: usize = 1 << 16;

/// Texts in the order of arrival, each with a number.
///
/// A site has hundreds of thousands of them, so they lie end to end in blocks: a text costs its
/// bytes and four more.
#[derive(Debug, Default)]
struct Texts {
    blocks: Vec<String>,
    /// Where each begins: the block in the upper half, the byte in the lower.
    starts: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) -> u32 {
        let fits = |block: &String| {
            block.len() < BLOCK && (block.len() + text.len() <= BLOCK || block.is_empty())
        };
        if !self.blocks.last().is_some_and(fits) {
            self.blocks
                .push(String::with_capacity(BLOCK.max(text.len())));
        }
        let block = self.blocks.len() - 1;
        let start = (block << 16 | self.blocks[block].len()) as u32;
        self.blocks[block].push_str(text);
        self.starts.push(start);
        self.starts.len() as u32 - 1
    }

    fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let Some(start) = self.starts.get(at) else {
            return "";
        };
        let block = self
            .blocks
            .get((start >> 16) as usize)
            .map_or("", |block| block);
        let end = self
            .starts
            .get(at + 1)
            .filter(|next| *next >> 16 == start >> 16)
            .map_or(block.len(), |next| (next & 0xffff) as usize);
        block.get((start & 0xffff) as usize..end).unwrap_or("")
    }
}

/// A set of texts, each with a number. Numbers depend on the order of arrival and are never
/// shown.
#[derive(Debug, Default)]
pub struct Strings {
    texts: Texts,
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Strings {
    /// Returns the number of a text, adding it when new.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        if let Some(number) = self.numbers.find(hash, |known| self.get(*known) == text) {
            return *number;
        }
        let number = self.texts.push(text);
        let (texts, hasher) = (&self.texts, &self.hasher);
        self.numbers
            .insert_unique(hash, number, |known| hasher.hash_one(texts.get(*known)));
        number
    }

    /// Gives up the room that is needed for adding only: a text added after this gets a number
    /// of its own even if it is there.
    pub(super) fn close(&mut self) {
        self.numbers = HashTable::new();
        self.texts.starts.shrink_to_fit();
    }

    /// Returns the number of a text that is among them.
    fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.numbers
            .find(hash, |known| self.get(*known) == text)
            .copied()
    }

    /// Returns the text with this number.
    pub fn get(&self, number: u32) -> &str {
        self.texts.get(number)
    }
}

/// A set of addresses, each with a number. Numbers depend on the order of arrival and are never
/// shown.
///
/// Pages lie together in folders, whose names are the longer part of an address, so a folder is
/// kept once: everything up to the last slash.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    folders: Strings,
    /// The folder of each address.
    folder_of: Vec<u32>,
    /// What stands after it.
    names: Texts,
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Addresses {
    /// Returns the number of an address, adding it when new.
    pub(super) fn add(&mut self, address: &Address) -> u32 {
        let (folder, name) = parted(address.as_str());
        let folder = self.folders.add(folder);
        let hash = self.hasher.hash_one((folder, name));
        if let Some(number) = self
            .numbers
            .find(hash, |known| self.parts(*known) == (folder, name))
        {
            return *number;
        }
        let number = self.names.push(name);
        self.folder_of.push(folder);
        let (names, folder_of, hasher) = (&self.names, &self.folder_of, &self.hasher);
        self.numbers.insert_unique(hash, number, |known| {
            let folder = folder_of.get(*known as usize).copied().unwrap_or_default();
            hasher.hash_one((folder, names.get(*known)))
        });
        number
    }

    /// Returns the number of an address that is among them.
    pub(super) fn find(&self, address: &Address) -> Option<u32> {
        let (folder, name) = parted(address.as_str());
        let folder = self.folders.find(folder)?;
        let hash = self.hasher.hash_one((folder, name));
        self.numbers
            .find(hash, |known| self.parts(*known) == (folder, name))
            .copied()
    }

    fn parts(&self, number: u32) -> (u32, &str) {
        let folder = self.folder_of.get(number as usize).copied();
        (folder.unwrap_or_default(), self.names.get(number))
    }

    /// Returns the address with this number.
    pub(super) fn get(&self, number: u32) -> Option<Address> {
        let folder = self.folders.get(*self.folder_of.get(number as usize)?);
        let text = [folder, self.names.get(number)].concat();
        Some(Address::from_shared(Arc::from(text)))
    }

    /// Compares two addresses by their texts.
    pub(super) fn compare(&self, one: u32, other: u32) -> Ordering {
        let ((one, name), (other, other_name)) = (self.parts(one), self.parts(other));
        if one == other {
            return name.cmp(other_name);
        }
        let one = self.folders.get(one).bytes().chain(name.bytes());
        let other = self.folders.get(other).bytes();
        one.cmp(other.chain(other_name.bytes()))
    }

    /// Returns how many addresses are kept.
    pub(super) fn len(&self) -> usize {
        self.folder_of.len()
    }
}

/// Parts an address after its last slash.
fn parted(address: &str) -> (&str, &str) {
    address.split_at(address.rfind('/').map_or(0, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::{Addresses, Strings};
    use crate::model::Address;

    #[test]
    fn addresses_are_kept_by_folders_and_compared_as_texts() {
        let texts = [
            "http://a.example/",
            "http://a.example/b",
            "http://a.example/b/",
            "http://a.example/b/c.html",
            "http://a.example/b-c/d.html?e=/f/g",
            "http://a.example/b-c/d.html?e=/f/",
            "http://a.example:81/b/c.html",
        ];
        let parsed: Vec<Address> = texts
            .iter()
            .filter_map(|text| Address::parse(text))
            .collect();
        assert_eq!(parsed.len(), texts.len());
        let mut addresses = Addresses::default();
        assert_eq!(addresses.find(&parsed[0]), None);
        let numbers: Vec<u32> = parsed.iter().map(|one| addresses.add(one)).collect();
        assert_eq!(addresses.len(), texts.len());
        for (one, number) in parsed.iter().zip(&numbers) {
            assert_eq!(addresses.add(one), *number);
            assert_eq!(addresses.find(one), Some(*number));
            assert_eq!(addresses.get(*number).as_ref(), Some(one));
            for (other, other_number) in parsed.iter().zip(&numbers) {
                let order = addresses.compare(*number, *other_number);
                assert_eq!(order, one.cmp(other), "{one} {other}");
            }
        }
        assert_eq!(addresses.get(99), None);
    }

    #[test]
    fn texts_are_kept_once_whatever_their_length() {
        let mut strings = Strings::default();
        let texts: Vec<String> = (0..3000_usize)
            .map(|at| {
                format!(
                    "{at}{}",
                    "公".repeat(if at % 500 == 0 { 30_000 } else { at % 97 })
                )
            })
            .chain([String::new()])
            .collect();
        let numbers: Vec<u32> = texts.iter().map(|text| strings.add(text)).collect();
        for (text, number) in texts.iter().zip(numbers) {
            assert_eq!(strings.get(number), text);
            assert_eq!(strings.add(text), number);
            assert_eq!(strings.find(text), Some(number));
        }
        assert_eq!(strings.find("none"), None);
        assert_eq!(strings.get(9999), "");
    }
}
