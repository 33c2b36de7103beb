//! Lone surrogates: text that only JavaScript can hold.

/// Replaces each escape of a lone surrogate (`\ud83d`) in a JSON text by `\ufffd`.
///
/// `JSON.parse` gives JavaScript the surrogate itself. A `&str` cannot hold one.
pub(crate) fn replace_lone(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let unit = |at: usize| u32::from_str_radix(rest.get(at..)?.strip_prefix("\\u")?.get(..4)?, 16).ok();
        let (escape, length) = match (unit(0), unit(6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (&rest[..12], 12),
            (Some(0xd800..=0xdfff), _) => ("\\ufffd", 6),
            _ => (&rest[..2], 2),
        };
        out.push_str(escape);
        rest = &rest[length..];
    }
    out + rest
}

#[test]
fn only_lone_surrogates_are_replaced() {
    let cases = [
        (r#""\ud83d""#, r#""\ufffd""#),
        (r#""\ud83d\udc9a""#, r#""\ud83d\udc9a""#),
        (r#""\udc9a\ud83d""#, r#""\ufffd\ufffd""#),
        (r#""\\ud83d \" \u0041é""#, r#""\\ud83d \" \u0041é""#),
    ];
    for (text, expected) in cases {
        assert_eq!(replace_lone(text), expected);
    }
}
