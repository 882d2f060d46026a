//! How cells look: those of the audit's workbook, locked, and the same open for people.

use rust_xlsxwriter::{Color, Format, FormatAlign};

use crate::model::Severity;
use crate::papers::columns::Role;
use crate::report::xlsx::looks::Looks as Shared;

/// Points of the letters.
pub(super) const SIZE: f64 = 10.0;

/// The formats of a workbook.
pub(super) struct Looks {
    shared: Shared,
    pub(super) title: Format,
    pub(super) under_title: Format,
    pub(super) guarded: Format,
    pub(super) centre: Format,
    pub(super) link: Format,
    pub(super) signature: Format,
    pub(super) section: Format,
    /// Cells that people fill in.
    open: Format,
    open_centre: Format,
    pub(super) open_guarded: Format,
    /// A day that people fill in, and one that is past.
    pub(super) day: Format,
    pub(super) late: Format,
    /// Numbers of the summary, and those to look at.
    pub(super) alarm: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let shared = Shared::sized(SIZE);
        let open = shared.text.clone().set_unlocked();
        let open_centre = shared.centre.clone().set_unlocked();
        let day = open_centre.clone().set_num_format("yyyy-mm-dd");
        let red = Color::RGB(0xC0_0000);
        Self {
            title: shared.title.clone(),
            under_title: shared.under_title.clone(),
            guarded: shared.guarded.clone(),
            centre: shared.centre.clone(),
            link: shared.link.clone().set_align(FormatAlign::Center),
            signature: shared.signature.clone(),
            section: shared.section.clone(),
            open_guarded: shared.guarded.clone().set_unlocked(),
            late: day.clone().set_bold().set_font_color(red),
            alarm: shared.centre.clone().set_bold().set_font_color(red),
            day,
            open,
            open_centre,
            shared,
        }
    }

    /// Returns the look of a head.
    pub(super) const fn head(&self, is_of_people: bool) -> &Format {
        if is_of_people {
            &self.shared.head_of_people
        } else {
            &self.shared.head
        }
    }

    /// Returns the look of words in a column.
    pub(super) const fn of(&self, role: Role) -> &Format {
        match role {
            Role::Words => &self.open,
            Role::Day => &self.day,
            Role::State => &self.open_centre,
            Role::Told | Role::Order => &self.shared.text,
        }
    }

    /// Returns the look of words that the tool writes.
    pub(super) const fn text(&self) -> &Format {
        &self.shared.text
    }

    /// Returns the look of a severity.
    pub(super) const fn severity(&self, severity: Severity) -> &Format {
        self.shared.severity(severity)
    }
}
