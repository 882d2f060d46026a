//! Digests as WARC files write them: `sha1:` and Base32, or others in hexadecimal.

use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

/// Returns the customary digest of some bytes, given in parts: `sha1:` and Base32.
pub(super) fn sha1_base32(parts: &[&[u8]]) -> String {
    let mut state = Sha1::new();
    for part in parts {
        state.update(part);
    }
    format!("sha1:{}", base32(&state.finalize()))
}

/// Returns the checksum of some bytes as a digest field: `crc32:` and hexadecimal.
pub(super) fn crc32_hex(bytes: &[u8]) -> String {
    format!("crc32:{:08x}", crc32fast::hash(bytes))
}

/// Compares a digest field with the bytes it should be of.
///
/// Returns `None` when the algorithm is not known here, so nothing can be said. Base32 with
/// or without padding and hexadecimal are understood, in either case.
pub(super) fn matches(field: &str, bytes: &[u8]) -> Option<bool> {
    let (name, value) = field.trim().split_once(':')?;
    let sum: Vec<u8> = match name.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => Sha256::digest(bytes).to_vec(),
        "sha512" | "sha-512" => Sha512::digest(bytes).to_vec(),
        "crc32" => crc32fast::hash(bytes).to_be_bytes().to_vec(),
        _ => return None,
    };
    let value = value.trim().trim_end_matches('=');
    Some(value.eq_ignore_ascii_case(&base32(&sum)) || value.eq_ignore_ascii_case(&hex(&sum)))
}

/// Encodes as Base32 (RFC 4648 §6) without padding.
fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    let mut push = |value: u32| {
        text.extend(
            DIGITS
                .get(value as usize & 31)
                .map(|digit| char::from(*digit)),
        );
    };
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(held >> bits);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        push(held << (5 - bits));
    }
    text
}

/// Encodes as lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests_in_all_their_spellings() {
        assert_eq!(base32(b"foob"), "MZXW6YQ");
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(sha1_base32(&[]), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
        let check = |field: &str, expected: Option<bool>| {
            assert_eq!(matches(field, b""), expected, "{field}");
        };
        check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", Some(true));
        check("SHA-1: 3i42h3s6nnfq2msvx7xzkyayscx5qbyj", Some(true));
        check("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", Some(true));
        check("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80700", Some(false));
        check(
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Some(true),
        );
        check(
            "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====",
            Some(true),
        );
        check("sha1:", Some(false));
        check("crc32:00000000", Some(true));
        check("crc32:00000001", Some(false));
        assert_eq!(crc32_hex(b"123456789"), "crc32:cbf43926");
        check("md5:d41d8cd98f00b204e9800998ecf8427e", None);
        check("nonsense", None);
    }
}
