//! What the content type says about a body: it is often wrong.

use alloc::string::String;

use crate::headers::trim_ows;
use crate::strings;

/// The parts of a content type. All are empty or false if there is none.
pub(in crate::api_error) struct ContentType<'h> {
    /// The media type in lower case, without parameters: `application/problem+json`.
    pub(in crate::api_error) media_type: String,
    /// Whether the media type says that the body is JSON.
    pub(in crate::api_error) is_json: bool,
    pub(super) charset: &'h str,
}

impl<'h> ContentType<'h> {
    pub(in crate::api_error) fn new(content_type: &'h str) -> Self {
        let media_type = trim_ows(strings::prefix_before(content_type, ";")).to_ascii_lowercase();
        let is_json = media_type.ends_with("/json")
            || media_type.ends_with("+json")
            || strings::find(&media_type, "-json").is_some();
        Self { media_type, is_json, charset: charset(content_type) }
    }
}

/// The charset of a content type; empty if it has none.
fn charset(content_type: &str) -> &str {
    let mut rest = content_type;
    while let Some((_, after)) = strings::split_once(rest, ";") {
        rest = after;
        let parameter = trim_ows(strings::prefix_before(after, ";"));
        if let Some((name, value)) = strings::split_once(parameter, "=")
            && name.eq_ignore_ascii_case("charset")
        {
            return strings::trim(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value));
        }
    }
    ""
}
