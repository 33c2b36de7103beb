//! Runs the Lua scripts of this folder. Each compares the value of a key before it changes it, so that a lost claim has no
//! effect.
//!
//! The time to live of a running claim is 24 hours plus the rest of its lease. So
//! - the clock of Redis alone decides when a lease ends,
//! - `PEXPIRE` renews it, which Redis allows even above `maxmemory`,
//! - a claim outlives its lease by 24 hours, in which another body is still a conflict,
//! - `maxmemory-policy volatile-ttl`, which evicts what expires next, evicts answers before running claims.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;
use std::io;
use std::sync::LazyLock;

use redis::{FromRedisValue, RedisError, RedisResult, Script};

use super::super::KEPT_MS;
use super::super::orphans::Orphans;
use super::RedisStoreError;
use super::connection::Connections;
use super::error::is_closed;

/// A script as text, and as what Redis calls by its digest.
struct Lua {
    text: &'static str,
    script: Script,
}

impl Lua {
    fn new(text: &'static str) -> Self {
        Self { text, script: Script::new(text) }
    }
}

static CLAIM: LazyLock<Lua> = LazyLock::new(|| Lua::new(include_str!("claim.lua")));
static RENEW: LazyLock<Lua> = LazyLock::new(|| Lua::new(include_str!("renew.lua")));
static FINISH: LazyLock<Lua> = LazyLock::new(|| Lua::new(include_str!("finish.lua")));
static ABANDON: LazyLock<Lua> = LazyLock::new(|| Lua::new(include_str!("abandon.lua")));

/// How many replicas must have a change, and within which time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replicas {
    pub(super) count: u32,
    pub(super) within: Duration,
}

impl Replicas {
    /// `WAIT` takes whole milliseconds; 0 means no limit.
    fn ms(self) -> u64 {
        crate::millis::of(self.within).max(1)
    }
}

/// Where the scripts run.
pub(super) struct Target<'t> {
    pub(super) connections: &'t Connections,
    pub(super) orphans: &'t Orphans,
    /// `None`: no replica need have a change.
    pub(super) replicas: Option<Replicas>,
}

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
    target: &Target<'_>,
    name: &str,
    replaced: Replaced<'_>,
    record: &[u8],
    lease_ms: u64,
) -> Result<Option<(Vec<u8>, i64)>, RedisStoreError> {
    let (value, most_ms) = match replaced {
        Replaced::Nothing => (&b""[..], 0),
        Replaced::Ended(value) => (value, KEPT_MS),
        Replaced::Orphan(value) => (value, u64::MAX),
    };
    let ttl = KEPT_MS.saturating_add(lease_ms);
    let call = Call::new(&CLAIM, name, vec![value.to_vec(), number(most_ms), record.to_vec(), number(ttl)]);
    let (seen, left): (Option<Vec<u8>>, i64) = call.run(target).await?;
    if target.replicas.is_some() && seen.as_deref() == Some(record) {
        // An earlier attempt has claimed the key, over a connection that broke before the replicas had confirmed it. What
        // the replicas confirm now comes after the claim. If Redis refuses the renewal, as a replica does that has not taken
        // over yet, the claim is still there.
        return match renew(target, name, record, lease_ms).await {
            Ok(true) => Ok(None),
            Ok(false) => Err(RedisStoreError::Contended),
            Err(_) => Err(RedisStoreError::NotReplicated),
        };
    }
    Ok(seen.map(|value| (value, left.saturating_sub_unsigned(KEPT_MS))))
}

pub(super) async fn renew(
    target: &Target<'_>,
    name: &str,
    record: &[u8],
    lease_ms: u64,
) -> Result<bool, RedisStoreError> {
    let ttl = KEPT_MS.saturating_add(lease_ms);
    Call::new(&RENEW, name, vec![record.to_vec(), number(ttl)]).run(target).await
}

pub(super) async fn finish(
    target: &Target<'_>,
    name: &str,
    record: &[u8],
    done: Vec<u8>,
) -> Result<bool, RedisStoreError> {
    let call = Call::new(&FINISH, name, vec![record.to_vec(), done, number(KEPT_MS)]);
    // A second command would find the answer of the first, and write nothing that a replica could confirm.
    let is_sent_again = target.replicas.is_none();
    Call { is_sent_again, ..call }.run(target).await
}

pub(super) async fn abandon(target: &Target<'_>, name: &str, record: &[u8]) -> Result<(), RedisStoreError> {
    let call = Call::new(&ABANDON, name, vec![record.to_vec()]);
    // The key may be free because an earlier attempt has freed it, which no replica has confirmed yet.
    Call { is_always_confirmed: true, ..call }.run::<bool>(target).await.map(drop)
}

fn number(number: u64) -> Vec<u8> {
    alloc::format!("{number}").into_bytes()
}

/// How long an answer of Redis may take, a new connection included.
pub(super) const TIMEOUT: Duration = Duration::from_secs(2);

/// The reply of a script.
trait Reply: FromRedisValue + Send {
    /// Whether the script has changed the key.
    fn has_written(&self) -> bool;
}

impl Reply for bool {
    fn has_written(&self) -> bool {
        *self
    }
}

/// What `claim.lua` found.
impl Reply for (Option<Vec<u8>>, i64) {
    fn has_written(&self) -> bool {
        self.0.is_none()
    }
}

/// One call of a script.
struct Call {
    lua: &'static Lua,
    name: String,
    arguments: Vec<Vec<u8>>,
    is_sent_again: bool,
    /// Whether replicas must confirm even a call that has changed nothing.
    is_always_confirmed: bool,
}

impl Call {
    fn new(lua: &'static Lua, name: &str, arguments: Vec<Vec<u8>>) -> Self {
        Self { lua, name: name.to_owned(), arguments, is_sent_again: true, is_always_confirmed: false }
    }

    /// Runs the script. If the connection is closed, it is renewed and the script is sent once more, within the same time.
    ///
    /// Redis closes connections: after its `timeout`, when it restarts, by `CLIENT KILL`. Only the next command shows that.
    /// Each script may run twice, because it compares the value that it finds with the record of its claim.
    async fn run<T: Reply>(&self, target: &Target<'_>) -> Result<T, RedisStoreError> {
        let answer = async {
            let closed = match self.send(target).await {
                Err(RedisStoreError::Redis(error)) if is_closed(&error) => error,
                answer => return answer,
            };
            // The first command may still arrive, even after the claim has ended.
            target.orphans.note_unanswered();
            if !self.is_sent_again {
                return Err(closed.into());
            }
            match self.send(target).await {
                // A failure of the second command does not say what became of the first.
                Err(RedisStoreError::Redis(_)) => Err(closed.into()),
                answer => answer,
            }
        };
        let answer = tokio::time::timeout(TIMEOUT, answer).await;
        answer.unwrap_or_else(|_| Err(RedisError::from(io::Error::from(io::ErrorKind::TimedOut)).into()))
    }

    async fn send<T: Reply>(&self, target: &Target<'_>) -> Result<T, RedisStoreError> {
        let mut connection = target.connections.get();
        let Some(replicas) = target.replicas else {
            let mut call = self.lua.script.key(&*self.name);
            for argument in &self.arguments {
                call.arg(argument.as_slice());
            }
            return Ok(call.invoke_async(&mut connection).await?);
        };
        // One pipeline is sent over one connection, and `WAIT` is about what its connection wrote. `EVAL` needs no second
        // attempt if Redis has lost the script.
        let mut pipeline = redis::pipe();
        pipeline.ignore_errors().cmd("EVAL").arg(self.lua.text).arg(1).arg(&*self.name).arg(&self.arguments);
        pipeline.cmd("WAIT").arg(replicas.count).arg(replicas.ms());
        let (reply, confirmed): (RedisResult<T>, RedisResult<u32>) = pipeline.query_async(&mut connection).await?;
        let reply = reply?;
        if (self.is_always_confirmed || reply.has_written()) && confirmed? < replicas.count {
            return Err(RedisStoreError::NotReplicated);
        }
        Ok(reply)
    }
}
