//! The parts of reading a request's body that `interop::axum` and `interop::tower` share.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::{Buf as _, Bytes};
use http_body_util::BodyExt;

/// How many bytes beyond the limit are read and dropped. A client that writes its whole body before it reads would
/// otherwise see a broken connection instead of the response.
#[cfg(not(target_arch = "wasm32"))]
const MAX_DISCARDED: usize = 1024 * 1024;

/// Reads a body of at most `max` bytes. Returns `None` if it is longer.
pub(super) async fn collect<B: BodyExt + Unpin>(body: &mut B, max: usize) -> Result<Option<Bytes>, B::Error> {
    let mut first: Option<Bytes> = None;
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame?.into_data() else { continue };
        let length = first.as_ref().map_or(bytes.len(), Bytes::len);
        if length + data.remaining() > max {
            return Ok(None);
        }
        let data = data.copy_to_bytes(data.remaining());
        // Most bodies are one frame, which is not copied.
        match first.take() {
            None if bytes.is_empty() => first = Some(data),
            None => bytes.extend_from_slice(&data),
            Some(head) => {
                bytes.extend_from_slice(&head);
                bytes.extend_from_slice(&data);
            }
        }
    }
    Ok(Some(first.unwrap_or_else(|| bytes.into())))
}

/// Reads and drops the rest of a body that is too long.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn discard<B: BodyExt + Unpin>(mut body: B) {
    let mut discarded = 0;
    while let (true, Some(Ok(frame))) = (discarded <= MAX_DISCARDED, body.frame().await) {
        discarded += frame.data_ref().map_or(0, bytes::Buf::remaining);
    }
}

/// The message of the 413 for a body of more than `max` bytes. `body-errors.ts` of the npm package writes the same.
pub(super) fn too_large(max: usize) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    let size = match max {
        1 => "1 byte".into(),
        max if max > 0 && max.is_multiple_of(MIB) => format!("{} MiB", max / MIB),
        max if max > 0 && max.is_multiple_of(KIB) => format!("{} KiB", max / KIB),
        max => format!("{max} bytes"),
    };
    format!("Request body must be at most {size}")
}

#[cfg(test)]
mod tests {
    use super::*;

    // tests/pkg/server-bodies.test.mjs asserts the same of the npm package.
    #[test]
    fn the_limit_has_the_largest_unit_that_divides_it() {
        let table = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_000, "1000 bytes"),
            (1_024, "1 KiB"),
            (65_536, "64 KiB"),
            (1_048_576, "1 MiB"),
            (1_049_600, "1025 KiB"),
            (2_097_152, "2 MiB"),
        ];
        for (max, size) in table {
            assert_eq!(too_large(max), format!("Request body must be at most {size}"));
        }
    }
}
