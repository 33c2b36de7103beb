//! Names in any spelling: case, `_` and `-` do not count, as in the vocabulary.

use crate::json::{Json, Object};

/// Whether a name is the known one in any spelling. `known` is in lower case, without `_` and `-`.
///
/// A `_` before the name counts: zod writes `_errors` into an object whose other names are those of fields.
pub(super) fn is(name: &str, known: &str) -> bool {
    let mut known = known.bytes();
    let is_known = name.bytes().enumerate().all(|(at, byte)| {
        let is_separator = at > 0 && matches!(byte, b'_' | b'-');
        is_separator || known.next() == Some(byte.to_ascii_lowercase())
    });
    is_known && known.next().is_none()
}

/// Whether a name is one of the known ones in any spelling.
pub(super) fn is_any(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| is(name, known))
}

/// Finds members by a name in any spelling.
pub(super) trait Members {
    /// The first member with this name, which is in lower case, without `_` and `-`.
    fn named(&self, known: &str) -> Option<&Json>;

    /// Whether there is one.
    fn has(&self, known: &str) -> bool {
        self.named(known).is_some()
    }
}

impl Members for Object {
    fn named(&self, known: &str) -> Option<&Json> {
        self.members().iter().find(|(name, _)| is(name, known)).map(|(_, value)| value)
    }
}

impl Members for Json {
    fn named(&self, known: &str) -> Option<&Json> {
        self.as_object()?.named(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_do_not_count() {
        for name in ["fieldname", "fieldName", "FIELD_NAME", "Field-Name"] {
            assert!(is(name, "fieldname"), "{name}");
        }
        for name in ["field", "fieldnames", "field.name", "_fieldName", ""] {
            assert!(!is(name, "fieldname"), "{name}");
        }
    }
}
