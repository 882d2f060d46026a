//! Taking captures in: reading pages, keeping their facts, and saying where they lead.

use std::sync::{Mutex, PoisonError};

use foldhash::{HashMap, HashSet};

use crate::crawl::{AddressClass, Discovered, DiscoveredKind, Scope};
use crate::model::{Address, Capture, Cause, CrawlSummary, LinkRegion, PageFacts, Words};
use crate::page;
use crate::site::{Builder, Origin, SiteModel, may_be_report};

use super::{ScanOptions, Tools};

/// Takes captures of one site in, on any number of threads.
pub(super) struct Taking<'a> {
    tools: &'a Tools,
    builder: Mutex<Builder>,
    /// Addresses of an earlier phase that need not be asked for again.
    done: Mutex<HashSet<Address>>,
    /// What the names of links say, since the menus of all pages have the same.
    told: Mutex<HashMap<String, Name>>,
    /// What the addresses are to the site that menus lead to, page after page.
    classes: Mutex<HashMap<Address, AddressClass>>,
}

/// What the name of a link says of where it leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// To the platform.
    Platform,
    /// To a column with an obligation.
    Column,
    /// To an annual report.
    Report,
    /// Nothing that decides a rule.
    Other,
}

/// Names kept with what they say; enough for the menus of a site.
const TOLD: usize = 4096;
/// Bytes of a name that may be a menu's.
const MENU_NAME: usize = 48;
/// Rows of a list that are read before the rest of it.
const FIRST_ROWS: usize = 3;

impl<'a> Taking<'a> {
    pub(super) fn new(tools: &'a Tools) -> Self {
        Self {
            tools,
            builder: Mutex::new(Builder::new()),
            done: Mutex::new(HashSet::default()),
            told: Mutex::new(HashMap::default()),
            classes: Mutex::new(HashMap::default()),
        }
    }

    /// Reads one capture and returns the addresses that it names, most telling first.
    /// Without a scope nothing is to be asked for, and nothing is returned.
    pub(super) fn take(&self, capture: &Capture, scope: Option<&Scope>) -> Vec<Discovered> {
        let facts = self.read(capture);
        let found = match (&facts, scope) {
            (Some(facts), Some(scope)) => self.discovered(capture, facts, scope),
            _ => Vec::new(),
        };
        let digest = Builder::digest(capture);
        self.builder
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .absorb(capture, facts, digest);
        found
    }

    fn read(&self, capture: &Capture) -> Option<PageFacts> {
        let reply = capture.result.as_ref().ok()?;
        let readable =
            (200..300).contains(&reply.status) && !reply.head_only && page::is_html(reply);
        readable.then(|| self.tools.reader.read(&capture.address, reply))
    }

    /// Where a page leads, with how soon each address should be asked for: what decides rules
    /// first (the platform, its columns, the guide, the reports), the long tail later.
    fn discovered(&self, capture: &Capture, facts: &PageFacts, scope: &Scope) -> Vec<Discovered> {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::with_capacity(facts.links.len());
        let mut classes = self.classes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut class = |address: &Address| {
            if let Some(class) = classes.get(address) {
                return *class;
            }
            let class = scope.classify(address);
            if classes.len() < TOLD {
                classes.insert(address.clone(), class);
            }
            class
        };
        let mut add = |address: &Address, priority: u8| {
            let kind = match class(address) {
                AddressClass::InScope => DiscoveredKind::Page,
                AddressClass::Attachment => DiscoveredKind::Attachment,
                AddressClass::External | AddressClass::Trap(_) | AddressClass::Asset => return,
            };
            // A file on another site is another site's to keep.
            if kind == DiscoveredKind::Attachment && !scope.holds_host(address) {
                return;
            }
            if *address != capture.address && !done.contains(address) {
                found.push(Discovered {
                    address: address.clone(),
                    priority,
                    kind,
                });
            }
        };
        if let Some(redirect) = &facts.redirect {
            add(redirect, 0);
        }
        let list_targets: HashMap<&Address, usize> = facts
            .list
            .iter()
            .flat_map(|list| list.items.iter().enumerate())
            .filter_map(|(place, item)| Some((item.target.as_ref()?, place)))
            .collect();
        for link in &facts.links {
            let Some(target) = &link.target else { continue };
            let name = self.name(&link.text);
            let priority = if name == Name::Platform {
                0
            } else if name == Name::Column {
                1
            } else if name == Name::Report {
                2
            } else if let Some(place) = list_targets.get(target) {
                // The first rows show what a column holds; the others are the long tail.
                if *place < FIRST_ROWS { 4 } else { 5 }
            } else {
                match link.region {
                    LinkRegion::Header | LinkRegion::Side | LinkRegion::Hidden => 3,
                    LinkRegion::Main => 4,
                    LinkRegion::Footer => 6,
                }
            };
            add(target, priority);
        }
        // Rows that stand in data (a script's string, `<datastore>`) are no links of the page.
        let linked: HashSet<&Address> = facts
            .links
            .iter()
            .filter_map(|link| link.target.as_ref())
            .collect();
        for target in facts
            .list
            .iter()
            .flat_map(|list| &list.items)
            .filter_map(|item| item.target.as_ref())
            .filter(|target| !linked.contains(target))
        {
            add(target, 5);
        }
        for next in facts
            .list
            .iter()
            .flat_map(|list| list.next.iter().chain(&list.more))
        {
            add(next, 3);
        }
        if let Some(target) = &facts.search_target {
            add(target, 6);
        }
        for attachment in facts
            .document
            .iter()
            .flat_map(|document| &document.attachments)
        {
            if let Some(target) = &attachment.target {
                add(target, 7);
            }
        }
        found
    }

    fn name(&self, text: &str) -> Name {
        let read = || {
            if self.tools.names.is_platform_entry(text) {
                Name::Platform
            } else if !self.tools.names.serves(text, &[], true).is_empty() {
                Name::Column
            } else if may_be_report(text) {
                Name::Report
            } else {
                Name::Other
            }
        };
        if text.len() > MENU_NAME {
            return read();
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = told.get(text) {
            return *name;
        }
        let name = read();
        if told.len() < TOLD {
            told.insert(text.to_owned(), name);
        }
        name
    }

    /// Marks everything asked so far as not to be asked again, and forgets what addresses were
    /// to the site: its scope may grow.
    pub(super) fn end_phase(&self) {
        self.classes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        let builder = self.builder.lock().unwrap_or_else(PoisonError::into_inner);
        self.done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(builder.asked());
    }

    /// Calls `use_builder` with the builder.
    pub(super) fn with_builder<T>(&self, use_builder: impl FnOnce(&mut Builder) -> T) -> T {
        use_builder(&mut self.builder.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes the model.
    pub(super) fn finish(
        self,
        seed: Address,
        scope: &Scope,
        preview: bool,
        crawl: CrawlSummary,
        cut_short: Option<Cause>,
        options: &ScanOptions,
    ) -> SiteModel {
        let builder = self
            .builder
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut crawl = crawl;
        let left = builder.unasked(|address| scope.classify(address) == AddressClass::InScope);
        // A redirect to the site's other host is followed by the answers, not asked twice.
        let cut_short = cut_short.or((left > 0).then_some(Cause::NotFetched));
        if left > 0 {
            crawl.why_incomplete.push(Words::new(
                format!("还有 {left} 个站内网址没有抓取"),
                format!("{left} addresses of the site were not fetched"),
            ));
        }
        crawl.complete = cut_short.is_none() && crawl.why_incomplete.is_empty();
        let origin = Origin {
            preview,
            cut_short,
            guessed: false,
        };
        builder.finish(
            seed,
            origin,
            &self.tools.names,
            options.given.clone(),
            &self.tools.profiles,
            crawl,
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::date;

    use super::super::{ScanOptions, Tools, folder};
    use super::Taking;
    use crate::audit::{self, Options};
    use crate::calendar::Calendar;
    use crate::crawl::Scope;
    use crate::facts::View;
    use crate::model::CrawlSummary;
    use crate::rules::RuleSet;
    use crate::site::Builder;

    /// Audits the demo's pages with this many bytes of them in memory.
    fn audit(tools: &Tools, rules: &RuleSet, held: usize) -> audit::Judged {
        let options = ScanOptions::default();
        let files = folder::open_demo(&options).unwrap();
        let taking = Taking {
            builder: Builder::holding(held).into(),
            ..Taking::new(tools)
        };
        for address in files.html_files().unwrap() {
            taking.take(&files.fetch(&address), None);
        }
        let seed = files.base().clone();
        let scope = Scope::of_site(&seed);
        let site = taking.finish(seed, &scope, true, CrawlSummary::default(), None, &options);
        assert!(!site.pages.lost_some());
        let calendar = Calendar::shipped();
        let view = View::new(&site, &tools.names, &calendar, date(2026, 11, 24));
        audit::judge(rules, &view, Options::default())
    }

    #[test]
    fn pages_in_a_file_give_the_same_audit_as_pages_in_memory() {
        let rules = RuleSet::shipped().unwrap();
        let tools = Tools::shipped(rules.phrases().into_iter().collect()).unwrap();
        let in_memory = audit(&tools, &rules, usize::MAX);
        let in_file = audit(&tools, &rules, 1);
        assert!(!in_memory.outcomes.is_empty());
        assert_eq!(in_memory.tallies, in_file.tallies);
        assert_eq!(in_memory.outcomes, in_file.outcomes);
    }
}
