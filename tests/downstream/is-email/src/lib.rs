//! A module with one function: whether a text is an email address.

use unanimous::rule::email;

/// Whether the UTF-8 text of `length` bytes at `start` is an email address.
///
/// # Safety
/// The bytes must be readable memory of this module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn is_email(start: *const u8, length: usize) -> bool {
    // SAFETY: the caller gives readable memory.
    let bytes = unsafe { core::slice::from_raw_parts(start, length) };
    core::str::from_utf8(bytes).is_ok_and(|text| email::check(text).is_ok())
}
