//! Values of scalars: by the tag, or, of plain scalars, by the core schema.

use saphyr_parser::{ScalarStyle, Tag};
use unanimous::Json;

pub(super) fn unknown(tag: &Tag) -> String {
    format!("the tag {}{} has no meaning in JSON", tag.handle, tag.suffix)
}

/// Whether a tag is `!`.
pub(super) fn is_non_specific(tag: &Tag) -> bool {
    format!("{}{}", tag.handle, tag.suffix) == "!"
}

/// The value of a scalar: of its tag, or, if it is plain, as the core schema resolves it.
pub(super) fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Json, String> {
    let is_plain = style == ScalarStyle::Plain;
    let Some(tag) = tag else {
        return if is_plain { plain(text) } else { Ok(Json::from(text)) };
    };
    if is_non_specific(tag) {
        return Ok(Json::from(text));
    }
    if !tag.is_yaml_core_schema() {
        return Err(unknown(tag));
    }
    match tag.suffix.as_str() {
        // Documents have the types of YAML 1.1 in examples. JSON writes dates as strings, and bytes as Base64.
        "str" | "timestamp" => return Ok(Json::from(text)),
        "binary" => return Ok(Json::from(text.split_ascii_whitespace().collect::<String>())),
        _ => {}
    }
    let value = plain(text)?;
    let fits = match tag.suffix.as_str() {
        "null" => value.is_null(),
        "bool" => value.as_bool().is_some(),
        "int" => value.is_number() && !text.contains('.'),
        "float" => value.is_number(),
        _ => return Err(unknown(tag)),
    };
    if fits { Ok(value) } else { Err(format!("{} is no {}", Json::from(text), tag.suffix)) }
}

/// Resolves a plain scalar by the table of the core schema (YAML 1.2.2, section 10.3.2).
fn plain(text: &str) -> Result<Json, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Json::Null),
        "true" | "True" | "TRUE" => return Ok(Json::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Json::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(format!("{text} is a number that JSON does not have"));
    }
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return decimal(digits, radix)
                .and_then(|number| number.parse().ok())
                .ok_or_else(|| format!("a number has more than {MAX_DIGITS} digits: put it in quotation marks"));
        }
    }
    Ok(number(text).and_then(|number| number.parse().ok()).unwrap_or_else(|| Json::from(text)))
}

/// The most digits of an octal or hexadecimal number. To convert it takes time quadratic in them.
const MAX_DIGITS: usize = 128;

/// The decimal digits of a whole number; `None` if it has too many digits.
fn decimal(digits: &str, radix: u32) -> Option<String> {
    if digits.len() > MAX_DIGITS {
        return None;
    }
    // The last digit is first.
    let mut decimal = vec![0];
    for digit in digits.chars() {
        let mut carry = digit.to_digit(radix)?;
        for place in &mut decimal {
            let sum = *place * radix + carry;
            *place = sum % 10;
            carry = sum / 10;
        }
        while carry > 0 {
            decimal.push(carry % 10);
            carry /= 10;
        }
    }
    decimal.iter().rev().map(|&digit| char::from_digit(digit, 10)).collect()
}

/// The decimal number in JSON's form, if the text is one.
fn number(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let mut json = if text.starts_with('-') { "-".to_owned() } else { String::new() };
    let significant = whole.trim_start_matches('0');
    json.push_str(if significant.is_empty() { "0" } else { significant });
    if !fraction.is_empty() {
        json.push('.');
        json.push_str(fraction);
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if digits.is_empty() || !is_digits(digits) {
            return None;
        }
        json.push('e');
        json.push_str(exponent);
    }
    Some(json)
}
