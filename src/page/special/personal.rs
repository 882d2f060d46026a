//! Personal data on a page (`site-conventions.md` 7.2), masked at once.
//!
//! A number alone proves little: its column, its line and the page's subject tell whether it
//! is a leak, a published service number, or a case for a person.

use super::flow::{Block, blocks};
use super::grid::Grid;
use crate::masking::mask;
use crate::masking::numbers::{self, Hit, Kind, born, find, may_hold_numbers};
use jiff::civil::Date;

use crate::model::PersonalDatum;
use crate::page::dom::{Data, Dom, Hidden, Id};
use crate::vocabulary::personal::{PersonalWords, any_of, words};

/// Most findings kept of one page; a list of thousands is one leak.
const MOST: usize = 200;

/// Finds personal data in the content below `main`.
///
/// `main_text` is its visible text (one scan of it decides for nearly every page that there
/// is nothing to find); `subject` is the title with the names of the columns; nobody is born
/// after `until`, the day of reading.
pub fn find_all(
    dom: &Dom<'_>,
    main: Id,
    main_text: &str,
    subject: &str,
    until: Option<Date>,
) -> Vec<PersonalDatum> {
    let words = words();
    // Digits stand close together in few places; the scans after look at those alone.
    let dense = numbers::dense(main_text);
    // A telephone number passes the first scan; the second one knows it.
    let numbers = dense
        .iter()
        .any(|span| !find(&main_text[span.clone()]).is_empty())
        || dense
            .iter()
            .any(|span| has_digit_boxes(&main_text[span.clone()]));
    let addresses = any_of(&words.address_words, main_text);
    // Cells of a row are divided by tabs.
    let sensitive = main_text.contains('\t')
        && any_of(&words.sensitive_words, main_text)
        && any_of(&words.name_words, main_text);
    let mut scan = Scan {
        words,
        until,
        out: Vec::new(),
        exposure: any_of(&words.exposure_words, subject),
        list: any_of(&words.list_words, subject),
        // The names of supervising bodies (市场监督管理局) say nothing of the numbers' use.
        duty: any_of(&words.duty_words, &subject.replace("监督管理", "")),
        role: any_of(&words.role_words, subject),
        grant: any_of(&words.grant_words, subject),
        ids_named: numbers
            && (any_of(&words.id_words, main_text) || any_of(&words.id_words, subject)),
        bare_mobiles: Vec::new(),
    };
    if numbers || addresses || sensitive {
        let mut paragraph = 0;
        let mut table = 0;
        for block in blocks(dom, main) {
            match block {
                Block::Line(line) => {
                    paragraph += 1;
                    scan.line(&line, &format!("正文第{paragraph}段"));
                }
                Block::Table(grid) => {
                    table += 1;
                    scan.table(&grid, table);
                }
            }
        }
        scan.lists_without_tables();
    }
    scan.hidden(dom, main);
    scan.beside(dom, main);
    let mut out: Vec<PersonalDatum> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (key, datum) in scan.out {
        if seen.insert((datum.kind, key)) && out.len() < MOST {
            out.push(datum);
        }
    }
    out
}

/// Tells whether single characters stand in cells of their own, as in forms for numbers.
fn has_digit_boxes(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut run = 0_u32;
    let mut cell = 0_u32;
    for byte in bytes {
        match byte {
            b'0'..=b'9' | b'X' | b'x' => cell += 1,
            b'\t' | b'\n' => {
                run = if cell > 0 { run + cell } else { 0 };
                cell = 0;
                if run >= 15 {
                    return true;
                }
            }
            b' ' => {}
            _ => {
                run = 0;
                cell = 0;
            }
        }
    }
    run + cell >= 15
}

struct Scan<'a> {
    words: &'a PersonalWords,
    until: Option<Date>,
    /// The digits (to know a repetition; never kept) and the masked datum.
    out: Vec<(String, PersonalDatum)>,
    /// The page names wrongdoers, as the law may have it.
    exposure: bool,
    list: bool,
    duty: bool,
    /// The page is about people with a public task.
    role: bool,
    /// The page is about what persons are paid or granted.
    grant: bool,
    ids_named: bool,
    /// Which of `out` are mobile numbers in lines that name no contact.
    bare_mobiles: Vec<usize>,
}

impl Scan<'_> {
    fn add(&mut self, kind: &'static str, value: &str, locator: &str, disputable: bool) {
        // Whether a number in full belongs into a list of wrongdoers is for a person to say.
        let disputable = disputable || self.exposure;
        self.out.push((
            value.to_owned(),
            PersonalDatum {
                kind,
                masked: mask(value),
                locator: locator.to_owned(),
                disputable,
                born: (kind == "id_card").then(|| born(value)).flatten(),
            },
        ));
    }

    /// Notes columns that tell of sensitive matters beside names in full. The heading alone is
    /// kept: what stands below it is what must not be told.
    fn sensitive(&mut self, grid: &Grid, number: usize) {
        let bare = |row: usize, column: usize| -> String {
            let text = grid.at(row, column).map_or("", |cell| cell.text.as_str());
            text.chars().filter(|c| !c.is_whitespace()).collect()
        };
        let heads = |row: usize| (0..grid.width(row)).map(move |column| (row, column));
        let Some((first, column)) = (0..grid.height().min(3)).flat_map(heads).find(|at| {
            let text = bare(at.0, at.1);
            text.chars().count() <= 12 && any_of(&self.words.name_words, &text)
        }) else {
            return;
        };
        let Some(named) = grid.at(first, column) else {
            return;
        };
        // A heading of two levels goes as far down as the one for the names.
        let last = (first..grid.height())
            .take_while(|&row| {
                let cell = grid.at(row, column);
                cell.is_some_and(|cell| (cell.row, cell.column) == (named.row, named.column))
            })
            .last()
            .unwrap_or(first);
        let filled = |row: usize| -> usize {
            let cells = 0..grid.width(row);
            cells.filter(|&at| !bare(row, at).is_empty()).count()
        };
        let wanted = filled(last);
        // Blanks between headings are there to be filled in.
        if wanted * 4 < grid.width(last) * 3 {
            return;
        }
        let (mut full, mut masked) = (0, 0);
        for row in last + 1..grid.height() {
            let name = bare(row, column);
            // Rows of a list are filled.
            if filled(row) * 3 < wanted * 2 || !(2..=8).contains(&name.chars().count()) {
                continue;
            }
            if name.contains(['*', '＊', '×', '某', '○', 'X', 'x']) {
                masked += 1;
            } else if name
                .chars()
                .all(|c| c == '·' || ('\u{4e00}'..='\u{9fff}').contains(&c))
            {
                full += 1;
            }
        }
        if full == 0 || masked > full {
            return;
        }
        let mut told = std::collections::BTreeSet::new();
        for row in first..=last {
            for at in 0..grid.width(row) {
                let head = bare(row, at);
                if head.chars().count() <= 20 && any_of(&self.words.sensitive_words, &head) {
                    told.insert(format!("“{head}”列"));
                }
            }
        }
        for told in told {
            self.out.push((
                told.clone(),
                PersonalDatum {
                    kind: "sensitive",
                    masked: told,
                    locator: format!("第{number}个表格"),
                    disputable: true,
                    born: None,
                },
            ));
        }
    }

    /// Judges numbers that do not depend on their column.
    fn card(&mut self, hit: &Hit, before: &str, named: bool, locator: &str) {
        let unborn = hit.digits.len() == 18
            && born(&hit.digits).is_some_and(|day| self.until.is_some_and(|until| day > until));
        if unborn {
            return;
        }
        match hit.kind {
            Kind::IdCard => {
                // The words right before the number win over those of the page.
                let other = any_of(&self.words.not_id_words, before)
                    && !any_of(&self.words.id_words, before);
                if !other {
                    self.add("id_card", &hit.digits, locator, false);
                }
            }
            Kind::IdCardUnchecked if named => self.add("id_card", &hit.digits, locator, true),
            Kind::IdCard15 if named => self.add("id_card_15", &hit.digits, locator, true),
            Kind::HalfMaskedId if named || self.ids_named => {
                self.add("id_card", &hit.digits, locator, true);
            }
            _ => {}
        }
    }

    fn line(&mut self, line: &str, locator: &str) {
        for hit in find(line) {
            let before = tail(&line[..hit.range.start], 24);
            let named = any_of(&self.words.id_words, before);
            self.card(&hit, before, named, locator);
            match hit.kind {
                Kind::Mobile | Kind::HalfMaskedMobile => {
                    if !any_of(&self.words.duty_words, line) && !line.contains("联系") {
                        self.bare_mobiles.push(self.out.len());
                    }
                    self.add("mobile", &hit.digits, locator, true);
                }
                Kind::BankCard => {
                    let account = any_of(&self.words.bank_words, line);
                    if account && !any_of(&self.words.organisation_words, line) {
                        self.add("bank_card", &hit.digits, locator, true);
                    }
                }
                _ => {}
            }
        }
        // A person's dwelling needs the word for it and a person.
        if any_of(&self.words.address_words, line)
            && let Some(at) = self
                .words
                .address_words
                .words()
                .iter()
                .filter_map(|word| line.find(word.as_str()))
                .min()
        {
            let person = any_of(&self.words.name_words, line) || line[..at].contains(['男', '女']);
            if person && let Some(door) = door(&line[at..]) {
                self.add("address", door, locator, true);
            }
        }
    }

    /// Judges a list of names with mobile numbers that is not a table: three or more lines.
    fn lists_without_tables(&mut self) {
        if !self.list || self.duty || self.role && !self.grant {
            return;
        }
        let lines: std::collections::BTreeSet<&str> = self
            .bare_mobiles
            .iter()
            .filter_map(|&at| self.out.get(at))
            .map(|(_, datum)| datum.locator.as_str())
            .collect();
        if lines.len() >= 3 {
            for at in std::mem::take(&mut self.bare_mobiles) {
                if let Some((_, datum)) = self.out.get_mut(at) {
                    datum.disputable = self.exposure;
                }
            }
        }
    }

    fn table(&mut self, grid: &Grid, number: usize) {
        let width = (0..grid.height())
            .map(|row| grid.width(row))
            .max()
            .unwrap_or(0);
        let heads: Vec<String> = (0..width).map(|column| head(grid, column)).collect();
        let persons = heads
            .iter()
            .any(|head| any_of(&self.words.name_words, head));
        let all_heads = heads.join(" ");
        if persons && grid.height() > 1 && !self.duty {
            self.sensitive(grid, number);
        }
        let mut homes: Vec<Vec<(String, String)>> = vec![Vec::new(); width];
        let duty = self.duty || any_of(&self.words.duty_words, &all_heads);
        // Who is to be called is published with a number; who is paid is not.
        let called = (self.role || any_of(&self.words.role_words, &all_heads))
            && !self.grant
            && !any_of(&self.words.grant_words, &all_heads);
        let organisation = any_of(&self.words.organisation_words, &all_heads);
        let mut mobiles: Vec<Vec<(String, String)>> = vec![Vec::new(); width];
        let mut banks: Vec<Vec<(String, String)>> = vec![Vec::new(); width];
        for row in 0..grid.height() {
            for cell in grid.own_cells(row) {
                let place = || format!("第{number}个表格第{}行第{}列", row + 1, cell.column + 1);
                let head = &heads[cell.column];
                if may_hold_numbers(&cell.text) {
                    let named = any_of(&self.words.id_words, head)
                        || any_of(&self.words.id_words, &cell.text);
                    for hit in find(&cell.text) {
                        let before = tail(&cell.text[..hit.range.start], 24);
                        let label = if before.is_empty() {
                            head.as_str()
                        } else {
                            before
                        };
                        self.card(&hit, label, named, &place());
                        match hit.kind {
                            Kind::Mobile | Kind::HalfMaskedMobile => {
                                mobiles[cell.column].push((hit.digits, place()));
                            }
                            Kind::BankCard => {
                                let account = any_of(&self.words.bank_words, head)
                                    || any_of(&self.words.bank_words, &cell.text);
                                if account && !any_of(&self.words.organisation_words, &cell.text) {
                                    banks[cell.column].push((hit.digits, place()));
                                }
                            }
                            _ => {}
                        }
                    }
                }
                if persons
                    && any_of(&self.words.address_words, head)
                    && let Some(door) = door(&cell.text)
                {
                    homes[cell.column].push((door.to_owned(), place()));
                }
            }
            self.split_over_cells(grid, row, number);
        }
        for column in mobiles {
            let leak = column.len() >= 3 && persons && !duty && !called;
            for (digits, place) in column {
                self.add("mobile", &digits, &place, !leak);
            }
        }
        for column in homes {
            let leak = column.len() >= 3 && !organisation && !duty;
            for (door, place) in column {
                self.add("address", &door, &place, !leak);
            }
        }
        for column in banks {
            let leak = column.len() >= 3 && persons && !organisation;
            for (digits, place) in column {
                self.add("bank_card", &digits, &place, !leak);
            }
        }
    }

    /// Joins the cells of a row, for numbers that columns cut into pieces.
    fn split_over_cells(&mut self, grid: &Grid, row: usize, number: usize) {
        let cells: Vec<(usize, String)> = grid
            .own_cells(row)
            .map(|cell| {
                (
                    cell.column,
                    cell.text.chars().filter(|c| !c.is_whitespace()).collect(),
                )
            })
            .collect();
        for start in 0..cells.len() {
            let mut joined = String::new();
            for (at, (_, text)) in cells.iter().enumerate().skip(start).take(18) {
                let digits = !text.is_empty()
                    && text.len() <= 17
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_digit() || b == b'X' || b == b'x');
                if !digits || joined.len() + text.len() > 18 {
                    break;
                }
                joined.push_str(text);
                if joined.len() < 18 || at == start {
                    continue;
                }
                let found = find(&joined);
                if let [hit] = found.as_slice()
                    && hit.kind == Kind::IdCard
                {
                    // Region, day and serial in cells of their own may be a mere table.
                    let boxes = at - start == 17;
                    let locator = format!(
                        "第{number}个表格第{}行第{}列起",
                        row + 1,
                        cells[start].0 + 1
                    );
                    self.add("id_card", &joined, &locator, !(boxes || self.ids_named));
                }
            }
        }
    }

    /// Looks at what the page's source shows to anyone: text that a style hides, attributes
    /// beside the text, and arguments of addresses that are named as personal.
    fn hidden(&mut self, dom: &Dom<'_>, main: Id) {
        for id in dom.subtree(main) {
            let node = dom.node(id);
            match node.data {
                Data::Text(text) if node.hidden == Some(Hidden::Style) => self.source(text),
                Data::Element(_) if node.hidden.is_none() => {
                    for &(name, value) in dom.attrs(id) {
                        match name {
                            "title" | "alt" | "value" => self.source(value),
                            "href" | "src" => self.argument(value),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Looks at what stands beside the content: what a page puts into its header, footer or side
    /// bar is as public. Only numbers of identity cards are looked for: telephones belong there.
    fn beside(&mut self, dom: &Dom<'_>, main: Id) {
        let within = dom.range(main);
        for id in dom.all().filter(|id| !within.contains(&id.at())) {
            let node = dom.node(id);
            if let Data::Text(text) = node.data
                && node.hidden.is_none()
            {
                self.cards(text, "页头、页脚或侧栏");
            }
        }
    }

    fn source(&mut self, text: &str) {
        self.cards(text, "页面源代码（不直接显示的内容）");
    }

    fn cards(&mut self, text: &str, locator: &str) {
        if text.len() < 15 || !may_hold_numbers(text) {
            return;
        }
        for hit in find(text) {
            if hit.kind == Kind::IdCard {
                let before = tail(&text[..hit.range.start], 24);
                self.card(&hit, before, false, locator);
            }
        }
    }

    fn argument(&mut self, address: &str) {
        let Some((_, query)) = address.split_once('?') else {
            return;
        };
        if query.len() < 15 || !may_hold_numbers(query) {
            return;
        }
        for pair in query.split('&').take(50) {
            let Some((key, value)) = pair.split_once('=') else {
                continue;
            };
            let key = key.to_ascii_lowercase();
            let personal = ["idcard", "sfz", "idno", "cardno", "zjhm"]
                .iter()
                .any(|word| key.contains(word));
            if let [hit] = find(value).as_slice()
                && personal
                && hit.kind == Kind::IdCard
            {
                self.add("id_card", &hit.digits, "链接地址的参数", true);
            }
        }
    }
}

/// Returns the last `count` characters of a text.
fn tail(text: &str, count: usize) -> &str {
    match text.char_indices().rev().nth(count.saturating_sub(1)) {
        Some((at, _)) => &text[at..],
        None => text,
    }
}

/// Finds the heading of a column: the texts without long numbers in the first three rows.
fn head(grid: &Grid, column: usize) -> String {
    let mut out = String::new();
    let mut last = None;
    for row in 0..grid.height().min(3) {
        let Some(cell) = grid.at(row, column) else {
            continue;
        };
        if last == Some((cell.row, cell.column)) {
            continue;
        }
        last = Some((cell.row, cell.column));
        // The title row of a whole table says nothing of one column.
        let whole = cell.width > 3 && cell.width + 1 >= grid.width(row);
        if !whole && !may_hold_numbers(&cell.text) && cell.text.chars().count() <= 20 {
            out.push_str(&cell.text);
        }
    }
    out.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Finds an address down to the door: a street or village and, close by, a house number.
fn door(text: &str) -> Option<&str> {
    const PLACES: [char; 8] = ['路', '街', '巷', '弄', '村', '组', '区', '道'];
    const DOORS: [char; 5] = ['号', '栋', '幢', '室', '单'];
    let mut place: Option<(usize, usize)> = None;
    let mut digits = false;
    for (count, (at, c)) in text.char_indices().take(200).enumerate() {
        if PLACES.contains(&c) {
            place = Some((at, count));
        } else if DOORS.contains(&c)
            && digits
            && let Some((_, from)) = place
            && count - from <= 16
        {
            let start = text[..at]
                .rfind(['：', ':', ' ', '，', ',', '\n'])
                .map_or(0, |at| {
                    at + text[at..].chars().next().map_or(1, char::len_utf8)
                });
            let end = at + c.len_utf8();
            return Some(&text[start..end]);
        }
        digits = c.is_ascii_digit() || matches!(c, '０'..='９');
    }
    None
}

#[cfg(test)]
#[path = "personal_tests.rs"]
mod tests;
