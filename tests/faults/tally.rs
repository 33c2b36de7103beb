//! Counts what happened, and prints it as a table.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::database::Kind;
use crate::fault::Fault;

#[derive(Default)]
pub(crate) struct Tally {
    /// The number of keys.
    pub(crate) operations: usize,
    /// Keys with a client that came before the fault's end and had no answer when the fault came.
    pub(crate) faulted: usize,
    pub(crate) requests: usize,
    /// How often an operation was done again.
    pub(crate) doubles: usize,
    /// The longest time from the end of the fault to the answer of a client, with the time of the operation.
    pub(crate) longest: Duration,
    pub(crate) failures: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.faulted += other.faulted;
        self.requests += other.requests;
        self.doubles += other.doubles;
        self.longest = self.longest.max(other.longest);
        self.failures.extend(other.failures);
    }
}

pub(crate) fn print(tallies: &BTreeMap<(Kind, Fault), Tally>) {
    println!(
        "{:<27} {:>10} {:>8} {:>9} {:>16} {:>13} {:>12}",
        "fault", "operations", "faulted", "requests", "doubles, allowed", "not allowed", "longest wait"
    );
    for ((kind, fault), tally) in tallies {
        let (allowed, not) = if fault.may_double() { (tally.doubles, 0) } else { (0, tally.doubles) };
        println!(
            "{:<27} {:>10} {:>8} {:>9} {allowed:>16} {not:>13} {:>10.1} s",
            format!("{kind:?} {fault:?}"),
            tally.operations,
            tally.faulted,
            tally.requests,
            tally.longest.as_secs_f64()
        );
    }
}
