//! The files that `-o` names: checked before any work, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::error::Failure;
use crate::model::{Lang, Run, Words};
use crate::report::{self, Format, Style};

/// A file to write, with its format.
#[derive(Debug, Clone)]
pub(super) struct Output {
    path: PathBuf,
    format: &'static Format,
}

impl Output {
    /// Checks that the ending is known and the file can be written, so that an hour of
    /// crawling is not lost to a typing mistake.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let Some(format) = report::by_ending(&path.to_string_lossy()) else {
            let known = report::endings();
            let path = path.display();
            return Err(Failure::usage(
                Words::new(
                    format!("不知道 {path} 是什么格式"),
                    format!("the format of {path} is not known"),
                ),
                Words::new(
                    format!("文件名的后缀可用：{}", known.zh),
                    format!("known endings: {}", known.en),
                ),
            ));
        };
        check(path)?;
        Ok(Self {
            path: path.to_owned(),
            format,
        })
    }

    /// Returns the file for the `number`th of several targets: `a.xlsx` becomes `a-2.xlsx`.
    pub(super) fn numbered(&self, number: usize) -> Self {
        let name = self
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let stem = report::ending_at(&name, self.format);
        let (stem, ending) = name.split_at(stem);
        Self {
            path: self.path.with_file_name(format!("{stem}-{number}{ending}")),
            format: self.format,
        }
    }

    /// Tells whether it is a record, which holds everything whatever is listed.
    pub(super) const fn is_record(&self) -> bool {
        self.format.is_record
    }

    /// Tells whether it has nothing to show without a score.
    pub(super) fn needs_score(&self) -> bool {
        self.format.name == "score"
    }

    /// Writes a run.
    pub(super) fn write(&self, run: &Run, lang: Lang) -> Result<&Path, Failure> {
        let style = Style {
            lang,
            ..Style::default()
        };
        put_by(&self.path, |out| (self.format.write)(run, &style, out))
            .map_err(|error| Failure::unwritable(&self.path, &error))?;
        Ok(&self.path)
    }
}

/// Checks that a file can be written where it is to stand.
pub(super) fn check(path: &Path) -> Result<(), Failure> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        let (path, parent) = (path.display(), parent.display());
        return Err(Failure::usage(
            Words::new(
                format!("无法写入 {path}：没有目录 {parent}"),
                format!("{path} could not be written: there is no folder {parent}"),
            ),
            Words::new(
                "请先建立该目录，或换一个路径",
                "make the folder first, or give another path",
            ),
        ));
    }
    if path.is_dir() {
        let path = path.display();
        return Err(Failure::usage(
            Words::new(
                format!("无法写入 {path}：这是一个目录"),
                format!("{path} could not be written: it is a folder"),
            ),
            Words::new("请给出文件名", "give the name of a file"),
        ));
    }
    if path.exists() {
        // Opening changes nothing, and finds files that another program holds.
        fs::OpenOptions::new()
            .append(true)
            .open(path)
            .map_err(|error| Failure::unwritable(path, &error))?;
    } else {
        let probe = beside(path);
        fs::write(&probe, b"").map_err(|error| Failure::unwritable(path, &error))?;
        let _ = fs::remove_file(&probe);
    }
    Ok(())
}

/// Writes a file beside its place and moves it there, so that nobody finds half of it.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put_by(path, |out| out.write_all(bytes))
}

/// As [`put`], for what is written part by part.
fn put_by(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let written_to = |file: File| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    };
    if path.exists() && !path.is_file() {
        // A device or a pipe is written to as it is.
        return fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(written_to);
    }
    let part = beside(path);
    let written = File::create(&part)
        .and_then(written_to)
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}
