//! Structured Fields (RFC 9651), as far as the `RateLimit` headers need them: lists and dictionaries of items.
//!
//! A field that does not parse is no field: the reader then acts as if it were absent (section 4.2).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::strings;

/// A bare item; of what is no number only its being well-formed counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Item {
    Integer(i64),
    Other,
}

/// An item's parameters, or a dictionary's members: name and value.
pub(super) type Members = Vec<(String, Item)>;

/// The value of the last member of one name.
pub(super) fn integer(members: &Members, name: &str) -> Option<i64> {
    members.iter().rev().find(|(found, _)| found == name).and_then(|(_, item)| match item {
        Item::Integer(value) => Some(*value),
        Item::Other => None,
    })
}

/// The parameters of each item of a list.
pub(super) fn list(text: &str) -> Option<Vec<Members>> {
    let mut reader = Reader(text.trim_matches(' '));
    let mut items = Vec::new();
    while !reader.0.is_empty() {
        reader.item()?;
        items.push(reader.parameters()?);
        reader.separator()?;
    }
    Some(items)
}

/// The members of a dictionary, without their parameters.
pub(super) fn dictionary(text: &str) -> Option<Members> {
    let mut reader = Reader(text.trim_matches(' '));
    let mut members = Vec::new();
    while !reader.0.is_empty() {
        let key = reader.key()?;
        let item = if reader.eat('=') { reader.item()? } else { Item::Other };
        reader.parameters()?;
        members.push((key, item));
        reader.separator()?;
    }
    Some(members)
}

struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn eat(&mut self, c: char) -> bool {
        self.0.strip_prefix(c).inspect(|rest| self.0 = rest).is_some()
    }

    /// Optional whitespace, then a comma with something behind it, or the end.
    fn separator(&mut self) -> Option<()> {
        self.0 = self.0.trim_start_matches([' ', '\t']);
        if self.0.is_empty() {
            return Some(());
        }
        if !self.eat(',') {
            return None;
        }
        self.0 = self.0.trim_start_matches([' ', '\t']);
        (!self.0.is_empty()).then_some(())
    }

    fn take(&mut self, fits: fn(char) -> bool) -> &str {
        let end = self.0.char_indices().find(|(_, c)| !fits(*c)).map_or(self.0.len(), |(at, _)| at);
        let (taken, rest) = strings::split_at(self.0, end);
        self.0 = rest;
        taken
    }

    fn key(&mut self) -> Option<String> {
        if !self.0.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b == b'*') {
            return None;
        }
        let key = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '*'));
        Some(key.to_owned())
    }

    fn parameters(&mut self) -> Option<Members> {
        let mut parameters = Vec::new();
        while self.eat(';') {
            self.0 = self.0.trim_start_matches(' ');
            let key = self.key()?;
            parameters.push((key, if self.eat('=') { self.item()? } else { Item::Other }));
        }
        Some(parameters)
    }

    fn item(&mut self) -> Option<Item> {
        match self.0.chars().next()? {
            '"' => {
                let mut escaped = false;
                let end = self.0.bytes().skip(1).position(|b| {
                    let closes = b == b'"' && !escaped;
                    escaped = b == b'\\' && !escaped;
                    closes
                })? + 1;
                let (quoted, rest) = strings::split_at(self.0, end + 1);
                let fits = quoted.bytes().all(|b| (0x20..=0x7e).contains(&b));
                self.0 = rest;
                fits.then_some(Item::Other)
            }
            '-' | '0'..='9' => {
                let number = self.take(|c| matches!(c, '-' | '.' | '0'..='9'));
                let digits = number.strip_prefix('-').unwrap_or(number);
                match strings::split_once(digits, ".") {
                    None if (1..=15).contains(&digits.len()) && strings::find(digits, "-").is_none() => {
                        number.parse().ok().map(Item::Integer)
                    }
                    Some((whole, part)) => {
                        let fits = (1..=12).contains(&whole.len()) && (1..=3).contains(&part.len());
                        (fits && (whole.to_owned() + part).bytes().all(|b| b.is_ascii_digit())).then_some(Item::Other)
                    }
                    None => None,
                }
            }
            '?' => {
                self.0 = self.0.strip_prefix("?0").or_else(|| self.0.strip_prefix("?1"))?;
                Some(Item::Other)
            }
            ':' => {
                let (inside, rest) = strings::split_once(self.0.strip_prefix(':')?, ":")?;
                let fits = inside.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
                self.0 = rest;
                fits.then_some(Item::Other)
            }
            c if c.is_ascii_alphabetic() || c == '*' => {
                self.take(|c| {
                    c.is_ascii_alphanumeric()
                        || matches!(c, '!' | '#'..='\'' | '*' | '+' | '-'..='/' | ':' | '^'..='`' | '|' | '~')
                });
                Some(Item::Other)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let found =
            |text: &str| list(text).map(|items| items.iter().map(|item| integer(item, "t")).collect::<Vec<_>>());
        let cases: [(&str, Option<Vec<Option<i64>>>); 10] = [
            ("\"default\";r=0;t=50", Some(vec![Some(50)])),
            ("\"a\";t=1, b;r=0; t=2 ,\"c,\\\";t=9\"", Some(vec![Some(1), Some(2), None])),
            ("a;t=1.5", Some(vec![None])),
            ("a;t=-1;t=7", Some(vec![Some(7)])),
            ("a;pk=:AbC=:;t=3", Some(vec![Some(3)])),
            ("", Some(vec![])),
            ("\"default;r=0;t=50", None),
            ("a,", None),
            ("a;T=1", None),
            ("a t=1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn dictionaries() {
        let members = dictionary("limit=100, remaining=0;w=1,reset=50").unwrap();
        assert_eq!((integer(&members, "remaining"), integer(&members, "reset")), (Some(0), Some(50)));
        for text in ["limit=", "=1", "limit=1 reset=2", "\"a\";r=0", "limit=1,", "limit=1.2345"] {
            assert_eq!(dictionary(text), None, "{text}");
        }
    }
}
