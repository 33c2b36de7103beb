//! The JSON reader (RFC 8259): strict for schemas and values, lenient for response bodies of other servers.
//!
//! Both accept a lone surrogate (`"\ud83d"`), which `JSON.parse` accepts and `serde_json` refuses. A JavaScript program
//! writes one when it cuts a text inside an emoji. The strict reader keeps such a string apart ([`Json::IllFormed`]), so
//! that a schema refuses it where it stands.
//!
//! The lenient reader accepts two texts that `JSON.parse` accepts and `serde_json` refuses:
//! - A lone surrogate becomes U+FFFD, because one broken character must not make the whole error unreadable.
//! - A number beyond the largest f64 (`1e400`) becomes `null`. It is Infinity in JavaScript, which `JSON.stringify` writes
//!   as `null`.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Json, Number, Object};
use crate::strings;

/// The most lists and objects inside one another that `FromStr` of [`Json`] reads.
pub const MAX_DEPTH: usize = 127;
/// The most values that a strict text may hold.
const MAX_VALUES: u32 = 5_000_000;

/// The most lists and objects inside one another in a response body.
#[cfg(feature = "api-error")]
pub(crate) const MAX_BODY_DEPTH: usize = 64;
/// The most values of a body that are kept: 256 fields need far fewer. Later values of a list, and of an object below
/// [`OUTER_LEVELS`], are checked for their syntax and dropped; otherwise a body of `[[],[],…` would fill megabytes.
#[cfg(feature = "api-error")]
pub(crate) const MAX_BODY_VALUES: u32 = 8192;
/// The levels whose members are always kept: `error.details.fields` and its siblings.
const OUTER_LEVELS: usize = 3;

/// Why a text is not JSON, and where.
///
/// ```
/// use unanimous::Json;
/// use unanimous::json::ParseError;
///
/// let error = "[1 2]".parse::<Json>().unwrap_err();
/// assert_eq!(error, ParseError::Unexpected { at: 3 });
/// assert_eq!(error.to_string(), "not JSON: unexpected character at byte 3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// The text is not JSON at this byte.
    Unexpected {
        /// The byte offset in the text.
        at: usize,
    },
    /// The text ends inside a value.
    Incomplete,
    /// The text has too many lists and objects inside one another.
    TooDeep,
    /// The text has more than 5,000,000 values.
    TooLarge,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { at } => write!(f, "not JSON: unexpected character at byte {at}"),
            Self::Incomplete => f.write_str("not JSON: the text ends inside a value"),
            Self::TooDeep => f.write_str("nested too deeply"),
            Self::TooLarge => f.write_str("too many values"),
        }
    }
}

impl core::error::Error for ParseError {}

/// The value of a response body, and whether one of its objects has a name twice (the last value counts).
#[cfg(feature = "api-error")]
#[derive(Debug, PartialEq)]
pub(crate) struct Body {
    pub(crate) value: Json,
    pub(crate) duplicate_key: bool,
}

/// Reads a response body leniently, within the limits of a body.
///
/// # Errors
/// [`ParseError::TooDeep`], or another error if the text is not JSON.
#[cfg(feature = "api-error")]
pub(crate) fn body(text: &str) -> Result<Body, ParseError> {
    let mut reader = Reader::new(text, &Limits { depth: MAX_BODY_DEPTH, values: MAX_BODY_VALUES, is_lenient: true });
    match reader.whole() {
        Some(value) => Ok(Body { value, duplicate_key: reader.repeats }),
        // A text may be too deep and also end too early. Then it is too deep.
        None if is_deeper(text, MAX_BODY_DEPTH) => Err(ParseError::TooDeep),
        None => Err(reader.error()),
    }
}

/// Reads one JSON text strictly.
pub(crate) fn strict(text: &str) -> Result<Json, ParseError> {
    Reader::new(text, &STRICT).strict()
}

/// Reads one JSON text whose strings are Unicode text and whose numbers an f64 can hold, as Rust's own types can.
#[cfg(feature = "axum")]
pub(crate) fn exact(text: &str) -> Result<Json, ParseError> {
    Reader { is_exact: true, ..Reader::new(text, &STRICT) }.strict()
}

/// Whether brackets open more than `most` levels in a text, which need not be JSON.
pub(crate) fn is_deeper(text: &str, most: usize) -> bool {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'"' => is_quoted = !is_quoted,
            b'\\' if is_quoted => is_escaped = true,
            _ if is_quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

struct Limits {
    depth: usize,
    values: u32,
    /// Whether a lone surrogate becomes U+FFFD, and a number beyond the largest f64 `null`.
    is_lenient: bool,
}

const STRICT: Limits = Limits { depth: MAX_DEPTH, values: MAX_VALUES, is_lenient: false };

#[allow(clippy::struct_excessive_bools, reason = "what a reader has seen, and one option")]
struct Reader<'t> {
    text: &'t str,
    at: usize,
    limits: &'t Limits,
    /// The number of values kept so far.
    values: u32,
    /// Whether an object had a name twice.
    repeats: bool,
    is_too_deep: bool,
    /// Whether the last string holds a lone surrogate; always false in the lenient reader.
    is_ill_formed: bool,
    /// Whether a lone surrogate, or a number beyond the largest f64, is an error.
    #[cfg(feature = "axum")]
    is_exact: bool,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str, limits: &'t Limits) -> Self {
        Self {
            text,
            at: 0,
            limits,
            values: 0,
            repeats: false,
            is_too_deep: false,
            is_ill_formed: false,
            #[cfg(feature = "axum")]
            is_exact: false,
        }
    }

    fn strict(mut self) -> Result<Json, ParseError> {
        match self.whole() {
            Some(_) if self.is_full() => Err(ParseError::TooLarge),
            Some(value) => Ok(value),
            None => Err(self.error()),
        }
    }

    /// Why the reader stopped.
    const fn error(&self) -> ParseError {
        if self.is_too_deep {
            ParseError::TooDeep
        } else if self.at >= self.text.len() {
            ParseError::Incomplete
        } else {
            ParseError::Unexpected { at: self.at }
        }
    }

    fn whole(&mut self) -> Option<Json> {
        let value = self.value(0, true)?;
        self.skip_space();
        (self.at == self.text.len()).then_some(value)
    }

    #[allow(clippy::inline_always, reason = "the compiler keeps it a call where it optimises for size")]
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        self.peek().inspect(|_| self.at += 1)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Skips white space, and this byte if it comes next. Returns whether it did.
    fn eat(&mut self, byte: u8) -> bool {
        let mut comes = self.peek() == Some(byte);
        if !comes {
            self.skip_space();
            comes = self.peek() == Some(byte);
        }
        self.at += usize::from(comes);
        comes
    }

    const fn is_full(&self) -> bool {
        self.values >= self.limits.values
    }

    /// Reads a value inside `level` lists and objects. Without `keep` it only checks the syntax, and its result means
    /// nothing.
    fn value(&mut self, level: usize, keep: bool) -> Option<Json> {
        self.values = self.values.saturating_add(u32::from(keep));
        self.skip_space();
        match self.peek()? {
            b'{' | b'[' if level >= self.limits.depth => {
                self.is_too_deep = true;
                None
            }
            b'{' => self.object(level, keep),
            b'[' => self.list(level, keep),
            b'"' => {
                let text = self.string(keep)?;
                Some(if self.is_ill_formed { Json::IllFormed(text) } else { Json::String(text) })
            }
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(keep),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        let found = self.text.as_bytes().get(self.at..)?.starts_with(word.as_bytes());
        self.at += if found { word.len() } else { 0 };
        found.then_some(value)
    }

    fn list(&mut self, level: usize, keep: bool) -> Option<Json> {
        let mut items = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Some(Json::Array(items));
        }
        loop {
            let keep = keep && !self.is_full();
            let item = self.value(level + 1, keep)?;
            if keep {
                items.push(item);
            }
            if self.eat(b']') {
                return Some(Json::Array(items));
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    fn object(&mut self, level: usize, keep: bool) -> Option<Json> {
        let mut members = Vec::new();
        let mut ill_formed = Vec::new();
        self.at += 1;
        let mut is_done = self.eat(b'}');
        while !is_done {
            let keep = keep && (level < OUTER_LEVELS || !self.is_full());
            self.skip_space();
            let name = self.string(keep)?;
            let is_ill_formed = self.is_ill_formed;
            if !self.eat(b':') {
                return None;
            }
            let value = self.value(level + 1, keep)?;
            if is_ill_formed {
                ill_formed.push(name);
            } else if keep {
                members.push((name, value));
            }
            is_done = self.eat(b'}');
            if !is_done && !self.eat(b',') {
                return None;
            }
        }
        let (object, repeats) = Object::from_members(members);
        self.repeats |= repeats;
        Some(Json::Object(object.with_ill_formed_names(ill_formed)))
    }

    /// Reads a number. Without `keep` it only checks the syntax.
    fn number(&mut self, keep: bool) -> Option<Json> {
        let start = self.at;
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let first = self.at;
        let magnitude = self.digits()?;
        if self.at - first > 1 && self.text.as_bytes().get(first) == Some(&b'0') {
            self.at = first + 1;
            return None;
        }
        let mut is_integer = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            is_integer = false;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            is_integer = false;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        if !keep {
            return Some(Json::Null);
        }
        let text = self.text.get(start..self.at)?;
        // -0 is kept as text, because an i64 has no sign of zero.
        let integer = magnitude.filter(|magnitude| is_integer && (*magnitude > 0 || !is_negative));
        let integer = match integer {
            Some(magnitude) if is_negative => 0_i64.checked_sub_unsigned(magnitude),
            Some(magnitude) => i64::try_from(magnitude).ok(),
            None => None,
        };
        let number = Number::from_checked(text, integer);
        #[cfg(feature = "axum")]
        if self.is_exact && !number.as_f64().is_finite() {
            self.at = start;
            return None;
        }
        let is_null = self.limits.is_lenient && !number.as_f64().is_finite();
        Some(if is_null { Json::Null } else { Json::Number(number) })
    }

    /// Reads one digit or more. Returns `None` if there is none, and `Some(None)` if the number does not fit.
    #[allow(clippy::option_option, reason = "the two cases differ")]
    fn digits(&mut self) -> Option<Option<u64>> {
        let start = self.at;
        let mut value = Some(0_u64);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
        }
        (self.at > start).then_some(value)
    }

    /// Reads a string. Without `keep` it returns an empty one. A lone surrogate becomes U+FFFD, and the strict reader notes
    /// it in `is_ill_formed`.
    fn string(&mut self, keep: bool) -> Option<String> {
        let mut out = String::new();
        self.is_ill_formed = false;
        if self.next()? != b'"' {
            return None;
        }
        loop {
            let start = self.at;
            self.at += strings::plain_len(self.text.as_bytes().get(start..)?);
            let plain = if keep { self.text.get(start..self.at)? } else { "" };
            let next = self.next()?;
            if next == b'"' && out.is_empty() {
                // Most strings have no escapes. A string of the right size takes less time than one that grows.
                return Some(String::from(plain));
            }
            out.push_str(plain);
            match next {
                b'"' => return Some(out),
                b'\\' => {
                    let c = self.escaped(keep)?;
                    if keep {
                        out.push(c);
                    }
                }
                _ => return None,
            }
        }
    }

    /// Reads the rest of an escape sequence and returns its character.
    fn escaped(&mut self, keep: bool) -> Option<char> {
        Some(match self.next()? {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let character = self.character(unit);
                #[cfg(feature = "axum")]
                if self.is_exact && character.is_none() {
                    self.at -= 6;
                    return None;
                }
                self.is_ill_formed |= character.is_none() && !self.limits.is_lenient && keep;
                character.unwrap_or('\u{fffd}')
            }
            _ => return None,
        })
    }

    /// The character that begins with this UTF-16 unit; `None` for a lone surrogate.
    fn character(&mut self, unit: u32) -> Option<char> {
        let rest = self.text.as_bytes().get(self.at..)?;
        if (0xd800..0xdc00).contains(&unit) && rest.starts_with(b"\\u") {
            let at = self.at;
            self.at += 2;
            if let Some(low @ 0xdc00..=0xdfff) = self.unit() {
                return char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
            }
            self.at = at;
        }
        char::from_u32(unit)
    }

    /// Reads four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }
}

#[cfg(all(test, feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn value(text: &str) -> Result<Json, ParseError> {
        body(text).map(|parsed| parsed.value)
    }

    fn json(text: &str) -> Json {
        strict(text).unwrap()
    }

    #[test]
    fn duplicates_are_seen_and_the_last_one_counts() {
        let parsed = body(r#"{"a":1,"b":{"x":1,"x":2},"a":3}"#).unwrap();
        assert_eq!(parsed, Body { value: json(r#"{"a": 3, "b": {"x": 2}}"#), duplicate_key: true });
        assert!(!body(r#"[{"a":1},{"a":1}]"#).unwrap().duplicate_key);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(value(&nested(MAX_BODY_DEPTH)).is_ok());
        assert_eq!(value(&nested(MAX_BODY_DEPTH + 1)), Err(ParseError::TooDeep));
        assert_eq!(
            value(&"{\"a\":".repeat(MAX_BODY_DEPTH + 1)),
            Err(ParseError::TooDeep),
            "before it is found to be cut"
        );
        assert!(value(&format!("\"{}\"", "[".repeat(100))).is_ok(), "brackets in a string are text");
    }

    #[test]
    fn what_is_too_much_is_forgotten_and_the_rest_is_read() {
        let most = MAX_BODY_VALUES as usize;
        let read = value(&format!(r#"{{"a":{{"b":{{"c":[{}1],"d":2}}}},"e":[3],"f":4}}"#, "1,".repeat(most))).unwrap();
        assert_eq!(read["a"]["b"]["c"].as_array().unwrap().len(), most - 4, "but for the four around them");
        assert_eq!((&read["a"]["b"]["d"], &read["e"], &read["f"]), (&json("2"), &json("[]"), &json("4")));
        let deep = value(&format!(r#"[[[{{"a":[{}1],"b":2}}]]]"#, "1,".repeat(most))).unwrap();
        assert_eq!(deep[0][0][0].get("b"), None);
        let wrong = format!("[{}x]", "1,".repeat(most));
        assert_eq!(value(&wrong), Err(ParseError::Unexpected { at: wrong.len() - 2 }), "its syntax still counts");
    }

    #[test]
    fn what_a_browser_reads_is_read() {
        let cases = [
            (r#""cut \ud83d""#, Json::from("cut \u{fffd}")),
            (r#""\udc9a\ud83d\udc9a\\ud83d""#, Json::from("\u{fffd}💚\\ud83d")),
            (r#"["\ud83dx",1e400,-1E999,1e3]"#, json("[\"\u{fffd}x\", null, null, 1000]")),
            ("12345678901234567890123", Json::from(1.234_567_890_123_456_8e22)),
            (&format!("[{}]", "9".repeat(400)), json("[null]")),
            (r#""1e400""#, Json::from("1e400")),
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
            assert!(matches!(value(text), Err(ParseError::Unexpected { .. } | ParseError::Incomplete)), "{text}");
        }
    }

    #[test]
    fn a_string_that_is_no_unicode_text_is_kept_apart() {
        let ill_formed = |text: &str| Json::IllFormed(text.to_owned());
        let cases = [
            (r#""\ud800""#, ill_formed("\u{fffd}")),
            (r#""a\udc00\ud800\n""#, ill_formed("a\u{fffd}\u{fffd}\n")),
            (r#""\ud83d\ud83d\udc9a""#, ill_formed("\u{fffd}💚")),
            (r#""\ud83d\udc9a""#, Json::from("💚")),
            (r#""\\ud800\ufffd""#, Json::from("\\ud800\u{fffd}")),
        ];
        for (text, expected) in cases {
            assert_eq!(json(text), expected, "{text}");
            assert_eq!(json(&format!("[1,{text},\"a\"]")), Json::Array(vec![1.into(), expected, "a".into()]), "{text}");
        }
        let object = json(r#"{"a\ud800":1,"b":"c","\udfff":2,"\ufffd":3}"#);
        assert_eq!(object.as_object().unwrap().ill_formed_names(), ["a\u{fffd}", "\u{fffd}"]);
        assert_eq!(object.to_string(), "{\"b\":\"c\",\"\u{fffd}\":3}");
        assert_ne!(object, json(&object.to_string()));
        assert_eq!(object.is_well_formed(), json(r#"[{"a":"\ud800"}]"#).is_well_formed());
        assert!(value(r#"{"\ud800":"\ud800"}"#).unwrap().is_well_formed(), "in a body");
    }

    /// Texts that `serde_json` refuses, and so does the strict reader, but for numbers beyond an f64 and lone surrogates.
    fn same_as_serde_json(text: &str) {
        let expected: Option<Value> = serde_json::from_str(text).ok();
        let found = strict(text).ok();
        if expected.is_none() && found.as_ref().is_some_and(|found| has_infinity(found) || !found.is_well_formed()) {
            return;
        }
        assert_eq!(found, expected.as_ref().map(Json::from), "{text}");
        if expected.is_some() {
            assert_eq!(value(text).ok(), found, "{text}");
        }
    }

    fn has_infinity(value: &Json) -> bool {
        match value {
            Json::Number(number) => number.as_f64().is_infinite(),
            Json::Array(items) => items.iter().any(has_infinity),
            Json::Object(members) => members.values().any(has_infinity),
            _ => false,
        }
    }

    #[test]
    fn an_error_says_where() {
        for (text, error) in [
            ("{\"a\": nul}", "not JSON: unexpected character at byte 6"),
            ("[1 2]", "not JSON: unexpected character at byte 3"),
            ("-01", "not JSON: unexpected character at byte 2"),
            ("[1,", "not JSON: the text ends inside a value"),
            ("", "not JSON: the text ends inside a value"),
        ] {
            assert_eq!(strict(text).unwrap_err().to_string(), error, "{text}");
        }
        assert_eq!(strict(&"[".repeat(200)), Err(ParseError::TooDeep));
    }

    /// Text made of what JSON is made of, mostly not JSON.
    fn nearly_json() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"a\"",
            "\"a\":",
            "1",
            "0",
            "-",
            "-0",
            ".5",
            "e9",
            "E-3",
            "1e400",
            "true",
            "null",
            "nul",
            "\\",
            "\\u",
            "\\ud83d",
            "\\udc9a",
            "\\u0041",
            "\\n",
            " ",
            "\t",
            "\n",
            "é",
            "💚",
            "\u{0}",
            "\u{7f}",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "+",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    /// Any JSON value.
    fn any_value() -> impl Strategy<Value = Value> {
        let number = prop_oneof![any::<u64>().prop_map(Value::from), any::<i64>().prop_map(Value::from)];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number,
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec(("[a-c]{0,2}", inner), 0..6).prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn nearly_json_is_read_as_serde_json_reads_it(text in nearly_json()) {
            same_as_serde_json(&text);
            same_as_serde_json(&format!("[\"{text}\"]"));
            same_as_serde_json(&format!("[{text}]"));
        }

        #[test]
        fn any_value_is_read_back(value in any_value(), is_pretty: bool) {
            let text = if is_pretty { format!("{value:#}") } else { value.to_string() };
            same_as_serde_json(&text);
        }

        #[test]
        fn numbers_are_read_as_serde_json_reads_them(text in "-?[0-9]{1,25}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{0,3})?") {
            same_as_serde_json(&text);
        }

        #[test]
        fn any_text_ends(text: String) {
            same_as_serde_json(&text);
        }
    }
}
