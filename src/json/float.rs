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
    respell(out, &shortest);
}

/// Spells a number anew, without its sign: JavaScript has an exponent from 10^21 on, `serde_json` from 10^16 on.
fn respell(out: &mut String, text: &str) {
    let (digits, power) = read(text);
    let digit = |at: i32| usize::try_from(at).ok().and_then(|at| digits.get(at)).copied();
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let is_plain = (-5..16).contains(&power);
    // What the point stands behind, and where the last digit is: a plain number has one behind the point.
    let (point, last) = if is_plain { (power, (count - 1).max(power + 1)) } else { (0, count - 1) };
    for at in point.min(0)..=last {
        out.push(char::from(digit(at).unwrap_or(b'0')));
        if at == point && at < last {
            out.push('.');
        }
    }
    if !is_plain {
        out.push_str(if power < 0 { "e-" } else { "e+" });
        super::write::integer(out, u64::from(power.unsigned_abs()));
    }
}

/// The digits of a number as JavaScript writes it (`-12.5`, `1e+21`), without zeros at either end, and the power of ten
/// that the first of them counts.
fn read(text: &str) -> (Vec<u8>, i32) {
    let mut digits = Vec::new();
    let (mut power, mut exponent) = (-1, 0);
    let (mut is_whole, mut is_mantissa, mut is_small) = (true, true, false);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' if !is_mantissa => exponent = exponent * 10 + i32::from(byte - b'0'),
            // A zero that no digit is before counts only where it is behind the point.
            b'0' if digits.is_empty() => power -= i32::from(!is_whole),
            b'0'..=b'9' => {
                digits.push(byte);
                power += i32::from(is_whole);
            }
            b'.' => is_whole = false,
            b'e' => is_mantissa = false,
            b'-' => is_small = !is_mantissa,
            _ => {}
        }
    }
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    match (digits.is_empty(), is_small) {
        (true, _) => (digits, 0),
        (false, true) => (digits, power - exponent),
        (false, false) => (digits, power + exponent),
    }
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
