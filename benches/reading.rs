//! Compares the reading of a page with its parsing alone.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)] // a developer's tool
use gongkai::model::{Address, Reply};
use gongkai::page::Reader;
use std::time::Instant;
fn main() {
    let reader = Reader::new(vec!["政府信息公开".into()]).unwrap();
    let address = Address::parse("http://example.gov.cn/x/y.html").unwrap();
    for file in std::env::args().skip(1) {
        let body = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        let reply = Reply {
            status: 200,
            headers: vec![("content-type".into(), "text/html".into())],
            body: body.into(),
            truncated: None,
            head_only: false,
        };
        let n: u32 = std::env::var("N")
            .ok()
            .and_then(|v| v.parse().ok())
            .unwrap_or(100);
        let t = Instant::now();
        for _ in 0..n {
            std::hint::black_box(scraper::Html::parse_document(&text));
        }
        let parse = t.elapsed() / n;
        let t = Instant::now();
        for _ in 0..n {
            std::hint::black_box(reader.read(&address, &reply));
        }
        let read = t.elapsed() / n;
        println!(
            "{} B parse {:?} read {:?} ratio {:.2} {}",
            text.len(),
            parse,
            read,
            read.as_secs_f64() / parse.as_secs_f64(),
            file
        );
    }
}
