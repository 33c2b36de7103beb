//! The extractors.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, OptionalFromRequestParts, Request};
use axum::http::Method;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::body;
use super::cause::Problem;
use super::client::Client;
use super::media_type::MediaType;
use super::rejection::Rejection;
use super::request::{RequestContext, form, json};
use crate::schema::HasSchema;

const NOT_JSON: Problem = Problem::media_type("Content-Type must be application/json");
const NOT_A_FORM: Problem = Problem::media_type("Content-Type must be application/x-www-form-urlencoded");
const NEITHER: Problem =
    Problem::media_type("Content-Type must be application/json or application/x-www-form-urlencoded");

/// Refuses a request whose body is not JSON by its media type.
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(in crate::interop) fn check_json_type(headers: &axum::http::HeaderMap) -> Result<(), Rejection> {
    if MediaType::of(headers) == MediaType::Json { Ok(()) } else { Err(NOT_JSON.into()) }
}

/// A request's body, as JSON or as a form by its `Content-Type`, or the query of a GET or HEAD. The schema of `T` has
/// accepted it.
///
/// So one handler serves both a script that sends JSON and a form that works without a script. A browser sends a form
/// to another origin without asking, with the user's cookies: where cookies log a user in, check `Origin` or a token,
/// or take [`ValidJson`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Valid<T>(pub T);

/// A request's JSON body, which the schema of `T` has accepted.
///
/// As an argument it replaces `axum::Json`. `Option<ValidJson<T>>` is `None` for a request without a `Content-Type`.
///
/// # Errors
/// A [`Rejection`]: 415 for a `Content-Type` other than `application/json` and `…+json`, 413 for a body that is too long,
/// 408 for one that takes too long, 400 for one that is not JSON, 400 or 422 by the dialect for one that the schema rejects
/// with every issue, and 500 for one that the schema accepts and the type does not. The last is a mistake of the program, so
/// the client is not blamed, and the log has an error that names the type and what it expects.
///
/// ```
/// use unanimous::interop::axum::ValidJson;
///
/// #[derive(serde::Deserialize)]
/// struct Lead {
///     email: String,
/// }
/// unanimous::has_schema!(Lead, r#"{
///     "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
/// }"#);
///
/// async fn create(ValidJson(lead): ValidJson<Lead>) -> String {
///     lead.email
/// }
/// # let _: axum::Router = axum::Router::new().route("/", axum::routing::post(create));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidJson<T>(pub T);

/// A request's form, which the schema of `T` has accepted: the body, or the query of a GET or HEAD.
///
/// As an argument it replaces `axum::Form`. Texts become the types of the schema:
/// [`Schema::read_form`](crate::Schema::read_form). `multipart/form-data` is refused with 415.
/// `Option<ValidForm<T>>` is `None` for a request without a `Content-Type`, or a GET without a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidForm<T>(pub T);

/// A request's query, which the schema of `T` has accepted.
///
/// As an argument it replaces `axum::extract::Query`. Texts become the types of the schema:
/// [`Schema::read_form`](crate::Schema::read_form). `Option<ValidQuery<T>>` is `None` for a request without a query.
///
/// ```
/// use unanimous::interop::axum::ValidQuery;
///
/// #[derive(serde::Deserialize)]
/// struct Page {
///     page: u32,
/// }
/// unanimous::has_schema!(
///     Page,
///     r#"{
///         "type": "object", "required": ["page"],
///         "properties": { "page": { "type": "integer", "minimum": 1, "maximum": 99 } }
///     }"#
/// );
///
/// async fn list(ValidQuery(Page { page }): ValidQuery<Page>) -> String {
///     format!("page {page}")
/// }
/// # let _: axum::Router = axum::Router::new().route("/", axum::routing::get(list));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidQuery<T>(pub T);

/// A request's JSON body that is not checked yet: its media type and its length are right.
///
/// A handler that needs the bytes themselves, to verify a signature, takes this and calls [`JsonBody::check`] later.
#[derive(Clone, Debug)]
pub struct JsonBody {
    bytes: Bytes,
    context: RequestContext,
}

impl JsonBody {
    /// The bytes as they came.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Reads the bytes as JSON, checks the value against the schema of `T`, and makes a `T` of it.
    ///
    /// # Errors
    /// As [`ValidJson`].
    pub fn check<T: HasSchema + DeserializeOwned>(&self) -> Result<T, Rejection> {
        json(&self.bytes).map_err(|rejection| self.context.refuse(rejection))
    }
}

/// Reads a body if its media type is one of `accepted`.
async fn body_of(
    request: Request,
    accepted: &[MediaType],
    refusal: Problem,
) -> Result<(Parts, MediaType, Bytes), Rejection> {
    let media_type = MediaType::of(request.headers());
    let settings = Client::settings_of(request.extensions());
    let (parts, body) = body::limited(request, &settings).into_parts();
    let bytes = if accepted.contains(&media_type) { body::read(&parts, body, &settings).await } else { Err(refusal) };
    match bytes {
        Ok(bytes) => Ok((parts, media_type, bytes)),
        Err(problem) => Err(refuse(&parts, problem)),
    }
}

/// Refuses a request, for its client.
fn refuse(parts: &Parts, rejection: impl Into<Rejection>) -> Rejection {
    RequestContext::of(parts).refuse(rejection)
}

fn has_query_for_form(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn query<T: HasSchema + DeserializeOwned>(parts: &Parts) -> Result<T, Rejection> {
    form(parts.uri.query().unwrap_or_default().as_bytes()).map_err(|rejection| refuse(parts, rejection))
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Rejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, Rejection> {
        let (parts, _, bytes) = body_of(request, &[MediaType::Json], NOT_JSON).await?;
        Ok(Self { bytes, context: RequestContext::of(&parts) })
    }
}

impl<T: HasSchema + DeserializeOwned, S: Send + Sync> FromRequest<S> for ValidJson<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, Rejection> {
        let (parts, _, bytes) = body_of(request, &[MediaType::Json], NOT_JSON).await?;
        json(&bytes).map(Self).map_err(|rejection| refuse(&parts, rejection))
    }
}

impl<T: HasSchema + DeserializeOwned, S: Send + Sync> FromRequest<S> for ValidForm<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, Rejection> {
        if has_query_for_form(request.method()) {
            return query(&request.into_parts().0).map(Self);
        }
        let (parts, _, bytes) = body_of(request, &[MediaType::Form], NOT_A_FORM).await?;
        form(&bytes).map(Self).map_err(|rejection| refuse(&parts, rejection))
    }
}

impl<T: HasSchema + DeserializeOwned, S: Send + Sync> FromRequest<S> for Valid<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, Rejection> {
        if has_query_for_form(request.method()) {
            return query(&request.into_parts().0).map(Self);
        }
        let (parts, media_type, bytes) = body_of(request, &[MediaType::Json, MediaType::Form], NEITHER).await?;
        let value = if media_type == MediaType::Json { json(&bytes) } else { form(&bytes) };
        value.map(Self).map_err(|rejection| refuse(&parts, rejection))
    }
}

impl<T: HasSchema + DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ValidQuery<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        query(parts).map(Self)
    }
}

/// Whether a request sends nothing that the extractor of a body or a form could read.
fn is_absent(request: &Request, reads_query: bool) -> bool {
    if reads_query && has_query_for_form(request.method()) {
        return request.uri().query().is_none();
    }
    MediaType::of(request.headers()) == MediaType::Missing
}

macro_rules! optional {
    ($($extractor:ident $reads_query:literal)*) => {
        $(
            impl<T: HasSchema + DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for $extractor<T> {
                type Rejection = Rejection;

                async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Rejection> {
                    if is_absent(&request, $reads_query) {
                        return Ok(None);
                    }
                    <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
                }
            }
        )*
    };
}

optional! { Valid true ValidForm true ValidJson false }

impl<T: HasSchema + DeserializeOwned, S: Send + Sync> OptionalFromRequestParts<S> for ValidQuery<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        if parts.uri.query().is_none() {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}
