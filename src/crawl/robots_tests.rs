//! The rules of RFC 9309, one small file and a few addresses at a time.

use std::time::Duration;

use super::{MAX_ROBOTS_BYTES, Robots};

/// Checks addresses of one robots.txt: `+` allowed, `-` forbidden.
fn check(file: &str, cases: &[&str]) {
    let robots = Robots::parse(file.as_bytes(), "gongkai");
    for case in cases {
        let (sign, path) = case.split_at(1);
        assert_eq!(
            robots.check(path).is_ok(),
            sign == "+",
            "{case} in\n{file}\n{robots:?}"
        );
    }
}

#[test]
fn an_empty_or_meaningless_file_allows_everything() {
    check("", &["+/", "+/a?b=c"]);
    check("<html><body>404</body></html>", &["+/"]);
    check("Disallow: /\n", &["+/a"]); // a rule outside any group
    check("User-agent: *\nDisallow:\n", &["+/", "+/a"]);
}

#[test]
fn rules_match_from_the_start_of_the_path_and_by_case() {
    check(
        "User-agent: *\nDisallow: /zwgk/x\n",
        &[
            "-/zwgk/x",
            "-/zwgk/xyz/",
            "-/zwgk/x?p=1",
            "+/zwgk/",
            "+/a/zwgk/x",
            "+/ZWGK/x",
        ],
    );
    check(
        "User-agent: *\nDisallow: /\n",
        &["-/", "-/a", "+/robots.txt"],
    );
    check(
        "User-agent: *\nDisallow: admin\n",
        &["-/admin/", "+/a/admin"],
    );
}

#[test]
fn the_longest_rule_decides_and_a_tie_allows() {
    check(
        "User-agent: *\nDisallow: /a/\nAllow: /a/b/\nDisallow: /a/b/c\n",
        &["-/a/", "-/a/x", "+/a/b/", "+/a/b/d", "-/a/b/c", "-/a/b/cd"],
    );
    check(
        "User-agent: *\nAllow: /page\nDisallow: /*.htm\n",
        &["-/page.htm", "+/page", "+/other"],
    );
    check(
        "User-agent: *\nDisallow: /same\nAllow: /same\n",
        &["+/same"],
    );
    check("User-agent: *\nAllow: /$\nDisallow: /\n", &["+/", "-/a"]);
}

#[test]
fn star_and_dollar_are_special() {
    check(
        "User-agent: *\nDisallow: /*.php$\n",
        &["-/a.php", "-/b/c.php", "+/a.php?x=1", "+/a.php5", "+/php"],
    );
    check(
        "User-agent: *\nDisallow: /*/search*?q=\n",
        &["-/a/search?q=1", "-/a/b/searching/x?q=", "+/search?q=1"],
    );
    check("User-agent: *\nDisallow: *\n", &["-/", "-/x"]);
    check("User-agent: *\nDisallow: /a$b\n", &["-/a$b", "+/a"]);
    check(
        "User-agent: *\nDisallow: /a**b*$\n",
        &["-/ab", "-/axxbxx", "+/a"],
    );
    check(
        "User-agent: *\nDisallow: /*a$\n",
        &["-/ba", "-/aba", "+/ab"],
    );
}

#[test]
fn own_groups_are_taken_together_and_silence_the_star() {
    let file = "User-agent: *\nDisallow: /all\n\nUser-agent: GongKai/2.0\nDisallow: /one\n\n\
                User-agent: other\nDisallow: /other\n\nuser-agent: gongkai\nDisallow: /two\n";
    check(file, &["-/one", "-/two", "+/all", "+/other"]);
    check(
        "User-agent: gongkai-news\nDisallow: /a\nUser-agent: *\nDisallow: /b\n",
        &["+/a", "-/b"],
    );
    check(
        "User-agent: gongkai\nUser-agent: *\nDisallow: /a\n",
        &["-/a"],
    );
    check(
        "User-agent: other\nUser-agent: gongkai\nDisallow: /a\nUser-agent: third\nDisallow: /b",
        &["-/a", "+/b"],
    );
    // An own group without rules frees us from the star's.
    check(
        "User-agent: *\nDisallow: /\nUser-agent: gongkai\nDisallow:\n",
        &["+/a"],
    );
}

#[test]
fn lines_of_no_group_neither_end_nor_begin_one() {
    check(
        "User-agent: gongkai\nSitemap: http://a.cn/s.xml\nDisallow: /a\n",
        &["-/a"],
    );
    check(
        "User-agent: other\nSitemap: http://a.cn/s.xml\nUser-agent: gongkai\nDisallow: /a\n",
        &["-/a"],
    );
}

#[test]
fn spelling_is_forgiven() {
    check(
        "\u{feff}  USER-AGENT :  *   # all\r\n disallow:/a  # why\r\rDisAllow : /b\r\n",
        &["-/a", "-/b", "+/c"],
    );
    check("User-agent: *\rDisallow: /a\r", &["-/a"]);
}

#[test]
fn percent_escapes_are_compared_in_one_form() {
    check(
        "User-agent: *\nDisallow: /公开\n",
        &["-/%E5%85%AC%E5%BC%80", "-/%e5%85%ac%e5%bc%80/x"],
    );
    check("User-agent: *\nDisallow: /%e5%85%ac\n", &["-/%E5%85%AC"]);
    check("User-agent: *\nDisallow: /a%62c\n", &["-/abc", "-/a%62c"]);
    check("User-agent: *\nDisallow: /abc\n", &["-/a%62c"]);
    // An escaped slash is not a slash.
    check("User-agent: *\nDisallow: /a%2Fb\n", &["-/a%2fb", "+/a/b"]);
    check("User-agent: *\nDisallow: /100%\n", &["-/100%", "+/100"]);
}

#[test]
fn a_gbk_file_is_read() {
    let (file, ..) = encoding_rs::GBK.encode("# 机器人\nUser-agent: *\nDisallow: /a\n");
    let robots = Robots::parse(&file, "gongkai");
    assert!(robots.check("/a").is_err());
    assert!(robots.check("/b").is_ok());
}

#[test]
fn delay_and_sitemaps_are_kept() {
    let robots = Robots::parse(
        b"Sitemap: http://a.cn/one.xml\nUser-agent: *\nCrawl-delay: 2.5\nsitemap: /two.xml\n\
          User-agent: gongkai\nCrawl-delay: 1e9\n",
        "gongkai",
    );
    assert_eq!(robots.sitemaps, ["http://a.cn/one.xml", "/two.xml"]);
    assert_eq!(robots.crawl_delay, Some(Duration::from_secs(60)));
    for odd in ["-1", "NaN", "soon", "inf"] {
        let file = format!("User-agent: *\nCrawl-delay: {odd}\n");
        let delay = Robots::parse(file.as_bytes(), "gongkai").crawl_delay;
        assert!(
            delay.is_none() || delay == Some(Duration::from_secs(60)),
            "{odd}: {delay:?}"
        );
    }
}

#[test]
fn only_the_first_500_kib_count() {
    let mut file = b"User-agent: *\nDisallow: /a\n".to_vec();
    file.resize(MAX_ROBOTS_BYTES, b'#');
    file.extend_from_slice(b"\nDisallow: /late\n");
    let robots = Robots::parse(&file, "gongkai");
    assert!(robots.check("/a").is_err());
    assert!(robots.check("/late").is_ok());
}

#[test]
fn the_status_decides_before_the_text() {
    let forbidding = b"User-agent: *\nDisallow: /\n";
    for (status, allowed) in [
        (200, false),
        (204, false),
        (404, true),
        (403, true),
        (302, true),
    ] {
        let robots = Robots::from_answer(status, forbidding, "gongkai");
        assert_eq!(robots.check("/a").is_ok(), allowed, "{status}");
    }
    for status in [429, 500, 503, 521] {
        let robots = Robots::from_answer(status, b"", "gongkai");
        let why = robots.check("/a").unwrap_err();
        assert!(why.contains(&status.to_string()), "{why}");
    }
}

#[test]
fn hostile_patterns_cost_little() {
    let file = format!("User-agent: *\nDisallow: /{}b$\n", "*a".repeat(2_000));
    let robots = Robots::parse(file.as_bytes(), "gongkai");
    let begun = std::time::Instant::now();
    assert!(robots.check(&format!("/{}", "a".repeat(4_000))).is_ok());
    assert!(begun.elapsed() < Duration::from_secs(5));
}

proptest::proptest! {
    #[test]
    fn no_input_panics(file: Vec<u8>, path in ".*") {
        let _ = Robots::parse(&file, "gongkai").check(&path);
    }
}
