//! Any JSON value.

use crate::json::{list, object, quote};
use crate::number;
use crate::random::Random;
use crate::text;

pub(crate) fn any(random: &mut Random, levels: usize) -> String {
    match random.below(if levels == 0 { 8 } else { 12 }) {
        0 => "null".to_owned(),
        1 => random.word(&["true", "false"]).to_owned(),
        2..5 => number::finite(random),
        5..8 => quote(&text::any(random)),
        8 | 9 => list(&random.several(0, 4, |random| any(random, levels - 1))),
        _ => any_object(random, levels),
    }
}

pub(crate) fn any_object(random: &mut Random, levels: usize) -> String {
    let most = if random.one_in(30) { 40 } else { 6 };
    object(&random.several(0, most, |random| (text::key(random), any(random, levels.saturating_sub(1)))))
}

/// An object with one key that is not Unicode text.
pub(crate) fn with_ill_formed_key(random: &mut Random) -> String {
    let mut members = random.several(0, 2, |random| (text::well_formed_key(random), any(random, 1)));
    members.push((text::ill_formed_key(random), any(random, 1)));
    random.shuffle(&mut members);
    object(&members)
}

/// A list or object inside many others.
pub(crate) fn deep(random: &mut Random) -> String {
    let (open, close, levels) = *random.pick(&[("[", "]", 1), ("{\"a\":", "}", 1), ("[{\"1\":", "}]", 2)]);
    let times = random.between(55, 110) / levels;
    format!("{}{}{}", open.repeat(times), any(random, 0), close.repeat(times))
}
