//! What one object says itself: the members with texts and numbers, without the lists and objects in it. A summary decides
//! nothing: its parts are offered to [`Found`](super::Found), which keeps those of the lowest rank.

use alloc::string::String;

use super::super::code;
use super::super::fields::ATTRIBUTES;
use super::super::names::Location;
use super::super::rank;
use super::super::roles::{Role, role};
use super::super::status::{is_phrase, phrase};
use super::super::text::is_code_like;
use super::super::vocabulary::Vocabulary;
use super::{Reader, Scope, shape};
use crate::json::{Json, Object};
use crate::strings;

/// How many members of an object have their roles kept.
const KEPT: usize = 16;

/// The last row of messages whose names no field has.
const STRONG: u16 = 4;
/// The row of `error`. A message of a later row says less than an `error` that is a text.
const ERROR_ROW: u16 = 11;

// The rank of a message is its row, and of these what applies.
/// Added for a reason phrase, a code, and words such as `failed`.
pub(super) const SAYS_LITTLE: u16 = 200;
/// Added for an internal name: mongoose writes `_message` beside `message`.
const INTERNAL_NAME: u16 = 100;
/// Added for a `reason` that looks like a code.
pub(super) const CODE_LIKE_REASON: u16 = 300;

// The rank of a place is its row, and of these what applies. A list of segments is the exact form, and has none.
/// Added for a text.
const TEXT_PLACE: u16 = 256;
/// Added for an empty text, which may only mean that the place is elsewhere.
const EMPTY_PLACE: u16 = 512;
/// Added for `name`, which may be the name of the error.
const NAME_PLACE: u16 = 60;
/// Added for a text that could have been the location.
const LOCATION_PLACE: u16 = 40;
/// Added in an object beside the error, and in `details`.
const ASIDE_PLACE: u16 = 400;
const DETAILS_PLACE: u16 = 1024;

/// A member of an object, its role and the row of its name in the vocabulary.
#[derive(Clone, Copy)]
pub(super) struct Member<'v> {
    pub(super) name: &'v str,
    pub(super) value: &'v Json,
    pub(super) role: Role,
    pub(super) row: u8,
}

/// The message, the code and the place of one object.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Summary<'v> {
    roles: [(Role, u8); KEPT],
    /// The text to show and its rank: its row, later if it is a reason phrase or looks like a code.
    pub(super) message: Option<(u16, &'v str)>,
    /// The name of the member with the message.
    pub(super) message_name: &'v str,
    /// `error` as a text.
    pub(super) word: Option<&'v str>,
    pub(super) word_value: Option<&'v Json>,
    pub(super) title: Option<&'v str>,
    /// `details` as a text.
    pub(super) details: Option<&'v str>,
    /// The code and its rank: see [`code`].
    pub(super) code: Option<(u8, &'v Json)>,
    /// The code as an item of a list has it.
    pub(super) item_code: Option<(u8, &'v Json)>,
    /// The path of a field: its rank, the member's name and its value.
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

impl<'v> Summary<'v> {
    /// The members of the object that this is the summary of.
    pub(super) fn members(&self, object: &'v Object, vocabulary: &Vocabulary) -> impl Iterator<Item = Member<'v>> {
        object.members().iter().enumerate().map(move |(at, (name, value))| {
            let (role, row) = self.roles.get(at).copied().unwrap_or_else(|| role(name, value, vocabulary));
            Member { name, value, role, row }
        })
    }

    /// The reason, if the object is about a field: its text, else `error`, else `details`, else its title.
    pub(super) fn reason(&self) -> Option<&'v str> {
        let word = self.word.filter(|word| !is_code_like(word) || self.item_code.is_none());
        let strong = self.message.filter(|_| word.is_none() || !self.has_weak_message());
        strong.map(|(_, text)| text).or(word).or(self.details).or(self.title)
    }

    /// Whether the message says less than an `error` that is a text.
    pub(super) fn has_weak_message(&self) -> bool {
        self.message.is_some_and(|(rank, _)| rank >= CODE_LIKE_REASON || rank % INTERNAL_NAME > ERROR_ROW)
    }

    /// Whether there is a sentence, and a code that is no sentence. In a map from fields to reasons both would be sentences,
    /// or both words.
    pub(super) fn has_message_and_code(&self) -> bool {
        self.message.is_some_and(|(_, text)| strings::find(text, " ").is_some())
            && self.code.is_some_and(|(_, code)| !shape::is_sentence(code))
    }

    /// Whether the object has a code of its own, as an item of a list.
    pub(super) fn has_item_code(&self) -> bool {
        self.item_code.is_some_and(|(rank, _)| rank <= code::NUMBER)
    }

    /// Whether the place stands in `details`, so that the message is one without it: Zoho.
    pub(super) fn has_place_in_details(&self) -> bool {
        self.place.is_some_and(|(rank, ..)| rank >= DETAILS_PLACE)
    }

    /// Whether the object is one error: it has a text, or a place with a code or a text in `details`.
    pub(super) fn is_error(&self) -> bool {
        self.message.is_some()
            || self.word.is_some()
            || self.details.is_some() && self.place.is_some()
            || self.item_code.is_some() && self.has_strong_place()
    }

    /// Whether the place has a name that only the place of a field has.
    fn has_strong_place(&self) -> bool {
        self.place.is_some_and(|(_, name, _)| {
            !["name", "key", "target", ATTRIBUTES].iter().any(|weak| name.eq_ignore_ascii_case(weak))
        })
    }

    /// Whether the message has a name that only errors use: `message`, `errtext`.
    pub(super) fn has_error_message(&self) -> bool {
        self.message.is_some_and(|(rank, _)| rank % SAYS_LITTLE <= STRONG + 1)
    }

    /// Whether the message has a name that no field has: `message`, `msg`, `detail`.
    pub(super) fn has_strong_message(&self) -> bool {
        self.message.is_some_and(|(rank, _)| rank % SAYS_LITTLE <= STRONG)
    }

    /// The scope of a map of errors beside the message. The message counts more than a single cause in the map (Okta).
    pub(super) fn scope_of_errors(&self, scope: Scope) -> Scope {
        let rank = if self.has_strong_message() { scope.rank.max(rank::LISTED) } else { scope.rank };
        Scope { rank, ..scope }
    }

    fn offer_message(&mut self, rank: u16, name: &'v str, text: &'v str) {
        let says_nothing = code::is_noise(text) || strings::integer(text).is_some();
        // What Spring sends if there is no message. Tpay: `"result": "failed"`.
        if text == "No message available" || says_nothing && rank > ERROR_ROW {
            return;
        }
        let is_identifier = || code::is_word(text) && text.bytes().any(|byte| !byte.is_ascii_lowercase());
        let says_little = is_phrase(text) || says_nothing || is_identifier();
        let rank =
            rank + if says_little { SAYS_LITTLE } else { 0 } + if name.starts_with('_') { INTERNAL_NAME } else { 0 };
        if self.message.is_none_or(|(known, _)| rank < known) {
            self.message = Some((rank, text));
            self.message_name = name;
        }
    }

    /// Offers a code of the error as a whole, or of an item.
    fn offer_code(&mut self, rank: u8, code: &'v Json, is_of_item: bool) {
        let known = if is_of_item { &mut self.item_code } else { &mut self.code };
        if known.is_none_or(|(known, _)| rank < known) {
            *known = Some((rank, code));
        }
    }

    fn offer_number(&mut self, rank: u8, value: &'v Json, status: u16) {
        let Some(number) = value.as_f64() else { return };
        #[allow(clippy::float_cmp, reason = "a status is exact")]
        let is_none = number == 0.0 || number == f64::from(status);
        if !is_none {
            let rank = if number < 0.0 { code::NEGATIVE } else { rank };
            // Another status says less than the `id` of Ory beside it.
            let is_status = value.as_u64().and_then(|number| phrase(u16::try_from(number).ok()?)).is_some();
            self.offer_code(if is_status { code::WEAK } else { rank }, value, false);
            self.offer_code(rank, value, true);
        }
    }

    /// The code of the object as an item of a list.
    pub(super) fn code_of_item(&self) -> Option<String> {
        self.item_code.map(|(rank, code)| code::text(rank, code))
    }

    fn offer_place(&mut self, rank: u16, name: &'v str, value: &'v Json, is_item_place: bool) {
        let rank = match value.as_str() {
            // Python's servers write `None`: LiteLLM.
            Some("None") => return,
            Some("") => rank + EMPTY_PLACE,
            None if value.is_array() => rank,
            Some(_) | None => rank + TEXT_PLACE,
        };
        if self.place.is_none_or(|(known, ..)| rank < known) {
            self.place = Some((rank, name, value));
            self.is_item_place = is_item_place;
        }
    }
}

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
                continue;
            }
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
                Role::ItemPlace
                    if name == "path" && object.contains_key("locations") && object.contains_key("field") => {}
                Role::ItemPlace if value.is_string() || value.is_object() || shape::is_path(value) => {
                    summary.offer_place(row.into(), name, value, true);
                }
                Role::Aside => {
                    summary.has_inner = true;
                    if let Json::Object(inner) = value {
                        self.summarise_aside(&mut summary, inner, ASIDE_PLACE);
                    }
                }
                Role::Tree => {
                    let errors = object.get("errors");
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
                        if self.may_have_fields() {
                            self.summarise_aside(&mut summary, inner, DETAILS_PLACE);
                        }
                        // FHIR: `"details": {"text": "Name is required"}`.
                        if let Some(text) = inner.get("text").and_then(Json::as_str) {
                            summary.offer_message(row.into(), name, text);
                        }
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
                Role::Noise => summary.has_timestamp |= name == "timestamp",
                _ => {}
            }
        }
        if let (Some(word), Some(value), Some(_)) = (summary.word, summary.word_value, summary.message)
            && is_code_like(word)
            && !is_phrase(word)
        {
            summary.offer_code(code::WORD, value, true);
        }
        // Open Exchange Rates: `{"message": "invalid_app_id", "description": "Invalid App ID provided"}`.
        if summary.message.is_some_and(|(rank, _)| rank < SAYS_LITTLE)
            && summary.message_name != "message"
            && let Some(value @ Json::String(word)) = object.get("message")
            && code::is_word(word)
            && !code::is_noise(word)
        {
            summary.offer_code(code::REASON, value, false);
        }
        // In JSON-RPC the `id` beside the object `error` names the call, so it is no code.
        if summary.code.is_some_and(|(rank, _)| rank == code::ID) && object.get("error").is_some_and(Json::is_object) {
            summary.code = None;
        }
        // One text is not the code and the place.
        if summary.place.is_some_and(|(_, name, _)| name == "name") {
            summary.item_code = summary.item_code.filter(|(rank, _)| *rank != code::NAME);
            if summary.location.is_some() {
                summary.code = summary.code.filter(|(rank, _)| *rank != code::NAME);
            }
        }
        summary
    }

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
                summary.offer_code(code::REASON, value, false);
                summary.offer_code(code::REASON, value, true);
                summary.offer_message(rank + CODE_LIKE_REASON, name, text);
            }
            Role::Message | Role::Reason => summary.offer_message(rank, name, text),
            Role::Details => summary.details = Some(text),
            Role::Title => summary.title = summary.title.or(Some(text)),
            Role::Code | Role::WeakCode => {
                let rank = if role == Role::Code && !code::is_weak(text) { code::TEXT } else { code::WEAK };
                if code::is_code(text, self.status) {
                    summary.offer_code(rank, value, false);
                    summary.offer_code(rank, value, true);
                }
            }
            Role::Type => {
                if let Some((rank, _)) = code::of_type(text) {
                    summary.offer_code(rank, value, false);
                }
                summary.offer_code(
                    if strings::find(text, "://").is_some() { code::URI } else { code::ITEM_TYPE },
                    value,
                    true,
                );
            }
            Role::Name => {
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
                if !text.ends_with("Error") && !text.ends_with("Exception") {
                    summary.offer_place(rank + NAME_PLACE, name, value, true);
                }
            }
            Role::Id if code::is_kind(text) => summary.offer_code(code::ID, value, false),
            // Frankie, Telstra: `{"issue": "Must be a date", "issueLocation": "born"}`.
            Role::ItemCode if shape::is_sentence(value) => summary.details = summary.details.or(Some(text)),
            Role::ItemCode => {
                summary.offer_code(code::STATUS, value, true);
                // Exa: `{"error": "…", "tag": "INVALID_API_KEY"}`.
                if code::is_constant(text) {
                    summary.offer_code(code::WEAK, value, false);
                }
            }
            Role::Status if text.eq_ignore_ascii_case("fail") => summary.is_fail = true,
            Role::Status if code::is_status_word(text) => summary.offer_code(code::STATUS, value, false),
            Role::Status if is_phrase(text) => summary.title = summary.title.or(Some(text)),
            // Icinga: `{"error": 404, "status": "No objects found."}`.
            // SoundCloud: `401 - Unauthorized`.
            Role::Status if strings::integer(strings::prefix_before(text, " ")) == Some(self.status.into()) => {}
            Role::Status if shape::is_sentence(value) => summary.offer_message(rank, name, text),
            Role::Place => summary.offer_place(rank, name, value, false),
            // Ghost and the World Bank write a sentence.
            Role::ItemPlace if matches!(name, "context" | "key") && shape::is_sentence(value) => {}
            // The key of a text, if the content is not what is wrong: Trendyol, Writer.
            Role::ItemPlace
                if name == "key"
                    && !self.may_have_fields()
                    && code::is_word(text)
                    && strings::find(text, ".").is_some() =>
            {
                summary.offer_code(code::REASON, value, false);
                summary.offer_code(code::REASON, value, true);
            }
            // `path` may be that of the URL.
            Role::ItemPlace => {
                summary.offer_place(rank + u16::from(name == "path" && text.starts_with('/')), name, value, true);
            }
            Role::Location => match Location::of_framework(text) {
                Some(location) => summary.location = Some(location),
                // Yapily: `INSTITUTION`.
                None if name.eq_ignore_ascii_case("source") && !code::is_place(text) => {}
                None => summary.offer_place(rank + LOCATION_PLACE, name, value, true),
            },
            Role::Noise => summary.has_timestamp |= name == "timestamp",
            Role::None => summary.has_other_text = true,
            _ => {}
        }
    }

    /// The code and the place beside an error: `extensions` of GraphQL, `context` of `HubSpot`, `meta` of Twirp.
    fn summarise_aside<'v>(&self, summary: &mut Summary<'v>, inner: &'v Object, rank: u16) {
        for (name, value) in inner.members() {
            match (role(name, value, self.vocabulary), value) {
                ((Role::Place | Role::ItemPlace, row), _)
                    if summary.place.is_none_or(|(_, known, _)| matches!(known, "path" | "key"))
                        && !(name == "path" || name == "name" || name == "key")
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

/// Whether a number is a code: it is no HTTP status and not 0.
fn is_no_status(number: i64) -> bool {
    !matches!(number, 0 | 100..=599)
}

/// Whether a code or an id is the place of a field: Gusto's `error_key` beside a category, `FIELD name` of Nexus, and
/// `{"id": "email", "error": "…"}` of `SuperTokens`.
fn names_field(role: Role, name: &str, value: &Json, object: &Object) -> bool {
    match role {
        Role::Code => name == "error_key" && object.contains_key("category"),
        Role::Id => {
            shape::is_sentence(value)
                || value.as_str().is_some_and(code::is_kind) && object.get("error").is_some_and(shape::is_sentence)
        }
        _ => false,
    }
}
