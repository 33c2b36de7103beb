//! The documents that are read: JSON or YAML, from files.

mod location;
mod references;
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
pub(crate) use references::{Chain, Dangling};

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
        let text = path.to_string_lossy();
        let is_url = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
        if is_url && !path.exists() {
            return Err(format!("{text}: nothing is fetched: save it as a file, or send it through a pipe to `-`"));
        }
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
        format!("{}#{}", self.file_name(location.document), location.pointer)
    }

    /// The name of the file of a document.
    fn file_name(&self, document: usize) -> String {
        self.document(document).path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The name of the file of a document, without its extensions.
    pub(crate) fn stem(&self, document: usize) -> String {
        self.file_name(document).split('.').next().unwrap_or_default().to_owned()
    }
}
