//! Of which columns rules on content have spoken, so that what is wrong with one is told once.

use std::collections::HashSet;
use std::sync::Arc;

use super::column::filled;
use super::group::Group;
use super::view::View;
use crate::model::{Fact, Handle, SubjectKind};
use crate::site::ColumnIx;

/// The columns behind the verdicts of rules that ask whether there is any content.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    /// Those said to hold nothing, with all below them.
    pub(super) failed: HashSet<ColumnIx>,
    /// Those of which something stands in one of them together, or that were left open.
    pub(super) others: HashSet<ColumnIx>,
    /// Whether the site was said to offer no channel for questions that opens.
    pub(super) channel: bool,
}

impl Spoken {
    /// Collects the columns of the subjects that rules spoke of.
    pub(super) fn of(view: &View<'_>, failed: &[Handle], others: &[Handle]) -> Self {
        let mut spoken = Self::default();
        for handle in failed {
            match group_of(view, handle) {
                Some(group) if says_all(view, handle, &group) => spoken.failed.extend(&group.all),
                Some(group) => spoken
                    .failed
                    .extend(group.gone(view).map(|(number, _)| number)),
                None => spoken.channel |= handle.subject.kind == SubjectKind::Site,
            }
        }
        for handle in others {
            // What stands below is not spoken of.
            spoken.others.extend(
                group_of(view, handle)
                    .iter()
                    .flat_map(|group| &group.columns),
            );
        }
        spoken
    }
}

/// Returns the columns that stand for a subject.
fn group_of(view: &View<'_>, handle: &Handle) -> Option<Arc<Group>> {
    match handle.subject.kind {
        SubjectKind::Column => Some(view.group(handle.index)),
        SubjectKind::Guide => view.group_serving("guide"),
        SubjectKind::Report => view.group_serving("annual-reports"),
        _ => None,
    }
}

/// Tells whether a failure says that nothing is in any of the columns: that one paper is not in
/// them says so only where they are bare.
fn says_all(view: &View<'_>, handle: &Handle, group: &Group) -> bool {
    handle.subject.kind == SubjectKind::Column || filled(view, group) == Fact::bool(false)
}
