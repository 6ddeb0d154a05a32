//! Writes every page, with made-up data, into a folder: `cargo run -p mn-web --example pages -- <folder>`.
//!
//! Each language has a folder of its own. Addresses of style, script and fonts are made relative, so that the
//! files can be opened from disk.

#![expect(
    clippy::expect_used,
    reason = "a tool for those who build: what it cannot write, it says by stopping"
)]

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::fs;
use std::path::PathBuf;

use mn_domain::Language;
use mn_web::assets;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write into"));
    let texts = samples::texts();
    for language in Language::ALL {
        let pages = folder.join(language.name());
        fs::create_dir_all(&pages).expect("the folder can be made");
        for sample in samples::all(&texts, language) {
            let html = sample.html.replace("\"/assets/", "\"../assets/");
            fs::write(pages.join(format!("{}.html", sample.name)), html).expect("the page can be written");
        }
    }
    fs::create_dir_all(folder.join("assets")).expect("the folder can be made");
    for asset in assets::all() {
        let bytes = String::from_utf8(asset.bytes.to_vec()).map_or_else(
            |_| asset.bytes.to_vec(),
            |text| text.replace("/assets/", "").into_bytes(),
        );
        let path = folder.join(asset.path.trim_start_matches('/'));
        fs::write(path, bytes).expect("the file can be written");
    }
}
