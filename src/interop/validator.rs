//! The `validator` crate: its errors as a [`Report`], and our rules as its custom functions. Needs the feature
//! `validator`.
//!
//! ```
//! use unanimous::interop::validator::email;
//! use unanimous::Report;
//! use validator::Validate;
//!
//! #[derive(Validate)]
//! struct Lead {
//!     #[validate(custom(function = email))]
//!     email: String,
//! }
//!
//! let errors = Lead { email: "ann".to_owned() }.validate().unwrap_err();
//! assert_eq!(Report::from(errors).to_string(), "Validation error: email: Invalid email");
//! ```

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString as _;
use alloc::vec::Vec;

use serde_json::Value;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::json::Json;
use crate::path::{Path, Segment};
use crate::reason::{Code, Reason};
use crate::report::{Issue, Report};
use crate::rule::{email, idempotency_key, phone, uuid};

/// A `validator` error with the code and the text of a reason.
///
/// [`Report`] reads both back, so a derived type says the same sentence as a schema.
fn validation_error(reason: &Reason) -> ValidationError {
    let mut error = ValidationError::new(reason.code().as_str());
    error.message = Some(Cow::Owned(reason.to_string()));
    error
}

/// Pairs each rule with the function that `#[validate(custom(function = …))]` takes.
macro_rules! custom_functions {
    ($( $(#[$doc:meta])* $name:ident => $check:expr; )*) => { $(
        $(#[$doc])*
        ///
        /// # Errors
        /// The rule's reason, as a `ValidationError` with its code and text.
        pub fn $name(text: &str) -> Result<(), ValidationError> {
            $check(text).map_err(|reason| validation_error(&reason))
        }
    )* };
}

custom_functions! {
    /// [`email::check`] for `#[validate(custom(function = unanimous::interop::validator::email))]`.
    email => email::check;
    /// [`phone::check`]: at most 50 code points.
    phone => phone::check;
    /// [`phone::check_e164`].
    e164 => phone::check_e164;
    /// [`uuid::check`].
    uuid => uuid::check;
    /// [`idempotency_key::check`] in the bare form.
    idempotency_key => |text| {
        idempotency_key::check(text, idempotency_key::Form::Bare, idempotency_key::MAX_CHARACTERS).map(drop)
    };
}

/// Fields come sorted by name (code point), depth first: `validator` keeps them in a `HashMap`, whose order changes
/// from run to run. A name is the Rust field's, for `validator` does not know serde's renames.
impl From<ValidationErrors> for Report {
    fn from(errors: ValidationErrors) -> Self {
        let mut issues = Vec::new();
        collect(&errors, &mut Vec::new(), &mut issues);
        issues.into_iter().collect()
    }
}

fn collect(errors: &ValidationErrors, at: &mut Vec<Segment>, issues: &mut Vec<Issue>) {
    let fields: BTreeMap<&str, &ValidationErrorsKind> =
        errors.errors().iter().map(|(name, kind)| (name.as_ref(), kind)).collect();
    for (name, kind) in fields {
        // Errors of the struct as a whole stand under this name.
        let whole = name == "__all__";
        if !whole {
            at.push(Segment::from(name));
        }
        match kind {
            ValidationErrorsKind::Field(list) => {
                issues.extend(list.iter().map(|error| Issue::new(Path(at.clone()), reason(error))));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, at, issues),
            ValidationErrorsKind::List(items) => {
                for (&index, inner) in items {
                    at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
                    collect(inner, at, issues);
                    at.pop();
                }
            }
        }
        if !whole {
            at.pop();
        }
    }
}

/// The reason of our table that says the same; the caller's own `message` where there is one.
fn reason(error: &ValidationError) -> Reason {
    let param = |name: &str| error.params.get(name).filter(|value| !value.is_null()).map(Json::from);
    let of_list = matches!(error.params.get("value"), Some(Value::Array(_) | Value::Object(_)));
    let bound = |code, name: &'static str| param(name).map(|value| Reason::new(code).with_param(name, value));
    let length = || {
        let (few, many) = if of_list { (Code::TooFew, Code::TooMany) } else { (Code::TooShort, Code::TooLong) };
        let size = match error.params.get("value") {
            Some(Value::String(text)) => text.chars().count(),
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(entries)) => entries.len(),
            _ => 0,
        };
        if let Some(equal) = param("equal") {
            let short = equal.as_u64().is_some_and(|equal| (size as u64) < equal);
            let (code, name) = if short { (few, "min") } else { (many, "max") };
            return Some(Reason::new(code).with_param(name, equal));
        }
        let too_few = param("min").and_then(|min| min.as_u64()).is_some_and(|min| (size as u64) < min);
        if too_few { bound(few, "min") } else { bound(many, "max").or_else(|| bound(few, "min")) }
    };
    let range = || {
        let value = error.params.get("value").and_then(Value::as_f64);
        let limit = |name: &str| param(name).and_then(|limit| limit.as_f64());
        let exclusive = |code, name: &'static str, from: &str| {
            param(from).map(|limit| Reason::new(code).with_param(name, limit).with_param("exclusive", true))
        };
        let value = value?;
        if limit("min").is_some_and(|min| value < min) {
            bound(Code::TooSmall, "min")
        } else if limit("max").is_some_and(|max| value > max) {
            bound(Code::TooBig, "max")
        } else if limit("exclusive_min").is_some_and(|min| value <= min) {
            exclusive(Code::TooSmall, "min", "exclusive_min")
        } else {
            exclusive(Code::TooBig, "max", "exclusive_max")
        }
    };
    let known = match error.code.as_ref() {
        "email" => Some(Reason::new(Code::InvalidEmail)),
        "required" | "required_nested" => Some(Reason::new(Code::Required)),
        "length" => length(),
        "range" => range(),
        _ => None,
    };
    // A code of ours, from the functions above.
    let known = known.or_else(|| Code::from_name(&error.code).map(Reason::new));
    match (&error.message, known) {
        // The text of a known reason brings its parameters back.
        (Some(message), Some(known)) if Reason::from_text(message).code() == known.code() => Reason::from_text(message),
        (Some(message), Some(known)) => known.with_text(message.as_ref()),
        (Some(message), None) => Reason::custom(message.as_ref()).with_detail(error.code.to_string()),
        (None, Some(known)) => known,
        (None, None) => Reason::custom(text_of(error)).with_detail(error.code.to_string()),
    }
}

/// The text of a rule of `validator` that our table does not have. The parameter `other` of `must_match` is a user's value,
/// such as a password, so no text shows it.
fn text_of(error: &ValidationError) -> Cow<'static, str> {
    let needle = |text: &str| match error.params.get("needle") {
        Some(Value::String(needle)) => format!("{text} {}", Json::from(needle.as_str())).into(),
        _ => "Invalid text".into(),
    };
    match error.code.as_ref() {
        "url" => "Invalid URL".into(),
        "ip" => "Invalid IP address".into(),
        "credit_card" => "Invalid card number".into(),
        "regex" => "Invalid format".into(),
        "must_match" => "Must match the other value".into(),
        "non_control_character" => "Must not hold control characters".into(),
        "contains" => needle("Must contain"),
        "does_not_contain" => needle("Must not contain"),
        code => format!("Invalid: {code}").into(),
    }
}
