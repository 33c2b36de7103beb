//! Structured Fields (RFC 9651): lists, dictionaries, and items that are strings.
//!
//! The reader is strict, as section 4.2 asks: if any part of a field is malformed, the whole field is ignored.
//!
//! This reader stands here because the crate `sfv` needs `std` and adds 3.9 KB (brotli) to errors.wasm. `sfv` is the
//! oracle of the tests instead.

use alloc::string::String;
#[cfg(feature = "api-error")]
use alloc::vec::Vec;

#[cfg(all(test, feature = "api-error", not(target_arch = "wasm32")))]
mod oracle;
mod reader;
mod value;

use reader::{Letters, Reader};
#[cfg(feature = "api-error")]
pub(crate) use value::Value;

/// Parameters (section 3.1.2), or the members of a dictionary (section 3.2): keys and values, as they are written.
#[cfg(feature = "api-error")]
pub(crate) type Pairs<'t> = Vec<(&'t str, Value<'t>)>;

/// Returns the value of `key`, if it is an integer. If the key is repeated, its last value counts.
#[cfg(feature = "api-error")]
pub(crate) fn integer(pairs: &Pairs<'_>, key: &str) -> Option<i64> {
    pairs.iter().rev().find(|(found, _)| *found == key)?.1.integer()
}

/// Reads a list (section 3.1): its members with their parameters. None if it is malformed.
#[cfg(feature = "api-error")]
pub(crate) fn list(text: &str) -> Option<Vec<(Value<'_>, Pairs<'_>)>> {
    let mut reader = Reader::new(text);
    let mut members = Vec::new();
    while !reader.is_at_end() {
        let value = reader.value()?;
        let mut parameters = Vec::new();
        reader.parameters(Some(&mut parameters))?;
        members.push((value, parameters));
        reader.comma_or_end()?;
    }
    Some(members)
}

/// Reads a dictionary: its members without their parameters, which are only checked. None if it is malformed.
#[cfg(feature = "api-error")]
pub(crate) fn dictionary(text: &str) -> Option<Pairs<'_>> {
    let mut reader = Reader::new(text);
    let mut members = Vec::new();
    while !reader.is_at_end() {
        let key = reader.key()?;
        members.push((key, if reader.eat(b'=') { reader.value()? } else { Value::TRUE }));
        reader.parameters(None)?;
        reader.comma_or_end()?;
    }
    Some(members)
}

/// Reads an item whose value is a string, and decodes the string. Its parameters are checked and dropped. None if the item
/// is malformed or has another value.
pub(crate) fn string_item(text: &str) -> Option<String> {
    let mut reader = Reader::new(text);
    if !reader.eat(b'"') {
        return None;
    }
    let string = reader.string(b'\\')?;
    reader.parameters(None)?;
    reader.skip_while(Letters::None, " ");
    reader.is_at_end().then_some(string)
}

#[cfg(all(test, feature = "api-error"))]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let found = |text: &str| {
            list(text).map(|members| members.iter().map(|(_, parameters)| integer(parameters, "t")).collect::<Vec<_>>())
        };
        let cases: [(&str, Option<Vec<Option<i64>>>); 17] = [
            ("\"default\";r=0;t=50", Some(vec![Some(50)])),
            ("\"default\";r=0;t=50;at=@1659578233", Some(vec![Some(50)])),
            ("\"a\";name=%\"f%c3%bc\";t=1", Some(vec![Some(1)])),
            ("(\"a\" b;t=9);t=1, ( );t=2", Some(vec![Some(1), Some(2)])),
            ("\"a\";t=1, b;r=0; t=2 ,\"c,\\\";t=9\"", Some(vec![Some(1), Some(2), None])),
            ("a;t=1.5", Some(vec![None])),
            ("a;t", Some(vec![None])),
            ("a;t=-1;t=7", Some(vec![Some(7)])),
            ("a;pk=:AbC=:;t=3", Some(vec![Some(3)])),
            ("", Some(vec![])),
            ("\"default;r=0;t=50", None),
            ("a,", None),
            ("a;T=1", None),
            ("a t=1", None),
            ("a;at=@1.5;t=1", None),
            ("a;name=%\"f%C3%BC\";t=1", None),
            ("(a (b));t=1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn dictionaries() {
        let members = dictionary("limit=100, remaining=0;w=1,reset=50, flag, limit=(1 2)").unwrap();
        let found = |key| integer(&members, key);
        assert_eq!((found("remaining"), found("reset")), (Some(0), Some(50)));
        assert_eq!((found("flag"), found("limit"), found("w")), (None, None, None));
        for text in ["limit=", "=1", "limit=1 reset=2", "\"a\";r=0", "limit=1,", "limit=1.2345"] {
            assert_eq!(dictionary(text), None, "{text}");
        }
    }

    #[test]
    fn string_items() {
        for (text, expected) in [(r#""""#, ""), (r#""a b""#, "a b"), (r#""a\"b\\c""#, r#"a"b\c"#)] {
            assert_eq!(string_item(text).as_deref(), Some(expected), "{text:?}");
        }
        for rest in ["", "  ", ";v=1", ";v; w=?0 ", "; x=\";\"", ";a=@1;b=%\"%c3%bc\";c=:AbC=:;d=*/x;e=-1.5"] {
            assert_eq!(string_item(&format!("  \"k\"{rest}")).as_deref(), Some("k"), "{rest:?}");
        }
        for rest in [" ;v=1", ";", ";v=", ";V=1", ";v=\"", ";v=@1.5", ";v=1\t", "x", ", \"b\"", "\t", "\""] {
            assert_eq!(string_item(&format!("\"k\"{rest}")), None, "{rest:?}");
        }
        for text in ["", "k", "\"", "\"\\n\"", "\"é\"", "\t\"k\""] {
            assert_eq!(string_item(text), None, "{text:?}");
        }
    }
}
