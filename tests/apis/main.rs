//! Writes `docs/apis.md` from the cases: every API and framework that has one, and what is read from its responses.
//!
//! `UPDATE_APIS=1 cargo test --test apis` rewrites the page, so that a reviewer sees a change of the reader as a diff.
// The page needs every name that the reader knows, so this test needs the default features.
#![cfg(all(feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]

#[path = "../tools/case_headers.rs"]
mod case_headers;
mod cases;
#[path = "../tools/documented_errors.rs"]
mod documented_errors;
mod index;
mod markdown;
#[path = "../tools/read_back.rs"]
mod read_back;
mod reading;
mod seeds;

use std::path::Path;

use cases::Case;

const INTRODUCTION: &str = "\
# APIs and frameworks

This page shows what `readResponse`, `readError` and `ApiError::read` make of the error responses of real APIs and frameworks.
The reader has no code for single APIs. It reads any other API by the same rules: [error bodies](error-bodies.md). To add an
API, see [adding an API](adding-an-api.md).

This page is generated from `tests/cases`. `UPDATE_APIS=1 cargo test --test apis` writes it, and a test fails if it is stale.

A row has these columns:

- **name**: the API or framework. Below it are the versions that sent the responses, or \"as documented\".
- **response → error**: the status, the headers that the reader uses, and the body. The lines after the arrow are the error that
  the reader returns: category, code, message, fields and request id.
- **retry**: whether the client may send the same request again, and the reason that
  [`retryAdvice`](retries.md) gives. **yes** is for any request, after the delay if the row names one. **if safe**
  is for requests that may be repeated, because the method is idempotent or the request has an idempotency key. **no** means
  that the same request fails again.
- **other cases**: the status and the category of each other response of the API in `tests/cases`.

Bodies are printed on one line, and long texts are cut with `…`. `hunter2` in a body stands for something that must not be
shown: a user's input or a secret of the server. The reader drops the members that hold it. The member `source` of each case in
`tests/cases` says where the response comes from.
";

fn page(cases: &[Case]) -> String {
    [INTRODUCTION.to_owned(), index::contents(cases), seeds::sections(cases), index::sections(cases)].join("\n")
}

#[test]
fn the_page_is_what_the_cases_give() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/apis.md");
    let page = page(&cases::all());
    if std::env::var_os("UPDATE_APIS").is_some() {
        std::fs::write(&path, &page).expect("apis.md can be written");
    }
    let stored = std::fs::read_to_string(&path).expect("apis.md");
    for (found, stored) in page.lines().zip(stored.lines()) {
        assert_eq!(found, stored, "docs/apis.md is stale: run UPDATE_APIS=1 cargo test --test apis");
    }
    assert_eq!(page.lines().count(), stored.lines().count(), "docs/apis.md is stale: run with UPDATE_APIS=1");
}
