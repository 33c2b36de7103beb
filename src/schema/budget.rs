//! How much a check of one value may do. It is counted, never timed, so that every host stops at the same step.

use crate::rule::pattern::Pattern;

/// How many steps a check may make. A step judges a value by one node. Schemas that judge a value by several branches,
/// each of which judges its parts by several branches, would need more than any machine has.
const STEPS: u32 = 1 << 25;
/// How many instructions of a pattern, each run on one byte, count as one step.
const PATTERN_STEPS: u64 = 4;
/// How many instructions of patterns the first look at a text pays for, for each byte of the text. So a long value that is
/// judged once ends, whatever its length; a check that judges each text by many patterns has the budget alone.
pub(super) const PATTERN_STEPS_PER_BYTE: u64 = 512;
/// How many bytes that are read, or parts that are looked at, count as one step.
const PARTS: usize = 8;

/// The budget of a check.
pub(super) struct Budget {
    /// How many values were judged, and how many issues were found.
    pub(super) steps: u32,
    /// How many steps there may be. What costs more than one step takes from it.
    most: i64,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { steps: 0, most: STEPS as i64 }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left() < 0
    }

    fn left(&self) -> i64 {
        self.most - i64::from(self.steps)
    }

    /// Ends the check.
    pub(super) const fn end(&mut self) {
        (self.steps, self.most) = (STEPS, 0);
    }

    /// Takes some steps. Returns whether there were so many.
    #[inline(never)]
    fn take(&mut self, steps: u64) -> bool {
        self.most -= steps.cast_signed();
        let is_spent = self.is_spent();
        if is_spent {
            self.end();
        }
        !is_spent
    }

    /// Takes the steps of a look at so many bytes or parts. Returns whether there were so many.
    pub(super) fn take_parts(&mut self, count: usize) -> bool {
        self.take((count / PARTS) as u64)
    }

    /// Takes the steps of a pattern on a text of this many bytes. Returns whether there were so many. `is_first` says
    /// whether the text was never paid for; it is asked only when the budget ends.
    pub(super) fn take_pattern(&mut self, pattern: &Pattern, length: usize, is_first: impl FnOnce() -> bool) -> bool {
        let steps = pattern.cost(length) / PATTERN_STEPS;
        let left = self.left();
        if left >= 0 && steps.cast_signed() >= left && is_first() {
            // The text pays for the lists and objects around it, too.
            self.most += ((length as u64 + 2) * (PATTERN_STEPS_PER_BYTE / PATTERN_STEPS)).cast_signed();
        }
        self.take(steps)
    }
}
