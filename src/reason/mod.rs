//! Why a value was rejected: a code, its parameters, and the English text.
//!
//! ```
//! use unanimous::{Code, Reason};
//!
//! let reason = Reason::from_text("String must be at most 50 characters");
//! assert_eq!(reason, Reason::new(Code::TooLong).with_param("max", 50));
//! ```

mod code;
mod limit;
mod params;
mod text;

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::Serialize;

use crate::json::{Json, Object, ObjectWriter, ToJson};

pub use code::{Code, UnknownCode};
#[cfg(feature = "api-error")]
pub(crate) use limit::cut;
pub use params::Params;

pub(crate) use crate::json::quoted;

/// One reason for a rejection: a [`Code`], its parameters, and a detail code if the rule knows more.
///
/// `Display` gives the English text, and [`Reason::from_text`] reads it back.
///
/// ```
/// use unanimous::{Code, Reason};
///
/// let reason = Reason::new(Code::InvalidEmail).with_detail("missing_at");
/// assert_eq!(reason.to_string(), "Invalid email");
/// assert_eq!(reason.detail(), Some("missing_at"));
///
/// let reason = Reason::custom("This address is on our list already");
/// assert_eq!(reason.code(), Code::Custom);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    code: Code,
    detail: Option<Cow<'static, str>>,
    params: Params,
    text: Option<String>,
}

impl Reason {
    /// A reason without parameters.
    pub const fn new(code: Code) -> Self {
        Self { code, detail: None, params: Params::EMPTY, text: None }
    }

    /// A reason of the code `custom`, with the caller's own text.
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
    ///
    /// A text of more than 200 characters is cut, and ends with `…`. `options` keeps the first 8 of its items that have
    /// at most 200 characters when they are printed, and another parameter, `more`, counts the others:
    ///
    /// ```
    /// use unanimous::{Code, Json, Reason};
    ///
    /// let options: Vec<Json> = (1..=100).map(Json::from).collect();
    /// let reason = Reason::new(Code::InvalidEnum).with_param("options", options);
    /// assert_eq!(reason.to_string(), "Expected one of 1, 2, 3, 4, 5, 6, 7, 8 and 92 more");
    /// assert_eq!(reason.params().get("more"), Some(&Json::from(92)));
    /// ```
    ///
    /// The text shows a `pattern` and a key (`with`) as they are, or as a JSON string if they would not be read back:
    ///
    /// ```
    /// use unanimous::{Code, Reason};
    ///
    /// let reason = |pattern| Reason::new(Code::InvalidPattern).with_param("pattern", pattern);
    /// assert_eq!(reason(r"^\d{3}$").to_string(), r"Must match ^\d{3}$");
    /// assert_eq!(reason("^a; b$").to_string(), r#"Must match "^a;\u0020b$""#);
    /// ```
    #[must_use]
    pub fn with_param(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Json>) -> Self {
        limit::push(&mut self.params, name.into(), value.into());
        self
    }

    /// Adds a parameter within the limits of [`with_param`](Self::with_param).
    pub(crate) fn add(&mut self, name: &'static str, value: Json) {
        limit::push(&mut self.params, Cow::Borrowed(name), value);
    }

    /// Adds the list of options of an `invalid_enum`, within the limits of [`with_param`](Self::with_param).
    pub(crate) fn add_options(&mut self, options: &[Json]) {
        limit::push_options(&mut self.params, options);
    }

    /// The same reason with a number, which needs no limit.
    pub(crate) fn with_number(mut self, name: &'static str, value: u64) -> Self {
        self.params.push(Cow::Borrowed(name), Json::from(value));
        self
    }

    /// The same reason with these parameters, as another reason has them.
    #[cfg(feature = "api-error")]
    pub(crate) fn with_params(self, params: Params) -> Self {
        Self { params, ..self }
    }

    /// The parameters of another server that fit this code, where `text` is beside them. The others may hold the input. `steps`
    /// counts those of [`strings::holds`](crate::strings::holds).
    #[cfg(feature = "api-error")]
    pub(crate) fn fitting_params(code: Code, mut given: Object, text: &str, steps: &mut usize) -> Params {
        given.retain(|name, value| match value {
            Json::Bool(_) => name == "exclusive" && code.exclusive_template().is_some(),
            value => text::fits(code.template(), name, value, text, steps),
        });
        given.into()
    }

    /// Makes a reason of a text, a code and parameters that a caller gives, perhaps those of another validator.
    ///
    /// The code is kept in two cases: `params` has each parameter of the code's text, with the right type; or `text` is
    /// itself a text of this code, and then its parameters are read from it. Otherwise the code becomes `custom` and the
    /// parameters are dropped, because they may hold the value. So another validator's `too_small` without `min` does not
    /// count as ours.
    #[doc(hidden)]
    pub fn from_caller(text: &str, code: Option<&str>, params: Option<Object>) -> Self {
        let Some(code) = code.and_then(Code::from_name) else { return Self::custom(text) };
        let given = Self { params: params.map(Params::from).unwrap_or_default(), ..Self::new(code) };
        if text::all_fit(given.template(), &given.params) {
            return given.with_text(text);
        }
        let known = Self::from_text(text);
        if known.code == code { known.with_text(text) } else { Self::custom(text) }
    }

    /// The same reason with the caller's own text.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The reason's stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The detail code, if the rule knows more than the code says: `missing_at`, `domain`, …
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

    /// The reason with this English text; a custom reason for a text that no code has.
    ///
    /// The reason has no detail, because a text does not hold one.
    pub fn from_text(text: &str) -> Self {
        Self::from_known_text(text).unwrap_or_else(|| Self::custom(text))
    }

    /// The reason with this English text; `None` for a text that no code has.
    pub(crate) fn from_known_text(text: &str) -> Option<Self> {
        for (code, is_whole) in text::candidates(text) {
            if is_whole {
                if code.template() == text {
                    return Some(Self::new(code));
                }
                continue;
            }
            let exclusive = || {
                let mut params = text::read(code.exclusive_template()?, text)?;
                params.push(Cow::Borrowed("exclusive"), Json::Bool(true));
                Some(params)
            };
            let Some(params) = text::read(code.template(), text).or_else(exclusive) else { continue };
            let reason = Self { params, ..Self::new(code) };
            // A text of another author, such as "at most 1 characters", may fit a template but does not print the same again.
            if reason.to_text() == text {
                return Some(reason);
            }
        }
        None
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

    /// The English text.
    pub(crate) fn to_text(&self) -> String {
        match &self.text {
            Some(text) => text.clone(),
            None => text::fill_in(self.template(), &self.params),
        }
    }

    /// The text as an issue holds it: clean ([`text::clean`]), and at most [`limit::MAX_REASON`] characters.
    pub(crate) fn line(&self) -> String {
        Self::line_of(self.to_text())
    }

    /// A text as an issue holds it.
    pub(crate) fn line_of(text: String) -> String {
        limit::cut(text::clean(text), limit::MAX_REASON)
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
            (Reason::new(Code::UrlTooLong).with_param("max", 8000), "URL must be at most 8000 bytes"),
            (Reason::new(Code::MoreIssues).with_param("count", 44), "44 more issues not shown"),
            (Reason::new(Code::NotMultiple).with_param("divisor", 0.01), "Number must be a multiple of 0.01"),
            (Reason::new(Code::TooFewKeys).with_param("min", 1), "Object must have at least 1 key"),
            (Reason::new(Code::TooManyKeys).with_param("max", 2), "Object must have at most 2 keys"),
            (Reason::new(Code::TooFewMatching).with_param("min", 1), "List must contain at least 1 matching item"),
            (Reason::new(Code::TooManyMatching).with_param("max", 2), "List must contain at most 2 matching items"),
            (Reason::new(Code::NoMatch), "Must match one of the allowed forms"),
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
    fn patterns_and_keys_are_quoted_where_they_would_not_read_back() {
        let long = alloc::format!("^{}", "a".repeat(9_999));
        let patterns = [
            (r"^\d{3}$", r"Must match ^\d{3}$".to_owned()),
            (r"[\w.]+", r"Must match [\w.]+".to_owned()),
            ("^a: b, c$", "Must match ^a: b, c$".to_owned()),
            // They do not look like patterns.
            ("[0-9]+", r#"Must match "[0-9]+""#.to_owned()),
            ("one of the allowed forms", r#"Must match "one of the allowed forms""#.to_owned()),
            ("", r#"Must match """#.to_owned()),
            ("/^a$/", r#"Must match "/^a$/""#.to_owned()),
            (r#""\d""#, r#"Must match "\"\\d\"""#.to_owned()),
            // They are not one clean line.
            ("^a; b", r#"Must match "^a;\u0020b""#.to_owned()),
            ("^ ", r#"Must match "^ ""#.to_owned()),
            ("^\n\u{2028}\u{0}", r#"Must match "^\n\u2028\u0000""#.to_owned()),
            // They are too long.
            (&long, alloc::format!("Must match ^{}…", "a".repeat(198))),
        ];
        let keys = [
            ("phone", "Required with phone".to_owned()),
            ("naïve", "Required with naïve".to_owned()),
            ("$", "Required with $".to_owned()),
            ("first name", r#"Required with "first name""#.to_owned()),
            ("0", r#"Required with "0""#.to_owned()),
            ("", r#"Required with """#.to_owned()),
            ("a; b", r#"Required with "a;\u0020b""#.to_owned()),
            (&long, alloc::format!("Required with \"^{}…\"", "a".repeat(198))),
        ];
        let patterns = patterns.map(|case| (Code::InvalidPattern, "pattern", case));
        let keys = keys.map(|case| (Code::RequiredWith, "with", case));
        for (code, name, (value, text)) in patterns.into_iter().chain(keys) {
            let reason = Reason::new(code).with_param(name, value);
            assert_eq!(reason.to_string(), text);
            assert_eq!(Reason::from_text(&text), reason, "{text} reads back");
            assert_eq!(reason.line(), text, "one line");
        }
    }

    #[test]
    fn an_own_text_keeps_code_parameters_and_detail() {
        let reason = Reason::new(Code::TooLong).with_param("max", 50).with_detail("x").with_text("Too much");
        assert_eq!(reason.to_string(), "Too much");
        assert_eq!(
            reason.to_json_string(),
            r#"{"code":"too_long","reason":"Too much","params":{"max":50},"detail":"x"}"#
        );
        assert_eq!(Reason::from_text("Too much"), Reason::custom("Too much"));
    }

    #[cfg(feature = "api-error")]
    #[test]
    fn a_pattern_or_a_key_of_another_server_is_kept_only_if_the_text_shows_it() {
        let cases = [
            ("invalid_pattern", r#"{"pattern":"^a$"}"#, "Must match ^a$", true),
            ("invalid_pattern", r#"{"pattern":"^a; b$"}"#, r#"Must match "^a;\u0020b$""#, true),
            ("invalid_pattern", r#"{"pattern":"^a$"}"#, "Use one a", false),
            ("invalid_pattern", r#"{"pattern":["^a$"]}"#, "Must match ^a$", false),
            ("invalid_pattern", r#"{"with":"secret"}"#, "Must match secret", false),
            ("required_with", r#"{"with":"phone"}"#, "Required with phone", true),
            ("required_with", r#"{"with":"4111 1111"}"#, "Give both", false),
            ("not_multiple", r#"{"divisor":0.01}"#, "Whole cents, please", true),
            ("not_multiple", r#"{"divisor":"0.01"}"#, "0.01", false),
            ("too_few_keys", r#"{"min":2}"#, "More, please", true),
            ("too_many_matching", r#"{"max":2}"#, "Fewer, please", true),
        ];
        for (code, params, text, is_kept) in cases {
            let given = params.parse::<Json>().unwrap().as_object().cloned().unwrap();
            let kept = Reason::fitting_params(code.parse().unwrap(), given, text, &mut 0);
            assert_eq!(kept.to_json_string(), if is_kept { params } else { "{}" }, "{code} {params} {text}");
        }
    }

    #[test]
    fn a_given_code_is_kept_with_its_parameters_only() {
        let described = |text: &str, code: &str, params: &str| {
            let params = params.parse::<Json>().unwrap();
            let reason = Reason::from_caller(text, Some(code), params.as_object().cloned());
            (reason.code().as_str(), reason.params().to_json_string())
        };
        let kept = [
            ("Too small", "too_small", r#"{"min":5}"#),
            ("Too small", "too_small", r#"{"min":5,"exclusive":true}"#),
            ("Too short", "too_short", r#"{"min":1}"#),
            ("Wrong type", "invalid_type", r#"{"expected":"string","received":"null"}"#),
            ("Not one of", "invalid_enum", r#"{"options":["a",1],"more":3}"#),
            ("More", "more_issues", r#"{"count":2}"#),
            ("Scheme", "url_scheme", r#"{"schemes":"https"}"#),
            ("Is missing", "required", "{}"),
            ("Three digits", "invalid_pattern", r#"{"pattern":"^\\d{3}$"}"#),
            ("Whole cents", "not_multiple", r#"{"divisor":0.01}"#),
            ("Give both", "required_with", r#"{"with":"phone"}"#),
            ("Too few", "too_few_matching", r#"{"min":1}"#),
            ("My own", "custom", r#"{"mine":1}"#),
        ];
        for (text, code, params) in kept {
            assert_eq!(described(text, code, params), (code, params.to_owned()), "{code}");
        }
        let read = [
            ("Number must be at least 5", "too_small", "null", r#"{"min":5}"#),
            ("Number must be at least 5", "too_small", r#"{"minimum":6}"#, r#"{"min":5}"#),
            ("Number must be more than 5", "too_small", "{}", r#"{"min":5,"exclusive":true}"#),
        ];
        for (text, code, params, expected) in read {
            assert_eq!(described(text, code, params), (code, expected.to_owned()), "{text}");
        }
        let foreign = [
            ("Too small: expected number to be >=5", "too_small", "null"),
            ("Too small: expected number to be >=5", "too_small", r#"{"minimum":5}"#),
            ("Too small", "too_small", r#"{"min":"5"}"#),
            ("Too small", "too_small", r#"{"min":null}"#),
            ("Too small", "too_small", r#"{"min":5,"exclusive":"yes"}"#),
            ("Too big", "too_big", r#"{"min":5}"#),
            ("Invalid input: expected string, received undefined", "invalid_type", r#"{"expected":"string"}"#),
            ("Wrong type", "invalid_type", r#"{"expected":["string"],"received":"null"}"#),
            ("Not one of", "invalid_enum", r#"{"options":"a, b"}"#),
            ("Not one of", "invalid_enum", r#"{"options":["a"],"more":"many"}"#),
            ("Number must be at least 5", "too_big", "null"),
            ("Pattern", "invalid_pattern", r#"{"pattern":5}"#),
            ("Multiple", "not_multiple", r#"{"divisor":"5"}"#),
            ("Unknown", "unrecognized_keys", r#"{"keys":["a"]}"#),
        ];
        for (text, code, params) in foreign {
            assert_eq!(described(text, code, params), ("custom", "{}".to_owned()), "{text}, {code}, {params}");
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
            "Expected one of 1.0",
            "Expected one of {\"a\":[1e0]}",
            "Expected one of 1e400",
            "Invalid email ",
            "URL must use TLS",
            "Must match the password",
            "Must match password",
            "Must match [password]",
            "Must match /^a$/",
            "Must match \"^a$\"",
            "Required with care and love",
            "Required with \"phone\"",
            "Number must be a multiple of 0.010",
            "List must contain at least 1 matching items",
        ] {
            assert_eq!(Reason::from_text(text), Reason::custom(text), "{text:?}");
        }
    }
}
