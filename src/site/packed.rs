//! Every field of a page's facts, for writing it as bytes. A field that is new in the model is
//! named here once more; without that the program does not compile.

use super::pack::{Input, Output, Pack, fields, variants};
use super::record::PageFront;
use crate::model::{
    Attachment, Cause, Charset, Claim, ConsultationFacts, Contacts, Crumb, DecisionFacts,
    DocumentFacts, Field, FieldSource, Founded, GuideFacts, HomeMarks, Inset, Link, LinkRegion,
    ListFacts, ListItem, Message, Mismatch, NavItem, PageFacts, PageKind, PaperText, PersonalDatum,
    Persons, Picture, Repealed, ReportFacts, ReportFormat, Sentence, Terms,
};

variants! {
    PageKind {
        0 SiteHome, 1 PlatformHome, 2 Guide, 3 Regime, 4 ColumnList, 5 Document, 6 AnnualReport, 7 Interpretation, 8 Consultation, 9 Request, 10 Mailbox, 11 Enforcement, 12 Article, 13 Other
    }
    LinkRegion {
        0 Header, 1 Main, 2 Side, 3 Footer, 4 Hidden
    }
    FieldSource {
        0 Box, 1 TitleLine, 2 Body, 3 Meta, 4 Address
    }
    ReportFormat {
        0 Of2019, 1 Of2021
    }
    Cause {
        0 NotFetched, 1 Blocked, 2 ScriptBuilt, 3 LimitReached, 4 JumpsOffSite, 5 Undated, 6 ImageOnly, 7 UnreadableFile, 8 CalendarUnknown, 9 Disputable, 10 NeedsHuman, 11 RuleError
    }
}

// What `PageFront` reads comes first, in the same order.
fields! {
    PageFront {
        title, breadcrumb
    }
    PageFacts {
        title, breadcrumb, charset, kind, html_title, site_name, site_id_code, site_domain, metas, column_path, links, navigation, document, list, report, guide, messages, consultation, decisions, aspects, search_box, search_target, search_elsewhere, search_awaits, personal_data, phrases, redirect, unreadable, missing, elements, statement, scripts, script_regions, text_length, prose, excerpt, text_digest, warnings, home, persons, contacts, inset, founded, terms, local_pictures
    }
    Founded {
        body, year
    }
    Terms {
        approved, notice, notice_days, notice_in_workdays, shown
    }
    HomeMarks {
        organiser, operator, addresses, phones, code_shown, code_in_link, icp, icp_link_old, police, party_mark, error_entry, error_entry_old, site_report, ipv6, accessible, site_map, services, newest, items, awaits, writes, names_writing, frames, footer_by_script, pictures, foot
    }
    Picture {
        target, text
    }
    Inset {
        image, frames
    }
    Persons {
        leaders, dismissed, appointed
    }
    Contacts {
        addresses, phones
    }
    Charset {
        used, declared, lying
    }
    Crumb {
        text, target
    }
    Link {
        target, text, region, bare_image
    }
    NavItem {
        text, target, scripted, children
    }
    DocumentFacts {
        doc_number, written_date, published_date, undecided_date, issuing_body, index_number, validity, validity_open, topic, abstract_text, effective_date, repeal_date, blank_labels, has_box, genre, lapses, attachments, has_text, image_only, bare, interpretations, perhaps_interpreted, says
    }
    Attachment {
        raw, target, text, ext
    }
    ListFacts {
        items, dynamic, whole, rest, awaits, blank, next, pages, more
    }
    ListItem {
        title, raw, target, date, half_dated
    }
    ReportFacts {
        year, body, format, cells, blank, mismatches, tables_read, sections, unreadable, titled, period, shown_format, marks, claims, sentences
    }
    Claim {
        means, value, words, unclear
    }
    Mismatch {
        equation, place, expected, found, sum
    }
    GuideFacts {
        classification, arrangement, how_to_get, office_name, address, hours, phone, fax, internet, placeholders, unclear, updated, answer_days, extension_days, correction_days, third_party_days, cites_repealed, fee, old_fee, channels, asks_purpose, remedies, is_directory, text_elsewhere, text_at
    }
    Message {
        title, target, asked, replied, status, reply
    }
    PersonalDatum {
        kind, masked, locator, disputable, born
    }
    PaperText {
        number, box_title, keywords, cites, repeals, state_note, renews, announced, inline, sentences, sentence_starts
    }
    Repealed {
        number, title, state, from, shown
    }
    Sentence {
        hash, length
    }
    ConsultationFacts {
        start, end, days, workdays, unclear, shown, state, feedback, outcome, names, follows, ways, draft
    }
    DecisionFacts {
        name, kind, number, decided, day_spans, published, no_day, body, open, fields
    }
}

impl<T: Pack> Pack for Field<T> {
    fn pack(&self, out: &mut Output<'_>) {
        let Self {
            value,
            source,
            shown,
        } = self;
        value.pack(out);
        source.pack(out);
        shown.pack(out);
    }

    fn unpack(input: &mut Input<'_>) -> Option<Self> {
        Some(Self {
            value: T::unpack(input)?,
            source: Pack::unpack(input)?,
            shown: Pack::unpack(input)?,
        })
    }
}
