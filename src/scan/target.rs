//! What the user points at.

use std::path::{Path, PathBuf};

use crate::model::{Address, Words};

/// A thing to audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A site on the network.
    Url(Address),
    /// A directory of static pages.
    Folder(PathBuf),
    /// A WARC file.
    Archive(PathBuf),
    /// The embedded demo site.
    Demo,
}

/// Why something is no target.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct TargetError {
    /// What is wrong and how to mend it.
    pub words: Words,
}

impl Target {
    /// Reads a target as it is written on the command line.
    ///
    /// # Errors
    /// When it is neither an address nor anything that is there.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            return Address::parse(text)
                .map(Self::Url)
                .ok_or_else(|| TargetError {
                    words: Words::new(
                        format!("网址写法有误：{text}；应形如 https://www.example.gov.cn/"),
                        format!(
                            "not a valid address: {text}; write it like https://www.example.gov.cn/"
                        ),
                    ),
                });
        }
        let path = Path::new(text);
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        if path.is_file() {
            return Ok(Self::Archive(path.to_owned()));
        }
        if text == "demo" {
            return Ok(Self::Demo);
        }
        let looks_like_host = !text.contains(['\\', ' '])
            && text.contains('.')
            && !lower.ends_with(".warc")
            && !lower.ends_with(".gz");
        Err(TargetError {
            words: if looks_like_host {
                Words::new(
                    format!("找不到“{text}”；如果是网址，请写全：https://{text}"),
                    format!(
                        "there is no {text}; if it is an address, write it whole: https://{text}"
                    ),
                )
            } else {
                Words::new(
                    format!("找不到“{text}”；核查对象可以是网址、网页目录、.warc(.gz) 存档或 demo"),
                    format!(
                        "there is no {text}; a target is an address, a directory of pages, a .warc(.gz) archive or demo"
                    ),
                )
            },
        })
    }

    /// Returns the target as reports name it.
    pub fn shown(&self) -> String {
        match self {
            Self::Url(address) => address.as_str().to_owned(),
            Self::Folder(path) | Self::Archive(path) => path.display().to_string(),
            Self::Demo => "demo".to_owned(),
        }
    }
}
