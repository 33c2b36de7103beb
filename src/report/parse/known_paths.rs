//! The caller's known paths.

use alloc::vec;
use alloc::vec::Vec;

use crate::path::{Path, Segment};
use crate::strings;

/// The only paths that can begin an issue, as segments. A text that is not a path is one key.
pub(super) struct KnownPaths(Vec<Vec<Step>>);

enum Step {
    Any,
    One(Segment),
}

impl KnownPaths {
    pub(super) fn new(paths: &[&str]) -> Self {
        Self(paths.iter().map(|path| Self::steps(path)).collect())
    }

    fn steps(path: &str) -> Vec<Step> {
        // `*` may not stand in a path, so a text that does not parse is read again piece by piece.
        let pieces: Result<Vec<Vec<Step>>, ()> = strings::split(path, ".")
            .into_iter()
            .map(|piece| match piece.parse::<Path>() {
                _ if piece == "*" => Ok(vec![Step::Any]),
                Ok(Path(segments)) if !segments.is_empty() => Ok(segments.into_iter().map(Step::One).collect()),
                _ => Err(()),
            })
            .collect();
        match (path.parse::<Path>(), pieces) {
            (Ok(Path(segments)), _) => segments.into_iter().map(Step::One).collect(),
            (Err(_), Ok(pieces)) => pieces.into_iter().flatten().collect(),
            (Err(_), Err(())) => vec![Step::One(Segment::from(path))],
        }
    }

    pub(super) fn contain(&self, segments: &[Segment]) -> bool {
        let fits = |steps: &Vec<Step>| {
            steps.len() == segments.len()
                && steps.iter().zip(segments).all(|(step, segment)| match step {
                    Step::Any => true,
                    Step::One(one) => one == segment,
                })
        };
        self.0.iter().any(fits)
    }
}
