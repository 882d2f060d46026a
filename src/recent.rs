//! What is known of texts that were met lately, by where they lie in memory: pages of one
//! template share the texts and addresses of their menus.

use std::sync::Arc;

/// Something known of each of the texts met lately.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    slots: Box<[Slot<T>]>,
}

/// A text with what is known of it.
type Slot<T> = Option<(Arc<str>, T)>;

/// Binary digits of the number of texts remembered; enough for the menus of a site.
const DIGITS: u32 = 10;

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            slots: (0..1 << DIGITS).map(|_| None).collect(),
        }
    }
}

impl<T: Copy> Recent<T> {
    /// Returns what is known of a text that was met lately.
    pub(crate) fn get(&self, text: &Arc<str>) -> Option<T> {
        // Where it lies cannot be another text's: it is held here.
        match &self.slots[place(text)] {
            Some((known, what)) if Arc::ptr_eq(known, text) => Some(*what),
            _ => None,
        }
    }

    /// Notes what is known of a text.
    pub(crate) fn put(&mut self, text: &Arc<str>, what: T) {
        self.slots[place(text)] = Some((text.clone(), what));
    }

    /// Returns what is known of a text, asking where it was not met lately.
    pub(crate) fn or_ask(&mut self, text: &Arc<str>, ask: impl FnOnce() -> T) -> T {
        self.get(text).unwrap_or_else(|| {
            let what = ask();
            self.put(text, what);
            what
        })
    }
}

/// The slot of a text: below the number of slots, as so many digits are left.
fn place(text: &Arc<str>) -> usize {
    let at = text.as_ptr() as usize as u64;
    (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - DIGITS)) as usize
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Recent;

    #[test]
    fn what_is_asked_for_again_is_told_by_its_place() {
        let mut recent = Recent::default();
        let texts: Vec<Arc<str>> = (0..5000).map(|at| Arc::from(format!("{at}"))).collect();
        let mut asked = 0;
        for _ in 0..3 {
            for (at, text) in (0..).zip(&texts[..100]) {
                let mut ask = || {
                    asked += 1;
                    at
                };
                assert_eq!(recent.or_ask(text, &mut ask), at);
                assert_eq!(recent.or_ask(text, &mut ask), at);
                assert_eq!(recent.get(text), Some(at));
            }
        }
        assert!((100..300).contains(&asked), "{asked}");
        // More than there is room for: none is taken for another.
        for (at, text) in (0..).zip(&texts) {
            assert_eq!(recent.or_ask(text, || at), at);
        }
        // A copy that lies elsewhere is asked for.
        assert_eq!(recent.get(&Arc::from("7")), None);
    }
}
