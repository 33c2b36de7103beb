//! A store in Redis, for any number of processes.

use core::fmt;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{RedisError, Script};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answer, Begin, Claim, Fingerprint, KEPT_MS, Store, Stored, Verdict, judge_replay};

/// Sets a key if it still holds what was seen; deletes it where there is nothing to set. `ARGV[3]` is the time to live
/// in milliseconds, or empty to leave it as it is.
const REPLACE: &str = "\
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
elseif ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1";

/// How often `begin` looks again where another process was faster. Each time means that some process got on.
const TURNS: usize = 16;
const TIMEOUT: Duration = Duration::from_secs(2);

/// Why a [`RedisStore`] cannot answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Redis does not answer, or refuses.
    Redis(RedisError),
    /// Something else is stored under the key.
    NotOurs,
    /// The key changed hands all the time.
    Contended,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redis(error) => write!(f, "Redis: {error}"),
            Self::NotOurs => f.write_str("Redis: the key holds something else"),
            Self::Contended => f.write_str("Redis: the key is claimed by too many at once"),
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
/// A key is claimed by one `SET NX GET`, and changed only by a script that compares first: two processes never both
/// run a request, unless it takes longer than the lease. Redis must not evict (`maxmemory-policy noeviction`), and what
/// it forgets when it fails is forgotten here too. The processes' clocks should agree to well within the lease.
#[derive(Clone)]
pub struct RedisStore {
    connection: ConnectionManager,
    prefix: String,
    lease_ms: u64,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisStore {
    /// Connects to `redis://host:port/database`. Keys begin with `prefix`; a request may run for `lease_ms`.
    ///
    /// A connection that breaks is made anew.
    ///
    /// # Errors
    /// An address that is none, or a Redis that does not answer.
    pub async fn connect(url: &str, prefix: &str, lease_ms: u64) -> Result<Self, StoreError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT))
            .set_number_of_retries(2);
        let connection = ConnectionManager::new_with_config(redis::Client::open(url)?, config).await?;
        Ok(Self { connection, prefix: prefix.to_owned(), lease_ms })
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
        let lease_until = Some(now.saturating_add(self.lease_ms));
        let stored = Stored { fingerprint, since: now, done: false, lease_until };
        let claim = Claim { key: key.to_owned(), stored, token: Uuid::new_v4().as_u128() };
        let ours = record(&claim);
        for _ in 0..TURNS {
            let mut connection = self.connection.clone();
            let mut set = redis::cmd("SET");
            set.arg(self.name(key)).arg(&ours).arg("NX").arg("GET").arg("PX").arg(KEPT_MS);
            let Some(seen) = set.query_async::<Option<Vec<u8>>>(&mut connection).await? else {
                return Ok(Begin::Run(claim));
            };
            let (stored, answer) = read(&seen).ok_or(StoreError::NotOurs)?;
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

#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

/// What stands under a key while its request runs: one line. When it is done, the answer's head and body follow.
fn record(claim: &Claim) -> Vec<u8> {
    let Stored { fingerprint, since, .. } = claim.stored;
    format!("1 {fingerprint} {since} {} {:032x}\n", claim.lease_until(), claim.token).into_bytes()
}

fn read(record: &[u8]) -> Option<(Stored, Option<Answer>)> {
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
    fn records_read_back_and_nothing_else_does() {
        let fingerprint = Fingerprint::of(b"x");
        let stored = Stored { fingerprint, since: 5, done: false, lease_until: Some(65) };
        let claim = Claim { key: "k".into(), stored, token: 7 };
        let running = record(&claim);
        assert_eq!(read(&running), Some((stored, None)));
        let mut done = running.clone();
        done.extend(b"{\"status\":201,\"headers\":[[\"location\",\"/1\"]]}\na\nb\0");
        let answer = Answer { status: 201, headers: vec![("location".into(), "/1".into())], body: b"a\nb\0".to_vec() };
        assert_eq!(read(&done), Some((Stored { done: true, ..stored }, Some(answer))));
        for other in [&b""[..], b"1", b"1\n", b"hello\n", b"2 a b c d\n", &running[..running.len() - 1]] {
            assert_eq!(read(other), None);
        }
    }
}
