//! Compares the reading of pages with their parsing alone.
//!
//! `cargo run --release --example reading -- [parse|read] FILE|DIR...` reads every page below the
//! given places `N` times (environment, 1 by default); with `parse` or `read` only one of the two is
//! done, so that instructions can be counted.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)] // a developer's tool

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gongkai::model::{Address, Reply};
use gongkai::page::Reader;

fn main() {
    let mut places: Vec<String> = std::env::args().skip(1).collect();
    let only = places
        .first()
        .filter(|word| *word == "parse" || *word == "read")
        .cloned();
    if only.is_some() {
        places.remove(0);
    }
    let rounds: u32 = std::env::var("N")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(1);
    let mut files = Vec::new();
    for place in &places {
        collect(Path::new(place), &mut files);
    }
    files.sort();
    let mut reader = Reader::new(vec!["政府信息公开".into()]).unwrap();
    let pages: Vec<(Address, Reply, String)> = files
        .iter()
        .enumerate()
        .map(|(number, file)| {
            let address = format!("http://example.gov.cn/x/{number}.html");
            let body = std::fs::read(file).unwrap();
            let text = String::from_utf8_lossy(&body).into_owned();
            let reply = Reply {
                status: 200,
                headers: vec![("content-type".into(), "text/html".into())],
                body: body.into(),
                truncated: None,
                head_only: false,
            };
            (Address::parse(&address).expect("an address"), reply, text)
        })
        .collect();
    let bytes: usize = pages.iter().map(|(_, reply, _)| reply.body.len()).sum();
    let (mut parse, mut read) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..rounds {
        // Each round meets the pages as a crawl does: what they share is found on the way.
        reader.forget();
        for (address, reply, text) in &pages {
            if only.as_deref() != Some("read") {
                let start = Instant::now();
                std::hint::black_box(scraper::Html::parse_document(text));
                parse += start.elapsed();
            }
            if only.as_deref() != Some("parse") {
                let start = Instant::now();
                std::hint::black_box(reader.read(address, reply));
                read += start.elapsed();
            }
        }
    }
    println!(
        "{} pages, {bytes} bytes, {rounds} times: parse {parse:?}, read {read:?}, ratio {:.2}",
        files.len(),
        read.as_secs_f64() / parse.as_secs_f64(),
    );
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) {
    if place.is_dir() {
        for entry in std::fs::read_dir(place).unwrap() {
            collect(&entry.unwrap().path(), files);
        }
    } else if place
        .extension()
        .is_some_and(|ending| ending == "html" || ending == "htm" || ending == "shtml")
    {
        files.push(place.to_owned());
    }
}
