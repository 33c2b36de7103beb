//! Parses hosts as the URL standard does (sections 3.5 and 3.6): a name that ends in a number is an IPv4 address, in
//! many spellings.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv6Addr;

use idna::AsciiDenyList;

/// A host whose text is valid.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parsed<'h> {
    /// In canonical form: lower case, A-labels, perhaps one final dot.
    Name(Cow<'h, str>),
    /// In one of many spellings: `127.0.0.1`, `0x7f.1`, `2130706433`.
    Ipv4,
    Ipv6(Ipv6Addr),
}

/// Parses a host.
///
/// # Errors
/// The detail: `invalid_ipv6`, `invalid_idn`, `empty` or `invalid_ipv4`.
pub(super) fn parse(host: &str) -> Result<Parsed<'_>, &'static str> {
    if let Some(inside) = host.strip_prefix('[') {
        let address = inside.strip_suffix(']').and_then(|inside| inside.parse().ok());
        return address.map(Parsed::Ipv6).ok_or("invalid_ipv6");
    }
    let name = idna::domain_to_ascii_cow(host.as_bytes(), AsciiDenyList::URL).map_err(|_| "invalid_idn")?;
    if name.is_empty() {
        return Err("empty");
    }
    let without_dot = name.strip_suffix('.').unwrap_or(&name);
    if !ends_in_number(without_dot) {
        return Ok(Parsed::Name(name));
    }
    if is_ipv4(without_dot) { Ok(Parsed::Ipv4) } else { Err("invalid_ipv4") }
}

/// The ends-in-a-number checker, of a name in lower case.
fn ends_in_number(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    match last.strip_prefix("0x") {
        Some(hex) => hex.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Whether the IPv4 parser accepts a name: up to four numbers, the last of which fills the remaining bytes.
fn is_ipv4(name: &str) -> bool {
    let numbers: Option<Vec<u32>> = name.split('.').map(ipv4_number).collect();
    match numbers.as_deref() {
        Some([first @ .., last]) if first.len() < 4 => {
            first.iter().all(|&number| number <= 255) && *last <= u32::MAX >> (8 * first.len())
        }
        _ => false,
    }
}

/// The IPv4 number parser: decimal, octal after `0`, hexadecimal after `0x`.
fn ipv4_number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix('0') {
        Some(rest) => rest.strip_prefix('x').map_or((rest, 8), |hex| (hex, 16)),
        None if text.is_empty() => return None,
        None => (text, 10),
    };
    digits.chars().try_fold(0_u32, |sum, c| sum.checked_mul(radix)?.checked_add(c.to_digit(radix)?))
}

/// The IPv6 serializer with brackets: `::` replaces the first of the longest runs of zeros. The standard library
/// differs for mapped addresses.
pub(super) fn ipv6_text(address: Ipv6Addr) -> String {
    let segments = address.segments();
    let zeros = |start: usize| segments[start..].iter().take_while(|&&segment| segment == 0).count();
    // In reverse, since `max_by_key` returns the last of equal maxima.
    let start = (0..segments.len()).rev().max_by_key(|&start| zeros(start)).unwrap_or_default();
    match zeros(start) {
        0 | 1 => format!("[{}]", hex(&segments)),
        length => format!("[{}::{}]", hex(&segments[..start]), hex(&segments[start + length..])),
    }
}

fn hex(segments: &[u16]) -> String {
    let texts: Vec<String> = segments.iter().map(|segment| format!("{segment:x}")).collect();
    texts.join(":")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the `url` crate says of a host that may reach this parser: without `%`, which it would decode.
    fn as_url_does(host: &str) {
        let ours = parse(host);
        match url::Host::parse(host) {
            Ok(url::Host::Domain(name)) => assert_eq!(ours, Ok(Parsed::Name(name.into())), "{host}"),
            Ok(url::Host::Ipv4(address)) => {
                assert_eq!(ours, Ok(Parsed::Ipv4), "{host}");
                let strict = host.parse::<core::net::Ipv4Addr>().ok();
                assert_eq!(strict, (host == address.to_string()).then_some(address), "{host}");
            }
            Ok(url::Host::Ipv6(address)) => {
                assert_eq!(ours, Ok(Parsed::Ipv6(address)), "{host}");
                assert_eq!(ipv6_text(address), url::Host::<&str>::Ipv6(address).to_string());
            }
            Err(url::ParseError::EmptyHost) => assert_eq!(ours, Err("empty"), "{host}"),
            Err(url::ParseError::IdnaError) => assert_eq!(ours, Err("invalid_idn"), "{host}"),
            Err(url::ParseError::InvalidIpv4Address) => assert_eq!(ours, Err("invalid_ipv4"), "{host}"),
            Err(url::ParseError::InvalidIpv6Address) => assert_eq!(ours, Err("invalid_ipv6"), "{host}"),
            Err(error) => panic!("{host}: {error}"),
        }
    }

    /// All texts of these characters up to a length.
    fn each(characters: &[char], length: usize, check: &dyn Fn(&str)) {
        let mut texts = vec![String::new()];
        for _ in 0..=length {
            for text in &texts {
                check(text);
            }
            texts = texts.iter().flat_map(|text| characters.iter().map(move |c| format!("{text}{c}"))).collect();
        }
    }

    #[test]
    fn short_hosts_as_the_url_crate_parses_them() {
        each(&['0', '8', 'x', 'f', '.', '-'], 6, &as_url_does);
        each(&[':', '1', '0', '.'], 7, &|inside| as_url_does(&format!("[{inside}]")));
    }

    proptest! {
        #[test]
        fn hosts_as_the_url_crate_parses_them(host in "[a-zA-Z0-9._~!$'()*+,;=<^|@ \u{e4}\u{df}\u{3002}\u{2488}-]{0,12}|xn--[a-z0-9-]{0,8}\\.[a-z0-9]{0,3}") {
            as_url_does(&host);
        }

        #[test]
        fn numbers_as_the_url_crate_parses_them(host in "((0|0x|0X|)([0-9a-f]{0,3}|[0-9]{8,11}|[0-9a-f]{7,9})\\.?){1,5}") {
            as_url_does(&host);
        }

        #[test]
        fn addresses_as_the_url_crate_parses_them(
            host in "\\[((0{0,3}|[0-9a-f]{1,5})(:|::)){0,8}([0-9a-f]{0,4}|[0-9]{1,3}(\\.[0-9]{1,3}){2,4})\\]?",
            segments in prop::array::uniform8(prop_oneof![Just(0_u16), any::<u16>()]),
        ) {
            as_url_does(&host);
            as_url_does(&format!("[{}]", Ipv6Addr::from(segments)));
        }
    }
}
