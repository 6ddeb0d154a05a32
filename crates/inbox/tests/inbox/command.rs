//! The program itself, and the program killed.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use mn_deliver::State;

use crate::fixture::Bench;

fn inbox(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inbox"));
    command.args(arguments);
    command
}

async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn fetch(config: &Path) -> Command {
    inbox(&["fetch", "--once", "--config", config.to_str().unwrap()])
}

#[tokio::test]
async fn fetch_once_takes_and_show_tells() {
    let bench = Bench::new().await;
    let id = bench.send(&bench.application()).await;
    let output = run(fetch(&bench.config())).await;
    assert_eq!(text(&output.stdout), format!("{id} accepted\n"));
    assert!(output.status.success());
    let shown = run(inbox(&["show", bench.taken(id).to_str().unwrap()])).await;
    let shown = text(&shown.stdout);
    for expected in ["TOTAL-PASSED", "198501012382", "accepted", &id.to_string()] {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
}

#[tokio::test]
async fn keys_make_prints_what_the_service_needs_and_nothing_secret() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let arguments = [
        "keys",
        "make",
        "--name",
        "norrhamn",
        "--dir",
        keys.to_str().unwrap(),
    ];
    let output = run(inbox(&arguments)).await;
    let printed = text(&output.stdout);
    assert!(
        printed.contains("key_set_thumbprint") && printed.contains("client_pins"),
        "{printed}"
    );
    let secret = std::fs::read_to_string(keys.join("signer.private.jwk")).unwrap();
    let secret: serde_json::Value = serde_json::from_str(&secret).unwrap();
    assert!(!printed.contains(secret["d"].as_str().unwrap()));
    let again = run(inbox(&arguments)).await;
    assert!(!again.status.success());
    assert!(text(&again.stderr).contains("already"));
}

#[tokio::test]
async fn a_wrong_command_line_or_configuration_is_told_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("inbox.toml");
    assert_eq!(run(inbox(&["fetch"])).await.status.code(), Some(64));
    assert_eq!(run(fetch(&config)).await.status.code(), Some(1));
    std::fs::write(&config, "service = 1").unwrap();
    let output = run(fetch(&config)).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("inbox: the configuration"));
    let none = run(inbox(&["show", folder.path().to_str().unwrap()])).await;
    assert_eq!(none.status.code(), Some(1));
}

#[tokio::test]
async fn killed_at_any_moment_everything_is_taken_once() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(bench.send(&bench.application()).await);
    }
    for round in 0..8_u64 {
        let mut child = fetch(&bench.config())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(15 + round * 9)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let output = run(fetch(&bench.config())).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    for id in ids {
        assert_eq!(bench.receipt(id).await.state, State::Accepted);
        assert!(bench.taken(id).join("application.json").exists());
        assert!(!bench.quarantine(id).exists());
    }
}

#[tokio::test]
async fn taken_but_not_said_the_very_same_event_is_said_the_next_time() {
    let bench = Bench::new().await;
    let id = bench.send(&bench.application()).await;
    assert!(run(fetch(&bench.config())).await.status.success());
    let event = std::fs::read(bench.taken(id).join("event.jws")).unwrap();
    bench.unhear(id).await;
    assert_eq!(bench.receipt(id).await.state, State::Fetched);
    // The envelopes are gone, so that only the event in the folder can help.
    let output = run(fetch(&bench.config())).await;
    assert_eq!(text(&output.stdout), format!("{id} accepted\n"));
    assert_eq!(std::fs::read(bench.taken(id).join("event.jws")).unwrap(), event);
    assert_eq!(bench.receipt(id).await.state, State::Accepted);
}
