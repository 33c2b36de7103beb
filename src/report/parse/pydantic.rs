//! The text of a pydantic `ValidationError`, which many `FastAPI` apps send as the message:
//!
//! ```text
//! 2 validation errors for Lead
//! email
//!   Field required [type=missing, input_value={'name': 'Ann'}, input_type=dict]
//!     For further information visit https://errors.pydantic.dev/2.11/v/missing
//! contacts -> 0 -> email
//!   field required (type=value_error.missing)
//! ```
//!
//! Version 1 writes arrows in paths, and parentheses after the reason; version 2 writes dots and brackets. The text in the
//! parentheses or brackets can repeat the input, so it is left out.

use alloc::vec::Vec;

use super::{push, trim_start};
use crate::path::foreign;
use crate::report::Issue;
use crate::strings;

/// The lines after `1 validation error for Lead`; `None` if the text does not begin so.
pub(crate) fn lines(text: &str) -> Option<&str> {
    let text = trim_start(text);
    // Fast path: most messages do not begin with a count.
    text.bytes().next().filter(u8::is_ascii_digit)?;
    let (head, lines) = strings::split_once(strings::trim(text), "\n")?;
    let (count, rest) = strings::split_once(head, " validation error")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let is_count = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    (is_count && rest.starts_with(" for ")).then_some(lines)
}

/// Reads one issue from each indented line. Its path is the line before it; an issue of the whole model has no such line.
pub(super) fn read(lines: &str, most: usize) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut location = "";
    for line in strings::split(lines, "\n") {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let Some(reason) = line.strip_prefix("  ") else {
            location = line;
            continue;
        };
        if reason.starts_with(' ') {
            location = "";
            continue;
        }
        if issues.len() >= most {
            break;
        }
        // ` [type=missing, input_value=…]` in version 2, ` (type=value_error.missing)` in version 1.
        let reason = strings::prefix_before(strings::prefix_before(reason, " [type="), " (type=");
        push(&mut issues, foreign::pydantic(location), reason);
        location = "";
    }
    issues
}
