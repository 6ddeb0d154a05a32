//! What becomes of a form: read, filled in, reviewed, completed.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read its own files has failed"
)]

mod completing;
mod defining;
mod disputing;
mod estimating;
mod filling;
mod keeping;
mod marked_rows;
mod metadata;
mod money;
mod rows;
mod support;
