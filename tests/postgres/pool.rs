//! A store over a pool of `deadpool-postgres`, as an application writes it.

use std::error::Error;
use std::time::Duration;

use deadpool_postgres::{Manager, Object, Pool};
use tokio_postgres::{Client, NoTls};
use unanimous::idempotency::{Begin, BoxFuture, PostgresConnection, PostgresConnections, PostgresStore, Store as _};

use crate::postgres_server::Postgres;
use crate::{BODY, LEASE, answer, run};

struct Deadpool(Pool);

struct Lent(Object);

impl PostgresConnections for Deadpool {
    fn get(&self) -> BoxFuture<'_, Result<Box<dyn PostgresConnection>, Box<dyn Error + Send + Sync>>> {
        Box::pin(async { Ok(Box::new(Lent(self.0.get().await?)) as _) })
    }
}

impl PostgresConnection for Lent {
    fn client(&self) -> &Client {
        &self.0
    }

    fn discard(self: Box<Self>) {
        drop(Object::take(self.0));
    }
}

pub(crate) fn deadpool(postgres: &Postgres, size: usize) -> impl PostgresConnections + use<> {
    let manager = Manager::new(postgres.url().parse().unwrap(), NoTls);
    Deadpool(Pool::builder(manager).max_size(size).build().unwrap())
}

#[tokio::test]
async fn a_pool_of_the_application_serves_the_store_and_the_transactions() {
    let mut postgres = Postgres::start();
    let pool = Pool::builder(Manager::new(postgres.url().parse().unwrap(), NoTls)).max_size(4).build().unwrap();
    let store = PostgresStore::with_connections(Deadpool(pool.clone()), "test:", LEASE);
    store.create_table().await.unwrap();

    let mut connection = pool.get().await.unwrap();
    let transaction = connection.transaction().await.unwrap();
    let claim = run(store.claim_in(&transaction, "k", BODY, 0).await);
    assert!(store.finish_in(&transaction, &claim, &answer()).await.unwrap());
    transaction.commit().await.unwrap();
    drop(connection);
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));

    // Connections that broke or wait for an answer do not stay in the pool.
    postgres.disconnect();
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
    postgres.freeze();
    assert!(store.begin("frozen", BODY, 0).await.is_err());
    let dropped = tokio::time::timeout(Duration::from_millis(50), store.begin("dropped", BODY, 0)).await;
    assert!(dropped.is_err());
    postgres.thaw();
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
    postgres.kill();
    postgres.restart();
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
    assert!(pool.status().size <= 4);
}
