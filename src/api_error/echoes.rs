//! Removes from a body what no error should show: echoes of the user's input, and internals of the server.
//!
//! It runs before anything else reads the body, so neither becomes a field, a message or a detail. Two things decide about
//! a member: its name (case, `_` and `-` do not count) and the members beside it. `value` beside a location and a reason is
//! what the user sent, but elsewhere it may be the message. In a map from field to reasons every name is that of a field, so
//! `{"errors": {"file": ["is required"]}}` keeps its `file`.

use crate::json::{Json, Object};
use crate::reason::Code;

/// What the name of a member means, as a bitmask.
type Role = u16;

/// Always an echo or an internal.
const HIDDEN: Role = 1;
/// An echo or an internal beside a reason.
const BESIDE_REASON: Role = 1 << 1;
/// As `BESIDE_REASON`, if it is an object or a list.
const BESIDE_REASON_IF_LARGE: Role = 1 << 2;
/// An internal if it is an object with a hidden member.
const IF_HIDDEN_INSIDE: Role = 1 << 3;
/// An echo beside a location and a reason, anywhere inside an object that has both, or beside a reason and `expected`.
const BESIDE_LOCATION: Role = 1 << 4;
/// An echo beside a reason and a location or a name, beside a reason in an item of a list, and anywhere inside an object
/// that has a location and a reason.
const VALUE: Role = 1 << 5;
/// An internal beside a file.
const BESIDE_FILE: Role = 1 << 6;
const FILE: Role = 1 << 7;
/// A reason or a code, if it is a text, a number or a list of objects.
const REASON: Role = 1 << 8;
/// A reason, whatever it is.
const REASONS: Role = 1 << 9;
const CODE: Role = 1 << 10;
const LOCATION: Role = 1 << 11;
/// A location, except in the outermost object, where `path` is that of the URL.
const INNER_LOCATION: Role = 1 << 12;
/// A weaker sign of a location: in the outermost object it may be the name of the error.
const NAME: Role = 1 << 13;
const EXPECTED: Role = 1 << 14;
/// A map from field to reasons, or a list of fields.
const FIELDS: Role = 1 << 15;

/// The roles for which a member can be removed.
const REMOVABLE: Role =
    HIDDEN | BESIDE_REASON | BESIDE_REASON_IF_LARGE | IF_HIDDEN_INSIDE | BESIDE_LOCATION | VALUE | BESIDE_FILE;

/// The names in lower case, without `_` and `-`, with a comma after each. The most frequent ones come first.
///
/// Sources: Joi (`_original`, `context.value`), class-validator (`target`, `value`), express-validator and Huma (`value`),
/// pydantic (`input`, `ctx.given`), valibot (`input`, `received`), Elysia (`found`, `value`), ajv (`data`, `parentData`),
/// jsonschema (`instance`), Spring (`rejectedValue`), `FluentValidation` (`attemptedValue`), Hibernate and `RESTEasy`
/// (`value`, `invalidValue`, `rootBean`), mongoose and `MongoDB` (`value`, `keyValue`), axios (`config`, `request`), mysql
/// and Sequelize (`sql`, `parent`, `original`), Laravel and Symfony (`exception`, `file`, `line`, `trace`), Rails
/// (`traces`), Odoo (`debug`), ASP.NET (`StackTrace`, `ExceptionMessage`, `InnerException`), Newtonsoft
/// (`StackTraceString`), Hasura (`internal`).
const NAMES: &[(Role, &str)] = &[
    (REASON, "message,error,detail,title,reason,description,defaultmessage,errormessage,summary,issue,"),
    (REASON | CODE, "code,keyword,rule,validator,"),
    (FIELDS, "errors,issues,fields,fielderrors,validationerrors,violations,invalidparams,"),
    (INNER_LOCATION, "path,"),
    (REASON | NAME, "msg,"),
    (NAME, "name,key,label,"),
    (LOCATION, "field,loc,location,pointer,property,param,parameter,attribute,fieldname,"),
    (LOCATION, "instancepath,datapath,propertypath,propertyname,"),
    (BESIDE_LOCATION, "data,instance,target,found,given,actual,received,provided,submitted,got,"),
    (VALUE, "value,values,"),
    (0, "debugid,sqlstate,"),
    (HIDDEN, "inputs,inputdata,inputvalue,inputvalues,original,payload,formdata,parentdata,rootbean,leafbean,"),
    (HIDDEN, "rejectedvalue,receivedvalue,actualvalue,attemptedvalue,invalidvalue,originalvalue,submittedvalue,"),
    (HIDDEN, "submittedvalues,providedvalue,givenvalue,rawvalue,uservalue,badvalue,suppliedvalue,enteredvalue,"),
    (HIDDEN, "fieldvalue,currentvalue,keyvalue,requestvalue,"),
    (HIDDEN, "requestbody,requestdata,requestpayload,requestparams,requestheaders,requestquery,"),
    (BESIDE_REASON | FILE, "file,filename,"),
    (BESIDE_REASON, "request,body,query,params,headers,config,bindings,"),
    (BESIDE_REASON_IF_LARGE, "env,environment,server,session,cookies,internal,"),
    (IF_HIDDEN_INSIDE, "cause,parent,previous,innererror,"),
    (BESIDE_FILE, "line,linenumber,column,columnnumber,routine,"),
    (REASONS, "constraints,children,"),
    (EXPECTED, "expected,"),
];

/// Patterns of other names that are `HIDDEN`: their beginnings and ends.
const PATTERNS: &str = "stack*,*trace,*traces,*traceback,exception*,innerexception*,debug*,sql*,*input,";

/// For each first letter, a bitmask of the lengths of the names in `NAMES`. It rules out most other names without a search.
const LENGTHS: [u32; 32] = {
    let mut lengths = [0; 32];
    let mut row = 0;
    while row < NAMES.len() {
        let names = NAMES[row].1.as_bytes();
        let (mut at, mut start) = (0, 0);
        while at < names.len() {
            if names[at] == b',' {
                lengths[letter(names[start])] |= 1 << (at - start);
                start = at + 1;
            }
            at += 1;
        }
        row += 1;
    }
    lengths
};

const fn letter(byte: u8) -> usize {
    (byte & 31) as usize
}

fn role(name: &str) -> Role {
    let mut buffer = [0; 24];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
        let Some(slot) = buffer.get_mut(length) else { break };
        *slot = byte.to_ascii_lowercase();
        length += 1;
    }
    let (first, name) = (buffer[0], buffer.get(..length).unwrap_or_default());
    if LENGTHS[letter(first)] >> length & 1 == 1
        && let Some((role, _)) = NAMES.iter().find(|(_, names)| lists(names, name))
    {
        return *role;
    }
    if lists(PATTERNS, name) { HIDDEN } else { 0 }
}

/// Whether a list has this name, or a pattern that fits it. A comma ends each item.
fn lists(list: &str, name: &[u8]) -> bool {
    let mut rest = list.as_bytes();
    while let Some(end) = rest.iter().position(|byte| *byte == b',') {
        let fits = match rest.get(..end).unwrap_or_default() {
            [b'*', end @ ..] => name.ends_with(end),
            [start @ .., b'*'] => name.starts_with(start),
            whole => whole == name,
        };
        if fits {
            return true;
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    false
}

/// Where a value stands.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Context {
    /// It is the outermost value, or in a list that is.
    is_outermost: bool,
    /// One of the objects around it has a location and a reason.
    in_issue: bool,
    /// It is the content of a field container, so its names may be those of fields.
    is_map: bool,
    /// It is an item of a list or the value of a field, so its index or its name locates it.
    is_named: bool,
    /// It is the member `params` beside a code of this crate.
    is_own_params: bool,
}

/// Removes echoes and internals from a body.
pub(super) fn remove(body: &mut Json) {
    walk(body, Context { is_outermost: true, ..Context::default() });
}

fn walk(value: &mut Json, context: Context) {
    match value {
        Json::Object(object) => of_object(object, context),
        Json::Array(items) => {
            let context = Context { is_outermost: false, is_map: false, is_named: true, ..context };
            for item in items {
                walk(item, context);
            }
        }
        _ => {}
    }
}

fn of_object(object: &mut Object, context: Context) {
    let mut roles = 0;
    for (name, value) in &*object {
        let role = role(name);
        let counts = match role {
            _ if value.is_null() => false,
            INNER_LOCATION => value.is_array() || !context.is_outermost,
            NAME => !context.is_outermost,
            // FastAPI's apps send `{"detail": [{…}], "body": {…}}`.
            role if role & REASON != 0 => value.is_string() || value.is_number() || holds_objects(value),
            FIELDS => value.is_object() || holds_objects(value),
            _ => true,
        };
        // A null has no other role, but it is removed like any value of its name.
        roles |= if counts { role } else { role & REMOVABLE };
        if name == "source" && value.is_object() {
            roles |= LOCATION;
        }
    }
    let has = |role: Role| roles & role != 0;
    let has_reason = has(REASON | REASONS | FIELDS);
    let has_location = has(LOCATION | INNER_LOCATION);
    let is_issue = has_reason && has_location;
    let is_named = has_reason && (context.is_named || has(NAME));
    let is_map =
        !(is_issue || (context.is_named && has_reason)) && (context.is_map || object.values().all(holds_reasons));
    let has_own_code = object.get("code").and_then(Json::as_str).is_some_and(|code| Code::from_name(code).is_some());
    let inner = |role: Role, name: &str| Context {
        is_outermost: false,
        in_issue: context.in_issue || is_issue,
        is_map: is_map || role & FIELDS != 0,
        is_named: is_map,
        is_own_params: has_own_code && name == "params",
    };
    if !has(REMOVABLE | FIELDS) {
        for value in object.values_mut() {
            walk(value, inner(0, ""));
        }
        return;
    }
    object.retain(|name, value| {
        let role = role(name);
        let is_large = value.is_object() || value.is_array();
        let is_echo = if is_map {
            // The names are those of fields.
            role & HIDDEN != 0 && !holds_reasons(value) && !(context.is_map && value.is_string())
        } else {
            let beside_reason = has_reason && !(value.is_object() && holds_reasons(value));
            let beside_location = is_issue || (has_reason && has(EXPECTED));
            match role {
                HIDDEN => true,
                // `params` beside a code fill in its text, as in ajv, i18n catalogues and this crate.
                BESIDE_REASON if name == "params" => beside_reason && !has_location && !has(CODE),
                BESIDE_REASON_IF_LARGE => beside_reason && is_large,
                IF_HIDDEN_INSIDE => value.as_object().is_some_and(|o| o.keys().any(|name| self::role(name) == HIDDEN)),
                // Azure names the field in `target`. RFC 9457 has a link in `instance`. In the `params` of this crate,
                // `received` is a type.
                BESIDE_LOCATION if name == "target" && value.is_string() => false,
                BESIDE_LOCATION if name == "instance" && value.is_string() && context.is_outermost => false,
                BESIDE_LOCATION if name == "received" => beside_location,
                BESIDE_LOCATION => beside_location || context.in_issue,
                VALUE => is_issue || context.in_issue || is_named,
                BESIDE_FILE => has(FILE),
                role if role & BESIDE_REASON != 0 => beside_reason,
                _ => false,
            }
        };
        // The options of `invalid_enum` come from the schema, not from the user.
        let is_from_schema = context.is_own_params && name == "options";
        if !is_echo && !is_from_schema {
            walk(value, inner(role, name));
        }
        !is_echo
    });
}

fn holds_objects(value: &Json) -> bool {
    matches!(value, Json::Array(items) if items.iter().any(Json::is_object))
}

/// Whether a value is a list of texts, or a map of such lists, as the reasons of a field are.
fn holds_reasons(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(Json::is_string),
        Json::Object(map) => !map.is_empty() && map.values().all(holds_reasons),
        _ => false,
    }
}
