//! The example configuration holds, and a broken one is answered with everything that is wrong with it.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mn_medborgarnavet::config;
use tempfile::TempDir;

/// The configuration's types, as they are written.
const TYPES: &str = include_str!("../src/config/mod.rs");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What `check-config` says on standard error, and how it ends.
fn check(text: &str) -> (TempDir, String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_medborgarnavet"))
        .args(["check-config", "--config"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.stdout.is_empty(), "nothing is right with it");
    (
        folder,
        String::from_utf8(output.stderr).unwrap(),
        output.status.code(),
    )
}

/// A configuration of this repository's metadata, in which nearly everything is wrong.
fn broken(production: bool) -> String {
    let metadata = root().join("metadata").display().to_string();
    format!(
        r#"
        production = {production}
        base_url = "http://localhost:8080/"
        metadata = {metadata:?}
        listen.citizen = "127.0.0.1:0"
        listen.recipient = "127.0.0.1:0"
        listen.console = "127.0.0.1:0"
        listen.citizen_tls = {{ certificate_file = "pages.pem", key_file = "pages.key" }}
        installation = {{ pepper_file = "pepper", receipt_key_file = "receipts.key" }}
        space = {{ idle_minutes = 1, longest_minutes = 150 }}
        outbox = {{ file = "outbox.sqlite" }}
        recipient_api = {{ certificate_file = "api.pem", key_file = "api.key" }}
        rehearsal = {{ idle_seconds = 5 }}

        [oidc]
        name = "e-ID"
        issuer = "https://127.0.0.1:1"
        client_id = "medborgarnavet"
        key_file = "oidc.key"
        ca_file = "oidc-ca.pem"
        browser_at = "https://127.0.0.1:1"
        acr = []

        [bankid]
        url = "https://127.0.0.1:1/rp/v6.0/"
        ca_file = "bankid-ca.pem"
        certificate_file = "bankid.pem"
        key_file = "bankid.key"
        roots_file = "bankid-roots.pem"
        policies = []
        pretend_app = "http://127.0.0.1:1/"

        [ssbtek]
        ca_file = "ssbtek-ca.pem"
        certificate_file = "ssbtek.pem"
        key_file = "ssbtek.key"
        question.endpoint = "https://127.0.0.1:1/"
        question.contract = "v10"
        question.syfte = ""
        question.lagtext = "ground"
        question.ingivare = {{ organisationsnummer = "12", namn = "name", handlaggare = "service" }}
        question.lefi = {{ aktorsid = "000-00", fk.ovrig_information = ["FK:GEPI"], pm.beslut = ["PM:AP"] }}

        [recipients.elsewhere]
        key_set_file = "elsewhere.jws"
        key_set_thumbprint = "none"
        client_pins = ["short"]
        "#
    )
}

#[test]
fn the_example_can_be_read() {
    let config = config::read(&root().join("deploy/example.toml")).unwrap();
    assert!(config.production);
    assert_eq!(
        config.space.longest_minutes,
        config::Space::default().longest_minutes
    );
    assert_eq!(config.space.idle_minutes, config::Space::default().idle_minutes);
    assert_eq!(config.space.visits, config::Space::default().visits);
    assert_eq!(config.space.bytes, config::Space::default().bytes);
    assert_eq!(config.limits.logins, config::Limits::default().logins);
    assert_eq!(config.limits.callbacks, config::Limits::default().callbacks);
    assert_eq!(
        config.limits.unknown_visits,
        config::Limits::default().unknown_visits
    );
    assert_eq!(config.limits.orders, config::Limits::default().orders);
    assert_eq!(
        config.limits.recipient_failures,
        config::Limits::default().recipient_failures
    );
    assert_eq!(config.trusted_proxies.len(), 2);
    assert!(config.ssbtek.unwrap().question.faults().is_empty());
}

#[test]
fn the_example_names_every_key() {
    let example = fs::read_to_string(root().join("deploy/example.toml")).unwrap();
    let fields = TYPES
        .lines()
        .filter_map(|line| line.strip_prefix("    pub ")?.split_once(": "));
    let mut count = 0;
    for (key, _) in fields.filter(|(key, _)| !key.contains('(')) {
        let written = [
            format!("{key} = "),
            format!("[{key}]"),
            format!("[{key}."),
            format!(".{key}]"),
        ];
        assert!(
            written.iter().any(|one| example.contains(one)),
            "{key} is not told"
        );
        count += 1;
    }
    assert!(count > 40, "the types were not found");
}

#[test]
fn what_is_wrong_with_a_shared_store_is_named() {
    let with = |store: &str| {
        let whole = "longest_minutes = 150";
        let (_folder, said, code) =
            check(&broken(false).replace(whole, &format!("{whole}, store = {store}")));
        assert_eq!(code, Some(64), "{said}");
        said
    };
    for (store, wrong) in [
        (r#"{ at = "valkey.example:6379" }"#, "space.store.at: is `unix:`"),
        (r#"{ at = "tls:valkey.example:x" }"#, "space.store.at: is `unix:`"),
        (
            r#"{ at = "tls:valkey.example:6379" }"#,
            "space.store.ca_file: is missing",
        ),
        (
            r#"{ at = "unix:/socket", ca_file = "ca.pem" }"#,
            "space.store.ca_file: a socket",
        ),
        (
            r#"{ at = "unix:/socket", user = "medborgarnavet" }"#,
            "space.store: user and password_file",
        ),
        (
            r#"{ at = "unix:/socket", user = "x", password_file = "none" }"#,
            "space.store.password_file: ",
        ),
    ] {
        let said = with(store);
        assert!(said.contains(wrong), "{store}: {said}");
    }
    let said = with(r#"{ at = "unix:/nowhere/at/all" }"#);
    assert!(!said.contains("space.store"), "nobody is asked: {said}");
}

#[test]
fn every_mistake_is_named_at_once() {
    let (folder, said, code) = check(&broken(false));
    assert_eq!(code, Some(64), "{said}");
    for at in [
        "installation.pepper_file",
        "installation.receipt_key_file",
        "space",
        "oidc.key_file",
        "oidc.ca_file",
        "oidc.acr",
        "bankid.ca_file",
        "bankid.certificate_file",
        "bankid.key_file",
        "bankid.roots_file",
        "ssbtek.ca_file",
        "ssbtek.certificate_file",
        "ssbtek.key_file",
        "listen.citizen_tls.certificate_file",
        "listen.citizen_tls.key_file",
        "recipient_api.certificate_file",
        "recipient_api.key_file",
        "recipients.bjorkvik-socialnamnd",
        "recipients.elsewhere.key_set_file",
        "recipients.elsewhere.client_pins",
    ] {
        assert!(
            said.lines().any(|line| line.contains(&format!("{at}: "))),
            "{at} is not named in\n{said}"
        );
    }
    for what in ["ingivare is not an organisation number", "syfte is empty"] {
        assert!(said.contains(what), "{what} is not said in\n{said}");
    }
    assert!(
        !folder.path().join("outbox.sqlite").exists(),
        "nothing is made for a configuration that is refused"
    );
}

#[test]
fn production_refuses_what_nobody_has_decided() {
    let (_, said, code) = check(&broken(true));
    assert_eq!(code, Some(64), "{said}");
    for what in [
        "a made-up municipality is for the demo only",
        "no decision on ekonomiskt-bistand-fortsatt for production",
        "bankid.pretend_app: production has no pretend app",
        "rehearsal: production does not shorten what citizens are promised",
    ] {
        assert!(said.contains(what), "{what} is not said in\n{said}");
    }
}

#[test]
fn an_unknown_key_is_told_with_its_line() {
    let (_, said, code) = check("production = false\nsurprise = 1\n");
    assert_eq!(code, Some(64), "{said}");
    assert!(said.contains("line 2") && said.contains("surprise"), "{said}");
}
