//! The dialect of a body: a label for people, which nothing else depends on. It is found last, by one table.

use super::Dialect;
use super::code::is_reference;
use super::fields::{is_zod_issue, rendered_issues};
use super::lexicon::{self, Lexicon};
use super::names::Dialect::{
    Aws, BareFieldMap, Detail, ErrorCodeMessage, ErrorObject, ErrorString, ErrorStringCode, ErrorsList, ErrorsMap,
    GitHub, Google, GraphQl, JsonApi, Message, Nest, OAuth, Problem, Spring, Stripe, Trpc, Zod,
};
use super::roles;
use crate::json::{Json, Object};
use crate::strings;

/// A fact about a body, as a bitmask.
type Fact = u32;

const PROBLEM_TYPE: Fact = 1;
const GRAPHQL_TYPE: Fact = 1 << 1;
const JSONAPI_TYPE: Fact = 1 << 2;
/// The first of `errors` is an object.
const ITEM: Fact = 1 << 3;
/// It has a message, and `locations`, a list `path` or an object `extensions`.
const GRAPHQL_ITEM: Fact = 1 << 4;
/// It has `source`, a `status` as a text, `detail`, or `title` and `code`.
const JSONAPI_ITEM: Fact = 1 << 5;
const TITLE: Fact = 1 << 6;
const MESSAGE: Fact = 1 << 7;
/// A message of any kind but null.
const SOME_MESSAGE: Fact = 1 << 8;
/// `type` is a URI reference.
const URI: Fact = 1 << 9;
/// `detail` is not null.
const DETAIL: Fact = 1 << 10;
/// `status` is a number.
const STATUS: Fact = 1 << 11;
const STATUS_CODE: Fact = 1 << 12;
const ERROR: Fact = 1 << 13;
const ERROR_TEXT: Fact = 1 << 14;
const GOOGLE_ERROR: Fact = 1 << 15;
const TRPC_ERROR: Fact = 1 << 16;
const ZOD_ERROR: Fact = 1 << 17;
/// `error` has a type and a message.
const STRIPE_ERROR: Fact = 1 << 18;
/// `error` has a message.
const ERROR_MESSAGE: Fact = 1 << 19;
const OAUTH: Fact = 1 << 20;
const TIMESTAMP: Fact = 1 << 21;
const CODE: Fact = 1 << 22;
const ERRORS_MAP: Fact = 1 << 23;
const ERRORS_TEXTS: Fact = 1 << 24;
const AWS_TYPE: Fact = 1 << 25;
const DOCS: Fact = 1 << 26;
/// All members are lists or objects, and the status says that the content is wrong.
const FIELD_MAP: Fact = 1 << 27;
const LIST_OF_ISSUES: Fact = 1 << 28;
const LIST_OF_TEXTS: Fact = 1 << 29;
const LIST_OF_TRPC: Fact = 1 << 30;
const LIST_OF_ERRORS: Fact = 1 << 31;

/// The dialects, each with the facts that it needs and those that it must not have. The first that fits is the label.
const SIGNATURES: &[(Dialect, Fact, Fact)] = &[
    (Problem, PROBLEM_TYPE, 0),
    (GraphQl, GRAPHQL_TYPE | ITEM, 0),
    (GraphQl, GRAPHQL_ITEM, 0),
    (JsonApi, JSONAPI_TYPE | ITEM, 0),
    (JsonApi, JSONAPI_ITEM, TITLE | MESSAGE),
    (Problem, URI | TITLE, 0),
    (Problem, URI | DETAIL, 0),
    (Problem, URI | STATUS, 0),
    (Problem, TITLE | STATUS, ERROR | ERROR_TEXT),
    (Google, GOOGLE_ERROR, 0),
    (Trpc, TRPC_ERROR, 0),
    (Zod, ZOD_ERROR, 0),
    (Stripe, STRIPE_ERROR, 0),
    (ErrorObject, ERROR_MESSAGE, 0),
    (OAuth, ERROR_TEXT | OAUTH, 0),
    (Nest, ERROR_TEXT | STATUS_CODE, 0),
    (Spring, ERROR_TEXT | TIMESTAMP | STATUS, 0),
    (ErrorStringCode, ERROR_TEXT | CODE, 0),
    (ErrorCodeMessage, ERROR_TEXT | MESSAGE, 0),
    (ErrorString, ERROR_TEXT, 0),
    (Nest, STATUS_CODE | SOME_MESSAGE, 0),
    (ErrorsMap, ERRORS_MAP, 0),
    (ErrorsList, ERRORS_TEXTS, 0),
    (Detail, DETAIL, 0),
    (Aws, AWS_TYPE, 0),
    (GitHub, MESSAGE | DOCS, 0),
    (Message, MESSAGE, 0),
    (BareFieldMap, FIELD_MAP, 0),
    (Zod, LIST_OF_ISSUES, 0),
    (ErrorsList, LIST_OF_TEXTS, 0),
    (Trpc, LIST_OF_TRPC, 0),
    (Google, LIST_OF_ERRORS, 0),
];

/// The label of a JSON body.
pub(super) fn label(body: &Json, media_type: &str, status: u16) -> Dialect {
    let facts = match body {
        Json::Object(object) => of_object(object, media_type, status),
        Json::Array(items) => of_list(items),
        _ => 0,
    };
    let fits = |(_, needed, not): &&(Dialect, Fact, Fact)| facts & needed == *needed && facts & not == 0;
    SIGNATURES.iter().find(fits).map_or(Dialect::Json, |(dialect, ..)| *dialect)
}

/// The members of the outermost object that are facts: the facts of a text, a number, a list and an object.
const MEMBERS: [(&str, [Fact; 4]); 12] = [
    ("timestamp", [TIMESTAMP; 4]),
    ("message", [MESSAGE | SOME_MESSAGE, SOME_MESSAGE, SOME_MESSAGE, SOME_MESSAGE]),
    ("title", [TITLE, 0, 0, 0]),
    ("detail", [DETAIL; 4]),
    ("type", [URI, 0, 0, 0]),
    ("status", [0, STATUS, 0, 0]),
    ("statuscode", [0, STATUS_CODE, 0, 0]),
    ("code", [CODE, 0, 0, 0]),
    ("documentationurl", [DOCS, 0, 0, 0]),
    ("errordescription,erroruri", [OAUTH, 0, 0, 0]),
    ("error", [ERROR_TEXT, ERROR, ERROR, ERROR]),
    ("errors", [0, 0, ITEM, ERRORS_MAP]),
];

const NAMES: [&str; MEMBERS.len()] = {
    let mut names = [""; MEMBERS.len()];
    let mut at = 0;
    while at < MEMBERS.len() {
        names[at] = MEMBERS[at].0;
        at += 1;
    }
    names
};

static LEXICON: Lexicon<32> = Lexicon::new(&NAMES);

fn of_object(object: &Object, media_type: &str, status: u16) -> Fact {
    let mut facts = match media_type {
        "application/problem+json" => PROBLEM_TYPE,
        "application/graphql-response+json" => GRAPHQL_TYPE,
        "application/vnd.api+json" => JSONAPI_TYPE,
        _ => 0,
    };
    let mut is_map = matches!(status, 400 | 422) && !object.is_empty();
    for (name, value) in object.members() {
        is_map &= value.is_array() || value.is_object();
        let Some(kind) = roles::kind(value) else { continue };
        let members = LEXICON.row(lexicon::hash(name)).and_then(|row| MEMBERS.get(row));
        let fact = members.and_then(|(_, facts)| facts.get(kind)).copied().unwrap_or_default();
        facts |= match (fact, value) {
            // `__type` is AWS's.
            (URI, _) if name.starts_with('_') => AWS_TYPE,
            (URI, Json::String(text)) if !is_reference(text) => 0,
            (CODE, Json::String(text)) if strings::trim(text).is_empty() => 0,
            (ERROR, Json::Object(error)) => ERROR | of_error(error),
            (ITEM, Json::Array(items)) => of_items(items),
            (fact, _) => fact,
        };
    }
    facts | if is_map { FIELD_MAP } else { 0 }
}

fn of_items(items: &[Json]) -> Fact {
    match items.first() {
        Some(Json::String(_)) if items.iter().all(Json::is_string) => ERRORS_TEXTS,
        Some(Json::Object(item)) => {
            let has = |name: &str| item.contains_key(name);
            let is_text = |name: &str| item.get(name).is_some_and(Json::is_string);
            let is_graphql = is_text("message")
                && (has("locations")
                    || item.get("path").is_some_and(Json::is_array)
                    || item.get("extensions").is_some_and(Json::is_object));
            let is_jsonapi = has("source") || is_text("status") || has("detail") || (has("title") && has("code"));
            ITEM | if is_graphql { GRAPHQL_ITEM } else { 0 } | if is_jsonapi { JSONAPI_ITEM } else { 0 }
        }
        _ => 0,
    }
}

fn of_error(error: &Object) -> Fact {
    let is_text = |name: &str| error.get(name).is_some_and(Json::is_string);
    let is_number = |name: &str| error.get(name).is_some_and(Json::is_i64);
    let upper_snake = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let has_type = |item: &Json| item.get("@type").is_some();
    let is_google = is_number("code") && error.get("status").and_then(Json::as_str).is_some_and(upper_snake)
        || matches!(error.get("details"), Some(Json::Array(items)) if items.iter().any(has_type));
    let is_zod = matches!(error.get("name").and_then(Json::as_str), Some("ZodError" | "$ZodError"))
        || error.get("issues").is_some_and(Json::is_array) && rendered_issues(error).is_none();
    let fact = |is_so: bool, fact: Fact| if is_so { fact } else { 0 };
    fact(is_google, GOOGLE_ERROR)
        | fact(is_trpc(error), TRPC_ERROR)
        | fact(is_zod, ZOD_ERROR)
        | fact(is_text("type") && is_text("message"), STRIPE_ERROR)
        | fact(is_text("message"), ERROR_MESSAGE)
}

/// Whether an error is tRPC's, also inside the object `json` that superjson wraps around it.
fn is_trpc(error: &Object) -> bool {
    let error = error.get("json").and_then(Json::as_object).unwrap_or(error);
    error.get("code").is_some_and(Json::is_i64) && error.get("data").is_some_and(|data| data.get("code").is_some())
}

fn of_list(items: &[Json]) -> Fact {
    let all = |holds: fn(&Json) -> bool| !items.is_empty() && items.iter().all(holds);
    let error = items.iter().find_map(|item| item.get("error")?.as_object());
    if all(is_zod_issue) {
        LIST_OF_ISSUES
    } else if all(Json::is_string) {
        LIST_OF_TEXTS
    } else {
        error.map_or(0, |error| if is_trpc(error) { LIST_OF_TRPC } else { LIST_OF_ERRORS })
    }
}
