//! Every template fills in, in both languages, whatever the ledger holds.

use jiff::civil::date;

use super::facts::{self, Facts};
use super::{PaperKind, filled, paper};
use crate::ledger::tests::{fingerprint, found, fresh, now};
use crate::ledger::{Draft, EventKind, Filter, Ledger, State};
use crate::model::Lang;
use crate::papers::View;

fn view(ledger: &Ledger) -> View {
    View::of(ledger, &Filter::default(), date(2026, 12, 25), now()).unwrap()
}

/// A ledger with an issue in every state.
fn ledger() -> (tempfile::TempDir, Ledger) {
    let (folder, _, mut ledger) = fresh();
    let mut batch: Vec<Draft> = (0..9).map(|number| found(number, 2)).collect();
    let of = |kind, number| Draft::of(kind, "李四", &fingerprint(number));
    batch.extend([
        of(EventKind::Assigned, 1)
            .field("unit", "办公室")
            .field("reason", "人员变动"),
        of(EventKind::Rectified, 2)
            .to(State::Rectified)
            .field("done", "已补发。")
            .field("url", "http://demo.example/new.html"),
        of(EventKind::Verified, 3)
            .to(State::Verified)
            .field("run", 2),
        of(EventKind::SignedOff, 4)
            .to(State::SignedOff)
            .field("overriding", "纸质件已核对"),
        of(EventKind::Excused, 5)
            .to(State::Deferred)
            .note("等系统上线")
            .field("until", "2027-01-31"),
        of(EventKind::Recurred, 6)
            .to(State::Open)
            .field("run", 2)
            .field("as_of", "2026-11-24"),
        of(EventKind::ReviewFailed, 7)
            .to(State::Open)
            .field("run", 2)
            .field("as_of", "2026-11-24"),
    ]);
    ledger.append(now(), batch).unwrap();
    (folder, ledger)
}

#[test]
fn every_paper_is_made_of_any_ledger_and_is_the_same_twice() {
    let (_folder, full) = ledger();
    let (_other, _, empty) = fresh();
    for ledger in [&full, &empty] {
        let view = view(ledger);
        for kind in PaperKind::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let once = paper(&view, kind, lang).unwrap();
                assert!(once == paper(&view, kind, lang).unwrap());
            }
        }
    }
}

#[test]
fn every_sentence_about_issues_names_their_rows() {
    let (_folder, ledger) = ledger();
    let view = view(&ledger);
    for kind in PaperKind::ALL {
        let facts = Facts::of(&view, kind, Lang::Zh);
        let text = filled(kind, Lang::Zh, &facts).unwrap();
        let prose = text
            .lines()
            .filter(|line| !line.starts_with(['=', '@', '#']) && !line.starts_with("附件："));
        for sentence in prose.flat_map(|line| line.split_inclusive('。')) {
            let counts = sentence.chars().any(|c| c.is_ascii_digit()) && sentence.contains('项');
            assert!(!counts || sentence.contains("（第"), "{sentence}");
        }
        assert!(!text.contains("。。"), "{text}");
    }
}

#[test]
fn a_report_says_what_the_ledger_holds() {
    let (_folder, ledger) = ledger();
    let view = view(&ledger);
    let facts = Facts::of(&view, PaperKind::Report, Lang::Zh);
    let text = filled(PaperKind::Report, Lang::Zh, &facts).unwrap();
    for wanted in [
        "共登记问题9项（第1—9项）",
        "的原因是“人员变动”",
        "责任单位报告：已补发。",
        "未经复核通过，理由：纸质件已核对",
        "暂缓，理由：等系统上线，至2027年1月31日（李四）",
        "1项销号后复发",
        "（已超期）",
    ] {
        assert!(text.contains(wanted), "{wanted}:\n{text}");
    }
}

#[test]
fn a_notice_holds_what_a_unit_has_to_mend_and_begins_at_one() {
    let (_folder, ledger) = ledger();
    let view = view(&ledger);
    let facts = Facts::of(&view, PaperKind::Notice, Lang::Zh);
    let text = filled(PaperKind::Notice, Lang::Zh, &facts).unwrap();
    assert!(
        text.contains("@to 办公室：") && text.contains("有1项（第1项）"),
        "{text}"
    );
    assert!(text.contains("1项曾报已整改，复核未通过"), "{text}");
    assert!(text.contains("2026年12月8日前完成"), "{text}");
}

#[test]
fn numbers_are_written_as_ranges() {
    assert_eq!(facts::numeral(21), "二十一");
    assert_eq!(facts::numeral(10), "十");
    let items: Vec<minijinja::Value> = [1, 2, 3, 5, 7, 8]
        .map(|number| minijinja::context! { number })
        .to_vec();
    assert_eq!(facts::references(&items, Lang::Zh), "（第1—3、5、7、8项）");
    assert_eq!(facts::references(&[], Lang::Zh), "");
}
