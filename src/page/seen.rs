//! What came of looking through texts that page after page has word for word, such as the scripts
//! of a template.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;

/// Texts remembered.
const SLOTS: usize = 64;

/// What came of looking through the texts met lately. They are told by their digest: it is not
/// known outside, so none can be made to be taken for another.
#[derive(Debug)]
pub(super) struct Seen<T> {
    slots: [Option<(u64, T)>; SLOTS],
    hasher: RandomState,
}

impl<T: Copy> Default for Seen<T> {
    fn default() -> Self {
        Self {
            slots: [None; SLOTS],
            hasher: RandomState::default(),
        }
    }
}

impl<T: Copy> Seen<T> {
    /// Returns what is known of a text, looking through it where it was not met lately.
    pub(super) fn or_look(&mut self, text: &str, look: impl FnOnce(&str) -> T) -> T {
        let digest = self.hasher.hash_one(text);
        let slot = &mut self.slots[(digest % SLOTS as u64) as usize];
        match slot {
            Some((known, what)) if *known == digest => *what,
            _ => {
                let what = look(text);
                *slot = Some((digest, what));
                what
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_text_met_lately_is_not_looked_through_again() {
        let mut seen = Seen::default();
        let texts: Vec<String> = (0..1000).map(|at| format!("var a = {at};")).collect();
        let mut looks = 0;
        for _ in 0..3 {
            let mut look = |text: &str| {
                looks += 1;
                text.len()
            };
            assert_eq!(seen.or_look(&texts[7], &mut look), texts[7].len());
            assert_eq!(seen.or_look(&texts[7], &mut look), texts[7].len());
        }
        assert_eq!(looks, 1);
        // More than there is room for: none is taken for another.
        for (at, text) in texts.iter().enumerate() {
            let what = seen.or_look(text, |_| at);
            assert!(what == at || at == 7 && what == text.len(), "{at} {what}");
        }
    }
}
