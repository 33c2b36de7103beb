//! Runs any program over a text, in time linear in the text: all ways to match advance together, one character at a time
//! (a Pike VM without captures).
//!
//! A counter such as `[a-z]{3,5}` is one instruction, however many characters it may take. Ways that wait in it differ
//! only in where they entered. A way that entered at `e` may leave from `e + min` to `e + max`. Entries whose times to
//! leave touch are kept as one window, from the first entry to the last, so that a counter needs at most
//! `max / (max - min + 2) + 1` windows:
//!
//! ```text
//! [a-z]{3,5}   entries 1, 3, 8     windows 1..3, 8..8     leaves at 4..8, 11..13
//! ```

use alloc::vec::Vec;

use super::compile::{INFINITE, Op, Program};
use super::text::{decode, holds};

/// What is known of one instruction.
#[derive(Default)]
struct State {
    /// The last position at which it was entered.
    entered: usize,
    /// Whether it is in the list of active instructions. Only classes are.
    active: bool,
    /// The newest window of a class: the first and the last entry.
    newest: Window,
    /// The windows before it, the oldest first. Those before `gone` are over.
    older: Vec<Window>,
    gone: usize,
}

type Window = (usize, usize);

impl State {
    /// Enters a class at a position. `slack` is `max - min`.
    fn enter(&mut self, position: usize, slack: usize) {
        if self.active && position - self.newest.1 <= slack.saturating_add(1) {
            self.newest.1 = position;
        } else {
            if self.active {
                self.older.push(self.newest);
            }
            self.newest = (position, position);
        }
    }

    /// Takes a character that the class contains. Returns whether a way may leave, and whether one may stay.
    fn step(&mut self, position: usize, min: usize, max: usize) -> (bool, bool) {
        while self.older.get(self.gone).is_some_and(|window| window.1.saturating_add(max) < position) {
            self.gone += 1;
        }
        let oldest = *self.older.get(self.gone).unwrap_or(&self.newest);
        if self.gone > 0 && self.gone * 2 >= self.older.len() {
            self.older.drain(..self.gone);
            self.gone = 0;
        }
        (oldest.0.saturating_add(min) <= position, self.newest.1.saturating_add(max) > position)
    }
}

/// A limit of a counter, as a number of positions.
const fn positions(count: u32) -> usize {
    if count == INFINITE { usize::MAX } else { count as usize }
}

/// Whether any part of the text matches.
pub(super) fn is_match(program: &Program, text: &[u8]) -> bool {
    let Program { ops, classes, first, .. } = program;
    let anchored = matches!(ops.first(), Some(Op::Start));
    let mut states = Vec::new();
    states.resize_with(ops.len(), State::default);
    // The instructions to enter at this position, and the classes that take its character.
    let (mut stack, mut active) = (Vec::new(), Vec::<usize>::new());
    let (mut at, mut position) = (0, 1);
    loop {
        let (c, length) = decode(text, at);
        if (at == 0 || !anchored) && classes.contains(*first, c) {
            stack.push(0);
        }
        while let Some(index) = stack.pop() {
            let (Some(op), Some(state)) = (ops.get(index), states.get_mut(index)) else { continue };
            if state.entered == position {
                continue;
            }
            state.entered = position;
            match *op {
                Op::Class { min, max, .. } => {
                    state.enter(position, positions(max).wrapping_sub(min as usize));
                    if !state.active {
                        state.active = true;
                        active.push(index);
                    }
                    if min == 0 {
                        stack.push(index + 1);
                    }
                }
                Op::Split { to, .. } => stack.extend_from_slice(&[index.wrapping_add_signed(to), index + 1]),
                Op::Jump { to } => stack.push(index.wrapping_add_signed(to)),
                Op::Match => return true,
                _ => {
                    if holds(op, text, at) {
                        stack.push(index + 1);
                    }
                }
            }
        }
        if length == 0 || (anchored && active.is_empty()) {
            return false;
        }
        at += length;
        position += 1;
        let mut kept = 0;
        for next in 0..active.len() {
            let Some(&index) = active.get(next) else { continue };
            let (Some(&Op::Class { class, min, max }), Some(state)) = (ops.get(index), states.get_mut(index)) else {
                continue;
            };
            state.active = false;
            if classes.contains(class, c) {
                let (leaves, stays) = state.step(position, positions(min), positions(max));
                if leaves {
                    stack.push(index + 1);
                }
                state.active = stays;
            }
            if state.active {
                if let Some(slot) = active.get_mut(kept) {
                    *slot = index;
                }
                kept += 1;
            } else {
                state.older.clear();
                state.gone = 0;
            }
        }
        active.truncate(kept);
    }
}
