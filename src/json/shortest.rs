//! Prints an f64 with the fewest digits that read back as the same f64, in the form of JavaScript.
//!
//! The digits are those of Ryū (Adams, "Ryū: fast float-to-string conversion", 2018). Ryū multiplies by powers of five from a
//! table; this code calculates them, because the table would be a large part of the wasm modules.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a limb is the low half of a u64, and exponents are small"
)]

use alloc::string::String;

use super::integer::push_integer;

/// The width of an f64's fraction in bits.
const FRACTION_BITS: u32 = 52;
/// The difference between the stored exponent of an f64 and that of `4 × significand`: the bias, the width of the fraction,
/// and two bits for the bounds.
const EXPONENT_OFFSET: i32 = 1023 + FRACTION_BITS as i32 + 2;
/// The most digits before the point that JavaScript prints without an exponent.
const MAX_INTEGER_DIGITS: i32 = 21;
/// The most zeros before the first other digit that JavaScript prints without an exponent, the one before the point included.
const MAX_ZEROS: i32 = 6;

/// Appends a finite f64 as ECMA-262's `Number::toString` prints it.
pub(super) fn push(out: &mut String, value: f64) {
    if value < 0.0 {
        out.push('-');
    }
    let (digits, exponent) = if value == 0.0 { (0, 0) } else { shortest(value.to_bits()) };
    let mut text = String::new();
    push_integer(&mut text, digits);
    let length = text.len() as i32;
    // The value is `0.digits × 10^point`.
    let point = length + exponent;
    let (before, after) = text.split_at_checked(point.clamp(0, length) as usize).unwrap_or((&text, ""));
    if point > MAX_INTEGER_DIGITS || point <= -MAX_ZEROS {
        let (first, rest) = text.split_at_checked(1).unwrap_or((&text, ""));
        out.push_str(first);
        out.push_str(if rest.is_empty() { "" } else { "." });
        out.push_str(rest);
        out.push_str(if point > 0 { "e+" } else { "e-" });
        push_integer(out, (point - 1).unsigned_abs().into());
    } else {
        out.push_str(if before.is_empty() { "0" } else { before });
        push_zeros(out, exponent);
        out.push_str(if after.is_empty() { "" } else { "." });
        push_zeros(out, -point);
        out.push_str(after);
    }
}

fn push_zeros(out: &mut String, count: i32) {
    for _ in 0..count {
        out.push('0');
    }
}

/// Returns the shortest decimal that reads back as a positive f64, as its digits and their exponent of ten. If several are
/// equally short, it is the nearest one.
fn shortest(bits: u64) -> (u64, i32) {
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let exponent = (bits >> FRACTION_BITS & 0x7ff) as i32;
    let significand = if exponent == 0 { fraction } else { fraction | 1 << FRACTION_BITS };
    let exponent = exponent.max(1) - EXPONENT_OFFSET;
    // The f64 is `value × 2^exponent`, and its bounds are `value - below` and `value + 2` times that power. A decimal at a
    // bound rounds to the f64 only if the significand is even.
    let is_even = significand & 1 == 0;
    let below = if fraction == 0 && bits >> FRACTION_BITS > 1 { 1 } else { 2 };
    let value = significand * 4;

    let scale = Scale::new(exponent);
    let (mut low, low_is_exact) = scale.apply(value - below);
    let (mut middle, mut middle_is_exact) = scale.apply(value);
    let (mut high, high_is_exact) = scale.apply(value + 2);
    // The least and the greatest integer within the bounds.
    low += u64::from(!(low_is_exact && is_even));
    high -= u64::from(high_is_exact && !is_even);
    let mut digits = 0;
    let mut last = 0;
    // Drops digits as long as an integer remains within the bounds.
    while low.div_ceil(10) <= high / 10 {
        middle_is_exact &= last == 0;
        last = middle % 10;
        (low, middle, high) = (low.div_ceil(10), middle / 10, high / 10);
        digits += 1;
    }
    let rounds_up = last > 5 || (last == 5 && (!middle_is_exact || middle & 1 == 1));
    let nearest = middle + u64::from(rounds_up);
    (nearest.clamp(low, high), scale.exponent + digits)
}

/// The limbs of a power of five. Even the least one has 224 bits; Ryū proves that 124 would do.
const LIMBS: usize = 8;
const LIMB_BITS: i32 = 32;
/// A limb holds 5^13.
const FIVES: u32 = 13;

/// The factor `2^from × 10^-exponent`, which turns the bounds into integers. Either it is at least 10, so that the integers
/// have more digits than are needed, or the integers are exact.
struct Scale {
    /// The power of five in the factor without its last bits: the lowest limb first.
    limbs: [u32; LIMBS],
    /// `limbs × 2^(align - 256)` is the factor.
    align: u32,
    /// The exponent of ten of the integers.
    exponent: i32,
}

impl Scale {
    fn new(from: i32) -> Self {
        // The logarithms of 2 and 5, with enough digits for all exponents of an f64.
        let exponent = if from >= 0 {
            ((from * 78_913) >> 18) - i32::from(from > 3)
        } else {
            ((-from * 732_923) >> 20) - i32::from(from < -1) + from
        };
        // The power is limbs × 2^shift.
        let mut limbs = [0; LIMBS];
        let mut shift = -LIMB_BITS * (LIMBS as i32 - 1);
        limbs[LIMBS - 1] = 1;
        let mut fives = exponent.unsigned_abs();
        while fives > 0 {
            let step = u64::from(5_u32.pow(fives.min(FIVES)));
            fives -= fives.min(FIVES);
            if exponent < 0 {
                let carry = multiply(&mut limbs, step);
                if carry > 0 {
                    limbs.rotate_left(1);
                    limbs[LIMBS - 1] = carry;
                    shift += LIMB_BITS;
                }
            } else {
                let next = divide(&mut limbs, step);
                if limbs[LIMBS - 1] == 0 {
                    limbs.rotate_right(1);
                    limbs[0] = next;
                    shift -= LIMB_BITS;
                }
            }
        }
        let align = LIMB_BITS * LIMBS as i32 + shift + from - exponent;
        Self { limbs, align: align.unsigned_abs(), exponent }
    }

    /// Returns the number times the factor, rounded down, and whether the product was an integer.
    fn apply(&self, number: u64) -> (u64, bool) {
        // The limbs of the product are those of its fraction, and what is carried beyond them is its integer.
        let number = u128::from(number) << self.align;
        let (mut carry, mut fraction) = (0, 0);
        for (at, limb) in self.limbs.iter().enumerate() {
            carry += u128::from(*limb) * number;
            if at == 1 {
                // Makes up for the rounding of the power: each of its up to 27 steps dropped less than one unit of this
                // limb, and this adds 64.
                carry += number << 6;
            }
            fraction = fraction >> LIMB_BITS | (carry & u128::from(u32::MAX)) << 96;
            carry >>= LIMB_BITS;
        }
        (carry as u64, fraction >> LIMB_BITS == 0)
    }
}

/// Multiplies the limbs, and returns the carry.
fn multiply(limbs: &mut [u32; LIMBS], factor: u64) -> u32 {
    let mut carry = 0;
    for limb in limbs {
        carry += u64::from(*limb) * factor;
        *limb = carry as u32;
        carry >>= LIMB_BITS;
    }
    carry as u32
}

/// Divides the limbs, and returns the limb that would follow the lowest one.
fn divide(limbs: &mut [u32; LIMBS], divisor: u64) -> u32 {
    let mut rest = 0;
    for limb in limbs.iter_mut().rev() {
        let value = rest << LIMB_BITS | u64::from(*limb);
        *limb = (value / divisor) as u32;
        rest = value % divisor;
    }
    ((rest << LIMB_BITS) / divisor) as u32
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Compares the text with that of `ryu-js`.
    fn check(value: f64) {
        let mut text = String::new();
        push(&mut text, value);
        assert_eq!(text, ryu_js::Buffer::new().format_finite(value), "{:x}", value.to_bits());
    }

    #[test]
    fn edges() {
        for exponent in 0..0x7ff_u64 {
            for fraction in [0, 1, 2, 3, 1 << 51, (1 << 52) - 2, (1 << 52) - 1] {
                check(f64::from_bits(exponent << 52 | fraction));
            }
        }
        for text in
            ["0", "-0", "5e-324", "-1.5", "9007199254740993", "0.000001", "1e-7", "1e21", "123456789012345680000"]
        {
            check(text.parse().unwrap());
        }
        for exponent in -330..309 {
            for digits in ["1", "15", "99999", "2.5", "123456789012345678", "9007199254740993"] {
                check(alloc::format!("{digits}e{exponent}").parse::<f64>().unwrap().min(f64::MAX));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_f64_is_printed_as_ryu_prints_it(bits: u64, digits in 0_u64..1 << 54, exponent in -330..300) {
            if f64::from_bits(bits).is_finite() {
                check(f64::from_bits(bits));
            }
            check(alloc::format!("{digits}e{exponent}").parse::<f64>().unwrap().min(f64::MAX));
        }
    }

    /// Ten million f64s: `cargo test --release --lib shortest -- --ignored`.
    #[test]
    #[ignore = "it takes a minute without optimisation"]
    fn ten_million_f64s_are_printed_as_ryu_prints_them() {
        let mut state = 1_u64;
        for _ in 0..10_000_000 {
            // Knuth's MMIX generator.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(state ^ state >> 29);
            if value.is_finite() {
                check(value);
            }
        }
    }
}
