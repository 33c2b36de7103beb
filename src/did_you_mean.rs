//! Finds the name that was meant, for messages about an unknown one.

use crate::strings;

/// The nearest name of a list such as `one, two, three`: at most two letters are missing, added or other ones, and fewer
/// than half of the name's. Upper and lower case are the same letter.
pub(crate) fn did_you_mean<'k>(name: &str, known: &'k str) -> Option<&'k str> {
    let known = strings::split(known, ", ");
    (0..=2)
        .filter(|edits| edits * 2 < name.len())
        .find_map(|edits| known.iter().copied().find(|known| is_near(name.as_bytes(), known.as_bytes(), edits)))
}

/// Whether one text becomes the other by at most `edits` insertions, deletions and replacements of a byte.
fn is_near(mut one: &[u8], mut other: &[u8], edits: usize) -> bool {
    while let ([first, one_rest @ ..], [second, other_rest @ ..]) = (one, other) {
        if !first.eq_ignore_ascii_case(second) {
            return edits > 0
                && (is_near(one_rest, other_rest, edits - 1)
                    || is_near(one_rest, other, edits - 1)
                    || is_near(one, other_rest, edits - 1));
        }
        (one, other) = (one_rest, other_rest);
    }
    one.len().max(other.len()) <= edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_within_two_edits() {
        let known = "type, items, minLength, maxLength, $defs, not, if, additionalProperties";
        let cases = [
            ("itmes", Some("items")),
            ("minlength", Some("minLength")),
            ("MaxLenght", Some("maxLength")),
            ("xinLength", Some("minLength")),
            ("typ", Some("type")),
            ("ttype", Some("type")),
            ("$def", Some("$defs")),
            ("defs", Some("$defs")),
            ("aditionalPropertys", None),
            ("additionalProps", None),
            ("nt", None),
            ("IF", Some("if")),
            ("x", None),
            ("", None),
            ("minLénght", None),
        ];
        for (name, expected) in cases {
            assert_eq!(did_you_mean(name, known), expected, "{name}");
        }
        assert_eq!(did_you_mean("type", ""), None);
        // The fewest edits win, then the order of the list.
        assert_eq!(did_you_mean("abcde", "abcxy, abcdx, abcdy"), Some("abcdx"));
    }

    #[test]
    fn long_names_take_no_longer() {
        let long = "a".repeat(100_000);
        assert_eq!(did_you_mean(&long, &("b".to_owned() + &long)), Some(&*("b".to_owned() + &long)));
    }
}
