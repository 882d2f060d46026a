//! What went wrong, why, and how to mend it: one clear line, and the exit code.

use std::fmt::Display;
use std::io;
use std::path::Path;

use super::{exit, say};
use crate::model::{Lang, Words, io_mend, io_reason};
use crate::yaml;

/// Why the program ends without having done what was asked.
#[derive(Debug)]
pub(super) struct Failure(Box<Told>);

#[derive(Debug)]
struct Told {
    code: u8,
    words: Words,
    mend: Words,
    /// Further lines (mistakes in files), shown before the line itself.
    detail: Words,
}

impl Failure {
    fn told(told: Told) -> Self {
        Self(Box::new(told))
    }

    /// Wrong usage, with how to mend it.
    pub(super) fn usage(words: Words, mend: Words) -> Self {
        Self::told(Told {
            code: exit::USAGE,
            words,
            mend,
            detail: Words::default(),
        })
    }

    /// The target could not be audited; the words say how to mend it.
    pub(super) fn target(words: Words) -> Self {
        Self::told(Told {
            code: exit::TARGET,
            words,
            mend: Words::default(),
            detail: Words::default(),
        })
    }

    /// Interrupted from the keyboard.
    pub(super) fn interrupted(kept: &Words) -> Self {
        let words = Words::new(
            format!("已中断，没有给出核查结果{}", kept.zh),
            format!("interrupted: there is no result{}", kept.en),
        );
        Self::told(Told {
            code: exit::INTERRUPTED,
            words,
            mend: Words::default(),
            detail: Words::default(),
        })
    }

    /// Mistakes in files that people write, each with its place.
    pub(super) fn mistakes(words: Words, detail: Words) -> Self {
        Self::told(Told {
            code: exit::USAGE,
            words,
            mend: Words::default(),
            detail,
        })
    }

    /// Mistakes in a configuration.
    pub(super) fn of_config(problems: &yaml::Problems) -> Self {
        Self::mistakes(
            Words::new(
                "配置文件有误，未开始核查",
                "the configuration has mistakes; nothing was audited",
            ),
            Words::new(problems.render(Lang::Zh), problems.render(Lang::En)),
        )
    }

    /// Mistakes in a scorecard.
    pub(super) fn of_card(problems: &yaml::Problems) -> Self {
        Self::mistakes(
            Words::new(
                "评分表有误，未开始核查",
                "the scorecard has mistakes; nothing was audited",
            ),
            Words::new(problems.render(Lang::Zh), problems.render(Lang::En)),
        )
    }

    /// A file could not be written.
    pub(super) fn unwritable(path: &Path, error: &io::Error) -> Self {
        let (path, why) = (path.display(), io_reason(error));
        Self::usage(
            Words::new(
                format!("无法写入 {path}：{}", why.zh),
                format!("{path} could not be written: {}", why.en),
            ),
            Words::new(
                "请检查目录是否存在、有无写入权限，文件是否正在 Excel 或 WPS 中打开",
                "check that the folder exists and may be written to, and that the file is not open elsewhere",
            ),
        )
    }

    /// A file could not be read.
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let (path, why) = (path.display(), io_reason(error));
        let mend = io_mend(error).unwrap_or_else(|| {
            Words::new("请检查路径和权限", "check the path and the permissions")
        });
        Self::usage(
            Words::new(
                format!("无法读取 {path}：{}", why.zh),
                format!("{path} could not be read: {}", why.en),
            ),
            mend,
        )
    }

    /// Stdout could not be written to.
    pub(super) fn stdout(error: &io::Error) -> Self {
        Self::usage(
            Words::new(
                format!("无法写到标准输出：{error}"),
                format!("stdout could not be written to: {error}"),
            ),
            Words::default(),
        )
    }

    /// A fault of this program's own data.
    pub(super) fn internal(error: &impl Display) -> Self {
        Self::usage(
            Words::new(
                format!("程序自带的数据有误：{error}"),
                format!("the program's own data is wrong: {error}"),
            ),
            Words::new("请重新安装或更新程序", "install the program anew"),
        )
    }

    /// Says it on stderr and returns the exit code.
    pub(super) fn tell(&self, lang: Lang) -> u8 {
        let detail = self.0.detail.get(lang);
        if !detail.is_empty() {
            say(detail.trim_end());
        }
        let head = lang.pick("错误：", "error: ");
        let mend = self.0.mend.get(lang);
        let words = self.0.words.get(lang);
        if mend.is_empty() {
            say(&format!("{head}{words}"));
        } else {
            say(&format!("{head}{words}{}{mend}", lang.pick("；", "; ")));
        }
        self.0.code
    }

    /// Returns the exit code.
    pub(super) const fn code(&self) -> u8 {
        self.0.code
    }
}
