//! The integer that a number is, however it is written.

use alloc::string::{String, ToString as _};

use crate::json::{Number, is_integral};

/// More digits than any integer type has.
const MAX_DIGITS: usize = 40;

/// The integer that a number is, of up to 64 bits: `1.0` and `1e18` are integers.
pub(super) enum Integer {
    Unsigned(u64),
    Signed(i64),
    None,
}

impl Integer {
    pub(super) fn of(number: &Number) -> Self {
        if let Some(value) = number.as_u64() {
            return Self::Unsigned(value);
        }
        if let Some(value) = number.as_i64() {
            return Self::Signed(value);
        }
        // A schema judges the nearest f64, so it takes 1.00000000000000000001 for an integer. Then the type gets that f64.
        let wide = digits(number).and_then(|digits| digits.parse().ok());
        let Some(value) = wide.or_else(|| nearest(number.as_f64())) else { return Self::None };
        match (u64::try_from(value), i64::try_from(value)) {
            (Ok(value), _) => Self::Unsigned(value),
            (_, Ok(value)) => Self::Signed(value),
            _ => Self::None,
        }
    }
}

fn nearest(value: f64) -> Option<i128> {
    #[allow(clippy::cast_possible_truncation, reason = "1e38 is less than 2^127")]
    (is_integral(value) && value.abs() < 1e38).then_some(value as i128)
}

/// The digits of a number that is an integer: `120` for `1.2e2`. `None` for any other number, and for one with more digits
/// than an integer type has.
pub(super) fn digits(number: &Number) -> Option<String> {
    let text = number.to_string();
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", &*text), |rest| ("-", rest));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let significant = all.trim_matches('0');
    if significant.is_empty() {
        return Some("0".into());
    }
    let zeros = all.len() - all.trim_end_matches('0').len();
    // `i128` holds the exponent and both lengths; a longer exponent is beyond every type.
    let shift = exponent.parse::<i64>().ok().map(i128::from)? - fraction.len() as i128 + zeros as i128;
    let shift = usize::try_from(shift).ok().filter(|shift| shift.saturating_add(significant.len()) <= MAX_DIGITS)?;
    Some([sign, significant, &"0".repeat(shift)].concat())
}
