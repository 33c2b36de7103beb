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
use super::text::{holds, take};

/// What is known of one instruction.
#[derive(Default)]
struct State {
    /// The last position at which it was entered.
    entered: usize,
    /// Whether it is in the list of active instructions. Only classes are.
    active: bool,
    /// The newest window of a class: the first and the last entry.
    newest: Window,
    /// The windows before it, the oldest last: a queue as two stacks. They move from `older` to `oldest` when that is
    /// empty.
    oldest: Vec<Window>,
    older: Vec<Window>,
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
        let oldest = loop {
            if self.oldest.is_empty() {
                while let Some(window) = self.older.pop() {
                    self.oldest.push(window);
                }
            }
            match self.oldest.last() {
                Some(window) if window.1.saturating_add(max) < position => self.oldest.pop(),
                Some(window) => break *window,
                None => break self.newest,
            };
        };
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
        let mut next = at;
        let c = take(text, &mut next);
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
        if next == at || (anchored && active.is_empty()) {
            return false;
        }
        at = next;
        position += 1;
        let mut kept = 0;
        for from in 0..active.len() {
            let Some(&index) = active.get(from) else { continue };
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
                state.oldest.clear();
            }
        }
        active.truncate(kept);
    }
}
