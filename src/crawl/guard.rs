//! Keeps a crawl from reaching into private networks.
//!
//! A site's links, redirects and DNS answers are under the site's control; none of them may
//! make the auditor's machine talk to its own network. Names are checked where they are
//! resolved (the address dialled is the address checked), literals before each request.
//! The hosts of the audited site itself may be private: inside an office network a body's
//! own site often resolves to an internal address.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::model::{Address, Failure, FailureKind};

/// Decides which hosts may be dialled.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    /// Hosts with their ports that may be private because they are the audited site.
    trusted: Arc<BTreeSet<String>>,
    /// The user allows all of them.
    all: bool,
    /// Names that had a public address: they may not turn private in mid-crawl.
    public: Arc<Mutex<BTreeSet<String>>>,
}

/// A name that leads into a private network.
#[derive(Debug, thiserror::Error)]
#[error("{0} leads to the private address {1}, which is not the audited site's own")]
pub(super) struct PrivateHost(String, IpAddr);

/// A name that could not be resolved.
#[derive(Debug, thiserror::Error)]
#[error("{0} could not be resolved: {1}")]
pub(super) struct NoSuchName(String, String);

impl Guard {
    /// Returns a guard that lets through public addresses and the given hosts (with their
    /// ports), or all addresses.
    pub(super) fn new(trusted: BTreeSet<String>, all: bool) -> Self {
        Self {
            trusted: Arc::new(trusted),
            all,
            public: Arc::default(),
        }
    }

    /// Tells whether a name is one of the site's; a resolver does not know the port.
    fn trusts_name(&self, name: &str) -> bool {
        self.all
            || self
                .trusted
                .iter()
                .any(|host| host.split(':').next() == Some(name))
    }

    /// Leaves those addresses of a name that may be dialled: the public ones, or, where
    /// there are none, the private ones of a host that may have them.
    fn sift(&self, name: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, PrivateHost> {
        let (public, private): (Vec<SocketAddr>, Vec<SocketAddr>) =
            found.into_iter().partition(|found| is_public(found.ip()));
        let mut seen = self.public.lock().unwrap_or_else(PoisonError::into_inner);
        if !public.is_empty() {
            seen.insert(name.to_owned());
            return Ok(public);
        }
        let refused = private.iter().find(|found| {
            // Where clouds keep their secrets, and no site.
            let link_local = match canonical(found.ip()) {
                IpAddr::V4(ip) => ip.is_link_local(),
                IpAddr::V6(ip) => ip.is_unicast_link_local(),
            };
            !self.all && (link_local || seen.contains(name) || !self.trusts_name(name))
        });
        match refused {
            Some(refused) => Err(PrivateHost(name.to_owned(), refused.ip())),
            None => Ok(private),
        }
    }

    /// Checks a host that is an IP literal, which the resolver never sees.
    pub(super) fn check(&self, address: &Address) -> Result<(), Failure> {
        match literal(address.host()) {
            Some(ip)
                if !is_public(ip) && !self.all && !self.trusted.contains(address.authority()) =>
            {
                Err(Failure {
                    kind: FailureKind::Refused,
                    detail: PrivateHost(address.host().to_owned(), ip).to_string(),
                })
            }
            _ => Ok(()),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name, 0))
                .await
                .map_err(|error| NoSuchName(name.to_owned(), error.to_string()))?
                .collect();
            let allowed = guard.sift(name, found)?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Tells whether an address names a private or loopback host by itself: an IP literal that
/// is not public, or `localhost`. Such a target may be crawled, since the user named it.
pub fn is_private_target(address: &Address) -> bool {
    literal(address.host()).map_or_else(|| is_localhost(address.host()), |ip| !is_public(ip))
}

/// Tells whether an address names this very machine, where no rate limit is needed.
pub(super) fn is_loopback_target(address: &Address) -> bool {
    literal(address.host()).map_or_else(
        || is_localhost(address.host()),
        |ip| canonical(ip).is_loopback(),
    )
}

fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host == "localhost" || host.ends_with(".localhost")
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

/// Unwraps IPv4 addresses written as IPv6 ones.
fn canonical(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let segments = v6.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // Mapped and compatible forms, NAT64 and 6to4 all carry an IPv4 address.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        _ => ip,
    }
}

/// Tells whether an address is on the public Internet.
fn is_public(ip: IpAddr) -> bool {
    match canonical(ip) {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_multicast()
        || a == 0
        // Carrier-grade NAT (RFC 6598), protocol assignments, benchmarks, documentation,
        // reserved.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        || a >= 240)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    // Only 2000::/3 is handed out; of it the documentation ranges are not.
    (first & 0xe000) == 0x2000
        && !(first == 0x2001 && ip.segments()[1] == 0xdb8)
        && !(first == 0x3fff && ip.segments()[1] < 0x1000)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed test may stop anywhere")]
mod tests {
    use std::collections::BTreeSet;
    use std::net::SocketAddr;

    use super::{Guard, is_loopback_target, is_private_target, is_public};
    use crate::model::Address;

    #[test]
    fn private_ranges_are_not_public() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:0a00:0001::1",
            "2001:db8::1",
            "::7f00:1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "2400:3200::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn literals_in_any_spelling_are_refused_unless_named_by_the_user() {
        let guard = Guard::default();
        for text in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]:80/",
            "http://[::ffff:10.0.0.1]/",
            "http://10.0.0.8:8080/",
        ] {
            let address = Address::parse(text).unwrap();
            assert!(guard.check(&address).is_err(), "{text}");
            assert!(is_private_target(&address), "{text}");
            let trusted = Guard::new(BTreeSet::from([address.authority().to_owned()]), false);
            assert!(trusted.check(&address).is_ok(), "{text}");
        }
        let public = Address::parse("http://1.2.4.8/").unwrap();
        assert!(guard.check(&public).is_ok() && !is_private_target(&public));
    }

    #[test]
    fn names_lead_into_private_networks_only_for_the_site_itself() {
        let ips = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter()
                .map(|ip| SocketAddr::new(ip.parse().unwrap(), 0))
                .collect()
        };
        let guard = Guard::new(BTreeSet::from(["a.gov.cn".to_owned()]), false);
        let sift =
            |name: &str, list: &[&str]| guard.sift(name, ips(list)).map_err(|e| e.to_string());
        // Seen from inside the office.
        assert_eq!(sift("a.gov.cn", &["10.0.0.1"]).unwrap(), ips(&["10.0.0.1"]));
        assert!(sift("b.gov.cn", &["10.0.0.1"]).is_err());
        assert!(sift("a.gov.cn", &["169.254.169.254"]).is_err());
        assert!(sift("a.gov.cn", &["fe80::1"]).is_err());
        // Public addresses alone are dialled, and the name stays public from then on.
        let mixed = ["10.0.0.1", "1.2.4.8"];
        assert_eq!(sift("b.gov.cn", &mixed).unwrap(), ips(&["1.2.4.8"]));
        assert_eq!(sift("a.gov.cn", &mixed).unwrap(), ips(&["1.2.4.8"]));
        assert!(sift("a.gov.cn", &["10.0.0.1"]).is_err());
        let open = Guard::new(BTreeSet::new(), true);
        assert!(open.sift("b.gov.cn", ips(&["10.0.0.1"])).is_ok());
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for (text, expected) in [
            ("http://127.0.0.1:1/", true),
            ("http://localhost/", true),
            ("http://a.localhost/", true),
            ("http://[::1]/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://10.0.0.1/", false),
            ("http://localhost.gov.cn/", false),
        ] {
            assert_eq!(
                is_loopback_target(&Address::parse(text).unwrap()),
                expected,
                "{text}"
            );
        }
    }
}
