//! Taking captures in: reading pages, keeping their facts, and saying where they lead.

use std::sync::{Arc, Mutex, PoisonError};

use foldhash::{HashMap, HashSet};

use crate::crawl::{AddressClass, Discovered, DiscoveredKind, Scope, Told, turn};
use crate::model::{Address, Capture, Cause, CrawlSummary, PageFacts, Words};
use crate::page;
use crate::recent::Recent;
use crate::site::{Builder, Origin, SiteModel, may_be_report};

use super::gaps;
use super::lists::Lists;
use super::look;
use super::order::{self, Known, Name};
use super::{ScanError, ScanOptions, Tools};

/// What a crawl says of itself.
#[derive(Default)]
pub(super) struct Crawled {
    /// The crawl in words and numbers.
    pub(super) summary: CrawlSummary,
    /// Why it is only a part of the site, if it is.
    pub(super) cut_short: Option<Cause>,
    /// Whether it has told how many pages are left: those that it knew of. They are not told a
    /// second time as the links say.
    pub(super) left_is_told: bool,
}

/// Takes captures of one site in, on any number of threads.
pub(super) struct Taking<'a> {
    tools: &'a Tools,
    builder: Mutex<Builder>,
    /// Addresses of an earlier phase that need not be asked for again.
    done: Mutex<HashSet<Address>>,
    /// What the names of links say, since the menus of all pages have the same.
    told: Mutex<(Recent<Name>, HashMap<String, Name>)>,
    /// What the addresses are to the site that menus lead to, page after page.
    classes: Mutex<(Recent<AddressClass>, HashMap<Address, AddressClass>)>,
    /// Pages that go on with a list.
    further: Mutex<HashSet<Address>>,
    /// What lists tell of their rows, kept where not everything may be asked for.
    lists: Option<Mutex<Lists>>,
}

/// Names kept with what they say; enough for the menus of a site.
const TOLD: usize = 4096;
/// Bytes of a name that may be a menu's.
const MENU_NAME: usize = 48;

impl<'a> Taking<'a> {
    pub(super) fn new(tools: &'a Tools) -> Self {
        Self {
            tools,
            builder: Mutex::new(Builder::new()),
            done: Mutex::new(HashSet::default()),
            told: Mutex::default(),
            classes: Mutex::default(),
            further: Mutex::new(HashSet::default()),
            lists: None,
        }
    }

    /// Says whether not everything may be asked for: then it matters what is asked for first.
    pub(super) fn choosing(self, limited: bool) -> Self {
        Self {
            lists: limited.then(Mutex::default),
            ..self
        }
    }

    /// Reads one capture and tells what addresses it names, most telling first.
    /// Without a scope nothing is to be asked for, and nothing is told.
    pub(super) fn take(&self, capture: &Capture, scope: Option<&Scope>) -> Told {
        let facts = self.read(capture);
        let found = match (&facts, scope) {
            (Some(facts), Some(scope)) => Told {
                found: self.discovered(capture, facts, scope),
                look: look::of(facts),
            },
            _ => Told::default(),
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

    /// Where a page leads, with how soon each address should be asked for.
    fn discovered(&self, capture: &Capture, facts: &PageFacts, scope: &Scope) -> Vec<Discovered> {
        let own = facts.column_path.last().or(facts.title.as_ref());
        let served = own
            .filter(|_| facts.list.is_some())
            .map(|name| self.tools.names.serves(name, &[], true))
            .unwrap_or_default();
        let goes_on = self.goes_on(&capture.address, facts);
        let promised = |title: &str| self.tools.reader.promised(title);
        let sooner = self.lists.as_ref().map_or_else(Vec::new, |lists| {
            let today = capture.fetched.to_zoned(jiff::tz::TimeZone::UTC).date();
            let mut lists = lists.lock().unwrap_or_else(PoisonError::into_inner);
            lists.take(&capture.address, facts, today, &promised)
        });
        let mut found = order::turns(
            facts,
            &Known {
                name: &|text| self.name(text),
                promised: &promised,
                goes_on,
                reports: served
                    .iter()
                    .any(|id| matches!(*id, "guide" | "annual-reports")),
                rules: served
                    .first()
                    .and_then(|own| self.tools.sought.get(*own))
                    .copied()
                    .unwrap_or_default(),
            },
        );
        found.extend(sooner.iter().map(|(address, turn)| (address, *turn)));
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let mut classes = self.classes.lock().unwrap_or_else(PoisonError::into_inner);
        let (recent, classes) = &mut *classes;
        let mut class = |address: &Address| {
            recent.or_ask(address.shared(), || {
                if let Some(class) = classes.get(address) {
                    return *class;
                }
                let class = scope.classify(address);
                if classes.len() < TOLD {
                    classes.insert(address.clone(), class);
                }
                class
            })
        };
        let pictures = facts.home.iter().flat_map(|home| &home.pictures);
        let pictures: HashSet<&Address> = pictures.map(|picture| &picture.target).collect();
        let mut kept = Vec::with_capacity(found.len());
        for (address, priority) in found {
            let kind = match class(address) {
                AddressClass::InScope if facts.redirect.as_ref() == Some(address) => {
                    DiscoveredKind::Onward
                }
                AddressClass::InScope => DiscoveredKind::Page,
                AddressClass::Attachment => DiscoveredKind::Attachment,
                // Of what only adorns pages no more is asked than whether it is there.
                AddressClass::Asset if pictures.contains(address) => DiscoveredKind::Attachment,
                AddressClass::External | AddressClass::Trap(_) | AddressClass::Asset => continue,
            };
            // A file on another site is another site's to keep.
            if kind == DiscoveredKind::Attachment && !scope.holds_host(address) {
                continue;
            }
            if *address != capture.address && !done.contains(address) {
                kept.push(Discovered {
                    address: address.clone(),
                    // Whatever names it, a file is only probed.
                    priority: match kind {
                        DiscoveredKind::Attachment => turn::FILE,
                        _ => priority,
                    },
                    kind,
                });
            }
        }
        kept
    }

    /// Tells whether a page goes on with a list that an earlier page begins, and notes which
    /// pages go on with its own.
    fn goes_on(&self, address: &Address, facts: &PageFacts) -> bool {
        let mut further = self.further.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = &facts.list {
            let pages = order::pages(list).filter(|page| *page != address);
            further.extend(pages.cloned());
        }
        further.contains(address)
    }

    fn name(&self, text: &Arc<str>) -> Name {
        let read = || {
            if self.tools.names.is_platform_entry(text) {
                Name::Platform
            } else if let [own, ..] = self.tools.names.serves(text, &[], true)[..] {
                match own {
                    "guide" | "annual-reports" => Name::Report,
                    _ => Name::Column(self.tools.sought.get(own).copied().unwrap_or_default()),
                }
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
        let (recent, told) = &mut *told;
        recent.or_ask(text, || {
            if let Some(name) = told.get(&**text) {
                return *name;
            }
            let name = read();
            if told.len() < TOLD {
                told.insert(text.to_string(), name);
            }
            name
        })
    }

    /// Marks everything asked so far as not to be asked again, and forgets what addresses were
    /// to the site: its scope may grow.
    pub(super) fn end_phase(&self) {
        *self.classes.lock().unwrap_or_else(PoisonError::into_inner) = Default::default();
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

    /// Says why no page that came is the site's own.
    pub(super) fn shows_nothing(&self, place: impl FnOnce() -> String) -> Option<ScanError> {
        self.with_builder(|builder| {
            (!builder.saw_something()).then(|| match builder.leads_away() {
                Some(to) => ScanError::LeadsAway {
                    place: place(),
                    to: to.to_string(),
                },
                None => ScanError::InTheWay { place: place() },
            })
        })
    }

    /// Makes the model.
    pub(super) fn finish(
        self,
        seed: Address,
        scope: &Scope,
        preview: bool,
        crawled: Crawled,
        options: &ScanOptions,
    ) -> SiteModel {
        let Self {
            tools,
            builder,
            done,
            told,
            classes,
            further,
            lists,
        } = self;
        // What only reading needs would lie beside the model while it is made.
        drop((done, told, classes, further, lists));
        let builder = builder.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut crawl = crawled.summary;
        let gaps = builder.gaps(|address| scope.classify(address) == AddressClass::InScope);
        // A redirect to the site's other host is followed by the answers, not asked twice.
        let left = gaps.unasked;
        let mut cut_short = crawled
            .cut_short
            .or((left > 0).then_some(Cause::NotFetched));
        if left > 0 && !crawled.left_is_told {
            crawl.why_incomplete.push(Words::new(
                format!("还有 {left} 个站内网址没有抓取"),
                format!("{left} addresses of the site were not fetched"),
            ));
        }
        if let Some(refused) = gaps::refused(&gaps.refused, builder.pages(), &tools.names) {
            cut_short = cut_short.or(refused.cut_short);
            crawl.why_incomplete.push(refused.words);
        }
        crawl.complete = cut_short.is_none() && crawl.why_incomplete.is_empty();
        let origin = Origin {
            preview,
            cut_short,
            guessed: false,
            undated: false,
        };
        builder.finish(
            seed,
            origin,
            &tools.names,
            options.given.clone(),
            &tools.profiles,
            crawl,
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use jiff::civil::date;

    use super::super::{ScanOptions, Tools, folder};
    use super::{Crawled, Taking};
    use crate::audit::{self, Options};
    use crate::calendar::Calendar;
    use crate::crawl::Scope;
    use crate::facts::View;
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
        let site = taking.finish(seed, &scope, true, Crawled::default(), &options);
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
