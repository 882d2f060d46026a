//! The page of one letter: what stands behind its labels, wherever question and answer stand.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;

use crate::calendar::parse_date;
use crate::masking::mask_text;
use crate::model::{LinkRegion, Message};
use crate::page::Ctx;
use crate::page::dom::{Dom, Id};
use crate::page::text;
use crate::vocabulary::fold_label;
use crate::vocabulary::messages::{MessageWords, words};

/// Most lines looked at: more are no letter.
const MOST: usize = 4_000;
/// How far above a label the element beside it is looked for.
const LEVELS: usize = 4;
/// Characters of a label that needs no mark before it.
const LONG: usize = 4;
/// Characters of the longest title, and of the longest words that stand in for an answer.
const TITLE: usize = 200;
const NO_REPLY: usize = 15;
/// Characters that make an answer: below its label alone, and where what follows may be
/// something else.
const REPLY: usize = 2;
const REPLY_BELOW: usize = 6;
const COLONS: [char; 3] = [':', '：', '∶'];

/// What a label of a letter says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    Content,
    Asked,
    Replied,
    Handled,
    Status,
    Reply,
}

/// Lists of labels; of a word that stands in two, the first holds.
fn lists(words: &MessageWords) -> [(Label, &[String]); 7] {
    [
        (Label::Asked, &words.asked),
        (Label::Replied, &words.replied),
        (Label::Handled, &words.handled),
        (Label::Status, &words.status),
        (Label::Reply, &words.reply),
        (Label::Title, &words.title),
        (Label::Content, &words.content),
    ]
}

/// Tells what a text that is a label and nothing else is the label of.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let bare = fold_label(text);
    let mut lists = lists(words()).into_iter();
    lists.find_map(|(label, list)| list.contains(&bare).then_some(label))
}

/// All labels as one search, with what each is of.
static LABELS: LazyLock<Option<(AhoCorasick, Vec<Label>)>> = LazyLock::new(|| {
    let all: Vec<(Label, &String)> = lists(words())
        .into_iter()
        .flat_map(|(label, list)| list.iter().map(move |word| (label, word)))
        .collect();
    let search = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(all.iter().map(|(_, word)| word))
        .ok()?;
    Some((search, all.into_iter().map(|(label, _)| label).collect()))
});

/// What the labels of one letter say.
#[derive(Debug, Default)]
pub(crate) struct Letter {
    /// The entry as it is read: title, days, state, and whether an answer's text stands there.
    pub(super) message: Message,
    /// How many days of asking are there: that of one letter, or those of a list.
    pub(super) askings: usize,
    /// What was asked stands behind a label of its own.
    pub(super) content: bool,
}

impl Letter {
    /// Tells whether this is a letter that says when it was asked and what became of it.
    pub(crate) fn is_dated(&self) -> bool {
        let message = &self.message;
        message.asked.is_some()
            && (message.replied.is_some()
                || message.status.is_some()
                || message.reply
                || self.content)
    }

    /// Tells whether anything stands here that only letters have.
    pub(crate) fn says_anything(&self) -> bool {
        let message = &self.message;
        message.asked.is_some() || message.replied.is_some() || message.reply || self.content
    }

    /// Tells whether this is one letter with its answer.
    pub(crate) fn is_answered_once(&self) -> bool {
        let answered = self.message.replied.is_some() || self.message.reply;
        self.is_dated() && self.askings == 1 && answered
    }
}

/// Reads the labels of the whole page but its header, menus and footer: question and answer may
/// stand in two blocks, of which only one is taken for the page's main part.
pub(crate) fn of_page(ctx: &Ctx<'_, '_>) -> Letter {
    let dom = ctx.dom;
    let region = |id: Id| dom.region(id);
    let letter = read(dom, Id::ROOT, &|id| {
        matches!(
            region(id),
            LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
        )
    });
    if letter.message.asked.is_some() {
        return letter;
    }
    // What heads a letter may look like the header of the page.
    let wider = read(dom, Id::ROOT, &|id| region(id) == LinkRegion::Footer);
    if wider.is_dated() { wider } else { letter }
}

/// Reads the labels below an element.
pub(super) fn within(dom: &Dom<'_>, root: Id) -> Letter {
    read(dom, root, &|_| false)
}

/// The texts that stand beside one another in a block, padding within them taken out.
struct Line {
    block: Id,
    text: String,
    /// Where in the text its nodes begin and end.
    seams: Vec<usize>,
}

/// A label: its line, where it stands there, and where its value begins.
struct Hit {
    line: usize,
    start: usize,
    value: usize,
    label: Label,
}

struct Page<'a, 'h> {
    dom: &'a Dom<'h>,
    root: Id,
    lines: Vec<Line>,
    hits: Vec<Hit>,
}

fn read(dom: &Dom<'_>, root: Id, skip: &dyn Fn(Id) -> bool) -> Letter {
    let lines = lines_of(dom, root, skip);
    let hits = hits_of(&lines);
    let page = Page {
        dom,
        root,
        lines,
        hits,
    };
    page.letter()
}

/// Form controls hold what may be chosen or typed, not what became of a letter.
fn is_control(tag: &str) -> bool {
    matches!(tag, "select" | "textarea" | "button" | "option" | "object")
}

fn lines_of(dom: &Dom<'_>, root: Id, skip: &dyn Fn(Id) -> bool) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let end = dom.range(root).end;
    let mut at = dom.range(root).start;
    let mut broken = false;
    while at < end && out.len() < MOST {
        let id = Id(u32::try_from(at).unwrap_or(u32::MAX));
        if id != root && (!dom.is_visible(id) || is_control(dom.tag(id)) || skip(id)) {
            at = dom.after(id).at();
            continue;
        }
        at += 1;
        broken |= dom.tag(id) == "br";
        let Some(own) = dom.text_node(id) else {
            continue;
        };
        let bare = unpadded(own);
        if bare.is_empty() {
            continue;
        }
        let block = block_of(dom, id, root);
        match out.last_mut() {
            Some(line) if line.block == block && !broken => line.push(&bare, own),
            _ => out.push(Line {
                block,
                seams: vec![0, bare.len()],
                text: bare,
            }),
        }
        broken = false;
    }
    out
}

impl Line {
    fn push(&mut self, bare: &str, own: &str) {
        if own.starts_with(text::is_blank) {
            self.text.push(' ');
        }
        self.seams.push(self.text.len());
        self.text.push_str(bare);
        self.seams.push(self.text.len());
    }
}

/// Finds the block or the cell that a text stands in.
fn block_of(dom: &Dom<'_>, id: Id, root: Id) -> Id {
    dom.ancestors(id)
        .take_while(|&up| dom.contains(root, up))
        .find(|&up| dom.is_block(up) || matches!(dom.tag(up), "td" | "th" | "dt" | "dd"))
        .unwrap_or(root)
}

/// Takes the padding out of a text's labels (`来 信 时 间 ：`): blanks before a colon, and behind a
/// sign that stands alone.
fn unpadded(own: &str) -> String {
    let mut out = String::with_capacity(own.len());
    let mut alone = false;
    for word in own.split(text::is_blank).filter(|word| !word.is_empty()) {
        let joins = alone && word.chars().next().is_some_and(char::is_alphabetic);
        if !out.is_empty() && !joins && !word.starts_with(COLONS) {
            out.push(' ');
        }
        out.push_str(word);
        let mut signs = word.chars();
        alone = signs.next().is_some_and(char::is_alphabetic) && signs.next().is_none();
    }
    out
}

fn hits_of(lines: &[Line]) -> Vec<Hit> {
    let Some((search, labels)) = LABELS.as_ref() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for found in search.find_iter(&line.text) {
            let Some(&label) = labels.get(found.pattern().as_usize()) else {
                continue;
            };
            let value = value_at(line, found.start(), found.end(), label);
            out.extend(value.map(|value| Hit {
                line: number,
                start: found.start(),
                value,
                label,
            }));
        }
    }
    out
}

/// Tells where the value of a label begins in its line; `None` where the words are no label.
fn value_at(line: &Line, start: usize, end: usize, label: Label) -> Option<usize> {
    let words = words();
    let (before, word) = (&line.text[..start], &line.text[start..end]);
    if words.due.end(before) {
        return None;
    }
    let rest = line.text[end..].trim_start_matches([']', '】', ')', '）', '」', ' ']);
    let closed =
        line.text[end..].starts_with([']', '】', '」']) && before.ends_with(['[', '【', '「']);
    let behind = rest.trim_start_matches(COLONS);
    let value = line.text.len() - behind.trim_start().len();
    let apart = !before.ends_with(char::is_alphabetic);
    let first = !before.contains(char::is_alphanumeric);
    let begins = first || line.seams.contains(&start);
    let ends = rest.is_empty() || line.seams.contains(&end);
    let marked = behind.len() < rest.len()
        && (apart || word.chars().count() >= LONG || words.repliers.end(before));
    let dated = matches!(label, Label::Asked | Label::Replied | Label::Handled)
        && behind.starts_with(|c: char| c.is_ascii_digit());
    let stated = label == Label::Status && state_at(behind).is_some();
    (marked || closed || begins && ends || apart && (dated || stated)).then_some(value)
}

/// Reads the longest known state that a text begins with.
pub(super) fn state_at(shown: &str) -> Option<&'static String> {
    let states = words().states.iter();
    states
        .filter(|state| shown.starts_with(state.as_str()))
        .max_by_key(|state| state.len())
}

/// Tells whether a text stands in the place of an answer that was not given.
fn is_no_reply(shown: &str) -> bool {
    let bare = shown.trim_matches(|c: char| !c.is_alphanumeric());
    bare.chars().count() <= NO_REPLY && (words().no_reply.begin(bare) || state_at(bare).is_some())
}

/// Tells whether a text is that of an answer.
pub(super) fn is_reply(shown: &str) -> bool {
    letters(shown) >= REPLY && !is_no_reply(shown)
}

fn letters(shown: &str) -> usize {
    shown.chars().filter(|c| c.is_alphabetic()).count()
}

/// Reads a day that a value begins with.
fn day(value: &str) -> Option<Date> {
    let start: String = value.chars().take_while(|c| *c != ' ').take(11).collect();
    start
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| parse_date(&start))
        .flatten()
}

/// The value of a label, and whether it stands where nothing else can stand.
struct Value {
    text: String,
    sure: bool,
}

impl Page<'_, '_> {
    fn letter(&self) -> Letter {
        let mut letter = Letter::default();
        let message = &mut letter.message;
        let (mut replied, mut handled) = (Vec::new(), Vec::new());
        for (number, hit) in self.hits.iter().enumerate() {
            let Some(value) = self.value_of(number, hit) else {
                continue;
            };
            let shown = value.text.as_str();
            match hit.label {
                Label::Asked => {
                    let asked = day(shown);
                    letter.askings += usize::from(asked.is_some());
                    message.asked = message.asked.or(asked);
                }
                Label::Replied => replied.extend(day(shown)),
                Label::Handled => handled.extend(day(shown)),
                Label::Status => note_state(message, shown),
                Label::Reply => {
                    note_state(message, shown);
                    let enough = value.sure || letters(shown) >= REPLY_BELOW;
                    message.reply |= enough && is_reply(shown);
                }
                Label::Title => {
                    let fits = letters(shown) >= REPLY && shown.chars().count() <= TITLE;
                    if message.title.is_empty() && fits && value.sure {
                        message.title = mask_text(shown);
                    }
                }
                Label::Content => letter.content |= letters(shown) >= REPLY,
            }
        }
        let waits =
            (message.status.as_deref()).is_some_and(|state| words().waiting.found_in(state));
        if replied.is_empty() && (message.reply || !waits) {
            replied = handled;
        }
        // Of several answers the first that was given.
        let asked = message.asked;
        let after = replied
            .iter()
            .filter(|day| asked.is_none_or(|asked| **day >= asked));
        message.replied = after.min().or(replied.first()).copied();
        letter
    }

    fn value_of(&self, number: usize, hit: &Hit) -> Option<Value> {
        let line = self.lines.get(hit.line)?;
        let next = self
            .hits
            .get(number + 1)
            .filter(|next| next.line == hit.line);
        let end = next.map_or(line.text.len(), |next| next.start);
        let own = line.text.get(hit.value..end).unwrap_or_default().trim();
        if !own.is_empty() {
            return Some(Value {
                text: own.to_owned(),
                sure: true,
            });
        }
        if next.is_some() {
            return None;
        }
        // The text goes on below its label, in the same block or in one round it.
        let below = hit.line + 1;
        if let Some(under) = self.lines.get(below)
            && self.dom.contains(under.block, line.block)
            && under.block != self.root
        {
            return (!self.is_label(below)).then(|| Value {
                text: under.text.clone(),
                sure: under.block == line.block,
            });
        }
        let (beside, sure) = self.beside(line.block)?;
        let begins = self
            .lines
            .iter()
            .position(|line| self.dom.contains(beside, line.block))?;
        (!self.is_label(begins)).then(|| Value {
            text: self.shown(beside, sure),
            sure,
        })
    }

    /// Tells whether a line begins with a label.
    fn is_label(&self, line: usize) -> bool {
        self.hits.iter().any(|hit| {
            let text = self.lines.get(line).map_or("", |line| &line.text);
            hit.line == line && !text[..hit.start].contains(char::is_alphanumeric)
        })
    }

    /// Returns the text of an element; of one that may hold tools of the page, what is no link.
    fn shown(&self, id: Id, sure: bool) -> String {
        let sums = self.dom.sums(id);
        if !sure && sums.link_chars * 2 > sums.chars {
            return String::new();
        }
        unpadded(&text::line(self.dom, id))
    }

    /// Finds the element beside a label's own, and whether it can be nothing but its value.
    fn beside(&self, block: Id) -> Option<(Id, bool)> {
        let dom = self.dom;
        let mut at = block;
        for _ in 0..LEVELS {
            let cell = matches!(dom.tag(at), "td" | "th" | "dt");
            if let Some(next) = self.next(at, cell) {
                let of_pair = matches!(dom.tag(next), "td" | "th" | "dd");
                if !(of_pair && self.is_head(next)) {
                    return Some((next, of_pair));
                }
            }
            if matches!(dom.tag(at), "td" | "th") {
                return self.under(at).map(|cell| (cell, true));
            }
            at = dom
                .parent(at)
                .filter(|&up| up != self.root && dom.contains(self.root, up))?;
            if dom.tag(at) == "body" {
                return None;
            }
        }
        None
    }

    /// Returns the next visible element; where no cell follows a cell's, one with words.
    fn next(&self, at: Id, cell: bool) -> Option<Id> {
        let dom = self.dom;
        let mut next = dom.next_element(at);
        while let Some(id) = next {
            let shown = dom.is_visible(id) && (cell || dom.sums(id).chars > 0);
            if shown && !is_control(dom.tag(id)) {
                return Some(id);
            }
            next = dom.next_element(id);
        }
        None
    }

    fn is_head(&self, cell: Id) -> bool {
        self.dom.sums(cell).chars <= 12 && label_of(&text::name(self.dom, cell)).is_some()
    }

    /// Returns the cell under one: that of the same place in a row with as many cells.
    fn under(&self, cell: Id) -> Option<Id> {
        let dom = self.dom;
        let row = dom.parent(cell).filter(|&row| dom.tag(row) == "tr")?;
        let place = dom.elements(row).position(|own| own == cell)?;
        let next = dom.next_element(row)?;
        let count = dom.elements(row).count();
        (dom.elements(next).count() == count)
            .then(|| dom.elements(next).nth(place))
            .flatten()
    }
}

/// Keeps the first state that stands behind a label.
fn note_state(message: &mut Message, shown: &str) {
    if message.status.is_none() && shown.chars().count() <= NO_REPLY {
        message.status = state_at(shown).cloned();
    }
}
