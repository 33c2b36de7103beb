//! The formats: which rule stands behind each name, and which options it takes.

use crate::json::{self, Object, Value};

#[cfg(feature = "safe-url")]
use super::error::SchemaError;
use super::error::{Place, Refused};
use crate::reason::{Code, Reason, quoted};
#[cfg(feature = "safe-url")]
use crate::rule::safe_url;
use crate::rule::{Fault, email, idempotency_key, length, phone, uuid};

/// A format with its options.
#[derive(Clone, Debug)]
pub(super) enum Format {
    Email(email::Rule),
    Phone,
    E164,
    IdempotencyKey(idempotency_key::Form),
    Uuid,
    #[cfg(feature = "safe-url")]
    SafeUrl(Box<safe_url::Policy>),
}

const NAMES: &str = "email, idn-email, phone, e164, idempotency-key, safe-url, uuid";

/// Compiles `format` with its options, which stand in `x-unanimous`; says which options it took.
pub(super) fn compile(
    name: &str,
    options: Option<&Object>,
    at: &Place<'_>,
    options_at: &Place<'_>,
) -> Result<(Format, &'static [&'static str]), Refused> {
    let option = |key: &str| options.and_then(|options| options.get(key));
    Ok(match name {
        "email" => {
            let rules = "public, html, rfc5321 or (with the feature idn) rfc6531";
            let rule = named(option("rule"), email::Rule::from_name, rules, &options_at.join("rule"))?;
            (Format::Email(rule), &["rule"])
        }
        #[cfg(feature = "idn")]
        "idn-email" => (Format::Email(email::Rule::Rfc6531), &[]),
        "phone" => (Format::Phone, &[]),
        "e164" => (Format::E164, &[]),
        "idempotency-key" => {
            let form = idempotency_key::Form::from_name;
            let form = named(option("form"), form, "bare or sf-string", &options_at.join("form"))?;
            (Format::IdempotencyKey(form), &["form"])
        }
        "uuid" => (Format::Uuid, &[]),
        #[cfg(feature = "safe-url")]
        "safe-url" => (Format::SafeUrl(Box::new(policy(options, options_at)?)), &safe_url::Policy::OPTIONS),
        #[allow(unreachable_patterns, reason = "a build that has the format took it above")]
        "idn-email" | "safe-url" => {
            return Err(at.error(&[
                "this build has no format ",
                &quoted(name),
                ": in Rust, turn on the crate's default features; \
                 in JavaScript, import from \"unanimous\" instead of \"unanimous/lite\"",
            ]));
        }
        _ => return Err(at.error(&["unknown format ", &quoted(name), ": use one of ", NAMES])),
    })
}

/// The options of `safe-url` are those of a policy; `reason` belongs to the place.
#[cfg(feature = "safe-url")]
fn policy(options: Option<&Object>, at: &Place<'_>) -> Result<safe_url::Policy, Refused> {
    let own = options.into_iter().flatten().filter(|(name, _)| *name != "reason");
    let own: Value = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    let refused = |error: safe_url::PolicyError| {
        Box::new(SchemaError::new(at.pointer() + error.pointer(), error.problem().to_owned()))
    };
    safe_url::Policy::from_options(&own).map_err(refused)
}

/// The value of an option that is one of a few names; its default where it is absent.
fn named<T: Default>(
    option: Option<&Value>,
    from_name: fn(&str) -> Option<T>,
    names: &str,
    at: &Place<'_>,
) -> Result<T, Refused> {
    let Some(value) = option else { return Ok(T::default()) };
    let found = value.as_str().and_then(from_name);
    found.ok_or_else(|| at.error(&["must be ", names, ", not ", &json::to_string(value)]))
}

impl Format {
    /// The lengths of a string in code points where the schema gives none. None at all where the rule counts itself.
    pub(super) const fn counts_itself(&self) -> bool {
        matches!(self, Self::IdempotencyKey(_))
    }

    /// Judges a text in UTF-8.
    pub(super) fn judge(&self, text: &[u8], max_length: Option<u32>) -> Result<(), Fault> {
        match self {
            Self::Email(rule) => email::judge(text, *rule),
            Self::Phone if length::exceeds(text, max_length.unwrap_or(phone::MAX_CHARACTERS)) => {
                Err(Fault::new(Code::TooLong))
            }
            Self::Phone => Ok(()),
            Self::E164 => phone::judge_e164(text),
            Self::IdempotencyKey(form) => idempotency_key::judge(text, *form, key_limit(max_length)),
            Self::Uuid => uuid::judge(text),
            #[cfg(feature = "safe-url")]
            Self::SafeUrl(policy) => safe_url::judge_text(text, policy),
        }
    }

    /// A fault that [`Format::judge`] found, in words.
    pub(super) fn reason(&self, fault: Fault, max_length: Option<u32>) -> Reason {
        match self {
            Self::Phone if fault.code == Code::TooLong => {
                fault.reason().with_param("max", max_length.unwrap_or(phone::MAX_CHARACTERS))
            }
            Self::IdempotencyKey(_) => idempotency_key::reason(fault, key_limit(max_length)),
            #[cfg(feature = "safe-url")]
            Self::SafeUrl(policy) => safe_url::reason(fault, policy),
            _ => fault.reason(),
        }
    }

    /// The most code points of a string whose number of them is all that is judged.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn counts_only(&self, max_length: Option<u32>) -> Option<u32> {
        matches!(self, Self::Phone).then(|| max_length.unwrap_or(phone::MAX_CHARACTERS))
    }
}

fn key_limit(max_length: Option<u32>) -> u32 {
    max_length.unwrap_or(idempotency_key::MAX_CHARACTERS)
}
