//! The short way for the addresses that people have: one pass, and no word about what is wrong.

use super::local_part::is_atext;
use super::{MAX_LABEL_OCTETS, MAX_LOCAL_PART_OCTETS, MAX_OCTETS};

/// May stand in an atom of a local part.
const ATEXT: u8 = 1;
/// May stand in a label: a letter, a digit or a hyphen.
const LABEL: u8 = 2;
/// May stand in a label, and is no digit.
const NO_DIGIT: u8 = 4;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if is_atext(byte) {
            table[byte as usize] |= ATEXT;
        }
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            table[byte as usize] |= LABEL;
        }
        if byte.is_ascii_alphabetic() || byte == b'-' {
            table[byte as usize] |= NO_DIGIT;
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
    let mut after_dot = true;
    for (at, &byte) in address.iter().enumerate() {
        if CLASS[usize::from(byte)] & ATEXT != 0 {
            after_dot = false;
        } else if after_dot {
            return None;
        } else if byte == b'.' {
            after_dot = true;
        } else {
            return (byte == b'@' && at <= MAX_LOCAL_PART_OCTETS).then_some(at);
        }
    }
    None
}

/// Whether a domain has two labels or more, all of them right, and the last one is not all digits.
fn is_domain(domain: &[u8]) -> bool {
    let (mut start, mut classes, mut before) = (0, 0, b'-');
    for (at, &byte) in domain.iter().enumerate() {
        if byte == b'.' {
            if before == b'-' || at - start > MAX_LABEL_OCTETS {
                return false;
            }
            (start, classes, before) = (at + 1, 0, b'-');
            continue;
        }
        let class = CLASS[usize::from(byte)];
        if class & LABEL == 0 || (byte == b'-' && at == start) {
            return false;
        }
        classes |= class;
        before = byte;
    }
    start > 0 && before != b'-' && domain.len() - start <= MAX_LABEL_OCTETS && classes & NO_DIGIT != 0
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
