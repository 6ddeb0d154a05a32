use std::io::Write;
use std::path::Path;

use serde_json::Value;

use crate::InboxError;
use crate::folder::{RECEIPT, VERIFICATION};

/// Prints what is known of a submission in its folder: who signed what when, whether it was verified, and
/// what the service's receipt says.
pub fn show(folder: &Path, out: &mut impl Write) -> Result<(), InboxError> {
    let name = folder.display().to_string();
    let verification =
        read(&folder.join(VERIFICATION)).ok_or_else(|| InboxError::NoSubmission(name.clone()))?;
    let receipt = read(&folder.join(RECEIPT));
    let known = |value: &Value, pointer| match value.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        _ => "-".to_owned(),
    };
    let mut line = |label: &str, value: String| {
        writeln!(out, "{label:<12} {value}").map_err(InboxError::file("standard output"))
    };
    line("submission", known(&verification, "/submission"))?;
    line("form", known(&verification, "/form"))?;
    line("rejected", known(&verification, "/rejected"))?;
    line("signer", known(&verification, "/signer/name"))?;
    line("number", known(&verification, "/signer/personal_number"))?;
    line("signed", known(&verification, "/signed_at"))?;
    line("signature", known(&verification, "/signature/indication"))?;
    line("revocation", known(&verification, "/signature/revocation"))?;
    line("manifest", known(&verification, "/manifest_sha256"))?;
    let receipt = receipt.unwrap_or_default();
    line("state", known(&receipt, "/state"))?;
    line("arrived", known(&receipt, "/arrived_at"))?;
    line("accepted", known(&receipt, "/accepted_at"))
}

fn read(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}
