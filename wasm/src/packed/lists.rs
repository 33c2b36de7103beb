//! How the module for errors gets its input: as lists of texts, and bytes behind them. `pkg/src/packed/lists.ts` writes it.

use alloc::vec::Vec;

use super::cursor::Cursor;

/// Reads four lists of texts, and the bytes behind them. The input begins with the counts of the lists and the length of each
/// text; the texts follow.
#[inline(never)]
pub(super) fn lists(input: &[u8]) -> ([Vec<&str>; 4], &[u8]) {
    let counts = Cursor::new(&[], input);
    let counts = [counts.word(), counts.word(), counts.word(), counts.word()];
    let words = counts.len() + counts.iter().sum::<u32>() as usize;
    let (words, texts) = input.split_at_checked(words * 4).unwrap_or_default();
    let cursor = Cursor::new(texts, words.get(counts.len() * 4..).unwrap_or_default());
    let lists = counts.map(|count| (0..count).map(|_| cursor.text(cursor.word())).collect());
    (lists, cursor.rest())
}

/// The texts of a list, two by two.
pub(super) fn pairs<'t>(texts: &[&'t str]) -> impl Iterator<Item = (&'t str, &'t str)> {
    texts.as_chunks().0.iter().map(|&[name, value]| (name, value))
}
