//! Indents the lines inside quoted scalars and flow collections that YAML requires to be indented more.
//!
//! The spaces at the start of such a line have no meaning (YAML 1.2.2, sections 6.7 and 7.3), so more of them change no value.

use std::collections::HashMap;

use super::YamlError;
use crate::quoted;

/// The parser's error about a quoted scalar, at its first quotation mark.
const IN_QUOTED: &str = "invalid indentation in quoted scalar";
/// The parser's errors about a token of a flow collection, at the token.
const IN_FLOW: [&str; 2] = ["invalid indentation", "invalid indentation in flow construct"];
/// How many bytes are read again.
const MAX_REREAD: usize = 64 << 20;
/// How many spaces a line gets at most.
const MAX_SPACES: usize = 1 << 10;

/// The spaces that were added to lines.
#[derive(Debug, Default)]
pub(super) struct Padding {
    /// How many spaces each line got, by its number.
    spaces: HashMap<usize, usize>,
    /// How many bytes were read again.
    reread: usize,
}

impl Padding {
    /// The text with more spaces at the start of the lines that an error is about; `None` if that is no remedy.
    pub(super) fn pad(&mut self, text: &str, error: &YamlError) -> Option<String> {
        let is_quoted = error.message == IN_QUOTED;
        if !is_quoted && !IN_FLOW.contains(&error.message.as_str()) {
            return None;
        }
        self.reread += text.len();
        // A carriage return alone ends a line, too: the numbers of lines would not be the parser's.
        if self.reread > MAX_REREAD || has_lone_return(text) {
            return None;
        }
        let indentation = error.column - 1;
        let start = start_of_line(text, error.line)?;
        let (before, rest) = text.split_at(start);
        let mut padded = before.to_owned();
        if is_quoted {
            let mark = rest.char_indices().nth(indentation)?.0;
            let quoted = mark + quoted::len(&rest[mark..])?;
            let mut lines = rest[..quoted].split_inclusive('\n').zip(error.line..);
            padded.extend(lines.next().map(|(line, _)| line));
            let mut has_more = false;
            for (line, number) in lines {
                if !is_blank_or_indicator(line) {
                    // The start of the scalar is indented enough.
                    padded += &self.add(number, indentation + 1)?;
                    has_more = true;
                }
                padded += line;
            }
            padded += &rest[quoted..];
            has_more.then_some(padded)
        } else {
            // More spaces are no remedy for a token behind another one.
            let is_first = rest.chars().take(indentation).all(|c| matches!(c, ' ' | '\t'));
            if !is_first {
                return None;
            }
            // How much is enough is not known.
            let known = self.spaces.get(&error.line).copied().unwrap_or_default();
            padded += &self.add(error.line, known.max(16))?;
            padded += rest;
            Some(padded)
        }
    }

    /// The spaces to add to a line; `None` if it has too many.
    fn add(&mut self, line: usize, more: usize) -> Option<String> {
        let spaces = self.spaces.entry(line).or_default();
        *spaces += more;
        (*spaces <= MAX_SPACES).then(|| " ".repeat(more))
    }

    /// The column of an error in the text without the spaces that were added.
    pub(super) fn original_column(&self, error: &YamlError) -> usize {
        error.column.saturating_sub(self.spaces.get(&error.line).copied().unwrap_or_default()).max(1)
    }
}

fn has_lone_return(text: &str) -> bool {
    text.match_indices('\r').any(|(at, _)| !text[at + 1..].starts_with('\n'))
}

/// The offset of a line, which is counted from 1.
fn start_of_line(text: &str, line: usize) -> Option<usize> {
    match line.checked_sub(2) {
        None => Some(0),
        Some(breaks) => text.match_indices('\n').nth(breaks).map(|(at, _)| at + 1),
    }
}

/// Whether a line has no text, or is the mark between documents (section 9.1.4), which spaces before it would make text.
fn is_blank_or_indicator(line: &str) -> bool {
    let after = line.strip_prefix("---").or_else(|| line.strip_prefix("..."));
    line.trim().is_empty() || after.is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
}
