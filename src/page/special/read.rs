//! Everything special of one page, put into its facts.

use jiff::civil::Date;

use super::{elements, guide, messages, numbers, personal, report};
use crate::model::{PageFacts, PageKind};
use crate::page::Ctx;
use crate::vocabulary::fold;

/// Reads what is special of a page: report, guide, mailbox entries, personal data, statutory
/// elements, bare statements; and masks the excerpt.
///
/// Expects `kind`, `title`, `list` and `excerpt` to be set already.
pub fn read(ctx: &Ctx<'_, '_>, facts: &mut PageFacts) {
    read_until(ctx, None, facts);
}

/// As [`read`], with the day of reading: nobody whose birthday is later is a person, so a
/// number that says so is no identity card number.
pub fn read_until(ctx: &Ctx<'_, '_>, until: Option<Date>, facts: &mut PageFacts) {
    let title = facts
        .title
        .as_deref()
        .or(ctx.title)
        .unwrap_or_default()
        .to_owned();
    let home = matches!(facts.kind, PageKind::SiteHome | PageKind::PlatformHome);
    let listed = facts
        .list
        .as_ref()
        .is_some_and(|list| list.items.len() >= 5);

    let titled = report::is_report_title(&title) && !listed;
    if !home
        && (facts.kind == PageKind::AnnualReport
            || titled
            || report::has_report_table(ctx.main_text))
    {
        let read = report::read(ctx.dom, ctx.main, Some(&title));
        // Tables alone make no report where the title is about something else (a template).
        if titled || facts.kind == PageKind::AnnualReport || !read.facts.cells.is_empty() {
            facts.kind = PageKind::AnnualReport;
            facts.report = Some(read.facts);
            facts.warnings.extend(read.notes);
        }
    }
    let guides = !home && facts.report.is_none() && guide::is_guide_title(&title);
    if facts.kind == PageKind::Guide || guides {
        facts.guide = Some(guide::read(ctx.dom, ctx.main));
    }
    if !home && facts.report.is_none() && facts.guide.is_none() {
        facts.messages = messages::read(ctx, facts.kind == PageKind::Mailbox);
    }

    let mut subject = title.clone();
    for name in ctx.column_path {
        subject.push(' ');
        subject.push_str(name);
    }
    facts.personal_data = personal::find_all(ctx.dom, ctx.main, ctx.main_text, &subject, until);
    if !home {
        facts.elements = elements::marks(&fold(ctx.main_text));
        let shown = if ctx.body_text.is_empty() {
            ctx.main_text
        } else {
            ctx.body_text
        };
        facts.statement = elements::statement(&title, shown);
    }
    facts.excerpt = numbers::mask_text(&facts.excerpt);
}
