//! The local part of an address: what stands before the `@`.

use crate::quoted_string;

/// Whether a byte is `atext` (RFC 5322 section 3.2.3): a letter, a digit or one of these characters.
pub(super) const fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}

/// Checks for one or more `atext` or `.` in any order, as in the HTML living standard.
pub(super) fn html(local: &[u8]) -> Result<(), &'static str> {
    let valid = !local.is_empty() && local.iter().all(|&b| is_atext(b) || b == b'.');
    if valid { Ok(()) } else { Err("local_part") }
}

/// Checks for a `Local-part` (RFC 5321 section 4.1.2): a dot-string or a quoted string. With `utf8` both may hold
/// characters outside ASCII (RFC 6531 section 3.3).
pub(super) fn mailbox(local: &[u8], utf8: bool) -> Result<(), &'static str> {
    if local.first() == Some(&b'"') { quoted(local, utf8) } else { dot_string(local, utf8) }
}

/// Checks for `Dot-string = Atom *("." Atom)`.
pub(super) fn dot_string(local: &[u8], utf8: bool) -> Result<(), &'static str> {
    let mut after_dot = true;
    for &byte in local {
        if byte == b'.' {
            if after_dot {
                return Err("local_part");
            }
            after_dot = true;
        } else if is_atext(byte) || (utf8 && !byte.is_ascii()) {
            after_dot = false;
        } else {
            return Err("local_part");
        }
    }
    if after_dot { Err("local_part") } else { Ok(()) }
}

/// `Quoted-string = DQUOTE *QcontentSMTP DQUOTE`, which may be empty: qtextSMTP is 0x20-21, 0x23-5B, 0x5D-7E, a
/// quoted pair a backslash and 0x20-7E.
fn quoted(local: &[u8], utf8: bool) -> Result<(), &'static str> {
    if quoted_string::len(local) != Some(local.len()) {
        return Err("local_part");
    }
    let printable = |byte: u8| matches!(byte, 0x20..=0x7e) || (utf8 && !byte.is_ascii());
    let mut escaped = false;
    for &byte in &local[1..local.len() - 1] {
        // A backslash may precede ASCII only: RFC 6531 extends qtextSMTP, not quoted-pairSMTP.
        if !printable(byte) || (escaped && !byte.is_ascii()) {
            return Err("local_part");
        }
        escaped = byte == b'\\' && !escaped;
    }
    Ok(())
}
