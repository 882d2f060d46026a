//! Reading a page within a test of this module.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

use std::sync::LazyLock;

use bytes::Bytes;

use super::Reader;
use crate::model::{Address, PageFacts, Reply};

/// Reads markup that a server gave at an address.
pub(super) fn read(address: &str, markup: &str) -> PageFacts {
    static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(Vec::new()).unwrap());
    let reply = Reply {
        status: 200,
        headers: vec![(
            "content-type".to_owned(),
            "text/html; charset=utf-8".to_owned(),
        )],
        body: Bytes::copy_from_slice(markup.as_bytes()),
        truncated: None,
        head_only: false,
    };
    READER.read(&Address::parse(address).unwrap(), &reply)
}
