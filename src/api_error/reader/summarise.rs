//! Makes the summary of an object.

use super::super::category;
use super::super::code;
use super::super::names::Location;
use super::super::role::Role;
use super::super::roles::role;
use super::super::spelling::{Members as _, is, is_any};
use super::super::status::is_phrase;
use super::super::text::is_code_like;
use super::summary::{CODE_LIKE_REASON, DETAILS_PLACE, SAYS_LITTLE, Summary, URL_PLACE, WEAK_PLACE};
use super::{Reader, shape};
use crate::json::{Json, Object};
use crate::strings;

// Added to the rank of a place, which is its row.
/// Added for a text that could have been the location.
const LOCATION_PLACE: u16 = 40;
/// Added for a place in an object beside the error.
const ASIDE_PLACE: u16 = 400;

impl Reader<'_> {
    /// The summary of an object.
    pub(super) fn summary<'v>(&self, object: &'v Object) -> Summary<'v> {
        let mut summary = Summary::default();
        for (at, (name, value)) in object.members().iter().enumerate() {
            let (role, row) = role(name, value, self.vocabulary);
            if let Some(kept) = summary.roles.get_mut(at) {
                *kept = (role, row);
            }
            if let Json::String(text) = value
                && !strings::trim(text).is_empty()
            {
                let role = if names_field(role, name, value, object) { Role::ItemPlace } else { role };
                self.summarise_text(&mut summary, name, text, value, role, row);
            } else {
                self.summarise_value(&mut summary, object, name, value, role, row);
            }
        }
        correct(&mut summary, object);
        summary
    }

    /// Adds what a member says whose value is no text, or a blank one.
    fn summarise_value<'v>(
        &self,
        summary: &mut Summary<'v>,
        object: &'v Object,
        name: &'v str,
        value: &'v Json,
        role: Role,
        row: u8,
    ) {
        match role {
            Role::Code => {
                summary.has_number = value.is_number();
                summary.offer_number(code::NUMBER, value, self.status);
            }
            Role::WeakCode => summary.offer_number(code::WEAK, value, self.status),
            // A number that is no HTTP status is a code: MiniMax.
            Role::Status if value.as_i64().is_some_and(is_no_status) => {
                summary.offer_number(code::WEAK, value, self.status);
            }
            Role::Place if value.is_array() || value.is_string() => {
                summary.offer_place(row.into(), name, value, false);
            }
            // Absinthe: beside the `field` of the input, `path` is that of the operation.
            Role::ItemPlace if is(name, "path") && object.has("locations") && object.has("field") => {}
            Role::ItemPlace if value.is_string() || value.is_object() || shape::is_path(value) => {
                summary.offer_place(row.into(), name, value, true);
            }
            Role::Aside => {
                summary.has_inner = true;
                if let Json::Object(inner) = value {
                    self.summarise_aside(summary, inner, ASIDE_PLACE);
                }
            }
            Role::Tree => {
                let errors = object.named("errors");
                summary.is_tree |= errors.is_some_and(Json::is_array) && shape::is_tree(value);
            }
            Role::Codes => {
                if let Some(first) = value.as_array().and_then(|codes| codes.first()) {
                    summary.offer_code(code::URI, first, false);
                }
            }
            Role::Details => {
                summary.has_inner = true;
                if let Json::Object(inner) = value {
                    self.summarise_details(summary, name, inner, row);
                }
            }
            Role::Names | Role::Fields if shape::are_names(role, name, value) => {
                summary.names = value.as_array().map(alloc::vec::Vec::as_slice).unwrap_or_default();
            }
            Role::Fields | Role::Texts | Role::Words | Role::Envelope | Role::Located => {
                summary.is_tree |= name == "_errors";
                summary.has_inner = true;
            }
            Role::Items | Role::Names => {
                summary.has_inner |= matches!(value, Json::Array(items) if items.iter().any(Json::is_object));
            }
            Role::Noise => summary.has_timestamp |= is(name, "timestamp"),
            _ => {}
        }
    }

    /// Adds what an object with details says.
    fn summarise_details<'v>(&self, summary: &mut Summary<'v>, name: &'v str, details: &'v Object, row: u8) {
        if self.may_have_fields() {
            self.summarise_aside(summary, details, DETAILS_PLACE);
        }
        // FHIR: `"details": {"text": "Name is required"}`.
        if let Some(text) = details.named("text").and_then(Json::as_str) {
            summary.offer_message(row.into(), name, text);
        }
    }

    /// Adds what a text says.
    fn summarise_text<'v>(
        &self,
        summary: &mut Summary<'v>,
        name: &'v str,
        text: &'v str,
        value: &'v Json,
        role: Role,
        row: u8,
    ) {
        let rank = u16::from(row);
        match role {
            // A number that is no HTTP status, and a number in `error`, as texts.
            Role::Status | Role::Word if strings::integer(text).is_some_and(is_no_status) => {
                summary.offer_code(code::WEAK, value, false);
            }
            Role::Word => {
                summary.word = Some(text);
                summary.word_value = Some(value);
            }
            Role::Reason if is_phrase(text) => {}
            Role::Reason if code::is_word(text) => {
                summary.offer_any_code(code::REASON, value);
                summary.offer_message(rank + CODE_LIKE_REASON, name, text);
            }
            Role::Message | Role::Reason => summary.offer_message(rank, name, text),
            Role::Details => summary.details = Some(text),
            Role::Title => summary.title = summary.title.or(Some(text)),
            Role::Code | Role::WeakCode => {
                let rank = if role == Role::Code && !code::is_weak(text) { code::TEXT } else { code::WEAK };
                if code::is_code(text, self.status) {
                    summary.offer_any_code(rank, value);
                }
            }
            Role::Type => summarise_type(summary, text, value),
            Role::Name => summarise_name(summary, name, text, value, rank),
            Role::Id if code::is_kind(text) => summary.offer_code(code::ID, value, false),
            // Frankie, Telstra: `{"issue": "Must be a date", "issueLocation": "born"}`.
            Role::ItemCode if shape::is_sentence(value) => summary.details = summary.details.or(Some(text)),
            Role::ItemCode => summarise_item_code(summary, name, text, value),
            Role::Status if text.eq_ignore_ascii_case("fail") => summary.is_fail = true,
            Role::Status if code::is_status_word(text) => summary.offer_code(code::STATUS, value, false),
            Role::Status if is_phrase(text) => summary.title = summary.title.or(Some(text)),
            // Icinga: `{"error": 404, "status": "No objects found."}`.
            // SoundCloud: `401 - Unauthorized`.
            Role::Status if strings::integer(strings::prefix_before(text, " ")) == Some(self.status.into()) => {}
            Role::Status if shape::is_sentence(value) => summary.offer_message(rank, name, text),
            Role::Place => summary.offer_place(rank, name, value, false),
            // Ghost and the World Bank write a sentence.
            Role::ItemPlace if is_any(name, &["context", "key"]) && shape::is_sentence(value) => {}
            // The key of a text, if the content is not what is wrong: Trendyol, Writer.
            Role::ItemPlace
                if is(name, "key")
                    && !self.may_have_fields()
                    && code::is_word(text)
                    && strings::find(text, ".").is_some() =>
            {
                summary.offer_any_code(code::REASON, value);
            }
            Role::ItemPlace if is(name, "path") && text.starts_with('/') => {
                summary.offer_place(rank + URL_PLACE, name, value, true);
            }
            Role::ItemPlace if is_any(name, &["key", "sourcefield"]) => {
                summary.offer_place(rank + WEAK_PLACE, name, value, true);
            }
            Role::ItemPlace => summary.offer_place(rank, name, value, true),
            Role::Location => match Location::of_framework(text) {
                Some(location) => summary.location = Some(location),
                // Yapily: `INSTITUTION`.
                None if is(name, "source") && !code::is_place(text) => {}
                None => summary.offer_place(rank + LOCATION_PLACE, name, value, true),
            },
            Role::Noise => summary.has_timestamp |= is(name, "timestamp"),
            Role::None => {
                summary.has_other_text = true;
                summary.has_data |= shape::is_data(text);
            }
            _ => {}
        }
    }

    /// The code and the place beside an error: `extensions` of GraphQL, `context` of `HubSpot`, `meta` of Twirp.
    fn summarise_aside<'v>(&self, summary: &mut Summary<'v>, inner: &'v Object, rank: u16) {
        for (name, value) in inner.members() {
            match (role(name, value, self.vocabulary), value) {
                ((Role::Place | Role::ItemPlace, row), _)
                    if summary.place.is_none_or(|(_, known, _)| is_any(known, &["path", "key"]))
                        && !(is(name, "path") || is(name, "name") || is(name, "key"))
                        && (shape::is_path(value) || value.as_str().is_some_and(|text| !text.is_empty())) =>
                {
                    summary.place = Some((rank + u16::from(row), name, value));
                    summary.around_place = Some(inner);
                }
                ((Role::Code, _), Json::String(text)) if code::is_code(text, self.status) => {
                    summary.offer_code(code::TEXT - u8::from(rank == DETAILS_PLACE), value, true);
                }
                // HAL: `"_embedded": {"details": {"attribute": "subject"}}`.
                ((Role::Details, _), Json::Object(details)) if rank == ASIDE_PLACE => {
                    self.summarise_aside(summary, details, DETAILS_PLACE);
                }
                _ => {}
            }
        }
    }
}

/// Adds what the type of an error says: its code.
fn summarise_type<'v>(summary: &mut Summary<'v>, text: &str, value: &'v Json) {
    if let Some((rank, _)) = code::of_type(text) {
        summary.offer_code(rank, value, false);
    }
    let rank = if strings::find(text, "://").is_some() { code::URI } else { code::ITEM_TYPE };
    summary.offer_code(rank, value, true);
}

/// Adds what a name says, which may be that of the error or of a field.
fn summarise_name<'v>(summary: &mut Summary<'v>, name: &'v str, text: &str, value: &'v Json, rank: u16) {
    if is_code_like(text) && !is_phrase(text) {
        let is_noise = code::is_noise(text);
        if !is_noise {
            summary.offer_code(code::NAME, value, false);
        }
        // Contentful: `{"name": "unknown", "path": ["fields", "city"]}` has no other reason.
        if !is_noise || text == "unknown" {
            summary.offer_code(code::NAME, value, true);
        }
    }
    // PayPal: `INVALID_REQUEST`. Yii: `Not Found`.
    let is_kind = || is_phrase(text) || code::is_constant(text) && category::of_word(text).is_some();
    if !text.ends_with("Error") && !text.ends_with("Exception") && !is_kind() {
        summary.offer_place(rank + WEAK_PLACE, name, value, true);
    }
}

/// Adds the code of an item, which may be that of the error.
fn summarise_item_code<'v>(summary: &mut Summary<'v>, name: &str, text: &str, value: &'v Json) {
    summary.offer_code(code::STATUS, value, true);
    // Exa: `{"error": "…", "tag": "INVALID_API_KEY"}`. Boundary: `{"kind": "InvalidArgument", "message": "…"}`.
    let is_known = || is(name, "kind") && text.starts_with(char::is_uppercase) && category::of_word(text).is_some();
    if code::is_constant(text) || is_known() {
        summary.offer_code(code::WEAK, value, false);
    }
}

/// Corrects what one member says by what the others say.
fn correct<'v>(summary: &mut Summary<'v>, object: &'v Object) {
    if let (Some(word), Some(value), Some(_)) = (summary.word, summary.word_value, summary.message)
        && is_code_like(word)
        && !is_phrase(word)
    {
        summary.offer_code(code::WORD, value, true);
    }
    // Open Exchange Rates: `{"message": "invalid_app_id", "description": "Invalid App ID provided"}`.
    if summary.message.is_some_and(|(rank, _)| rank < SAYS_LITTLE)
        && !is(summary.message_name, "message")
        && let Some(value @ Json::String(word)) = object.named("message")
        && code::is_word(word)
        && !code::is_noise(word)
    {
        summary.offer_code(code::REASON, value, false);
    }
    // Zabbix: `{"code": -32602, "message": "Invalid params.", "data": "Invalid parameter \"/1/host\": cannot be empty."}`.
    if let (Some((rank, message)), Some(data @ Json::String(text))) = (summary.message, object.named("data"))
        && is_about_params(message)
        && object.named("code").and_then(Json::as_i64).is_some_and(i64::is_negative)
        && shape::is_sentence(data)
        && !text.starts_with(['{', '[', '<'])
    {
        summary.title = summary.title.or(Some(message));
        summary.message = Some((rank, text));
    }
    // In JSON-RPC the `id` beside the object `error` names the call, so it is no code.
    if summary.code.is_some_and(|(rank, _)| rank == code::ID) && object.named("error").is_some_and(Json::is_object) {
        summary.code = None;
    }
    // One text is not the code and the place.
    if summary.place.is_some_and(|(_, name, _)| is(name, "name")) {
        summary.item_code = summary.item_code.filter(|(rank, _)| *rank != code::NAME);
        if summary.location.is_some() {
            summary.code = summary.code.filter(|(rank, _)| *rank != code::NAME);
        }
    }
}

/// Whether a text says of a call only that its parameters are wrong. With other messages `data` may be internal.
fn is_about_params(message: &str) -> bool {
    let message = message.strip_suffix('.').unwrap_or(message);
    ["Invalid params", "Application error"].iter().any(|known| message.eq_ignore_ascii_case(known))
}

/// Whether a number is a code: it is no HTTP status and not 0.
fn is_no_status(number: i64) -> bool {
    !matches!(number, 0 | 100..=599)
}

/// Whether a code or an id is the place of a field: Gusto's `error_key` beside a category, `FIELD name` of Nexus, and
/// `{"id": "email", "error": "…"}` of `SuperTokens`.
fn names_field(role: Role, name: &str, value: &Json, object: &Object) -> bool {
    match role {
        Role::Code => is(name, "errorkey") && object.has("category"),
        Role::Id => {
            shape::is_sentence(value)
                || value.as_str().is_some_and(code::is_kind) && object.named("error").is_some_and(shape::is_sentence)
        }
        _ => false,
    }
}
