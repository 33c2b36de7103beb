//! Markup: the title of an HTML page, and XML as a JSON value.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::super::MAX_DEPTH;
use super::super::role::Role;
use super::super::roles::role;
use super::super::vocabulary::Vocabulary;
use crate::json::{Json, Object};
use crate::strings;

/// Whether a text begins with a prefix in any case.
fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Whether markup is HTML: after an XML declaration and comments it begins with a doctype of HTML or one of its outer
/// elements.
pub(super) fn is_html(text: &str) -> bool {
    let mut rest = text;
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if starts_with(rest, "<?xml") {
            "?>"
        } else {
            break;
        };
        match strings::split_once(rest, end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    let is_tag = |start: &&str| {
        let after = rest.get(start.len()..).and_then(|after| after.bytes().next());
        starts_with(rest, start) && after.is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b':')
    };
    // XML declares its entities between brackets: `<!DOCTYPE html [<!ENTITY nbsp '&#160;'>]><error>`.
    if rest.starts_with("<!") && strings::find(strings::prefix_before(rest, ">"), "[").is_some() {
        return false;
    }
    ["<!doctype html", "<html", "<head", "<body", "<br", "<b", "<p", "<div", "<pre", "<h1"].iter().any(is_tag)
}

/// The content of the first element with this name, up to the first end tag, with its entities decoded.
pub(in crate::api_error) fn element(markup: &str, name: &str) -> Option<String> {
    let bytes = markup.as_bytes();
    let mut at = 0;
    loop {
        at += strings::find_byte(bytes.get(at..)?, b'<')? + 1;
        // The first letter rules out most tags.
        if bytes.get(at).map(u8::to_ascii_lowercase) != name.bytes().next() {
            continue;
        }
        let after = strings::split_at(markup, at).1;
        if !starts_with(after, name) {
            continue;
        }
        let inside = strings::split_at(after, name.len()).1;
        if !inside.chars().next().is_some_and(|c| c == '>' || c.is_whitespace()) {
            continue;
        }
        let (_, content) = strings::split_once(inside, ">")?;
        let (inside, _) =
            strings::split_once(content, "</").filter(|(inside, _)| strings::find(inside, "<").is_none())?;
        return Some(decoded(inside));
    }
}

/// XML as a JSON object: an element is a member, one that repeats is a list, and attributes are members too. Prefixes of
/// namespaces are left out. Malformed parts are skipped, and so are parts below the depth limit of a JSON body.
pub(in crate::api_error) fn xml(markup: &str) -> Json {
    let mut reader = Xml { rest: markup, left: MAX_ELEMENTS, is_inner: false };
    let mut root = Object::new();
    reader.content(&mut root, 0);
    // The outermost element is the body itself.
    if let (1, Some((name, inner @ Json::Object(_)))) = (root.len(), root.at(0))
        && !name.eq_ignore_ascii_case("fault")
    {
        return inner.clone();
    }
    Json::Object(root)
}

/// The most elements and attributes of a body that are kept.
const MAX_ELEMENTS: u32 = 2048;

struct Xml<'m> {
    rest: &'m str,
    left: u32,
    /// Whether it is a document that stood as a text in another one.
    is_inner: bool,
}

impl<'m> Xml<'m> {
    /// Returns the text before `end` and skips `end`. Returns the rest of the text if `end` does not come.
    fn until(&mut self, end: &str) -> &'m str {
        let (before, rest) = strings::split_once(self.rest, end).unwrap_or((self.rest, ""));
        self.rest = rest;
        before
    }

    /// Reads the content of an element: its elements into `members`. Returns its text.
    fn content(&mut self, members: &mut Object, depth: usize) -> String {
        let mut text = String::new();
        loop {
            text.push_str(&decoded(self.until("<")));
            match self.rest.bytes().next() {
                None => return text,
                Some(b'!') if self.rest.starts_with("![CDATA[") => {
                    let data = self.until("]]>");
                    text.push_str(data.get("![CDATA[".len()..).unwrap_or_default());
                }
                Some(b'!') if self.rest.starts_with("!--") => {
                    self.until("-->");
                }
                Some(b'!' | b'?') => {
                    self.until(">");
                }
                Some(b'/') => {
                    self.until(">");
                    return text;
                }
                Some(_) => self.element(members, depth + 1),
            }
        }
    }

    fn element(&mut self, members: &mut Object, depth: usize) {
        let tag = self.until(">");
        let end = tag.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'/').unwrap_or(tag.len());
        let (name, attributes) = strings::split_at(tag.strip_suffix('/').unwrap_or(tag), end);
        let name = strings::rsplit_once(name, ":").map_or(name, |(_, name)| name);
        let mut inner = Object::new();
        let mut text = String::new();
        // The content of a deep element is left out.
        if !tag.ends_with('/') && depth < MAX_DEPTH {
            text = self.content(&mut inner, depth);
        }
        let text = strings::trim(&text);
        // Many servers of .NET send a document as the text of an element of SOAP. A document in a text of that document stays
        // a text: each would be copied as often as it is deep.
        let may_be_document = !self.is_inner && inner.is_empty();
        if may_be_document && matches!(text.as_bytes(), [b'<', b'?' | b'A'..=b'Z', .., b'>']) && !is_html(text) {
            let mut document = Xml { rest: text, left: self.left, is_inner: true };
            let mut root = Object::new();
            let outside = document.content(&mut root, depth);
            if strings::trim(&outside).is_empty() && is_document(text, &root) {
                self.left = document.left;
                inner = root;
            }
        }
        let is_leaf = inner.is_empty();
        self.attributes(attributes, &mut inner);
        // XML-RPC.
        if name == "member"
            && let Some(Json::String(name)) = inner.get("name").cloned()
            && let Some(value) = inner.get_mut("value")
        {
            return self.add(members, &name, core::mem::take(value));
        }
        let value = if is_leaf && !text.is_empty() {
            let text = Json::String(text.to_owned());
            // `<error field="plan" symbol="blank">can't be blank</error>` of Recurly.
            if inner.iter().any(is_told) {
                inner.insert("message".to_owned(), text);
                Json::Object(inner)
            } else {
                text
            }
        } else if is_wrapper(name, &inner) || is_leaf && inner.len() == 1 && inner.contains_key("value") {
            // FHIR: `<diagnostics value="…"/>`.
            inner.values_mut().next().map(core::mem::take).unwrap_or_default()
        } else if inner.is_empty() {
            Json::String(text.to_owned())
        } else {
            Json::Object(inner)
        };
        self.add(members, name, value);
    }

    fn attributes(&mut self, text: &str, members: &mut Object) {
        let mut parts = Xml { rest: text, left: 0, is_inner: true };
        while !parts.rest.is_empty() {
            let name = strings::trim(parts.until("="));
            let quote = if parts.rest.starts_with('\'') { "'" } else { "\"" };
            parts.until(quote);
            let value = parts.until(quote);
            if !name.starts_with("xmlns") && strings::find(name, ":").is_none() {
                // Namecheap: `<Error Number="1010102">`.
                let name = if name == "Number" { "code" } else { name };
                self.add(members, name, Json::String(decoded(value)));
            }
        }
    }

    /// Adds a member; of a name that is there, an item of its list.
    fn add(&mut self, members: &mut Object, name: &str, value: Json) {
        if self.left == 0 || name.is_empty() {
            return;
        }
        self.left -= 1;
        match members.get_mut(name) {
            Some(Json::Array(items)) => items.push(value),
            Some(known) => {
                let first = core::mem::take(known);
                *known = Json::Array(alloc::vec![first, value]);
            }
            None => {
                members.insert(name.to_owned(), value);
            }
        }
    }
}

/// Whether an attribute says which field the text of its element is about, or has its code.
fn is_told((name, value): (&String, &Json)) -> bool {
    matches!(role(name, value, &Vocabulary::new()).0, Role::Code | Role::Place | Role::ItemPlace)
}

/// Whether a text is one element, with its end, that holds elements or attributes, or has the name of a message.
/// `<Name> must come before <Date>` and `<STRONG>No</STRONG>` are texts to show.
fn is_document(text: &str, root: &Object) -> bool {
    let Some((name, value)) = root.at(0).filter(|_| root.len() == 1) else { return false };
    let is_message = || matches!(role(name, value, &Vocabulary::new()).0, Role::Message | Role::Word);
    let tag = text.trim_end_matches(|c: char| c == '>' || c.is_ascii_whitespace());
    let is_closed = tag.ends_with('/') || tag.strip_suffix(name).is_some_and(|tag| tag.ends_with(['/', ':']));
    is_closed && (value.is_object() || text.starts_with("<?") || is_message())
}

/// Whether an element only wraps its content: `<value><int>4</int></value>` of XML-RPC.
fn is_wrapper(name: &str, inner: &Object) -> bool {
    inner.len() == 1 && (name == "value" || name == "fault" && inner.contains_key("value"))
}

/// Decodes entities and numeric character references.
pub(in crate::api_error) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = strings::split_once(rest, "&") {
        out.push_str(before);
        // No entity that is decoded here is longer, and none has another `&` in it.
        let end = after.bytes().take(9).position(|byte| matches!(byte, b';' | b'&'));
        let end = end.filter(|end| after.as_bytes().get(*end) == Some(&b';'));
        let known = end.and_then(|end| Some((entity(after.get(..end)?)?, strings::split_at(after, end + 1).1)));
        let (c, after) = known.unwrap_or(('&', after));
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The entities of XML, and those of HTML that stand in titles of error pages: names, and their characters in the same order.
const ENTITIES: &[(&str, &str)] = &[
    ("amp, lt, gt, quot, apos", "&<>\"'"),
    ("nbsp, ndash, mdash, lsquo, rsquo, ldquo, rdquo, hellip", "\u{a0}–—‘’“”…"),
    ("middot, bull, laquo, raquo, copy, reg, trade", "·•«»©®™"),
    ("auml, ouml, uuml, Auml, Ouml, Uuml, szlig", "äöüÄÖÜß"),
    ("eacute, egrave, agrave, ecirc, ccedil, ntilde, oacute, aacute, iacute, uacute", "éèàêçñóáíú"),
];

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix('x').or_else(|| number.strip_prefix('X'));
        return char::from_u32(integer(hex.unwrap_or(number), if hex.is_some() { 16 } else { 10 })?);
    }
    ENTITIES.iter().find_map(|(names, characters)| characters.chars().nth(strings::index_in_list(names, name)?))
}

/// Reads an integer of digits alone. `u32::from_str_radix` takes more code, and allows a sign.
fn integer(digits: &str, radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0_u32, |value, digit| value.checked_mul(radix)?.checked_add(digit.to_digit(radix)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_in_a_text_is_read_once() {
        let value = xml("<a><b>&lt;C>&lt;d>1&lt;/d>&lt;e>&amp;lt;F>2&amp;lt;/F>&lt;/e>&lt;/C></b></a>");
        let inner = value.get("b").and_then(|b| b.get("C"));
        assert_eq!(inner.and_then(|c| c.get("d")).and_then(Json::as_str), Some("1"));
        assert_eq!(inner.and_then(|c| c.get("e")).and_then(Json::as_str), Some("<F>2</F>"));
    }

    #[test]
    fn html_and_xml_are_told_apart() {
        for html in [
            "<!DOCTYPE HTML>",
            "<html lang=a>",
            "<!-- x --> <Head>",
            "<?xml version='1.0'?>\n<!doctype html>",
            "<body",
            "<br />",
            "<b>x</b>",
        ] {
            assert!(is_html(html), "{html}");
        }
        for not in [
            "<Error>",
            "<Problem>",
            "<b:Error>",
            "<?xml version='1.0'?><Error/>",
            "<!DOCTYPE html [<!ENTITY a 'b'>]>",
            "<!-- html",
            "<!doctype svg>",
            "<",
        ] {
            assert!(!is_html(not), "{not}");
        }
    }

    #[test]
    fn the_content_of_an_element_is_decoded() {
        let cases = [
            ("<html><head><title>502 Bad Gateway</title>", Some("502 Bad Gateway")),
            ("<TITLE a='b'>A &amp; B &#39;c&#x27; &unknown; &</TITLE>", Some("A & B 'c' &unknown; &")),
            ("<title>404 &ndash; We&rsquo;re sorry &copy;</title>", Some("404 – We’re sorry ©")),
            ("<titles>x</titles><title>y</title>", Some("y")),
            ("<title>", None),
            ("<title", None),
            ("", None),
        ];
        for (markup, expected) in cases {
            assert_eq!(element(markup, "title").as_deref(), expected, "{markup}");
        }
    }

    #[test]
    fn elements_become_members() {
        let cases = [
            (
                "<?xml version='1.0'?><E><Code>A</Code><Message>a &lt; b</Message></E>",
                r#"{"Code":"A","Message":"a < b"}"#,
            ),
            ("<a:E xmlns:a='x'><a:M xml:lang='en'>m</a:M></a:E>", r#"{"M":"m"}"#),
            ("<E><i>1</i><i>2</i><i n='3'/></E>", r#"{"i":["1","2",{"n":"3"}]}"#),
            ("<E code='7' message='m'/>", r#"{"code":"7","message":"m"}"#),
            ("<E><m><![CDATA[a <b>]]></m><!-- x --></E>", r#"{"m":"a <b>"}"#),
            ("<E>text</E>", r#"{"E":"text"}"#),
            (r#"<E><e field="a" lang="en">text</e></E>"#, r#"{"e":{"field":"a","lang":"en","message":"text"}}"#),
            (r#"<E><e lang="en">text</e></E>"#, r#"{"e":"text"}"#),
            (
                "<fault><value><struct><member><name>a</name><value><int>4</int></value></member></struct></value></fault>",
                r#"{"fault":{"a":"4"}}"#,
            ),
            ("<E><a><b></E>", r#"{"a":{"b":""}}"#),
            // A document as a text.
            ("<E><r>&lt;N:R&gt;&lt;m>1&lt;/m>&lt;/N:R >\n</r></E>", r#"{"r":{"R":{"m":"1"}}}"#),
            ("<E><r>&lt;R c='1'/></r></E>", r#"{"r":{"R":{"c":"1"}}}"#),
            ("<E><r>&lt;?xml version='1.0'?>&lt;r>1&lt;/r></r></E>", r#"{"r":{"r":"1"}}"#),
            ("<E><r>&lt;Error>No&lt;/Error></r></E>", r#"{"r":{"Error":"No"}}"#),
            // Texts that are not documents.
            ("<E><m>&lt;Name> must come before &lt;Date></m></E>", r#"{"m":"<Name> must come before <Date>"}"#),
            ("<E><m>&lt;A>&lt;b>1&lt;/b>&lt;/A> is no &lt;C/></m></E>", r#"{"m":"<A><b>1</b></A> is no <C/>"}"#),
            ("<E><m>&lt;A>1&lt;/A>&lt;B>1&lt;/B></m></E>", r#"{"m":"<A>1</A><B>1</B>"}"#),
            ("<E><m>&lt;STRONG>No&lt;/STRONG></m></E>", r#"{"m":"<STRONG>No</STRONG>"}"#),
            ("<E><m>&lt;Name/></m></E>", r#"{"m":"<Name/>"}"#),
            ("<", "{}"),
            ("", "{}"),
        ];
        for (markup, json) in cases {
            assert_eq!(crate::json::ToJson::to_json_string(&xml(markup)), json, "{markup}");
        }
    }
}
