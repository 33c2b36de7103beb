//! The memory of a long check, so that no part of a value is checked twice by the same node.
//!
//! A location gets a number. Numbers are compared, never digests: two keys of a value can be made to have one digest, and a
//! part must not pass for another one.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::check::{LazyLocation, LocationNumber, Step};
use super::super::int_map::IntMap;

/// How many names have a number. Locations with other names are not remembered.
const MAX_NAMES: usize = 4_096;
/// The longest name that has a number, in bytes.
const MAX_NAME: usize = 256;
/// How many locations have a number.
const MAX_LOCATIONS: usize = 1 << 20;

/// The numbers of locations.
#[derive(Default)]
pub(super) struct Locations {
    names: Vec<String>,
    /// The numbers of the names, sorted by name. A table by digest would be slow for names with equal digests, which are easy
    /// to find.
    by_name: Vec<u32>,
    /// The number of a location, by the number of the location above it and its last step.
    numbers: IntMap,
}

impl Locations {
    /// The number of a location; `None` if it has none.
    pub(super) fn number(&mut self, location: &LazyLocation<'_>) -> Option<u32> {
        match (location.number.get(), location.last()) {
            (LocationNumber::Some(number), _) => Some(number),
            (LocationNumber::None, _) | (_, None) => None,
            (LocationNumber::NotAsked, Some((above, step))) => {
                let number = self.find(above, step);
                location.number.set(number.map_or(LocationNumber::None, LocationNumber::Some));
                number
            }
        }
    }

    /// The number of the location after this step, which gets one now if it is new.
    fn find(&mut self, above: &LazyLocation<'_>, step: Step<'_>) -> Option<u32> {
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

    /// The number of a name, which gets one now if it is new.
    fn name_number(&mut self, name: &str) -> Option<u32> {
        if name.len() > MAX_NAME {
            return None;
        }
        // The lengths first: most names differ in length, and then no byte is compared.
        let compare = |number: &u32| {
            let known = self.names.get(*number as usize).map_or("", String::as_str);
            (known.len(), known).cmp(&(name.len(), name))
        };
        match self.by_name.binary_search_by(compare) {
            Ok(at) => self.by_name.get(at).copied(),
            Err(_) if self.names.len() >= MAX_NAMES => None,
            Err(at) => {
                let number = u32::try_from(self.names.len()).ok()?;
                self.names.push(name.to_owned());
                self.by_name.insert(at, number);
                Some(number)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn number(locations: &mut Locations, path: &[&str]) -> Option<u32> {
        fn walk(locations: &mut Locations, above: &LazyLocation<'_>, path: &[&str]) -> Option<u32> {
            match path.split_first() {
                Some((name, rest)) => walk(locations, &above.join(Step::Key(name)), rest),
                None => locations.number(above),
            }
        }
        walk(locations, &LazyLocation::root(), path)
    }

    #[test]
    fn a_location_keeps_its_number() {
        let mut locations = Locations::default();
        let paths: [&[&str]; 6] = [&[], &["b"], &["a"], &["b", "a"], &["a", "b"], &["", "ab"]];
        let first = paths.map(|path| number(&mut locations, path));
        assert_eq!(paths.map(|path| number(&mut locations, path)), first);
        for (at, one) in first.iter().enumerate() {
            assert!(one.is_some() && !first[..at].contains(one), "{first:?}");
        }
    }

    #[test]
    fn names_beyond_the_limits_have_no_number() {
        let mut locations = Locations::default();
        for at in 0..MAX_NAMES {
            assert!(number(&mut locations, &[&format!("n{at}")]).is_some());
        }
        assert!(number(&mut locations, &["n17", "n4095"]).is_some());
        assert_eq!(number(&mut locations, &["one more"]), None);
        assert_eq!(number(&mut locations, &["one more", "n1"]), None, "nothing below it has one");
        assert_eq!(number(&mut Locations::default(), &[&"x".repeat(MAX_NAME + 1)]), None);
    }
}
