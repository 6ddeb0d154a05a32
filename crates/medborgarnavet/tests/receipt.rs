//! `receipt verify` on files that are receipts, and on all others.
#![expect(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use mn_seal::SigningKey;
use mn_seal::jose::eddsa;
use tempfile::TempDir;

const SAYS: &str = r#"{"receipt":"00112233445566778899aabbccddeeff","values":3,"sources":2,
    "at":"2026-11-23T12:00:01Z","reason":"logged_out","build":"medborgarnavet 9.9"}"#;

struct Desk {
    folder: TempDir,
    key: SigningKey,
}

impl Desk {
    fn new() -> Self {
        let (key, pem) = SigningKey::generate().unwrap();
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
            key,
        };
        desk.write("secret.pem", pem.as_bytes());
        desk.write("key.pem", desk.key.verifying_key().to_pem().unwrap().as_bytes());
        desk
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    /// Standard output, standard error and how it ended.
    fn verify(&self, key: &str, file: &str) -> (String, String, Option<i32>) {
        let at = |name: &str| self.folder.path().join(Path::new(name));
        let output = Command::new(env!("CARGO_BIN_EXE_medborgarnavet"))
            .args(["receipt", "verify"])
            .arg(at(file))
            .arg("--key")
            .arg(at(key))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr), output.status.code())
    }
}

#[test]
fn a_receipt_is_printed_only_if_the_key_has_signed_it() {
    let desk = Desk::new();
    let receipt = eddsa::sign(&desk.key, "deletion-receipt+jws", SAYS.as_bytes()).unwrap();
    desk.write("receipt.jws", format!("{receipt}\n").as_bytes());
    let (said, complaint, code) = desk.verify("key.pem", "receipt.jws");
    assert_eq!((complaint.as_str(), code), ("", Some(0)));
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said, serde_json::from_str::<serde_json::Value>(SAYS).unwrap());
}

#[test]
fn what_does_not_hold_ends_with_1_and_says_why() {
    let desk = Desk::new();
    let receipt = eddsa::sign(&desk.key, "deletion-receipt+jws", SAYS.as_bytes()).unwrap();
    let (_, rest) = receipt.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let header = receipt.split('.').next().unwrap();
    let more = eddsa::sign(
        &desk.key,
        "deletion-receipt+jws",
        SAYS.replace(":3,", ":4,").as_bytes(),
    )
    .unwrap();
    let forged = more.split('.').nth(1).unwrap();
    desk.write("changed.jws", format!("{header}.{forged}.{signature}").as_bytes());
    desk.write("cut.jws", format!("{header}.{payload}").as_bytes());
    desk.write("picture.png", &[0x89, b'P', b'N', b'G', 0xff, 0xfe]);
    desk.write("empty", b"");
    let (other, _) = SigningKey::generate().unwrap();
    let others = eddsa::sign(&other, "deletion-receipt+jws", SAYS.as_bytes()).unwrap();
    desk.write("others.jws", others.as_bytes());
    for (file, why) in [
        ("changed.jws", "the signature does not hold"),
        ("cut.jws", "this is not a deletion receipt"),
        ("picture.png", "this is not a deletion receipt"),
        ("empty", "this is not a deletion receipt"),
        ("others.jws", "signed with another key than the one given"),
    ] {
        let (said, complaint, code) = desk.verify("key.pem", file);
        assert_eq!((said.as_str(), code), ("", Some(1)), "{file}: {complaint}");
        assert!(complaint.contains(why) && complaint.contains(file), "{complaint}");
    }
}

#[test]
fn files_that_are_missing_or_no_key_end_with_64() {
    let desk = Desk::new();
    desk.write("receipt.jws", b"");
    for (key, file, why) in [
        ("key.pem", "nowhere.jws", "No such file"),
        ("nowhere.pem", "receipt.jws", "No such file"),
        ("receipt.jws", "receipt.jws", "not in the expected format"),
        ("secret.pem", "receipt.jws", "of another kind"),
    ] {
        let (said, complaint, code) = desk.verify(key, file);
        assert_eq!((said.as_str(), code), ("", Some(64)), "{key} {file}");
        assert!(complaint.contains(why), "{complaint}");
    }
}
