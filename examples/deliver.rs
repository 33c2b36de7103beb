//! Delivers a webhook to a URL that a stranger gave, without being led into the own network.
//!
//! ```text
//! cargo run --example deliver -- https://hooks.example.com/lead '{"event":"lead.created"}'
//! cargo run --example deliver -- --policy '{"schemes":["https","http"],"allowHosts":["localhost"]}' http://localhost:8080/
//! ```

#[cfg(not(target_arch = "wasm32"))]
#[path = "deliver/guard.rs"]
mod guard;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::error::Error;
    use std::sync::Arc;

    use clap::Parser;
    use unanimous::rule::safe_url::Policy;

    use super::guard::{Guard, SystemLookup};

    #[derive(Parser)]
    struct Args {
        /// Where to deliver to.
        url: String,
        /// What to deliver.
        #[arg(default_value = "{}")]
        body: String,
        /// The options of the policy, as JSON.
        #[arg(long, default_value = "{}")]
        policy: String,
    }

    #[tokio::main]
    pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
        let args = Args::parse();
        let policy = Policy::from_options(&serde_json::from_str(&args.policy)?)?;
        // An error only where another one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Guard::new(policy, Arc::new(SystemLookup))?;
        let status = guard.deliver(&args.url, args.body).await?;
        println!("{status}");
        Ok(())
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    match native::main() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// A wasm build of the tests builds the examples too, and has no sockets.
#[cfg(target_arch = "wasm32")]
fn main() {}
