//! Templates with `{name}` for parameters: filled in, and found again in a text.

use alloc::string::String;
use alloc::vec::Vec;

use crate::strings;

/// The literal texts and the names of a template, in turn. There is one literal more than there are names.
fn pieces(template: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut literals, mut names) = (Vec::new(), Vec::new());
    let mut rest = template;
    while let Some((literal, behind)) = strings::split_once(rest, "{") {
        let (name, after) = strings::split_once(behind, "}").unwrap_or((behind, ""));
        literals.push(literal);
        names.push(name);
        rest = after;
    }
    literals.push(rest);
    (literals, names)
}

/// The names of a template's parameters, in order.
pub(super) fn names(template: &str) -> Vec<&str> {
    pieces(template).1
}

/// The template with the values that `value` gives for its names.
pub(super) fn fill(template: &str, mut value: impl FnMut(&str) -> String) -> String {
    let (literals, names) = pieces(template);
    let mut out = String::new();
    for (at, literal) in literals.iter().enumerate() {
        out.push_str(literal);
        if let Some(name) = names.get(at) {
            out.push_str(&value(name));
        }
    }
    out
}

/// The values with which a template gives a text, by name; `None` if there are none. Where a literal occurs more than
/// once, the last one counts.
pub(super) fn find<'t>(template: &'t str, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let (literals, names) = pieces(template);
    let (last, before) = literals.split_last()?;
    if names.is_empty() {
        return (text == *last).then(Vec::new);
    }
    let mut rest = text.strip_suffix(last)?;
    let mut found = Vec::new();
    for (at, name) in names.iter().enumerate().rev() {
        let literal = before.get(at)?;
        let (head, value) = match at {
            0 => ("", rest.strip_prefix(literal)?),
            _ => strings::rsplit_once(rest, literal)?,
        };
        if value.is_empty() {
            return None;
        }
        found.push((*name, value));
        rest = head;
    }
    found.reverse();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_template_is_found_again() {
        let template = "{options} und {more} weitere";
        let text = fill(template, |name| if name == "more" { "3".into() } else { "\"a und b\", 1".into() });
        assert_eq!(text, "\"a und b\", 1 und 3 weitere");
        assert_eq!(find(template, &text), Some([("options", "\"a und b\", 1"), ("more", "3")].to_vec()));
        assert_eq!(names(template), ["options", "more"]);
        for (template, text) in
            [("a", "ab"), ("at least {min}", "at least "), ("{a} of {b}", "1 in 2"), ("ab{x}ba", "aba")]
        {
            assert_eq!(find(template, text), None, "{template} {text}");
        }
        assert_eq!(find("Required", "Required"), Some(Vec::new()));
    }
}
