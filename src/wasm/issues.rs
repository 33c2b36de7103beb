//! Issues as they come from JavaScript, which may be those of any other validator.

use crate::json::Value;
use crate::path::{Path, Segment};
use crate::reason::{Code, Reason};
use crate::report::{Issue, Report};

/// A report of rows `[path, reason, code?]`, each path a text or a list of segments.
pub(super) fn report(rows: &Value) -> Report {
    rows.as_array().into_iter().flatten().map(issue).collect()
}

fn issue(row: &Value) -> Issue {
    let path = match &row[0] {
        Value::Array(segments) => segments.iter().map(segment).collect(),
        // A text that is no path still names one field.
        text => {
            let text = text.as_str().unwrap_or_default();
            text.parse().unwrap_or_else(|_| Path(vec![Segment::from(text)]))
        }
    };
    let code = row[2].as_str().and_then(Code::from_name).unwrap_or(Code::Custom);
    Issue::new(path, Reason::new(code).with_text(row[1].as_str().unwrap_or_default()))
}

fn segment(segment: &Value) -> Segment {
    let index = segment.as_f64().filter(|index| index.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(index));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be an integer in range")]
    match (index, segment) {
        (Some(index), _) => Segment::Index(index as u32),
        (None, Value::String(key)) => Segment::from(key.as_str()),
        (None, other) => Segment::from(other.to_string()),
    }
}
