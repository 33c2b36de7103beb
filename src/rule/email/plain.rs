//! The short way for the addresses that people have: one pass, and no word about what is wrong.

use crate::rule::places::{self, equal, within};

/// Whether an address is valid under [`super::Rule::Public`], beyond doubt: long ones, and those with rare characters, are
/// left to the long way.
pub(super) fn is_public(address: &[u8]) -> bool {
    let length = address.len();
    if length == 0 || length > places::MAX {
        return false;
    }
    let [mut alphanumeric, mut local_only, mut hyphen, mut dot, mut at] = [0; 5];
    places::each(address, |bytes, place| {
        let alphabetic = within(bytes | places::Bytes::splat(0x20), b'a', b'z');
        alphanumeric |= places::of(alphabetic | within(bytes, b'0', b'9'), place);
        local_only |= places::of(equal(bytes, b'_') | equal(bytes, b'+'), place);
        hyphen |= places::of(equal(bytes, b'-'), place);
        dot |= places::of(equal(bytes, b'.'), place);
        at |= places::of(equal(bytes, b'@'), place);
    });
    let all = places::all(length);
    let local = at.wrapping_sub(1);
    let domain = all & !(local | at);
    let characters = alphanumeric | hyphen | dot | at | local_only & local;
    // Atoms and labels begin behind a mark and end before one.
    let marks = dot | at;
    let first = marks << 1 | 1;
    let last = marks >> 1 | 1 << (length - 1);
    at.is_power_of_two()
        && characters == all
        && marks & (first | last) == 0
        && hyphen & domain & (first | last) == 0
        && dot & domain != 0
        && !address[places::MAX - dot.leading_zeros() as usize..].iter().all(u8::is_ascii_digit)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::rule::email::{Rule, verdict};
    use proptest::prelude::*;

    /// Whether an address is left to the long way, right or wrong.
    fn is_rare(address: &str) -> bool {
        let common = |byte: u8| byte.is_ascii_alphanumeric() || b".@-_+".contains(&byte);
        address.len() > places::MAX || !address.bytes().all(common)
    }

    #[test]
    fn what_people_have_takes_the_short_way() {
        let addresses = [
            "a@b.co",
            "ann@example.com",
            "Ann.Lee+news@Mail.Example-1.COM",
            "a_b-c@1.2.x3",
            "-a-@b.io",
            "0123456789.0123456789.0123456789@mail.0123456789.example.m12",
        ];
        for address in addresses {
            assert!(is_public(address.as_bytes()), "{address}");
        }
    }

    #[test]
    fn every_length_around_the_limits() {
        for length in 0..=70 {
            let x = "x".repeat(length);
            for address in [
                format!("{x}@b.co"),
                format!("a@{x}.co"),
                format!("a@b.{x}"),
                format!("a@b.{x}1"),
                format!("a@b.co{x}."),
            ] {
                let valid = verdict(address.as_bytes(), Rule::Public).is_ok();
                assert_eq!(is_public(address.as_bytes()), valid && !is_rare(&address), "{address}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_short_way_says_what_the_long_way_says(
            address in "[a-c1.!@-]{0,12}|[a-c1._+@-]{0,12}|[a-c1.-]{1,3}@[a-c1.-]{0,9}|[a.]{60,70}@a.[a-b]{60,66}|a@([a-c]{50}[.]){4,5}[a-c1]{1,60}|.{0,9}"
        ) {
            let valid = verdict(address.as_bytes(), Rule::Public).is_ok();
            prop_assert_eq!(is_public(address.as_bytes()), valid && !is_rare(&address));
        }
    }
}
