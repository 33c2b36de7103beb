//! Finds a value among many allowed ones without a comparison with each.

use super::digest::digest_of_scalar;
use super::kind::Kind;
use super::node::Lookup;
use super::source::Source;
use crate::json::Json;

impl Lookup {
    /// Whether the value equals one of the allowed values from which the lookup was made. `kind` is the value's kind.
    pub(super) fn holds<'v, V: Source<'v>>(&self, allowed: &[Json], value: V, kind: Kind<'v>) -> bool {
        self.position(allowed, value, kind).is_some()
    }

    /// The index of the allowed value that the value equals.
    pub(super) fn position<'v, V: Source<'v>>(&self, allowed: &[Json], value: V, kind: Kind<'v>) -> Option<usize> {
        if self.sorted.is_empty() {
            return allowed.iter().position(|one| value.equals(kind, one));
        }
        if !self.reads_digest(kind) {
            return None;
        }
        let wanted = match kind {
            Kind::List(_) | Kind::Object => value.digest(),
            Kind::Number => digest_of_scalar(kind, value.number()),
            _ => digest_of_scalar(kind, 0.0),
        };
        let start = self.sorted.partition_point(|(digest, _)| *digest < wanted);
        let same = self.sorted.iter().skip(start).take_while(|(digest, _)| *digest == wanted);
        let is_equal = |at: &usize| allowed.get(*at).is_some_and(|one| value.equals(kind, one));
        same.map(|(_, at)| *at).find(is_equal)
    }
}
