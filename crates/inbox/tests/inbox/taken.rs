//! What is whole is taken, once, whatever happens in between.

use mn_deliver::State;
use mn_inbox::{InboxError, Outcome};
use mn_package::PartName;
use serde_json::Value;

use crate::fixture::Bench;

#[tokio::test]
async fn a_whole_application_is_decrypted_verified_and_accepted() {
    let bench = Bench::new().await;
    let application = bench.application();
    let id = bench.send(&application).await;
    let fetched = bench.inbox().fetch().await.unwrap();
    assert!(matches!(fetched.first().unwrap().outcome, Outcome::Accepted));
    let folder = bench.taken(id);
    for part in application.frozen.iter().chain(&application.evidence) {
        // EXPOSE: a test compares what was sent with what came.
        let came = std::fs::read(folder.join(part.name.as_str())).unwrap();
        assert_eq!(&came, part.bytes.expose(), "{}", part.name);
    }
    let verification: Value =
        serde_json::from_slice(&std::fs::read(folder.join("verification.json")).unwrap()).unwrap();
    assert_eq!(verification["signer"]["personal_number"], "198501012382");
    assert_eq!(verification["signature"]["indication"], "TOTAL-PASSED");
    let receipt = bench.receipt(id).await;
    assert_eq!(receipt.state, State::Accepted);
    let ours: Value = serde_json::from_slice(&std::fs::read(folder.join("receipt.json")).unwrap()).unwrap();
    assert_eq!(ours["accepted_at"], receipt.accepted_at.unwrap().to_string());
    assert!(bench.inbox().fetch().await.unwrap().is_empty());
}

#[tokio::test]
async fn only_one_inbox_works_in_a_folder() {
    let bench = Bench::new().await;
    let _held = bench.inbox();
    let settings = mn_inbox::Config::read(&bench.config()).unwrap();
    let second = mn_inbox::Inbox::open(settings, std::sync::Arc::new(mn_domain::SystemClock));
    assert!(matches!(second.map(drop), Err(InboxError::Busy(_))));
}

#[tokio::test]
async fn what_a_killed_run_left_half_written_is_cleared_away() {
    let bench = Bench::new().await;
    let id = bench.send(&bench.application()).await;
    let half = bench.folder.path().join("out/.incoming").join(id.to_string());
    std::fs::create_dir_all(&half).unwrap();
    std::fs::write(half.join(PartName::Application.as_str()), "half").unwrap();
    let fetched = bench.inbox().fetch().await.unwrap();
    assert!(matches!(fetched.first().unwrap().outcome, Outcome::Accepted));
    assert!(!half.exists());
    assert_ne!(
        std::fs::read(bench.taken(id).join("application.json")).unwrap(),
        b"half"
    );
}
