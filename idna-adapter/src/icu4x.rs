//! The functions that the crate `idna` calls, over ICU4X.

use icu_normalizer::uts46::{Uts46Mapper, Uts46MapperBorrowed};
use icu_properties::props::GeneralCategory;
use icu_properties::{CodePointMapData, props};

use crate::bidi_class::BidiClass;
use crate::joining_type::JoiningType;

/// What the crate `idna` asks about characters.
pub struct Adapter {
    mapper: Uts46MapperBorrowed<'static>,
}

impl Default for Adapter {
    fn default() -> Self {
        Self::new()
    }
}

#[allow(deprecated, reason = "ICU4X knows no other number of a class or a type, and the tables need numbers")]
impl Adapter {
    /// The data is compiled in.
    pub const fn new() -> Self {
        Self { mapper: Uts46Mapper::new() }
    }

    /// Whether the canonical combining class of a character is `Virama`.
    pub fn is_virama(&self, c: char) -> bool {
        self.mapper.is_virama(c)
    }

    /// Whether the general category of a character is one of the marks.
    pub fn is_mark(&self, c: char) -> bool {
        matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
        )
    }

    /// Returns the bidi class of a character.
    pub fn bidi_class(&self, c: char) -> BidiClass {
        BidiClass(CodePointMapData::<props::BidiClass>::new().get(c).to_icu4c_value())
    }

    /// Returns the joining type of a character.
    pub fn joining_type(&self, c: char) -> JoiningType {
        JoiningType(CodePointMapData::<props::JoiningType>::new().get(c).to_icu4c_value())
    }

    /// Maps characters as UTS #46 says, and normalizes them to form C. Ignored ones are left out, and disallowed ones are
    /// U+FFFD.
    pub fn map_normalize<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        characters: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        self.mapper.map_normalize(characters)
    }

    /// The same, and ignored characters are U+FFFD, too.
    pub fn normalize_validate<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        characters: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        self.mapper.normalize_validate(characters)
    }
}
