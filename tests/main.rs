//! Every whole-system test, in one program.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot set up its world should stop"
)]

mod documents;
mod interop;
mod layers;
mod metadata;
mod oidc;
