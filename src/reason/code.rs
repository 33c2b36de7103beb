//! One table: every code with its English text.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::json::ToJson;

/// Pairs each code with the template of its text, once. `{name}` stands for a parameter; `{name:one|many}` stands for the
/// parameter and a noun in the singular or the plural. No text holds `"; "`, which separates the issues of a message.
macro_rules! reasons {
    ($( $(#[$doc:meta])* $variant:ident, $code:expr, $text:expr $(, $exclusive:literal)?; )*) => {
        /// A reason's stable name: `snake_case` in JSON, never renamed.
        ///
        /// `FromStr` refuses an unknown name. `Deserialize` reads it as [`Code::Custom`], because a newer server may have
        /// more codes.
        ///
        /// ```
        /// use unanimous::Code;
        ///
        /// assert_eq!(Code::TooLong.as_str(), "too_long");
        /// assert_eq!("too_long".parse(), Ok(Code::TooLong));
        /// assert_eq!(Code::from_name("too_tall"), None);
        /// ```
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

            /// The template of this code's English text.
            pub(crate) const fn template(self) -> &'static str {
                // A table is smaller in wasm than the branches of a `match`.
                const TEMPLATES: &[&str] = &[$( $text, )*];
                TEMPLATES[self as usize]
            }

            /// The template for a limit that is itself excluded; `None` for a code that has no such text.
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
    /// The value is not one of the allowed values. Parameters: `options`, the first allowed values (at most 8), and
    /// `more`, how many others there are, if there are any. The text is then `Expected one of 1, 2 and 90 more`.
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
    /// The report holds no more issues. Parameter: `count`, the number of issues that it leaves out.
    MoreIssues, "more_issues", "{count:more issue|more issues} not shown";
    /// The value has more than 64 levels below the root, or refers to itself.
    TooDeep, "too_deep", "Nested too deeply";
    /// The string, or the key of an object, is not Unicode text: it holds a lone surrogate (U+D800 to U+DFFF).
    InvalidText, "invalid_text", "Must be Unicode text";
    /// The text is the caller's own: `x-unanimous.reason`, or an issue made by hand.
    Custom, "custom", "";
    /// The string does not match the pattern. Parameter: `pattern`, at most 200 characters. The text shows it as
    /// a JSON string if it does not look like a pattern or would not read back: `Must match "[0-9]+"`.
    InvalidPattern, "invalid_pattern", "Must match {pattern}";
    /// The string is not a date and time of RFC 3339.
    InvalidDateTime, "invalid_date_time", "Invalid date and time";
    /// The string is not a date of RFC 3339.
    InvalidDate, "invalid_date", "Invalid date";
    /// The string is not a time of RFC 3339.
    InvalidTime, "invalid_time", "Invalid time";
    /// The string is not a duration of RFC 3339, appendix A.
    InvalidDuration, "invalid_duration", "Invalid duration";
    /// The string is not a URI, or not a URI reference, of RFC 3986.
    InvalidUri, "invalid_uri", "Invalid URI";
    /// The string is not a host name.
    InvalidHostname, "invalid_hostname", "Invalid host name";
    /// The string is not an IPv4 address in dotted-decimal form.
    InvalidIpv4, "invalid_ipv4", "Invalid IPv4 address";
    /// The string is not an IPv6 address of RFC 4291, section 2.2.
    InvalidIpv6, "invalid_ipv6", "Invalid IPv6 address";
    /// The string is neither an IPv4 address nor an IPv6 address.
    InvalidIp, "invalid_ip", "Invalid IP address";
    /// The string is not a JSON pointer of RFC 6901, or not a relative one.
    InvalidJsonPointer, "invalid_json_pointer", "Invalid JSON pointer";
    /// The string is not a regular expression of ECMA-262 with the flag `u`.
    InvalidRegex, "invalid_regex", "Invalid regular expression";
    /// The number is not a multiple of `divisor`.
    NotMultiple, "not_multiple", "Number must be a multiple of {divisor}";
    /// The item equals an earlier item of its list.
    NotUnique, "not_unique", "Must be unique";
    /// The object has fewer keys than `min`.
    TooFewKeys, "too_few_keys", "Object must have at least {min:key|keys}";
    /// The object has more keys than `max`.
    TooManyKeys, "too_many_keys", "Object must have at most {max:key|keys}";
    /// The key is not one that `propertyNames` allows.
    InvalidKey, "invalid_key", "Invalid key";
    /// The list has fewer items that match `contains` than `min`.
    TooFewMatching, "too_few_matching", "List must contain at least {min:matching item|matching items}";
    /// The list has more items that match `contains` than `max`.
    TooManyMatching, "too_many_matching", "List must contain at most {max:matching item|matching items}";
    /// The key is missing, and another key requires it. Parameter: `with`, the other key, at most 200 characters. The text
    /// shows it as a path does: `phone`, or `"first name"` as a JSON string.
    RequiredWith, "required_with", "Required with {with}";
    /// The value fits no branch of a union, and no branch fits better than the others.
    NoMatch, "no_match", "Must match one of the allowed forms";
    /// The value fits more than one branch of `oneOf`.
    Ambiguous, "ambiguous", "Matches more than one of the allowed forms";
    /// The value fits `not`, or the schema is `false`.
    NotAllowed, "not_allowed", "Not allowed";
    /// The string is not an email address under the chosen rule. Details: [`crate::rule::email`].
    InvalidEmail, "invalid_email", "Invalid email";
    /// The string is not an E.164 number. Details: [`crate::rule::phone`].
    InvalidPhone, "invalid_phone", "Invalid phone number";
    /// The string is not a UUID in its 36-character form.
    InvalidUuid, "invalid_uuid", "Invalid UUID";
    /// The key holds something other than visible ASCII. Details: [`crate::rule::idempotency_key`].
    InvalidIdempotencyKey, "invalid_idempotency_key", "Idempotency key must be visible ASCII characters";
    /// The request has no `Idempotency-Key` header.
    IdempotencyKeyRequired, "idempotency_key_required", "Idempotency-Key header is required";
    /// The string is not a URL, or two parsers could read it differently. `rule::safe_url` lists the details of this
    /// code and of the next ones.
    InvalidUrl, "invalid_url", "Invalid URL";
    /// The URL's scheme is not allowed. Parameter: `schemes`, the allowed ones: `https or http`.
    UrlScheme, "url_scheme", "URL must use {schemes}";
    /// The URL has a user name or a password, or an `@` that marks one.
    UrlCredentials, "url_credentials", "URL must not hold a user name or password";
    /// The policy denies the host, or the host is not a name of the public DNS.
    UrlHost, "url_host", "URL host is not allowed";
    /// The policy or the Fetch standard blocks the port.
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

/// The error of [`Code`]'s `FromStr`: the text is not the name of a code.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_ours_holds_the_separator() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(*code));
            for text in [Some(code.template()), code.exclusive_template()].into_iter().flatten() {
                assert!(!text.contains("; ") && text.trim() == text, "{code}: {text:?}");
            }
        }
    }
}
