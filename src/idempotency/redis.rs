//! A store in Redis, shared by any number of processes.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{RedisError, Script};
use serde::{Deserialize, Serialize};

use crate::millis;

use super::{Answer, Begin, Claim, Fingerprint, KEPT_MS, Store, Stored, Verdict, judge_replay};

/// Replaces the value of `KEYS[1]` by `ARGV[2]` if it still is `ARGV[1]`, and answers whether it did. An empty
/// `ARGV[2]` deletes the key. `ARGV[3]` is the new time to live in milliseconds; empty keeps the old one.
const REPLACE: &str = "\
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
elseif ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1";

/// How often `begin` tries again when another process changes the key in between. Each time one of the processes
/// succeeds.
const TURNS: usize = 16;
/// How long a connection or an answer of Redis may take.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Why a [`RedisStore`] cannot answer. The request must not run then.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Redis does not answer, or answers with an error.
    Redis(RedisError),
    /// The key holds a value that this store did not write.
    NotOurs,
    /// Other processes changed the key at each of several tries.
    Contended,
    /// The system gives no random numbers, which tell claims apart.
    NoRandomNumbers,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redis(error) => write!(f, "Redis: {error}"),
            Self::NotOurs => f.write_str("Redis: the key holds a value that this store did not write"),
            Self::Contended => f.write_str("Redis: too many processes claim the key at once"),
            Self::NoRandomNumbers => f.write_str("the system gives no random numbers"),
        }
    }
}

impl core::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Redis(error) = self { Some(error) } else { None }
    }
}

impl From<RedisError> for StoreError {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

/// A [`Store`] in Redis 7.0 or later, or Valkey, shared by any number of processes.
///
/// A key is claimed by one `SET NX GET`, and changed only by a script that compares its old value first. So two
/// processes never both run a request, unless it takes longer than the lease. Redis must not evict keys
/// (`maxmemory-policy noeviction`), and a key that Redis loses in a failure is new again. The clocks of the processes
/// must differ by much less than the lease.
///
/// ```no_run
/// # async fn connect() -> Result<(), unanimous::idempotency::StoreError> {
/// use std::time::Duration;
/// use unanimous::idempotency::RedisStore;
///
/// let store = RedisStore::connect("redis://127.0.0.1:6379", "leads:", Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    connection: ConnectionManager,
    prefix: String,
    lease: Duration,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisStore {
    /// Connects to `redis://host:port/database`.
    ///
    /// Each key in Redis begins with `prefix`. A request may run for `lease` (whole milliseconds), which must be longer
    /// than any request takes. A broken connection is renewed.
    ///
    /// # Errors
    /// [`StoreError::Redis`]: `url` is not a Redis URL, or Redis does not answer within 2 seconds.
    pub async fn connect(url: &str, prefix: &str, lease: Duration) -> Result<Self, StoreError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT))
            .set_number_of_retries(2);
        let connection = ConnectionManager::new_with_config(redis::Client::open(url)?, config).await?;
        Ok(Self { connection, prefix: prefix.to_owned(), lease })
    }

    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    async fn replace(&self, key: &str, seen: &[u8], next: &[u8], ttl_ms: Option<u64>) -> Result<bool, StoreError> {
        let ttl = ttl_ms.map_or_else(String::new, |ms| ms.to_string());
        let mut connection = self.connection.clone();
        let script = Script::new(REPLACE);
        Ok(script.key(self.name(key)).arg(seen).arg(next).arg(ttl).invoke_async(&mut connection).await?)
    }
}

impl Store for RedisStore {
    type Error = StoreError;

    async fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin, StoreError> {
        let lease_until = Some(now.saturating_add(millis::of(self.lease)));
        let stored = Stored { fingerprint, since: now, done: false, lease_until };
        let claim = Claim { key: key.to_owned(), stored, token: random_token()? };
        let ours = record(&claim);
        for _ in 0..TURNS {
            let mut connection = self.connection.clone();
            let mut set = redis::cmd("SET");
            set.arg(self.name(key)).arg(&ours).arg("NX").arg("GET").arg("PX").arg(KEPT_MS);
            let Some(seen) = set.query_async::<Option<Vec<u8>>>(&mut connection).await? else {
                return Ok(Begin::Run(claim));
            };
            let (stored, answer) = parse_record(&seen).ok_or(StoreError::NotOurs)?;
            match judge_replay(Some(&stored), fingerprint, now) {
                Verdict::Replay => return Ok(answer.map_or(Begin::InProgress, Begin::Replay)),
                Verdict::InProgress => return Ok(Begin::InProgress),
                Verdict::Conflict => return Ok(Begin::Conflict),
                Verdict::New | Verdict::Expired => {
                    if self.replace(key, &seen, &ours, Some(KEPT_MS)).await? {
                        return Ok(Begin::Run(claim));
                    }
                }
            }
        }
        Err(StoreError::Contended)
    }

    async fn finish(&self, claim: &Claim, answer: &Answer) -> Result<(), StoreError> {
        let seen = record(claim);
        let mut next = seen.clone();
        let head = Head { status: answer.status, headers: answer.headers.clone() };
        next.extend(serde_json::to_vec(&head).unwrap_or_default());
        next.push(b'\n');
        next.extend(&answer.body);
        self.replace(&claim.key, &seen, &next, None).await.map(drop)
    }

    async fn abandon(&self, claim: &Claim) -> Result<(), StoreError> {
        self.replace(&claim.key, &record(claim), b"", None).await.map(drop)
    }
}

fn random_token() -> Result<u128, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::NoRandomNumbers)?;
    Ok(u128::from_be_bytes(bytes))
}

/// An answer without its body, as it is stored.
#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

/// The value of a key while its request runs: one line. When the request is done, the answer follows.
///
/// ```text
/// 1 <fingerprint> <since> <lease until> <token>\n      times in ms since 1970, the token in hexadecimal
/// {"status":201,"headers":[["location","/1"]]}\n      only when done
/// <body, byte for byte>
/// ```
fn record(claim: &Claim) -> Vec<u8> {
    let Stored { fingerprint, since, .. } = claim.stored;
    format!("1 {fingerprint} {since} {} {:032x}\n", claim.lease_until(), claim.token).into_bytes()
}

/// Reads a value that [`record`] and [`RedisStore::finish`] wrote; `None` if it is anything else.
fn parse_record(record: &[u8]) -> Option<(Stored, Option<Answer>)> {
    let (line, rest) = split_line(record)?;
    let mut words = core::str::from_utf8(line).ok()?.split(' ');
    (words.next()? == "1").then_some(())?;
    let fingerprint = words.next()?.parse().ok()?;
    let since = words.next()?.parse().ok()?;
    let lease_until = Some(words.next()?.parse().ok()?);
    let done = !rest.is_empty();
    let answer = if done {
        let (head, body) = split_line(rest)?;
        let Head { status, headers } = serde_json::from_slice(head).ok()?;
        Some(Answer { status, headers, body: body.to_vec() })
    } else {
        None
    };
    Some((Stored { fingerprint, since, done, lease_until }, answer))
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_records_are_read_back_and_no_others() {
        let fingerprint = Fingerprint::of(b"x");
        let stored = Stored { fingerprint, since: 5, done: false, lease_until: Some(65) };
        let claim = Claim { key: "k".into(), stored, token: 7 };
        let running = record(&claim);
        assert_eq!(parse_record(&running), Some((stored, None)));
        let mut done = running.clone();
        done.extend(b"{\"status\":201,\"headers\":[[\"location\",\"/1\"]]}\na\nb\0");
        let answer = Answer { status: 201, headers: vec![("location".into(), "/1".into())], body: b"a\nb\0".to_vec() };
        assert_eq!(parse_record(&done), Some((Stored { done: true, ..stored }, Some(answer))));
        for other in [&b""[..], b"1", b"1\n", b"hello\n", b"2 a b c d\n", &running[..running.len() - 1]] {
            assert_eq!(parse_record(other), None);
        }
    }
}
