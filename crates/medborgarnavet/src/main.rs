//! Entry point of `medborgarnavet`.

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed, whoever freed it: libraries keep copies that our own types cannot reach.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    mn_medborgarnavet::main_with(std::env::args_os())
}
