//! Skatteverket's own route, over real TLS sockets against a counterpart of the tests.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose counterpart or fixture is broken should stop"
)]

mod counterpart;
mod documents;
mod exchange;
mod failures;

/// One of the fixtures.
fn fixture(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("skatteverket/fixtures");
    std::fs::read_to_string(folder.join(name)).unwrap()
}
