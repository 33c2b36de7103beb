//! The closed lists of an [`ApiError`](super::ApiError): each name once.

use alloc::string::String;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use crate::json::ToJson;

/// Pairs each variant with its name in JSON, once.
macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $( $(#[$each:meta])* $variant:ident = $name:literal, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $( $(#[$each])* $variant, )*
        }

        impl $type {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The name in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// The one with exactly this name.
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
    Dialect {
        /// RFC 9457.
        Problem = "problem",
        /// The GraphQL specification, section 7.
        GraphQl = "graphql",
        /// JSON:API 1.1.
        JsonApi = "jsonapi",
        /// google.rpc.Status (AIP-193).
        Google = "google",
        /// tRPC.
        Trpc = "trpc",
        /// A `ZodError` or its issues, as they are.
        Zod = "zod",
        /// Stripe, `OpenAI`, Anthropic.
        Stripe = "stripe",
        /// `{"error": {"message", "code"}}`.
        ErrorObject = "error-object",
        /// RFC 6749.
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
        /// The body itself maps fields to reasons: Django REST framework.
        BareFieldMap = "bare-field-map",
        /// Any other JSON.
        Json = "json",
        /// No body, or a blank one.
        Empty = "empty",
        /// An HTML page.
        Html = "html",
        /// Any other markup.
        Xml = "xml",
        /// Any other text.
        Text = "text",
        /// Too large, too deep, or JSON that does not parse.
        Unreadable = "unreadable",
    }
}

names! {
    /// What kind of error it is.
    Category {
        /// The request is wrong, and no field is named.
        BadRequest = "bad_request",
        /// The request's content was rejected.
        Validation = "validation",
        /// Who is asking is not known.
        Authentication = "authentication",
        /// Who is asking may not.
        Permission = "permission",
        /// The plan, the quota or the balance does not cover it.
        PlanLimit = "plan_limit",
        /// There is no such thing, or not for whom is asking.
        NotFound = "not_found",
        /// It clashes with what is there.
        Conflict = "conflict",
        /// The `Idempotency-Key` is missing, wrong or used already.
        Idempotency = "idempotency",
        /// Too many requests.
        RateLimited = "rate_limited",
        /// The request's body is too large.
        PayloadTooLarge = "payload_too_large",
        /// The server does not do that.
        Unsupported = "unsupported",
        /// It took too long.
        Timeout = "timeout",
        /// The server failed.
        ServerError = "server_error",
        /// The server is down or overloaded.
        Unavailable = "unavailable",
        /// The status says nothing.
        Unknown = "unknown",
    }
}

names! {
    /// The part of a request that a field stands in.
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
    /// The location that frameworks call so: Fastify's `params` is the path, express-validator's `headers` the header.
    pub(super) fn of_framework(name: &str) -> Option<Self> {
        Self::from_name(name).or(match name {
            "querystring" | "queryString" => Some(Self::Query),
            "params" => Some(Self::Path),
            "headers" => Some(Self::Header),
            "cookies" => Some(Self::Cookie),
            "form" | "formData" | "json" => Some(Self::Body),
            _ => None,
        })
    }
}

names! {
    /// What was odd about a response.
    Warning {
        /// The body began with a byte order mark.
        Bom = "bom",
        /// The body was not UTF-8; what could not be read became U+FFFD.
        InvalidUtf8 = "invalid_utf8",
        /// The body began as JSON and was none.
        InvalidJson = "invalid_json",
        /// The body was over the limit, and was not read.
        TooLarge = "too_large",
        /// The body was nested over the limit, and was not read.
        TooDeep = "too_deep",
        /// Some object named a member twice; the last one counts.
        DuplicateKey = "duplicate_key",
        /// The content type says JSON and the body is none, or the other way round.
        ContentTypeMismatch = "content_type_mismatch",
        /// The body claims another status than the response had.
        StatusMismatch = "status_mismatch",
        /// Body and headers name different request ids; the body's is kept.
        RequestIdMismatch = "request_id_mismatch",
    }
}
