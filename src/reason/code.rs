//! Why a value was rejected: one table holds every reason's code, English text and parameters.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::json::{self, Json, Object, ObjectWriter, ToJson, read::strict};
use crate::strings;
use serde::{Deserialize, Deserializer, Serialize};

/// Pairs each code with its text, once. `{name}` stands for a parameter; `{name:one|many}` for the parameter and the
/// noun that agrees with it. No text holds `"; "`, which separates the issues of a message.
macro_rules! reasons {
    ($( $(#[$doc:meta])* $variant:ident, $code:expr, $text:expr $(, $exclusive:literal)?; )*) => {
        /// A reason's stable name: `snake_case` in JSON, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $( $(#[$doc])* $variant, )*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The name used in JSON: `"invalid_email"`.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// The English text of this code.
            pub(crate) const fn template(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }

            /// The English text of this code where the limit itself is excluded, if it has such a text.
            pub(crate) const fn exclusive_template(self) -> Option<&'static str> {
                match self {
                    $( $( Self::$variant => Some($exclusive), )? )*
                    _ => None,
                }
            }
        }
    };
}

reasons! {
    /// The value is missing (`undefined` counts as missing, `null` does not).
    Required, "required", "Required";
    /// The value has another type. Parameters: `expected`, `received`.
    InvalidType, "invalid_type", "Expected {expected}, received {received}";
    /// The value is none of those allowed. Parameter: `options`, the list of them.
    InvalidEnum, "invalid_enum", "Expected one of {options}";
    /// The string has fewer code points than `min`.
    TooShort, "too_short", "String must be at least {min:character|characters}";
    /// The string has more code points than `max`.
    TooLong, "too_long", "String must be at most {max:character|characters}";
    /// The number is below `min`, or equal to it where `exclusive` is true.
    TooSmall, "too_small", "Number must be at least {min}", "Number must be more than {min}";
    /// The number is above `max`, or equal to it where `exclusive` is true.
    TooBig, "too_big", "Number must be at most {max}", "Number must be less than {max}";
    /// The list has fewer items than `min`.
    TooFew, "too_few", "List must have at least {min:item|items}";
    /// The list has more items than `max`.
    TooMany, "too_many", "List must have at most {max:item|items}";
    /// The key is not declared, and `additionalProperties` is false.
    UnrecognizedKey, "unrecognized_key", "Unrecognized key";
    /// The list of issues was cut. Parameter: `count`, how many are not shown.
    MoreIssues, "more_issues", "{count:more issue|more issues} not shown";
    /// The value has more than 64 levels below the root, or refers to itself.
    TooDeep, "too_deep", "Nested too deeply";
    /// A text that a caller gives: `x-unanimous.reason`, or an issue made by hand.
    Custom, "custom", "";
    /// The string is no email address under the chosen rule. Details: [`crate::rule::email`].
    InvalidEmail, "invalid_email", "Invalid email";
    /// The string is no E.164 number. Details: [`crate::rule::phone`].
    InvalidPhone, "invalid_phone", "Invalid phone number";
    /// The string is no UUID in its 36-character form.
    InvalidUuid, "invalid_uuid", "Invalid UUID";
    /// The key holds something other than visible ASCII. Details: [`crate::rule::idempotency_key`].
    InvalidIdempotencyKey, "invalid_idempotency_key", "Idempotency key must be visible ASCII characters";
    /// The request has no `Idempotency-Key` header.
    IdempotencyKeyRequired, "idempotency_key_required", "Idempotency-Key header is required";
    /// The string is no URL that two parsers read alike. Details of this and the next: `crate::rule::safe_url`.
    InvalidUrl, "invalid_url", "Invalid URL";
    /// The URL has another scheme. Parameter: `schemes`, those allowed: `https or http`.
    UrlScheme, "url_scheme", "URL must use {schemes}";
    /// The URL has a user name or a password, or an `@` that announces one.
    UrlCredentials, "url_credentials", "URL must not hold a user name or password";
    /// The host is denied, or is no name that the public DNS could answer for.
    UrlHost, "url_host", "URL host is not allowed";
    /// The port is none that the policy, or the Fetch standard, lets a request go to.
    UrlPort, "url_port", "URL port is not allowed";
    /// The host is, or resolves to, an address outside the public internet.
    UrlPrivate, "url_private", "URL points at a private network";
    /// The URL has more bytes than `max`.
    UrlTooLong, "url_too_long", "URL must be at most {max:byte|bytes}";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ToJson for Code {
    fn push_json(&self, out: &mut String) {
        self.as_str().push_json(out);
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The text is not the name of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of a code: use one such as `invalid_email`")
    }
}

impl core::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        Self::from_name(name).ok_or(UnknownCode)
    }
}

/// A name that this version does not know reads as `custom`: a newer server may have more codes.
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        Ok(Self::from_name(&name).unwrap_or(Self::Custom))
    }
}

impl Code {
    /// The code with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

/// The parameters of a reason: names and JSON values, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(Vec<(Cow<'static, str>, Json)>);

impl Params {
    /// The value of one parameter.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// All parameters, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    pub(crate) fn push(&mut self, name: impl Into<Cow<'static, str>>, value: Json) {
        self.0.push((name.into(), value));
    }
}

impl Serialize for Params {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl ToJson for Params {
    fn push_json(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        for (name, value) in self.iter() {
            object.member(name, value);
        }
        object.end();
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Object::deserialize(deserializer)?;
        Ok(Self(members.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect()))
    }
}

/// One reason for a rejection: a [`Code`], its parameters, and where the rule knows more, a detail code.
///
/// `Display` gives the English text: `String must be at most 50 characters`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    code: Code,
    detail: Option<Cow<'static, str>>,
    params: Params,
    text: Option<String>,
}

impl Reason {
    /// A reason with no parameters.
    pub const fn new(code: Code) -> Self {
        Self { code, detail: None, params: Params(Vec::new()), text: None }
    }

    /// A reason in the caller's own words.
    pub fn custom(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::new(Code::Custom) }
    }

    /// The same reason with a detail code, such as `missing_at`.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same reason with one more parameter.
    #[must_use]
    pub fn with_param(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Json>) -> Self {
        self.params.push(name, value.into());
        self
    }

    /// Adds a parameter.
    pub(crate) fn add(&mut self, name: &'static str, value: Json) {
        self.params.push(name, value);
    }

    /// The same reason, told in the caller's own words.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The stable name.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What the rule knows beyond the code: `missing_at`, `domain`, …
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The parameters of the text.
    pub const fn params(&self) -> &Params {
        &self.params
    }

    pub(crate) fn into_parts(self) -> (Code, Params, Option<Cow<'static, str>>) {
        (self.code, self.params, self.detail)
    }

    /// The reason whose English text this is; any other text is a custom reason.
    ///
    /// Details do not travel in a text, so none comes back.
    pub fn from_text(text: &str) -> Self {
        let known = Code::ALL.iter().filter(|&&code| code != Code::Custom).find_map(|&code| {
            let mut params = Params::default();
            if read(code.template(), text, &mut params).is_none() {
                params = Params::default();
                read(code.exclusive_template()?, text, &mut params)?;
                params.push("exclusive", Json::Bool(true));
            }
            Some(Self { params, ..Self::new(code) })
        });
        // Only a text that prints again as it was read is the table's own: "at most 1 characters" is somebody else's.
        known.filter(|reason| reason.to_string() == text).unwrap_or_else(|| Self::custom(text))
    }
}

impl core::error::Error for Reason {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl Reason {
    fn template(&self) -> &'static str {
        let is_exclusive = self.params.get("exclusive").and_then(Json::as_bool) == Some(true);
        self.code.exclusive_template().filter(|_| is_exclusive).unwrap_or(self.code.template())
    }

    fn to_text(&self) -> String {
        match &self.text {
            Some(text) => text.clone(),
            None => fill_in(self.template(), &self.params),
        }
    }

    /// The text as an issue has it: see [`clean`].
    pub(crate) fn line(&self) -> String {
        clean(self.to_text())
    }
}

impl Reason {
    /// Writes the members of the reason's JSON object.
    #[doc(hidden)]
    pub fn push_members(&self, object: &mut ObjectWriter<'_>) {
        object.member("code", &self.code).member("reason", &self.to_text()).member("params", &self.params);
        if let Some(detail) = self.detail() {
            object.member("detail", &detail);
        }
    }
}

/// `{"code", "reason", "params", "detail"?}`
impl ToJson for Reason {
    fn push_json(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        self.push_members(&mut object);
        object.end();
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut out = serializer.serialize_struct("Reason", 4)?;
        out.serialize_field("code", &self.code)?;
        out.serialize_field("reason", &self.to_text())?;
        out.serialize_field("params", &self.params)?;
        match self.detail() {
            Some(detail) => out.serialize_field("detail", detail)?,
            None => out.skip_field("detail")?,
        }
        out.end()
    }
}

/// A parameter's place in a template: its name, and its noun's forms for one and for many.
type Hole<'t> = (&'t str, Option<(&'t str, &'t str)>);

/// A template's parts: literal text, and the parameter behind it.
fn parts(template: &str) -> impl Iterator<Item = (&str, Option<Hole<'_>>)> {
    let mut rest = template;
    core::iter::from_fn(move || {
        let (literal, behind) = strings::split_once(rest, "{").unwrap_or((rest, ""));
        let (hole, behind) = strings::split_once(behind, "}").unwrap_or_default();
        rest = behind;
        let (name, nouns) = strings::split_once(hole, ":").unwrap_or((hole, ""));
        let hole = (!name.is_empty()).then(|| (name, strings::split_once(nouns, "|")));
        (hole.is_some() || !literal.is_empty()).then_some((literal, hole))
    })
}

/// A template with its parameters filled in.
fn fill_in(template: &str, params: &Params) -> String {
    let mut out = String::new();
    for (literal, hole) in parts(template) {
        out.push_str(literal);
        let Some((name, nouns)) = hole else { continue };
        let value = params.get(name);
        match value {
            Some(Json::String(text)) => out.push_str(text),
            Some(Json::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    out.push_str(&one_line_json(item));
                }
            }
            Some(value) => value.push_json(&mut out),
            None => {}
        }
        if let Some((one, many)) = nouns {
            let is_one = value.and_then(Json::as_f64) == Some(1.0);
            out.push(' ');
            out.push_str(if is_one { one } else { many });
        }
    }
    out
}

/// The inverse of [`fill_in`]: the parameters that make `template` into `text`.
fn read(template: &'static str, mut text: &str, params: &mut Params) -> Option<()> {
    let mut parts = parts(template).peekable();
    while let Some((literal, hole)) = parts.next() {
        text = text.strip_prefix(literal)?;
        let Some((name, nouns)) = hole else { continue };
        let value;
        if let Some((one, many)) = nouns {
            let (number, rest) = strings::split_once(text, " ")?;
            text = rest.strip_prefix(many).or_else(|| rest.strip_prefix(one))?;
            value = number_param(number)?;
        } else {
            let end = match parts.peek() {
                Some((next, _)) => strings::find(text, next)?,
                None => text.len(),
            };
            let (found, rest) = strings::split_at(text, end);
            text = rest;
            value = match name {
                "options" => strict(&format!("[{found}]")).ok()?,
                "min" | "max" => number_param(found)?,
                // "URL must use TLS" is somebody else's text.
                "schemes"
                    if !strings::split(found, " or ").iter().all(|scheme| matches!(*scheme, "https" | "http")) =>
                {
                    return None;
                }
                _ => Json::String(found.to_owned()),
            };
        }
        params.push(name, value);
    }
    text.is_empty().then_some(())
}

fn number_param(text: &str) -> Option<Json> {
    let number = strict(text).ok().filter(Json::is_number)?;
    Some(number.to_canonical())
}

/// Whether a character would break a message's line, or spoil it unseen.
fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text as it stands in a message, in quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    one_line_json(&Json::from(text))
}

/// JSON on one line: what JSON lets stand in a string but a line does not is escaped too.
pub(crate) fn one_line_json(value: &Json) -> String {
    let json = value.to_json_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if breaks_line(c) {
            json::escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// What a reason's text may not hold, and what stands for it: one line, no control characters, never empty.
pub(crate) fn clean(text: String) -> String {
    // Most texts have nothing but letters and spaces between them.
    let ends = [text.bytes().next(), text.bytes().next_back()];
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && ends.iter().all(|end| end.is_some_and(|end| end != b' '))
    {
        return text;
    }
    let out: String = text.chars().map(|c| if breaks_line(c) { ' ' } else { c }).collect();
    match out.trim() {
        "" => "Invalid".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fill_in_their_parameters() {
        let cases = [
            (Reason::new(Code::TooLong).with_param("max", 50), "String must be at most 50 characters"),
            (Reason::new(Code::TooLong).with_param("max", 1), "String must be at most 1 character"),
            (Reason::new(Code::TooShort).with_param("min", 0), "String must be at least 0 characters"),
            (Reason::new(Code::TooFew).with_param("min", 1), "List must have at least 1 item"),
            (Reason::new(Code::TooMany).with_param("max", 2), "List must have at most 2 items"),
            (Reason::new(Code::TooSmall).with_param("min", 0.5), "Number must be at least 0.5"),
            (
                Reason::new(Code::TooBig).with_param("max", 3).with_param("exclusive", true),
                "Number must be less than 3",
            ),
            (Reason::new(Code::MoreIssues).with_param("count", 1), "1 more issue not shown"),
            (Reason::new(Code::UrlScheme).with_param("schemes", "https or http"), "URL must use https or http"),
            (Reason::new(Code::UrlTooLong).with_param("max", 2048), "URL must be at most 2048 bytes"),
            (Reason::new(Code::MoreIssues).with_param("count", 44), "44 more issues not shown"),
            (
                Reason::new(Code::InvalidEnum).with_param("options", "[\"new\", 1, null]".parse::<Json>().unwrap()),
                r#"Expected one of "new", 1, null"#,
            ),
            (
                Reason::new(Code::InvalidType).with_param("expected", "string").with_param("received", "null"),
                "Expected string, received null",
            ),
        ];
        for (reason, text) in cases {
            assert_eq!(reason.to_string(), text);
            assert_eq!(Reason::from_text(text), reason, "{text} reads back");
        }
    }

    #[test]
    fn foreign_texts_are_custom() {
        for text in [
            "",
            "nope",
            "String must be at most 1 characters",
            "String must be at most fifty characters",
            "Number must be at least inf",
            "Expected one of a, b",
            "Invalid email ",
            "URL must use TLS",
        ] {
            assert_eq!(Reason::from_text(text), Reason::custom(text), "{text:?}");
        }
    }

    #[test]
    fn no_text_of_ours_holds_the_separator() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(*code));
            for text in [Some(code.template()), code.exclusive_template()].into_iter().flatten() {
                assert!(!text.contains("; ") && text.trim() == text, "{code}: {text:?}");
            }
        }
    }

    #[test]
    fn texts_are_one_clean_line() {
        assert_eq!(clean(" a\r\nb\u{2028}c\u{0} ".to_owned()), "a  b c");
        assert_eq!(clean("\n".to_owned()), "Invalid");
        assert_eq!(clean("fine".to_owned()), "fine");
    }
}
