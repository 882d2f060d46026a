//! Whose paper a document is: the audited body's own, or another's that it passes on.

use super::view::View;
use crate::model::{Cause, DocumentFacts};
use crate::site::PageRecord;
use crate::vocabulary::bodies::words;
use crate::vocabulary::fold;

/// Tells whether the paper is another body's: by the issuing body that the page names, else by
/// the title or the agency's sign in the document number, which can only show that it is its own.
pub(super) fn forwarded(
    view: &View<'_>,
    page: &PageRecord,
    document: &DocumentFacts,
) -> Result<bool, Cause> {
    let Some(own) = &view.site.body.name else {
        return Err(Cause::Disputable);
    };
    let own = fold(own);
    let title = page.facts.title.as_deref();
    let number = document.doc_number.as_ref();
    let number = number.map(|number| fold(&number.value));
    let Some(issuer) = &document.issuing_body else {
        let titled = title.is_some_and(|title| fold(title).starts_with(&own));
        let signed = number.is_some_and(|number| is_sign_of(&number, &own));
        return if titled || signed {
            Ok(false)
        } else {
            Err(Cause::Disputable)
        };
    };
    if is_another(view, &issuer.value)? {
        return Ok(true);
    }
    // 发布机构 may be who put the paper up: its own number or title may name another maker. A
    // government's own are made by its office and departments as well.
    let by_other = !view.site.body.profile.is_government()
        && (number.is_some_and(|number| is_sign_of_other(&number, &own, view.papers.usual_sign()))
            || title.is_some_and(|title| names_other(title, &own)));
    if by_other {
        Err(Cause::Disputable)
    } else {
        Ok(false)
    }
}

/// Tells whether a name is that of another body than the site's own.
///
/// # Errors
/// When only a person can tell.
pub(super) fn is_another(view: &View<'_>, name: &str) -> Result<bool, Cause> {
    let Some(own) = &view.site.body.name else {
        return Err(Cause::Disputable);
    };
    let (issuer, own) = (fold(name), fold(own));
    if issuer.contains(&own) || own.ends_with(&issuer) {
        return Ok(false);
    }
    let place = own.trim_end_matches("人民政府").trim_end_matches("政府");
    if view.site.body.profile.is_government()
        && place.chars().count() >= 2
        && issuer.starts_with(place)
    {
        return Ok(false);
    }
    // A shorter name of the same body (县市场监管局) is told from another body's only by people.
    if shares_core(&issuer, &own) {
        Err(Cause::Disputable)
    } else {
        Ok(true)
    }
}

/// Tells whether the agency's sign of a document number is drawn from the body's name: at least
/// two of its characters, in their order, the general ones of kinds of papers left out.
fn is_sign_of(number: &str, own: &str) -> bool {
    let sign: String = number
        .chars()
        .take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
        .collect();
    let sign = sign.trim_end_matches(['发', '办', '函', '字', '规', '通', '告', '综', '秘', '令']);
    let mut rest = own.chars();
    sign.chars().count() >= 2 && sign.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// Tells whether the sign of a document number begins like another body's: nearly all begin with
/// the short name of a place and a character of the body's name (清市监, 皖教). `usual` is how
/// those of the site's papers begin, where the place has a short name of another kind (皖, 穗).
fn is_sign_of_other(number: &str, own: &str, usual: Option<char>) -> bool {
    let end = number.find(|c| !('\u{4e00}'..='\u{9fff}').contains(&c));
    let (sign, rest) = number.split_at(end.unwrap_or(number.len()));
    // 公告2026年第3号 has no such sign.
    if !rest.starts_with('[') && !sign.ends_with('令') && !sign.ends_with("令第") {
        return false;
    }
    let mut sign = sign.chars();
    let (Some(place), Some(matter)) = (sign.next(), sign.next()) else {
        return false;
    };
    let mut rest = own.chars();
    let of_place = usual == Some(place) || rest.any(|c| c == place);
    !(of_place && rest.any(|c| c == matter))
}

/// Tells whether a title begins with the name of another body (某省某厅关于……的通知).
fn names_other(title: &str, own: &str) -> bool {
    let title = fold(title);
    let Some((maker, _)) = title.split_once("关于") else {
        return false;
    };
    let is_body = maker.chars().count() >= 4 && words().makers.papers.end(maker);
    is_body && !maker.contains(own) && !own.ends_with(maker) && !shares_core(maker, own)
}

/// Tells whether two names may be the long and the short form of one body's name.
fn shares_core(issuer: &str, own: &str) -> bool {
    let tail = |name: &str| name.chars().last();
    if tail(issuer) != tail(own) {
        return false;
    }
    let mut rest = own.chars();
    issuer.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::{is_sign_of_other, names_other};

    const OWN: &str = "清河湾县市场监督管理局";

    #[test]
    fn signs_of_other_bodies() {
        for (number, other) in [
            ("清市监[2026]33号", false),
            ("清市监药函[2026]3号", false),
            ("皖市监函[2026]33号", true),
            ("清教[2026]33号", true),
            ("国家市场监督管理总局令第15号", true),
            ("公告2026年第3号", false),
            ("[2026]33号", false),
            ("2026年第3号", false),
        ] {
            assert_eq!(is_sign_of_other(number, OWN, None), other, "{number}");
        }
        // 皖 is the short name of the place where the site's papers begin with it.
        let own = "安徽省市场监督管理局";
        assert!(!is_sign_of_other("皖市监函[2026]33号", own, Some('皖')));
    }

    #[test]
    fn titles_that_begin_with_another_body() {
        for (title, other) in [
            ("安徽省市场监督管理局关于加强监管的通知", true),
            ("清河湾县市场监督管理局关于加强监管的通知", false),
            ("县市场监督管理局关于加强监管的通知", false),
            ("关于加强监管的通知", false),
            ("清河湾县人民政府办公室关于加强监管的通知", true),
        ] {
            assert_eq!(names_other(title, OWN), other, "{title}");
        }
    }
}
