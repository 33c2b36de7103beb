//! Digests: equal values have equal ones, and different values rarely do.

use super::kind::Kind;

/// The digest of a value that is neither a list nor an object; `number` is the value of a number.
pub(super) fn digest_of_scalar(kind: Kind<'_>, number: f64) -> u64 {
    match kind {
        Kind::Null => 3,
        Kind::Boolean(value) => 4 + u64::from(value),
        // 0 and -0 are equal; adding 0 makes both 0.
        Kind::Number => mix(6, (number + 0.0).to_bits()),
        Kind::String(text) => digest_of_text(text),
        _ => 0,
    }
}

/// The digest of a text.
pub(super) fn digest_of_text(text: &[u8]) -> u64 {
    text.iter().fold(7, |sum, byte| mix(sum, (*byte).into()))
}

/// Adds a number to a digest. The multiplier is that of PCG; the shift brings high bits down.
pub(super) const fn mix(sum: u64, next: u64) -> u64 {
    let product = (sum ^ next).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    product ^ product >> 29
}
