//! What the catalogue says is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Patterns of paths: `*` is one name, `**` at the end everything below.
#[derive(Default)]
pub struct LeftOut(Vec<String>);

impl LeftOut {
    /// What some sources leave out, together.
    pub fn of(sources: &[&str]) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../metadata/sources");
        let mut patterns = Vec::new();
        for source in sources {
            let text = fs::read_to_string(folder.join(format!("{source}.toml"))).unwrap();
            let table: toml::Table = text.parse().unwrap();
            let entries = table.get("left_out").and_then(toml::Value::as_array);
            for entry in entries.into_iter().flatten() {
                assert!(entry["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
                let paths = entry["paths"].as_array().unwrap();
                patterns.extend(paths.iter().map(|path| path.as_str().unwrap().replace("[]", "")));
            }
        }
        Self(patterns)
    }

    /// Whether a leaf is left out.
    pub fn holds(&self, leaf: &str) -> bool {
        self.0.iter().any(|pattern| matches(pattern, leaf))
    }

    /// The patterns that no leaf fits.
    pub fn unmatched(&self, leaves: &BTreeSet<String>) -> Vec<&String> {
        let idle = |pattern: &&String| !leaves.iter().any(|leaf| matches(pattern, leaf));
        self.0.iter().filter(idle).collect()
    }
}

fn matches(pattern: &str, leaf: &str) -> bool {
    let mut names = leaf.split('/');
    for part in pattern.split('/') {
        match (part, names.next()) {
            ("**", Some(_)) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(name)) if wanted == name => {}
            _ => return false,
        }
    }
    names.next().is_none()
}
