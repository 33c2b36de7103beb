//! Runs the Lua scripts of this folder. Each compares the value of a key before it changes it, so that a lost claim has no
//! effect.
//!
//! The time to live of a running claim is 24 hours plus the rest of its lease. So
//! - the clock of Redis alone decides when a lease ends,
//! - `PEXPIRE` renews it, which Redis allows even above `maxmemory`,
//! - a claim outlives its lease by 24 hours, in which another body is still a conflict,
//! - `maxmemory-policy volatile-ttl`, which evicts what expires next, evicts answers before running claims.

use alloc::vec::Vec;
use core::time::Duration;
use std::io;
use std::sync::LazyLock;

use redis::aio::ConnectionManager;
use redis::{RedisError, RedisResult, Script, ScriptInvocation};

use super::super::KEPT_MS;
use super::super::orphans::Orphans;
use super::error::is_closed;

static CLAIM: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("claim.lua")));
static RENEW: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("renew.lua")));
static FINISH: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("finish.lua")));
static ABANDON: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("abandon.lua")));

/// Which value a new claim may replace.
#[derive(Clone, Copy)]
pub(super) enum Replaced<'v> {
    /// None: the key must have no value.
    Nothing,
    /// This claim, if its lease has ended.
    Ended(&'v [u8]),
    /// This claim, which nobody runs.
    Orphan(&'v [u8]),
}

/// Claims a key. If it is taken, returns its value and the rest of its lease in milliseconds, 0 or less if it has ended.
pub(super) async fn claim(
    connection: &mut ConnectionManager,
    orphans: &Orphans,
    name: &str,
    replaced: Replaced<'_>,
    record: &[u8],
    lease_ms: u64,
) -> RedisResult<Option<(Vec<u8>, i64)>> {
    let (value, most_ms) = match replaced {
        Replaced::Nothing => (&b""[..], 0),
        Replaced::Ended(value) => (value, KEPT_MS),
        Replaced::Orphan(value) => (value, u64::MAX),
    };
    let mut call = CLAIM.key(name);
    call.arg(value).arg(most_ms).arg(record).arg(KEPT_MS.saturating_add(lease_ms));
    let (seen, left): (Option<Vec<u8>>, i64) = invoke(connection, orphans, &call).await?;
    Ok(seen.map(|value| (value, left.saturating_sub_unsigned(KEPT_MS))))
}

pub(super) async fn renew(
    connection: &mut ConnectionManager,
    orphans: &Orphans,
    name: &str,
    record: &[u8],
    lease_ms: u64,
) -> RedisResult<bool> {
    invoke(connection, orphans, RENEW.key(name).arg(record).arg(KEPT_MS.saturating_add(lease_ms))).await
}

pub(super) async fn finish(
    connection: &mut ConnectionManager,
    orphans: &Orphans,
    name: &str,
    record: &[u8],
    done: &[u8],
) -> RedisResult<bool> {
    invoke(connection, orphans, FINISH.key(name).arg(record).arg(done).arg(KEPT_MS)).await
}

pub(super) async fn abandon(
    connection: &mut ConnectionManager,
    orphans: &Orphans,
    name: &str,
    record: &[u8],
) -> RedisResult<()> {
    invoke::<bool>(connection, orphans, ABANDON.key(name).arg(record)).await.map(drop)
}

/// How long an answer of Redis may take, a new connection included.
pub(super) const TIMEOUT: Duration = Duration::from_secs(2);

/// Runs a script. If the connection is closed, it is renewed and the script is sent once more, within the same time.
///
/// Redis closes connections: after its `timeout`, when it restarts, by `CLIENT KILL`. Only the next command shows that.
/// Each script may run twice, because it compares the value that it finds with the record of its claim.
async fn invoke<T: redis::FromRedisValue>(
    connection: &mut ConnectionManager,
    orphans: &Orphans,
    call: &ScriptInvocation<'_>,
) -> RedisResult<T> {
    let answer = async {
        let closed = match call.invoke_async(connection).await {
            Err(error) if is_closed(&error) => error,
            answer => return answer,
        };
        // The first command may still arrive, even after the claim has ended.
        orphans.note_trouble();
        // A failure of the second command does not say what became of the first.
        call.invoke_async(connection).await.map_err(|_| closed)
    };
    let answer = tokio::time::timeout(TIMEOUT, answer).await;
    answer.unwrap_or_else(|_| Err(RedisError::from(io::Error::from(io::ErrorKind::TimedOut))))
}
