//! The databases under test, and what each fault does to them.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::NoTls;
use unanimous::idempotency::{PostgresStore, RedisStore, Store};

use crate::fault::Fault;
use crate::following::Following;
use crate::postgres_server::{Postgres, ROLE};
use crate::redis_server::Redis;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Redis,
    Postgres,
}

impl Kind {
    /// The faults of this database on this machine.
    pub(crate) fn faults(self) -> Vec<Fault> {
        let faults: &[Fault] = match self {
            Self::Redis => &[Fault::Full, Fault::KillForgetful, Fault::Failover],
            Self::Postgres => &[
                Fault::KillLosingLast,
                Fault::NoConnections,
                Fault::TableLocked,
                Fault::Failover,
                Fault::FailoverLosingLast,
                Fault::DiskFull,
            ],
        };
        let both = [
            Fault::Kill,
            Fault::Freeze,
            Fault::FreezeBeyondLease,
            Fault::ReadOnly,
            Fault::NoReplicas,
            Fault::Flush,
            Fault::Disconnect,
            Fault::ProcessDies,
        ];
        let all = both.into_iter().chain(faults.iter().copied());
        let wanted = std::env::var("FAULT").ok();
        let is_wanted = |fault: &Fault| wanted.as_ref().is_none_or(|wanted| *wanted == format!("{fault:?}"));
        all.filter(is_wanted).filter(|fault| *fault != Fault::DiskFull || SmallDisk::can_be_mounted()).collect()
    }
}

/// A server, and what a fault of it needs.
pub(crate) enum Database {
    Redis { server: Redis, replicas: Option<Replicas> },
    Postgres { server: Postgres, replica: Option<Postgres>, disk: Option<SmallDisk>, lock: Option<std::process::Child> },
}

/// One replica follows the primary, and the other one follows that one. So whoever is the primary has one replica that follows
/// it.
pub(crate) struct Replicas {
    next: Redis,
    /// It only has to run.
    _last: Redis,
}

impl Database {
    pub(crate) fn start(kind: Kind, fault: Fault) -> Self {
        match (kind, fault) {
            (Kind::Redis, Fault::Kill) => Self::Redis { server: Redis::start_durable(), replicas: None },
            (Kind::Redis, Fault::Failover) => {
                let server = Redis::start();
                let next = server.start_replica();
                let replicas = Replicas { _last: next.start_replica(), next };
                Self::Redis { server, replicas: Some(replicas) }
            }
            (Kind::Redis, _) => Self::Redis { server: Redis::start(), replicas: None },
            (Kind::Postgres, _) => {
                // The longest time for which PostgreSQL may keep what it has not written.
                let lazy: &[&str] = &["synchronous_commit=off", "wal_writer_delay=10s"];
                let settings = if fault == Fault::KillLosingLast { lazy } else { &[] };
                let disk = (fault == Fault::DiskFull).then(SmallDisk::mount);
                let server = match &disk {
                    None => Postgres::start_with(settings),
                    Some(disk) => Postgres::start_on(&disk.folder),
                };
                let replicated = matches!(fault, Fault::Failover | Fault::FailoverLosingLast);
                let replica = replicated.then(|| Postgres::replica_of(&server));
                if fault == Fault::Failover {
                    server.set("synchronous_standby_names = '*'");
                }
                Self::Postgres { server, replica, disk, lock: None }
            }
        }
    }

    /// A store of a server process.
    pub(crate) async fn connect(address: &str, lease: Duration) -> Arc<dyn Store> {
        if let Some((first, second)) = address.split_once(' ') {
            let connection = Following::new(first, second);
            return Arc::new(RedisStore::new(connection, "test:", lease).with_replicas(1, Duration::from_secs(1)));
        }
        if address.starts_with("redis") {
            return Arc::new(RedisStore::connect(address, "test:", lease).await.expect("Redis answers"));
        }
        let store = PostgresStore::connect(address, NoTls, "test:", lease).await.expect("PostgreSQL answers");
        store.create_table().await.expect("a table");
        Arc::new(store)
    }

    /// Makes sure that no fault loses what was written until now: the tables.
    pub(crate) fn keep(&self) {
        if let Self::Postgres { server, .. } = self {
            server.must("CHECKPOINT");
        }
    }

    pub(crate) fn address(&self) -> String {
        match self {
            Self::Redis { server, replicas: None } => server.url(),
            Self::Redis { server, replicas: Some(replicas) } => format!("{} {}", server.url(), replicas.next.url()),
            Self::Postgres { server, replica: None, .. } => server.url(),
            Self::Postgres { server, replica: Some(replica), .. } => format!(
                "postgres://{ROLE}@127.0.0.1:{},127.0.0.1:{}/postgres?target_session_attrs=read-write",
                server.port, replica.port
            ),
        }
    }

    pub(crate) fn begin(&mut self, fault: Fault) {
        match self {
            Self::Redis { server, replicas: Some(replicas) } if fault == Fault::Failover => {
                server.kill();
                replicas.next.must(&["REPLICAOF", "NO", "ONE"]);
            }
            Self::Redis { server, .. } => begin_in_redis(server, fault),
            Self::Postgres { server, replica, disk, lock } => match fault {
                Fault::Kill | Fault::KillLosingLast => server.kill(),
                Fault::Freeze | Fault::FreezeBeyondLease => server.freeze(),
                Fault::ReadOnly => server.set("default_transaction_read_only = on"),
                // A commit waits for a replica that does not exist.
                Fault::NoReplicas => server.set("synchronous_standby_names = 'nobody'"),
                Fault::NoConnections => {
                    server.must(&format!("ALTER ROLE {ROLE} CONNECTION LIMIT 0"));
                    server.disconnect();
                }
                Fault::TableLocked => *lock = Some(server.start_session(LOCK)),
                Fault::Flush => server.must("TRUNCATE unanimous_idempotency_keys"),
                Fault::DiskFull => {
                    disk.as_ref().expect("a disk").fill();
                    // PostgreSQL has taken space for its log in advance. This uses it up, and then PostgreSQL ends: without
                    // its log it cannot go on.
                    let messages = "pg_logical_emit_message(false, '', repeat('x', 1000000))";
                    server.ask(&format!("SELECT count({messages}) FROM generate_series(1, 50)"));
                }
                Fault::Failover | Fault::FailoverLosingLast => {
                    server.kill();
                    replica.as_ref().expect("a replica").promote();
                }
                Fault::Disconnect => self.go_on(fault),
                Fault::Full | Fault::KillForgetful | Fault::ProcessDies => {}
            },
        }
    }

    /// What is repeated while the fault lasts.
    pub(crate) fn go_on(&self, fault: Fault) {
        match self {
            Self::Redis { server, .. } if fault == Fault::Disconnect => {
                server.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
                server.must(&["SCRIPT", "FLUSH"]);
            }
            Self::Postgres { server, .. } if fault == Fault::Disconnect => server.disconnect(),
            _ => {}
        }
    }

    pub(crate) fn end(&mut self, fault: Fault) {
        match self {
            Self::Redis { server, .. } => end_in_redis(server, fault),
            Self::Postgres { server, disk, lock, .. } => match fault {
                Fault::Kill | Fault::KillLosingLast => server.restart(),
                Fault::Freeze | Fault::FreezeBeyondLease => server.thaw(),
                Fault::ReadOnly => server.reset("default_transaction_read_only"),
                Fault::NoReplicas => server.reset("synchronous_standby_names"),
                Fault::NoConnections => server.must(&format!("ALTER ROLE {ROLE} CONNECTION LIMIT -1")),
                Fault::TableLocked => {
                    if let Some(mut lock) = lock.take() {
                        let _ = lock.kill();
                        let _ = lock.wait();
                        server.end_sleepers();
                    }
                }
                Fault::DiskFull => {
                    disk.as_ref().expect("a disk").empty();
                    server.restart_if_ended();
                }
                _ => {}
            },
        }
    }
}

/// Locks the table for longer than the fault lasts.
const LOCK: &str = "BEGIN; LOCK TABLE unanimous_idempotency_keys; SELECT pg_sleep(60)";

fn begin_in_redis(redis: &mut Redis, fault: Fault) {
    match fault {
        Fault::Kill | Fault::KillForgetful => redis.kill(),
        Fault::Freeze | Fault::FreezeBeyondLease => redis.freeze(),
        // Nothing listens at that port.
        Fault::ReadOnly => redis.must(&["REPLICAOF", "127.0.0.1", "1"]),
        Fault::Full => redis.must(&["CONFIG", "SET", "maxmemory", "1"]),
        Fault::NoReplicas => redis.must(&["CONFIG", "SET", "min-replicas-to-write", "1"]),
        Fault::Flush => redis.must(&["FLUSHALL"]),
        _ => {}
    }
}

fn end_in_redis(redis: &mut Redis, fault: Fault) {
    match fault {
        Fault::Kill | Fault::KillForgetful => redis.restart(),
        Fault::Freeze | Fault::FreezeBeyondLease => redis.thaw(),
        Fault::ReadOnly => redis.must(&["REPLICAOF", "NO", "ONE"]),
        Fault::Full => redis.must(&["CONFIG", "SET", "maxmemory", "0"]),
        Fault::NoReplicas => redis.must(&["CONFIG", "SET", "min-replicas-to-write", "0"]),
        _ => {}
    }
}

/// A disk of 100 MB in memory. Only root can mount one.
pub(crate) struct SmallDisk {
    folder: std::path::PathBuf,
}

impl SmallDisk {
    fn can_be_mounted() -> bool {
        use std::sync::OnceLock;
        static CAN: OnceLock<bool> = OnceLock::new();
        *CAN.get_or_init(|| {
            let can = Self::try_mount().is_some();
            if !can {
                println!("NOT CHECKED: a full disk of PostgreSQL, because this process cannot mount one");
            }
            can
        })
    }

    fn mount() -> Self {
        Self::try_mount().expect("it was possible before")
    }

    fn try_mount() -> Option<Self> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("unanimous-disk-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).ok()?;
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=100m", "tmpfs"]).arg(&folder).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder });
        }
        let _ = fs::remove_dir(&folder);
        None
    }

    fn fill(&self) {
        // It fails when the disk is full.
        let _ = fs::write(self.folder.join("filler"), vec![0; 100 << 20]);
    }

    fn empty(&self) {
        let _ = fs::remove_file(self.folder.join("filler"));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.folder).status();
        let _ = fs::remove_dir(&self.folder);
    }
}
