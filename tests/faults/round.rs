//! One database, two server processes, many clients and one fault.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};
use unanimous::idempotency::{Answer, Begin, BoxFuture, Claim, Fingerprint, Outcome, Store, StoreError, run_once};

use crate::database::{Database, Kind};
use crate::fault::Fault;
use crate::random::Random;
use crate::tally::Tally;
use crate::tokio_timer::Tokio;

/// The keys of a round. Some are sent by two clients.
pub(crate) const KEYS: usize = 40;
/// Longer than any client may wait.
const HOPELESS: Duration = Duration::from_secs(60);
const BODY: Fingerprint = Fingerprint([7; 32]);

/// The step at which the fault comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Begin,
    Run,
    Finish,
}

pub(crate) const STEPS: [Step; 3] = [Step::Begin, Step::Run, Step::Finish];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Phase {
    Before,
    During,
    After,
}

struct Round {
    fault: Fault,
    step: Step,
    /// At which arrival at the step the fault comes, and whether that request waits for it.
    arrival: usize,
    waits: bool,
    arrivals: AtomicUsize,
    arrived: watch::Sender<bool>,
    phase: watch::Sender<Phase>,
    times: Mutex<[Option<Instant>; 2]>,
    address: String,
    processes: [Mutex<Option<Process>>; 2],
    keys: Mutex<BTreeMap<usize, Key>>,
    tally: Mutex<Tally>,
}

/// The state of a server process. Dropping it is the death of the process.
struct Process {
    store: Arc<dyn Store>,
    tasks: Vec<AbortHandle>,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

#[derive(Default)]
struct Key {
    runs: usize,
    /// How often the operation was done.
    done: usize,
    is_faulted: bool,
    answers: Vec<Vec<u8>>,
}

/// The store of a process, which reports the steps of requests to the round.
struct Watched(Arc<Round>, Arc<dyn Store>);

impl Store for Watched {
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(async move {
            self.0.reach(Step::Begin).await;
            self.1.begin(key, fingerprint, now).await
        })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.1.renew(claim, now)
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            self.0.reach(Step::Finish).await;
            self.1.finish(claim, answer).await
        })
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.0.reach(Step::Finish).await;
            self.1.abandon(claim).await
        })
    }
}

/// Runs a round, and counts what happened.
pub(crate) async fn run(kind: Kind, fault: Fault, step: Step, seed: u64) -> Tally {
    let mut random = Random(seed);
    let mut database = tokio::task::block_in_place(|| Database::start(kind, fault));
    let round = Arc::new(Round {
        fault,
        step,
        arrival: 1 + random.below(KEYS / 2),
        waits: random.below(2) == 0,
        arrivals: AtomicUsize::new(0),
        arrived: watch::Sender::new(false),
        phase: watch::Sender::new(Phase::Before),
        times: Mutex::default(),
        address: database.address(),
        processes: Default::default(),
        keys: Mutex::default(),
        tally: Mutex::default(),
    });
    round.start_process(0).await;
    round.start_process(1).await;
    tokio::task::block_in_place(|| database.keep());
    let mut clients = JoinSet::new();
    for key in 0..KEYS {
        let twins = if random.below(3) == 0 { 2 } else { 1 };
        for _ in 0..twins {
            clients.spawn(client(Arc::clone(&round), key, Random(random.next())));
        }
    }
    let _ = timeout(Duration::from_secs(3), round.arrived.subscribe().wait_for(|arrived| *arrived)).await;
    let length = fault.length(random.next() % 1_000);
    round.strike(&mut database, length).await;
    while let Some(client) = clients.join_next().await {
        client.expect("no client panics");
    }
    round.check().await;
    let tally = std::mem::take(&mut *round.tally.lock().expect("no panic"));
    // The processes hold the round.
    round.processes.iter().for_each(|process| drop(process.lock().expect("no panic").take()));
    tally
}

impl Round {
    async fn start_process(&self, number: usize) {
        let store = Database::connect(&self.address, self.fault.lease()).await;
        let process = Process { store, tasks: Vec::new() };
        *self.processes[number].lock().expect("no panic") = Some(process);
    }

    /// Applies the fault and ends it.
    async fn strike(&self, database: &mut Database, length: Duration) {
        tokio::task::block_in_place(|| database.begin(self.fault));
        if self.fault == Fault::ProcessDies {
            drop(self.processes[0].lock().expect("no panic").take());
        }
        self.times.lock().expect("no panic")[0] = Some(Instant::now());
        self.phase.send_replace(Phase::During);
        let begun = Instant::now();
        while begun.elapsed() < length {
            sleep((length.saturating_sub(begun.elapsed())).min(Duration::from_millis(30))).await;
            tokio::task::block_in_place(|| database.go_on(self.fault));
        }
        tokio::task::block_in_place(|| database.end(self.fault));
        if self.fault == Fault::ProcessDies {
            self.start_process(0).await;
        }
        self.times.lock().expect("no panic")[1] = Some(Instant::now());
        self.phase.send_replace(Phase::After);
    }

    /// A request has come to a step.
    async fn reach(&self, step: Step) {
        if step == self.step && self.arrivals.fetch_add(1, Ordering::SeqCst) + 1 == self.arrival {
            self.arrived.send_replace(true);
            if self.waits {
                let _ = self.phase.subscribe().wait_for(|phase| *phase >= Phase::During).await;
            }
        }
    }

    fn key<T>(&self, key: usize, change: impl FnOnce(&mut Key) -> T) -> T {
        change(self.keys.lock().expect("no panic").entry(key).or_default())
    }

    /// Sends a request to a process. `None`: no answer.
    async fn request(self: &Arc<Self>, process: usize, key: usize, random: &mut Random) -> Option<Outcome> {
        let operation = operation(Arc::clone(self), key, Random(random.next()));
        let (respond, response) = oneshot::channel();
        {
            let mut process = self.processes[process].lock().expect("no panic");
            let process = process.as_mut()?;
            let store = Watched(Arc::clone(self), Arc::clone(&process.store));
            let task = tokio::spawn(async move {
                let respond = |outcome| drop(respond.send(outcome));
                run_once(&store, &Tokio, &key.to_string(), BODY, || operation, respond).await;
            });
            process.tasks.push(task.abort_handle());
        }
        // One in ten hangs up early.
        let patience = if random.below(10) == 0 { 50 + random.below(500) } else { 10_000 };
        timeout(Duration::from_millis(patience as u64), response).await.ok()?.ok()
    }

    /// A request whose `begin` is dropped on its way.
    async fn dropped_begin(&self, process: usize, key: usize, random: &mut Random) {
        let store = self.processes[process].lock().expect("no panic").as_ref().map(|it| Arc::clone(&it.store));
        let Some(store) = store else { return };
        let moment = Duration::from_micros(random.below(3_000) as u64);
        if let Ok(Ok(Begin::Run(claim))) = timeout(moment, store.begin(&key.to_string(), BODY, 0)).await {
            let _ = store.abandon(&claim).await;
        }
    }

    /// Asks for each key again: it must be done, once, and with the answer that the clients got.
    async fn check(self: &Arc<Self>) {
        let keys: Vec<usize> = self.keys.lock().expect("no panic").keys().copied().collect();
        for key in keys {
            if !self.fault.may_double() {
                let mut client = Client { round: Arc::clone(self), key, random: Random(key as u64) };
                let (outcome, _) = client.final_answer(false).await;
                let Some(Outcome::Replay(answer)) = outcome else {
                    self.fail(key, &format!("is not replayed: {outcome:?}"));
                    continue;
                };
                let differ = self.key(key, |key| key.answers.iter().any(|other| *other != answer.body));
                if differ {
                    self.fail(key, "has several answers");
                }
            }
            let (done, is_faulted) = self.key(key, |key| (key.done, key.is_faulted));
            let mut tally = self.tally.lock().expect("no panic");
            tally.operations += 1;
            tally.faulted += usize::from(is_faulted);
            tally.doubles += done.saturating_sub(1);
            drop(tally);
            if done == 0 || (done > 1 && !self.fault.may_double()) {
                self.fail(key, &format!("was done {done} times"));
            }
        }
    }

    fn fail(&self, key: usize, what: &str) {
        let failure = format!("{:?} at {:?}: key {key} {what}", self.fault, self.step);
        self.tally.lock().expect("no panic").failures.push(failure);
    }
}

/// An operation that must be done once. One in ten answers 503 and one in twenty panics before it has done anything.
async fn operation(round: Arc<Round>, key: usize, mut random: Random) -> Answer {
    round.reach(Step::Run).await;
    let mut work = || {
        let most = if random.below(6) == 0 { 800 } else { 60 };
        Duration::from_millis(random.below(most) as u64)
    };
    let (before, after) = (work(), work());
    sleep(before).await;
    let run = round.key(key, |key| {
        key.runs += 1;
        key.runs
    });
    match random.below(20) {
        0 => panic!("the operation panics"),
        1 | 2 => return Answer { status: 503, headers: Vec::new(), body: Vec::new() },
        _ => round.key(key, |key| key.done += 1),
    }
    sleep(after).await;
    Answer { status: 201, headers: Vec::new(), body: format!("{key} {run}").into_bytes() }
}

struct Client {
    round: Arc<Round>,
    key: usize,
    random: Random,
}

async fn client(round: Arc<Round>, key: usize, mut random: Random) {
    sleep(Duration::from_millis(random.below(400) as u64)).await;
    let begun = Instant::now();
    let mut client = Client { round: Arc::clone(&round), key, random };
    let (outcome, requests) = client.final_answer(true).await;
    let ended = Instant::now();
    let [from, to] = *round.times.lock().expect("no panic");
    match outcome {
        Some(Outcome::Ran { answer, .. } | Outcome::Replay(answer)) => {
            round.key(key, |key| key.answers.push(answer.body));
        }
        other => round.fail(key, &format!("is locked: {other:?}")),
    }
    let locked = to.map_or(Duration::ZERO, |to| ended.saturating_duration_since(to.max(begun)));
    if locked > round.fault.longest_lock() {
        round.fail(key, &format!("is locked for {locked:?}"));
    }
    let is_faulted = from.is_some_and(|from| ended > from) && to.is_none_or(|to| begun < to);
    round.key(key, |key| key.is_faulted |= is_faulted);
    let mut tally = round.tally.lock().expect("no panic");
    tally.requests += requests;
    if is_faulted {
        tally.longest = tally.longest.max(locked);
    }
}

impl Client {
    /// Sends the request until its answer is final. Returns it, and how many requests there were.
    async fn final_answer(&mut self, unruly: bool) -> (Option<Outcome>, usize) {
        let (begun, mut requests, mut last) = (Instant::now(), 0, None);
        while begun.elapsed() < HOPELESS {
            let process = self.random.below(2);
            if unruly && self.random.below(8) == 0 {
                self.round.dropped_begin(process, self.key, &mut self.random).await;
            }
            requests += 1;
            last = self.round.request(process, self.key, &mut self.random).await;
            match &last {
                Some(Outcome::Ran { answer: Answer { status: 201, .. }, .. } | Outcome::Replay(_)) => break,
                _ => sleep(Duration::from_millis(100)).await,
            }
        }
        (last, requests)
    }
}
