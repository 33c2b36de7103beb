//! Why a value is not one of a type.

use alloc::borrow::Cow;
use alloc::format;
use core::fmt;

use serde::de::{Error, Expected, Unexpected};

/// What the type expects. Its text never holds a part of the value, so it may be logged.
#[derive(Clone, Debug)]
pub(crate) struct Mismatch(Cow<'static, str>);

impl Mismatch {
    pub(super) const fn new(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Mismatch {}

impl Error for Mismatch {
    /// Drops the text, which may quote the value.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("the type's own check failed".into())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("expected {expected}").into())
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("expected {expected}").into())
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self(format!("expected {expected}, and the length is {length}").into())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("expected one of the variants {}", expected.join(", ")).into())
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("expected only the fields {}", expected.join(", ")).into())
    }

    fn missing_field(field: &'static str) -> Self {
        Self(format!("the field {field} is missing").into())
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self(format!("two names of the value mean the field {field}").into())
    }
}
