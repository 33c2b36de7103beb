//! Escapes, and the classes in which they may stand: `\d`, `[a-z\n]`.

use super::super::class::END;
use super::super::error::Problem;
use super::super::op::Op;
use super::{NAMES, Parser, Refused, ascii};

/// What no character is: a set, where a character may stand.
const SET: u32 = END + 1;

impl Parser<'_> {
    /// Reads an escape after its `\`, outside a class. Returns whether it is an assertion.
    pub(super) fn escape(&mut self, at: usize) -> Result<bool, Refused> {
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
    pub(super) fn unicode(&mut self) -> u32 {
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

    /// `CharacterClass` behind its `[`.
    pub(super) fn class(&mut self, open: usize) -> Result<(), Refused> {
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
}
