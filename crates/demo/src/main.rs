//! Runs the service, the sandbox and one example recipient, each as a child process: this program executes
//! itself once for each role, so that one build is all there is to start.

mod children;
mod parent;
mod role;
mod world;

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed, as in the programs whose roles this one plays.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    match role::asked_for(&arguments) {
        Some(role) => role::play(role, arguments),
        None => parent::run(arguments),
    }
}
