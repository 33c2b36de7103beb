//! A text with parameters beside it, as Magento writes messages.

use alloc::string::String;

use crate::api_error::MAX_MESSAGE_BYTES;
use crate::api_error::spelling::Members as _;
use crate::json::{Json, Object, ToJson as _};
use crate::strings;

/// A text with the parameters that it names: `%fieldName`, `%1`. `None` if it names none, or none stand in its object.
pub(super) fn filled(text: &str, object: &Object) -> Option<String> {
    let parameters = object.named("parameters").filter(|_| strings::find(text, "%").is_some())?;
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = strings::split_once(rest, "%") {
        // No more of it is shown. Each `%name` may stand for a long value.
        if out.len() > MAX_MESSAGE_BYTES {
            break;
        }
        out.push_str(before);
        let length = after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (name, behind) = strings::split_at(after, length);
        let value = match parameters {
            Json::Array(items) => {
                strings::integer(name).and_then(|number| items.get(usize::try_from(number).ok()?.checked_sub(1)?))
            }
            parameters => parameters.get(name),
        };
        match value {
            Some(Json::String(value)) => out.push_str(value),
            Some(value @ Json::Number(_)) => out.push_str(&value.to_json_string()),
            _ => {
                out.push('%');
                out.push_str(name);
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}
