//! Reads the parts of an error from a JSON value, or from markup as one, by the vocabulary.
//!
//! The error may be inside envelopes. A text of an inner envelope counts more than that of an outer one, but what stands
//! in a list of errors or in an object beside the error only fills in what is missing.

mod details;
mod fields;
mod filled;
mod item;
mod links;
mod member;
mod said;
mod scalar;

use alloc::string::String;
use alloc::vec::Vec;

use self::filled::filled;
use self::said::Said;
use super::code;
use super::fields::{fastify, prettified};
use super::found::Found;
use super::names::Location;
use super::roles::{Role, role};
use super::status::is_phrase;
use super::text::is_code_like;
use super::vocabulary::Vocabulary;
use super::{ReadOptions, leaks};
use crate::json::read::{self, Body};
use crate::json::{Json, Object};
use crate::path::Segment;
use crate::strings;

/// How little a message is trusted, by where it stands.
pub(super) const OWN: u8 = 0;
/// `error` as a text.
const ERROR: u8 = 10;
/// `details` as a text.
const DETAILS: u8 = 20;
/// A `reason` that looks like a code, as `said` trusts it.
const WORD: u8 = 30;
const WORD_TRUST: u16 = 300;
const TITLE: u8 = 40;
/// `error` as a text that looks like a code.
pub(super) const CODE_WORD: u8 = 60;
pub(super) const LISTED: u8 = 50;
const ASIDE: u8 = 80;
/// An object that may be about something else.
const FAR: u8 = 90;
/// A reason phrase says no more than the status.
const PHRASE: u8 = 100;

/// The most envelopes and objects inside one another that are opened.
const MAX_ENVELOPES: u8 = 12;
/// The most texts of a list that become one message.
const MAX_LISTED: usize = 16;

/// Where an object stands.
#[derive(Clone, Copy)]
struct Stand {
    /// How little its message is trusted.
    weight: u8,
    /// How many envelopes are around it.
    depth: u8,
    /// Whether its members without a role are kept.
    keeps: bool,
}

/// Reads one error.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Reader<'a> {
    status: u16,
    vocabulary: &'a Vocabulary,
    keep_echoes: bool,
    /// Whether an item with a message alone is about the request as a whole; in GraphQL it may be about the server.
    has_request_texts: bool,
    pub(super) found: Found,
    /// The texts of lists of errors that name no field.
    pub(super) listed: Vec<String>,
    /// The code of the first item of a list that names a field.
    pub(super) item_code: Option<String>,
    /// The path of the map or the list that is being read.
    at: Vec<Segment>,
    location: Option<Location>,
    /// Whether texts far below in the map that is being read are data.
    is_structured: bool,
    /// Whether the list that is being read has one item.
    is_single: bool,
    /// How many texts of JSON have been read.
    json_texts: u8,
}

impl<'a> Reader<'a> {
    pub(super) fn new(status: u16, media_type: &str, options: &'a ReadOptions<'_>) -> Self {
        Self {
            status,
            vocabulary: &options.vocabulary,
            keep_echoes: options.keep_echoes,
            has_request_texts: media_type != "application/graphql-response+json",
            found: Found::default(),
            listed: Vec::new(),
            item_code: None,
            at: Vec::new(),
            location: None,
            is_structured: false,
            is_single: false,
            json_texts: 0,
        }
    }

    /// Reads a body.
    pub(super) fn body(&mut self, body: &Json) {
        let stand = Stand { weight: OWN, depth: 0, keeps: true };
        match body {
            Json::Object(object) => {
                self.node(object, stand);
                self.bare_map(object);
                self.only_member(object, stand);
            }
            Json::Array(items) => self.list(items, true, Stand { weight: LISTED, ..stand }),
            _ => {}
        }
        if self.found.fields.is_empty()
            && let Some(message) = self.found.message.text.take()
        {
            fastify(&mut self.found.fields, &message);
            prettified(&mut self.found.fields, &message);
            self.found.message.text = Some(message);
        }
    }

    /// The parts that were found.
    pub(super) fn finish(mut self) -> Found {
        // A reason phrase or a code says less than the fields, and a title says less than texts about the request as a whole.
        let is_code = self.found.message.text.as_deref().is_some_and(code::is_constant);
        if (self.found.message.weight() >= PHRASE || is_code) && !self.found.fields.is_empty()
            || self.found.message.weight() >= TITLE && self.found.fields.name_no_field()
        {
            self.found.message = super::found::Best::default();
        }
        if self.found.message.weight() > LISTED && !self.listed.is_empty() {
            let texts: Vec<_> = self.listed.iter().map(String::as_str).collect();
            self.found.message = super::found::Best::default();
            self.found.message(LISTED, &strings::join(&texts, "; "));
        }
        // Commercetools repeats the text of the only item outside.
        let is_repeated = match (self.found.fields.as_slice(), &self.found.message.text) {
            ([field], Some(message)) => field.reason == *message,
            _ => false,
        };
        if (self.found.message.weight() >= LISTED || is_repeated)
            && let Some(code) = self.item_code.take()
        {
            // `required` says less than a type of the whole error.
            let is_own = code.bytes().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            self.found.code(if is_own { code::NUMBER } else { code::ID }, &code);
        }
        self.found
    }

    /// Whether the status says that the content of the request is wrong, or nothing.
    fn may_have_fields(&self) -> bool {
        matches!(self.status, 0..=399 | 400 | 409 | 412 | 422)
    }

    /// The body itself is a map from paths to reasons, as in Django REST framework.
    fn bare_map(&mut self, object: &Object) {
        let is_map = matches!(self.status, 400 | 422)
            && self.found.fields.is_empty()
            && self.found.message.text.is_none()
            && self.progress() == 0
            && !object.is_empty()
            && object.iter().all(|(name, value)| {
                value.is_array()
                    || value.is_object()
                    // Nordigen: `{"institution_id": {"summary", "detail"}, "status_code": 400}`.
                    || matches!(role(name, value, self.vocabulary).0, Role::Status | Role::Noise)
            })
            // Texts in maps alone may be what the user sent.
            && object.values().any(|value| self.holds_reasons(value));
        if is_map {
            self.map(object);
            if !self.found.fields.is_empty() {
                self.found.rest = Object::new();
            }
        }
    }

    /// An envelope of any name, as in `OpenStack`: `{"itemNotFound": {"message", "code"}}`.
    fn only_member(&mut self, object: &Object, stand: Stand) {
        if let (1, Some((_, Json::Object(inner)))) = (object.len(), object.at(0))
            && self.progress() == 0
            && self.said(inner).has_strong_message()
        {
            self.found.rest = Object::new();
            self.node(inner, stand);
        }
    }

    /// Reads an object that may be an error, or an envelope of one.
    fn node(&mut self, object: &Object, stand: Stand) {
        let said = self.said(object);
        self.node_of(object, &said, stand);
    }

    /// [`node`](Self::node) of an object that says `said`.
    fn node_of(&mut self, object: &Object, said: &Said<'_>, stand: Stand) {
        if said.is_tree {
            return self.map(object);
        }
        if self.found.issues.is_null() {
            self.rendered(object);
        }
        let is_list_of_items = |value: &Json| match value {
            Json::Array(items) => items.iter().any(Json::is_object),
            Json::Object(map) => !map.is_empty(),
            _ => false,
        };
        let has_items = said.has_inner
            && object.members().iter().enumerate().any(|(at, (name, value))| {
                said.role(at, name, value, self).0 == Role::Fields && is_list_of_items(value)
            });
        for (at, (name, value)) in object.members().iter().enumerate() {
            let (role, row) = said.role(at, name, value, self);
            if role != Role::Aside && !self.member(name, value, role, row, said, has_items, stand) && stand.keeps {
                self.found.keep(name, value);
            }
        }
        match (said.message, object.get("parameters")) {
            // Magento: `%fieldName is required`.
            (Some((_, text)), Some(parameters)) if strings::find(text, "%").is_some() => {
                self.message(stand.weight, &filled(text, parameters));
            }
            _ => {}
        }
        self.own(said, stand);
        if said.has_inner {
            // Members beside the error only fill in missing parts.
            for (at, (name, value)) in object.members().iter().enumerate() {
                let (role, row) = said.role(at, name, value, self);
                if role == Role::Aside && !self.member(name, value, role, row, said, has_items, stand) && stand.keeps {
                    self.found.keep(name, value);
                }
            }
        }
        if stand.weight < ASIDE && self.found.fields.is_empty() {
            self.own_field(object, said);
        }
    }

    /// Reads the message and the code of an object.
    fn own(&mut self, said: &Said<'_>, stand: Stand) {
        let word_code = said.word.filter(|word| is_code_like(word) && !is_phrase(word) && !code::is_noise(word));
        if let Some(word) = word_code {
            // A word in an object beside the error is trusted less: Commerce Layer's `"meta": {"error": "blank"}`.
            self.found.code(if stand.weight < ASIDE { code::WORD } else { code::REASON }, word);
        }
        // A name or a status of something else may stand beside the error.
        if let Some((weight, code)) = said.code
            && (stand.weight < FAR || weight < code::STATUS || said.message.is_some())
        {
            // If two codes are trusted equally, the outer one counts.
            self.found.code(weight + u8::from(stand.weight >= LISTED), &code::text(weight, code));
        }
        if let Some(title) = said.title.or(said.word.filter(|word| is_phrase(word)))
            && stand.weight < ASIDE
        {
            self.found.title(stand.weight, title);
        }
        if let Some((_, text)) = said.message {
            self.message(stand.weight + if said.has_weak_message() { WORD } else { OWN }, text);
        }
        if let Some(word) = said.word {
            self.message(stand.weight + if word_code.is_some() { CODE_WORD } else { ERROR }, word);
        }
        if let Some(title) = said.title {
            self.message(stand.weight + TITLE, title);
        }
    }

    /// Offers a text to show. The text may be JSON, as `ZodError` and gateways write it.
    fn message(&mut self, weight: u8, text: &str) {
        if matches!(strings::trim(text).bytes().next(), Some(b'{' | b'['))
            && self.json_texts < 2
            && self.json_text(weight, text)
        {
            return;
        }
        if weight == LISTED && !is_phrase(text) {
            return self.listed(text);
        }
        self.found.message(weight + if is_phrase(text) { PHRASE } else { 0 }, text);
    }

    fn json_text(&mut self, weight: u8, text: &str) -> bool {
        let Ok(Body { mut value, .. }) = read::body(strings::trim(text)) else { return false };
        self.json_texts += 1;
        if !self.keep_echoes {
            leaks::remove(&mut value, self.vocabulary);
        }
        let before = self.progress();
        let stand = Stand { weight, depth: 0, keeps: false };
        match &value {
            Json::Object(object) => self.node(object, stand),
            Json::Array(items) => self.list(items, true, Stand { weight: LISTED, ..stand }),
            _ => {}
        }
        self.progress() > before
    }

    /// How much has been found.
    fn progress(&self) -> usize {
        self.found.count as usize + self.found.fields.as_slice().len() + self.listed.len()
    }
}

/// The text in an object that stands for a text: `OData`'s `{"lang", "value"}`, SOAP's `<Reason><Text>`, and a text in
/// several languages.
fn nested_text(object: &Object) -> Option<&str> {
    let text = ["value", "Value", "text", "Text", "en"].iter().find_map(|name| object.get(name)?.as_str())?;
    (!strings::trim(text).is_empty()).then_some(text)
}
