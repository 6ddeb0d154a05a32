//! The service with the system's own allocator, which wipes nothing that is freed: the search of the memory must find
//! what this one leaves. Built for tests only.

use std::process::ExitCode;

fn main() -> ExitCode {
    mn_medborgarnavet::main_with(std::env::args_os())
}
