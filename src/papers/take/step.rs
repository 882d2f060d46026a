//! From edits to events: which state may follow which by the word of people, and what has to be
//! written beside it.

use jiff::civil::Date;

use super::super::columns::Key;
use super::super::words;
use super::edits::Edit;
use super::{Placed, Refusal, Taking, columns};
use crate::ledger::{self, Act, Draft, EventKind, Issue, State};
use crate::model::{Address, Lang, Words};

/// Makes the events that the rows of an issue ask for together; there is one row at least.
pub(super) fn drafts(
    rows: &[Placed<'_>],
    issue: &Issue,
    edits: &[Edit],
    taking: &Taking<'_>,
) -> Result<Vec<Draft>, Vec<Refusal>> {
    let asked = Asked {
        rows,
        issue,
        edits,
        taking,
    };
    let refused = asked.contradictions();
    if refused.is_empty() {
        asked.events()
    } else {
        Err(refused)
    }
}

/// Rows with edits, none of which contradicts the record by itself.
struct Asked<'a> {
    rows: &'a [Placed<'a>],
    issue: &'a Issue,
    edits: &'a [Edit],
    taking: &'a Taking<'a>,
}

impl Asked<'_> {
    /// Refuses a cell of the row that has the column, else of the first.
    fn refusal(&self, key: Key, why: Words) -> Refusal {
        let mut all = self.rows.iter();
        let row = all.find(|row| row.has(key)).or(self.rows.first());
        match row {
            Some(row) => row.refusal(key, why),
            None => Refusal {
                place: String::new(),
                why,
            },
        }
    }

    /// Names the place of the first row.
    fn place(&self) -> String {
        self.rows.first().map(Placed::place).unwrap_or_default()
    }

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

    /// Tells what the cells of the row contradict.
    fn contradictions(&self) -> Vec<Refusal> {
        let mut refused = Vec::new();
        let mut refuse = |key: Key, zh: String, en: String| {
            refused.push(self.refusal(key, Words::new(zh, en)));
        };
        let (from, to) = (self.from(), self.to());
        if let Some((key, zh, en)) = to.and_then(|to| self.step(from, to)) {
            refuse(key, zh, en);
        }
        let stands = to.unwrap_or(from);
        let (now, now_en) = (stands.label(Lang::Zh), stands.code());
        for edit in self.edits {
            if let Some((zh, en)) = closed(edit.key, from) {
                refuse(edit.key, zh, en);
                continue;
            }
            let says = !edit.after.is_empty();
            match edit.key {
                Key::Signer | Key::SignedOn | Key::Opinion
                    if says && stands != State::SignedOff =>
                {
                    refuse(
                        edit.key,
                        format!(
                            "状态是“{now}”，不是“已销号”，销号各列不能填；要销号请把状态改为“已销号”"
                        ),
                        format!("the state is {now_en}: nobody signs off"),
                    );
                }
                Key::Until if says && !stands.is_excused() => refuse(
                    edit.key,
                    format!("状态是“{now}”，不是“暂缓”“不适用”或“误报”，此列不能填"),
                    format!("the state is {now_en}: nothing is set aside"),
                ),
                Key::Until if to.is_none() => refuse(
                    edit.key,
                    "期限不能单独改；用 gongkai ledger defer 或 waive 写明理由".to_owned(),
                    "the day is not changed alone; gongkai ledger defer or waive takes a reason"
                        .to_owned(),
                ),
                Key::Link if says && !is_web(&edit.after) => refuse(
                    edit.key,
                    "整改链接须是一个完整的网址，以 http:// 或 https:// 开头".to_owned(),
                    "one whole address is needed, with http:// or https://".to_owned(),
                ),
                Key::Done | Key::Link if !says && stands == State::Rectified => refuse(
                    edit.key,
                    "已报整改，整改情况和整改链接不能清空".to_owned(),
                    "said to be mended: this may not be emptied".to_owned(),
                ),
                _ => {}
            }
        }
        refused
    }

    /// Tells what a change of state lacks: at which cell and why.
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
            (State::Open | State::InProgress | State::Deferred, State::Rectified) => self.claim(),
            (from, to) if to.is_excused() && (from.is_pending() || from.is_excused()) => {
                self.excuse(to)
            }
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
        let (will, code) = (to.label(Lang::Zh), to.code());
        if self.after(Key::Remark).is_empty() {
            return Some((
                Key::Remark,
                format!("填“{will}”须在备注写明理由"),
                format!("{code} needs a reason in the remarks"),
            ));
        }
        // Only a false positive may hold for good.
        let until = self.after_day(Key::Until);
        let today = self.taking.today;
        let is_late = until.is_some_and(|until| until < today);
        ((until.is_none() && to != State::FalsePositive) || is_late).then(|| {
            (
                Key::Until,
                format!("填“{will}”须写明到哪一天为止（不早于今天 {today}）"),
                format!("{code} needs the last day on which it holds, not before today ({today})"),
            )
        })
    }

    fn signing(&self) -> Option<(Key, String, String)> {
        if self.after(Key::Signer).is_empty() {
            return Some((
                Key::Signer,
                "填“已销号”须写明销号人姓名".to_owned(),
                "“signed off” needs the name of the person".to_owned(),
            ));
        }
        let on = self.after_day(Key::SignedOn)?;
        let today = self.taking.today;
        if on > today {
            return Some((
                Key::SignedOn,
                format!("销号时间 {on} 晚于今天（{today}）"),
                format!("{on} is after today ({today})"),
            ));
        }
        let seen = self
            .issue
            .verified
            .as_ref()
            .map(|seen| words::day_of(seen.at));
        let seen = seen.filter(|seen| on < *seen)?;
        Some((
            Key::SignedOn,
            format!("销号时间 {on} 早于复核通过之日（{seen}）"),
            format!("{on} is before the re-check that passed ({seen})"),
        ))
    }

    /// Makes the events, by the rules that the command line goes by.
    fn events(&self) -> Result<Vec<Draft>, Vec<Refusal>> {
        let mut events = Events {
            asked: self,
            issue: self.issue.clone(),
            all: Vec::new(),
        };
        let by = self.taking.by;
        events.assign(by)?;
        events.words(by)?;
        if self.claims() {
            let act = Act::Rectify {
                done: self.after(Key::Done),
                url: self.after(Key::Link),
            };
            events.add(Key::Done, &self.teller(), &act)?;
        }
        match self.to() {
            Some(State::InProgress) if events.issue.state != State::InProgress => {
                let started = Draft::of(EventKind::Started, by, &self.issue.fingerprint);
                events.push(started.to(State::InProgress));
            }
            Some(to) if to.is_excused() => {
                let act = Act::Excuse {
                    state: to,
                    reason: self.after(Key::Remark),
                    until: self.after_day(Key::Until),
                    url: None,
                };
                events.add(Key::State, by, &act)?;
            }
            Some(State::SignedOff) => {
                let act = Act::SignOff {
                    opinion: self.after(Key::Opinion),
                    overriding: None,
                };
                events.add(Key::Signer, &self.after(Key::Signer), &act)?;
                if let (Some(on), Some(last)) =
                    (self.after_day(Key::SignedOn), events.all.last_mut())
                {
                    last.fields.insert("on".to_owned(), on.to_string().into());
                }
            }
            _ => {}
        }
        Ok(events.all)
    }

    /// Returns who says that it is mended: the person in charge, else the unit, else who takes
    /// the sheet in.
    fn teller(&self) -> String {
        [self.after(Key::Person), self.after(Key::Unit)]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| self.taking.by.to_owned())
    }

    /// Tells whether the unit says that it is mended: now, or more about it.
    fn claims(&self) -> bool {
        let more = self.edit(Key::Done).is_some() || self.edit(Key::Link).is_some();
        self.to() == Some(State::Rectified)
            || (self.to().is_none() && self.from() == State::Rectified && more)
    }
}

/// The events of a row, each made for the issue as those before it leave it.
struct Events<'a> {
    asked: &'a Asked<'a>,
    issue: Issue,
    all: Vec<Draft>,
}

impl Events<'_> {
    fn push(&mut self, draft: Draft) {
        let taking = self.asked.taking;
        let source = format!("{}!{}", taking.file, self.asked.place());
        if let Some(to) = draft.to {
            self.issue.state = to;
        }
        self.all.push(draft.field("source", source));
    }

    /// Adds what a person does, if the rules allow it.
    fn add(&mut self, at: Key, who: &str, act: &Act) -> Result<(), Vec<Refusal>> {
        match ledger::draft(&self.issue, who, act, self.asked.taking.today) {
            Ok(draft) => {
                self.push(draft);
                Ok(())
            }
            Err(error) => Err(vec![self.asked.refusal(at, error.words())]),
        }
    }

    /// Adds unit, person, deadline, causes and measures.
    fn assign(&mut self, by: &str) -> Result<(), Vec<Refusal>> {
        let edit = |key| self.asked.edit(key).map(str::to_owned);
        let due = edit(Key::Due);
        let is_taken_back = due.as_ref().is_some_and(String::is_empty);
        let act = Act::Assign {
            unit: edit(Key::Unit),
            person: edit(Key::Person),
            due: due.and_then(|due| due.parse().ok()),
            reason: edit(Key::Reason),
            measures: edit(Key::Measures),
        };
        let nothing = Act::Assign {
            unit: None,
            person: None,
            due: None,
            reason: None,
            measures: None,
        };
        if act != nothing || is_taken_back {
            let keys = [Key::Unit, Key::Person, Key::Reason, Key::Measures, Key::Due];
            let at = keys.into_iter().find(|key| self.asked.edit(*key).is_some());
            self.add(at.unwrap_or(Key::Unit), by, &act)?;
        }
        if let (true, Some(last)) = (is_taken_back, self.all.last_mut()) {
            last.fields.insert("due".to_owned(), "".into());
        }
        Ok(())
    }

    /// Adds remarks, and how far the unit is.
    fn words(&mut self, by: &str) -> Result<(), Vec<Refusal>> {
        if let Some(remark) = self.asked.edit(Key::Remark) {
            let remark = remark.to_owned();
            self.add(Key::Remark, by, &Act::Note { remark })?;
        }
        if self.asked.claims() {
            return Ok(());
        }
        let mut draft = Draft::of(EventKind::Noted, by, &self.issue.fingerprint);
        for (key, name) in [(Key::Done, "progress"), (Key::Link, "link")] {
            if let Some(text) = self.asked.edit(key) {
                draft = draft.field(name, text);
            }
        }
        if !draft.fields.is_empty() {
            self.push(draft);
        }
        Ok(())
    }
}

/// Tells why a column may not be changed any more in a state.
fn closed(key: Key, from: State) -> Option<(String, String)> {
    let is_free = match from {
        State::SignedOff => matches!(key, Key::Remark | Key::State),
        State::Verified => !matches!(key, Key::Done | Key::Link),
        _ => true,
    };
    let was = from.label(Lang::Zh);
    (!is_free).then(|| {
        (
            format!("已经“{was}”，此列不能再改；如需改动，先用 gongkai ledger reopen 写明理由"),
            format!(
                "{} already: this may not be changed; gongkai ledger reopen takes a reason",
                from.code()
            ),
        )
    })
}

/// Tells whether a text is one address of the web.
fn is_web(text: &str) -> bool {
    let begins = text.starts_with("http://") || text.starts_with("https://");
    begins && !text.contains(char::is_whitespace) && Address::parse(text).is_some()
}
