//! The `Link` header (RFC 8288).

use super::{list, trim_ows};
use crate::strings;

/// Returns the target of the first link that has this relation type.
pub(crate) fn target<'h>(header: &'h str, relation: &str) -> Option<&'h str> {
    let mut rest = header;
    loop {
        let (target, after) = strings::split_once(strings::split_once(rest, "<")?.1, ">")?;
        let (parameters, next) = list::split_first(after, b',');
        if has_relation(parameters, relation) {
            return Some(target);
        }
        rest = next;
    }
}

/// Whether the first `rel` among a link's parameters names this relation type. It may name several, and a later `rel`
/// does not count (RFC 8288 section 3.3).
fn has_relation(mut parameters: &str, relation: &str) -> bool {
    while !parameters.is_empty() {
        let (parameter, rest) = list::split_first(parameters, b';');
        if let Some((name, value)) = strings::split_once(parameter, "=")
            && trim_ows(name).eq_ignore_ascii_case("rel")
        {
            let types = strings::split(strings::unquoted(trim_ows(value)), " ");
            return types.iter().any(|name| name.eq_ignore_ascii_case(relation));
        }
        parameters = rest;
    }
    false
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
            ("<https://h/a,b>;rel=help", Some("https://h/a,b")),
            ("<https://n>; title=\"; rel=help\"; rel=next", None),
            ("<https://n>; rel=next; rel=help", None),
            ("<https://h> ;\t rel = \"up  help\"", Some("https://h")),
            ("<https://h>;\u{a0}rel=help", None),
            ("<https://h>; rel=\u{a0}help", None),
            ("<https://h>; rel=\"up\u{a0}help\"", None),
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
