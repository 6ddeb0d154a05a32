//! Entry point of `sandbox`.

use std::process::ExitCode;

fn main() -> ExitCode {
    mn_sandbox::main_with(std::env::args_os())
}
