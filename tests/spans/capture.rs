//! A subscriber that keeps the spans and events of one test.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::MutexGuard;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// The names and values of the fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

/// A span or an event.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    target: String,
    id: Option<u64>,
    /// The names of the spans around it, the nearest one first.
    pub(crate) inside: Vec<&'static str>,
    pub(crate) fields: Fields,
    pub(crate) is_closed: bool,
}

/// What came since the test began.
pub(crate) struct Capture {
    records: Arc<Mutex<Vec<Entry>>>,
    _turn: MutexGuard<'static, ()>,
}

struct Recorder(Arc<Mutex<Vec<Entry>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let scope = context.span(id).expect("a span").scope().skip(1);
        let metadata = attributes.metadata();
        self.0.lock().unwrap().push(Entry {
            name: metadata.name(),
            target: metadata.target().to_owned(),
            id: Some(id.into_u64()),
            inside: scope.map(|span| span.name()).collect(),
            fields,
            is_closed: false,
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.change(id, |record| values.record(&mut record.fields));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let scope = context.event_scope(event).into_iter().flatten();
        self.0.lock().unwrap().push(Entry {
            name: "event",
            target: event.metadata().target().to_owned(),
            id: None,
            inside: scope.map(|span| span.name()).collect(),
            fields,
            is_closed: true,
        });
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.change(&id, |record| (record.is_closed, record.id) = (true, None));
    }
}

impl Recorder {
    fn change(&self, id: &Id, change: impl FnMut(&mut Entry)) {
        let mut records = self.0.lock().unwrap();
        records.iter_mut().rev().find(|record| record.id == Some(id.into_u64())).into_iter().for_each(change);
    }
}

/// Begins a test, after the one that runs.
pub(crate) async fn capture() -> Capture {
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    static RECORDS: OnceLock<Arc<Mutex<Vec<Entry>>>> = OnceLock::new();

    let turn = TURN.lock().await;
    let records = RECORDS.get_or_init(|| {
        let records = Arc::default();
        let subscriber = tracing_subscriber::registry().with(Recorder(Arc::clone(&records)));
        tracing::subscriber::set_global_default(subscriber).expect("the first one");
        records
    });
    records.lock().unwrap().clear();
    Capture { records: Arc::clone(records), _turn: turn }
}

impl Capture {
    /// The spans and events of the library, in order.
    pub(crate) fn all(&self) -> Vec<Entry> {
        let records = self.records.lock().unwrap();
        records.iter().filter(|record| record.target == "unanimous").cloned().collect()
    }

    /// The spans of this name, each as `field=value field=value`. All of them must have ended.
    pub(crate) fn spans(&self, name: &str) -> Vec<String> {
        let spans: Vec<_> = self.all().into_iter().filter(|record| record.name == name).collect();
        assert!(spans.iter().all(|span| span.is_closed), "{spans:?}");
        spans.iter().map(|span| span.fields.to_string()).collect()
    }

    /// The messages of the events, and the spans around each.
    pub(crate) fn events(&self) -> Vec<(String, Vec<&'static str>)> {
        let events = self.all().into_iter().filter(|record| record.name == "event");
        events.map(|event| (event.fields.0["message"].clone(), event.inside)).collect()
    }

    /// Asserts that a text is in no span and no event of the library.
    #[track_caller]
    pub(crate) fn assert_without(&self, secret: &str) {
        let all = self.all();
        assert!(!all.is_empty());
        for record in all {
            let text = format!("{record:?}").to_lowercase();
            assert!(!text.contains(secret), "{text}");
        }
    }
}

impl std::fmt::Display for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        f.write_str(&fields.join(" "))
    }
}
