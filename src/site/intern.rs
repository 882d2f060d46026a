//! Texts kept once.

use std::sync::Arc;

use foldhash::HashMap;

use crate::model::Address;

/// A set of texts, each with a number. Numbers depend on the order of arrival and are never
/// shown.
#[derive(Debug, Default)]
pub struct Strings {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Strings {
    /// Returns the number of a text, adding it when new.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.insert(Arc::from(text))
    }

    /// Returns the number of an address, adding it when new.
    pub(super) fn add_address(&mut self, address: &Address) -> u32 {
        if let Some(number) = self.numbers.get(address.as_str()) {
            return *number;
        }
        self.insert(address.shared())
    }

    /// Returns the text with this number.
    pub fn get(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    /// Returns the address with this number.
    pub fn address(&self, number: u32) -> Option<Address> {
        self.texts
            .get(number as usize)
            .map(|text| Address::from_shared(text.clone()))
    }

    /// Returns how many texts are kept.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    fn insert(&mut self, text: Arc<str>) -> u32 {
        let number = self.texts.len() as u32;
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }
}
