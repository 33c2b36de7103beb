//! The positions of a program: each character that a class may take, with counters written out.

use alloc::vec;
use alloc::vec::Vec;

use super::super::op::{INFINITE, Op};
use super::super::program::Program;

/// One bit for each position, [`END`] and [`MATCH`].
pub(super) type Set = u128;

/// The pattern matches if the text ends here.
pub(super) const END: Set = 1 << 126;
/// The pattern matches.
pub(super) const MATCH: Set = 1 << 127;
/// How many positions a pattern may have.
const POSITIONS: usize = 126;
/// How many instructions a pattern may have.
const OPS: usize = 512;
/// A character that a class may take.
pub(super) struct Position {
    /// The instruction.
    op: usize,
    class: u32,
    /// Whether the class may take one more.
    more: bool,
    /// Whether that is the next position, and not this one again.
    next: bool,
    /// Whether the class may be left.
    leaves: bool,
    index: usize,
}

impl Position {
    /// What can come behind this position.
    pub(super) fn follow(&self, program: &Program, positions: &[Self]) -> Set {
        let mut set = if self.leaves { reachable(program, positions, self.op + 1, false) } else { 0 };
        if self.more {
            set |= 1 << (self.index + usize::from(self.next));
        }
        set
    }
}

/// The positions of a program, if they are few.
pub(super) fn positions(program: &Program) -> Option<Vec<Position>> {
    let mut positions = Vec::new();
    if program.ops.len() > OPS {
        return None;
    }
    for (op, instruction) in program.ops.iter().enumerate() {
        match *instruction {
            Op::Class { class, min, max } => {
                let last = if max == INFINITE { min.max(1) } else { max };
                if last as usize > POSITIONS - positions.len() {
                    return None;
                }
                for count in 1..=last {
                    let index = positions.len();
                    let (more, next) = (count < max, count < last);
                    positions.push(Position { op, class, more, next, leaves: count >= min, index });
                }
            }
            Op::Word(_) | Op::Look(..) => return None,
            _ => {}
        }
    }
    Some(positions)
}

/// The positions that can take the next character at an instruction, with [`MATCH`] and [`END`].
pub(super) fn reachable(program: &Program, positions: &[Position], op: usize, at_start: bool) -> Set {
    let mut set = 0;
    // Behind a `$`, whatever takes a character is out of reach.
    let mut seen = vec![[false; 2]; program.ops.len()];
    let mut stack = vec![(op, false)];
    while let Some((at, ended)) = stack.pop() {
        let (Some(op), Some(seen)) = (program.ops.get(at), seen.get_mut(at)) else { continue };
        let Some(seen @ false) = seen.get_mut(usize::from(ended)) else { continue };
        *seen = true;
        let (mut goes_on, mut ends) = (true, ended);
        match *op {
            Op::Class { min, .. } => {
                if let (false, Some(first)) = (ended, positions.iter().find(|position| position.op == at)) {
                    set |= 1 << first.index;
                }
                goes_on = min == 0;
            }
            Op::Split { to, .. } => stack.push((at.wrapping_add_signed(to), ended)),
            Op::Jump { to } => {
                stack.push((at.wrapping_add_signed(to), ended));
                goes_on = false;
            }
            Op::Start => goes_on = at_start,
            Op::End => ends = true,
            Op::Match => set |= if ended { END } else { MATCH },
            Op::Word(_) | Op::Look(..) => goes_on = false,
        }
        if goes_on {
            stack.push((at + 1, ends));
        }
    }
    set
}

/// The positions that take a character.
pub(super) fn takers(program: &Program, positions: &[Position], c: u32) -> Set {
    let mut set = 0;
    // Whether the class of the position before takes it.
    let mut before = (u32::MAX, false);
    for position in positions {
        if position.class != before.0 {
            before = (position.class, program.classes.contains(position.class, c));
        }
        set |= Set::from(before.1) << position.index;
    }
    set
}
