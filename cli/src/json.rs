//! Small helpers for [`Json`] values.

use unanimous::Json;
use unanimous::json::ToJson as _;

/// An object of these members.
pub(crate) fn object<'n>(members: impl IntoIterator<Item = (&'n str, Json)>) -> Json {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// How many lists and objects stand inside one another, and how many values and bytes of text there are.
pub(crate) fn measure(value: &Json) -> (usize, usize) {
    let below = |(depth, size): (usize, usize), value: &Json| {
        let (below, more) = measure(value);
        (depth.max(below + 1), size + more)
    };
    match value {
        Json::String(text) | Json::IllFormed(text) => (0, 1 + text.len()),
        Json::Array(items) => items.iter().fold((1, 1), below),
        Json::Object(members) => members.iter().fold((1, 1), |sum, (name, value)| {
            let (depth, size) = below(sum, value);
            (depth, size + name.len())
        }),
        _ => (0, 1),
    }
}

/// JSON text with two spaces for each level, and a line break at its end.
pub(crate) fn pretty(value: &Json) -> String {
    let mut out = String::new();
    push_pretty(&mut out, value, 0, &|name| Json::from(name).to_json_string());
    out.push('\n');
    out
}

/// Appends JSON text with two spaces for each level. `name_text` writes the name of a member.
pub(crate) fn push_pretty(out: &mut String, value: &Json, level: usize, name_text: &dyn Fn(&str) -> String) {
    let line = |out: &mut String, level: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    };
    match value {
        Json::Array(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                out.push(if at == 0 { '[' } else { ',' });
                line(out, level + 1);
                push_pretty(out, item, level + 1, name_text);
            }
            line(out, level);
            out.push(']');
        }
        Json::Object(members) if !members.is_empty() => {
            for (at, (name, value)) in members.iter().enumerate() {
                out.push(if at == 0 { '{' } else { ',' });
                line(out, level + 1);
                out.push_str(&name_text(name));
                out.push_str(": ");
                push_pretty(out, value, level + 1, name_text);
            }
            line(out, level);
            out.push('}');
        }
        value => value.push_json(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pretty_text_has_two_spaces_for_each_level() {
        let cases = [
            ("1.50", "1.50\n"),
            ("[]", "[]\n"),
            ("{}", "{}\n"),
            (r#"[1,{"a":"\n"}]"#, "[\n  1,\n  {\n    \"a\": \"\\n\"\n  }\n]\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(pretty(&text.parse().unwrap()), expected);
        }
    }
}
