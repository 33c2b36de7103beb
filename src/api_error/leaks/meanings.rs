//! What the names of members mean for [`remove`](super::remove): a table, a row for each meaning.

use crate::api_error::lexicon::{self, Lexicon};

/// What the name of a member means, as a bitmask.
pub(super) type Meaning = u32;

/// Always an echo or an internal.
pub(super) const HIDDEN: Meaning = 1;
/// An echo or an internal beside a reason.
pub(super) const BESIDE_REASON: Meaning = 1 << 1;
/// As `BESIDE_REASON`, if it is an object or a list.
pub(super) const BESIDE_REASON_IF_LARGE: Meaning = 1 << 2;
/// As `BESIDE_REASON`, unless it is a list.
pub(super) const BESIDE_REASON_IF_SINGLE: Meaning = 1 << 3;
/// An internal if it is an object with a member that is hidden, or hidden beside a reason.
pub(super) const IF_HIDDEN_INSIDE: Meaning = 1 << 4;
/// An echo beside a location and a reason, anywhere inside an object that has both, or beside a reason and `expected`.
pub(super) const BESIDE_LOCATION: Meaning = 1 << 5;
/// As `BESIDE_LOCATION`, and an echo beside a reason and any place or name, and beside a reason in an item of a list.
pub(super) const VALUE: Meaning = 1 << 6;
/// An echo beside a field container, if it is an object.
pub(super) const BESIDE_FIELDS: Meaning = 1 << 7;
/// An internal beside a file.
pub(super) const BESIDE_FILE: Meaning = 1 << 8;
pub(super) const FILE: Meaning = 1 << 9;
/// An internal beside a query or the arguments of an exception.
pub(super) const BESIDE_DUMP: Meaning = 1 << 10;
pub(super) const DUMP: Meaning = 1 << 11;
/// An internal beside the stack of google.rpc.DebugInfo.
pub(super) const BESIDE_ENTRIES: Meaning = 1 << 12;
pub(super) const ENTRIES: Meaning = 1 << 13;
/// A reason or a code, if it is a text, a number or a list of objects.
pub(super) const REASON: Meaning = 1 << 14;
/// A reason, whatever it is.
pub(super) const REASONS: Meaning = 1 << 15;
pub(super) const CODE: Meaning = 1 << 16;
pub(super) const LOCATION: Meaning = 1 << 17;
/// A location, except in the outermost object, where `path` is that of the URL.
pub(super) const INNER_LOCATION: Meaning = 1 << 18;
/// A weaker sign of a location: in the outermost object it may be the name of the error.
pub(super) const NAME: Meaning = 1 << 19;
pub(super) const EXPECTED: Meaning = 1 << 20;
/// A map from field to reasons, or a list of fields.
pub(super) const FIELDS: Meaning = 1 << 21;
pub(super) const PARAMS: Meaning = 1 << 22;
/// The response of another server. A member that is internal beside a reason is internal in it, too.
pub(super) const RESPONSE: Meaning = 1 << 23;

/// A list of reasons without locations.
pub(super) const TEXTS: Meaning = 1 << 24;

/// In the outermost object it shows that the object is an error, as a reason does.
pub(super) const STATUS: Meaning = 1 << 25;

/// A credential, if it is a number, or a text that is no reason.
pub(super) const SECRET: Meaning = 1 << 26;

/// A location whose value is one word, as the name of a field is.
pub(super) const LOCATION_NAME: Meaning = 1 << 27;

/// The meanings for which a member can be removed.
pub(super) const REMOVABLE: Meaning = ((1 << 9) - 1) | BESIDE_DUMP | BESIDE_ENTRIES | SECRET;

/// The names in lower case, without `_` and `-`, with a comma between them.
///
/// Sources: Joi (`_original`, `context.value`), class-validator (`target`, `value`), express-validator and Huma (`value`),
/// yup (`value`), pydantic (`input`, `ctx.given`), valibot (`input`, `received`), Elysia (`found`, `value`), ajv (`data`,
/// `parentData`), jsonschema (`instance`), Spring (`rejectedValue`), `FluentValidation` (`attemptedValue`), Hibernate and
/// `RESTEasy` (`value`, `invalidValue`, `rootBean`), mongoose and `MongoDB` (`value`, `stringValue`, `keyValue`), axios
/// (`config`, `request`), mysql and Sequelize (`sql`, `parent`, `original`), `TypeORM` (`query`, `parameters`,
/// `driverError`), Postgres (`where`, `internalQuery`), Laravel and Symfony (`exception`, `file`, `line`, `trace`), Rails
/// (`traces`), Odoo (`debug`, `arguments`, `context`), ASP.NET (`StackTrace`, `ExceptionMessage`, `InnerException`),
/// Newtonsoft (`StackTraceString`), Hasura (`internal`).
const NAMES: &[(Meaning, &str)] = &[
    (REASON, "message,error,faultstring,title,reason,description,defaultmessage,errormessage,summary,issue,razao"),
    (REASON | BESIDE_ENTRIES, "detail"),
    (REASON | CODE, "code,keyword,rule,validator,constraint"),
    (STATUS, "statuscode,status,type"),
    (
        FIELDS,
        "errors,issues,fields,validation,humanized,fielderrors,validationerrors,violations,invalidparams,problems",
    ),
    (INNER_LOCATION, "path"),
    (REASON | NAME, "msg"),
    (NAME, "name,key,label,source,argument"),
    (
        LOCATION,
        "field,loc,location,pointer,property,param,parameter,attribute,fieldname,errorfield,campo,champ,feld,propriedade",
    ),
    (LOCATION, "instancepath,datapath,propertypath,propertyname"),
    (BESIDE_LOCATION, "instance,target"),
    (BESIDE_LOCATION | BESIDE_FIELDS, "data"),
    (
        VALUE | BESIDE_FIELDS,
        "value,found,given,actual,received,provided,got,valor,valeur,wert,valore,waarde,invalidvalues,rejectedvalues",
    ),
    (VALUE | BESIDE_FIELDS | BESIDE_REASON_IF_LARGE, "values"),
    (BESIDE_FIELDS | BESIDE_REASON_IF_LARGE, "form"),
    (BESIDE_FIELDS, "old,attributes,record,object,entity,model,user,initialvalues,submission"),
    (HIDDEN, "inputs,inputdata,inputvalues,original,payload,formdata,parentdata,rootbean,leafbean"),
    (
        HIDDEN,
        "submitted,submittedvalues,internalquery,exc,excinfo,serviceheader,usernametoken,credentials,authheader,frames",
    ),
    (
        HIDDEN,
        "internalmessage,resultdata,submitteddata,rowdata,rawrow,stringtosign,stringtosignbytes,signatureprovided,awsaccesskeyid",
    ),
    (HIDDEN, "requestdata,requestpayload,requestparams,requestquery,responseheader"),
    // Redsys: the request, with the number of the card.
    (HIDDEN, "recibido,datosentrada"),
    // Brønnøysund, ksqlDB and PostNord: what was sent.
    (HIDDEN, "feilaktigverdi,statementtext,paramvalues"),
    // eWAY has the card in it; ZATCA has messages that say what is valid.
    (HIDDEN, "carddetails,infomessages"),
    (HIDDEN | DUMP, "drivererror,databaseerror,dberror,sql"),
    (HIDDEN | ENTRIES, "stackentries"),
    (BESIDE_REASON | FILE, "file,filename"),
    (BESIDE_REASON | DUMP, "query,arguments"),
    (BESIDE_REASON | PARAMS, "params"),
    (BESIDE_REASON | BESIDE_REASON_IF_LARGE, "request,body,headers,config,bindings,where"),
    (BESIDE_REASON, "curl,cmd,command,stdout,stderr,output,log,logs,statement,document,raw"),
    (
        BESIDE_REASON_IF_LARGE,
        "env,environment,server,session,cookies,internal,row,args,vars,locals,variables,settings,environ,argv,auth",
    ),
    (BESIDE_REASON_IF_SINGLE | IF_HIDDEN_INSIDE, "cause,cause0"),
    (BESIDE_REASON_IF_SINGLE, "invalidargs"),
    (IF_HIDDEN_INSIDE, "parent,previous,innererror"),
    (BESIDE_FILE, "line,linenumber,column,columnnumber,routine"),
    (BESIDE_DUMP, "parameters,context"),
    (REASONS, "constraints,children"),
    (EXPECTED, "expected"),
    (RESPONSE, "response"),
    (
        SECRET,
        "secretkey,securitykey,privatekey,authkey,encryptionkey,signingkey,sessionid,sessid,authorization,passphrase,passcode,connectionstring",
    ),
    // Of a card, an account or a person.
    (SECRET, "pan,pin,cvn,cv2,cvv2,securitycode,cardno,accountnumber,iban,ssn"),
    // Names that are not hidden.
    // Common names: with a row they need no search for parts.
    (0, "success,meta,timestamp,requestid,url"),
    // Names with an end or a part that would hide them. The client sends the first three with its next request.
    (0, "mfatoken,statetoken,nextpagetoken,badrequest,invalidrequest,responsebody"),
    (0, "defaultvalue,expectedvalue,allowedvalue,limitvalue,minvalue,maxvalue,minimumvalue,maximumvalue"),
    (0, "exceptioncode,exceptiontext,exceptiondescription,exceptiondetaillist,exceptionreport,exceptionfields"),
    (0, "serviceexception,policyexception,sqlstate,traceparent,tracestate,tracenumber,xtrace,xcloudtracecontext"),
];

/// How other names end that are `HIDDEN`: `rejectedValue`, `originalRequest`.
const ENDS: [&str; 5] = ["input", "value", "request", "headers", "body"];

/// How names end that are `SECRET`.
const SECRETS: [&str; 16] = [
    "password",
    "passwd",
    "pwd",
    "token",
    "secret",
    "apikey",
    "accesskey",
    "accountkey",
    "signature",
    "verifier",
    "jwt",
    "cardnumber",
    "cvv",
    "cvc",
    "otp",
    "cookie",
];

/// Parts of other names that are `HIDDEN`, unless they end like the name of an id.
const PARTS: [&str; 5] = ["stack", "trace", "exception", "debug", "sql"];

/// The rows' names.
const ROWS: [&str; NAMES.len()] = {
    let mut rows = [""; NAMES.len()];
    let mut row = 0;
    while row < rows.len() {
        rows[row] = NAMES[row].1;
        row += 1;
    }
    rows
};

static LEXICON: Lexicon<512> = Lexicon::new(&ROWS);

/// The meanings of the rows, without the names.
static MEANINGS: [Meaning; NAMES.len()] = {
    let mut meanings = [0; NAMES.len()];
    let mut row = 0;
    while row < meanings.len() {
        meanings[row] = NAMES[row].0;
        row += 1;
    }
    meanings
};

/// For each part, a bitmask of its letters. It rules out most names.
static LETTERS: [u32; PARTS.len()] = {
    let mut letters = [0; PARTS.len()];
    let mut row = 0;
    while row < letters.len() {
        let (part, mut at) = (PARTS[row].as_bytes(), 0);
        while at < part.len() {
            letters[row] |= letter(part[at]);
            at += 1;
        }
        row += 1;
    }
    letters
};

const fn letter(byte: u8) -> u32 {
    1 << (byte & 31)
}

/// For each letter with which a name ends, a bitmask of the letters before it, of all names that are `SECRET`.
static SECRET_ENDS: [u32; 32] = {
    let mut ends = [0; 32];
    let mut row = 0;
    while row < SECRETS.len() {
        add_ends(&mut ends, SECRETS[row].as_bytes());
        row += 1;
    }
    row = 0;
    while row < NAMES.len() {
        if NAMES[row].0 == SECRET {
            add_ends(&mut ends, NAMES[row].1.as_bytes());
        }
        row += 1;
    }
    ends
};

/// Adds the ends of names with a comma between them.
const fn add_ends(ends: &mut [u32; 32], names: &[u8]) {
    let mut end = 2;
    while end <= names.len() {
        if end == names.len() || names[end] == b',' {
            ends[(names[end - 1] & 31) as usize] |= letter(names[end - 2]);
        }
        end += 1;
    }
}

/// Whether a name may be `SECRET`: its last two characters rule out most names.
pub(super) fn may_be_secret(name: &str) -> bool {
    match *name.as_bytes() {
        // `of_name` leaves out `_` and `-`.
        [.., b'_' | b'-', _] | [.., b'_' | b'-'] => true,
        [.., before, last] => SECRET_ENDS.get(usize::from(last & 31)).is_some_and(|ends| ends & letter(before) != 0),
        _ => false,
    }
}

pub(super) fn of_name(name: &str) -> Meaning {
    if let Some(row) = LEXICON.row(lexicon::hash(name)) {
        return MEANINGS.get(row).copied().unwrap_or_default();
    }
    // Of a long name its end counts, so the buffer is filled from its end.
    let (mut buffer, mut start, mut letters) = ([0; 64], 64, 0);
    for byte in name.bytes().rev().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
        let byte = byte.to_ascii_lowercase();
        letters |= letter(byte);
        if let Some(slot) = buffer.get_mut(..start).and_then(<[u8]>::last_mut) {
            *slot = byte;
            start -= 1;
        }
    }
    let name = buffer.get(start..).unwrap_or_default();
    let has_part = || {
        LETTERS.iter().zip(PARTS).any(|(of_part, part)| {
            letters & of_part == *of_part && name.windows(part.len()).any(|window| window == part.as_bytes())
        })
    };
    // The last byte rules out most ends.
    let is_end = |end: &&str| end.as_bytes().last() == name.last() && name.ends_with(end.as_bytes());
    let ends = |ends: &[&str]| ends.iter().any(is_end);
    if ends(&ENDS) || has_part() && !ends(&["id", "ids"]) {
        HIDDEN
    } else if ends(&SECRETS) {
        SECRET
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned as _;

    use super::*;

    #[test]
    fn no_secret_is_ruled_out_by_its_end() {
        let rows = NAMES.iter().filter(|(meaning, _)| *meaning == SECRET);
        for name in rows.flat_map(|(_, names)| names.split(',')).chain(SECRETS) {
            for name in [name.to_owned(), name.to_uppercase(), [name, "_"].concat()] {
                assert!(of_name(&name) == SECRET && may_be_secret(&name), "{name}");
            }
            let (start, end) = name.split_at(name.len() - 1);
            assert!(may_be_secret(&[start, "_", end].concat()), "{name}");
        }
        for name in ["email", "phone", "url", "Error", "message"] {
            assert!(!may_be_secret(name), "{name}");
        }
    }

    #[test]
    fn of_a_long_name_the_end_counts() {
        for length in [0, 30, 55, 56, 57, 1_000] {
            let name = "a".repeat(length);
            assert_eq!(of_name(&[&name, "_password"].concat()), SECRET, "{length}");
            assert_eq!(of_name(&[&name, "_password_min"].concat()), 0, "{length}");
        }
    }
}
