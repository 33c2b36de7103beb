//! Reads the parts of an error from a JSON value, or from markup as one, by the vocabulary.
//!
//! The error may be inside envelopes. A text of an inner envelope counts more than that of an outer one, but what stands
//! in a list of errors or in an object beside the error only fills in what is missing.

mod details;
mod filled;
mod item;
mod links;
mod list;
mod map;
mod member;
mod scalar;
mod scope;
mod shape;
mod summarise;
mod summary;

use alloc::string::String;
use alloc::vec::Vec;

use self::filled::filled;
use self::scope::Scope;
use self::summary::{CODE_LIKE_REASON, Member, Summary};
use super::body::json_in;
use super::code;
use super::fields::{aeson, drupal, fastify, go_validator, prettified};
use super::found::Found;
use super::names::Location;
use super::rank;
use super::role::Role;
use super::roles::role;
use super::spelling::Members as _;
use super::status::is_phrase;
use super::text::{ends_with, is_code_like};
use super::vocabulary::Vocabulary;
use super::{ReadOptions, leaks};
use crate::json::read::Body;
use crate::json::{Json, Object};
use crate::path::Segment;
use crate::strings;

/// The most envelopes and objects inside one another that are opened.
const MAX_ENVELOPES: u8 = 12;
/// The most texts of a list that become one message.
const MAX_LISTED: usize = 16;

/// Reads one error.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Reader<'a> {
    status: u16,
    vocabulary: &'a Vocabulary,
    keep_echoes: bool,
    /// Whether an item with a message alone is about the request as a whole; in GraphQL it may be about the server.
    has_request_texts: bool,
    /// Whether the body is a response of GraphQL: the path in it is that of the operation.
    is_graphql: bool,
    /// Whether the body is XML.
    pub(super) is_xml: bool,
    pub(super) found: Found,
    /// The texts of lists of errors that name no field, each with its code.
    listed: Vec<(String, Option<String>)>,
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
            is_graphql: false,
            is_xml: false,
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
    pub(super) fn read_body(&mut self, body: &Json) {
        let scope = Scope { rank: rank::OWN, depth: 0, keeps: true };
        match body {
            // Django REST framework: `{"email": ["…"], "non_field_errors": ["…"]}`.
            Json::Object(object)
                if matches!(self.status, 400 | 422)
                    && object.values().all(|value| value.is_array() || value.is_null())
                    && (object.len() > 1 && object.has("nonfielderrors")
                        || object.has("description")
                            && !["error", "code", "status"].iter().any(|name| object.has(name))) =>
            {
                self.read_map(object);
            }
            Json::Object(object) => {
                // gqlgen: `{"errors": [{"message": "…", "path": ["createTodo"]}], "data": null}`.
                self.is_graphql = self.status < 300
                    && object.len() == 2
                    && object.has("data")
                    && shape::has_path_list(object.named("errors"));
                self.read_object(object, scope);
                self.read_bare_map(object);
                self.read_unknown_envelopes(object, scope);
                // Customer.io: `{"meta": "…"}`.
                if self.progress() == 0
                    && let [(_, value @ Json::String(text))] = object.members()
                    && shape::is_sentence(value)
                    && self.status >= 400
                {
                    self.found.rest = Object::new();
                    self.offer_message(rank::FAR, text);
                }
            }
            Json::Array(items) => self.read_list(items, true, Scope { rank: rank::LISTED, ..scope }),
            _ => {}
        }
    }

    /// The parts that were found.
    pub(super) fn finish(mut self) -> Found {
        if self.found.fields.is_empty()
            && let Some(message) = &self.found.message.text
        {
            for read in [fastify, prettified, go_validator, drupal, aeson] {
                read(&mut self.found.fields, message);
            }
        }
        // A reason phrase or a code says less than the fields, and a title says less than texts about the request as a whole.
        let is_code = self
            .found
            .message
            .text
            .as_deref()
            .is_some_and(|text| code::is_word(text) && strings::find_any(text, b"_.").is_some());
        if (self.found.message.rank() >= rank::PHRASE || is_code) && !self.found.fields.is_empty()
            || self.found.message.rank() >= rank::TITLE && self.found.fields.name_no_field()
        {
            self.found.message = super::found::Best::default();
        }
        if self.found.message.rank() > rank::LISTED && !self.listed.is_empty() {
            let texts: Vec<_> = self.listed.iter().map(|(text, _)| text.as_str()).collect();
            self.found.message = super::found::Best::default();
            self.found.offer_message(rank::LISTED, &strings::join(&texts, "; "));
        }
        self.keep_listed();
        // Commercetools repeats the text of the only item outside.
        let is_repeated = match (self.found.fields.as_slice(), &self.found.message.text) {
            ([field], Some(message)) => field.reason == *message,
            _ => false,
        };
        if (self.found.message.rank() >= rank::LISTED || is_repeated)
            && let Some(code) = self.item_code.take()
        {
            // `required` says less than a type of the whole error.
            let is_own = code.bytes().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            self.found.offer_code(if is_own { code::NUMBER } else { code::ID }, &code);
        }
        self.found
    }

    /// Adds the texts that the message does not show as reasons about the request as a whole: `PayPal`'s `details` may say
    /// more than its message.
    fn keep_listed(&mut self) {
        let Some(message) = &self.found.message.text else { return };
        let mut steps = self.found.fields.steps;
        for (text, code) in &self.listed {
            // Okta writes `login: …`, and the field has it already.
            let is_known = strings::holds(message, text, &mut steps)
                || self.found.fields.as_slice().iter().any(|field| strings::holds(text, &field.reason, &mut steps));
            if !is_known && !code::is_word(text) {
                self.found.fields.push(Vec::new(), None, text, code.clone());
            }
        }
    }

    /// The body itself is a map from paths to reasons, as in Django REST framework.
    fn read_bare_map(&mut self, object: &Object) {
        let may_be_map = match self.status {
            400 | 422 => true,
            402 | 409 | 412 => object.values().all(shape::is_sentences),
            _ => false,
        };
        let is_map = may_be_map
            && self.found.fields.is_empty()
            && self.found.message.text.is_none()
            && self.progress() == 0
            && !object.is_empty()
            && object.iter().all(|(name, value)| {
                value.is_array()
                    || value.is_null()
                    // `OpenStack`: `{"badRequest": {"message": "…", "code": 400}}` names no field.
                    || value.is_object()
                        && value.named("code").and_then(Json::as_u64) != Some(self.status.into())
                        // `{"getUser": {"error": {"code", "message"}}}` names none either.
                        && !(object.len() == 1 && value.named("error").is_some_and(Json::is_object))
                    // Nordigen: `{"institution_id": {"summary", "detail"}, "status_code": 400}`.
                    || matches!(role(name, value, self.vocabulary).0, Role::Status | Role::Noise)
            })
            // Texts in maps alone may be what the user sent.
            && object.values().any(|value| self.holds_reasons(value))
            // One element of XML with a message is an error: Telr's `<auth><message>…</message><tranref>…</tranref></auth>`.
            // Two are fields.
            && (!self.is_xml
                || object.values().any(leaks::holds_reasons)
                || object.values().filter(|value| self.holds_reasons(value)).nth(1).is_some());
        if is_map {
            self.read_map(object);
            if !self.found.fields.is_empty() {
                self.found.rest = Object::new();
            }
        }
    }

    /// Envelopes of any name, if nothing was found outside of them: `{"itemNotFound": {"message", "code"}}` of `OpenStack`,
    /// `<dns><add_rec><result><errcode>` of Plesk, `<TrackInfo><Error>` of USPS. Of a list, only the first item is read.
    fn read_unknown_envelopes(&mut self, object: &Object, scope: Scope) {
        for (name, value) in object.members() {
            let value = value.as_array().and_then(|items| items.first()).unwrap_or(value);
            let Json::Object(inner) = value else { continue };
            if self.progress() > 0 {
                return;
            }
            let summary = self.summary(inner);
            // Kavenegar: `{"return": {"status", "message"}, "entries": null}`.
            let is_alone = || object.iter().filter(|(name, value)| self.says_something(name, value)).nth(1).is_none();
            if summary.has_error_message() && (summary.code.is_some() || is_alone())
                || (ends_with(name, "error") || ends_with(name, "fault")) && summary.message.is_some()
                || summary.word_value.is_some_and(shape::is_sentence)
                // iVeri: `<Result Code="4" Description="Denied"/>`.
                || self.is_xml && summary.message.is_some() && summary.code.is_some()
            {
                self.found.rest = Object::new();
                self.read_object(inner, scope);
            } else {
                self.read_unknown_envelopes(inner, scope);
            }
        }
    }

    /// Reads an object that may be an error, or an envelope of one.
    fn read_object(&mut self, object: &Object, scope: Scope) {
        let summary = self.summary(object);
        self.read_summarised(object, &summary, scope);
    }

    /// [`read_object`](Self::read_object) of an object with this summary.
    fn read_summarised(&mut self, object: &Object, summary: &Summary<'_>, scope: Scope) {
        if summary.is_tree {
            return self.read_map(object);
        }
        if self.found.issues.is_null() {
            self.keep_rendered_issues(object);
        }
        // yup's error of the first mistake: `{"message", "path": "email", "inner": [], "errors": ["…"]}`.
        if object.named("inner").and_then(Json::as_array).is_some_and(Vec::is_empty)
            && self.read_item(object, summary, false, scope)
        {
            // Its `type` is the code of the field alone.
            return self.found.offer_message(scope.rank, summary.reason().unwrap_or_default());
        }
        let is_list_of_items = |value: &Json| match value {
            Json::Array(items) => items.iter().any(Json::is_object),
            Json::Object(map) => !map.is_empty(),
            _ => false,
        };
        let has_items = summary.has_inner
            && summary
                .members(object, self.vocabulary)
                .any(|member| member.role == Role::Fields && is_list_of_items(member.value));
        for member in summary.members(object, self.vocabulary).filter(|member| member.role != Role::Aside) {
            self.read_or_keep(member, summary, has_items, scope);
        }
        if let Some((_, text)) = summary.message
            && let Some(text) = filled(text, object)
        {
            self.offer_message(scope.rank, &text);
        }
        self.offer_summary(summary, scope);
        if summary.has_inner {
            // Members beside the error only fill in missing parts.
            let is_alone = self.status >= 400 && summary.says_nothing() && self.holds_asides_alone(object);
            for member in summary.members(object, self.vocabulary).filter(|member| member.role == Role::Aside) {
                // Without an error beside it, `data` may be the envelope.
                let role = if is_alone && self.is_error(member.value) { Role::Envelope } else { Role::Aside };
                self.read_or_keep(Member { role, ..member }, summary, has_items, scope);
            }
        }
        if scope.rank < rank::ASIDE && self.found.fields.is_empty() {
            self.read_own_field(object, summary, scope.depth > 0);
        }
    }

    /// Reads a member, and keeps it if it is not used up.
    fn read_or_keep(&mut self, member: Member<'_>, summary: &Summary<'_>, has_items: bool, scope: Scope) {
        if !self.read_member(member, summary, has_items, scope) && scope.keeps {
            self.found.keep(member.name, member.value);
        }
    }

    /// Offers the code, the title and the message of an object.
    fn offer_summary(&mut self, summary: &Summary<'_>, scope: Scope) {
        let word_code = summary.word.filter(|word| is_code_like(word) && !is_phrase(word) && !code::is_noise(word));
        if let Some(word) = word_code {
            // A word in an object beside the error is trusted less: Commerce Layer's `"meta": {"error": "blank"}`.
            let word_rank = code::WORD + if scope.rank < rank::LISTED { 0 } else { 2 };
            self.found.offer_code(if scope.rank < rank::ASIDE { word_rank } else { code::REASON }, word);
        }
        // A name, a status or an id of something else may stand beside the error.
        if let Some((rank, code)) = summary.code
            && (scope.rank < rank::FAR || rank < code::STATUS || rank != code::ID && summary.message.is_some())
            // In the extensions of Hot Chocolate it is the type of the schema.
            && (scope.rank < rank::ASIDE || rank != code::TYPE || code.as_str().is_none_or(code::is_word))
        {
            // If two codes are trusted equally, the outer one counts, and so does a code in `error` outside of the list.
            let listed = if rank == code::TEXT { code::WORD + 1 } else { rank + 1 };
            self.found.offer_code(if scope.rank < rank::LISTED { rank } else { listed }, &code::text(rank, code));
        }
        if let Some(title) = summary.title.or(summary.word.filter(|word| is_phrase(word)))
            && scope.rank < rank::ASIDE
        {
            self.found.offer_title(scope.rank, title);
        }
        if let Some((_, text)) = summary.message {
            let rank = match summary.message {
                Some((rank, _)) if rank >= CODE_LIKE_REASON => rank::CODE_WORD,
                // `{"message": "error", "errors": ["…"]}`.
                _ if code::is_failure(text) => rank::CODE_WORD,
                _ if summary.has_weak_message() => rank::WEAK,
                _ => rank::OWN,
            };
            self.offer_message(scope.rank.saturating_add(rank), text);
        }
        if let Some(word) = summary.word {
            let rank = if word_code.is_some() { rank::CODE_WORD } else { rank::ERROR };
            self.offer_message(scope.rank.saturating_add(rank), word);
        }
        if let Some(title) = summary.title {
            // In a list, the titles of items without texts are the texts.
            let is_text = scope.rank == rank::LISTED && summary.message.is_none() && summary.word.is_none();
            self.offer_message(scope.rank.saturating_add(if is_text { rank::OWN } else { rank::TITLE }), title);
        }
    }

    /// Offers a text to show. The text may be JSON, as `ZodError` and gateways write it, or end with a list of errors in
    /// JSON, as `HubSpot` writes it: `Property values were not valid: [{"message": "…", "name": "email"}]`.
    fn offer_message(&mut self, rank: u8, text: &str) {
        if self.json_texts < 2 && self.read_json_text(rank, text) {
            return;
        }
        let text = match strings::split_once(text, ": [{") {
            Some((before, _)) if self.json_texts < 2 && self.read_errors_behind(before.len(), text) => before,
            _ => text,
        };
        if rank == rank::LISTED && !is_phrase(text) {
            return self.add_listed(text);
        }
        // A text of JSON is read at the rank of its own place, so the sum may be large.
        self.found.offer_message(rank.saturating_add(if is_phrase(text) { rank::PHRASE } else { 0 }), text);
    }

    fn read_json_text(&mut self, rank: u8, text: &str) -> bool {
        let Some(Body { mut value, .. }) = json_in(text) else { return false };
        self.json_texts += 1;
        if !self.keep_echoes {
            leaks::remove(&mut value, self.vocabulary);
        }
        let before = self.progress();
        let scope = Scope { rank, depth: 0, keeps: false };
        match &value {
            Json::Object(object) => self.read_object(object, scope),
            Json::Array(items) => self.read_list(items, true, Scope { rank: rank::LISTED, ..scope }),
            _ => {}
        }
        self.progress() > before
    }

    /// Reads the list of errors in JSON that follows the first bytes of a text and `: `. Returns whether it is one.
    fn read_errors_behind(&mut self, before: usize, text: &str) -> bool {
        self.read_json_text(rank::LISTED, strings::split_at(text, before + ": ".len()).1)
    }

    /// How much has been found.
    fn progress(&self) -> usize {
        self.found.count as usize + self.found.fields.as_slice().len() + self.listed.len()
    }
}

/// The text in an object that stands for a text: `OData`'s `{"lang", "value"}`, SOAP's `<Reason><Text>`, PAN-OS'
/// `<msg><line>`, and a text in several languages.
fn nested_text(object: &Object) -> Option<&str> {
    let text = ["value", "text", "en"].iter().find_map(|name| object.named(name)?.as_str());
    let line = || object.named("line")?.as_str().filter(|_| object.len() == 1);
    text.or_else(line).filter(|text| !strings::trim(text).is_empty())
}
