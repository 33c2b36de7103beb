//! The English texts of the table of reasons, in the form that catalogues have.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Forms, template};
use crate::reason::Code;
use crate::strings;

/// How a reason's own English text says that more options are allowed.
const MORE: &str = "{options} and {more} more";

/// The forms of a template of the table: `at least {min:item|items}` is `at least {min} item` for `one`, and
/// `at least {min} items` for `other`.
pub(super) fn forms(text: &str) -> Forms {
    let (Some((before, rest)), true) = (strings::split_once(text, "{"), strings::find(text, "|").is_some()) else {
        return Forms::one(String::from(text));
    };
    let (inside, behind) = strings::split_once(rest, "}").unwrap_or_default();
    let (name, nouns) = strings::split_once(inside, ":").unwrap_or_default();
    let (one, other) = strings::split_once(nouns, "|").unwrap_or_default();
    let form = |noun| strings::join(&[before, "{", name, "} ", noun, behind], "");
    Forms { texts: [("one", form(one)), ("other", form(other))].to_vec(), number: Some(String::from(name)) }
}

/// The parameters that the English text of a code shows, and whether it is the text of an excluded limit; `None` if the text is not one
/// of this code.
pub(super) fn find(code: Code, text: &str) -> Option<(Vec<(String, String)>, bool)> {
    let find = |template: &str| {
        forms(template).texts.iter().find_map(|(category, form)| {
            let found = template::find(form, text)?;
            // "at most 1 characters" is a text of another author.
            let is_counted = forms(template).number.is_some();
            let is_one = found.first().is_some_and(|(_, number)| *number == "1");
            let agrees = !is_counted || is_one == (*category == "one");
            (agrees && numbers_fit(&found)).then(|| super::owned(&found))
        })
    };
    if code == Code::Custom {
        return None;
    }
    let exclusive = || find(code.exclusive_template()?).map(|found| (found, true));
    find(code.template()).map(|found| (found, false)).or_else(exclusive)
}

/// Whether each parameter that is a number looks like one: "at least some" is a text of another author.
fn numbers_fit(shown: &[(&str, &str)]) -> bool {
    shown.iter().all(|(name, text)| !matches!(*name, "min" | "max" | "count" | "divisor") || is_decimal(text))
}

/// Whether a text is a number as JSON has it, leading zeros aside.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = strings::split_once(text, "e").map_or((text, None), |(number, e)| (number, Some(e)));
    let number = number.strip_prefix('-').unwrap_or(number);
    let (integer, fraction) = strings::split_once(number, ".").unwrap_or((number, "0"));
    digits(integer) && digits(fraction) && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

/// The text of a code with these parameters.
pub(super) fn text(template: &str, value: impl Fn(&str) -> String) -> String {
    let forms = forms(template);
    let is_one = forms.number.as_ref().is_some_and(|name| value(name) == "1");
    let form = forms.texts.iter().find(|(category, _)| is_one == (*category == "one")).map_or("", |(_, text)| text);
    template::fill(form, value)
}

/// Splits `1, 2 and 90 more` into the options and the number of the others.
pub(super) fn split_more(options: &str) -> Option<(&str, &str)> {
    match template::find(MORE, options)?.as_slice() {
        [(_, options), (_, more)] if more.bytes().all(|byte| byte.is_ascii_digit()) => Some((options, more)),
        _ => None,
    }
}

/// Joins what [`split_more`] splits.
pub(super) fn join_more(options: &str, more: &str) -> String {
    template::fill(MORE, |name| String::from(if name == "more" { more } else { options }))
}
