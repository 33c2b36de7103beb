//! Strings that come as their number of UTF-16 units, because nothing else about them is judged.

use super::{Count, Node};
use crate::reason::Code;
use crate::rule::Fault;

/// The largest length that fits into V8's small integers; no V8 string is longer.
pub(in crate::schema) const MAX_UTF16_LENGTH: u32 = (1 << 30) - 1;

/// A code point is one UTF-16 unit or two.
impl Node {
    /// The smallest and the largest number of units of a string that is valid by its length alone; `(1, 0)` if there is
    /// no such string.
    pub fn valid_lengths(&self) -> (u32, u32) {
        if !self.options.is_empty() || self.format.is_some() || self.pattern.is_some() {
            return (1, 0);
        }
        let least = self.count(Count::MinLength).map_or(0, |min| if min <= 1 { min } else { min.saturating_mul(2) });
        (least, self.count(Count::MaxLength).unwrap_or(MAX_UTF16_LENGTH))
    }

    /// A string of more code points than this is too long, whatever else is wrong with it.
    pub fn too_long_above(&self) -> u32 {
        let length_comes_first =
            self.options.is_empty() && self.format.as_ref().is_none_or(|format| !format.unquotes());
        let most = self
            .count(Count::MaxLength)
            .filter(|most| length_comes_first && self.count(Count::MinLength).is_none_or(|min| min <= *most));
        most.unwrap_or(MAX_UTF16_LENGTH)
    }

    pub(in crate::schema) fn check_utf16_length(&self, units: u32) -> Result<(), Fault> {
        if units > self.too_long_above() || self.format.is_some() || self.pattern.is_some() {
            Err(Fault::new(Code::TooLong))
        } else {
            Ok(())
        }
    }
}
