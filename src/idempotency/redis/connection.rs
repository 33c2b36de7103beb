//! The connection of the store, of any type that the crate `redis` has or an application makes.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, Value};

/// Gives a connection for each command. Its clones, and the connections that it gives, share one or a few sockets.
#[derive(Clone)]
pub(super) struct Connections(Arc<dyn Fn() -> Connection + Send + Sync>);

impl Connections {
    pub(super) fn of(connection: impl ConnectionLike + Clone + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Connection(Box::new(connection.clone()))))
    }

    pub(super) fn get(&self) -> Connection {
        (self.0)()
    }
}

/// A connection of any type.
pub(super) struct Connection(Box<dyn ConnectionLike + Send>);

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        self.0.req_packed_command(command)
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        self.0.req_packed_commands(pipeline, offset, count)
    }

    fn get_db(&self) -> i64 {
        self.0.get_db()
    }
}
