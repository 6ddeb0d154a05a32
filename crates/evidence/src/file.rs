use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;

use crate::{Report, Roots, bankid};

/// What became of a file, and the exit code that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// Every check and its outcome.
    pub report: Report,
    /// 0 only for a valid signature, else 1.
    pub exit_code: u8,
}

/// The parts of a collect answer that hold the signature; anything else in it is of no interest.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Collected {
    completion_data: Option<Completion>,
    #[serde(flatten)]
    bare: Option<Completion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Completion {
    signature: String,
    ocsp_response: Option<String>,
}

/// Verifies the signature in a file: XML, its base64 text, or the JSON of a completed order with its revocation answer.
///
/// `at` is the present, or the time at which somebody says it was signed.
#[must_use]
pub fn verify_file(bytes: &[u8], roots: &Roots, at: Timestamp) -> FileReport {
    let (signature, ocsp) = open(bytes);
    match bankid::verify(&signature, ocsp.as_deref(), roots, at) {
        Ok(verified) => FileReport {
            report: verified.report,
            exit_code: 0,
        },
        Err(refused) => FileReport {
            report: *refused.report,
            exit_code: 1,
        },
    }
}

/// The signature in the file, and its revocation answer where the file has one. What cannot be opened is handed on as it
/// is: the verification says what is wrong with it.
fn open(bytes: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let as_it_is = || (bytes.to_vec(), None);
    let is_json = bytes.trim_ascii_start().first() == Some(&b'{');
    if !is_json || bytes.len() > 2 * bankid::MAX_BYTES {
        return as_it_is();
    }
    let collected: Option<Collected> = serde_json::from_slice(bytes).ok();
    let Some(completion) = collected.and_then(|collected| collected.completion_data.or(collected.bare))
    else {
        return as_it_is();
    };
    // An answer that is no base64 stays an answer, though an unreadable one: it must not pass as none at all.
    let ocsp = completion
        .ocsp_response
        .map(|text| STANDARD.decode(text).unwrap_or_default());
    (completion.signature.into_bytes(), ocsp)
}
