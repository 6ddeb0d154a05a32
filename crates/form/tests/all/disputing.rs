//! "This is not right" can be said of every value; in the application it stands at the row that the value belongs to.

use jiff::Timestamp;
use mn_domain::SourceState;
use mn_form::{Content, Disputable, Draft, Kept, RowRef};
use mn_seal::Pepper;

use crate::support::{World, answer, payment, stored};

const AMOUNT: &str = "csn/2/csn.utbetalning.belopp/0";
const DAY: &str = "csn/2/csn.utbetalning.datum/0";
const PART: &str = "csn/9/csn.utbetalt_belopp.belopp/0";
const CASE: &str = "csn/7/csn.arende.status/0";

/// October's payment with two parts below it, in records of their own, and a case that the form does not ask for.
fn world() -> World {
    let mut world = World::new();
    let mut answers = payment(2, "2026-10-25", "3292");
    answers.extend(payment(20, "2026-11-20", "2717"));
    for record in [8, 9] {
        let mut part = answer("csn.utbetalt_belopp.belopp", "1646", record);
        part.place = format!("/Svar/Arende[2]/Belopp[{record}]/belopp");
        answers.push(part);
    }
    answers.push(answer("csn.arende.status", "BESLUTAD", 7));
    world.answers = vec![stored("csn", SourceState::Hit, answers)];
    world
}

fn at(text: &str) -> RowRef {
    text.parse().unwrap()
}

fn found(world: &World, value: &str) -> Disputable {
    world.case().disputable(&at(value)).unwrap()
}

/// What the application says against its rows.
fn said(world: &World, draft: &Draft) -> Vec<(String, String)> {
    let page = draft.review(&world.case());
    let items = page.review.sections.iter().flat_map(|section| &section.items);
    let rows = items.filter_map(|item| match &item.content {
        Content::Fetched { rows, .. } => Some(rows),
        _ => None,
    });
    let said = rows.flatten().filter_map(|row| {
        let words = row.correction.as_ref()?.expose().to_owned();
        Some((row.at.to_string(), words))
    });
    said.collect()
}

#[test]
fn a_value_belongs_to_its_row_its_record_or_the_payment_it_is_part_of() {
    let world = world();
    for value in [AMOUNT, DAY, PART] {
        assert_eq!(found(&world, value).row, at(AMOUNT), "{value}");
    }
    assert_eq!(
        found(&world, PART).kept_at,
        at("csn/2/csn.utbetalt_belopp.belopp/1"),
        "the second part of that payment"
    );
    assert_eq!(world.case().disputable(&at(CASE)), None);
    for nothing in [
        "csn/99/csn.utbetalning.belopp/0",
        "csn/2/csn.utbetalning.belopp/1",
        "a-kassan/2/so.utbetalning.datum/0",
    ] {
        assert_eq!(world.case().disputable(&at(nothing)), None, "{nothing}");
    }
}

#[test]
fn everything_said_of_a_payment_stands_beside_it_in_the_application() {
    let world = world();
    let mut draft = world.filled();
    draft.dispute(&found(&world, DAY), "Den kom den 27");
    draft.dispute(&found(&world, AMOUNT), " Jag fick 2 800 kr ");
    draft.dispute(&found(&world, PART), "Det var 1 154 kr");
    let all = "Jag fick 2 800 kr\nterm of csn.utbetalning.datum: Den kom den 27\n\
               term of csn.utbetalt_belopp.belopp: Det var 1 154 kr";
    assert_eq!(said(&world, &draft), [(AMOUNT.to_owned(), all.to_owned())]);
    assert_eq!(draft.review(&world.case()).counts().disputed, 1);

    draft.dispute(&found(&world, DAY), " ");
    assert!(draft.said_of(&found(&world, DAY)).is_none());
    // The page of the row shows all of it as one text, and what comes back takes the place of all.
    let field = format!("correction.{AMOUNT}");
    world.post(&mut draft, "hamtat", &[(&field, "Inget stämmer")]);
    assert_eq!(
        said(&world, &draft),
        [(AMOUNT.to_owned(), "Inget stämmer".to_owned())]
    );
    world.post(&mut draft, "hamtat", &[(&field, "")]);
    assert_eq!(said(&world, &draft), []);
}

#[test]
fn it_can_be_said_before_the_form_is_begun() {
    let world = world();
    let mut draft = world.draft();
    draft.dispute(&found(&world, AMOUNT), "Jag fick 2 800 kr");
    assert!(!draft.is_empty());
    world.post(&mut draft, "tid", &[("manad", "2026-11")]);
    assert_eq!(said(&world, &draft).len(), 1);
}

#[test]
fn what_is_said_of_a_part_comes_back_another_day_to_the_payment_it_was_about() {
    let (world, key) = (world(), Pepper::draw().key("keepsakes").unwrap());
    let mut draft = world.filled();
    draft.dispute(&found(&world, DAY), "Den kom den 27");
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let kept = Kept::new(&draft, &world.case(), &key, now);
    let mut later = World::new();
    let answers = [payment(1, "2026-11-22", "500"), payment(5, "2026-10-25", "3292")];
    later.answers = vec![stored("csn", SourceState::Hit, answers.concat())];
    let taken = kept.take_up(&later.case(), &key);
    assert!(taken.dropped.is_empty());
    let moved = found(&later, "csn/5/csn.utbetalning.datum/0");
    let words = taken.draft.said_of(&moved).unwrap();
    assert_eq!(words.expose(), "Den kom den 27");
}
