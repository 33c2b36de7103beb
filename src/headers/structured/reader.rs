//! A cursor over the text of a field: its keys, and what stands between its values (RFC 9651 sections 4.2.1 to 4.2.3).

/// The letters and digits that [`Reader::skip_while`] reads. Each variant includes those above it.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Letters {
    None,
    Digits,
    LowerCase,
    All,
}

/// The text of a field, and how far it is read. After a method has failed, how far is unspecified.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Reader<'t> {
    pub(super) const fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads `expected` if it comes next, and returns whether it did.
    pub(super) fn eat(&mut self, expected: u8) -> bool {
        let is_next = self.peek() == Some(expected);
        self.at += usize::from(is_next);
        is_next
    }

    /// Reads all of these letters and of the characters in `others` that come next, and returns how many.
    pub(super) fn skip_while(&mut self, letters: Letters, others: &str) -> usize {
        let start = self.at;
        while let Some(byte) = self.peek() {
            let needs = match byte {
                b'0'..=b'9' => Letters::Digits,
                b'a'..=b'z' => Letters::LowerCase,
                b'A'..=b'Z' => Letters::All,
                _ if others.bytes().any(|other| other == byte) => Letters::None,
                _ => break,
            };
            if needs > letters {
                break;
            }
            self.at += 1;
        }
        self.at - start
    }

    /// The text that was read since the reader was at `start`.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Reads a key: `lcalpha` or `*`, then `lcalpha`, digits, `_`, `-`, `.` and `*`.
    pub(super) fn key(&mut self) -> Option<&'t str> {
        let start = self.at;
        let starts_well = self.peek().is_some_and(|first| first.is_ascii_lowercase() || first == b'*');
        self.skip_while(Letters::LowerCase, "_-.*");
        starts_well.then(|| self.since(start))
    }

    /// A reader of a whole field. Spaces before a field are no part of it.
    pub(super) fn new(text: &'t str) -> Self {
        let mut reader = Self { text, at: 0 };
        reader.skip_while(Letters::None, " ");
        reader
    }

    /// Reads one byte.
    pub(super) fn next(&mut self) -> Option<u8> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    /// Reads the comma between two members, with the spaces and tabs around it, or finds the end. A comma at the end is
    /// malformed.
    #[cfg(feature = "api-error")]
    pub(super) fn comma_or_end(&mut self) -> Option<()> {
        self.skip_while(Letters::None, " \t");
        if self.is_at_end() {
            return Some(());
        }
        if !self.eat(b',') {
            return None;
        }
        self.skip_while(Letters::None, " \t");
        (!self.is_at_end()).then_some(())
    }
}
