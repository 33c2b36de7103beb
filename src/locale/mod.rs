//! The texts of reasons in other languages.
//!
//! A [`Locale`] is read from a catalogue, a JSON file. `locales/` in the repository has one for each of 21 locales, and
//! `docs/adding-a-locale.md` says how to write another. The feature `locales` adds these catalogues to the build.
//!
//! A locale is an argument of each call, and never global. It changes no code, parameter or path, and no text of the schema's
//! own (`x-unanimous.reason`).
#![cfg_attr(
    feature = "locales",
    doc = r#"
```
use unanimous::locale::Locale;
use unanimous::{Code, Report};

let report: Report = "Validation error: email: Invalid email; name: String must be at least 2 characters".parse()?;
let german = Locale::named("de").expect("a built-in locale");
let message = report.to_message_in(&german);
assert_eq!(message, "Validierungsfehler: email: Ungültige E-Mail-Adresse; name: Mindestens 2 Zeichen erforderlich");

// Any reader knows the prefix. The locale gives the codes back, too.
let read: Report = message.parse()?;
assert_eq!(read.issues()[0].path(), "email");
assert_eq!(german.read(read.issues()[1].reason()).code(), Code::TooShort);
# Ok::<(), unanimous::report::ParseError>(())
```
"#
)]

mod catalogue;
mod english;
mod error;
mod label;
#[cfg(feature = "locales")]
mod named;
mod plural;
mod template;

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::json::Json;
use crate::reason::{Code, Reason};
use crate::report::{Issue, Report};
use crate::strings;

pub use error::LocaleError;
pub use label::label;
use plural::PluralRules;

/// The texts of one language.
#[derive(Clone, PartialEq, Eq)]
pub struct Locale {
    tag: String,
    name: String,
    prefix: String,
    plural: PluralRules,
    /// The word for each type.
    types: Vec<(String, String)>,
    or: String,
    more: Forms,
    reasons: Vec<(Code, Forms)>,
    exclusive: Vec<(Code, Forms)>,
    /// The text of `invalid_type` for one expected type, where there is one.
    expected: Vec<(String, String)>,
    details: Vec<(Code, String, String)>,
    shows_details: bool,
}

/// The texts of one code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Forms {
    /// Each text with its plural category.
    texts: Vec<(&'static str, String)>,
    /// The name of the number that chooses between the texts; `None` for a text without a number.
    number: Option<String>,
}

impl Forms {
    /// A text that does not depend on a number.
    fn one(text: String) -> Self {
        Self { texts: [("other", text)].to_vec(), number: None }
    }
}

/// Parameters by name, each as the English text shows it.
type ShownParams = Vec<(String, String)>;

fn owned(found: &[(&str, &str)]) -> ShownParams {
    found.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn value_of<'s>(shown: &'s ShownParams, name: &str) -> &'s str {
    shown.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

impl Locale {
    /// Reads a catalogue.
    ///
    /// # Errors
    /// [`LocaleError`] if the text is not JSON, a text of a code or of a plural category is missing, a text lacks a
    /// parameter, holds `"; "` or has spaces at its ends, or a name is unknown. It says which member is wrong.
    ///
    /// ```
    /// use unanimous::locale::Locale;
    ///
    /// let error = Locale::from_json(r#"{"locale": "de", "name": "Deutsch", "prefix": "Fehler"}"#).unwrap_err();
    /// assert_eq!(error.member(), "prefix");
    /// ```
    pub fn from_json(catalogue: &str) -> Result<Self, LocaleError> {
        catalogue::read(catalogue)
    }

    /// The same locale with the texts of details, where it has them: `The part after @ needs a dot` instead of
    /// `Invalid email`.
    #[must_use]
    pub fn with_details(self) -> Self {
        Self { shows_details: true, ..self }
    }

    /// The language tag (BCP 47): `pt-BR`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language's own name: `Português (Brasil)`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The beginning of a message: `Validierungsfehler: `.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The text of an issue in this language. A reason that is not the English text of its code is the author's own, and is
    /// returned unchanged.
    pub fn text(&self, issue: &Issue) -> String {
        let (code, reason) = (issue.code(), issue.reason());
        let Some((shown, is_exclusive)) = english::find(code, reason) else { return reason.to_owned() };
        let detail = |detail| self.details.iter().find(|(known, name, _)| *known == code && name == detail);
        if let Some((_, _, text)) = issue.detail().filter(|_| self.shows_details).and_then(detail) {
            return text.clone();
        }
        let expected = value_of(&shown, "expected");
        if let Some((_, text)) = self.expected.iter().find(|(name, _)| name == expected) {
            return text.clone();
        }
        self.fill(code, &shown, is_exclusive)
    }

    /// The text of a code with parameters as the English text shows them.
    fn fill(&self, code: Code, shown: &ShownParams, is_exclusive: bool) -> String {
        let texts = if is_exclusive { &self.exclusive } else { &self.reasons };
        let Some((_, forms)) = texts.iter().find(|(known, _)| *known == code) else { return String::new() };
        self.choose(forms, shown, |name| {
            let value = value_of(shown, name);
            match name {
                "expected" | "received" => self.words(value, |pair| pair, " or ", &self.or),
                "schemes" => strings::replace(value, " or ", &self.or),
                "options" => match english::split_more(value) {
                    Some((options, more)) => {
                        let shown = owned(&[("options", options), ("more", more)]);
                        self.choose(&self.more, &shown, |name| value_of(&shown, name).to_owned())
                    }
                    None => value.to_owned(),
                },
                _ => value.to_owned(),
            }
        })
    }

    /// Fills in the form that agrees with the number.
    fn choose(&self, forms: &Forms, shown: &ShownParams, value: impl FnMut(&str) -> String) -> String {
        let category = forms.number.as_ref().map_or("other", |name| self.plural.category(value_of(shown, name)));
        let form = forms.texts.iter().find(|(known, _)| *known == category).or(forms.texts.last());
        template::fill(form.map_or("", |(_, text)| text), value)
    }

    /// A list of types with each word translated: from the first to the second text of a pair that `pair` gives. A word may
    /// hold a separator itself: `yes or no or no value` is the list of `yes or no` and `no value`.
    fn words<'l>(
        &'l self,
        list: &str,
        pair: impl Fn((&'l str, &'l str)) -> (&'l str, &'l str),
        from: &str,
        to: &str,
    ) -> String {
        let mut known: Vec<_> = self.types.iter().map(|(name, word)| pair((name, word))).collect();
        known.sort_by_key(|(word, _)| core::cmp::Reverse(word.len()));
        let is_separator = |text: &str| text.is_empty() || text.starts_with(from) || text.starts_with(", ");
        let mut translated = String::new();
        let mut rest = list;
        loop {
            let found = known.iter().find_map(|(word, other)| {
                rest.strip_prefix(*word).filter(|rest| is_separator(rest)).map(|rest| (*other, rest))
            });
            let (word, behind) = found.unwrap_or_else(|| {
                let end = [from, ", "].iter().filter_map(|separator| strings::find(rest, separator)).min();
                rest.split_at(end.unwrap_or(rest.len()))
            });
            translated.push_str(word);
            if behind.is_empty() {
                return translated;
            }
            if let Some(behind) = behind.strip_prefix(from) {
                translated.push_str(to);
                rest = behind;
            } else {
                translated.push_str(", ");
                rest = behind.strip_prefix(", ").unwrap_or_default();
            }
        }
    }

    /// The reason with this text in this language: its code, its parameters, and where the text is that of a detail, the
    /// detail. Any other text is read as [`Reason::from_text`] reads it.
    pub fn read(&self, text: &str) -> Reason {
        let detail = self.details.iter().find(|(code, _, known)| known == text && !code.template().contains('{'));
        if let Some((code, detail, _)) = detail {
            return Reason::new(*code).with_detail(detail.clone()).with_text(text);
        }
        let sets = [(&self.reasons, false), (&self.exclusive, true)];
        let all = sets.into_iter().flat_map(|(texts, is_exclusive)| texts.iter().map(move |text| (text, is_exclusive)));
        let known = all.into_iter().find_map(|((code, forms), is_exclusive)| {
            forms.texts.iter().find_map(|(_, form)| {
                let english = self.to_english(*code, is_exclusive, &template::find(form, text)?);
                let reason = Reason::from_text(&english);
                // The text of another plural category, for example, fits a template but is not what this locale writes.
                let is_ours = reason.code() == *code && {
                    let (shown, is_exclusive) = english::find(*code, &english)?;
                    self.fill(*code, &shown, is_exclusive) == text
                };
                is_ours.then(|| reason.with_text(text))
            })
        });
        known.unwrap_or_else(|| Reason::from_text(text))
    }

    fn to_english(&self, code: Code, is_exclusive: bool, found: &[(&str, &str)]) -> String {
        let shown = owned(found);
        let template = if is_exclusive { code.exclusive_template() } else { None };
        english::text(template.unwrap_or(code.template()), |name| {
            let value = value_of(&shown, name);
            match name {
                "expected" | "received" => self.words(value, |(name, word)| (word, name), &self.or, " or "),
                "schemes" => strings::replace(value, &self.or, " or "),
                "options" => {
                    let forms = self.more.texts.iter();
                    let found = forms.filter_map(|(_, form)| template::find(form, value).map(|found| owned(&found)));
                    let is_number =
                        |found: &ShownParams| value_of(found, "more").bytes().all(|byte| byte.is_ascii_digit());
                    match found.into_iter().find(is_number) {
                        Some(found) => english::join_more(value_of(&found, "options"), value_of(&found, "more")),
                        None => value.to_owned(),
                    }
                }
                _ => value.to_owned(),
            }
        })
    }
}

/// Shows the tag, the name and whether the texts of details are shown, and none of the texts.
impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locale")
            .field("tag", &self.tag)
            .field("name", &self.name)
            .field("shows_details", &self.shows_details)
            .finish_non_exhaustive()
    }
}

impl Report {
    /// The same issues with their reasons in another language.
    #[must_use]
    pub fn localized(&self, locale: &Locale) -> Self {
        self.iter().map(|issue| issue.with_reason(locale.text(issue))).collect()
    }

    /// The message in another language: `Validierungsfehler: email: Ungültige E-Mail-Adresse`.
    pub fn to_message_in(&self, locale: &Locale) -> String {
        self.message_in(locale, |_| None)
    }

    /// The message in another language for people: each issue begins with the `title` that the schema gives its value,
    /// instead of the path. A message with titles is not read back.
    pub fn to_labelled_message(&self, locale: &Locale, schema: &Json) -> String {
        self.message_in(locale, |issue| label(schema, issue.segments()).map(label::line))
    }

    fn message_in(&self, locale: &Locale, label: impl Fn(&Issue) -> Option<String>) -> String {
        let mut message = String::new();
        for issue in self {
            message.push_str(if message.is_empty() { &locale.prefix } else { "; " });
            issue.with_reason(locale.text(issue)).push_labelled_line(label(issue).as_deref(), &mut message);
        }
        if message.is_empty() {
            message.push_str(without_colon(&locale.prefix));
        }
        message
    }
}

/// A prefix without its colon and the spaces around it: the message of a report without issues.
pub(crate) fn without_colon(prefix: &str) -> &str {
    prefix.trim_end_matches([':', '：', ' ', '\u{a0}', '\u{202f}'])
}
