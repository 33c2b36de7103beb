//! An axum server whose handlers get valid leads: by a JSON Schema, or by `validator::Validate`. Another client gets an
//! error body.
//!
//! ```text
//! cargo run -p unanimous-example-extractor        # prints its address
//! curl -H 'content-type: application/json' -d '{"email":"ann","contacts":[{}]}' http://127.0.0.1:3000/leads
//! # {"error":{"message":"Validation error: email: Invalid email; contacts.0.email: Required","code":"VALIDATION_ERROR"}}
//! ```

use tokio::net::TcpListener;
use unanimous_example_extractor::router;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, router()).await?;
    Ok(())
}
