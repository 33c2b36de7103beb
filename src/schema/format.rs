//! The formats: the rule behind each name, and the options that it takes.

#[cfg(feature = "safe-url")]
use alloc::{borrow::ToOwned, boxed::Box};

use super::error::{Found, Refused, SchemaLocation};
use crate::did_you_mean::did_you_mean;
use crate::json::{Json, Object};
use crate::reason::quoted;
#[cfg(feature = "safe-url")]
use crate::rule::safe_url;
use crate::rule::{Fault, date_time, duration, email, idempotency_key, ip, json_pointer, pattern, phone, uri, uuid};
#[cfg(feature = "idn")]
use crate::rule::{hostname, idn_hostname};
use crate::strings;

/// A format with its options. `phone` is not here: it sets a length and judges nothing else.
#[derive(Clone, Debug)]
pub(super) enum Format {
    Email(email::Rule),
    IdempotencyKey(idempotency_key::Form),
    Plain(Judge),
    #[cfg(feature = "safe-url")]
    SafeUrl(Box<safe_url::Policy>),
}

/// A rule without options, which judges a string's UTF-8 bytes.
type Judge = fn(&[u8]) -> Result<(), Fault>;

/// The formats without options: the name, and the rule behind it.
const PLAIN: &[(&str, Judge)] = &[
    ("e164", phone::judge_e164),
    ("uuid", uuid::judge),
    ("date-time", date_time::judge),
    ("date", date_time::judge_date),
    ("time", date_time::judge_time),
    ("duration", duration::judge),
    #[cfg(feature = "idn")]
    ("hostname", hostname::judge),
    #[cfg(feature = "idn")]
    ("idn-hostname", idn_hostname::judge),
    ("ipv4", ip::judge_v4),
    ("ipv6", ip::judge_v6),
    ("ip", ip::judge),
    ("uri", uri::judge),
    ("uri-reference", uri::judge_reference),
    ("json-pointer", json_pointer::judge),
    ("relative-json-pointer", json_pointer::judge_relative),
    ("regex", pattern::judge_regex),
];

/// The names that a message about an unknown format prints. Those of `PLAIN` are among them.
const NAMES: &str = "email, idn-email, phone, e164, idempotency-key, safe-url, uuid, date-time, date, time, duration, \
                     hostname, idn-hostname, ipv4, ipv6, ip, uri, uri-reference, json-pointer, relative-json-pointer, \
                     regex, int8, int16, int32, uint8, uint16, uint32";

/// The formats that describe a value and judge nothing.
const ANNOTATIONS: &str = "int64, uint, uint64, phone-number, float, double, decimal, password, byte, binary";

/// Whether the schema language has a format.
pub(super) fn is_known(name: &str) -> bool {
    is_annotation(name) || strings::index_in_list(NAMES, name).is_some()
}

/// Whether a format describes a value and judges nothing, in every schema.
pub(super) fn is_annotation(name: &str) -> bool {
    strings::index_in_list(ANNOTATIONS, name).is_some()
}

/// The formats in which no text begins or ends with a space: a form trims its texts. `pkg/src/read-form/kinds.ts` has the same.
const TRIMMED: &str = "email, idn-email, hostname, idn-hostname, phone, phone-number, e164, safe-url, uri, uri-reference, \
                       uuid, ip, ipv4, ipv6, date, date-time, time, duration";

/// Whether no text of a format begins or ends with a space.
pub(super) fn allows_no_outer_space(name: &str) -> bool {
    strings::index_in_list(TRIMMED, name).is_some()
}

/// What to do if a build lacks a feature.
macro_rules! remedy {
    ($feature:literal) => {
        concat!(
            ": in Rust, turn on the feature ",
            $feature,
            "; in JavaScript, import from \"unanimous\" instead of \"unanimous/lite\""
        )
    };
}
#[cfg(not(feature = "documents"))]
pub(super) use remedy;

/// The effect of a `format` on its node.
pub(super) struct CompiledFormat {
    pub(super) format: Option<Format>,
    /// The `maxLength` of a node that sets none.
    pub(super) default_max_length: Option<u32>,
    /// The names of the options that the format takes in `x-unanimous`, separated by `, `.
    pub(super) option_names: &'static str,
}

impl CompiledFormat {
    /// A format that judges nothing.
    const ANNOTATION: Self = Self { format: None, default_max_length: None, option_names: "" };

    const fn new(format: Format) -> Self {
        Self { format: Some(format), default_max_length: None, option_names: "" }
    }
}

/// Compiles `format` with its options in `x-unanimous`. The names in `opted_in` are sorted. They are annotations in this
/// schema, also where a rule has the name, so that builds with and without that rule agree.
pub(super) fn compile(
    name: &str,
    opted_in: &[&str],
    options: Option<&Object>,
    location: &SchemaLocation<'_>,
    options_location: &SchemaLocation<'_>,
) -> Result<CompiledFormat, Refused> {
    if is_annotation(name) || opted_in.binary_search(&name).is_ok() {
        return Ok(CompiledFormat::ANNOTATION);
    }
    if let Some((_, judge)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
        return Ok(CompiledFormat::new(Format::Plain(*judge)));
    }
    let option = |key: &str| options.and_then(|options| options.get(key));
    Ok(match name {
        "email" => {
            let rules = "must be public, html, rfc5321, rfc6531 or idn, not ";
            let lacks = |rule: &&Json| !cfg!(feature = "idn") && (**rule == "rfc6531" || **rule == "idn");
            if let Some(rule) = option("rule").filter(lacks) {
                return Err(options_location.join("rule").error(
                    "this build has no rule ",
                    Found::Value(rule),
                    &[remedy!("idn")],
                ));
            }
            let rule = named(option("rule"), email::Rule::from_name, rules, &options_location.join("rule"))?;
            CompiledFormat { option_names: "rule", ..CompiledFormat::new(Format::Email(rule)) }
        }
        #[cfg(feature = "idn")]
        "idn-email" => {
            let rule = option("rule").map_or(Ok(email::Rule::Idn), |_| {
                let rules = "must be idn or rfc6531, not ";
                let of_name = |name: &str| matches!(name, "idn" | "rfc6531").then(|| email::Rule::from_name(name))?;
                named(option("rule"), of_name, rules, &options_location.join("rule"))
            })?;
            CompiledFormat { option_names: "rule", ..CompiledFormat::new(Format::Email(rule)) }
        }
        "phone" => CompiledFormat { default_max_length: Some(phone::MAX_CHARACTERS), ..CompiledFormat::ANNOTATION },
        "idempotency-key" => {
            let forms = "must be bare or sf-string, not ";
            let form = named(option("form"), idempotency_key::Form::from_name, forms, &options_location.join("form"))?;
            CompiledFormat {
                format: Some(Format::IdempotencyKey(form)),
                default_max_length: Some(idempotency_key::MAX_CHARACTERS),
                option_names: "form",
            }
        }
        #[cfg(feature = "safe-url")]
        "safe-url" => {
            let format = Format::SafeUrl(Box::new(policy(options, options_location)?));
            CompiledFormat { option_names: safe_url::Policy::OPTIONS, ..CompiledFormat::new(format) }
        }
        #[cfg(not(all(feature = "idn", feature = "safe-url")))]
        #[allow(unreachable_patterns, reason = "a build that has the format matched it above")]
        "idn-email" | "hostname" | "idn-hostname" | "safe-url" => {
            let remedy = if name == "safe-url" { remedy!("safe-url") } else { remedy!("idn") };
            return Err(location.error("this build has no format ", Found::Name(name), &[remedy]));
        }
        _ => return Err(unknown(name, location)),
    })
}

/// The error about a format that has no rule.
fn unknown(name: &str, location: &SchemaLocation<'_>) -> Refused {
    let near = did_you_mean(name, NAMES);
    let (before, near, after) = near.map_or(("", "", ""), |near| ("did you mean \"", near, "\"? If not, "));
    let (other, names) = if near.is_empty() { (", or use one of ", NAMES) } else { ("", "") };
    let ignore = ["put \"x-unanimous\": {\"annotationFormats\": [", &quoted(name), "]} at the root to ignore it"];
    let rest = [": ", before, near, after, ignore[0], ignore[1], ignore[2], other, names];
    location.error("unknown format ", Found::Name(name), &rest)
}

/// The options of `safe-url` are those of a policy. `reason` belongs to the node.
#[cfg(feature = "safe-url")]
fn policy(options: Option<&Object>, location: &SchemaLocation<'_>) -> Result<safe_url::Policy, Refused> {
    let own = options.into_iter().flatten().filter(|(name, _)| *name != "reason");
    let own: Json = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    let refused =
        |error: safe_url::PolicyError| Refused::new(location.pointer() + error.pointer(), error.problem().to_owned());
    safe_url::Policy::from_canonical(&own).map_err(refused)
}

/// The value of an option that is one of a few names; the default if the option is missing.
fn named<T: Default>(
    option: Option<&Json>,
    from_name: fn(&str) -> Option<T>,
    must_be: &str,
    location: &SchemaLocation<'_>,
) -> Result<T, Refused> {
    let Some(value) = option else { return Ok(T::default()) };
    location.expect_text(value)?;
    let found = value.as_str().and_then(from_name);
    found.ok_or_else(|| location.error(must_be, Found::Value(value), &[]))
}

impl Format {
    /// Whether the rule checks the length itself.
    pub(super) const fn checks_length(&self) -> bool {
        matches!(self, Self::IdempotencyKey(_))
    }

    /// Whether the length is that of the text inside quotation marks.
    pub(super) const fn unquotes(&self) -> bool {
        matches!(self, Self::IdempotencyKey(idempotency_key::Form::SfString))
    }

    /// Checks a string's UTF-8 bytes.
    pub(super) fn judge(&self, text: &[u8], max_length: Option<u32>) -> Result<(), Fault> {
        match self {
            Self::Email(rule) => email::judge(text, *rule),
            Self::IdempotencyKey(form) => {
                idempotency_key::judge(text, *form, max_length.unwrap_or(idempotency_key::MAX_CHARACTERS))
            }
            Self::Plain(judge) => judge(text),
            #[cfg(feature = "safe-url")]
            Self::SafeUrl(policy) => safe_url::judge_text(text, policy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SchemaError;
    use alloc::borrow::ToOwned;

    #[test]
    fn a_message_lists_every_rule() {
        for (name, _) in PLAIN {
            assert!(strings::index_in_list(NAMES, name).is_some(), "{name}");
        }
        for name in NAMES.split(", ") {
            assert!(!is_annotation(name), "{name}");
        }
    }

    #[test]
    #[cfg(not(any(feature = "idn", feature = "safe-url")))]
    fn a_format_that_a_build_lacks_is_refused_with_its_feature() {
        let at = &SchemaLocation::ROOT;
        let message = |name: &str, options: Option<&Object>| {
            let refused = compile(name, &[], options, at, at).map(drop).map_err(SchemaError::from).unwrap_err();
            refused.message().to_owned()
        };
        let end = "; in JavaScript, import from \"unanimous\" instead of \"unanimous/lite\"";
        for (name, feature) in
            [("hostname", "idn"), ("idn-hostname", "idn"), ("idn-email", "idn"), ("safe-url", "safe-url")]
        {
            let expected = format!("this build has no format \"{name}\": in Rust, turn on the feature {feature}{end}");
            assert_eq!(message(name, None), expected);
        }
        let options = [("rule".to_owned(), Json::from("idn"))].into_iter().collect();
        let expected = format!("this build has no rule \"idn\": in Rust, turn on the feature idn{end}");
        assert_eq!(message("email", Some(&options)), expected);
    }

    #[test]
    fn a_format_that_is_opted_in_judges_nothing() {
        let judges = |name: &str, opted_in: &[&str]| {
            let at = &SchemaLocation::ROOT;
            compile(name, opted_in, None, at, at).map(|compiled| compiled.format.is_some()).map_err(SchemaError::from)
        };
        assert_eq!(judges("date", &[]), Ok(true));
        assert_eq!(judges("date", &["time", "date"]), Ok(false));
        assert_eq!(judges("int64", &[]), Ok(false));
        assert_eq!(judges("iri", &["iri"]), Ok(false));
        let message = |name: &str| judges(name, &["iri-reference"]).unwrap_err().message().to_owned();
        let start =
            r#"unknown format "unix-time": put "x-unanimous": {"annotationFormats": ["unix-time"]} at the root"#;
        assert_eq!(message("unix-time"), [start, " to ignore it, or use one of ", NAMES].concat());
        let near = r#"unknown format "guid": did you mean "uuid"? If not, put "x-unanimous": {"annotationFormats": ["guid"]} "#;
        assert_eq!(message("guid"), [near, "at the root to ignore it"].concat());
    }
}
