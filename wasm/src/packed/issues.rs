//! Issues that a caller in JavaScript passes in. They may come from any validator. `pkg/src/packed/issues.ts` packs
//! them.

use alloc::vec;

use super::items;
use unanimous::Json;
use unanimous::json::ToJson as _;
use unanimous::path::{Path, Segment};
use unanimous::reason::Reason;
use unanimous::report::{Issue, Report};

/// Makes a report of rows `[path, reason, code?, params?, translated?]`. A path is a text or a list of segments. The
/// reason is in English, where it is one of ours; the translated reason takes its place.
pub(super) fn report(rows: &Json) -> Report {
    items(rows).iter().map(issue).collect()
}

fn issue(row: &Json) -> Issue {
    let path = match &row[0] {
        Json::Array(segments) => segments.iter().map(segment).collect(),
        // A text that does not parse as a path is taken as one key.
        text => {
            let text = text.as_str().unwrap_or_default();
            text.parse().unwrap_or_else(|_| Path(vec![Segment::from(text)]))
        }
    };
    let text = row[1].as_str().unwrap_or_default();
    let issue = Issue::new(path, Reason::from_caller(text, row[2].as_str(), row[3].as_object().cloned()));
    match row[4].as_str() {
        Some(translated) => issue.with_reason(translated.into()),
        None => issue,
    }
}

fn segment(segment: &Json) -> Segment {
    let index = segment.as_u64().and_then(|index| u32::try_from(index).ok());
    match (index, segment) {
        (Some(index), _) => Segment::Index(index),
        (None, Json::String(key)) => Segment::from(key.as_str()),
        (None, other) => Segment::from(other.to_json_string()),
    }
}
