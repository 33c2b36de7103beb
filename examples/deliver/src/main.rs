//! Delivers a webhook to a URL that a stranger gave, and never connects to the operator's own network.
//!
//! ```text
//! cargo run -p unanimous-example-deliver -- https://hooks.example.com/lead '{"event":"lead.created"}'
//! cargo run -p unanimous-example-deliver -- --policy '{"schemes":["http"],"allowHosts":["localhost"]}' http://localhost:8080/
//! cargo run -p unanimous-example-deliver -- --guarding-proxy http://egress.corp:3128 https://hooks.example.com/lead
//! cargo run -p unanimous-example-deliver -- --report http://127.0.0.1:8080/
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use unanimous::rule::safe_url::Policy;
use unanimous_example_deliver::{Decision, Guard, Mode, Options, SystemLookup};

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
    /// The URL of a proxy that checks addresses itself. No other proxy is used.
    #[arg(long)]
    guarding_proxy: Option<reqwest::Url>,
    /// Prints each decision to standard error, and refuses nothing.
    #[arg(long)]
    report: bool,
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
    let mut options = Options { guarding_proxy: args.guarding_proxy, ..Options::default() };
    if args.report {
        options.mode = Mode::Report;
        options.on_decision = Some(Arc::new(|decision: &Decision<'_>| eprintln!("{decision:?}")));
    }
    let guard = Guard::with_options(policy, Arc::new(SystemLookup), options)?;
    let status = guard.deliver(&args.url, args.body).await?;
    println!("{status}");
    Ok(())
}
