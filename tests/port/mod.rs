//! A loopback port that stays free until its server listens, and while its server is started again.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::net::TcpListener;

/// A port of 127.0.0.1 that no other test takes while this value lives.
pub(crate) struct Port {
    pub(crate) number: u16,
    /// The same port of 127.0.0.2. It shows other tests that the port is taken.
    _held: TcpListener,
}

impl Port {
    /// Takes a port below those that the system gives to connections, which are those from 32768 on Linux.
    pub(crate) fn take() -> Self {
        loop {
            let number = 10_000 + (RandomState::new().build_hasher().finish() % 20_000) as u16;
            let Ok(held) = TcpListener::bind(("127.0.0.2", number)) else { continue };
            if TcpListener::bind(("127.0.0.1", number)).is_ok() {
                return Self { number, _held: held };
            }
        }
    }
}
