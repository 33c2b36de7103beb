//! What Unicode says of each character, unpacked from `tables.bin`.
//!
//! The file holds four tables. A number is LEB128, and a difference is a number in zigzag: 0, -1, 1, -2, 2. Numbers of one
//! meaning stand together, because so the file compresses best.
//!
//! 1. The kinds: their count, and five bytes for each: [`Status`], combining class, bidi class, joining type, and flags
//!    ([`MARK`], [`SECOND`]).
//! 2. The runs, from U+0000 on: their count, then the kind of each, a byte, then the length of each minus 1.
//! 3. What UTS #46 maps the mapped characters to, in the order of the characters: how many characters each has; then, for
//!    each that has one, how far it lies behind the mapped character, as the difference to the one before; then the
//!    characters of the others, as UTF-8.
//! 4. The composites that stay composed, without Hangul: their count, then the differences of the composites, of their
//!    first characters and of their second ones.

use alloc::boxed::Box;
use alloc::vec::Vec;

use once_cell::race::OnceBox;

use crate::bidi_class::BidiClass;
use crate::joining_type::JoiningType;

pub(crate) static FILE: &[u8] = include_bytes!("tables.bin");

/// A flag of a kind: the general category is one of the marks.
pub(crate) const MARK: u8 = 1;
/// A flag of a kind: some composite has the character as its second one.
pub(crate) const SECOND: u8 = 2;

/// What UTS #46 does with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Valid,
    Mapped,
    Ignored,
    Disallowed,
}

/// What characters have in common.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) status: Status,
    pub(crate) combining_class: u8,
    pub(crate) bidi_class: BidiClass,
    pub(crate) joining_type: JoiningType,
    pub(crate) is_mark: bool,
    pub(crate) is_second: bool,
}

const UNKNOWN: Kind = Kind {
    status: Status::Disallowed,
    combining_class: 0,
    bidi_class: BidiClass(0),
    joining_type: JoiningType(0),
    is_mark: false,
    is_second: false,
};

/// A character that stands for two.
pub(crate) struct Composite {
    pub(crate) character: u32,
    pub(crate) first: u32,
    pub(crate) second: u32,
}

pub(crate) struct Tables {
    kinds: Vec<Kind>,
    /// The first code point of each run, and its kind.
    runs: Vec<(u32, u8)>,
    /// Each mapped character, and the index in `targets` behind its last target.
    mapped: Vec<(u32, usize)>,
    targets: Vec<u32>,
    composites: Vec<Composite>,
}

/// Returns the tables, and unpacks them first if nobody has yet.
pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceBox<Tables> = OnceBox::new();
    TABLES.get_or_init(|| Box::new(File { rest: FILE }.tables()))
}

impl Tables {
    pub(crate) fn kind_of(&self, c: char) -> Kind {
        let behind = self.runs.partition_point(|&(start, _)| start <= u32::from(c));
        let run = behind.checked_sub(1).and_then(|at| self.runs.get(at));
        run.and_then(|&(_, kind)| self.kinds.get(usize::from(kind))).copied().unwrap_or(UNKNOWN)
    }

    /// Returns the characters that a mapped character is mapped to.
    pub(crate) fn targets_of(&self, c: char) -> &[u32] {
        let at = self.mapped.partition_point(|&(source, _)| source < u32::from(c));
        let end_of = |at: usize| self.mapped.get(at).map(|&(_, end)| end);
        let start = at.checked_sub(1).and_then(end_of).unwrap_or(0);
        end_of(at).and_then(|end| self.targets.get(start..end)).unwrap_or_default()
    }

    /// Returns the composite that a character is.
    pub(crate) fn composite(&self, character: u32) -> Option<&Composite> {
        let at = self.composites.partition_point(|composite| composite.character < character);
        self.composites.get(at).filter(|composite| composite.character == character)
    }

    /// Returns the character that stands for two.
    pub(crate) fn composed(&self, first: u32, second: u32) -> Option<u32> {
        let mut composites = self.composites.iter();
        composites.find(|composite| composite.first == first && composite.second == second).map(|found| found.character)
    }
}

/// The bytes of the file that are not read yet. Behind its end are zeros, but a test reads the whole.
struct File<'a> {
    rest: &'a [u8],
}

impl File<'_> {
    fn tables(mut self) -> Tables {
        let count = self.number();
        let kinds: Vec<Kind> = self.list(count, Self::kind);

        let count = self.number();
        let kinds_of_runs = self.list(count, Self::byte);
        let mut start = 0;
        let mut runs = Vec::new();
        let mut sources = Vec::new();
        for &kind in &kinds_of_runs {
            runs.push((start, kind));
            let end = start + self.number() + 1;
            if kinds.get(usize::from(kind)).is_some_and(|kind| kind.status == Status::Mapped) {
                sources.extend(start..end);
            }
            start = end;
        }

        let lengths = self.list(u32::try_from(sources.len()).unwrap_or(0), Self::byte);
        let mut distance = 0_u32;
        let singles: Vec<u32> = (sources.iter().zip(&lengths))
            .map(|(source, &length)| {
                if length == 1 {
                    distance = distance.wrapping_add(self.difference());
                }
                source.wrapping_add(distance)
            })
            .collect();
        let mut mapped = Vec::new();
        let mut targets = Vec::new();
        for ((source, length), single) in sources.into_iter().zip(lengths).zip(singles) {
            if length == 1 {
                targets.push(single);
            } else {
                for _ in 0..length {
                    targets.push(self.character());
                }
            }
            mapped.push((source, targets.len()));
        }

        let count = self.number();
        let [characters, firsts, seconds] = [(); 3].map(|()| {
            let mut last = 0_u32;
            self.list(count, |file| {
                last = last.wrapping_add(file.difference());
                last
            })
        });
        let composites = (characters.into_iter().zip(firsts).zip(seconds))
            .map(|((character, first), second)| Composite { character, first, second })
            .collect();
        Tables { kinds, runs, mapped, targets, composites }
    }

    fn list<T>(&mut self, count: u32, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..count).map(|_| read(self)).collect()
    }

    fn kind(&mut self) -> Kind {
        let status = match self.byte() {
            0 => Status::Valid,
            1 => Status::Mapped,
            2 => Status::Ignored,
            _ => Status::Disallowed,
        };
        let combining_class = self.byte();
        let bidi_class = BidiClass(self.byte());
        let joining_type = JoiningType(self.byte());
        let flags = self.byte();
        let [is_mark, is_second] = [MARK, SECOND].map(|flag| flags & flag != 0);
        Kind { status, combining_class, bidi_class, joining_type, is_mark, is_second }
    }

    fn byte(&mut self) -> u8 {
        self.rest.split_off_first().copied().unwrap_or(0)
    }

    fn number(&mut self) -> u32 {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            number |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 || shift > 28 {
                return number;
            }
        }
    }

    /// Returns what to add, modulo 2^32.
    fn difference(&mut self) -> u32 {
        let number = self.number();
        if number.is_multiple_of(2) { number / 2 } else { !(number / 2) }
    }

    /// Reads a character of UTF-8.
    fn character(&mut self) -> u32 {
        let first = self.byte();
        let more = match first {
            0..0xc0 => return first.into(),
            0xc0..0xe0 => 1,
            0xe0..0xf0 => 2,
            _ => 3,
        };
        let bits = u32::from(first) & (0x3f >> more);
        (0..more).fold(bits, |bits, _| bits << 6 | u32::from(self.byte() & 0x3f))
    }
}
