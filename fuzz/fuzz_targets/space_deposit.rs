//! What background work left: bytes of anybody's, our own damaged, sealed by another installation, and whatever stands
//! behind a whole seal. It is filed in the slot that its seal names, once, or nowhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mn_fuzz::{Room, damaged};
use mn_space::{Deposited, SlotName};

fuzz_target!(|data: &[u8]| {
    let Some((&[how], bytes)) = data.split_first_chunk::<1>() else {
        return;
    };
    let room = Room::new(how & 1 == 1);
    let (shown, opens) = match how >> 1 & 3 {
        0 => (bytes.to_vec(), None),
        1 => {
            let whole = room.deposited(b"answers/csn\nplanted\x80", true);
            let shown = damaged(&whole, bytes);
            let is_whole = shown == whole;
            (shown, is_whole.then_some(&b"answers/csn\nplanted\x80"[..]))
        }
        2 => (room.deposited(bytes, true), Some(bytes)),
        _ => (room.deposited(bytes, false), None),
    };
    let csn: SlotName = "answers/csn".parse().expect("a slot");
    let twice = if how & 8 == 8 { 2 } else { 1 };
    room.shelf.kept().deposits = (1..=twice)
        .map(|number| Deposited {
            number,
            slot: room.label(&csn),
            sealed: shown.clone(),
        })
        .collect();
    let expected = opens.and_then(|opened| named(room.value(opened)?));
    let visit = room.open().expect("the header is whole");
    let slots = room.run(visit.slots()).expect("whole");
    match expected {
        None => assert_eq!((slots.as_slice(), room.broken() > 0), (&[][..], true)),
        Some((slot, value)) => {
            assert_eq!(slots.as_slice(), std::slice::from_ref(&slot));
            let read = room.run(visit.read(&slot)).expect("whole").expect("filed");
            if slot == SlotName::Journal {
                let _ = room.run(visit.journal());
            } else {
                assert_eq!(read.value.expose(), value);
            }
            // Where others can put it back, it is filed once.
            let filed = if how & 1 == 1 { 1 } else { twice };
            assert_eq!(read.revision, filed);
        }
    }
    assert!(room.shelf.kept().deposits.is_empty());
});

/// The slot before the first line feed, if background work may write it, and what follows.
fn named(opened: &[u8]) -> Option<(SlotName, &[u8])> {
    let mut parts = opened.splitn(2, |byte| *byte == b'\n');
    let (name, value) = (parts.next()?, parts.next()?);
    let slot: SlotName = std::str::from_utf8(name).ok()?.parse().ok()?;
    let is_allowed = ["answers/", "pending/", "order", "journal"]
        .iter()
        .any(|start| name.starts_with(start.as_bytes()));
    is_allowed.then_some((slot, value))
}
