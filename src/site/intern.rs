//! Texts kept once.

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::model::Address;

/// Bytes of a block of texts.
const BLOCK: usize = 1 << 16;

/// A set of texts, each with a number. Numbers depend on the order of arrival and are never
/// shown.
///
/// A site has hundreds of thousands of them, so they lie end to end in blocks: a text costs its
/// bytes and about ten more.
#[derive(Debug, Default)]
pub struct Strings {
    blocks: Vec<String>,
    /// Where each begins: the block in the upper half, the byte in the lower.
    starts: Vec<u32>,
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
        let number = self.starts.len() as u32;
        self.starts.push(start);
        let (blocks, starts, hasher) = (&self.blocks, &self.starts, &self.hasher);
        self.numbers.insert_unique(hash, number, |known| {
            hasher.hash_one(text_of(blocks, starts, *known))
        });
        number
    }

    /// Gives up the room that is needed for adding only: a text added after this gets a number
    /// of its own even if it is there.
    pub(super) fn close(&mut self) {
        self.numbers = HashTable::new();
        self.starts.shrink_to_fit();
    }

    /// Returns the number of a text that is among them.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.numbers
            .find(hash, |known| self.get(*known) == text)
            .copied()
    }

    /// Returns the text with this number.
    pub fn get(&self, number: u32) -> &str {
        text_of(&self.blocks, &self.starts, number)
    }

    /// Returns the address with this number.
    pub fn address(&self, number: u32) -> Option<Address> {
        self.starts.get(number as usize)?;
        Some(Address::from_shared(Arc::from(self.get(number))))
    }

    /// Returns how many texts are kept.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }
}

fn text_of<'s>(blocks: &'s [String], starts: &[u32], number: u32) -> &'s str {
    let at = number as usize;
    let Some(start) = starts.get(at) else {
        return "";
    };
    let block = blocks.get((start >> 16) as usize).map_or("", |block| block);
    let end = starts
        .get(at + 1)
        .filter(|next| *next >> 16 == start >> 16)
        .map_or(block.len(), |next| (next & 0xffff) as usize);
    block.get((start & 0xffff) as usize..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::Strings;

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
        assert_eq!(strings.len(), texts.len());
        assert_eq!(strings.find("none"), None);
        assert_eq!(strings.get(9999), "");
    }
}
