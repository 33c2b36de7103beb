//! Reads the members of one object, without the lists and objects in it.

use alloc::string::String;

use super::super::code;
use super::super::names::Location;
use super::super::roles::{Role, role};
use super::super::status::{is_phrase, phrase};
use super::super::text::is_code_like;
use super::Reader;
use crate::json::{Json, Object};
use crate::strings;

/// How many members of an object have their roles kept.
const KEPT: usize = 16;

/// The last row of messages whose names no field has.
const STRONG: u16 = 4;
/// The trust of a place in an object beside the error, and in `details`.
const ASIDE_PLACE: u16 = 400;
const DETAILS_PLACE: u16 = 1024;
/// The row of `error`. A message of a later row says less than an `error` that is a text.
pub(super) const ERROR_ROW: u16 = 11;

/// The message, the code and the place of one object.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Said<'v> {
    roles: [(Role, u8); KEPT],
    /// The text to show and its trust: its row, later if it is a reason phrase or looks like a code.
    pub(super) message: Option<(u16, &'v str)>,
    /// The name of the member with the message.
    pub(super) message_name: &'v str,
    /// `error` as a text.
    pub(super) word: Option<&'v str>,
    word_value: Option<&'v Json>,
    pub(super) title: Option<&'v str>,
    /// `details` as a text.
    pub(super) details: Option<&'v str>,
    /// The code and its trust: see [`code`].
    pub(super) code: Option<(u8, &'v Json)>,
    /// The code as an item of a list has it.
    pub(super) item_code: Option<(u8, &'v Json)>,
    /// The path of a field: its trust, the member's name and its value.
    pub(super) place: Option<(u16, &'v str, &'v Json)>,
    /// The object beside the error that the place stands in.
    pub(super) around_place: Option<&'v Object>,
    /// Whether the place has a name that only an item's place has.
    pub(super) is_item_place: bool,
    /// Names of fields that the error is about.
    pub(super) names: &'v [Json],
    pub(super) location: Option<Location>,
    /// Whether it is in a tree of errors: zod's `treeify` or `format`.
    pub(super) is_tree: bool,
    /// Whether there is a list or an object with a role.
    pub(super) has_inner: bool,
    pub(super) has_timestamp: bool,
    /// Whether it is a `fail` of `JSend`: its `data` is a map from fields to reasons.
    pub(super) is_fail: bool,
    /// Whether the code is a number, as no reason is.
    pub(super) has_number: bool,
    /// Whether a text has a name without a role.
    pub(super) has_other_text: bool,
}

impl<'v> Said<'v> {
    /// The role of the member at a position.
    pub(super) fn role(&self, at: usize, name: &str, value: &Json, reader: &Reader<'_>) -> (Role, u8) {
        self.roles.get(at).copied().unwrap_or_else(|| role(name, value, reader.vocabulary))
    }

    /// The reason, if the object is about a field: its text, else `error`, else `details`, else its title.
    pub(super) fn reason(&self) -> Option<&'v str> {
        let word = self.word.filter(|word| !is_code_like(word) || self.item_code.is_none());
        let strong = self.message.filter(|_| word.is_none() || !self.has_weak_message());
        strong.map(|(_, text)| text).or(word).or(self.details).or(self.title)
    }

    /// Whether the message says less than an `error` that is a text.
    pub(super) fn has_weak_message(&self) -> bool {
        self.message.is_some_and(|(trust, _)| trust >= super::WORD_TRUST || trust % 100 > ERROR_ROW)
    }

    /// Whether the object has a code of its own, as an item of a list.
    pub(super) fn has_item_code(&self) -> bool {
        self.item_code.is_some_and(|(weight, _)| weight <= code::NUMBER)
    }

    /// Whether the place stands in `details`, so that the message is one without it: Zoho.
    pub(super) fn has_place_in_details(&self) -> bool {
        self.place.is_some_and(|(trust, ..)| trust >= DETAILS_PLACE)
    }

    /// Whether the object is one error: it has a text, or a code and a place.
    pub(super) fn is_error(&self) -> bool {
        self.message.is_some() || self.word.is_some() || (self.item_code.is_some() && self.has_strong_place())
    }

    /// Whether the place has a name that only the place of a field has.
    fn has_strong_place(&self) -> bool {
        self.place.is_some_and(|(_, name, _)| {
            !["name", "key", "target", "attributes"].iter().any(|weak| name.eq_ignore_ascii_case(weak))
        })
    }

    /// Whether the message has a name that no field has: `message`, `msg`, `detail`.
    pub(super) fn has_strong_message(&self) -> bool {
        self.message.is_some_and(|(trust, _)| trust % 200 <= STRONG)
    }

    fn message(&mut self, trust: u16, name: &'v str, text: &'v str) {
        // What Spring sends if there is no message.
        if text == "No message available" {
            return;
        }
        let is_identifier = || code::is_word(text) && text.bytes().any(|byte| !byte.is_ascii_lowercase());
        let says_little = is_phrase(text) || code::is_noise(text) || is_identifier();
        // `_message` is an internal name, as mongoose has one beside `message`.
        let trust = trust + if says_little { 200 } else { 0 } + if name.starts_with('_') { 100 } else { 0 };
        if self.message.is_none_or(|(known, _)| trust < known) {
            self.message = Some((trust, text));
            self.message_name = name;
        }
    }

    /// Offers a code of the error as a whole, or of an item.
    fn code(&mut self, weight: u8, code: &'v Json, is_of_item: bool) {
        let known = if is_of_item { &mut self.item_code } else { &mut self.code };
        if known.is_none_or(|(known, _)| weight < known) {
            *known = Some((weight, code));
        }
    }

    fn number(&mut self, weight: u8, value: &'v Json, status: u16) {
        let Some(number) = value.as_f64() else { return };
        #[allow(clippy::float_cmp, reason = "a status is exact")]
        let is_none = number == 0.0 || number == f64::from(status);
        if !is_none {
            let weight = if number < 0.0 { code::NEGATIVE } else { weight };
            // Another status says less than the `id` of Ory beside it.
            let is_status = value.as_u64().and_then(|number| phrase(u16::try_from(number).ok()?)).is_some();
            self.code(if is_status { code::WEAK } else { weight }, value, false);
            self.code(weight, value, true);
        }
    }

    /// The code of the object as an item of a list.
    pub(super) fn code_of_item(&self) -> Option<String> {
        self.item_code.map(|(weight, code)| code::text(weight, code))
    }

    fn place(&mut self, trust: u16, name: &'v str, value: &'v Json, is_item_place: bool) {
        // A list of segments is the exact form, and an empty text may only mean that the place is elsewhere.
        let trust = match value.as_str() {
            // Python's servers write `None`: LiteLLM.
            Some("None") => return,
            Some("") => trust + 512,
            None if value.is_array() => trust,
            Some(_) | None => trust + 256,
        };
        if self.place.is_none_or(|(known, ..)| trust < known) {
            self.place = Some((trust, name, value));
            self.is_item_place = is_item_place;
        }
    }
}

/// Whether a list holds the segments of a path or names, and not errors.
fn is_path(value: &Json) -> bool {
    value.as_array().is_some_and(|items| {
        items.iter().all(|item| match item {
            Json::String(_) | Json::Number(_) => true,
            Json::Object(step) => step.contains_key("key") && !step.contains_key("message"),
            _ => false,
        })
    })
}

impl Reader<'_> {
    /// What an object says itself.
    pub(super) fn said<'v>(&self, object: &'v Object) -> Said<'v> {
        let mut said = Said::default();
        for (at, (name, value)) in object.members().iter().enumerate() {
            let (role, row) = role(name, value, self.vocabulary);
            if let Some(kept) = said.roles.get_mut(at) {
                *kept = (role, row);
            }
            if let Json::String(text) = value
                && !strings::trim(text).is_empty()
            {
                self.said_text(&mut said, name, text, value, role, row);
                continue;
            }
            match role {
                Role::Code => {
                    said.has_number = value.is_number();
                    said.number(code::NUMBER, value, self.status);
                }
                Role::WeakCode => said.number(code::WEAK, value, self.status),
                // A number that is no HTTP status is a code: MiniMax.
                Role::Status if value.as_u64().is_some_and(|number| number > 599) => {
                    said.number(code::WEAK, value, self.status);
                }
                Role::Place if value.is_array() || value.is_string() => said.place(row.into(), name, value, false),
                Role::ItemPlace if value.is_string() || value.is_object() || is_path(value) => {
                    said.place(row.into(), name, value, true);
                }
                Role::Aside => {
                    said.has_inner = true;
                    if let Json::Object(inner) = value {
                        self.said_aside(&mut said, inner, ASIDE_PLACE);
                    }
                }
                Role::Tree => {
                    let errors = object.get("errors");
                    said.is_tree |= errors.is_some_and(Json::is_array) && value_is_tree(value);
                }
                Role::Codes => {
                    if let Some(first) = value.as_array().and_then(|codes| codes.first()) {
                        said.code(code::URI, first, false);
                    }
                }
                Role::Details => {
                    said.has_inner = true;
                    if let Json::Object(inner) = value {
                        if self.may_have_fields() {
                            self.said_aside(&mut said, inner, DETAILS_PLACE);
                        }
                        // FHIR: `"details": {"text": "Name is required"}`.
                        if let Some(text) = inner.get("text").and_then(Json::as_str) {
                            said.message(row.into(), name, text);
                        }
                    }
                }
                Role::Fields | Role::Texts | Role::Words | Role::Envelope | Role::Located => {
                    said.is_tree |= name == "_errors";
                    said.has_inner = true;
                }
                Role::Names if is_path(value) => {
                    said.names = value.as_array().map(alloc::vec::Vec::as_slice).unwrap_or_default();
                }
                Role::Items | Role::Names => {
                    said.has_inner |= matches!(value, Json::Array(items) if items.iter().any(Json::is_object));
                }
                Role::Noise => said.has_timestamp |= name == "timestamp",
                _ => {}
            }
        }
        if let (Some(word), Some(value), Some(_)) = (said.word, said.word_value, said.message)
            && is_code_like(word)
            && !is_phrase(word)
        {
            said.code(code::WORD, value, true);
        }
        // Open Exchange Rates: `{"message": "invalid_app_id", "description": "Invalid App ID provided"}`.
        if said.message.is_some_and(|(trust, _)| trust < 200)
            && said.message_name != "message"
            && let Some(value @ Json::String(word)) = object.get("message")
            && code::is_word(word)
            && !code::is_noise(word)
        {
            said.code(code::REASON, value, false);
        }
        // One text is not the code and the place.
        if said.place.is_some_and(|(_, name, _)| name == "name")
            && said.item_code.is_some_and(|(weight, _)| weight == code::NAME)
        {
            said.item_code = None;
        }
        said
    }

    fn said_text<'v>(&self, said: &mut Said<'v>, name: &'v str, text: &'v str, value: &'v Json, role: Role, row: u8) {
        let trust = u16::from(row);
        match role {
            Role::Word => {
                said.word = Some(text);
                said.word_value = Some(value);
            }
            Role::Reason if is_phrase(text) => {}
            Role::Reason if code::is_word(text) => {
                said.code(code::REASON, value, false);
                said.code(code::REASON, value, true);
                said.message(trust + 300, name, text);
            }
            Role::Message | Role::Reason => said.message(trust, name, text),
            Role::Details => said.details = Some(text),
            Role::Title => said.title = said.title.or(Some(text)),
            Role::Code | Role::WeakCode => {
                let weight = if role == Role::Code && !code::is_weak(text) { code::TEXT } else { code::WEAK };
                if code::is_code(text, self.status) {
                    said.code(weight, value, false);
                    said.code(weight, value, true);
                }
            }
            Role::Type => {
                if let Some((weight, _)) = code::of_type(text) {
                    said.code(weight, value, false);
                }
                said.code(if strings::find(text, "://").is_some() { code::URI } else { code::ITEM_TYPE }, value, true);
            }
            Role::Name => {
                if is_code_like(text) && !code::is_noise(text) && !is_phrase(text) {
                    said.code(code::NAME, value, false);
                    said.code(code::NAME, value, true);
                }
                if !text.ends_with("Error") && !text.ends_with("Exception") {
                    said.place(trust + 60, name, value, true);
                }
            }
            Role::Id if code::is_kind(text) => said.code(code::ID, value, false),
            Role::ItemCode => said.code(code::STATUS, value, true),
            Role::Status if text.eq_ignore_ascii_case("fail") => said.is_fail = true,
            Role::Status if code::is_status_word(text) => said.code(code::STATUS, value, false),
            Role::Status if is_phrase(text) => said.title = said.title.or(Some(text)),
            Role::Place => said.place(trust, name, value, false),
            // Ghost writes a sentence.
            Role::ItemPlace if name == "context" && strings::find(text, " ").is_some() => {}
            Role::ItemPlace => said.place(trust, name, value, true),
            Role::Location => match Location::of_framework(text) {
                Some(location) => said.location = Some(location),
                None if name.eq_ignore_ascii_case("source") => {}
                None => said.place(trust + 40, name, value, true),
            },
            Role::Noise => said.has_timestamp |= name == "timestamp",
            Role::None => said.has_other_text = true,
            _ => {}
        }
    }

    /// The code and the place beside an error: `extensions` of GraphQL, `context` of `HubSpot`, `meta` of Twirp.
    fn said_aside<'v>(&self, said: &mut Said<'v>, inner: &'v Object, trust: u16) {
        for (name, value) in inner.members() {
            match (role(name, value, self.vocabulary), value) {
                ((Role::Place | Role::ItemPlace, row), _)
                    if said.place.is_none_or(|(_, known, _)| matches!(known, "path" | "key"))
                        && !(name == "path" || name == "name" || name == "key")
                        && (is_path(value) || value.as_str().is_some_and(|text| !text.is_empty())) =>
                {
                    said.place = Some((trust + u16::from(row), name, value));
                    said.around_place = Some(inner);
                }
                ((Role::Code, _), Json::String(text)) if code::is_code(text, self.status) => {
                    said.code(code::TEXT, value, true);
                }
                _ => {}
            }
        }
    }
}

fn value_is_tree(value: &Json) -> bool {
    match value {
        Json::Object(map) => map.values().all(|inner| inner.is_object() || inner.is_null()),
        Json::Array(items) => items.iter().all(|inner| inner.is_object() || inner.is_null()),
        _ => false,
    }
}
