/// Whether a number is an integer. `core` has no `f64::fract`.
pub(crate) fn is_whole(number: f64) -> bool {
    /// 2^53. From here on, every float is an integer.
    const ALL_WHOLE: f64 = 9_007_199_254_740_992.0;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "below 2^53 the casts are exact for integers, and for nothing else"
    )]
    let is_whole = number.abs() >= ALL_WHOLE || (number as i64) as f64 == number;
    is_whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_says() {
        const EDGE: f64 = 9_007_199_254_740_992.0;
        for number in [0.0, -0.0, 1.0, -1.5, 0.1, EDGE, EDGE - 1.0, EDGE / 2.0 - 0.5, -EDGE, 1e300, f64::MIN_POSITIVE] {
            assert_eq!(is_whole(number), number.fract() == 0.0, "{number}");
        }
        assert!(!is_whole(f64::NAN));
    }
}
