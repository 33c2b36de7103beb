//! Bytes by class: a table says of each byte, in bits, where it may stand.

/// The classes of every byte.
pub(super) type Classes = [u8; 256];

/// How many bytes of a class stand at the beginning.
#[inline]
pub(super) fn run(bytes: &[u8], classes: &Classes, class: u8) -> usize {
    bytes.iter().position(|&byte| classes[usize::from(byte)] & class == 0).unwrap_or(bytes.len())
}
