//! What a guide says in sentences without labels: which office does the work, where it is to be
//! found on the internet, that it is open in working hours, where information is published.

use super::guide_labels::{has, shown};
use super::guide_office::{self, Told};
use super::guide_whose::of_others;
use crate::model::GuideFacts;
use crate::vocabulary::guide::GuideWords;

/// What was found in sentences; values behind labels stand before these.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    office: Option<String>,
    site: Option<String>,
}

impl Spoken {
    /// Fills in what no label gave. What is stated somewhere is no longer unclear.
    pub(super) fn give(self, facts: &mut GuideFacts) {
        facts.office_name = facts.office_name.take().or(self.office);
        facts.internet = facts.internet.take().or(self.site);
        facts.unclear.sort();
        facts.unclear.dedup();
    }
}

/// Reads one sentence of a guide.
pub(super) fn read(
    sentence: &str,
    folded: &str,
    words: &GuideWords,
    (spoken, facts): (&mut Spoken, &mut GuideFacts),
) {
    let unclear = |facts: &mut GuideFacts, element: &str| facts.unclear.push(element.to_owned());
    if spoken.office.is_none() && facts.office_name.is_none() {
        match guide_office::told(folded, words) {
            Some(Told::Name(name)) => spoken.office = Some(shown(&name)),
            Some(Told::Open) => unclear(facts, "office_name"),
            None => {}
        }
    }
    if spoken.site.is_none()
        && facts.internet.is_none()
        && let Some(address) = address_in(sentence)
    {
        // A site where forms are to be had, or another's, is perhaps none to write to.
        if has(&words.site_words, folded)
            && !has(&words.other_sites, folded)
            && !of_others(sentence, words)
        {
            spoken.site = Some(shown(address));
        } else {
            unclear(facts, "internet");
        }
    }
    if facts.hours.is_none()
        && has(&words.hours_open, folded)
        && has(&words.channel_context, folded)
    {
        unclear(facts, "hours");
    }
}

/// Returns the address of a site in a sentence; one of a file is none.
fn address_in(sentence: &str) -> Option<&str> {
    let start = ["http", "HTTP", "www.", "WWW."]
        .iter()
        .filter_map(|sign| sentence.find(sign))
        .min()?;
    let rest = &sentence[start..];
    let end = rest.find(|c: char| !c.is_ascii_graphic() || matches!(c, ')' | ',' | ';' | '>'));
    let address = &rest[..end.unwrap_or(rest.len())];
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let file = path
        .rsplit_once('.')
        .is_some_and(|(_, ext)| FILES.iter().any(|file| ext.eq_ignore_ascii_case(file)));
    (address.contains('.') && !file).then_some(address)
}

/// Endings of the names of files.
const FILES: [&str; 8] = ["doc", "docx", "pdf", "wps", "xls", "xlsx", "zip", "rar"];

/// Tells whether a folded sentence says by what the body publishes: `通过县政府网站公开`.
pub(super) fn publishes(sentence: &str, words: &GuideWords) -> bool {
    if !sentence.contains("信息") || has(&words.not_getting, sentence) {
        return false;
    }
    let Some(by) = words.publishing_by.first_in(sentence) else {
        return false;
    };
    let means = &sentence[by..];
    let places = [&words.getting_places, &words.publishing_places];
    let Some(place) = places.iter().filter_map(|list| list.first_in(means)).min() else {
        return false;
    };
    // 信息公开 as in the name of a column is no verb.
    let behind = means[place..].replace("信息公开", "");
    has(&words.publishing, &behind)
}

#[cfg(test)]
mod tests {
    use super::{address_in, publishes};
    use crate::vocabulary::fold;
    use crate::vocabulary::guide::words;

    #[test]
    fn addresses_are_cut_out_of_sentences() {
        let in_brackets = "县政府网站(http://www.example.gov.cn/),本机关还将采用公众号公开。";
        assert_eq!(address_in(in_brackets), Some("http://www.example.gov.cn/"));
        let wide = "公开地址http://www.example.gov.cn/a/index。";
        assert_eq!(address_in(wide), Some("http://www.example.gov.cn/a/index"));
        assert_eq!(
            address_in("申请表见http://www.example.gov.cn/sqb.doc"),
            None
        );
        assert_eq!(address_in("县政府网站"), None);
    }

    #[test]
    fn publishing_is_told_from_other_things_done_by_a_site() {
        let told = |text: &str| publishes(&fold(text), words());
        assert!(told("本中心的政府信息主要是通过某县人民政府门户网站公开。"));
        assert!(told("政府信息通过县政府网站政府信息公开专栏公开。"));
        assert!(!told("政府信息公开申请可以通过网站提交。"));
        assert!(!told("公众可以通过网站对政府信息公开工作提出意见。"));
    }
}
