//! What the system says of a file that cannot be read or written, and what became of an address
//! that gave nothing, in words for people.

use std::io::{self, ErrorKind};

use super::Words;

/// What begins the code of an answer that says nothing of what was asked for.
const REFUSAL: &str = "http_";

/// Returns the code written to files of an answer with a status that says nothing of what was
/// asked for (503: `http_503`); of one without a status see [`super::FailureKind::code`].
pub fn refusal_code(status: u16) -> String {
    format!("{REFUSAL}{status}")
}

/// Returns what a code of [`refusal_code`] or [`super::FailureKind::code`] means.
pub fn unanswered(code: &str) -> Words {
    if let Some(status) = code.strip_prefix(REFUSAL) {
        return Words::new(format!("返回 {status}"), format!("answered {status}"));
    }
    let (zh, en) = match code {
        "name" => ("域名无法解析", "the name does not resolve"),
        "connect" => ("无法连接", "no connection"),
        "timeout" => ("超时", "timed out"),
        "tls" => ("加密连接（HTTPS）失败", "the secure connection failed"),
        "protocol" => ("答复中断或不合规范", "the answer broke off or is malformed"),
        "robots" => ("robots.txt 不允许抓取", "forbidden by robots.txt"),
        "refused" => ("内部地址，没有访问", "a private address: not asked"),
        "redirect_loop" => ("循环跳转", "redirected in circles"),
        "not_in_selection" => ("不在所给的文件中", "not among the files given"),
        "limit" => ("达到上限，没有抓取或没有读完", "a limit came first"),
        "file" => (
            "文件无法读取（没有权限，或链接指向目录之外）",
            "the file may not be read (no permission, or a link that leads out of the directory)",
        ),
        other => (other, other),
    };
    Words::new(zh, en)
}

/// Returns why, without the English of the system where a reason is known.
pub fn io_reason(error: &io::Error) -> Words {
    let words = |zh: &str, en: &str| Words::new(zh, en);
    match error.kind() {
        ErrorKind::NotFound => words("没有这个文件或目录", "there is no such file or folder"),
        ErrorKind::PermissionDenied => words("没有权限", "permission is denied"),
        ErrorKind::IsADirectory => words("这是目录，不是文件", "it is a folder, not a file"),
        ErrorKind::NotADirectory => words("这不是目录", "it is not a folder"),
        ErrorKind::InvalidData if error.get_ref().is_some() => not_utf8_or(error),
        ErrorKind::AlreadyExists => words("已经存在", "it exists already"),
        ErrorKind::StorageFull => words("磁盘已满", "the disk is full"),
        ErrorKind::QuotaExceeded => words("超出磁盘配额", "the disk quota is used up"),
        ErrorKind::ReadOnlyFilesystem => words("所在的磁盘只读", "the disk may only be read from"),
        ErrorKind::InvalidFilename => words("文件名不合法", "the file name is not allowed"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            words("文件正被占用", "the file is in use")
        }
        ErrorKind::UnexpectedEof => words("内容不完整", "it ends too early"),
        _ if is_not_utf8(error) => not_utf8_or(error),
        _ => Words::new(format!("系统提示 {error}"), error.to_string()),
    }
}

/// Returns how to mend it, where that is not the same for all files.
pub fn io_mend(error: &io::Error) -> Option<Words> {
    is_not_utf8(error).then(|| {
        Words::new(
            "请用记事本或 WPS 打开，“另存为”时编码选 UTF-8",
            "save it as UTF-8 (Notepad: Save As, Encoding)",
        )
    })
}

/// Tells whether a text was read that is not in UTF-8, as old editors write it.
fn is_not_utf8(error: &io::Error) -> bool {
    error.kind() == ErrorKind::InvalidData && error.to_string().contains("UTF-8")
}

fn not_utf8_or(error: &io::Error) -> Words {
    if is_not_utf8(error) {
        Words::new(
            "文字编码不是 UTF-8（可能是 GBK）",
            "the text is not in UTF-8 (maybe in GBK)",
        )
    } else {
        Words::new(
            format!("内容不对：{error}"),
            format!("its content is wrong: {error}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{io_mend, io_reason, refusal_code, unanswered};
    use crate::model::{FailureKind, Words};

    #[test]
    fn every_code_has_words() {
        for kind in FailureKind::ALL {
            assert_ne!(unanswered(kind.code()).zh, kind.code());
        }
        let words = Words::new("返回 503", "answered 503");
        assert_eq!(unanswered(&refusal_code(503)), words);
    }

    #[test]
    fn reasons_are_told_in_chinese() {
        let missing = std::fs::read("no/such/file").unwrap_err();
        assert_eq!(io_reason(&missing).zh, "没有这个文件或目录");
        assert_eq!(io_mend(&missing), None);
        let text = io::read_to_string(&b"\xc7\xe5\xba\xd3"[..]).unwrap_err();
        assert!(io_reason(&text).zh.contains("UTF-8"));
        assert!(io_mend(&text).unwrap().zh.contains("另存为"));
    }
}
