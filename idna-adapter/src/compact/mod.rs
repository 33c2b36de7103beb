//! The functions that the crate `idna` calls, over [`tables`].

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod encode;
mod normalize;
pub(crate) mod tables;

use crate::bidi_class::BidiClass;
use crate::joining_type::JoiningType;

use normalize::Ignored;
use tables::tables;

/// The canonical combining class `Virama`.
const VIRAMA: u8 = 9;

/// What the crate `idna` asks about characters.
///
/// The properties of a character are right if UTS #46 maps it to itself. The crate asks them after it has mapped.
#[derive(Default)]
pub struct Adapter;

#[allow(clippy::unused_self, reason = "the crate `idna` calls methods")]
impl Adapter {
    /// Unpacks nothing: the first question does.
    pub const fn new() -> Self {
        Self
    }

    /// Whether the canonical combining class of a character is `Virama`.
    pub fn is_virama(&self, c: char) -> bool {
        tables().kind_of(c).combining_class == VIRAMA
    }

    /// Whether the general category of a character is one of the marks.
    pub fn is_mark(&self, c: char) -> bool {
        tables().kind_of(c).is_mark
    }

    /// Returns the bidi class of a character.
    pub fn bidi_class(&self, c: char) -> BidiClass {
        tables().kind_of(c).bidi_class
    }

    /// Returns the joining type of a character.
    pub fn joining_type(&self, c: char) -> JoiningType {
        tables().kind_of(c).joining_type
    }

    /// Maps characters as UTS #46 says, and normalizes them to form C. Ignored ones are left out, and disallowed ones are
    /// U+FFFD.
    pub fn map_normalize<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        mut characters: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        normalize::map(&mut characters, Ignored::LeftOut).into_iter()
    }

    /// The same, and ignored characters are U+FFFD, too.
    pub fn normalize_validate<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        mut characters: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        normalize::map(&mut characters, Ignored::Replaced).into_iter()
    }
}
