//! Where things are.

use std::path::{Path, PathBuf};

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Published contracts and recorded messages of others, which are not part of the project.
/// `None`, with a word about it, where they are absent.
///
/// # Panics
/// Where they are absent and `MN_REQUIRE_ALL` is set.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("MN_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if shared.join("data").is_dir() {
        return Some(shared);
    }
    assert!(
        std::env::var_os("MN_REQUIRE_ALL").is_none(),
        "published contracts and samples are absent"
    );
    eprintln!("not run: published contracts and samples are absent");
    None
}
