//! Lookahead and lookbehind, in time linear in the text.
//!
//! Before the search for the pattern, one pass over the text for each of them notes at which positions it holds. A
//! lookbehind holds where a match of its part ends, so its pass goes forwards. A lookahead holds where a match begins: its
//! instructions are turned around, and its pass goes backwards. What stands inside of another has the earlier pass.
//!
//! ```text
//! (?=ab)     b;  a;  match          on "abab":  holds at 2 and 0
//! (?<!-)     -;  match              on "a-b":   a match ends at 2, so it holds at 0, 1 and 3
//! ```

use alloc::vec;
use alloc::vec::Vec;

use super::op::Op;

/// How many lookaheads and lookbehinds a pattern may have: a bit for each, at each byte of the text.
pub(super) const MAX_LOOKS: usize = 63;
/// The bit at each byte with which a character begins.
pub(super) const BEGINS: u64 = 1 << 63;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ahead,
    Behind,
}

/// A lookahead or lookbehind.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// In the order of the pass.
    pub(super) ops: Vec<Op>,
    pub(super) direction: Direction,
}

impl Look {
    /// `ops` end with [`Op::Match`].
    pub(super) fn new(ops: Vec<Op>, direction: Direction) -> Self {
        let ops = if direction == Direction::Ahead { turned_around(&ops) } else { ops };
        Self { ops, direction }
    }
}

/// The index of a lookahead or lookbehind.
#[expect(clippy::cast_possible_truncation, reason = "there are 63 at most")]
pub(super) fn index(at: usize) -> u32 {
    at as u32
}

/// Instructions that match the same texts, read from the last character to the first.
///
/// For each instruction, from the last to the first, they go on at all that could come before it: what jumps to it, and
/// the instruction above.
fn turned_around(ops: &[Op]) -> Vec<Op> {
    const NONE: usize = usize::MAX;
    // For each instruction, the last one that jumps to it; for that one, the one before.
    let mut jumps = vec![(NONE, NONE); ops.len()];
    for (at, op) in ops.iter().enumerate() {
        let (Op::Split { to, .. } | Op::Jump { to }) = *op else { continue };
        let Some(target) = jumps.get_mut(at.wrapping_add_signed(to)) else { continue };
        let before = core::mem::replace(&mut target.0, at);
        if let Some(jump) = jumps.get_mut(at) {
            jump.1 = before;
        }
    }
    // Where the turned instructions of each instruction begin.
    let mut begins = vec![0; ops.len()];
    let mut turned = Vec::new();
    for at in (0..ops.len()).rev() {
        if let Some(begin) = begins.get_mut(at) {
            *begin = turned.len();
        }
        let mut from = jumps.get(at).map_or(NONE, |jumps| jumps.0);
        while let Some(&(_, before)) = jumps.get(from) {
            // Its target is written below, once it is known.
            turned.push(Op::Split { to: from.cast_signed(), class: 0 });
            from = before;
        }
        match at.checked_sub(1).map(|above| ops.get(above)) {
            None => turned.push(Op::Match),
            Some(Some(&op @ (Op::Class { .. } | Op::Start | Op::End | Op::Word(_) | Op::Look(..)))) => turned.push(op),
            // A split goes on at the next instruction, so nothing stands between.
            Some(Some(Op::Split { .. })) => {}
            // Nothing comes from above. A jump to itself goes nowhere.
            _ => turned.push(Op::Jump { to: 0 }),
        }
    }
    for (at, op) in turned.iter_mut().enumerate() {
        if let Op::Split { to, .. } = op {
            let target = begins.get(to.cast_unsigned()).copied().unwrap_or_default();
            *to = target.cast_signed() - at.cast_signed();
        }
    }
    turned
}
