//! Fast path for small patterns: a deterministic automaton, built with the pattern. It takes one look-up in a table for
//! each character.
//!
//! A counter is written out: each character that it may take is a position. A state is the set of positions that may
//! take the next character. The characters that the same positions take share a column of the table:
//!
//! ```text
//! ^[a-z]([a-z0-9-]*[a-z0-9])?$     positions 0 [a-z], 1 [a-z0-9-], 2 [a-z0-9]
//!
//!                  a-z   0-9   -     other   the text ends
//! A  {0}           B                         no
//! B  {1, 2, end}   B     B     C             yes
//! C  {1, 2}        B     B     C             no
//! ```
//!
//! Patterns with `\b`, `\B`, lookahead or lookbehind, and those whose automaton would be large, run in [`super::search`].
//! One-pass patterns made of long counters, such as those of UUIDs, are faster in [`super::one_pass`].

mod positions;

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use positions::{END, MATCH, Set, positions, reachable, takers};

use super::op::Op;
use super::program::Program;
use super::text::take;

/// How many states an automaton may have.
const STATES: usize = 256;
/// How many cells a table may have.
const CELLS: usize = 4096;
/// How many intervals of characters an automaton may have.
const INTERVALS: usize = 256;

/// The state in which the pattern cannot match any more.
const DEAD: u16 = 0;
/// The state in which the pattern has matched.
const MATCHED: u16 = 1;

/// Where an interval of characters begins, and its column.
type Interval = (u32, u8);

/// A deterministic automaton.
#[derive(Clone, Debug)]
pub(super) struct Dfa {
    /// The columns of the ASCII characters.
    ascii: [u8; 128],
    /// The columns of all characters: the first character of each interval, and its column.
    intervals: Vec<Interval>,
    /// The states, from the third cell on. A state is the index of its row, and each cell is the next state. The last
    /// column is for the end of the text.
    table: Vec<u16>,
    start: u16,
    /// The column for the end of the text.
    end: u8,
}

impl Dfa {
    /// Builds the automaton of a program, if it is small. Its table takes cells from those that are free.
    pub(super) fn new(program: &Program, free_cells: &mut usize) -> Option<Box<Self>> {
        let mut table = vec![DEAD, MATCHED];
        let built = if *free_cells == 0 { None } else { Self::build(program, &mut table) };
        // An automaton that turns out too large has cost as much time, so its cells count too.
        *free_cells = free_cells.saturating_sub(table.len());
        let (intervals, start, end) = built?;
        let mut dfa = Self { ascii: [0; 128], intervals, table, start, end };
        for c in 0..128 {
            dfa.ascii[c as usize] = dfa.column(c);
        }
        Some(Box::new(dfa))
    }

    /// Fills the table, and returns the intervals, the start and the column for the end.
    fn build(program: &Program, table: &mut Vec<u16>) -> Option<(Vec<Interval>, u16, u8)> {
        let positions = positions(program)?;
        if program.one_pass && positions.len() >= 2 * program.ops.len() {
            return None;
        }
        let follow: Vec<Set> = positions.iter().map(|position| position.follow(program, &positions)).collect();
        let (mut intervals, mut columns) = (Vec::new(), Vec::new());
        for c in boundaries(program)? {
            let takers = takers(program, &positions, c);
            intervals.push((c, u8::try_from(index_of(&mut columns, takers)).ok()?));
        }
        let width = columns.len() + 1;
        let restart = reachable(program, &positions, 0, false);
        let mut states = States::new();
        let start = states.row(width, reachable(program, &positions, 0, true))?;
        let mut done = 0;
        while let Some(&state) = states.sets.get(done) {
            done += 1;
            for takers in &columns {
                let (mut next, mut left) = (restart, state & takers);
                while left != 0 {
                    next |= follow.get(left.trailing_zeros() as usize).copied().unwrap_or_default();
                    left &= left - 1;
                }
                table.push(states.row(width, next)?);
            }
            table.push(if state & END == 0 { DEAD } else { MATCHED });
            if table.len() > CELLS {
                return None;
            }
        }
        Some((intervals, start, u8::try_from(columns.len()).ok()?))
    }

    /// Whether any part of the text matches.
    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        let (mut state, mut at) = (self.start, 0);
        while state > MATCHED {
            let from = usize::from(state);
            let mut next = state;
            // While the state stays, no look-up waits for the one before.
            while next == state {
                let column = match text.get(at) {
                    Some(&byte @ ..0x80) => {
                        at += 1;
                        self.ascii[usize::from(byte & 0x7f)]
                    }
                    Some(_) => self.column(take(text, &mut at)),
                    None => self.end,
                };
                next = self.table.get(from + usize::from(column)).copied().unwrap_or(DEAD);
            }
            state = next;
        }
        state == MATCHED
    }

    /// The column of any character.
    #[inline(never)]
    fn column(&self, c: u32) -> u8 {
        let after = self.intervals.partition_point(|&(from, _)| from <= c);
        self.intervals.get(after.wrapping_sub(1)).map_or(self.end, |&(_, column)| column)
    }
}

/// The first characters of the intervals in which all characters are in the same classes, if they are few.
fn boundaries(program: &Program) -> Option<Vec<u32>> {
    let mut boundaries = vec![0];
    for op in &program.ops {
        let Op::Class { class, .. } = *op else { continue };
        for &(low, high) in program.classes.ranges(class) {
            for c in [low, high + 1] {
                let at = boundaries.partition_point(|&other| other < c);
                if boundaries.get(at) != Some(&c) {
                    boundaries.insert(at, c);
                }
            }
            if boundaries.len() > INTERVALS {
                return None;
            }
        }
    }
    Some(boundaries)
}

/// The states of an automaton.
struct States {
    sets: Vec<Set>,
    /// A hash table of the numbers of the states, from 1 on; 0 marks a free slot.
    slots: [u16; 2 * STATES],
}

const _: () = assert!(2 * STATES == 1 << (64 - 55), "`row` takes the 9 high bits of a hash as the slot");

impl States {
    const fn new() -> Self {
        Self { sets: Vec::new(), slots: [0; 2 * STATES] }
    }

    /// The row of a state. It is added if it is new; `None` if there are too many.
    fn row(&mut self, width: usize, set: Set) -> Option<u16> {
        if set & MATCH != 0 {
            return Some(MATCHED);
        }
        if set == 0 {
            return Some(DEAD);
        }
        #[allow(clippy::cast_possible_truncation, reason = "both halves of the set count")]
        let folded = (set >> 64) as u64 ^ (set as u64).rotate_left(17);
        let mut at = (folded.wrapping_mul(6_364_136_223_846_793_005) >> 55) as usize;
        loop {
            let slot = self.slots.get_mut(at)?;
            let index = match usize::from(*slot) {
                0 => {
                    if self.sets.len() == STATES {
                        return None;
                    }
                    self.sets.push(set);
                    *slot = u16::try_from(self.sets.len()).ok()?;
                    self.sets.len() - 1
                }
                number => number - 1,
            };
            if self.sets.get(index) == Some(&set) {
                return u16::try_from(index * width + 2).ok();
            }
            at = (at + 1) % (2 * STATES);
        }
    }
}

/// The index of a set in a list. It is added if it is new.
fn index_of(list: &mut Vec<Set>, set: Set) -> usize {
    // Most sets were added lately.
    list.iter().rposition(|&other| other == set).unwrap_or_else(|| {
        list.push(set);
        list.len() - 1
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use core::fmt::Write;

    use proptest::prelude::*;

    use super::super::{Pattern, one_pass, search};
    use super::*;

    #[test]
    fn small_patterns_have_an_automaton() {
        for (pattern, has) in [
            ("", true),
            ("^[a-z]([a-z0-9-]*[a-z0-9])?$", true),
            ("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", true),
            (r"^[^\s@]+@[^\s@]+\.[^\s@]+$", true),
            ("IX[0-9a-f]{32}", true),
            ("(^|,)a(,|$)", true),
            // Faster in one pass.
            ("^[a-z0-9-]{1,64}$", false),
            // 2^10 sets of positions.
            ("[ab]*a[ab]{9}c", false),
            // Too many positions.
            ("a{127}b", false),
            (r"\ba", false),
        ] {
            assert_eq!(Pattern::new(pattern).expect(pattern).dfa.is_some(), has, "{pattern}");
        }
    }

    /// The most columns, states, intervals and positions, each a little below its limit and a little above.
    #[test]
    fn limits_hold() {
        let letters = |count: u32| (0x4e00..).map_while(char::from_u32).take(count as usize * 2).step_by(2);
        for count in [60, 62, 64, 120, 126, 127, 128, 254, 256, 258] {
            let mut class = String::from("x[");
            let mut each = String::from("x(?:");
            for c in letters(count) {
                class.push(c);
                let _ = write!(each, "{c}|");
            }
            for source in
                [class + "]y", each + "z)y", format!("x(?:.{{{count}}}y)?z"), format!("x(?:xy){{{}}}z", count / 2)]
            {
                let pattern = Pattern::new(&source).expect(&source);
                for text in ["xy", "x一y", "x丁y", "x世y", "xzy", "xz", "x"] {
                    assert_eq!(
                        pattern.is_match(text),
                        search::is_match(&pattern.program, text.as_bytes()),
                        "{source} on {text}"
                    );
                }
            }
        }
    }

    fn pattern() -> impl Strategy<Value = String> {
        let quantifier =
            || prop::sample::select(vec!["", "", "", "*", "+", "?", "{2}", "{0,3}", "{1,5}", "{2,}", "{9}", "{0,30}"]);
        let atom = prop::sample::select(vec![
            "a",
            "b",
            "c",
            "-",
            "é",
            "😀",
            ".",
            "[ab]",
            "[^a]",
            r"\d",
            r"\W",
            r"\s",
            "[é-ü😀]",
            "[^-é]",
            "[]",
            "[^]",
        ]);
        let term = prop_oneof![
            8 => (atom, quantifier()).prop_map(|(atom, quantifier)| format!("{atom}{quantifier}")),
            1 => prop::sample::select(vec!["^", "$"]).prop_map(String::from),
        ];
        let sequence = prop::collection::vec(term, 0..5).prop_map(|terms| terms.concat());
        let inner = sequence.prop_recursive(3, 12, 3, move |inner| {
            (inner.clone(), prop::collection::vec(inner.clone(), 1..4), quantifier(), inner).prop_map(
                |(before, branches, quantifier, after)| format!("{before}({}){quantifier}{after}", branches.join("|")),
            )
        });
        (prop::sample::select(vec!["", "^"]), inner, prop::sample::select(vec!["", "$"]))
            .prop_map(|(start, inner, end)| format!("{start}{inner}{end}"))
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        let piece =
            prop::sample::select(vec!["a", "a", "a", "b", "b", "c", "-", "5", " ", "é", "ü", "😀", "\n", "\u{2028}"]);
        // Mostly UTF-8.
        let broken = prop_oneof![30 => Just(None), 1 => any::<u8>().prop_map(Some)];
        (prop::collection::vec(piece, 0..14), broken, any::<prop::sample::Index>()).prop_map(|(pieces, broken, at)| {
            let mut bytes = pieces.concat().into_bytes();
            if let Some(byte) = broken {
                bytes.insert(at.index(bytes.len() + 1), byte);
            }
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn all_engines_agree(source in pattern(), texts in prop::collection::vec(text(), 8)) {
            let Ok(pattern) = Pattern::new(&source) else { return Ok(()) };
            for text in texts {
                let expected = search::is_match(&pattern.program, &text);
                if let Some(dfa) = &pattern.dfa {
                    prop_assert_eq!(dfa.is_match(&text), expected, "the automaton of {:?} on {:?}", source, text);
                }
                if pattern.program.one_pass {
                    let one_pass = one_pass::is_match(&pattern.program, &text);
                    prop_assert_eq!(one_pass, expected, "{:?} in one pass on {:?}", source, text);
                }
            }
        }
    }
}
