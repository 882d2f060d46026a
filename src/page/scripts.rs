//! Which scripts a page carries, as one number: pages of one template carry the same.

use std::hash::{DefaultHasher, Hasher};

use super::dom::Dom;

/// Returns a number that is the same on pages with the same scripts, whatever numbers and
/// column names their code is given; 0 where rows wait to be copied by a script.
pub(super) fn mark(dom: &Dom<'_>, template_rows: usize) -> u64 {
    if template_rows > 0 {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    let code = |id| {
        dom.tag(id) == "script"
            // Records and templates inside `<script>` are no code.
            && dom.attr(id, "type").is_none_or(|kind| {
                let kind = kind.trim().to_ascii_lowercase();
                kind.is_empty() || kind.contains("javascript") || kind == "module"
            })
    };
    for id in dom.all().filter(|&id| code(id)) {
        let source = dom.attr(id, "src").unwrap_or_default();
        let source = source.split(['?', '#']).next().unwrap_or_default();
        plain(source, &mut hasher);
        plain(&dom.raw_text(id), &mut hasher);
    }
    // Never 0: a page without scripts is of a template too.
    hasher.finish() | 1
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

/// Hashes code without digits and blanks: addresses and identifiers differ by them.
fn plain(code: &str, hasher: &mut DefaultHasher) {
    let mut kept = Vec::with_capacity(code.len());
    // Runs are copied whole.
    for run in code
        .as_bytes()
        .split(|&byte| IS_LEFT_OUT[usize::from(byte)])
    {
        kept.extend_from_slice(run);
    }
    hasher.write(&kept);
    hasher.write_u8(0xff);
}
