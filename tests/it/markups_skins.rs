//! Four ways to draw a site: their markups share nothing but the law's words.

use std::collections::BTreeMap;

use super::audits;
use super::markups_content::{Content, Entry, Item, Twin};

/// Systems and times that sites come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skin {
    /// `div`/`ul`, a nested tree at the left, `t20260512_12.html`.
    Tree,
    /// Nested tables in GBK, as of 2006.
    Tables,
    /// `/OpennessContent/show/12.html`, a directory of columns beside the four.
    Openness,
    /// The platform on one page with `dl`, lists inside `<datastore>`.
    Datastore,
}

impl Skin {
    pub(crate) const ALL: [Self; 4] = [Self::Tree, Self::Tables, Self::Openness, Self::Datastore];
}

type Files = BTreeMap<String, Vec<u8>>;

struct Node {
    name: String,
    url: String,
    /// Outside address that menus use instead.
    leads: Option<String>,
    parent: Option<usize>,
    kids: Vec<usize>,
    content: Content,
    items: Vec<(String, Item)>,
}

struct Site<'a> {
    twin: &'a Twin,
    skin: Skin,
    nodes: Vec<Node>,
    roots: Vec<usize>,
    /// The roots of the directory beside the four.
    directory: Vec<usize>,
}

/// Draws a site.
pub(crate) fn draw(twin: &Twin, skin: Skin) -> audits::Site {
    let mut site = Site {
        twin,
        skin,
        nodes: Vec::new(),
        roots: Vec::new(),
        directory: Vec::new(),
    };
    let mut number = 0;
    for column in &twin.columns {
        let root = site.take(column, None, &mut number);
        site.roots.push(root);
    }
    for column in &twin.directory {
        let root = site.take(column, None, &mut number);
        site.directory.push(root);
    }
    audits::Site(site.files())
}

impl Site<'_> {
    fn take(
        &mut self,
        column: &super::markups_content::Column,
        parent: Option<usize>,
        number: &mut usize,
    ) -> usize {
        let at = self.nodes.len();
        let folder = parent.map_or("/zwgk/zfxxgk/".to_owned(), |up| self.nodes[up].url.clone());
        let url = match self.skin {
            Skin::Tree => format!("{folder}lm{at}/"),
            Skin::Tables => format!("/xxgk/lm_{at}.htm"),
            Skin::Openness => format!("/OpennessContent/showList/{}/page_1.html", 40 + at),
            Skin::Datastore => format!("/col/col{}/index.html", 1100 + at),
        };
        let leads = match &column.content {
            Content::Outside(target) => Some(target.clone()),
            _ => None,
        };
        self.nodes.push(Node {
            name: column.name.clone(),
            url,
            leads,
            parent,
            kids: Vec::new(),
            content: column.content.clone(),
            items: Vec::new(),
        });
        if let Content::List(items) = &column.content {
            for item in items {
                *number += 1;
                let url = self.item_url(at, item, *number);
                self.nodes[at].items.push((url, item.clone()));
            }
        }
        for kid in &column.kids {
            let kid = self.take(kid, Some(at), number);
            self.nodes[at].kids.push(kid);
        }
        at
    }

    fn item_url(&self, column: usize, item: &Item, number: usize) -> String {
        let month = item.date[..7].replace('-', "");
        if item.direct {
            return format!("/upload/{month}/{number}.{}", item.files[0].1);
        }
        match self.skin {
            Skin::Tree => format!(
                "{}{month}/t{}_{number}.html",
                self.nodes[column].url,
                item.date.replace('-', "")
            ),
            Skin::Tables => format!("/xxgk/{}/{number}.htm", &item.date[..4]),
            Skin::Openness => format!("/OpennessContent/show/{}.html", 90210 + number),
            Skin::Datastore => {
                let parts: Vec<u32> = item.date.split('-').map(|p| p.parse().unwrap()).collect();
                format!(
                    "/art/{}/{}/{}/art_{}_{number}.html",
                    parts[0],
                    parts[1],
                    parts[2],
                    1100 + column
                )
            }
        }
    }

    fn platform_url(&self) -> &'static str {
        match self.skin {
            Skin::Tree => "/zwgk/zfxxgk/",
            Skin::Tables => "/xxgk/index.htm",
            Skin::Openness => "/openness/index.html",
            Skin::Datastore => "/col/col1000/index.html",
        }
    }

    fn files(&self) -> Files {
        let mut files = Files::new();
        let put = |files: &mut Files, url: &str, html: String| {
            let mut path = url.trim_start_matches('/').to_owned();
            if path.is_empty() || path.ends_with('/') {
                path.push_str("index.html");
            }
            let bytes = if self.skin == Skin::Tables {
                encoding_rs::GBK.encode(&html).0.into_owned()
            } else {
                html.into_bytes()
            };
            files.insert(path, bytes);
        };
        put(&mut files, "/", self.home());
        let latest = self.latest();
        put(
            &mut files,
            self.platform_url(),
            self.page("政府信息公开", "政府信息公开", &[], None, &latest, None),
        );
        for (at, node) in self.nodes.iter().enumerate() {
            if node.leads.is_some() {
                continue;
            }
            let pages = self.pages_of(at);
            for (url, inner) in pages {
                let html = self.page(
                    &node.name,
                    &node.name,
                    &self.above(at),
                    Some(at),
                    &inner,
                    None,
                );
                put(&mut files, &url, html);
            }
            for (url, item) in &node.items {
                for (name, ending, there) in &item.files {
                    if *there {
                        let path = self.file_url(url, name, ending);
                        files.insert(
                            path.trim_start_matches('/').to_owned(),
                            b"PK\x03\x04 a file".to_vec(),
                        );
                    }
                }
                if item.direct || item.dead {
                    continue;
                }
                let mut above = self.above(at);
                above.push(at);
                let inner = self.article(url, item);
                let html = self.page(
                    &item.title,
                    &node.name,
                    &above,
                    Some(at),
                    &inner,
                    Some(item),
                );
                put(&mut files, url, html);
            }
        }
        for (url, html) in self.pages_beside() {
            put(&mut files, &url, html);
        }
        for (at, (_, items)) in self.twin.beside.iter().enumerate() {
            for (number, item) in items.iter().enumerate() {
                let url = format!("/hd/{at}/{}_{number}.html", item.date.replace('-', ""));
                for (name, ending, _) in &item.files {
                    let path = self.file_url(&url, name, ending);
                    files.insert(
                        path.trim_start_matches('/').to_owned(),
                        b"PK\x03\x04 a file".to_vec(),
                    );
                }
            }
        }
        put(
            &mut files,
            "/xwzx/index.html",
            self.page(
                "工作动态",
                "工作动态",
                &[],
                None,
                "<ul><li><a href=\"/xwzx/1.html\">机关召开学习会</a><span>2026-11-20</span></li><li><a href=\"/xwzx/2.html\">开展植树活动</a><span>2026-10-12</span></li></ul>",
                None,
            ),
        );
        for (page, title, day) in [
            ("/xwzx/1.html", "机关召开学习会", "2026-11-20"),
            ("/xwzx/2.html", "开展植树活动", "2026-10-12"),
        ] {
            put(
                &mut files,
                page,
                self.page(title, "工作动态", &[], None, &format!("<h1>{title}</h1><p>发布时间：{day}</p><p>活动按计划进行，有关同志参加。</p>"), None)
                    .replacen("</head>", &format!("<meta name=\"ArticleTitle\" content=\"{title}\"><meta name=\"PubDate\" content=\"{day} 08:00\"><meta name=\"ContentSource\" content=\"本站\"></head>"), 1),
            );
        }
        files
    }

    fn above(&self, at: usize) -> Vec<usize> {
        let mut above = Vec::new();
        let mut next = self.nodes[at].parent;
        while let Some(up) = next {
            above.insert(0, up);
            next = self.nodes[up].parent;
        }
        above
    }

    fn file_url(&self, page: &str, name: &str, ending: &str) -> String {
        if page.starts_with("/upload/") {
            return page.to_owned();
        }
        let sum: usize = page.bytes().chain(name.bytes()).map(usize::from).sum();
        format!("/upload/f{sum}{}.{ending}", page.len())
    }

    fn latest(&self) -> String {
        let items: Vec<(String, Item)> = self
            .nodes
            .iter()
            .flat_map(|node| node.items.iter().filter(|(_, item)| item.meta.is_some()))
            .take(4)
            .cloned()
            .collect();
        self.list(&items)
    }

    /// The pages of a column: one, or two where the list is long.
    fn pages_of(&self, at: usize) -> Vec<(String, String)> {
        let node = &self.nodes[at];
        let mut head = String::new();
        if self.skin != Skin::Tree {
            // Old columns show their sub-columns at the top of their pages.
            for kid in &node.kids {
                let kid = &self.nodes[*kid];
                head.push_str(&format!(
                    "<div class=\"sub\"><a href=\"{}\">{}</a></div>",
                    kid.leads.as_ref().unwrap_or(&kid.url),
                    kid.name
                ));
            }
        }
        let inner = match &node.content {
            Content::Nothing | Content::Outside(_) => {
                let first = node.kids.first().map(|kid| &self.nodes[*kid]);
                match first {
                    Some(kid) if !kid.items.is_empty() => self.list(&kid.items[..kid.items.len().min(5)]),
                    _ => String::new(),
                }
            }
            Content::Guide => self.prose(
                &format!("{}政府信息公开指南", self.twin.name),
                &self.twin.guide.iter().map(|(_, line)| line.clone()).collect::<Vec<_>>(),
            ),
            Content::Text(lines) => self.prose(&node.name, lines),
            Content::Script => "<ul id=\"list\"></ul><script>$.getJSON('/api/list', {id: 7}, function (d) { for (var i in d) { $('#list').append('<li><a href=\"' + d[i].url + '\">' + d[i].title + '</a></li>'); } });</script>".to_owned(),
            Content::List(items) => {
                if items.is_empty() {
                    self.list(&[])
                } else if items.len() > 8 && matches!(self.skin, Skin::Tree | Skin::Openness) {
                    let (first, second) = node.items.split_at(8);
                    let (one, two) = match self.skin {
                        Skin::Tree => (node.url.clone(), format!("{}index_1.html", node.url)),
                        _ => (node.url.clone(), node.url.replace("page_1", "page_2")),
                    };
                    let pager = match self.skin {
                        Skin::Tree => "<div class=\"page\"><script>createPageHTML(2, 0, \"index\", \"html\");</script></div>".to_owned(),
                        _ => format!("<div class=\"pagination\"><a href=\"{one}\">首页</a><a href=\"{two}\">下一页</a><a href=\"{two}\">尾页</a> 共2页</div>"),
                    };
                    return vec![
                        (one, format!("{head}{}{pager}", self.list(first))),
                        (two, format!("{head}{}{pager}", self.list(second))),
                    ];
                } else {
                    self.list(&node.items)
                }
            }
        };
        vec![(node.url.clone(), head + &inner)]
    }

    fn list(&self, items: &[(String, Item)]) -> String {
        let mut rows = String::new();
        for (url, item) in items {
            let (title, date) = (&item.title, &item.date);
            rows.push_str(&match self.skin {
                Skin::Tree => format!("<li><a href=\"{url}\" title=\"{title}\">{title}</a><span>{date}</span></li>\n"),
                Skin::Tables => format!("<tr><td width=\"3%\">·</td><td align=\"left\"><a href=\"{url}\" target=\"_blank\">{title}</a></td><td width=\"15%\">[{date}]</td></tr>\n"),
                Skin::Openness => {
                    let number = item.meta.as_ref().and_then(|meta| meta.index.clone()).unwrap_or_default();
                    format!("<li><span class=\"date\">{date}</span><a class=\"title\" href=\"{url}\">{title}</a><div style=\"display:none\"><p>索引号：{number}</p><p>发布日期：{date}</p></div></li>\n")
                }
                Skin::Datastore => format!("<record><![CDATA[ <li><a href='{url}' title='{title}' target=\"_blank\">{title}</a><span class=\"sp_time\">{date}</span></li> ]]></record>\n"),
            });
        }
        match self.skin {
            Skin::Tree => format!("<ul class=\"list\">\n{rows}</ul>"),
            Skin::Tables => format!("<table width=\"98%\" border=\"0\">{rows}</table>"),
            Skin::Openness => format!("<ul class=\"openness_list\">\n{rows}</ul>"),
            Skin::Datastore => format!(
                "<div id=\"4215\"><script type=\"text/xml\"><datastore>\n<recordset>{rows}</recordset>\n</datastore></script></div>"
            ),
        }
    }

    fn prose(&self, title: &str, lines: &[String]) -> String {
        let mut html = match self.skin {
            Skin::Tree => format!("<h1>{title}</h1><div class=\"TRS_Editor\">"),
            Skin::Tables => format!(
                "<table width=\"100%\"><tr><td align=\"center\"><font size=\"4\"><b>{title}</b></font></td></tr><tr><td>"
            ),
            Skin::Openness => {
                format!("<h2 class=\"title\">{title}</h2><div class=\"j-fontContent newscontnet\">")
            }
            Skin::Datastore => format!(
                "<div id=\"zoom\"><!--ZJEG_RSS.content.begin--><p class=\"t\" style=\"text-align:center\"><strong>{title}</strong></p>"
            ),
        };
        for line in lines {
            html.push_str(&match self.skin {
                Skin::Tables => format!("　　{line}<br>\n"),
                Skin::Openness => {
                    format!("<p><span style=\"font-family:仿宋\">　　{line}</span></p>\n")
                }
                _ => format!("<p style=\"text-indent:2em\">{line}</p>\n"),
            });
        }
        html.push_str(match self.skin {
            Skin::Tables => "</td></tr></table>",
            Skin::Datastore => "<!--ZJEG_RSS.content.end--></div>",
            _ => "</div>",
        });
        html
    }

    fn article(&self, url: &str, item: &Item) -> String {
        let mut cells: Vec<(&str, String)> = Vec::new();
        let mut html = String::new();
        if let Some(meta) = &item.meta {
            if let Some(index) = &meta.index {
                cells.push(("索引号", index.clone()));
            }
            cells.push(("信息分类", "综合政务".to_owned()));
            cells.push(("发布机构", meta.issuer.clone()));
            if let Some(made) = &meta.made {
                cells.push(("成文日期", made.clone()));
            }
            cells.push(("发布日期", item.date.clone()));
            if let Some(number) = &meta.number {
                cells.push(("文号", number.clone()));
            }
            cells.push(("有效性", "有效".to_owned()));
            cells.push(("内容概述", "说明有关工作要求。".to_owned()));
            html.push_str(&match self.skin {
                Skin::Tree => {
                    let rows: String = cells.chunks(2).map(|pair| {
                        let cells: String = pair.iter().map(|(label, value)| format!("<td class=\"bt\">{label}：</td><td>{value}</td>")).collect();
                        format!("<tr>{cells}</tr>")
                    }).collect();
                    format!("<table class=\"xxgk\">{rows}</table>")
                }
                Skin::Tables => {
                    let rows: String = cells.iter().map(|(label, value)| format!("<tr><td bgcolor=\"#eeeeee\"><b>{label}:</b></td><td>{value}</td></tr>")).collect();
                    format!("<table border=\"1\" width=\"90%\">{rows}</table>")
                }
                Skin::Openness => {
                    let rows: String = cells.iter().map(|(label, value)| format!("<li><em>{label}：</em><span>{value}</span></li>")).collect();
                    format!("<div class=\"openness_info\"><ul>{rows}</ul></div>")
                }
                Skin::Datastore => {
                    let rows: String = cells.chunks(2).map(|pair| {
                        let cells: String = pair.iter().map(|(label, value)| format!("<th>{}</th><td>{value}</td>", spaced(label))).collect();
                        format!("<tr>{cells}</tr>")
                    }).collect();
                    format!("<table class=\"xxgk_table\"><tbody>{rows}</tbody></table>")
                }
            });
        }
        let stamp = match self.skin {
            Skin::Tree => format!(
                "<div class=\"info\">发布日期：{} 09:30　信息来源：{}</div>",
                item.date, self.twin.name
            ),
            Skin::Tables => format!(
                "<div align=\"center\">发布时间：{}　　来源：本站　　点击：12</div>",
                item.date
            ),
            Skin::Openness => format!(
                "<div class=\"wz_info\"><span>发布时间：{} 16:02</span><span>来源：{}</span><span>浏览次数：<i>7</i></span></div>",
                item.date, self.twin.name
            ),
            Skin::Datastore => format!(
                "<p class=\"explain\"><span>发布日期：{}</span><span>字体：[<a href=\"javascript:doZoom(16)\">大</a> 中 小]</span></p>",
                item.date
            ),
        };
        html.push_str(
            &self
                .prose(&item.title, &item.text)
                .replacen("</h1>", &format!("</h1>{stamp}"), 1)
                .replacen("</h2>", &format!("</h2>{stamp}"), 1),
        );
        if matches!(self.skin, Skin::Tables | Skin::Datastore) {
            html = html.replacen(
                "</b></font></td></tr>",
                &format!("</b></font></td></tr><tr><td>{stamp}</td></tr>"),
                1,
            );
            html = html.replacen("</strong></p>", &format!("</strong></p>{stamp}"), 1);
        }
        for (name, ending, _) in &item.files {
            let to = self.file_url(url, name, ending);
            html.push_str(&format!("<p><a href=\"{to}\">{name}.{ending}</a></p>"));
        }
        html
    }

    fn entry(&self) -> (String, String) {
        let to = self.platform_url();
        match &self.twin.entry {
            Entry::Menu(text) => (format!("<a href=\"{to}\">{text}</a>"), String::new()),
            Entry::Footer(text) => (String::new(), format!("<a href=\"{to}\">{text}</a>")),
            Entry::BareImage => (
                format!("<a href=\"{to}\"><img src=\"/images/e.png\"></a>"),
                String::new(),
            ),
            Entry::Missing => (String::new(), String::new()),
            Entry::Dead => (
                "<a href=\"/gone/zfxxgk/\">政府信息公开</a>".to_owned(),
                String::new(),
            ),
        }
    }

    fn search(&self) -> &'static str {
        if self.twin.search {
            "<form action=\"/search.html\" method=\"get\"><input type=\"text\" name=\"q\" placeholder=\"请输入关键词\"><input type=\"submit\" value=\"搜索\"></form>"
        } else {
            ""
        }
    }

    fn head(&self, title: &str, column: &str, item: Option<&Item>) -> String {
        let charset = if self.skin == Skin::Tables {
            "gb2312"
        } else {
            "utf-8"
        };
        let name = &self.twin.name;
        let mut html = format!(
            "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset={charset}\"><title>{title}-{name}</title>\n<meta name=\"SiteName\" content=\"{name}\"><meta name=\"SiteDomain\" content=\"demo.example\"><meta name=\"SiteIDCode\" content=\"{}\"><meta name=\"ColumnName\" content=\"{column}\"><meta name=\"ColumnDescription\" content=\"{name}{column}的内容\"><meta name=\"ColumnKeywords\" content=\"{column},公开\"><meta name=\"ColumnType\" content=\"信息公开\">",
            self.twin.code
        );
        if let Some(item) = item {
            html.push_str(&format!(
                "<meta name=\"ArticleTitle\" content=\"{}\"><meta name=\"PubDate\" content=\"{} 09:30\"><meta name=\"ContentSource\" content=\"{name}\">",
                item.title, item.date
            ));
        }
        html.push_str("</head>\n");
        html
    }

    fn frame(&self, main: &str) -> String {
        let name = &self.twin.name;
        let (menu, foot) = self.entry();
        let foot = format!(
            "{foot}<p>主办单位：{name}　地址：滨河路66号</p><p>网站标识码：{}　京ICP备19000315号　公网安备 34152902000315号</p><p><a href=\"http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={}\">我为政府网站找错</a><script src=\"http://dcs.conac.cn/js/12/001/conac.js\"></script></p>{}",
            self.twin.code, self.twin.code, self.twin.scripts
        );
        let search = self.search();
        let beside: String = self
            .beside()
            .map(|(name, url)| match self.skin {
                Skin::Tree => format!("<li><a href=\"{url}\">{name}</a></li>"),
                Skin::Tables => format!("<td><a href=\"{url}\">{name}</a></td>"),
                _ => format!(" <a href=\"{url}\">{name}</a>"),
            })
            .collect();
        match self.skin {
            Skin::Tree => format!(
                "<body><div class=\"header\"><div class=\"logo\"><a href=\"/\">{name}</a></div>{search}<div class=\"nav\"><ul><li><a href=\"/\">首页</a></li><li>{menu}</li><li><a href=\"/xwzx/index.html\">工作动态</a></li>{beside}</ul></div></div>\n<div class=\"main\">{main}</div>\n<div class=\"footer\">{foot}</div></body></html>"
            ),
            Skin::Tables => format!(
                "<body><table width=\"980\" align=\"center\"><tr><td><h3>{name}</h3></td><td>{search}</td></tr><tr><td colspan=\"2\"><table width=\"100%\"><tr><td><a href=\"/\">首页</a></td><td>{menu}</td><td><a href=\"/xwzx/index.html\">工作动态</a></td>{beside}</tr></table></td></tr></table>\n<table width=\"980\" align=\"center\"><tr>{main}</tr></table>\n<table width=\"980\" align=\"center\"><tr><td align=\"center\">{foot}</td></tr></table></body></html>"
            ),
            Skin::Openness => format!(
                "<body><div class=\"top\"><h1 class=\"logo\">{name}</h1>{search}</div><div class=\"menu\"><a href=\"/\">首页</a>{menu}<a href=\"/xwzx/index.html\">工作动态</a>{beside}</div>\n<div class=\"wrap\">{main}</div>\n<div class=\"foot\">{foot}</div></body></html>"
            ),
            Skin::Datastore => format!(
                "<body><div id=\"header\"><div class=\"nav\"><a href=\"/\">首页</a> {menu} <a href=\"/xwzx/index.html\">工作动态</a>{beside}</div>{search}</div>\n<div id=\"content\">{main}</div>\n<div id=\"footer\" class=\"footer\">{foot}</div></body></html>"
            ),
        }
    }

    /// Names and addresses of the columns beside the platform.
    fn beside(&self) -> impl Iterator<Item = (&str, String)> {
        let lists = self.twin.beside.iter().map(|(name, _)| *name);
        let letters = (!self.twin.letters.is_empty()).then_some("领导信箱");
        lists
            .chain(letters)
            .enumerate()
            .map(|(at, name)| (name, format!("/hd/{at}/index.html")))
    }

    /// The pages of the columns beside the platform and their files.
    fn pages_beside(&self) -> Vec<(String, String)> {
        let mut pages = Vec::new();
        for (at, (column, items)) in self.twin.beside.iter().enumerate() {
            let mut rows = String::new();
            for (number, item) in items.iter().enumerate() {
                let url = format!("/hd/{at}/{}_{number}.html", item.date.replace('-', ""));
                rows.push_str(&format!(
                    "<li><a href=\"{url}\">{}</a><span>{}</span></li>",
                    item.title, item.date
                ));
                let inner = self.article(&url, item);
                pages.push((
                    url,
                    self.page(&item.title, column, &[], None, &inner, Some(item)),
                ));
            }
            let list = format!("<ul class=\"list\">{rows}</ul>");
            pages.push((
                format!("/hd/{at}/index.html"),
                self.page(column, column, &[], None, &list, None),
            ));
        }
        if !self.twin.letters.is_empty() {
            let rows: String = self
                .twin
                .letters
                .iter()
                .map(|letter| {
                    format!(
                        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                        letter[0], letter[1], letter[2], letter[3]
                    )
                })
                .collect();
            let table = format!(
                "<table><tr><th>信件标题</th><th>来信日期</th><th>回复日期</th><th>状态</th></tr>{rows}</table>"
            );
            pages.push((
                format!("/hd/{}/index.html", self.twin.beside.len()),
                self.page("领导信箱", "领导信箱", &[], None, &table, None),
            ));
        }
        pages
    }

    fn home(&self) -> String {
        let latest = self.latest();
        let news = "<ul><li><a href=\"/xwzx/1.html\">机关召开学习会</a><span>2026-11-20</span></li><li><a href=\"/xwzx/2.html\">开展植树活动</a><span>2026-10-12</span></li></ul>";
        let main = match self.skin {
            Skin::Tables => format!("<td>{latest}</td><td>{news}</td>"),
            _ => format!(
                "<div class=\"news\"><h2>最新公开</h2>{latest}</div><div class=\"news\"><h2>工作动态</h2>{news}</div>"
            ),
        };
        self.head("首页", "首页", None) + &self.frame(&main)
    }

    fn tree(&self, nodes: &[usize]) -> String {
        let mut html = String::from("<ul>");
        for at in nodes {
            let node = &self.nodes[*at];
            html.push_str(&format!(
                "<li><a href=\"{}\">{}</a>",
                node.leads.as_ref().unwrap_or(&node.url),
                node.name
            ));
            if !node.kids.is_empty() {
                html.push_str(&self.tree(&node.kids));
            }
            html.push_str("</li>");
        }
        html + "</ul>"
    }

    /// The directory of the region's own, where the site has one.
    fn own_directory(&self) -> String {
        if self.directory.is_empty() {
            return String::new();
        }
        format!(
            "<div class=\"xxgkml\"><h3>信息公开目录</h3>{}</div>",
            self.tree(&self.directory)
        )
    }

    fn link(&self, at: usize) -> String {
        let node = &self.nodes[at];
        format!(
            "<a href=\"{}\">{}</a>",
            node.leads.as_ref().unwrap_or(&node.url),
            node.name
        )
    }

    fn page(
        &self,
        title: &str,
        column: &str,
        above: &[usize],
        own: Option<usize>,
        inner: &str,
        item: Option<&Item>,
    ) -> String {
        let inside = own.is_some() || title == "政府信息公开";
        let mut crumbs = format!(
            "当前位置：<a href=\"/\">首页</a> &gt; <a href=\"{}\">政府信息公开</a>",
            self.platform_url()
        );
        for at in above {
            crumbs.push_str(&format!(" &gt; {}", self.link(*at)));
        }
        if let (Some(own), None) = (own, item) {
            crumbs.push_str(&format!(" &gt; {}", self.link(own)));
        } else if item.is_some() {
            crumbs.push_str(" &gt; 正文");
        }
        if !inside {
            crumbs = format!("当前位置：<a href=\"/\">首页</a> &gt; {column}");
        }
        let main = match self.skin {
            _ if !inside => match self.skin {
                Skin::Tables => format!("<td>{crumbs}<br>{inner}</td>"),
                _ => format!("<div class=\"position\">{crumbs}</div>{inner}"),
            },
            Skin::Tree => format!(
                "<div class=\"position\">{crumbs}</div><div class=\"left\">{}</div><div class=\"right\">{inner}</div>",
                if item.is_some() {
                    String::new()
                } else {
                    self.tree(&self.roots) + &self.own_directory()
                }
            ),
            Skin::Tables => {
                let rows: String = self
                    .roots
                    .iter()
                    .map(|at| format!("<tr><td bgcolor=\"#d0e0f0\">{}</td></tr>", self.link(*at)))
                    .collect();
                let kids: String = self
                    .roots
                    .iter()
                    .filter(|at| Some(**at) == own || above.contains(at))
                    .flat_map(|at| &self.nodes[*at].kids)
                    .map(|at| format!("<tr><td>　{}</td></tr>", self.link(*at)))
                    .collect();
                format!(
                    "<td width=\"200\" valign=\"top\"><table width=\"100%\">{rows}</table><table width=\"100%\">{kids}</table>{}</td><td valign=\"top\"><table width=\"100%\"><tr><td>{crumbs}</td></tr><tr><td>{inner}</td></tr></table></td>",
                    self.own_directory()
                )
            }
            Skin::Openness => {
                let four: String = self
                    .roots
                    .iter()
                    .map(|at| format!("<li>{}</li>", self.link(*at)))
                    .collect();
                let directory = self
                    .roots
                    .iter()
                    .find(|at| self.nodes[**at].name.contains("主动公开"))
                    .map_or(String::new(), |at| self.tree(&self.nodes[*at].kids));
                format!(
                    "<div class=\"openness_top\"><ul>{four}</ul></div><div class=\"openness_left\"><h3>信息公开目录</h3>{directory}{}</div><div class=\"openness_right\"><div class=\"wz\">{crumbs}</div>{inner}</div>",
                    self.own_directory()
                )
            }
            Skin::Datastore => {
                let mut lists = String::new();
                for at in &self.roots {
                    let kids: String = self.nodes[*at]
                        .kids
                        .iter()
                        .map(|kid| {
                            let below: String = self.nodes[*kid]
                                .kids
                                .iter()
                                .map(|low| format!("<li>{}</li>", self.link(*low)))
                                .collect();
                            let below = if below.is_empty() {
                                below
                            } else {
                                format!("<ul>{below}</ul>")
                            };
                            format!("<dd>{}{below}</dd>", self.link(*kid))
                        })
                        .collect();
                    lists.push_str(&format!("<dl><dt>{}</dt>{kids}</dl>", self.link(*at)));
                }
                format!(
                    "<div class=\"xxgk_nav\">{lists}{}</div><div class=\"xxgk_con\"><div class=\"pos\">{crumbs}</div>{inner}</div>",
                    self.own_directory()
                )
            }
        };
        self.head(title, column, item) + &self.frame(&main)
    }
}

/// A label as some boxes pad it.
fn spaced(label: &str) -> String {
    if label.chars().count() == 3 {
        label
            .chars()
            .map(String::from)
            .collect::<Vec<_>>()
            .join("&ensp;")
    } else {
        label.to_owned()
    }
}
