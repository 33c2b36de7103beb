//! Which members of an object are removed.

use super::super::code::is_constant;
use super::super::vocabulary::Vocabulary;
use super::meanings::{
    BESIDE_DUMP, BESIDE_ENTRIES, BESIDE_FIELDS, BESIDE_FILE, BESIDE_LOCATION, BESIDE_REASON, BESIDE_REASON_IF_LARGE,
    BESIDE_REASON_IF_SINGLE, CODE, DUMP, ENTRIES, EXPECTED, FIELDS, FILE, HIDDEN, IF_HIDDEN_INSIDE, INNER_LOCATION,
    LOCATION, LOCATION_NAME, Meaning, NAME, PARAMS, REASON, REASONS, REMOVABLE, RESPONSE, SECRET, STATUS, TEXTS, VALUE,
};
use super::values::{
    has_meta_error, holds_internals, holds_reason_objects, holds_reasons, is_or_holds_credential, is_shown, is_source,
    is_sql, may_hold_reasons,
};
use crate::api_error::spelling::{Members as _, is};
use crate::json::{Json, Object};
use crate::reason::Code;

/// Where a value stands.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Context<'v> {
    /// The names that the caller calls echoes are removed too.
    pub(super) vocabulary: &'v Vocabulary,
    /// It is the outermost value, or in a list that is.
    pub(super) is_outermost: bool,
    /// Roles for which a member is removed because of the objects around it.
    pub(super) inherited: Meaning,
    /// It is the content of a field container, so its names may be those of fields.
    pub(super) is_map: bool,
    /// It is an item of a list or the value of a field, so its index or its name locates it.
    pub(super) is_named: bool,
    /// It is the member `params` beside a code of this crate.
    pub(super) is_own_params: bool,
    /// An object around it has a reason: `{"message": "…", "details": {"field": "email", "value": "…"}}`.
    pub(super) has_outer_reason: bool,
}

impl<'v> Context<'v> {
    pub(super) const fn of(vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            is_outermost: false,
            inherited: 0,
            is_map: false,
            is_named: false,
            is_own_params: false,
            has_outer_reason: false,
        }
    }
}

/// What the members of an object say together.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct ObjectFacts<'v> {
    context: Context<'v>,
    /// The union of the meanings of all members.
    meanings: Meaning,
    has_reason: bool,
    pub(super) has_location: bool,
    /// It has a code of this crate.
    pub(super) has_own_code: bool,
    has_meta_error: bool,
    /// It names a field and holds its value. An outer object says what is wrong with it.
    is_below_reason: bool,
    /// The names of its members are those of fields.
    is_map: bool,
    /// It is the outermost object and has one member.
    pub(super) is_alone: bool,
    /// It is the outermost object and has two members.
    is_pair: bool,
    /// The meanings for which its members are removed.
    removed: Meaning,
    /// The meanings for which the members of the objects in it are removed.
    inherited: Meaning,
}

/// The meanings if a condition holds, or none.
const fn meanings_if(condition: bool, meanings: Meaning) -> Meaning {
    if condition { meanings } else { 0 }
}

impl<'v> ObjectFacts<'v> {
    /// `meanings` are those of all members. `is_placed` is whether a member says where an error lies.
    pub(super) fn of(object: &Object, context: Context<'v>, meanings: Meaning, is_placed: bool) -> Self {
        let has = |meaning: Meaning| meanings & meaning != 0;
        let has_reason = has(REASON | REASONS);
        let has_location = has(LOCATION | INNER_LOCATION);
        // Ash names the fields of an item in a list.
        let is_item = context.is_named && has(REASON) && has(TEXTS);
        let is_issue = has(REASON | REASONS | TEXTS) && has_location || is_item;
        let code = || object.get("code").and_then(Json::as_str);
        let mut facts = Self {
            context,
            meanings,
            has_reason,
            has_location,
            has_own_code: has(PARAMS) && code().is_some_and(|code| Code::from_name(code).is_some()),
            has_meta_error: context.is_outermost && has_meta_error(object),
            is_below_reason: !is_issue && context.has_outer_reason && !context.is_map && has(LOCATION_NAME),
            is_map: !(is_issue || (context.is_named && has_reason))
                && (context.is_map || object.values().all(holds_reasons)),
            is_alone: context.is_outermost && object.len() == 1,
            is_pair: context.is_outermost && object.len() == 2,
            removed: 0,
            inherited: context.inherited & (BESIDE_LOCATION | VALUE) | meanings_if(is_issue, BESIDE_LOCATION | VALUE),
        };
        facts.removed = facts.removed_meanings(is_placed);
        facts
    }

    /// Whether a member has one of these meanings.
    pub(super) const fn has(&self, meanings: Meaning) -> bool {
        self.meanings & meanings != 0
    }

    /// The meanings for which the object's members are removed.
    fn removed_meanings(&self, is_placed: bool) -> Meaning {
        let Self { context, has_reason, .. } = *self;
        HIDDEN
            | SECRET
            | IF_HIDDEN_INSIDE
            | context.inherited
            | self.inherited
            | meanings_if(
                has_reason || context.is_outermost && self.has(STATUS),
                BESIDE_REASON | BESIDE_REASON_IF_LARGE | BESIDE_REASON_IF_SINGLE,
            )
            | meanings_if(has_reason && self.has(EXPECTED), BESIDE_LOCATION | VALUE)
            | meanings_if(self.is_below_reason, VALUE)
            // A value beside a name and a type or a path is input: IBM Cloud's `target`, an input of Ory's forms, Contentful.
            | meanings_if(
                has_reason && (context.is_named || is_placed || self.has(NAME))
                    || self.has(NAME) && self.has(STATUS | INNER_LOCATION),
                VALUE,
            )
            | meanings_if(self.has(FIELDS), BESIDE_FIELDS)
            // graphql-ruby: `"extensions": {"value": …, "problems": [{…}]}`.
            | meanings_if(self.has(FIELDS) && self.has(REASONS) && !context.is_outermost, VALUE)
            | meanings_if(self.has(FILE), BESIDE_FILE)
            | meanings_if(self.has(DUMP), BESIDE_DUMP)
            | meanings_if(self.has(ENTRIES), BESIDE_ENTRIES)
    }

    /// Whether a member is removed. A member that stays may lose a credential.
    pub(super) fn is_removed(&self, name: &str, value: &mut Json, meaning: Meaning) -> bool {
        let Self { context, has_reason, .. } = *self;
        if context.vocabulary.is_echo(name) || self.is_payload(name, value) || meaning & DUMP != 0 && is_sql(value) {
            true
        } else if meaning == SECRET {
            !context.is_map && is_or_holds_credential(name, value, context.is_outermost && has_reason)
        } else if self.is_map {
            // The names are those of fields.
            meaning & HIDDEN != 0 && !holds_reasons(value) && !(context.is_map && value.is_string())
        } else {
            is_source(meaning, value, self.has(BESIDE_FILE), has_reason)
                || self.is_removed_for(meaning & self.removed, name, value, meaning)
        }
    }

    /// Whether it is what was sent, beside the error in `meta`.
    fn is_payload(&self, name: &str, value: &Json) -> bool {
        self.has_meta_error && is(name, "data") && value.as_object().is_some_and(|data| !may_hold_reasons(data))
    }

    /// Whether a member is removed for one of the meanings `removed`.
    fn is_removed_for(&self, removed: Meaning, name: &str, value: &Json, meaning: Meaning) -> bool {
        let is = |meanings: Meaning| removed & meanings != 0;
        if !is(REMOVABLE) {
            false
        } else if is(BESIDE_LOCATION | VALUE) {
            !self.is_kept_beside_location(name, value)
        } else if is(BESIDE_REASON | BESIDE_REASON_IF_LARGE) {
            let is_large = value.is_object() || value.is_array();
            (is(BESIDE_REASON) || is_large) && !self.is_kept_beside_reason(name, value, meaning)
        } else if is(HIDDEN) && is_shown(name, value, self.is_alone, self.has_reason) {
            false
        } else {
            is(HIDDEN | BESIDE_FILE | BESIDE_DUMP | BESIDE_ENTRIES)
                || is(BESIDE_FIELDS) && value.is_object()
                || is(BESIDE_REASON_IF_SINGLE)
                    // 3GPP: a code.
                    && value.as_str().map_or(value.is_object(), |text| !is_constant(text))
                || is(IF_HIDDEN_INSIDE) && value.as_object().is_some_and(holds_internals)
        }
    }

    /// Whether a member stays that has the name of an input beside a location. Azure names the field in `target`. RFC 9457
    /// has a link in `instance`. In the `params` of this crate, `received` is a type.
    fn is_kept_beside_location(&self, name: &str, value: &Json) -> bool {
        is(name, "target") && value.is_string()
            || is(name, "instance") && value.is_string() && self.context.is_outermost
            || name == "received" && self.context.is_own_params
            || self.is_below_reason && holds_reasons(value)
    }

    /// Whether a member stays that has the name of an input beside a reason. `params` beside a code fill in its text, as in
    /// ajv, i18n catalogues and this crate.
    fn is_kept_beside_reason(&self, name: &str, value: &Json, meaning: Meaning) -> bool {
        (value.is_object() || !self.has_reason) && holds_reasons(value)
            // Bubble: `{"statusCode": 400, "body": {"status": "MISSING_DATA", "message": "…"}}`.
            || self.is_pair && is(name, "body") && value.named("status").and_then(Json::as_str).is_some_and(is_constant)
            || meaning & PARAMS != 0 && (self.has_location || self.has(CODE) || holds_reason_objects(value))
    }

    /// The context of a member's value.
    pub(super) const fn context_of_member(&self, meaning: Meaning) -> Context<'v> {
        let Self { context, has_reason, is_map, .. } = *self;
        Context {
            vocabulary: context.vocabulary,
            is_outermost: false,
            inherited: self.inherited
                | meanings_if(meaning & RESPONSE != 0, BESIDE_REASON)
                | meanings_if(has_reason && !is_map, BESIDE_REASON_IF_LARGE),
            is_map: is_map || meaning & FIELDS != 0,
            is_named: is_map,
            is_own_params: self.has_own_code && meaning & PARAMS != 0,
            has_outer_reason: context.has_outer_reason || has_reason && !is_map,
        }
    }
}
