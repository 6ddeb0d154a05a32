use mn_domain::{Amount, Language};
use mn_form::{Applied, Draft, Problem};

use crate::support::{FILLED, Plain, World};

fn kronor(text: &str) -> Amount {
    text.parse().unwrap()
}

fn problems(applied: &Applied) -> Vec<(&str, Problem)> {
    let errors = applied.errors.iter();
    errors.map(|error| (error.at.as_str(), error.problem)).collect()
}

/// What is said about one value of one field on the page of own incomes.
fn own(column: &str, value: &str) -> Vec<Problem> {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "egna", &[("har_inkomster", "yes")]);
    let mut row = vec![
        ("slag", "lon".to_owned()),
        ("belopp", "1".to_owned()),
        ("datum", "2026-11-01".to_owned()),
    ];
    row.retain(|(name, _)| *name != column);
    row.push((column, value.to_owned()));
    let fields: Vec<(String, String)> = row
        .into_iter()
        .map(|(name, value)| (format!("egna_inkomster.0.{name}"), value))
        .collect();
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.extend([("har_inkomster", "yes"), ("vantar", "no"), ("tillgangar", "no")]);
    let applied = world.post(&mut draft, "egna", &fields);
    applied.errors.into_iter().map(|error| error.problem).collect()
}

#[test]
fn each_kind_of_bad_input_has_its_answer() {
    let first = "2026-09-01".parse().unwrap();
    let last = "2026-12-31".parse().unwrap();
    let cases = [
        ("belopp", "", Problem::AmountBlank),
        ("belopp", "mycket", Problem::NotAnAmount),
        ("belopp", "12,345", Problem::NotAnAmount),
        ("belopp", "1e3", Problem::NotAnAmount),
        ("belopp", "-1", Problem::AmountTooLow { min: Amount::ZERO }),
        (
            "belopp",
            "1000000,01",
            Problem::AmountTooHigh {
                max: kronor("1000000"),
            },
        ),
        ("datum", "", Problem::Missing),
        ("datum", "igår", Problem::NotADate),
        ("datum", "2026-02-30", Problem::NotADate),
        ("datum", "26-11-01", Problem::NotADate),
        ("datum", "2026-08-31", Problem::TooEarly { first }),
        ("datum", "2027-01-01", Problem::TooLate { last }),
        ("slag", "", Problem::Missing),
        ("slag", "lotteri", Problem::NotAnOption),
        ("fran", &"x".repeat(101), Problem::TooLong { max: 100 }),
    ];
    for (column, value, problem) in cases {
        assert_eq!(own(column, value), [problem], "{column}: {value}");
    }
}

#[test]
fn what_swedes_write_is_understood() {
    for (column, value) in [
        ("belopp", "0"),
        ("belopp", "1 250,50 kr"),
        ("belopp", "1250.5"),
        ("belopp", "1\u{a0}250"),
        ("datum", "2026-11-25"),
        ("datum", "20261125"),
        ("datum", "25/11 2026"),
        ("datum", "25.11.2026"),
        ("fran", ""),
    ] {
        assert_eq!(own(column, value), [], "{column}: {value}");
    }
}

#[test]
fn blank_is_not_nought() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(
        &mut draft,
        "kostnader",
        &[("vilka_kostnader", "el"), ("vilka_kostnader", "hyra")],
    );
    let applied = world.post(&mut draft, "belopp", &[("hyra", ""), ("el", "0")]);
    assert_eq!(problems(&applied), [("hyra", Problem::AmountBlank)]);
    let applied = world.post(&mut draft, "belopp", &[("hyra", "0"), ("el", "0")]);
    assert!(applied.is_done());
}

#[test]
fn numbers_have_limits() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "hushall", &[("barn", "yes")]);
    for (age, problem) in [
        ("21", Problem::NumberOutside { min: 0, max: 20 }),
        ("sju", Problem::NotANumber),
        ("-1", Problem::NotANumber),
        ("99999999999999999999", Problem::NotANumber),
    ] {
        let fields = [
            ("barn", "yes"),
            ("barnen.0.alder", age),
            ("barnen.0.bor", "heltid"),
            ("barn_andrat", "no"),
        ];
        let applied = world.post(&mut draft, "hushall", &fields);
        assert_eq!(problems(&applied), [("barnen.0.alder", problem)], "{age}");
    }
}

#[test]
fn none_of_these_stands_alone() {
    let world = World::new();
    let mut draft = world.draft();
    let both = [("vilka_kostnader", "el"), ("vilka_kostnader", "inga")];
    let applied = world.post(&mut draft, "kostnader", &both);
    assert_eq!(problems(&applied), [("vilka_kostnader", Problem::NoneAndOthers)]);
    let applied = world.post(&mut draft, "kostnader", &[("vilka_kostnader", "yacht")]);
    assert_eq!(problems(&applied), [("vilka_kostnader", Problem::NotAnOption)]);
    let applied = world.post(&mut draft, "kostnader", &[]);
    assert_eq!(problems(&applied), [("vilka_kostnader", Problem::Missing)]);
    assert!(
        world
            .post(&mut draft, "kostnader", &[("vilka_kostnader", "inga")])
            .is_done()
    );
}

#[test]
fn only_the_months_of_the_list_can_be_chosen() {
    let world = World::new();
    let mut draft = world.draft();
    for bad in ["2026-10", "2027-01", "2026-13", "november", "2026-11-01"] {
        let applied = world.post(&mut draft, "tid", &[("manad", bad)]);
        assert_eq!(problems(&applied), [("manad", Problem::NotAnOption)], "{bad}");
    }
    assert!(world.post(&mut draft, "tid", &[("manad", "2026-12")]).is_done());
}

#[test]
fn an_answer_opens_further_questions_without_blame() {
    let world = World::new();
    let mut draft = world.draft();
    let applied = world.post(&mut draft, "hushall", &[("barn", "yes")]);
    assert!(applied.more_asked && applied.errors.is_empty());
    let applied = world.post(&mut draft, "hushall", &[("barn", "yes")]);
    assert_eq!(
        problems(&applied),
        [("barnen", Problem::NoRows), ("barn_andrat", Problem::Missing)]
    );
}

#[test]
fn a_column_is_asked_only_where_its_condition_holds() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "hushall", &[("barn", "yes")]);
    let fields = [
        ("barn", "yes"),
        ("barn_andrat", "no"),
        ("barnen.0.alder", "7"),
        ("barnen.0.bor", "halvtid"),
    ];
    let applied = world.post(&mut draft, "hushall", &fields);
    assert_eq!(problems(&applied), [("barnen.0.dagar", Problem::Missing)]);
}

#[test]
fn bad_words_are_kept_to_be_shown_again() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "kostnader", &[("vilka_kostnader", "hyra")]);
    world.post(&mut draft, "belopp", &[("hyra", "sex tusen")]);
    let id = "hyra".to_owned().try_into().unwrap();
    assert_eq!(draft.written(&id)[0].expose(), "sex tusen");
}

#[test]
fn fields_of_no_question_are_not_kept() {
    let world = World::new();
    let mut draft = world.draft();
    let fields = [
        ("manad", "2026-11"),
        ("csrf", "planted-1"),
        ("barn", "planted-2"),
        ("hyra", "planted-3"),
    ];
    world.post(&mut draft, "tid", &fields);
    world.post(&mut draft, "belopp", &[("hyra", "planted-4")]);
    let bytes = draft.to_sealed_bytes().unwrap();
    let text = String::from_utf8(bytes.expose().clone()).unwrap();
    assert!(!text.contains("planted"), "{text}");
}

#[test]
fn very_long_words_are_cut_and_refused() {
    let world = World::new();
    let mut draft = world.draft();
    world.post(&mut draft, "egna", &[("vantar", "yes")]);
    let long = "å".repeat(100_000);
    let fields = [
        ("har_inkomster", "no"),
        ("vantar", "yes"),
        ("vantar_pa", long.as_str()),
        ("tillgangar", "no"),
    ];
    let applied = world.post(&mut draft, "egna", &fields);
    assert_eq!(problems(&applied), [("vantar_pa", Problem::TooLong { max: 500 })]);
    assert!(draft.to_sealed_bytes().unwrap().expose().len() < 12_000);
}

#[test]
fn the_declaration_must_be_made() {
    let world = World::new();
    let mut draft = world.draft();
    for fields in [
        &[][..],
        &[("heder_och_samvete", "no")],
        &[("heder_och_samvete", "")],
    ] {
        let applied = world.post(&mut draft, "intygande", fields);
        assert_eq!(problems(&applied), [("heder_och_samvete", Problem::NotDeclared)]);
    }
}

#[test]
fn a_draft_comes_back_from_its_slot() {
    let world = World::new();
    let draft = world.filled();
    let bytes = draft.to_sealed_bytes().unwrap();
    assert_eq!(Draft::from_sealed_bytes(&world.definition, &bytes), Ok(draft));
    let mut later = world.definition.clone();
    later.version += 1;
    assert!(Draft::from_sealed_bytes(&later, &bytes).is_err());
    let mut other = world.definition.clone();
    other.id = "annan".parse().unwrap();
    assert!(Draft::from_sealed_bytes(&other, &bytes).is_err());
    assert!(Draft::from_sealed_bytes(&world.definition, &b"{}".to_vec().into_sensitive()).is_err());
}

trait IntoSensitive {
    fn into_sensitive(self) -> mn_domain::Sensitive<Vec<u8>>;
}

impl IntoSensitive for Vec<u8> {
    fn into_sensitive(self) -> mn_domain::Sensitive<Vec<u8>> {
        mn_domain::Sensitive::new(self)
    }
}

#[test]
fn a_draft_is_not_shown_in_logs() {
    let world = World::new();
    let shown = format!("{:?}", world.filled());
    assert!(!shown.contains("mamma") && !shown.contains("6 430"), "{shown}");
}

#[test]
fn every_problem_is_said_in_every_language_with_its_limits() {
    let words = World::new().words;
    let max = kronor("100");
    for language in Language::ALL {
        let say = |problem| words.problem(problem, language, &Plain);
        assert!(say(Problem::AmountTooHigh { max }).contains("100\u{a0}kr"));
        assert!(say(Problem::NumberOutside { min: 1, max: 31 }).contains("31"));
        assert!(
            say(Problem::TooLate {
                last: "2026-12-31".parse().unwrap()
            })
            .contains("2026-12-31")
        );
        for problem in [Problem::TooLong { max: 7 }, Problem::TooManyRows { max: 7 }] {
            assert!(say(problem).contains('7') && !say(problem).contains('{'));
        }
    }
}

#[test]
fn every_page_of_the_example_is_a_page_of_the_form() {
    let world = World::new();
    let pages: Vec<&str> = world
        .definition
        .sections
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    let filled: Vec<&str> = FILLED.iter().map(|(section, _)| *section).collect();
    assert_eq!(pages, filled);
}

#[test]
fn pages_without_questions_are_passed_by() {
    let world = World::new();
    let mut draft = world.filled();
    let after = |draft: &Draft, page: &str| {
        let section = world.definition.section(page).unwrap();
        draft
            .page_after(&world.case(), section)
            .map(|page| page.id.to_string())
    };
    assert_eq!(after(&draft, "kostnader").as_deref(), Some("belopp"));
    world.post(&mut draft, "kostnader", &[("vilka_kostnader", "inga")]);
    assert_eq!(after(&draft, "kostnader").as_deref(), Some("planering"));
    assert_eq!(after(&draft, "intygande"), None);
    let rent = world
        .definition
        .question(&"hyra".to_owned().try_into().unwrap())
        .unwrap();
    assert!(!draft.asks(&world.case(), rent));
    let month = &world.definition.sections[0].questions[0];
    let months: Vec<String> = month
        .kind
        .months("2026-12-31".parse().unwrap())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(months, ["2026-12-01", "2027-01-01"]);
}
