//! The locales that the feature `locales` compiles in.

use alloc::vec::Vec;

use super::Locale;
use crate::strings;

/// The tags of the built-in locales with their catalogues.
macro_rules! catalogues {
    ($($tag:literal),* $(,)?) => {
        const CATALOGUES: &[(&str, &str)] = &[$(($tag, include_str!(concat!("../../locales/", $tag, ".json"))),)*];
    };
}

catalogues![
    "en",
    "en-x-plain",
    "de",
    "fr",
    "es",
    "pt-BR",
    "it",
    "nl",
    "pl",
    "sv",
    "cs",
    "tr",
    "uk",
    "ru",
    "ar",
    "he",
    "hi",
    "ja",
    "ko",
    "zh-Hans",
    "zh-Hant",
];

/// Languages whose tag names no built-in locale, with the one that serves them. The longest beginning counts.
const OTHERS: &[(&str, &str)] = &[
    ("zh-tw", "zh-Hant"),
    ("zh-hk", "zh-Hant"),
    ("zh-mo", "zh-Hant"),
    ("zh", "zh-Hans"),
    ("pt", "pt-BR"),
    ("iw", "he"),
];

impl Locale {
    /// The tags of the built-in locales. Requires the feature `locales`.
    #[cfg_attr(docsrs, doc(cfg(feature = "locales")))]
    pub fn tags() -> impl Iterator<Item = &'static str> {
        CATALOGUES.iter().map(|(tag, _)| *tag)
    }

    /// The built-in locale with this tag, in any case; `None` if no built-in locale has it. It reads the catalogue, so
    /// keep the result. Requires the feature `locales`.
    #[cfg_attr(docsrs, doc(cfg(feature = "locales")))]
    pub fn named(tag: &str) -> Option<Self> {
        let (_, catalogue) = CATALOGUES.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag))?;
        Self::from_json(catalogue).ok()
    }

    /// The built-in locale that a header `Accept-Language` asks for, by the lookup of RFC 4647: `de-AT` gives `de`.
    /// `None` if no built-in locale is for one of its languages. Requires the feature `locales`.
    ///
    /// ```
    /// use unanimous::locale::Locale;
    ///
    /// let tag = |header| Locale::matching(header).map(|locale| locale.tag().to_owned());
    /// assert_eq!(tag("gsw, de-AT;q=0.9, en;q=0.5").as_deref(), Some("de"));
    /// assert_eq!(tag("zh-TW").as_deref(), Some("zh-Hant"));
    /// assert_eq!(tag("tlh"), None);
    /// ```
    #[cfg_attr(docsrs, doc(cfg(feature = "locales")))]
    pub fn matching(accept_language: &str) -> Option<Self> {
        let mut ranges: Vec<(u32, &str)> = Vec::new();
        for item in strings::split(accept_language, ",") {
            let (range, parameters) = strings::split_once(item, ";").unwrap_or((item, ""));
            let weight = strings::split(parameters, ";").into_iter().find_map(|parameter| {
                let (name, value) = strings::split_once(parameter, "=")?;
                strings::trim(name).eq_ignore_ascii_case("q").then_some(value)
            });
            let quality = weight.map_or(1_000, thousandths);
            if quality > 0 {
                ranges.push((quality, strings::trim(range)));
            }
        }
        ranges.sort_by_key(|(quality, _)| u32::MAX - quality);
        ranges.into_iter().find_map(|(_, range)| lookup(range))
    }
}

/// A weight of RFC 9110, `0.85`, in thousandths.
fn thousandths(weight: &str) -> u32 {
    strings::trim(weight).parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight)).map_or(0, |weight| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000")]
        let thousandths = (weight * 1_000.0) as u32;
        thousandths
    })
}

/// Shortens the range subtag by subtag until it names a locale.
fn lookup(range: &str) -> Option<Locale> {
    let mut range = range;
    loop {
        let other = OTHERS.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(range));
        if let Some(locale) = Locale::named(other.map_or(range, |(_, tag)| tag)) {
            return Some(locale);
        }
        range = strings::rsplit_once(range, "-")?.0;
    }
}
