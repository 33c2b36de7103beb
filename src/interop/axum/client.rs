//! The settings and the parts of the client's request on which an error body depends, beside the error.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use std::sync::LazyLock;

use axum::extract::OriginalUri;
use axum::http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;

use super::answers::{Answers, Language, Settings};
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
use super::cause::Pending;
use super::cause::{Cause, Problem};
use super::request_id::RequestId;
use crate::interop::http::field;
use crate::locale::Locale;
use crate::render::{self, Context, ErrorResponse, Texts};
use crate::report::OPENING;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
use crate::report::Report;

/// The settings without a layer.
static DEFAULTS: LazyLock<Arc<Settings>> = LazyLock::new(Arc::default);

/// The client of a request, as far as its errors depend on it.
#[derive(Clone, Debug, Default)]
pub(in crate::interop) struct Client {
    pub(super) settings: Arc<Settings>,
    /// `None` if no request is known.
    request: Option<Arc<ClientRequest>>,
}

/// The parts of the request on which an error body depends.
#[derive(Clone, Debug)]
struct ClientRequest {
    accept: String,
    #[cfg(feature = "locales")]
    languages: String,
    uri: Uri,
    request_id: Option<RequestId>,
}

impl Client {
    /// The client of a request that passes through the layer.
    pub(super) fn new(answers: &Answers, headers: &HeaderMap, extensions: &Extensions, uri: &Uri) -> Self {
        let settings = answers.settings();
        let known = extensions.get::<RequestId>().cloned();
        let request_id = known.or_else(|| RequestId::of(headers, settings.request_ids));
        Self::with_request(settings, headers, extensions, uri, request_id)
    }

    /// The client of a request: as the layer found it, or with the default settings.
    pub(super) fn of(headers: &HeaderMap, extensions: &Extensions, uri: &Uri) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_else(|| {
            let request_id = extensions.get::<RequestId>().cloned().or_else(|| RequestId::of_client(headers));
            Self::with_request(&DEFAULTS, headers, extensions, uri, request_id)
        })
    }

    /// The settings for a request: those of the layer, or the default ones.
    pub(super) fn settings_of(extensions: &Extensions) -> Arc<Settings> {
        Arc::clone(extensions.get::<Self>().map_or(&*DEFAULTS, |client| &client.settings))
    }

    fn with_request(
        settings: &Arc<Settings>,
        headers: &HeaderMap,
        extensions: &Extensions,
        uri: &Uri,
        request_id: Option<RequestId>,
    ) -> Self {
        let accept = field(headers, &ACCEPT).unwrap_or_default();
        // Inside of a nested router, the other one lacks the prefix.
        let uri = extensions.get::<OriginalUri>().map_or(uri, |OriginalUri(uri)| uri).clone();
        #[cfg(feature = "locales")]
        let languages = field(headers, &axum::http::header::ACCEPT_LANGUAGE).unwrap_or_default();
        let request = ClientRequest {
            accept,
            #[cfg(feature = "locales")]
            languages,
            uri,
            request_id,
        };
        Self { settings: Arc::clone(settings), request: Some(Arc::new(request)) }
    }

    /// The URI as the client sent it.
    pub(super) fn uri(&self) -> Option<&Uri> {
        Some(&self.request.as_deref()?.uri)
    }

    pub(super) fn request_id(&self) -> Option<&RequestId> {
        self.request.as_deref()?.request_id.as_ref()
    }

    /// The status that a cause is written with.
    pub(super) fn status(&self, cause: &Cause) -> u16 {
        if cause.report.is_none() {
            return cause.problem.status;
        }
        let accept = self.request.as_ref().map_or("", |request| &request.accept);
        let dialect = render::negotiate(accept, self.settings.dialect);
        self.settings.status.unwrap_or(dialect.validation().0)
    }

    /// Writes a cause. `status` replaces its own.
    pub(super) fn write(&self, cause: &Cause, status: Option<StatusCode>) -> Response {
        let Cause { problem, report } = cause;
        let (settings, request) = (&*self.settings, self.request.as_deref());
        let invalid = if report.is_some() { settings.status } else { None };
        let context = Context {
            request_id: request.and_then(|request| request.request_id.as_ref()).map(RequestId::as_str),
            instance: request.map(|request| request.uri.path()),
            accept: request.map(|request| request.accept.as_str()),
            docs_base: settings.docs_base.as_deref(),
            status: status.map(|status| status.as_u16()).or(invalid),
            issues: settings.issues,
            ..Context::default()
        };
        let locale = self.locale().filter(|_| report.is_some());
        let written = match (report, &locale) {
            (Some(report), Some(locale)) => {
                let more = |_, count| locale.text(&render::more_issues(count));
                let texts = Texts { prefix: OPENING, more: &more };
                render::localized_response(&report.localized(locale), settings.dialect, &context, Some(&texts))
            }
            (Some(report), None) => render::response(report, settings.dialect, &context),
            (None, _) => {
                let message = self.message(problem);
                render::error(problem.status, &problem.code, &message, settings.dialect, &context)
            }
        };
        let mut response = Response::from(written);
        let headers = response.headers_mut();
        if let Some(Ok(tag)) = locale.map(|locale| HeaderValue::try_from(locale.tag())) {
            headers.insert("content-language", tag);
        }
        #[cfg(feature = "locales")]
        if matches!(settings.language, Language::AsAccepted) && report.is_some() {
            headers.append(VARY, HeaderValue::from_static("accept-language"));
        }
        if matches!(response.status(), StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            // The rest of the body is not read to its end, so the next bytes are not a request.
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    /// Writes a cause in place of a response. The response's other headers are kept, such as `Allow` and `Retry-After`.
    pub(super) fn rewrite(&self, response: Response, cause: &Cause, status: Option<StatusCode>) -> Response {
        let mut written = self.write(cause, status);
        let (mut head, _) = response.into_parts();
        head.headers.remove(CONTENT_LENGTH);
        head.headers.remove(CONTENT_TYPE);
        let vary: alloc::vec::Vec<HeaderValue> = written.headers().get_all(VARY).iter().cloned().collect();
        written.headers_mut().remove(VARY);
        head.headers.extend(core::mem::take(written.headers_mut()));
        for value in vary {
            head.headers.append(VARY, value);
        }
        *written.headers_mut() = head.headers;
        *written.extensions_mut() = head.extensions;
        written
    }

    fn message<'p>(&self, problem: &'p Problem) -> Cow<'p, str> {
        match &problem.json {
            Some(error) if self.settings.json_position => {
                let detail = alloc::string::ToString::to_string(error);
                format!("{}: {}", problem.message, detail.trim_start_matches("not JSON: ")).into()
            }
            _ => Cow::Borrowed(&problem.message),
        }
    }

    /// The language of the reasons, unless it is English.
    fn locale(&self) -> Option<Cow<'_, Locale>> {
        match &self.settings.language {
            Language::English => None,
            Language::Fixed(locale) => Some(Cow::Borrowed(locale)),
            #[cfg(feature = "locales")]
            Language::AsAccepted => Locale::matching(&self.request.as_ref()?.languages).map(Cow::Owned),
        }
    }
}

/// For `IdempotencyLayer`, which stores what a client gets.
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
impl Client {
    pub(in crate::interop) fn dialect(&self) -> render::Dialect {
        self.settings.dialect
    }

    pub(in crate::interop) fn docs_base(&self) -> Option<String> {
        self.settings.docs_base.clone()
    }

    pub(in crate::interop) fn body_limit(&self) -> Option<usize> {
        self.settings.body_limit
    }

    pub(in crate::interop) fn body_timeout(&self) -> Option<core::time::Duration> {
        self.settings.body_timeout
    }

    /// Writes the issues of a request that is refused before the handler runs.
    pub(in crate::interop) fn refuse(&self, report: &Report) -> Response {
        self.write(&report.clone().into(), None)
    }

    /// Writes a cause that waits for the layer, and returns its body. `None` if none waits.
    pub(in crate::interop) async fn write_pending(
        &self,
        parts: &mut axum::http::response::Parts,
    ) -> Option<axum::body::Bytes> {
        let Pending { cause, status } = parts.extensions.remove()?;
        let other = Some(parts.status).filter(|found| *found != status);
        let response = Response::from_parts(parts.clone(), axum::body::Body::empty());
        let (written, body) = self.rewrite(response, &cause, other).into_parts();
        *parts = written;
        axum::body::to_bytes(body, usize::MAX).await.ok()
    }
}

impl axum::response::IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        self.into()
    }
}
