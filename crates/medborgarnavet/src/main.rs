//! Entry point of `medborgarnavet`.

fn main() {}
