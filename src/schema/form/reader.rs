//! Reads the tree of a form along a schema.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::node::Count;
use super::convert::{completed, convert, trimmed};
use super::kinds::{ARRAY, BOOLEAN, Kinds, NULL, OBJECT, STRING};
use super::places::{Part, Places, Statements, Step};
use super::tree::FormNode;
use crate::json::{Json, Object, small_integer};

/// Required objects in which nothing is entered are made to this depth,
const MAX_EMPTY_DEPTH: usize = 16;
/// and at most so many: a schema that refers to itself may require them without end.
const MAX_EMPTY_OBJECTS: usize = 1_000;

pub(super) struct Reader<'s> {
    places: Places<'s>,
    /// How many texts read so far are not empty.
    filled: usize,
    empty_objects: usize,
}

impl<'s> Reader<'s> {
    pub(super) const fn new(places: Places<'s>) -> Self {
        Self { places, filled: 0, empty_objects: 0 }
    }

    /// The value of a part at a depth; `None` if nothing is entered there and the value is not required.
    pub(super) fn read(
        &mut self,
        form: Option<&FormNode>,
        part: &Part,
        depth: usize,
        is_required: bool,
    ) -> Option<Json> {
        let kinds = self.places.kinds_of(part);
        if let Some(form) = form {
            if !form.children.is_empty() {
                let statements = self.places.statements(part, Some(form));
                let is_object = kinds.open & OBJECT != 0 && (kinds.open & ARRAY == 0 || has_names(&statements));
                return if !form.has_keys && !is_object {
                    self.rows(form, &statements, depth, is_required)
                } else {
                    self.object(Some(form), &statements, &kinds, depth, is_required)
                };
            }
            if !form.texts.is_empty() {
                return self.leaf(form, part, &kinds, depth, is_required);
            }
        }
        if !is_required {
            return None;
        }
        // A form without rows is the only way to enter an empty list or object.
        if kinds.names(ARRAY) {
            return Some(Json::Array(Vec::new()));
        }
        let is_root = depth == 0;
        if kinds.names(NULL) && !is_root {
            return Some(Json::Null);
        }
        if !kinds.names(OBJECT) && !is_root {
            // A browser sends nothing for a box that is not checked.
            let is_box = kinds.names(BOOLEAN) && !kinds.names(STRING) && kinds.allows(&Json::Bool(false));
            return is_box.then_some(Json::Bool(false));
        }
        if depth >= MAX_EMPTY_DEPTH || self.empty_objects >= MAX_EMPTY_OBJECTS {
            return None;
        }
        self.empty_objects += 1;
        let statements = self.places.statements(part, form);
        self.object(form, &statements, &kinds, depth, true)
    }

    /// A list of rows, in the order of their indices. Gaps are closed. A row in which nothing is entered is left out, unless
    /// the schema asks for so many: then the first ones are kept.
    ///
    /// The items that the schema describes one by one stay where they are: of a lowest and a highest price, the second
    /// does not become the first.
    fn rows(&mut self, form: &FormNode, statements: &Statements<'s>, depth: usize, is_required: bool) -> Option<Json> {
        let mut list = Vec::new();
        let mut rows: Vec<_> = form.children.iter().collect();
        rows.sort_by_key(|(name, _)| small_integer(name));
        let min_items = statements.all.iter().filter_map(|node| node.count(Count::MinItems)).max().unwrap_or(0);
        // How many empty rows the schema still asks for.
        let mut wanted = (min_items as usize).saturating_sub(rows.iter().filter(|(_, row)| row.is_filled()).count());
        let size = statements.tuple_size();
        for (name, row) in &rows {
            let index = small_integer(name).map_or(size, |index| index as usize);
            let at = list.len().max(index.min(size));
            let part = self.places.child(statements, Step::Index(at), Some(form));
            let is_wanted = wanted > 0 && !row.children.is_empty() && !row.is_filled();
            wanted -= usize::from(is_wanted);
            if let Some(item) = self.read(Some(row), &part, depth + 1, is_wanted) {
                self.put(&mut list, at, item, statements, form, depth);
            }
        }
        for text in &form.texts {
            let part = self.places.child(statements, Step::Index(list.len()), Some(form));
            list.extend(self.value_of(text, &part));
        }
        (!list.is_empty() || is_required).then_some(Json::Array(list))
    }

    /// Puts an item at its position in a list. An item before it in which nothing is entered is read as a required one.
    fn put(
        &mut self,
        list: &mut Vec<Json>,
        at: usize,
        item: Json,
        statements: &Statements<'s>,
        form: &FormNode,
        depth: usize,
    ) {
        while list.len() < at {
            let part = self.places.child(statements, Step::Index(list.len()), Some(form));
            let empty = form.child(&list.len().to_string());
            list.push(self.read(empty, &part, depth + 1, true).unwrap_or(Json::Null));
        }
        list.push(item);
    }

    fn object(
        &mut self,
        form: Option<&FormNode>,
        statements: &Statements<'s>,
        kinds: &Kinds<'_>,
        depth: usize,
        is_required: bool,
    ) -> Option<Json> {
        let filled_before = self.filled;
        let required: BTreeSet<&str> = statements
            .all
            .iter()
            .flat_map(|node| &node.properties)
            .filter(|property| property.required)
            .map(|property| &*property.name)
            .collect();
        let given = form.map_or(&[][..], |form| &form.children);
        let mut names: Vec<&str> = given.iter().map(|(name, _)| &**name).collect();
        // The form's order; then what it lacks, sorted as JavaScript sorts texts.
        let mut missing: Vec<&str> = required.iter().copied().collect();
        missing.retain(|name| form.is_none_or(|form| form.child(name).is_none()));
        missing.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
        names.extend(missing);
        let mut members: Vec<(String, Json)> = Vec::new();
        for name in names {
            let part = self.places.child(statements, Step::Key(name), form);
            let child = form.and_then(|form| form.child(name));
            if let Some(value) = self.read(child, &part, depth + 1, required.contains(name)) {
                members.push((name.to_owned(), value));
            }
        }
        if self.filled == filled_before && depth > 0 {
            if !is_required {
                return None;
            }
            if kinds.names(NULL) {
                return Some(Json::Null);
            }
        }
        Some(Json::Object(members.into_iter().collect::<Object>()))
    }

    fn leaf(
        &mut self,
        form: &FormNode,
        part: &Part,
        kinds: &Kinds<'_>,
        depth: usize,
        is_required: bool,
    ) -> Option<Json> {
        let is_array = kinds.names(ARRAY);
        let statements = self.places.statements(part, Some(form));
        let part_at = |places: Places<'s>, index: usize| places.child(&statements, Step::Index(index), Some(form));
        let of_first = if is_array { Some(self.places.kinds_of(&part_at(self.places, 0))) } else { None };
        let of_text = of_first.as_ref().unwrap_or(kinds);
        let is_entered = |text: &&String| !trimmed(text, of_text).is_empty();
        let texts: Vec<&String> = form.texts.iter().filter(is_entered).collect();
        if is_array || form.is_list || texts.len() > 1 {
            if !is_array
                && !form.is_list
                && let Some(is_on) = any_true(&texts, kinds)
            {
                self.filled += 1;
                return Some(Json::Bool(is_on));
            }
            let mut list = Vec::new();
            let size = statements.tuple_size();
            for (index, text) in form.texts.iter().enumerate() {
                if index >= size && !is_entered(&text) {
                    continue;
                }
                let at = list.len().max(index.min(size));
                if let Some(value) = self.value_of(text, &part_at(self.places, at)) {
                    self.put(&mut list, at, value, &statements, form, depth);
                }
            }
            return (!list.is_empty() || is_required).then_some(Json::Array(list));
        }
        let value = texts.first().and_then(|text| self.value_of(text, part));
        value.or_else(|| (is_required && kinds.names(NULL)).then_some(Json::Null))
    }

    /// The value of a text; `None` if nothing is entered.
    fn value_of(&mut self, text: &str, part: &Part) -> Option<Json> {
        let kinds = self.places.kinds_of(part);
        // A browser sends each line break as CRLF. A script of the page sees LF.
        let lines = text.contains('\r').then(|| text.replace("\r\n", "\n").replace('\r', "\n"));
        let text = trimmed(lines.as_deref().unwrap_or(text), &kinds);
        if text.is_empty() {
            return None;
        }
        self.filled += 1;
        Some(convert(&completed(text, &kinds), &kinds))
    }
}

fn has_names(statements: &Statements<'_>) -> bool {
    statements.all.iter().any(|node| !node.properties.is_empty())
}

/// Whether one of several texts is true, where all are booleans: some frameworks add a hidden input to a checkbox, because
/// a browser sends nothing for a box that is not checked.
fn any_true(texts: &[&String], kinds: &Kinds<'_>) -> Option<bool> {
    if !kinds.names(BOOLEAN) {
        return None;
    }
    let values: Option<Vec<bool>> = texts.iter().map(|text| convert(trimmed(text, kinds), kinds).as_bool()).collect();
    values.map(|values| values.contains(&true))
}
