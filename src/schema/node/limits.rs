//! The limits of a node: keywords that count, and the limits of a number.

use crate::reason::Code;

/// The keywords that count: each minimum stands before its maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::schema) enum Count {
    MinLength,
    MaxLength,
    MinItems,
    MaxItems,
    MinContains,
    MaxContains,
    MinProperties,
    MaxProperties,
}

impl Count {
    /// The names, in the same order.
    pub(in crate::schema) const NAMES: [&str; 8] = [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minContains",
        "maxContains",
        "minProperties",
        "maxProperties",
    ];

    /// The count that a value breaks with this code.
    pub(in crate::schema) const fn of_code(code: Code) -> Option<Self> {
        Some(match code {
            Code::TooShort => Self::MinLength,
            Code::TooLong => Self::MaxLength,
            Code::TooFew => Self::MinItems,
            Code::TooMany => Self::MaxItems,
            Code::TooFewMatching => Self::MinContains,
            Code::TooManyMatching => Self::MaxContains,
            Code::TooFewKeys => Self::MinProperties,
            Code::TooManyKeys => Self::MaxProperties,
            _ => return None,
        })
    }

    /// Whether the keyword is an upper bound.
    pub(in crate::schema) const fn is_maximum(self) -> bool {
        matches!(self, Self::MaxLength | Self::MaxItems | Self::MaxContains | Self::MaxProperties)
    }
}

/// The limits of a number, in the order in which they are checked, whatever order the schema has them in.
#[derive(Clone, Copy, Debug)]
pub(in crate::schema) enum Limit {
    Minimum,
    ExclusiveMinimum,
    Maximum,
    ExclusiveMaximum,
}

impl Limit {
    pub(in crate::schema) const fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
        }
    }

    pub(in crate::schema) const fn code(self) -> Code {
        match self {
            Self::Minimum | Self::ExclusiveMinimum => Code::TooSmall,
            Self::Maximum | Self::ExclusiveMaximum => Code::TooBig,
        }
    }
}
