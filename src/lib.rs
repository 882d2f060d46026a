//! `gongkai` (公开) audits a Chinese government body's information-disclosure site.
//!
//! A site is fetched or read into captures, each page is read into facts, the facts of
//! all pages become a site model, and rules kept as data judge that model. See
//! `docs/architecture.md` for the map and the invariants. Modules are listed in reading
//! order; a module may use only those above it.

pub mod model;

pub mod assets;
pub mod calendar;
pub mod masking;
mod recent;
mod store;
pub mod vocabulary;
pub mod yaml;

pub mod config;
pub mod snapshot;

pub mod crawl;
pub mod page;

pub mod site;

pub mod facts;

pub mod rules;

pub mod audit;

pub mod compare;
pub mod ledger;
pub mod report;
pub mod scan;
pub mod score;

pub mod papers;

pub mod cli;
