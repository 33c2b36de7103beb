//! JSON as a hostile or careless server sends it: depth bounded, duplicate members seen, and no pickier than a browser.
//!
//! `serde_json` refuses two things that `JSON.parse` takes. A lone surrogate (`"\ud83d"`) is what a JavaScript server
//! sends when it cuts a text in the middle of an emoji: it becomes U+FFFD, for one broken character must not cost the
//! whole error. A number beyond an f64 (`1e400`) is Infinity in JavaScript, which JSON writes as `null`: so it is here.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use crate::json::{Map, Value};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The most levels of lists and objects; serde's own recursion stays far below its limit.
pub(super) const MAX_DEPTH: usize = 64;

/// The most values that are kept: 256 fields need far fewer. What comes later in a list, or in an object below
/// [`OUTER_LEVELS`], is checked for its syntax and forgotten, or a body of `[[],[],…` would fill megabytes.
pub(super) const MAX_VALUES: u32 = 8192;
/// The levels whose members are always kept: `error.details.fields`, and whatever stands beside these.
const OUTER_LEVELS: u32 = 3;

/// Why a text was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooDeep,
    Invalid,
}

/// A value, and whether some object in it names a member twice (the last one counts, as everywhere).
#[derive(Debug, PartialEq)]
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) duplicate_key: bool,
}

/// Reads one JSON text.
pub(super) fn read(text: &str) -> Result<Parsed, Fault> {
    let text = prepare(text)?;
    let seen = Seen { duplicate: Cell::new(false), values: Cell::new(0) };
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    let value = Reader { seen: &seen, level: 0 }.deserialize(&mut deserializer).map_err(|_| Fault::Invalid)?;
    deserializer.end().map_err(|_| Fault::Invalid)?;
    Ok(Parsed { value, duplicate_key: seen.duplicate.get() })
}

/// One pass over the bytes: finds the depth, and rewrites what only `JSON.parse` would take.
fn prepare(text: &str) -> Result<Cow<'_, str>, Fault> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut copied) = (0, 0_usize, 0);
    let mut out = String::new();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                at = string(text, at + 1, &mut copied, &mut out);
                continue;
            }
            b'-' | b'0'..=b'9' => {
                let start = at;
                let mut exponent = false;
                while let Some(&byte) = bytes.get(at).filter(|byte| is_number_byte(**byte)) {
                    exponent |= byte | 0x20 == b'e';
                    at += 1;
                }
                // Only a long number, or one with an exponent, can be out of range.
                let suspect = exponent || at - start > 300;
                if suspect && text[start..at].parse::<f64>().is_ok_and(f64::is_infinite) {
                    out.push_str(&text[copied..start]);
                    out.push_str("null");
                    copied = at;
                }
                continue;
            }
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        at += 1;
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    out.push_str(&text[copied..]);
    Ok(Cow::Owned(out))
}

const fn is_number_byte(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// The place behind the string whose inside begins at `at`; lone surrogates on the way are replaced.
fn string(text: &str, mut at: usize, copied: &mut usize, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => match escaped_unit(bytes, at) {
                Some(0xd800..=0xdbff) if matches!(escaped_unit(bytes, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
                Some(0xd800..=0xdfff) => {
                    out.push_str(&text[*copied..at]);
                    out.push_str("\\ufffd");
                    at += 6;
                    *copied = at;
                }
                _ => at += 2,
            },
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The UTF-16 unit that `\uXXXX` at this place stands for.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?))
}

/// What has been seen of a text so far.
struct Seen {
    duplicate: Cell<bool>,
    values: Cell<u32>,
}

impl Seen {
    fn is_full(&self) -> bool {
        self.values.get() >= MAX_VALUES
    }
}

/// Reads one value that stands inside `level` lists and objects.
#[derive(Clone, Copy)]
struct Reader<'s> {
    seen: &'s Seen,
    level: u32,
}

impl Reader<'_> {
    const fn inner(self) -> Self {
        Self { level: self.level + 1, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.seen.values.set(self.seen.values.get() + 1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while !self.seen.is_full() {
            match items.next_element_seed(self.inner())? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while self.level < OUTER_LEVELS || !self.seen.is_full() {
            let Some(key) = entries.next_key::<String>()? else { return Ok(Value::Object(map)) };
            let value = entries.next_value_seed(self.inner()).map_err(A::Error::custom)?;
            if map.insert(key, value).is_some() {
                self.seen.duplicate.set(true);
            }
        }
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(text: &str) -> Result<Value, Fault> {
        read(text).map(|parsed| parsed.value)
    }

    #[test]
    fn duplicates_are_seen_and_the_last_one_counts() {
        let parsed = read(r#"{"a":1,"b":{"x":1,"x":2},"a":3}"#).unwrap();
        assert_eq!(parsed, Parsed { value: json!({"a": 3, "b": {"x": 2}}), duplicate_key: true });
        assert!(!read(r#"[{"a":1},{"a":1}]"#).unwrap().duplicate_key);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(value(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(value(&nested(MAX_DEPTH + 1)), Err(Fault::TooDeep));
        assert_eq!(value(&"{\"a\":".repeat(MAX_DEPTH + 1)), Err(Fault::TooDeep), "before it is found to be cut");
        assert!(value(&format!("\"{}\"", "[".repeat(100))).is_ok(), "brackets in a string are text");
    }

    #[test]
    fn what_is_too_much_is_forgotten_and_the_rest_is_read() {
        let most = MAX_VALUES as usize;
        let read = value(&format!(r#"{{"a":{{"b":{{"c":[{}1],"d":2}}}},"e":[3],"f":4}}"#, "1,".repeat(most))).unwrap();
        assert_eq!(read["a"]["b"]["c"].as_array().unwrap().len(), most - 4, "but for the four around them");
        assert_eq!((&read["a"]["b"]["d"], &read["e"], &read["f"]), (&json!(2), &json!([]), &json!(4)));
        let deep = value(&format!(r#"[[[{{"a":[{}1],"b":2}}]]]"#, "1,".repeat(most))).unwrap();
        assert_eq!(deep[0][0][0].get("b"), None);
        assert_eq!(value(&format!("[{}x]", "1,".repeat(most))), Err(Fault::Invalid), "its syntax still counts");
    }

    #[test]
    fn what_a_browser_reads_is_read() {
        let cases = [
            (r#""cut \ud83d""#, json!("cut \u{fffd}")),
            (r#""\udc9a\ud83d\udc9a\\ud83d""#, json!("\u{fffd}💚\\ud83d")),
            (r#"["\ud83dx",1e400,-1E999,1e3]"#, json!(["\u{fffd}x", null, null, 1000.0])),
            ("12345678901234567890123", json!(1.234_567_890_123_456_8e22)),
            (&format!("[{}]", "9".repeat(400)), json!([null])),
            (r#""1e400""#, json!("1e400")),
        ];
        for (text, expected) in cases {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_no_browser_reads_is_refused() {
        for text in
            ["", "{", "\"", "\"\\", "\"\\u12", "nul", "{'a':1}", "[1,]", "01", "1 2", "NaN", "\"a\nb\"", "1e", "-"]
        {
            assert_eq!(value(text), Err(Fault::Invalid), "{text}");
        }
    }
}
