use std::collections::BTreeMap;

use crate::bankid::{FailedHint, OrderError, PendingHint, Way};

const TEXTS: &str = include_str!("../../../../../metadata/texts/bankid.toml");
const PENDING: [&str; 10] = [
    "outstandingTransaction",
    "noClient",
    "started",
    "userMrtd",
    "userCallConfirm",
    "userSign",
    "userStepUp",
    "userFace",
    "processing",
    "unknown",
];
const FAILED: [&str; 14] = [
    "expiredTransaction",
    "certificateErr",
    "userCancel",
    "cancelled",
    "startFailed",
    "userDeclinedCall",
    "notSupportedByUserApp",
    "transactionRiskBlocked",
    "mrtdVerificationFailed",
    "facialRecognitionFailed",
    "nfcNotSupportedByDevice",
    "multipleBankIdsOnDevice",
    "stepUpFailed",
    "unknown",
];
const ERRORS: [OrderError; 6] = [
    OrderError::RetryLater,
    OrderError::Failed,
    OrderError::AlreadyInProgress,
    OrderError::NoSuchOrder,
    OrderError::OwnFault,
    OrderError::Malformed,
];

#[test]
fn every_message_has_words_in_every_language() {
    let texts: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(TEXTS).expect("texts in TOML");
    let mut keys: Vec<&str> = ERRORS.iter().map(|error| error.text_key()).collect();
    for way in [Way::SameDevice, Way::QrCode] {
        keys.extend(PENDING.map(|code| PendingHint::of(code).text_key(way)));
        keys.extend(FAILED.map(|code| FailedHint::of(code).text_key(way)));
    }
    for key in &keys {
        let words = texts.get(*key).unwrap_or_else(|| panic!("{key} has no words"));
        for language in mn_domain::Language::ALL {
            let text = words.get(language.name()).map(String::as_str).unwrap_or_default();
            assert!(!text.trim().is_empty(), "{key} lacks {}", language.name());
            for cold in ["session", "timeout", "autentiser", "ogiltig"] {
                assert!(!text.to_lowercase().contains(cold), "{key} says {cold}");
            }
        }
    }
    for key in texts.keys() {
        assert!(keys.contains(&key.as_str()), "{key} is shown by nobody");
    }
}

#[test]
fn every_known_code_has_a_hint_of_its_own() {
    let pending: std::collections::HashSet<_> = PENDING.map(PendingHint::of).into();
    let failed: std::collections::HashSet<_> = FAILED.map(FailedHint::of).into();
    assert_eq!((pending.len(), failed.len()), (PENDING.len(), FAILED.len()));
}
