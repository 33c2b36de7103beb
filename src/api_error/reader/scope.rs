//! Where the reader is.

/// Where an object stands, and what follows from that for its members.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    /// The rank of its message: see [`rank`](super::super::rank).
    pub(super) rank: u8,
    /// How many envelopes are around it.
    pub(super) depth: u8,
    /// Whether its members without a role are kept.
    pub(super) keeps: bool,
}
