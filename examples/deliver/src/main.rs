//! Delivers a webhook to a URL that a stranger gave, and never connects to the operator's own network.
//!
//! ```text
//! cargo run -p unanimous-example-deliver -- https://hooks.example.com/lead '{"event":"lead.created"}'
//! cargo run -p unanimous-example-deliver -- --policy '{"schemes":["http"],"allowHosts":["localhost"]}' http://localhost:8080/
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use unanimous::rule::safe_url::Policy;
use unanimous_example_deliver::{Guard, SystemLookup};

#[derive(Parser)]
struct Args {
    /// The URL to post to.
    url: String,
    /// The JSON to post.
    #[arg(default_value = "{}")]
    body: String,
    /// The options of the policy, as JSON.
    #[arg(long, default_value = "{}")]
    policy: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match deliver(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn deliver(args: Args) -> Result<(), Box<dyn Error>> {
    let policy = Policy::from_options(&serde_json::from_str(&args.policy)?)?;
    // Fails only if a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let guard = Guard::new(policy, Arc::new(SystemLookup))?;
    let status = guard.deliver(&args.url, args.body).await?;
    println!("{status}");
    Ok(())
}
