//! The formats: which rule stands behind each name, and which options it takes.

use super::error::{Found, Place, Refused};
use super::node::Node;
use crate::json::{Object, Value};
#[cfg(feature = "safe-url")]
use crate::rule::safe_url;
use crate::rule::{Fault, email, idempotency_key, phone, uuid};

/// A format with its options. `phone` is none, for it judges nothing but a length.
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

/// Compiles `format` with its options, which stand in `x-unanimous`; gives a list of the options that it takes.
pub(super) fn compile(
    node: &mut Node,
    name: &str,
    options: Option<&Object>,
    at: &Place<'_>,
    options_at: &Place<'_>,
) -> Result<&'static str, Refused> {
    let option = |key: &str| options.and_then(|options| options.get(key));
    let mut taken = "";
    node.format = match name {
        "email" => {
            taken = "rule";
            let rules = "must be public, html, rfc5321 or (with the feature idn) rfc6531, not ";
            Some(Format::Email(named(option(taken), email::Rule::from_name, rules, &options_at.join(taken))?))
        }
        #[cfg(feature = "idn")]
        "idn-email" => Some(Format::Email(email::Rule::Rfc6531)),
        "phone" => {
            node.max_length.get_or_insert(phone::MAX_CHARACTERS);
            None
        }
        "e164" => Some(Format::E164),
        "idempotency-key" => {
            node.max_length.get_or_insert(idempotency_key::MAX_CHARACTERS);
            taken = "form";
            let form = idempotency_key::Form::from_name;
            let form = named(option(taken), form, "must be bare or sf-string, not ", &options_at.join(taken))?;
            Some(Format::IdempotencyKey(form))
        }
        "uuid" => Some(Format::Uuid),
        #[cfg(feature = "safe-url")]
        "safe-url" => {
            taken = safe_url::Policy::OPTIONS;
            Some(Format::SafeUrl(Box::new(policy(options, options_at)?)))
        }
        #[allow(unreachable_patterns, reason = "a build that has the format took it above")]
        "idn-email" | "safe-url" => {
            const WHERE: &str = ": in Rust, turn on the crate's default features; \
                                 in JavaScript, import from \"unanimous\" instead of \"unanimous/lite\"";
            return Err(at.error("this build has no format ", Found::Name(name), &[WHERE]));
        }
        _ => return Err(at.error("unknown format ", Found::Name(name), &[": use one of ", NAMES])),
    };
    Ok(taken)
}

/// The options of `safe-url` are those of a policy; `reason` belongs to the place.
#[cfg(feature = "safe-url")]
fn policy(options: Option<&Object>, at: &Place<'_>) -> Result<safe_url::Policy, Refused> {
    let own = options.into_iter().flatten().filter(|(name, _)| *name != "reason");
    let own: Value = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    let refused =
        |error: safe_url::PolicyError| Refused::new(at.pointer() + error.pointer(), error.problem().to_owned());
    safe_url::Policy::from_options(&own).map_err(refused)
}

/// The value of an option that is one of a few names; its default where it is absent.
fn named<T: Default>(
    option: Option<&Value>,
    from_name: fn(&str) -> Option<T>,
    must_be: &str,
    at: &Place<'_>,
) -> Result<T, Refused> {
    let Some(value) = option else { return Ok(T::default()) };
    let found = value.as_str().and_then(from_name);
    found.ok_or_else(|| at.error(must_be, Found::Value(value), &[]))
}

impl Format {
    /// Whether the rule counts characters itself.
    pub(super) const fn counts_itself(&self) -> bool {
        matches!(self, Self::IdempotencyKey(_))
    }

    /// Whether the length is that of what stands in quotes.
    #[cfg(target_arch = "wasm32")]
    pub(super) const fn unquotes(&self) -> bool {
        matches!(self, Self::IdempotencyKey(idempotency_key::Form::SfString))
    }

    /// Judges a text in UTF-8.
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
