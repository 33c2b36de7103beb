//! What is wrong with a value, as numbers: the words for each number are told once, and JavaScript remembers them.

use alloc::string::String;
use alloc::vec::Vec;
use core::{mem, ptr};

use unanimous::json::ObjectWriter;
use unanimous::path::{Indices, Path, push_with};
use unanimous::reason::{Code, Reason};
use unanimous::report::{Issue, MAX_ISSUES};
use unanimous::schema::{Failure, Kind, LazyLocation, Node, Sink};

/// The most numbers of one schema: more are no form's.
const MAX_NUMBERS: usize = 4096;
/// A power of two, and more than most schemas have numbers.
const LOTS: usize = 64;
/// An issue inside more lists than this has no number.
const MAX_INDICES: usize = 8;
/// An issue is its number with so many bits above it for the count of its indices, then these.
const INDICES_SHIFT: u32 = 24;

/// The issues of one schema that have a number, and what the last value has of them.
pub(super) struct Words {
    known: Vec<Known>,
    /// The latest number of each of the lots that they are parted into.
    latest: [u32; LOTS],
    /// The last value's issues, each as the number that stands for it, or 0 and told in full, then its indices.
    found: Vec<u32>,
    /// The words that JavaScript has not been told: those of numbers that are new, and of issues without one, in order.
    untold: String,
    count: usize,
    hidden: u32,
}

/// What makes an issue the same as another, but for its indices.
struct Known {
    place: u32,
    code: Code,
    detail: &'static str,
    which: usize,
    received: &'static str,
    /// The number before this one in the same lot; 0 is none.
    before: u32,
}

impl Known {
    /// Texts are the same where they stand at the same address. Were one there twice, it would have two numbers, for the
    /// same words.
    fn is(&self, other: &Self) -> bool {
        self.place == other.place
            && self.code == other.code
            && self.which == other.which
            && ptr::eq(self.detail, other.detail)
            && ptr::eq(self.received, other.received)
    }

    fn lot(&self) -> usize {
        (self.place as usize * 8 + self.code as usize + self.detail.len() + self.received.len()) % LOTS
    }
}

impl Words {
    pub(super) const fn new() -> Self {
        let untold = String::new();
        Self { known: Vec::new(), latest: [0; LOTS], found: Vec::new(), untold, count: 0, hidden: 0 }
    }

    /// Forgets the last value.
    pub(super) fn begin(&mut self) {
        self.found.clear();
        self.untold.clear();
        self.count = 0;
        self.hidden = 0;
    }

    /// What the value has of issues, with one that counts those not shown.
    pub(super) fn end(&mut self) -> &[u32] {
        if self.hidden > 0 {
            let count = Reason::new(Code::MoreIssues).with_param("count", self.hidden);
            self.found.push(0);
            self.put_in_words(0, Path::ROOT, count);
        }
        &self.found
    }

    /// The words that are new, as a list in JSON; told once.
    pub(super) fn tell(&mut self) -> String {
        let mut list = mem::take(&mut self.untold);
        list.push(']');
        list
    }

    fn put_in_words(&mut self, number: u32, path: Path, reason: Reason) {
        let indices = if number == 0 { Indices::Digits } else { Indices::Blank };
        let mut text = String::new();
        push_with(&mut text, &path.0, indices);
        let issue = Issue::written(text, path, reason);
        let mut line = String::new();
        issue.push_line_as_written(&mut line);
        self.untold.push(if self.untold.is_empty() { '[' } else { ',' });
        ObjectWriter::new(&mut self.untold)
            .member("number", &number)
            .member("line", &line)
            .member("issue", &issue)
            .end();
    }

    /// The number of an issue, and whether it is new; 0 where it gets none.
    fn number(&mut self, place: u32, fault: &Failure<'_>) -> (u32, bool) {
        if place == 0 || matches!(fault.received, Kind::Other(_)) {
            return (0, false);
        }
        let received = fault.received.static_name();
        let mut new =
            Known { place, code: fault.code(), detail: fault.detail(), which: fault.which, received, before: 0 };
        let lot = new.lot();
        new.before = self.latest[lot];
        let mut number = new.before;
        while let Some(known) = (number as usize).checked_sub(1).and_then(|at| self.known.get(at)) {
            if known.is(&new) {
                return (number, false);
            }
            number = known.before;
        }
        if self.known.len() == MAX_NUMBERS {
            return (0, false);
        }
        self.known.push(new);
        let number = u32::try_from(self.known.len()).unwrap_or(0);
        self.latest[lot] = number;
        (number, true)
    }
}

impl Sink for Words {
    #[cold]
    fn push(&mut self, place: u32, node: Option<&Node>, fault: Failure<'_>, trail: &LazyLocation<'_>) {
        if self.count == MAX_ISSUES {
            self.hidden += 1;
            return;
        }
        self.count += 1;
        let start = self.found.len();
        self.found.push(0);
        trail.push_indices(&mut self.found);
        let indices = self.found.len() - start - 1;
        let (number, is_new) = if indices > MAX_INDICES { (0, false) } else { self.number(place, &fault) };
        if number == 0 {
            self.found.truncate(start + 1);
        } else {
            #[allow(clippy::cast_possible_truncation, reason = "a few at most")]
            let entry = number | (indices as u32) << INDICES_SHIFT;
            self.found[start] = entry;
            self.found[start + 1..].reverse();
        }
        if number == 0 || is_new {
            let path = trail.path();
            self.put_in_words(number, path, fault.reason(node));
        }
    }
}
