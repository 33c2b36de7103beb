//! The mapping of UTS #46, then normalization form C (UAX #15; The Unicode Standard, section 3.11).

use alloc::vec::Vec;

use super::tables::{Status, Tables, tables};

/// What becomes of the characters that UTS #46 ignores.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ignored {
    LeftOut,
    /// They are U+FFFD, as the disallowed ones are.
    Replaced,
}

pub(super) fn map(characters: &mut dyn Iterator<Item = char>, ignored: Ignored) -> Vec<char> {
    let tables = tables();
    let mut decomposed = Decomposed { tables, characters: Vec::new() };
    for c in characters {
        match tables.kind_of(c).status {
            Status::Valid => decomposed.push(c.into()),
            Status::Mapped => tables.targets_of(c).iter().for_each(|&target| decomposed.push(target)),
            Status::Ignored if ignored == Ignored::LeftOut => {}
            Status::Ignored | Status::Disallowed => decomposed.push(char::REPLACEMENT_CHARACTER.into()),
        }
    }
    composed(tables, &decomposed.in_canonical_order())
}

/// A character and its canonical combining class.
type Classed = (u32, u8);

/// Fully decomposed characters.
struct Decomposed<'a> {
    tables: &'a Tables,
    characters: Vec<Classed>,
}

impl Decomposed<'_> {
    fn push(&mut self, character: u32) {
        if let Some([first, second]) = hangul::decomposed(character) {
            self.push(first);
            self.push(second);
        } else if let Some(composite) = self.tables.composite(character) {
            self.push(composite.first);
            self.push(composite.second);
        } else {
            let class = char::from_u32(character).map_or(0, |c| self.tables.kind_of(c).combining_class);
            self.characters.push((character, class));
        }
    }

    /// Sorts each run of characters with a combining class by it, and keeps the order of equal ones.
    fn in_canonical_order(self) -> Vec<Classed> {
        let mut ordered = Vec::with_capacity(self.characters.len());
        for run in self.characters.chunk_by(|_, &(_, class)| class != 0) {
            // A run begins with a starter, except perhaps the first. There are few classes, so this takes linear time.
            let mut class = Some(0);
            while let Some(wanted) = class {
                ordered.extend(run.iter().filter(|&&(_, class)| class == wanted));
                class = run.iter().map(|&(_, class)| class).filter(|&class| class > wanted).min();
            }
        }
        ordered
    }
}

/// Joins each character with the last starter, where nothing between them blocks it and a character stands for both.
fn composed(tables: &Tables, characters: &[Classed]) -> Vec<char> {
    let mut composed: Vec<u32> = Vec::with_capacity(characters.len());
    let mut starter = None;
    // The class of the character before, if it is not the starter.
    let mut class_before = None;
    for &(character, class) in characters {
        let is_blocked = class_before.is_some_and(|before| before >= class);
        let last_starter = starter.and_then(|at: usize| composed.get_mut(at)).filter(|_| !is_blocked);
        if let Some(first) = last_starter
            && let Some(both) = compose(tables, *first, character)
        {
            *first = both;
        } else if class == 0 {
            starter = Some(composed.len());
            class_before = None;
            composed.push(character);
        } else {
            class_before = Some(class);
            composed.push(character);
        }
    }
    composed.into_iter().filter_map(char::from_u32).collect()
}

fn compose(tables: &Tables, first: u32, second: u32) -> Option<u32> {
    let is_second = char::from_u32(second).is_some_and(|c| tables.kind_of(c).is_second);
    hangul::composed(first, second).or_else(|| is_second.then(|| tables.composed(first, second))?)
}

/// Syllables, which are composed by arithmetic: The Unicode Standard, section 3.12.
mod hangul {
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    /// One before the first trailing consonant.
    const TRAILING: u32 = 0x11a7;
    const SYLLABLES: u32 = 0xac00;
    const LEADING_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;
    const SYLLABLE_COUNT: u32 = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT;

    pub(super) fn decomposed(character: u32) -> Option<[u32; 2]> {
        let syllable = character.checked_sub(SYLLABLES).filter(|&syllable| syllable < SYLLABLE_COUNT)?;
        let trailing = syllable % TRAILING_COUNT;
        let pair = syllable / TRAILING_COUNT;
        Some(if trailing == 0 {
            [LEADING + pair / VOWEL_COUNT, VOWELS + pair % VOWEL_COUNT]
        } else {
            [character - trailing, TRAILING + trailing]
        })
    }

    pub(super) fn composed(first: u32, second: u32) -> Option<u32> {
        let leading = first.wrapping_sub(LEADING);
        let vowel = second.wrapping_sub(VOWELS);
        if leading < LEADING_COUNT && vowel < VOWEL_COUNT {
            return Some(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let syllable = first.wrapping_sub(SYLLABLES);
        let trailing = second.wrapping_sub(TRAILING);
        let is_open = syllable < SYLLABLE_COUNT && syllable.is_multiple_of(TRAILING_COUNT);
        (is_open && (1..TRAILING_COUNT).contains(&trailing)).then(|| first + trailing)
    }
}
