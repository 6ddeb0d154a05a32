//! Dependencies point downwards, and cryptography has two rooms.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mn_tests::place::root;
use toml::Table;

/// Crates that only `seal` and `evidence` name. The sandbox and the tests play the other side.
const CRYPTOGRAPHY: [&str; 13] = [
    "age",
    "ring",
    "hpke",
    "p256",
    "aes-kw",
    "rsa",
    "sha2",
    "bergshamra-dsig",
    "bergshamra-c14n",
    "x509-parser",
    "x509-ocsp",
    "rustls-webpki",
    "openssl",
];

struct Package {
    name: String,
    layer: i64,
    depends_on: Vec<String>,
}

fn packages() -> Vec<Package> {
    let root = root();
    let crates = fs::read_dir(root.join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let others = ["sts-adapters", "risk", "tests", "xtask"].map(|name| root.join(name));
    crates
        .chain(others)
        .filter(|folder| folder.join("Cargo.toml").exists())
        .map(read)
        .collect()
}

fn read(folder: impl AsRef<Path>) -> Package {
    let folder = folder.as_ref();
    let manifest: Table = fs::read_to_string(folder.join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let package = manifest["package"].as_table().unwrap();
    let layer = package["metadata"]["layer"].as_integer();
    let depends_on = manifest.get("dependencies").and_then(|table| table.as_table());
    Package {
        name: package["name"].as_str().unwrap().to_owned(),
        layer: layer.unwrap_or_else(|| panic!("{} states no layer", folder.display())),
        depends_on: depends_on
            .map(|table| table.keys().cloned().collect())
            .unwrap_or_default(),
    }
}

#[test]
fn dependencies_point_to_a_strictly_lower_layer() {
    let packages = packages();
    let layers: BTreeMap<&str, i64> = packages.iter().map(|p| (p.name.as_str(), p.layer)).collect();
    assert!(layers.len() > 20, "the workspace was not found");
    for package in &packages {
        for other in &package.depends_on {
            if let Some(layer) = layers.get(other.as_str()) {
                assert!(
                    *layer < package.layer,
                    "{} must not depend on {other}",
                    package.name
                );
            }
        }
    }
}

#[test]
fn only_seal_and_evidence_name_cryptography() {
    for package in packages() {
        let may = ["mn-seal", "mn-evidence", "mn-sandbox", "mn-tests"].contains(&package.name.as_str());
        for other in &package.depends_on {
            assert!(
                may || !CRYPTOGRAPHY.contains(&other.as_str()),
                "{} must not name {other}",
                package.name
            );
        }
    }
}

#[test]
fn adapters_see_nothing_but_the_contract() {
    let adapters = packages()
        .into_iter()
        .find(|package| package.name == "mn-sts-adapters")
        .unwrap();
    let seen = adapters.depends_on.iter().filter(|name| name.starts_with("mn-"));
    let allowed = ["mn-domain", "mn-seal", "mn-http", "mn-source"];
    for name in seen {
        assert!(allowed.contains(&name.as_str()), "an adapter must not see {name}");
    }
}

#[test]
fn the_sandbox_shares_no_code_with_us() {
    let sandbox = packages()
        .into_iter()
        .find(|package| package.name == "mn-sandbox")
        .unwrap();
    assert!(!sandbox.depends_on.iter().any(|name| name.starts_with("mn-")));
}

#[test]
fn files_stay_small() {
    let rooms = ["crates", "sts-adapters", "risk", "tests", "xtask", "fuzz"];
    let mut folders: Vec<PathBuf> = rooms.iter().map(|room| root().join(room)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let others = ["node_modules", "target"].iter().any(|name| path.ends_with(name));
            if path.is_dir() && !others {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                assert!(lines <= 400, "{} has {lines} lines", path.display());
            }
        }
    }
}

#[test]
fn templates_never_switch_escaping_off() {
    let templates = fs::read_dir(root().join("crates/web/templates"))
        .unwrap()
        .flatten();
    let files: Vec<PathBuf> = templates
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    assert!(files.len() > 10, "the templates were not found");
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains("|safe") && !text.contains("| safe"),
            "{}",
            path.display()
        );
    }
}
