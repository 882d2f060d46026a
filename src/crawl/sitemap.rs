//! Sitemaps (sitemaps.org protocol): addresses that a site says it has.

use std::borrow::Cow;

use bytes::Bytes;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::model::Address;
use crate::snapshot::decode::decode;

/// The most addresses taken from one file: the protocol's own limit.
const MOST: usize = 50_000;
/// The largest file: the protocol's own limit of 50 MB.
const LARGEST: usize = 50 * 1024 * 1024;

/// The addresses in one sitemap file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    /// Pages of the site.
    pub(super) pages: Vec<Address>,
    /// Further sitemap files.
    pub(super) files: Vec<Address>,
}

/// Reads a sitemap or a sitemap index, gzipped or not; broken XML gives what stands before
/// the break. A plain list of addresses, one a line, is a sitemap too.
pub(super) fn parse(base: &Address, body: Bytes) -> Sitemap {
    let mut found = Sitemap::default();
    let body = if body.starts_with(&[0x1f, 0x8b]) {
        decode("gzip", body, LARGEST).0
    } else {
        body
    };
    let text = match std::str::from_utf8(&body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(&body),
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        parse_xml(base, text, &mut found);
    } else {
        let lines = text.lines().take(MOST).filter_map(Address::parse);
        found.pages.extend(lines);
    }
    found
}

fn parse_xml(base: &Address, text: &str, found: &mut Sitemap) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    // Inside `<sitemap>` a `<loc>` names a file, inside `<url>` a page.
    let (mut of_file, mut loc): (bool, Option<String>) = (false, None);
    while found.pages.len() + found.files.len() < MOST {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "sitemap" => of_file = true,
                "url" => of_file = false,
                "loc" => loc = Some(String::new()),
                _ => {}
            },
            Ok(Event::Text(part)) => {
                if let Some(loc) = &mut loc {
                    loc.push_str(&part);
                }
            }
            Ok(Event::CData(part)) => {
                if let Some(loc) = &mut loc {
                    loc.push_str(&part);
                }
            }
            Ok(Event::GeneralRef(part)) => {
                if let Some(loc) = &mut loc {
                    loc.push_str(match &*part {
                        "amp" | "#38" | "#x26" => "&",
                        "apos" => "'",
                        "quot" => "\"",
                        _ => "",
                    });
                }
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "loc" => {
                if let Some(address) = loc.take().and_then(|text| base.join(text.trim())) {
                    if of_file {
                        found.files.push(address);
                    } else {
                        found.pages.push(address);
                    }
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use std::io::Write;

    use super::{Bytes, parse};
    use crate::model::Address;

    fn check(body: &[u8], pages: &[&str], files: &[&str]) {
        let base = Address::parse("http://a.cn/sitemap.xml").unwrap();
        let found = parse(&base, Bytes::copy_from_slice(body));
        let text =
            |list: &[Address]| -> Vec<String> { list.iter().map(ToString::to_string).collect() };
        assert_eq!(text(&found.pages), pages);
        assert_eq!(text(&found.files), files);
    }

    const PAGES: &str = "<?xml version=\"1.0\"?><!-- x --><urlset xmlns=\"u\"><url><loc> http://a.cn/1?a=1&amp;b=2\n</loc>\
        <lastmod>2020</lastmod></url><s:url xmlns:s='u'><s:loc><![CDATA[/2]]></s:loc></s:url><url/></urlset>";

    #[test]
    fn pages_are_found() {
        check(
            PAGES.as_bytes(),
            &["http://a.cn/1?a=1&b=2", "http://a.cn/2"],
            &[],
        );
    }

    #[test]
    fn an_index_names_files() {
        check(
            b"<sitemapindex><sitemap><loc>http://a.cn/s1.xml.gz</loc></sitemap></sitemapindex>",
            &[],
            &["http://a.cn/s1.xml.gz"],
        );
    }

    #[test]
    fn gzip_lists_and_broken_files_are_read() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(PAGES.as_bytes()).unwrap();
        check(
            &gzip.finish().unwrap(),
            &["http://a.cn/1?a=1&b=2", "http://a.cn/2"],
            &[],
        );
        check(
            "\u{feff}http://a.cn/x\r\nnonsense\n".as_bytes(),
            &["http://a.cn/x"],
            &[],
        );
        check(
            b"<urlset><url><loc>/ok</loc></url><url><loc",
            &["http://a.cn/ok"],
            &[],
        );
        check(b"<html><body>404</body></html>", &[], &[]);
        check(b"", &[], &[]);
    }

    proptest::proptest! {
        #[test]
        fn no_input_panics(body: Vec<u8>) {
            let base = Address::parse("http://a.cn/").unwrap();
            let _ = parse(&base, Bytes::from(body));
        }
    }
}
