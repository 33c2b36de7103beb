//! Floats as JSON text, in `serde_json`'s spelling.

/// Writes a finite number: the fewest digits that tell it, with a fraction or an exponent. JavaScript has the same
/// digits; it only begins later to write exponents, unless it is told to.
pub(super) fn write(out: &mut String, value: f64) {
    #[cfg(unanimous_npm)]
    use crate::wasm::host::{exponential_text, number_to_text};
    #[cfg(not(unanimous_npm))]
    use tests::{exponential_text, number_to_text};
    let is_plain = value == 0.0 || (1e-5..1e16).contains(&value.abs());
    if value == 0.0 && value.is_sign_negative() {
        out.push('-');
    }
    let text = if is_plain { number_to_text(value) } else { exponential_text(value) };
    out.push_str(&text);
    if is_plain && !text.contains('.') {
        out.push_str(".0");
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// JavaScript's `String(value)` (ECMA-262, `Number::toString`). Its digits are `serde_json`'s; Rust's own are others
    /// where two texts of the fewest digits are equally near: 615637248310727.25 is …7.2 there, …7.3 in Rust.
    pub(super) fn number_to_text(value: f64) -> String {
        let text = if value == 0.0 { "0".to_owned() } else { serde_json::Value::from(value).to_string() };
        if text.contains('e') && (1e-6..1e21).contains(&value.abs()) {
            return value.to_string();
        }
        text.strip_suffix(".0").unwrap_or(&text).to_owned()
    }

    /// JavaScript's `value.toExponential()`, which has a sign in each exponent.
    pub(super) fn exponential_text(value: f64) -> String {
        let text = serde_json::Value::from(value).to_string();
        assert!(text.contains('e'), "{text} is plain");
        text
    }

    fn same_as_serde_json(value: f64) {
        let mut out = String::new();
        write(&mut out, value);
        assert_eq!(out, serde_json::Value::from(value).to_string());
    }

    #[test]
    fn edges() {
        for value in [0.0, -0.0, 1.0, -1.5, 0.1, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e15, 1e16, 1e20, 1e21, 1e22] {
            same_as_serde_json(value);
        }
        for value in [
            123e18,
            1.5e20,
            9_999_999_999_999_998.0,
            1e-4,
            1e-5,
            1.5e-5,
            1e-6,
            9.9e-7,
            1e-7,
            615_637_248_310_727.0 + 0.25,
        ] {
            same_as_serde_json(value);
        }
    }

    proptest! {
        #[test]
        fn any_float(bits: u64) {
            let value = f64::from_bits(bits);
            if value.is_finite() {
                same_as_serde_json(value);
            }
        }

        #[test]
        fn any_decimal(digits in -999_999_i32..999_999, power in -25..25) {
            same_as_serde_json(f64::from(digits) * 10_f64.powi(power));
        }
    }
}
