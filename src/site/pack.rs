//! Facts as bytes, for pages that are not kept in memory. The form is read back only by the
//! run that wrote it, so it has no version and may change with any field.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::Address;

/// Words that many pages have, kept once and written as numbers.
#[derive(Debug, Default)]
pub(super) struct Shared {
    fixed: Vec<&'static str>,
    phrases: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, usize>,
}

/// Bytes being written.
pub(super) struct Output<'a> {
    pub(super) bytes: &'a mut Vec<u8>,
    pub(super) shared: &'a mut Shared,
}

/// Bytes being read.
pub(super) struct Input<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) shared: &'a Shared,
}

/// What can be written as bytes and read back; `None` where the bytes are not what was written.
pub(super) trait Pack: Sized {
    /// Writes the value.
    fn pack(&self, out: &mut Output<'_>);
    /// Reads it back.
    fn unpack(input: &mut Input<'_>) -> Option<Self>;
}

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::unpack(self)?;
        simdutf8::basic::from_utf8(self.take(length)?).ok()
    }
}

impl Output<'_> {
    fn text(&mut self, text: &str) {
        text.len().pack(self);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

impl Pack for u64 {
    fn pack(&self, out: &mut Output<'_>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.bytes.push(rest as u8);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (first, rest) = input.bytes.split_first()?;
            input.bytes = rest;
            value |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

impl Pack for i64 {
    fn pack(&self, out: &mut Output<'_>) {
        // The sign goes last, so that small numbers of either sign are short.
        (((*self << 1) ^ (*self >> 63)) as u64).pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let value = u64::unpack(input)?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

/// Numbers that are written as wider ones.
macro_rules! as_wider {
    ($($narrow:ty => $wide:ty),* $(,)?) => {$(
        impl Pack for $narrow {
            fn pack(&self, out: &mut Output<'_>) {
                (*self as $wide).pack(out);
            }

            fn unpack(input: &mut Input<'_>) -> Option<Self> {
                <$wide>::unpack(input)?.try_into().ok()
            }
        }
    )*};
}

as_wider!(u8 => u64, u16 => u64, u32 => u64, usize => u64, i8 => i64, i16 => i64, i32 => i64);

impl Pack for bool {
    fn pack(&self, out: &mut Output<'_>) {
        out.bytes.push(u8::from(*self));
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Some(input.take(1)? == [1])
    }
}

impl Pack for f64 {
    fn pack(&self, out: &mut Output<'_>) {
        out.bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(input.take(8)?.try_into().ok()?))
    }
}

impl Pack for [u8; 32] {
    fn pack(&self, out: &mut Output<'_>) {
        out.bytes.extend_from_slice(self);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        input.take(32)?.try_into().ok()
    }
}

impl Pack for String {
    fn pack(&self, out: &mut Output<'_>) {
        out.text(self);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        input.text().map(str::to_owned)
    }
}

impl Pack for Box<str> {
    fn pack(&self, out: &mut Output<'_>) {
        out.text(self);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        input.text().map(Self::from)
    }
}

impl Pack for Address {
    fn pack(&self, out: &mut Output<'_>) {
        out.text(self.as_str());
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        input.text().map(|text| Self::from_shared(Arc::from(text)))
    }
}

/// Words of the program itself: few.
impl Pack for &'static str {
    fn pack(&self, out: &mut Output<'_>) {
        let fixed = &mut out.shared.fixed;
        let at = fixed.iter().position(|known| known == self);
        at.unwrap_or_else(|| {
            fixed.push(self);
            fixed.len() - 1
        })
        .pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let at = usize::unpack(input)?;
        input.shared.fixed.get(at).copied()
    }
}

impl<T: Pack> Pack for Arc<Vec<T>> {
    fn pack(&self, out: &mut Output<'_>) {
        (**self).pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Vec::unpack(input).map(Self::new)
    }
}

/// Phrases that the rules ask for: some hundreds.
impl Pack for Arc<str> {
    fn pack(&self, out: &mut Output<'_>) {
        let Shared {
            phrases, numbers, ..
        } = &mut *out.shared;
        let at = match numbers.get(self) {
            Some(at) => *at,
            None => {
                phrases.push(self.clone());
                numbers.insert(self.clone(), phrases.len() - 1);
                phrases.len() - 1
            }
        };
        at.pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let at = usize::unpack(input)?;
        input.shared.phrases.get(at).cloned()
    }
}

impl Pack for Date {
    fn pack(&self, out: &mut Output<'_>) {
        self.year().pack(out);
        out.bytes
            .extend_from_slice(&[self.month() as u8, self.day() as u8]);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let year = i16::unpack(input)?;
        let [month, day] = input.take(2)?.try_into().ok()?;
        Self::new(year, month as i8, day as i8).ok()
    }
}

impl Pack for Timestamp {
    fn pack(&self, out: &mut Output<'_>) {
        self.as_second().pack(out);
        self.subsec_nanosecond().pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Self::new(i64::unpack(input)?, i32::unpack(input)?).ok()
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, out: &mut Output<'_>) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        match bool::unpack(input)? {
            true => T::unpack(input).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Pack> Pack for Box<T> {
    fn pack(&self, out: &mut Output<'_>) {
        T::pack(self, out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        T::unpack(input).map(Self::new)
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, out: &mut Output<'_>) {
        self.len().pack(out);
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let length = usize::unpack(input)?;
        // Every value takes a byte at least: a length beyond that was never written.
        if length > input.bytes.len() {
            return None;
        }
        let mut values = Self::with_capacity(length);
        for _ in 0..length {
            values.push(T::unpack(input)?);
        }
        Some(values)
    }
}

impl<T: Pack> Pack for Box<[T]> {
    fn pack(&self, out: &mut Output<'_>) {
        self.len().pack(out);
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Vec::unpack(input).map(Vec::into_boxed_slice)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, out: &mut Output<'_>) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Some((A::unpack(input)?, B::unpack(input)?))
    }
}

impl<K: Pack + Ord, V: Pack> Pack for BTreeMap<K, V> {
    fn pack(&self, out: &mut Output<'_>) {
        self.len().pack(out);
        for (key, value) in self {
            key.pack(out);
            value.pack(out);
        }
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        let length = usize::unpack(input)?;
        (0..length)
            .map(|_| Some((K::unpack(input)?, V::unpack(input)?)))
            .collect()
    }
}

/// Writes a struct field by field; one that is left out does not compile.
macro_rules! fields {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl $crate::site::pack::Pack for $name {
            fn pack(&self, out: &mut $crate::site::pack::Output<'_>) {
                let Self { $($field),* } = self;
                $($field.pack(out);)*
            }

            fn unpack(input: &mut $crate::site::pack::Input<'_>) -> Option<Self> {
                Some(Self { $($field: $crate::site::pack::Pack::unpack(input)?),* })
            }
        }
    )*};
}

/// Writes an enum without fields by number; a variant that is left out does not compile.
macro_rules! variants {
    ($($name:ident { $($number:literal $variant:ident),* $(,)? })*) => {$(
        impl $crate::site::pack::Pack for $name {
            fn pack(&self, out: &mut $crate::site::pack::Output<'_>) {
                out.bytes.push(match self { $(Self::$variant => $number),* });
            }

            fn unpack(input: &mut $crate::site::pack::Input<'_>) -> Option<Self> {
                match u8::unpack(input)? {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

pub(super) use {fields, variants};

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn there_and_back<T: Pack + PartialEq + std::fmt::Debug>(value: T) {
        let (mut bytes, mut shared) = (Vec::new(), Shared::default());
        value.pack(&mut Output {
            bytes: &mut bytes,
            shared: &mut shared,
        });
        let mut input = Input {
            bytes: &bytes,
            shared: &shared,
        };
        assert_eq!(T::unpack(&mut input), Some(value));
        assert!(input.bytes.is_empty());
        for end in 0..bytes.len() {
            let mut cut = Input {
                bytes: &bytes[..end],
                shared: &shared,
            };
            assert_eq!(T::unpack(&mut cut), None, "{end} bytes are not all");
        }
    }

    #[test]
    fn values_come_back_as_they_were() {
        for number in [0, 1, 127, 128, 300, u64::MAX] {
            there_and_back(number);
            there_and_back(number as i64);
        }
        there_and_back(i64::MIN);
        there_and_back((1.5_f64, "公开".to_owned()));
        there_and_back(vec![Some(Box::<str>::from("甲")), None]);
        there_and_back(vec![
            Arc::<str>::from("甲"),
            Arc::from("乙"),
            Arc::from("甲"),
        ]);
        there_and_back(Box::<[&'static str]>::from(["open", "closed", "open"]));
        there_and_back(BTreeMap::from([("N.TT".to_owned(), 3.0)]));
        there_and_back(jiff::civil::date(2026, 11, 24));
        there_and_back("1969-12-31T23:59:59.5Z".parse::<Timestamp>().unwrap());
        there_and_back(Address::parse("http://a.gov.cn/x?y=1").unwrap());
    }
}
