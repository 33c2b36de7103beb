//! What one object says itself: the members with texts and numbers, without the lists and objects in it. A summary decides
//! nothing: its parts are offered to [`Found`](super::super::found::Found), which keeps those of the lowest rank.

use alloc::string::String;

use super::super::code;
use super::super::fields::ATTRIBUTES;
use super::super::names::Location;
use super::super::rank;
use super::super::role::Role;
use super::super::roles::{is_sentence, role};
use super::super::spelling::is_any;
use super::super::status::{is_phrase, phrase};
use super::super::text::is_code_like;
use super::super::vocabulary::Vocabulary;
use super::scope::Scope;
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
/// Added for a place in `details`.
pub(super) const DETAILS_PLACE: u16 = 1024;
/// Added for a path that may be that of the URL.
pub(super) const URL_PLACE: u16 = 2048;
/// Added for `name`, which may be the name of the error, and for other names that may be about something else.
pub(super) const WEAK_PLACE: u16 = 4096;

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
    pub(super) roles: [(Role, u8); KEPT],
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
    /// Whether such a text is a path, a URL or a time, which no reason is.
    pub(super) has_data: bool,
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

    /// Whether no member itself says what is wrong.
    pub(super) fn says_nothing(&self) -> bool {
        self.message.is_none() && self.word.is_none() && self.title.is_none() && self.code.is_none() && !self.is_fail
    }

    /// Whether the message says less than an `error` that is a text.
    pub(super) fn has_weak_message(&self) -> bool {
        self.message.is_some_and(|(rank, _)| rank >= CODE_LIKE_REASON || rank % INTERNAL_NAME > ERROR_ROW)
    }

    /// Whether there is a sentence, and a code that is no sentence. In a map from fields to reasons both would be sentences,
    /// or both words.
    pub(super) fn has_message_and_code(&self) -> bool {
        self.message.is_some_and(|(_, text)| strings::find(text, " ").is_some())
            && self.code.is_some_and(|(_, code)| !is_sentence(code))
    }

    /// Whether this text is the code.
    pub(super) fn has_code(&self, text: &str) -> bool {
        self.code.is_some_and(|(_, code)| code.as_str() == Some(text))
    }

    /// Whether the object has a code of its own, as an item of a list.
    pub(super) fn has_item_code(&self) -> bool {
        self.item_code.is_some_and(|(rank, _)| rank <= code::NUMBER)
    }

    /// Whether there is a place that is not the path of the URL.
    pub(super) fn names_place(&self) -> bool {
        self.place.is_some_and(|(rank, ..)| !(URL_PLACE..WEAK_PLACE).contains(&rank))
    }

    /// Whether the place stands in `details`, so that the message is one without it: Zoho.
    pub(super) fn has_place_in_details(&self) -> bool {
        self.place.is_some_and(|(rank, ..)| (DETAILS_PLACE..URL_PLACE).contains(&rank))
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
        self.place.is_some_and(|(_, name, _)| !is_any(name, &["name", "key", "target", ATTRIBUTES]))
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

    pub(super) fn offer_message(&mut self, rank: u16, name: &'v str, text: &'v str) {
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
    pub(super) fn offer_code(&mut self, rank: u8, code: &'v Json, is_of_item: bool) {
        let known = if is_of_item { &mut self.item_code } else { &mut self.code };
        if known.is_none_or(|(known, _)| rank < known) {
            *known = Some((rank, code));
        }
    }

    /// Offers a code of the error as a whole and of an item.
    pub(super) fn offer_any_code(&mut self, rank: u8, code: &'v Json) {
        self.offer_code(rank, code, false);
        self.offer_code(rank, code, true);
    }

    pub(super) fn offer_number(&mut self, rank: u8, value: &'v Json, status: u16) {
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

    pub(super) fn offer_place(&mut self, rank: u16, name: &'v str, value: &'v Json, is_item_place: bool) {
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
