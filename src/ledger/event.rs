//! Events: everything that ever happened to the ledger, each chained to the one before.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::state::State;
use crate::model::{Fingerprint, Lang};

/// The digest that the first event names as the one before it.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// The ledger was made.
    Created,
    /// A scan or a re-check was recorded.
    Run,
    /// A finding was seen for the first time.
    Found,
    /// A finding was seen again.
    Persists,
    /// Said to be mended, or seen mended, and seen again: 复核未通过.
    ReviewFailed,
    /// Signed off, and seen again: 复发.
    Recurred,
    /// A scan saw that it is mended.
    Verified,
    /// A scan could not tell whether it is mended.
    CannotTell,
    /// A scan saw the rule pass, but in a way that does not count as mended.
    Doubted,
    /// A unit, a person or a deadline was set.
    Assigned,
    /// A unit takes it up, or says more about it.
    Started,
    /// A unit says that it is mended.
    Rectified,
    /// Set aside: 误报, 不适用 or 暂缓.
    Excused,
    /// The day until which it was set aside is past.
    Lapsed,
    /// Opened again by a person.
    Reopened,
    /// Struck off by a person.
    SignedOff,
    /// Words of a person that change no state.
    Noted,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Created,
        Self::Run,
        Self::Found,
        Self::Persists,
        Self::ReviewFailed,
        Self::Recurred,
        Self::Verified,
        Self::CannotTell,
        Self::Doubted,
        Self::Assigned,
        Self::Started,
        Self::Rectified,
        Self::Excused,
        Self::Lapsed,
        Self::Reopened,
        Self::SignedOff,
        Self::Noted,
    ];

    /// Returns the code used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Run => "run",
            Self::Found => "found",
            Self::Persists => "persists",
            Self::ReviewFailed => "review_failed",
            Self::Recurred => "recurred",
            Self::Verified => "verified",
            Self::CannotTell => "cannot_tell",
            Self::Doubted => "doubted",
            Self::Assigned => "assigned",
            Self::Started => "started",
            Self::Rectified => "rectified",
            Self::Excused => "excused",
            Self::Lapsed => "lapsed",
            Self::Reopened => "reopened",
            Self::SignedOff => "signed_off",
            Self::Noted => "noted",
        }
    }

    /// Returns the kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Returns the word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Created => lang.pick("建立台账", "ledger made"),
            Self::Run => lang.pick("核查", "scan"),
            Self::Found => lang.pick("首次发现", "found"),
            Self::Persists => lang.pick("仍存在", "persists"),
            Self::ReviewFailed => lang.pick("复核未通过", "re-check failed"),
            Self::Recurred => lang.pick("复发", "recurred"),
            Self::Verified => lang.pick("复核通过", "verified"),
            Self::CannotTell => lang.pick("未能复核", "could not be re-checked"),
            Self::Doubted => lang.pick("存疑", "in doubt"),
            Self::Assigned => lang.pick("分派", "assigned"),
            Self::Started => lang.pick("开始整改", "started"),
            Self::Rectified => lang.pick("报告已整改", "rectified"),
            Self::Excused => lang.pick("豁免", "set aside"),
            Self::Lapsed => lang.pick("到期恢复", "lapsed"),
            Self::Reopened => lang.pick("重新打开", "reopened"),
            Self::SignedOff => lang.pick("销号", "signed off"),
            Self::Noted => lang.pick("备注", "note"),
        }
    }

    /// Tells whether the tool writes it (a person writes the others).
    pub const fn is_tools(self) -> bool {
        matches!(
            self,
            Self::Created
                | Self::Run
                | Self::Found
                | Self::Persists
                | Self::ReviewFailed
                | Self::Recurred
                | Self::Verified
                | Self::CannotTell
                | Self::Doubted
                | Self::Lapsed
        )
    }
}

/// One event as it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The person's name, or the tool's with its version.
    pub who: String,
    /// What happened.
    pub kind: EventKind,
    /// The issue that it is about; `None` for events of the ledger itself.
    pub issue: Option<Fingerprint>,
    /// The state before.
    pub from: Option<State>,
    /// The state after.
    pub to: Option<State>,
    /// Words for people.
    pub note: String,
    /// What was set, as a JSON object (see [`super::record`]); `{}` when nothing was.
    pub fields: String,
    /// Digest of the event before, lower-case hexadecimal.
    pub before: String,
    /// Digest of this event.
    pub digest: String,
}

/// An event that is not yet in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The person's name, or the tool's with its version.
    pub who: String,
    /// What happened.
    pub kind: EventKind,
    /// The issue that it is about.
    pub issue: Option<Fingerprint>,
    /// The state after; `None` leaves it as it is.
    pub to: Option<State>,
    /// Words for people.
    pub note: String,
    /// What is set, as a JSON object.
    pub fields: serde_json::Map<String, serde_json::Value>,
}

impl Draft {
    /// Makes a draft about an issue.
    pub fn of(kind: EventKind, who: &str, issue: &Fingerprint) -> Self {
        Self {
            who: who.to_owned(),
            kind,
            issue: Some(issue.clone()),
            to: None,
            note: String::new(),
            fields: serde_json::Map::new(),
        }
    }

    /// Sets the state after.
    #[must_use]
    pub fn to(mut self, state: State) -> Self {
        self.to = Some(state);
        self
    }

    /// Sets the words for people.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Sets a field; an empty text takes the field back.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }
}

impl Event {
    /// Works out the digest from everything that the event holds.
    pub fn compute(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: Option<&str>| {
            // A missing part and an empty one must differ.
            hash.update([u8::from(text.is_some())]);
            let bytes = text.unwrap_or_default().as_bytes();
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(Some("gongkai-event/1"));
        part(Some(&self.seq.to_string()));
        part(Some(&self.at.to_string()));
        part(Some(&self.who));
        part(Some(self.kind.code()));
        part(self.issue.as_ref().map(Fingerprint::as_str));
        part(self.from.map(State::code));
        part(self.to.map(State::code));
        part(Some(&self.note));
        part(Some(&self.fields));
        part(Some(&self.before));
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
