//! Finds the end of a quoted text: a scalar of YAML (sections 7.3.1 and 7.3.2), or a string of JSON.

/// The length of a quoted text, with its quotation marks; `None` if it does not end. The text begins with the quotation mark.
pub(crate) fn len(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    let (_, mark) = characters.next()?;
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' if mark == '"' => _ = characters.next(),
            '\'' if mark == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') => _ = characters.next(),
            c if c == mark => return Some(at + 1),
            _ => {}
        }
    }
    None
}
