//! Reads a catalogue, the JSON of one locale, and checks it.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::LocaleError;
use super::plural::{CATEGORIES, PluralRules};
use super::{Forms, Locale, english, template};
use crate::did_you_mean::did_you_mean;
use crate::json::{Json, Object, breaks_line, read::strict};
use crate::reason::{Code, quoted};
use crate::strings;

type Checked<T> = Result<T, LocaleError>;

/// The texts of `form` are those of `bindForm` in JavaScript, and are not read here.
const MEMBERS: &str =
    "locale, name, prefix, plural, types, or, more, reasons, exclusive, expected, details, form, showDetails";
/// The names of types that a reason can name.
const TYPES: [&str; 8] = ["string", "number", "integer", "boolean", "null", "array", "object", "undefined"];
/// The parameters of the text for a list of options that is not shown whole.
const MORE: [&str; 2] = ["options", "more"];

pub(super) fn read(text: &str) -> Checked<Locale> {
    let json = strict(text).map_err(|_| LocaleError::new(&[], &["not JSON"]))?;
    let members = json.as_object().ok_or_else(|| LocaleError::new(&[], &["must be an object"]))?;
    for name in members.keys() {
        if strings::index_in_list(MEMBERS, name).is_none() {
            return Err(unknown(&[name], did_you_mean(name, MEMBERS)));
        }
    }
    let plural = plural(&json)?;
    let mut locale = Locale {
        tag: plain(&json, "locale")?.to_owned(),
        name: plain(&json, "name")?.to_owned(),
        prefix: prefix(&json)?,
        plural,
        types: words(&json)?,
        or: plain_or_spaced(&json, "or")?.to_owned(),
        more: Forms::default(),
        reasons: Vec::new(),
        exclusive: Vec::new(),
        expected: Vec::new(),
        details: Vec::new(),
        shows_details: json["showDetails"].as_bool() == Some(true),
    };
    locale.more = forms(&locale, &["more"], &json["more"], &MORE, Some("more"))?;
    locale.reasons = reasons(&locale, &json, "reasons", |code| (code != Code::Custom).then(|| code.template()))?;
    locale.exclusive = reasons(&locale, &json, "exclusive", Code::exclusive_template)?;
    for (name, value) in members_of(&json, "expected")?.into_iter().flat_map(Object::iter) {
        let member = ["expected", name];
        let is_type = |word: &&str| TYPES.contains(word);
        if !strings::split(name, " or ").iter().all(|words| strings::split(words, ", ").iter().all(is_type)) {
            return Err(unknown(&member, did_you_mean(name, &strings::join(&TYPES, ", "))));
        }
        locale.expected.push((name.clone(), sentence(&member, value, &[])?.to_owned()));
    }
    for (name, details) in members_of(&json, "details")?.into_iter().flat_map(Object::iter) {
        let code = code(&["details", name])?;
        if code == Code::Custom {
            return Err(unknown(&["details", name], None));
        }
        let object = details.as_object().ok_or_else(|| LocaleError::new(&["details", name], &["must be an object"]))?;
        for (detail, value) in object {
            let text = sentence(&["details", name, detail], value, &[])?;
            locale.details.push((code, detail.clone(), text.to_owned()));
        }
    }
    Ok(locale)
}

fn plural(json: &Json) -> Checked<PluralRules> {
    let mut rules = PluralRules::default();
    for (category, rule) in members_of(json, "plural")?.into_iter().flat_map(Object::iter) {
        rules.add(category, rule.as_str().unwrap_or_default()).ok_or_else(|| {
            let message =
                "must be a category of CLDR (zero, one, two, few, many) with its rule, such as \"i = 1 and v = 0\"";
            LocaleError::new(&["plural", category], &[message])
        })?;
    }
    Ok(rules)
}

/// The words for types, which must differ, so that a text can be read back.
fn words(json: &Json) -> Checked<Vec<(String, String)>> {
    let given = members_of(json, "types")?;
    let mut words: Vec<(String, String)> = Vec::new();
    for name in TYPES {
        let value = given.and_then(|given| given.get(name)).unwrap_or(&Json::Null);
        let word = sentence(&["types", name], value, &[])?;
        if let Some((other, _)) = words.iter().find(|(_, known)| known == word) {
            return Err(LocaleError::new(&["types", name], &["must not be the word for ", other]));
        }
        words.push((name.to_owned(), word.to_owned()));
    }
    Ok(words)
}

/// The texts of all codes that have one in English.
fn reasons(
    locale: &Locale,
    json: &Json,
    member: &str,
    english: impl Fn(Code) -> Option<&'static str>,
) -> Checked<Vec<(Code, Forms)>> {
    let given = members_of(json, member)?;
    for name in given.into_iter().flat_map(Object::keys) {
        if english(code(&[member, name])?).is_none() {
            return Err(LocaleError::new(&[member, name], &["this code has no such text"]));
        }
    }
    let texts = Code::ALL.iter().filter_map(|code| Some((*code, english(*code)?)));
    let read = |(code, text): (Code, &'static str)| {
        let value = given.and_then(|given| given.get(code.as_str())).unwrap_or(&Json::Null);
        let english = english::forms(text);
        let (_, first) = english.texts.first().map_or(("", ""), |(category, text)| (*category, text.as_str()));
        let counted = if english.texts.len() > 1 { template::names(first).first().copied() } else { None };
        let forms = forms(locale, &[member, code.as_str()], value, &template::names(first), counted)?;
        Ok((code, forms))
    };
    texts.map(read).collect()
}

/// A text, or an object with a text for each plural category if the text has a number that is `counted`.
fn forms(locale: &Locale, member: &[&str], value: &Json, parameters: &[&str], counted: Option<&str>) -> Checked<Forms> {
    let (Json::Object(given), Some(counted)) = (value, counted) else {
        return Ok(Forms::one(sentence(member, value, parameters)?.to_owned()));
    };
    let wanted: Vec<_> = locale.plural.categories().collect();
    for name in given.keys() {
        if !wanted.contains(&name) {
            let rule =
                if CATEGORIES.contains(&name) { "this language has no such category: " } else { "no category: " };
            return Err(LocaleError::new(&[member, &[name]].concat(), &[rule, "use ", &strings::join(&wanted, ", ")]));
        }
    }
    let read = |category: &'static str| {
        let value = given.get(category).unwrap_or(&Json::Null);
        Ok((category, sentence(&[member, &[category]].concat(), value, parameters)?.to_owned()))
    };
    let texts = wanted.into_iter().map(read).collect::<Checked<_>>()?;
    Ok(Forms { texts, number: Some(counted.to_owned()) })
}

/// A text that can stand in a message, with exactly these parameters.
fn sentence<'j>(member: &[&str], value: &'j Json, parameters: &[&str]) -> Checked<&'j str> {
    let refuse = |message: &[&str]| Err(LocaleError::new(member, message));
    let Some(text) = value.as_str() else {
        return refuse(if value.is_null() { &["missing: give the text"] } else { &["must be a text"] });
    };
    if strings::trim(text) != text || text.is_empty() || text.chars().any(breaks_line) {
        return refuse(&["must be one line without spaces at its ends"]);
    }
    if [";\u{20}", ";\u{a0}"].iter().any(|separator| strings::find(text, separator).is_some()) {
        return refuse(&["must not hold \"; \", which separates the issues of a message"]);
    }
    let mut found = template::names(text);
    let mut expected = parameters.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    let has_braces = |text: &str| text.bytes().filter(|byte| matches!(byte, b'{' | b'}')).count();
    if found != expected || has_braces(text) != 2 * expected.len() {
        let names: Vec<_> = expected.iter().map(|name| strings::join(&["{", name, "}"], "")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        return match names.as_slice() {
            [] => refuse(&["must not hold { or }"]),
            names => refuse(&["must hold each of these once: ", &strings::join(names, ", ")]),
        };
    }
    Ok(text)
}

/// The text before the issues of a message: it ends with a colon, and holds no other one.
fn prefix(json: &Json) -> Checked<String> {
    let text = plain_or_spaced(json, "prefix")?;
    let before = text.strip_suffix(": ").or_else(|| text.strip_suffix('：')).unwrap_or_default();
    let is_wrong = strings::trim(before).is_empty()
        || before.chars().any(|c| matches!(c, ':' | '：' | ';' | '"' | '{' | '}'))
        || before.trim_start() != before;
    if is_wrong {
        return Err(LocaleError::new(
            &["prefix"],
            &["must be words and then \": \" or \"：\", and hold no other colon"],
        ));
    }
    Ok(text.to_owned())
}

fn plain<'j>(json: &'j Json, name: &str) -> Checked<&'j str> {
    sentence(&[name], &json[name], &[])
}

/// A text that can have spaces at its ends.
fn plain_or_spaced<'j>(json: &'j Json, name: &str) -> Checked<&'j str> {
    let text = json[name].as_str().unwrap_or_default();
    if text.is_empty() || text.chars().any(breaks_line) || strings::find(text, "; ").is_some() {
        return Err(LocaleError::new(&[name], &["must be a text on one line without \"; \""]));
    }
    Ok(text)
}

fn members_of<'j>(json: &'j Json, name: &str) -> Checked<Option<&'j Object>> {
    match &json[name] {
        Json::Null => Ok(None),
        Json::Object(object) => Ok(Some(object)),
        _ => Err(LocaleError::new(&[name], &["must be an object"])),
    }
}

/// The code that the last name of a member is.
fn code(member: &[&str]) -> Checked<Code> {
    let name = member.last().copied().unwrap_or_default();
    Code::from_name(name).ok_or_else(|| {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        unknown(member, did_you_mean(name, &strings::join(&names, ", ")))
    })
}

fn unknown(member: &[&str], meant: Option<&str>) -> LocaleError {
    match meant {
        Some(meant) => LocaleError::new(member, &["unknown name: did you mean ", &quoted(meant), "?"]),
        None => LocaleError::new(member, &["unknown name"]),
    }
}
