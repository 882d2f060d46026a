//! Which scripts a page carries, as one number: pages of one template carry the same.

use std::cell::RefCell;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use crate::model::PageFacts;

use super::dom::{Dom, Id, Part};
use super::plain::Tag;
use super::seen::Seen;

/// What a server puts a part of the page in the place of, where it does: pages kept as files
/// have it still.
const INCLUDE: &[u8] = b"<!--#include";

/// Returns a number that is the same on pages with the same scripts, whatever numbers and
/// column names their code is given; 0 where rows wait to be copied by a script.
pub(super) fn mark(dom: &Dom<'_>, markup: &str, template_rows: usize) -> u64 {
    if template_rows > 0 {
        return 0;
    }
    let mut marks: Vec<u64> = Vec::new();
    for part in dom.parts() {
        match part {
            Part::Own(id) => marks.extend(of_code(dom, id)),
            Part::Shared(id, common) => {
                let inner = common.scripts.get_or_init(|| {
                    let inner = dom.subtree(id);
                    inner.filter_map(|id| of_code(dom, id)).collect()
                });
                marks.extend_from_slice(inner);
            }
        }
    }
    // Never 0: a page without scripts is of a template too.
    // An element of a name of its own is a script's as well.
    let is_foreign = |id: Id| dom.tag(id).contains('-');
    if marks.is_empty()
        && memchr::memmem::find(markup.as_bytes(), INCLUDE).is_none()
        && !dom.all().any(is_foreign)
    {
        return PageFacts::WITHOUT_SCRIPTS;
    }
    FixedState::default().hash_one(marks) | 1
}

/// Returns the mark of one element; `None` where it is no code.
fn of_code(dom: &Dom<'_>, id: Id) -> Option<u64> {
    let is_code = dom.kind(id) == Tag::Script
        // Records and templates inside `<script>` are no code.
        && dom.attr(id, "type").is_none_or(|kind| {
            let kind = kind.trim().to_ascii_lowercase();
            kind.is_empty() || kind.contains("javascript") || kind == "module"
        });
    if !is_code {
        return None;
    }
    let source = dom.attr(id, "src").unwrap_or_default();
    let source = source.split(['?', '#']).next().unwrap_or_default();
    let code = dom.raw_text(id);
    let code = SEEN.with_borrow_mut(|seen| seen.or_look(&code, mark_of));
    Some(FixedState::default().hash_one((mark_of(source), code)))
}

thread_local! {
    static SEEN: RefCell<Seen<u64>> = RefCell::default();
}

fn mark_of(code: &str) -> u64 {
    let mut kept = Vec::new();
    plain(code, &mut kept);
    FixedState::default().hash_one(kept)
}

const IS_LEFT_OUT: [bool; 256] = {
    let mut out = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        out[byte as usize] = byte.is_ascii_digit() || byte.is_ascii_whitespace();
        byte += 1;
    }
    out
};

/// Keeps code without digits and blanks: addresses and identifiers differ by them.
fn plain(code: &str, kept: &mut Vec<u8>) {
    // Each byte is put down, and written over by the next one where it is left out.
    let mut end = kept.len();
    kept.resize(end + code.len(), 0);
    for &byte in code.as_bytes() {
        kept[end] = byte;
        end += usize::from(!IS_LEFT_OUT[usize::from(byte)]);
    }
    kept.truncate(end);
}
