//! How much a check of one value may do. It is counted, never timed, so that every runtime stops at the same step.

/// How many steps a check may make. A step judges a value by one node. Schemas that judge a value by several branches,
/// each of which judges its parts by several branches, would need more than any machine has.
const STEPS: u32 = 1 << 25;
/// How many instructions of a pattern, each run on one byte, count as one step.
const PATTERN_STEPS: u64 = 4;
/// How many instructions of patterns the first look at a text pays for, for each byte of the text. So a long value that is
/// judged once ends, whatever its length; a check that judges each text by many patterns has the budget alone.
pub(super) const PATTERN_STEPS_PER_BYTE: u64 = 128;
/// How many steps are left for the lists and objects around the first text that pays for itself.
const RESERVE: i64 = 1 << 16;

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

    pub(super) const fn is_spent(&self) -> bool {
        self.left() < 0
    }

    const fn left(&self) -> i64 {
        self.most - self.steps as i64
    }

    /// Ends the check.
    pub(super) const fn end(&mut self) {
        (self.steps, self.most) = (STEPS, 0);
    }

    /// Takes the steps of so many instructions of patterns, if more than the reserve is left then. Returns whether it is.
    #[inline(never)]
    pub(super) fn take(&mut self, instructions: u64) -> bool {
        let steps = (instructions / PATTERN_STEPS).cast_signed();
        let is_taken = self.left() - steps >= RESERVE;
        if is_taken {
            self.most -= steps;
        }
        is_taken
    }

    /// Takes the steps from the reserve, too. Returns whether there were so many. `is_first` says whether a text of this
    /// length has not paid yet.
    #[cold]
    pub(super) fn take_last(&mut self, instructions: u64, length: usize, is_first: bool) -> bool {
        if is_first && !self.is_spent() {
            // The text pays for the lists and objects around it, too.
            self.most += ((length as u64 + 2) * (PATTERN_STEPS_PER_BYTE / PATTERN_STEPS)).cast_signed();
        }
        self.most -= (instructions / PATTERN_STEPS).cast_signed();
        if self.is_spent() {
            self.end();
        }
        !self.is_spent()
    }

    /// Takes the steps of a look at so many bytes or parts. Returns whether there were so many.
    pub(super) fn take_parts(&mut self, count: usize) -> bool {
        let instructions = count as u64 / 2;
        self.take(instructions) || self.take_last(instructions, 0, false)
    }
}
