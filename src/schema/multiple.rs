//! `multipleOf`, on the shortest decimals of two f64s: 19.99 is a multiple of 0.01.

use crate::strings;

/// A decimal without its sign: `digits * 10^exponent`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: u64,
    exponent: i32,
}

impl Decimal {
    /// Reads a number as JavaScript prints it: the shortest decimal of an f64.
    pub(super) fn of_text(text: &str) -> Self {
        let mut decimal = Self { digits: 0, exponent: 0 };
        let mut is_fraction = false;
        let (mantissa, exponent) = strings::split_once(text, "e").unwrap_or((text, "0"));
        for byte in mantissa.bytes() {
            if byte == b'.' {
                is_fraction = true;
            } else if byte.is_ascii_digit() {
                // The shortest decimal has at most 17 digits; JavaScript prints up to 21 with zeros at the end.
                match decimal.digits.checked_mul(10).and_then(|digits| digits.checked_add(u64::from(byte - b'0'))) {
                    Some(digits) => decimal.digits = digits,
                    None => decimal.exponent += 1,
                }
                decimal.exponent -= i32::from(is_fraction);
            }
        }
        let exponent = strings::integer(exponent.strip_prefix('+').unwrap_or(exponent)).unwrap_or(0);
        decimal.exponent += i32::try_from(exponent).unwrap_or(0);
        decimal
    }
}

/// How many times [`is_multiple`] multiplies by 10, each of which takes some time.
pub(super) fn divisions(value: Decimal, divisor: Decimal) -> usize {
    usize::try_from(value.exponent - divisor.exponent).unwrap_or(0)
}

/// Whether a number is a whole multiple of a divisor that is not 0.
pub(super) fn is_multiple(value: Decimal, divisor: Decimal) -> bool {
    if value.digits == 0 {
        return true;
    }
    let shift = value.exponent - divisor.exponent;
    if shift >= 0 {
        // value.digits * 10^shift mod divisor.digits
        let mut rest = value.digits % divisor.digits;
        for _ in 0..shift {
            let twice = sum(rest, rest, divisor.digits);
            let five_times = sum(sum(twice, twice, divisor.digits), rest, divisor.digits);
            rest = sum(five_times, five_times, divisor.digits);
        }
        rest == 0
    } else {
        // value.digits must be a multiple of divisor.digits * 10^-shift.
        let scale = 10_u64.checked_pow(shift.unsigned_abs());
        let whole = scale.and_then(|scale| divisor.digits.checked_mul(scale));
        whole.is_some_and(|whole| value.digits.is_multiple_of(whole))
    }
}

/// The sum of two numbers below the modulus, without numbers of 128 bits: their division is a kilobyte of wasm.
const fn sum(one: u64, other: u64, modulus: u64) -> u64 {
    let left = modulus - other;
    if one >= left { one - left } else { one + other }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, is_multiple};
    use crate::json::Number;

    fn decimal(value: f64) -> Decimal {
        Decimal::of_text(&alloc::string::ToString::to_string(&Number::from_f64(value).unwrap()))
    }

    #[test]
    fn decimals_decide() {
        let yes = [
            (0.0, 0.01),
            (-0.0, 7.0),
            (19.99, 0.01),
            (0.3, 0.1),
            (4.35, 0.01),
            (0.0075, 0.0001),
            (1e308, 1e-300),
            (1e308, 0.5),
            (-9.0, 3.0),
            (12_391_239_123.0, 1e-8),
            (9_007_199_254_740_993.0, 2.0),
            (1e21, 1e20),
            (123_456_789_012_345_680_000.0, 10.0),
            (5e-324, 5e-324),
        ];
        for (value, divisor) in yes {
            assert!(is_multiple(decimal(value), decimal(divisor)), "{value} of {divisor}");
        }
        let no =
            [(0.007_51, 0.0001), (35.0, 1.5), (4.5, 2.0), (1e-300, 1.0), (7.0, 1e300), (5e-324, 1e-323), (1.0, 3.0)];
        for (value, divisor) in no {
            assert!(!is_multiple(decimal(value), decimal(divisor)), "{value} of {divisor}");
        }
    }
}
