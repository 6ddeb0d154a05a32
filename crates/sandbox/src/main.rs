//! Entry point of `sandbox`.

fn main() {}
