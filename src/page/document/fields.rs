//! Every field of a document from the best place that states it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::{find_dates, parse_date};
use crate::model::{Cause, DocumentFacts, Field, FieldSource};
use crate::page::Ctx;
use crate::page::text::{squeeze, strip};
use crate::vocabulary::documents;
use crate::vocabulary::labels::LabelField;

use super::agency;
use super::doc_number;
use super::labels;
use super::layout::Layout;
use super::pairs::Pair;
use super::signature::{self, Signature};
use super::value::{Filled, filled};
use super::words;

/// Meta tags that name the day of publishing, in order of trust.
const PUBLISHED: [&str; 4] = ["PubDate", "publishdate", "firstpublishedtime", "createDate"];

/// Days within which papers are mostly published.
const SOON: i32 = 20;

/// Reads all fields but the links.
pub(super) fn read(ctx: &Ctx<'_, '_>, layout: &Layout<'_>, pairs: &[Pair]) -> DocumentFacts {
    let title = ctx.title.unwrap_or_default();
    let mut facts = DocumentFacts {
        has_box: has_box(pairs),
        genre: words::genre(title),
        ..DocumentFacts::default()
    };
    let boxed = Boxed {
        pairs,
        has_box: facts.has_box,
    };

    facts.index_number = boxed.text(LabelField::IndexNumber, &|value| {
        let bare = strip(value);
        bare.chars().any(|c| c.is_ascii_digit()).then_some(bare)
    });
    facts.topic = (boxed.text(LabelField::Topic, &words_of))
        .or_else(|| boxed.text(LabelField::TopicClass, &words_of));
    facts.abstract_text = boxed.text(LabelField::Abstract, &words_of);
    facts.validity = boxed
        .text(LabelField::Validity, &|value| {
            words::validity(value).map(str::to_owned)
        })
        .or_else(|| {
            boxed.text(LabelField::IsValid, &|value| {
                words::validity(value).map(str::to_owned)
            })
        })
        .or_else(|| {
            boxed.text(LabelField::IsRepealed, &|value| {
                words::is_repealed(value).map(str::to_owned)
            })
        })
        .or_else(|| state_beside_title(layout));
    if facts.validity.is_none() {
        (facts.validity, facts.validity_open) = drawn_state(ctx, &boxed);
        let mut ends = (boxed.of(LabelField::RepealDate)).chain(boxed.of(LabelField::ValidPeriod));
        let told = ends.any(|pair| !doc_number::is_placeholder(&pair.value));
        facts.validity_open = (facts.validity_open).or(told.then_some(Cause::Disputable));
    }
    facts.effective_date = boxed.date(LabelField::EffectiveDate);
    facts.repeal_date = boxed.date(LabelField::RepealDate);

    facts.doc_number = boxed
        .text(LabelField::DocNumber, &doc_number::in_value)
        .or_else(|| heading_number(ctx, layout, title));
    let is_explaining = words::is_explaining(title);
    let paper = !is_explaining
        && (facts.doc_number.is_some() || facts.genre.as_deref().is_some_and(words::is_paper));
    let signature = signature::find(&layout.body).filter(|_| !is_explaining);

    dates(ctx, layout, &boxed, &mut facts);
    if facts.written_date.is_none()
        && paper
        && let Some(signature) = &signature
        && (signature.body.is_some() || facts.doc_number.is_some())
        && let Some(date) = signature.date
        // A signature that follows the day of publishing is another paper's.
        && facts.published_date.as_ref().is_none_or(|shown| date <= shown.value)
    {
        facts.written_date = Some(Field {
            value: date,
            source: FieldSource::Body,
            shown: signature.shown.clone(),
        });
    }
    facts.issuing_body = issuing_body(ctx, &boxed, signature.as_ref(), paper, title);
    facts.lapses = lapse(ctx, &boxed, &facts, is_explaining);
    facts.blank_labels = blanks(&boxed, &facts);
    facts
}

/// The pairs of a page with a way to ask for a field.
pub(super) struct Boxed<'a> {
    pub(super) pairs: &'a [Pair],
    pub(super) has_box: bool,
}

impl<'a> Boxed<'a> {
    fn of(&self, field: LabelField) -> impl Iterator<Item = &'a Pair> {
        self.pairs.iter().filter(move |pair| pair.field == field)
    }

    fn source(&self, pair: &Pair) -> FieldSource {
        // A line that tells time, source and clicks is the line under the title.
        let beside_source = self.pairs.iter().any(|other| {
            other.line == pair.line && matches!(other.field, LabelField::Source | LabelField::Other)
        });
        if self.has_box && !beside_source && pair.field != LabelField::BareDate {
            FieldSource::Box
        } else {
            FieldSource::TitleLine
        }
    }

    pub(super) fn text(
        &self,
        field: LabelField,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Field<String>> {
        self.of(field).find_map(|pair| {
            Some(Field {
                value: read(&pair.value)?,
                source: self.source(pair),
                shown: pair.shown.clone(),
            })
        })
    }

    fn date(&self, field: LabelField) -> Option<Field<Date>> {
        self.of(field).find_map(|pair| {
            Some(Field {
                value: date_of(&pair.value)?,
                source: self.source(pair),
                shown: pair.shown.clone(),
            })
        })
    }
}

/// A value that is a date begins with it.
fn date_of(value: &str) -> Option<Date> {
    match find_dates(value).first() {
        Some((range, date)) => (value[..range.start].chars().count() <= 4).then_some(*date),
        None => parse_date(value),
    }
}

/// Tells whether a value names a time of the day; midnight is what a program writes without one.
fn has_time(value: &str) -> bool {
    let digits = |part: Option<&str>| {
        part.is_some_and(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    value.split_whitespace().any(|word| {
        let mut parts = word.split(':');
        let (hour, minute) = (parts.next(), parts.next());
        digits(hour) && digits(minute) && !word.bytes().all(|byte| matches!(byte, b'0' | b':'))
    })
}

pub(super) fn words_of(value: &str) -> Option<String> {
    let words = squeeze(value);
    (!doc_number::is_placeholder(&words)).then_some(words)
}

/// A box states at least two things of a document; a line of time and source is none.
fn has_box(pairs: &[Pair]) -> bool {
    let fields: BTreeSet<LabelField> = pairs.iter().map(|pair| pair.field).collect();
    let own = fields
        .iter()
        .filter(|field| {
            !matches!(
                field,
                LabelField::Other
                    | LabelField::Source
                    | LabelField::BareDate
                    | LabelField::Updated
                    | LabelField::PublishedDate
                    | LabelField::Attachments
                    | LabelField::Interpretations
                    | LabelField::Keywords
            )
        })
        .count();
    let named =
        fields.contains(&LabelField::IndexNumber) || fields.contains(&LabelField::DocNumber);
    own >= 2 || (named && fields.contains(&LabelField::PublishedDate))
}

pub(super) fn heading_number(
    ctx: &Ctx<'_, '_>,
    layout: &Layout<'_>,
    title: &str,
) -> Option<Field<String>> {
    let article = ctx.body.is_some() || ctx.meta("ArticleTitle").is_some();
    let (value, shown) = article
        .then(|| signature::number_in_heading(layout.above.iter().copied(), &layout.head))
        .flatten()
        .or_else(|| {
            let quotes = quotes_number(title);
            let number = doc_number::at_end_of_title(title).filter(|_| !quotes)?;
            Some((number.clone(), number))
        })?;
    Some(Field {
        value,
        source: FieldSource::Body,
        shown,
    })
}

/// Tells whether the number that ends a title may be another paper's: the one that the title
/// explains, passes on or repeals. 关于转发……的通知 and 关于修改……的决定 bear their own.
fn quotes_number(title: &str) -> bool {
    let bare = strip(title);
    let opens = bare.rfind(['（', '(']).unwrap_or(bare.len());
    let name = &bare[..opens];
    if bare.contains("解读") || name.starts_with("转发") {
        return true;
    }
    let words = &documents::words().titles;
    words.of_another.found_in(&bare) && !words.own.end(name)
}

fn dates(ctx: &Ctx<'_, '_>, layout: &Layout<'_>, boxed: &Boxed<'_>, facts: &mut DocumentFacts) {
    facts.written_date = boxed.date(LabelField::WrittenDate);
    facts.published_date = boxed
        .date(LabelField::PublishedDate)
        .or_else(|| bare_date(layout, boxed))
        .or_else(|| unlabelled_date(ctx, layout));
    // 发文日期 is what its neighbours are not.
    if let Some(either) = boxed.date(LabelField::EitherDate) {
        // No paper is written at a time of the day.
        let timed = boxed
            .of(LabelField::EitherDate)
            .any(|pair| has_time(&pair.value));
        let written = boxed.of(LabelField::WrittenDate).next().is_some();
        let published =
            facts.published_date.is_some() || boxed.of(LabelField::PublishedDate).next().is_some();
        match (written, published) {
            (false, true) if facts.written_date.is_none() => facts.written_date = Some(either),
            (true, false) if facts.published_date.is_none() => facts.published_date = Some(either),
            (false, false) if timed => facts.published_date = Some(either),
            // Without neighbours it may be either, unless the meta tags tell of a day soon after:
            // a later one is as often that of a move to another system.
            (false, false) => {
                let soon = |meta: &Field<Date>| {
                    let days = (meta.value - either.value).get_days();
                    (0..=SOON).contains(&days)
                };
                let Some(meta) = meta_date(ctx).filter(soon) else {
                    facts.undecided_date = Some(either);
                    return;
                };
                if meta.value > either.value {
                    facts.written_date = Some(either);
                }
                facts.published_date = Some(meta);
            }
            _ => {}
        }
    }
    if facts.published_date.is_none() {
        facts.published_date = boxed.date(LabelField::Updated).or_else(|| meta_date(ctx));
    }
}

/// The state that an image tells beside its label, or why what stands there is not read.
fn drawn_state(ctx: &Ctx<'_, '_>, boxed: &Boxed<'_>) -> (Option<Field<String>>, Option<Cause>) {
    let labels = boxed
        .of(LabelField::Validity)
        .chain(boxed.of(LabelField::IsValid));
    let mut open = None;
    for pair in labels.filter(|pair| pair.scripted) {
        match filled(ctx.dom, pair.node, &pair.name) {
            Some(Filled::Words(words)) => match words::validity(&words) {
                Some(state) => {
                    let field = Field {
                        value: state.to_owned(),
                        source: boxed.source(pair),
                        shown: format!("{} {words}", pair.shown.trim()),
                    };
                    return (Some(field), None);
                }
                None => open = open.or(Some(Cause::ImageOnly)),
            },
            Some(Filled::Open(cause)) => open = open.or(Some(cause)),
            None => {}
        }
    }
    (None, open)
}

/// The state that stands beside the title without a label, where just one is named: a choice of
/// several is a menu.
fn state_beside_title(layout: &Layout<'_>) -> Option<Field<String>> {
    let mut found: Option<Field<String>> = None;
    for line in layout.above.iter().chain(layout.head.iter().take(12)) {
        let Some(state) = words::state_alone(&line.text).filter(|_| !line.linked) else {
            continue;
        };
        match &found {
            Some(known) if known.value != state => return None,
            Some(_) => {}
            None => {
                found = Some(Field {
                    value: state.to_owned(),
                    source: FieldSource::TitleLine,
                    shown: line.text.to_string(),
                });
            }
        }
    }
    found
}

/// 时间：…, 日期：… beside the title, else anywhere outside the text.
fn bare_date(layout: &Layout<'_>, boxed: &Boxed<'_>) -> Option<Field<Date>> {
    let after_title = |pair: &&Pair| layout.title_at.is_none_or(|at| pair.line >= at);
    boxed
        .of(LabelField::BareDate)
        .find(|pair| after_title(pair) && date_of(&pair.value).is_some())
        .and_then(|pair| {
            Some(Field {
                value: date_of(&pair.value)?,
                source: FieldSource::TitleLine,
                shown: pair.shown.clone(),
            })
        })
}

/// A date without a label under the title: alone, in brackets, or beside source and clicks.
fn unlabelled_date(ctx: &Ctx<'_, '_>, layout: &Layout<'_>) -> Option<Field<Date>> {
    layout.title_at?;
    let title = ctx.title.map(strip).unwrap_or_default();
    for (at, line) in layout.head.iter().enumerate().take(12) {
        // A cell beside another cell that ends in a colon is that one's value.
        let beside = at.checked_sub(1).and_then(|before| layout.head.get(before));
        if line.in_row
            && beside.is_some_and(|label| label.in_row && label.text.ends_with(labels::is_colon))
        {
            continue;
        }
        // A linked title means that a list has begun.
        if line.linked && line.text.chars().count() >= 10 {
            return None;
        }
        let Some((range, date)) = find_dates(&line.text).into_iter().next() else {
            if let Some(field) = day_in_parts(line) {
                return Some(field);
            }
            continue;
        };
        let hits = labels::find(line);
        // Without a text the page may be a list: then only a line of an article counts.
        if ctx.body.is_none() && hits.is_empty() {
            continue;
        }
        let owner = hits.iter().rev().find(|hit| hit.end <= range.start);
        let owned =
            owner.is_some_and(|hit| !matches!(hit.field, LabelField::Source | LabelField::Other));
        if owned || line.linked {
            continue;
        }
        // 某某通知（2020年6月8日） in the heading itself.
        let behind_title = strip(&line.text[..range.start])
            .strip_suffix(['（', '(', '[', '【'])
            .is_some_and(|before| before == title)
            && !title.is_empty();
        let rest: String = line
            .text
            .char_indices()
            .filter(|(at, c)| !range.contains(at) && c.is_alphabetic())
            .map(|(_, c)| c)
            .collect();
        let lawful = documents::words().lawful_days.found_in(&rest);
        let lawful = lawful && !behind_title;
        if lawful
            || (hits.is_empty()
                && !behind_title
                && rest.chars().count() > 10
                && !agency::is_body(&rest))
        {
            continue;
        }
        return Some(Field {
            value: date,
            source: FieldSource::TitleLine,
            shown: line.text.to_string(),
        });
    }
    None
}

/// `15` and `2020-12` in elements of their own, which a style sheet sets apart.
fn day_in_parts(line: &super::lines::Line) -> Option<Field<Date>> {
    if !(2..=3).contains(&line.runs.len())
        || line.text.len() > 16
        || line
            .text
            .chars()
            .any(|c| !(c.is_ascii_digit() || "-/. 年月日".contains(c)))
    {
        return None;
    }
    let mut words = String::new();
    for (at, (start, _)) in line.runs.iter().enumerate() {
        let end = line.runs.get(at + 1).map_or(line.text.len(), |next| next.0);
        words.push_str(line.text[*start..end].trim());
        words.push(' ');
    }
    Some(Field {
        value: crate::page::dates::day_first(&words)?,
        source: FieldSource::TitleLine,
        shown: line.text.to_string(),
    })
}

fn meta_date(ctx: &Ctx<'_, '_>) -> Option<Field<Date>> {
    // On some systems PubDate is the time of the page's own making.
    let made = ctx.meta("others").unwrap_or_default();
    PUBLISHED.iter().find_map(|name| {
        let shown = ctx.meta(name)?;
        if made.contains("页面生成时间") && made.contains(shown.trim()) {
            return None;
        }
        Some(Field {
            value: date_of(shown)?,
            source: FieldSource::Meta,
            shown: shown.to_owned(),
        })
    })
}

fn issuing_body(
    ctx: &Ctx<'_, '_>,
    boxed: &Boxed<'_>,
    signature: Option<&Signature>,
    paper: bool,
    title: &str,
) -> Option<Field<String>> {
    let field = |pair: &Pair, value: String| Field {
        value,
        source: boxed.source(pair),
        shown: pair.shown.clone(),
    };
    // 发文机关 names the issuer; 发布机构 may be the body that put it on the site.
    let issues = |pair: &&Pair| documents::words().issuer_labels.begin(&pair.name);
    let named = boxed
        .of(LabelField::IssuingBody)
        .filter(issues)
        .chain(boxed.of(LabelField::IssuingBody))
        .find_map(|pair| Some(field(pair, words_of(&pair.value)?)));
    if named.is_some() {
        return named;
    }
    if let Some(body) = signature.and_then(|signature| signature.body.clone()) {
        return Some(Field {
            shown: body.clone(),
            value: body,
            source: FieldSource::Body,
        });
    }
    if paper && let Some(body) = agency::of_title(title) {
        return Some(Field {
            shown: body.clone(),
            value: body,
            source: FieldSource::TitleLine,
        });
    }
    boxed
        .of(LabelField::Source)
        .find_map(|pair| {
            let source = source_of(&pair.value)?;
            Some(Field {
                value: source,
                source: FieldSource::TitleLine,
                shown: pair.shown.clone(),
            })
        })
        .or_else(|| {
            let shown = ctx.meta("ContentSource")?;
            Some(Field {
                value: source_of(shown)?,
                source: FieldSource::Meta,
                shown: shown.to_owned(),
            })
        })
}

fn source_of(value: &str) -> Option<String> {
    let end = find_dates(value)
        .first()
        .map_or(value.len(), |(range, _)| range.start);
    let name = squeeze(&value[..end]);
    agency::is_issuing_source(&name).then_some(name)
}

fn lapse(
    ctx: &Ctx<'_, '_>,
    boxed: &Boxed<'_>,
    facts: &DocumentFacts,
    is_explaining: bool,
) -> Option<Field<Date>> {
    if let Some(pair) = boxed.of(LabelField::ValidPeriod).next()
        && let Some((_, date)) = find_dates(&pair.value).pop()
    {
        return Some(Field {
            value: date,
            source: FieldSource::Box,
            shown: pair.shown.clone(),
        });
    }
    if is_explaining {
        return None;
    }
    let start = facts
        .effective_date
        .as_ref()
        .or(facts.written_date.as_ref())
        .or(facts.published_date.as_ref())
        .map(|field| field.value);
    let (value, shown) = words::lapse(ctx.body_text, start)?;
    Some(Field {
        value,
        source: FieldSource::Body,
        shown,
    })
}

/// Labels shown without a value, where no other label of the field has one.
fn blanks(boxed: &Boxed<'_>, facts: &DocumentFacts) -> Vec<String> {
    let known = |field: LabelField| match field {
        LabelField::DocNumber => facts
            .doc_number
            .as_ref()
            .is_some_and(|found| found.source != FieldSource::Body),
        LabelField::WrittenDate => facts
            .written_date
            .as_ref()
            .is_some_and(|found| found.source != FieldSource::Body),
        LabelField::PublishedDate => facts
            .published_date
            .as_ref()
            .is_some_and(|found| found.source != FieldSource::Meta),
        LabelField::IssuingBody => facts
            .issuing_body
            .as_ref()
            .is_some_and(|found| found.source == FieldSource::Box),
        LabelField::IndexNumber => facts.index_number.is_some(),
        LabelField::Validity | LabelField::IsValid | LabelField::IsRepealed => {
            facts.validity.is_some()
        }
        LabelField::Topic | LabelField::TopicClass => facts.topic.is_some(),
        LabelField::Abstract => facts.abstract_text.is_some(),
        LabelField::EffectiveDate => facts.effective_date.is_some(),
        LabelField::RepealDate => facts.repeal_date.is_some(),
        // Fields of no interest to anyone when blank.
        _ => true,
    };
    let mut blank: Vec<String> = Vec::new();
    for pair in boxed.pairs {
        let name = match pair.field {
            LabelField::IsValid | LabelField::IsRepealed => LabelField::Validity.code(),
            field => field.code(),
        };
        if !pair.scripted
            && doc_number::is_placeholder(&pair.value)
            && !known(pair.field)
            && !blank.iter().any(|seen| seen == name)
        {
            blank.push(name.to_owned());
        }
    }
    blank
}
