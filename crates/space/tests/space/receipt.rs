use jiff::SignedDuration;
use mn_event::EndReason;
use mn_seal::SigningKey;
use mn_seal::jose::eddsa;
use mn_space::{DeletionReceipt, ReceiptError};
use proptest::prelude::*;

use crate::house::House;
use crate::samples::{csn, draft};

const BUILD: &str = "medborgarnavet 9.9";

fn key() -> SigningKey {
    SigningKey::generate().unwrap().0
}

/// A receipt of a room with two values, one of them from a source; with the number on the last page.
async fn receipt(house: &House, key: &SigningKey) -> (String, String) {
    let (_, visit) = house.begin().await;
    visit.write(&csn(), 0, b"planted").await.unwrap();
    visit.write(&draft(), 0, b"planted").await.unwrap();
    let deletion = visit.end(EndReason::LoggedOut).await.unwrap();
    (deletion.sign(key, BUILD).unwrap(), deletion.receipt_id)
}

#[tokio::test]
async fn a_receipt_says_what_was_destroyed_when_and_why_and_nothing_more() {
    let (house, key) = (House::new(), key());
    house.clock.forward(SignedDuration::from_millis(1_234));
    let (compact, number) = receipt(&house, &key).await;
    let says = DeletionReceipt::verify(key.verifying_key(), &format!("\n{compact}\r\n")).unwrap();
    assert_eq!(
        says,
        DeletionReceipt {
            receipt: number.clone(),
            values: 2,
            sources: 1,
            at: "2026-11-23T12:00:01Z".parse().unwrap(),
            reason: EndReason::LoggedOut,
            build: BUILD.to_owned(),
        }
    );
    let payload = eddsa::verify(key.verifying_key(), "deletion-receipt+jws", &compact).unwrap();
    let expected = format!(
        r#"{{"receipt":"{number}","values":2,"sources":1,"at":"2026-11-23T12:00:01Z","reason":"logged_out","build":"{BUILD}"}}"#
    );
    assert_eq!(String::from_utf8(payload).unwrap(), expected);
}

#[tokio::test]
async fn two_rooms_of_one_person_have_receipts_that_nobody_can_join() {
    let (house, key) = (House::new(), key());
    let (_, first) = receipt(&house, &key).await;
    let (_, second) = receipt(&house, &key).await;
    assert_ne!(first, second);
}

#[tokio::test]
async fn another_key_and_anything_that_is_no_receipt_are_told_apart() {
    let (house, key, other) = (House::new(), key(), self::key());
    let (compact, _) = receipt(&house, &key).await;
    let verify = |key: &SigningKey, text: &str| DeletionReceipt::verify(key.verifying_key(), text).err();
    assert_eq!(verify(&other, &compact), Some(ReceiptError::OtherKey));
    let signed = |typ, payload: &[u8]| eddsa::sign(&key, typ, payload).unwrap();
    for text in [
        String::new(),
        "kvitto".to_owned(),
        signed("JWT", b"{}"),
        signed("deletion-receipt+jws", b"{}"),
        format!("{compact}.{compact}"),
    ] {
        assert_eq!(verify(&key, &text), Some(ReceiptError::Format), "{text}");
    }
    let (unsigned, _) = compact.rsplit_once('.').unwrap();
    assert_eq!(
        verify(&key, &format!("{unsigned}.")),
        Some(ReceiptError::Signature)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_character_of_a_receipt_is_noticed(
        position: prop::sample::Index, to in "[A-Za-z0-9_.-]",
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let key = key();
        let (compact, _) = runtime.block_on(async { receipt(&House::new(), &key).await });
        let at = position.index(compact.len());
        let mut changed = compact.clone().into_bytes();
        changed[at] = to.as_bytes()[0];
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != compact);
        prop_assert!(DeletionReceipt::verify(key.verifying_key(), &changed).is_err());
    }
}
