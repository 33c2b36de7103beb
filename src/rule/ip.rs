//! IP addresses in their text forms.
//!
//! - IPv4: four decimal numbers up to 255 without leading zeros, with dots between them (RFC 2673 section 3.2, and
//!   `IPv4address` of RFC 3986 section 3.2.2). The shorter, octal and hexadecimal forms of `inet_aton` are refused: programs
//!   read them differently.
//! - IPv6: the forms of RFC 4291 section 2.2, in either case: eight groups of one to four hexadecimal digits. One `::` stands
//!   for one or more groups of zeros, and an IPv4 address may stand for the last two groups. There is no zone (`%eth0`), no
//!   prefix length and no bracket.
//!
//! ```
//! use unanimous::rule::ip;
//!
//! assert!(ip::check("192.0.2.1").is_ok() && ip::check("2001:db8::1").is_ok());
//! assert_eq!(ip::check_v4("192.0.2.01").unwrap_err().code().as_str(), "invalid_ipv4");
//! assert_eq!(ip::check_v6("fe80::1%eth0").unwrap_err().code().as_str(), "invalid_ipv6");
//! ```

use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for an IPv4 or an IPv6 address.
///
/// # Errors
/// `invalid_ip`, without a detail.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

/// Checks for an IPv4 address.
///
/// # Errors
/// `invalid_ipv4`, without a detail.
pub fn check_v4(text: &str) -> Result<(), Reason> {
    judge_v4(text.as_bytes()).map_err(Fault::reason)
}

/// Checks for an IPv6 address.
///
/// # Errors
/// `invalid_ipv6`, without a detail.
pub fn check_v6(text: &str) -> Result<(), Reason> {
    judge_v6(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    verdict(is_v4(text, Form::Rfc4291) || is_v6(text, Form::Rfc4291), Code::InvalidIp)
}

pub(crate) fn judge_v4(text: &[u8]) -> Result<(), Fault> {
    verdict(is_v4(text, Form::Rfc4291), Code::InvalidIpv4)
}

pub(crate) fn judge_v6(text: &[u8]) -> Result<(), Fault> {
    verdict(is_v6(text, Form::Rfc4291), Code::InvalidIpv6)
}

const fn verdict(is_valid: bool, code: Code) -> Result<(), Fault> {
    if is_valid { Ok(()) } else { Err(Fault::new(code)) }
}

/// The standard whose form an address has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// RFC 4291 and RFC 3986: no leading zeros in decimal numbers, and `::` stands for at least one group.
    Rfc4291,
    /// The address literals of mail, RFC 5321 section 4.1.3: leading zeros, and `::` stands for at least two groups.
    Rfc5321,
}

/// Whether a text is an IPv4 address.
#[inline(never)]
pub(super) fn is_v4(text: &[u8], form: Form) -> bool {
    let mut count = 0;
    text.split(|&byte| byte == b'.').all(|part| {
        count += 1;
        let value = part.iter().fold(0_u32, |sum, &digit| (sum * 10).min(999) + u32::from(digit.wrapping_sub(b'0')));
        (1..=3).contains(&part.len())
            && part.iter().all(u8::is_ascii_digit)
            && value <= 255
            && (form == Form::Rfc5321 || part.len() == 1 || !part.starts_with(b"0"))
    }) && count == 4
}

/// Whether a text is an IPv6 address.
pub(super) fn is_v6(text: &[u8], form: Form) -> bool {
    let Some(gap) = text.windows(2).position(|pair| pair == b"::") else {
        return groups(text, form, true) == Some(8);
    };
    let head = groups(text.get(..gap).unwrap_or_default(), form, false);
    let tail = groups(text.get(gap + 2..).unwrap_or_default(), form, true);
    let most = if form == Form::Rfc5321 { 6 } else { 7 };
    matches!((head, tail), (Some(head), Some(tail)) if head + tail <= most)
}

/// How many groups stand on one side of `::`. An IPv4 address, which only the end can hold, counts as two.
#[inline(never)]
fn groups(side: &[u8], form: Form, is_end: bool) -> Option<usize> {
    if side.is_empty() {
        return Some(0);
    }
    let mut sum = 0;
    let mut parts = side.split(|&byte| byte == b':').peekable();
    while let Some(part) = parts.next() {
        sum += if (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_hexdigit) {
            1
        } else if is_end && parts.peek().is_none() && is_v4(part, form) {
            2
        } else {
            return None;
        };
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4() {
        let cases = [
            ("0.0.0.0", true),
            ("255.255.255.255", true),
            ("192.0.2.1", true),
            ("256.0.0.1", false),
            ("0.0.0.256", false),
            ("999.0.0.1", false),
            ("1.2.3.1000", false),
            ("00.0.0.0", false),
            ("01.2.3.4", false),
            ("1.2.3", false),
            ("1.2.3.4.5", false),
            ("1.2..4", false),
            (".1.2.3", false),
            ("1.2.3.", false),
            ("1.2.3.4 ", false),
            ("1.2.3.0x4", false),
            ("1.2.3.\u{664}", false),
            ("2130706433", false),
            ("", false),
        ];
        for (text, valid) in cases {
            assert_eq!(check_v4(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidIpv4)) }, "{text}");
            assert_eq!(check(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidIp)) }, "{text}");
        }
    }

    #[test]
    fn ipv6() {
        let cases = [
            ("::", true),
            ("::1", true),
            ("1::", true),
            ("1:2:3:4:5:6:7:8", true),
            ("1:2:3:4:5:6:7::", true),
            ("::2:3:4:5:6:7:8", true),
            ("2001:DB8::ffFF", true),
            ("::1.2.3.4", true),
            ("1:2:3:4:5:6:1.2.3.4", true),
            ("1:2:3:4:5::1.2.3.4", true),
            ("1:2:3:4:5:6::1.2.3.4", false),
            ("1:2:3:4:5:6:7:1.2.3.4", false),
            ("1.2.3.4::", false),
            ("::1.2.3.4:5", false),
            ("::1.2.3.04", false),
            ("1:2:3:4:5:6:7", false),
            ("1:2:3:4:5:6:7:8:9", false),
            ("1:2:3:4:5:6:7:8::", false),
            ("1::2::3", false),
            (":::", false),
            (":1", false),
            ("1:", false),
            (":", false),
            ("12345::", false),
            ("g::", false),
            ("::1%1", false),
            ("[::1]", false),
            ("::/0", false),
            ("1.2.3.4", false),
            ("", false),
        ];
        for (text, valid) in cases {
            assert_eq!(check_v6(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidIpv6)) }, "{text}");
            if text != "1.2.3.4" {
                assert_eq!(check(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidIp)) }, "{text}");
            }
        }
    }
}
