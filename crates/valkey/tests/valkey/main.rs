//! The store over a real server: Debian's `redis-server`, started by each test on a socket of its own.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../../../space/tests/conformance/mod.rs"]
mod conformance;

mod access;
mod attacks;
mod house;
mod keys;
mod nodes;
#[path = "../../../space/tests/samples/mod.rs"]
mod samples;
mod server;
mod traces;
mod trouble;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shared_store_keeps_every_promise() {
    let server = server::Server::start();
    let limits = mn_valkey::Limits {
        visits: conformance::VISITS,
        bytes: 1 << 20,
        visit_bytes: conformance::VISIT_BYTES,
    };
    let make = async || {
        server.empty().await;
        let store: conformance::Store = std::sync::Arc::new(server.store_of(limits));
        store
    };
    conformance::every_promise(make).await;
}
