//! The words of closed lists (values of facts, units) as people read them.

use super::fact::FactSpec;
use super::text::Lang;

/// Code, Chinese, English; a code means the same thing wherever it stands.
const LABELS: &[(&str, &str, &str)] = &[
    // Kinds and levels of bodies.
    ("ministry", "国务院部门", "ministry"),
    ("provincial-government", "省级政府", "provincial government"),
    (
        "provincial-department",
        "省级政府部门",
        "provincial department",
    ),
    ("city-government", "设区的市级政府", "city government"),
    ("city-department", "设区的市级政府部门", "city department"),
    ("county-government", "县级政府", "county government"),
    ("county-department", "县级政府部门", "county department"),
    ("township", "乡镇", "township"),
    ("subdistrict", "街道办事处", "subdistrict office"),
    ("national", "国家级", "national"),
    ("province", "省级", "province"),
    ("city", "市级", "city"),
    ("county", "县级", "county"),
    // Powers.
    ("licensing", "行政许可", "licensing"),
    ("penalties", "行政处罚", "penalties"),
    ("coercion", "行政强制", "coercion"),
    ("fees", "行政事业性收费", "fees"),
    ("rulemaking", "规章制定", "rule-making"),
    ("planning", "编制规划", "planning"),
    ("statistics", "对外统计", "statistics"),
    ("projects", "重大建设项目", "major projects"),
    ("welfare", "民生保障", "welfare"),
    ("emergency", "应急管理", "emergency management"),
    ("inspection", "监督检查", "inspection"),
    ("recruitment", "公务员招录", "recruitment"),
    ("procurement-centre", "集中采购机构", "procurement centre"),
    // Elements of columns.
    ("functions", "机关职能", "functions"),
    ("structure", "机构设置", "structure"),
    ("address", "地址", "address"),
    ("hours", "办公时间", "office hours"),
    ("contact", "联系方式", "contacts"),
    ("leaders", "负责人", "leaders"),
    ("basis", "依据", "basis"),
    ("conditions", "条件", "conditions"),
    ("procedure", "程序", "procedure"),
    ("results", "办理结果", "results"),
    ("item", "项目", "items"),
    ("rate", "标准", "rates"),
    ("catalogue", "目录", "catalogue"),
    ("standard", "采购标准", "standards"),
    ("implementation", "实施情况", "implementation"),
    ("approval", "批准情况", "approval"),
    ("progress", "进展情况", "progress"),
    ("policy", "政策措施", "policies"),
    ("outcome", "落实情况", "outcome"),
    ("plan", "应急预案", "plans"),
    ("warning", "预警信息", "warnings"),
    ("response", "应对情况", "responses"),
    ("posts", "职位", "posts"),
    ("quota", "名额", "numbers of posts"),
    ("requirements", "报考条件", "requirements"),
    ("hired", "录用结果", "results of recruitment"),
    ("notice", "公告", "notices"),
    // Parts of a guide, ways to ask.
    ("classification", "信息分类", "classification"),
    ("arrangement", "编排体系", "arrangement"),
    ("how_to_get", "获取方式", "how to get information"),
    ("office_name", "机构名称", "name of the office"),
    ("phone", "联系电话", "telephone"),
    ("fax", "传真", "fax"),
    ("internet", "互联网", "internet"),
    ("in_person", "当面", "in person"),
    ("post", "邮寄", "by post"),
    // Kinds of pages.
    ("site_home", "网站首页", "home page of the site"),
    ("platform_home", "平台首页", "home page of the platform"),
    ("guide", "公开指南", "guide"),
    ("regime", "公开制度", "rules on disclosure"),
    ("column_list", "栏目列表", "list of a column"),
    ("document", "文件", "document"),
    ("annual_report", "年度报告", "annual report"),
    ("interpretation", "政策解读", "interpretation"),
    ("consultation", "意见征集", "consultation"),
    ("request", "依申请公开", "requests"),
    ("mailbox", "信箱", "mailbox"),
    ("enforcement", "执法公示", "enforcement"),
    ("article", "文章", "article"),
    ("other", "其他", "other"),
    // Places on a page, hosts, states of links.
    ("home", "首页", "home page"),
    ("header", "页头", "header"),
    ("footer", "页脚", "footer"),
    ("main", "正文区", "main part"),
    ("side", "侧栏", "side"),
    ("hidden", "隐藏处", "hidden"),
    ("same_host", "同一主机", "same host"),
    ("subdomain", "子域名", "subdomain"),
    ("other_host", "其他主机", "another host"),
    ("specific", "具体页面", "specific page"),
    ("none", "没有", "none"),
    (
        "no-entry",
        "首页和栏目导航中没有找到信箱、留言、咨询类入口",
        "no mailbox or message board was found on the home page or in the menus",
    ),
    (
        "no-open-entry",
        "首页和栏目导航中的信箱、留言、咨询类入口都打不开：网站答复该页不存在",
        "none of the entries to a mailbox or message board on the home page and in the menus opens: the site answers that the page does not exist",
    ),
    ("content", "有正文、表格或附件", "text, tables or files"),
    ("sentence", "只有一两句话", "a sentence or two only"),
    ("picture", "只有图片", "a picture only"),
    ("nothing", "没有任何内容", "nothing"),
    (
        "bare",
        "栏目空白：没有条目、没有正文，下级栏目也没有内容",
        "is blank: no items, no text, no filled sub-column",
    ),
    (
        "unopened",
        "栏目打不开：网站答复该页不存在",
        "does not open: the site answers that its page does not exist",
    ),
    (
        "partly-unopened",
        "栏目没有内容：有的栏目打不开（网站答复该页不存在），其余空白",
        "has no content: some of its pages do not open (the site answers that they do not exist), the others are blank",
    ),
    ("ok", "能打开", "opens"),
    ("broken", "打不开", "broken"),
    ("unknown", "未知", "unknown"),
    ("unclear", "不明", "unclear"),
    ("same", "一致", "the same"),
    ("differs", "不一致", "differs"),
    ("file", "文件", "file"),
    ("image", "图片", "image"),
    ("script", "脚本", "script"),
    ("news", "动态新闻", "news"),
    ("regular", "常规", "regular"),
    ("services", "办事服务", "services"),
    ("tables", "表格", "tables"),
    // Validity of documents.
    ("有效", "有效", "in force"),
    ("已修改", "已修改", "amended"),
    ("部分失效", "部分失效", "in part no longer in force"),
    ("废止", "废止", "repealed"),
    ("失效", "失效", "no longer in force"),
    ("未生效", "未生效", "not yet in force"),
    // Personal data.
    ("id_card", "居民身份证号", "identity card number"),
    (
        "id_card_15",
        "15位居民身份证号",
        "15-digit identity card number",
    ),
    ("mobile", "手机号码", "mobile number"),
    ("bank_card", "银行卡号", "bank card number"),
    // Formats of annual reports.
    ("2019", "2019年格式", "format of 2019"),
    ("2021", "2021年格式", "format of 2021"),
    (
        "sensitive",
        "其他敏感个人信息",
        "other sensitive personal data",
    ),
    // Hosts and schemes of sites.
    ("gov_cn", ".gov.cn", ".gov.cn"),
    ("zhengwu", ".政务", ".政务"),
    (
        "reserved",
        "测试或内网名称",
        "a name for tests or inner networks",
    ),
    ("http", "HTTP", "HTTP"),
    ("https", "HTTPS", "HTTPS"),
    // Calls for opinions and decisions.
    ("open", "征集中", "open"),
    ("closed", "已结束", "closed"),
    ("penalty", "行政处罚", "penalty"),
    ("licence", "行政许可", "licence"),
    // Units.
    ("workdays", "个工作日", "working days"),
    ("days", "日", "days"),
    ("year", "年", ""),
];

fn find(code: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    LABELS.iter().find(|(known, ..)| *known == code)
}

/// Returns a word of a fact's closed list as people read it; of other facts the word itself.
pub fn word_label<'w>(spec: &FactSpec, word: &'w str, lang: Lang) -> &'w str {
    if !spec.words.contains(&word) {
        return word;
    }
    find(word).map_or(word, |(_, zh, en)| lang.pick(zh, en))
}

/// Returns a unit as people read it.
pub fn unit_label(unit: &str, lang: Lang) -> &str {
    find(unit).map_or(unit, |(_, zh, en)| lang.pick(zh, en))
}

#[cfg(test)]
mod tests {
    use super::{LABELS, find};
    use crate::model::CATALOGUE;

    #[test]
    fn every_word_of_a_closed_list_has_a_label() {
        let bare: Vec<&str> = CATALOGUE
            .iter()
            .flat_map(|fact| fact.words)
            .copied()
            .filter(|word| word.is_ascii() && find(word).is_none())
            .collect();
        assert!(bare.is_empty(), "name these in LABELS: {bare:?}");
        let mut codes: Vec<&str> = LABELS.iter().map(|(code, ..)| *code).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all, "a code stands twice");
    }
}
