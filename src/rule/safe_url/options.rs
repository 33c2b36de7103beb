//! Reads a policy from JSON: the options of `x-unanimous` in a schema, and of `checkUrl`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{self, Json, pointer};
use crate::reason::quoted;

use super::policy::{Policy, PolicyError, Scheme};

impl Policy {
    /// The names of the options.
    pub(crate) const OPTIONS: &str = "schemes, allowHosts, allowCidrs, denyHosts, ports, nat64Prefixes, maxLength";

    /// Reads a policy: an object of `schemes`, `allowHosts`, `allowCidrs`, `denyHosts`, `ports` and `nat64Prefixes`,
    /// each a list, and of `maxLength`, a number. A missing option keeps its default.
    ///
    /// # Errors
    /// A name or a type other than these, and every value that the `with_` functions refuse.
    ///
    /// ```
    /// use serde_json::json;
    /// use unanimous::rule::safe_url::Policy;
    ///
    /// let policy = Policy::from_options(&json!({"schemes": ["https", "http"], "allowCidrs": ["10.0.0.0/8"]}).into());
    /// assert!(policy.is_ok());
    /// let wrong = Policy::from_options(&json!({"allowCidr": ["10.0.0.0/8"]}).into()).unwrap_err();
    /// assert_eq!(wrong.pointer(), "/allowCidr");
    /// ```
    pub fn from_options(options: &Json) -> Result<Self, PolicyError> {
        Self::from_canonical(&options.to_canonical())
    }

    /// The same for options whose numbers are canonical, as those of a schema or of JavaScript are.
    #[doc(hidden)]
    pub fn from_canonical(options: &Json) -> Result<Self, PolicyError> {
        let Some(options) = options.as_object() else {
            return Err(PolicyError::new("", "the options must be an object"));
        };
        let mut policy = Self::default();
        for (name, value) in options {
            let mut pointer = String::new();
            pointer::push(&mut pointer, name);
            policy = match name.as_str() {
                "schemes" => policy.with_schemes(&list(&pointer, value, scheme)?)?,
                "ports" => policy.with_ports(&list(&pointer, value, port)?)?,
                "allowHosts" => policy.with_allow_hosts(&list(&pointer, value, text)?)?,
                "denyHosts" => policy.with_deny_hosts(&list(&pointer, value, text)?)?,
                "allowCidrs" => policy.with_allow_cidrs(&list(&pointer, value, text)?)?,
                "maxLength" => {
                    policy.with_max_length(whole(value, u32::MAX.into()).map_or(0, |bytes| bytes as usize))?
                }
                "nat64Prefixes" => policy.with_nat64_prefixes(&list(&pointer, value, text)?)?,
                _ => {
                    let names = Self::OPTIONS;
                    return Err(PolicyError::new(
                        pointer,
                        format!("unknown option {}, the options are {names}", quoted(name)),
                    ));
                }
            };
        }
        Ok(policy)
    }
}

fn list<'v, T>(pointer: &str, value: &'v Json, read: fn(&'v Json) -> Result<T, String>) -> Result<Vec<T>, PolicyError> {
    let items = value.as_array().ok_or_else(|| PolicyError::new(pointer, "must be a list"))?;
    let mut out = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        out.push(read(item).map_err(|problem| PolicyError::of_entry(pointer, at, problem))?);
    }
    Ok(out)
}

fn text(value: &Json) -> Result<&str, String> {
    let expected = if matches!(value, Json::IllFormed(_)) { "must be Unicode text" } else { "must be a string" };
    value.as_str().ok_or_else(|| expected.to_owned())
}

fn scheme(value: &Json) -> Result<Scheme, String> {
    Scheme::from_name(text(value)?).ok_or_else(|| format!("{value} is none of the schemes https and http"))
}

fn port(value: &Json) -> Result<u16, String> {
    let port = whole(value, u16::MAX.into()).and_then(|port| port.try_into().ok());
    port.ok_or_else(|| format!("{value} is no port from 1 to 65535"))
}

/// A whole number from 0 to `most`.
fn whole(value: &Json, most: f64) -> Option<u32> {
    // JavaScript may write 443 as 443.0, and it is the same number.
    let in_range = |number: &f64| json::is_integral(*number) && (0.0..=most).contains(number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a whole number in range")]
    value.as_f64().filter(in_range).map(|number| number as u32)
}

#[cfg(all(test, feature = "serde_json"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hosts_of_ones_own_may_have_any_shape_of_a_name() {
        for host in ["printer", "4f2a9c", "own.corp.", "db_1.svc", "Own.Corp", "xn--e1afmkfd.corp", "10.0.0.1", "[::1]"]
        {
            assert!(Policy::from_options(&json!({"allowHosts": [host], "denyHosts": [host]}).into()).is_ok(), "{host}");
        }
    }

    #[test]
    fn the_longest_url_may_have_any_length_up_to_65536_bytes() {
        for length in [1_u32, 2048, 65536] {
            for options in [json!({"maxLength": length}), json!({"maxLength": f64::from(length)})] {
                assert_eq!(
                    Policy::from_options(&options.into()).unwrap().max_length(),
                    usize::try_from(length).unwrap()
                );
            }
        }
        assert_eq!(Policy::from_options(&json!({}).into()).unwrap().max_length(), 8000);
    }

    #[test]
    fn an_error_says_what_and_where() {
        let cases = [
            (json!([]), "the options must be an object"),
            (
                json!({"ftp": true}),
                "/ftp: unknown option \"ftp\", the options are schemes, allowHosts, allowCidrs, denyHosts, ports, nat64Prefixes, \
                 maxLength",
            ),
            (json!({"maxLength": 0}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"maxLength": 65537}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"maxLength": 1e300}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"maxLength": 2048.5}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"maxLength": -1}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"maxLength": "2048"}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"maxLength": null}), "/maxLength: must be a whole number from 1 to 65536"),
            (json!({"schemes": "https"}), "/schemes: must be a list"),
            (json!({"schemes": []}), "/schemes: at least one scheme is needed"),
            (json!({"schemes": ["ftp"]}), "/schemes/0: \"ftp\" is none of the schemes https and http"),
            (json!({"schemes": ["https", "https"]}), "/schemes/1: \"https\" is there twice"),
            (json!({"ports": [443, 0]}), "/ports/1: port 0 is no destination"),
            (json!({"ports": [65536]}), "/ports/0: 65536 is no port from 1 to 65535"),
            (json!({"ports": [-1]}), "/ports/0: -1 is no port from 1 to 65535"),
            (json!({"ports": [443.5]}), "/ports/0: 443.5 is no port from 1 to 65535"),
            (json!({"ports": [-0.0]}), "/ports/0: port 0 is no destination"),
            (json!({"ports": []}), "/ports: at least one port is needed"),
            (json!({"allowHosts": [1]}), "/allowHosts/0: must be a string"),
            (
                json!({"allowHosts": ["*.corp"]}),
                "/allowHosts/0: \"*.corp\" is a pattern, and only exact hosts can be opened",
            ),
            (json!({"allowHosts": ["own.corp", "a.0x1"]}), "/allowHosts/1: \"a.0x1\" is no host name or IP address"),
            (json!({"allowHosts": ["10.1"]}), "/allowHosts/0: \"10.1\" is no host name or IP address"),
            (json!({"denyHosts": ["http://a.b"]}), "/denyHosts/0: \"http://a.b\" is no host name or IP address"),
            (json!({"allowCidrs": ["10.0.0.1/8"]}), "/allowCidrs/0: \"10.0.0.1/8\" has bits set beyond its prefix"),
            (
                json!({"nat64Prefixes": ["2a01::/33"]}),
                "/nat64Prefixes/0: \"2a01::/33\" has no prefix length of RFC 6052: 32, 40, 48, 56, 64 or 96",
            ),
        ];
        for (options, message) in cases {
            assert_eq!(Policy::from_options(&options.into()).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn an_error_prints_numbers_as_javascript_does() {
        let cases = [
            (r#"{"ports": [70000.0]}"#, "/ports/0: 70000 is no port from 1 to 65535"),
            (r#"{"ports": [18446744073709551615]}"#, "/ports/0: 18446744073709552000 is no port from 1 to 65535"),
            (r#"{"schemes": [1e-7]}"#, "/schemes/0: must be a string"),
        ];
        for (options, message) in cases {
            let options: Json = options.parse().unwrap();
            assert_eq!(Policy::from_options(&options).unwrap_err().to_string(), message);
        }
    }
}
