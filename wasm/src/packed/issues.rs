//! Issues as they come from JavaScript, which may be those of any other validator.

use alloc::string::ToString as _;
use alloc::vec;

use unanimous::Json;
use unanimous::path::{Path, Segment};
use unanimous::reason::{Code, Reason};
use unanimous::report::{Issue, Report};

/// A report of rows `[path, reason, code?]`, each path a text or a list of segments.
pub(super) fn report(rows: &Json) -> Report {
    rows.as_array().into_iter().flatten().map(issue).collect()
}

fn issue(row: &Json) -> Issue {
    let path = match &row[0] {
        Json::Array(segments) => segments.iter().map(segment).collect(),
        // A text that is no path still names one field.
        text => {
            let text = text.as_str().unwrap_or_default();
            text.parse().unwrap_or_else(|_| Path(vec![Segment::from(text)]))
        }
    };
    let code = row[2].as_str().and_then(Code::from_name).unwrap_or(Code::Custom);
    Issue::new(path, Reason::new(code).with_text(row[1].as_str().unwrap_or_default()))
}

fn segment(segment: &Json) -> Segment {
    let index = segment.as_u64().and_then(|index| u32::try_from(index).ok()).filter(|index| *index < u32::MAX);
    match (index, segment) {
        (Some(index), _) => Segment::Index(index),
        (None, Json::String(key)) => Segment::from(key.as_str()),
        (None, other) => Segment::from(other.to_string()),
    }
}
