//! The values come out with their fields, units, periods and records, whatever the sender's spelling.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests: a fixture that is not there is a broken test"
)]

mod support;

use mn_domain::{SourceState, Unit};
use mn_source::NoteKind;
use mn_sts_adapters::ssbtek;
use support::{agency, base64, envelope, part, payload, read, values};

fn fields(fixture: &str, name: &str) -> ssbtek::PartReading {
    part(&read(fixture).expect(fixture), name)
}

fn has_note(part: &ssbtek::PartReading, kind: NoteKind, at: &str) -> bool {
    part.notes
        .iter()
        .any(|note| note.kind == kind && note.at.ends_with(at))
}

#[test]
fn csn_in_full() {
    let csn = fields("csn-hit.xml", "CSN");
    assert_eq!(values(&csn, "csn.person.sekretess"), ["true"]);
    assert_eq!(values(&csn, "csn.stod.studiemedel"), ["true"]);
    assert_eq!(values(&csn, "csn.stod.studiehjalp"), ["false"]);
    assert_eq!(values(&csn, "csn.arende.stodform"), ["GRUND", "HUT"]);
    assert_eq!(values(&csn, "csn.arende.status"), ["BESLUTAD", "AVSLUTAT"]);
    assert_eq!(values(&csn, "csn.sokt_tid.from"), ["2026-08-17"]);
    assert_eq!(values(&csn, "csn.sokt_tid.lan"), ["true"]);
    assert_eq!(values(&csn, "csn.beviljad_tid.startvecka"), ["202634"]);
    assert_eq!(values(&csn, "csn.beviljat_belopp.belopp"), ["1051", "2412"]);
    assert_eq!(
        values(&csn, "csn.utbetalning.datum"),
        ["2026-10-23", "2026-11-25"]
    );
    assert_eq!(values(&csn, "csn.utbetalning.belopp"), ["13852", "-250"]);
    assert_eq!(
        values(&csn, "csn.utbetalning.stod"),
        ["Studiemedel", "Studiemedel"]
    );
    assert_eq!(values(&csn, "csn.utbetalt_belopp.belopp"), ["4204"]);
    assert!(csn.notes.is_empty(), "{:?}", csn.notes);
}

#[test]
fn a_payment_is_one_record_with_place_unit_and_period() {
    let csn = fields("csn-hit.xml", "CSN");
    let amount = csn
        .answers
        .iter()
        .find(|a| a.field.as_str() == "csn.utbetalning.belopp")
        .expect("a payment");
    assert_eq!(amount.unit, Some(Unit::Kronor));
    assert_eq!(
        amount.place,
        "/CSNSvar/Personer/Person[1]/Studiemedel/Arenden/Arende[1]/UtbetalningsPlan/Utbetalning[1]/totbelopp"
    );
    let together: Vec<_> = csn
        .answers
        .iter()
        .filter(|a| a.record == amount.record)
        .map(|a| a.field.as_str())
        .collect();
    assert_eq!(
        together,
        [
            "csn.utbetalning.datum",
            "csn.utbetalning.status",
            "csn.utbetalning.belopp",
            "csn.utbetalning.stodform",
            "csn.utbetalning.stod"
        ]
    );
    let applied = csn
        .answers
        .iter()
        .find(|a| a.field.as_str() == "csn.sokt_tid.omfattning")
        .expect("a time");
    assert_eq!(
        applied.period.map(|period| period.to_string()).as_deref(),
        Some("2026-08-17/2027-01-17")
    );
}

#[test]
fn the_co_borrowers_number_stays_out() {
    let csn = fields("csn-hit.xml", "CSN");
    assert_eq!(values(&csn, "csn.arende.har_medlanare"), ["true"]);
    assert!(
        csn.answers
            .iter()
            .all(|answer| !answer.value.expose().contains("199001012385"))
    );
}

#[test]
fn csn_of_an_older_schema_is_read_by_local_names() {
    let (new, old) = (fields("csn-hit.xml", "CSN"), fields("csn-old-schema.xml", "CSN"));
    assert_eq!(
        values(&old, "csn.utbetalning.belopp"),
        values(&new, "csn.utbetalning.belopp")
    );
    assert!(has_note(&old, NoteKind::OtherVersion, "/CSNSvar"));
}

#[test]
fn what_csn_lacks_or_spells_in_another_way_is_noted_and_never_guessed() {
    let csn = fields("csn-lacking.xml", "CSN");
    assert_eq!(csn.state, SourceState::Hit);
    assert_eq!(values(&csn, "csn.arende.stodform"), ["NYTT"]);
    assert_eq!(values(&csn, "csn.utbetalning.status"), ["Stoppad"]);
    assert!(values(&csn, "csn.utbetalning.datum").is_empty());
    assert!(values(&csn, "csn.utbetalning.belopp").is_empty());
    for (kind, at) in [
        (NoteKind::MissingRequired, "/Studiestodstypforteckning"),
        (NoteKind::MissingRequired, "/@lopnummer"),
        (NoteKind::MissingRequired, "/klartext"),
        (NoteKind::UnknownCode, "/stodform"),
        (NoteKind::UnknownCode, "/utbetstatus"),
        (NoteKind::UnreadableValue, "/utbetdatum"),
        (NoteKind::UnreadableValue, "/totbelopp"),
        (NoteKind::UnknownElement, "Utbetalning[1]/*"),
    ] {
        assert!(
            has_note(&csn, kind, at),
            "{kind:?} {at} is not in {:?}",
            csn.notes
        );
    }
}

#[test]
fn arbetsformedlingen_in_full() {
    let af = fields("af-hit.xml", "AF");
    for (field, value) in [
        ("af.person.fornamn", "Ada"),
        ("af.arbetssokande.inskriven", "true"),
        ("af.arbetssokande.kategori", "Öppet arbetslös"),
        ("af.arbetssokande.registrerad", "2026-03-02"),
        ("af.arbetssokande.omfattning", "75"),
        ("af.aktivitetsrapport.status", "200"),
        ("af.beslut.typ", "Aktivitetsstöd"),
        ("af.beslut.from", "2026-09-01"),
        ("af.beslut.tom", "2026-12-31"),
        ("af.akassa.tillhorighet", "Provkassan"),
    ] {
        assert_eq!(values(&af, field), [value], "{field}");
    }
    assert!(af.notes.is_empty(), "{:?}", af.notes);
    let unknown = fields("af-unknown-code.xml", "AF");
    assert_eq!(values(&unknown, "af.svar.statuskod"), ["7"]);
    assert!(has_note(
        &unknown,
        NoteKind::UnknownCode,
        "/StatusSokandeinformationKod"
    ));
    assert!(has_note(
        &fields("af-other-version.xml", "AF"),
        NoteKind::OtherVersion,
        "/Svar"
    ));
}

#[test]
fn forsakringskassan_and_pensionsmyndigheten_from_one_document() {
    let reading = read("fk-hit.json").expect("a reading");
    let (fk, pm) = (part(&reading, "FK"), part(&reading, "PM"));
    for (field, expected) in [
        ("fk.utbetalning.forman", &["FP"][..]),
        ("fk.utbetalning.datum", &["2026-10-23"]),
        ("fk.utbetalning.bruttobelopp", &["10500.5"]),
        ("fk.utbetalning.nettobelopp", &["7250.25"]),
        ("fk.utbetalning_rad.beloppstyp", &["PS", "INF"]),
        ("fk.preliminar_utbetalning.nettobelopp", &["1250"]),
        (
            "fk.beslut.typ",
            &[
                "foraldrapenningarende",
                "omvardnadsbidragsarende",
                "bostadsbidragsarende",
            ],
        ),
        ("fk.beslut.bruttobelopp", &["1900"]),
        ("fk.beslut.omfattning", &["3/4"]),
        ("fk.beslut.utfall_omvardnadsbidrag", &["2"]),
        ("fk.sgi.anstallning", &["312000"]),
        ("fk.underhallsskuld.belopp", &["4000"]),
        ("fk.person.civilstand", &["2"]),
        ("fk.barn.namn", &["Bo Provsson"]),
        ("fk.barn.skyddad", &["false", "true"]),
    ] {
        assert_eq!(values(&fk, field), expected, "{field}");
    }
    for (field, expected) in [
        ("pm.utbetalning.nettobelopp", "7320"),
        ("pm.avdrag.belopp", "1800"),
        ("pm.utbetalning_rad.forman", "PM:AP38"),
        ("pm.preliminar_utbetalning.datum", "2026-11-19"),
        ("pm.beslut.utfall", "BIFALL"),
        ("pm.beslutad_ersattning.belopp", "9120"),
        ("pm.beslutad_ersattning.frekvens", "MANAD"),
        ("pm.ansprak.grupp", "PM:AP"),
    ] {
        assert_eq!(values(&pm, field), [expected], "{field}");
    }
    let parental = fk
        .answers
        .iter()
        .find(|a| a.value.expose() == "foraldrapenningarende" && a.field.as_str() == "fk.beslut.typ");
    let record = parental.map(|answer| answer.record);
    let dagar = fk
        .answers
        .iter()
        .find(|a| a.field.as_str() == "fk.beslut.dagar")
        .expect("days");
    assert_eq!(Some(dagar.record), record);
    assert_eq!(
        dagar.period.map(|period| period.to_string()).as_deref(),
        Some("2026-02/..")
    );
}

#[test]
fn odd_values_of_lefi_are_noted() {
    let fk = fields("fk-odd-values.json", "FK");
    assert_eq!(values(&fk, "fk.utbetalning.typ"), ["9"]);
    assert_eq!(values(&fk, "fk.utbetalning.datum"), ["2026-10"]);
    assert_eq!(values(&fk, "fk.utbetalning.bruttobelopp"), ["0.3"]);
    assert!(
        values(&fk, "fk.utbetalning.nettobelopp").is_empty(),
        "euro are not kronor"
    );
    for (kind, at) in [
        (NoteKind::UnknownCode, "/typ/id"),
        (NoteKind::UnreadableValue, "/nettobelopp"),
        (NoteKind::UnreadableValue, "/period/till"),
        (NoteKind::UnknownElement, "utbetalningsuppgift[1]/*"),
        (NoteKind::UnknownElement, "/formansinformation/*"),
    ] {
        assert!(has_note(&fk, kind, at), "{kind:?} {at} is not in {:?}", fk.notes);
    }
}

#[test]
fn every_encoding_gives_the_same_answers() {
    let plain = values(&fields("so-hit.xml", "SO"), "so.utbetalning.netto_efter_skatt");
    let text = envelope(&agency("so-hit.xml"));
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let reading = ssbtek::read(&utf16, None).expect("UTF-16");
    assert_eq!(
        values(&part(&reading, "SO"), "so.utbetalning.netto_efter_skatt"),
        plain
    );

    let inner: Vec<u8> = payload("csn-hit.xml")
        .replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let marked = [&[0xfe, 0xff][..], &inner].concat();
    let csn = format!(
        "<b:CSN><b:data><b:svar><![CDATA[{}]]></b:svar></b:data></b:CSN>",
        base64(&marked)
    );
    let reading = ssbtek::read(envelope(&csn).as_bytes(), None).expect("UTF-16 in base64 in CDATA");
    assert_eq!(
        values(&part(&reading, "CSN"), "csn.utbetalning.belopp"),
        ["13852", "-250"]
    );

    let escaped = payload("skv-hit.xml").replace('&', "&amp;").replace('<', "&lt;");
    let skv = format!("<b:SKV><b:data><svar>{escaped}</svar></b:data></b:SKV>");
    let reading = ssbtek::read(envelope(&skv).as_bytes(), None).expect("escaped text");
    assert_eq!(
        values(&part(&reading, "SKV"), "skv.kapital.taxeringsar"),
        ["2025"]
    );
}

#[test]
fn another_version_of_the_envelope_is_read_and_noted() {
    let text = envelope(&agency("tns-hit.xml")).replace("/ssbt/10", "/ssbt/12");
    let reading = ssbtek::read(text.as_bytes(), None).expect("a reading");
    assert_eq!(part(&reading, "TNS").state, SourceState::Hit);
    assert!(
        reading
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::OtherVersion)
    );
}

#[test]
fn the_command_lines_json_has_what_integrators_expect() {
    let json = ssbtek::to_json(&read("csn-hit.xml").expect("a reading"));
    assert_eq!(json.pointer("/source").and_then(|v| v.as_str()), Some("ssbtek"));
    let parts = json.pointer("/parts").and_then(|v| v.as_array()).expect("parts");
    let csn = parts.iter().find(|part| part["part"] == "CSN").expect("CSN");
    assert_eq!(csn["state"], "hit");
    let answers = csn["answers"].as_array().expect("answers");
    let amount = answers
        .iter()
        .find(|answer| answer["field"] == "csn.utbetalning.belopp")
        .expect("an amount");
    assert_eq!(
        (&amount["value"], &amount["unit"]),
        (&"13852".into(), &"kronor".into())
    );
    assert!(csn["notes"].is_array());
}
