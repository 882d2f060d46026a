//! The states of an issue, and which may follow which.

use crate::model::Lang;

/// Where an issue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 待整改: found, nobody has taken it up.
    Open,
    /// 整改中: a unit has taken it up.
    InProgress,
    /// 已整改待复核: the unit says that it is mended.
    Rectified,
    /// 复核通过: a scan saw that it is mended.
    Verified,
    /// 已销号: a named person has struck it off.
    SignedOff,
    /// 误报: an appeal (申诉) was accepted.
    FalsePositive,
    /// 不适用: explained (情况说明) and accepted.
    NotApplicable,
    /// 暂缓: put off until a day.
    Deferred,
}

/// The states in which an issue is set aside by a decision of a person.
pub const EXCUSED: [State; 3] = [State::FalsePositive, State::NotApplicable, State::Deferred];

impl State {
    /// Every state, in the order of its life.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::InProgress,
        Self::Rectified,
        Self::Verified,
        Self::SignedOff,
        Self::FalsePositive,
        Self::NotApplicable,
        Self::Deferred,
    ];

    /// Returns the code used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Rectified => "rectified",
            Self::Verified => "verified",
            Self::SignedOff => "signed_off",
            Self::FalsePositive => "false_positive",
            Self::NotApplicable => "not_applicable",
            Self::Deferred => "deferred",
        }
    }

    /// Returns the state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Returns the word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Open => lang.pick("待整改", "open"),
            Self::InProgress => lang.pick("整改中", "in progress"),
            Self::Rectified => lang.pick("已整改待复核", "rectified"),
            Self::Verified => lang.pick("复核通过", "verified"),
            Self::SignedOff => lang.pick("已销号", "signed off"),
            Self::FalsePositive => lang.pick("误报", "false positive"),
            Self::NotApplicable => lang.pick("不适用", "not applicable"),
            Self::Deferred => lang.pick("暂缓", "deferred"),
        }
    }

    /// Tells whether somebody still has to mend it, so that a deadline runs.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Rectified)
    }

    /// Tells whether a person has set it aside.
    pub const fn is_excused(self) -> bool {
        matches!(
            self,
            Self::FalsePositive | Self::NotApplicable | Self::Deferred
        )
    }
}
