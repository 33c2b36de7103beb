//! Regular expressions of ECMA-262 with the flag `u`, as JSON Schema's `pattern` uses them.
//!
//! ```
//! use unanimous::rule::pattern::Pattern;
//!
//! let zip = Pattern::new(r"^\d{5}(-\d{4})?$")?;
//! assert!(zip.is_match("94103") && zip.is_match("94103-1234"));
//! assert!(!zip.is_match("9410"));
//!
//! let refused = Pattern::new(r"^(a)\1").unwrap_err();
//! assert_eq!(refused.offset(), 4);
//! assert!(refused.message().starts_with("a back reference is not supported"));
//! # Ok::<(), unanimous::rule::pattern::PatternError>(())
//! ```
//!
//! A pattern matches if any part of the text does, unless it says `^` and `$`. The answer is that of JavaScript's
//! `RegExp(pattern, "u").test(text)`.
//!
//! - Supported: classes, `\d \w \s .` and their capitals, all escapes, groups with and without names, alternation, greedy
//!   and lazy quantifiers, `^ $ \b \B`, lookahead and lookbehind.
//! - Refused: back references, `\p{…}` (its tables change from year to year), modifiers, group names outside ASCII, and
//!   two groups of one name.
//! - Refused as too large: more than 4,096 instructions after groups with numbers are written out, and counters of more
//!   than about a million characters without slack, such as `.{2000000}`, and more than 63 lookaheads and lookbehinds. A
//!   single class with a counter, such as `.{0,262144}`, is one instruction.
//!
//! Matching takes time linear in the text, whatever the pattern: no pattern runs for long on a hostile text. A schema may
//! have many patterns, and a value many texts, so a check counts what all of them take together, and ends if it is too much.

mod class;
mod compile;
#[cfg(feature = "fast-paths")]
mod dfa;
mod error;
mod look;
mod one_pass;
mod op;
mod parse;
mod program;
mod search;
mod text;

use alloc::borrow::ToOwned;
#[cfg(feature = "fast-paths")]
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

pub use self::error::PatternError;
use self::program::Program;
use crate::reason::Code;
use crate::rule::Fault;

/// A compiled pattern.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    program: Program,
    #[cfg(feature = "fast-paths")]
    dfa: Option<Box<dfa::Dfa>>,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A text that is no regular expression of ECMA-262 (ES2024) with the flag `u`, or that the [module](self) lists as refused.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let mut unlimited = usize::MAX;
        Self::within(text, &mut unlimited)
    }

    /// Compiles a pattern. Its automaton takes its cells from `cells`; if none are left, the slower search is used.
    #[cfg_attr(not(feature = "fast-paths"), allow(unused_variables, reason = "there is no table"))]
    pub(crate) fn within(text: &str, cells: &mut usize) -> Result<Self, PatternError> {
        match parse::parse(text.as_bytes(), false) {
            Ok(program) => Ok(Self {
                #[cfg(feature = "fast-paths")]
                dfa: dfa::Dfa::new(&program, cells),
                text: text.to_owned(),
                program,
            }),
            Err((at, problem)) => {
                // Bytes that continue a character begin with the bits 10.
                let before = text.as_bytes().get(..at).unwrap_or_default();
                let continued = before.iter().filter(|&&byte| byte & 0xc0 == 0x80).count();
                Err(PatternError { offset: at - continued, problem })
            }
        }
    }

    /// Whether any part of a UTF-8 text matches.
    ///
    /// A `&str` or its bytes. A byte that is not part of a UTF-8 character counts as U+FFFD.
    pub fn is_match(&self, text: impl AsRef<[u8]>) -> bool {
        self.is_match_bytes(text.as_ref())
    }

    fn is_match_bytes(&self, text: &[u8]) -> bool {
        #[cfg(feature = "fast-paths")]
        if let Some(dfa) = &self.dfa {
            return dfa.is_match(text);
        }
        if self.program.one_pass {
            one_pass::is_match(&self.program, text)
        } else {
            search::is_match(&self.program, text)
        }
    }

    /// How many instructions run at most on a text of this many bytes: each of them at each byte, and what the search
    /// prepares. The number is the same in every build, whichever engine runs the pattern.
    pub(crate) fn cost(&self, length: usize) -> u64 {
        (length as u64 + 1) * u64::from(self.instructions()) + self.preparation()
    }

    /// How many instructions it has.
    #[allow(clippy::cast_possible_truncation, reason = "it has 4,096 at most")]
    pub(crate) fn instructions(&self) -> u32 {
        self.program.instructions() as u32
    }

    /// What the start of a search costs, in instructions, whatever the text.
    #[inline]
    pub(crate) const fn preparation(&self) -> u64 {
        Self::START + self.program.windows as u64
    }

    /// What the start of any search costs, in instructions. Many patterns look at few characters only.
    pub(crate) const START: u64 = 16;

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text).finish()
    }
}

/// Judges the format `regex`: the whole grammar of ES2024 with the flag `u`, whether [`Pattern`] runs it or not.
///
/// Names of Unicode properties are not looked up. In a group name, any character outside ASCII that may stand in a bare
/// key of a path counts as a letter, because the tables of letters change from year to year.
pub(crate) fn judge_regex(text: &[u8]) -> Result<(), Fault> {
    parse::parse(text, true).map(drop).map_err(|_| Fault::new(Code::InvalidRegex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regex_is_the_whole_grammar() {
        let cases: &[(&str, bool)] = &[
            ("", true),
            ("^(?=a)(?!b)(?<=c)(?<!d)$", true),
            ("(?=a)*", false),
            ("(?<!a)+", false),
            ("(?=a|(b))c", true),
            (r"(a)\1", true),
            (r"\1(a)", true),
            (r"(a)\2", false),
            (r"(a)\1*", true),
            (r"\1", false),
            (r"(?<n>a)\k<n>", true),
            (r"\k<n>(?<n>a)", true),
            (r"(?<n>a)\k<\u006e>", true),
            (r"(?<n>a)\k<m>", false),
            (r"\k<n>", false),
            (r"\k", false),
            (r"(?<n>a)\kn", false),
            (r"\p{L}\P{Lu}[\p{Script=Greek}]", true),
            (r"\p{Script_Extensions=Grek}", true),
            (r"\p{}", false),
            (r"\p", false),
            (r"\pL", false),
            (r"\p{=a}", false),
            (r"\p{a=}", false),
            (r"\p{a=b=c}", false),
            (r"\p{1=a}", false),
            (r"\p{L", false),
            (r"\p{Greek }", false),
            (r"[\p{L}-z]", false),
            ("(?<année>a)", true),
            (r"(?<\ud801\udc00>a)", true),
            ("(?<💚>a)", false),
            ("(?<n>a)(?<n>b)", false),
            ("(?<n>a)|(?<n>b)", false),
            ("(?i:a)", false),
            ("a{1000000000}(?:b{9}){100000}", true),
            ("a|b||(c|)", true),
            ("(a|b", false),
            ("a|b)", false),
            ("[b-a]", false),
            ("[z", false),
            (r"\a", false),
            ("a{2,1}", false),
            ("a**", false),
        ];
        for &(text, valid) in cases {
            let expected = if valid { Ok(()) } else { Err(Fault::new(Code::InvalidRegex)) };
            assert_eq!(judge_regex(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn regex_takes_any_depth_and_length() {
        let deep = "(?=(".repeat(100_000) + &"))".repeat(100_000);
        assert_eq!(judge_regex(deep.as_bytes()), Ok(()));
        let long = r"[a-z]+|\d{2,3}".repeat(50_000);
        assert_eq!(judge_regex(long.as_bytes()), Ok(()));
    }
}
