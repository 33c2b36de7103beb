//! Lengths in Unicode code points, as JSON Schema counts them.

use crate::reason::{Code, Reason};

/// Whether `text` has more than `max` code points; looks no further than it must.
pub(crate) fn exceeds(text: &str, max: u32) -> bool {
    let max = max as usize;
    // A code point takes one to four bytes, so most lengths are decided without counting.
    text.len() > max && (text.len() > max.saturating_mul(4) || text.chars().nth(max).is_some())
}

/// Whether `text` has fewer than `min` code points.
pub(crate) fn falls_short(text: &str, min: u32) -> bool {
    min > 0 && !exceeds(text, min - 1)
}

pub(crate) fn at_most(text: &str, max: u32) -> Result<(), Reason> {
    if exceeds(text, max) { Err(Reason::new(Code::TooLong).with_param("max", max)) } else { Ok(()) }
}

pub(crate) fn at_least(text: &str, min: u32) -> Result<(), Reason> {
    if falls_short(text, min) { Err(Reason::new(Code::TooShort).with_param("min", min)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_count() {
        for (text, count) in [("", 0), ("abc", 3), ("é", 1), ("💚💚", 2), ("e\u{301}", 2), ("👨‍👩‍👧", 5)]
        {
            assert!(!exceeds(text, count), "{text}");
            assert!(count == 0 || exceeds(text, count - 1), "{text}");
            assert!(!falls_short(text, count), "{text}");
            assert!(falls_short(text, count + 1), "{text}");
        }
    }
}
