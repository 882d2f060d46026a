//! From edits to events: which state may follow which by the word of people, and what has to be
//! written beside it.

use jiff::civil::Date;

use super::super::columns::Key;
use super::super::words;
use super::edits::Edit;
use super::{Placed, Refusal, Taking, columns};
use crate::ledger::{Draft, EventKind, Issue, State};
use crate::model::{Lang, Words};

/// Makes the events that a row asks for.
pub(super) fn drafts(
    row: &Placed<'_>,
    issue: &Issue,
    edits: &[Edit],
    taking: &Taking<'_>,
) -> Result<Vec<Draft>, Vec<Refusal>> {
    let asked = Asked {
        row,
        issue,
        edits,
        taking,
    };
    let refused = asked.contradictions();
    if refused.is_empty() {
        Ok(asked.events())
    } else {
        Err(refused)
    }
}

/// A row with edits, none of which contradicts the record by itself.
struct Asked<'a> {
    row: &'a Placed<'a>,
    issue: &'a Issue,
    edits: &'a [Edit],
    taking: &'a Taking<'a>,
}

impl Asked<'_> {
    fn edit(&self, key: Key) -> Option<&str> {
        self.edits
            .iter()
            .find(|edit| edit.key == key)
            .map(|edit| edit.after.as_str())
    }

    /// Returns what a column holds once the row is taken.
    fn after(&self, key: Key) -> String {
        let now = || columns::text(self.issue, key, Lang::Zh, self.taking.today);
        self.edit(key).map_or_else(now, str::to_owned)
    }

    fn after_day(&self, key: Key) -> Option<Date> {
        self.after(key).parse().ok()
    }

    fn from(&self) -> State {
        self.issue.standing(self.taking.today)
    }

    /// Returns the state that the row asks for, when it asks for another.
    fn to(&self) -> Option<State> {
        self.edit(Key::State).and_then(State::from_code)
    }

    fn contradictions(&self) -> Vec<Refusal> {
        let mut refused = Vec::new();
        let mut refuse = |key: Key, zh: String, en: String| {
            refused.push(self.row.refusal(key, Words::new(zh, en)));
        };
        let (from, to) = (self.from(), self.to());
        if let Some(to) = to
            && let Some((key, zh, en)) = self.step(from, to)
        {
            refuse(key, zh, en);
        }
        let stands = to.unwrap_or(from);
        for edit in self.edits {
            if let Some((zh, en)) = closed(edit.key, from, to) {
                refuse(edit.key, zh, en);
            }
            let signs = matches!(edit.key, Key::Signer | Key::SignedOn | Key::Opinion);
            if signs && stands != State::SignedOff && !edit.after.is_empty() {
                let now = stands.label(Lang::Zh);
                refuse(
                    edit.key,
                    format!(
                        "状态是“{now}”，不是“已销号”，销号各列不能填；销号请先把状态改为“已销号”"
                    ),
                    format!("the state is {:?}: nobody signs off yet", stands.code()),
                );
            }
            if edit.key == Key::Link && !edit.after.is_empty() && !is_web(&edit.after) {
                refuse(
                    Key::Link,
                    "整改链接须是一个完整的网址，以 http:// 或 https:// 开头".to_owned(),
                    "one whole address is needed, with http:// or https://".to_owned(),
                );
            }
        }
        refused
    }

    /// Tells what is wrong with a change of state: at which cell and why.
    fn step(&self, from: State, to: State) -> Option<(Key, String, String)> {
        let (was, will) = (from.label(Lang::Zh), to.label(Lang::Zh));
        let (was_en, will_en) = (from.code(), to.code());
        let at_state = |zh: String, en: String| Some((Key::State, zh, en));
        match (from, to) {
            (_, State::Verified) => at_state(
                "“复核通过”只由复核写入（gongkai recheck，或再次核查），不能手工填写".to_owned(),
                "“verified” is written by re-checks only".to_owned(),
            ),
            (State::Verified, State::SignedOff) => self.signing(),
            (_, State::SignedOff) => at_state(
                format!("尚未复核通过（现为“{was}”），不能销号"),
                format!("not verified (now {was_en}): it cannot be signed off"),
            ),
            (State::Open, State::InProgress) => None,
            (State::Open | State::InProgress, State::Rectified) => self.claim(),
            (
                State::Open | State::InProgress | State::Rectified,
                State::FalsePositive | State::NotApplicable | State::Deferred,
            ) => self.excuse(to),
            _ => at_state(
                format!("不能从“{was}”改为“{will}”；如需退回，用 gongkai ledger reopen 写明理由"),
                format!("{was_en} cannot become {will_en}; gongkai ledger reopen takes a reason"),
            ),
        }
    }

    fn claim(&self) -> Option<(Key, String, String)> {
        if self.after(Key::Done).is_empty() {
            return Some((
                Key::Done,
                "填“已整改待复核”须写明整改情况".to_owned(),
                "“rectified” needs what was done".to_owned(),
            ));
        }
        self.after(Key::Link).is_empty().then(|| {
            (
                Key::Link,
                "填“已整改待复核”须填整改链接（不反馈链接的视为未整改）".to_owned(),
                "“rectified” needs the address of the mended page".to_owned(),
            )
        })
    }

    fn excuse(&self, to: State) -> Option<(Key, String, String)> {
        let will = to.label(Lang::Zh);
        if self.after(Key::Remark).is_empty() {
            return Some((
                Key::Remark,
                format!("填“{will}”须在备注写明理由"),
                format!("{:?} needs a reason in the remarks", to.code()),
            ));
        }
        let until = self.after_day(Key::Due);
        let is_past = until.is_none_or(|until| until < self.taking.today);
        (to == State::Deferred && is_past).then(|| {
            (
                Key::Due,
                "填“暂缓”须在整改时限写明暂缓到哪一天（不早于今天）".to_owned(),
                "“deferred” needs the day until which it holds as the due day, not past".to_owned(),
            )
        })
    }

    fn signing(&self) -> Option<(Key, String, String)> {
        let signer = self.after(Key::Signer);
        if signer.is_empty() {
            return Some((
                Key::Signer,
                "填“已销号”须写明销号人姓名".to_owned(),
                "“signed off” needs the name of the person".to_owned(),
            ));
        }
        let on = self.after_day(Key::SignedOn)?;
        let seen = self
            .issue
            .verified
            .as_ref()
            .map(|seen| words::day_of(seen.at));
        if on > self.taking.today {
            return Some((
                Key::SignedOn,
                format!("销号时间 {on} 晚于今天（{}）", self.taking.today),
                format!("{on} is after today ({})", self.taking.today),
            ));
        }
        let seen = seen.filter(|seen| on < *seen)?;
        Some((
            Key::SignedOn,
            format!("销号时间 {on} 早于复核通过之日（{seen}）"),
            format!("{on} is before the re-check that passed ({seen})"),
        ))
    }

    fn events(&self) -> Vec<Draft> {
        let taking = self.taking;
        let source = format!("{}!{}", taking.file, self.row.place());
        let draft = |kind, who: &str| {
            Draft::of(kind, who, &self.issue.fingerprint).field("source", source.clone())
        };
        let set = |mut draft: Draft, fields: &[(Key, &str)]| {
            let mut any = false;
            for (key, name) in fields {
                if let Some(text) = self.edit(*key) {
                    draft = draft.field(name, text);
                    any = true;
                }
            }
            any.then_some(draft)
        };
        let mut all: Vec<Draft> = Vec::new();
        all.extend(set(
            draft(EventKind::Assigned, taking.by),
            &[
                (Key::Unit, "unit"),
                (Key::Person, "person"),
                (Key::Due, "due"),
            ],
        ));
        let claims = self.claims();
        let mut words = vec![
            (Key::Reason, "reason"),
            (Key::Measures, "measures"),
            (Key::Remark, "remark"),
        ];
        if !claims {
            words.extend([(Key::Done, "progress"), (Key::Link, "link")]);
        }
        all.extend(set(draft(EventKind::Noted, taking.by), &words));
        if claims {
            let who = [self.after(Key::Person), self.after(Key::Unit)]
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_else(|| taking.by.to_owned());
            all.push(
                draft(EventKind::Rectified, &who)
                    .to(State::Rectified)
                    .field("done", self.after(Key::Done))
                    .field("url", self.after(Key::Link)),
            );
        }
        match self.to() {
            Some(State::InProgress) => {
                all.push(draft(EventKind::Started, taking.by).to(State::InProgress));
            }
            Some(to) if to.is_excused() => {
                let mut excused = draft(EventKind::Excused, taking.by)
                    .to(to)
                    .note(self.after(Key::Remark));
                if to == State::Deferred {
                    excused = excused.field("until", self.after(Key::Due));
                }
                all.push(excused);
            }
            Some(State::SignedOff) => {
                let mut signed = draft(EventKind::SignedOff, &self.after(Key::Signer))
                    .to(State::SignedOff)
                    .note(self.after(Key::Opinion));
                if let Some(on) = self.edit(Key::SignedOn).filter(|on| !on.is_empty()) {
                    signed = signed.field("on", on);
                }
                all.push(signed);
            }
            _ => {}
        }
        all
    }

    /// Tells whether the unit says that it is mended: now, or more about it.
    fn claims(&self) -> bool {
        let more = self.edit(Key::Done).is_some() || self.edit(Key::Link).is_some();
        self.to() == Some(State::Rectified)
            || (self.to().is_none() && self.from() == State::Rectified && more)
    }
}

/// Tells why a column may not be changed any more in a state.
fn closed(key: Key, from: State, to: Option<State>) -> Option<(String, String)> {
    let is_free = match from {
        State::SignedOff => key == Key::Remark,
        State::Verified => !matches!(key, Key::Done | Key::Link | Key::Due),
        _ => true,
    };
    if is_free || (key == Key::State && to.is_some()) {
        return None;
    }
    let was = from.label(Lang::Zh);
    Some((
        format!("已经“{was}”，此列不能再改；如需改动，先用 gongkai ledger reopen 写明理由"),
        format!(
            "{:?} already: this may not be changed; gongkai ledger reopen takes a reason",
            from.code()
        ),
    ))
}

/// Tells whether a text is one address of the web.
fn is_web(text: &str) -> bool {
    let begins = text.starts_with("http://") || text.starts_with("https://");
    begins
        && !text.contains(char::is_whitespace)
        && url::Url::parse(text).is_ok_and(|url| url.has_host())
}
