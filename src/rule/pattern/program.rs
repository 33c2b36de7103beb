//! A compiled pattern: its instructions, and what they refer to.

use alloc::vec::Vec;

use super::class::Classes;
use super::look::Look;
use super::op::Op;

/// A compiled pattern.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) classes: Classes,
    /// The class of the characters that a match can begin with.
    pub(super) first: u32,
    /// Whether the next character alone decides each split ([`super::one_pass`]).
    pub(super) one_pass: bool,
    /// How many windows all counters may need at once.
    pub(super) windows: u32,
    /// The lookaheads and lookbehinds. Those inside of others come first.
    pub(super) looks: Vec<Look>,
}

impl Program {
    /// How many instructions it has.
    pub(super) fn instructions(&self) -> usize {
        self.looks.iter().fold(self.ops.len(), |sum, look| sum + look.ops.len())
    }
}
