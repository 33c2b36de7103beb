//! An axum extractor, `Valid<T>`, in two forms: for a type that comes with a JSON Schema, and for one that derives
//! `validator::Validate`. Whatever is wrong with a request, the handler never runs and the answer is an envelope.
//!
//! ```text
//! cargo run --example extractor        # prints its address
//! curl -H 'content-type: application/json' -d '{"email":"ann","contacts":[{}]}' http://127.0.0.1:3000/leads
//! # {"error":{"message":"Validation error: email: Invalid email; contacts.0.email: Required","code":"VALIDATION_ERROR"}}
//! ```

#[cfg(not(target_arch = "wasm32"))]
#[path = "extractor/app.rs"]
mod app;

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, app::router()).await?;
    Ok(())
}

/// A wasm build of the tests builds the examples too, and has no sockets.
#[cfg(target_arch = "wasm32")]
fn main() {}
