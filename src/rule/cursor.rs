//! A cursor over the bytes of a text, for rules that are a grammar.
//!
//! Its methods, and a few functions of those rules, are not inlined: they are called often, and every page loads them.

/// The rest of a text. Each method steps over what it names, or leaves the cursor where it is.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl Cursor<'_> {
    /// Steps over one byte of `bytes`; returns whether there was one.
    #[inline(never)]
    pub(super) fn eat(&mut self, bytes: &[u8]) -> bool {
        match self.0 {
            [first, rest @ ..] if bytes.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// Steps over the ASCII digits here; returns whether there was one.
    #[inline(never)]
    pub(super) fn digits(&mut self) -> bool {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.0 = self.0.get(length..).unwrap_or_default();
        length > 0
    }

    /// The number of exactly `count` ASCII digits here, at most 9. Digits that follow are left.
    #[inline(never)]
    pub(super) fn number(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut number = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u32::from(digit - b'0');
        }
        self.0 = rest;
        Some(number)
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}
