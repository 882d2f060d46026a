//! The list for a person at a terminal: totals first, one table to see everything at a glance,
//! then each finding as a block that reads like a note to a colleague, then what to look at by
//! hand, then what the verdicts rest on.

mod blocks;
mod closing;
pub(super) mod paper;

use std::io::{self, Write};

use super::{Detail, Format, Style};
use crate::model::Run;
use paper::Paper;

pub(super) const FORMAT: Format = Format {
    name: "table",
    endings: &[],
    on_terminal: true,
    is_record: false,
    zh: "终端中的问题清单（默认）",
    en: "the list of findings at a terminal (default)",
    write,
};

fn write(run: &Run, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut paper = Paper::new(style, out);
    blocks::heading(run, &mut paper)?;
    blocks::at_a_glance(run, &mut paper)?;
    blocks::findings(run, &mut paper)?;
    if style.detail > Detail::Brief {
        closing::by_hand(run, &mut paper)?;
    }
    closing::totals(run, &mut paper)?;
    closing::footing(run, &mut paper)
}
