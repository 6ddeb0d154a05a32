//! Measures the private space without the allocator that wipes, to know what wiping costs. Never shipped.

use std::process::ExitCode;

#[path = "../bench/mod.rs"]
mod bench;

fn main() -> ExitCode {
    bench::main()
}
