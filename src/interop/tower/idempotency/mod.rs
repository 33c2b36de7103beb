//! The layer that runs the request of an `Idempotency-Key` once.

#[cfg(feature = "axum")]
mod answers;
#[cfg(not(feature = "axum"))]
#[path = "no_answers.rs"]
mod answers;
mod body;
mod client;
mod key;
mod refusal;
mod response;
mod service;

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use tower_layer::Layer;

use crate::idempotency::{Answer, Store, StoreError, Timer, is_kept};
use crate::millis;
use crate::render::Dialect;
use crate::rule::idempotency_key::{Form, MAX_CHARACTERS};

pub use key::IdempotencyKey;
pub use refusal::Refusal;
pub use service::Idempotency;

/// Runs a request once for its `Idempotency-Key`, and replays its response to every later request with the key.
///
/// | the key is | response |
/// |---|---|
/// | new, or answered more than 24 hours ago | the inner service runs |
/// | known, same body and query byte for byte | the stored response, with `Idempotent-Replayed: true` |
/// | known, another body or query | 422 `IDEMPOTENCY_CONFLICT` |
/// | known, and its request still runs | 409 `IDEMPOTENCY_IN_PROGRESS`, `Retry-After` |
/// | new, but the store cannot answer | 503 `SERVICE_UNAVAILABLE`, `Retry-After`; nothing runs |
/// | missing, malformed, sent twice | 400 `IDEMPOTENCY_KEY_REQUIRED` and the like |
///
/// POST and PATCH must have a key, other methods may have one, and GET, HEAD, OPTIONS and TRACE pass through.
///
/// - A key belongs to a method, a path, and the account that [`scope`](Self::scope) names.
/// - The body is read first, up to a limit of bytes and of time: 413 `PAYLOAD_TOO_LARGE`, 408 `REQUEST_TIMEOUT`.
/// - If two layers around a service give a request the same key, the outer layer claims it.
/// - The inner service runs in a task of its own, so a client that hangs up does not stop it. While it runs, the lease of
///   its key is renewed; give it a time limit, such as a `TimeoutLayer` inside this layer. A runtime that shuts down ends
///   these tasks half-way, and their keys are free when their leases end.
/// - Its response is collected, sent, and stored if it is [kept](is_kept). Any other response frees the key, and so do an
///   error and a panic, which is answered with 500 `INTERNAL_ERROR`. Trailers are dropped.
/// - Header fields of one transmission are not stored: `Date`, `Content-Length`, `Transfer-Encoding`, `Connection`,
///   `Keep-Alive` and `X-Request-Id`. Each response gets the id of its own request.
/// - A stored response is sent byte for byte as the first client got it, in its dialect and with its id in the body.
/// - Errors are written in the dialect that the client asks for ([`render::negotiate`](crate::render::negotiate)).
///
/// With the feature `axum`, a layer `interop::axum::Answers` outside of this one sets dialect, links, request ids and the
/// limits of bodies, where this layer has no settings of its own.
///
/// With the feature `tracing`, each such request has a span with the decision and the store's name: `interop::tracing`.
///
/// The types of both bodies can be made of [`Bytes`], as those of axum and of `http-body-util` can.
///
/// ```
/// use axum::{Router, routing::post};
/// use unanimous::idempotency::MemoryStore;
/// use unanimous::interop::tower::IdempotencyLayer;
///
/// #[derive(Clone)]
/// struct Account(String);
///
/// // An outer layer has authenticated the account.
/// let once = IdempotencyLayer::new(MemoryStore::default())
///     .scope(|parts| parts.extensions.get::<Account>().map(|account| account.0.clone()).unwrap_or_default());
/// let app: Router = Router::new().route("/leads", post(|body: String| async move { body }).layer(once));
/// ```
#[derive(Clone)]
#[must_use]
pub struct IdempotencyLayer {
    options: Options,
}

type Scope = dyn Fn(&Parts) -> String + Send + Sync;
type CheckHead = dyn Fn(&Parts) -> Result<(), Refusal> + Send + Sync;
type Check = dyn Fn(&mut Parts, &Bytes) -> Result<(), Refusal> + Send + Sync;
type Keep = dyn Fn(&Answer) -> bool + Send + Sync;
type OnStoreError = dyn Fn(&StoreError) + Send + Sync;

#[derive(Clone)]
struct Options {
    store: Arc<dyn Store>,
    scope: Option<Arc<Scope>>,
    head_checks: Vec<Arc<CheckHead>>,
    checks: Vec<Arc<Check>>,
    keep: Arc<Keep>,
    on_store_error: Option<Arc<OnStoreError>>,
    request_id: Option<Arc<Scope>>,
    clock: Clock,
    required: bool,
    form: Form,
    max_characters: u32,
    max_bytes: Option<usize>,
    body_timeout: Option<Duration>,
    dialect: Option<Dialect>,
    docs_base: Option<String>,
}

impl IdempotencyLayer {
    /// A layer with a store, such as a `MemoryStore`, or an `Arc<dyn Store>` that is chosen when the server starts.
    pub fn new(store: impl Store + 'static) -> Self {
        Self {
            options: Options {
                store: Arc::new(store),
                scope: None,
                head_checks: Vec::new(),
                checks: Vec::new(),
                keep: Arc::new(|answer| is_kept(answer.status)),
                on_store_error: None,
                request_id: None,
                clock: Clock(Arc::new(millis::now)),
                required: true,
                form: Form::Bare,
                max_characters: MAX_CHARACTERS,
                max_bytes: None,
                body_timeout: None,
                dialect: None,
                docs_base: None,
            },
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.options);
        self
    }

    /// Sets the function that returns the account that sends a request, so that two accounts may use the same key. An
    /// API without accounts does not need it. Method and path are always parts of a key.
    ///
    /// It runs before the inner service, so an outer layer must have authenticated the account, or
    /// [`check_head`](Self::check_head) refuses a request without one. An empty text is a mistake of the program, because all
    /// clients without an account would share their keys: 500 `INTERNAL_ERROR`, and nothing runs.
    pub fn scope(self, scope: impl Fn(&Parts) -> String + Send + Sync + 'static) -> Self {
        self.with(|options| options.scope = Some(Arc::new(scope)))
    }

    /// Adds a check of the request that comes before its body is read, such as of its media type or its account. Checks run
    /// in the order in which they were added.
    pub fn check_head(self, check: impl Fn(&Parts) -> Result<(), Refusal> + Send + Sync + 'static) -> Self {
        self.with(|options| options.head_checks.push(Arc::new(check)))
    }

    /// Adds a check of the request that comes before its key is claimed. A refused request does not use up its key, so
    /// the corrected request may have the same key. Checks run in the order in which they were added.
    ///
    /// The check can pass on what it has parsed to the inner service, in the extensions of the request.
    ///
    /// ```
    /// use unanimous::idempotency::MemoryStore;
    /// use unanimous::interop::tower::IdempotencyLayer;
    /// use unanimous::{Json, Schema};
    ///
    /// let schema = Schema::from_json(r#"{ "type": "object", "required": ["email"] }"#)?;
    /// let once = IdempotencyLayer::new(MemoryStore::default()).check(move |parts, body| {
    ///     let lead: Json = std::str::from_utf8(body).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    ///     schema.check(&lead)?;
    ///     parts.extensions.insert(lead);
    ///     Ok(())
    /// });
    /// # Ok::<(), unanimous::SchemaError>(())
    /// ```
    pub fn check(self, check: impl Fn(&mut Parts, &Bytes) -> Result<(), Refusal> + Send + Sync + 'static) -> Self {
        self.with(|options| options.checks.push(Arc::new(check)))
    }

    /// Sets the function that returns whether a response is stored and replayed. By default, and if the function
    /// panics, a response with a final status is: [`is_kept`].
    pub fn keep(self, keep: impl Fn(&Answer) -> bool + Send + Sync + 'static) -> Self {
        self.with(|options| options.keep = Arc::new(keep))
    }

    /// Sets whether a POST or PATCH must have a key; the default is `true`. With `false`, a request without a key runs
    /// each time.
    pub fn required(self, required: bool) -> Self {
        self.with(|options| options.required = required)
    }

    /// Sets the form of the keys; the default is [`Form::Bare`].
    pub fn form(self, form: Form) -> Self {
        self.with(|options| options.form = form)
    }

    /// Sets the most characters of a key; the default is 255.
    pub fn max_characters(self, max: u32) -> Self {
        self.with(|options| options.max_characters = max)
    }

    /// Sets the most bytes of a request's body. A longer one gets 413. The default is that of a layer
    /// `interop::axum::Answers` outside of this one, else 65,536.
    pub fn max_bytes(self, max: usize) -> Self {
        self.with(|options| options.max_bytes = Some(max))
    }

    /// Sets how long a request's body may take to arrive. A slower one gets 408. The default is that of a layer
    /// `interop::axum::Answers` outside of this one, else 10 seconds.
    pub fn body_timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.body_timeout = Some(timeout))
    }

    /// Sets the dialect of errors for clients that do not ask for problem details.
    pub fn dialect(self, dialect: Dialect) -> Self {
        self.with(|options| options.dialect = Some(dialect))
    }

    /// Sets the start of the links to the documentation of errors:
    /// [`Context::docs_base`](crate::render::Context::docs_base).
    pub fn docs_base(self, base: &str) -> Self {
        self.with(|options| options.docs_base = Some(base.to_owned()))
    }

    /// Sets the function that gives a request its id. The default is the `X-Request-Id` of the request if it has 1 to 64
    /// letters, digits, `-`, `_` and `.`, and otherwise a random UUID.
    pub fn request_id(self, request_id: impl Fn(&Parts) -> String + Send + Sync + 'static) -> Self {
        self.with(|options| options.request_id = Some(Arc::new(request_id)))
    }

    /// Sets a function that gets the error of a store that failed. The text of a database's error may hold the key; its
    /// [`code`](StoreError::code) holds no value of a user.
    pub fn on_store_error(self, callback: impl Fn(&StoreError) + Send + Sync + 'static) -> Self {
        self.with(|options| options.on_store_error = Some(Arc::new(callback)))
    }

    /// Sets the clock, in milliseconds since 1970, for tests. Pauses are those of Tokio.
    pub fn clock(self, now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.with(|options| options.clock = Clock(Arc::new(now)))
    }
}

impl fmt::Debug for IdempotencyLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdempotencyLayer").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for IdempotencyLayer {
    type Service = Idempotency<S>;

    fn layer(&self, inner: S) -> Idempotency<S> {
        Idempotency::new(inner, Arc::new(self.options.clone()))
    }
}

/// A clock, and Tokio's timer.
#[derive(Clone)]
struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Timer for Clock {
    fn now(&self) -> u64 {
        (self.0)()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
