//! The whole reading of one page.

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use bumpalo::Bump;
use scraper::Html;

use crate::model::{Address, LinkRegion, ListFacts, NavItem, PageFacts, PageKind, Reply};
use crate::vocabulary::pages::PageWords;
use crate::vocabulary::{VocabularyError, fold};

use super::ctx::Ctx;
use super::dom::{Dom, Id};
use super::home;
use super::layout::{self, Finders, Marks};
use super::{
    asides, body, byline, charset, crumbs, embedded, head, kind, links, list, markup, missing, nav,
    paging, plain, prose, scripts, search, shell, special, text, title,
};

/// Bytes of text below which a page may say that its list is empty and nothing else.
const SHORT: usize = 6_000;
/// Characters of the excerpt kept as evidence.
const EXCERPT: usize = 200;

/// Reads pages. Made once and shared: everything it needs is compiled in it.
#[derive(Debug)]
pub struct Reader {
    words: PageWords,
    finders: Finders,
    crumb_markers: AhoCorasick,
    empty_markers: AhoCorasick,
    asides: prose::Asides,
    phrases: Option<AhoCorasick>,
    phrase_texts: Vec<Arc<str>>,
}

/// What a page says, line by line.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    /// What an article says by itself, its links left out.
    pub own: String,
    /// All that a person sees on the page. Where the text ends and the rest of the page begins
    /// is guessed for each page alone, so what is missing from `own` may still stand here.
    pub whole: String,
}

/// Tells whether a reply is a page to read: by its media type, else by its first bytes.
pub fn is_html(reply: &Reply) -> bool {
    match reply.media_type().as_deref() {
        Some("text/html" | "application/xhtml+xml") => true,
        Some("" | "text/plain" | "application/octet-stream" | "unknown/unknown") | None => {
            sniffs_as_html(&reply.body)
        }
        // Systems that name XML and send a page.
        Some("text/xml" | "application/xml") => {
            let start = start_of(&reply.body);
            start.contains("<html") || start.contains("<!doctype html")
        }
        Some(_) => false,
    }
}

fn start_of(body: &[u8]) -> String {
    body.iter()
        .take(1024)
        .filter(|&&byte| byte != 0)
        .map(|&byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

fn sniffs_as_html(body: &[u8]) -> bool {
    let start = start_of(body);
    let start = start.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<meta",
        "<title",
        "<table",
        "<div",
        "<iframe",
        "<h1",
        "<p>",
        "<a ",
        "<!--",
        "<font",
        "<br",
        "<style",
        "<%@",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
}

impl Reader {
    /// Makes a reader. `phrases` are the folded phrases that rules ask for.
    ///
    /// # Errors
    /// When the shipped vocabulary does not load or a phrase cannot be compiled.
    pub fn new(phrases: Vec<String>) -> Result<Self, VocabularyError> {
        let words = PageWords::load()?;
        let failed = |error: aho_corasick::BuildError| VocabularyError {
            file: "pages.yaml".to_owned(),
            message: error.to_string(),
        };
        let finders = Finders::new(&words).map_err(failed)?;
        let automaton = |words: &[String]| {
            AhoCorasick::builder()
                .match_kind(aho_corasick::MatchKind::LeftmostLongest)
                .kind(Some(aho_corasick::AhoCorasickKind::DFA))
                // Its rare bytes are the commonest of Chinese text.
                .prefilter(false)
                .build(words)
                .map_err(failed)
        };
        let crumb_markers = automaton(&words.marks.crumb)?;
        let empty_markers = automaton(&words.marks.empty)?;
        let mut phrase_texts = phrases;
        phrase_texts.retain(|phrase| !phrase.is_empty());
        phrase_texts.sort();
        phrase_texts.dedup();
        let phrases = if phrase_texts.is_empty() {
            None
        } else {
            // All that overlap are wanted, of every page's whole text.
            let finder = AhoCorasick::builder()
                .kind(Some(aho_corasick::AhoCorasickKind::DFA))
                .prefilter(false)
                .build(&phrase_texts);
            Some(finder.map_err(failed)?)
        };
        Ok(Self {
            asides: prose::Asides::new(&words),
            words,
            finders,
            crumb_markers,
            empty_markers,
            phrases,
            phrase_texts: phrase_texts.into_iter().map(Arc::from).collect(),
        })
    }

    /// Reads one page. Never fails: what cannot be read is said in the result.
    pub fn read(&self, address: &Address, reply: &Reply) -> PageFacts {
        self.read_with(address, reply, None)
    }

    /// Tells what the title of a row promises where it leads: an interpretation, a call for
    /// opinions, a paper, or an article like any other.
    pub fn promised(&self, title: &str) -> PageKind {
        kind::promised(title, &self.words)
    }

    /// Reads what one page says, masked, to hold two versions of it against each other.
    /// `PageFacts::text_digest` tells when that is needed.
    pub fn read_wording(&self, address: &Address, reply: &Reply) -> Wording {
        let mut wording = Wording::default();
        self.read_with(address, reply, Some(&mut wording));
        Wording {
            own: special::numbers::mask_text(&wording.own),
            whole: special::numbers::mask_text(&wording.whole),
        }
    }

    fn read_with(
        &self,
        address: &Address,
        reply: &Reply,
        wording: Option<&mut Wording>,
    ) -> PageFacts {
        let (decoded, charset) = charset::decode(reply);
        let mut facts = self.read_markup(address, reply, &decoded, wording);
        if charset.lying {
            facts.warnings.insert(
                0,
                format!(
                    "声明的编码 {} 与内容不符，按 {} 读取",
                    charset.declared.as_deref().unwrap_or("（无）"),
                    charset.used
                ),
            );
        }
        if reply.truncated.is_some() {
            facts.warnings.push("页面未取完整".to_owned());
        }
        facts.charset = charset;
        facts
    }

    fn read_markup(
        &self,
        address: &Address,
        reply: &Reply,
        decoded: &str,
        wording: Option<&mut Wording>,
    ) -> PageFacts {
        let arena = Bump::new();
        let (markup, cut) = markup::cut(decoded);
        let (html, tame);
        let mut tamed = false;
        let mut dom = match plain::read(&arena, markup) {
            Ok(dom) => dom,
            Err(_) => {
                (tame, tamed) = markup::tame(markup);
                html = Html::parse_document(&tame);
                Dom::new(&arena, &html)
            }
        };
        let mut facts = PageFacts::default();
        if cut {
            facts
                .warnings
                .push(format!("页面过大，只读取前 {} 字节", markup::LIMIT));
        }
        if tamed {
            facts
                .warnings
                .push("页面标记嵌套异常，略去了部分标记".to_owned());
        }

        let head = head::read(&dom, address);
        let base = head.base.clone().unwrap_or_else(|| address.clone());
        facts.html_title = head.title.clone();
        facts.site_id_code = head::site_id_code(&dom, &head.metas);
        facts.site_domain = head::meta(&head.metas, "SiteDomain").map(str::to_owned);
        facts.redirect = shell::redirect(&dom, &base, address);

        // Regions, round the page's own text or list.
        let marks = Marks::new(&dom, &self.finders);
        let article_title = head::meta(&head.metas, "ArticleTitle").is_some();
        let byline = byline::find(&dom, &marks);
        let densest = layout::densest(&dom, &marks);
        let column_meta = ["ColumnName", "channelName"]
            .iter()
            .find_map(|name| head::meta(&head.metas, name));
        let own_names = fold(&format!(
            "{} {}",
            head.title.as_deref().unwrap_or_default(),
            column_meta.unwrap_or_default()
        ));
        let entries = list::entries(&dom);
        let mut raw_groups = list::groups(&dom, &marks, &entries, false);
        asides::drop_asides(&dom, &mut raw_groups, &self.words.marks.aside, &own_names);
        asides::drop_steps(&dom, &mut raw_groups, &self.words);
        // Where nothing looks like content, the longest list of names is.
        let names_only = raw_groups
            .iter()
            .filter(|group| group.rows.len() >= 8 && !self.is_site_menu(&dom, &marks, group))
            .max_by_key(|group| group.rows.len())
            .map(|group| (group.parent, false));
        let first_groups = list::merge(&dom, raw_groups, false);
        let core = choose_core(
            &dom,
            densest,
            list::best(&first_groups),
            article_title || byline.is_some(),
        )
        .or(names_only);
        layout::set_regions(&mut dom, &marks, core.map(|(id, _)| id));
        let text_core = match core {
            Some((id, true)) => Some(id),
            _ => None,
        };
        let text_chars = text_core.map_or(0, |id| {
            let sums = dom.sums(id);
            (sums.chars - sums.link_chars) as usize
        });

        facts.site_name = site_name(&dom, &marks, &head, &self.words);
        let trail = crumbs::read(
            &dom,
            &marks,
            &self.words,
            &self.crumb_markers,
            &base,
            &crumbs::Hints {
                column: column_meta,
                html_title: head.title.as_deref(),
            },
        );
        let last_crumb = trail.crumbs.last().map(|crumb| crumb.text.as_str());

        // The list, from what is left after the regions.
        let mut groups = list::groups(&dom, &marks, &entries, true);
        asides::drop_asides(&dom, &mut groups, &self.words.marks.aside, &own_names);
        asides::drop_steps(&dom, &mut groups, &self.words);
        let dated_blocks = groups
            .iter()
            .filter(|group| group.dated >= 3 && group.is_content())
            .count();
        let merged = list::merge(&dom, groups.clone(), false);
        let list_group = list::best(&merged).cloned();
        let mut list_facts = list_group.as_ref().map(|group| ListFacts {
            items: list::items(&dom, &base, group),
            ..ListFacts::default()
        });
        let records = embedded::records(decoded, &base, &self.finders);
        let from_records = !records.items.is_empty();
        if from_records
            && list_facts
                .as_ref()
                .is_none_or(|list| list.items.len() <= records.items.len())
        {
            list_facts = Some(ListFacts {
                items: records.items,
                dynamic: true,
                ..ListFacts::default()
            });
        }

        // The title, the article and its text.
        let sources = title::Sources {
            metas: &head.metas,
            html_title: head.title.as_deref(),
            site_name: facts.site_name.as_deref(),
            body: text_core,
            list: list_group.as_ref().map(|group| group.parent),
            byline,
            last_crumb,
        };
        let as_article = title::of_article(&dom, &marks, &self.words, &sources);
        let as_column = title::of_column(&dom, &marks, &self.words, &sources);
        let column_path = crumbs::column_path(
            &trail,
            as_article.text.as_deref(),
            column_meta,
            head.title.as_deref(),
            facts.site_name.as_deref(),
        );
        let main = layout::main_of(&dom, core.map(|(id, _)| id), &[as_article.node]);
        let article_body = text_core
            .map(|core| body::grow(&dom, &marks, core, as_article.node, main))
            .or_else(|| {
                article_title
                    .then(|| body::by_words(&dom, &marks, as_article.node))
                    .flatten()
            });
        let body_text = article_body
            .map(|body| body::text_of(&dom, &marks, &self.words, body))
            .unwrap_or_default();
        let main_text = text::without(&dom, main, &|id| {
            matches!(
                dom.region(id),
                LinkRegion::Header | LinkRegion::Footer | LinkRegion::Side
            )
        });

        if let Some(wording) = wording {
            let own = article_body.unwrap_or(main);
            wording.own = body::wording(&dom, &marks, &self.words, own);
            wording.whole = text::of(&dom, Id::ROOT);
        }

        let main_folded = fold(&main_text);
        let mut ctx = Ctx {
            dom: &dom,
            address,
            base: &base,
            metas: &head.metas,
            html_title: head.title.as_deref(),
            title: as_article.text.as_deref(),
            title_node: as_article.node,
            column_path: &column_path,
            main,
            body: article_body,
            main_text: &main_text,
            main_folded: &main_folded,
            body_text: &body_text,
        };
        let document = super::document::read(&ctx);

        let links = links::read(&dom, &base);
        facts.navigation = nav::read(&dom, &marks, &base, &links);
        let menu = names(&facts.navigation);
        let dynamic_rows = layout::template_rows(&dom);
        let awaits = list_facts.is_none()
            && (dynamic_rows > 0
                || groups
                    .iter()
                    .any(|group| group.rows.len() >= 8 && !self.is_site_menu(&dom, &marks, group))
                || has_empty_container(&dom, &self.words)
                || (main_folded.len() < SHORT && self.empty_markers.is_match(&main_folded)));
        let signals = kind::Signals {
            address,
            words: &self.words,
            html_title: head.title.as_deref(),
            site_name: facts.site_name.as_deref(),
            title: as_article.text.as_deref(),
            column: column_meta.or(last_crumb),
            column_path: &column_path,
            byline: byline.is_some(),
            headed: as_article.node.is_some()
                && as_article.text.as_deref().is_some_and(|title| {
                    title.chars().count() >= 8
                        && column_meta.or(last_crumb).map(fold) != Some(fold(title))
                }),
            article_meta: article_title || head::meta(&head.metas, "PubDate").is_some(),
            column_meta: column_meta.is_some(),
            text: text_chars,
            list: list_facts.as_ref(),
            document: document.as_ref(),
            menu: &menu,
            blocks: dated_blocks,
            redirects: facts.redirect.is_some(),
            awaits,
        };
        let article = kind::is_article(&signals);
        facts.kind = kind::decide(&signals);

        if facts.kind == PageKind::SiteHome || home::may_be_home(address) {
            let dated = groups.iter().filter(|group| group.dated > 0);
            let entries: Vec<_> = dated
                .flat_map(|group| list::items(&dom, &base, group))
                .collect();
            facts.home = Some(Box::new(home::read(&dom, &entries)));
        }

        // Which of the readings holds for this kind.
        facts.title = match facts.kind {
            PageKind::SiteHome | PageKind::Other if !article => {
                title::of_other(facts.kind, &self.words, &sources)
            }
            PageKind::PlatformHome => as_column.text.clone(),
            _ if article => as_article.text.clone(),
            _ => as_column.text.clone(),
        };
        let listed = !article && !matches!(facts.kind, PageKind::SiteHome | PageKind::Other);
        if listed {
            facts.list = self.finish_list(
                &dom,
                &marks,
                &base,
                list_facts,
                paging::read(&dom, &base, address, &self.words),
                main,
                dynamic_rows,
                ListShape {
                    kind: facts.kind,
                    groups,
                    from_records,
                    total: records.total,
                },
            );
        }
        if article {
            facts.document = document.map(Box::new);
        }
        if let Some(document) = &mut facts.document
            && matches!(facts.kind, PageKind::Document | PageKind::Interpretation)
        {
            let title = as_article.text.as_deref().unwrap_or_default();
            super::document::read_sentences(title, &body_text, &mut document.says);
        }
        let shown_title = facts.title.clone();
        ctx.title = shown_title.as_deref();
        facts.links = links.0;
        facts.scripts = scripts::mark(&dom, dynamic_rows);
        let search = search::find_box(&dom, &marks, &self.words);
        facts.search_box = search.is_some();
        facts.search_target = search.and_then(|found| search::target(&dom, found, &base));
        facts.unreadable = shell::unreadable(
            &dom,
            reply,
            &self.words,
            head.title.as_deref(),
            facts.redirect.is_some(),
        );
        let shown = if article && !body_text.is_empty() {
            &body_text
        } else {
            &main_text
        };
        facts.text_length = text::count(shown) as usize;
        facts.prose = prose::length(
            &dom,
            main,
            &self.words,
            &self.asides,
            facts.title.as_deref(),
            &trail.crumbs,
        );
        let start: String = shown.chars().take(EXCERPT).collect();
        facts.excerpt = start;
        special::read(&ctx, &mut facts);
        let kept = facts.document.is_some() || facts.guide.is_some() || facts.report.is_some();
        // Half a page, or a challenge in its place, has another text without having changed.
        if kept && reply.truncated.is_none() && facts.unreadable.is_none() {
            let own = if body_text.is_empty() {
                &main_text
            } else {
                &body_text
            };
            facts.text_digest = Some(text::digest(own));
        }
        if let Some(finder) = &self.phrases {
            facts.phrases = self.find_phrases(finder, &main_folded);
        }
        facts.missing = missing::words_of(&facts, &main_text, &self.words);
        facts.breadcrumb = trail.crumbs;
        facts.column_path = column_path;
        facts.metas = head.metas;
        facts
    }

    /// Tells whether a group is the site's menu: it begins with the home page, or stands in
    /// a header, a side bar or a footer.
    fn is_site_menu(&self, dom: &Dom<'_>, marks: &Marks, group: &list::Group) -> bool {
        let begins_at_home = group
            .rows
            .iter()
            .take(2)
            .any(|(_, link)| self.words.home.contains(&fold(&text::name(dom, *link))));
        begins_at_home
            || std::iter::once(group.parent)
                .chain(dom.ancestors(group.parent).take(5))
                .any(|up| {
                    matches!(dom.tag(up), "nav" | "header" | "footer" | "aside")
                        || marks.has(
                            up,
                            layout::word::HEADER | layout::word::FOOTER | layout::word::SIDE,
                        )
                })
    }

    fn find_phrases(&self, finder: &AhoCorasick, folded: &str) -> Box<[Arc<str>]> {
        let mut seen = vec![false; self.phrase_texts.len()];
        for found in finder.find_overlapping_iter(folded) {
            if let Some(slot) = seen.get_mut(found.pattern().as_usize()) {
                *slot = true;
            }
        }
        self.phrase_texts
            .iter()
            .zip(seen)
            .filter(|(_, seen)| *seen)
            .map(|(phrase, _)| phrase.clone())
            .collect()
    }

    #[allow(clippy::too_many_arguments)] // the parts of one page, all needed
    fn finish_list(
        &self,
        dom: &Dom<'_>,
        marks: &Marks,
        base: &Address,
        list: Option<ListFacts>,
        pager: paging::Pager,
        main: Id,
        templates: usize,
        shape: ListShape,
    ) -> Option<ListFacts> {
        let mut list = list;
        // Groups under headings of their own are one list where the page is one column.
        if shape.kind != PageKind::PlatformHome && !shape.from_records {
            let merged = list::merge(dom, shape.groups.clone(), true);
            let whole = list::overview(dom, &merged);
            if let Some(group) = whole.as_ref().or_else(|| list::best(&merged)) {
                let items = list::items(dom, base, group);
                if list
                    .as_ref()
                    .is_none_or(|list| items.len() > list.items.len())
                {
                    list = Some(ListFacts {
                        items,
                        ..ListFacts::default()
                    });
                }
            }
        }
        if shape.kind == PageKind::PlatformHome && !shape.from_records {
            // Several blocks of the same weight: none is the page's own list.
            let mut sizes: Vec<usize> = list::merge(dom, shape.groups.clone(), false)
                .iter()
                .map(|group| group.rows.len())
                .collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            if let [first, second, ..] = sizes[..]
                && first * 2 < second * 3
            {
                list = None;
            }
        }
        let mut empty = list.as_ref().is_none_or(|list| list.items.is_empty());
        if empty && templates == 0 && shape.kind != PageKind::PlatformHome {
            // A column that only lists bodies or sub-columns by their short names.
            let names = shape
                .groups
                .iter()
                .filter(|group| group.rows.len() >= 8 && !self.is_site_menu(dom, marks, group))
                .max_by_key(|group| (group.rows.len(), std::cmp::Reverse(group.parent)));
            if let Some(group) = names {
                list = Some(ListFacts {
                    items: list::items(dom, base, group),
                    ..ListFacts::default()
                });
                empty = false;
            }
        }
        if empty && shape.kind != PageKind::PlatformHome {
            let items = embedded::json(dom, base);
            if !items.is_empty() {
                list = Some(ListFacts {
                    items,
                    dynamic: true,
                    ..ListFacts::default()
                });
            }
        }
        let mut list = list.unwrap_or_default();
        let says_empty = self
            .empty_markers
            .is_match(&text::strip(&text::of(dom, main)));
        let count = list.items.len();
        // A stated number settles whether a script holds more than the page shows; pages
        // with addresses of their own are no script's.
        let addressed = pager.next.is_some() || !pager.more.is_empty();
        let total = shape.total.or(pager.records);
        list.dynamic |= match total {
            Some(total) if total <= count => false,
            Some(_) => (templates > 0 || !addressed) && pager.pages != Some(1),
            None => templates > 0 || pager.scripted,
        };
        // Whether an empty container waits for a script one page alone does not tell.
        let empty = count == 0 && !says_empty && has_empty_container(dom, &self.words);
        list.awaits = empty && !list.dynamic && !has_bound_container(dom);
        list.dynamic |= empty;
        list.next = pager.next;
        list.pages = pager.pages;
        list.more = pager.more;
        (!list.items.is_empty() || list.dynamic || says_empty).then_some(list)
    }
}

struct ListShape {
    kind: PageKind,
    groups: Vec<list::Group>,
    from_records: bool,
    total: Option<usize>,
}

/// Tells whether there is a list's container with nothing in it, and a script that may fill it:
/// those of badges and of counting visits fill no list.
fn has_empty_container(dom: &Dom<'_>, words: &PageWords) -> bool {
    dom.all().any(|id| {
        matches!(dom.tag(id), "ul" | "ol" | "tbody" | "div" | "dl" | "table")
            && dom.region(id) == LinkRegion::Main
            && dom.sums(id).chars == 0
            && dom.sums(id).images == 0
            && dom.range(id).len() <= 3
            && (dom.tag(id) != "div" || dom.attr(id, "id").is_some())
    }) && dom
        .all()
        .any(|id| dom.tag(id) == "script" && !is_badge(dom, id, words))
}

fn is_badge(dom: &Dom<'_>, script: Id, words: &PageWords) -> bool {
    let of_badge = |text: &str| words.badges.iter().any(|host| text.contains(host.as_str()));
    if let Some(src) = dom.attr(script, "src") {
        return of_badge(src);
    }
    // A script of the page may do both: what asks for anything else or writes may fill a list.
    let text = dom.raw_text(script);
    let may_fill = [
        "ajax",
        "getJSON",
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
        "append(",
        ".html(",
    ];
    of_badge(&text) && !may_fill.iter().any(|sign| text.contains(sign))
}

/// Tells whether an empty container bears marks of what a script is to put there.
fn has_bound_container(dom: &Dom<'_>) -> bool {
    dom.all().any(|id| {
        matches!(dom.tag(id), "ul" | "ol" | "tbody" | "div" | "dl" | "table")
            && dom.region(id) == LinkRegion::Main
            && dom.sums(id).chars == 0
            && dom.attrs(id).iter().any(|attr| {
                ["data-", "v-", "ms-", "ng-", ":", "@"]
                    .iter()
                    .any(|start| attr.0.starts_with(start))
            })
    })
}

/// Fewer characters are no sentence.
const SENTENCE: u32 = 12;

/// Chooses between the densest text and the best list; `true` with the text.
fn choose_core(
    dom: &Dom<'_>,
    densest: Option<(Id, u32)>,
    list: Option<&list::Group>,
    article_title: bool,
) -> Option<(Id, bool)> {
    let text = densest.map(|(id, _)| {
        let sums = dom.sums(id);
        (id, sums.chars - sums.link_chars)
    });
    match (text, list) {
        (Some((id, own)), Some(group)) => {
            let strong = group.is_content() && group.rows.len() >= 3;
            // Beside an article's own title a menu is never what the page is about.
            let is_text = (article_title && own >= if strong { 30 } else { SENTENCE })
                || own >= 400
                || (own >= 120 && own > group.chars / 2)
                || !strong && own >= 40;
            // The list's own dates and labels are no running text.
            let inside = dom.contains(id, group.parent) || dom.contains(group.parent, id);
            if is_text && (!inside || own > group.chars * 2) {
                Some((id, true))
            } else {
                Some((group.parent, false))
            }
        }
        (Some((id, own)), None) => {
            (own >= if article_title { SENTENCE } else { 30 }).then_some((id, true))
        }
        (None, Some(group)) => Some((group.parent, false)),
        (None, None) => None,
    }
}

fn names(navigation: &[Vec<NavItem>]) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&NavItem> = navigation.iter().flatten().collect();
    while let Some(item) = open.pop() {
        out.push(fold(&item.text));
        open.extend(item.children.iter());
    }
    out
}

/// Reads the site's name from its meta tag, else from the footer's 主办单位.
fn site_name(dom: &Dom<'_>, marks: &Marks, head: &head::Head, words: &PageWords) -> Option<String> {
    if let Some(name) = head::meta(&head.metas, "SiteName") {
        return Some(text::squeeze(name));
    }
    if let Some(name) = dom
        .all()
        .filter(|&id| dom.tag(id) == "meta")
        .find_map(|id| dom.attr(id, "websitename"))
    {
        return Some(text::squeeze(name)).filter(|name| !name.is_empty());
    }
    if marks.of(dom, Id::ROOT).footer > 0 {
        for id in dom.all().rev() {
            let Some(line) = dom.text_node(id).filter(|_| dom.is_visible(id)) else {
                continue;
            };
            let line = text::squeeze(line);
            for label in ["版权所有", "主办单位", "主办"] {
                if let Some(at) = line.find(label) {
                    let rest =
                        line[at + label.len()..].trim_start_matches([':', '：', ' ', '©', '　']);
                    let name: String = rest
                        .chars()
                        .take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
                        .collect();
                    let count = name.chars().count();
                    if (4..=30).contains(&count) && is_body_name(&name) {
                        return Some(name);
                    }
                }
            }
        }
    }
    // `<title>` of a home page that is a body's name.
    let own = head
        .title
        .as_deref()
        .map(|title| title::split(title))
        .unwrap_or_default();
    own.into_iter()
        .rev()
        .find(|part| {
            is_site_title(part)
                && !words.title_noise.contains(&fold(part))
                && part.chars().count() >= 4
        })
        .map(str::to_owned)
}

/// A name of a body, not of a column: 新闻中心 is none, 某市政府采购中心 is.
fn is_site_title(name: &str) -> bool {
    is_body_name(name)
        && (!name.ends_with("中心")
            || ["市", "省", "县", "区", "国家", "中国", "州"]
                .iter()
                .any(|place| name.contains(place)))
}

/// Tells whether a name is that of a public body.
pub(super) fn is_body_name(name: &str) -> bool {
    let name = name
        .trim_end_matches("门户网站")
        .trim_end_matches("网站")
        .trim_end_matches("政府网");
    [
        "人民政府",
        "局",
        "委员会",
        "厅",
        "部",
        "办公室",
        "管委会",
        "中心",
        "署",
        "总局",
        "街道办事处",
        "委",
        "院",
    ]
    .iter()
    .any(|end| name.ends_with(end))
        && name
            .chars()
            .all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || "()（）".contains(c))
        && !name.contains("关于")
}
