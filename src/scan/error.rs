//! Why a target could not be read at all.

use std::path::PathBuf;

use crate::crawl::CrawlError;
use crate::model::{Failure, FailureKind, Words, io_reason};
use crate::snapshot::warc::{ArchiveError, ReadError};

/// Why a target could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The crawl could not begin.
    #[error("begin the crawl")]
    Crawl(#[source] CrawlError),
    /// The first page did not answer, so that nothing was read.
    #[error("fetch {address}: {detail}")]
    Unreachable {
        /// The address.
        address: String,
        /// Why.
        kind: FailureKind,
        /// What the lower layer said.
        detail: String,
    },
    /// The server did not give its robots.txt, so that nothing may be asked for.
    #[error("robots.txt of {address} answered {status}")]
    NoRobots {
        /// The address.
        address: String,
        /// HTTP status of robots.txt.
        status: u16,
    },
    /// The server answered, but not with a page.
    #[error("{address} answered {status}")]
    Refused {
        /// The address.
        address: String,
        /// HTTP status.
        status: u16,
    },
    /// There is no HTML page in the material.
    #[error("no page in {place}")]
    NothingReadable {
        /// The directory, the archive or the address.
        place: String,
    },
    /// There is no HTML page in a folder, but something else.
    #[error("no page in {place}")]
    NoPages {
        /// The directory.
        place: String,
        /// What it holds and what to do with it.
        held: Words,
    },
    /// Every page that came only leads to another host.
    #[error("{place} only leads to {to}")]
    LeadsAway {
        /// The directory, the archive or the address.
        place: String,
        /// Where to.
        to: String,
    },
    /// Every page that came stands in the way of the site, or in its place.
    #[error("no page of {place} itself was seen")]
    InTheWay {
        /// The directory, the archive or the address.
        place: String,
    },
    /// There is no page among the records that could be used.
    #[error("{count} records of {place} could not be used")]
    Unusable {
        /// The archive.
        place: String,
        /// How many records could not be used.
        count: usize,
        /// What is wrong with the first of them.
        first: Words,
    },
    /// The archive to go on with is another site's.
    #[error("{path} holds a crawl of {site}")]
    OtherSite {
        /// The file.
        path: PathBuf,
        /// The address where that crawl began.
        site: String,
    },
    /// The archive could not be read.
    #[error("read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: ReadError,
    },
    /// The crawl would write the archive that it refers to, or is compared with.
    #[error("{} is to be written and is that of {option}", path.display())]
    OntoItself {
        /// The option that names it.
        option: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The archive could not be written.
    #[error("write the archive")]
    Archive(#[source] ArchiveError),
    /// An earlier snapshot cannot be held against the audit's own.
    #[error("{words}")]
    Earlier {
        /// What is wrong and how to mend it.
        words: Words,
    },
    /// The directory could not be read.
    #[error("read the directory {}", path.display())]
    Folder {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
}

impl ScanError {
    /// Makes the error of a first page that did not come.
    pub(super) fn of_failure(address: &str, failure: &Failure) -> Self {
        Self::Unreachable {
            address: address.to_owned(),
            kind: failure.kind,
            detail: failure.detail.clone(),
        }
    }

    /// Returns what happened and how to mend it, for people.
    pub fn words(&self) -> Words {
        match self {
            Self::Crawl(CrawlError::UnlimitedRate(address)) => Words::new(
                format!(
                    "--rate 0（不限速）只允许用于本机地址，不能用于 {address}；请去掉 --rate 0"
                ),
                format!(
                    "--rate 0 (no limit) is allowed for loopback targets only, not for {address}; leave it out"
                ),
            ),
            Self::Earlier { words } => words.clone(),
            Self::OntoItself { option, path } => {
                let path = path.display();
                Words::new(
                    format!(
                        "{path} 既是要写入的存档，又是 {option} 的旧存档，写入后旧存档就没有了；请为新存档另取文件名"
                    ),
                    format!(
                        "{path} is both the archive to be written and that of {option}, which would be lost; give the new one another name"
                    ),
                )
            }
            Self::Crawl(error) => Words::new(
                format!("无法开始抓取：{error}"),
                format!("the crawl could not begin: {error}"),
            ),
            Self::Unreachable {
                address,
                kind,
                detail,
            } => unreachable_words(address, *kind, detail),
            Self::NoRobots { address, status } => Words::new(
                format!(
                    "{address} 未能读取：服务器对 robots.txt 返回 {status}，取不到规则，按禁止抓取处理；请稍后再试，或请网站管理方修复 robots.txt"
                ),
                format!(
                    "{address} could not be read: robots.txt answered {status}, so what it allows is not known and nothing is fetched; try again later, or have its owner mend robots.txt"
                ),
            ),
            Self::Refused { address, status } => Words::new(
                format!(
                    "{address} 返回 {status}，没有可读的网页；请在浏览器中确认网址，或换一个时间、网络再试"
                ),
                format!(
                    "{address} answered {status}: there is no page to read; check the address in a browser, or try again later"
                ),
            ),
            Self::NothingReadable { place } => Words::new(
                format!(
                    "{place} 里没有可读的网页；请确认放的是 HTML 页面（.html、.htm、.shtml）或网站抓取存档"
                ),
                format!(
                    "there is no readable page in {place}; it must hold HTML pages or a crawl of a site"
                ),
            ),
            Self::NoPages { place, held } => Words::new(
                format!("{place} 里没有网页（.html、.htm、.shtml），{}", held.zh),
                format!("there is no page in {place}; {}", held.en),
            ),
            Self::LeadsAway { place, to } => Words::new(
                format!(
                    "{place} 的网页只是跳转到 {to}，没有看到本站自己的网页；请改以 {to} 为核查对象"
                ),
                format!(
                    "the pages of {place} only lead to {to}, and none of the site's own was seen; audit {to} instead"
                ),
            ),
            Self::InTheWay { place } => Words::new(
                format!(
                    "{place} 打开的都是拦截、登录、维护、出错一类的页面，没有看到网站自己的网页；请在浏览器中确认，稍后再试，或请网站管理方放行"
                ),
                format!(
                    "{place} gave only pages that block, ask for a password or tell of maintenance or a fault, and none of the site's own; look in a browser, try again later, or ask its owner to let this program in"
                ),
            ),
            Self::Unusable {
                place,
                count,
                first,
            } => Words::new(
                format!(
                    "{place} 里没有可读的网页，有 {count} 条记录未能使用：{}",
                    first.zh
                ),
                format!(
                    "there is no readable page in {place}; {count} of its records could not be used: {}",
                    first.en
                ),
            ),
            Self::Read { path, source } => match source {
                ReadError::NotWarc { looks_like, .. } => {
                    let like = looks_like.words();
                    Words::new(
                        format!(
                            "{} 不是 WARC 存档（{}）；请给出网址、网页目录或 .warc(.gz) 文件",
                            path.display(),
                            like.zh
                        ),
                        format!(
                            "{} is no WARC archive ({}); give an address, a directory of pages or a .warc(.gz) file",
                            path.display(),
                            like.en
                        ),
                    )
                }
                ReadError::OneMember { .. } => Words::new(
                    format!(
                        "存档 {} 整个压成了一段，无法按网址查找；请先用 gunzip 解开成 .warc 再用",
                        path.display()
                    ),
                    format!(
                        "the archive {} is one gzip member, so nothing can be looked up in it; unpack it to .warc with gunzip first",
                        path.display()
                    ),
                ),
                ReadError::Open { source, .. } => {
                    let why = io_reason(source);
                    Words::new(
                        format!("无法读取存档 {}：{}", path.display(), why.zh),
                        format!(
                            "the archive {} could not be read: {}",
                            path.display(),
                            why.en
                        ),
                    )
                }
            },
            Self::OtherSite { path, site } => Words::new(
                format!(
                    "{} 是 {site} 的抓取，不能用来接着抓取另一个网站；请换一个文件名，或去掉 --resume",
                    path.display()
                ),
                format!(
                    "{} holds a crawl of {site}, which a crawl of another site cannot go on with; name another file or leave out --resume",
                    path.display()
                ),
            ),
            Self::Archive(error) => archive_words(error),
            Self::Folder { path, detail } => Words::new(
                format!("无法读取目录 {}：{detail}", path.display()),
                format!(
                    "the directory {} could not be read: {detail}",
                    path.display()
                ),
            ),
        }
    }
}

fn with_source(error: &dyn std::error::Error) -> String {
    error
        .source()
        .map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

fn archive_words(error: &ArchiveError) -> Words {
    match error {
        ArchiveError::Busy { path } => {
            let path = path.display();
            Words::new(
                format!("存档 {path} 正由另一个 gongkai 写入；请等它完成，或换一个文件名"),
                format!(
                    "another gongkai is writing the archive {path}: wait until it is done, or give another name"
                ),
            )
        }
        ArchiveError::Write { path, source } => {
            let (path, why) = (path.display(), io_reason(source));
            Words::new(
                format!(
                    "无法写入存档 {path}：{}；请检查路径、权限和磁盘空间",
                    why.zh
                ),
                format!(
                    "the archive {path} could not be written: {}; check the path, the permissions and the space on the disk",
                    why.en
                ),
            )
        }
        other => Words::new(
            format!(
                "无法写入存档：{}；请检查路径、权限和磁盘空间",
                with_source(other)
            ),
            format!(
                "the archive could not be written: {}; check the path, the permissions and the space on the disk",
                with_source(other)
            ),
        ),
    }
}

/// What the system says of connections, by a part of its words, in Chinese.
const SAID: &[(&str, &str)] = &[
    ("Connection refused", "对方拒绝连接，端口没有开放"),
    ("Connection reset", "连接被对方中断"),
    ("No route to host", "到不了对方的网络"),
    ("Network is unreachable", "本机没有可用的网络"),
    ("failed to lookup address", "域名查不到"),
    ("dns error", "域名查不到"),
    ("timed out", "等待超时"),
    ("too large", "响应头太长或行数太多"),
    ("too many headers", "响应头太长或行数太多"),
    (
        "connection closed before message completed",
        "没有发完就断开",
    ),
    ("certificate", "证书不受信任、已过期或与域名不符"),
];

/// Puts what the system says into Chinese, where it is one of the usual things.
fn in_chinese(detail: &str) -> &str {
    let known = SAID.iter().find(|(said, _)| detail.contains(said));
    known.map_or(detail, |(_, zh)| *zh)
}

fn unreachable_words(address: &str, kind: FailureKind, detail: &str) -> Words {
    let (zh, en) = match kind {
        FailureKind::Name => (
            "域名无法解析；请检查网址和网络",
            "its name does not resolve; check the address and the network",
        ),
        FailureKind::Connect => (
            "连接不上；请检查网址、端口和网络，或稍后再试",
            "no connection; check the address, the port and the network, or try again later",
        ),
        FailureKind::Timeout => (
            "超时未响应；可用 --timeout 放宽后再试",
            "it did not answer in time; try again with a longer --timeout",
        ),
        FailureKind::Tls => (
            "HTTPS 证书或加密协商失败；请在浏览器中确认证书，或改用 http:// 地址",
            "its certificate or TLS failed; check it in a browser, or use the http:// address",
        ),
        FailureKind::Protocol => (
            "响应不是完整的 HTTP；请稍后再试",
            "its answer is not whole HTTP; try again later",
        ),
        FailureKind::Robots => (
            "robots.txt 不允许抓取；请与网站管理方确认，或改为核查其静态目录或存档",
            "robots.txt forbids it; ask its owner, or audit a directory or an archive of it",
        ),
        FailureKind::Refused => (
            "是内网或保留地址，不予访问；如确是被核查网站，请直接以该地址为核查对象",
            "it is a private or reserved address; give it as the target itself if it is meant",
        ),
        FailureKind::RedirectLoop => (
            "反复跳转；请换用最终地址",
            "it redirects in a circle; give the final address",
        ),
        FailureKind::Limit => (
            "请求数已到上限，还没有读到网页；请调大 --max-requests（robots.txt 也算一次）",
            "the limit of requests was reached before any page; raise --max-requests (robots.txt counts as one)",
        ),
        FailureKind::NotInSelection | FailureKind::File => ("没有读到", "it was not read"),
    };
    Words::new(
        format!("{address} 未能读取：{zh}（{}）", in_chinese(detail)),
        format!("{address} could not be read: {en} ({detail})"),
    )
}
