//! Why something could not be told: the fixed list of the product contract.

use super::text::Lang;

/// The one cause that a `cannot_tell` verdict carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A page that decides was not fetched.
    NotFetched,
    /// The server refused, demanded a challenge or robots.txt forbade the page.
    Blocked,
    /// The content is filled in by a script.
    ScriptBuilt,
    /// A limit of the crawl was reached first.
    LimitReached,
    /// The content stands on another site.
    JumpsOffSite,
    /// No date could be read.
    Undated,
    /// The content is an image.
    ImageOnly,
    /// The content is in a file that was not read.
    UnreadableFile,
    /// The working-day calendar does not cover the dates.
    CalendarUnknown,
    /// The page says contradictory or ambiguous things.
    Disputable,
    /// Only a person can decide.
    NeedsHuman,
    /// The rule could not be evaluated.
    RuleError,
}

impl Cause {
    /// Every cause, in the order of the contract.
    pub const ALL: [Self; 12] = [
        Self::NotFetched,
        Self::Blocked,
        Self::ScriptBuilt,
        Self::LimitReached,
        Self::JumpsOffSite,
        Self::Undated,
        Self::ImageOnly,
        Self::UnreadableFile,
        Self::CalendarUnknown,
        Self::Disputable,
        Self::NeedsHuman,
        Self::RuleError,
    ];

    /// Returns the code written to files, for example `not_fetched`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFetched => "not_fetched",
            Self::Blocked => "blocked",
            Self::ScriptBuilt => "script_built",
            Self::LimitReached => "limit_reached",
            Self::JumpsOffSite => "jumps_off_site",
            Self::Undated => "undated",
            Self::ImageOnly => "image_only",
            Self::UnreadableFile => "unreadable_file",
            Self::CalendarUnknown => "calendar_unknown",
            Self::Disputable => "disputable",
            Self::NeedsHuman => "needs_human",
            Self::RuleError => "rule_error",
        }
    }

    /// Returns the cause with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.code() == code)
    }

    /// Returns the short name shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::NotFetched => lang.pick("页面未抓取到", "page not fetched"),
            Self::Blocked => lang.pick("被网站拦截或禁止抓取", "blocked by the site"),
            Self::ScriptBuilt => lang.pick("内容由脚本加载", "content is built by script"),
            Self::LimitReached => lang.pick("达到抓取上限", "a crawl limit was reached"),
            Self::JumpsOffSite => lang.pick("跳转到站外", "leads to another site"),
            Self::Undated => lang.pick("没有可读的日期", "no readable date"),
            Self::ImageOnly => lang.pick("内容是图片", "content is an image"),
            Self::UnreadableFile => {
                lang.pick("内容在未解析的附件中", "content is in a file not read")
            }
            Self::CalendarUnknown => {
                lang.pick("超出工作日历范围", "outside the working-day calendar")
            }
            Self::Disputable => lang.pick("页面信息有歧义", "the page is ambiguous"),
            Self::NeedsHuman => lang.pick("需人工判断", "needs a person's judgement"),
            Self::RuleError => lang.pick("规则执行出错", "the rule could not be evaluated"),
        }
    }
}
