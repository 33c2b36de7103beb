use std::iter::once;
use std::prelude::v1::*;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use proptest::prelude::*;

use crate::compact::{self, encode, tables};
use crate::icu4x;

const OURS: compact::Adapter = compact::Adapter::new();
const THEIRS: icu4x::Adapter = icu4x::Adapter::new();

#[test]
fn the_tables_are_those_of_icu4x() {
    let wanted = encode::encode();
    if std::env::var_os("UPDATE_TABLES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/compact/tables.bin");
        std::fs::write(path, &wanted).expect("the file can be written");
        return;
    }
    assert!(tables::FILE == wanted, "run UPDATE_TABLES=1 cargo test -p idna_adapter");
}

#[test]
fn the_tables_are_of_unicode_17() {
    let new = '\u{10940}';
    assert_eq!(CodePointMapData::<GeneralCategory>::new().get(new), GeneralCategory::OtherLetter);
    assert_eq!(OURS.map_normalize(once(new)).collect::<String>(), "\u{10940}");
}

#[test]
fn each_character_is_mapped_as_icu4x_maps_it() {
    for c in '\0'..=char::MAX {
        assert!(OURS.map_normalize(once(c)).eq(THEIRS.map_normalize(once(c))), "{c:?}");
        assert!(OURS.normalize_validate(once(c)).eq(THEIRS.normalize_validate(once(c))), "{c:?}");
    }
}

#[test]
fn each_valid_character_has_the_properties_that_icu4x_has() {
    // U+FFFD is disallowed, and stands for itself.
    let valid = ('\0'..=char::MAX).filter(|&c| c != '\u{fffd}' && THEIRS.map_normalize(once(c)).eq([c]));
    let mut count = 0;
    for c in valid {
        count += 1;
        assert_eq!(OURS.is_virama(c), THEIRS.is_virama(c), "{c:?}");
        assert_eq!(OURS.is_mark(c), THEIRS.is_mark(c), "{c:?}");
        // The masks are of classes and types. Classes that no mask names count as one.
        assert_eq!(OURS.joining_type(c), THEIRS.joining_type(c), "{c:?}");
        let masks = [
            (crate::RTL_MASK, "RTL"),
            (crate::FIRST_BC_MASK, "FIRST_BC"),
            (crate::LAST_LTR_MASK, "LAST_LTR"),
            (crate::LAST_RTL_MASK, "LAST_RTL"),
            (crate::MIDDLE_LTR_MASK, "MIDDLE_LTR"),
            (crate::MIDDLE_RTL_MASK, "MIDDLE_RTL"),
        ];
        let (ours, theirs) = (OURS.bidi_class(c), THEIRS.bidi_class(c));
        for (mask, name) in masks {
            assert_eq!(ours.to_mask().intersects(mask), theirs.to_mask().intersects(mask), "{c:?} in {name}");
        }
        assert_eq!(ours.is_nonspacing_mark(), theirs.is_nonspacing_mark(), "{c:?}");
    }
    assert!(count > 150_000, "{count} characters were compared");
}

/// Characters that change together with others: with a combining class, of composites and of Hangul, and some of all.
fn character() -> impl Strategy<Value = char> {
    let combining: Vec<char> =
        ('\0'..=char::MAX).filter(|&c| tables::tables().kind_of(c).combining_class != 0).collect();
    let composites = ('\0'..=char::MAX).filter_map(|c| tables::tables().composite(c.into()));
    let parts = composites.flat_map(|composite| [composite.character, composite.first, composite.second]);
    let parts: Vec<char> = parts.filter_map(char::from_u32).collect();
    prop_oneof![
        4 => proptest::sample::select(combining),
        4 => proptest::sample::select(parts),
        1 => proptest::char::range('\u{1100}', '\u{11ff}'),
        1 => proptest::char::range('\u{ac00}', '\u{d7a3}'),
        1 => proptest::char::range('A', 'z'),
        1 => any::<char>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_are_normalized_as_icu4x_does(text in proptest::collection::vec(character(), 0..12)) {
        let text = || text.iter().copied();
        let mapped: String = OURS.map_normalize(text()).collect();
        prop_assert_eq!(mapped, THEIRS.map_normalize(text()).collect::<String>());
        let validated: String = OURS.normalize_validate(text()).collect();
        prop_assert_eq!(validated, THEIRS.normalize_validate(text()).collect::<String>());
    }
}

#[test]
fn a_long_run_of_marks_takes_linear_time() {
    let marks = || ['\u{301}', '\u{316}', '\u{327}'].into_iter().cycle().take(300_000);
    assert!(OURS.map_normalize(marks()).eq(THEIRS.map_normalize(marks())));
}
