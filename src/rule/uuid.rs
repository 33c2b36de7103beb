//! UUIDs in their text form (RFC 9562).
//!
//! ```
//! use unanimous::rule::uuid;
//!
//! assert!(uuid::check("8e03978e-40d5-43e8-bc93-6894a57f9324").is_ok());
//! assert_eq!(uuid::check("8e03978e40d543e8bc936894a57f9324").unwrap_err().code().as_str(), "invalid_uuid");
//! ```

use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for the text form of RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits in either case, of any version.
///
/// # Errors
/// `invalid_uuid`, without a detail.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

/// Where the hyphens stand: one bit for each byte.
const HYPHENS: u64 = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23;

pub(crate) fn judge(bytes: &[u8]) -> Result<(), Fault> {
    let fits = |(at, byte): (usize, &u8)| if HYPHENS >> at & 1 == 0 { byte.is_ascii_hexdigit() } else { *byte == b'-' };
    let valid = bytes.len() == 36 && bytes.iter().enumerate().all(fits);
    if valid { Ok(()) } else { Err(Fault::new(Code::InvalidUuid)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_with_hyphens_is_valid() {
        let cases = [
            ("8e03978e-40d5-43e8-bc93-6894a57f9324", true),
            ("8E03978E-40D5-43E8-BC93-6894A57F9324", true),
            ("00000000-0000-0000-0000-000000000000", true),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", true),
            ("8e03978e40d543e8bc936894a57f9324", false),
            ("{8e03978e-40d5-43e8-bc93-6894a57f9324}", false),
            ("urn:uuid:8e03978e-40d5-43e8-bc93-6894a57f9324", false),
            ("8e03978e-40d5-43e8-bc93-6894a57f932g", false),
            ("8e03978e-40d5-43e8-bc93-6894a57f932", false),
            ("8e03978e-40d5-43e8-bc93_6894a57f9324", false),
            ("", false),
        ];
        for (text, valid) in cases {
            assert_eq!(check(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidUuid)) }, "{text}");
        }
    }
}
