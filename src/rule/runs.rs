//! Sets of characters outside ASCII, as the lengths of runs.

/// Whether a character stands in the second, the fourth, … of the runs, which begin at U+0080. A run of more than 65,535
/// code points is split, with a run of length 0 between the parts.
pub(super) fn is_in_every_second(runs: &[u16], c: char) -> bool {
    let Some(mut left) = u32::from(c).checked_sub(0x80) else { return false };
    let mut is_in = false;
    for &run in runs {
        match left.checked_sub(run.into()) {
            None => return is_in,
            Some(rest) => left = rest,
        }
        is_in = !is_in;
    }
    false
}
