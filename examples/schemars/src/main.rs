//! An axum server whose schema comes from a Rust type.
//!
//! ```text
//! cargo run -p unanimous-example-schemars        # prints its address
//! curl -H 'content-type: application/json' -d '{"email":"ann","seats":-1}' http://127.0.0.1:3000/leads
//! ```

use tokio::net::TcpListener;
use unanimous_example_schemars::router;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, router()).await?;
    Ok(())
}
