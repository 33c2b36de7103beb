//! The leads that server processes say they have created.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// The ids of the leads that a process says it has created.
pub(crate) struct Created(Arc<Mutex<Vec<String>>>);

impl Created {
    /// Reads the lines of a process until they end. `id` finds the id in a line that has one.
    pub(crate) fn read(lines: impl Iterator<Item = String> + Send + 'static, id: fn(&str) -> Option<&str>) -> Self {
        let created = Arc::<Mutex<Vec<String>>>::default();
        let list = Arc::clone(&created);
        thread::spawn(move || {
            for line in lines {
                if let Some(id) = id(&line) {
                    list.lock().expect("no panic").push(id.to_owned());
                }
            }
        });
        Self(created)
    }

    /// Waits for at least `count` leads of all processes together, and returns the ids that each says it has created.
    pub(crate) fn wait_for(count: usize, processes: &[&Self]) -> Vec<Vec<String>> {
        let lists = || processes.iter().map(|Self(list)| list.lock().expect("no panic").clone()).collect::<Vec<_>>();
        // What a process says comes through a pipe, some time after its answers.
        let begun = Instant::now();
        while lists().iter().map(Vec::len).sum::<usize>() < count && begun.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(20));
        }
        // A lead too many would come after these.
        thread::sleep(Duration::from_millis(200));
        lists()
    }
}
