//! A stable merge sort that is compiled once. The standard library's sort is compiled again for each type and each order,
//! and each copy adds kilobytes of wasm.

use alloc::vec::Vec;

/// The indices from 0 to `count - 1`, sorted by `is_less`. The sort is stable: indices of equal items keep their order.
pub fn sorted_indices(count: usize, is_less: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        for pair in order.chunks(width * 2) {
            let (left, right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            merge(left, right, &mut merged, is_less);
        }
        core::mem::swap(&mut order, &mut merged);
        merged.clear();
        width *= 2;
    }
    order
}

/// Merges two sorted lists into `out`. If every item of `left` comes first, it compares only once.
fn merge(mut left: &[usize], mut right: &[usize], out: &mut Vec<usize>, is_less: &mut dyn FnMut(usize, usize) -> bool) {
    let in_order = matches!((left.last(), right.first()), (Some(&last), Some(&first)) if !is_less(first, last));
    while !in_order && let ([one, left_rest @ ..], [other, right_rest @ ..]) = (left, right) {
        if is_less(*other, *one) {
            out.push(*other);
            right = right_rest;
        } else {
            out.push(*one);
            left = left_rest;
        }
    }
    out.extend_from_slice(left);
    out.extend_from_slice(right);
}

/// Sorts texts by code point, which is also the order of their UTF-8 bytes.
pub(crate) fn texts(texts: &mut Vec<&str>) {
    let order = sorted_indices(texts.len(), &mut |one, other| texts.get(one) < texts.get(other));
    let mut sorted = Vec::with_capacity(texts.len());
    for at in order {
        sorted.extend_from_slice(texts.get(at..=at).unwrap_or_default());
    }
    *texts = sorted;
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_the_standard_library_sorts(keys: Vec<u8>) {
            let mut expected: Vec<usize> = (0..keys.len()).collect();
            expected.sort_by_key(|&at| keys[at]);
            assert_eq!(sorted_indices(keys.len(), &mut |one, other| keys[one] < keys[other]), expected);
        }

        #[test]
        fn texts_by_code_point(list: Vec<String>) {
            let mut sorted: Vec<&str> = list.iter().map(String::as_str).collect();
            let mut expected = sorted.clone();
            texts(&mut sorted);
            expected.sort_unstable();
            assert_eq!(sorted, expected);
        }
    }
}
