//! What a home page shows.

use jiff::civil::Date;

use super::address::Address;

/// What a home page shows of who runs the site and how it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HomeMarks {
    /// 主办单位, as the footer names it.
    pub organiser: Option<String>,
    /// Whether an operator (承办) or a way to contact is named.
    pub operator: bool,
    /// Addresses that the page states, each once.
    pub addresses: Vec<String>,
    /// Telephone numbers that the page states, digits only.
    pub phones: Vec<String>,
    /// 网站标识码 as shown.
    pub code_shown: Option<String>,
    /// The identifier in the address of the error-report entry.
    pub code_in_link: Option<String>,
    /// The number of the filing as an Internet site (ICP备案).
    pub icp: Option<String>,
    /// Whether that filing links to the retired address.
    pub icp_link_old: bool,
    /// The number of the filing with the police (公安备案).
    pub police: Option<String>,
    /// Whether the mark of party and government sites (党政机关网站标识) is there.
    pub party_mark: bool,
    /// Whether the entry “我为政府网站找错” is there.
    pub error_entry: bool,
    /// Whether that entry leads to the retired address.
    pub error_entry_old: bool,
    /// Whether the site's yearly report (政府网站工作年度报表) is linked.
    pub site_report: bool,
    /// Whether the page says that the site supports IPv6.
    pub ipv6: bool,
    /// Whether an entry for reading without barriers or for the elderly is there.
    pub accessible: bool,
    /// Whether a site map is linked.
    pub site_map: bool,
    /// Whether an entry to services is there.
    pub services: bool,
    /// The newest date of the page's lists.
    pub newest: Option<Date>,
    /// How many entries its lists have.
    pub items: usize,
    /// Whether a part of the page waits for a script to put entries there.
    pub awaits: bool,
    /// Whether a visitor may write on the page itself: a field for a text of several lines.
    pub writes: bool,
    /// Whether it names, without a link, what one writes to or by.
    pub names_writing: bool,
    /// Pages that the page shows in frames, which may hold lists of its own.
    pub frames: Vec<Address>,
    /// True when the footer is brought in by a script or a frame and was not seen.
    pub footer_by_script: bool,
    /// Pictures that the page's markup shows, each address once, in page order.
    pub pictures: Vec<Picture>,
    /// How the page's text ends: what its footer says, for people to see.
    pub foot: String,
}

/// A picture that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub target: Address,
    /// What stands for it (`alt`), else the name of its file.
    pub text: String,
}
