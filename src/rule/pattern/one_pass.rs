//! Fast path for anchored patterns in which the next character alone decides how to go on: `^[a-z0-9-]{1,64}$`,
//! `^(SM|MM)[0-9a-f]{32}$`. One loop runs over the text, with one current instruction.

use super::op::Op;
use super::program::Program;
use super::text::{holds, peek, take};

/// Longer programs always run in [`super::search`], because this analysis takes quadratic time.
const LONGEST: usize = 256;

/// Whether the next character alone decides each split and each counter. Writes the deciding classes into the splits.
///
/// Wherever the program can go on in two ways, the characters that can come first must be different. A `$` must stand
/// last: in a loop it would let the loop run on without a character.
pub(super) fn prepare(program: &mut Program) -> bool {
    let count = program.ops.len();
    if count > LONGEST || !matches!(program.ops.first(), Some(Op::Start)) || !program.looks.is_empty() {
        return false;
    }
    for at in 0..count {
        let apart = match program.ops.get(at) {
            Some(&Op::Class { class, min, max }) if min != max => {
                let next = program.first_class(at + 1);
                program.classes.apart(class, next)
            }
            Some(&Op::Split { to, .. }) => {
                let class = program.first_class(at.wrapping_add_signed(to));
                let next = program.first_class(at + 1);
                if let Some(op) = program.ops.get_mut(at) {
                    *op = Op::Split { to, class };
                }
                program.classes.apart(class, next)
            }
            Some(Op::End) => at + 2 == count,
            _ => true,
        };
        if !apart {
            return false;
        }
    }
    true
}

/// Whether a program that [`prepare`] accepts matches the text.
pub(super) fn is_match(program: &Program, text: &[u8]) -> bool {
    let (mut at, mut index) = (0, 0);
    loop {
        match program.ops.get(index) {
            Some(&Op::Class { class, min, max }) => {
                let Some(set) = program.classes.get(class) else { return false };
                let mut count = 0;
                loop {
                    let ascii = set.count_ascii(text.get(at..).unwrap_or_default(), max - count);
                    at += ascii as usize;
                    count += ascii;
                    let mut next = at;
                    // No class has the end of the text.
                    let is_other = count < max && text.get(at).is_some_and(|byte| !byte.is_ascii());
                    if !is_other || !program.classes.contains(class, take(text, &mut next)) {
                        break;
                    }
                    at = next;
                    count += 1;
                }
                if count < min {
                    return false;
                }
            }
            Some(&Op::Split { to, class }) => {
                if program.classes.contains(class, peek(text, at)) {
                    index = index.wrapping_add_signed(to);
                    continue;
                }
            }
            Some(&Op::Jump { to }) => {
                index = index.wrapping_add_signed(to);
                continue;
            }
            Some(Op::Match) => return true,
            Some(op) => {
                if !holds(op, text, at) {
                    return false;
                }
            }
            None => return false,
        }
        index += 1;
    }
}
