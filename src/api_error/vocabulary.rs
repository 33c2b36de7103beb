//! Names that a caller adds to the vocabulary.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::lexicon;
use super::names::VocabularyRole;
use super::role::Role;

/// Names of members in the bodies of one server, with their roles. They take precedence over the names that the reader
/// knows.
///
/// Case, `_` and `-` in a name are ignored: `error_text`, `errorText` and `Error-Text` are one name.
///
/// ```
/// use unanimous::api_error::{ApiError, ReadOptions, Response, Vocabulary, VocabularyRole};
///
/// let vocabulary = Vocabulary::new().with(VocabularyRole::Message, "fehlertext")?.with(VocabularyRole::Path, "feld")?;
/// let options = ReadOptions { vocabulary, ..ReadOptions::default() };
/// let body = br#"{"errors":[{"feld":"email","fehlertext":"fehlt"}]}"#;
/// let error = ApiError::read_with(&Response { status: 422, body, ..Response::default() }, &options);
/// assert_eq!((error.fields[0].path.as_str(), error.fields[0].reason.as_str()), ("email", "fehlt"));
/// # Ok::<(), unanimous::api_error::VocabularyError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary(Vec<(u32, VocabularyRole)>);

/// The most names of a vocabulary.
const MAX_NAMES: usize = 256;
/// The longest name, in bytes.
const MAX_NAME: usize = 256;

/// Why a name cannot be added to a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VocabularyError {
    /// The name has no letter or digit, or more than 256 bytes.
    Name,
    /// The vocabulary has this name with another role.
    TwoRoles,
    /// The vocabulary has 256 names.
    TooMany,
}

impl VocabularyError {
    /// The sentence that `Display` writes.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Name => "a name needs a letter or a digit, and at most 256 bytes",
            Self::TwoRoles => "one name has two roles",
            Self::TooMany => "there are more than 256 names",
        }
    }
}

impl fmt::Display for VocabularyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for VocabularyError {}

impl Vocabulary {
    /// A vocabulary without names of its own.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a name.
    ///
    /// # Errors
    /// A [`VocabularyError`] if the name is empty or too long, has another role already, or is one too many.
    pub fn with(mut self, role: VocabularyRole, name: &str) -> Result<Self, VocabularyError> {
        let hash = lexicon::hash(name);
        // Nothing may be left of a name after the prefix of its namespace: `fehler:`.
        let is_empty = hash == lexicon::hash("") || !name.chars().any(|c| !c.is_ascii() || c.is_ascii_alphanumeric());
        if name.len() > MAX_NAME || is_empty {
            return Err(VocabularyError::Name);
        }
        match self.0.iter().find(|(known, _)| *known == hash) {
            Some((_, known)) if *known == role => return Ok(self),
            Some(_) => return Err(VocabularyError::TwoRoles),
            None => {}
        }
        if self.0.len() >= MAX_NAMES {
            return Err(VocabularyError::TooMany);
        }
        self.0.push((hash, role));
        Ok(self)
    }

    fn role(&self, hash: u32) -> Option<VocabularyRole> {
        self.0.iter().find(|(known, _)| *known == hash).map(|(_, role)| *role)
    }

    /// The roles of a text, a number, a list and a map of the name with this hash.
    pub(super) fn roles(&self, hash: u32) -> Option<[Role; 4]> {
        use Role::{Code, Docs, Envelope, Fields, Instance, ItemPlace, Message, Millis, Noise, None as No, Place};
        Some(match self.role(hash)? {
            VocabularyRole::Message => [Message, No, Role::Texts, Role::Words],
            VocabularyRole::Code => [Code, Code, Role::Codes, No],
            VocabularyRole::Title => [Role::Title, No, No, No],
            VocabularyRole::RequestId => [Role::RequestId, Role::RequestId, No, No],
            VocabularyRole::DocsUrl => [Docs, No, No, Role::Links],
            VocabularyRole::Instance => [Instance, No, No, No],
            VocabularyRole::RetryAfter => [Role::Seconds, Role::Seconds, No, No],
            VocabularyRole::RetryAfterMs => [Millis, Millis, No, No],
            VocabularyRole::Path => [Place, Place, ItemPlace, No],
            VocabularyRole::Fields => [Message, No, Fields, Fields],
            VocabularyRole::Envelope => [No, No, Fields, Envelope],
            VocabularyRole::Ignored | VocabularyRole::Echo => [Noise, Noise, No, No],
        })
    }

    /// Whether a member of this name is an echo of the input.
    pub(super) fn is_echo(&self, name: &str) -> bool {
        !self.0.is_empty() && self.role(lexicon::hash(name)) == Some(VocabularyRole::Echo)
    }
}

/// A vocabulary as an option of JavaScript has it: pairs of a role's name and a name.
///
/// # Errors
/// The text of the first mistake.
#[doc(hidden)]
pub fn vocabulary_of<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> Result<Vocabulary, String> {
    let mut vocabulary = Vocabulary::new();
    for (role, name) in pairs {
        let Some(role) = VocabularyRole::from_name(role) else {
            return Err(crate::strings::join(&["unknown role \"", role, "\""], ""));
        };
        vocabulary = vocabulary
            .with(role, name)
            .map_err(|error| crate::strings::join(&[error.text(), ": \"", name, "\""], ""))?;
    }
    Ok(vocabulary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_when_they_are_added() {
        let one = Vocabulary::new().with(VocabularyRole::Message, "fehler_text").unwrap();
        assert_eq!(one.clone().with(VocabularyRole::Message, "fehlerText"), Ok(one.clone()), "the same name again");
        assert_eq!(one.clone().with(VocabularyRole::Code, "FehlerText"), Err(VocabularyError::TwoRoles));
        for name in ["", "_-", "fehler:", &"a".repeat(257)] {
            assert_eq!(one.clone().with(VocabularyRole::Code, name), Err(VocabularyError::Name), "{name:?}");
        }
        let mut many = Vocabulary::new();
        for at in 0..256 {
            many = many.with(VocabularyRole::Code, &alloc::format!("n{at}")).unwrap();
        }
        assert_eq!(many.with(VocabularyRole::Code, "one more"), Err(VocabularyError::TooMany));
        assert_eq!(vocabulary_of([("colour", "x")].into_iter()), Err("unknown role \"colour\"".into()));
        let pairs = [("code", "a_b"), ("path", "aB")];
        assert_eq!(vocabulary_of(pairs.into_iter()), Err("one name has two roles: \"aB\"".into()));
    }
}
