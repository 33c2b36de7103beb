//! The short way for the addresses that people have: one pass, and no word about what is wrong.

use super::local_part::is_atext;
use super::{MAX_LABEL_OCTETS, MAX_LOCAL_PART_OCTETS, MAX_OCTETS};
use crate::rule::class::{Classes, run};

/// May stand in an atom of a local part.
const ATEXT: u8 = 1;
/// May stand in a label: a letter, a digit or a hyphen.
const LABEL: u8 = 2;

static CLASS: Classes = classes();

const fn classes() -> Classes {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if is_atext(byte) {
            table[byte as usize] |= ATEXT;
        }
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            table[byte as usize] |= LABEL;
        }
        byte += 1;
    }
    table
}

/// Whether an address is valid under [`super::Rule::Public`].
pub(super) fn is_public(address: &[u8]) -> bool {
    address.len() <= MAX_OCTETS && local_end(address).is_some_and(|end| is_domain(&address[end + 1..]))
}

/// Where the local part ends, at an `@`, if it is a dot-string.
fn local_end(address: &[u8]) -> Option<usize> {
    let mut end = 0;
    loop {
        let atom = run(&address[end..], &CLASS, ATEXT);
        if atom == 0 {
            return None;
        }
        end += atom;
        match address.get(end)? {
            b'.' => end += 1,
            b'@' => return (end <= MAX_LOCAL_PART_OCTETS).then_some(end),
            _ => return None,
        }
    }
}

/// Whether a domain has two labels or more, all of them right, and the last one is not all digits.
fn is_domain(domain: &[u8]) -> bool {
    let mut start = 0;
    loop {
        let end = start + run(&domain[start..], &CLASS, LABEL);
        let label = &domain[start..end];
        if label.len() > MAX_LABEL_OCTETS || label.first().is_none_or(|&b| b == b'-') || label.last() == Some(&b'-') {
            return false;
        }
        match domain.get(end) {
            Some(b'.') => start = end + 1,
            Some(_) => return false,
            None => return start > 0 && !label.iter().all(u8::is_ascii_digit),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::rule::email::{Rule, verdict};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_says_what_the_long_way_says(
            address in "[a-c1.!@-]{0,12}|[a-c1.-]{1,3}@[a-c1.-]{0,9}|[a.]{60,70}@a.[a-b]{60,66}|a@([a-c]{50}[.]){4,5}[a-c1]{1,60}|.{0,9}"
        ) {
            prop_assert_eq!(is_public(address.as_bytes()), verdict(address.as_bytes(), Rule::Public).is_ok());
        }
    }
}
