//! When a body was set up, as its own page or report says: nothing is due of the years before.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Founded;
use crate::vocabulary::Few;
use crate::vocabulary::bodies::words;

/// Characters kept of what stands before the year: the name of a body fits.
const NAME: usize = 30;

/// Reads the first sentence of a folded text that says in which year a body was set up.
pub(super) fn read(folded: &str) -> Option<Box<Founded>> {
    static SET_UP: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let verbs = words().founded.alternatives();
        Regex::new(&format!(
            r"(\p{{Han}}{{2,}})(?:\([^()]{{0,20}}\))?,?(?:于|自|在)?(20[0-9]{{2}})年(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?[^。;,:]{{0,24}}?{verbs}(?:[。;,、)]|以来|以后|后|的|$|\s)",
        ))
        .ok()
    });
    // Nearly no page says so; telling that is cheaper than the pattern.
    static VERBS: LazyLock<Few> = LazyLock::new(|| Few::new(words().founded.iter()));
    if !VERBS.is_in(folded) {
        return None;
    }
    SET_UP.as_ref()?.captures_iter(folded).find_map(|found| {
        let year = found.get(2)?.as_str().parse().ok()?;
        let before = found.get(1)?.as_str().trim_end_matches(['于', '自', '在']);
        let skip = before.chars().count().saturating_sub(NAME);
        let body = before.chars().skip(skip).collect();
        Some(Box::new(Founded { body, year }))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::read;
    use crate::vocabulary::fold;

    #[test]
    fn the_year_of_setting_up_is_read_with_the_body() {
        let check = |text: &str, expected: Option<(&str, i16)>| {
            let found = read(&fold(text));
            let found = found
                .as_ref()
                .map(|found| (found.body.as_str(), found.year));
            assert_eq!(found, expected, "{text}");
        };
        check(
            "清溪县数据局于2024年3月组建。",
            Some(("清溪县数据局", 2024)),
        );
        check(
            "清溪县市场监督管理局于2024年3月根据机构改革方案新组建成立。",
            Some(("清溪县市场监督管理局", 2024)),
        );
        check(
            "本机关于2024年3月组建，此前无年度报告。",
            Some(("本机关", 2024)),
        );
        check(
            "清溪县医疗保障局（简称县医保局）2019年1月挂牌成立，为县政府工作部门。",
            Some(("清溪县医疗保障局", 2019)),
        );
        check("我局于2024年3月成立工作领导小组。", None);
        check("2024年，我局组建执法队伍。", None);
    }
}
