//! Whether a page came whole, and so whether anything may be called missing on it.

use super::capture::{FailureKind, Reply, Truncation};

impl Reply {
    /// Returns why a body that is not whole counts as one that did not come; nothing where it
    /// came, or where all that is missing stands behind the end of a page.
    pub fn broken_off(&self) -> Option<FailureKind> {
        let why = match self.truncated {
            // A file was not asked for whole.
            Some(Truncation::Length) if self.body.is_empty() => return None,
            Some(Truncation::Length) => FailureKind::Limit,
            Some(Truncation::Time) => FailureKind::Timeout,
            Some(Truncation::Disconnect | Truncation::Encoding) => FailureKind::Protocol,
            // A part that nobody asked for, or a file whose download stopped.
            None if self.status == 206 || ends_in_a_tag(&self.body) => FailureKind::Protocol,
            None => return None,
        };
        (!ends_as_page(&self.body)).then_some(why)
    }
}

/// Tells whether a body holds a page to its end: behind `</html>`, or `</body>`, nothing follows
/// that a person could see. Servers that promise more bytes than they have send all there is.
pub fn ends_as_page(body: &[u8]) -> bool {
    let mut from = body.len();
    while let Some(at) = body[..from].windows(2).rposition(|two| two == b"</") {
        let tag = &body[at + 2..];
        if let Some(rest) = ["html", "body"].iter().find_map(|name| closes(tag, name)) {
            return shows_nothing(rest);
        }
        from = at + 1;
    }
    false
}

/// Tells whether a page ends within a tag, as no page does.
fn ends_in_a_tag(body: &[u8]) -> bool {
    let Some(at) = body.iter().rposition(|byte| matches!(byte, b'<' | b'>')) else {
        return false;
    };
    let opens =
        matches!(body[at..], [b'<', next, ..] if next.is_ascii_alphabetic() || next == b'/');
    let begins = |name: &[u8]| {
        let start = &body[..at.min(1024)];
        start
            .windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name))
    };
    opens && (begins(b"<html") || begins(b"<!doctype html"))
}

/// Returns what stands behind a closing tag of this name, of which only the name was read.
fn closes<'b>(tag: &'b [u8], name: &str) -> Option<&'b [u8]> {
    let (start, rest) = tag.split_at_checked(name.len())?;
    let rest = rest.trim_ascii_start().strip_prefix(b">")?;
    start.eq_ignore_ascii_case(name.as_bytes()).then_some(rest)
}

/// Tells whether markup holds only comments and scripts, the last of which may be cut.
fn shows_nothing(mut rest: &[u8]) -> bool {
    loop {
        rest = rest.trim_ascii_start();
        let begins = |name: &[u8]| {
            let start = &rest[..rest.len().min(name.len())];
            start.eq_ignore_ascii_case(&name[..start.len()])
        };
        let end: &[u8] = if rest.is_empty() {
            return true;
        } else if begins(b"<!--") {
            b"-->"
        } else if begins(b"<script") {
            b"</script>"
        } else {
            return begins(b"</html>");
        };
        let mut windows = rest.windows(end.len());
        match windows.position(|part| part.eq_ignore_ascii_case(end)) {
            Some(at) => rest = &rest[at + end.len()..],
            None => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::capture::{FailureKind, Reply, Truncation};
    use super::ends_as_page;

    #[test]
    fn a_page_ends_where_nothing_more_is_shown() {
        for body in [
            "<html><body>文</body></html>",
            "<html><body>文</body>\r\n</html>\r\n",
            "<HTML><BODY>文</BODY></HTML >",
            "<html><body>文</body></ht",
            "<html><body>文</body>",
            "<html><body>文</body></html><!-- 2 ms --><script src=\"a.js\"></script>",
            "<html><body>文</body></html><SCRIPT>var a = '<p>",
            "<html><body>文</body></html>\n<!-- 0.2",
        ] {
            assert!(ends_as_page(body.as_bytes()), "{body}");
        }
        for body in [
            "",
            "<html><body>文",
            "<html><body><p>文</p></bo",
            "<html><body>文</body></html><p>电话：",
            "<html><head></head><body>文</html><html><body><!-- 页头 --><div>",
            "<html><body><script>document.write('</body>')</script><ul>",
        ] {
            assert!(!ends_as_page(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn what_was_cut_did_not_come() {
        let reply = |body: &'static str, truncated| Reply {
            status: 200,
            headers: Vec::new(),
            body: Bytes::from_static(body.as_bytes()),
            truncated,
            head_only: false,
        };
        let why = |body, truncated| reply(body, Some(truncated)).broken_off();
        let protocol = Some(FailureKind::Protocol);
        assert_eq!(why("<p>文", Truncation::Disconnect), protocol);
        assert_eq!(why("<p>文", Truncation::Encoding), protocol);
        assert_eq!(why("", Truncation::Disconnect), protocol);
        let slow = why("<p>文", Truncation::Time);
        assert_eq!(slow, Some(FailureKind::Timeout));
        let long = why("<p>文", Truncation::Length);
        assert_eq!(long, Some(FailureKind::Limit));
        assert_eq!(why("", Truncation::Length), None);
        assert_eq!(why("<p>文</html>", Truncation::Disconnect), None);

        let told = |body| reply(body, None).broken_off();
        assert_eq!(told("<html><ul><li>文</li><li><a href=\"a.h"), protocol);
        assert_eq!(told("<!DOCTYPE html><ul><li>文</l"), protocol);
        assert_eq!(told("<html><ul><li>文</li>"), None);
        assert_eq!(told("a<b"), None);
        assert_eq!(told("<html><p>甲 < 乙"), None);
        let mut part = reply("<html><p>文</p>", None);
        part.status = 206;
        assert_eq!(part.broken_off(), protocol);
    }
}
