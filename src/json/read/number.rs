//! Reads numbers.

use super::Reader;
use crate::json::{Json, Number};

impl Reader<'_> {
    /// Reads a number. Without `keep` it only checks the syntax.
    pub(super) fn number(&mut self, keep: bool) -> Option<Json> {
        let start = self.at;
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let first = self.at;
        let magnitude = self.digits()?;
        if self.at - first > 1 && self.text.as_bytes().get(first) == Some(&b'0') {
            self.at = first + 1;
            return None;
        }
        let mut is_integer = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            is_integer = false;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            is_integer = false;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        if !keep {
            return Some(Json::Null);
        }
        let text = self.text.get(start..self.at)?;
        // -0 is kept as text, because an i64 has no sign of zero.
        let integer = magnitude.filter(|magnitude| is_integer && (*magnitude > 0 || !is_negative));
        let integer = match integer {
            Some(magnitude) if is_negative => 0_i64.checked_sub_unsigned(magnitude),
            Some(magnitude) => i64::try_from(magnitude).ok(),
            None => None,
        };
        let number = Number::from_checked(text, integer);
        #[cfg(any(feature = "axum", feature = "serde_json"))]
        if self.is_exact && !number.as_f64().is_finite() {
            self.at = start;
            return None;
        }
        let is_null = self.limits.is_lenient && !number.as_f64().is_finite();
        Some(if is_null { Json::Null } else { Json::Number(number) })
    }

    /// Reads one digit or more. Returns `None` if no digit is there, and `Some(None)` if the number does not fit.
    #[allow(clippy::option_option, reason = "the two cases differ")]
    fn digits(&mut self) -> Option<Option<u64>> {
        let start = self.at;
        let mut value = Some(0_u64);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
        }
        (self.at > start).then_some(value)
    }
}
