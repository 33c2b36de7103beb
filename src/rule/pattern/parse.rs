//! The grammar of ECMA-262 (ES2024) section 22.2.1 with the flag `u`.
//!
//! One parser serves two callers. A pattern is compiled while it is read, and what the engine does not run is refused. For
//! the format `regex` the whole grammar is accepted and nothing is compiled. Open groups stand in a list, so that no depth
//! of groups exhausts the stack.

mod escape;

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::replace;

use super::class::END;
use super::compile::{Branches, LIMIT};
use super::error::Problem;
use super::look::Direction;
use super::op::{INFINITE, Op};
use super::program::Program;
use super::text::take;
use crate::path::is_bare_char;

/// How many named groups, and how many references to them, a text may have: each is compared with the others.
const NAMES: usize = 1000;

/// The text is refused. The parser knows where and why.
struct Refused;

/// An open group.
struct Group {
    branches: Branches,
    /// Where its `(` stands.
    at: usize,
    kind: GroupKind,
}

enum GroupKind {
    Group,
    /// A lookahead or lookbehind, and whether it is negative. It takes no quantifier.
    Look(Direction, bool),
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether the text is only judged, by the whole grammar.
    judging: bool,
    program: Program,
    /// How many capture groups there are.
    groups: usize,
    names: Vec<String>,
    /// The names that `\k` refers to, and where they stand.
    references: Vec<(String, usize)>,
    /// The highest number that a back reference has, and where it stands.
    highest: (usize, usize),
    /// The reason for the refusal, and its offset.
    refusal: (usize, Problem),
}

/// Reads a text. Returns the program, or the byte at which what is refused begins, and why it is.
///
/// If the text is only judged, the program is empty.
pub(super) fn parse(text: &[u8], judging: bool) -> Result<Program, (usize, Problem)> {
    let mut parser = Parser {
        text,
        at: 0,
        judging,
        program: Program::default(),
        groups: 0,
        names: Vec::new(),
        references: Vec::new(),
        highest: (0, 0),
        refusal: (0, Problem::TooLarge),
    };
    match parser.read() {
        Ok(()) => Ok(parser.program),
        Err(Refused) => Err(parser.refusal),
    }
}

/// An ASCII character as a byte; 0 for any other.
fn ascii(c: u32) -> u8 {
    u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or_default()
}

impl Parser<'_> {
    /// The next byte; 0 at the end.
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or_default()
    }

    /// Takes the next character; [`END`] at the end.
    fn next(&mut self) -> u32 {
        take(self.text, &mut self.at)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte && self.at < self.text.len();
        self.at += usize::from(found);
        found
    }

    /// Keeps what is refused. It is one function of its own, not copied to where it is called, for size.
    #[cold]
    #[inline(never)]
    fn keep(&mut self, at: usize, problem: Problem) {
        self.refusal = (at, problem);
    }

    fn refuse<T>(&mut self, at: usize, problem: Problem) -> Result<T, Refused> {
        self.keep(at, problem);
        Err(Refused)
    }

    /// Refuses what the engine does not run, unless the text is only judged.
    fn needs_grammar(&mut self, at: usize, problem: Problem) -> Result<(), Refused> {
        if self.judging { Ok(()) } else { self.refuse(at, problem) }
    }

    fn push(&mut self, op: Op) {
        self.program.ops.push(op);
    }

    /// Adds an instruction for the open class.
    fn push_class(&mut self, negated: bool) {
        let class = self.program.classes.close(negated);
        self.push(Op::Class { class, min: 1, max: 1 });
    }

    /// `Pattern`
    fn read(&mut self) -> Result<(), Refused> {
        let mut outer: Vec<Group> = Vec::new();
        let mut group = Group { branches: Branches::new(0), at: 0, kind: GroupKind::Group };
        loop {
            if self.judging {
                self.program.ops.clear();
                self.program.classes.clear();
            }
            let at = self.at;
            let mut start = self.program.ops.len();
            if self.program.instructions() > LIMIT {
                return self.refuse(at, Problem::TooLarge);
            }
            let c = self.next();
            match ascii(c) {
                _ if c == END => break,
                b'|' => {
                    if !self.judging {
                        self.program.branch(&mut group.branches);
                    }
                    continue;
                }
                b'(' => {
                    let kind = self.group(at)?;
                    outer.push(replace(&mut group, Group { branches: Branches::new(start), at, kind }));
                    continue;
                }
                b')' => {
                    let Some(before) = outer.pop() else { return self.refuse(at, Problem::UnmatchedParenthesis) };
                    let closed = replace(&mut group, before);
                    start = closed.branches.start;
                    if self.close(&closed)? {
                        continue;
                    }
                }
                b'^' => {
                    self.push(Op::Start);
                    continue;
                }
                b'$' => {
                    self.push(Op::End);
                    continue;
                }
                b'*' | b'+' | b'?' => return self.refuse(at, Problem::NothingToRepeat),
                b'{' | b'}' | b']' => return self.refuse(at, Problem::LoneBracket),
                b'[' => self.class(at)?,
                b'\\' => {
                    if self.escape(at)? {
                        continue;
                    }
                }
                byte => self.push_character(byte, c),
            }
            self.quantifier(start)?;
        }
        if !outer.is_empty() {
            return self.refuse(group.at, Problem::UnfinishedGroup);
        }
        self.finish(group.branches)
    }

    /// Ends the pattern.
    fn finish(&mut self, branches: Branches) -> Result<(), Refused> {
        self.program.close(branches);
        self.check_references()?;
        if !self.judging && self.program.finish().is_err() {
            return self.refuse(0, Problem::TooLarge);
        }
        Ok(())
    }

    /// Adds a character, which `byte` is if it is ASCII; `.` is a class.
    fn push_character(&mut self, byte: u8, c: u32) {
        if byte == b'.' {
            self.program.classes.add_shorthand(byte);
        } else {
            self.program.classes.add(c, c);
        }
        self.push_class(false);
    }

    /// Ends a group. Returns whether it is an assertion.
    fn close(&mut self, group: &Group) -> Result<bool, Refused> {
        let start = group.branches.start;
        self.program.close(group.branches);
        let GroupKind::Look(direction, negative) = group.kind else { return Ok(false) };
        if !self.judging && self.program.look(start, direction, negative).is_err() {
            return self.refuse(group.at, Problem::TooLarge);
        }
        Ok(true)
    }

    /// Reads a group after its `(`.
    fn group(&mut self, at: usize) -> Result<GroupKind, Refused> {
        if !self.eat(b'?') {
            self.groups += 1;
            return Ok(GroupKind::Group);
        }
        match ascii(self.next()) {
            b':' => Ok(GroupKind::Group),
            b'=' => Ok(GroupKind::Look(Direction::Ahead, false)),
            b'!' => Ok(GroupKind::Look(Direction::Ahead, true)),
            b'<' if self.eat(b'=') => Ok(GroupKind::Look(Direction::Behind, false)),
            b'<' if self.eat(b'!') => Ok(GroupKind::Look(Direction::Behind, true)),
            b'<' => {
                self.groups += 1;
                let name = self.name()?;
                if self.names.contains(&name) {
                    return self.refuse(at, Problem::DuplicateName);
                }
                if self.names.len() == NAMES {
                    return self.refuse(at, Problem::TooLarge);
                }
                self.names.push(name);
                Ok(GroupKind::Group)
            }
            b'i' | b'm' | b's' | b'-' => self.refuse(at, Problem::Modifiers),
            _ => self.refuse(at, Problem::InvalidGroup),
        }
    }

    /// `GroupName` behind its `<`.
    fn name(&mut self) -> Result<String, Refused> {
        let mut name = String::new();
        loop {
            let at = self.at;
            let mut c = self.next();
            if c == u32::from(b'>') && !name.is_empty() {
                return Ok(name);
            }
            if c == u32::from(b'\\') {
                c = if self.eat(b'u') { self.unicode() } else { END };
            }
            // Bare keys may have two more ASCII characters.
            let fits =
                |c: &char| is_bare_char(*c) && !matches!(c, '@' | '-') && !(c.is_ascii_digit() && name.is_empty());
            let Some(c) = char::from_u32(c).filter(fits) else { return self.refuse(at, Problem::InvalidName) };
            if !c.is_ascii() {
                self.needs_grammar(at, Problem::NameNotAscii)?;
            }
            name.push(c);
        }
    }

    /// Refuses a reference without a group.
    fn check_references(&mut self) -> Result<(), Refused> {
        if self.highest.0 > self.groups {
            return self.refuse(self.highest.1, Problem::UnknownGroup);
        }
        let unknown = self.references.iter().find(|(name, _)| !self.names.contains(name));
        if let Some(&(_, at)) = unknown {
            return self.refuse(at, Problem::UnknownGroup);
        }
        Ok(())
    }

    /// A decimal number, [`INFINITE`] at most; `None` if no digit follows.
    fn number(&mut self) -> Option<u32> {
        let mut value: Option<u32> = None;
        while let digit @ b'0'..=b'9' = self.peek() {
            let next = value.unwrap_or_default().saturating_mul(10).saturating_add((digit - b'0').into());
            value = Some(next.min(INFINITE));
            self.at += 1;
        }
        value
    }

    /// A `Quantifier`, if one follows, for the instructions from `start` on.
    fn quantifier(&mut self, start: usize) -> Result<(), Refused> {
        let at = self.at;
        let (min, max) = match self.peek() {
            b'*' => (0, INFINITE),
            b'+' => (1, INFINITE),
            b'?' => (0, 1),
            b'{' => (2, 0),
            _ => return Ok(()),
        };
        self.at += 1;
        let (mut min, mut max) = (min, max);
        if min > max {
            let number = self.number();
            min = number.unwrap_or_default();
            max = if self.eat(b',') { self.number().unwrap_or(INFINITE) } else { min };
            if number.is_none() || !self.eat(b'}') {
                return self.refuse(at, Problem::IncompleteQuantifier);
            }
            if min > max {
                return self.refuse(at, Problem::QuantifierOrder);
            }
        }
        // Whether it is greedy or lazy decides what a group captures, and not whether the text matches.
        self.eat(b'?');
        if !self.judging && self.program.repeat(start, min, max).is_err() {
            return self.refuse(at, Problem::TooLarge);
        }
        Ok(())
    }
}
