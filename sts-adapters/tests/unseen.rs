//! Whole messages that were written after the reader, from the contracts alone: every state, every count, every note.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests: a message that is not there is a broken test"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use mn_domain::SourceState::{self, Hit, NoHit, NotAsked, NotEntitled, Partial, Rejected, Unavailable};
use mn_source::{NoteKind, conformance};
use mn_sts_adapters::ssbtek::{self, Agency, Reading};

fn read(name: &str) -> Reading {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ssbtek/messages");
    let body = std::fs::read(folder.join(name)).expect(name);
    ssbtek::read(&body, None).expect(name)
}

/// The parts that were asked: name, state, how many values.
fn parts(reading: &Reading) -> Vec<(&'static str, SourceState, usize)> {
    let asked = reading.parts.iter().filter(|part| part.state != NotAsked);
    asked
        .map(|part| (part.part, part.state, part.answers.len()))
        .collect()
}

fn noted(reading: &Reading, name: &str) -> Vec<(NoteKind, String)> {
    let part = reading.parts.iter().find(|part| part.part == name).expect(name);
    part.notes
        .iter()
        .map(|note| (note.kind, note.at.clone()))
        .collect()
}

#[test]
fn seven_agencies_in_v10() {
    let reading = read("v10-seven-agencies.xml");
    let seven = [
        ("AF", Hit, 18),
        ("CSN", Hit, 85),
        ("FK", Hit, 210),
        ("PM", Hit, 68),
        ("SKV", Hit, 5),
        ("SO", Hit, 26),
        ("TNS", Hit, 10),
        ("MIV", Hit, 16),
    ];
    assert_eq!(parts(&reading), seven);
    assert!(reading.parts.iter().all(|part| part.notes.is_empty()));
}

#[test]
fn seven_agencies_in_v11() {
    let reading = read("v11-seven-agencies.xml");
    let tax = [
        ("SKV/foretagsinformation", Hit, 4),
        ("SKV/individuppgifter", Hit, 9),
        ("SKV/skattekonto", Hit, 6),
        ("SKV/skatteuppgifter", Hit, 12),
        ("SKV/beskattningsbilagor", NoHit, 0),
    ];
    assert_eq!(parts(&reading).get(4..9), Some(&tax[..]));
    assert_eq!(parts(&reading).len(), 12);
    // The one part that nobody has described is noted value by value.
    assert_eq!(noted(&reading, "SKV/individuppgifter").len(), 9);
}

#[test]
fn half_an_answer() {
    let reading = read("v11-half-answered.xml");
    let half = [
        ("AF", Unavailable, 0),
        ("CSN", Partial, 85),
        ("FK", Partial, 17),
        ("PM", Unavailable, 0),
        ("SKV/foretagsinformation", NoHit, 0),
        ("SKV/skattekonto", Hit, 1),
        ("SKV/skatteuppgifter", Unavailable, 0),
        ("SO", NotEntitled, 0),
        ("TNS", Rejected, 0),
        ("MIV", NoHit, 0),
    ];
    assert_eq!(parts(&reading), half);
    let kinds: Vec<NoteKind> = noted(&reading, "FK").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            NoteKind::UnknownCode,
            NoteKind::PartNotEntitled,
            NoteKind::UnknownCode
        ]
    );
}

#[test]
fn utf16_with_utf16_inside_and_base64_in_cdata() {
    let reading = read("v10-utf16-and-cdata.xml");
    assert_eq!(parts(&reading), [("CSN", Hit, 85), ("SO", Partial, 27)]);
    let of_csn = |reading: &Reading| {
        let csn = reading.parts.iter().find(|part| part.part == "CSN").expect("CSN");
        let values = csn
            .answers
            .iter()
            .map(|a| (a.field.clone(), a.value.expose().clone()));
        values.collect::<Vec<_>>()
    };
    assert_eq!(of_csn(&reading), of_csn(&read("v10-seven-agencies.xml")));
}

#[test]
fn a_contract_that_nobody_knows_yet() {
    let reading = read("v12-unknown-contract.xml");
    assert_eq!(parts(&reading), [("AF", Hit, 16), ("MIV", Hit, 15)]);
    let envelope: Vec<NoteKind> = reading.notes.iter().map(|note| note.kind).collect();
    assert_eq!(envelope, [NoteKind::OtherVersion, NoteKind::UnknownElement]);
    let of_af: BTreeSet<String> = noted(&reading, "AF")
        .into_iter()
        .map(|(kind, _)| format!("{kind:?}"))
        .collect();
    let expected = [
        "MissingRequired",
        "OtherVersion",
        "UnknownCode",
        "UnknownElement",
        "UnreadableValue",
    ];
    assert_eq!(of_af, expected.map(str::to_owned).into());
}

#[test]
fn a_fault_in_latin1() {
    let reading = read("v11-fault.xml");
    assert!(reading.parts.iter().all(|part| part.state == Rejected));
    let code = reading.fault.and_then(|fault| fault.code);
    assert_eq!(code.as_deref(), Some("SSBT-VALIDERING"));
}

#[test]
fn nobody_elses_number_and_no_word_of_an_error_comes_out_of_them() {
    for name in [
        "v10-seven-agencies.xml",
        "v11-seven-agencies.xml",
        "v11-half-answered.xml",
        "v10-utf16-and-cdata.xml",
        "v12-unknown-contract.xml",
        "v11-fault.xml",
    ] {
        let text = ssbtek::to_json(&read(name)).to_string();
        for other in [
            "199001012385",
            "202001012398",
            "202201012396",
            "198001022386",
            "Fel för",
            "DOLD",
        ] {
            assert!(!text.contains(other), "{name}: {other}");
        }
    }
}

#[test]
fn they_keep_the_contract_of_sources() {
    for name in [
        "v10-seven-agencies.xml",
        "v11-seven-agencies.xml",
        "v12-unknown-contract.xml",
    ] {
        for part in read(name).parts {
            let owner = part.part.split('/').next().unwrap_or_default();
            let agency = Agency::ALL
                .into_iter()
                .find(|agency| agency.part() == owner)
                .expect(owner);
            assert_eq!(
                conformance::check(&part.into_reply(), agency.fields()),
                [],
                "{name} {owner}"
            );
        }
    }
}
