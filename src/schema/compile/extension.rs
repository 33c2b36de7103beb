//! `format`, and `x-unanimous`, which holds the format's options and the texts of the node's reasons.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::format;
use super::super::node::{Count, Node};
use super::{Compiler, members, numbers};
use crate::json::{Json, Object};
use crate::reason::Code;
use crate::strings;

const ANNOTATION_FORMATS: &str = "annotationFormats";

/// The formats that the root takes as annotations, sorted: `x-unanimous.annotationFormats`.
pub(super) fn annotation_formats(root: &Json) -> Result<Vec<&str>, Refused> {
    let Some(list) = root.get("x-unanimous").and_then(|options| options.get(ANNOTATION_FORMATS)) else {
        return Ok(Vec::new());
    };
    let options_at = SchemaLocation::ROOT.join("x-unanimous");
    let mut names = super::names(list, &options_at.join(ANNOTATION_FORMATS))?;
    crate::sort::texts(&mut names);
    Ok(names)
}

/// Compiles `format` and `x-unanimous`.
pub(super) fn compile(
    compiler: &Compiler<'_>,
    node: &mut Node,
    schema: &Object,
    at: &SchemaLocation<'_>,
) -> Result<(), Refused> {
    let options_at = &at.join("x-unanimous");
    let options = schema.get("x-unanimous").map(|options| members(options, options_at)).transpose()?;
    let mut option_names = "";
    let mut of = [" without a format", "", ""];
    if let Some(format) = schema.get("format") {
        let at = &at.join("format");
        at.expect_text(format)?;
        let name = format.as_str().ok_or_else(|| at.wrong("must be a string, not ", format))?;
        node.trims = format::allows_no_outer_space(name);
        node.is_time = matches!(name, "time" | "date-time");
        if compiler.opted_in.binary_search(&name).is_ok() || !numbers::format(node, name) {
            let judged = format::compile(name, compiler.opted_in, options, at, options_at)?;
            node.format = judged.format;
            let max_length = &mut node.counts[Count::MaxLength as usize];
            *max_length = max_length.or(judged.default_max_length);
            option_names = judged.option_names;
        }
        of = [" of format \"", name, "\""];
    }
    let is_root = at.is_root();
    options.map_or(Ok(()), |options| own_options(node, options, option_names, of, options_at, is_root))
}

/// Takes `reason` and `reasons`, and refuses every option that is not one of the format's.
fn own_options(
    node: &mut Node,
    options: &Object,
    option_names: &str,
    [of, name, end]: [&str; 3],
    at: &SchemaLocation<'_>,
    is_root: bool,
) -> Result<(), Refused> {
    for (option, value) in options {
        let here = at.join(option);
        if option == "reason" {
            node.reasons.push((None, text(value, &here)?));
        } else if option == "reasons" {
            for (code, value) in members(value, &here)? {
                let here = here.join(code);
                let text = text(value, &here)?;
                let Some(code) = Code::from_name(code) else {
                    return Err(here.error("unknown code ", Found::Name(code), &[": use one such as \"required\""]));
                };
                node.reasons.push((Some(code), text));
            }
        } else if option == ANNOTATION_FORMATS && is_root {
            // `annotation_formats` reads it.
        } else if option == ANNOTATION_FORMATS {
            return Err(here.refuse("belongs to the \"x-unanimous\" of the root"));
        } else if strings::index_in_list(option_names, option).is_none() {
            let known = if option_names.is_empty() { ["", ""] } else { [option_names, ", "] };
            let rest = [of, name, end, ": use one of ", known[0], known[1], "reason, reasons"];
            return Err(here.error("unknown option ", Found::Name(option), &rest));
        }
    }
    Ok(())
}

fn text(value: &Json, at: &SchemaLocation<'_>) -> Result<alloc::string::String, Refused> {
    at.expect_text(value)?;
    let text = value.as_str().filter(|text| !strings::trim(text).is_empty());
    text.map(ToOwned::to_owned).ok_or_else(|| at.refuse("must be a text that is not blank"))
}
