//! What the texts of papers, drafts and decisions say, beyond the metadata beside them.

use jiff::civil::Date;

use super::page::Field;
use crate::model::Cause;

/// What a paper's text says, as far as other papers or its own box can agree with it.
#[derive(Debug, Clone, Default)]
pub struct PaperText {
    /// The number in the heading of the text, where the box states one as well.
    pub number: Option<Field<String>>,
    /// The title that the box states (名称).
    pub box_title: Option<Field<String>>,
    /// 关键词 of the box.
    pub keywords: Option<Field<String>>,
    /// Numbers of papers that the text names, as shown, with what stands right before them.
    pub cites: Vec<String>,
    /// Papers that the text says are repealed, lapsed or amended.
    pub repeals: Vec<Repealed>,
    /// The state that a note at the head or the foot of the text tells of the paper itself:
    /// 废止, 失效, 已修改, 部分失效 or 有效.
    pub state_note: Option<Field<String>>,
    /// Numbers of papers whose term it prolongs or that it says stay in force.
    pub renews: Vec<String>,
    /// Names of the attachments that the text lists (附件：1.…).
    pub announced: Vec<String>,
    /// Attachments whose text follows on the page itself, by their headings (附件1).
    pub inline: usize,
    /// The sentences of the text, for telling a copy from a text of its own.
    pub sentences: Box<[Sentence]>,
    /// The first characters of each sentence; kept for interpretations only.
    pub sentence_starts: Box<[Box<str>]>,
}

/// A paper that another paper says is no longer wholly in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repealed {
    /// Its number as shown, with what stands right before it.
    pub number: Option<String>,
    /// Its title, where no number is given with it.
    pub title: Option<String>,
    /// 废止, 失效, 已修改 or 部分失效.
    pub state: &'static str,
    /// The day from which it is so, where the words name one.
    pub from: Option<Date>,
    /// The words, for evidence.
    pub shown: String,
}

/// A sentence of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// A hash of its folded words.
    pub hash: u32,
    /// Its folded length in characters.
    pub length: u16,
}

/// What a call for opinions says.
#[derive(Debug, Clone, Default)]
pub struct ConsultationFacts {
    /// First day for opinions, where the page names it.
    pub start: Option<Date>,
    /// Last day for opinions.
    pub end: Option<Date>,
    /// The number of days that the page names, where it names no last day.
    pub days: Option<i64>,
    /// Whether the days are working days.
    pub workdays: bool,
    /// Whether the page names a period that is not understood.
    pub unclear: bool,
    /// The words that name the period.
    pub shown: Option<String>,
    /// The state that the page or its title shows: `open` or `closed`.
    pub state: Option<&'static str>,
    /// Whether the page tells of the outcome of a call (反馈、采纳情况) and calls for nothing.
    pub feedback: bool,
    /// Whether a call's own page tells what came of it: `told`, or `perhaps` where that may be
    /// what came of an earlier round.
    pub outcome: Option<&'static str>,
    /// What the text of such a page quotes (《…》), folded: one may tell of several calls.
    pub names: Vec<String>,
    /// What became of a call made before, where the page is a notice of that: `extended` or
    /// `ended`.
    pub follows: Option<&'static str>,
    /// Whether a form, a button or someone to speak to stands on the page.
    pub ways: bool,
    /// Whether the draft stands on the page, or a file or link holds it by its name.
    pub draft: bool,
}

/// A decision of enforcement as a page or a row of a table shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionFacts {
    /// Its name: number of the decision, or the party or matter, masked.
    pub name: String,
    /// `licence`, `penalty` or `other`.
    pub kind: &'static str,
    /// Number of the decision (决定书文号).
    pub number: Option<String>,
    /// Day of the decision.
    pub decided: Option<Date>,
    /// Whether the day is the first of several that are given as one (3月10日至6月30日).
    pub day_spans: bool,
    /// Day of publication that the row itself shows.
    pub published: Option<Date>,
    /// Why the day may stand where it was not read or not understood, should none be read.
    pub no_day: Option<Cause>,
    /// The body that made it, where the record names one.
    pub body: Option<String>,
    /// Whether something stands under a label that is not known.
    pub open: bool,
    /// Fields shown with a value, by the ids of `rules/vocabulary/decisions.yaml`.
    pub fields: Vec<String>,
}

/// Periods that a page states of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// The day on which the budget was approved.
    pub approved: Option<Date>,
    /// The first and the last day of a notice of those about to be hired.
    pub notice: Option<(Date, Date)>,
    /// For how many days it says to stand.
    pub notice_days: Option<i64>,
    /// Whether these are working days.
    pub notice_in_workdays: bool,
    /// The words that say so.
    pub shown: Option<String>,
}
