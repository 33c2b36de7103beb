//! The joining types that the rule for U+200C names (RFC 5892 appendix A.1).

/// A joining type: its number is that of ICU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoiningType(pub(crate) u8);

const DUAL_JOINING: JoiningType = JoiningType(2);
const LEFT_JOINING: JoiningType = JoiningType(3);
const RIGHT_JOINING: JoiningType = JoiningType(4);
const TRANSPARENT: JoiningType = JoiningType(5);

/// What may stand before U+200C.
pub const LEFT_OR_DUAL_JOINING_MASK: JoiningTypeMask = LEFT_JOINING.to_mask().with(DUAL_JOINING.to_mask());
/// What may stand behind U+200C.
pub const RIGHT_OR_DUAL_JOINING_MASK: JoiningTypeMask = RIGHT_JOINING.to_mask().with(DUAL_JOINING.to_mask());

impl JoiningType {
    /// Returns the set of this type alone.
    pub const fn to_mask(self) -> JoiningTypeMask {
        JoiningTypeMask(1 << self.0)
    }

    /// Whether this is `Transparent`.
    pub fn is_transparent(self) -> bool {
        self == TRANSPARENT
    }
}

/// A set of joining types.
#[derive(Clone, Copy)]
pub struct JoiningTypeMask(u32);

impl JoiningTypeMask {
    /// Whether two sets have a type in common.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
