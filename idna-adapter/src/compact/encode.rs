//! Makes `tables.bin` from ICU4X. `UPDATE_TABLES=1 cargo test -p idna_adapter` writes it anew, which a new version of
//! Unicode needs.

use core::iter::once;
use std::collections::HashMap;
use std::prelude::v1::*;

use icu_normalizer::properties::{
    CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed,
};
use icu_properties::props::{BidiClass, JoiningType};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use super::tables::{MARK, SECOND};

/// The five bytes of a kind.
type Kind = [u8; 5];

/// Other bidi classes mean the same to the Bidi rule: no condition names them.
const NAMED_BIDI_CLASSES: [BidiClass; 11] = [
    BidiClass::LeftToRight,
    BidiClass::RightToLeft,
    BidiClass::EuropeanNumber,
    BidiClass::EuropeanSeparator,
    BidiClass::EuropeanTerminator,
    BidiClass::ArabicNumber,
    BidiClass::CommonSeparator,
    BidiClass::OtherNeutral,
    BidiClass::ArabicLetter,
    BidiClass::NonspacingMark,
    BidiClass::BoundaryNeutral,
];

struct Source {
    adapter: crate::icu4x::Adapter,
    compositions: CanonicalCompositionBorrowed<'static>,
    decompositions: CanonicalDecompositionBorrowed<'static>,
    combining_classes: CanonicalCombiningClassMapBorrowed<'static>,
    bidi_classes: CodePointMapDataBorrowed<'static, BidiClass>,
    joining_types: CodePointMapDataBorrowed<'static, JoiningType>,
}

pub(crate) fn encode() -> Vec<u8> {
    let source = Source {
        adapter: crate::icu4x::Adapter::new(),
        compositions: CanonicalCompositionBorrowed::new(),
        decompositions: CanonicalDecompositionBorrowed::new(),
        combining_classes: CanonicalCombiningClassMapBorrowed::new(),
        bidi_classes: CodePointMapData::<BidiClass>::new(),
        joining_types: CodePointMapData::<JoiningType>::new(),
    };
    let composites: Vec<[char; 3]> = ('\0'..=char::MAX).filter_map(|c| source.composite(c)).collect();
    let is_second: Vec<char> = composites.iter().map(|&[_, _, second]| second).collect();
    let kinds: Vec<Kind> = ('\0'..=char::MAX).map(|c| source.kind(c, is_second.contains(&c))).collect();

    let mut file = Vec::new();
    push_runs(&mut file, &kinds);
    push_mappings(&mut file, &source);
    push_number(&mut file, composites.len());
    for column in 0..3 {
        let mut last = 0;
        for composite in &composites {
            push_difference(&mut file, i64::from(u32::from(composite[column])), &mut last);
        }
    }
    file
}

impl Source {
    fn mapped(&self, c: char) -> Vec<char> {
        self.adapter.map_normalize(once(c)).collect()
    }

    /// Only characters that UTS #46 maps to themselves have properties that somebody asks for.
    fn kind(&self, c: char, is_second: bool) -> Kind {
        let mapped = self.mapped(c);
        match mapped.as_slice() {
            [] => [2, 0, 0, 0, 0],
            ['\u{fffd}'] => [3, 0, 0, 0, 0],
            &[one] if one == c => {
                let class = self.bidi_classes.get(c);
                let named = NAMED_BIDI_CLASSES.contains(&class);
                let bidi_class = if named { class } else { BidiClass::WhiteSpace };
                let flags = u8::from(self.adapter.is_mark(c)) * MARK + u8::from(is_second) * SECOND;
                #[allow(deprecated, reason = "ICU4X knows no other number of a class or a type")]
                let numbers = [bidi_class.to_icu4c_value(), self.joining_types.get(c).to_icu4c_value()];
                [0, self.combining_classes.get_u8(c), numbers[0], numbers[1], flags]
            }
            _ => [1, 0, 0, 0, 0],
        }
    }

    /// Returns a valid character that stands for two, and the two. Hangul syllables are composed by arithmetic.
    fn composite(&self, c: char) -> Option<[char; 3]> {
        match self.decompositions.decompose(c) {
            Decomposed::Expansion(first, second)
                if self.mapped(c) == [c] && !('\u{ac00}'..='\u{d7a3}').contains(&c) =>
            {
                assert_eq!(
                    self.compositions.compose(first, second),
                    Some(c),
                    "UTS #46 maps the ones that stay decomposed"
                );
                Some([c, first, second])
            }
            Decomposed::Singleton(_) => {
                assert_ne!(self.mapped(c), [c], "UTS #46 maps all singletons");
                None
            }
            _ => None,
        }
    }
}

fn push_runs(file: &mut Vec<u8>, kinds: &[Kind]) {
    // The surrogates have no `char`: they lengthen the run before them.
    let surrogates = 0xd800..0xe000;
    let mut runs: Vec<(Kind, usize)> = Vec::new();
    for (at, &kind) in kinds.iter().enumerate() {
        let length = if at == surrogates.start - 1 { 1 + surrogates.len() } else { 1 };
        match runs.last_mut() {
            Some((last, count)) if *last == kind => *count += length,
            _ => runs.push((kind, length)),
        }
    }
    let mut counts: HashMap<Kind, usize> = HashMap::new();
    for (kind, _) in &runs {
        *counts.entry(*kind).or_default() += 1;
    }
    // Frequent kinds have small numbers.
    let mut order: Vec<Kind> = counts.keys().copied().collect();
    order.sort_by_key(|kind| (core::cmp::Reverse(counts[kind]), *kind));
    push_number(file, order.len());
    file.extend(order.iter().flatten());
    push_number(file, runs.len());
    file.extend(runs.iter().map(|(kind, _)| {
        let number = order.iter().position(|ordered| ordered == kind).expect("the order has all kinds");
        u8::try_from(number).expect("there are fewer than 256 kinds")
    }));
    for (_, length) in runs {
        push_number(file, length - 1);
    }
}

fn push_mappings(file: &mut Vec<u8>, source: &Source) {
    let mappings: Vec<(char, Vec<char>)> =
        ('\0'..=char::MAX).filter(|&c| source.kind(c, false)[0] == 1).map(|c| (c, source.mapped(c))).collect();
    file.extend(mappings.iter().map(|(_, targets)| u8::try_from(targets.len()).expect("no mapping is that long")));
    let mut last = 0;
    for (c, targets) in &mappings {
        if let &[target] = targets.as_slice() {
            push_difference(file, i64::from(u32::from(target)) - i64::from(u32::from(*c)), &mut last);
        }
    }
    let longer: String =
        mappings.iter().filter(|(_, targets)| targets.len() != 1).flat_map(|(_, targets)| targets).collect();
    file.extend(longer.bytes());
}

fn push_number(file: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        file.push(u8::try_from(number & 0x7f | 0x80).expect("the number has eight bits"));
        number >>= 7;
    }
    file.push(u8::try_from(number).expect("the number has seven bits"));
}

fn push_difference(file: &mut Vec<u8>, number: i64, last: &mut i64) {
    let difference = number - *last;
    *last = number;
    push_number(
        file,
        usize::try_from(if difference < 0 { -2 * difference - 1 } else { 2 * difference }).expect("it is positive"),
    );
}
