//! The documents that are read: JSON or YAML, from files.

mod location;
mod yaml;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use unanimous::Json;
use unanimous::json::ParseError;

pub(crate) use location::{Location, push_token, tokens};

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// Reads a file as JSON or YAML: `.json` is JSON, `.yaml` and `.yml` are YAML, any other file is JSON if it can be read
/// so. `-` is the standard input.
///
/// # Errors
/// A message that names the file.
pub(crate) fn read(path: &Path) -> Result<Json, String> {
    parse(path, &read_argument(path)?)
}

fn parse(path: &Path, text: &str) -> Result<Json, String> {
    let in_file = |message: String| format!("{}: {message}", path.display());
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let as_yaml = |text: &str| yaml::parse(text).map_err(|error| in_file(error.to_string()));
    match extension.as_str() {
        "yaml" | "yml" => as_yaml(text),
        "json" => parse_json(text).map_err(in_file),
        _ => text.parse().or_else(|_| as_yaml(text)),
    }
}

/// Reads a JSON text.
///
/// # Errors
/// A message: where the text is not JSON, and why.
pub(crate) fn parse_json(text: &str) -> Result<Json, String> {
    text.parse().map_err(|error| match error {
        ParseError::Unexpected { at } => {
            let before = &text[..at];
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = text[line_start..at].chars().count() + 1;
            let line = before.matches('\n').count() + 1;
            let place = if text.trim_end().contains('\n') { format!("line {line}, ") } else { String::new() };
            let found = text[at..].chars().next().map_or(Json::Null, |found| Json::from(found.to_string()));
            format!("not JSON at {place}column {column}: unexpected {found}")
        }
        ParseError::Incomplete if text.trim().is_empty() => "not JSON: the text is empty".to_owned(),
        error => error.to_string(),
    })
}

/// Reads a file as text.
///
/// # Errors
/// A message that names the file.
fn read_text(path: &Path) -> Result<String, String> {
    let in_file = |message: &str| format!("{}: {message}", path.display());
    let metadata = fs::metadata(path).map_err(|error| in_file(&error.to_string()))?;
    if metadata.is_dir() {
        return Err(in_file("is a folder"));
    }
    if metadata.len() > MAX_FILE {
        return Err(in_file("is larger than 256 MiB"));
    }
    let bytes = fs::read(path).map_err(|error| in_file(&error.to_string()))?;
    to_text(bytes).map_err(|message| in_file(&message))
}

/// Reads the file that an argument names as text; `-` is the standard input.
///
/// # Errors
/// A message that names the file.
pub(crate) fn read_argument(path: &Path) -> Result<String, String> {
    if path != Path::new("-") {
        return read_text(path);
    }
    let mut bytes = Vec::new();
    // One byte more shows that there are too many.
    io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| format!("-: {error}"))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err("-: is larger than 256 MiB".to_owned());
    }
    to_text(bytes).map_err(|message| format!("-: {message}"))
}

/// The text of UTF-8 bytes, without a byte order mark.
fn to_text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16: save it as UTF-8".to_owned());
    }
    let text =
        String::from_utf8(bytes).map_err(|error| format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Reads a file that a reference names. It must not be a device or a pipe, which may never end.
fn read_referenced(path: &Path) -> Result<String, String> {
    if fs::metadata(path).is_ok_and(|file| file.is_file()) {
        read_text(path)
    } else {
        Err(format!("{}: no such file", path.display()))
    }
}

/// The path by which a file is known, however a reference writes it.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// How many references may lead from one to the next, outside schemas.
const MAX_REFERENCES: usize = 32;
/// The longest reference, in bytes. The location that it leads to is looked up many times.
const MAX_REFERENCE: usize = 4_096;

/// A reference that leads nowhere: where it stands, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dangling {
    /// The location in the documents: `openapi.yaml#/paths/~1leads/post/requestBody/$ref`.
    pub(crate) source: String,
    pub(crate) message: String,
}

/// A document and the file it was read from.
#[derive(Debug)]
pub(crate) struct Document {
    path: PathBuf,
    json: Json,
    /// The component schemas with an `$id`, by that `$id`.
    ids: HashMap<String, String>,
    anchors: location::Anchors,
}

/// The OpenAPI document, and the files that its references lead to. Each file is read once.
#[derive(Debug)]
pub(crate) struct Documents {
    /// The first is the OpenAPI document.
    loaded: RefCell<Vec<Rc<Document>>>,
    by_path: RefCell<HashMap<PathBuf, Result<usize, String>>>,
    /// How many bytes the files have.
    bytes: Cell<usize>,
}

impl Documents {
    /// The number of the OpenAPI document.
    pub(crate) const ROOT: usize = 0;

    /// Reads the OpenAPI document; `-` is the standard input, and then files are named relative to the current folder.
    ///
    /// # Errors
    /// A message that names the file.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let documents = Self { loaded: RefCell::default(), by_path: RefCell::default(), bytes: Cell::default() };
        let number = documents.add(path, &read_argument(path)?)?;
        // The file `-`, to which a reference may lead, is another document than the standard input.
        if path != Path::new("-") {
            documents.by_path.borrow_mut().insert(identity(path), Ok(number));
        }
        Ok(documents)
    }

    /// Reads a file that a reference names.
    fn load(&self, path: &Path) -> Result<usize, String> {
        let identity = identity(path);
        if let Some(known) = self.by_path.borrow().get(&identity) {
            return known.clone();
        }
        let result = read_referenced(path).and_then(|text| self.add(path, &text));
        self.by_path.borrow_mut().insert(identity, result.clone());
        result
    }

    fn add(&self, path: &Path, text: &str) -> Result<usize, String> {
        let json = parse(path, text)?;
        self.bytes.set(self.bytes.get() + text.len());
        let mut loaded = self.loaded.borrow_mut();
        let ids = location::component_ids(&json);
        let anchors = location::Anchors::new(&json);
        loaded.push(Rc::new(Document { path: path.to_owned(), json, ids, anchors }));
        Ok(loaded.len() - 1)
    }

    /// How many bytes the files have that were read.
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes.get()
    }

    fn document(&self, number: usize) -> Rc<Document> {
        Rc::clone(&self.loaded.borrow()[number])
    }

    /// Calls `read` with the value at a location, if there is one.
    pub(crate) fn at<T>(&self, location: &Location, read: impl FnOnce(&Json) -> T) -> Option<T> {
        location::find(&self.document(location.document).json, &location.pointer).map(read)
    }

    /// Changes the value at a location, if there is one.
    pub(crate) fn update(&self, location: &Location, change: impl FnOnce(&mut Json)) {
        let mut loaded = self.loaded.borrow_mut();
        if let Some(document) = Rc::get_mut(&mut loaded[location.document])
            && let Some(value) = location::find_mut(&mut document.json, &location.pointer)
        {
            change(value);
        }
    }

    /// A copy of the value at a location; `null` if there is none.
    pub(crate) fn value(&self, location: &Location) -> Json {
        self.at(location, Json::clone).unwrap_or_default()
    }

    /// The names of the members at a location; none if there is no object.
    pub(crate) fn names(&self, location: &Location) -> Vec<String> {
        let names = |json: &Json| json.as_object().map(|members| members.keys().map(str::to_owned).collect());
        self.at(location, names).flatten().unwrap_or_default()
    }

    /// The text at a location, if there is one.
    pub(crate) fn text(&self, location: &Location) -> Option<String> {
        self.at(location, |json| json.as_str().map(str::to_owned)).flatten()
    }

    /// Whether there is a value at a location.
    pub(crate) fn has(&self, location: &Location) -> bool {
        self.at(location, |_| ()).is_some()
    }

    /// The location as text: `openapi.yaml#/paths/~1leads`.
    pub(crate) fn name(&self, location: &Location) -> String {
        let document = self.document(location.document);
        let file = document.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("{file}#{}", location.pointer)
    }

    /// The name of the file of a document, without its extensions.
    pub(crate) fn stem(&self, document: usize) -> String {
        let document = self.document(document);
        let name = document.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.split('.').next().unwrap_or_default().to_owned()
    }

    /// The location that a reference leads to.
    ///
    /// A pointer is looked up in the document first. If nothing is there, it is looked up in the schema at `base`, the
    /// component that holds the reference: some tools write a component with `$defs` of its own. A component with an
    /// `$id` is asked first.
    ///
    /// # Errors
    /// A message: the reference leads to a URL, to a file that cannot be read, or to nothing.
    pub(crate) fn resolve(&self, reference: &str, base: &Location) -> Result<Location, String> {
        if reference.len() > MAX_REFERENCE {
            return Err(format!("a reference of {} bytes is too long: 4,096 are read", reference.len()));
        }
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let number = base.document;
        if let Some(pointer) = self.document(number).ids.get(file).filter(|_| !file.is_empty()) {
            let schema = Location { document: number, pointer: pointer.clone() };
            return self.in_schema(&schema, fragment).ok_or_else(|| nothing(reference));
        }
        if !file.is_empty() {
            let document = self.open_beside(file, number)?;
            let root = Location { document, pointer: String::new() };
            return self.in_schema(&root, fragment).ok_or_else(|| nothing(reference));
        }
        let root = Location { document: number, pointer: String::new() };
        let has_id = self.at(base, |schema| schema["$id"].is_string()).unwrap_or_default();
        let (first, second) = if has_id { (base, &root) } else { (&root, base) };
        self.in_schema(first, fragment).or_else(|| self.in_schema(second, fragment)).ok_or_else(|| nothing(reference))
    }

    /// Returns the location that the references at a location lead to: the location itself, if it has none.
    ///
    /// # Errors
    /// [`Dangling`]: one leads nowhere, or round in a circle.
    pub(crate) fn follow(&self, location: &Location) -> Result<Location, Dangling> {
        let mut seen = vec![location.clone()];
        while let Some(next) = self.next_reference(&seen)? {
            seen.push(next);
        }
        Ok(seen.pop().unwrap_or_else(|| location.clone()))
    }

    /// The location to which the last of these locations refers, if it does. Each but the first is what the one before it
    /// refers to.
    ///
    /// # Errors
    /// [`Dangling`]: the reference leads nowhere, round in a circle, or is one of too many in a row.
    pub(crate) fn next_reference(&self, seen: &[Location]) -> Result<Option<Location>, Dangling> {
        let Some(last) = seen.last() else { return Ok(None) };
        let Some(reference) = self.text(&last.join("$ref")) else { return Ok(None) };
        let message = match self.resolve(&reference, &last.document_root()) {
            Ok(target) if seen.contains(&target) => "the references lead round in a circle".to_owned(),
            Ok(_) if seen.len() > MAX_REFERENCES => "more than 32 references lead from one to the next".to_owned(),
            Ok(target) => return Ok(Some(target)),
            Err(message) => message,
        };
        Err(Dangling { source: self.name(&last.join("$ref")), message })
    }

    /// The location of a fragment, a JSON pointer or an anchor, inside a schema or document.
    fn in_schema(&self, schema: &Location, fragment: &str) -> Option<Location> {
        let fragment = location::percent_decoded(fragment)?;
        let pointer = if fragment.is_empty() || fragment.starts_with('/') {
            format!("{}{fragment}", schema.pointer)
        } else {
            self.document(schema.document).anchors.find(&fragment, &schema.pointer)?.to_owned()
        };
        let found = Location { document: schema.document, pointer };
        self.has(&found).then_some(found)
    }

    /// Opens a file that a document names relative to itself.
    fn open_beside(&self, file: &str, document: usize) -> Result<usize, String> {
        let shown = Json::from(file);
        if location::has_scheme(file) || file.starts_with("//") {
            return Err(format!("the reference leads to {shown}, and nothing is fetched: save it beside the document"));
        }
        if file.starts_with(['/', '\\']) {
            return Err(format!("the reference leads to the absolute path {shown}: use a relative path"));
        }
        let decoded = location::percent_decoded(file).ok_or_else(|| format!("{shown} is not a relative path"))?;
        let folder = self.document(document).path.parent().unwrap_or(Path::new("")).to_owned();
        self.load(&folder.join(decoded))
    }
}

fn nothing(reference: &str) -> String {
    format!("the reference {} leads to nothing", Json::from(reference))
}
