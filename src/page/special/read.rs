//! Everything special of one page, put into its facts.

use jiff::civil::Date;

use super::{
    consultation, decisions, elements, founded, guide, messages, personal, persons, report, terms,
};
use crate::model::{PageFacts, PageKind};
use crate::page::Ctx;
use crate::vocabulary::bodies;

/// Characters of the longest title that may be the name of a platform.
const SECTION: usize = 12;

/// Reads what is special of a page: report, guide, mailbox entries, personal data, bare
/// statements; and masks the excerpt.
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

    // A letter's title is what somebody asked about.
    let letter = facts.kind == PageKind::Mailbox;
    let titled = !letter && report::is_report_title(&title) && !listed;
    if !home
        && (facts.kind == PageKind::AnnualReport
            || titled
            || report::has_report_table(ctx.main_text))
    {
        let read = report::read(ctx.dom, ctx.main, Some(&title));
        // Tables alone make no report where the title is about something else (a template).
        if titled || facts.kind == PageKind::AnnualReport || !read.facts.cells.is_empty() {
            facts.kind = PageKind::AnnualReport;
            facts.report = Some(Box::new(read.facts));
            facts.warnings.extend(read.notes);
        }
    }
    let guides = !home && !letter && facts.report.is_none() && guide::is_guide_title(&title);
    if facts.kind == PageKind::Guide || guides {
        facts.guide = Some(Box::new(guide::read(ctx)));
    }
    // Under the name of a section, and not of a paper.
    let may_open = match facts.kind {
        PageKind::PlatformHome => true,
        PageKind::Article | PageKind::Other => title.chars().count() <= SECTION,
        _ => false,
    };
    if may_open && facts.guide.is_none() {
        facts.guide = guide::read_on_platform(ctx).map(Box::new);
    }
    if !home && facts.report.is_none() && facts.guide.is_none() {
        facts.messages = messages::read(ctx, letter);
    }

    matters(ctx, &title, facts);

    let mut subject = title.clone();
    for name in ctx.column_path {
        subject.push(' ');
        subject.push_str(name);
    }
    facts.personal_data = personal::find_all(ctx.dom, ctx.main, ctx.main_text, &subject, until);
    if !home {
        let shown = if ctx.body_text.is_empty() {
            ctx.main_text
        } else {
            ctx.body_text
        };
        facts.statement = elements::statement(&title, shown);
    }
    facts.persons = persons::read(&subject, ctx.main_folded);
    let office = bodies::words().pages.about.found_in(&subject);
    if office {
        let contacts = crate::page::contacts(ctx.main_text);
        let any = !contacts.addresses.is_empty() || !contacts.phones.is_empty();
        facts.contacts = any.then(|| Box::new(contacts));
    }
    if facts.report.is_some() || office {
        facts.founded = founded::read(ctx.main_folded);
    }
    if matches!(facts.kind, PageKind::Document | PageKind::Article) {
        let document = facts.document.as_deref();
        let published = document.and_then(|one| one.published_date.as_ref());
        facts.terms = terms::read(&title, ctx.main_text, published.map(|field| field.value));
    }
    if ctx.dom.sums(ctx.main).images > 0 {
        facts.local_pictures = local_pictures(ctx);
    }
    facts.excerpt = crate::masking::mask_text(&facts.excerpt);
}

/// Finds the pictures of the main part that only the author's own machine has.
fn local_pictures(ctx: &Ctx<'_, '_>) -> Vec<String> {
    /// More tell nothing further.
    const MOST: usize = 20;
    let sources = ctx.dom.find(ctx.main, &["img"]);
    let sources = sources.filter_map(|id| ctx.dom.attr(id, "src").map(str::trim));
    let local = sources.filter(|source| {
        let scheme = source.get(..5);
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
    });
    local.take(MOST).map(str::to_owned).collect()
}

/// Reads what calls for opinions, interpretations and decisions say.
fn matters(ctx: &Ctx<'_, '_>, title: &str, facts: &mut PageFacts) {
    let document = facts.document.as_deref();
    match facts.kind {
        PageKind::Consultation if document.is_some() => {
            facts.consultation = Some(consultation::read(ctx, title, document));
        }
        PageKind::Interpretation if document.is_some() => {
            facts.aspects = elements::aspects(ctx.main_folded);
        }
        PageKind::Enforcement | PageKind::Document | PageKind::Article
            if decisions::may_have(title, ctx.column_path) =>
        {
            facts.decisions = decisions::read(ctx, title, ctx.column_path, document);
        }
        _ => {}
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::read;
    use crate::model::{Address, PageFacts, PageKind};
    use crate::page::ctx;

    fn facts(markup: &str, title: &str, kind: PageKind) -> PageFacts {
        let address = Address::parse("http://www.example.gov.cn/x/1.html").unwrap();
        let mut facts = PageFacts {
            title: Some(title.to_owned()),
            kind,
            excerpt: "电话 13812345678".to_owned(),
            ..PageFacts::default()
        };
        ctx::with(&address, markup, |ctx| read(ctx, &mut facts));
        facts
    }

    #[test]
    fn templates_of_reports_are_no_reports() {
        let rows = "<table><tr><td>二、上年结转政府信息公开申请数量</td><td></td></tr><tr><td>四、结转下年度继续办理</td><td></td></tr></table>";
        let title = "关于印发政府信息公开工作年度报告格式的通知";
        assert!(facts(rows, title, PageKind::Document).report.is_none());
    }

    #[test]
    fn a_statement_and_a_masked_excerpt() {
        let facts = facts(
            "<p>本单位不涉及政府集中采购。</p>",
            "情况说明",
            PageKind::Article,
        );
        assert_eq!(facts.statement.as_deref(), Some("本单位不涉及政府集中采购"));
        assert_eq!(facts.excerpt, "电话 138******78");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_page_makes_it_panic(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<table>", "<tr>", "<td rowspan=9 colspan=7>", "<td>", "自然人", "总计", "结果维持", "1,2", "本年新收政府信息公开申请数量",
                "行政许可", "处理决定数量", "</table>", "联系电话：", "20个工作日内答复", "11010519491231002X", "来信时间", "状态",
                "<a href=x>", "</a>", "<script>'<table><td>", "</script>", "四、结转下年度继续办理", "<p>", "×××",
            ]), 0..80),
            kind in prop::sample::select(vec![PageKind::AnnualReport, PageKind::Guide, PageKind::Mailbox, PageKind::Other]),
        ) {
            let _ = facts(&parts.concat(), "某局2023年政府信息公开工作年度报告", kind);
        }
    }
}
