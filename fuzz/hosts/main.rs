//! `make fuzz-hosts`, the Rust side: writes random inputs as JSON lines, and answers them natively.
//!
//! ```text
//! hosts generate KIND SEED FROM COUNT   writes COUNT inputs, from the one with the number FROM on
//! hosts run KIND                        reads inputs from stdin, and writes an output line for each
//! ```
//!
//! `fuzz/hosts/run.mjs` gives the same inputs to the npm package, and compares the outputs.

mod answer;
#[path = "../../tests/unanimity/calls.rs"]
mod calls;
mod corpus;
mod generate;
mod graph;
mod header;
mod json;
mod message;
mod number;
#[path = "../../tests/random/mod.rs"]
mod random;
mod response;
mod run;
mod schema;
mod surrogates;
mod text;
mod url;
mod value;

use std::io::{BufRead as _, BufWriter, Write as _};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match arguments[..] {
        ["generate", kind, seed, from, count] => {
            let [seed, from, count] = [seed, from, count].map(|text| text.parse::<u64>().expect("a number"));
            let generator = generate::generator(kind);
            for number in from..from + count {
                writeln!(out, "{}", generator.line(seed, number))?;
            }
        }
        ["run", kind] => {
            // The panic's text is in the output line.
            std::panic::set_hook(Box::new(|_| ()));
            let answer = run::runner(kind);
            for line in std::io::stdin().lock().lines() {
                writeln!(out, "{}", run::answered(answer, &line?))?;
            }
        }
        _ => panic!("usage: hosts generate KIND SEED FROM COUNT | hosts run KIND"),
    }
    out.flush()
}
