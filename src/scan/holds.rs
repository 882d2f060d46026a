//! What a folder without pages holds instead, so that people see what they gave.

use std::path::Path;

use crate::model::Words;

/// The most entries that are looked at.
const MOST: usize = 5_000;

/// Says what a folder holds and what to do with it; `None` where there is nothing to say.
pub(super) fn instead_of_pages(folder: &Path) -> Option<Words> {
    let mut archives = Vec::new();
    let (mut saved, mut packed, mut others) = (0usize, 0usize, 0usize);
    let mut folders = vec![folder.to_owned()];
    let mut seen = 0;
    while let Some(at) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&at) else {
            continue;
        };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST {
                break;
            }
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
            let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
            if ends(&[".warc", ".warc.gz"]) {
                archives.push(entry.path());
            } else if ends(&[".mht", ".mhtml"]) {
                saved += 1;
            } else if ends(&[".zip", ".rar", ".7z", ".tar", ".tar.gz", ".tgz", ".wacz"]) {
                packed += 1;
            } else {
                others += 1;
            }
        }
    }
    archives.sort();
    if let Some(first) = archives.first() {
        let (count, first) = (archives.len(), first.display());
        return Some(Words::new(
            format!(
                "里面有 {count} 个网站抓取存档；请直接给出存档文件，例如 gongkai audit {first}"
            ),
            format!("it holds {count} archives; name the file itself, as in gongkai audit {first}"),
        ));
    }
    if saved > 0 {
        return Some(Words::new(
            format!(
                "里面有 {saved} 个 .mht 文件，本程序不读这种格式；请在浏览器中另存为“网页，仅 HTML”，或直接给出网址"
            ),
            format!(
                "it holds {saved} .mht files, which are not read; save the pages as HTML only, or give the address"
            ),
        ));
    }
    if packed > 0 {
        return Some(Words::new(
            format!("里面有 {packed} 个压缩包；请先解压"),
            format!("it holds {packed} packed files; unpack them first"),
        ));
    }
    (others > 0).then(|| {
        Words::new(
            format!("里面有 {others} 个其他文件；请确认给出的是网站的根目录"),
            format!("it holds {others} other files; see that it is the root of the site"),
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may panic")]
mod tests {
    use super::instead_of_pages;

    #[test]
    fn what_lies_in_a_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(instead_of_pages(folder.path()), None);
        for (name, said) in [
            ("说明.txt", "1 个其他文件"),
            ("网站.zip", "1 个压缩包"),
            ("首页.MHT", "1 个 .mht 文件"),
            ("archive/data.warc.gz", "1 个网站抓取存档"),
        ] {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
            let words = instead_of_pages(folder.path()).unwrap();
            assert!(words.zh.contains(said), "{}", words.zh);
        }
    }
}
