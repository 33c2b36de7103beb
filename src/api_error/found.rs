//! The parts of an error that have been found so far in a body, before `read.rs` checks and cleans them.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::fields::Fields;
use super::text;
use crate::json::{Json, Object};

/// A text and how little it is trusted: the lower, the better.
#[derive(Default)]
pub(super) struct Best {
    pub(super) text: Option<String>,
    rank: u8,
}

impl Best {
    /// Keeps a text if it is trusted more than the one that is kept. Returns whether it is.
    pub(super) fn offer(&mut self, rank: u8, text: &str) -> bool {
        self.offer_read(rank, text, |text| Some(text.to_owned()))
    }

    /// As [`offer`](Self::offer), but keeps what `read` makes of the text, if it makes anything of it.
    fn offer_read(&mut self, rank: u8, text: &str, read: fn(&str) -> Option<String>) -> bool {
        if self.text.is_some() && rank >= self.rank {
            return false;
        }
        let Some(text) = read(text) else { return false };
        self.text = Some(text);
        self.rank = rank;
        true
    }

    /// The rank of the text that is kept: the smaller, the more it is trusted. The largest number if no text is kept.
    pub(super) const fn rank(&self) -> u8 {
        if self.text.is_some() { self.rank } else { u8::MAX }
    }
}

/// The parts of one error.
#[derive(Default)]
pub(super) struct Found {
    pub(super) message: Best,
    pub(super) code: Best,
    pub(super) title: Best,
    pub(super) fields: Fields,
    pub(super) request_id: Best,
    pub(super) docs_url: Best,
    pub(super) instance: Option<String>,
    /// The members that play no role.
    pub(super) rest: Object,
    /// The delay in the body, in milliseconds, or a time.
    pub(super) delay: Option<super::delay::Wait>,
    /// The status that the body claims.
    pub(super) status: Option<u64>,
    /// `retryable`.
    pub(super) should_retry: Option<bool>,
    /// `is_transient: true`.
    pub(super) is_transient: bool,
    /// The codes of the fields, as `render` writes them beside a message.
    pub(super) issues: Json,
    /// How many parts have been offered and kept. It tells whether an object said anything.
    pub(super) count: u32,
}

impl Found {
    pub(super) fn offer_message(&mut self, rank: u8, text: &str) {
        self.count += u32::from(self.message.offer(rank, text));
    }

    pub(super) fn offer_title(&mut self, rank: u8, title: &str) {
        self.count += u32::from(self.title.offer(rank, title));
    }

    pub(super) fn offer_code(&mut self, rank: u8, code: &str) {
        self.count += u32::from(self.code.offer_read(rank, code, text::identifier));
    }

    pub(super) fn offer_request_id(&mut self, rank: u8, id: &str) {
        self.count += u32::from(self.request_id.offer_read(rank, id, text::identifier));
    }

    /// Keeps a link if a page may link to it. Returns whether it may.
    pub(super) fn offer_docs(&mut self, rank: u8, url: &str) -> bool {
        let url = text::http_url(url);
        if let Some(url) = url {
            self.count += u32::from(self.docs_url.offer(rank, url));
        }
        url.is_some()
    }

    /// Keeps a member that plays no role. Echoes in a text of JSON have not been removed, so such a text is not kept.
    pub(super) fn keep(&mut self, name: &str, value: &Json) {
        let is_json = value.as_str().is_some_and(|text| text.starts_with(['{', '[']));
        if !value.is_null() && !is_json {
            self.rest.insert_new(name, || value.clone());
        }
    }
}
