//! The choice between JSON and problem details by the client's `Accept` header (RFC 9110 section 12.5.1).

use super::Dialect;
use crate::headers::list::{parameter, split_first};
use crate::headers::trim_ows;
use crate::strings;

const PROBLEM: (&str, &str) = ("application", "problem+json");
const JSON: (&str, &str) = ("application", "json");

/// Chooses the dialect for a client: problem details if it prefers them to JSON, or names them with the same weight;
/// else `otherwise`.
///
/// `accept` is the value of the `Accept` header, with several lines joined by `", "`. A wildcard does not name problem
/// details, so `*/*` gives `otherwise`. So does a header that accepts neither: an error is sent in any case, and the
/// client can at least read the status.
///
/// ```
/// use unanimous::render::{Dialect, negotiate};
///
/// let otherwise = Dialect::ErrorObject;
/// assert_eq!(negotiate("application/problem+json, application/json;q=0.9", otherwise), Dialect::Problem);
/// assert_eq!(negotiate("application/json, application/problem+json;q=0.5", otherwise), otherwise);
/// assert_eq!(negotiate("*/*", otherwise), otherwise);
/// ```
pub fn negotiate(accept: &str, otherwise: Dialect) -> Dialect {
    let (problem, json) = (quality(accept, PROBLEM), quality(accept, JSON));
    let is_wanted = problem.weight > json.weight || (problem.weight == json.weight && problem.is_named);
    if is_wanted && problem.weight > 0 { Dialect::Problem } else { otherwise }
}

/// How much a client wants a media type.
#[derive(Default)]
struct Quality {
    /// The weight in thousandths. 0 is "not acceptable", also of a media type that no range matches.
    weight: u16,
    /// Whether a range names the media type itself.
    is_named: bool,
}

/// The weight of a media type: that of the most specific range that matches it, in whatever order the ranges stand.
fn quality(accept: &str, (kind, subtype): (&str, &str)) -> Quality {
    let mut best: Option<(u8, u16)> = None;
    let mut rest = accept;
    while !rest.is_empty() {
        let (range, next) = split_first(rest, b',');
        rest = next;
        let (range, parameters) = split_first(range, b';');
        let Some((of_kind, of_subtype)) = strings::split_once(trim_ows(range), "/") else { continue };
        let specificity = match (of_kind, of_subtype) {
            ("*", "*") => 0,
            (of_kind, "*") if of_kind.eq_ignore_ascii_case(kind) => 1,
            _ if of_kind.eq_ignore_ascii_case(kind) && of_subtype.eq_ignore_ascii_case(subtype) => 2,
            _ => continue,
        };
        // A range with an invalid weight is ignored.
        let Some(weight) = parameter(parameters, "q").map_or(Some(1000), thousandths) else { continue };
        best = best.max(Some((specificity, weight)));
    }
    best.map_or_else(Quality::default, |(specificity, weight)| Quality { weight, is_named: specificity == 2 })
}

/// A weight (RFC 9110 section 12.4.2) in thousandths: `0` or `1` with up to three decimals, at most 1.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = strings::split_once(text, ".").unwrap_or((text, ""));
    let plain = matches!(whole, "0" | "1") && decimals.len() <= 3 && decimals.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return None;
    }
    let digits = whole.bytes().chain(decimals.bytes()).chain(core::iter::repeat(b'0')).take(4);
    let weight = digits.fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    (weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_client_that_names_problem_details_gets_them() {
        let cases = [
            ("application/problem+json", true),
            ("Application/Problem+JSON; charset=utf-8", true),
            ("application/json, application/problem+json", true),
            ("application/problem+json, */*;q=0.1", true),
            ("application/problem+json;q=0.5, application/json;q=0.4", true),
            ("application/*, application/json;q=0.1", true),
            ("text/html;a=\"x, application/json\", application/problem+json", true),
            ("application/problem+json;q=0.001", true),
            ("application/problem+json; q=1.000", true),
            ("*/*;q=0.1, application/problem+json;q=0.2", true),
            ("", false),
            ("*/*", false),
            ("application/*", false),
            ("application/json", false),
            ("text/html,application/xhtml+xml,*/*;q=0.8", false),
            ("application/problem+json;q=0.5, application/json", false),
            ("application/problem+json;q=0", false),
            ("application/problem+json;q=0, */*", false),
            ("application/problem+json;q=2", false),
            ("application/problem+json;q=x", false),
            ("application/problem+json;q=0.5, */*", false),
            ("text/html;a=\"application/problem+json\"", false),
            ("text/html;a=\", application/problem+json", false),
            ("application/problem+jsonx", false),
            ("text/html,\t application/problem+json ;\tq = 1 ", true),
            ("\u{a0}application/problem+json", false),
            ("application/problem+json;\u{a0}q=0.5, application/json;q=0.9", true),
            ("problem+json", false),
            (",;,=;q=/", false),
        ];
        for (accept, wants) in cases {
            let expected = if wants { Dialect::Problem } else { Dialect::Detail };
            assert_eq!(negotiate(accept, Dialect::Detail), expected, "{accept}");
        }
    }

    #[test]
    fn weights_in_thousandths() {
        let cases = [
            ("0", Some(0)),
            ("1", Some(1000)),
            ("0.", Some(0)),
            ("0.5", Some(500)),
            ("0.123", Some(123)),
            ("1.000", Some(1000)),
            ("1.001", None),
            ("0.1234", None),
            ("", None),
            (".5", None),
            ("-1", None),
            ("0.+5", None),
        ];
        for (text, expected) in cases {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }
}
