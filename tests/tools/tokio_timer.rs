//! The clock and the sleep of Tokio, for `run_once`.

use std::time::{Duration, SystemTime};

use unanimous::idempotency::Timer;

pub(crate) struct Tokio;

impl Timer for Tokio {
    fn now(&self) -> u64 {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
        u64::try_from(now.as_millis()).expect("a time before the year 500 million")
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
