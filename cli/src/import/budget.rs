//! How much an import may write. Each schema file repeats what it refers to, so a small document can ask for many
//! gigabytes.

use std::cell::Cell;

/// How many bytes of files there may be for each byte of the documents.
const FACTOR: usize = 128;
const MIN_BYTES: usize = 64 << 20;
const MAX_BYTES: usize = 1 << 30;

/// The bytes that were written.
#[derive(Debug)]
pub(super) struct Budget {
    written: Cell<usize>,
    /// What the user can do if they are too many.
    remedy: &'static str,
}

impl Budget {
    pub(super) const fn new(has_responses: bool) -> Self {
        let remedy = if has_responses { "leave out --responses, or split the document" } else { "split the document" };
        Self { written: Cell::new(0), remedy }
    }

    /// Notes that bytes are written, for documents of this many bytes.
    ///
    /// # Errors
    /// A message: the files take more than the documents allow.
    pub(super) fn take(&self, bytes: usize, documents: usize) -> Result<(), String> {
        let most = documents.saturating_mul(FACTOR).clamp(MIN_BYTES, MAX_BYTES);
        self.written.set(self.written.get().saturating_add(bytes));
        if self.written.get() <= most {
            return Ok(());
        }
        Err(format!(
            "the files of all schemas take more than {} MiB, because many bodies refer to the same large schemas: {}",
            most >> 20,
            self.remedy
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_may_be_much_larger_than_the_documents() {
        let message = |most, remedy| {
            Err(format!(
                "the files of all schemas take more than {most} MiB, because many bodies refer to the same large schemas: {remedy}"
            ))
        };
        for (documents, most) in [(0, 64), (1 << 20, 128), (1 << 30, 1024)] {
            for (has_responses, remedy) in
                [(false, "split the document"), (true, "leave out --responses, or split the document")]
            {
                let budget = Budget::new(has_responses);
                assert_eq!(budget.take(most << 20, documents), Ok(()));
                assert_eq!(budget.take(1, documents), message(most, remedy));
            }
        }
    }
}
