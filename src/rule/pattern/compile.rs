//! How the parts of a pattern become instructions.
//!
//! Jumps are relative, so that the instructions of a group can be moved and copied as they are:
//!
//! ```text
//! x|y        split to y;  x;  jump to the end;  y
//! x?         split to the end;  x
//! x+         x;  split to x
//! x*         split to the end;  x;  split to x
//! x{2,4}     x;  x;  split to the end;  x;  split to the end;  x
//! ```

use alloc::vec;

use super::class::END;
use super::look::{self, Direction, Look};
use super::one_pass;
use super::op::{INFINITE, Op, windows};
use super::program::Program;

/// How many instructions a pattern may have.
pub(super) const LIMIT: usize = 4096;
/// How many windows all counters of a pattern may need at once.
const WINDOWS: u32 = 1 << 19;
/// How many ranges are worth collecting to find which characters come first.
const FIRST_RANGES: usize = 2048;

/// The most ranges of branches that become one class. Groups inside one another copy the ranges once a level.
const UNITED_RANGES: usize = 64;

/// The pattern is too large.
pub(super) struct TooLarge;

/// Where the branches of an open group stand.
#[derive(Clone, Copy)]
pub(super) struct Branches {
    /// The first instruction of the group.
    pub(super) start: usize,
    /// The first instruction of the last branch.
    branch: usize,
    /// The last jump whose target is the end of the group. Until then it holds the index of the jump before it.
    jump: usize,
}

impl Branches {
    pub(super) const fn new(start: usize) -> Self {
        Self { start, branch: start, jump: usize::MAX }
    }
}

impl Program {
    /// Makes the instructions from `start` on those of a lookahead or lookbehind.
    pub(super) fn look(&mut self, start: usize, direction: Direction, negative: bool) -> Result<(), TooLarge> {
        if self.looks.len() == look::MAX_LOOKS {
            return Err(TooLarge);
        }
        self.ops.push(Op::Match);
        let ops = self.ops.split_off(start);
        self.ops.push(Op::Look(look::index(self.looks.len()), negative));
        self.looks.push(Look::new(ops, direction));
        Ok(())
    }

    /// Ends a branch, at `|`.
    pub(super) fn branch(&mut self, group: &mut Branches) {
        self.insert_split(group.branch);
        self.ops.push(Op::Jump { to: group.jump.cast_signed() });
        group.jump = self.ops.len() - 1;
        group.branch = self.ops.len();
    }

    /// Ends a group, at `)`.
    pub(super) fn close(&mut self, group: Branches) {
        let (end, mut at) = (self.ops.len(), group.jump);
        while let Some(Op::Jump { to }) = self.ops.get_mut(at) {
            let before = to.cast_unsigned();
            *to = (end - at).cast_signed();
            at = before;
        }
        self.unite(group.start);
    }

    /// Makes one class of branches that are one class each: `(a|\d|-)` becomes `([a\d-])`. A quantifier repeats one class
    /// without copies.
    fn unite(&mut self, start: usize) {
        let ops = self.ops.get(start..).unwrap_or_default();
        // Split, class and jump for each branch; the class alone for the last one.
        let are_classes = ops.len() > 1
            && ops.len() % 3 == 1
            && ops.iter().enumerate().all(|(at, op)| match op {
                Op::Split { .. } => at % 3 == 0,
                Op::Class { min: 1, max: 1, .. } => at % 3 == 1 || at + 1 == ops.len(),
                Op::Jump { .. } => at % 3 == 2,
                _ => false,
            });
        if !are_classes {
            return;
        }
        for op in ops {
            if let Op::Class { class, .. } = *op {
                self.classes.add_class(class);
            }
        }
        if self.classes.open_ranges() > UNITED_RANGES {
            self.classes.discard();
            return;
        }
        let class = self.classes.close(false);
        self.ops.truncate(start);
        self.ops.push(Op::Class { class, min: 1, max: 1 });
    }

    /// Repeats the instructions from `start` on.
    pub(super) fn repeat(&mut self, start: usize, min: u32, max: u32) -> Result<(), TooLarge> {
        let length = self.ops.len() - start;
        if max == 0 {
            self.ops.truncate(start);
        }
        if max == 0 || length == 0 || (min, max) == (1, 1) {
            return Ok(());
        }
        if let Some([Op::Class { min: low @ 1, max: high @ 1, .. }]) = self.ops.get_mut(start..) {
            (*low, *high) = (min, max);
            return Ok(());
        }
        let (required, optional) = (min as usize, (max - min) as usize);
        let copies = if max == INFINITE { required.max(1) } else { max as usize };
        if copies.saturating_mul(length).saturating_add(start) > LIMIT {
            return Err(TooLarge);
        }
        for _ in 1..if max == INFINITE { copies } else { required } {
            self.copy(start, length);
        }
        if max == INFINITE {
            self.ops.push(Op::Split { to: -length.cast_signed(), class: 0 });
            if min == 0 {
                self.insert_split(start);
                // It skips to the end, and no jump follows as it does behind a branch.
                self.aim(start, self.ops.len());
            }
        } else if optional > 0 {
            let first = start + required * length;
            if min == 0 {
                self.insert_split(start);
            } else {
                self.ops.push(Op::Match);
                self.copy(start, length);
            }
            for _ in 1..optional {
                self.copy(first, length + 1);
            }
            let mut at = first;
            while at < self.ops.len() {
                self.aim(at, self.ops.len());
                at += length + 1;
            }
        }
        Ok(())
    }

    /// Appends a copy of instructions.
    fn copy(&mut self, from: usize, length: usize) {
        for at in from..from + length {
            if let Some(&op) = self.ops.get(at) {
                self.ops.push(op);
            }
        }
    }

    /// Inserts a split that goes past the instructions from `start` on and one more.
    fn insert_split(&mut self, start: usize) {
        self.ops.insert(start, Op::Match);
        self.aim(start, self.ops.len() + 1);
    }

    /// Writes a split at `at` that goes to `target`.
    fn aim(&mut self, at: usize, target: usize) {
        if let Some(op) = self.ops.get_mut(at) {
            *op = Op::Split { to: (target - at).cast_signed(), class: 0 };
        }
    }

    /// Ends the program.
    pub(super) fn finish(&mut self) -> Result<(), TooLarge> {
        // If the text matches with a longer run of the last class, it matches with the shortest. For large numbers a
        // counter without an upper limit needs fewer windows.
        if let Some(Op::Class { min: min @ ..64, max, .. }) = self.ops.last_mut() {
            *max = (*min).max(1);
        }
        for op in self.looks.iter().flat_map(|look| &look.ops).chain(&self.ops) {
            self.windows += windows(op);
            if self.windows > WINDOWS {
                return Err(TooLarge);
            }
        }
        if self.instructions() >= LIMIT {
            return Err(TooLarge);
        }
        self.ops.push(Op::Match);
        self.first = self.first_class(0);
        self.one_pass = one_pass::prepare(self);
        Ok(())
    }

    /// The class of the characters that can come next at an instruction, with [`END`] where the text may end. It may
    /// contain more: assertions are taken to hold.
    pub(super) fn first_class(&mut self, at: usize) -> u32 {
        let mut seen = vec![false; self.ops.len()];
        let mut stack = vec![at];
        while let Some(at) = stack.pop() {
            let (Some(&op), Some(seen @ false)) = (self.ops.get(at), seen.get_mut(at)) else { continue };
            *seen = true;
            let goes_on = match op {
                Op::Class { class, min, .. } => {
                    self.classes.add_class(class);
                    min == 0
                }
                Op::Split { to, .. } | Op::Jump { to } => {
                    stack.push(at.wrapping_add_signed(to));
                    matches!(op, Op::Split { .. })
                }
                Op::Start | Op::Word(_) | Op::Look(..) => true,
                Op::End | Op::Match => {
                    self.classes.add(if matches!(op, Op::End) { END } else { 0 }, END);
                    false
                }
            };
            if goes_on {
                stack.push(at + 1);
            }
            if self.classes.open_ranges() > FIRST_RANGES {
                self.classes.add(0, END);
                break;
            }
        }
        self.classes.close(false)
    }
}
