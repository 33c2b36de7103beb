//! The grammar of ECMA-262 (ES2024) section 22.2.1 with the flag `u`.
//!
//! One parser serves two callers. A pattern is compiled while it is read, and what the engine does not run is refused. For
//! the format `regex` the whole grammar is accepted and nothing is compiled. Open groups stand in a list, so that no depth
//! of groups exhausts the stack.

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
/// What no character is: a set, where a character may stand.
const SET: u32 = END + 1;

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

    /// Reads an escape after its `\`, outside a class. Returns whether it is an assertion.
    fn escape(&mut self, at: usize) -> Result<bool, Refused> {
        let byte = self.peek();
        match byte {
            b'b' | b'B' => {
                self.at += 1;
                self.push(Op::Word(byte == b'b'));
                return Ok(true);
            }
            b'k' => {
                self.needs_grammar(at, Problem::BackReference)?;
                self.at += 1;
                if !self.eat(b'<') {
                    return self.refuse(at, Problem::InvalidEscape);
                }
                if self.references.len() == NAMES {
                    return self.refuse(at, Problem::TooLarge);
                }
                let name = self.name()?;
                self.references.push((name, at));
            }
            b'1'..=b'9' => {
                self.needs_grammar(at, Problem::BackReference)?;
                let number = self.number().unwrap_or_default() as usize;
                if number > self.highest.0 {
                    self.highest = (number, at);
                }
            }
            _ => {
                if !self.set(at)? {
                    let c = self.character(at)?;
                    self.program.classes.add(c, c);
                }
                self.push_class(false);
            }
        }
        Ok(false)
    }

    /// `\d`, `\s`, `\w`, `\p{…}` and their capitals, behind the `\`. Returns false, and takes nothing, at any other.
    fn set(&mut self, at: usize) -> Result<bool, Refused> {
        let byte = self.peek();
        match byte {
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' => {
                self.at += 1;
                self.program.classes.add_shorthand(byte);
            }
            b'p' | b'P' => {
                self.needs_grammar(at, Problem::Property)?;
                self.at += 1;
                self.property(at)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `{Name}` or `{Name=Value}`. Any name is taken.
    fn property(&mut self, at: usize) -> Result<(), Refused> {
        let mut fits = self.eat(b'{');
        // The parts before and behind `=`: their lengths, and whether the first has a digit.
        let (mut length, mut digits, mut valued) = (0, false, false);
        while fits {
            match ascii(self.next()) {
                b'}' if length > 0 => return Ok(()),
                b'=' if length > 0 && !valued && !digits => (length, valued) = (0, true),
                byte => {
                    length += 1;
                    digits |= byte.is_ascii_digit();
                    fits = byte.is_ascii_alphanumeric() || byte == b'_';
                }
            }
        }
        self.refuse(at, Problem::InvalidProperty)
    }

    /// `CharacterEscape` behind its `\`: the character.
    fn character(&mut self, at: usize) -> Result<u32, Refused> {
        let c = self.next();
        let byte = ascii(c);
        let value = match byte {
            b'0' if !self.peek().is_ascii_digit() => 0,
            b'c' if self.peek().is_ascii_alphabetic() => self.next() & 0x1f,
            b'x' => self.hex(2),
            b'u' => self.unicode(),
            // In other languages these have a meaning, which they would lose without the `\`.
            _ if byte.is_ascii_alphabetic() && !br"tnvfr".contains(&byte) => {
                return self.refuse(at, Problem::ForeignEscape);
            }
            // `ControlEscape` for the characters from U+0009 on, and the identity escapes.
            _ => match br"tnvfr^$\.*+?()[]{}|/".iter().position(|&escaped| escaped == byte) {
                Some(0) => 0x09,
                Some(1) => 0x0a,
                Some(2) => 0x0b,
                Some(3) => 0x0c,
                Some(4) => 0x0d,
                Some(_) => c,
                None => END,
            },
        };
        if value < END { Ok(value) } else { self.refuse(at, Problem::InvalidEscape) }
    }

    /// `RegExpUnicodeEscapeSequence` behind its `\u`: the code point, of a surrogate pair too; [`END`] or more if it is
    /// none.
    fn unicode(&mut self) -> u32 {
        if self.eat(b'{') {
            let mut value = self.hex(1);
            while value < END && !self.eat(b'}') {
                value = value << 4 | self.hex(1);
            }
            return value;
        }
        let high = self.hex(4);
        let behind = self.at;
        if matches!(high, 0xd800..0xdc00) && self.eat(b'\\') && self.eat(b'u') {
            let low = self.hex(4);
            if matches!(low, 0xdc00..0xe000) {
                return (high << 10) + low - ((0xd800 << 10) + 0xdc00 - 0x1_0000);
            }
        }
        self.at = behind;
        high
    }

    /// A number of this many hexadecimal digits; more than [`END`] if one is missing.
    fn hex(&mut self, digits: usize) -> u32 {
        let mut value = 0;
        for _ in 0..digits {
            let byte = self.peek();
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' | b'A'..=b'F' => (byte | 0x20) - b'a' + 10,
                _ => return u32::MAX,
            };
            value = value << 4 | u32::from(digit);
            self.at += 1;
        }
        value
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

    /// `CharacterClass` behind its `[`.
    fn class(&mut self, open: usize) -> Result<(), Refused> {
        let negated = self.eat(b'^');
        while !self.eat(b']') {
            let at = self.at;
            let low = self.class_atom(open)?;
            let mut high = low;
            if self.peek() == b'-' && !matches!(self.text.get(self.at + 1), None | Some(b']')) {
                self.at += 1;
                high = self.class_atom(open)?;
                if low.max(high) == SET {
                    return self.refuse(at, Problem::SetInRange);
                }
                if low > high {
                    return self.refuse(at, Problem::RangeOrder);
                }
            }
            if low != SET {
                self.program.classes.add(low, high);
            }
        }
        self.push_class(negated);
        Ok(())
    }

    /// `ClassAtom`: a character; [`SET`] for a set, which is added to the open class.
    fn class_atom(&mut self, open: usize) -> Result<u32, Refused> {
        let at = self.at;
        match self.next() {
            END => self.refuse(open, Problem::UnfinishedClass),
            0x5c if self.eat(b'b') => Ok(0x08),
            0x5c if self.eat(b'-') => Ok(0x2d),
            0x5c if self.set(at)? => Ok(SET),
            0x5c => self.character(at),
            c => Ok(c),
        }
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
