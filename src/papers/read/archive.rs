//! What a workbook would unpack to, measured before it is read.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

use super::Unreadable;

/// The most parts that a workbook may have.
const PARTS: usize = 10_000;
/// The most bytes that all parts together may unpack to: a ledger of a hundred thousand rows
/// takes about a quarter of it.
const TOTAL: u64 = 1 << 30;
/// How many times larger than the file the parts may be, once they are larger than [`SMALL`].
/// Sheets of real ledgers come to about thirty.
const RATIO: u64 = 200;
const SMALL: u64 = 16 << 20;
/// The fewest bytes that one shared text takes: `<si/>`.
const SHARED_TEXT: u64 = 5;

/// Unpacks every part and keeps nothing, so that sizes are measured and not believed.
///
/// # Errors
/// When the archive is damaged, or larger than any ledger.
pub(super) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > PARTS {
        return Err(bomb(&format!("{} parts", archive.len())));
    }
    let most = TOTAL.min(SMALL.max(bytes.len() as u64 * RATIO));
    let mut total = 0;
    let mut names = BTreeSet::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = part
            .name()
            .map_err(|error| damaged(&error))?
            .to_ascii_lowercase();
        if !names.insert(name.clone()) {
            return Err(damaged(&format!("{name}: twice")));
        }
        let is_shared = name.ends_with("sharedstrings.xml");
        let mut part = part.take(most - total + 1);
        let mut head = Vec::new();
        let read = (&mut part)
            .take(4_096)
            .read_to_end(&mut head)
            .and_then(|_| io::copy(&mut part, &mut io::sink()))
            .map_err(|error| damaged(&error))?;
        let size = head.len() as u64 + read;
        total += size;
        if total > most {
            return Err(bomb(&format!("{total}+ bytes from {}", bytes.len())));
        }
        // The reader makes room for as many texts as the part says that it has.
        if is_shared && claimed(&head).is_some_and(|count| count > size / SHARED_TEXT) {
            return Err(damaged(&format!("{name}: uniqueCount")));
        }
    }
    Ok(())
}

/// Returns how many texts a part says that it has.
fn claimed(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let at = head.find("uniqueCount")?;
    let digits: String = head
        .get(at..)?
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .take(20)
        .collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}

fn damaged(why: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::new(
        format!(
            "工作簿已损坏（读取程序提示：{why}）；请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入"
        ),
        format!("the workbook is damaged ({why}); open it in a spreadsheet and save it again"),
    )
}

fn bomb(why: &str) -> Unreadable {
    Unreadable::new(
        format!("工作簿解压后过大（{why}），不像整改台账，未读取；请只保留台账各表，另存后再导入"),
        format!(
            "the workbook unpacks to more than any ledger ({why}); keep the sheets of the ledger only and save it again"
        ),
    )
}
