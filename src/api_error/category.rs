//! The kind of an error, by its code and then by its status.

use alloc::string::String;

use super::Category::{
    Authentication, BadRequest, Conflict, Idempotency, NotFound, PayloadTooLarge, Permission, PlanLimit, RateLimited,
    ServerError, Timeout, Unavailable, Unknown, Unsupported, Validation,
};
use super::lexicon::{self, Lexicon};
use super::{Category, status};
use crate::headers::{Headers, Hints};
use crate::strings;

/// When a code decides the category.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// It says more than any status of an error of the caller (4xx), or a status that is no error.
    Caller,
    /// It says more than a status that is no error, and than 400, 403, 409, 422, 429 and 451. 403, 429 and 451 are in the list
    /// because the retry table does not send a validation error again, whatever its status.
    Content,
    /// It says more than any status.
    Always,
    /// It repeats a status, so it counts only if the status is no error, as with GraphQL.
    NoError,
    /// As `NoError`, and also with 400 and 500, which many servers send for everything.
    Vague,
}

use When::{Always, Caller, Content, NoError, Vague};

/// Codes without separators, in lower case and without an ending such as `Error`, and their categories. `FloweState` sends
/// `BAD_REQUEST` with 429, so a code that only repeats a status does not count against it.
const CODES: &[(Category, When, &str)] = &[
    // LeadRails, Foglift, OpenAI, Stripe, GitHub.
    (
        Authentication,
        Caller,
        "apikeyinvalid,authentication,invalidauthentication,expiredtoken,tokenexpired,invalidtoken,expiredaccesstoken,invalidaccesstoken,illegalaccesstoken,authfailure,unrecognizedclient,invalidsignature,signaturedoesnotmatch,invalidclienttokenid,notauthed,invalidauth,invalidcredentials,wrongcredentials",
    ),
    (Authentication, Always, "invalidapikey"),
    (
        PlanLimit,
        Always,
        "planrequired,featuregated,paymentrequired,insufficienttokens,insufficientquota,dailylimitexceeded,creditbalancetoolow,creditbalanceexhausted,insufficientcredits,billingnotactive,billinghardlimitreached,usagelimitreached,usagelimitexceeded,planlimitreached,planlimitexceeded,subscriptionrequired,upgraderequired",
    ),
    (Unsupported, Always, "testmodenotavailable"),
    (Validation, Always, "unsafeurl"),
    // A declined card says nothing about the caller's plan: Stripe, PayPal.
    (
        BadRequest,
        Always,
        "carddeclined,card,expiredcard,incorrectcvc,incorrectnumber,insufficientfunds,paymentdeclined,instrumentdeclined,paymentfailed,paymentmethoddeclined",
    ),
    // AWS (THROTTLING_ERROR_CODES of smithy-typescript), Google, Shopify, Linear, Matrix, Slack, Airtable.
    (
        RateLimited,
        Always,
        "limitexceeded,requestlimitexceeded,slowdown,bandwidthlimitexceeded,priorrequestnotcomplete,provisionedthroughputexceeded,transactioninprogress,toomanyrequest,complexity,complexitybudgetexhausted,maxcostexceeded,concurrentrequestlimitexceeded,apirequestlimitexceeded,mlimitexceeded",
    ),
    (Unavailable, Vague, "overloaded,unavailable,serviceunavailable,temporarilyunavailable,serverbusy,busy"),
    (Timeout, Vague, "timeout,deadlineexceeded,requesttimeout,gatewaytimeout"),
    (Validation, Content, "badinput,baduserinput,invalidarguments,unprocessableentity,recordinvalid"),
    (
        BadRequest,
        NoError,
        "badrequest,invalidargument,invalidinput,invalidrequest,graphqlparse,graphqlparsefailed,graphqlvalidation,graphqlvalidationfailed",
    ),
    (Authentication, NoError, "unauthenticated,unauthorized"),
    (Permission, NoError, "forbidden,permissiondenied,accessdenied"),
    (NotFound, NoError, "notfound,resourcenotfound"),
    (Conflict, NoError, "conflict,alreadyexists,resourcealreadyexists,duplicate,constraintviolation"),
    (RateLimited, NoError, "resourceexhausted"),
    (PayloadTooLarge, NoError, "payloadtoolarge,requestentitytoolarge,contenttoolarge"),
    (ServerError, NoError, "internalserver,internal"),
];

const NAMES: [&str; CODES.len()] = {
    let mut names = [""; CODES.len()];
    let mut at = 0;
    while at < CODES.len() {
        names[at] = CODES[at].2;
        at += 1;
    }
    names
};

/// The rows without their names.
static MEANINGS: [(Category, When); CODES.len()] = {
    let mut meanings = [(BadRequest, NoError); CODES.len()];
    let mut at = 0;
    while at < CODES.len() {
        meanings[at] = (CODES[at].0, CODES[at].1);
        at += 1;
    }
    meanings
};

static LEXICON: Lexicon<256> = Lexicon::new(&NAMES);

/// A code in the spelling of [`is_validation`] and the retry table: lower case with `_` between words. `plan-required` and
/// `PLAN_REQUIRED` are one code.
pub(crate) fn normal(code: &str) -> String {
    code.chars().map(|c| if matches!(c, '-' | '.' | ' ') { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// The longest code that is looked at.
const MAX_CODE: usize = 64;

/// The code in lower case without separators and without endings that every error has.
fn compact<'b>(code: &str, buffer: &'b mut [u8; MAX_CODE]) -> &'b str {
    let mut length = 0;
    let letters = code.bytes().filter(u8::is_ascii_alphanumeric);
    for (slot, byte) in buffer.iter_mut().zip(letters) {
        *slot = byte.to_ascii_lowercase();
        length += 1;
    }
    let mut out = buffer.get(..length).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default();
    for ending in ["exception", "error", "fault"] {
        out = out.strip_suffix(ending).filter(|rest| !rest.is_empty()).unwrap_or(out);
    }
    out
}

/// The row of a code.
fn row(compact: &str) -> Option<(Category, When)> {
    MEANINGS.get(LEXICON.row(lexicon::hash(compact))?).copied()
}

/// The category of a code as [`compact`] writes it: its row, else what its parts say.
fn meaning(compact: &str) -> Option<(Category, When)> {
    let has = |part: &str| strings::find(compact, part).is_some();
    if let Some(row) = row(compact) {
        return Some(row);
    }
    if compact.starts_with("idempotency") {
        return Some((Idempotency, Caller));
    }
    if compact.starts_with("validation")
        || compact.ends_with("validation")
        || ["validationfailed", "validationfailure"].iter().any(|end| compact.ends_with(end))
    {
        return Some((Validation, Content));
    }
    if has("quota") && (compact.ends_with("xceeded") || compact.ends_with("reached")) {
        return Some((PlanLimit, Always));
    }
    if has("throttl") || has("ratelimit") || has("toomanyrequests") {
        return Some((RateLimited, Always));
    }
    None
}

/// The category that a code has by itself.
pub(super) fn of_word(code: &str) -> Option<Category> {
    meaning(compact(code, &mut [0; MAX_CODE])).map(|(category, _)| category)
}

/// The category of a code. `None` if the code does not say more than the status.
pub(crate) fn of_code(code: &str, status: u16) -> Option<Category> {
    let mut buffer = [0; MAX_CODE];
    let compact = compact(code, &mut buffer);
    // The parts of a code of Tencent and Alibaba go from the general to the special: `LimitExceeded.Volume`.
    let (category, when) = meaning(compact).or_else(|| {
        let (general, _) = strings::split_once(code, ".")?;
        row(self::compact(general, &mut [0; MAX_CODE]))
    })?;
    // "Quota exceeded" with 429 is a rate limit, and the plan's limit with any other status; `insufficient_quota` is always
    // the plan's.
    if category == PlanLimit && status == 429 && compact.ends_with("xceeded") {
        return Some(RateLimited);
    }
    let counts = match when {
        Caller => matches!(status, 0..=499),
        Content => matches!(status, 0..=299 | 400 | 403 | 409 | 422 | 429 | 451),
        Always => true,
        NoError => status < 400,
        Vague => status < 400 || matches!(status, 400 | 500),
    };
    counts.then_some(category)
}

/// The category of an error: by its code if that says more than the status, else by the status. Its fields, the headers and
/// whether it may pass make a general category a specific one.
pub(super) fn of_error(
    status: u16,
    code: Option<&str>,
    has_fields: bool,
    hints: Hints,
    headers: &Headers<'_>,
    is_transient: bool,
) -> Category {
    let by_code = code.and_then(|code| of_code(code, status));
    let by_status = status::category(status);
    let may_wait = matches!(by_status, Permission | Unknown);
    match by_code.unwrap_or(by_status) {
        // A bad request with fields is a validation error.
        BadRequest | Unknown if has_fields => Validation,
        // GitHub answers with 403 when a rate limit is used up, and names a delay if it is the secondary one.
        Permission if may_wait && (hints.limit_reached || headers.get("retry-after").is_some()) => RateLimited,
        BadRequest | Unknown | ServerError if is_transient => Unavailable,
        category => category,
    }
}

/// Whether sending the same request again cannot help: the caller, its plan or its content must change first.
pub(crate) const fn needs_change(category: Category) -> bool {
    matches!(category, Validation | Authentication | Permission | PlanLimit)
}

/// Whether a code (as [`normal`] writes it) means "validation failed".
pub(crate) fn is_validation(code: &str) -> bool {
    of_word(code) == Some(Validation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_any_spelling() {
        let cases = [
            ("validation_exception", 400, Some(Validation)),
            ("ValidationError", 422, Some(Validation)),
            ("VALIDATION", 400, Some(Validation)),
            ("input-validation-failed", 400, Some(Validation)),
            ("VALIDATION_ERROR", 429, Some(Validation)),
            ("VALIDATION_ERROR", 500, None),
            ("THROTTLED", 200, Some(RateLimited)),
            ("userRateLimitExceeded", 403, Some(RateLimited)),
            ("ThrottlingException", 400, Some(RateLimited)),
            ("RATELIMITED", 400, Some(RateLimited)),
            ("ComplexityException", 200, Some(RateLimited)),
            ("BAD_REQUEST", 429, None),
            ("BAD_REQUEST", 200, Some(BadRequest)),
            ("quota_exceeded", 401, Some(PlanLimit)),
            ("QuotaExceeded", 429, Some(RateLimited)),
            ("insufficient_quota", 429, Some(PlanLimit)),
            ("quotas_exceeded", 403, Some(PlanLimit)),
            ("DailyQuotaExceededException", 429, Some(RateLimited)),
            ("monthly_quota_reached", 400, Some(PlanLimit)),
            ("card_declined", 402, Some(BadRequest)),
            ("idempotency-key-too-long", 400, Some(Idempotency)),
            ("idempotency_error", 500, None),
            ("not_found", 400, None),
            ("overloaded_error", 529, None),
            ("", 400, None),
        ];
        for (code, status, expected) in cases {
            assert_eq!(of_code(code, status), expected, "{code} {status}");
        }
    }
}
