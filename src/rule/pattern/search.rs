//! Runs any program over a text, in time linear in the text: all ways to match advance together, one character at a time
//! (a Pike VM without captures).
//!
//! A counter such as `[a-z]{3,5}` is one instruction, however many characters it may take. Ways that wait in it differ
//! only in where they entered. A way that entered at `e` may leave from `e + min` to `e + max`. Entries whose times to
//! leave touch are kept as one window, from the first entry to the last, so that a counter needs at most
//! `max / (max - min + 2) + 1` windows ([`windows`]), which stand in a ring:
//!
//! ```text
//! [a-z]{3,5}   entries 1, 3, 8     windows 1..3, 8..8     leaves at 4..8, 11..13
//! ```

use alloc::vec;
use alloc::vec::Vec;

use super::class::{Classes, END};
use super::look::{BEGINS, Direction};
use super::op::{INFINITE, Op, windows};
use super::program::Program;
use super::text::{holds, peek, take};

/// The state of one instruction during the search.
struct State {
    /// The last position at which it was entered.
    entered: usize,
    /// The ring of its windows: the first slot, and how many slots there are.
    slots: (usize, usize),
    /// The slot of the oldest window, from the ring's first.
    oldest: usize,
    /// How many windows there are. Only classes have windows; one with a window is active.
    count: usize,
}

/// The first and the last entry.
type Window = (usize, usize);

impl State {
    /// The slot of a window, by its number from the oldest.
    fn slot(&self, number: usize) -> usize {
        let mut slot = self.oldest.wrapping_add(number);
        if slot >= self.slots.1 {
            slot = slot.wrapping_sub(self.slots.1);
        }
        self.slots.0.wrapping_add(slot)
    }

    /// Adds an entry at a position. It belongs to the newest window if it is at most `spread + 1` after its last entry.
    fn add(&mut self, ring: &mut [Window], position: usize, spread: usize) {
        match ring.get_mut(self.slot(self.count.wrapping_sub(1))) {
            Some(newest) if self.count > 0 && position - newest.1 <= spread.saturating_add(1) => newest.1 = position,
            _ => {
                if let Some(window) = ring.get_mut(self.slot(self.count)) {
                    *window = (position, position);
                }
                self.count += 1;
            }
        }
    }
}

/// All ways to match at one position: the threads of a Pike VM.
struct Threads {
    /// One state for each instruction.
    states: Vec<State>,
    /// The slots of all windows.
    ring: Vec<Window>,
    /// The instructions to enter at this position.
    stack: Vec<usize>,
    /// The classes that take the character at this position.
    active: Vec<usize>,
}

impl Threads {
    fn new(ops: &[Op]) -> Self {
        let mut slots = 0;
        let ring_of = |op| {
            let count = windows(op) as usize;
            slots += count;
            State { entered: 0, slots: (slots - count, count), oldest: 0, count: 0 }
        };
        let states = ops.iter().map(ring_of).collect();
        Self { states, ring: vec![(0, 0); slots], stack: Vec::new(), active: Vec::new() }
    }
}

/// A limit of a counter, as a number of positions.
const fn positions(count: u32) -> usize {
    if count == INFINITE { usize::MAX } else { count as usize }
}

/// Whether any part of the text matches.
pub(super) fn is_match(program: &Program, text: &[u8]) -> bool {
    let Program { ops, classes, first, looks, .. } = program;
    let mut held = Vec::new();
    if !looks.is_empty() {
        held = vec![0; text.len() + 1];
        let mut at = 0;
        while let Some(bits) = held.get_mut(at) {
            *bits = BEGINS;
            if take(text, &mut at) == END {
                break;
            }
        }
    }
    for (index, look) in looks.iter().enumerate() {
        let backwards = look.direction == Direction::Ahead;
        Search { ops: &look.ops, classes, first: None, text, backwards, note: 1 << index }.run(&mut held);
    }
    Search { ops, classes, first: Some(*first), text, backwards: false, note: 0 }.run(&mut held)
}

struct Search<'p> {
    ops: &'p [Op],
    classes: &'p Classes,
    /// The class of the characters that a match can begin with, if it is known.
    first: Option<u32>,
    text: &'p [u8],
    /// Whether it runs from the end of the text to the start.
    backwards: bool,
    /// The bit of a lookahead or lookbehind; 0 for the pattern.
    note: u64,
}

impl Search<'_> {
    /// Takes the next character in the direction of the search; [`END`] where there is none.
    fn take(&self, held: &[u64], at: &mut usize) -> u32 {
        if !self.backwards {
            return take(self.text, at);
        }
        let end = *at;
        while *at > 0 {
            *at -= 1;
            if held.get(*at).is_some_and(|bits| bits & BEGINS != 0) {
                break;
            }
        }
        if *at == end { END } else { peek(self.text, *at) }
    }

    /// Searches for the pattern. For a lookahead or lookbehind, notes in `held` at which bytes it holds, if it is positive.
    fn run(&self, held: &mut [u64]) -> bool {
        let anchored = self.note == 0 && matches!(self.ops.first(), Some(Op::Start));
        let mut threads = Threads::new(self.ops);
        let begin = if self.backwards { self.text.len() } else { 0 };
        let (mut at, mut position) = (begin, 1);
        loop {
            let mut next = at;
            let c = self.take(held, &mut next);
            if (at == begin || !anchored) && self.first.is_none_or(|first| self.classes.contains(first, c)) {
                threads.stack.push(0);
            }
            if self.enter(&mut threads, held, at, position) {
                return true;
            }
            if next == at || (anchored && threads.active.is_empty()) {
                return false;
            }
            at = next;
            position += 1;
            self.step(&mut threads, c, position);
        }
    }

    /// Enters the instructions on the stack, and all that they lead to before the next character. Returns whether the pattern
    /// has matched.
    fn enter(&self, threads: &mut Threads, held: &mut [u64], at: usize, position: usize) -> bool {
        let Threads { states, ring, stack, active } = threads;
        while let Some(index) = stack.pop() {
            let (Some(op), Some(state)) = (self.ops.get(index), states.get_mut(index)) else { continue };
            if state.entered == position {
                continue;
            }
            state.entered = position;
            let goes_on = match *op {
                Op::Class { min, max, .. } => {
                    if state.count == 0 {
                        active.push(index);
                    }
                    state.add(ring, position, positions(max).wrapping_sub(min as usize));
                    min == 0
                }
                Op::Split { to, .. } | Op::Jump { to } => {
                    stack.push(index.wrapping_add_signed(to));
                    matches!(op, Op::Split { .. })
                }
                Op::Match if self.note == 0 => return true,
                Op::Match => {
                    if let Some(bits) = held.get_mut(at) {
                        *bits |= self.note;
                    }
                    false
                }
                Op::Look(index, negative) => held.get(at).is_some_and(|bits| (bits >> index & 1 == 0) == negative),
                _ => holds(op, self.text, at),
            };
            if goes_on {
                stack.push(index + 1);
            }
        }
        false
    }

    /// Lets the active classes take a character. Those that may be left now put the next instruction on the stack.
    fn step(&self, threads: &mut Threads, c: u32, position: usize) {
        let Threads { states, ring, stack, active } = threads;
        let mut kept = 0;
        for from in 0..active.len() {
            let Some(&index) = active.get(from) else { continue };
            let (Some(&Op::Class { class, min, max }), Some(state)) = (self.ops.get(index), states.get_mut(index))
            else {
                continue;
            };
            let window = |slot: usize| ring.get(slot).copied().unwrap_or_default();
            if !self.classes.contains(class, c) {
                state.count = 0;
                continue;
            }
            while state.count > 1 && window(state.slot(0)).1.saturating_add(positions(max)) < position {
                state.oldest = state.slot(1) - state.slots.0;
                state.count -= 1;
            }
            if window(state.slot(0)).0.saturating_add(positions(min)) <= position {
                stack.push(index + 1);
            }
            if window(state.slot(state.count - 1)).1.saturating_add(positions(max)) > position {
                if let Some(slot) = active.get_mut(kept) {
                    *slot = index;
                }
                kept += 1;
            } else {
                state.count = 0;
            }
        }
        active.truncate(kept);
    }
}
