//! Rows, cells and what may stand between them.

use super::Doubt;
use super::build::{Builder, Mode};
use super::scan::Name;
use super::stack::is_table_scope;
use super::tag::Tag;

/// What becomes of a tag.
pub(super) enum Next {
    /// It is dealt with.
    Done,
    /// It is to be looked at again in the mode that now holds.
    Again,
    /// The rules of ordinary content hold for it.
    AsInBody,
}

fn is_row_scope(tag: Tag) -> bool {
    matches!(tag, Tag::Tr | Tag::Template | Tag::Html)
}

fn is_section_scope(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Tbody | Tag::Tfoot | Tag::Thead | Tag::Template | Tag::Html
    )
}

fn is_part(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr
    )
}

impl<'h> Builder<'h> {
    fn open_part(&mut self, is: Name<'h>, mode: Mode) -> Result<(), Doubt> {
        self.open(is)?;
        self.mode = mode;
        Ok(())
    }

    fn open_implied(&mut self, tag: Tag, mode: Mode) -> Result<(), Doubt> {
        self.open_bare(tag)?;
        self.mode = mode;
        Ok(())
    }

    pub(super) fn start_in_table(&mut self, is: Name<'h>) -> Result<Next, Doubt> {
        match (self.mode, is.tag) {
            (Mode::InCell, tag) if is_part(tag) => {
                if !self.has_in_table(|open| matches!(open, Tag::Td | Tag::Th)) {
                    return Ok(Next::Done);
                }
                self.close_cell();
                return Ok(Next::Again);
            }
            (Mode::InCaption, tag) if is_part(tag) => {
                if !self.close_caption() {
                    return Ok(Next::Done);
                }
                return Ok(Next::Again);
            }
            (Mode::InCell | Mode::InCaption, _) => return Ok(Next::AsInBody),
            (Mode::InColumnGroup, Tag::Col) => {
                self.insert(is);
                return Ok(Next::Done);
            }
            (Mode::InColumnGroup, _) => {
                if self.current() != Tag::Colgroup {
                    return Ok(Next::Done);
                }
                self.pop();
                self.mode = Mode::InTable;
                return Ok(Next::Again);
            }
            (Mode::InRow, Tag::Td | Tag::Th) => {
                self.pop_to(is_row_scope);
                self.open_part(is, Mode::InCell)?;
                self.formatting.push(None);
                return Ok(Next::Done);
            }
            (Mode::InRow, tag) if is_part(tag) => {
                return Ok(self.end_row_for_more());
            }
            (Mode::InTableBody, Tag::Tr) => {
                self.pop_to(is_section_scope);
                self.open_part(is, Mode::InRow)?;
                return Ok(Next::Done);
            }
            (Mode::InTableBody, Tag::Td | Tag::Th) => {
                self.pop_to(is_section_scope);
                self.open_implied(Tag::Tr, Mode::InRow)?;
                return Ok(Next::Again);
            }
            (Mode::InTableBody, tag) if is_part(tag) => {
                return Ok(self.end_section_for_more());
            }
            _ => {}
        }
        match is.tag {
            Tag::Caption => {
                self.pop_to(is_table_scope);
                self.formatting.push(None);
                self.open_part(is, Mode::InCaption)?;
            }
            Tag::Colgroup => {
                self.pop_to(is_table_scope);
                self.open_part(is, Mode::InColumnGroup)?;
            }
            Tag::Col => {
                self.pop_to(is_table_scope);
                self.open_implied(Tag::Colgroup, Mode::InColumnGroup)?;
                return Ok(Next::Again);
            }
            Tag::Tbody | Tag::Tfoot | Tag::Thead => {
                self.pop_to(is_table_scope);
                self.open_part(is, Mode::InTableBody)?;
            }
            Tag::Td | Tag::Th | Tag::Tr => {
                self.pop_to(is_table_scope);
                self.open_implied(Tag::Tbody, Mode::InTableBody)?;
                return Ok(Next::Again);
            }
            Tag::Table => {
                if !self.has_in_table(|open| open == Tag::Table) {
                    return Ok(Next::Done);
                }
                self.end_table();
                return Ok(Next::Again);
            }
            Tag::Style | Tag::Script => self.start_head_element(is)?,
            Tag::Input if self.is_hidden_input() => {
                self.insert(is);
            }
            Tag::Form => {
                if self.form.is_none() {
                    self.form = Some(self.insert(is));
                }
            }
            _ => return Err("elements between the rows of a table"),
        }
        Ok(Next::Done)
    }

    pub(super) fn end_in_table(&mut self, is: Name<'h>) -> Result<Next, Doubt> {
        match (self.mode, is.tag) {
            (Mode::InColumnGroup, Tag::Col) => return Ok(Next::Done),
            (Mode::InColumnGroup, tag) => {
                if self.current() != Tag::Colgroup {
                    return Ok(Next::Done);
                }
                self.pop();
                self.mode = Mode::InTable;
                return Ok(if tag == Tag::Colgroup {
                    Next::Done
                } else {
                    Next::Again
                });
            }
            (_, Tag::Body | Tag::Html | Tag::Col) => return Ok(Next::Done),
            (Mode::InCell, Tag::Td | Tag::Th) => {
                if self.has_in_table(|open| open == is.tag) {
                    self.imply_ends(None);
                    self.pop_until(|open| open == is.tag);
                    self.clear_to_marker();
                    self.mode = Mode::InRow;
                }
                return Ok(Next::Done);
            }
            (Mode::InCell, Tag::Caption | Tag::Colgroup) => return Ok(Next::Done),
            (Mode::InCell, Tag::Table | Tag::Tbody | Tag::Tfoot | Tag::Thead | Tag::Tr) => {
                if !self.has_in_table(|open| open == is.tag) {
                    return Ok(Next::Done);
                }
                self.close_cell();
                return Ok(Next::Again);
            }
            (Mode::InCaption, Tag::Caption | Tag::Table) => {
                if self.close_caption() && is.tag == Tag::Table {
                    return Ok(Next::Again);
                }
                return Ok(Next::Done);
            }
            (Mode::InCaption, tag) if is_part(tag) => return Ok(Next::Done),
            (Mode::InCell | Mode::InCaption, _) => return Ok(Next::AsInBody),
            (Mode::InRow, Tag::Tr) => {
                if self.has_in_table(|open| open == Tag::Tr) {
                    self.end_row_for_more();
                }
                return Ok(Next::Done);
            }
            (Mode::InRow, Tag::Table) => return Ok(self.end_row_for_more()),
            (Mode::InRow, Tag::Tbody | Tag::Tfoot | Tag::Thead) => {
                return Ok(if self.has_in_table(|open| open == is.tag) {
                    self.end_row_for_more()
                } else {
                    Next::Done
                });
            }
            (Mode::InTableBody, Tag::Tbody | Tag::Tfoot | Tag::Thead) => {
                if self.has_in_table(|open| open == is.tag) {
                    self.pop_to(is_section_scope);
                    self.pop();
                    self.mode = Mode::InTable;
                }
                return Ok(Next::Done);
            }
            (Mode::InTableBody, Tag::Table) => return Ok(self.end_section_for_more()),
            (_, tag) if is_part(tag) => return Ok(Next::Done),
            _ => {}
        }
        match is.tag {
            Tag::Table => {
                if self.has_in_table(|open| open == Tag::Table) {
                    self.end_table();
                }
                Ok(Next::Done)
            }
            // These would put an element in.
            Tag::P | Tag::Br => Err("elements between the rows of a table"),
            _ => Ok(Next::AsInBody),
        }
    }

    fn close_cell(&mut self) {
        self.imply_ends(None);
        self.pop_until(|open| matches!(open, Tag::Td | Tag::Th));
        self.clear_to_marker();
        self.mode = Mode::InRow;
    }

    fn close_caption(&mut self) -> bool {
        if !self.has_in_table(|open| open == Tag::Caption) {
            return false;
        }
        self.imply_ends(None);
        self.pop_until(|open| open == Tag::Caption);
        self.clear_to_marker();
        self.mode = Mode::InTable;
        true
    }

    fn end_row_for_more(&mut self) -> Next {
        if !self.has_in_table(|open| open == Tag::Tr) {
            return Next::Done;
        }
        self.pop_to(is_row_scope);
        self.pop();
        self.mode = Mode::InTableBody;
        Next::Again
    }

    fn end_section_for_more(&mut self) -> Next {
        // As the parser does it: a `thead` alone does not count here.
        if !self.has_in_table(|open| matches!(open, Tag::Table | Tag::Tbody | Tag::Tfoot)) {
            return Next::Done;
        }
        self.pop_to(is_section_scope);
        self.pop();
        self.mode = Mode::InTable;
        Next::Again
    }

    fn end_table(&mut self) {
        self.pop_until(|open| open == Tag::Table);
        self.mode = self.mode_of_stack();
    }

    /// Returns the mode of what is open.
    fn mode_of_stack(&self) -> Mode {
        for open in self.open.iter().rev() {
            match open.is.tag {
                Tag::Td | Tag::Th => return Mode::InCell,
                Tag::Tr => return Mode::InRow,
                Tag::Tbody | Tag::Thead | Tag::Tfoot => return Mode::InTableBody,
                Tag::Caption => return Mode::InCaption,
                Tag::Colgroup => return Mode::InColumnGroup,
                Tag::Table => return Mode::InTable,
                Tag::Head => return Mode::InHead,
                _ => {}
            }
        }
        Mode::InBody
    }
}
