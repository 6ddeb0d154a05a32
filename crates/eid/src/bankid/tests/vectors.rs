use std::path::PathBuf;

use serde_json::Value;

use crate::bankid::QrSeed;

#[test]
fn a_frame_is_keyed_by_the_second() {
    // Computed with `openssl dgst -sha256 -hmac`.
    let codes = [
        (
            0,
            "eaa0e7ebb65cba6946929bad6c3a3f935a9ff8cb71a71867fdf345648217b472",
        ),
        (
            1,
            "d1773a9943f758f8c40055560f6ce217eb56d3c85f4915f51f5c045537c9aeb6",
        ),
        (
            42,
            "b988255817d24c3898b810ecef21989159790914e150223242b7c5ecb2700767",
        ),
    ];
    let seed = QrSeed::new("start".to_owned(), "hemlighet-for-prov");
    for (second, code) in codes {
        assert_eq!(seed.frame(second), format!("bankid.start.{second}.{code}"));
    }
}

#[test]
fn frames_agree_with_recorded_ones() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("MN_SHARED").map_or(beside, PathBuf::from);
    let Ok(recorded) = std::fs::read(shared.join("data/bankid/qr_vectors.json")) else {
        let must = std::env::var("MN_REQUIRE_ALL").is_ok_and(|value| value == "1");
        assert!(!must, "the recorded BankID samples are missing");
        println!("not run: the recorded BankID samples are not on this machine");
        return;
    };
    let vectors: Vec<Value> = serde_json::from_slice(&recorded).expect("a list");
    assert!(!vectors.is_empty());
    for vector in vectors {
        let text = |name: &str| vector.get(name).and_then(Value::as_str).expect("text").to_owned();
        let seconds = vector.get("seconds").and_then(Value::as_u64).expect("a number");
        let seed = QrSeed::new(text("qrStartToken"), text("qrStartSecret"));
        assert_eq!(seed.frame(seconds), text("qrData"));
    }
}
