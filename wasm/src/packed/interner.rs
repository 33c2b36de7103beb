//! Interns the issues of a schema: each kind of issue gets an id, and its texts cross the boundary once.
//!
//! A check answers with words. `pkg/src/packed/interner.ts` keeps the texts for each id and puts the issues together:
//!
//! ```text
//!  31   24 23        0
//! +-------+-----------+-------+-- ... --+
//! | count | issue id  | index |  index  |      one issue: `count` list indices follow, from the root
//! +-------+-----------+-------+-- ... --+
//! ```
//!
//! The id 0 stands for an issue that is not interned: its texts cross with every answer.

use alloc::string::String;
use alloc::vec::Vec;
use core::{mem, ptr};

use unanimous::json::ObjectWriter;
use unanimous::path::{Indices, Path, push_with};
use unanimous::reason::{Code, Reason};
use unanimous::report::{Issue, MAX_ISSUES};
use unanimous::schema::{Failure, Kind, LazyLocation, Node, Shown, Sink};

use super::constants::{INDEX_COUNT_SHIFT, ISSUE_ID_BITS};

/// The most ids of one schema. No form has more issues.
const MAX_IDS: usize = (1 << ISSUE_ID_BITS) - 1;
/// A power of two, and more than most schemas have ids.
const BUCKETS: usize = 64;
/// An issue inside more lists than this is not interned.
const MAX_INDICES: usize = 8;
/// The longest answer in words: every issue with all its indices, and one that counts the issues not shown.
pub(super) const MAX_ANSWER_WORDS: usize = MAX_ISSUES * (1 + MAX_INDICES) + 1;

/// The interned issues of one schema, and the answer of the last check.
pub(super) struct IssueInterner {
    /// The keys of the interned issues. The id of an issue is its index here, plus 1.
    keys: Vec<IssueKey>,
    /// The newest id in each bucket; 0 if the bucket is empty.
    buckets: [u32; BUCKETS],
    /// The answer of the last check.
    answer: Vec<u32>,
    /// The texts that JavaScript does not have yet, as the beginning of a JSON array, in the answer's order.
    new_issues: String,
    /// The issues that the answer has.
    shown: Shown,
    /// How many issues did not fit into the answer.
    hidden: u32,
    /// Whether a node of the schema may judge several locations.
    shares_nodes: bool,
}

/// Identifies an issue, whatever its list indices are: issues that differ in those alone have equal keys.
struct IssueKey {
    node_id: u32,
    /// A digest of the location without its list indices; 0 if the node has one location.
    location: u64,
    code: Code,
    detail: &'static str,
    which: usize,
    received: &'static str,
    /// The id before this one in the same bucket; 0 if there is none.
    previous: u32,
}

impl IssueKey {
    /// Whether two keys are equal, whatever their links are. Texts are compared by address, which is fast. If a text stood in
    /// memory twice, one issue would get two ids with the same texts, and no verdict would change.
    fn equals(&self, other: &Self) -> bool {
        self.node_id == other.node_id
            && self.location == other.location
            && self.code == other.code
            && self.which == other.which
            && ptr::eq(self.detail, other.detail)
            && ptr::eq(self.received, other.received)
    }

    fn bucket(&self) -> usize {
        (self.node_id as usize * 8 + self.code as usize + self.detail.len() + self.received.len()) % BUCKETS
    }
}

impl IssueInterner {
    pub(super) const fn new(shares_nodes: bool) -> Self {
        Self {
            keys: Vec::new(),
            buckets: [0; BUCKETS],
            answer: Vec::new(),
            new_issues: String::new(),
            shown: Shown::NONE,
            hidden: 0,
            shares_nodes,
        }
    }

    /// Forgets the answer of the last check.
    pub(super) fn begin(&mut self) {
        self.answer.clear();
        self.new_issues.clear();
        self.shown = Shown::NONE;
        self.hidden = 0;
    }

    /// Ends a check, and returns its answer. The answer is empty if the value is valid.
    pub(super) fn finish(&mut self) -> &[u32] {
        if self.hidden > 0 {
            let reason = Reason::new(Code::MoreIssues).with_param("count", self.hidden);
            self.answer.push(0);
            self.describe(0, Path::ROOT, reason);
        }
        &self.answer
    }

    /// Returns the texts that the last answer needs and JavaScript does not have yet, in the answer's order: a JSON
    /// array of `{"id", "line", "issue"}`. It returns them once.
    pub(super) fn take_new_issues(&mut self) -> String {
        let mut list = mem::take(&mut self.new_issues);
        list.push(']');
        list
    }

    /// Adds an issue's texts to the new ones. If the issue has an id, its path and its line have U+0000 for each index.
    fn describe(&mut self, id: u32, path: Path, reason: Reason) {
        let indices = if id == 0 { Indices::Digits } else { Indices::Blank };
        let mut text = String::new();
        push_with(&mut text, &path.0, indices);
        let issue = Issue::with_path_text(text, path, reason);
        let mut line = String::new();
        issue.push_line_as_written(&mut line);
        self.new_issues.push(if self.new_issues.is_empty() { '[' } else { ',' });
        ObjectWriter::new(&mut self.new_issues).member("id", &id).member("line", &line).member("issue", &issue).end();
    }

    /// Returns the id of an issue and whether the id is new. The id is 0 if the issue cannot be interned: the schema
    /// does not describe its location, it names a class of JavaScript, or no id is left.
    fn intern(&mut self, node_id: u32, failure: &Failure<'_>, location: &LazyLocation<'_>) -> (u32, bool) {
        if node_id == 0 || matches!(failure.received, Kind::Other(_)) {
            return (0, false);
        }
        let received = failure.received.static_name();
        let mut key = IssueKey {
            node_id,
            location: if self.shares_nodes { location.digest(false) } else { 0 },
            code: failure.code(),
            detail: failure.detail(),
            which: failure.which,
            received,
            previous: 0,
        };
        let bucket = key.bucket();
        key.previous = self.buckets[bucket];
        let mut id = key.previous;
        while let Some(known) = (id as usize).checked_sub(1).and_then(|at| self.keys.get(at)) {
            if known.equals(&key) {
                return (id, false);
            }
            id = known.previous;
        }
        if self.keys.len() == MAX_IDS {
            return (0, false);
        }
        self.keys.push(key);
        let id = u32::try_from(self.keys.len()).unwrap_or(0);
        self.buckets[bucket] = id;
        (id, true)
    }
}

impl Sink for IssueInterner {
    #[cold]
    fn push(&mut self, node_id: u32, node: Option<&Node>, failure: Failure<'_>, location: &LazyLocation<'_>) {
        if !self.shown.takes(location) {
            self.hidden += 1;
            return;
        }
        let start = self.answer.len();
        self.answer.push(0);
        location.push_indices(&mut self.answer);
        let indices = self.answer.len() - start - 1;
        let (id, is_new) = if indices > MAX_INDICES { (0, false) } else { self.intern(node_id, &failure, location) };
        if id == 0 {
            self.answer.truncate(start + 1);
        } else {
            #[allow(clippy::cast_possible_truncation, reason = "at most MAX_INDICES")]
            let word = id | (indices as u32) << INDEX_COUNT_SHIFT;
            self.answer[start] = word;
            self.answer[start + 1..].reverse();
        }
        if id == 0 || is_new {
            self.describe(id, location.path(), failure.reason(node));
        }
    }
}
