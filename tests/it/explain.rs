//! `gongkai explain`: what a site owner who disputes a finding reads.

use std::path::Path;

use serde_json::Value;

use super::cli::gongkai;

/// Audits the demo into a file and returns its JSON.
fn audit(into: &Path) -> Value {
    let path = into.join("a.json");
    gongkai(&["audit", "demo", "-q", "-o", &path.to_string_lossy()]);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Runs the command and returns its code, its document and what it told.
fn explain(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = gongkai(&[&["explain"], arguments].concat());
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn every_verdict_tells_how_it_came_about() {
    let folder = tempfile::tempdir().unwrap();
    let audit = audit(folder.path());
    for verdict in audit["verdicts"].as_array().unwrap() {
        let rule = &verdict["rule"];
        let explanation = &verdict["explanation"];
        let examined = explanation["examined"].as_array().unwrap();
        assert!(!examined.is_empty(), "{rule}");
        let steps = examined[0]["steps"].as_array().unwrap();
        assert_eq!(steps[0]["step"], "in_force", "{rule}");
        let last = steps.last().unwrap();
        match verdict["outcome"].as_str().unwrap() {
            "pass" => assert_eq!(last["answer"], "yes", "{rule}"),
            "inapplicable" => assert_eq!(last["answer"], "no", "{rule}"),
            _ => {}
        }
        assert!(
            !explanation["would_change"].as_array().unwrap().is_empty(),
            "{rule}"
        );
        // Every fact that was seen somewhere names a page of the list, with time and digest.
        let pages = explanation["pages"].as_array().unwrap();
        for page in pages {
            assert!(page["sha256"].is_string() && page["fetched_at"].is_string());
        }
        for step in examined
            .iter()
            .flat_map(|one| one["steps"].as_array().unwrap())
        {
            for fact in step["facts"].as_array().into_iter().flatten() {
                for place in fact["places"].as_array().into_iter().flatten() {
                    let number = usize::try_from(place["page"].as_u64().unwrap()).unwrap();
                    assert!((1..=pages.len()).contains(&number), "{rule}: {place}");
                }
            }
        }
    }
}

#[test]
fn of_a_text_only_the_words_that_a_rule_asks_for_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let audit = audit(folder.path());
    let verdicts = audit["verdicts"].as_array().unwrap();
    let of = |id: &str| {
        let is_it = |verdict: &&Value| verdict["rule"] == id && verdict["outcome"] == "pass";
        let found = verdicts.iter().find(is_it);
        found.unwrap()["message"].as_str().unwrap()
    };
    let fee = of("report-tells-of-processing-fee");
    assert!(fee.contains("信息处理费"), "{fee}");
    assert!(!fee.contains("举报"), "{fee}");
    let kept = of("report-keeps-to-disclosure");
    assert!(kept.contains("没有所查的词"), "{kept}");
}

#[test]
fn a_finding_is_explained_by_a_few_digits_of_its_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let audit = audit(folder.path());
    let file = folder.path().join("a.json");
    let file = file.to_string_lossy();
    let late = audit["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|verdict| verdict["message"].as_str().unwrap().contains("43 个工作日"))
        .unwrap();
    let print = late["fingerprint"].as_str().unwrap();
    let (code, text, _) = explain(&[&print[..8], &file]);
    assert_eq!(code, Some(0), "{text}");
    let page = late["evidence"][0]["url"].as_str().unwrap();
    let digest = late["evidence"][0]["sha256"].as_str().unwrap();
    for says in [
        print,
        page,
        digest,
        "第26条",
        "成文日期：2025-08-01",
        "发布日期：2025-09-30",
        "成文到发布的工作日数：43",
        "limit = 20 个工作日（来源：条例第26条）",
        "四、什么情况下结论会变",
        "有异议",
    ] {
        assert!(text.contains(says), "{says}\n{text}");
    }
    // Judged again from the site itself it reads the same.
    let (_, again, _) = explain(&[print, "demo"]);
    assert_eq!(again, text);
    let (_, english, _) = explain(&[print, "demo", "--lang", "en"]);
    assert!(
        english.contains("What would change the verdict"),
        "{english}"
    );
    assert!(!english.contains("什么情况"), "{english}");
}

#[test]
fn a_fingerprint_that_nothing_has_is_told_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let audit = audit(folder.path());
    let file = folder.path().join("a.json");
    let file = file.to_string_lossy();
    let print = audit["verdicts"][0]["fingerprint"].as_str().unwrap();
    let slip: String = format!(
        "{}{}",
        &print[..9],
        if print.as_bytes()[9] == b'0' {
            '1'
        } else {
            '0'
        }
    );
    let (code, out, told) = explain(&[&slip, &file]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        told.contains("没有编号为") && told.contains(&print[..12]),
        "{told}"
    );
    // Fewer digits than tell one from another.
    let (code, _, told) = explain(&["zz", &file]);
    assert_eq!(code, Some(2), "{told}");
    let (code, _, told) = explain(&[print, "https://www.example.gov.cn/"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("不抓取"), "{told}");
    let stray = folder.path().join("b.json");
    std::fs::write(&stray, "{}").unwrap();
    let (code, _, told) = explain(&[print, &stray.to_string_lossy()]);
    assert_eq!(code, Some(2));
    assert!(
        told.contains("b.json") && told.contains("gongkai.audit/1"),
        "{told}"
    );
}
