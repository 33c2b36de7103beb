//! The caller's known paths.

use alloc::vec::Vec;

use crate::path::{Segment, foreign};
use crate::{sort, strings};

/// The only paths that can begin an issue, as segments. The key `*` stands for any one segment. A text that is not a
/// path is one key.
///
/// The paths are sorted, so those with the same first segments stand side by side, and a look-up is a binary search for
/// each segment.
pub(super) struct KnownPaths(Vec<Vec<Segment>>);

impl KnownPaths {
    pub(super) fn new(paths: &[&str]) -> Self {
        let mut paths: Vec<_> = paths.iter().map(|path| foreign::dotted(path)).collect();
        let order = sort::sorted_indices(paths.len(), &mut |one, other| paths.get(one) < paths.get(other));
        Self(order.into_iter().filter_map(|at| paths.get_mut(at).map(core::mem::take)).collect())
    }

    /// The path that a text at the start of a chunk names, if it is known. The text may be a label, which is one key, and
    /// a name in quotes may be a path.
    pub(super) fn find(&self, written: &str) -> Option<Vec<Segment>> {
        let is_known = |path: &Vec<Segment>| path.is_empty() || holds(&self.0, path, 0);
        let text = strings::trim(written);
        let path = foreign::head(text).filter(is_known);
        path.or_else(|| Some(foreign::dotted(foreign::quoted(text).unwrap_or(text))).filter(is_known))
    }
}

/// Whether one of these sorted paths, whose first `depth` segments fit, fits the rest of a path.
#[inline(never)]
fn holds(known: &[Vec<Segment>], path: &[Segment], depth: usize) -> bool {
    let Some(segment) = path.get(depth) else {
        // The shortest path comes first.
        return known.first().is_some_and(|known| known.len() == depth);
    };
    let any = Segment::from("*");
    [segment, &any].into_iter().any(|segment| {
        let start = known.partition_point(|known| known.get(depth) < Some(segment));
        let rest = known.get(start..).unwrap_or_default();
        let end = rest.partition_point(|known| known.get(depth) == Some(segment));
        end > 0 && holds(rest.get(..end).unwrap_or_default(), path, depth + 1)
    })
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    #[test]
    fn a_star_is_any_one_segment() {
        let known = KnownPaths::new(&["b", "a", "*.*.b", "a.1", "b.*.c", "a.*", "First name", "a"]);
        for path in
            ["a", "b", "a.1", "a.7", "x.y.b", "b.0.c", "b.0.b", "First name", "'x.y.b'", "'First name'", "$", "*.*.b"]
        {
            assert!(known.find(path).is_some(), "{path}");
        }
        for path in ["c", "a.1.c", "b.0", "x.y", "a.b.c.d", "*", "first name"] {
            assert!(known.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn many_paths_are_found() {
        let names: Vec<String> = (0..20_000).map(|at| alloc::format!("contacts.{at}.email")).collect();
        let known = KnownPaths::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
        // A search through all paths would take minutes.
        for name in &names {
            assert!(known.find(name).is_some() && known.find(&name.replace("email", "x")).is_none(), "{name}");
        }
    }
}
