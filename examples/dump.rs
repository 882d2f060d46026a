//! Prints what is read off one page.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)] // a developer's tool
use gongkai::model::{Address, Reply};
use gongkai::page::Reader;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let body = std::fs::read(&args[1]).unwrap();
    let address = Address::parse(
        args.get(2)
            .map_or("http://example.gov.cn/x/y.html", String::as_str),
    )
    .unwrap();
    let reply = Reply {
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        body: body.into(),
        truncated: None,
        head_only: false,
    };
    let f = Reader::new(vec![]).unwrap().read(&address, &reply);
    println!(
        "{:?} {:?} {:?} {:?} {:?}",
        f.kind, f.title, f.html_title, f.site_name, f.charset
    );
    println!(
        "path {:?} search {} unreadable {:?} redirect {:?} len {}",
        f.column_path, f.search_box, f.unreadable, f.redirect, f.text_length
    );
    println!("excerpt {}", f.excerpt);
    for l in &f.links {
        println!(
            "LINK {:?} {} {}{}",
            l.region,
            l.text,
            l.raw.chars().take(60).collect::<String>(),
            if l.bare_image { " BARE" } else { "" }
        );
    }
    fn show(i: &gongkai::model::NavItem, d: usize) {
        println!(
            "NAV {}{}{}",
            "  ".repeat(d),
            i.text,
            if i.target.is_none() { " -" } else { "" }
        );
        for c in &i.children {
            show(c, d + 1)
        }
    }
    for (n, b) in f.navigation.iter().enumerate() {
        println!("NAV == {n}");
        for i in b {
            show(i, 0)
        }
    }
    if let Some(l) = &f.list {
        println!(
            "LIST {} dyn {} next {:?} pages {:?} more {}",
            l.items.len(),
            l.dynamic,
            l.next,
            l.pages,
            l.more.len()
        );
        for i in &l.items {
            println!("ITEM {:?} {} {}", i.date, i.title, i.raw);
        }
    }
    println!("{:#?}", f.document);
    println!("warn {:?}", f.warnings);
}
