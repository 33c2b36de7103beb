//! Finds the schema that a `$ref` names (JSON Schema 2020-12 core, sections 8.2 and 9.2).
//!
//! With the feature `documents`, `index` finds schemas by absolute URIs. Without it, `local` finds those of one document, and
//! refuses what needs URIs.

#[cfg(feature = "documents")]
mod index;
#[cfg(not(feature = "documents"))]
mod local;
mod subschemas;
#[cfg(all(test, feature = "documents"))]
mod tests;
#[cfg(feature = "documents")]
mod uri;

use alloc::string::String;
use alloc::vec::Vec;

use super::error::{Refused, SchemaLocation};
use crate::did_you_mean::did_you_mean;
use crate::json::{Json, small_integer};
use crate::reason::quoted;
use crate::strings;
#[cfg(feature = "documents")]
pub(super) use index::Documents;
#[cfg(not(feature = "documents"))]
pub(super) use local::Documents;

/// The longest URI and the longest location of an entry, in bytes. A schema could repeat a long name at small cost.
const MAX_TEXT: usize = 2048;

/// The most bytes of all URIs and locations.
const MAX_TEXTS: usize = 1 << 24;

const TOO_LONG: &str = "the URI and the location of an $id or $anchor hold at most 2048 bytes, and all of them 16 MiB";
const _: () = assert!(MAX_TEXT == 2048 && MAX_TEXTS >> 20 == 16, "the text says so");

/// Where a schema stands: the document and the base URI that its references resolve against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Base(u32);

/// The version of JSON Schema whose forms a document may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Draft {
    /// `$schema` is missing, or names no version that is known here.
    Unnamed,
    /// Draft-04, in which `id` is the name of `$id`.
    Draft04,
    /// Draft-06, draft-07 or 2019-09.
    Old,
    /// 2020-12.
    Current,
}

impl Draft {
    /// The version that a document's `$schema` names. Without `$schema` it is `otherwise`.
    fn of(document: &Json, otherwise: Self) -> Self {
        let Some(uri) = document.get("$schema").and_then(Json::as_str) else { return otherwise };
        let names = |name: &str| strings::find(uri, name).is_some();
        if names("2020-12") {
            Self::Current
        } else if names("/draft-04") {
            Self::Draft04
        } else if names("/draft-0") || names("2019-09") {
            Self::Old
        } else {
            Self::Unnamed
        }
    }

    /// Whether the version is older than 2020-12.
    pub(super) fn is_before_2020_12(self) -> bool {
        matches!(self, Self::Draft04 | Self::Old)
    }

    /// The keyword that gives a schema its URI. `$id` counts in every version.
    fn id_keyword(self, schema: &Json) -> &'static str {
        if self == Self::Draft04 && schema.get("$id").is_none() { "id" } else { "$id" }
    }
}

/// The schema that a reference names.
pub(super) struct Target<'d> {
    pub(super) schema: &'d Json,
    /// The base inside the schema: its own `$id` counts.
    pub(super) base: Base,
    /// For messages: the JSON pointer in the root document; in another document its name, `#`, and the pointer.
    pub(super) location: String,
}

/// Follows a JSON pointer from a schema. `fragment` is the pointer as a text, `refuse` makes an error of the rest of its
/// message, and `base_of` gives the base inside a schema.
fn follow<'d>(
    target: &mut Target<'d>,
    tokens: &[String],
    fragment: &str,
    refuse: &dyn Fn(&[&str]) -> Refused,
    base_of: &mut dyn FnMut(Base, &'d Json) -> Base,
) -> Result<(), Refused> {
    for token in tokens {
        let inner = match target.schema {
            Json::Object(members) => members.get(token),
            Json::Array(items) => small_integer(token).and_then(|index| items.get(index as usize)),
            _ => None,
        };
        let Some(inner) = inner else {
            let names: Vec<&str> =
                target.schema.as_object().map(|members| members.keys().collect()).unwrap_or_default();
            return Err(refuse(&[": there is no ", &quoted(token), &suggestion(token, &names)]));
        };
        target.schema = inner;
        target.base = base_of(target.base, inner);
    }
    target.location.push_str(fragment);
    if matches!(target.schema, Json::Object(_) | Json::Bool(_)) {
        Ok(())
    } else {
        Err(refuse(&[": this is not a schema; a schema is an object, true or false"]))
    }
}

/// The rest of a message: the name that was meant, if there is one.
fn suggestion(name: &str, known: &[&str]) -> String {
    match did_you_mean(name, &strings::join(known, ", ")) {
        Some(near) => strings::join(&["; did you mean ", &quoted(near), "?"], ""),
        None => String::new(),
    }
}

/// The URI of a schema, and its keyword.
///
/// Returns `None` for `#/properties/a` in drafts before 2020-12: generators write there where the schema stands, which a JSON
/// pointer names already.
fn id<'s>(schema: &'s Json, draft: Draft, at: &SchemaLocation<'_>) -> Result<Option<(&'s str, &'static str)>, Refused> {
    let keyword = draft.id_keyword(schema);
    let id = identifier(schema, keyword, at)?.filter(|id| !(draft.is_before_2020_12() && id.starts_with("#/")));
    Ok(id.map(|id| (id, keyword)))
}

/// The text of `$id`, `id` or `$anchor`.
fn identifier<'s>(schema: &'s Json, keyword: &str, at: &SchemaLocation<'_>) -> Result<Option<&'s str>, Refused> {
    let Some(value) = schema.get(keyword) else { return Ok(None) };
    let at = at.join(keyword);
    at.expect_text(value)?;
    value.as_str().map(Some).ok_or_else(|| at.wrong("must be a string, not ", value))
}

/// Refuses a name that cannot be an anchor: a pointer begins with `/`, and a URI has one `#`.
fn check_anchor(name: &str, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    if name.is_empty() || strings::find_any(name, b"#/").is_some() {
        return Err(at.refuse("must be a name without # and /"));
    }
    Ok(())
}
