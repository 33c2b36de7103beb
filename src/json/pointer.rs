//! JSON Pointers (RFC 6901): `/contacts/0/email`. In a token, `~0` stands for `~` and `~1` for `/`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::strings;

/// Appends `/` and the escaped token.
pub(crate) fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// The unescaped tokens; `None` if the text is not a JSON Pointer. The empty text is the pointer to the root, without
/// tokens.
///
/// A `~` that no `0` or `1` follows stays as it is.
pub(crate) fn tokens(pointer: &str) -> Option<Vec<String>> {
    let mut tokens = Vec::new();
    if !pointer.is_empty() {
        for token in strings::split(pointer.strip_prefix('/')?, "/") {
            tokens.push(strings::replace(&strings::replace(token, "~1", "/"), "~0", "~"));
        }
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let cases: [(&str, &[&str]); 7] = [
            ("", &[]),
            ("/", &[""]),
            ("/contacts/0/email", &["contacts", "0", "email"]),
            ("/a~1b/m~0n", &["a/b", "m~n"]),
            ("/~01/~10", &["~1", "/0"]),
            ("//é/", &["", "é", ""]),
            ("/~0~0~1~1", &["~~//"]),
        ];
        for (pointer, expected) in cases {
            assert_eq!(tokens(pointer).unwrap(), expected, "{pointer}");
            let mut written = String::new();
            for token in expected {
                push(&mut written, token);
            }
            assert_eq!(written, pointer);
        }
    }

    #[test]
    fn other_texts() {
        assert_eq!(tokens("a"), None);
        assert_eq!(tokens("#/a"), None);
        assert_eq!(tokens("/~2~").unwrap(), ["~2~"], "no escape sequence");
    }
}
