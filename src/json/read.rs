//! JSON as a hostile or careless server sends it: depth bounded, duplicate members seen, and no pickier than a browser.
//!
//! `serde_json` refuses two things that `JSON.parse` takes. A lone surrogate (`"\ud83d"`) is what a JavaScript server
//! sends when it cuts a text in the middle of an emoji: it becomes U+FFFD, for one broken character must not cost the
//! whole error. A number beyond an f64 (`1e400`) is Infinity in JavaScript, which JSON writes as `null`: so it is here.

use super::Value;

/// The most levels of lists and objects in a body.
#[cfg(feature = "api-error")]
pub(crate) const MAX_DEPTH: usize = 64;

/// The most values of a body that are kept: 256 fields need far fewer. What comes later in a list, or in an object below
/// [`OUTER_LEVELS`], is checked for its syntax and forgotten, or a body of `[[],[],…` would fill megabytes.
#[cfg(feature = "api-error")]
pub(crate) const MAX_VALUES: u32 = 8192;
/// The levels whose members are always kept: `error.details.fields`, and whatever stands beside these.
const OUTER_LEVELS: usize = 3;

/// Why a text was not read.
#[cfg(feature = "api-error")]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    TooDeep,
    Invalid,
}

/// A value, and whether some object in it names a member twice (the last one counts, as everywhere).
#[cfg(feature = "api-error")]
#[derive(Debug, PartialEq)]
pub(crate) struct Parsed {
    pub(crate) value: Value,
    pub(crate) duplicate_key: bool,
}

/// Reads one JSON text as a browser does, within the limits of a body.
#[cfg(feature = "api-error")]
pub(crate) fn body(text: &str) -> Result<Parsed, Fault> {
    let mut reader = Reader::new(text, &Limits { depth: MAX_DEPTH, values: MAX_VALUES, is_lenient: true });
    match reader.whole() {
        Some(value) => Ok(Parsed { value, duplicate_key: reader.repeats }),
        None if is_deeper(text, MAX_DEPTH) => Err(Fault::TooDeep),
        None => Err(Fault::Invalid),
    }
}

/// Reads one JSON text to the letter: whatever `serde_json` refuses is refused.
pub(crate) fn strict(text: &str) -> Option<Value> {
    Reader::new(text, &Limits { depth: 127, values: u32::MAX, is_lenient: false }).whole()
}

/// Whether brackets open more than `most` levels, in a text that need not be JSON. It is told first: a text that was
/// cut is too deep where it was deep enough.
#[cfg(feature = "api-error")]
fn is_deeper(text: &str, most: usize) -> bool {
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
    /// Whether what only a browser takes is taken.
    is_lenient: bool,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    limits: &'t Limits,
    /// How many values have been kept.
    values: u32,
    /// Whether an object has named a member twice.
    repeats: bool,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str, limits: &'t Limits) -> Self {
        Self { text, at: 0, limits, values: 0, repeats: false }
    }

    fn whole(&mut self) -> Option<Value> {
        let value = self.value(0, true)?;
        self.skip_space();
        (self.at == self.text.len()).then_some(value)
    }

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

    /// Whether this byte comes next, behind spaces; then it is passed.
    fn eat(&mut self, byte: u8) -> bool {
        self.skip_space();
        let comes = self.peek() == Some(byte);
        self.at += usize::from(comes);
        comes
    }

    const fn is_full(&self) -> bool {
        self.values >= self.limits.values
    }

    /// A value inside of so many lists and objects; where it is not to be kept, any value stands for it.
    fn value(&mut self, level: usize, keep: bool) -> Option<Value> {
        self.values = self.values.saturating_add(u32::from(keep));
        self.skip_space();
        match self.peek()? {
            b'{' | b'[' if level >= self.limits.depth => None,
            b'{' => self.object(level, keep),
            b'[' => self.list(level, keep),
            b'"' => self.string(keep).map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let end = self.at + word.len();
        let found = self.text.get(self.at..end)? == word;
        self.at = end;
        found.then_some(value)
    }

    fn list(&mut self, level: usize, keep: bool) -> Option<Value> {
        let mut items = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Some(Value::Array(items));
        }
        loop {
            let keep = keep && !self.is_full();
            let item = self.value(level + 1, keep)?;
            if keep {
                items.push(item);
            }
            if self.eat(b']') {
                return Some(Value::Array(items));
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    fn object(&mut self, level: usize, keep: bool) -> Option<Value> {
        let mut members = Vec::new();
        self.at += 1;
        let mut is_done = self.eat(b'}');
        while !is_done {
            let keep = keep && (level < OUTER_LEVELS || !self.is_full());
            self.skip_space();
            let name = self.string(keep)?;
            if !self.eat(b':') {
                return None;
            }
            let value = self.value(level + 1, keep)?;
            if keep {
                members.push((name, value));
            }
            is_done = self.eat(b'}');
            if !is_done && !self.eat(b',') {
                return None;
            }
        }
        let (object, repeats) = super::object(members);
        self.repeats |= repeats;
        Some(Value::Object(object))
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let first = self.at;
        let magnitude = self.digits()?;
        if self.at - first > 1 && self.text.as_bytes().get(first) == Some(&b'0') {
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
        match magnitude.filter(|_| is_integer) {
            Some(magnitude) if !is_negative => return Some(Value::from(magnitude)),
            // -0 is a float.
            Some(magnitude @ 1..) => {
                if let Some(value) = 0_i64.checked_sub_unsigned(magnitude) {
                    return Some(Value::from(value));
                }
            }
            _ => {}
        }
        let value = super::float(self.text.get(start..self.at)?);
        (value.is_finite() || self.limits.is_lenient).then(|| Value::from(value))
    }

    /// One digit or more, and their value where it fits.
    #[allow(clippy::option_option, reason = "no digits, and a number that does not fit")]
    fn digits(&mut self) -> Option<Option<u64>> {
        let start = self.at;
        let mut value = Some(0_u64);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
        }
        (self.at > start).then_some(value)
    }

    /// A string; empty where it is not to be kept.
    fn string(&mut self, keep: bool) -> Option<String> {
        let mut out = String::new();
        if self.next()? != b'"' {
            return None;
        }
        loop {
            let start = self.at;
            while let Some(0x20..=0x21 | 0x23..=0x5b | 0x5d..) = self.peek() {
                self.at += 1;
            }
            if keep {
                out.push_str(self.text.get(start..self.at)?);
            }
            match self.next()? {
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

    /// The character that the rest of an escape sequence stands for.
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
                return self.character(unit).or((self.limits.is_lenient || !keep).then_some('\u{fffd}'));
            }
            _ => return None,
        })
    }

    /// The character that begins with this UTF-16 unit; none where the unit is half of one.
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

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }
}

#[cfg(all(test, feature = "api-error", not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn value(text: &str) -> Result<Value, Fault> {
        body(text).map(|parsed| parsed.value)
    }

    #[test]
    fn duplicates_are_seen_and_the_last_one_counts() {
        let parsed = body(r#"{"a":1,"b":{"x":1,"x":2},"a":3}"#).unwrap();
        assert_eq!(parsed, Parsed { value: json!({"a": 3, "b": {"x": 2}}), duplicate_key: true });
        assert!(!body(r#"[{"a":1},{"a":1}]"#).unwrap().duplicate_key);
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

    /// What the reader must say of a text within the limits: what `serde_json` says.
    fn same_as_serde_json(text: &str) {
        let expected: Option<Value> = serde_json::from_str(text).ok();
        assert_eq!(strict(text), expected, "{text}");
        if expected.is_some() {
            assert_eq!(value(text).ok(), expected, "{text}");
        }
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
