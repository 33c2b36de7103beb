//! Limits the size of a response, whatever the schema and the value are: the body shows the first issues that fit, and counts
//! the others.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Context, Texts, pointer};
use crate::json::read::is_deeper;
use crate::json::{Json, ToJson as _};
use crate::locale::without_colon;
use crate::path::{self, Path};
use crate::reason::{Code, Reason};
use crate::report::{Issue, MAX_ISSUES, Report, or_prefix, push_issue};

/// The most bytes of a body. With its header fields a response is smaller than 64 KiB.
pub const MAX_BODY: usize = 60 * 1024;
/// A JSON value counts as at least this many bytes, and a member of an object as at least [`MIN_MEMBER`]. So a body of
/// [`MAX_BODY`] bytes has no more than the 8,192 values and the 3,072 members that `ApiError::read` keeps.
const MIN_VALUE: usize = 8;
const MIN_MEMBER: usize = 20;
/// The most bytes of a path, as text and as a JSON pointer. `ApiError::read` reads a longer text as one key.
const MAX_PATH: usize = 4_096;
/// The most bytes of an issue's parameters. This crate's own reasons stay below it.
const MAX_PARAMS: usize = 2_048;
/// The most levels of lists and objects in an issue's parameters, so that the body has no more levels than
/// `ApiError::read` reads.
const MAX_LEVELS: usize = 40;

/// Whether a body shows the parameters of an issue: there are some, and they are within the limits.
pub(super) fn shows_params(issue: &Issue) -> bool {
    let text = issue.params().to_json_string();
    text != "{}" && text.len() <= MAX_PARAMS && !is_deeper(&text, MAX_LEVELS)
}

/// The issues of a report that a body shows: the first ones that fit, and one that counts the others.
pub(super) struct ShownIssues<'r> {
    issues: Vec<&'r Issue>,
    /// How many issues the report has beside `last`.
    total: usize,
    /// The report's last issue, if it counts issues that the report left out.
    last: Option<&'r Issue>,
    /// The texts of another language than English.
    texts: Option<&'r Texts<'r>>,
}

/// The issue that counts the issues which are not shown.
pub(crate) fn more_issues(count: u64) -> Issue {
    Issue::new(Path::ROOT, Reason::new(Code::MoreIssues).with_number("count", count))
}

impl<'r> ShownIssues<'r> {
    /// The longest list of issues that may fit into a body. [`shorten`](Self::shorten) makes it fit.
    pub(super) fn longest(report: &'r Report, texts: Option<&'r Texts<'r>>) -> Self {
        let (issues, last) = match report.issues() {
            [issues @ .., last] if last.code() == Code::MoreIssues && last.segments().is_empty() => {
                (issues, Some(last))
            }
            issues => (issues, None),
        };
        let (mut size, mut shown) = (0, Vec::new());
        for issue in issues {
            let path = path::printed(issue.segments()).len().max(pointer::fragment(issue.segments()).len());
            if path > MAX_PATH {
                continue;
            }
            // Every dialect writes the path and the reason at least once, so this is the least size of the body.
            size += path + issue.reason().len();
            if size > MAX_BODY {
                break;
            }
            shown.push(issue);
        }
        // Readers keep at most `MAX_ISSUES` issues, and the count of the others must be one of them.
        if shown.len() < issues.len() || shown.len() + usize::from(last.is_some()) > MAX_ISSUES {
            shown.truncate(MAX_ISSUES - 1);
        }
        Self { issues: shown, total: issues.len(), last, texts }
    }

    /// Shortens the list if this body, written with it, is too large. Returns whether the body was too large.
    pub(super) fn shorten(&mut self, body: &str) -> bool {
        // Outside of strings, each of these characters comes before one value.
        let values = body.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
        let members = body.as_bytes().windows(2).filter(|pair| pair == b"\":").count();
        let size = body.len().max(values * MIN_VALUE).max(members * MIN_MEMBER);
        let count = self.issues.len();
        let is_too_large = size > MAX_BODY && count > 0;
        if is_too_large {
            self.issues.truncate((count - 1).min(count * MAX_BODY / size));
        }
        is_too_large
    }

    /// Calls a function with each issue that is shown.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&Issue)) {
        self.issues.iter().for_each(|issue| visit(issue));
        match (self.total - self.issues.len(), self.last) {
            (0, None) => {}
            (0, Some(last)) => visit(last),
            (hidden, last) => {
                let before = last.map_or(0, |last| last.params().get("count").and_then(Json::as_u64).unwrap_or(1));
                let count = before.saturating_add(hidden as u64);
                let issue = more_issues(count);
                match self.texts {
                    None => visit(&issue),
                    Some(texts) => visit(&issue.with_reason((texts.more)(hidden, count))),
                }
            }
        }
    }

    /// The issues as a message.
    pub(super) fn message(&self) -> String {
        let mut message = String::new();
        let Some(texts) = self.texts else {
            self.each(&mut |issue| push_issue(&mut message, issue));
            return or_prefix(message);
        };
        self.each(&mut |issue| {
            message.push_str(if message.is_empty() { texts.prefix } else { "; " });
            issue.push_line(&mut message);
        });
        if message.is_empty() {
            message.push_str(without_colon(texts.prefix));
        }
        message
    }
}

/// Whether a URL begins with `https://` or `http://`. A page may show the URL as a link, and a link with another scheme,
/// such as `javascript:`, could run a script.
fn is_web_url(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        url.as_bytes().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// The context without the texts that are too long for a body, and without a `docs_base` of another scheme than `https`
/// and `http`. The limits are those of `ApiError::read`.
pub(super) fn within_limits<'a>(context: &Context<'a>) -> Context<'a> {
    let short = |text: Option<&'a str>, max: usize| text.filter(|text| text.len() <= max);
    Context {
        request_id: short(context.request_id, 256),
        instance: short(context.instance, 2_000),
        docs_base: short(context.docs_base, 2_000).filter(|base| is_web_url(base)),
        status: context.status,
        code: short(context.code, 256),
        title: short(context.title, 256),
        accept: context.accept,
        issues: context.issues,
        retry_after: context.retry_after,
        locale: context.locale,
    }
}
