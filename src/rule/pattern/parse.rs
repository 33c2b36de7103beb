//! The grammar of ECMA-262 (ES2024) section 22.2.1 with the flag `u`.
//!
//! One parser serves two callers. A pattern is compiled while it is read, and what the engine does not run is refused. For
//! the format `regex` the whole grammar is accepted and nothing is compiled. Open groups stand in a list, so that no depth
//! of groups exhausts the stack.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::replace;

use super::class::END;
use super::compile::{Branches, INFINITE, LIMIT, Op, Program};
use super::error as because;
use super::text::decode;
use crate::path::is_bare_char;
use crate::sort;

/// What is refused: the byte at which the construct begins, and the message.
pub(super) type Refusal = (usize, &'static str);

/// An open group.
struct Group {
    branches: Branches,
    /// Where its `(` stands.
    at: usize,
    /// Whether it is a lookahead or lookbehind, which takes no quantifier.
    lookaround: bool,
}

pub(super) struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether the text is only judged, by the whole grammar.
    judging: bool,
    program: Program,
    /// How many capture groups there are.
    groups: usize,
    /// The names of groups, and where they stand.
    names: Vec<(String, usize)>,
    /// The names that `\k` refers to.
    references: Vec<(String, usize)>,
    /// The highest number that a back reference has, and where it stands.
    highest: (usize, usize),
}

/// Reads and compiles a pattern.
pub(super) fn compile(text: &[u8]) -> Result<Program, Refusal> {
    let mut parser = Parser::new(text, false);
    parser.read()?;
    parser.program.finish().map_err(|_| (0, because::TOO_LARGE))?;
    Ok(parser.program)
}

/// Judges whether a text is a regular expression.
pub(super) fn judge(text: &[u8]) -> Result<(), Refusal> {
    Parser::new(text, true).read()
}

/// An ASCII character as a byte; 0 for any other.
fn ascii(c: u32) -> u8 {
    u8::try_from(c).unwrap_or_default()
}

impl<'t> Parser<'t> {
    fn new(text: &'t [u8], judging: bool) -> Self {
        Self {
            text,
            at: 0,
            judging,
            program: Program::default(),
            groups: 0,
            names: Vec::new(),
            references: Vec::new(),
            highest: (0, 0),
        }
    }

    /// The next byte; 0 at the end.
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or_default()
    }

    /// Takes the next character; [`END`] at the end.
    fn next(&mut self) -> u32 {
        let (c, length) = decode(self.text, self.at);
        self.at += length;
        c
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte && self.at < self.text.len();
        self.at += usize::from(found);
        found
    }

    fn refuse<T>(at: usize, message: &'static str) -> Result<T, Refusal> {
        Err((at, message))
    }

    /// Refuses what the engine does not run, unless the text is only judged.
    fn needs_grammar(&self, at: usize, message: &'static str) -> Result<(), Refusal> {
        if self.judging { Ok(()) } else { Self::refuse(at, message) }
    }

    fn push(&mut self, op: Op) {
        if !self.judging {
            self.program.ops.push(op);
        }
    }

    /// Adds a range to the open class.
    fn add(&mut self, low: u32, high: u32) {
        if !self.judging {
            self.program.classes.add(low, high);
        }
    }

    /// Adds a set such as that of `\d` to the open class.
    fn add_shorthand(&mut self, letter: u8) {
        if !self.judging {
            self.program.classes.add_shorthand(letter);
        }
    }

    /// Adds an instruction for the open class.
    fn push_class(&mut self, negated: bool) {
        if !self.judging {
            let class = self.program.classes.close(negated);
            self.push(Op::Class { class, min: 1, max: 1 });
        }
    }

    /// `Pattern`
    fn read(&mut self) -> Result<(), Refusal> {
        let mut outer: Vec<Group> = Vec::new();
        let mut group = Group { branches: Branches::new(0), at: 0, lookaround: false };
        loop {
            let at = self.at;
            let mut start = self.program.ops.len();
            if start > LIMIT {
                return Self::refuse(at, because::TOO_LARGE);
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
                    let lookaround = self.group(at)?;
                    outer.push(replace(&mut group, Group { branches: Branches::new(start), at, lookaround }));
                    continue;
                }
                b')' => {
                    let Some(before) = outer.pop() else { return Self::refuse(at, because::UNMATCHED_PARENTHESIS) };
                    let closed = replace(&mut group, before);
                    self.program.close(closed.branches);
                    if closed.lookaround {
                        continue;
                    }
                    start = closed.branches.start;
                }
                b'^' => {
                    self.push(Op::Start);
                    continue;
                }
                b'$' => {
                    self.push(Op::End);
                    continue;
                }
                b'*' | b'+' | b'?' => return Self::refuse(at, because::NOTHING_TO_REPEAT),
                b'{' | b'}' | b']' => return Self::refuse(at, because::LONE_BRACKET),
                b'[' => self.class(at)?,
                b'\\' => {
                    if self.escape(at)? {
                        continue;
                    }
                }
                byte => {
                    if byte == b'.' {
                        self.add_shorthand(byte);
                    } else {
                        self.add(c, c);
                    }
                    self.push_class(false);
                }
            }
            self.quantifier(start)?;
        }
        if !outer.is_empty() {
            return Self::refuse(group.at, because::UNFINISHED_GROUP);
        }
        self.program.close(group.branches);
        self.check_names()
    }

    /// What follows `(`. Returns whether it is a lookahead or lookbehind.
    fn group(&mut self, at: usize) -> Result<bool, Refusal> {
        if !self.eat(b'?') {
            self.groups += 1;
            return Ok(false);
        }
        let message = match ascii(self.next()) {
            b':' => return Ok(false),
            b'=' | b'!' => because::LOOKAHEAD,
            b'<' if self.eat(b'=') || self.eat(b'!') => because::LOOKBEHIND,
            b'<' => {
                self.groups += 1;
                let name = self.name()?;
                self.names.push((name, at));
                return Ok(false);
            }
            b'i' | b'm' | b's' | b'-' => return Self::refuse(at, because::MODIFIERS),
            _ => return Self::refuse(at, because::INVALID_GROUP),
        };
        self.needs_grammar(at, message)?;
        Ok(true)
    }

    /// `GroupName` behind its `<`.
    fn name(&mut self) -> Result<String, Refusal> {
        let mut name = String::new();
        loop {
            let at = self.at;
            let mut c = self.next();
            if c == u32::from(b'>') && !name.is_empty() {
                return Ok(name);
            }
            if c == u32::from(b'\\') {
                c = if self.eat(b'u') { self.unicode(at)? } else { END };
            }
            let Some(c) = char::from_u32(c) else { return Self::refuse(at, because::INVALID_NAME) };
            let fits = match c {
                '0'..='9' => !name.is_empty(),
                'a'..='z' | 'A'..='Z' | '_' | '$' => true,
                _ => !c.is_ascii() && is_bare_char(c),
            };
            if !fits {
                return Self::refuse(at, because::INVALID_NAME);
            }
            if !c.is_ascii() {
                self.needs_grammar(at, because::NAME_NOT_ASCII)?;
            }
            name.push(c);
        }
    }

    /// Whether no two groups have one name, and all references have a group.
    fn check_names(&self) -> Result<(), Refusal> {
        let names = &self.names;
        let name = |at: usize| names.get(at).map_or("", |(name, _)| name);
        let order = sort::sorted_indices(names.len(), &mut |one, other| name(one) < name(other));
        for pair in order.windows(2) {
            if let &[one, other] = pair
                && name(one) == name(other)
            {
                return Self::refuse(names.get(other).map_or(0, |&(_, at)| at), because::DUPLICATE_NAME);
            }
        }
        if self.highest.0 > self.groups {
            return Self::refuse(self.highest.1, because::UNKNOWN_GROUP);
        }
        for (reference, at) in &self.references {
            let found = order.partition_point(|&at| name(at) < reference.as_str());
            if order.get(found).is_none_or(|&at| name(at) != reference) {
                return Self::refuse(*at, because::UNKNOWN_GROUP);
            }
        }
        Ok(())
    }

    /// What follows `\` outside a class. Returns whether it is an assertion.
    fn escape(&mut self, at: usize) -> Result<bool, Refusal> {
        let byte = self.peek();
        match byte {
            b'b' | b'B' => {
                self.at += 1;
                self.push(Op::Word(byte == b'b'));
                return Ok(true);
            }
            b'k' => {
                self.needs_grammar(at, because::BACK_REFERENCE)?;
                self.at += 1;
                if !self.eat(b'<') {
                    return Self::refuse(at, because::INVALID_ESCAPE);
                }
                let name = self.name()?;
                self.references.push((name, at));
            }
            b'1'..=b'9' => {
                self.needs_grammar(at, because::BACK_REFERENCE)?;
                let number = self.number().unwrap_or_default() as usize;
                if number > self.highest.0 {
                    self.highest = (number, at);
                }
            }
            _ => {
                if !self.set(at)? {
                    let c = self.character(at)?;
                    self.add(c, c);
                }
                self.push_class(false);
            }
        }
        Ok(false)
    }

    /// `\d`, `\s`, `\w`, `\p{…}` and their capitals, behind the `\`. Returns false, and takes nothing, at any other.
    fn set(&mut self, at: usize) -> Result<bool, Refusal> {
        let byte = self.peek();
        match byte {
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' => {
                self.at += 1;
                self.add_shorthand(byte);
            }
            b'p' | b'P' => {
                self.needs_grammar(at, because::PROPERTY)?;
                self.at += 1;
                self.property(at)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `{Name}` or `{Name=Value}`. Any name is taken.
    fn property(&mut self, at: usize) -> Result<(), Refusal> {
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
        Self::refuse(at, because::INVALID_PROPERTY)
    }

    /// `CharacterEscape` behind its `\`: the character.
    fn character(&mut self, at: usize) -> Result<u32, Refusal> {
        let c = self.next();
        let value = match ascii(c) {
            b't' => Some(0x09),
            b'n' => Some(0x0a),
            b'v' => Some(0x0b),
            b'f' => Some(0x0c),
            b'r' => Some(0x0d),
            b'0' if !self.peek().is_ascii_digit() => Some(0),
            b'c' => Some(self.next()).filter(|&letter| ascii(letter).is_ascii_alphabetic()).map(|letter| letter & 0x1f),
            b'x' => self.hex(2),
            b'u' => return self.unicode(at),
            b'^' | b'$' | b'\\' | b'.' | b'*' | b'+' | b'?' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|' | b'/' => {
                Some(c)
            }
            _ => None,
        };
        value.ok_or((at, because::INVALID_ESCAPE))
    }

    /// `RegExpUnicodeEscapeSequence` behind its `\u`: the code point, of a surrogate pair too.
    fn unicode(&mut self, at: usize) -> Result<u32, Refusal> {
        let invalid = (at, because::INVALID_ESCAPE);
        if self.eat(b'{') {
            let mut value = self.hex(1).ok_or(invalid)?;
            while !self.eat(b'}') {
                value = value << 4 | self.hex(1).ok_or(invalid)?;
                if value >= END {
                    return Err(invalid);
                }
            }
            return Ok(value);
        }
        let high = self.hex(4).ok_or(invalid)?;
        let behind = self.at;
        if matches!(high, 0xd800..0xdc00)
            && self.eat(b'\\')
            && self.eat(b'u')
            && let Some(low @ 0xdc00..0xe000) = self.hex(4)
        {
            return Ok((high << 10) + low - ((0xd800 << 10) + 0xdc00 - 0x1_0000));
        }
        self.at = behind;
        Ok(high)
    }

    /// A number of this many hexadecimal digits.
    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..digits {
            value = value << 4 | char::from(self.peek()).to_digit(16)?;
            self.at += 1;
        }
        Some(value)
    }

    /// A decimal number, [`INFINITE`] at most; none if no digit follows.
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
    fn class(&mut self, open: usize) -> Result<(), Refusal> {
        let negated = self.eat(b'^');
        while !self.eat(b']') {
            let at = self.at;
            let low = self.class_atom(open)?;
            let mut high = low;
            if self.peek() == b'-' && !matches!(self.text.get(self.at + 1), None | Some(b']')) {
                self.at += 1;
                high = self.class_atom(open)?;
                if low.is_none() || high.is_none() {
                    return Self::refuse(at, because::SET_IN_RANGE);
                }
                if low > high {
                    return Self::refuse(at, because::RANGE_ORDER);
                }
            }
            if let (Some(low), Some(high)) = (low, high) {
                self.add(low, high);
            }
        }
        self.push_class(negated);
        Ok(())
    }

    /// `ClassAtom`: a character; none for a set, which is added to the open class.
    fn class_atom(&mut self, open: usize) -> Result<Option<u32>, Refusal> {
        let at = self.at;
        match self.next() {
            END => Self::refuse(open, because::UNFINISHED_CLASS),
            0x5c if self.eat(b'b') => Ok(Some(0x08)),
            0x5c if self.eat(b'-') => Ok(Some(0x2d)),
            0x5c if self.set(at)? => Ok(None),
            0x5c => self.character(at).map(Some),
            c => Ok(Some(c)),
        }
    }

    /// A `Quantifier`, if one follows, for the instructions from `start` on.
    fn quantifier(&mut self, start: usize) -> Result<(), Refusal> {
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
            min = self.number().ok_or((at, because::INCOMPLETE_QUANTIFIER))?;
            max = if self.eat(b',') { self.number().unwrap_or(INFINITE) } else { min };
            if !self.eat(b'}') {
                return Self::refuse(at, because::INCOMPLETE_QUANTIFIER);
            }
            if min > max {
                return Self::refuse(at, because::QUANTIFIER_ORDER);
            }
        }
        // Whether it is greedy or lazy decides what a group captures, and not whether the text matches.
        self.eat(b'?');
        if self.judging {
            return Ok(());
        }
        self.program.repeat(start, min, max).map_err(|_| (at, because::TOO_LARGE))
    }
}
