//! The sealed index of a shared store: bytes of anybody's, our own damaged, and whatever stands behind a whole seal.
//! Nothing that it does not vouch for is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mn_event::EndReason;
use mn_fuzz::{Room, damaged, index_of, padded};
use mn_space::SlotName;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Some((&[how, revision], bytes)) = data.split_first_chunk::<2>() else {
        return;
    };
    let room = Room::new(true);
    let slot: SlotName = "answers/csn".parse().expect("a slot");
    let revision = match revision {
        255 => u64::MAX,
        less => u64::from(less),
    };
    room.show(&slot, 3, room.sealed("answers/csn", 3, &padded(b"planted")));
    let honest = padded(index_of(&slot, 3).as_bytes());
    let whole = room.sealed("index", revision, &honest);
    let (shown, text) = match how & 3 {
        0 => (bytes.to_vec(), None),
        1 => {
            let shown = damaged(&whole, bytes);
            let is_whole = shown == whole;
            (shown, is_whole.then(|| honest.clone()))
        }
        2 => (room.sealed("index", revision, bytes), Some(bytes.to_vec())),
        _ => {
            let text = padded(bytes);
            (room.sealed("index", revision, &text), Some(text))
        }
    };
    room.show_index(revision, shown);
    let visit = room.open().expect("the header is whole");
    let read = room.run(visit.read(&slot)).ok().flatten();
    let index = text.and_then(|text| Some(serde_json::from_slice::<Value>(mn_fuzz::unpadded(&text)?).ok()));
    let index = index.flatten();
    if let Some(read) = read {
        assert_eq!(read.value.expose(), b"planted");
        let said = index.as_ref().map(|index| index["slots"]["answers/csn"].clone());
        assert_eq!(said, Some(serde_json::json!([3, true])), "nobody vouched for it");
    }
    if index.is_none() {
        assert!(room.broken() > 0);
        assert!(room.run(visit.slots()).is_err());
        assert!(room.run(visit.write(&SlotName::Choices, 0, b"more")).is_err());
        return;
    }
    // What follows may be refused; what was accepted can be read again.
    if let Ok(written) = room.run(visit.write(&SlotName::Choices, 0, b"more")) {
        let read = room
            .run(visit.read(&SlotName::Choices))
            .expect("whole")
            .expect("written");
        assert_eq!(
            (read.revision, read.value.expose().as_slice()),
            (written, &b"more"[..])
        );
        assert!(
            room.run(visit.slots())
                .expect("whole")
                .contains(&SlotName::Choices)
        );
    }
    let deposit = room.run(visit.deposit()).expect("it lives");
    assert!(room.run(deposit.put(&slot, b"later")).is_ok());
    if let Ok(visit) = room.open() {
        let _ = room.run(visit.read(&slot));
        assert!(room.run(visit.end(EndReason::LoggedOut)).is_ok());
    }
});
