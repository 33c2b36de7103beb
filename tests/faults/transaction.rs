//! Operations whose key, effect and answer are one transaction of PostgreSQL. No fault makes one be done twice, and none
//! separates the answer from the effect.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_postgres::{Client, NoTls};
use unanimous::idempotency::{Answer, Begin, Fingerprint, PostgresStore};

use crate::database::{Database, Kind};
use crate::fault::Fault;
use crate::number;
use crate::random::Random;

const KEYS: u32 = 30;
/// How long an application waits for its database.
const PATIENCE: Duration = Duration::from_secs(3);
const BODY: Fingerprint = Fingerprint([7; 32]);

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Round {
    address: String,
    store: PostgresStore,
}

impl Round {
    async fn client(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::connect(&self.address, NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// One attempt. `None`: another request has the key.
    async fn attempt(&self, key: u32, random: &mut Random) -> Result<Option<Answer>, Failure> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        let claim = match self.store.claim_in(&transaction, &key.to_string(), BODY, 0).await? {
            Begin::Run(claim) => claim,
            Begin::Replay(answer) => return Ok(Some(answer)),
            _ => return Ok(None),
        };
        sleep(Duration::from_millis(random.below(60) as u64)).await;
        transaction.execute("INSERT INTO effects VALUES ($1)", &[&key.to_string()]).await?;
        // The process dies, in one attempt of ten.
        if random.below(10) == 0 {
            return Err("died".into());
        }
        let answer = Answer { status: 201, headers: Vec::new(), body: key.to_string().into_bytes() };
        assert!(self.store.finish_in(&transaction, &claim, &answer).await?, "nobody else can have the key");
        sleep(Duration::from_millis(random.below(30) as u64)).await;
        transaction.commit().await?;
        Ok(Some(answer))
    }

    /// Repeats the request until it has an answer. Returns how many attempts there were.
    async fn request(&self, key: u32, mut random: Random) -> usize {
        for attempts in 1.. {
            // What is dropped here is as good as a process that died.
            if let Ok(Ok(Some(answer))) = timeout(PATIENCE, self.attempt(key, &mut random)).await {
                assert_eq!(answer.body, key.to_string().into_bytes());
                return attempts;
            }
            sleep(Duration::from_millis(50 + random.below(100) as u64)).await;
        }
        unreachable!("the loop has no end")
    }
}

async fn requests(round: &Arc<Round>, random: &mut Random) -> usize {
    let mut requests = JoinSet::new();
    for n in 0..2 * KEYS {
        let (round, random) = (Arc::clone(round), Random(random.next()));
        requests.spawn(async move {
            sleep(Duration::from_millis(5 * u64::from(n))).await;
            round.request(n / 2, random).await
        });
    }
    requests.join_all().await.into_iter().sum()
}

async fn run(fault: Fault, seed: u64) {
    let mut random = Random(seed);
    let mut database = tokio::task::block_in_place(|| Database::start(Kind::Postgres, fault));
    let address = database.address();
    let store = PostgresStore::connect(&address, NoTls, "test:", fault.lease()).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");
    let round = Arc::new(Round { address, store });
    let client = round.client().await.expect("a connection");
    client.batch_execute("CREATE TABLE effects (key text)").await.expect("a table");
    drop(client);
    tokio::task::block_in_place(|| database.keep());

    let mut all = tokio::spawn({
        let (round, mut random) = (Arc::clone(&round), Random(random.next()));
        async move { requests(&round, &mut random).await }
    });
    sleep(Duration::from_millis(random.below(300) as u64)).await;
    tokio::task::block_in_place(|| database.begin(fault));
    let (begun, length) = (Instant::now(), fault.length(random.next() % 1_000));
    while begun.elapsed() < length {
        sleep(Duration::from_millis(30)).await;
        tokio::task::block_in_place(|| database.go_on(fault));
    }
    tokio::task::block_in_place(|| database.end(fault));
    let attempts = timeout(fault.longest_lock(), &mut all).await.expect("nobody is locked out").expect("no panic");
    // What a database lost, it lost together with its answer. So this does it again, and nothing else.
    requests(&round, &mut random).await;
    let client = round.client().await.expect("a connection");
    let row = client.query_one("SELECT count(*), count(DISTINCT key) FROM effects", &[]).await.expect("an answer");
    let (effects, keys): (i64, i64) = (row.get(0), row.get(1));
    println!("transaction {fault:?}: {attempts} attempts, {effects} effects of {keys} keys");
    assert_eq!((effects, keys), (KEYS.into(), KEYS.into()), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_transaction_does_nothing_twice_whatever_fails() {
    let mut random = Random(number("FAULT_SEED", 1) as u64);
    for fault in Kind::Postgres.faults() {
        // An emptied table has lost the keys alone, and a process dies in each round.
        if !matches!(fault, Fault::Flush | Fault::ProcessDies) {
            run(fault, random.next()).await;
        }
    }
}
