//! Every whole-system test, in one program.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot set up its world should stop"
)]

mod browser;
mod cookies;
mod copies;
mod crash;
mod documents;
mod downloads;
mod interop;
mod journeys;
mod lapse;
mod later;
mod layers;
mod life;
mod logins;
mod metadata;
mod nodes;
mod oidc;
mod orders;
mod own_files;
mod permission;
mod privacy;
mod quality;
mod receipts;
mod residue;
mod resting;
mod sealing;
mod signatures;
mod sources;
mod views;
mod visits;
mod world;
