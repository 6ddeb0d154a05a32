//! What was written on another day comes back to the values that it was about, or to none.

use jiff::Timestamp;
use mn_form::{Kept, KeptError};
use mn_seal::{InstallationKey, Pepper};

use crate::support::{World, answer, payment, stored};
use mn_domain::SourceState;

const OCTOBER: &str = "csn/2/csn.utbetalning.belopp/0";
const NOVEMBER: &str = "csn/3/csn.utbetalning.belopp/0";

fn key() -> InstallationKey {
    Pepper::draw().key("keepsakes").unwrap()
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A draft that disputes October's payment and leaves November's out.
fn written(world: &World) -> mn_form::Draft {
    let mut draft = world.filled();
    let correction = format!("correction.{OCTOBER}");
    let row = format!("row.{NOVEMBER}");
    world.post(
        &mut draft,
        "hamtat",
        &[(&correction, "Jag fick bara 3 000 kr"), (&row, "leave_out")],
    );
    draft
}

fn away_and_back(world: &World, key: &InstallationKey, later: &World) -> mn_form::TakenUp {
    let kept = Kept::new(&written(world), &world.case(), key, now());
    let bytes = kept.to_bytes().unwrap();
    let back = Kept::from_bytes(&bytes, &later.definition, key, &later.applicant.identity).unwrap();
    back.take_up(&later.case(), key)
}

#[test]
fn a_draft_comes_back_as_it_was_and_carries_no_fetched_value() {
    let (world, key) = (World::new(), key());
    let bytes = Kept::new(&written(&world), &world.case(), &key, now())
        .to_bytes()
        .unwrap();
    let text = String::from_utf8(bytes.expose().clone()).unwrap();
    for fetched in ["3292", "2717", "2026-10-25", "Utbetald", "198501012382"] {
        assert!(!text.contains(fetched), "{fetched}");
    }
    let taken = away_and_back(&world, &key, &world);
    assert_eq!(taken.draft, written(&world));
    assert_eq!(taken.saved_at, now());
    assert!(taken.dropped.is_empty());
}

#[test]
fn words_follow_their_value_when_it_stands_elsewhere() {
    let (world, key) = (World::new(), key());
    let mut later = World::new();
    // One more payment stands first now, so that each of the others has another number.
    let mut answers = payment(1, "2026-11-22", "500");
    answers.extend(payment(2, "2026-09-25", "1111"));
    answers.extend(payment(3, "2026-10-25", "3292"));
    answers.extend(payment(4, "2026-11-20", "2717"));
    later.answers = vec![stored("csn", SourceState::Hit, answers)];
    let taken = away_and_back(&world, &key, &later);
    assert!(taken.dropped.is_empty());
    let at = |record: u16| format!("csn/{record}/csn.utbetalning.belopp/0").parse().unwrap();
    assert!(taken.draft.correction(&at(3)).is_some() && taken.draft.correction(&at(2)).is_none());
    assert!(taken.draft.leaves_out(&at(4)) && !taken.draft.leaves_out(&at(3)));
}

#[test]
fn words_about_a_value_that_changed_or_is_gone_are_dropped_and_counted() {
    let (world, key) = (World::new(), key());
    let mut later = World::new();
    let mut answers = payment(2, "2026-10-25", "3000");
    answers.push(answer("csn.utbetalning.datum", "2026-11-20", 3));
    later.answers = vec![stored("csn", SourceState::Hit, answers)];
    let taken = away_and_back(&world, &key, &later);
    assert_eq!(taken.dropped.into_values().collect::<Vec<_>>(), [2]);
    assert!(taken.draft.correction(&OCTOBER.parse().unwrap()).is_none());
    assert!(!taken.draft.leaves_out(&NOVEMBER.parse().unwrap()));
}

#[test]
fn another_person_installation_or_version_takes_up_nothing() {
    let (world, own) = (World::new(), key());
    let bytes = Kept::new(&written(&world), &world.case(), &own, now())
        .to_bytes()
        .unwrap();
    let read = |key: &InstallationKey, person: &str| {
        let read = Kept::from_bytes(&bytes, &world.definition, key, &person.parse().unwrap());
        read.err()
    };
    assert_eq!(read(&own, "198501012382"), None);
    assert_eq!(read(&own, "198501012390"), Some(KeptError::OtherPerson));
    assert_eq!(read(&key(), "198501012382"), Some(KeptError::OtherPerson));
    let mut newer = World::new();
    newer.definition.version += 1;
    let read = Kept::from_bytes(&bytes, &newer.definition, &own, &world.applicant.identity);
    assert_eq!(read.err(), Some(KeptError::OtherVersion));
}
