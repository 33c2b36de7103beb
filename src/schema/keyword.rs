//! The keywords. One list serves the compiler, the message about an unknown keyword, and the warnings.

use super::node::{Count, Limit, Role, Type};
use crate::strings;

/// What the compiler does with a keyword's value.
#[derive(Clone, Copy)]
pub(super) enum Action {
    /// It is a number of characters, items or properties.
    Count(Count),
    /// It is a limit of numbers.
    Bound(Limit),
    /// It is one schema.
    Schema(Role),
    /// It is a list of schemas.
    List(Role),
    /// It is an object, whose members belong to keys.
    Map,
    /// Something else: one function of the compiler has all these keywords.
    Own,
}

/// The names of the keywords that judge no value: they describe the schema, or hold schemas that references name.
macro_rules! annotations {
    () => {
        "$schema, $id, $anchor, $comment, $defs, definitions, components, title, description, default, example, examples, \
         deprecated, readOnly, writeOnly, contentEncoding, contentMediaType, contentSchema, externalDocs, xml"
    };
}

const ANNOTATIONS: &str = ALL_NAMES.split_at(annotations!().len()).0;

/// Pairs each keyword with its name, the types whose values it judges, and its action, once.
macro_rules! keywords {
    (
        $first:ident $first_name:literal $first_types:ident $first_action:expr
        $(, $keyword:ident $name:literal $types:ident $action:expr)*
    ) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(super) enum Keyword {
            $first,
            $( $keyword, )*
        }

        impl Keyword {
            const ALL: &[Self] = &[Self::$first $(, Self::$keyword)*];
            const TYPES: &[u8] = &[$first_types $(, $types)*];
            const ACTIONS: &[Action] = &[$first_action $(, $action)*];
            /// The names, in the same order.
            const NAMES: &str = ALL_NAMES.split_at(annotations!().len() + ", ".len()).1;
        }

        /// The names of all keywords. If a name is as near to two of them, the first is the better suggestion: `$def` is
        /// `$defs`, not `$ref`.
        pub(super) const ALL_NAMES: &str = concat!(annotations!(), ", ", $first_name $(, ", ", $name)*);
    };
}

const ANY: u8 = u8::MAX;
const OBJECT: u8 = Type::Object as u8;
const ARRAY: u8 = Type::Array as u8;
const STRING: u8 = Type::String as u8;
const NUMBER: u8 = Type::Number as u8 | Type::Integer as u8;

use Action::{Bound, Count as Counts, List, Map, Own, Schema};

keywords! {
    Type "type" ANY Own,
    Properties "properties" OBJECT Map,
    Required "required" OBJECT Own,
    AdditionalProperties "additionalProperties" OBJECT Schema(Role::Rest),
    PatternProperties "patternProperties" OBJECT Map,
    PropertyNames "propertyNames" OBJECT Schema(Role::Names),
    MinProperties "minProperties" OBJECT Counts(Count::MinProperties),
    MaxProperties "maxProperties" OBJECT Counts(Count::MaxProperties),
    DependentRequired "dependentRequired" OBJECT Map,
    DependentSchemas "dependentSchemas" OBJECT Map,
    Items "items" ARRAY Own,
    PrefixItems "prefixItems" ARRAY List(Role::Prefix),
    Contains "contains" ARRAY Schema(Role::Contains),
    MinContains "minContains" ARRAY Counts(Count::MinContains),
    MaxContains "maxContains" ARRAY Counts(Count::MaxContains),
    MinItems "minItems" ARRAY Counts(Count::MinItems),
    MaxItems "maxItems" ARRAY Counts(Count::MaxItems),
    UniqueItems "uniqueItems" ARRAY Own,
    MinLength "minLength" STRING Counts(Count::MinLength),
    MaxLength "maxLength" STRING Counts(Count::MaxLength),
    Pattern "pattern" STRING Own,
    Format "format" ANY Own,
    Minimum "minimum" NUMBER Bound(Limit::Minimum),
    Maximum "maximum" NUMBER Bound(Limit::Maximum),
    ExclusiveMinimum "exclusiveMinimum" NUMBER Bound(Limit::ExclusiveMinimum),
    ExclusiveMaximum "exclusiveMaximum" NUMBER Bound(Limit::ExclusiveMaximum),
    MultipleOf "multipleOf" NUMBER Own,
    Enum "enum" ANY Own,
    Const "const" ANY Own,
    AllOf "allOf" ANY List(Role::All),
    AnyOf "anyOf" ANY Own,
    OneOf "oneOf" ANY Own,
    Not "not" ANY Schema(Role::Not),
    If "if" ANY Schema(Role::If),
    Then "then" ANY Schema(Role::Then),
    Else "else" ANY Schema(Role::Else),
    Ref "$ref" ANY Own,
    Nullable "nullable" ANY Own,
    Discriminator "discriminator" ANY Own,
    Extension "x-unanimous" ANY Own,
    Dependencies "dependencies" OBJECT Map,
    AdditionalItems "additionalItems" ARRAY Own
}

impl Keyword {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.get(strings::index_in_list(Self::NAMES, name)?).copied()
    }

    pub(super) fn action(self) -> Action {
        Self::ACTIONS.get(self as usize).copied().unwrap_or(Own)
    }

    /// Whether OpenAPI 3.0 has a boolean here.
    pub(super) fn is_exclusive(self) -> bool {
        matches!(self, Self::ExclusiveMinimum | Self::ExclusiveMaximum)
    }

    /// The types whose values the keyword judges, one bit each.
    pub(super) fn types(self) -> u8 {
        Self::TYPES.get(self as usize).copied().unwrap_or(ANY)
    }
}

/// Whether a keyword judges no value.
pub(super) fn is_annotation(name: &str) -> bool {
    name.starts_with("x-") || strings::index_in_list(ANNOTATIONS, name).is_some()
}

/// How to say what a keyword says that JSON Schema has and we do not support, or that OpenAPI has elsewhere; `None` for any other
/// name.
pub(super) fn remedy(name: &str) -> Option<&'static str> {
    Some(match name {
        "unevaluatedProperties" => "put the properties of all parts into one schema with \"additionalProperties\"",
        "unevaluatedItems" => "use \"items\" beside \"prefixItems\"",
        "propertyName" => "it belongs in \"discriminator\"",
        "$dynamicRef" | "$recursiveRef" => "use \"$ref\"",
        "$dynamicAnchor" | "$recursiveAnchor" => "use \"$anchor\" and \"$ref\"",
        _ => return None,
    })
}
