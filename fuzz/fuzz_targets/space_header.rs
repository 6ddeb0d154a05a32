//! The sealed header, and the times that a store tells beside it: bytes of anybody's, our own damaged, and whatever stands
//! behind a whole seal. However it is opened, nothing lives longer than its header says.
#![no_main]

use jiff::SignedDuration;
use libfuzzer_sys::fuzz_target;
use mn_fuzz::{Room, damaged, moment, now};
use mn_space::{Life, SpaceConfig};

fuzz_target!(|data: &[u8]| {
    let Some((&[how], rest)) = data.split_first_chunk::<1>() else {
        return;
    };
    let Some((times, bytes)) = rest.split_first_chunk::<16>() else {
        return;
    };
    let room = Room::new(how & 1 == 1);
    let [ends_at, clock] = [0, 8].map(|from| {
        let mut time = [0; 8];
        time.copy_from_slice(&times[from..from + 8]);
        i64::from_be_bytes(time)
    });
    // Near the visit's beginning, or anywhere at all.
    let time = |offset: i64| {
        if how & 4 == 0 {
            moment(now().as_microsecond().saturating_add(offset % 20_000_000_000))
        } else {
            moment(offset)
        }
    };
    let whole = room.shelf.kept().entry.as_ref().expect("begun").header.clone();
    let (shown, text) = match how >> 3 & 3 {
        0 => (bytes.to_vec(), None),
        1 => (damaged(&whole, bytes), None),
        2 => (room.sealed("header", 0, bytes), Some(bytes)),
        _ => (room.sealed("header", 1, bytes), None),
    };
    let is_whole = shown == whole;
    if let Some(entry) = room.shelf.kept().entry.as_mut() {
        entry.header = shown;
        entry.life = Life {
            ends_at: time(ends_at),
            is_last: how & 2 == 2,
            held_until: (how & 64 == 64).then(|| time(ends_at.rotate_left(17))),
        };
    }
    room.at(time(clock));
    let Ok(visit) = room.open() else { return };
    assert!(is_whole || text.is_some(), "a header that nobody sealed");
    assert_eq!(room.broken(), 0);
    if let Some(text) = text {
        // EXPOSE: made up here.
        let number = visit.person().actor().digits();
        assert_eq!(number.expose().as_bytes(), &text[48..60]);
        let began = visit.began_at().as_microsecond();
        assert_eq!(began.to_be_bytes(), text[..8]);
    }
    let longest = visit.absolute_end().checked_add(SpaceConfig::default().grace);
    let longest = longest.unwrap_or(visit.absolute_end());
    assert!(time(clock) < longest, "over and open");
    if let Ok(end) = room.run(visit.touch()) {
        assert!(visit.held_until().is_some() || end <= visit.absolute_end());
        assert!(visit.warn_at() <= end);
    }
    if let Ok(until) = room.run(
        visit.hold(
            time(ends_at)
                .saturating_add(SignedDuration::from_mins(5))
                .unwrap_or(now()),
        ),
    ) {
        assert!(until <= longest);
    }
    let _ = room.run(visit.release());
    let _ = room.run(visit.extend());
});
