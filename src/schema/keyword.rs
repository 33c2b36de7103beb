//! The keywords. One list serves both the compiler and the message about an unknown keyword.

use crate::strings;

/// Pairs each keyword with its name, once.
macro_rules! keywords {
    ($first:ident $first_name:literal $(, $keyword:ident $name:literal)*) => {
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Keyword {
            $first,
            $( $keyword, )*
        }

        impl Keyword {
            const ALL: &[Self] = &[Self::$first $(, Self::$keyword)*];
            /// The names, in the same order.
            pub(super) const NAMES: &str = concat!($first_name $(, ", ", $name)*);
        }
    };
}

keywords! {
    Type "type",
    Properties "properties",
    Required "required",
    AdditionalProperties "additionalProperties",
    Items "items",
    MinItems "minItems",
    MaxItems "maxItems",
    MinLength "minLength",
    MaxLength "maxLength",
    Minimum "minimum",
    Maximum "maximum",
    ExclusiveMinimum "exclusiveMinimum",
    ExclusiveMaximum "exclusiveMaximum",
    Enum "enum",
    Const "const",
    Format "format",
    Extension "x-unanimous"
}

impl Keyword {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.get(strings::index_in_list(Self::NAMES, name)?).copied()
    }
}

/// Whether a keyword describes the schema and judges no value.
pub(super) fn is_annotation(name: &str) -> bool {
    const NAMES: &str =
        "$schema, $id, $comment, title, description, default, examples, deprecated, readOnly, writeOnly";
    strings::index_in_list(NAMES, name).is_some()
}
