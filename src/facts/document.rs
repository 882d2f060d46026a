//! Facts of one published document.

use jiff::civil::Date;

use super::Table;
use super::document_shown::{dates, index};
use super::maker::forwarded;
use super::view::{View, cut, fingerprint, seen};
use crate::model::{Cause, DocumentFacts, Fact, Field, LinkRegion, Observation, Value};
use crate::page::document::doc_number::{is_regular, key};
use crate::site::{PageIx, PageRecord};
use crate::vocabulary::{documents, fold};

pub(super) const FACTS: Table = &[
    ("document.title", |view, at| {
        on(view, at, "标题", |page, _| {
            Fact::text_or_absent(page.facts.title.clone())
        })
    }),
    ("document.doc_number", |view, at| {
        text(view, at, "文号", |document| document.doc_number.as_ref())
    }),
    ("document.doc_number_regular", |view, at| {
        on(view, at, "文号", |_, document| {
            document
                .doc_number
                .as_ref()
                .map_or(Fact::Absent, |field| Fact::bool(is_regular(&field.value)))
        })
    }),
    ("document.needs_number", |view, at| {
        on(view, at, "标题", |page, document| {
            let words = &documents::words().genres;
            let title = page.facts.title.as_deref().unwrap_or_default();
            // Lists of appointments and the text of rules have no number of their own.
            // Nor has what candidates are told of an examination, unless its box says otherwise.
            let told = words.examinations.found_in(title) || stands_in(view, at, "recruitment");
            let other = words.appointments.found_in(title)
                || (told && !document.has_box && document.doc_number.is_none())
                || stands_in(view, at, "rules-made")
                || stands_in(view, at, "regulations");
            let genre = !other
                && document
                    .genre
                    .as_deref()
                    .is_some_and(|genre| words.numbered.has(genre));
            match (genre, forwarded(view, page, document)) {
                (false, _) => Fact::bool(false),
                (true, Ok(other)) => Fact::bool(!other),
                (true, Err(cause)) => Fact::Unknown(cause),
            }
        })
    }),
    ("document.written_date", |view, at| {
        day(view, at, "成文日期", |document| {
            document.written_date.as_ref()
        })
    }),
    ("document.published_date", |view, at| {
        day(view, at, "发布日期", |document| {
            document.published_date.as_ref()
        })
    }),
    ("document.dates_contradict", |view, at| {
        dates(view, at, |document| {
            match (&document.written_date, &document.published_date) {
                (_, Some(published)) if published.value > view.as_of => Fact::bool(true),
                (Some(written), Some(published)) => Fact::bool(published.value < written.value),
                _ => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("document.dates_conflict", |view, at| {
        on(view, at, "日期", |_, document| {
            match (&document.written_date, &document.published_date) {
                (_, Some(published)) if published.value > view.as_of => {
                    Fact::text("发布日期尚未到")
                }
                (Some(written), Some(published)) if published.value < written.value => {
                    Fact::text("发布早于成文")
                }
                _ => Fact::Absent,
            }
        })
    }),
    ("document.workdays_to_publish", |view, at| {
        dates(view, at, |document| {
            match (&document.written_date, &document.published_date) {
                (Some(written), Some(published)) => workdays(view, written.value, published.value),
                _ => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("document.days_over", |view, at| {
        dates(view, at, |document| {
            match (&document.written_date, &document.published_date) {
                (Some(written), Some(published)) => {
                    match workdays(view, written.value, published.value) {
                        Fact::Known(Value::Int(days)) => Fact::int((days - 20).max(0)),
                        unknown => unknown,
                    }
                }
                _ => Fact::Unknown(Cause::Undated),
            }
        })
    }),
    ("document.batch_import", |view, at| {
        on(view, at, "发布日期", |_, document| {
            Fact::bool(
                document
                    .published_date
                    .as_ref()
                    .is_some_and(|field| view.import_days.contains(&field.value)),
            )
        })
    }),
    ("document.forwarded", |view, at| {
        on(view, at, "发文机关", |page, document| {
            forwarded(view, page, document).map_or_else(Fact::Unknown, Fact::bool)
        })
    }),
    ("document.own", |view, at| {
        on(view, at, "发文机关", |page, document| {
            forwarded(view, page, document).map_or_else(Fact::Unknown, |other| Fact::bool(!other))
        })
    }),
    ("document.validity", |view, at| {
        let mut seen = text(view, at, "有效性", |document| document.validity.as_ref());
        if seen.fact == Fact::Absent {
            let record = view.site.page(PageIx(at as u32));
            let document = record.facts.document.as_deref();
            if document.is_some_and(|document| super::ends::has_ended(view.as_of, document)) {
                seen.fact = Fact::text("失效");
            } else if let Some(cause) = document.and_then(DocumentFacts::open_validity) {
                seen.fact = Fact::Unknown(cause);
            }
        }
        seen
    }),
    ("document.state_note", |view, at| {
        text(view, at, "正文首尾的说明", |document| {
            document.says.state_note.as_ref()
        })
    }),
    ("document.validity_blank", |view, at| {
        on(view, at, "信息属性栏", |_, document| {
            Fact::bool(
                document
                    .blank_labels
                    .iter()
                    .any(|label| label == "validity"),
            )
        })
    }),
    ("document.has_box", |view, at| {
        on(view, at, "信息属性栏", |_, document| {
            Fact::bool(document.has_box)
        })
    }),
    ("document.index_number", |view, at| {
        text(view, at, "索引号", |document| {
            document.index_number.as_ref()
        })
    }),
    ("document.index_number_unique", |view, at| {
        index(view, at, |document| {
            document
                .index_number
                .as_ref()
                .map_or(Fact::Absent, |field| {
                    let known = view.index_numbers.get(&fingerprint(&field.value));
                    let unique = known.copied().unwrap_or(0) <= 1;
                    // A document that was not read may carry the same number.
                    match view.site.origin.cut_short.filter(|_| unique) {
                        Some(cause) => Fact::Unknown(cause),
                        None => Fact::bool(unique),
                    }
                })
        })
    }),
    ("document.issuing_body", |view, at| {
        text(view, at, "发文机关", |document| {
            document.issuing_body.as_ref()
        })
    }),
    ("document.topic", |view, at| {
        text(view, at, "主题分类", |document| document.topic.as_ref())
    }),
    ("document.abstract_text", |view, at| {
        text(view, at, "内容概述", |document| {
            document.abstract_text.as_ref()
        })
    }),
    ("document.abstract_equals_title", |view, at| {
        on(view, at, "内容概述", |page, document| {
            match (&document.abstract_text, &page.facts.title) {
                (Some(field), Some(title)) => Fact::bool(fold(&field.value) == fold(title)),
                _ => Fact::bool(false),
            }
        })
    }),
    ("document.normative", |view, at| {
        on(view, at, "所在栏目", |_, _| {
            Fact::bool(stands_in(view, at, "normative-documents"))
        })
    }),
    ("document.policy", |view, at| {
        on(view, at, "所在栏目", |_, _| {
            Fact::bool(
                ["normative-documents", "policy", "rules-made"]
                    .iter()
                    .any(|id| stands_in(view, at, id)),
            )
        })
    }),
    ("document.genre", |view, at| {
        on(view, at, "标题", |_, document| {
            Fact::text_or_absent(document.genre.clone())
        })
    }),
    ("document.attachments", |view, at| {
        on(view, at, "附件", |_, document| {
            Fact::int(document.attachments.len() as i64)
        })
    }),
    ("document.attachment_formats", |view, at| {
        on(view, at, "附件", |_, document| {
            let formats: std::collections::BTreeSet<String> = document
                .attachments
                .iter()
                .map(|attachment| attachment.ext.clone())
                .filter(|ext| !ext.is_empty())
                .collect();
            Fact::list(formats)
        })
    }),
    ("document.downloadable", |view, at| {
        on(view, at, "附件", |page, document| {
            match downloadable(document) {
                // With the text a script may bring its files.
                Fact::Known(Value::Bool(false))
                    if page.facts.script_regions.contains(&LinkRegion::Main) =>
                {
                    Fact::Unknown(Cause::ScriptBuilt)
                }
                told => told,
            }
        })
    }),
    ("document.has_text", |view, at| {
        on(view, at, "正文", |_, document| {
            Fact::bool(document.has_text)
        })
    }),
    ("document.image_only", |view, at| {
        on(view, at, "正文", |_, document| {
            Fact::bool(document.image_only)
        })
    }),
    ("document.lapse_date", |view, at| {
        day(view, at, "正文中的有效期", |document| {
            document.lapses.as_ref()
        })
    }),
    ("document.lapse_words", |view, at| {
        on(view, at, "正文中的有效期", |_, document| {
            Fact::text_or_absent(document.lapses.as_ref().map(|field| cut(&field.shown, 60)))
        })
    }),
    ("document.effective_date", |view, at| {
        day(view, at, "生效日期", |document| {
            document.effective_date.as_ref()
        })
    }),
    ("document.undecided_date", |view, at| {
        day(view, at, "发文日期", |document| {
            document.undecided_date.as_ref()
        })
    }),
    ("document.repeal_date", |view, at| {
        day(view, at, "废止日期", |document| {
            document.repeal_date.as_ref()
        })
    }),
    ("document.keywords", |view, at| {
        text(view, at, "关键词", |document| {
            document.says.keywords.as_ref()
        })
    }),
    ("document.box_title", |view, at| {
        text(view, at, "名称", |document| {
            document.says.box_title.as_ref()
        })
    }),
    ("document.title_agrees", |view, at| {
        on(view, at, "标题", |page, document| {
            match (&document.says.box_title, &page.facts.title) {
                (Some(boxed), Some(title)) => titles_agree(&boxed.value, title),
                _ => Fact::Absent,
            }
        })
    }),
    ("document.number_in_text", |view, at| {
        text(view, at, "正文首部的文号", |document| {
            document.says.number.as_ref()
        })
    }),
    ("document.number_agrees", |view, at| {
        on(view, at, "文号", |_, document| {
            match (&document.doc_number, &document.says.number) {
                (Some(boxed), Some(text)) => {
                    let (boxed, text) = (key(&boxed.value), key(&text.value));
                    // 国令第707号 in the box and 第707号 in the text are one.
                    Fact::bool(boxed.ends_with(&text) || text.ends_with(&boxed))
                }
                _ => Fact::Absent,
            }
        })
    }),
    ("document.files_announced", |view, at| {
        on(view, at, "正文所列附件", |_, document| {
            Fact::list(document.says.announced.iter().cloned())
        })
    }),
    ("document.files_missing", |view, at| {
        on(view, at, "正文所列附件", |_, document| {
            let there = document.attachments.len() + document.says.inline;
            let missing = document.says.announced.len().saturating_sub(there);
            if missing > 0 && holds_several(document) {
                return Fact::Unknown(Cause::UnreadableFile);
            }
            Fact::int(missing as i64)
        })
    }),
    ("document.lapsed", |view, at| {
        on(view, at, "正文中的有效期", |_, document| {
            // A later end that the box states is that of the prolonged term.
            let stated = document.repeal_date.as_ref().map(|field| field.value);
            document.lapses.as_ref().map_or(Fact::Absent, |field| {
                let last = stated.map_or(field.value, |stated| stated.max(field.value));
                Fact::bool(last < view.as_of)
            })
        })
    }),
    ("document.column", |view, at| {
        on(view, at, "所在栏目", |_, _| {
            Fact::text_or_absent(
                view.site.column_of[at].map(|number| view.site.column(number).shown()),
            )
        })
    }),
    ("document.text", |view, at| {
        on(view, at, "正文", |page, document| {
            let phrases = page.facts.phrases.iter().map(ToString::to_string).collect();
            if !document.has_text && !document.attachments.is_empty() {
                Fact::Known(Value::Partial(phrases, Cause::UnreadableFile))
            } else if document.image_only {
                Fact::Known(Value::Partial(phrases, Cause::ImageOnly))
            } else {
                Fact::Known(Value::Phrases(phrases))
            }
        })
    }),
];

/// Whether a text can be downloaded.
fn downloadable(document: &DocumentFacts) -> Fact {
    const TEXTS: [&str; 9] = [
        "doc", "docx", "wps", "ofd", "txt", "rtf", "xls", "xlsx", "et",
    ];
    // Whether a PDF has text, or an archive a text file, is seen only inside; what a script or
    // a program gives out may be of any kind.
    const PERHAPS: [&str; 5] = ["", "pdf", "zip", "rar", "7z"];
    let has = |kinds: &[&str]| {
        let mut files = document.attachments.iter();
        files.any(|file| kinds.contains(&file.ext.as_str()))
    };
    if has(&TEXTS) {
        Fact::bool(true)
    } else if has(&PERHAPS) {
        Fact::Unknown(Cause::UnreadableFile)
    } else {
        Fact::bool(false)
    }
}

pub(super) fn on(
    view: &View<'_>,
    at: usize,
    locator: &str,
    read: impl Fn(&PageRecord, &DocumentFacts) -> Fact,
) -> Observation {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let place = view.place(page, locator, record.facts.title.as_deref());
    match &record.facts.document {
        Some(document) => seen(read(&record, document), place),
        None => seen(
            Fact::Unknown(record.facts.unreadable.unwrap_or(Cause::NeedsHuman)),
            place,
        ),
    }
}

fn field<T>(
    view: &View<'_>,
    at: usize,
    locator: &str,
    read: impl Fn(&DocumentFacts) -> Option<&Field<T>>,
    fact: impl Fn(&T) -> Fact,
) -> Observation {
    let page = PageIx(at as u32);
    let record = view.site.page(page);
    let shown = record.facts.document.as_deref().and_then(&read);
    let excerpt = shown
        .map(|field| field.shown.as_str())
        .or(record.facts.title.as_deref());
    let locator = shown.map_or_else(
        || locator.to_owned(),
        |field| format!("{locator}（{}）", field.source.zh()),
    );
    let value = match (&record.facts.document, shown) {
        (_, Some(field)) => fact(&field.value),
        (Some(_), None) => Fact::Absent,
        (None, None) => Fact::Unknown(record.facts.unreadable.unwrap_or(Cause::NeedsHuman)),
    };
    seen(value, view.place(page, &locator, excerpt))
}

fn text(
    view: &View<'_>,
    at: usize,
    locator: &str,
    read: impl Fn(&DocumentFacts) -> Option<&Field<String>>,
) -> Observation {
    field(view, at, locator, read, |value| Fact::text(value.clone()))
}

fn day(
    view: &View<'_>,
    at: usize,
    locator: &str,
    read: impl Fn(&DocumentFacts) -> Option<&Field<Date>>,
) -> Observation {
    field(view, at, locator, read, |value| Fact::date(*value))
}

/// Tells whether a page stands in a column that serves an obligation, or below one.
pub(super) fn stands_in(view: &View<'_>, at: usize, obligation: &str) -> bool {
    let mut next = view.site.column_of.get(at).copied().flatten();
    while let Some(number) = next {
        let column = view.site.column(number);
        if column.serves.iter().any(|id| id == obligation) {
            return true;
        }
        next = column.parent;
    }
    false
}

/// Compares the title of the box with the heading. One may leave out the body's name or the
/// words of issue; what shares half of its words may be either.
fn titles_agree(boxed: &str, title: &str) -> Fact {
    let core = |text: &str| -> Vec<char> {
        fold(text)
            .trim_end_matches(['.', '…'])
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    let (one, other) = (core(boxed), core(title));
    if one.len() < 4 || other.len() < 4 {
        return Fact::Absent;
    }
    let (short, long) = if one.len() <= other.len() {
        (&one, &other)
    } else {
        (&other, &one)
    };
    let mut rest = long.iter();
    if short.iter().all(|wanted| rest.any(|c| c == wanted)) {
        return Fact::bool(true);
    }
    let pairs = |text: &[char]| -> std::collections::BTreeSet<(char, char)> {
        text.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (one, other) = (pairs(short), pairs(long));
    let shared = one.intersection(&other).count();
    if shared * 5 < one.len() * 2 {
        Fact::bool(false)
    } else {
        Fact::Unknown(Cause::Disputable)
    }
}

fn workdays(view: &View<'_>, written: Date, published: Date) -> Fact {
    if published < written {
        return Fact::Unknown(Cause::Disputable);
    }
    view.calendar
        .workdays_between(written, published)
        .map_or(Fact::Unknown(Cause::CalendarUnknown), Fact::int)
}

/// Tells whether a file of a paper may hold several of the annexes that its text lists: its name
/// is none of theirs, nor that of one by its number (附件2).
fn holds_several(document: &DocumentFacts) -> bool {
    document.attachments.iter().any(|file| {
        let name = fold(&file.text);
        let stem = name.strip_suffix(&*file.ext).unwrap_or(&name);
        let stem = stem.trim_end_matches('.');
        let counted = stem
            .strip_prefix("附件")
            .is_some_and(|count| !count.is_empty() && count.chars().all(|c| c.is_ascii_digit()));
        let known = |announced: &String| {
            let announced = fold(announced);
            stem.contains(&announced) || (stem.chars().count() >= 2 && announced.contains(stem))
        };
        !counted && !document.says.announced.iter().any(known)
    })
}

#[cfg(test)]
mod tests {
    use super::{downloadable, holds_several};
    use crate::model::{Attachment, Cause, DocumentFacts, Fact, PaperText};

    #[test]
    fn one_file_may_hold_all_annexes() {
        let of = |text: &str, ext: &str| {
            let announced = vec!["1.任务分解表".to_owned(), "联系电话表".to_owned()];
            holds_several(&DocumentFacts {
                attachments: vec![Attachment {
                    raw: "/u/1".to_owned(),
                    target: None,
                    text: text.to_owned(),
                    ext: ext.to_owned(),
                }],
                says: PaperText {
                    announced,
                    ..PaperText::default()
                },
                ..DocumentFacts::default()
            })
        };
        for (text, ext) in [
            ("某县关于做好甲工作的通知.pdf", "pdf"),
            ("附件.zip", "zip"),
            ("附件1-2.doc", "doc"),
            ("点击下载", ""),
        ] {
            assert!(of(text, ext), "{text}");
        }
        for (text, ext) in [
            ("附件2.xls", "xls"),
            ("联系电话表.xls", "xls"),
            ("附件2：联系电话表", "xls"),
            ("任务分解表", ""),
        ] {
            assert!(!of(text, ext), "{text}");
        }
    }

    #[test]
    fn what_a_script_gives_out_may_be_a_text() {
        let of = |kinds: &[&str]| {
            let file = |ext: &&str| Attachment {
                raw: "down('3')".to_owned(),
                target: None,
                text: "登记表".to_owned(),
                ext: (*ext).to_owned(),
            };
            downloadable(&DocumentFacts {
                attachments: kinds.iter().map(file).collect(),
                ..DocumentFacts::default()
            })
        };
        let unknown = Fact::Unknown(Cause::UnreadableFile);
        assert_eq!(of(&["", "docx"]), Fact::bool(true));
        assert_eq!(of(&["tif", ""]), unknown);
        assert_eq!(of(&["pdf"]), unknown);
        assert_eq!(of(&["tif"]), Fact::bool(false));
        assert_eq!(of(&[]), Fact::bool(false));
    }
}
