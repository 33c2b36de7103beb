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
    /// How many values were judged.
    pub(super) steps: u32,
    /// How many steps there may be. What costs more than one step takes from it.
    most: u32,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { steps: 0, most: STEPS }
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.steps > self.most
    }

    /// Ends the check.
    #[cold]
    pub(super) const fn end(&mut self) {
        (self.steps, self.most) = (STEPS, 0);
    }

    /// Takes some steps. Returns whether there were so many.
    fn take(&mut self, steps: u64) -> bool {
        let has_steps = steps <= u64::from(self.most.saturating_sub(self.steps));
        if has_steps {
            #[allow(clippy::cast_possible_truncation, reason = "it is no more than a u32")]
            {
                self.most -= steps as u32;
            }
        } else {
            self.end();
        }
        has_steps
    }

    /// Takes the steps of a look at so many bytes or parts. Returns whether there were so many.
    pub(super) fn take_parts(&mut self, count: usize) -> bool {
        self.take((count / PARTS) as u64)
    }

    /// Takes the steps of a pattern on a text of this many bytes. Returns whether there were so many. `is_first` says
    /// whether the text was never paid for; it is asked only when the budget ends.
    pub(super) fn take_pattern(&mut self, pattern: &Pattern, length: usize, is_first: impl FnOnce() -> bool) -> bool {
        let steps = pattern.cost(length) / PATTERN_STEPS;
        if steps >= u64::from(self.most.saturating_sub(self.steps)) && !self.is_spent() && is_first() {
            // One step for the text itself and some for the lists and objects around it.
            let paid = (length as u64 + 2) * (PATTERN_STEPS_PER_BYTE / PATTERN_STEPS);
            self.most = u32::try_from(u64::from(self.most) + paid).unwrap_or(u32::MAX / 2).min(u32::MAX / 2);
        }
        self.take(steps)
    }
}
