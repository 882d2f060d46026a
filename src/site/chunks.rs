//! A list that grows without being moved, so that growing never needs the room twice.

/// Values of a block.
const BLOCK: usize = 1024;

/// A list in blocks.
#[derive(Debug)]
pub(super) struct Chunks<T> {
    blocks: Vec<Vec<T>>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { blocks: Vec::new() }
    }
}

impl<T> Chunks<T> {
    /// Adds a value and returns its number.
    pub(super) fn push(&mut self, value: T) -> usize {
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            // The first is small: most sites are.
            let room = if self.blocks.is_empty() { 0 } else { BLOCK };
            self.blocks.push(Vec::with_capacity(room));
        }
        let before = (self.blocks.len() - 1) * BLOCK;
        match self.blocks.last_mut() {
            Some(block) => {
                block.push(value);
                before + block.len() - 1
            }
            None => 0,
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.blocks.get(at / BLOCK)?.get(at % BLOCK)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.blocks.get_mut(at / BLOCK)?.get_mut(at % BLOCK)
    }

    pub(super) fn len(&self) -> usize {
        self.blocks
            .last()
            .map_or(0, |last| (self.blocks.len() - 1) * BLOCK + last.len())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.blocks.iter().flatten()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.blocks.iter_mut().flatten()
    }
}
