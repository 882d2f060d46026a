//! The disclosure platform.

use super::{closed, fact};
use crate::model::fact::{FactSpec, ValueKind};

pub(super) const FACTS: &[FactSpec] = &[
    fact(
        "platform.name",
        ValueKind::Text,
        "平台名称",
        "name of the platform",
    ),
    closed(
        "platform.host_relation",
        ValueKind::Text,
        &["same_host", "subdomain", "other_host"],
        "平台主机与网站主机的关系",
        "how the platform's host relates to the site's",
    ),
    fact(
        "platform.own_site_code",
        ValueKind::Bool,
        "平台是否另有网站标识码（与首页不同）",
        "whether the platform carries a site code of its own (other than the home page's)",
    ),
    fact(
        "platform.first_level",
        ValueKind::List,
        "平台一级栏目的名称",
        "names of the platform's first-level columns",
    ),
    fact(
        "platform.first_level_beyond",
        ValueKind::List,
        "四栏、依申请公开和政策以外的一级栏目",
        "first-level columns other than the four, 依申请公开 and 政策",
    ),
    fact(
        "platform.first_level_news",
        ValueKind::List,
        "明显属于新闻类的一级栏目",
        "first-level columns that are plainly news",
    ),
    fact(
        "platform.news_columns",
        ValueKind::List,
        "平台内各级新闻类栏目",
        "news columns of the platform at any level",
    ),
    fact(
        "platform.order_kept",
        ValueKind::Bool,
        "四个一级栏目是否按规定次序排列",
        "whether the four first-level columns stand in the prescribed order",
    ),
    fact(
        "platform.navigation_first",
        ValueKind::Bool,
        "页面中栏目导航是否在内容之前",
        "whether the navigation stands before the content in the page",
    ),
    fact(
        "platform.shows_content",
        ValueKind::Bool,
        "进入平台是否直接显示内容（列表或正文）",
        "whether the platform shows content on entry (a list or text)",
    ),
    fact(
        "platform.search_box",
        ValueKind::Bool,
        "平台有没有搜索框",
        "whether the platform has a search box",
    ),
    fact(
        "platform.search_opens",
        ValueKind::Bool,
        "检索框提交到的地址能否打开",
        "whether the address that the search box sends its words to answers",
    ),
    fact(
        "platform.request_entry",
        ValueKind::Bool,
        "平台或其栏目中有没有依申请公开入口",
        "whether the platform or its columns have an entry to disclosure on request",
    ),
    fact(
        "platform.documents",
        ValueKind::Int,
        "读到的公开文件件数",
        "number of documents read",
    ),
    fact(
        "platform.document_pages_unreadable",
        ValueKind::List,
        "打不开或读不出的文件页面",
        "document pages that could not be opened or read",
    ),
    fact(
        "platform.documents_without_content",
        ValueKind::List,
        "既无正文也无附件的文件（标题）",
        "documents with neither text nor attachment (titles)",
    ),
    fact(
        "platform.attachments_broken",
        ValueKind::List,
        "打不开或内容为空的附件",
        "attachments that do not open or have no bytes",
    ),
    fact(
        "platform.attachments_checked",
        ValueKind::Int,
        "核对过的附件个数",
        "number of attachments checked",
    ),
    fact(
        "platform.attachments_nameless",
        ValueKind::List,
        "名称是乱码或新建文件默认名的附件",
        "attachments whose name is garbled or that of a new file",
    ),
    fact(
        "platform.attachments_mistyped",
        ValueKind::List,
        "打开是网页、图片或另一种文件的附件",
        "attachments whose address gives a page, an image or another kind of file",
    ),
    fact(
        "platform.item_titles",
        ValueKind::List,
        "平台各栏目条目的标题",
        "titles of the items of all columns of the platform",
    ),
    fact(
        "platform.future_dated",
        ValueKind::List,
        "各栏目列表中日期晚于核查日的条目",
        "items whose list date is after the audit's day",
    ),
    fact(
        "platform.local_links",
        ValueKind::List,
        "指向本机文件或内网地址的链接",
        "links to local files or private addresses",
    ),
    fact(
        "platform.import_days",
        ValueKind::List,
        "成批写入的发布日期（同日30件以上且成文日期相隔一年以上）",
        "days of publication of mass imports (more than 30 documents written over more than a year)",
    ),
];
