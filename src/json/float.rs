//! Floats as JSON text, in `serde_json`'s spelling.

/// Writes a finite number: the fewest digits that tell it, with a fraction or an exponent.
pub(super) fn write(out: &mut String, value: f64) {
    #[cfg(unanimous_npm)]
    let shortest = super::float_text(value);
    #[cfg(not(unanimous_npm))]
    let shortest = tests::of_javascript(value);
    if value.is_sign_negative() {
        out.push('-');
    }
    respell(out, shortest.trim_start_matches('-'));
}

/// Spells a number anew: JavaScript has an exponent from 10^21 on, Rust none at all, `serde_json` from 10^16 on.
fn respell(out: &mut String, text: &str) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = String::with_capacity(text.len());
    digits.push_str(whole);
    digits.push_str(fraction);
    let significant = digits.trim_start_matches('0');
    let zeros = digits.len() - significant.len();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return out.push_str("0.0");
    }
    // The power of ten that the first digit counts.
    let power = integer(exponent) + integer_of(whole.len()) - integer_of(zeros) - 1;
    let count = integer_of(significant.len());
    if (-5..0).contains(&power) {
        out.push_str("0.");
        zeros_to(out, -power - 1);
        out.push_str(significant);
    } else if (0..16).contains(&power) {
        let (whole, fraction) = significant.split_at_checked(usize_of(power + 1)).unwrap_or((significant, ""));
        out.push_str(whole);
        zeros_to(out, power + 1 - count);
        out.push('.');
        out.push_str(if fraction.is_empty() { "0" } else { fraction });
    } else {
        let (first, rest) = significant.split_at_checked(1).unwrap_or_default();
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        out.push_str(if power < 0 { "e-" } else { "e+" });
        super::write::integer(out, u64::from(power.unsigned_abs()));
    }
}

fn zeros_to(out: &mut String, count: i32) {
    for _ in 0..count {
        out.push('0');
    }
}

fn integer_of(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

fn usize_of(count: i32) -> usize {
    usize::try_from(count).unwrap_or_default()
}

/// An exponent as JavaScript writes it: `+21`, `-7`.
fn integer(text: &str) -> i32 {
    let digits = text.trim_start_matches(['+', '-']);
    let value = digits.bytes().fold(0, |sum, digit| sum * 10 + i32::from(digit.wrapping_sub(b'0')));
    if text.starts_with('-') { -value } else { value }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The number as JavaScript spells it (ECMA-262, `Number::toString`). Its digits are `serde_json`'s; Rust's own are
    /// others where two texts of the fewest digits are equally near: 615637248310727.25 is …7.2 there, …7.3 in Rust.
    pub(super) fn of_javascript(value: f64) -> String {
        let text = serde_json::Value::from(value).to_string();
        if text.contains('e') && (1e-6..1e21).contains(&value.abs()) {
            return value.to_string();
        }
        text.strip_suffix(".0").unwrap_or(&text).to_owned()
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
