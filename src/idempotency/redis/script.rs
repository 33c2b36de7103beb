//! The Lua scripts. Each compares the value of a key before it changes it, so that a lost claim has no effect.
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
use super::error::is_closed;
use super::orphans::Orphans;

/// Sets the key to `ARGV[3]` for `ARGV[4]` ms if there is no value, or if it is `ARGV[1]` and lives at most for
/// `ARGV[2]` ms. Otherwise returns the value and its time to live.
///
/// It has no flags, so that Redis runs it in every state, and answers are replayed even when nothing can be written.
static CLAIM: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "\
local seen = redis.call('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if seen and (seen ~= ARGV[1] or left > tonumber(ARGV[2])) then return {seen, left} end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return {false, 0}",
    )
});

/// Lets the claim `ARGV[1]` live for `ARGV[2]` ms, and sets it if there is no value.
static RENEW: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "\
local seen = redis.call('GET', KEYS[1])
if seen and seen ~= ARGV[1] then return 0 end
if seen then redis.call('PEXPIRE', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1",
    )
});

/// Replaces the claim `ARGV[1]` by `ARGV[2]` for `ARGV[3]` ms, and sets it if there is no value.
///
/// `allow-oom`: the operation has run, so its answer is stored even above `maxmemory`. New claims are not, so the excess is
/// at most one answer for each running request.
static FINISH: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "\
#!lua flags=allow-oom
local seen = redis.call('GET', KEYS[1])
if seen and seen ~= ARGV[1] then
  if string.sub(seen, 1, string.len(ARGV[1])) == ARGV[1] then return 1 end
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1",
    )
});

/// Deletes the key if its value is the claim `ARGV[1]`.
static ABANDON: LazyLock<Script> = LazyLock::new(|| {
    Script::new("if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1")
});

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
        match call.invoke_async(connection).await {
            // Says that nothing was sent, but the first command may have arrived.
            Err(error) if error.is_connection_refusal() => Err(closed),
            answer => answer,
        }
    };
    let answer = tokio::time::timeout(TIMEOUT, answer).await;
    answer.unwrap_or_else(|_| Err(RedisError::from(io::Error::from(io::ErrorKind::TimedOut))))
}
