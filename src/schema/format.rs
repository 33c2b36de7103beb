//! The formats: the rule behind each name, and the options that it takes.

#[cfg(feature = "safe-url")]
use alloc::{borrow::ToOwned, boxed::Box};

use super::error::{Found, Refused, SchemaLocation};
use crate::json::{Json, Object};
#[cfg(feature = "safe-url")]
use crate::rule::safe_url;
use crate::rule::{Fault, email, idempotency_key, phone, uuid};

/// A format with its options. `phone` is not here: it sets a length and judges nothing else.
#[derive(Clone, Debug)]
pub(super) enum Format {
    Email(email::Rule),
    E164,
    IdempotencyKey(idempotency_key::Form),
    Uuid,
    #[cfg(feature = "safe-url")]
    SafeUrl(Box<safe_url::Policy>),
}

const NAMES: &str = "email, idn-email, phone, e164, idempotency-key, safe-url, uuid";

/// What to do if a build lacks a format or a rule.
const REMEDY: &str = ": in Rust, turn on the crate's default features; \
                      in JavaScript, import from \"unanimous\" instead of \"unanimous/lite\"";

/// What a `format` means for its node.
pub(super) struct CompiledFormat {
    pub(super) format: Option<Format>,
    /// The `maxLength` of a node that sets none.
    pub(super) default_max_length: Option<u32>,
    /// The names of the options that the format takes in `x-unanimous`, separated by `, `.
    pub(super) option_names: &'static str,
}

impl CompiledFormat {
    const fn new(format: Format) -> Self {
        Self { format: Some(format), default_max_length: None, option_names: "" }
    }
}

/// Compiles `format` with its options in `x-unanimous`.
pub(super) fn compile(
    name: &str,
    options: Option<&Object>,
    location: &SchemaLocation<'_>,
    options_location: &SchemaLocation<'_>,
) -> Result<CompiledFormat, Refused> {
    let option = |key: &str| options.and_then(|options| options.get(key));
    Ok(match name {
        "email" => {
            let rules = "must be public, html, rfc5321, rfc6531 or idn, not ";
            let lacks = |rule: &&Json| !cfg!(feature = "idn") && (**rule == "rfc6531" || **rule == "idn");
            if let Some(rule) = option("rule").filter(lacks) {
                return Err(options_location.join("rule").error(
                    "this build has no rule ",
                    Found::Value(rule),
                    &[REMEDY],
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
        "phone" => CompiledFormat { format: None, default_max_length: Some(phone::MAX_CHARACTERS), option_names: "" },
        "e164" => CompiledFormat::new(Format::E164),
        "idempotency-key" => {
            let forms = "must be bare or sf-string, not ";
            let form = named(option("form"), idempotency_key::Form::from_name, forms, &options_location.join("form"))?;
            CompiledFormat {
                format: Some(Format::IdempotencyKey(form)),
                default_max_length: Some(idempotency_key::MAX_CHARACTERS),
                option_names: "form",
            }
        }
        "uuid" => CompiledFormat::new(Format::Uuid),
        #[cfg(feature = "safe-url")]
        "safe-url" => {
            let format = Format::SafeUrl(Box::new(policy(options, options_location)?));
            CompiledFormat { option_names: safe_url::Policy::OPTIONS, ..CompiledFormat::new(format) }
        }
        #[allow(unreachable_patterns, reason = "a build that has the format matched it above")]
        "idn-email" | "safe-url" => {
            return Err(location.error("this build has no format ", Found::Name(name), &[REMEDY]));
        }
        _ => return Err(location.error("unknown format ", Found::Name(name), &[": use one of ", NAMES])),
    })
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
            Self::E164 => phone::judge_e164(text),
            Self::IdempotencyKey(form) => {
                idempotency_key::judge(text, *form, max_length.unwrap_or(idempotency_key::MAX_CHARACTERS))
            }
            Self::Uuid => uuid::judge(text),
            #[cfg(feature = "safe-url")]
            Self::SafeUrl(policy) => safe_url::judge_text(text, policy),
        }
    }
}
