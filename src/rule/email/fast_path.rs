//! Fast path for common addresses.

use crate::rule::byte_masks::{self, equal, in_range, mask};

/// Whether the address is certainly valid under [`super::Rule::Public`].
///
/// `false` decides nothing: the slow path must judge the address. Addresses of more than 64 bytes and addresses with
/// rare characters always take the slow path.
pub(super) fn is_public(address: &[u8]) -> bool {
    let length = address.len();
    if length == 0 || length > byte_masks::MAX {
        return false;
    }
    let [mut alphanumeric, mut local_only, mut hyphen, mut dot, mut at] = [0; 5];
    byte_masks::each(address, |bytes, at_byte| {
        let alphabetic = in_range(bytes | byte_masks::Bytes::splat(0x20), b'a', b'z');
        alphanumeric |= mask(alphabetic | in_range(bytes, b'0', b'9'), at_byte);
        local_only |= mask(equal(bytes, b'_') | equal(bytes, b'+'), at_byte);
        hyphen |= mask(equal(bytes, b'-'), at_byte);
        dot |= mask(equal(bytes, b'.'), at_byte);
        at |= mask(equal(bytes, b'@'), at_byte);
    });
    let all = byte_masks::all(length);
    let local = at.wrapping_sub(1);
    let domain = all & !(local | at);
    let characters = alphanumeric | hyphen | dot | at | local_only & local;
    // An atom or a label begins after a separator or at the start, and ends before one or at the end.
    let separators = dot | at;
    let first = separators << 1 | 1;
    let last = separators >> 1 | 1 << (length - 1);
    at.is_power_of_two()
        && characters == all
        && separators & (first | last) == 0
        && hyphen & domain & (first | last) == 0
        && dot & domain != 0
        && address
            .get(byte_masks::MAX - dot.leading_zeros() as usize..)
            .is_some_and(|label| !label.iter().all(u8::is_ascii_digit))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::rule::email::{Rule, verdict};
    use proptest::prelude::*;

    /// Whether an address takes the slow path, valid or not.
    fn is_rare(address: &str) -> bool {
        let common = |byte: u8| byte.is_ascii_alphanumeric() || b".@-_+".contains(&byte);
        address.len() > byte_masks::MAX || !address.bytes().all(common)
    }

    #[test]
    fn common_addresses_take_the_fast_path() {
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
        fn the_fast_path_and_the_slow_path_agree(
            address in "[a-c1.!@-]{0,12}|[a-c1._+@-]{0,12}|[a-c1.-]{1,3}@[a-c1.-]{0,9}|[a.]{60,70}@a.[a-b]{60,66}|a@([a-c]{50}[.]){4,5}[a-c1]{1,60}|.{0,9}"
        ) {
            let valid = verdict(address.as_bytes(), Rule::Public).is_ok();
            prop_assert_eq!(is_public(address.as_bytes()), valid && !is_rare(&address));
        }
    }
}
