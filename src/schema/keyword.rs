//! The keywords. One list serves the compiler, the message about an unknown keyword, and the warnings.

use super::node::Type;
use crate::strings;

/// Pairs each keyword with its name and the types whose values it judges, once.
macro_rules! keywords {
    ($first:ident $first_name:literal $first_types:expr $(, $keyword:ident $name:literal $types:expr)*) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(super) enum Keyword {
            $first,
            $( $keyword, )*
        }

        impl Keyword {
            const ALL: &[Self] = &[Self::$first $(, Self::$keyword)*];
            const TYPES: &[u8] = &[$first_types $(, $types)*];
            /// The names, in the same order.
            pub(super) const NAMES: &str = concat!($first_name $(, ", ", $name)*);
        }
    };
}

const ANY: u8 = u8::MAX;
const OBJECT: u8 = Type::Object as u8;
const ARRAY: u8 = Type::Array as u8;
const STRING: u8 = Type::String as u8;
const NUMBER: u8 = Type::Number as u8 | Type::Integer as u8;

keywords! {
    Type "type" ANY,
    Properties "properties" OBJECT,
    Required "required" OBJECT,
    AdditionalProperties "additionalProperties" OBJECT,
    PatternProperties "patternProperties" OBJECT,
    PropertyNames "propertyNames" OBJECT,
    MinProperties "minProperties" OBJECT,
    MaxProperties "maxProperties" OBJECT,
    DependentRequired "dependentRequired" OBJECT,
    DependentSchemas "dependentSchemas" OBJECT,
    Items "items" ARRAY,
    PrefixItems "prefixItems" ARRAY,
    Contains "contains" ARRAY,
    MinContains "minContains" ARRAY,
    MaxContains "maxContains" ARRAY,
    MinItems "minItems" ARRAY,
    MaxItems "maxItems" ARRAY,
    UniqueItems "uniqueItems" ARRAY,
    MinLength "minLength" STRING,
    MaxLength "maxLength" STRING,
    Pattern "pattern" STRING,
    Format "format" ANY,
    Minimum "minimum" NUMBER,
    Maximum "maximum" NUMBER,
    ExclusiveMinimum "exclusiveMinimum" NUMBER,
    ExclusiveMaximum "exclusiveMaximum" NUMBER,
    MultipleOf "multipleOf" NUMBER,
    Enum "enum" ANY,
    Const "const" ANY,
    AllOf "allOf" ANY,
    AnyOf "anyOf" ANY,
    OneOf "oneOf" ANY,
    Not "not" ANY,
    If "if" ANY,
    Then "then" ANY,
    Else "else" ANY,
    Ref "$ref" ANY,
    Nullable "nullable" ANY,
    Discriminator "discriminator" ANY,
    Extension "x-unanimous" ANY,
    Dependencies "dependencies" OBJECT,
    AdditionalItems "additionalItems" ARRAY
}

impl Keyword {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.get(strings::index_in_list(Self::NAMES, name)?).copied()
    }

    /// The types whose values the keyword judges, one bit each.
    pub(super) fn types(self) -> u8 {
        Self::TYPES.get(self as usize).copied().unwrap_or(ANY)
    }
}

/// Whether a keyword judges no value: it describes the schema, or holds schemas that references name.
pub(super) fn is_annotation(name: &str) -> bool {
    const NAMES: &str = "$schema, $id, $anchor, $comment, $defs, definitions, components, title, description, default, \
                         example, examples, deprecated, readOnly, writeOnly, contentEncoding, contentMediaType, \
                         contentSchema, externalDocs, xml";
    name.starts_with("x-") || strings::index_in_list(NAMES, name).is_some()
}

/// Whether this is a keyword of JSON Schema that is not supported.
pub(super) fn is_unsupported(name: &str) -> bool {
    const NAMES: &str = "$dynamicRef, $dynamicAnchor, $recursiveRef, $recursiveAnchor, unevaluatedProperties, \
                         unevaluatedItems";
    strings::index_in_list(NAMES, name).is_some()
}
