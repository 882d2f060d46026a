//! What can go wrong with a ledger: each error names the file and how to mend it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::model::Words;

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no such file.
    #[error("there is no ledger {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is no ledger", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        like: Words,
    },
    /// The file was written by a newer version of this program.
    #[error("{} has format {version}, this program knows {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        version: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// SQLite could not do it.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The record contradicts itself.
    #[error("{} contradicts itself: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        detail: String,
    },
    /// No issue has this number.
    #[error("no issue {start}")]
    NoIssue {
        /// The number as given.
        start: String,
    },
    /// Several issues have numbers that begin so.
    #[error("{count} issues begin with {start}")]
    Ambiguous {
        /// The number as given.
        start: String,
        /// How many begin so.
        count: usize,
    },
    /// What was asked contradicts the state of the issue, or lacks something.
    #[error("{words}")]
    Refused {
        /// What and why, and how to mend it.
        words: Words,
    },
}

impl LedgerError {
    /// Makes the error of a refused change.
    pub fn refused(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused {
            words: Words::new(zh, en),
        }
    }

    pub(super) fn sqlite(path: &Path) -> impl FnOnce(rusqlite::Error) -> Self {
        let path = path.to_owned();
        move |source| {
            if code_of(&source) == Some(ErrorCode::NotADatabase) {
                return Self::NotALedger {
                    path,
                    like: Words::new("不是 SQLite 文件，或已损坏", "no SQLite file, or damaged"),
                };
            }
            Self::Sqlite { path, source }
        }
    }

    /// Returns what happened and how to mend it, for people.
    pub fn words(&self) -> Words {
        match self {
            Self::Missing { path } => {
                let path = path.display();
                Words::new(
                    format!(
                        "没有台账文件 {path}；先用 gongkai audit 网址 --ledger {path} 核查一次，即会建立"
                    ),
                    format!(
                        "there is no ledger {path}; gongkai audit URL --ledger {path} makes it"
                    ),
                )
            }
            Self::NotALedger { path, like } => {
                let path = path.display();
                Words::new(
                    format!(
                        "{path} 不是整改台账（{}）；请给出 audit --ledger 建立的文件，Excel 表请用 ledger import 导入",
                        like.zh
                    ),
                    format!(
                        "{path} is no ledger ({}); give the file that audit --ledger made; a sheet goes in by ledger import",
                        like.en
                    ),
                )
            }
            Self::Newer {
                path,
                version,
                known,
            } => {
                let path = path.display();
                Words::new(
                    format!(
                        "台账 {path} 由更新版本的 gongkai 写成（格式 {version}，本程序支持到 {known}）；请更新 gongkai"
                    ),
                    format!(
                        "the ledger {path} was written by a newer gongkai (format {version}, this one knows {known}); update gongkai"
                    ),
                )
            }
            Self::Sqlite { path, source } => of_sqlite(path, source),
            Self::Damaged { path, detail } => {
                let path = path.display();
                Words::new(
                    format!(
                        "台账 {path} 前后矛盾：{detail}；请运行 gongkai ledger verify {path} 查明，并从备份恢复"
                    ),
                    format!(
                        "the ledger {path} contradicts itself: {detail}; run gongkai ledger verify {path} and restore a backup"
                    ),
                )
            }
            Self::NoIssue { start } => Words::new(
                format!("台账中没有编号以 {start} 开头的问题；用 gongkai ledger list 查看编号"),
                format!("no issue begins with {start}; see gongkai ledger list"),
            ),
            Self::Ambiguous { start, count } => Words::new(
                format!("有 {count} 个问题的编号以 {start} 开头；请多写几位"),
                format!("{count} issues begin with {start}; give more digits"),
            ),
            Self::Refused { words } => words.clone(),
        }
    }
}

fn code_of(error: &rusqlite::Error) -> Option<ErrorCode> {
    error.sqlite_error_code()
}

fn of_sqlite(path: &Path, source: &rusqlite::Error) -> Words {
    let path = path.display();
    let (zh, en) = match code_of(source) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            "正被另一个程序占用，等待超时；请稍后再试，并确认没有别的程序（如数据库查看工具）打开着它",
            "is in use by another program and did not come free; try again later, and close other programs that hold it open",
        ),
        Some(ErrorCode::ReadOnly) => (
            "不能写入（只读）；请检查文件和所在目录的写入权限，或把它复制到本机可写的目录",
            "may not be written to (read-only); check the rights of the file and its folder, or copy it to a folder of yours",
        ),
        Some(ErrorCode::DiskFull) => (
            "写不下了（磁盘已满）；本次改动已全部撤销，台账未受影响；请腾出空间后再试",
            "does not fit any more (the disk is full); nothing of this change was kept and the ledger is as before; make room and try again",
        ),
        Some(ErrorCode::CannotOpen) => (
            "打不开；请检查路径、目录和权限",
            "could not be opened; check the path, the folder and the rights",
        ),
        Some(ErrorCode::DatabaseCorrupt) => (
            "已损坏；请保留现状，运行 gongkai ledger verify 查明，并从备份恢复",
            "is damaged; keep it as it is, run gongkai ledger verify, and restore a backup",
        ),
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::NoLargeFileSupport,
        ) => (
            "读写出错；若在网络共享盘上，请把台账放到本机磁盘再试（网络盘的文件锁不可靠）；若磁盘已满，请腾出空间；本次改动已全部撤销",
            "could not be read or written; on a network share, move the ledger to a local disk (file locks of shares are not reliable); if the disk is full, make room; nothing of this change was kept",
        ),
        _ => ("未能读写", "could not be read or written"),
    };
    Words::new(
        format!("台账 {path} {zh}（{source}）"),
        format!("the ledger {path} {en} ({source})"),
    )
}
