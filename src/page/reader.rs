//! The whole reading of one page.

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use bumpalo::Bump;
use scraper::Html;

use crate::model::{Address, Cause, LinkRegion, PageFacts, PageKind, Reply};
use crate::vocabulary::pages::PageWords;
use crate::vocabulary::phrases::Phrases;
use crate::vocabulary::{VocabularyError, fold};

use super::ctx::Ctx;
use super::dom::{Dom, Id};
use super::layout::{self, Finders, Marks};
use super::own_list::{self, OwnList};
use super::special::elements::marks;
use super::{
    asides, awaited, body, byline, charset, crumbs, focus, head, home, inset, item, kind, links,
    list, markup, missing, nav, paging, pictures, plain, prose, script_tree, scripts, search,
    shell, site_name, special, text, title,
};

/// Bytes of text below which a page may say that its list is empty and nothing else.
const SHORT: usize = 6_000;
/// Characters of running text from which on a page has its text.
const LITTLE: usize = 100;
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
    /// What rules ask for, and behind it the signs of statutory elements: looked for at once.
    phrases: Phrases,
    phrase_texts: Vec<Arc<str>>,
    /// What pages of a template share.
    learned: plain::Learned,
}

/// What a page says, line by line.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    /// What an article says by itself, its links left out.
    pub own: String,
    /// All that a person sees on the page. Where the text ends and the rest of the page begins
    /// is guessed for each page alone, so what is missing from `own` may still stand here.
    pub whole: String,
    /// Whether the page's markup ends as a page does; one that broke off on the way does not.
    pub ended: bool,
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
        Ok(Self {
            asides: prose::Asides::new(&words),
            words,
            finders,
            crumb_markers,
            empty_markers,
            phrases: Phrases::new(phrase_texts.iter().chain(marks().phrases())),
            phrase_texts: phrase_texts.into_iter().map(Arc::from).collect(),
            learned: plain::Learned::default(),
        })
    }

    /// Forgets what pages were found to share, as if none had been read: what is read stays the
    /// same, what it costs does not.
    pub fn forget(&mut self) {
        self.learned = plain::Learned::default();
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
            own: crate::masking::mask_text(&wording.own),
            whole: crate::masking::mask_text(&wording.whole),
            ended: wording.ended,
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
        if reply.broken_off().is_some() {
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
        let slim = match decoded.len() > markup::LIMIT {
            true => markup::without_data(decoded),
            false => decoded.into(),
        };
        let (markup, cut) = markup::cut(&slim);
        let (html, tame);
        let mut tamed = false;
        let (shared, looks) = self.learned.next();
        let learned = looks.then_some(&self.learned);
        let mut dom = match plain::read(&arena, markup, &shared, learned) {
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
        // Regions, round the page's own text or list.
        let marks = Marks::new(&dom, &self.finders);
        let article_title = head::meta(&head.metas, "ArticleTitle").is_some();
        let byline = byline::find(&dom, &marks);
        let column_meta = ["ColumnName", "channelName"]
            .iter()
            .find_map(|name| head::meta(&head.metas, name));
        let own_names = fold(&format!(
            "{} {}",
            head.title.as_deref().unwrap_or_default(),
            column_meta.unwrap_or_default()
        ));
        let entries = list::entries(&dom);
        let signs = focus::Signs {
            own_names: &own_names,
            own: asides::Own::new(address, &base),
            is_article: article_title || byline.is_some(),
        };
        let core = focus::find(&dom, &marks, &self.words, &entries, &signs);
        layout::set_regions(&mut dom, &marks, core.map(|core| core.id), byline);
        facts.redirect = shell::redirect(&dom, &base, address);
        let text_core = core.filter(|core| core.is_text).map(|core| core.id);
        let text_chars = text_core.map_or(0, |id| {
            let sums = dom.sums(id);
            (sums.chars - sums.link_chars) as usize
        });

        facts.site_name = site_name::read(&dom, &marks, &head, &self.words);
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

        let own_column = crumbs::own_column(
            column_meta,
            head::meta(&head.metas, "ColumnType"),
            head.title.as_deref(),
            &trail,
        );

        // The list, from what is left after the regions.
        let tools = own_list::Tools {
            marks: &marks,
            words: &self.words,
            finders: &self.finders,
            empty_markers: &self.empty_markers,
            base: &base,
        };
        let list = OwnList::find(&dom, tools, &entries, &signs, decoded, text_core.is_some());

        // The title, the article and its text.
        let sources = title::Sources {
            metas: &head.metas,
            html_title: head.title.as_deref(),
            site_name: facts.site_name.as_deref(),
            body: text_core,
            list: list.group.as_ref().map(|group| group.parent),
            byline,
            own_column,
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
        let main = layout::main_of(&dom, core.map(|core| core.id), &[as_article.node]);
        let grown = text_core.map(|core| body::grow(&dom, &marks, core, as_article.node, main));
        // Under a notice of one sentence the line of time and source may be the longer text.
        let under_title = |body: Id| {
            byline.is_some_and(|line| dom.contains(line, body))
                || body::is_byline(&dom, &marks, &self.words, body)
        };
        let article_body = grown
            .filter(|body| !under_title(*body))
            .or_else(|| {
                (article_title || grown.is_some())
                    .then(|| {
                        let is_line = |id| grown.is_some() && under_title(id);
                        body::by_words(&dom, &marks, as_article.node, is_line)
                    })
                    .flatten()
            })
            .or_else(|| body::below_line(&dom, &marks, grown?))
            .or(grown);
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
            wording.ended = markup::has_end(markup);
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
        let document = super::document::read(&ctx, &self.words);

        let mut links = links::read(&dom, &base);
        facts.navigation = nav::read(&dom, &marks, &base, &links);
        let trees = script_tree::read(&dom, &base);
        links.0.extend(script_tree::links(&trees));
        let pager = &self.words.pager;
        (facts.navigation).retain(|block| !paging::is_pager(block, pager));
        facts.navigation.extend(trees);
        let dynamic_rows = layout::template_rows(&dom);
        let awaits = list.awaits(&dom, tools, dynamic_rows, || {
            main_folded.len() < SHORT && self.empty_markers.is_match(&main_folded)
        });
        let signals = kind::Signals {
            address,
            words: &self.words,
            html_title: head.title.as_deref(),
            site_name: facts.site_name.as_deref(),
            title: as_article.text.as_deref(),
            column: column_meta.or(last_crumb),
            own_column,
            column_path: &column_path,
            byline: byline.is_some(),
            headed: as_article.node.is_some()
                && as_article.text.as_deref().is_some_and(|title| {
                    title.chars().count() >= 8
                        && column_meta.or(last_crumb).map(fold) != Some(fold(title))
                }),
            article_meta: article_title || head::meta(&head.metas, "PubDate").is_some(),
            column_meta: column_meta.is_some(),
            stamped: head::meta(&head.metas, "createDate").is_some()
                && ["PubDate", "publishdate", "firstpublishedtime"]
                    .iter()
                    .all(|name| head::meta(&head.metas, name).is_none()),
            text: text_chars,
            list: list.facts.as_ref(),
            document: document.as_ref(),
            menus: &facts.navigation,
            blocks: list.blocks(),
            redirects: facts.redirect.is_some(),
            awaits,
            asks: &|| special::messages::asks(&main_text),
            letter: &|| special::messages_letter::of_page(&ctx),
        };
        let article = kind::is_article(&signals);
        facts.kind = kind::decide(&signals);

        if facts.kind == PageKind::SiteHome || home::may_be_home(address) {
            let dated = list.groups.iter().filter(|group| group.dated > 0);
            let entries: Vec<_> = dated
                .flat_map(|group| item::items(&dom, &base, group))
                .collect();
            let records = list.records().iter().filter_map(|item| item.date);
            let mut marks = home::read(&dom, &entries);
            marks.newest = records.chain(marks.newest).max();
            marks.awaits =
                list.records().is_empty() && (dynamic_rows > 0 || home::awaits(&dom, tools));
            if facts.kind == PageKind::SiteHome {
                marks.frames = inset::frames(&dom, &base, &self.words);
                marks.pictures = pictures::read(&dom, &base, address);
            }
            facts.home = Some(Box::new(marks));
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
            let pager = paging::read(&dom, &base, address, &self.words);
            facts.list = list.finish(&dom, tools, facts.kind, pager, main, dynamic_rows);
            let is_empty = facts.list.as_ref().is_none_or(|list| list.items.is_empty());
            let alone = is_empty && text_chars == 0;
            facts.inset = inset::read(&dom, &base, &self.words, alone);
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
        facts.scripts = scripts::mark(&dom, markup, dynamic_rows);
        let search = search::find_box(&dom, &marks, &self.words);
        facts.search_box = search.is_some();
        facts.search_target = search.and_then(|found| search::target(&dom, found, &base));
        if search.is_none() && matches!(facts.kind, PageKind::SiteHome | PageKind::PlatformHome) {
            facts.search_elsewhere = search::elsewhere(&dom, &base, &self.words);
            facts.search_awaits = search::awaits(&dom, &marks);
        }
        facts.unreadable = shell::unreadable(
            &dom,
            reply,
            &self.words,
            head.title.as_deref(),
            facts.redirect.is_some(),
        );
        if cut {
            facts.unreadable = Some(Cause::LimitReached);
        }
        let shown = if article && !body_text.is_empty() {
            &body_text
        } else {
            &main_text
        };
        facts.text_length = text::count_shown(shown) as usize;
        facts.prose = prose::length(
            &dom,
            main,
            &self.words,
            &self.asides,
            facts.title.as_deref(),
            &trail.crumbs,
        );
        let is_home = matches!(facts.kind, PageKind::SiteHome | PageKind::PlatformHome);
        let has_items = (facts.list.as_ref()).is_some_and(|list| !list.items.is_empty());
        if facts.prose < LITTLE
            && !is_home
            && !has_items
            && let Some(sign) = awaited::text(&dom, &marks, &self.words)
        {
            facts.script_regions.push(LinkRegion::Main);
            // Other pages of the template tell nothing of this one.
            if sign == awaited::Sign::Written {
                facts.scripts = 0;
            }
        }
        let start: String = shown.chars().take(EXCERPT).collect();
        facts.excerpt = start;
        special::read(&ctx, &mut facts);
        let kept = facts.document.is_some() || facts.guide.is_some() || facts.report.is_some();
        // Half a page, or a challenge in its place, has another text without having changed.
        if kept && reply.broken_off().is_none() && facts.unreadable.is_none() {
            let own = if body_text.is_empty() {
                &main_text
            } else {
                &body_text
            };
            facts.text_digest = Some(text::digest(own));
        }
        let (phrases, elements) = self.find_phrases(&main_folded);
        facts.phrases = phrases;
        if !matches!(facts.kind, PageKind::SiteHome | PageKind::PlatformHome) {
            facts.elements = elements;
        }
        facts.missing = missing::words_of(&facts, &main_text, &self.words);
        facts.breadcrumb = trail.crumbs;
        facts.column_path = column_path;
        facts.metas = head.metas;
        facts
    }

    /// Finds the phrases that rules ask for, and the statutory elements that a text shows.
    fn find_phrases(&self, folded: &str) -> (Box<[Arc<str>]>, Vec<String>) {
        let mut seen = vec![false; self.phrase_texts.len()];
        let mut elements = marks().unseen();
        self.phrases.each_in(folded, |number, at| {
            match number.checked_sub(self.phrase_texts.len()) {
                None => seen[number] = true,
                Some(number) => elements.note(folded, number, &at),
            }
        });
        let phrases = self.phrase_texts.iter().zip(seen);
        let phrases = phrases.filter(|(_, seen)| *seen);
        let phrases = phrases.map(|(phrase, _)| phrase.clone()).collect();
        (phrases, elements.ids())
    }
}
