//! Reads the nearest f64 of a decimal number. The standard library's parser has a table of 10 KB; this one has none.
//!
//! A number with few digits is one multiplication or division of exact f64s. Any other number is calculated exactly, as an
//! integer of many limbs: `digits × 10^exponent = digits × 5^exponent × 2^exponent`.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a limb is the low half of a u64, and lengths and exponents are small"
)]

use alloc::vec;
use alloc::vec::Vec;

use crate::strings;

/// An f64 holds every integer up to 2^53 exactly.
pub(super) const MAX_EXACT: u64 = 1 << 53;
/// An f64 holds every power of ten up to 10^22 exactly.
const MAX_EXACT_POWER: i64 = 22;
/// A `u64` holds every number of so many digits.
const MAX_U64_DIGITS: i64 = 19;
/// A number halfway between two f64s has 767 digits or fewer, so a later digit only says whether a number is above it.
const MAX_DIGITS: i64 = 768;
/// From 10^310 on a number is infinite, and below 10^-330 it is zero.
const MAX_MAGNITUDE: i64 = 310;
const MIN_MAGNITUDE: i64 = -330;
/// A limb holds 5^13, in fewer than 31 bits.
const FIVES: u32 = 13;
/// The exponent of the smallest f64, 2^-1074.
const MIN_EXPONENT: i64 = -1074;

/// Returns the nearest f64 of a JSON number, of two equally near ones the even one; infinite beyond the largest f64.
pub(super) fn nearest(text: &str) -> f64 {
    let (digits, exponent) = strings::split_at(text, strings::find_any(text, b"eE").unwrap_or(text.len()));
    let mut exponent = integer(exponent);
    let mut significand = 0_u64;
    let mut count = 0;
    let mut is_fraction = false;
    for byte in digits.bytes() {
        if byte.is_ascii_digit() {
            significand = significand.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            exponent = exponent.saturating_sub(i64::from(is_fraction));
            count += i64::from(count > 0 || byte != b'0');
        }
        is_fraction |= byte == b'.';
    }
    let magnitude = count.saturating_add(exponent);
    let value = if count == 0 || magnitude < MIN_MAGNITUDE {
        0.0
    } else if magnitude > MAX_MAGNITUDE {
        f64::INFINITY
    } else if count <= MAX_U64_DIGITS && significand <= MAX_EXACT && exponent.abs() <= MAX_EXACT_POWER {
        scaled(significand, exponent)
    } else {
        exact(digits, exponent + (count - MAX_DIGITS).max(0))
    };
    if text.starts_with('-') { -value } else { value }
}

/// The integer in an exponent: `e-7`, `E+10`, or an empty text.
fn integer(exponent: &str) -> i64 {
    let mut value = 0_i64;
    for byte in exponent.bytes().filter(u8::is_ascii_digit) {
        value = value.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
    }
    if exponent.as_bytes().get(1) == Some(&b'-') { -value } else { value }
}

/// `significand × 10^exponent`, both parts of which are exact as f64s. So only the result is rounded.
#[allow(clippy::cast_precision_loss, reason = "the significand is at most 2^53")]
fn scaled(significand: u64, exponent: i64) -> f64 {
    let mut power = 1.0;
    for _ in 0..exponent.abs() {
        power *= 10.0;
    }
    if exponent < 0 { significand as f64 / power } else { significand as f64 * power }
}

/// `digits × 10^exponent`, of which the first [`MAX_DIGITS`] digits are multiplied.
fn exact(digits: &str, exponent: i64) -> f64 {
    let mut digits = digits.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0');
    let mut limbs = Vec::new();
    for digit in digits.by_ref().take(MAX_DIGITS as usize) {
        multiply_add(&mut limbs, 10, u32::from(digit - b'0'));
    }
    let mut is_above = digits.any(|digit| digit != b'0');

    // Each division takes away less than a limb, so three limbs stay, and with them 64 bits.
    let mut fives = u32::try_from(exponent.unsigned_abs()).unwrap_or(0);
    let zeros = if exponent < 0 { fives.div_ceil(FIVES) as usize } else { 0 } + 2;
    let mut shifted = vec![0; zeros];
    shifted.append(&mut limbs);
    while fives > 0 {
        let step = fives.min(FIVES);
        if exponent < 0 {
            is_above |= divide(&mut shifted, 5_u32.pow(step)) > 0;
        } else {
            multiply_add(&mut shifted, 5_u32.pow(step), 0);
        }
        fives -= step;
    }
    rounded(&shifted, exponent - 32 * zeros as i64, is_above)
}

/// Multiplies an integer, whose lowest limb is the first one, and adds a number.
fn multiply_add(limbs: &mut Vec<u32>, factor: u32, add: u32) {
    let mut carry = u64::from(add);
    for limb in limbs.iter_mut() {
        carry += u64::from(*limb) * u64::from(factor);
        *limb = carry as u32;
        carry >>= 32;
    }
    if carry > 0 {
        limbs.push(carry as u32);
    }
}

/// Divides an integer and returns the remainder. The highest limb stays above zero.
fn divide(limbs: &mut Vec<u32>, divisor: u32) -> u64 {
    let divisor = u64::from(divisor);
    let mut remainder = 0;
    for limb in limbs.iter_mut().rev() {
        let value = remainder << 32 | u64::from(*limb);
        *limb = (value / divisor) as u32;
        remainder = value % divisor;
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    remainder
}

/// The f64 nearest to `limbs × 2^exponent`, or to a number that is less than one above the limbs if `is_above`.
fn rounded(limbs: &[u32], exponent: i64, is_above: bool) -> f64 {
    let [low @ .., third, second, first] = limbs else { return 0.0 };
    let high = u64::from(*first) << 32 | u64::from(*second);
    let unused = high.leading_zeros();
    let third = u64::from(*third) << unused;
    let bits = high << unused | third >> 32;
    let is_above = is_above || third as u32 != 0 || low.iter().any(|limb| *limb != 0);
    let exponent = exponent + 32 * (low.len() as i64 + 1) - i64::from(unused);

    // An f64 has 53 of the 64 bits, or fewer next to zero.
    let dropped = (MIN_EXPONENT - exponent).max(11);
    let (kept, rest) = match dropped {
        11..=63 => (bits >> dropped, bits << (64 - dropped)),
        64 => (0, bits),
        _ => return 0.0,
    };
    let half = 1 << 63;
    let rounds_up = rest > half || (rest == half && (is_above || kept & 1 == 1));
    // The highest kept bit adds one to the exponent, and so does a carry.
    let biased = (exponent + dropped - MIN_EXPONENT) as u64;
    f64::from_bits(((biased << 52) + kept + u64::from(rounds_up)).min(f64::INFINITY.to_bits()))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use proptest::prelude::*;

    use super::*;

    /// Compares the bits with those of the standard library's parser.
    fn check(text: &str) {
        let expected: f64 = text.parse().unwrap();
        assert_eq!(nearest(text).to_bits(), expected.to_bits(), "{text}: {expected:e}");
    }

    /// The number halfway between a positive f64 and the next larger one: its digits, and its exponent of ten.
    fn halfway(value: f64) -> (String, i32) {
        let print = |value: f64| format!("{value:0>1386.1075}").replace('.', "");
        let (low, high) = (print(value), print(value.next_up()));
        let sums = low.bytes().zip(high.bytes()).map(|(low, high)| low - b'0' + (high - b'0'));
        let mut rest = 0;
        let mut digits = String::new();
        for sum in sums {
            // Long division by two. A sum of two digits has a carry of its own.
            let value = rest * 10 + u32::from(sum);
            rest = value % 2;
            push(&mut digits, value / 2);
        }
        let length = digits.trim_end_matches('0').len();
        let zeros = i32::try_from(digits.len() - length).unwrap();
        digits.truncate(length);
        (digits, zeros - 1075)
    }

    /// Appends a digit from 0 to 14.
    fn push(digits: &mut String, value: u32) {
        if value >= 10 {
            let before = digits.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
            push(digits, before + 1);
        }
        digits.extend(char::from_digit(value % 10, 10));
    }

    /// Checks the number halfway between two f64s, and its neighbours on both sides.
    fn check_around_halfway(value: f64) {
        let (digits, exponent) = halfway(value);
        check(&format!("{digits}e{exponent}"));
        check(&format!("{digits}{}1e{}", "0".repeat(1000), exponent - 1001));
        let (start, last) = digits.split_at(digits.len() - 1);
        let last: u32 = last.parse().unwrap();
        check(&format!("{start}{}{}e{}", last - 1, "9".repeat(1000), exponent - 1000));
    }

    #[test]
    fn edges() {
        for text in [
            "0",
            "-0",
            "0.0",
            "0e999999999999999999999",
            "-0.000e-99999999999999999999999",
            "1e99999999999999999999999",
            "-1e99999999999999999999999",
            "1e-99999999999999999999999",
            "9007199254740992",
            "9007199254740993",
            "9007199254740994",
            "9223372036854775807",
            "9999999999999999999",
            "18446744073709551615",
            "18446744073709551616",
            "1e22",
            "1E+22",
            "1e23",
            "1e-22",
            "1e-23",
            "9007199254740992e22",
            "9007199254740992e-22",
            "8.5e22",
            // The largest f64, and the smallest number that is nearer to infinity.
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.797693134862315807e308",
            "1.797693134862315808e308",
            "1e308",
            "1e309",
            "1e310",
            "1e311",
            // The smallest f64s: normal, subnormal, and half of that.
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.2250738585072012e-308",
            "5e-324",
            "4.9406564584124654e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-324",
            "1e-330",
            "1e-331",
        ] {
            check(text);
        }
        check(&format!("0.{}1", "0".repeat(400)));
        check(&format!("0.{}1e400", "0".repeat(400)));
        check(&format!("1{}", "0".repeat(400)));
        check(&format!("1{}e-400", "0".repeat(400)));
        check(&format!("{}e-2000", "9".repeat(2000)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn any_f64_reads_back(bits: u64) {
            let value = f64::from_bits(bits);
            if value.is_finite() {
                check(&format!("{value}"));
                check(&format!("{value:e}"));
                check(&format!("{value:.17e}"));
                check(&format!("{value:.30e}"));
            }
        }

        #[test]
        fn numbers_around_a_halfway_one(bits in 0..f64::MAX.to_bits(), small in 0..1_u64 << 54, smallest in 0_u64..100) {
            for bits in [bits, small, smallest] {
                check_around_halfway(f64::from_bits(bits));
            }
        }

        #[test]
        fn any_decimal(text in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,900})?([eE][+-]?[0-9]{1,3})?") {
            check(&text);
        }
    }
}
