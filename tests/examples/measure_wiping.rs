//! Measures the private space as it ships: with the allocator that wipes what is freed.

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

#[path = "../bench/mod.rs"]
mod bench;

/// The allocator of every shipped binary.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    bench::main()
}
