//! The JSON writer: writes the types of this crate as JSON text without spaces.
//!
//! Every runtime uses this writer, so every runtime writes the same bytes. The types are `Serialize` too, for other formats and
//! writers.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Json;
use super::integer::push_integer;
use super::line::escape;
use crate::strings;

/// A type that can be written as JSON text, with the same bytes on every runtime.
///
/// ```
/// use unanimous::Report;
/// use unanimous::json::ToJson;
///
/// let report: Report = "Validation error: email: Invalid email".parse()?;
/// assert_eq!(
///     report.to_json_string(),
///     r#"[{"path":"email","segments":["email"],"code":"invalid_email","reason":"Invalid email","params":{}}]"#,
/// );
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
pub trait ToJson {
    /// Appends the JSON text.
    fn push_json(&self, out: &mut String);

    /// The JSON text.
    fn to_json_string(&self) -> String {
        let mut out = String::new();
        self.push_json(&mut out);
        out
    }
}

/// Writes an object member by member.
///
/// ```
/// use unanimous::json::{ObjectWriter, ToJson};
///
/// struct Lead {
///     name: String,
/// }
///
/// impl ToJson for Lead {
///     fn push_json(&self, out: &mut String) {
///         ObjectWriter::new(out).member("name", &self.name).end();
///     }
/// }
///
/// assert_eq!(Lead { name: "Ann".to_owned() }.to_json_string(), r#"{"name":"Ann"}"#);
/// ```
pub struct ObjectWriter<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    /// Opens an object.
    pub fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_empty: true }
    }

    /// Writes a member. The caller gives each name once.
    pub fn member(&mut self, name: &str, value: &dyn ToJson) -> &mut Self {
        push_comma(self.out, self.is_empty);
        self.is_empty = false;
        push_string(self.out, name);
        self.out.push(':');
        value.push_json(self.out);
        self
    }

    /// Closes the object.
    pub fn end(&mut self) {
        self.out.push('}');
    }
}

fn push_comma(out: &mut String, is_first: bool) {
    if !is_first {
        out.push(',');
    }
}

/// Writes a list item by item.
fn push_list<'i>(out: &mut String, items: impl Iterator<Item = &'i dyn ToJson>) {
    out.push('[');
    for (at, item) in items.enumerate() {
        push_comma(out, at == 0);
        item.push_json(out);
    }
    out.push(']');
}

/// Writes a string in quotation marks. It escapes only the characters that JSON requires to be escaped.
pub(super) fn push_string(out: &mut String, text: &str) {
    let mut rest = text;
    out.push('"');
    loop {
        let (plain, escaped) = strings::split_at(rest, strings::plain_len(rest.as_bytes()));
        out.push_str(plain);
        if escaped.is_empty() {
            break;
        }
        match escaped.chars().next().unwrap_or_default() {
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c => escape(out, c),
        }
        rest = strings::split_at(escaped, 1).1;
    }
    out.push('"');
}

/// Writes each number with the text that it was read from.
impl ToJson for Json {
    fn push_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => value.push_json(out),
            Self::Number(number) => number.push_to(out),
            Self::String(text) | Self::IllFormed(text) => push_string(out, text),
            Self::Array(items) => push_list(out, items.iter().map(|item| item as &dyn ToJson)),
            Self::Object(members) => {
                let mut object = ObjectWriter::new(out);
                for (name, value) in members {
                    object.member(name, value);
                }
                object.end();
            }
        }
    }
}

impl ToJson for bool {
    fn push_json(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl ToJson for $integer {
            fn push_json(&self, out: &mut String) {
                push_integer(out, u64::from(*self));
            }
        }
    )* };
}

integers! { u16 u32 u64 }

impl ToJson for &str {
    fn push_json(&self, out: &mut String) {
        push_string(out, self);
    }
}

impl ToJson for String {
    fn push_json(&self, out: &mut String) {
        push_string(out, self);
    }
}

impl ToJson for Cow<'_, str> {
    fn push_json(&self, out: &mut String) {
        push_string(out, self);
    }
}

/// `null` for `None`.
impl<T: ToJson> ToJson for Option<T> {
    fn push_json(&self, out: &mut String) {
        match self {
            Some(value) => value.push_json(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn push_json(&self, out: &mut String) {
        push_list(out, self.iter().map(|item| item as &dyn ToJson));
    }
}

impl<T: ToJson> ToJson for &T {
    fn push_json(&self, out: &mut String) {
        (*self).push_json(out);
    }
}

/// Writes a pair as a list of two.
impl<A: ToJson, B: ToJson> ToJson for (A, B) {
    fn push_json(&self, out: &mut String) {
        push_list(out, [&self.0 as &dyn ToJson, &self.1].into_iter());
    }
}

#[cfg(all(test, feature = "serde_json", not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    proptest! {
        #[test]
        fn strings_as_serde_json_writes_them(text: String) {
            prop_assert_eq!(text.to_json_string(), serde_json::to_string(&text).unwrap());
        }
    }

    #[test]
    fn every_ascii_character() {
        let ascii: String = (0..=0x7f_u8).map(char::from).collect();
        assert_eq!(ascii.to_json_string(), serde_json::to_string(&ascii).unwrap());
    }

    #[test]
    fn lists_and_objects() {
        let mut out = String::new();
        ObjectWriter::new(&mut out)
            .member("a", &1_u32)
            .member("b", &vec!["x", "y"])
            .member("c", &None::<bool>)
            .member("d", &(true, String::from("z")))
            .end();
        assert_eq!(out, r#"{"a":1,"b":["x","y"],"c":null,"d":[true,"z"]}"#);
        let value: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(Json::from(value).to_string(), out);
    }
}
