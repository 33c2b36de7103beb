//! The reader held against the crate `sfv`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::reader::{Letters, Reader};
use super::value::Value;
use super::{Pairs, dictionary, list, string_item};

/// A decoded bare item, as both readers can say it.
#[derive(Debug, PartialEq)]
enum Plain {
    Integer(i64),
    Thousandths(i64),
    String(String),
    Token(String),
    Bytes(Vec<u8>),
    Boolean(bool),
    Date(i64),
    DisplayString(String),
}

type PlainParameters = Vec<(String, Plain)>;
type PlainItem = (Plain, PlainParameters);

#[derive(Debug, PartialEq)]
enum PlainMember {
    Item(PlainItem),
    InnerList(Vec<PlainItem>, PlainParameters),
}

/// Our form, decoded.
mod ours {
    use super::*;

    fn base64(text: &str) -> Vec<u8> {
        const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut sixes: Vec<_> = text.chars().map_while(|c| ALPHABET.find(c)).collect();
        let bytes = sixes.len() * 6 / 8;
        sixes.resize(sixes.len().next_multiple_of(4), 0);
        let join = |quad: &[usize]| quad.iter().fold(0_u32, |all, six| all << 6 | u32::try_from(*six).unwrap());
        sixes.chunks(4).flat_map(|quad| join(quad).to_be_bytes().into_iter().skip(1)).take(bytes).collect()
    }

    fn percent(text: &str) -> String {
        let mut parts = text.split('%');
        let mut bytes = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
            bytes.extend(part[2..].bytes());
        }
        String::from_utf8(bytes).unwrap()
    }

    /// Integer and fraction in thousandths.
    fn decimal(text: &str) -> i64 {
        let (whole, fraction) = text.split_once('.').unwrap();
        (whole.to_owned() + &format!("{fraction:0<3}")).parse().unwrap()
    }

    fn bare(Value(text): Value<'_>) -> Plain {
        match text.as_bytes()[0] {
            b'"' => Plain::String(string_item(text).unwrap()),
            b':' => Plain::Bytes(base64(&text[1..])),
            b'?' => Plain::Boolean(text == "?1"),
            b'@' => Plain::Date(text[1..].parse().unwrap()),
            b'%' => Plain::DisplayString(percent(&text[2..text.len() - 1])),
            b'-' | b'0'..=b'9' if text.contains('.') => Plain::Thousandths(decimal(text)),
            b'-' | b'0'..=b'9' => Plain::Integer(text.parse().unwrap()),
            _ => Plain::Token(text.to_owned()),
        }
    }

    /// The pairs as RFC 9651 has them: a repeated key stands where it came first, with its last value.
    fn last_wins<V>(pairs: impl IntoIterator<Item = (String, V)>) -> Vec<(String, V)> {
        let mut kept: Vec<(String, V)> = Vec::new();
        for (key, value) in pairs {
            match kept.iter_mut().find(|(found, _)| *found == key) {
                Some(pair) => pair.1 = value,
                None => kept.push((key, value)),
            }
        }
        kept
    }

    fn parameters(parameters: &[(&str, Value<'_>)]) -> PlainParameters {
        last_wins(parameters.iter().map(|(key, value)| ((*key).to_owned(), bare(*value))))
    }

    pub(super) fn item(reader: &mut Reader<'_>) -> Option<PlainItem> {
        let value = reader.bare_item()?;
        let mut found = Vec::new();
        reader.parameters(Some(&mut found))?;
        Some((bare(value), parameters(&found)))
    }

    fn inner_list(text: &str) -> Vec<PlainItem> {
        let mut reader = Reader::new(text);
        let mut items = Vec::new();
        reader.eat(b'(');
        reader.skip_while(Letters::None, " ");
        while !reader.eat(b')') {
            items.push(item(&mut reader).unwrap());
            reader.skip_while(Letters::None, " ");
        }
        items
    }

    fn value(value: Value<'_>, parameters: PlainParameters) -> PlainMember {
        match value {
            Value(text) if text.starts_with('(') => PlainMember::InnerList(inner_list(text), parameters),
            value => PlainMember::Item((bare(value), parameters)),
        }
    }

    pub(super) fn member((found, with): &(Value<'_>, Pairs<'_>)) -> PlainMember {
        value(*found, parameters(with))
    }

    pub(super) fn dictionary(members: &Pairs<'_>) -> Vec<(String, PlainMember)> {
        last_wins(members.iter().map(|(key, found)| ((*key).to_owned(), value(*found, Vec::new()))))
    }
}

/// The form of `sfv`, decoded.
mod theirs {
    use super::*;
    use sfv::GenericBareItem;

    fn bare(item: &sfv::BareItem) -> Plain {
        match item {
            GenericBareItem::Integer(value) => Plain::Integer(i64::from(*value)),
            GenericBareItem::Decimal(value) => Plain::Thousandths(i64::from(value.as_integer_scaled_1000())),
            GenericBareItem::String(text) => Plain::String(text.as_str().to_owned()),
            GenericBareItem::Token(token) => Plain::Token(token.as_str().to_owned()),
            GenericBareItem::ByteSequence(bytes) => Plain::Bytes(bytes.clone()),
            GenericBareItem::Boolean(value) => Plain::Boolean(*value),
            GenericBareItem::Date(date) => Plain::Date(i64::from(date.unix_seconds())),
            GenericBareItem::DisplayString(text) => Plain::DisplayString(text.clone()),
        }
    }

    fn parameters(parameters: &sfv::Parameters) -> PlainParameters {
        parameters.iter().map(|(key, value)| (key.as_str().to_owned(), bare(value))).collect()
    }

    pub(super) fn item(item: &sfv::Item) -> PlainItem {
        (bare(&item.bare_item), parameters(&item.params))
    }

    fn inner_list(list: &sfv::InnerList, parameters: PlainParameters) -> PlainMember {
        PlainMember::InnerList(list.items.iter().map(item).collect(), parameters)
    }

    pub(super) fn member(member: &sfv::ListEntry) -> PlainMember {
        match member {
            sfv::ListEntry::Item(found) => PlainMember::Item(item(found)),
            sfv::ListEntry::InnerList(list) => inner_list(list, parameters(&list.params)),
        }
    }

    /// The value of a dictionary's member, without its parameters.
    pub(super) fn value(member: &sfv::ListEntry) -> PlainMember {
        match member {
            sfv::ListEntry::Item(found) => PlainMember::Item((bare(&found.bare_item), Vec::new())),
            sfv::ListEntry::InnerList(list) => inner_list(list, Vec::new()),
        }
    }
}

/// One bare item, well-formed or nearly so.
fn bare_item() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[0-9]{1,3}",
        1 => "-?[0-9]{11,16}",
        2 => r"-?[0-9]{0,2}\.[0-9]{0,4}",
        1 => r"-?[0-9]{11,13}\.[0-9]{2,4}",
        4 => r#""([a-c ,;=]|\\["\\a]){0,4}""#,
        1 => "\"[a\u{7f}é\t]{0,2}\"",
        3 => "[a-zA-Z*][a-z!#$%&'*+./:^_`|~-]{0,4}",
        3 => ":[A-Za-z0-9+/]{0,9}={0,3}:",
        1 => ":[A=]{0,6}:",
        2 => r"\?[0-2]",
        2 => r"@-?[0-9]{1,3}(\.[0-9])?",
        3 => "%\"([a-c ]|%[2c-e][0-9a-f]|%c3%bc|%e2%82%ac){0,4}\"",
        1 => "%\"(%[0-9a-fA-F]{1,2}|[é\\\\]){0,2}\"",
    ]
}

fn parameters() -> impl Strategy<Value = String> {
    let parameter = ("; {0,2}", "[a-c*][a-c0-9_.*-]{0,1}", proptest::option::of(bare_item()));
    proptest::collection::vec(parameter, 0..3).prop_map(|parameters| {
        let write = |(start, key, value): (String, String, Option<String>)| match value {
            Some(value) => format!("{start}{key}={value}"),
            None => format!("{start}{key}"),
        };
        parameters.into_iter().map(write).collect()
    })
}

fn item() -> impl Strategy<Value = String> {
    (bare_item(), parameters()).prop_map(|(value, parameters)| value + &parameters)
}

fn member() -> impl Strategy<Value = String> {
    let inner_list = (" {0,1}", proptest::collection::vec(item(), 0..4), " {0,2}", " {0,1}", parameters());
    prop_oneof![
        3 => item(),
        1 => inner_list.prop_map(|(start, items, between, end, parameters)| {
            format!("({start}{}{end}){parameters}", items.join(&between))
        }),
    ]
}

fn joined(members: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (" {0,1}", proptest::collection::vec(members, 0..4), "[ \t]{0,1},[ \t]{0,1}", "[ \t,]{0,1}")
        .prop_map(|(start, members, comma, end)| start + &members.join(&comma) + &end)
}

/// Any text of the characters that mean something in a structured field.
const ANY: &str = "[ \t\"\\\\;,=()@%:?*a-cA-C01.+/é-]{0,12}";

proptest! {
    #[test]
    fn lists_are_read_as_sfv_reads_them(text in prop_oneof![4 => joined(member()), 1 => ANY]) {
        let expected = sfv::Parser::new(&text).parse::<sfv::List>().ok();
        let expected = expected.map(|list| list.iter().map(theirs::member).collect::<Vec<_>>());
        let found = list(&text).map(|members| members.iter().map(ours::member).collect::<Vec<_>>());
        prop_assert_eq!(found, expected, "{:?}", text);
    }

    #[test]
    fn dictionaries_are_read_as_sfv_reads_them(
        text in prop_oneof![
            4 => joined(prop_oneof![
                3 => ("[a-c]", member()).prop_map(|(key, member)| format!("{key}={member}")),
                1 => ("[a-c*1]", parameters()).prop_map(|(key, parameters)| key + &parameters),
            ]),
            1 => ANY,
        ],
    ) {
        let expected = sfv::Parser::new(&text).parse::<sfv::Dictionary>().ok().map(|dictionary| {
            dictionary.iter().map(|(key, value)| (key.as_str().to_owned(), theirs::value(value))).collect::<Vec<_>>()
        });
        prop_assert_eq!(dictionary(&text).as_ref().map(ours::dictionary), expected, "{:?}", text);
    }

    #[test]
    fn items_are_read_as_sfv_reads_them(text in item()) {
        let expected = sfv::Parser::new(&text).parse::<sfv::Item>().ok().as_ref().map(theirs::item);
        let mut reader = Reader::new(&text);
        let found = ours::item(&mut reader).filter(|_| reader.is_at_end());
        prop_assert_eq!(found, expected, "{:?}", text);
    }

    #[test]
    fn string_items_are_read_as_sfv_reads_them(
        start in "[ \t]{0,2}",
        item in (prop_oneof![4 => r#""([a-c ,;=]|\\["\\]){0,4}""#, 1 => bare_item()], parameters()),
        end in "[ \t;x]{0,1}",
    ) {
        let text = start + &item.0 + &item.1 + &end;
        let expected = sfv::Parser::new(&text).parse::<sfv::Item>().ok().and_then(|item| match item.bare_item {
            sfv::BareItem::String(text) => Some(text.as_str().to_owned()),
            _ => None,
        });
        prop_assert_eq!(string_item(&text), expected, "{:?}", text);
    }
}
