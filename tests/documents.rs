//! What the documents name exists: files, functions, tests, links, layers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mn_tests::place::root;
use toml::Table;

const DOCUMENTS: [&str; 8] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "deploy/README.md",
    "fuzz/README.md",
    "sts-adapters/README.md",
];

/// What a path of the repository begins with.
const TOPS: [&str; 10] = [
    ".ci/",
    "crates/",
    "deploy/",
    "docs/",
    "fuzz/",
    "metadata/",
    "risk/",
    "sts-adapters/",
    "tests/",
    "xtask/",
];

fn document(name: &str) -> String {
    let text = fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
    // Fenced blocks are pictures and commands.
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}

/// Each code span, with the words between it and the one before.
fn spans(text: &str) -> Vec<(&str, &str)> {
    let pieces: Vec<&str> = text.split('`').collect();
    pieces.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

fn is_path(span: &str) -> bool {
    TOPS.iter().any(|top| span.starts_with(top)) && !span.contains(['{', '*', '<', ' '])
}

#[test]
fn every_path_in_a_document_exists() {
    let mut count = 0;
    for name in DOCUMENTS {
        let text = document(name);
        for (_, span) in spans(&text) {
            let path = span.split_once(": ").map_or(span, |(path, _)| path);
            // The guide to adding a source names files that are to be made.
            let is_example = name.starts_with("sts-adapters/") && path.contains("platser");
            if is_path(path) && !is_example {
                assert!(root().join(path).exists(), "{name} names {path}");
                count += 1;
            }
        }
    }
    assert!(count > 60, "the documents were not read");
}

#[test]
fn every_function_and_test_in_a_document_exists() {
    let mut count = 0;
    for name in DOCUMENTS {
        let text = document(name);
        let mut before = "";
        for (words, span) in spans(&text) {
            let named = match span.split_once(": ") {
                Some((path, item)) if is_path(path) => Some((path, item)),
                _ if words == " in " && is_path(span) => Some((span, before)),
                _ => None,
            };
            if let Some((path, item)) = named {
                assert!(defines(path, item), "{name}: no {item} in {path}");
                count += 1;
            }
            before = span;
        }
    }
    assert!(count > 40, "the documents were not read");
}

/// Whether a file defines the item, of which `Type::method` names the last part.
fn defines(path: &str, item: &str) -> bool {
    let text = fs::read_to_string(root().join(path)).unwrap_or_default();
    let item = item.rsplit("::").next().unwrap_or(item);
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    ["fn ", "struct ", "enum ", "trait ", "const "]
        .iter()
        .any(|kind| {
            let wanted = format!("{kind}{item}");
            text.split(wanted.as_str()).skip(1).any(ends)
        })
}

#[test]
fn every_link_in_a_document_leads_somewhere() {
    for name in DOCUMENTS {
        let text = document(name);
        let folder = Path::new(name).parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or(link);
            if !path.contains("://") && !path.is_empty() {
                assert!(root().join(folder).join(path).exists(), "{name} leads to {path}");
            }
        }
    }
}

#[test]
fn the_table_of_layers_is_that_of_the_manifests() {
    let text = document("ARCHITECTURE.md");
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let layer: i64 = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches('`').to_owned(), layer))
    });
    let told: BTreeMap<String, i64> = rows.collect();
    let crates = fs::read_dir(root().join("crates")).unwrap();
    let crates = crates.map(|entry| format!("crates/{}", entry.unwrap().file_name().display()));
    let others = ["sts-adapters", "risk", "tests", "xtask"].map(str::to_owned);
    let mut real = BTreeMap::new();
    for folder in crates.chain(others) {
        let Ok(manifest) = fs::read_to_string(root().join(&folder).join("Cargo.toml")) else {
            continue;
        };
        let manifest: Table = manifest.parse().unwrap();
        real.insert(
            folder,
            manifest["package"]["metadata"]["layer"].as_integer().unwrap(),
        );
    }
    assert_eq!(told, real);
}
