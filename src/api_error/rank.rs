//! How much a text is trusted to be the message, by where it stands: the lower the rank, the more. `code.rs` has the ranks of
//! codes.

/// The message of the error itself.
pub(super) const OWN: u8 = 0;
/// `error` as a text.
pub(super) const ERROR: u8 = 10;
/// A text where other servers have a link: `moreInformation` of IBM.
pub(super) const LINK_TEXT: u8 = 10;
/// `details` as a text.
pub(super) const DETAILS: u8 = 20;
/// A message that says less than an `error` that is a text.
pub(super) const WEAK: u8 = 30;
pub(super) const TITLE: u8 = 40;
/// The message of an error in a list.
pub(super) const LISTED: u8 = 50;
/// The title of an error in a list that has no message.
pub(super) const LISTED_TITLE: u8 = 55;
/// A text in a header.
pub(super) const HEADER: u8 = 59;
/// The message of an object beside the error.
pub(super) const ASIDE: u8 = 80;
/// The message of an object that may be about something else.
pub(super) const FAR: u8 = 90;
/// A text that looks like a code: any sentence says more.
pub(super) const CODE_WORD: u8 = 92;
/// This is added to the rank of a reason phrase, because a phrase says no more than the status. It is larger than the ranks of
/// `error` and `details` in an object beside the error.
pub(super) const PHRASE: u8 = 111;
