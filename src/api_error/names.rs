//! The enums of an [`ApiError`](super::ApiError): each variant with its name in JSON.

use alloc::string::String;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use super::lexicon::{self, Lexicon};
use crate::json::ToJson;

/// Declares an enum: each variant with its name in JSON.
macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $( $(#[$each:meta])* $variant:ident = $name:literal, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $( $(#[$each])* $variant, )*
        }

        impl $type {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The name in JSON, which `Display` writes too.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// The variant with exactly this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ToJson for $type {
            fn push_json(&self, out: &mut String) {
                self.as_str().push_json(out);
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::from_name(&name).ok_or_else(|| D::Error::custom(format_args!("unknown name {name:?}")))
            }
        }
    };
}

names! {
    /// How an error body is written.
    ///
    /// ```
    /// use unanimous::api_error::Dialect;
    ///
    /// assert_eq!(Dialect::Problem.as_str(), "problem");
    /// assert_eq!(Dialect::from_name("problem"), Some(Dialect::Problem));
    /// ```
    Dialect {
        /// Problem details: RFC 9457.
        Problem = "problem",
        /// The GraphQL specification, section 7.
        GraphQl = "graphql",
        /// JSON:API 1.1.
        JsonApi = "jsonapi",
        /// Google: google.rpc.Status (AIP-193).
        Google = "google",
        /// tRPC.
        Trpc = "trpc",
        /// A `ZodError`, or the list of its issues.
        Zod = "zod",
        /// Stripe, `OpenAI`, Anthropic.
        Stripe = "stripe",
        /// `{"error": {"message", "code"}}`.
        ErrorObject = "error-object",
        /// OAuth 2.0: RFC 6749 section 5.2.
        OAuth = "oauth",
        /// Nest and Fastify.
        Nest = "nest",
        /// Spring Boot.
        Spring = "spring",
        /// `{"error": "Text.", "code"}`.
        ErrorStringCode = "error-string-code",
        /// `{"error": "some_code", "message"}`.
        ErrorCodeMessage = "error-code-message",
        /// `{"error": "Text."}`.
        ErrorString = "error-string",
        /// `{"errors": {"email": […]}}`: Laravel, Rails.
        ErrorsMap = "errors-map",
        /// `{"errors": ["…"]}`, or the list alone.
        ErrorsList = "errors-list",
        /// `{"detail"}`: `FastAPI`, Django REST framework.
        Detail = "detail",
        /// AWS JSON protocols.
        Aws = "aws",
        /// GitHub.
        GitHub = "github",
        /// `{"message"}`.
        Message = "message",
        /// `{"email": ["…"]}`: the body itself maps fields to reasons, as in Django REST framework.
        BareFieldMap = "bare-field-map",
        /// Any other JSON.
        Json = "json",
        /// No body, or a blank one.
        Empty = "empty",
        /// An HTML page.
        Html = "html",
        /// XML, or any other markup.
        Xml = "xml",
        /// Any other text.
        Text = "text",
        /// Too large, too deep, or JSON that does not parse.
        Unreadable = "unreadable",
    }
}

names! {
    /// The kind of an error.
    Category {
        /// The request is wrong, and the response names no field.
        BadRequest = "bad_request",
        /// The request's content was rejected.
        Validation = "validation",
        /// The caller is not known: its credentials are missing or wrong.
        Authentication = "authentication",
        /// The caller is known and not allowed to do this.
        Permission = "permission",
        /// The plan, the quota or the balance of the caller does not cover the request.
        PlanLimit = "plan_limit",
        /// The resource does not exist, or the caller may not see it.
        NotFound = "not_found",
        /// The request conflicts with the state of the resource.
        Conflict = "conflict",
        /// The `Idempotency-Key` is missing, invalid or was used before.
        Idempotency = "idempotency",
        /// The caller sent too many requests.
        RateLimited = "rate_limited",
        /// The request's body is too large.
        PayloadTooLarge = "payload_too_large",
        /// The server does not support the method, the media type or the feature.
        Unsupported = "unsupported",
        /// The request took too long.
        Timeout = "timeout",
        /// The server failed.
        ServerError = "server_error",
        /// The server is down or overloaded.
        Unavailable = "unavailable",
        /// The status says nothing about the kind of error.
        Unknown = "unknown",
    }
}

names! {
    /// The part of a request that contains a field.
    Location {
        /// The body.
        Body = "body",
        /// The query of the URL.
        Query = "query",
        /// A header.
        Header = "header",
        /// The path of the URL.
        Path = "path",
        /// A cookie.
        Cookie = "cookie",
    }
}

impl Location {
    /// The location that a framework calls by this name. Fastify calls the path `params`, express-validator calls the
    /// header `headers`.
    pub(super) fn of_framework(name: &str) -> Option<Self> {
        Self::ALL.get(LOCATIONS.row(lexicon::hash(name))?).copied()
    }
}

/// What frameworks call the locations, in the order of [`Location::ALL`].
static LOCATIONS: Lexicon<64> = Lexicon::new(&[
    "body,json,form,formdata,payload,requestbody,bodyerrors,bodyparams,formparams",
    "query,querystring,queryparams,queryparameters,queryerrors,queryparametererrors",
    "header,headers,headererrors,headerserrors,headerparams",
    "path,params,pathparams,pathparameters,pathparametererrors,paramserrors",
    "cookie,cookies",
]);

names! {
    /// The part that a member of an error body plays: see [`Vocabulary`](super::Vocabulary).
    VocabularyRole {
        /// The text to show, or in an item of a list the reason.
        Message = "message",
        /// The code, of the error or of an item.
        Code = "code",
        /// The title.
        Title = "title",
        /// The id of the request.
        RequestId = "request_id",
        /// A link to a page about the error.
        DocsUrl = "docs_url",
        /// The URI of this occurrence.
        Instance = "instance",
        /// The delay in seconds, or the time, after which to try again.
        RetryAfter = "retry_after",
        /// The delay in milliseconds.
        RetryAfterMs = "retry_after_ms",
        /// The path of a field.
        Path = "path",
        /// A list of field errors, or a map from paths to reasons.
        Fields = "fields",
        /// An object that holds the error.
        Envelope = "envelope",
        /// A copy of the user's input: it is removed.
        Echo = "echo",
        /// Says nothing: it is no path and no detail.
        Ignored = "ignored",
    }
}

names! {
    /// An irregularity of a response. The error was read all the same.
    Warning {
        /// The body began with a byte order mark.
        Bom = "bom",
        /// The body was not UTF-8. Each invalid sequence became U+FFFD.
        InvalidUtf8 = "invalid_utf8",
        /// The body began like JSON, but is not valid JSON.
        InvalidJson = "invalid_json",
        /// The body was longer than [`MAX_BODY`](super::MAX_BODY), and was not read.
        TooLarge = "too_large",
        /// The body was nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), and was not read.
        TooDeep = "too_deep",
        /// The content type names a charset that is not known. The body was read as UTF-8.
        UnknownCharset = "unknown_charset",
        /// An object has two members of one name. The last one counts.
        DuplicateKey = "duplicate_key",
        /// The content type says JSON and the body is not JSON, or the other way round.
        ContentTypeMismatch = "content_type_mismatch",
        /// The body names another status than the response has.
        StatusMismatch = "status_mismatch",
        /// The body and the headers name different request ids. The body's is kept.
        RequestIdMismatch = "request_id_mismatch",
        /// The body ended early: [`Response::incomplete`](super::Response::incomplete).
        Incomplete = "incomplete",
    }
}
