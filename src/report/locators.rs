//! The words for where on a page something was seen, in English: evidence keeps them in Chinese,
//! and a report in English says them in its own language.

use std::borrow::Cow;

use crate::model::Lang;

/// The whole words of places, and what they are.
const WHOLE: &[(&str, &str)] = &[
    ("一处", "one place"),
    ("另一处", "the other place"),
    ("主题分类", "subject"),
    ("任免通知", "notice of appointments"),
    ("信息属性栏", "metadata box"),
    ("信息来源", "source"),
    ("信箱页面", "page of the mailbox"),
    ("公开指南", "guide"),
    ("关键词", "keywords"),
    ("内容概述", "abstract"),
    ("决定", "decision"),
    ("列明的文件", "paper that is named"),
    ("列表中的日期", "date in the list"),
    ("发布日期", "date of publication"),
    ("发文日期", "date of issue"),
    ("发文机关", "issuing body"),
    ("各废止、失效目录", "lists of repealed papers"),
    ("名称", "name"),
    ("导航", "navigation"),
    ("平台一级栏目", "first-level columns of the platform"),
    ("平台栏目导航", "columns of the platform"),
    ("平台首页", "home page of the platform"),
    ("年度报告", "annual report"),
    ("年报栏目列表", "list of annual reports"),
    ("废止日期", "date of repeal"),
    ("征求意见的期限", "term of the call for opinions"),
    ("征集状态", "state of the call for opinions"),
    ("征集结果反馈栏目", "column for what came of calls"),
    ("成文日期", "date of making"),
    ("成文日期、发布日期", "dates of making and publication"),
    ("所在栏目", "its column"),
    ("所解读的文件", "paper that is interpreted"),
    ("指南", "guide"),
    ("指南正文", "text of the guide"),
    ("政策文件", "policy document"),
    ("政策解读栏目", "column of interpretations"),
    ("文号", "document number"),
    ("日期", "date"),
    ("有效性", "validity"),
    ("有效期", "term of validity"),
    ("机构职能页", "page of the institution"),
    ("标题", "title"),
    ("标题、文号、日期", "title, number, date"),
    ("检索框", "search box"),
    ("正文", "text"),
    ("正文中的有效期", "term of validity in the text"),
    ("正文和附件", "text and attachments"),
    ("正文引用的文号", "numbers cited in the text"),
    ("正文所列附件", "attachments named in the text"),
    ("正文首尾的说明", "notes at the ends of the text"),
    ("正文首部的文号", "number at the head of the text"),
    ("生效日期", "date of effect"),
    ("留言列表", "list of messages"),
    ("索引号", "index number"),
    ("网页", "page"),
    ("网页标签（meta）", "meta tags"),
    ("解读", "interpretation"),
    ("解读链接", "link to the interpretation"),
    ("链接", "link"),
    ("附件", "attachment"),
    ("页头、页脚或侧栏", "header, footer or side bar"),
    ("页面源代码（不直接显示的内容）", "source of the page"),
    ("领导信息", "leaders"),
    ("首页", "home page"),
    ("首页导航", "navigation of the home page"),
    ("首页页脚", "footer of the home page"),
];

/// What places begin with, before words of the site.
const BEGINNINGS: &[(&str, &str)] = &[
    ("导航中的栏目“", "in the navigation: “"),
    ("栏目“", "column “"),
    ("附件返回 ", "attachment answered "),
];

/// Returns a place in the reader's language; what is not known stays as it is.
pub(crate) fn place(locator: &str, lang: Lang) -> Cow<'_, str> {
    if lang == Lang::Zh {
        return Cow::Borrowed(locator);
    }
    if let Some((_, en)) = WHOLE.iter().find(|(zh, _)| *zh == locator) {
        return Cow::Borrowed(en);
    }
    // A field of a document names where it was read in brackets.
    if let Some((zh, source)) = locator.split_once('（')
        && let Some((_, en)) = WHOLE.iter().find(|(known, _)| *known == zh)
    {
        return Cow::Owned(format!("{en} ({})", source.trim_end_matches('）')));
    }
    for (zh, en) in BEGINNINGS {
        if let Some(rest) = locator.strip_prefix(zh) {
            return Cow::Owned(format!("{en}{}", rest.replace('：', ": ")));
        }
    }
    Cow::Borrowed(locator)
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::model::Lang;

    #[test]
    fn places_are_said_in_the_language_of_the_report() {
        for (zh, en) in [
            ("首页页脚", "footer of the home page"),
            ("栏目“机构职能 > 领导信息”", "column “机构职能 > 领导信息”"),
            (
                "附件返回 404：规定.pdf",
                "attachment answered 404: 规定.pdf",
            ),
            ("别处", "别处"),
        ] {
            assert_eq!(place(zh, Lang::En), en);
            assert_eq!(place(zh, Lang::Zh), zh);
        }
    }
}
