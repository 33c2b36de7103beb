//! Durations as whole milliseconds, the unit of every duration in this crate's JSON.

use core::time::Duration;

/// The whole milliseconds of a duration; a fraction is cut off.
///
/// `Duration::as_millis` returns a `u128`, whose multiplication adds a function to a wasm module.
pub(crate) fn of(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1000).saturating_add(duration.subsec_millis().into())
}

/// The time of the system's clock, in milliseconds since 1970.
#[cfg(all(feature = "resend", not(target_arch = "wasm32")))]
pub(crate) fn now() -> u64 {
    of(std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default())
}

/// Reads a number of milliseconds, or null.
pub(crate) fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let ms: Option<u32> = serde::Deserialize::deserialize(deserializer)?;
    Ok(ms.map(|ms| Duration::from_millis(ms.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_cut_off_and_the_longest_duration_saturates() {
        assert_eq!(of(Duration::ZERO), 0);
        assert_eq!(of(Duration::from_micros(1_999)), 1);
        assert_eq!(of(Duration::from_millis(u64::MAX)), u64::MAX);
        assert_eq!(of(Duration::MAX), u64::MAX);
    }
}
