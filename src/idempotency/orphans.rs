//! Orphans: claims that a database may hold though nobody runs their requests.
//!
//! If the database does not answer a `begin`, or the future of `begin` is dropped, the claim may be stored already, or the
//! database may store it later: a frozen server executes what is in its sockets when it wakes up. The request did not run,
//! so the key must not stay locked. This process remembers such claims. A retry in this process takes the key over at
//! once, and a background task abandons the claim for retries that come to other processes.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::time::Duration;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;

use super::KEPT;

/// The most claims that are remembered; each takes about 400 bytes. The keys of further ones are free when their leases
/// end.
const MAX_ORPHANS: usize = 10_000;
/// How many times the database must confirm that a claim is abandoned, at least a [`PAUSE`] apart. Once is not enough,
/// because the claim itself can still arrive over a connection that broke.
const CONFIRMATIONS: u32 = 2;
/// The time between two rounds.
const PAUSE: Duration = Duration::from_millis(500);

/// The remembered claims of a store.
#[derive(Default)]
pub(super) struct Orphans {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    records: HashSet<Vec<u8>>,
    queue: VecDeque<Orphan>,
    is_sweeping: bool,
    /// When the database last left a command without an answer.
    last_unanswered: Option<Instant>,
}

struct Orphan {
    name: String,
    record: Vec<u8>,
    since: Instant,
    confirmations: u32,
}

impl Orphans {
    /// Whether this is the record of a claim that nobody runs.
    pub(super) fn contains(&self, record: &[u8]) -> bool {
        self.lock().records.contains(record)
    }

    /// Notes that the database left a command without an answer.
    pub(super) fn note_unanswered(&self) {
        self.lock().last_unanswered = Some(Instant::now());
    }

    /// Whether the database left a command without an answer within this time.
    pub(super) fn had_unanswered(&self, within: Duration) -> bool {
        self.lock().last_unanswered.is_some_and(|at| at.elapsed() <= within)
    }

    /// Remembers a claim that nobody runs, and abandons it in the background.
    pub(super) fn add(self: &Arc<Self>, name: String, record: Vec<u8>, link: &impl Link) {
        let mut inner = self.lock();
        if inner.queue.len() >= MAX_ORPHANS || !inner.records.insert(record.clone()) {
            return;
        }
        inner.queue.push_back(Orphan { name, record, since: Instant::now(), confirmations: 0 });
        if let (false, Some(runtime)) = (inner.is_sweeping, link.runtime()) {
            inner.is_sweeping = true;
            runtime.spawn(sweep(Arc::downgrade(self), link.clone()));
        }
    }

    fn pop(&self) -> Option<Orphan> {
        self.lock().queue.pop_front()
    }

    fn put_back(&self, orphan: Orphan) {
        let mut inner = self.lock();
        if orphan.confirmations < CONFIRMATIONS && orphan.since.elapsed() < KEPT {
            inner.queue.push_back(orphan);
        } else {
            inner.records.remove(&orphan.record);
        }
    }

    /// Whether no claim is left. If so, this notes that no task runs, because the caller is the task and ends.
    fn ends_sweep(&self) -> bool {
        let mut inner = self.lock();
        inner.is_sweeping = !inner.queue.is_empty();
        !inner.is_sweeping
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection of a store, and the runtime for its task, because `begin` may be dropped outside of the runtime.
pub(super) trait Link: Clone + Send + Sync + 'static {
    fn runtime(&self) -> Option<&Handle>;

    /// Abandons a claim. Returns whether the database has answered.
    fn abandon(&self, orphans: &Orphans, name: &str, record: &[u8]) -> impl Future<Output = bool> + Send;
}

/// Abandons the claims until none is left, or the store is dropped.
async fn sweep(orphans: Weak<Orphans>, link: impl Link) {
    loop {
        let Some(orphans) = orphans.upgrade() else { return };
        let count = orphans.lock().queue.len();
        for _ in 0..count {
            let Some(mut orphan) = orphans.pop() else { break };
            let is_confirmed = link.abandon(&orphans, &orphan.name, &orphan.record).await;
            orphan.confirmations += u32::from(is_confirmed);
            orphans.put_back(orphan);
            if !is_confirmed {
                break;
            }
        }
        if orphans.ends_sweep() {
            return;
        }
        drop(orphans);
        tokio::time::sleep(PAUSE).await;
    }
}

/// A claim that was sent to the database. If it is dropped before the database has answered, it becomes an orphan.
pub(super) struct Unanswered<'s, L: Link> {
    pub(super) orphans: &'s Arc<Orphans>,
    pub(super) link: &'s L,
    pub(super) claim: Option<(String, Vec<u8>)>,
}

impl<L: Link> Unanswered<'_, L> {
    /// Notes that the database has answered, so that the claim does not become an orphan.
    pub(super) fn answered(mut self) {
        self.claim = None;
    }
}

impl<L: Link> Drop for Unanswered<'_, L> {
    fn drop(&mut self) {
        if let Some((name, record)) = self.claim.take() {
            self.orphans.note_unanswered();
            self.orphans.add(name, record, self.link);
        }
    }
}
