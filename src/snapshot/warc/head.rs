//! The header of a WARC record (ISO 28500 §5), as any tool writes it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::PURPOSE;

/// The longest header that is believed.
pub(super) const MAX_HEAD: usize = 64 * 1024;

/// The fields of a header that matter here.
#[derive(Debug, Default, Clone)]
pub(super) struct Head {
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) target: String,
    pub(super) date: String,
    pub(super) length: Option<u64>,
    pub(super) content_type: String,
    pub(super) block_digest: String,
    pub(super) payload_digest: String,
    pub(super) truncated: String,
    pub(super) concurrent_to: String,
    pub(super) refers_to: String,
    pub(super) refers_to_target: String,
    pub(super) refers_to_date: String,
    pub(super) profile: String,
    pub(super) segment: String,
    /// What a record of ours was asked for, where that was no page: see [`PURPOSE`].
    pub(super) purpose: String,
}

impl Head {
    /// Reads a header, from the version line to before the empty line.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut head = Self::default();
        let text = String::from_utf8_lossy(bytes);
        let mut fields: Vec<(&str, String)> = Vec::new();
        for line in text.lines().skip(1) {
            if line.starts_with([' ', '\t']) {
                // A folded line belongs to the field before it.
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim(), value.trim().to_owned()));
            }
        }
        for (name, value) in fields {
            head.set(&name.to_ascii_lowercase(), value);
        }
        head
    }

    fn set(&mut self, name: &str, value: String) {
        match name {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "warc-record-id" => self.id = value,
            // WARC/1.0 was understood to want angle brackets, and wget writes them.
            "warc-target-uri" => self.target = unbracket(value),
            "warc-date" => self.date = value,
            "content-length" => self.length = value.parse().ok(),
            "content-type" => self.content_type = value.to_ascii_lowercase(),
            "warc-block-digest" => self.block_digest = value,
            "warc-payload-digest" => self.payload_digest = value,
            "warc-truncated" => self.truncated = value.to_ascii_lowercase(),
            "warc-concurrent-to" => self.concurrent_to = value,
            "warc-refers-to" => self.refers_to = value,
            "warc-refers-to-target-uri" => self.refers_to_target = unbracket(value),
            "warc-refers-to-date" => self.refers_to_date = value,
            "warc-profile" => self.profile = value,
            "warc-segment-number" => self.segment = value,
            name if name == PURPOSE => self.purpose = value,
            _ => {}
        }
    }

    /// Tells whether the record is about a web address. Others (`dns:`, `urn:`,
    /// `metadata://`, `screenshot:`) are no pages.
    pub(super) fn is_web(&self) -> bool {
        let scheme = self.target.split(':').next().unwrap_or_default();
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    }
}

fn unbracket(value: String) -> String {
    match value.strip_prefix('<').and_then(|v| v.strip_suffix('>')) {
        Some(inner) => inner.to_owned(),
        None => value,
    }
}

/// Reads a `WARC-Date`: W3C-DTF, from a year to nanoseconds (ISO 28500 §5.4), or the
/// fourteen digits of older tools. A missing part is the earliest possible.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let digits = |from: usize, to: usize| -> Option<i16> {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        part.parse().ok()
    };
    let small = |from: usize| i8::try_from(digits(from, from + 2)?).ok();
    let (date, clock) = if text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
        (
            (digits(0, 4)?, small(4)?, small(6)?),
            (small(8)?, small(10)?, small(12)?),
        )
    } else {
        let month = if text.len() >= 7 { small(5)? } else { 1 };
        let day = if text.len() >= 10 { small(8)? } else { 1 };
        let minutes = if text.len() >= 16 {
            (small(11)?, small(14)?)
        } else {
            (0, 0)
        };
        let second = if text.len() >= 19 { small(17)? } else { 0 };
        ((digits(0, 4)?, month, day), (minutes.0, minutes.1, second))
    };
    let date = Date::new(date.0, date.1, date.2).ok()?;
    let time = jiff::civil::Time::new(clock.0, clock.1, clock.2, 0).ok()?;
    let zone = jiff::tz::TimeZone::UTC;
    Some(date.to_datetime(time).to_zoned(zone).ok()?.timestamp())
}

/// Finds the end of a header: returns where its lines end and where what follows begins.
///
/// Lines end in CR LF; bare LF is understood too.
pub(super) fn head_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let newline = from + bytes.get(from..)?.iter().position(|b| *b == b'\n')?;
        match bytes.get(newline + 1..)? {
            [b'\n', ..] => return Some((newline + 1, newline + 2)),
            [b'\r', b'\n', ..] => return Some((newline + 1, newline + 3)),
            _ => from = newline + 1,
        }
    }
}

/// Reads the fields of an `application/warc-fields` block.
pub(super) fn fields(block: &[u8]) -> Vec<(String, String)> {
    String::from_utf8_lossy(block)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_precision_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                timestamp(text).map(|t| t.to_string()).as_deref(),
                expected,
                "{text}"
            );
        };
        check("2026-11-24T01:02:03Z", Some("2026-11-24T01:02:03Z"));
        check(
            "2026-11-24T01:02:03.123456789Z",
            Some("2026-11-24T01:02:03.123456789Z"),
        );
        check("2026-11-24T01:02Z", Some("2026-11-24T01:02:00Z"));
        check("2026-11-24T01:02:03", Some("2026-11-24T01:02:03Z"));
        check("2026-11", Some("2026-11-01T00:00:00Z"));
        check("2026", Some("2026-01-01T00:00:00Z"));
        check("20261124010203", Some("2026-11-24T01:02:03Z"));
        check("", None);
        check("yesterday", None);
        check("2026-13-01", None);
    }

    #[test]
    fn names_fold_and_brackets_fall() {
        let head = Head::parse(
            b"WARC/1.0\r\nwarc-type: Response\r\nWARC-Target-URI: <http://a/>\nWARC-Profile: one\r\n two\r\nContent-Length: 12\r\n",
        );
        assert_eq!(head.kind, "response");
        assert_eq!(head.target, "http://a/");
        assert_eq!(head.profile, "one two");
        assert_eq!(head.length, Some(12));
        assert!(head.is_web());
    }
}
