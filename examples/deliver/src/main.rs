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

use clap::Parser;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use unanimous::interop::reqwest::{Guard, Mode};
use unanimous::rule::safe_url::Policy;

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
    let mut guard = Guard::new(policy);
    if let Some(proxy) = args.guarding_proxy {
        guard = guard.guarding_proxy(proxy);
    }
    if args.report {
        guard = guard.mode(Mode::Report).on_decision(|decision| eprintln!("{decision:?}"));
    }
    let client = guard.client()?;
    let response = client
        .send(Method::POST, &args.url, |request| request.header(CONTENT_TYPE, "application/json").body(args.body))
        .await?;
    // The response's body is never read: it may be endless, and whoever gave the URL must not see it.
    println!("{}", response.status());
    Ok(())
}
