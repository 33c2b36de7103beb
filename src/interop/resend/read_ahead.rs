//! A body whose beginning has been read, to judge an error, and is still passed on.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::time::timeout;

/// The body of a response: what was read ahead of it, then the rest. Whoever gets it sees the whole body.
#[allow(unreachable_pub, reason = "`interop::tower` shows it")]
pub struct ReadAhead<B: Body> {
    frames: VecDeque<Frame<Bytes>>,
    /// The error that ended the reading.
    failed: Option<Box<B::Error>>,
    rest: Option<Pin<Box<B>>>,
}

impl<B: Body> ReadAhead<B> {
    /// A body of which nothing was read.
    pub(super) fn unread(body: B) -> Self {
        Self { frames: VecDeque::new(), failed: None, rest: Some(Box::pin(body)) }
    }

    /// Reads at most `max` bytes and a frame, within a time limit. Returns what came, and whether the body ended early.
    pub(super) async fn read(&mut self, max: usize, limit: Duration) -> (Bytes, bool) {
        let whole = timeout(limit, async {
            let mut bytes = 0;
            while bytes <= max {
                let Some(rest) = &mut self.rest else { break };
                match rest.frame().await {
                    None => self.rest = None,
                    Some(Ok(frame)) => {
                        let frame = owned(frame);
                        bytes += frame.data_ref().map_or(0, Bytes::len);
                        self.frames.push_back(frame);
                    }
                    Some(Err(error)) => {
                        self.rest = None;
                        self.failed = Some(Box::new(error));
                    }
                }
            }
        });
        let is_late = whole.await.is_err();
        let mut all = BytesMut::new();
        self.frames.iter().filter_map(Frame::data_ref).for_each(|data| all.extend_from_slice(data));
        (all.freeze(), is_late || self.failed.is_some())
    }
}

fn owned(frame: Frame<impl Buf>) -> Frame<Bytes> {
    frame.map_data(|mut data| data.copy_to_bytes(data.remaining()))
}

impl<B: Body> Body for ReadAhead<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if let Some(frame) = self.frames.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(*error)));
        }
        let Some(rest) = &mut self.rest else { return Poll::Ready(None) };
        rest.as_mut().poll_frame(context).map_ok(owned)
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.failed.is_none() && self.rest.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let read: usize = self.frames.iter().filter_map(Frame::data_ref).map(Bytes::len).sum();
        let rest = self.rest.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint);
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(read as u64));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(read as u64));
        }
        hint
    }
}

impl<B: Body> fmt::Debug for ReadAhead<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadAhead").field("size_hint", &self.size_hint()).finish_non_exhaustive()
    }
}
