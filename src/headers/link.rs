//! The `Link` header (RFC 8288): where it points for help.

use crate::strings;

/// The target of the first link with this relation.
pub(crate) fn target<'h>(header: &'h str, relation: &str) -> Option<&'h str> {
    let mut rest = header;
    loop {
        let (target, after) = strings::split_once(strings::split_once(rest, "<")?.1, ">")?;
        let end = end_of_parameters(after);
        let (parameters, next) = strings::split_at(after, end);
        if relations(parameters).any(|name| name.eq_ignore_ascii_case(relation)) {
            return Some(target);
        }
        rest = next;
    }
}

/// Where the parameters of one link end: at a comma outside quotation marks.
fn end_of_parameters(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    let comma = text.bytes().position(|c| {
        let found = c == b',' && !quoted;
        if c == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == b'\\' && !escaped;
        found
    });
    comma.unwrap_or(text.len())
}

/// The relation types of one link; `rel` may hold several.
fn relations(parameters: &str) -> impl Iterator<Item = &str> {
    let rel = strings::split(parameters, ";").into_iter().find_map(|parameter| {
        let (name, value) = strings::split_once(parameter, "=")?;
        name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
    });
    rel.unwrap_or_default().split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let cases = [
            ("<https://a/#x>; rel=\"help\"", Some("https://a/#x")),
            ("<https://n>; rel=next, <https://h>; title=\"a, b\"; rel=\"HELP describedby\"", Some("https://h")),
            ("<https://h>;rel=help", Some("https://h")),
            ("<https://h>", None),
            ("<https://h>; rel=helpful", None),
            ("https://h; rel=help", None),
            ("<", None),
            ("", None),
        ];
        for (header, expected) in cases {
            assert_eq!(target(header, "help"), expected, "{header}");
        }
    }
}
