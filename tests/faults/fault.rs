//! What is done to the database and to the processes, and what the documentation says about it.

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// `kill -9` and a restart. The database has each change on disk before it answers.
    Kill,
    /// `kill -9` and a restart of Redis without persistence.
    KillForgetful,
    /// `kill -9` and a restart of PostgreSQL without `synchronous_commit`, which loses its last changes.
    KillLosingLast,
    /// SIGSTOP, and SIGCONT before any lease ends.
    Freeze,
    /// SIGSTOP, and SIGCONT when leases have ended.
    FreezeBeyondLease,
    /// Redis has reached `maxmemory`.
    Full,
    /// PostgreSQL's disk is full.
    DiskFull,
    /// PostgreSQL has no connection for the store.
    NoConnections,
    /// Another session has locked PostgreSQL's table, as some migrations do.
    TableLocked,
    /// The database is read-only.
    ReadOnly,
    /// The database has too few replicas to write.
    NoReplicas,
    /// `FLUSHALL` or `TRUNCATE`.
    Flush,
    /// The database closes all connections again and again.
    Disconnect,
    /// The server is killed, and its replica, which has each change before the server answers, takes over.
    Failover,
    /// The same, but the replica may lack the last changes.
    FailoverLosingLast,
    /// One of two server processes dies.
    ProcessDies,
}

/// A key is locked for no longer than this after the fault, unless a lease must end first: 2 s until the next attempt, 2 s
/// for a call that gets no answer, and 1 s for a new connection.
const LOCKED: Duration = Duration::from_secs(5);
/// What a busy machine may add.
const SLACK: Duration = Duration::from_secs(3);

impl Fault {
    /// Whether an operation may run twice by the documentation.
    pub(crate) fn may_double(self) -> bool {
        matches!(
            self,
            Self::KillForgetful
                | Self::KillLosingLast
                | Self::FreezeBeyondLease
                | Self::Flush
                | Self::FailoverLosingLast
                | Self::ProcessDies
        )
    }

    /// Short where leases must end within the test, otherwise much longer than [`Fault::longest_lock`], so that a key that
    /// is only freed by its lease fails the test.
    pub(crate) fn lease(self) -> Duration {
        match self {
            Self::FreezeBeyondLease => Duration::from_secs(3),
            _ if self.leaves_claims() => Duration::from_secs(3),
            _ => Duration::from_secs(60),
        }
    }

    /// Whether a claim may be left whose request has ended: its process is dead, or the answer is lost and the claim is not.
    fn leaves_claims(self) -> bool {
        matches!(self, Self::ProcessDies | Self::KillLosingLast | Self::FailoverLosingLast)
    }

    /// How long after the fault a client may wait for its answer.
    pub(crate) fn longest_lock(self) -> Duration {
        LOCKED + SLACK + if self.leaves_claims() { self.lease() } else { Duration::ZERO }
    }

    /// How long the fault lasts. `random` is below 1,000.
    pub(crate) fn length(self, random: u64) -> Duration {
        let between = |from: u64, to: u64| Duration::from_millis(from + (to - from) * random / 1_000);
        match self {
            Self::Flush | Self::Failover | Self::FailoverLosingLast => Duration::ZERO,
            Self::Freeze => between(300, 3_000),
            Self::FreezeBeyondLease => self.lease() + between(500, 1_500),
            Self::Kill | Self::KillForgetful | Self::KillLosingLast | Self::Disconnect | Self::ProcessDies => {
                between(10, 1_500)
            }
            Self::TableLocked => between(300, 4_000),
            Self::Full | Self::DiskFull | Self::NoConnections | Self::ReadOnly | Self::NoReplicas => {
                between(300, 2_000)
            }
        }
    }
}
