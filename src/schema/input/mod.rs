//! Values as the checker reads them, in any representation.

mod compare;
mod foreign;
mod json;

use alloc::vec::Vec;

use super::check::{Sink, check};
use super::kind::Kind;
use super::node::{Node, Property};
use crate::json::{Json, Number, ToJson as _};

pub(super) use compare::{compare, size};
pub use compare::{digest, equals_scalar};
pub(crate) use compare::{equals, is_deeper};
pub(super) use foreign::Foreign;
#[cfg(feature = "serde_json")]
pub(crate) use foreign::undeclared_keys;

/// A value that a schema can judge in place, without a copy.
///
/// It is implemented for [`&Json`](crate::Json) and, with the feature `serde_json`, for `&serde_json::Value`. Implement
/// it for a cheap handle of your own values (a reference, or a row and a column) to get the same verdicts, the same
/// issues and the same order of issues.
///
/// ```
/// use unanimous::Schema;
/// use unanimous::schema::{Input, Kind};
///
/// /// A request's query: names and values, all of them strings.
/// type Query<'v> = &'v [(&'v str, &'v str)];
///
/// #[derive(Clone, Copy)]
/// enum Part<'v> {
///     Query(Query<'v>),
///     Value(&'v str),
/// }
///
/// impl<'v> Input<'v> for Part<'v> {
///     fn kind(self) -> Kind<'v> {
///         match self {
///             Part::Query(_) => Kind::Object,
///             Part::Value(text) => Kind::String(text.as_bytes()),
///         }
///     }
///     fn number(self) -> f64 {
///         unreachable!("no value is a number")
///     }
///     fn item(self, _: usize) -> Self {
///         unreachable!("no value is a list")
///     }
///     fn property(self, name: &str) -> Option<Self> {
///         let Part::Query(pairs) = self else { return None };
///         pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| Part::Value(value))
///     }
///     fn keys(self) -> impl Iterator<Item = &'v str> {
///         let pairs = if let Part::Query(pairs) = self { pairs } else { &[] };
///         pairs.iter().map(|(name, _)| *name)
///     }
/// }
///
/// let schema: Schema = r#"{"required": ["email"], "properties": {"email": {"format": "email"}}}"#.parse()?;
/// let report = schema.check(Part::Query(&[("email", "ann")])).unwrap_err();
/// assert_eq!(report.to_string(), "Validation error: email: Invalid email");
/// # Ok::<(), unanimous::SchemaError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a schema cannot check a `{Self}`",
    label = "this is not an `Input`",
    note = "pass a reference: `&unanimous::Json`, or with the feature `serde_json` `&serde_json::Value`",
    note = "JSON text is parsed first: `text.parse::<unanimous::Json>()?`",
    note = "a type of yours becomes one by `serde_json::to_value(&it)?`, or implements `Input`"
)]
pub trait Input<'v>: Copy {
    /// What the value is. Numbers that are NaN or infinite are [`Kind::Other`] with the name `NaN` or `Infinity`.
    fn kind(self) -> Kind<'v>;

    /// The value of a number. It is called only where the kind is [`Kind::Number`].
    fn number(self) -> f64;

    /// An item of a list. It is called only where the kind is [`Kind::List`], with an index below the list's length.
    #[must_use]
    fn item(self, index: usize) -> Self;

    /// The value of an object's key. It is called only where the kind is [`Kind::Object`].
    fn property(self, name: &str) -> Option<Self>;

    /// The keys of an object, in any order, each of them once. It is called only where the kind is [`Kind::Object`].
    fn keys(self) -> impl Iterator<Item = &'v str>;

    /// The keys of an object that are not Unicode text, because they hold lone surrogates (U+D800 to U+DFFF), with U+FFFD
    /// for each lone surrogate. [`keys`](Self::keys) does not give them.
    fn ill_formed_keys(self) -> impl Iterator<Item = &'v str> {
        core::iter::empty()
    }

    /// The indices of a list's items that are nested too deeply, if the type knows them and the checker need not look at
    /// each item: a list in JavaScript may have 4,294,967,295 holes.
    #[doc(hidden)]
    fn known_deep_items(self) -> Option<Vec<u32>> {
        None
    }

    /// Checks the value. The types of this crate skip the adapter that others go through, and compile their checker here.
    #[doc(hidden)]
    fn check_against(self, nodes: &[Node], sink: &mut dyn Sink) {
        check(nodes, Foreign(self), sink);
    }

    /// Whether the kind is [`Kind::Missing`].
    #[doc(hidden)]
    fn is_missing(self) -> bool {
        matches!(self.kind(), Kind::Missing)
    }

    /// The value of an object's key. `next` is the position of the member that comes next if the members come in the
    /// schema's order, so that a type which knows positions need not search.
    #[doc(hidden)]
    fn property_after(self, next: &mut usize, property: &Property) -> Option<Self> {
        _ = next;
        self.property(&property.name)
    }

    /// Whether all keys of an object are Unicode text, and no member has more than `levels` lists and objects inside one
    /// another. It is called only where the kind is [`Kind::Object`].
    #[doc(hidden)]
    fn has_shallow_members(self, levels: usize) -> bool {
        self.every_member(&mut |_, is_text, member| is_text && !member.is_some_and(|member| is_deeper(member, levels)))
    }

    /// How many keys an object has. It is called only where the kind is [`Kind::Object`].
    #[doc(hidden)]
    fn key_count(self) -> usize {
        self.keys().count() + self.ill_formed_keys().count()
    }

    /// Whether `fits` is true of every key of an object, whether the key is Unicode text, and its value. It stops at the first
    /// key of which it is not. A type that knows positions need not search for the values.
    #[doc(hidden)]
    fn every_member(self, fits: &mut dyn FnMut(&'v str, bool, Option<Self>) -> bool) -> bool {
        self.keys().all(|name| fits(name, true, self.property(name)))
            && self.ill_formed_keys().all(|name| fits(name, false, None))
    }

    /// Calls `read` with the number as JavaScript prints it. It is called only where the kind is [`Kind::Number`].
    #[doc(hidden)]
    fn with_number_text(self, read: &mut dyn FnMut(&str)) {
        if let Some(number) = Number::from_f64(self.number()) {
            read(&Json::Number(number).to_json_string());
        }
    }
}

/// The kind of a value, for code that need not be fast: a type may write its own function out wherever it is called.
#[inline(never)]
pub(super) fn kind_of<'v, V: Input<'v>>(value: V) -> Kind<'v> {
    value.kind()
}
