//! Entry point of `demo`.

fn main() {}
