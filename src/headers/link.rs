//! The `Link` header (RFC 8288).

use super::list;
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
fn has_relation(parameters: &str, relation: &str) -> bool {
    let types = list::parameter(parameters, "rel").map(strings::unquoted).unwrap_or_default();
    strings::split(types, " ").iter().any(|name| name.eq_ignore_ascii_case(relation))
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
