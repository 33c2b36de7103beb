//! JSON text. The generator writes it itself, so that it chooses the order of keys, repeated keys and the spelling of
//! numbers.

use std::fmt::Write as _;

use crate::random::Random;

/// Stands for a high surrogate in a generated text. JSON has it as the escape `\ud83d`.
pub(crate) const HIGH: char = '\u{fdd0}';
/// Stands for a low surrogate: `\udc9a`.
pub(crate) const LOW: char = '\u{fdd1}';

pub(crate) fn quote<T: AsRef<str> + ?Sized>(text: &T) -> String {
    let mut out = String::from('"');
    for c in text.as_ref().chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            HIGH => out.push_str("\\ud83d"),
            LOW => out.push_str("\\udc9a"),
            '\0'..='\u{1f}' => write!(out, "\\u{:04x}", u32::from(c)).expect("a text takes all"),
            c => out.push(c),
        }
    }
    out + "\""
}

pub(crate) fn list(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}

pub(crate) fn texts(items: &[String]) -> String {
    list(&items.iter().map(quote).collect::<Vec<_>>())
}

/// An object of names and JSON texts.
pub(crate) fn object<N: AsRef<str>>(members: &[(N, String)]) -> String {
    let members: Vec<_> = members.iter().map(|(name, value)| format!("{}:{value}", quote(name.as_ref()))).collect();
    format!("{{{}}}", members.join(","))
}

/// Choices of a generator.
impl Random {
    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    pub(crate) fn word<'t>(&mut self, from: &[&'t str]) -> &'t str {
        self.pick::<&str>(from)
    }

    /// True once in `times`.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A number from `least` to `most`.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// As many results as a number from `least` to `most`.
    pub(crate) fn several<T>(&mut self, least: usize, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.between(least, most);
        (0..count).map(|_| make(self)).collect()
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}
