//! Kinds of audited bodies.

use std::collections::BTreeSet;

/// A kind of body (对象类型), as the contract names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// 国务院部门.
    Ministry,
    /// 省级政府.
    ProvincialGovernment,
    /// 省级政府部门.
    ProvincialDepartment,
    /// 设区的市级政府.
    CityGovernment,
    /// 设区的市级政府部门.
    CityDepartment,
    /// 县级政府.
    CountyGovernment,
    /// 县级政府部门.
    CountyDepartment,
    /// 乡镇政府.
    Township,
    /// 街道办事处.
    Subdistrict,
}

/// The level of administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 国家.
    National,
    /// 省.
    Province,
    /// 设区的市.
    City,
    /// 县.
    County,
    /// 乡镇、街道.
    Township,
}

impl Level {
    /// Returns the code used in rules.
    pub const fn code(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
        }
    }
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 9] = [
        Self::Ministry,
        Self::ProvincialGovernment,
        Self::ProvincialDepartment,
        Self::CityGovernment,
        Self::CityDepartment,
        Self::CountyGovernment,
        Self::CountyDepartment,
        Self::Township,
        Self::Subdistrict,
    ];

    /// Returns the name used on the command line and in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::ProvincialGovernment => "provincial-government",
            Self::ProvincialDepartment => "provincial-department",
            Self::CityGovernment => "city-government",
            Self::CityDepartment => "city-department",
            Self::CountyGovernment => "county-government",
            Self::CountyDepartment => "county-department",
            Self::Township => "township",
            Self::Subdistrict => "subdistrict",
        }
    }

    /// Returns the Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Ministry => "国务院部门",
            Self::ProvincialGovernment => "省级政府",
            Self::ProvincialDepartment => "省级政府部门",
            Self::CityGovernment => "设区的市级政府",
            Self::CityDepartment => "设区的市级政府部门",
            Self::CountyGovernment => "县级政府",
            Self::CountyDepartment => "县级政府部门",
            Self::Township => "乡镇政府",
            Self::Subdistrict => "街道办事处",
        }
    }

    /// Returns what it is called in Chinese, as offices write it too.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let others: &[&str] = match self {
            Self::Ministry => &["部委"],
            Self::ProvincialDepartment => &["省级部门"],
            Self::CityGovernment => &["市级政府"],
            Self::CityDepartment => &["市级部门", "市级政府部门"],
            Self::CountyGovernment => &["县政府"],
            Self::CountyDepartment => &["县级部门"],
            Self::Township => &["乡镇"],
            Self::Subdistrict => &["街道"],
            Self::ProvincialGovernment => &[],
        };
        others.iter().copied().chain([self.zh()])
    }

    /// Returns the profile that people write so: by its code or one of its names.
    pub fn named(text: &str) -> Option<Self> {
        Self::from_code(text).or_else(|| {
            let mut all = Self::ALL.into_iter();
            all.find(|profile| profile.names().any(|name| name == text))
        })
    }

    /// Returns the profile with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.code() == code)
    }

    /// Tells whether the body is a people's government and not a department of one.
    pub const fn is_government(self) -> bool {
        matches!(
            self,
            Self::ProvincialGovernment
                | Self::CityGovernment
                | Self::CountyGovernment
                | Self::Township
        )
    }

    /// Returns the level of administration.
    pub const fn level(self) -> Level {
        match self {
            Self::Ministry => Level::National,
            Self::ProvincialGovernment | Self::ProvincialDepartment => Level::Province,
            Self::CityGovernment | Self::CityDepartment => Level::City,
            Self::CountyGovernment | Self::CountyDepartment => Level::County,
            Self::Township | Self::Subdistrict => Level::Township,
        }
    }
}

/// The audited body (机关).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its name, as the site writes it.
    pub name: Option<String>,
    /// Its kind.
    pub profile: Profile,
    /// True when the kind was guessed from the site and not given.
    pub profile_guessed: bool,
    /// Powers it is known to have (`licensing`, `penalties`, `fees`, …).
    pub powers: BTreeSet<String>,
    /// Powers it is known not to have.
    pub lacks: BTreeSet<String>,
    /// Two-digit province code of its region (GB/T 2260), when known.
    pub region: Option<String>,
}
