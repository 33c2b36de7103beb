//! Prints integers.

use alloc::string::String;

/// Appends an integer's digits.
pub(super) fn push_integer(out: &mut String, value: u64) {
    if value >= 10 {
        push_integer(out, value / 10);
    }
    out.extend(char::from_digit((value % 10) as u32, 10));
}
