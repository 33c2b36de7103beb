//! Why a pattern does not compile, and where.

use core::fmt;

/// A pattern that does not compile.
///
/// `Display` names the offset and the remedy: `offset 0: lookahead is not supported: …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatternError {
    offset: usize,
    message: &'static str,
}

impl PatternError {
    pub(super) const fn new(offset: usize, message: &'static str) -> Self {
        Self { offset, message }
    }

    /// Where in the pattern, in code points from 0: the first character of the construct that is refused.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is refused there, and the remedy.
    pub const fn message(&self) -> &'static str {
        self.message
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "offset {}: {}", self.offset, self.message)
    }
}

impl core::error::Error for PatternError {}

// What the grammar refuses (ECMA-262 section 22.2.1, with the flag `u`).
pub(super) const NOTHING_TO_REPEAT: &str = r"nothing to repeat: write \ before * + ? to match the character";
pub(super) const LONE_BRACKET: &str = r"a bracket without its other half: write \ before { } ] to match the character";
pub(super) const INCOMPLETE_QUANTIFIER: &str =
    r"not a quantifier: write {2}, {2,} or {2,3}, or \{ to match the character";
pub(super) const QUANTIFIER_ORDER: &str = "the numbers of a quantifier are out of order: write the smaller one first";
pub(super) const UNMATCHED_PARENTHESIS: &str = r"this ) closes no group: write \) to match the character";
pub(super) const UNFINISHED_GROUP: &str = "this group is not closed: add )";
pub(super) const INVALID_GROUP: &str = "not a group: write (…), (?:…) or (?<name>…)";
pub(super) const INVALID_NAME: &str = "not a group name: write <name> with letters, digits, _ or $, no digit first";
pub(super) const DUPLICATE_NAME: &str = "two groups have this name: rename one";
pub(super) const UNKNOWN_GROUP: &str = "no group has this number or name";
pub(super) const UNFINISHED_CLASS: &str = "this class is not closed: add ]";
pub(super) const RANGE_ORDER: &str = "the ends of a range are out of order: write the smaller one first";
pub(super) const SET_IN_RANGE: &str = r"a range ends in a set such as \d: write \- to match a hyphen";
pub(super) const INVALID_ESCAPE: &str = r"not an escape: remove the \, or write \\ to match it";
pub(super) const INVALID_PROPERTY: &str = r"not a property: write \p{Name} or \p{Name=Value}";

// What the grammar has and the engine does not run.
pub(super) const LOOKAHEAD: &str =
    "lookahead is not supported: say the same without it, or check it in a rule of your own";
pub(super) const LOOKBEHIND: &str =
    "lookbehind is not supported: say the same without it, or check it in a rule of your own";
pub(super) const BACK_REFERENCE: &str =
    "back references are not supported: say the same without it, or check it in a rule of your own";
pub(super) const PROPERTY: &str =
    r"\p{…} is not supported, as Unicode's tables change: list ranges such as [A-Za-z\u00c0-\u024f]";
pub(super) const MODIFIERS: &str = "modifiers are not supported: list both cases, as in [Aa]";
pub(super) const NAME_NOT_ASCII: &str = "group names outside ASCII are not supported: rename the group";
pub(super) const TOO_LARGE: &str = "the pattern is too large: use smaller numbers in its quantifiers";
