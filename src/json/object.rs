//! A JSON object whose members have a fixed order.

#[cfg(feature = "api-error")]
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::iter::Map;
use core::mem;
use core::slice::Iter;

use serde::{Serialize, Serializer};

use super::Json;
use crate::sort;

/// Objects of up to this many members are searched one member at a time; larger ones have an index.
const MAX_UNINDEXED: usize = 16;

/// A JSON object. Its members have the order that JavaScript gives an object's keys (ECMA-262,
/// `OrdinaryOwnPropertyKeys`): integer keys ascending, then the others in the order in which they came.
///
/// ```
/// use unanimous::Json;
/// use unanimous::json::Object;
///
/// let object: Json = r#"{"b": 1, "10": 2, "2": 3}"#.parse()?;
/// assert_eq!(object.to_string(), r#"{"2":3,"10":2,"b":1}"#);
///
/// let mut object = Object::new();
/// object.insert("b".to_owned(), Json::from(1));
/// assert_eq!(object.insert("b".to_owned(), Json::from(2)), Some(Json::from(1)));
/// # Ok::<(), unanimous::json::ParseError>(())
/// ```
#[derive(Debug, Default)]
pub struct Object {
    members: Vec<(String, Json)>,
    /// The members' positions, sorted by name; empty in a small object.
    by_name: Vec<usize>,
    /// The names that are not Unicode text. They are boxed to keep an object small: few objects have such names, and
    /// every reason holds an object.
    ill_formed: Option<Box<[String]>>,
}

type Pair<'o> = fn(&'o (String, Json)) -> (&'o String, &'o Json);

fn pair((name, value): &(String, Json)) -> (&String, &Json) {
    (name, value)
}

/// Compares two names. Lengths come first, because most names differ in length, and then no byte is compared.
fn compare(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

/// The value by which JavaScript sorts a key: the integer of an integer key, `u32::MAX` for any other key.
pub(crate) fn rank(name: &str) -> u32 {
    array_index(name).unwrap_or(u32::MAX)
}

/// Reads an array index of JavaScript: an integer below 2^32 - 1.
fn array_index(text: &str) -> Option<u32> {
    small_integer(text).filter(|&index| index < u32::MAX)
}

/// Reads an integer of 32 bits: decimal digits without a leading zero.
pub(crate) fn small_integer(text: &str) -> Option<u32> {
    // The largest one has ten digits.
    let is_canonical = match text.as_bytes() {
        [b'0', rest @ ..] => rest.is_empty(),
        [b'1'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !is_canonical {
        return None;
    }
    text.bytes().fold(0, |value, digit| value * 10 + u64::from(digit - b'0')).try_into().ok()
}

impl Object {
    /// An object without members.
    pub const fn new() -> Self {
        Self { members: Vec::new(), by_name: Vec::new(), ill_formed: None }
    }

    /// An object of members as a JavaScript object has them: their names differ, and they are in JavaScript's order.
    #[doc(hidden)]
    pub fn from_javascript(members: Vec<(String, Json)>) -> Self {
        let mut object = Self { members, ..Self::new() };
        object.index();
        object
    }

    /// An object of these members, and whether a name came twice. Such a member has its last value, at its first
    /// position.
    pub(crate) fn from_members(mut members: Vec<(String, Json)>) -> (Self, bool) {
        let has_repeats =
            if members.len() > MAX_UNINDEXED { merge_repeats(&mut members) } else { merge_few(&mut members) };
        if !members.is_sorted_by_key(|(name, _)| rank(name)) {
            let order =
                sort::sorted_indices(members.len(), &mut |one, other| match (members.get(one), members.get(other)) {
                    (Some((one, _)), Some((other, _))) => rank(one) < rank(other),
                    _ => false,
                });
            members = order.into_iter().filter_map(|at| members.get_mut(at).map(take)).collect();
        }
        (Self::from_javascript(members), has_repeats)
    }

    fn index(&mut self) {
        self.by_name = if self.members.len() > MAX_UNINDEXED { sorted_by_name(&self.members) } else { Vec::new() };
    }

    /// Brings the index up to date after a member was inserted at `at`, whose index in `by_name` is `slot`. Sorting it
    /// anew takes longer.
    fn index_inserted(&mut self, at: usize, slot: usize) {
        // Most names come last.
        if at + 1 < self.members.len() {
            for known in &mut self.by_name {
                *known += usize::from(*known >= at);
            }
        }
        self.by_name.insert(slot, at);
    }

    /// The position of the member with this name, or the index in `by_name` that such a member would have.
    fn search(&self, name: &str) -> Result<usize, usize> {
        if self.by_name.is_empty() {
            // The lengths first: where the compiler optimises for size, comparing two texts is three calls.
            return self.members.iter().position(|(known, _)| known.len() == name.len() && known == name).ok_or(0);
        }
        let found = self
            .by_name
            .binary_search_by(|&at| self.members.get(at).map_or(Ordering::Less, |(known, _)| compare(known, name)));
        found.map(|slot| self.by_name.get(slot).copied().unwrap_or(0))
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.search(name).ok()
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members.get(self.position(name)?).map(|(_, value)| value)
    }

    /// A mutable reference to the value of this name.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        let at = self.position(name)?;
        self.members.get_mut(at).map(|(_, value)| value)
    }

    /// The members, in order. Where the compiler optimises for size, walking over a slice is faster than [`iter`](Self::iter).
    #[cfg(feature = "api-error")]
    pub(crate) fn members(&self) -> &[(String, Json)] {
        &self.members
    }

    /// The member at a position, in the object's order.
    pub(crate) fn at(&self, position: usize) -> Option<(&str, &Json)> {
        self.members.get(position).map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is a member with this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Sets a member and returns its old value. A new name takes the position that JavaScript gives it.
    pub fn insert(&mut self, name: String, value: Json) -> Option<Json> {
        match self.search(&name) {
            Ok(at) => self.members.get_mut(at).map(|(_, known)| mem::replace(known, value)),
            Err(slot) => {
                self.insert_at(slot, name, value);
                None
            }
        }
    }

    /// Sets a member if there is none with this name. One search, where [`contains_key`](Self::contains_key) and
    /// [`insert`](Self::insert) are two.
    #[cfg(feature = "api-error")]
    pub(crate) fn insert_new(&mut self, name: &str, value: impl FnOnce() -> Json) {
        if let Err(slot) = self.search(name) {
            self.insert_at(slot, name.to_owned(), value());
        }
    }

    fn insert_at(&mut self, slot: usize, name: String, value: Json) {
        let own = rank(&name);
        // A name that is no integer comes last.
        let at = if own == u32::MAX {
            self.members.len()
        } else {
            self.members.partition_point(|(before, _)| rank(before) <= own)
        };
        self.members.insert(at, (name, value));
        if self.by_name.is_empty() {
            self.index();
        } else {
            self.index_inserted(at, slot);
        }
    }

    /// Removes the members for which `keep` returns false.
    pub fn retain(&mut self, mut keep: impl FnMut(&String, &mut Json) -> bool) {
        // `Vec::retain_mut` has two loops, and so twice the code of `keep`.
        let mut kept = 0;
        for at in 0..self.members.len() {
            if self.members.get_mut(at).is_some_and(|(name, value)| keep(name, value)) {
                if kept < at {
                    self.members.swap(kept, at);
                }
                kept += 1;
            }
        }
        self.members.truncate(kept);
        self.index();
    }

    /// The names that are not Unicode text, because they hold lone surrogates. U+FFFD stands for each lone surrogate. Such
    /// a name is not a key of the object, and its value is not kept.
    pub fn ill_formed_names(&self) -> &[String] {
        self.ill_formed.as_deref().unwrap_or_default()
    }

    /// The same object with these names that are not Unicode text.
    #[doc(hidden)]
    #[must_use]
    pub fn with_ill_formed_names(mut self, names: Vec<String>) -> Self {
        self.ill_formed = (!names.is_empty()).then(|| names.into_boxed_slice());
        self
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members, in order.
    pub fn iter(&self) -> Map<Iter<'_, (String, Json)>, Pair<'_>> {
        self.members.iter().map(pair)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }

    /// The values, in order.
    pub fn values(&self) -> impl Iterator<Item = &Json> {
        self.members.iter().map(|(_, value)| value)
    }

    /// Mutable references to the values, in order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Json> {
        self.members.iter_mut().map(|(_, value)| value)
    }
}

fn take((name, value): &mut (String, Json)) -> (String, Json) {
    (mem::take(name), value.take())
}

/// The positions of the members, sorted by name.
fn sorted_by_name(members: &[(String, Json)]) -> Vec<usize> {
    sort::sorted_indices(members.len(), &mut |one, other| match (members.get(one), members.get(other)) {
        (Some((one, _)), Some((other, _))) => compare(one, other).is_lt(),
        _ => false,
    })
}

/// Merges members of the same name by comparing each pair, which is fastest for a few members. Returns whether there
/// were any.
fn merge_few(members: &mut Vec<(String, Json)>) -> bool {
    let count = members.len();
    let mut at = 1;
    while at < members.len() {
        let (before, rest) = members.split_at_mut(at);
        let [(name, value), ..] = rest else { break };
        match before.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => {
                *known = value.take();
                members.remove(at);
            }
            None => at += 1,
        }
    }
    members.len() < count
}

/// Merges members of the same name by sorting. Returns whether there were any.
fn merge_repeats(members: &mut Vec<(String, Json)>) -> bool {
    let mut is_repeat = vec![false; members.len()];
    let mut first: Option<usize> = None;
    // The sort is stable, so members of one name follow each other in the order in which they came.
    for at in sorted_by_name(members) {
        let name = |at: usize| members.get(at).map(|(name, _)| name.as_str());
        match first.filter(|&first| name(first) == name(at)) {
            Some(first) => {
                let last = members.get_mut(at).map(|(_, value)| value.take()).unwrap_or_default();
                if let Some((_, value)) = members.get_mut(first) {
                    *value = last;
                }
                if let Some(flag) = is_repeat.get_mut(at) {
                    *flag = true;
                }
            }
            None => first = Some(at),
        }
    }
    let count = members.len();
    let mut flags = is_repeat.into_iter();
    members.retain(|_| flags.next() != Some(true));
    members.len() < count
}

impl<'o> IntoIterator for &'o Object {
    type Item = (&'o String, &'o Json);
    type IntoIter = Map<Iter<'o, (String, Json)>, Pair<'o>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Object {
    type Item = (String, Json);
    type IntoIter = vec::IntoIter<(String, Json)>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl FromIterator<(String, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        Self::from_members(members.into_iter().collect()).0
    }
}

/// The copy sorts its own index, because a copy of the index would take more code.
impl Clone for Object {
    fn clone(&self) -> Self {
        Self::from_javascript(self.members.clone()).with_ill_formed_names(self.ill_formed_names().to_vec())
    }
}

/// Equal if both have the same names with the same values, in any order.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.ill_formed == other.ill_formed
            && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn object(members: &[(String, u64)]) -> (Object, bool) {
        Object::from_members(members.iter().map(|(name, value)| (name.clone(), Json::from(*value))).collect())
    }

    /// The members as JavaScript has them: the last value of each name, integer keys first.
    fn expected(members: &[(String, u64)]) -> Vec<(String, u64)> {
        let mut list: Vec<(String, u64)> = Vec::new();
        for (name, value) in members {
            match list.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = *value,
                None => list.push((name.clone(), *value)),
            }
        }
        list.sort_by_key(|(name, _)| rank(name));
        list
    }

    fn members(object: &Object) -> Vec<(String, u64)> {
        object.iter().map(|(name, value)| (name.clone(), value.as_u64().unwrap())).collect()
    }

    #[test]
    fn integer_keys_come_first() {
        let keys = ["b", "10", "2", "01", "4294967294", "4294967295", "-1", "0"].map(|key| (key.to_owned(), 1));
        let names: Vec<_> = object(&keys).0.keys().map(str::to_owned).collect();
        assert_eq!(names, ["0", "2", "10", "4294967294", "b", "01", "4294967295", "-1"]);
    }

    proptest! {
        #[test]
        fn an_object_is_a_list_of_distinct_names(
            given in prop::collection::vec(("[a-d]{0,3}|[0-9]{1,2}", 0..9_u64), 0..60),
            changes in prop::collection::vec(("[a-d]{0,3}|[0-9]{1,2}", 0..9_u64), 0..40),
        ) {
            let mut list = expected(&given);
            let (mut ours, has_repeats) = object(&given);
            prop_assert_eq!(has_repeats, list.len() < given.len());
            for (name, value) in changes {
                let known = list.iter().position(|(known, _)| *known == name);
                prop_assert_eq!(ours.get(&name).and_then(Json::as_u64), known.map(|at| list[at].1));
                prop_assert_eq!(ours.contains_key(&name), known.is_some());
                if value == 0 {
                    ours.retain(|known, _| *known != name);
                    list.retain(|(known, _)| *known != name);
                } else {
                    let before = ours.insert(name.clone(), Json::from(value));
                    prop_assert_eq!(before.and_then(|before| before.as_u64()), known.map(|at| list[at].1));
                    list.push((name, value));
                    list = expected(&list);
                }
                prop_assert_eq!(members(&ours), list.clone());
                let mut reversed = list.clone();
                reversed.reverse();
                prop_assert!(ours == object(&reversed).0, "order does not count");
            }
        }
    }
}
