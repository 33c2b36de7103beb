//! An object whose members keep their order: the twin of `serde_json`'s map, as far as the crate uses it.

use std::cmp::Ordering;

use serde::{Serialize, Serializer};

use super::value::Value;
use crate::sort;

/// Whether so many members need an index: few are as fast looked at one by one. Only error bodies are strangers' objects
/// in which names are looked up; without them there is nothing to search but schemas.
const fn needs_index(members: usize) -> bool {
    cfg!(feature = "api-error") && members > 16
}

/// Names and values, in the order in which the names came first.
#[derive(Clone, Debug, Default)]
pub struct Object {
    members: Vec<(String, Value)>,
    /// Where the names stand, sorted; empty in a small object.
    by_name: Vec<usize>,
}

type Parts<'o> = fn(&'o (String, Value)) -> (&'o String, &'o Value);

fn parts((name, value): &(String, Value)) -> (&String, &Value) {
    (name, value)
}

/// An order in which a search is fast: no text is looked into where the lengths tell two apart.
fn compare(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

impl Object {
    /// An object without members.
    pub const fn new() -> Self {
        Self { members: Vec::new(), by_name: Vec::new() }
    }

    /// An object of these members, and whether one is named twice: the last one counts, in the place of the first.
    pub(super) fn of(mut members: Vec<(String, Value)>) -> (Self, bool) {
        let mut by_name = sorted(&members);
        let mut repeats = Vec::new();
        let mut kept: Option<usize> = None;
        for &at in &by_name {
            match kept.filter(|&kept| members.get(kept).map(|one| &one.0) == members.get(at).map(|one| &one.0)) {
                Some(first) => {
                    let last = members.get_mut(at).map(|(_, value)| std::mem::take(value)).unwrap_or_default();
                    if let Some((_, value)) = members.get_mut(first) {
                        *value = last;
                    }
                    repeats.push(at);
                }
                None => kept = Some(at),
            }
        }
        if !repeats.is_empty() {
            let mut gone = vec![false; members.len()];
            for &at in &repeats {
                if let Some(gone) = gone.get_mut(at) {
                    *gone = true;
                }
            }
            let mut gone = gone.into_iter();
            members.retain(|_| gone.next() != Some(true));
            by_name = sorted(&members);
        }
        if !needs_index(members.len()) {
            by_name = Vec::new();
        }
        (Self { members, by_name }, !repeats.is_empty())
    }

    /// An object of these members, whose names differ.
    fn distinct(members: Vec<(String, Value)>) -> Self {
        let by_name = if needs_index(members.len()) { sorted(&members) } else { Vec::new() };
        Self { members, by_name }
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        if !needs_index(self.members.len()) {
            return self.members.iter().position(|(known, _)| known == name).ok_or(0);
        }
        let found = self
            .by_name
            .binary_search_by(|&at| self.members.get(at).map_or(Ordering::Less, |(known, _)| compare(known, name)));
        found.map(|place| self.by_name.get(place).copied().unwrap_or_default())
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(self.find(name).ok()?).map(|(_, value)| value)
    }

    /// The value of this name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        let at = self.find(name).ok()?;
        self.members.get_mut(at).map(|(_, value)| value)
    }

    /// Whether there is such a member.
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// Sets a member, and gives what it was before: a known one keeps its place, a new one comes last.
    pub fn insert(&mut self, name: String, value: Value) -> Option<Value> {
        if let Some(known) = self.get_mut(&name) {
            return Some(std::mem::replace(known, value));
        }
        let place = self.find(&name).unwrap_or_else(|place| place);
        self.members.push((name, value));
        if self.by_name.is_empty() && needs_index(self.members.len()) {
            self.by_name = sorted(&self.members);
        } else if !self.by_name.is_empty() {
            self.by_name.insert(place.min(self.by_name.len()), self.members.len() - 1);
        }
        None
    }

    /// Keeps those members for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&String, &mut Value) -> bool) {
        self.members.retain_mut(|(name, value)| keep(name, value));
        self.by_name = if needs_index(self.members.len()) { sorted(&self.members) } else { Vec::new() };
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members, in order.
    pub fn iter(&self) -> std::iter::Map<std::slice::Iter<'_, (String, Value)>, Parts<'_>> {
        self.members.iter().map(parts)
    }

    /// The values, in order.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.members.iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.members.iter_mut().map(|(_, value)| value)
    }
}

fn sorted(members: &[(String, Value)]) -> Vec<usize> {
    sort::order(members.len(), &mut |one, other| match (members.get(one), members.get(other)) {
        (Some((one, _)), Some((other, _))) => compare(one, other).is_lt(),
        _ => false,
    })
}

impl<'o> IntoIterator for &'o Object {
    type Item = (&'o String, &'o Value);
    type IntoIter = std::iter::Map<std::slice::Iter<'o, (String, Value)>, Parts<'o>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Of members whose names differ, as those of another object do: [`Object::of`] is for any others.
impl FromIterator<(String, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        Self::distinct(members.into_iter().collect())
    }
}

/// The same names with the same values, in any order.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}
