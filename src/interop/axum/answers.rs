//! [`Answers`]: how a server answers.

use alloc::string::String;
use alloc::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use core::time::Duration;

use axum::http::HeaderMap;

use crate::locale::Locale;
use crate::render::Dialect;

/// How a server answers: the dialect of its errors, its request ids, its language, and its limits. It is a layer:
/// `router.layer(Answers::new())`.
///
/// The extractors of this module work without it, with the settings of [`Answers::new`]. The layer adds, for all routes
/// that were added to the router before it:
///
/// - Each answer has a header `x-request-id`, and handlers can take the [`RequestId`](super::RequestId).
/// - A [`Report`](crate::Report) or a [`Rejection`](super::Rejection) that a handler returns is written for the client
///   that asks, as the extractors' own rejections are.
/// - A 4xx or 5xx without a body gets one, such as axum's own answers to an unknown path or method.
///
/// ```
/// use axum::Router;
/// use axum::routing::post;
/// use unanimous::interop::axum::{Answers, ValidJson};
/// use unanimous::render::Dialect;
///
/// #[derive(serde::Deserialize)]
/// struct Lead {
///     email: String,
/// }
/// unanimous::has_schema!(Lead, r#"{
///     "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
/// }"#);
///
/// let app: Router = Router::new()
///     .route("/leads", post(|ValidJson(lead): ValidJson<Lead>| async move { lead.email }))
///     .layer(Answers::new().dialect(Dialect::Problem).body_limit(64 * 1024));
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Answers {
    settings: Arc<Settings>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) dialect: Dialect,
    pub(super) status: Option<u16>,
    pub(super) docs_base: Option<String>,
    pub(super) issues: bool,
    pub(super) json_position: bool,
    pub(super) keep_empty: bool,
    pub(super) request_ids: RequestIds,
    pub(super) head_limit: Option<usize>,
    pub(super) body_limit: Option<usize>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) body_timeout: Option<Duration>,
    pub(super) language: Language,
}

/// The language of the reasons.
#[derive(Clone, Debug, Default)]
pub(super) enum Language {
    #[default]
    English,
    Fixed(Arc<Locale>),
    #[cfg(feature = "locales")]
    AsAccepted,
}

/// Where the id of a request comes from.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum RequestIds {
    /// The client's header `x-request-id` if it is 1 to 64 letters, digits, `-`, `_` and `.`, which are safe in a log and in
    /// a header; else a random UUID.
    #[default]
    FromClient,
    /// Always a random UUID.
    Random,
    /// No id, and no header `x-request-id`.
    None,
    /// The text that the function returns for the request's headers, or a random UUID if it returns `None`. A text that
    /// cannot be a header's value is not sent.
    Custom(fn(&HeaderMap) -> Option<String>),
}

impl Answers {
    /// Answers as `{"error":{"message","code"}}`, or as problem details (RFC 9457) for a client whose `Accept` asks for them.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) const fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// Sets the dialect of errors, for clients that do not ask for problem details.
    pub fn dialect(self, dialect: Dialect) -> Self {
        self.with(|settings| settings.dialect = dialect)
    }

    /// Sets the status of a validation error in place of the dialect's, such as 422. It must be from 400 to 599; any other
    /// is ignored.
    pub fn validation_status(self, status: u16) -> Self {
        self.with(|settings| settings.status = Some(status).filter(|status| (400..=599).contains(status)))
    }

    /// Sets the start of documentation links, which the error's code completes:
    /// [`Context::docs_base`](crate::render::Context::docs_base).
    pub fn docs_base(self, url: impl Into<String>) -> Self {
        self.with(|settings| settings.docs_base = Some(url.into()))
    }

    /// Sets whether an error body lists its issues where the dialect has no list:
    /// [`Context::issues`](crate::render::Context::issues).
    pub fn issues(self, shown: bool) -> Self {
        self.with(|settings| settings.issues = shown)
    }

    /// Sets whether the error for a body that is not JSON names the position of the mistake: `Request body is not valid
    /// JSON: unexpected character at byte 3`. By default it does not, so that the edge function and the server send the
    /// same bytes.
    pub fn json_position(self, shown: bool) -> Self {
        self.with(|settings| settings.json_position = shown)
    }

    /// Sets whether a 4xx or 5xx without a body is left without one.
    pub fn keep_empty(self, kept: bool) -> Self {
        self.with(|settings| settings.keep_empty = kept)
    }

    /// Sets where the ids of requests come from.
    pub fn request_ids(self, ids: RequestIds) -> Self {
        self.with(|settings| settings.request_ids = ids)
    }

    /// Sets the longest head of a request, in bytes: its target, and the names and values of its headers, without what
    /// separates them. A longer one gets 431 `REQUEST_HEADER_FIELDS_TOO_LARGE`, and the connection is closed. By default
    /// the limit is the server's, such as hyper's buffer of 400 KiB.
    pub fn head_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.head_limit = Some(bytes))
    }

    /// Sets the longest body, in bytes. It replaces axum's `DefaultBodyLimit` for the extractors of this module, and is the
    /// default of an `IdempotencyLayer` inside of this layer. A longer body is refused as soon as its length is known.
    pub fn body_limit(self, bytes: usize) -> Self {
        self.with(|settings| settings.body_limit = Some(bytes))
    }

    /// Sets how long a body may take to arrive, in all. By default there is no limit. It needs a Tokio runtime with a
    /// timer, so wasm32 does not have this method.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn body_timeout(self, time: Duration) -> Self {
        self.with(|settings| settings.body_timeout = Some(time))
    }

    /// Sets the language of the reasons of validation errors, for every client. A message keeps its English prefix, so
    /// that it can be read back.
    pub fn locale(self, locale: Locale) -> Self {
        self.with(|settings| settings.language = Language::Fixed(Arc::new(locale)))
    }

    /// Writes the reasons of validation errors in the language that the client's `Accept-Language` asks for, if it is a
    /// built-in one; else in English.
    #[cfg(feature = "locales")]
    #[cfg_attr(docsrs, doc(cfg(feature = "locales")))]
    pub fn accept_language(self) -> Self {
        self.with(|settings| settings.language = Language::AsAccepted)
    }
}
