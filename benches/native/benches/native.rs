//! Races `unanimous` against other Rust validators on the same objects. `make bench` writes the medians to
//! `benches/RESULTS.md`.

use std::hint::black_box;
use std::time::Duration;

use criterion::Criterion;
use garde::Validate as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use unanimous::rule::{email, safe_url};
use unanimous_benches::objects::{self, FIELDS, Objects};
use unanimous_benches::orders::{self, Boon, Orders};
use unanimous_benches::peers::{GardeLead, ValidatorLead, json_schema, message};
use validator::{Validate as _, ValidateEmail as _};

/// A race between contestants, which must all give the same verdict on every input.
struct Race<'c> {
    criterion: &'c mut Criterion,
    name: &'c str,
    /// The correct verdict for every input.
    ok: bool,
}

impl Race<'_> {
    /// Checks every verdict, then times one call on each input in turn.
    fn run<T, R>(&mut self, contestant: &str, inputs: &[T], judge: impl Fn(&T) -> R, ok: impl Fn(&R) -> bool) {
        for (at, input) in inputs.iter().enumerate() {
            assert_eq!(ok(&judge(input)), self.ok, "{contestant} is wrong in the race {}, input {at}", self.name);
        }
        let mut at = 0;
        self.criterion.benchmark_group(self.name).bench_function(contestant, |bencher| {
            bencher.iter(|| {
                at = (at + 1) % inputs.len();
                judge(black_box(&inputs[at]))
            });
        });
    }
}

/// Converts the values to structs, for peers that derive their rules. The conversion is not timed.
fn structs<T: DeserializeOwned>(values: &[Value]) -> Vec<T> {
    values.iter().map(|value| serde_json::from_value(value.clone()).expect("four strings")).collect()
}

fn objects_parsed(criterion: &mut Criterion, name: &str, values: &[Value], ok: bool) {
    let mut race = Race { criterion, name, ok };
    let (ours, theirs) = (objects::schema(), json_schema());
    race.run("unanimous", values, |value| ours.check(value), Result::is_ok);
    race.run("validator derive", &structs::<ValidatorLead>(values), |lead| lead.validate(), Result::is_ok);
    race.run("garde", &structs::<GardeLead>(values), |lead| lead.validate(), Result::is_ok);
    race.run("jsonschema, verdict only", values, |value| theirs.is_valid(value), |ok| *ok);
    race.run("jsonschema", values, |value| theirs.iter_errors(value).count(), |count| *count == 0);
}

fn whole_messages(criterion: &mut Criterion, name: &str, values: &[Value]) {
    let mut race = Race { criterion, name, ok: false };
    let (ours, theirs) = (objects::schema(), json_schema());
    race.run("unanimous", values, |value| ours.check(value).map_err(|report| report.to_string()), Result::is_ok);
    let leads = structs::<ValidatorLead>(values);
    race.run("validator derive", &leads, |lead| lead.validate().map_err(|errors| errors.to_string()), Result::is_ok);
    let leads = structs::<GardeLead>(values);
    race.run("garde", &leads, |lead| lead.validate().map_err(|report| report.to_string()), Result::is_ok);
    race.run("jsonschema", values, |value| message(&theirs, value), Option::is_none);
}

/// Starts from the text of a request's body: `unanimous` and `jsonschema` parse a `Value`, the others parse the struct.
fn from_text(criterion: &mut Criterion, name: &str, values: &[Value], ok: bool) {
    let texts: Vec<_> = values.iter().map(Value::to_string).collect();
    let mut race = Race { criterion, name, ok };
    let (ours, theirs) = (objects::schema(), json_schema());
    let value = |text: &String| serde_json::from_str::<Value>(text).expect("JSON");
    race.run("unanimous", &texts, |text| ours.check(&value(text)), Result::is_ok);
    let lead = |text: &String| serde_json::from_str::<ValidatorLead>(text).expect("four strings");
    race.run("validator derive", &texts, |text| lead(text).validate(), Result::is_ok);
    let lead = |text: &String| serde_json::from_str::<GardeLead>(text).expect("four strings");
    race.run("garde", &texts, |text| lead(text).validate(), Result::is_ok);
    race.run("jsonschema, verdict only", &texts, |text| theirs.is_valid(&value(text)), |ok| *ok);
}

/// A schema with references, unions and patterns. Nobody derives a struct's rules from it.
fn orders(criterion: &mut Criterion) {
    let Orders { valid, invalid } = orders::read();
    let (ours, theirs, boon) = (orders::schema(), orders::json_schema(), Boon::compile());
    for (name, values, ok) in [("valid order", &valid, true), ("invalid order, issues", &invalid, false)] {
        let mut race = Race { criterion, name, ok };
        race.run("unanimous", values, |value| ours.check(value), Result::is_ok);
        race.run("unanimous, verdict only", values, |value| ours.is_valid(value), |ok| *ok);
        race.run("jsonschema, verdict only", values, |value| theirs.is_valid(value), |ok| *ok);
        race.run("jsonschema", values, |value| theirs.iter_errors(value).count(), |count| *count == 0);
        race.run("boon", values, |value| boon.is_valid(value), |ok| *ok);
    }
    let mut race = Race { criterion, name: "invalid order, whole message", ok: false };
    race.run("unanimous", &invalid, |value| ours.check(value).map_err(|report| report.to_string()), Result::is_ok);
    race.run("jsonschema", &invalid, |value| message(&theirs, value), Option::is_none);
    race.run("boon", &invalid, |value| boon.message(value), Option::is_none);
}

fn rules(criterion: &mut Criterion, values: &[Value]) {
    let texts = |field: &str| -> Vec<String> {
        values.iter().map(|value| value[field].as_str().expect("a string").to_owned()).collect()
    };
    let emails = texts("email");
    let mut race = Race { criterion, name: "email", ok: true };
    race.run("unanimous", &emails, |text| email::check(text), Result::is_ok);
    race.run("email_address", &emails, |text| email_address::EmailAddress::is_valid(text), |ok| *ok);
    race.run("validator", &emails, |text| text.validate_email(), |ok| *ok);

    let urls = texts("url");
    let policy = safe_url::Policy::default();
    let mut race = Race { criterion, name: "canonical URL", ok: true };
    race.run("unanimous", &urls, |url| safe_url::check(url, &policy).is_ok(), |ok| *ok);
    race.run("url::Url::parse", &urls, |url| url::Url::parse(url).is_ok(), |ok| *ok);
}

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .sample_size(10)
        .nresamples(1000)
        .configure_from_args();
    let Objects { valid, mut invalid } = objects::read();
    // A struct cannot hold a missing field or a field of another type.
    invalid.retain(|value| FIELDS.iter().all(|field| value[*field].is_string()));
    objects_parsed(&mut criterion, "valid object", &valid, true);
    objects_parsed(&mut criterion, "invalid object, issues", &invalid, false);
    whole_messages(&mut criterion, "invalid object, whole message", &invalid);
    from_text(&mut criterion, "valid object, from text", &valid, true);
    from_text(&mut criterion, "invalid object, from text", &invalid, false);
    orders(&mut criterion);
    rules(&mut criterion, &valid);
    criterion.final_summary();
}
