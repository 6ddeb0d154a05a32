//! Entry point of `inbox`.

fn main() {}
