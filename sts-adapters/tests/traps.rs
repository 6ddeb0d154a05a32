//! The traps of SSBTEK's contracts, each with the test that walks into it. The last test checks that all of them are there.
//!
//! | Trap | Test |
//! |---|---|
//! | CSN refuses a case identity of 32 characters or more | `the_general_part_is_in_the_contracts_order_and_escaped` |
//! | CSN answers for two months back and one ahead | `csn_is_never_asked_outside_its_window`, `csn_has_a_period_of_its_own` |
//! | LEFI refuses more than two years | `lefi_is_never_asked_for_more_than_two_years` |
//! | LEFI refuses a question without groups | `every_fault_of_the_configuration_is_named_at_once` |
//! | LEFI does not know the one who asks, or gives a group out to nobody like her | `lefi_speaks_per_provider_and_per_group`, `lefis_own_refusals_are_not_absence` |
//! | LEFI leaves fields out without a word | `a_payment_of_which_only_half_may_be_seen_is_read` |
//! | Försäkringskassan's payments are not in the list called payments | `the_two_models_are_not_mixed_up` |
//! | Försäkringskassan's amounts have decimals and a currency, Pensionsmyndigheten's are whole | `odd_values_of_lefi_are_noted`, `forsakringskassan_and_pensionsmyndigheten_from_one_document` |
//! | Periods lack their day, or an end | `months_and_open_ends_are_kept_as_they_are` |
//! | The deductions include the tax | `the_deductions_are_given_as_written` |
//! | Other values than those listed may come | `odd_values_of_lefi_are_noted`, `what_csn_lacks_or_spells_in_another_way_is_noted_and_never_guessed` |
//! | A share of 0/0 is not set | `a_share_of_nothing_is_not_a_share` |
//! | Arbetsförmedlingen and Migrationsverket write time zones behind dates | `dates_with_time_zones_are_dates` |
//! | CSN writes dates without strokes, and weeks as text | `reads_every_spelling_of_a_date`, `csn_in_full` |
//! | Arbetsförmedlingen misspells an element | `arbetsformedlingen_in_full` |
//! | CSN answers in an older schema than it publishes | `csn_speaks_in_result_codes`, `an_older_schema_is_noted` |
//! | CSN splits the identity, and fills marks with blanks | `csn_splits_the_identity_and_fills_marks_with_blanks` |
//! | Migrationsverket's elements have no namespace; Transportstyrelsen's have three; nor has Skatteverket's `svar` | `namespaces_are_as_the_agencies_have_them` |
//! | The funds' schema is UTF-16 | `every_encoding_gives_the_same_answers`, `every_leaf_of_the_unemployment_funds` |
//! | Real answers lack required elements | `what_is_required_and_lacks_is_noted_everywhere`, `the_recorded_samples_are_read` |
//! | Errors quote the question | `an_error_in_place_of_an_answer_says_whose_it_is_and_keeps_no_words`, `a_code_that_could_be_a_person_is_not_shown` |
//! | Skatteverket must be asked part by part in v11, and only there | `skatteverket_is_asked_part_by_part_in_v11_only`, `every_question_keeps_the_published_schema` |
//! | A wrong version gives a fault of the whole call | `a_fault_of_the_whole_call_reaches_every_part` |
//! | The envelope: an agency's error, the joint service's time-out, silence | `a_time_out_of_the_joint_service_is_worth_another_try`, `an_answer_nobody_asked_for_is_refused` |
//! | CSN's states | `csn_speaks_in_result_codes`, `csn_says_which_part_is_down` |
//! | Arbetsförmedlingen's states, and the activity report's | `arbetsformedlingen_speaks_in_a_status_and_in_what_is_there`, `the_activity_report_speaks_in_codes_of_its_own` |
//! | The funds' states | `the_funds_speak_one_by_one` |
//! | Transportstyrelsen's, Migrationsverket's and Skatteverket's states in v10 | `transportstyrelsen_and_migrationsverket_and_skatteverket` |
//! | Skatteverket's states in v11 | `each_of_skatteverkets_five_parts_has_its_own_state`, `one_states_the_whole_and_mixtures_say_so` |

#![expect(
    clippy::expect_used,
    reason = "helpers of tests: a message that is not there is a broken test"
)]

mod support;

use mn_domain::SourceState;
use mn_source::NoteKind;
use mn_sts_adapters::ssbtek;
use support::{agency, base64, envelope, part, values};

/// Försäkringskassan's and Pensionsmyndigheten's parts of a LEFI document with both providers well.
fn lefi(members: &str) -> (ssbtek::PartReading, ssbtek::PartReading) {
    let document = format!(
        r#"{{"utlamnare":[{{"utlamnare":{{"kod":"FK"}},"tillstand":{{"kod":"OK"}}}},
            {{"utlamnare":{{"kod":"PM"}},"tillstand":{{"kod":"OK"}}}}],{members}}}"#
    );
    let text = base64(document.as_bytes());
    let body = envelope(&format!(
        "<b:FK><b:data><b:lefiJsonSvar>{text}</b:lefiJsonSvar></b:data></b:FK>"
    ));
    let reading = ssbtek::read(body.as_bytes(), None).expect("a reading");
    (part(&reading, "FK"), part(&reading, "PM"))
}

fn one(fixture: &str, name: &str, change: impl FnOnce(String) -> String) -> ssbtek::PartReading {
    let body = envelope(&change(agency(fixture)));
    part(&ssbtek::read(body.as_bytes(), None).expect("a reading"), name)
}

fn notes(part: &ssbtek::PartReading, kind: NoteKind) -> Vec<&str> {
    let of_kind = part.notes.iter().filter(|note| note.kind == kind);
    of_kind.map(|note| note.at.as_str()).collect()
}

#[test]
fn lefis_own_refusals_are_not_absence() {
    for code in ["400", "403", "500", "LEFI-403"] {
        let body = envelope(&format!(
            "<b:FK><b:error><b:kalla>BT</b:kalla><b:felkod>{code}</b:felkod><b:felmeddelande>x</b:felmeddelande></b:error></b:FK>"
        ));
        let reading = ssbtek::read(body.as_bytes(), None).expect("a reading");
        for name in ["FK", "PM"] {
            assert_ne!(part(&reading, name).state, SourceState::NoHit, "{code}");
        }
    }
}

#[test]
fn a_payment_of_which_only_half_may_be_seen_is_read() {
    let (fk, _) = lefi(r#""formansinformation":{"utbetalningsuppgift":[{"datum":"2026-10-23"}]}"#);
    assert_eq!(fk.state, SourceState::Hit);
    assert_eq!(values(&fk, "fk.utbetalning.datum"), ["2026-10-23"]);
    assert_eq!(
        notes(&fk, NoteKind::MissingRequired),
        ["/formansinformation/utbetalningsuppgift[1]/nettobelopp"]
    );
}

#[test]
fn the_two_models_are_not_mixed_up() {
    let (fk, pm) = lefi(
        r#""utbetalningar":[{"datum":"2026-10-23","nettobelopp":{"summa":100.0,"valuta":"SEK"}}],
           "formansinformation":{"utbetalningar":[{"utbetalningsdatum":"2026-10-23","nettobelopp":7}]}"#,
    );
    assert!(
        fk.answers.is_empty() && pm.answers.is_empty(),
        "{:?} {:?}",
        fk.answers,
        pm.answers
    );
    assert_eq!(notes(&fk, NoteKind::UnknownElement), ["/formansinformation/*"]);
    assert_eq!(notes(&pm, NoteKind::UnknownElement), ["/utbetalningar[1]/*"]);
}

#[test]
fn months_and_open_ends_are_kept_as_they_are() {
    for (period, said) in [
        (
            r#"{"fran":"2026-09","till":"2026-10-15"}"#,
            Some("2026-09/2026-10-15"),
        ),
        (r#"{"fran":"2026-09"}"#, Some("2026-09/..")),
        (r#"{"till":"2026-10"}"#, Some("../2026-10")),
        ("{}", None),
    ] {
        let (fk, _) = lefi(&format!(
            r#""formansinformation":{{"utbetalningsuppgift":[{{"datum":"2026-10-23","period":{period},"nettobelopp":{{"summa":1.0}}}}]}}"#
        ));
        let of = fk.answers.first().and_then(|answer| answer.period);
        assert_eq!(of.map(|period| period.to_string()).as_deref(), said, "{period}");
        assert_eq!(fk.notes, [], "{period}");
    }
}

#[test]
fn the_deductions_are_given_as_written() {
    let (fk, _) = lefi(
        r#""formansinformation":{"utbetalningsuppgift":[{"datum":"2026-10-23","bruttobelopp":{"summa":1000.0,"valuta":"SEK"},
           "skattebelopp":{"summa":300.0,"valuta":"SEK"},"avdragsbelopp":{"summa":400.0,"valuta":"SEK"},"nettobelopp":{"summa":600.0,"valuta":"SEK"}}]}"#,
    );
    for (field, value) in [
        ("fk.utbetalning.skattebelopp", "300"),
        ("fk.utbetalning.avdragsbelopp", "400"),
        ("fk.utbetalning.nettobelopp", "600"),
    ] {
        assert_eq!(values(&fk, field), [value], "{field}");
    }
}

#[test]
fn a_share_of_nothing_is_not_a_share() {
    let (fk, _) = lefi(
        r#""formansinformation":{"foraldrapenningarende":[{"beslut":[
           {"fattades":"2026-01-15","omfattning":{"taljare":0,"namnare":0}},
           {"fattades":"2026-01-16","omfattning":{"taljare":1,"namnare":0}},
           {"fattades":"2026-01-17","omfattning":{"taljare":3,"namnare":4}}]}]}"#,
    );
    assert_eq!(values(&fk, "fk.beslut.omfattning"), ["3/4"]);
    assert_eq!(
        notes(&fk, NoteKind::UnreadableValue),
        ["/formansinformation/foraldrapenningarende[1]/beslut[2]/omfattning"]
    );
}

#[test]
fn dates_with_time_zones_are_dates() {
    for zone in ["+02:00", "Z", "-11:30", ""] {
        let af = one("af-hit.xml", "AF", |text| {
            assert!(text.contains("2026-09-01+02:00"));
            text.replace("2026-09-01+02:00", &format!("2026-09-01{zone}"))
        });
        assert_eq!(values(&af, "af.beslut.from"), ["2026-09-01"]);
        let miv = one("miv-hit.xml", "MIV", |text| {
            assert!(text.contains("2027-01-01+01:00"));
            text.replace("2027-01-01+01:00", &format!("2027-01-01{zone}"))
        });
        assert_eq!(values(&miv, "miv.arende.tom"), ["2027-01-01"]);
        assert!(
            af.notes.is_empty() && miv.notes.is_empty(),
            "{:?} {:?}",
            af.notes,
            miv.notes
        );
    }
}

#[test]
fn an_older_schema_is_noted() {
    let csn = one("csn-old-schema.xml", "CSN", |text| text);
    assert_eq!(notes(&csn, NoteKind::OtherVersion), ["/CSNSvar"]);
}

#[test]
fn csn_splits_the_identity_and_fills_marks_with_blanks() {
    let document = |mark: &str, number: &str| {
        let text = support::payload("csn-hit.xml")
            .replace("sekretess=\"Ja\"", &format!("sekretess=\"{mark}\""))
            .replace(
                "personnummer=\"8501012382\"",
                &format!("personnummer=\"{number}\""),
            );
        envelope(&format!(
            "<b:CSN><b:data><b:svar>{}</b:svar></b:data></b:CSN>",
            base64(text.as_bytes())
        ))
    };
    let read = |body: &str| ssbtek::read(body.as_bytes(), Some(&support::person()));
    let blank = part(&read(&document("  ", "8501012382")).expect("a reading"), "CSN");
    assert_eq!(blank.state, SourceState::Hit);
    assert!(values(&blank, "csn.person.sekretess").is_empty());
    let marked = part(&read(&document("Ja", "8501012382")).expect("a reading"), "CSN");
    assert_eq!(values(&marked, "csn.person.sekretess"), ["true"]);
    assert!(read(&document("Ja", "8501012390")).is_err(), "another person");
}

#[test]
fn namespaces_are_as_the_agencies_have_them() {
    for (fixture, name, spaces) in [
        ("miv-hit.xml", "MIV", &[][..]),
        (
            "tns-hit.xml",
            "TNS",
            &["hamtauppgifterresponder/1", "ssbtek/fordon/1"],
        ),
        ("skv-hit.xml", "SKV", &[]),
    ] {
        let text = agency(fixture);
        assert!(spaces.iter().all(|space| text.contains(space)), "{fixture}");
        let read = one(fixture, name, |text| text);
        assert_eq!(read.state, SourceState::Hit, "{fixture}");
        assert_eq!(
            notes(&read, NoteKind::OtherVersion),
            Vec::<&str>::new(),
            "{fixture}"
        );
    }
}

#[test]
fn what_is_required_and_lacks_is_noted_everywhere() {
    for (fixture, name, element, field) in [
        ("tns-hit.xml", "TNS", "fabrikat", "tns.fordon.fabrikat"),
        ("so-hit.xml", "SO", "Utbetalningsdatum", "so.utbetalning.datum"),
        ("af-hit.xml", "AF", "ErsattningTyp", "af.beslut.typ"),
    ] {
        let whole = one(fixture, name, |text| text);
        let lacking = one(fixture, name, |text| {
            text.replace(&format!("{element}>"), "Annat>")
        });
        assert!(
            values(&whole, field).len() > values(&lacking, field).len(),
            "{field}"
        );
        let noted = notes(&lacking, NoteKind::MissingRequired);
        assert!(
            noted.iter().any(|at| at.ends_with(element)),
            "{fixture}: {noted:?}"
        );
        assert_eq!(lacking.state, whole.state, "{fixture}");
    }
}

#[test]
fn every_trap_has_its_test() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    collect(folder, &mut code);
    let own = include_str!("traps.rs");
    let rows = own.lines().filter(|line| line.starts_with("//! | ")).skip(1);
    let mut named = 0;
    for name in rows.flat_map(|row| row.split('`').skip(1).step_by(2)) {
        if name == "svar" {
            continue;
        }
        named += 1;
        assert!(code.contains(&format!("fn {name}(")), "there is no test {name}");
    }
    assert!(named > 30, "{named}");
}

fn collect(folder: &std::path::Path, code: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, code);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            code.push_str(&std::fs::read_to_string(&path).expect("code"));
        }
    }
}
