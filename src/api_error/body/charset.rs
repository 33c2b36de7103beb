//! The characters of a body, by its bytes and the charset of its content type.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::lexicon::{self, Lexicon};
use crate::api_error::Warning;
use crate::strings;

/// The charsets, by how they are decoded.
const CHARSETS: [&str; 4] =
    ["utf8,usascii,ascii", "utf16,utf16be", "utf16le", "iso88591,latin1,iso885915,windows1252,cp1252"];
const UTF_8: usize = 0;
const UTF_16BE: usize = 1;
const UTF_16LE: usize = 2;
const LATIN_1: usize = 3;

static LEXICON: Lexicon<32> = Lexicon::new(&CHARSETS);

/// The text of a body. A byte order mark decides how it is decoded, then the charset. Without either it is UTF-8.
pub(super) fn text<'a>(bytes: &'a [u8], charset: &str, warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    for (mark, decode) in
        [(&b"\xff\xfe"[..], u16::from_le_bytes as fn([u8; 2]) -> u16), (b"\xfe\xff", u16::from_be_bytes)]
    {
        if let Some(rest) = bytes.strip_prefix(mark) {
            warnings.push(Warning::Bom);
            return Cow::Owned(utf16(rest, decode, warnings));
        }
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        warnings.push(Warning::Bom);
        return utf8(rest, warnings);
    }
    match LEXICON.row(lexicon::hash(charset)) {
        _ if charset.is_empty() => return utf8(bytes, warnings),
        Some(UTF_8) => return utf8(bytes, warnings),
        Some(UTF_16BE) => return Cow::Owned(utf16(bytes, u16::from_be_bytes, warnings)),
        Some(UTF_16LE) => return Cow::Owned(utf16(bytes, u16::from_le_bytes, warnings)),
        // Many servers send UTF-8 with the charset that their framework has by default.
        Some(LATIN_1) => {
            return match core::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            };
        }
        _ => {}
    }
    warnings.push(Warning::UnknownCharset);
    utf8(bytes, warnings)
}

fn utf8<'a>(bytes: &'a [u8], warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    let mut valid = String::new();
    let mut rest = bytes;
    // `from_utf8_lossy` would do, but goes through valid text more slowly, and takes more code.
    loop {
        let error = match core::str::from_utf8(rest) {
            Ok(text) if valid.is_empty() => return Cow::Borrowed(text),
            Ok(text) => {
                valid.push_str(text);
                break;
            }
            Err(error) => error,
        };
        let (text, behind) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
        valid.push_str(core::str::from_utf8(text).unwrap_or_default());
        valid.push(char::REPLACEMENT_CHARACTER);
        rest = error.error_len().and_then(|length| behind.get(length..)).unwrap_or_default();
    }
    warnings.push(Warning::InvalidUtf8);
    Cow::Owned(valid)
}

fn utf16(bytes: &[u8], decode: fn([u8; 2]) -> u16, warnings: &mut Vec<Warning>) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(decode));
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if bytes.len() % 2 == 1 || strings::find(&text, "\u{fffd}").is_some() {
        warnings.push(Warning::InvalidUtf8);
    }
    text
}

/// A byte of windows-1252 (the Encoding standard's index), which browsers read for ISO-8859-1 too.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|at| FROM_80.get(usize::from(at)).copied()).unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets() {
        let cases: [(&[u8], &str, &str, &[Warning]); 11] = [
            (b"caf\xe9", "iso-8859-1", "café", &[]),
            (b"\x93caf\xe9\x94 \x80", "Windows-1252", "“café” €", &[]),
            ("café".as_bytes(), "latin1", "café", &[]),
            (b"caf\xe9", "", "caf\u{fffd}", &[Warning::InvalidUtf8]),
            (b"\xff\xfea\0\xe9\0", "utf-8", "aé", &[Warning::Bom]),
            (b"\xfe\xff\0a\xd8\x3d\xdc\x9a", "", "a💚", &[Warning::Bom]),
            (b"\0a\0b", "UTF-16", "ab", &[]),
            (b"a\0b\0", "utf-16le", "ab", &[]),
            (b"a\0\x3d\xd8", "utf-16le", "a\u{fffd}", &[Warning::InvalidUtf8]),
            (b"\xef\xbb\xbfa", "latin1", "a", &[Warning::Bom]),
            ("é".as_bytes(), "x-martian", "é", &[Warning::UnknownCharset]),
        ];
        for (bytes, charset, expected, warned) in cases {
            let mut warnings = Vec::new();
            assert_eq!(text(bytes, charset, &mut warnings), expected, "{bytes:?} {charset}");
            assert_eq!(warnings, warned, "{bytes:?} {charset}");
        }
    }
}
