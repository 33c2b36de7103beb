//! What is done to Redis and to the processes, and what the documentation says about it.

use std::time::Duration;

use crate::redis_server::Redis;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// `kill -9` and a restart. Redis has each change on disk (`appendfsync always`).
    Kill,
    /// `kill -9` and a restart without persistence.
    KillForgetful,
    /// SIGSTOP, and SIGCONT before any lease ends.
    Freeze,
    /// SIGSTOP, and SIGCONT when leases have ended.
    FreezeBeyondLease,
    /// `maxmemory` is reached.
    Full,
    /// Redis becomes a read-only replica.
    ReadOnly,
    /// Redis has too few replicas to write.
    NoReplicas,
    /// `FLUSHALL`.
    Flush,
    /// Redis closes all connections again and again, and forgets its scripts.
    Disconnect,
    /// One of two server processes dies.
    ProcessDies,
}

pub(crate) const FAULTS: [Fault; 10] = [
    Fault::Kill,
    Fault::KillForgetful,
    Fault::Freeze,
    Fault::FreezeBeyondLease,
    Fault::Full,
    Fault::ReadOnly,
    Fault::NoReplicas,
    Fault::Flush,
    Fault::Disconnect,
    Fault::ProcessDies,
];

/// A key is locked for no longer than this after the fault, unless a lease must end first: 2 s until the next attempt, 2 s
/// for a call that gets no answer, and 1 s for a new connection.
const LOCKED: Duration = Duration::from_secs(5);
/// What a busy machine may add.
const SLACK: Duration = Duration::from_secs(3);

impl Fault {
    /// Whether an operation may run twice by the documentation.
    pub(crate) fn may_double(self) -> bool {
        matches!(self, Self::KillForgetful | Self::FreezeBeyondLease | Self::Flush | Self::ProcessDies)
    }

    /// Short where leases must end within the test, otherwise much longer than [`Fault::longest_lock`], so that a key that
    /// is only freed by its lease fails the test.
    pub(crate) fn lease(self) -> Duration {
        match self {
            Self::FreezeBeyondLease | Self::ProcessDies => Duration::from_secs(3),
            _ => Duration::from_secs(60),
        }
    }

    /// How long after the fault a client may wait for its answer.
    pub(crate) fn longest_lock(self) -> Duration {
        LOCKED + SLACK + if self == Self::ProcessDies { self.lease() } else { Duration::ZERO }
    }

    /// How long the fault lasts. `random` is below 1,000.
    pub(crate) fn length(self, random: u64) -> Duration {
        let between = |from: u64, to: u64| Duration::from_millis(from + (to - from) * random / 1_000);
        match self {
            Self::Flush => Duration::ZERO,
            Self::Freeze => between(300, 3_000),
            Self::FreezeBeyondLease => self.lease() + between(500, 1_500),
            Self::Kill | Self::KillForgetful | Self::Disconnect | Self::ProcessDies => between(10, 1_500),
            Self::Full | Self::ReadOnly | Self::NoReplicas => between(300, 2_000),
        }
    }

    pub(crate) fn begin(self, redis: &mut Redis) {
        match self {
            Self::Kill | Self::KillForgetful => redis.kill(),
            Self::Freeze | Self::FreezeBeyondLease => redis.freeze(),
            // Nothing listens at that port.
            Self::ReadOnly => redis.must(&["REPLICAOF", "127.0.0.1", "1"]),
            Self::Full => redis.must(&["CONFIG", "SET", "maxmemory", "1"]),
            Self::NoReplicas => redis.must(&["CONFIG", "SET", "min-replicas-to-write", "1"]),
            Self::Flush => redis.must(&["FLUSHALL"]),
            Self::Disconnect => self.go_on(redis),
            // The round itself drops the process.
            Self::ProcessDies => {}
        }
    }

    /// What is repeated while the fault lasts.
    pub(crate) fn go_on(self, redis: &Redis) {
        if self == Self::Disconnect {
            redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
            redis.must(&["SCRIPT", "FLUSH"]);
        }
    }

    pub(crate) fn end(self, redis: &mut Redis) {
        match self {
            Self::Kill | Self::KillForgetful => redis.restart(),
            Self::Freeze | Self::FreezeBeyondLease => redis.thaw(),
            Self::ReadOnly => redis.must(&["REPLICAOF", "NO", "ONE"]),
            Self::Full => redis.must(&["CONFIG", "SET", "maxmemory", "0"]),
            Self::NoReplicas => redis.must(&["CONFIG", "SET", "min-replicas-to-write", "0"]),
            Self::Flush | Self::Disconnect | Self::ProcessDies => {}
        }
    }
}
