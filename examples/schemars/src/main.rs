//! An axum server whose schema comes from a Rust type.
//!
//! ```text
//! cargo run -p unanimous-example-schemars        # prints its address; `-- 127.0.0.1:3001` is another one
//! curl -H 'content-type: application/json' -d '{"email":"ann","seats":-1}' http://127.0.0.1:3000/leads
//! ```

use tokio::net::TcpListener;
use unanimous_example_schemars::router;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}. Give another address after `--`"))?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, router()).await?;
    Ok(())
}
