//! Why a pattern does not compile, and where.

use core::fmt;

/// A pattern that does not compile.
///
/// `Display` names the offset and the remedy: `offset 3: a back reference is not supported: …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatternError {
    pub(super) offset: usize,
    pub(super) problem: Problem,
}

impl PatternError {
    /// Where in the pattern, in code points from 0: the first character of the construct that is refused.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The construct that is refused there, and the remedy.
    pub fn message(&self) -> &'static str {
        MESSAGES.get(self.problem as usize).copied().unwrap_or_default()
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "offset {}: {}", self.offset, self.message())
    }
}

impl core::error::Error for PatternError {}

/// Each problem with its message.
macro_rules! problems {
    ($($problem:ident, $message:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Problem {
            $($problem,)*
        }

        const MESSAGES: &[&str] = &[$($message),*];
    };
}

problems! {
    // What the grammar refuses (ECMA-262 section 22.2.1, with the flag `u`).
    NothingToRepeat, r"nothing to repeat: write \ before it to match it";
    LoneBracket, r"a lone bracket: write \ before it to match it";
    IncompleteQuantifier, r"incomplete quantifier: write \ before it to match it";
    QuantifierOrder, "numbers out of order: write the smaller one first";
    UnmatchedParenthesis, r"no group to close: write \ before it to match it";
    UnfinishedGroup, "unfinished group: add )";
    InvalidGroup, "invalid group: write (…), (?:…) or (?<name>…)";
    InvalidName, "invalid group name: use letters, digits, _ and $, no digit first";
    DuplicateName, "duplicate group name: rename the group";
    UnknownGroup, "no group has this number or name";
    UnfinishedClass, "unfinished class: add ]";
    RangeOrder, "range out of order: write the smaller one first";
    SetInRange, r"a set in a range: write \ before the hyphen to match it";
    InvalidEscape, r"invalid escape: remove the \, or write \\ to match it";
    ForeignEscape, r"invalid escape: write ^ for \A, $ for \z, and say the same without any other";
    InvalidProperty, r"invalid property: write \p{Name} or \p{Name=Value}";
    // What the grammar has and the engine does not run.
    BackReference, "a back reference is not supported: say the same without it, or check it in a rule of your own";
    Property, r"\p{…} is not supported: list ranges, such as [A-Za-z\u00c0-\u024f]";
    Modifiers, "(?i) is not supported: list both cases, such as [Aa]";
    NameNotAscii, "a group name outside ASCII is not supported: rename the group";
    TooLarge, "the pattern is too large: use smaller numbers in its quantifiers, or \"enum\" for a list of texts";
}
