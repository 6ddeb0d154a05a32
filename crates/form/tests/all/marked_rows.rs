//! Rows that something is to be said of: a value that does not fit, and money that only her own file tells of.

use mn_domain::SourceState;
use mn_form::{Content, QuestionId};
use mn_source::StoredAnswers;

use crate::support::{World, answer, stored};

fn id(text: &str) -> QuestionId {
    text.to_owned().try_into().unwrap()
}

const OCTOBER: &str = "csn/2/csn.utbetalning.belopp/0";
const NOVEMBER: &str = "csn/3/csn.utbetalning.belopp/0";

/// October's amount is in doubt, and in November's payment something beside the amount.
#[test]
fn what_does_not_fit_is_shown_and_sent_with_its_mark() {
    let mut world = World::new();
    let answers = world.answers.iter_mut().flat_map(|stored| &mut stored.answers);
    for answer in answers {
        match (answer.record, answer.field.as_str()) {
            (2, "csn.utbetalning.belopp") | (3, "csn.utbetalning.stodform") => answer.value = "666".into(),
            _ => {}
        }
    }
    let (draft, case) = (world.filled(), world.case());
    let page = draft.review(&case);
    let items = page.review.sections.iter().flat_map(|section| &section.items);
    let rows = items.filter_map(|item| match &item.content {
        Content::Fetched { rows, .. } => Some(rows),
        _ => None,
    });
    let said: Vec<(String, Vec<String>)> = rows
        .flatten()
        .map(|row| {
            let words = row.checks.iter().map(|check| check.text.expose().to_owned());
            (row.at.to_string(), words.collect())
        })
        .collect();
    let beside = "term of csn.utbetalning.stodform: men h\u{e4}r st\u{e5}r 666";
    assert_eq!(
        said,
        [
            (OCTOBER.to_owned(), vec!["men h\u{e4}r st\u{e5}r 666".to_owned()]),
            (NOVEMBER.to_owned(), vec![beside.to_owned()])
        ]
    );
    let completed = draft.complete(&case, &page.digest).unwrap();
    let application: serde_json::Value = serde_json::from_slice(completed.application.expose()).unwrap();
    let rows = &application["answers"]["hamtade_inkomster"];
    assert_eq!(
        rows[0]["amount"], "666",
        "the value itself is sent as the source wrote it"
    );
    assert_eq!(rows[0]["checks"], serde_json::json!(["sum"]));
    assert_eq!(rows[1]["checks"], serde_json::json!(["sum"]));
    let snapshot = std::str::from_utf8(completed.snapshot.expose()).unwrap();
    assert!(snapshot.contains(beside));
}

#[test]
fn what_fits_carries_no_mark() {
    let world = World::new();
    let (draft, case) = (world.filled(), world.case());
    let page = draft.review(&case);
    let completed = draft.complete(&case, &page.digest).unwrap();
    for part in [&completed.application, &completed.snapshot] {
        assert!(!std::str::from_utf8(part.expose()).unwrap().contains("\"checks\""));
    }
}

/// An account of a file of her own: 350 in, 99 out, 7 777 in too early, and what was left.
fn own_file() -> StoredAnswers {
    let row = |record: u16, day: &str, amount: &str| {
        vec![
            answer("egen_fil.rad.belopp", amount, record),
            answer("egen_fil.rad.datum", day, record),
        ]
    };
    let answers = [
        vec![
            answer("egen_fil.konto.utgaende", "-412.50", 2),
            answer("egen_fil.konto.till", "2026-10-31", 2),
        ],
        row(3, "2026-10-25", "350"),
        row(4, "2026-10-26", "-99"),
        row(5, "2026-09-30", "7777"),
    ];
    stored("egen-fil", SourceState::Hit, answers.concat())
}

#[test]
fn what_came_in_by_her_own_file_is_sent_as_hers_and_counted_apart() {
    let mut world = World::new();
    let before = world.filled().review(&world.case()).counts();
    world.answers.push(own_file());
    let mut draft = world.filled();
    let page = draft.review(&world.case());
    let counts = page.counts();
    assert_eq!((counts.own, counts.fetched), (2, before.fetched));
    let mut items = page.review.sections.iter().flat_map(|one| &one.items);
    let item = items.find(|item| item.id == id("ur_egna_filer"));
    let Some(Content::Fetched { rows, .. }) = item.map(|item| &item.content) else {
        panic!("the rows are not shown");
    };
    let amounts: Vec<&str> = rows.iter().map(|row| row.amount.expose()).collect();
    assert_eq!(amounts, ["350\u{a0}kr", "\u{2212}412,50\u{a0}kr"]);
    assert!(rows.iter().all(|row| row.provenance.contains("uppladdad av dig")));
    // The sum of incomes does not know of them.
    let completed = draft.clone().complete(&world.case(), &page.digest).unwrap();
    let text = completed.visible_text(mn_domain::SubmissionId::from_random([7; 16]));
    let text = text.expose();
    assert!(
        text.contains("6\u{a0}409\u{a0}kr") && text.contains("2 är lästa ur filer"),
        "{text}"
    );

    let at = rows[0].at.clone();
    let treated = [(format!("row.{at}"), "leave_out".to_owned())];
    draft.apply(&world.case(), world.definition.section("egna").unwrap(), &treated);
    assert!(draft.leaves_out(&at));
    draft.forget(|row| row.source.as_str() == "egen-fil" && row.record == at.record);
    assert!(
        !draft.leaves_out(&at),
        "what was said of a file that is gone stays"
    );
}
