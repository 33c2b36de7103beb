//! The bidi classes that the Bidi rule names (RFC 5893 section 2).

/// A bidi class: its number is that of ICU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidiClass(pub(crate) u8);

const LEFT_TO_RIGHT: BidiClass = BidiClass(0);
const RIGHT_TO_LEFT: BidiClass = BidiClass(1);
const EUROPEAN_NUMBER: BidiClass = BidiClass(2);
const EUROPEAN_SEPARATOR: BidiClass = BidiClass(3);
const EUROPEAN_TERMINATOR: BidiClass = BidiClass(4);
const ARABIC_NUMBER: BidiClass = BidiClass(5);
const COMMON_SEPARATOR: BidiClass = BidiClass(6);
const OTHER_NEUTRAL: BidiClass = BidiClass(10);
const ARABIC_LETTER: BidiClass = BidiClass(13);
const NONSPACING_MARK: BidiClass = BidiClass(17);
const BOUNDARY_NEUTRAL: BidiClass = BidiClass(18);

/// A label with one of these is an RTL label (RFC 5893 section 1.4).
pub const RTL_MASK: BidiClassMask = mask(&[RIGHT_TO_LEFT, ARABIC_LETTER, ARABIC_NUMBER]);
/// What a label may begin with: condition 1.
pub const FIRST_BC_MASK: BidiClassMask = mask(&[LEFT_TO_RIGHT, RIGHT_TO_LEFT, ARABIC_LETTER]);
/// What a label from left to right may end with: condition 6.
pub const LAST_LTR_MASK: BidiClassMask = mask(&[LEFT_TO_RIGHT, EUROPEAN_NUMBER]);
/// What a label from right to left may end with: condition 3.
pub const LAST_RTL_MASK: BidiClassMask = mask(&[RIGHT_TO_LEFT, ARABIC_LETTER, EUROPEAN_NUMBER, ARABIC_NUMBER]);
/// What a label from left to right may hold: condition 5.
pub const MIDDLE_LTR_MASK: BidiClassMask = mask(&[LEFT_TO_RIGHT]).with(NUMBERS_AND_NEUTRALS);
/// What a label from right to left may hold: condition 2.
pub const MIDDLE_RTL_MASK: BidiClassMask = RTL_MASK.with(NUMBERS_AND_NEUTRALS);

const NUMBERS_AND_NEUTRALS: BidiClassMask = mask(&[
    EUROPEAN_NUMBER,
    EUROPEAN_SEPARATOR,
    COMMON_SEPARATOR,
    EUROPEAN_TERMINATOR,
    OTHER_NEUTRAL,
    BOUNDARY_NEUTRAL,
    NONSPACING_MARK,
]);

impl BidiClass {
    /// Returns the set of this class alone.
    pub const fn to_mask(self) -> BidiClassMask {
        BidiClassMask(1 << self.0)
    }

    /// Whether this is `Left_To_Right`.
    pub fn is_ltr(self) -> bool {
        self == LEFT_TO_RIGHT
    }

    /// Whether this is `Nonspacing_Mark`.
    pub fn is_nonspacing_mark(self) -> bool {
        self == NONSPACING_MARK
    }

    /// Whether this is `European_Number`.
    pub fn is_european_number(self) -> bool {
        self == EUROPEAN_NUMBER
    }

    /// Whether this is `Arabic_Number`.
    pub fn is_arabic_number(self) -> bool {
        self == ARABIC_NUMBER
    }
}

/// A set of bidi classes.
#[derive(Clone, Copy)]
pub struct BidiClassMask(u32);

impl BidiClassMask {
    /// Whether two sets have a class in common.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

const fn mask(mut classes: &[BidiClass]) -> BidiClassMask {
    let mut mask = BidiClassMask(0);
    while let Some((class, rest)) = classes.split_first() {
        mask = mask.with(class.to_mask());
        classes = rest;
    }
    mask
}
