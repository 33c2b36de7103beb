//! The layer `Answers`, and what handlers return.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tower::{Layer as _, ServiceExt as _};
use unanimous::interop::axum::{Answers, Rejection, RequestId, RequestIds, ValidJson};
use unanimous::locale::Locale;
use unanimous::render::{self, Context, Dialect};
use unanimous::{Report, Schema};

use crate::support::{Answer, JSON, Lead, PROBLEM, send};

fn taken() -> Report {
    "Validation error: email: is already taken".parse().unwrap()
}

/// More issues than a response shows.
fn many() -> Report {
    let issues: Vec<_> = (0..300).map(|at| format!("f{at}: Required")).collect();
    format!("Validation error: {}", issues.join("; ")).parse().unwrap()
}

fn app() -> Router {
    Router::new()
        .route("/leads", post(|ValidJson(lead): ValidJson<Lead>| async { lead.email }))
        .route("/parsed", post(parsed))
        .route("/id", get(|id: RequestId| async move { id.to_string() }))
        .route("/report", get(|| async { Err::<(), _>(taken()) }))
        .route("/many", get(|| async { Err::<(), _>(many()) }))
        .route("/conflict", get(|| async { (StatusCode::CONFLICT, taken()) }))
        .route(
            "/busy",
            get(|| async {
                ([(RETRY_AFTER, "7")], Rejection::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "Come back later"))
            }),
        )
        .route(
            "/rendered",
            get(|| async { render::error(404, "gone", "No lead", Dialect::Detail, &Context::default()) }),
        )
        .route("/limited", get(|| async { (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "30")]) }))
        .route("/teapot", get(|| async { StatusCode::IM_A_TEAPOT }))
        .route("/crash", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/text", get(|| async { (StatusCode::BAD_REQUEST, "as it is") }))
}

async fn parsed(bytes: Bytes) -> Result<String, Rejection> {
    let seats: u8 = Schema::from_json(r#"{ "type": "integer" }"#).unwrap().parse(&bytes)?;
    Ok(seats.to_string())
}

async fn get_with(app: &Router, uri: &str, headers: &[(&str, &str)]) -> Answer {
    send(app, "GET", uri, headers, "").await
}

fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn errors_of_handlers_are_written_for_the_client() {
    let bare = app();
    let message = "Validation error: email: is already taken";
    get_with(&bare, "/report", &[PROBLEM]).await.assert_refused(400, "VALIDATION_ERROR", message);

    let app = app().layer(Answers::new());
    let answer = get_with(&app, "/report", &[]).await;
    answer.assert_refused(400, "VALIDATION_ERROR", message);
    assert_eq!((answer.header("vary").as_str(), answer.header("x-request-id").len()), ("accept", 36));
    let answer = get_with(&app, "/report", &[PROBLEM, ("x-request-id", "req_1")]).await;
    assert_eq!(
        (answer.status, answer.header("content-type").as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    assert_eq!(
        (body(&answer)["request_id"].as_str(), body(&answer)["instance"].as_str()),
        (Some("req_1"), Some("/report"))
    );
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());

    let answer = get_with(&app, "/conflict", &[PROBLEM]).await;
    assert_eq!(
        (answer.status, body(&answer)["status"].as_u64()),
        (StatusCode::CONFLICT, Some(409)),
        "the handler's status"
    );
    get_with(&app, "/conflict", &[]).await.assert_refused(409, "VALIDATION_ERROR", message);

    let answer = get_with(&app, "/busy", &[]).await;
    answer.assert_refused(503, "BUSY", "Come back later");
    assert_eq!(answer.header("retry-after"), "7");
    let answer = get_with(&app, "/rendered", &[PROBLEM]).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (404, r#"{"detail":"No lead"}"#), "written already");
}

#[tokio::test]
async fn errors_of_schema_parse_are_rejections() {
    let app = app().layer(Answers::new());
    assert_eq!(send(&app, "POST", "/parsed", &[], "1e2").await.body, "100");
    for (body, status, code, message) in [
        ("1x", 400, "BAD_REQUEST", "Request body is not valid JSON"),
        (r#""\ud800""#, 400, "BAD_REQUEST", "Request body is not valid JSON"),
        ("1.5", 400, "VALIDATION_ERROR", "Validation error: $: Expected integer, received number"),
        ("256", 500, "INTERNAL_ERROR", "Internal error"),
    ] {
        send(&app, "POST", "/parsed", &[], body).await.assert_refused(status, code, message);
    }
}

#[tokio::test]
async fn answers_without_a_body_get_one() {
    let app = app().layer(Answers::new());
    get_with(&app, "/nothing", &[]).await.assert_refused(404, "NOT_FOUND", "Not found");
    get_with(&app, "/teapot", &[]).await.assert_refused(418, "IM_A_TEAPOT", "I'm a teapot");
    let answer = get_with(&app, "/limited", &[]).await;
    answer.assert_refused(429, "TOO_MANY_REQUESTS", "Too Many Requests");
    assert_eq!(answer.header("retry-after"), "30");
    get_with(&app, "/crash", &[]).await.assert_refused(500, "INTERNAL_ERROR", "Internal error");
    let answer = send(&app, "DELETE", "/leads", &[PROBLEM], "").await;
    assert_eq!((answer.status.as_u16(), answer.header("allow").as_str()), (405, "POST"));
    assert_eq!(body(&answer)["detail"], "Method DELETE is not allowed here");
    assert_eq!(get_with(&app, "/text", &[]).await.body, "as it is");

    let app = self::app().layer(Answers::new().keep_empty(true));
    assert_eq!(get_with(&app, "/nothing", &[]).await.body, "");
}

#[tokio::test]
async fn the_settings_choose_the_answer() {
    for (dialect, status, expected) in [
        (
            Dialect::ErrorObject,
            400,
            json!({ "error": { "message": "Validation error: email: Required", "code": "VALIDATION_ERROR" } }),
        ),
        (
            Dialect::Detail,
            422,
            json!({ "detail": [{ "loc": ["body", "email"], "msg": "Required", "type": "required", "code": "required" }] }),
        ),
    ] {
        let app = app().layer(Answers::new().dialect(dialect));
        let answer = send(&app, "POST", "/leads", &[JSON], "{}").await;
        assert_eq!((answer.status.as_u16(), body(&answer)), (status, expected));
    }
    let answers = Answers::new().validation_status(422).issues(true).docs_base("https://docs.example/");
    let answer = send(&app().layer(answers.clone()), "POST", "/leads", &[JSON], "{}").await;
    assert_eq!(answer.status, 422);
    assert_eq!(body(&answer)["error"]["issues"], json!([{ "path": "email", "code": "required"}]));
    let answer = send(&app().layer(answers), "POST", "/leads", &[JSON, PROBLEM], "{").await;
    assert_eq!(
        (answer.status.as_u16(), body(&answer)["type"].as_str()),
        (400, Some("https://docs.example/bad-request"))
    );
}

/// A layer around `Answers` finds the id, for a line of the log.
async fn logged(request: axum::extract::Request, next: Next) -> impl IntoResponse {
    let response = next.run(request).await;
    let id = response.extensions().get::<RequestId>().unwrap().to_string();
    ([("x-logged", id)], response)
}

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let app = app().layer(Answers::new());
    let longest = "i".repeat(64);
    for (given, is_kept) in [
        ("req_1.a-B", true),
        (&*longest, true),
        (&*format!("{longest}i"), false),
        ("a b", false),
        ("<b>", false),
        ("", false),
    ] {
        let answer = get_with(&app, "/id", &[("x-request-id", given)]).await;
        assert_eq!(answer.body, answer.header("x-request-id"), "the handler has the same id");
        assert_eq!(answer.body == given, is_kept, "{given}");
        assert!(is_kept || answer.body.len() == 36);
    }
    let twice = get_with(&app, "/id", &[("x-request-id", "a"), ("x-request-id", "a")]).await;
    assert_eq!(twice.header("x-request-id").len(), 36);

    let with = |ids| self::app().layer(Answers::new().request_ids(ids));
    let answer = get_with(&with(RequestIds::Random), "/id", &[("x-request-id", "req_1")]).await;
    assert_eq!(answer.header("x-request-id").len(), 36);
    let answer = get_with(&with(RequestIds::None), "/report", &[("x-request-id", "req_1")]).await;
    assert_eq!(answer.header("x-request-id"), "");
    let custom = |headers: &HeaderMap| headers.get("x-trace").map(|value| value.to_str().unwrap().to_owned());
    let answer = get_with(&with(RequestIds::Custom(custom)), "/id", &[("x-trace", "t1")]).await;
    assert_eq!((answer.header("x-request-id"), answer.body), ("t1".into(), "t1".into()));

    let app = app.layer(from_fn(logged));
    let answer = get_with(&app, "/nothing", &[]).await;
    assert_eq!(answer.header("x-logged"), answer.header("x-request-id"));
}

#[tokio::test]
async fn other_layers_may_change_the_types_of_bodies() {
    let echo =
        tower::service_fn(|request: Request<String>| async { Ok::<_, Infallible>(Response::new(request.into_body())) });
    let service = Answers::new().layer(echo);
    let response = service.oneshot(Request::new("body".to_owned())).await.unwrap();
    assert_eq!(response.headers()["x-request-id"].len(), 36);
    assert_eq!(to_bytes(response.into_body(), 10).await.unwrap(), "body");
}

#[tokio::test]
async fn an_inner_layer_has_settings_of_its_own() {
    let inner = app().layer(Answers::new().dialect(Dialect::Detail));
    let app = Router::new().nest("/inner", inner).merge(app()).layer(Answers::new().dialect(Dialect::ErrorCodeMessage));
    let answer = get_with(&app, "/inner/report", &[("x-request-id", "req_1")]).await;
    assert_eq!(
        answer.body,
        r#"{"detail":[{"loc":["body","email"],"msg":"is already taken","type":"custom","code":"custom"}]}"#
    );
    assert_eq!(answer.header("x-request-id"), "req_1");
    assert_eq!(body(&get_with(&app, "/report", &[]).await)["error"], "validation_error");
    let answer = send(&app, "POST", "/inner/leads", &[JSON, PROBLEM], "{}").await;
    assert_eq!(body(&answer)["instance"], "/inner/leads", "the path that the client asked for");
}

#[tokio::test]
async fn reasons_are_in_the_language_of_the_client() {
    let app = app().layer(Answers::new().accept_language());
    let german = Locale::named("de").unwrap();
    let report: Report = "Validation error: email: Required".parse().unwrap();
    let answer = send(&app, "POST", "/leads", &[JSON, PROBLEM, ("accept-language", "de-AT, en;q=0.5")], "{}").await;
    assert_eq!(body(&answer)["errors"][0]["detail"], german.text(&report.issues()[0]));
    assert_eq!(
        (answer.header("content-language"), answer.header("vary")),
        ("de".into(), "accept, accept-language".into())
    );
    let answer = send(&app, "POST", "/leads", &[JSON], "{}").await;
    answer.assert_refused(400, "VALIDATION_ERROR", "Validation error: email: Required");
    assert_eq!(answer.header("vary"), "accept, accept-language");

    let reason = german.text(&report.issues()[0]);
    let app = self::app().layer(Answers::new().locale(german));
    let answer = send(&app, "POST", "/leads", &[JSON], "{}").await;
    answer.assert_refused(400, "VALIDATION_ERROR", &format!("Validation error: email: {reason}"));
    assert_eq!((answer.header("content-language"), answer.header("vary")), ("de".into(), "accept".into()));
    let message = body(&get_with(&app, "/many", &[]).await)["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Validation error: f0: Pflichtfeld; "), "{message}");
    assert!(message.ends_with("; f254: Pflichtfeld; $: 45 weitere Fehler werden nicht angezeigt"), "{message}");
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused_before_the_handler() {
    let app = app().layer(Answers::new().head_limit(50));
    // The target has 3 bytes and the name of the header 1.
    let get = async |bytes: usize, more: &[(&str, &str)]| {
        get_with(&app, "/id", &[&[("x", "a".repeat(bytes - 4).as_str())], more].concat()).await
    };
    assert_eq!(get(50, &[]).await.status, 200);
    let refused = get(51, &[]).await;
    refused.assert_refused(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request header fields are too large");
    assert_eq!((refused.header("connection").as_str(), refused.header("x-request-id").len()), ("close", 36));
    assert_eq!(body(&get(40, &[PROBLEM]).await)["code"], "request-header-fields-too-large");
    let long = format!("/id?{}", "a".repeat(47));
    assert_eq!(get_with(&app, &long, &[]).await.status, 431, "the query is a part of the target");
    // A nested router does not see the prefix, which counts all the same.
    let nested = Router::new().nest("/a-long-prefix", app.clone());
    assert_eq!(get_with(&nested, "/a-long-prefix/id", &[("x", &"a".repeat(32))]).await.status, 200);
    assert_eq!(get_with(&nested, "/a-long-prefix/id", &[("x", &"a".repeat(33))]).await.status, 431);
}
