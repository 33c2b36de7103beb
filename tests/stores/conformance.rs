//! The checks.

use std::sync::Arc;

use tokio::task::JoinSet;
use unanimous::idempotency::{Answer, Begin, KEPT, StoreError};

use crate::Subject;
use crate::claims::{answer, body, run};
use crate::subjects::LEASE_MS;

const KEPT_MS: u64 = KEPT.as_secs() * 1_000;

impl Subject {
    async fn begin(&self, key: &str, text: &str) -> Result<Begin, StoreError> {
        self.store.begin(key, body(text), self.now()).await
    }

    #[track_caller]
    fn assert(begin: Result<Begin, StoreError>, expected: &Begin) {
        assert_eq!(&begin.expect("the store answers"), expected);
    }
}

pub(crate) async fn a_key_is_claimed_finished_and_replayed(subject: &Subject) {
    let store = &subject.store;
    let first = run(subject.begin("k", "1").await);
    Subject::assert(subject.begin("k", "1").await, &Begin::InProgress);
    Subject::assert(subject.begin("k", "2").await, &Begin::Conflict);
    // The key of a server: the route, the account and what the client sent.
    let long = format!(
        "POST /leads 'ann' \u{e9}\u{1f600}\n {}",
        (0..39).map(|n| body(&n.to_string()).to_string()).collect::<String>()
    );
    let other = run(subject.begin(&long, "2").await);
    store.abandon(&first).await.unwrap();
    let again = run(subject.begin("k", "2").await);
    // The abandoned claim has no effect any more.
    assert!(!store.renew(&first, subject.now()).await.unwrap());
    assert!(!store.finish(&first, &answer()).await.unwrap());
    store.abandon(&first).await.unwrap();
    Subject::assert(subject.begin("k", "2").await, &Begin::InProgress);
    assert!(store.finish(&again, &answer()).await.unwrap());
    assert!(store.finish(&again, &Answer { status: 500, ..answer() }).await.unwrap(), "a second call changes nothing");
    store.abandon(&again).await.unwrap();
    assert!(!store.renew(&again, subject.now()).await.unwrap());
    Subject::assert(subject.begin("k", "2").await, &Begin::Replay(answer()));
    Subject::assert(subject.begin("k", "1").await, &Begin::Conflict);
    assert!(store.renew(&other, subject.now()).await.unwrap());
}

pub(crate) async fn a_key_may_be_long_and_may_have_a_nul(subject: &Subject) {
    let store = &subject.store;
    // Text that does not compress: PostgreSQL would store it in fewer bytes.
    let long: String = (0..140).map(|n| body(&n.to_string()).to_string()).collect();
    let keys = ["\0".to_owned(), "a\0b".to_owned(), "a\0c".to_owned(), format!("{long}1"), format!("{long}2")];
    for key in &keys {
        let claim = run(subject.begin(key, "1").await);
        assert!(store.renew(&claim, subject.now()).await.unwrap());
        Subject::assert(subject.begin(key, "1").await, &Begin::InProgress);
        store.abandon(&claim).await.unwrap();
        let claim = run(subject.begin(key, "2").await);
        assert!(store.finish(&claim, &answer()).await.unwrap());
        Subject::assert(subject.begin(key, "2").await, &Begin::Replay(answer()));
    }
}

pub(crate) async fn an_answer_is_kept_byte_for_byte_up_to_64_kib(subject: &Subject) {
    let empty = Answer { status: 204, headers: Vec::new(), body: Vec::new() };
    let full = Answer { status: 201, headers: Vec::new(), body: vec![0xff; 64 * 1024] };
    let large = Answer { body: vec![b'x'; 70_000], ..answer() };
    for (key, answer) in [("empty", empty), ("full", full), ("large", large)] {
        let claim = run(subject.begin(key, "1").await);
        assert!(subject.store.finish(&claim, &answer).await.unwrap());
        let kept = answer.within(64 * 1024).into_owned();
        Subject::assert(subject.begin(key, "1").await, &Begin::Replay(kept));
    }
}

pub(crate) async fn answers_expire_after_24_hours(subject: &Subject) {
    let claim = run(subject.begin("k", "1").await);
    assert!(subject.store.finish(&claim, &answer()).await.unwrap());
    subject.pass("k", KEPT_MS - 30_000);
    Subject::assert(subject.begin("k", "1").await, &Begin::Replay(answer()));
    subject.pass("k", 30_000);
    // Another body, because the key is new.
    let _ = run(subject.begin("k", "2").await);
}

pub(crate) async fn a_lease_that_ends_frees_the_key_and_its_late_owner_changes_nothing(subject: &Subject) {
    let store = &subject.store;
    let late = run(subject.begin("k", "1").await);
    subject.pass("k", LEASE_MS - 5_000);
    Subject::assert(subject.begin("k", "1").await, &Begin::InProgress);
    subject.pass("k", 6_000);
    Subject::assert(subject.begin("k", "2").await, &Begin::Conflict);
    let second = run(subject.begin("k", "1").await);
    assert!(!store.renew(&late, subject.now()).await.unwrap());
    assert!(!store.finish(&late, &Answer { status: 500, ..answer() }).await.unwrap());
    store.abandon(&late).await.unwrap();
    Subject::assert(subject.begin("k", "1").await, &Begin::InProgress);
    assert!(store.finish(&second, &answer()).await.unwrap());
    assert!(!store.finish(&late, &Answer { status: 500, ..answer() }).await.unwrap());
    Subject::assert(subject.begin("k", "1").await, &Begin::Replay(answer()));
}

pub(crate) async fn a_renewed_claim_holds_for_a_whole_lease_again(subject: &Subject) {
    let store = &subject.store;
    let claim = run(subject.begin("k", "1").await);
    assert_eq!(claim.lease().as_millis(), LEASE_MS.into());
    for _ in 0..3 {
        subject.pass("k", LEASE_MS - 5_000);
        assert!(store.renew(&claim, subject.now()).await.unwrap());
    }
    // Nobody took it, so it is renewed even after its end.
    subject.pass("k", LEASE_MS + 5_000);
    assert!(store.renew(&claim, subject.now()).await.unwrap());
    Subject::assert(subject.begin("k", "1").await, &Begin::InProgress);
    assert!(store.finish(&claim, &answer()).await.unwrap());
}

pub(crate) async fn a_claim_that_the_store_lost_is_restored(subject: &Subject) {
    let store = &subject.store;
    let claims = [run(subject.begin("a", "1").await), run(subject.begin("b", "1").await)];
    if !subject.lose_all() {
        return;
    }
    assert!(store.renew(&claims[0], subject.now()).await.unwrap());
    assert!(store.finish(&claims[1], &answer()).await.unwrap());
    Subject::assert(subject.begin("a", "1").await, &Begin::InProgress);
    Subject::assert(subject.begin("b", "1").await, &Begin::Replay(answer()));
}

pub(crate) async fn of_many_requests_one_claims_a_new_key_and_one_a_freed_key(subject: &Subject) {
    for free in [false, true] {
        if free {
            subject.pass("k", LEASE_MS);
        }
        let mut all = JoinSet::new();
        for _ in 0..8 {
            let (store, now) = (Arc::clone(&subject.store), subject.now());
            all.spawn(async move {
                let mut runs = 0;
                for _ in 0..25 {
                    let begin = store.begin("k", body("1"), now).await.expect("the store answers");
                    runs += usize::from(matches!(begin, Begin::Run(_)));
                }
                runs
            });
        }
        assert_eq!(all.join_all().await.into_iter().sum::<usize>(), 1, "free: {free}");
    }
}
