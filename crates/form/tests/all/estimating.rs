use mn_form::{Estimate, NoEstimate, Norm, Norms, RowDoes};

use crate::support::{World, metadata};

/// A whole norm of made-up amounts.
fn whole() -> Norms {
    let text = r#"
        norm = "riksnorm"
        year = 2026
        source = "made up"
        adult_alone = "4000"
        adults_together = "7000"
        child = [{ from = 0, to = 6, amount = "2000" }, { from = 7, to = 20, amount = "3000" }]
        household = { 1 = "1000", 2 = "1100", 3 = "1200", 4 = "1300", 5 = "1400", 6 = "1500", 7 = "1700" }
    "#;
    let norm: Norm = toml::from_str(text).unwrap();
    assert!(norm.open().is_empty());
    [(("riksnorm".to_owned(), 2026), norm)].into()
}

fn reason(world: &World, draft: &mn_form::Draft, norms: &Norms) -> (NoEstimate, String) {
    let page = draft.review(&world.case());
    match draft.estimate(&world.case(), &page, norms) {
        Estimate::Not { reason, text } => (reason, text),
        Estimate::Rows(rows) => panic!("{rows:?}"),
    }
}

#[test]
fn the_estimate_goes_row_by_row() {
    let world = World::new();
    let draft = world.filled();
    let page = draft.review(&world.case());
    let Estimate::Rows(rows) = draft.estimate(&world.case(), &page, &whole()) else {
        panic!("an estimate");
    };
    let rows: Vec<(RowDoes, &str)> = rows.iter().map(|row| (row.does, row.amount.expose())).collect();
    // 4 000 + 3 000 + 1 100; October's 3 292 + 400, not November's 2 717; 8 100 + 6 430.50 − 3 692
    let expected = [
        (RowDoes::Begins, "8\u{a0}100\u{a0}kr"),
        (RowDoes::Adds, "6\u{a0}430,50\u{a0}kr"),
        (RowDoes::Takes, "3\u{a0}692\u{a0}kr"),
        (RowDoes::Results, "10\u{a0}838,50\u{a0}kr"),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn the_estimate_is_never_sent() {
    let world = World::new();
    let draft = world.filled();
    let page = draft.review(&world.case());
    let completed = draft.complete(&world.case(), &page.digest).unwrap();
    for bytes in [completed.application.expose(), completed.snapshot.expose()] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            !text.to_lowercase().contains("riksnorm för") && !text.contains("estimate"),
            "{text}"
        );
    }
}

#[test]
fn an_incomplete_norm_gives_no_estimate_and_says_why() {
    let world = World::new();
    let norms = Norm::load_all(&metadata()).unwrap();
    let (why, text) = reason(&world, &world.filled(), &norms);
    assert_eq!(why, NoEstimate::NormIncomplete);
    assert!(
        text.contains("2026") && text.contains("påverkar inte din ansökan"),
        "{text}"
    );
    assert_eq!(
        reason(&world, &world.filled(), &Norms::new()).0,
        NoEstimate::NoNorm
    );
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let world = World::new();
    assert_eq!(
        reason(&world, &world.draft(), &whole()).0,
        NoEstimate::NotFilledIn
    );
    let mut draft = world.filled();
    let part_time = [
        ("barn", "yes"),
        ("barnen.0.alder", "7"),
        ("barnen.0.bor", "halvtid"),
        ("barnen.0.dagar", "15"),
        ("barn_andrat", "no"),
    ];
    world.post(&mut draft, "hushall", &part_time);
    assert_eq!(reason(&world, &draft, &whole()).0, NoEstimate::ChildPartTime);
}

#[test]
fn a_large_household_adds_the_last_step_again() {
    let norms = whole();
    let norm = norms.values().next().unwrap();
    let shared = |persons| norm.shared(persons).map(|amount| amount.to_string());
    assert_eq!(shared(7).as_deref(), Some("1700"));
    assert_eq!(shared(9).as_deref(), Some("2100"));
    assert_eq!(shared(0), None);
}
