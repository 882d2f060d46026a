//! A campaign played out on the demo site: found, assigned, claimed, re-checked, signed off;
//! with true mends and sham ones, each of which must end where it belongs.

use std::path::{Path, PathBuf};

use gongkai::audit::Options;
use gongkai::calendar::Calendar;
use gongkai::config::Config;
use gongkai::ledger::{
    Act, EventKind, Filter, Issue, Ledger, Merged, Policy, State, Writing, act, verify,
};
use gongkai::model::{Address, Lang};
use gongkai::scan::{DEMO_AS_OF, Material, ScanOptions, Target, assess, record, scan};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::audits::{RULES, Site, TOOLS};

const CONTENT: &str = "zwgk/zfxxgk/fdzdgknr/";
const GUIDE: &str = "zwgk/zfxxgk/zfxxgkzn/";
const LATE: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202509/t20250930_1021.html";
const LIST: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/index.html";
const REPORT: &str = "zwgk/zfxxgk/zfxxgknb/202602/t20260206_1469.html";
const UNNUMBERED: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202603/t20260302_1035.html";
const CONTRADICTING: &str = "zwgk/zfxxgk/fdzdgknr/xzgfxwj/202607/t20260703_1056.html";

/// A campaign: the site as it is now, and its ledger.
pub(crate) struct Campaign {
    folder: tempfile::TempDir,
    pub(crate) site: Site,
    pub(crate) ledger: Ledger,
    policy: Policy,
}

fn now() -> Timestamp {
    "2026-11-24T02:00:00Z".parse().unwrap()
}

impl Campaign {
    fn begin() -> (Self, Merged) {
        Self::on(Site::demo())
    }

    /// Begins a campaign on a site with its first audit.
    pub(crate) fn on(site: Site) -> (Self, Merged) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let config = "units:\n  - {unit: 政务公开股, columns: [政府信息公开指南, 政府信息公开年报]}\n  - {unit: 办公室}\n";
        let config = Config::parse("gongkai.yaml", config, Path::new("")).unwrap();
        let mut campaign = Self {
            ledger: Ledger::create(&path, "gongkai", now()).unwrap(),
            policy: Policy::of(&config, &Calendar::shipped()).unwrap(),
            site,
            folder,
        };
        let merged = campaign.audit();
        (campaign, merged)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    pub(crate) fn audit(&mut self) -> Merged {
        self.look(DEMO_AS_OF, false, &ScanOptions::default())
    }

    pub(crate) fn recheck(&mut self) -> Merged {
        self.look(DEMO_AS_OF, true, &ScanOptions::default())
    }

    /// Scans the site as it is now, with the pages where issues stand, as the program does.
    fn look(&mut self, day: Date, recheck: bool, options: &ScanOptions) -> Merged {
        let folder = tempfile::tempdir().unwrap();
        self.site.write(folder.path());
        let issues = self.ledger.issues(&Filter::default()).unwrap();
        let options = ScanOptions {
            base_url: Address::parse("http://demo.example/"),
            also: issues
                .iter()
                .flat_map(|issue| &issue.finding.evidence)
                .filter_map(|seen| Address::parse(&seen.url))
                .collect(),
            stamp: now(),
            ..options.clone()
        };
        let target = Target::Folder(folder.path().to_owned());
        let scanned = scan(&target, &TOOLS, &options, &()).unwrap();
        let calendar = Calendar::shipped();
        let run = assess(
            "demo",
            &scanned,
            &TOOLS,
            &RULES,
            &calendar,
            day,
            Options::default(),
        );
        let material = Material {
            tools: &TOOLS,
            rules: &RULES,
            calendar: &calendar,
        };
        let writing = Writing {
            who: "gongkai",
            now: now(),
            today: day,
            policy: &self.policy,
            lang: Lang::Zh,
        };
        record(
            &mut self.ledger,
            &run,
            &scanned,
            material,
            &writing,
            recheck,
        )
        .unwrap()
    }

    pub(crate) fn issue(&self, rule: &str) -> Issue {
        let filter = Filter {
            rules: vec![rule.to_owned()],
            ..Filter::default()
        };
        let mut issues = self.ledger.issues(&filter).unwrap();
        assert_eq!(issues.len(), 1, "{rule}");
        issues.remove(0)
    }

    pub(crate) fn act(&mut self, rule: &str, wanted: &Act) {
        let issue = self.issue(rule);
        self.ledger
            .change(now(), |change| {
                act(change, &issue, "李四", wanted, DEMO_AS_OF)
            })
            .unwrap();
    }

    pub(crate) fn claim(&mut self, rule: &str) {
        self.act(
            rule,
            &Act::Rectify {
                done: "已整改".to_owned(),
                url: "http://demo.example/".to_owned(),
            },
        );
    }

    fn check(&self, rule: &str, state: State, doubt: &str) {
        let issue = self.issue(rule);
        let said = &issue.doubt;
        assert_eq!(issue.state, state, "{rule}: {said}");
        assert!(said.contains(doubt), "{rule}: {said}");
        assert_eq!(doubt.is_empty(), said.is_empty(), "{rule}: {said}");
    }

    pub(crate) fn is_whole(&self) {
        let verdict = verify(&self.path(), None).unwrap();
        assert!(verdict.problems.is_empty(), "{:?}", verdict.problems);
    }
}

/// The mends, true and sham, with the state in which each claimed issue must end and a word of
/// the doubt that is told.
type Mend = (&'static str, fn(&mut Site), State, &'static str);

const MENDS: &[Mend] = &[
    // True mends.
    (
        "guide-answer-period-current",
        |site| {
            site.edit(
                GUIDE,
                "之日起15个工作日内予以答复",
                "之日起20个工作日内予以答复",
            )
        },
        State::Verified,
        "",
    ),
    (
        "institution-states-hours",
        |site| {
            site.edit(
                &format!("{CONTENT}jgzn/"),
                "<p>四、联系方式：",
                "<p>办公时间：工作日上午8:00—12:00，下午2:30—5:30</p>\n<p>四、联系方式：",
            )
        },
        State::Verified,
        "",
    ),
    (
        "platform-entry-named-uniformly",
        |site| {
            site.edit(
                "",
                "<li><a href=\"/zwgk/zfxxgk/\">信息公开</a></li>",
                "<li><a href=\"/zwgk/zfxxgk/\">政府信息公开</a></li>",
            )
        },
        State::Verified,
        "",
    ),
    (
        "platform-attachments-open",
        |site| {
            let path = format!("{CONTENT}xzgfxwj/202604/P020260414002.pdf");
            site.0.insert(path, b"%PDF-1.4\n".to_vec());
        },
        State::Verified,
        "",
    ),
    // A wrong date set right is a mend, where the rule is about the date itself.
    (
        "document-dates-consistent",
        |site| site.edit(CONTRADICTING, "<td>2026-07-09</td>", "<td>2026-07-01</td>"),
        State::Verified,
        "",
    ),
    // Sham: claimed, and nothing was done.
    ("guide-states-fax", |_| {}, State::Open, ""),
    // Sham: the dates were brushed.
    (
        "published-within-20-workdays",
        |site| {
            site.edit(LATE, "2025-09-30", "2025-08-15");
            site.edit(LIST, "<span>2025-09-30</span>", "<span>2025-08-15</span>");
        },
        State::Rectified,
        "改日期",
    ),
    (
        "annual-report-on-time",
        |site| {
            site.edit("zwgk/zfxxgk/zfxxgknb/", "2026-02-06", "2026-01-30");
            site.edit(REPORT, "2026-01-30", "2026-01-30");
        },
        State::Rectified,
        "改日期",
    ),
    // Sham: the page was taken down and turned 404.
    (
        "document-has-index-number",
        |site| {
            site.0.remove(UNNUMBERED);
            for bytes in site.0.values_mut() {
                if let Ok(text) = std::str::from_utf8(bytes)
                    && text.contains("t20260302_1035")
                {
                    let kept: Vec<&str> = text
                        .lines()
                        .filter(|line| !line.contains("t20260302_1035"))
                        .collect();
                    *bytes = kept.join("\n").into_bytes();
                }
            }
        },
        State::Rectified,
        "404",
    ),
];

#[test]
fn each_mend_true_or_sham_ends_where_it_belongs() {
    let (mut campaign, first) = Campaign::begin();
    assert!(first.new.len() > MENDS.len());
    for (rule, mend, _, _) in MENDS {
        campaign.claim(rule);
        mend(&mut campaign.site);
    }
    let merged = campaign.audit();
    for (rule, _, state, doubt) in MENDS {
        campaign.check(rule, *state, doubt);
    }
    assert_eq!(merged.mended.len(), 5);
    assert_eq!(merged.review_failed.len(), 1);
    assert!(campaign.issue("guide-states-fax").review_failed);
    assert!(merged.new.is_empty(), "{:?}", merged.new);
    // What nobody touched is as it was.
    for rule in ["index-number-unique", "accounts-of-earlier-years"] {
        campaign.check(rule, State::Open, "");
        assert_eq!(campaign.issue(rule).unit.as_deref(), Some("办公室"));
    }
    assert_eq!(
        campaign.issue("guide-states-fax").unit.as_deref(),
        Some("政务公开股")
    );
    campaign.is_whole();
}

#[test]
fn a_column_that_was_taken_away_is_no_mend() {
    let (mut campaign, _) = Campaign::begin();
    let rule = "institution-states-hours";
    campaign.claim(rule);
    let href = format!("/{CONTENT}jgzn/");
    campaign.site.0.retain(|path, _| !path.contains("/jgzn/"));
    for bytes in campaign.site.0.values_mut() {
        if let Ok(text) = std::str::from_utf8(bytes)
            && text.contains(&href)
        {
            let kept: Vec<&str> = text.lines().filter(|line| !line.contains(&href)).collect();
            *bytes = kept.join("\n").into_bytes();
        }
    }
    campaign.audit();
    assert_ne!(campaign.issue(rule).state, State::Verified);
    campaign.is_whole();
}

#[test]
fn a_shorter_or_failed_scan_changes_no_state() {
    let (mut campaign, _) = Campaign::begin();
    for (rule, ..) in MENDS {
        campaign.claim(rule);
    }
    // Only the home page and a few others come; everything else failed.
    let whole = campaign.site.clone();
    campaign.site.0.retain(|path, _| {
        path == "index.html" || path.starts_with("bsfw") || path.starts_with("xwzx")
    });
    let merged = campaign.look(
        DEMO_AS_OF,
        false,
        &ScanOptions {
            selection: gongkai::scan::Selection::Part,
            ..ScanOptions::default()
        },
    );
    assert!(
        merged.mended.is_empty() && merged.recurred.is_empty(),
        "{merged:?}"
    );
    for (rule, ..) in MENDS {
        // What is still seen to fail on the home page may fail; nothing may pass.
        let state = campaign.issue(rule).state;
        assert!(
            state == State::Rectified
                || merged
                    .review_failed
                    .contains(&campaign.issue(rule).fingerprint),
            "{rule}: {state:?}"
        );
    }
    campaign.site = whole;
    campaign.is_whole();
}

#[test]
fn what_was_signed_off_and_fails_again_has_recurred() {
    let (mut campaign, _) = Campaign::begin();
    let rule = "guide-answer-period-current";
    let (right, wrong) = ("之日起20个工作日内予以答复", "之日起15个工作日内予以答复");
    campaign.site.edit(GUIDE, wrong, right);
    assert_eq!(campaign.recheck().mended.len(), 1);
    // Verified, and broken again before anybody signed: the re-check has failed.
    campaign.site.edit(GUIDE, right, wrong);
    assert_eq!(campaign.audit().review_failed.len(), 1);
    campaign.site.edit(GUIDE, wrong, right);
    campaign.audit();
    campaign.act(
        rule,
        &Act::SignOff {
            opinion: "同意销号".to_owned(),
            overriding: None,
        },
    );
    campaign.audit();
    assert_eq!(campaign.issue(rule).state, State::SignedOff);
    campaign.site.edit(GUIDE, right, wrong);
    assert_eq!(campaign.audit().recurred.len(), 1);
    let issue = campaign.issue(rule);
    assert_eq!((issue.state, issue.recurrences), (State::Open, 1));
    let kinds: Vec<EventKind> = campaign
        .ledger
        .events(Some(&issue.fingerprint))
        .unwrap()
        .iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            EventKind::Found,
            EventKind::Verified,
            EventKind::ReviewFailed,
            EventKind::Verified,
            EventKind::SignedOff,
            EventKind::Recurred,
        ]
    );
    campaign.is_whole();
}

#[test]
fn what_was_set_aside_stays_so_until_its_last_day_and_is_loud_after_it() {
    let (mut campaign, _) = Campaign::begin();
    let rule = "guide-states-fax";
    campaign.act(
        rule,
        &Act::Excuse {
            state: State::Deferred,
            reason: "传真机维修".to_owned(),
            until: Some(date(2026, 12, 1)),
            url: None,
        },
    );
    let merged = campaign.look(date(2026, 12, 1), false, &ScanOptions::default());
    assert_eq!(merged.excused.len(), 1);
    campaign.check(rule, State::Deferred, "");
    let merged = campaign.look(date(2026, 12, 2), false, &ScanOptions::default());
    assert_eq!(merged.lapsed.len(), 1);
    assert!(merged.excused.is_empty());
    campaign.check(rule, State::Open, "");
    // Seen on three days: it counts since the second.
    assert_eq!(campaign.issue(rule).sightings, 3);
    assert!(
        campaign
            .policy
            .counts(&campaign.issue(rule), date(2026, 12, 2))
    );
    campaign.is_whole();
}

#[test]
fn a_finding_keeps_the_dates_that_its_list_showed() {
    let (campaign, _) = Campaign::begin();
    let issue = campaign.issue("accounts-of-earlier-years");
    assert!(
        !issue.finding.evidence.is_empty(),
        "the finding names the list it was read on"
    );
    assert!(
        issue
            .finding
            .dates
            .iter()
            .any(|named| named.of.contains("czyjs")),
        "{:?}",
        issue.finding.dates
    );
}
