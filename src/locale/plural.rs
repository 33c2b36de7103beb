//! CLDR's cardinal plural rules, evaluated for a number as it is printed.

use alloc::vec::Vec;

use crate::strings;

/// The plural categories of CLDR.
pub(super) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The categories of one language with their rules, in the order of the catalogue. Where none applies, the number is `other`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PluralRules(Vec<(&'static str, Rule)>);

/// Alternatives, each of them a list of relations that all must hold.
type Rule = Vec<Vec<Relation>>;

/// `i % 10 = 2..4`: an operand, perhaps its remainder, and the ranges of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Relation {
    operand: char,
    modulus: Option<u64>,
    is_equal: bool,
    ranges: Vec<(u64, u64)>,
}

/// The operands of UTS #35: the integer digits, the number of fraction digits, and these digits.
struct Operands {
    i: u64,
    v: u64,
    f: u64,
}

impl PluralRules {
    /// Adds a category; `None` if the category is unknown, or the rule is not one of CLDR.
    pub(super) fn add(&mut self, category: &str, rule: &str) -> Option<()> {
        let category = CATEGORIES.iter().find(|known| **known == category && category != "other")?;
        self.0.push((category, parse(rule)?));
        Some(())
    }

    /// The categories of the language, `other` last.
    pub(super) fn categories(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|(category, _)| *category).chain(["other"])
    }

    /// The category of a number; `other` for a text that is no decimal number, such as `1e21`.
    pub(super) fn category(&self, number: &str) -> &'static str {
        let Some(operands) = operands(number) else { return "other" };
        let holds = |rule: &Rule| rule.iter().any(|all| all.iter().all(|relation| relation.holds(&operands)));
        self.0.iter().find(|(_, rule)| holds(rule)).map_or("other", |(category, _)| category)
    }
}

impl Relation {
    fn holds(&self, operands: &Operands) -> bool {
        let value = match self.operand {
            // A number with a fraction is in no range of whole numbers.
            'n' => (operands.v == 0).then_some(operands.i),
            'i' => Some(operands.i),
            // A printed number ends with no zero after the point, so `w` is `v` and `t` is `f`.
            'v' | 'w' => Some(operands.v),
            'f' | 't' => Some(operands.f),
            // The compact exponents, `c` and `e`.
            _ => Some(0),
        };
        let is_in = value.is_some_and(|value| {
            let value = self.modulus.map_or(value, |modulus| value % modulus);
            self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&value))
        });
        is_in == self.is_equal
    }
}

/// Reads a rule: `v = 0 and i % 10 = 2..4 and i % 100 != 12..14 or n = 1`. Samples after `@` are skipped.
fn parse(rule: &str) -> Option<Rule> {
    let rule = strings::trim(strings::prefix_before(rule, "@"));
    let all = |condition: &&str| strings::split(condition, " and ").iter().map(|text| relation(text)).collect();
    strings::split(rule, " or ").iter().map(all).collect()
}

fn relation(text: &str) -> Option<Relation> {
    let (subject, ranges, is_equal) = match strings::split_once(text, " != ") {
        Some((subject, ranges)) => (subject, ranges, false),
        None => strings::split_once(text, " = ").map(|(subject, ranges)| (subject, ranges, true))?,
    };
    let (operand, modulus) = match strings::split_once(subject, " % ") {
        Some((operand, modulus)) => (operand, Some(whole(modulus).filter(|modulus| *modulus > 0)?)),
        None => (subject, None),
    };
    let [operand @ (b'n' | b'i' | b'v' | b'w' | b'f' | b't' | b'c' | b'e')] = strings::trim(operand).as_bytes() else {
        return None;
    };
    let range = |text: &&str| match strings::split_once(text, "..") {
        Some((first, last)) => Some((whole(first)?, whole(last)?)),
        None => whole(text).map(|value| (value, value)),
    };
    let ranges = strings::split(strings::trim(ranges), ",").iter().map(range).collect::<Option<_>>()?;
    Some(Relation { operand: char::from(*operand), modulus, is_equal, ranges })
}

/// A whole number of at most nine digits.
fn whole(text: &str) -> Option<u64> {
    let is_short = !text.is_empty() && text.len() <= DIGITS;
    (is_short && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits(text))
}

/// Rules compare numbers below a million, or the last six digits of a number.
const DIGITS: usize = 9;

fn operands(number: &str) -> Option<Operands> {
    let number = number.strip_prefix('-').unwrap_or(number);
    let (integer, fraction) = strings::split_once(number, ".").unwrap_or((number, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if integer.is_empty() || !is_number(integer) || !is_number(fraction) {
        return None;
    }
    Some(Operands { i: last_digits(integer), v: fraction.len() as u64, f: last_digits(fraction) })
}

/// The last digits of a number; larger than any number of a rule if there are more.
fn last_digits(text: &str) -> u64 {
    let start = text.len().saturating_sub(DIGITS);
    digits(strings::split_at(text, start).1) + if start > 0 { 1_000_000_000 } else { 0 }
}

fn digits(text: &str) -> u64 {
    text.bytes().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_category_of_its_rule() {
        let mut polish = PluralRules::default();
        polish.add("one", "i = 1 and v = 0 @integer 1").unwrap();
        polish.add("few", "v = 0 and i % 10 = 2..4 and i % 100 != 12..14").unwrap();
        polish
            .add("many", "v = 0 and i != 1 and i % 10 = 0..1 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 12..14")
            .unwrap();
        let cases = [
            ("0", "many"),
            ("1", "one"),
            ("2", "few"),
            ("5", "many"),
            ("12", "many"),
            ("22", "few"),
            ("112", "many"),
            ("1.5", "other"),
            ("-1", "one"),
            ("1e21", "other"),
            ("10000000000000000000002", "few"),
            ("", "other"),
            ("x", "other"),
        ];
        for (number, category) in cases {
            assert_eq!(polish.category(number), category, "{number}");
        }
        assert_eq!(polish.categories().collect::<Vec<_>>(), ["one", "few", "many", "other"]);
    }

    #[test]
    fn a_text_that_is_not_a_rule_is_refused() {
        for rule in ["", "x = 1", "n = ", "n == 1", "n % 0 = 1", "n = 1 and", "n = a..b", "nn = 1", "n = 1 or  "] {
            assert_eq!(PluralRules::default().add("one", rule), None, "{rule:?}");
        }
        assert_eq!(PluralRules::default().add("other", "n = 1"), None);
        assert_eq!(PluralRules::default().add("few words", "n = 1"), None);
    }
}
