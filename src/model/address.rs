//! Canonical addresses of pages.

use std::fmt;
use std::sync::Arc;

/// A canonical absolute address: the identity of a page between crawls.
///
/// Made only by [`Address::parse`] and [`Address::join`], which apply the URL standard
/// (WHATWG), drop the fragment, path session ids (`;jsessionid=…`) and the empty query.
/// Percent escapes are never decoded: on these sites they are often GBK, not UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

impl Address {
    /// Parses an absolute `http` or `https` address.
    ///
    /// Returns `None` for anything else (`mailto:`, `javascript:`, relative, broken).
    pub fn parse(text: &str) -> Option<Self> {
        url::Url::parse(text.trim()).ok().and_then(Self::from_url)
    }

    /// Resolves `href` against this address.
    pub fn join(&self, href: &str) -> Option<Self> {
        let href = href.trim();
        if href.is_empty() {
            return None;
        }
        if let Some(joined) = self.join_plain(href) {
            return Some(joined);
        }
        let base = url::Url::parse(&self.0).ok()?;
        base.join(href).ok().and_then(Self::from_url)
    }

    /// Resolves the plain forms that nearly all links have, without parsing: a path of
    /// unreserved characters, from the root or from here. What it gives is what the URL
    /// standard gives; a test holds both together.
    fn join_plain(&self, href: &str) -> Option<Self> {
        let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'_' | b'-' | b'.');
        if href.starts_with("http") {
            return plain_absolute(href, plain);
        }
        let bytes = href.as_bytes();
        if !bytes.iter().copied().all(plain) || bytes.starts_with(b"//") {
            return None;
        }
        let mut rest = href;
        let start = self.path_start();
        let mut kept = start;
        if bytes[0] != b'/' {
            let path = self.0.as_bytes().get(start..)?;
            let end = path.iter().position(|&c| c == b'?').unwrap_or(path.len());
            let path = &path[..end];
            if path.contains(&b';') || has_dot_step(path) {
                return None;
            }
            kept = start + path.iter().rposition(|&c| c == b'/')? + 1;
            rest = rest.strip_prefix("./").unwrap_or(rest);
            while let Some(shorter) = rest.strip_prefix("../") {
                let above = &self.0.as_bytes()[start..kept - 1];
                // Above the root there is only the root.
                if let Some(slash) = above.iter().rposition(|&c| c == b'/') {
                    kept = start + slash + 1;
                }
                rest = shorter;
            }
        }
        // Steps that begin with a dot inside the rest are left to the parser.
        if rest.is_empty() || rest.starts_with('.') || has_dot_step(rest.as_bytes()) {
            return None;
        }
        let mut joined = String::with_capacity(kept + rest.len());
        joined.push_str(&self.0[..kept]);
        joined.push_str(rest);
        Some(Self(Arc::from(joined)))
    }

    /// Canonicalises a parsed URL; `None` when the scheme is not HTTP.
    pub fn from_url(mut url: url::Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return None;
        }
        url.set_fragment(None);
        if url.query() == Some("") {
            url.set_query(None);
        }
        // Credentials in a link are never part of a page's identity.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let lower = url.path().to_ascii_lowercase();
        if let Some(at) = lower.find(";jsessionid=") {
            let path = url.path()[..at].to_owned();
            url.set_path(&path);
        }
        Some(Self(Arc::from(url.as_str())))
    }

    /// Makes an address of a text that was one before.
    pub(crate) fn from_shared(text: Arc<str>) -> Self {
        Self(text)
    }

    /// Returns the text that its copies share.
    pub(crate) fn shared(&self) -> &Arc<str> {
        &self.0
    }

    /// Returns the address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address parsed again.
    pub fn to_url(&self) -> Option<url::Url> {
        url::Url::parse(&self.0).ok()
    }

    /// Returns scheme, host and port, for example `http://127.0.0.1:8080`.
    pub fn origin(&self) -> &str {
        &self.0[..self.path_start()]
    }

    /// Returns host and port (the port only where it is not the scheme's own).
    pub fn authority(&self) -> &str {
        &self.0[self.host_start()..self.path_start()]
    }

    /// Returns host and port without `www.`: a site answers under both names.
    pub fn bare_authority(&self) -> &str {
        let authority = self.authority();
        authority.strip_prefix("www.").unwrap_or(authority)
    }

    /// Returns the host without the port.
    pub fn host(&self) -> &str {
        let authority = self.authority();
        if let Some(end) = authority.find(']') {
            return &authority[..=end];
        }
        authority.split(':').next().unwrap_or(authority)
    }

    /// Returns the path, which always begins with `/`.
    pub fn path(&self) -> &str {
        let rest = self.path_and_query();
        rest.split('?').next().unwrap_or(rest)
    }

    /// Returns the path with the query, for example `/list.jsp?id=3`.
    pub fn path_and_query(&self) -> &str {
        &self.0[self.path_start()..]
    }

    fn host_start(&self) -> usize {
        // Only these two schemes are ever kept.
        if self.0.starts_with("https://") { 8 } else { 7 }
    }

    fn path_start(&self) -> usize {
        let start = self.host_start();
        let bytes = self.0.as_bytes();
        bytes[start..]
            .iter()
            .position(|&c| c == b'/')
            .map_or(bytes.len(), |at| at + start)
    }
}

/// Returns an absolute address of plain characters as it stands: a name of a host in lower case,
/// without a port, and a path that is there.
fn plain_absolute(href: &str, plain: impl Fn(u8) -> bool) -> Option<Address> {
    let rest = href
        .strip_prefix("http://")
        .or_else(|| href.strip_prefix("https://"))?;
    let (host, path) = rest.split_at(rest.find('/')?);
    // The last part of a number (an address of the network) has no letter; `xn--` is checked.
    let named = host.split('.').all(|part| {
        !part.is_empty()
            && !part.starts_with("xn--")
            && part
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    });
    let last = host.rsplit('.').next().unwrap_or_default();
    (named
        && last.bytes().all(|c| c.is_ascii_lowercase())
        && path.bytes().all(plain)
        && !has_dot_step(path.as_bytes()))
    .then(|| Address(Arc::from(href)))
}

/// Tells whether a step of a path begins with a dot.
fn has_dot_step(path: &[u8]) -> bool {
    path.windows(2).any(|pair| pair == b"/.")
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Tells whether an ending of a path (without its point) is that of a program.
pub fn is_program(ending: &str) -> bool {
    matches!(
        ending,
        "jsp" | "jspx" | "do" | "action" | "php" | "asp" | "aspx" | "ashx" | "cgi"
    )
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn session_ids_fragments_and_credentials_are_dropped() {
        let check = |input: &str, expected: &str| {
            assert_eq!(
                Address::parse(input).map(|a| a.to_string()).as_deref(),
                Some(expected)
            );
        };
        check(
            "HTTP://WWW.Example.gov.cn:80/a/../b;JSESSIONID=1A?x=1#top",
            "http://www.example.gov.cn/b?x=1",
        );
        check("http://u:p@example.gov.cn/?", "http://example.gov.cn/");
        check(
            "http://example.gov.cn/%B9%AB?q=%B9%AB",
            "http://example.gov.cn/%B9%AB?q=%B9%AB",
        );
    }

    #[test]
    fn only_web_addresses_are_addresses() {
        for text in [
            "mailto:a@b.cn",
            "javascript:void(0)",
            "",
            "/relative",
            "http://",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn plain_links_resolve_as_the_standard_says() {
        let bases = [
            "http://a.gov.cn/",
            "http://a.gov.cn/x",
            "http://a.gov.cn/x/y/z.html?q=1/2",
            "https://a.gov.cn:8443/x/",
        ];
        let links = [
            "b.html",
            "./b.html",
            "../b",
            "../../b/",
            "../../../../b",
            "/b/c.htm",
            "b/../c",
            "b/./c",
            ".",
            "..",
            "../",
            "./",
            "/",
            "//b.cn/x",
            ".b",
            "b//c",
            "/.b",
            "...",
            "t20200802_1.html",
            "http://b.gov.cn/x/y_1.html",
            "http://b.gov.cn",
            "http://b.gov.cn/a/../b",
            "https://b.gov.cn//x",
            "http://B.gov.cn/x",
            "http://10.0.0.1/x",
            "http://1.2/x",
            "http://b.0x1/x",
            "http://xn--fiq.cn/x",
            "http://b.cn:80/x",
            "http://b..cn/x",
            "http://-b.cn/x",
            "https.html",
            "http/x",
        ];
        for base in bases {
            let address = Address::parse(base).unwrap();
            let url = url::Url::parse(base).unwrap();
            for link in links {
                let wanted = url.join(link).ok().and_then(Address::from_url);
                assert_eq!(address.join(link), wanted, "{base} {link}");
            }
        }
    }

    #[test]
    fn parts_are_read_off_the_text() {
        let address = Address::parse("http://127.0.0.1:8080/a/b.html?p=1").unwrap();
        assert_eq!(address.host(), "127.0.0.1");
        assert_eq!(address.authority(), "127.0.0.1:8080");
        assert_eq!(address.path(), "/a/b.html");
        assert_eq!(address.origin(), "http://127.0.0.1:8080");
        assert_eq!(
            address.join("../c/").unwrap().as_str(),
            "http://127.0.0.1:8080/c/"
        );
    }
}
