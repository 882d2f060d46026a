//! Where a scan that may be broken off keeps what it has fetched: a file a site, in the
//! folder where the system keeps the state of programs.

use std::ffi::OsString;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::model::Address;

/// Returns the file of a site, its folder made; `None` where the system gives no place.
pub(super) fn file_of(address: &Address) -> Option<PathBuf> {
    let folder = folder(&|name| std::env::var_os(name).filter(|value| !value.is_empty()))?;
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join(name_of(address)))
}

/// Finds the folder: ours if one is named, else as the system's custom is (XDG Base Directory
/// Specification; `%LOCALAPPDATA%` on Windows).
fn folder(var: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(own) = var("GONGKAI_STATE") {
        return Some(own.into());
    }
    let base = if cfg!(windows) {
        PathBuf::from(var("LOCALAPPDATA")?)
    } else if let Some(state) = var("XDG_STATE_HOME") {
        PathBuf::from(state)
    } else {
        PathBuf::from(var("HOME")?).join(".local").join("state")
    };
    Some(base.join("gongkai"))
}

fn name_of(address: &Address) -> String {
    let safe: String = address
        .authority()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    let digest = Sha256::digest(address.as_str());
    let short: String = digest[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{safe}-{short}.warc")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{folder, name_of};
    use crate::model::Address;

    #[test]
    fn the_folder_follows_the_systems_custom() {
        let check = |set: &[(&str, &str)], expected: Option<&str>| {
            let found = folder(&|name| {
                let (_, value) = set.iter().find(|(key, _)| *key == name)?;
                Some((*value).into())
            });
            assert_eq!(found, expected.map(PathBuf::from));
        };
        check(
            &[("GONGKAI_STATE", "/s"), ("XDG_STATE_HOME", "/x")],
            Some("/s"),
        );
        if !cfg!(windows) {
            check(
                &[("XDG_STATE_HOME", "/x"), ("HOME", "/h")],
                Some("/x/gongkai"),
            );
            check(&[("HOME", "/h")], Some("/h/.local/state/gongkai"));
            check(&[], None);
        }
    }

    #[test]
    fn sites_have_files_of_their_own_with_safe_names() {
        let name = |text: &str| Address::parse(text).map(|address| name_of(&address));
        let one = name("http://www.a.gov.cn:8080/").unwrap_or_default();
        assert!(
            one.starts_with("www.a.gov.cn-8080-") && one.ends_with(".warc"),
            "{one}"
        );
        assert_ne!(
            name("http://www.a.gov.cn/"),
            name("http://www.a.gov.cn/zwgk/")
        );
    }
}
