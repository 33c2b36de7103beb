//! Members that are about the error as a whole: ids, links, delays, the status.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use super::super::code;
use super::super::delay::Wait;
use super::super::rank;
use super::super::role::Role;
use super::super::status::is_phrase;
use super::super::text::{ends_with, http_url, is_trace_id};
use super::Reader;
use super::links::looks_like_docs;
use super::summary::{Member, Summary};
use crate::json::ToJson as _;
use crate::strings;

impl Reader<'_> {
    /// Reads a member that is about the error as a whole. Returns whether it is used up.
    pub(super) fn read_scalar(&mut self, member: Member<'_>, summary: &Summary<'_>, is_aside: bool) -> bool {
        let Member { name, value, role, row } = member;
        let text = value.as_str().unwrap_or_default();
        match role {
            // Pacifica: `"error_id": "invalid_amount"`.
            Role::RequestId
                if ["error_id", "error-id", "errorid"].iter().any(|end| ends_with(name, end))
                    && code::is_kind(text)
                    && strings::find(text, "_").is_some() =>
            {
                self.found.offer_code(code::ID, text);
                true
            }
            Role::RequestId if name == "trace" && !is_trace_id(text) => false,
            Role::RequestId if value.is_string() => {
                self.found.offer_request_id(row, text);
                // Of the ids of several systems, only one is the id.
                row != u8::MAX || self.found.request_id.text.as_deref() == Some(text)
            }
            Role::RequestId if value.is_number() => {
                self.found.offer_request_id(row, &value.to_json_string());
                true
            }
            Role::Docs => {
                self.read_docs(name, text, row);
                true
            }
            Role::Link | Role::Location => looks_like_docs(text) && self.found.offer_docs(row, text),
            Role::Links => self.read_links(value, row),
            Role::Type => {
                // A problem type is a link if there is no other.
                self.found.offer_docs(u8::MAX - 1, text)
                    || code::is_noise(text)
                    || code::of_type(text).is_none()
                    || summary.has_code(text)
            }
            Role::Instance => {
                self.keep_instance(text);
                true
            }
            Role::Seconds | Role::Millis => {
                self.keep_delay(if role == Role::Seconds { Wait::seconds(value) } else { Wait::millis(value) });
                true
            }
            Role::Status => {
                self.found.status = self.found.status.or_else(|| value.as_u64());
                !is_aside || !code::is_status_word(text)
            }
            Role::Retryable => {
                self.found.should_retry = self.found.should_retry.or_else(|| value.as_bool());
                false
            }
            Role::Transient => {
                self.found.is_transient |= value.as_bool() == Some(true);
                false
            }
            // Spring: the path of the request's URL.
            Role::ItemPlace if name == "path" && summary.has_timestamp && text.starts_with('/') => {
                self.keep_instance(text);
                true
            }
            // A text that is not the message of its object says more about it.
            Role::Message => {
                // In an object beside the error it is kept if the error has a message.
                let is_used = !is_aside || self.found.message.rank() >= rank::ASIDE && self.listed.is_empty();
                is_used && summary.message.is_none_or(|(_, own)| own == text) || strings::trim(text).is_empty()
            }
            Role::Word | Role::Title | Role::Code | Role::WeakCode | Role::Noise => true,
            // The code of the error is one text.
            Role::Codes => match value.as_array().map(Vec::as_slice) {
                Some([code]) => code.as_str().is_some_and(|code| summary.has_code(code)),
                codes => codes.is_none_or(<[_]>::is_empty),
            },

            Role::Reason | Role::Id | Role::Name => {
                summary.has_code(text)
                    || summary.message.is_some_and(|(_, own)| own == text)
                    || is_phrase(text)
                    || code::is_noise(text)
            }
            Role::Place => summary.place.is_some_and(|(_, place, _)| place == name) && summary.message.is_some(),
            _ => false,
        }
    }
    /// Reads a link to the documentation. IBM writes a text into `moreInformation`.
    fn read_docs(&mut self, name: &str, text: &str, row: u8) {
        let is_text = strings::find(text, " ").is_some() && http_url(text).is_none();
        if is_text && name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("more")) {
            self.offer_message(rank::LINK_TEXT, text);
        }
        self.found.offer_docs(row, text);
    }

    /// Keeps the first instance.
    fn keep_instance(&mut self, text: &str) {
        self.found.instance = self.found.instance.take().or_else(|| Some(text.to_owned()));
    }

    /// Keeps the first delay. A delay is better than a time: if the clocks differ, the time may be over already.
    fn keep_delay(&mut self, wait: Option<Wait>) {
        self.found.count += u32::from(wait.is_some());
        self.found.delay = match (self.found.delay, wait) {
            (Some(Wait::Until(_)), Some(Wait::For(_))) => wait,
            (known, _) => known.or(wait),
        };
    }
}
