//! The instructions of a compiled pattern.

/// No upper limit. Larger numbers in a quantifier count as this one, as in V8.
pub(super) const INFINITE: u32 = i32::MAX.cast_unsigned();

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// From `min` to `max` characters of a class.
    Class { class: u32, min: u32, max: u32 },
    /// Goes on both at the next instruction and `to` instructions further. In a one-pass program, only at the target if
    /// `class` contains the next character, and else only at the next instruction.
    Split { to: isize, class: u32 },
    /// Goes on `to` instructions further.
    Jump { to: isize },
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b` if true, `\B` if not.
    Word(bool),
    /// The lookahead or lookbehind with this index, and whether it is negative.
    Look(u32, bool),
    /// The pattern matches.
    Match,
}

/// How many windows a counter may need at once ([`super::search`]).
pub(super) const fn windows(op: &Op) -> u32 {
    match *op {
        Op::Class { min, max, .. } if max < INFINITE => max / (max - min + 2) + 1,
        _ => 1,
    }
}
