//! How much an import may write. Each schema file repeats what it refers to, so a small document can ask for many
//! gigabytes.

use std::cell::Cell;

/// The most bytes of all files of one import.
pub(super) const MAX_BYTES: usize = 1 << 30;

/// The bytes that may still be written.
#[derive(Debug)]
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) const fn new(bytes: usize) -> Self {
        Self(Cell::new(bytes))
    }

    /// Takes bytes from the budget.
    ///
    /// # Errors
    /// A message: fewer bytes are left.
    pub(super) fn take(&self, bytes: usize) -> Result<(), String> {
        let left = self.0.get().checked_sub(bytes).ok_or("the files of all schemas take more than 1 GiB")?;
        self.0.set(left);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_budget_is_given() {
        let budget = Budget::new(5);
        assert_eq!(budget.take(3), Ok(()));
        assert_eq!(budget.take(3), Err("the files of all schemas take more than 1 GiB".to_owned()));
        assert_eq!(budget.take(2), Ok(()));
    }
}
