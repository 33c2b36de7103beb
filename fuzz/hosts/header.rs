//! Header fields: delays, limits, dates, links, flags, structured fields and idempotency keys.

use crate::json::{object, quote, texts};
use crate::random::Random;
use crate::{response, text};

/// `{"status", "headers", "request", "method", "values", "form", "maxLength"}`: a response with these headers, and a
/// request with these values of `Idempotency-Key`.
pub(crate) fn line(random: &mut Random) -> String {
    let form = quote(random.word(&["bare", "sf-string"]));
    let method = if random.one_in(6) { text::any(random) } else { (random.word(response::METHODS)).to_owned() };
    object(&[
        ("status", if random.one_in(2) { response::status(random) } else { random.word(&["429", "503"]).to_owned() }),
        ("headers", response::headers(random, Vec::new(), 4)),
        ("request", response::request(random)),
        ("method", quote(&method)),
        ("values", texts(&random.several(0, 2, text::idempotency_key))),
        ("form", form),
        ("maxLength", random.word(&["1", "36", "255"]).to_owned()),
    ])
}
