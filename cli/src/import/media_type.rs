//! Which media types are JSON, and which are forms.

/// The first media type that is JSON. `application/json` comes before `…+json`, and both before `*/*`, which some tools
/// write for JSON.
pub(super) fn first_json(types: &[String]) -> Option<&String> {
    let any = |name: &String| matches!(essence(name).as_str(), "*/*" | "application/*");
    let exact = types.iter().find(|name| essence(name) == "application/json");
    exact.or_else(|| types.iter().find(|name| is_json(name))).or_else(|| types.iter().find(|name| any(name)))
}

/// The first media type that is a form.
pub(super) fn first_form(types: &[String]) -> Option<&String> {
    types.iter().find(|name| is_form(name))
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

pub(super) fn is_form(media_type: &str) -> bool {
    matches!(essence(media_type).as_str(), "application/x-www-form-urlencoded" | "multipart/form-data")
}

/// Why a body of these media types has no schema file.
pub(super) fn neither(types: &[String]) -> String {
    match types {
        [] => "the body has no media type".to_owned(),
        types => format!("neither JSON nor a form: {}", types.join(", ")),
    }
}

/// The media type in lower case, without parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_forms_are_chosen() {
        let cases: [(&[&str], Option<&str>, Option<&str>); 7] = [
            (&["application/json"], Some("application/json"), None),
            (&["a/b+json", "Application/JSON; charset=utf-8"], Some("Application/JSON; charset=utf-8"), None),
            (&["*/*", "application/vnd.api+json"], Some("application/vnd.api+json"), None),
            (&["*/*"], Some("*/*"), None),
            (&["application/x-ndjson", "text/plain"], None, None),
            (
                &["multipart/form-data; boundary=x", "application/json"],
                Some("application/json"),
                Some("multipart/form-data; boundary=x"),
            ),
            (
                &["application/x-www-form-urlencoded", "multipart/form-data"],
                None,
                Some("application/x-www-form-urlencoded"),
            ),
        ];
        for (types, json, form) in cases {
            let types: Vec<_> = types.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(first_json(&types).map(String::as_str), json, "{types:?}");
            assert_eq!(first_form(&types).map(String::as_str), form, "{types:?}");
        }
    }
}
