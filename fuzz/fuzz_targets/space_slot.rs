//! A slot as a store shows it: bytes of anybody's, our own damaged, our own from another place, and whatever stands
//! behind a whole seal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mn_fuzz::{Room, damaged};
use mn_space::{Act, SlotName, WriteError};

const SLOTS: [&str; 8] = [
    "identity",
    "choices",
    "answers/csn",
    "draft/ekonomiskt-bistand-fortsatt",
    "attachment/7",
    "pending/csn",
    "sent",
    "journal",
];

fuzz_target!(|data: &[u8]| {
    let Some((&[how, revision], bytes)) = data.split_first_chunk::<2>() else {
        return;
    };
    let room = Room::new(how & 1 == 1);
    let slot: SlotName = SLOTS[usize::from(how >> 1 & 7)].parse().expect("a slot");
    let (name, revision) = (
        slot.to_string(),
        match revision {
            255 => u64::MAX,
            less => u64::from(less) + 1,
        },
    );
    let whole = room.sealed(&name, revision, b"planted\x80");
    let (shown, expected) = match how >> 4 & 3 {
        0 => (bytes.to_vec(), None),
        1 => {
            let shown = damaged(&whole, bytes);
            let is_whole = shown == whole;
            (shown, is_whole.then(|| room.value(b"planted\x80")).flatten())
        }
        2 => (room.sealed(&name, revision, bytes), room.value(bytes)),
        _ => (room.sealed(&name, revision ^ 1, bytes), None),
    };
    room.show(&slot, revision, shown);
    let visit = room.open().expect("the header is whole");
    let read = room.run(visit.read(&slot)).ok().flatten();
    // EXPOSE: made up here.
    assert_eq!(read.as_ref().map(|slot| slot.value.expose().as_slice()), expected);
    assert_eq!(room.broken() > 0, expected.is_none());
    if slot == SlotName::Journal {
        let told = room.run(visit.journal());
        let noted = room.run(visit.note_once(&[Act::Extended]));
        assert_eq!(
            noted.is_ok(),
            told.is_ok() && (revision < u64::MAX || has(told, &Act::Extended))
        );
        return;
    }
    // Who knows the revision writes over whatever was there, and reads what was written.
    let written = room.run(visit.write(&slot, revision, bytes));
    if revision == u64::MAX {
        assert_eq!(written, Err(WriteError::Conflict));
    } else {
        assert_eq!(written, Ok(revision + 1));
        let read = room.run(visit.read(&slot)).expect("whole").expect("written");
        assert_eq!(read.value.expose(), bytes);
    }
});

fn has(told: Result<Vec<mn_space::JournalEntry>, mn_space::SpaceError>, act: &Act) -> bool {
    told.is_ok_and(|lines| lines.iter().any(|line| line.act == *act))
}
