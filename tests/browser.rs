//! The journey in Chromium, with axe on every page and a picture of each in `target/screens`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mn_tests::demo::Demo;
use mn_tests::place::root;
use serde_json::{Value, json};

const CHROMIUM: &str = "/usr/bin/chromium";
/// Fewer pages than this were never a whole journey, three times.
const PAGES: u64 = 90;

fn screens() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("screens")
}

fn is_installed() -> bool {
    let is_there = Path::new(CHROMIUM).exists()
        && root().join("tests/node_modules/playwright-core").is_dir()
        && root().join("tests/node_modules/axe-core").is_dir();
    if !is_there {
        assert!(
            std::env::var_os("MN_REQUIRE_ALL").is_none(),
            "Chromium or the packages of npm are missing"
        );
        eprintln!("not run: Chromium or the packages of npm are missing; `cargo xtask test` installs them");
    }
    is_there
}

/// Runs one of the browser's scripts; what it told, once it told of no fault.
fn drive(script: &str, settings: &Value) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    let output = Command::new("node")
        .arg(root().join("tests/browser").join(script))
        .arg(&file)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "the browser's script broke");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let faults = told["faults"].as_array().unwrap().iter();
    let faults: Vec<&str> = faults.filter_map(Value::as_str).collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    told
}

#[test]
fn the_whole_journey_in_a_browser_wide_narrow_and_without_scripts() {
    if !is_installed() {
        return;
    }
    let demo = Demo::start(&["--inbox-every", "1"]).unwrap();
    let run = |name: &str, width: u32, person: &str, scripts: bool| {
        let _ = std::fs::remove_dir_all(screens().join(name));
        json!({
            "name": name, "width": width, "height": if width > 600 { 900 } else { 844 }, "phone": width < 600,
            "scripts": scripts, "person": person,
            "sources": ["csn", "forsakringskassan", "arbetsformedlingen", "a-kassan"],
        })
    };
    let settings = json!({
        "citizen": demo.ready.citizen, "control": demo.ready.control, "program": CHROMIUM, "screens": screens(),
        "runs": [
            run("desktop", 1180, "199001012385", true),
            run("phone", 390, "200308102383", true),
            run("plain", 1180, "200108312380", false),
        ],
    });
    let told = drive("journey.mjs", &settings);
    assert!(told["pages"].as_u64() >= Some(PAGES), "{} pages", told["pages"]);
}

#[test]
fn the_warning_comes_in_time_by_keyboard_and_without_scripts_the_end_is_written() {
    if !is_installed() {
        return;
    }
    // The warning comes two minutes before the end, so some seconds after each sign of life.
    let demo = Demo::start(&["--no-inbox", "--idle", "132"]).unwrap();
    let run = |name: &str, width: u32, person: &str, scripts: bool| {
        let height = if width > 600 { 900 } else { 844 };
        json!({"name": name, "width": width, "height": height, "scripts": scripts, "person": person})
    };
    let settings = json!({
        "citizen": demo.ready.citizen, "program": CHROMIUM, "screens": screens().join("warning"),
        "runs": [
            run("desktop", 1180, "199001012385", true),
            run("phone", 390, "200308102383", true),
            run("plain", 1180, "200108312380", false),
        ],
    });
    let told = drive("warning.mjs", &settings);
    assert_eq!(told["shown"], 5, "{told}");
}
