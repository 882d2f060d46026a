//! Takes in captures and pages as they come, and makes the model when all are there.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, VecDeque};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::RandomState;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::answers::{Answer, Answers, FileKind, Resolution};
use super::intern::Strings;
use super::names::Names;
use super::pages::{Beside, Pages, Part};
use super::record::{Block, LinkRef, PageIx, PageRecord};
use super::{SiteModel, body, columns, content, membership, platform, reports, templates};
use crate::model::{
    Address, Body, Capture, Cause, CrawlSummary, FailureKind, LinkRegion, NavItem, PageFacts,
    PageKind,
};
use crate::recent::Recent;
use crate::store::Store;

/// How the material was come by, as far as it changes what may be concluded.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// True for loopback and private addresses and for directories: rules on hosts do not apply.
    pub preview: bool,
    /// True when the address was guessed from the links of the pages of a directory: how it is
    /// served was not seen.
    pub guessed: bool,
    /// True for directories: when what is in them was fetched is not known.
    pub undated: bool,
    /// Why the material is only a part of what the site links to, if it is.
    pub cut_short: Option<Cause>,
}

/// Link targets of the site that gave no page.
#[derive(Debug, Default)]
pub struct Gaps {
    /// How many were never asked for.
    pub unasked: usize,
    /// Those that answered with an error or not at all.
    pub refused: Vec<Refusal>,
}

/// An address that answered with an error that says nothing of the thing itself, or not at all.
#[derive(Debug)]
pub struct Refusal {
    /// The number of the address.
    pub number: u32,
    /// What that means for what stands there.
    pub cause: Cause,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub failure: Option<FailureKind>,
    /// Whether a menu leads there.
    pub menu: bool,
    /// By what names it is linked to.
    pub names: BTreeSet<String>,
}

/// Navigation blocks remembered; a few menus on each template of a site.
const RECENT_BLOCKS: usize = 32;

/// Collects the material of one site.
#[derive(Debug, Default)]
pub struct Builder {
    pages: Pages,
    answers: Answers,
    strings: Strings,
    recent_targets: Recent<u32>,
    recent_texts: Recent<u32>,
    /// Navigation blocks that pages of one template shared lately, with their numbers.
    recent_blocks: VecDeque<(Arc<Vec<NavItem>>, u32)>,
    /// Navigation blocks and runs of links by their hashes: the number of what is kept in
    /// memory, which nothing is before it is seen a second time.
    blocks: HashMap<u64, Option<u32>>,
    runs: HashMap<u64, Option<u32>>,
    hasher: RandomState,
    span: Option<(Timestamp, Timestamp)>,
    html_pages: usize,
    own_pages: bool,
    /// Where the first page leads that only leads to another host.
    leads_away: Option<Address>,
    bytes: u64,
}

impl Builder {
    /// Makes an empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty collection that keeps so many bytes of pages in memory before it begins a
    /// file for them.
    pub fn holding(bytes: usize) -> Self {
        Self {
            pages: Pages::kept_in(Store::holding(bytes)),
            ..Self::default()
        }
    }

    /// Takes in one capture, with the facts of its page when it was read as HTML.
    ///
    /// `digest` is [`Builder::digest`] of the capture, computed by the caller so that many
    /// threads can do it at once.
    pub fn absorb(&mut self, capture: &Capture, facts: Option<PageFacts>, digest: [u8; 32]) {
        let fetched = capture.fetched;
        self.span = Some(self.span.map_or((fetched, fetched), |(first, last)| {
            (first.min(fetched), last.max(fetched))
        }));
        let reply = match &capture.result {
            Err(failure) => return self.fail(capture, failure.kind),
            Ok(reply) => reply,
        };
        // Error pages are the server's words, not the site's: a directory has none.
        if (200..300).contains(&reply.status) && !reply.head_only {
            self.bytes += reply.body.len() as u64;
        }
        let sha256 = digest;
        let sent_on = facts.as_ref().is_some_and(|facts| facts.redirect.is_some());
        let too_long = facts
            .as_ref()
            .is_some_and(|facts| facts.unreadable == Some(Cause::LimitReached))
            .then_some(FailureKind::Limit);
        if facts.is_some()
            && !sent_on
            && let Some(why) = reply.broken_off().or(too_long)
        {
            // Nothing may be said of what half a page lacks; what it has may be half of it too.
            return self.fail(capture, why);
        }
        let mut redirect = reply.redirects_to().and_then(|to| capture.address.join(to));
        let mut page = None;
        let missing = facts.as_ref().and_then(|facts| facts.missing.clone());
        if missing.is_some() {
            // What it does after some seconds, going to the home page, is no answer.
            redirect = redirect.filter(|_| !(200..300).contains(&reply.status));
        } else if let Some(facts) = facts
            && (200..300).contains(&reply.status)
            && self
                .answers
                .would_replace(&capture.address, fetched, &sha256)
        {
            if redirect.is_none() {
                redirect.clone_from(&facts.redirect);
            }
            self.html_pages += 1;
            let in_the_way = [Some(Cause::Blocked), Some(Cause::NotFetched)];
            // A page that only leads to another host shows nothing of this one.
            let away = facts.redirect.as_ref();
            let away = away.filter(|to| to.host() != capture.address.host());
            self.own_pages |= away.is_none() && !in_the_way.contains(&facts.unreadable);
            if self.leads_away.is_none() {
                self.leads_away = away.cloned();
            }
            page = Some(self.keep(capture, reply.status, sha256, facts));
        }
        let answer = Answer {
            fetched,
            status: Ok(reply.status),
            redirect,
            missing: missing
                .filter(|_| (200..300).contains(&reply.status))
                .map(String::into_boxed_str),
            page,
            sha256: (!reply.head_only).then_some(sha256),
            media_type: reply.media_type().map(Arc::from),
            content: (page.is_none()
                && (200..300).contains(&reply.status)
                && (!reply.body.is_empty() || !reply.head_only && reply.truncated.is_none()))
            .then(|| FileKind::of(&reply.body)),
        };
        self.answers.add(&capture.address, answer);
    }

    /// Keeps why an address gave no page.
    fn fail(&mut self, capture: &Capture, why: FailureKind) {
        let answer = Answer {
            fetched: capture.fetched,
            status: Err(why),
            redirect: None,
            missing: None,
            page: None,
            sha256: None,
            media_type: None,
            content: None,
        };
        self.answers.add(&capture.address, answer);
    }

    /// Computes the digest of a capture's decoded body.
    pub fn digest(capture: &Capture) -> [u8; 32] {
        capture
            .result
            .as_ref()
            .map_or([0; 32], |reply| Sha256::digest(&reply.body).into())
    }

    /// Returns what each address answered so far.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Returns the number of an address, which is then among those that the site names.
    pub fn number(&mut self, address: &Address) -> u32 {
        self.answers.number(address)
    }

    /// Returns every address asked so far.
    pub fn asked(&self) -> impl Iterator<Item = Address> + '_ {
        self.answers.asked()
    }

    /// Returns the addresses that were not answered or refused, with the cause, in order.
    pub fn errors(&self) -> Vec<(String, String)> {
        let failures = self.answers.failures().into_iter();
        failures
            .map(|(address, code)| (address.as_str().to_owned(), code))
            .collect()
    }

    /// Looks at every link target that `wanted` picks, for those that gave no page.
    pub fn gaps(&self, wanted: impl Fn(&Address) -> bool) -> Gaps {
        let mut seen = vec![false; self.answers.known()];
        let mut gaps = Gaps::default();
        for link in self.links() {
            let Some(number) = link.target else { continue };
            if std::mem::replace(&mut seen[number as usize], true) {
                continue;
            }
            let Some(address) = self.answers.address(number) else {
                continue;
            };
            if !wanted(&address) {
                continue;
            }
            match self.answers.resolve(&address) {
                Resolution::Unasked(end) if wanted(&end) => gaps.unasked += 1,
                Resolution::Refused(cause, status) => gaps.refused.push(Refusal {
                    number,
                    cause,
                    status,
                    failure: self
                        .answers
                        .end(&address)
                        .and_then(|answer| answer.status.err()),
                    menu: false,
                    names: BTreeSet::new(),
                }),
                _ => {}
            }
        }
        self.name(&mut gaps.refused);
        gaps
    }

    /// Notes by what names pages lead to addresses that gave no page: there are hardly any.
    fn name(&self, refused: &mut [Refusal]) {
        if refused.is_empty() {
            return;
        }
        let places: HashMap<u32, usize> = refused
            .iter()
            .enumerate()
            .map(|(place, refusal)| (refusal.number, place))
            .collect();
        for link in self.links() {
            let Some(place) = link.target.and_then(|number| places.get(&number)) else {
                continue;
            };
            let refusal = &mut refused[*place];
            refusal.menu |= matches!(link.region, LinkRegion::Header | LinkRegion::Side);
            let text = self.strings.get(link.text);
            if !refusal.names.contains(text) {
                refusal.names.insert(text.to_owned());
            }
        }
    }

    fn links(&self) -> impl Iterator<Item = LinkRef> {
        (0..self.pages.len()).flat_map(|page| self.pages.links(PageIx(page as u32)))
    }

    /// Reads the entries to the platform off a page.
    pub fn entries(&self, page: PageIx, names: &Names) -> Vec<platform::Entry> {
        self.record(page)
            .map(|page| platform::entries_on(&page, &self.answers, &self.strings, names))
            .unwrap_or_default()
    }

    /// Returns a page taken in so far.
    pub fn record(&self, page: PageIx) -> Option<Arc<PageRecord>> {
        self.pages.get(page, |number| self.answers.address(number))
    }

    /// Returns the number of HTML pages taken in so far.
    pub fn pages(&self) -> usize {
        self.html_pages
    }

    /// Tells whether any of them is the site's own, and not what stands in its way.
    pub fn saw_something(&self) -> bool {
        self.own_pages
    }

    /// Returns where a page leads that only leads to another host.
    pub fn leads_away(&self) -> Option<&Address> {
        self.leads_away.as_ref()
    }

    /// Makes the model.
    ///
    /// `given` is what is known of the body from elsewhere; the rest is guessed.
    pub fn finish(
        mut self,
        seed: Address,
        origin: Origin,
        names: &Names,
        given: body::GivenBody,
        profiles: &body::Profiles,
        mut crawl: CrawlSummary,
    ) -> SiteModel {
        // Only what comes in is compared with what is shared.
        self.blocks = HashMap::default();
        self.runs = HashMap::default();
        self.sort();
        templates::settle(&mut self.pages, &self.answers);
        crawl.pages = self.pages.len();
        crawl.requests = self.answers.len();
        crawl.bytes = self.bytes;
        let fetched = self
            .span
            .unwrap_or((Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH));
        let mut model = SiteModel {
            seed,
            origin,
            column_of: vec![None; self.pages.len()],
            pages: self.pages,
            answers: self.answers,
            strings: self.strings,
            home: None,
            entries: Vec::new(),
            platform: platform::PlatformState::unread(),
            columns: Vec::new(),
            contents: Vec::new(),
            reports: Vec::new(),
            body: Body {
                name: None,
                profile: crate::model::Profile::CountyDepartment,
                profile_guessed: true,
                powers: Default::default(),
                lacks: Default::default(),
                region: None,
            },
            crawl,
            past: None,
            copies: Vec::new(),
            fetched,
        };
        platform::locate(&mut model, names);
        columns::collect(&mut model, names);
        content::collect(&mut model);
        membership::assign(&mut model);
        model.body = body::settle(&model, given, profiles);
        reports::collect(&mut model, names);
        model
    }

    fn keep(
        &mut self,
        capture: &Capture,
        status: u16,
        sha256: [u8; 32],
        mut facts: PageFacts,
    ) -> PageIx {
        let links: Vec<LinkRef> = std::mem::take(&mut facts.links)
            .iter()
            .map(|link| LinkRef {
                target: link.target.as_ref().map(|target| {
                    let known = &mut self.recent_targets;
                    known.or_ask(target.shared(), || self.answers.number(target))
                }),
                text: (self.recent_texts).or_ask(&link.text, || self.strings.add(&link.text)),
                region: link.region,
                bare_image: link.bare_image,
            })
            .collect();
        let navigation = std::mem::take(&mut facts.navigation)
            .into_iter()
            .map(|block| self.share_block(block))
            .collect();
        // Header, side and footer are the same on many pages.
        let links = links
            .chunk_by(|one, next| one.region == next.region)
            .map(|run| self.share_links(run))
            .collect();
        slim(&mut facts);
        let beside = Beside {
            address: self.answers.number(&capture.address),
            status,
            fetched: capture.fetched,
            sha256,
            links,
            navigation,
        };
        self.pages.add(&facts, &beside, &mut self.strings)
    }

    /// Keeps a run of links once. Runs of content are hardly ever the same.
    fn share_links(&mut self, run: &[LinkRef]) -> Part<Vec<LinkRef>> {
        let own = || Part::Own(run.to_vec());
        if run
            .first()
            .is_some_and(|link| link.region == LinkRegion::Main)
        {
            return own();
        }
        match self.runs.entry(self.hasher.hash_one(run)) {
            Entry::Vacant(first) => {
                first.insert(None);
                own()
            }
            Entry::Occupied(mut seen) => {
                let kept = (*seen.get()).unwrap_or_else(|| self.pages.add_run(Arc::from(run)));
                seen.insert(Some(kept));
                match self.pages.run(kept) == run {
                    true => Part::Shared(kept),
                    false => own(),
                }
            }
        }
    }

    /// Keeps a navigation block once: the pages of one template all carry the same.
    fn share_block(&mut self, items: Arc<Vec<NavItem>>) -> Part<Block> {
        let mut recent = self.recent_blocks.iter();
        if let Some((_, kept)) = recent.find(|(known, _)| Arc::ptr_eq(known, &items)) {
            return Part::Shared(*kept);
        }
        let mut hasher = self.hasher.build_hasher();
        hash_items(&items, &mut hasher);
        let block = Block {
            id: hasher.finish(),
            items,
        };
        match self.blocks.entry(block.id) {
            Entry::Vacant(first) => {
                first.insert(None);
                Part::Own(block)
            }
            Entry::Occupied(mut seen) => {
                let kept = (*seen.get()).unwrap_or_else(|| self.pages.add_block(block.clone()));
                seen.insert(Some(kept));
                let known = self.pages.block(kept);
                match known.is_some_and(|known| known.items == block.items) {
                    true => {
                        // The reader has it for other pages as well.
                        if Arc::strong_count(&block.items) > 1 {
                            if self.recent_blocks.len() == RECENT_BLOCKS {
                                self.recent_blocks.pop_front();
                            }
                            self.recent_blocks.push_back((block.items, kept));
                        }
                        Part::Shared(kept)
                    }
                    false => Part::Own(block),
                }
            }
        }
    }

    /// Puts pages into the order of their addresses, dropping those that a later capture of
    /// the same address replaced: the model must not depend on the order of arrival.
    fn sort(&mut self) {
        let address = |page: &usize| self.pages.hot()[*page].address;
        let mut order: Vec<usize> = self.answers.pages().map(|page| page.0 as usize).collect();
        order.sort_unstable_by(|a, b| self.answers.compare(address(a), address(b)));
        let mut new = vec![u32::MAX; self.pages.len()];
        for (to, from) in order.iter().enumerate() {
            new[*from] = to as u32;
        }
        self.pages.reorder(&order);
        self.answers.renumber(&new);
    }
}

/// Drops what no rule reads of a page of its kind.
fn slim(facts: &mut PageFacts) {
    // Papers are compared with what explains them; other pages are compared with nothing.
    if let Some(document) = &mut facts.document
        && !matches!(facts.kind, PageKind::Document | PageKind::Interpretation)
    {
        document.says.sentences = Box::default();
        document.says.sentence_starts = Box::default();
    }
}

/// Hashes a forest without following it deeper than menus go.
fn hash_items(items: &[NavItem], hasher: &mut impl Hasher) {
    items.len().hash(hasher);
    for item in items {
        item.text.hash(hasher);
        (&item.target, item.scripted).hash(hasher);
        hash_items(&item.children, hasher);
    }
}
