use mn_domain::SourceState;
use mn_form::{Kind, Problem, QuestionId, RowRef, fetched_rows};

use crate::support::{World, answer, payment, stored};

fn id(text: &str) -> QuestionId {
    text.to_owned().try_into().unwrap()
}

const OCTOBER: &str = "csn/2/csn.utbetalning.belopp/0";
const NOVEMBER: &str = "csn/3/csn.utbetalning.belopp/0";

#[test]
fn rows_are_added_and_taken_away_without_blame() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "egna", &[("har_inkomster", "yes")]);
    let applied = world.post(
        &mut draft,
        "egna",
        &[("har_inkomster", "yes"), ("add", "egna_inkomster")],
    );
    assert!(applied.rows_changed);
    let two = [
        ("har_inkomster", "yes"),
        ("egna_inkomster.0.belopp", "1"),
        ("egna_inkomster.1.belopp", "2"),
        ("remove", "egna_inkomster.0"),
    ];
    let applied = world.post(&mut draft, "egna", &two);
    assert!(applied.rows_changed);
    let rows = draft.written_rows(&id("egna_inkomster"));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][&id("belopp")].expose(), "2");
}

#[test]
fn rows_of_other_questions_are_left_alone() {
    let world = World::new();
    let mut draft = world.filled();
    for target in [
        "hyra",
        "okand",
        "egna_inkomster.9",
        "egna_inkomster.x",
        "",
        "barnen",
    ] {
        let fields = [("manad", "2026-11"), ("add", target), ("remove", target)];
        let applied = world.post(&mut draft, "tid", &fields);
        assert!(!applied.rows_changed, "{target}");
    }
    assert_eq!(draft.written_rows(&id("barnen")).len(), 1);
}

#[test]
fn blank_rows_are_not_answers() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "egna", &[("har_inkomster", "yes")]);
    let fields = [
        ("har_inkomster", "yes"),
        ("egna_inkomster.0.belopp", " "),
        ("egna_inkomster.0.slag", ""),
        ("vantar", "no"),
        ("tillgangar", "no"),
    ];
    let applied = world.post(&mut draft, "egna", &fields);
    assert_eq!(applied.errors.len(), 1);
    assert_eq!(applied.errors[0].problem, Problem::NoRows);
}

#[test]
fn too_many_rows_are_refused_and_not_kept() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "hushall", &[("barn", "yes")]);
    let names: Vec<(String, String)> = (0..5_000)
        .flat_map(|row| {
            [
                (format!("barnen.{row}.alder"), "7"),
                (format!("barnen.{row}.bor"), "heltid"),
            ]
        })
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.extend([("barn", "yes"), ("barn_andrat", "no")]);
    let applied = world.post(&mut draft, "hushall", &fields);
    assert_eq!(applied.errors[0].problem, Problem::TooManyRows { max: 15 });
    assert_eq!(draft.written_rows(&id("barnen")).len(), 16);
}

#[test]
fn payments_of_the_time_that_counts_become_rows() {
    let world = World::new();
    let page = world.filled().review(&world.case());
    let json = serde_json::to_string(&page.review).unwrap();
    assert!(
        json.contains("3\u{a0}292\u{a0}kr") && json.contains("2\u{a0}717\u{a0}kr"),
        "{json}"
    );
    assert!(!json.contains("1\u{a0}111"), "September does not count");
    assert!(json.contains("name of SB") && json.contains("help of csn.utbetalning.belopp"));
    assert!(json.contains("<csn>, hämtat 2026-11-23"));
}

#[test]
fn without_a_month_there_are_no_rows() {
    let world = World::new();
    let page = world.draft().review(&world.case());
    assert_eq!(page.counts().fetched, 0);
}

#[test]
fn a_planned_payment_is_called_planned() {
    let mut world = World::new();
    let mut answers = payment(1, "2026-11-25", "500");
    answers.retain(|one| one.field.as_str() != "csn.utbetalning.status");
    answers.push(answer("csn.utbetalning.status", "Planerad", 1));
    world.answers = vec![stored("csn", SourceState::Hit, answers)];
    let page = world.filled().review(&world.case());
    let json = serde_json::to_string(&page.review).unwrap();
    assert!(json.contains("Planerad utbetalning från CSN") && !json.contains("name of SB"));
    assert_eq!(page.counts().fetched, 1);
}

#[test]
fn values_of_one_record_never_mix_with_another() {
    let world = World::new();
    let question = world.definition.question(&id("hamtade_inkomster")).unwrap();
    let Kind::Fetched { rules, .. } = &question.kind else {
        panic!("the question of fetched incomes");
    };
    // Record 0 stands alone: a date and an amount there are two things.
    let alone = vec![
        answer("so.utbetalning.netto_efter_avdrag", "100.50", 0),
        answer("so.utbetalning.datum", "2026-11-01", 0),
        answer("so.utbetalning.netto_efter_avdrag", "200", 0),
    ];
    let stored = [stored("a-kassan", SourceState::Hit, alone)];
    let rows = fetched_rows(
        rules,
        &stored,
        "2026-11-01".parse().unwrap(),
        "2026-11-30".parse().unwrap(),
    );
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter().all(|row| row.day.is_none()),
        "without a day it is shown, for the citizen to judge"
    );
    assert_ne!(rows[0].at, rows[1].at);
}

#[test]
fn a_place_is_read_as_it_is_written() {
    let place: RowRef = OCTOBER.parse().unwrap();
    assert_eq!(place.to_string(), OCTOBER);
    for bad in [
        "",
        "csn",
        "csn/2/csn.utbetalning.belopp",
        "csn/-1/a.b/0",
        "csn/2/x/0",
        "csn/2/a.b/0/1",
        "../2/a.b/0",
    ] {
        assert!(bad.parse::<RowRef>().is_err(), "{bad}");
    }
}

#[test]
fn what_is_left_out_is_absent_byte_for_byte() {
    let world = World::new();
    let mut draft = world.filled();
    let name = format!("row.{OCTOBER}");
    world.post(&mut draft, "hamtat", &[(&name, "leave_out")]);
    let page = draft.review(&world.case());
    assert_eq!(page.left_out.len(), 1);
    assert_eq!(page.left_out[0].amount.expose(), "3\u{a0}292\u{a0}kr");
    let completed = draft.clone().complete(&world.case(), &page.digest).unwrap();
    for bytes in [completed.application.expose(), completed.snapshot.expose()] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for trace in [
            "3292",
            "3\u{a0}292",
            "2026-10-25",
            "[2]",
            "csn/",
            "left",
            "record",
        ] {
            assert!(!text.contains(trace), "{trace}: {text}");
        }
        assert!(text.contains("2717") || text.contains("2\u{a0}717"));
    }
    world.post(&mut draft, "hamtat", &[(&name, "keep")]);
    assert!(draft.review(&world.case()).left_out.is_empty());
}

#[test]
fn a_source_all_of_whose_rows_are_left_out_is_not_named() {
    let world = World::new();
    let mut draft = world.filled();
    let (october, november) = (format!("row.{OCTOBER}"), format!("row.{NOVEMBER}"));
    world.post(
        &mut draft,
        "hamtat",
        &[(&october, "leave_out"), (&november, "leave_out")],
    );
    let page = draft.review(&world.case());
    let json = serde_json::to_string(&page.review).unwrap();
    assert!(!json.contains("csn"), "{json}");
    assert!(
        json.contains("forsakringskassan") && json.contains("unavailable"),
        "an error is never nothing"
    );
}

#[test]
fn what_is_disputed_is_sent_both_ways_and_marked() {
    let world = World::new();
    let mut draft = world.filled();
    let name = format!("correction.{OCTOBER}");
    world.post(&mut draft, "hamtat", &[(&name, "Jag fick bara 3 000 kr")]);
    let page = draft.review(&world.case());
    assert_eq!(page.counts().disputed, 1);
    let completed = draft.clone().complete(&world.case(), &page.digest).unwrap();
    for bytes in [completed.application.expose(), completed.snapshot.expose()] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            text.contains("\"correction\":\"Jag fick bara 3 000 kr\""),
            "{text}"
        );
        assert!(
            text.contains("3292") || text.contains("3\u{a0}292"),
            "the fetched value is unchanged"
        );
    }
    world.post(&mut draft, "hamtat", &[(&name, "  ")]);
    assert_eq!(draft.review(&world.case()).counts().disputed, 0);
}

#[test]
fn nobody_can_write_over_what_was_fetched() {
    let world = World::new();
    let mut draft = world.filled();
    let before = draft.clone();
    let invented = "csn/9/csn.utbetalning.belopp/0";
    let fields: Vec<(String, String)> = [OCTOBER, invented]
        .iter()
        .flat_map(|place| {
            [
                (format!("amount.{place}"), "1"),
                (format!("row.{place}"), "1"),
                (place.to_string(), "1"),
            ]
        })
        .chain([
            (format!("correction.{invented}"), "x"),
            (format!("row.{invented}"), "leave_out"),
        ])
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    world.post(&mut draft, "hamtat", &fields);
    assert_eq!(draft, before);
}

fn fields(row: &[(&str, &str)]) -> Vec<(String, String)> {
    let fields = row
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    fields.collect()
}

#[test]
fn one_row_is_written_changed_and_taken_away_on_a_page_of_its_own() {
    let world = World::new();
    let mut draft = world.filled();
    let question = id("egna_inkomster");
    let row = fields(&[("slag", "lon"), ("belopp", "900"), ("datum", "2026-11-02")]);
    draft.put_row(&world.case(), &question, None, &row).unwrap();
    assert_eq!(draft.written_rows(&question).len(), 2);
    let row = fields(&[("slag", "lon"), ("belopp", "901"), ("datum", "2026-11-02")]);
    draft.put_row(&world.case(), &question, Some(1), &row).unwrap();
    assert_eq!(draft.written_rows(&question)[1][&id("belopp")].expose(), "901");
    assert!(draft.remove_row(&question, 0) && !draft.remove_row(&question, 7));
    assert_eq!(draft.written_rows(&question).len(), 1);
}

#[test]
fn a_row_in_which_something_is_wrong_is_not_kept() {
    let world = World::new();
    let mut draft = world.filled();
    let before = draft.clone();
    let row = fields(&[("slag", "lon"), ("belopp", "")]);
    let errors = draft
        .put_row(&world.case(), &id("egna_inkomster"), None, &row)
        .unwrap_err();
    let errors: Vec<(&str, Problem)> = errors.iter().map(|one| (one.at.as_str(), one.problem)).collect();
    assert_eq!(
        errors,
        [("belopp", Problem::AmountBlank), ("datum", Problem::Missing)]
    );
    assert!(
        draft.put_row(&world.case(), &id("hyra"), None, &row).is_err(),
        "not a question with rows"
    );
    assert_eq!(draft, before);
    let row = fields(&[("alder", "7"), ("bor", "heltid")]);
    for _ in 1..15 {
        draft.put_row(&world.case(), &id("barnen"), None, &row).unwrap();
    }
    let errors = draft
        .put_row(&world.case(), &id("barnen"), None, &row)
        .unwrap_err();
    assert_eq!(errors[0].problem, Problem::TooManyRows { max: 15 });
}

#[test]
fn a_page_without_the_rows_leaves_them_as_they_are() {
    let world = World::new();
    let mut draft = world.filled();
    let applied = world.post(
        &mut draft,
        "egna",
        &[("har_inkomster", "yes"), ("vantar", "no"), ("tillgangar", "no")],
    );
    assert!(applied.is_done());
    assert_eq!(draft.written_rows(&id("egna_inkomster")).len(), 1);
}
