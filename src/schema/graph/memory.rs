//! The memory of a long check, so that no part of a value is checked twice by the same node.
//!
//! A location gets a number. Numbers are compared, never digests: two keys of a value can be made to have one digest, and a
//! part must not pass for another one.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::check::{LazyLocation, Step};
use super::super::digest::digest_of_text;
use super::super::int_map::IntMap;

/// How many names have a number. Locations with other names are not remembered.
const MAX_NAMES: usize = 4_096;
/// The longest name that has a number, in bytes: each look at a location reads the names on the way to it.
const MAX_NAME: usize = 256;
/// How many locations have a number.
const MAX_LOCATIONS: usize = 1 << 20;

/// The digests of issues. A branch mostly has one, which needs no table.
#[derive(Default)]
pub(super) struct Digests {
    first: Option<u64>,
    others: IntMap,
}

impl Digests {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    /// Whether it is there.
    pub(super) fn has(&self, digest: u64) -> bool {
        self.first == Some(digest) || self.others.get(digest).is_some()
    }

    /// Adds a digest, and returns whether it is new.
    pub(super) fn insert(&mut self, digest: u64) -> bool {
        if let Some(first) = self.first {
            return first != digest && self.others.insert(digest, 0);
        }
        self.first = Some(digest);
        true
    }
}

/// The numbers of locations.
#[derive(Default)]
pub(super) struct Locations {
    names: Vec<String>,
    /// The number of a name, by its digest or one of the numbers after it.
    name_numbers: IntMap,
    /// The number of a location, by the number of the location above it and its last step.
    numbers: IntMap,
}

impl Locations {
    /// The number of a location; `None` if it has none.
    pub(super) fn number(&mut self, location: &LazyLocation<'_>) -> Option<u32> {
        let Some((above, step)) = location.last() else { return Some(0) };
        let above = u64::from(self.number(above)?);
        let step = match step {
            Step::Root => 0,
            Step::Index(index) => u64::from(index) << 1,
            Step::Key(name) | Step::OtherKey(name) => u64::from(self.name_number(name)?) << 1 | 1,
        };
        let key = above << 33 | step;
        if let Some(number) = self.numbers.get(key) {
            return Some(number);
        }
        let number = u32::try_from(self.numbers.len() + 1).ok()?;
        if self.numbers.len() >= MAX_LOCATIONS {
            return None;
        }
        self.numbers.insert(key, number);
        Some(number)
    }

    fn name_number(&mut self, name: &str) -> Option<u32> {
        if name.len() > MAX_NAME {
            return None;
        }
        let mut digest = digest_of_text(name.as_bytes());
        while let Some(number) = self.name_numbers.get(digest) {
            if self.names.get(number as usize).is_some_and(|known| known == name) {
                return Some(number);
            }
            digest = digest.wrapping_add(1);
        }
        let number = u32::try_from(self.names.len()).ok()?;
        if self.names.len() >= MAX_NAMES {
            return None;
        }
        self.names.push(name.to_owned());
        self.name_numbers.insert(digest, number);
        Some(number)
    }
}
