//! JSON numbers: compared as the nearest f64, printed as they were written or as JavaScript prints them.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::{Serialize, Serializer};

use super::decimal::{self, MAX_EXACT};
use super::integer::push_integer;
use super::shortest;

/// A JSON number.
///
/// Comparisons and schemas use the nearest f64, as JavaScript does. `Display` gives the text that was read, so a 64-bit
/// id keeps all its digits; [`Number::to_canonical`] gives the number as JavaScript prints it. `From<i64>`, `From<u64>`
/// and [`Number::from_f64`] make one.
///
/// ```
/// use unanimous::Json;
/// use unanimous::json::Number;
///
/// let id: Json = "12345678901234567890".parse()?;
/// assert_eq!(id.to_string(), "12345678901234567890");
/// assert_eq!(id.to_canonical().to_string(), "12345678901234567000");
/// assert_eq!(Number::from_f64(2.50).unwrap().to_string(), "2.5");
/// # Ok::<(), unanimous::json::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Number(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Integer(i64),
    /// Any other number, and its text. The value is infinite if the text is beyond an f64.
    Float {
        value: f64,
        text: Box<str>,
    },
}

impl Number {
    /// The number as JavaScript prints it (ECMA-262, `Number::toString`); `None` for NaN and the infinities, which JSON
    /// cannot hold.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        if let Some(integer) = exact_integer(value) {
            return Some(Self(Repr::Integer(integer)));
        }
        let mut text = String::new();
        shortest::push(&mut text, value);
        Some(Self::from_parts(value, &text))
    }

    /// A number and its text. JavaScript passes both, so a wasm module needs no code that prints numbers.
    #[doc(hidden)]
    pub fn from_parts(value: f64, text: &str) -> Self {
        Self(Repr::Float { value, text: text.into() })
    }

    /// Reads a JSON number; the caller has checked its syntax.
    pub(super) fn from_checked(text: &str, integer: Option<i64>) -> Self {
        match integer {
            Some(integer) => Self(Repr::Integer(integer)),
            None => Self::from_parts(decimal::nearest(text), text),
        }
    }

    /// The number with this text, which must be a JSON number.
    #[cfg(feature = "serde_json")]
    pub(crate) fn from_text(text: &str) -> Self {
        Self::from_checked(text, None)
    }

    /// The nearest f64; infinite where the number is beyond the largest one.
    #[allow(clippy::cast_precision_loss, reason = "the nearest f64 is the contract")]
    pub const fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Integer(value) => *value as f64,
            Repr::Float { value, .. } => *value,
        }
    }

    /// The number, if it is an integer that fits into an `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Integer(value) => Some(*value),
            Repr::Float { .. } => None,
        }
    }

    /// The number, if it is an integer that fits into a `u64`.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Integer(value) => (*value).try_into().ok(),
            Repr::Float { text, .. } => unsigned(text),
        }
    }

    /// The nearest f64 with the text that JavaScript gives it: `1.0` becomes `1`, and an integer beyond 2^53 is rounded.
    /// A number beyond the largest f64 stays as it is.
    #[must_use]
    pub fn to_canonical(&self) -> Self {
        match &self.0 {
            Repr::Integer(value) if value.unsigned_abs() <= MAX_EXACT => self.clone(),
            _ => Self::from_f64(self.as_f64()).unwrap_or_else(|| self.clone()),
        }
    }

    /// Appends the number's text.
    pub(super) fn push_to(&self, out: &mut String) {
        match &self.0 {
            Repr::Integer(value) => {
                if *value < 0 {
                    out.push('-');
                }
                push_integer(out, value.unsigned_abs());
            }
            Repr::Float { text, .. } => out.push_str(text),
        }
    }
}

/// The float as an integer, if an f64 holds that integer and its neighbours exactly.
fn exact_integer(value: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "the comparison below finds a changed value")]
    let integer = value as i64;
    #[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "the comparison is the check")]
    let is_same = integer as f64 == value;
    (is_same && integer.unsigned_abs() <= MAX_EXACT).then_some(integer)
}

/// Whether a float has no fraction. (`f64::fract` is not in `core`.)
pub(crate) fn is_integral(value: f64) -> bool {
    // From 2^53 on, every f64 is an integer.
    #[allow(clippy::cast_precision_loss, reason = "2^53 is exact")]
    let is_large = value.abs() >= MAX_EXACT as f64 && value.is_finite();
    is_large || exact_integer(value).is_some()
}

/// Reads an integer of digits alone, of which there is at least one.
fn unsigned(text: &str) -> Option<u64> {
    text.bytes().try_fold(0_u64, |value, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        value.checked_mul(10)?.checked_add(digit.into())
    })
}

/// Compares the nearest f64s, as JavaScript does; the texts do not count.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.as_f64() == other.as_f64()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Integer(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        if let Ok(integer) = i64::try_from(value) {
            return Self(Repr::Integer(integer));
        }
        let mut text = String::new();
        push_integer(&mut text, value);
        #[allow(clippy::cast_precision_loss, reason = "the nearest f64 is the contract")]
        Self::from_parts(value as f64, &text)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

/// A 64-bit integer if the text is one, else an f64; `null` for a number beyond the largest f64, as in JavaScript.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = match &self.0 {
            Repr::Integer(value) => return serializer.serialize_i64(*value),
            Repr::Float { value, .. } => *value,
        };
        if is_integral(value) {
            let mut text = String::new();
            self.push_to(&mut text);
            if let Ok(value) = text.parse() {
                return serializer.serialize_u64(value);
            }
            if let Ok(value) = text.parse() {
                return serializer.serialize_i64(value);
            }
        }
        if value.is_finite() { serializer.serialize_f64(value) } else { serializer.serialize_unit() }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::Json;
    use proptest::prelude::*;

    fn number(text: &str) -> Json {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_keeps_its_text_and_has_a_canonical_one() {
        // The text that was read; JavaScript's `String(JSON.parse(text))`.
        for (text, canonical) in [
            ("1", "1"),
            ("1.0", "1"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("-2.50", "-2.5"),
            ("1e3", "1000"),
            ("12345678901234567890", "12345678901234567000"),
            ("9007199254740993", "9007199254740992"),
            ("-9223372036854775809", "-9223372036854776000"),
            ("18446744073709551616", "18446744073709552000"),
            ("1e21", "1e+21"),
            ("100000000000000000000", "100000000000000000000"),
            ("0.000001", "0.000001"),
            ("0.0000001", "1e-7"),
            ("615637248310727.25", "615637248310727.2"),
            ("5e-324", "5e-324"),
        ] {
            assert_eq!(
                (number(text).to_string(), number(text).to_canonical().to_string()),
                (text.into(), canonical.into())
            );
        }
        assert_eq!(number("1e400").to_string(), "1e400");
        assert_eq!(number("1e400").to_canonical(), Json::Null);
    }

    #[test]
    fn integers_are_told_from_fractions() {
        for (value, expected) in [
            (0.0, true),
            (-1.0, true),
            (0.5, false),
            (1e300, true),
            (9_007_199_254_740_993.0, true),
            (f64::INFINITY, false),
            (f64::NAN, false),
        ] {
            assert_eq!(is_integral(value), expected, "{value}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        #[allow(clippy::float_cmp, reason = "the printed number must read back as the same one")]
        fn any_float_reads_back(bits: u64) {
            let value = f64::from_bits(bits);
            if let Some(printed) = Number::from_f64(value) {
                prop_assert_eq!(printed.to_string().parse::<f64>().unwrap(), value);
                prop_assert_eq!(number(&printed.to_string()).as_f64(), Some(value));
                prop_assert_eq!(is_integral(value), value.fract() == 0.0);
            }
        }

        #[test]
        fn any_decimal_is_the_nearest_f64(text in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?") {
            prop_assert_eq!(number(&text).as_f64(), Some(text.parse::<f64>().unwrap()));
            prop_assert_eq!(number(&text).to_string(), text);
        }
    }
}
