//! Messages that are broken, too large, about somebody else, or made to hurt.

mod support;

use mn_domain::SourceState;
use mn_source::SourceError;
use mn_sts_adapters::ssbtek;
use proptest::prelude::*;
use support::{agency, base64, envelope, part, person, read, read_about_person};

fn refusal(body: &str) -> Option<SourceError> {
    ssbtek::read(body.as_bytes(), None).err()
}

#[test]
fn an_answer_about_another_person_is_refused_whole() {
    for fixture in [
        "af-other-person.xml",
        "csn-other-person.xml",
        "fk-other-person.json",
        "so-other-person.xml",
        "miv-other-person.xml",
        "skv-other-person.xml",
        "skv11-skattekonto-other-person.json",
    ] {
        assert_eq!(
            read_about_person(fixture).err(),
            Some(SourceError::WrongPerson),
            "{fixture}"
        );
        assert!(
            read(fixture).is_ok(),
            "{fixture}: without an expected person nothing is checked"
        );
    }
    let both = envelope(&format!(
        "{}{}",
        agency("tns-hit.xml"),
        agency("miv-other-person.xml")
    ));
    assert_eq!(
        ssbtek::read(both.as_bytes(), Some(&person())).err(),
        Some(SourceError::WrongPerson)
    );
}

#[test]
fn an_answer_about_the_person_is_taken() {
    let about = |name: &str| !name.contains("other-person");
    for fixture in support::names().iter().filter(|name| about(name)) {
        assert!(read_about_person(fixture).is_ok(), "{fixture}");
    }
}

#[test]
fn an_echoed_question_about_another_person_is_refused() {
    let body = envelope(&agency("tns-hit.xml")).replace(
        "<b:svarsdata>",
        "<b:fraga><b:generellaFrageparametrar><b:personidentitet>199001012385</b:personidentitet></b:generellaFrageparametrar></b:fraga><b:svarsdata>",
    );
    assert_eq!(
        ssbtek::read(body.as_bytes(), Some(&person())).err(),
        Some(SourceError::WrongPerson)
    );
}

#[test]
fn values_of_nobody_are_refused_when_somebody_was_asked_about() {
    let body = envelope(&agency("af-hit.xml")).replace("IdentitetsbeteckningFysiskPerson", "Nagon");
    let live = ssbtek::read(body.as_bytes(), Some(&person())).expect("a reading");
    assert!(part(&live, "AF").broken.is_some() && part(&live, "AF").answers.is_empty());
    let recorded = ssbtek::read(body.as_bytes(), None).expect("a reading");
    assert_eq!(part(&recorded, "AF").state, SourceState::Hit);
}

#[test]
fn a_document_type_is_refused_wherever_it_stands() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let outside = format!(
        "{laughs}{}",
        envelope(&agency("tns-hit.xml")).replace("PRO123", "&b;")
    );
    assert_eq!(refusal(&outside), Some(SourceError::Malformed { at: "DOCTYPE" }));
    let external = format!("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">{}", envelope(""));
    assert_eq!(refusal(&external), Some(SourceError::Malformed { at: "DOCTYPE" }));
    let inside = format!("{laughs}<CSNSvar>&b;</CSNSvar>");
    let body = envelope(&format!(
        "<b:CSN><b:data><b:svar>{}</b:svar></b:data></b:CSN>",
        base64(inside.as_bytes())
    ));
    let csn = part(&ssbtek::read(body.as_bytes(), None).expect("a reading"), "CSN");
    assert_eq!(
        (csn.state, csn.broken),
        (
            SourceState::Unavailable,
            Some(SourceError::Malformed { at: "DOCTYPE" })
        )
    );
}

#[test]
fn entities_that_xml_does_not_define_are_refused() {
    let body = envelope(&agency("tns-hit.xml")).replace("PRO123", "&file;");
    assert_eq!(refusal(&body), Some(SourceError::Malformed { at: "entity" }));
    let known = envelope(&agency("tns-hit.xml")).replace("PRO123", "&#80;RO&amp;&#x31;");
    let tns = part(&ssbtek::read(known.as_bytes(), None).expect("a reading"), "TNS");
    assert_eq!(support::values(&tns, "tns.fordon.registreringsnummer"), ["PRO&1"]);
}

#[test]
fn depth_width_and_size_have_limits() {
    let deep = envelope(&format!("{}{}", "<x>".repeat(20_000), "</x>".repeat(20_000)));
    assert_eq!(refusal(&deep), Some(SourceError::TooLarge));
    let wide = envelope(&"<x/>".repeat(300_000));
    assert_eq!(refusal(&wide), Some(SourceError::TooLarge));
    let huge = envelope(&" ".repeat(9 * 1024 * 1024));
    assert_eq!(refusal(&huge), Some(SourceError::TooLarge));
    let attributes = (0..100)
        .map(|n| format!("a{n}=\"1\""))
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(
        refusal(&envelope(&format!("<x {attributes}/>"))),
        Some(SourceError::TooLarge)
    );
    let deep_json = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
    let fk = format!(
        "<b:FK><b:data><b:lefiJsonSvar>{}</b:lefiJsonSvar></b:data></b:FK>",
        base64(deep_json.as_bytes())
    );
    assert_eq!(refusal(&envelope(&fk)), Some(SourceError::TooLarge));
    let vehicles = "<f:fordon><f:regnr>A</f:regnr></f:fordon>".repeat(70_000);
    let many = envelope(&agency("tns-hit.xml")).replace("<f:fordon>", &format!("{vehicles}<f:fordon>"));
    assert_eq!(refusal(&many), Some(SourceError::TooLarge));
}

#[test]
fn many_small_pieces_of_text_do_not_take_long() {
    let pieces = "&amp;".repeat(1_000_000);
    let body = envelope(&agency("tns-hit.xml")).replace("PRO123", &pieces);
    assert!(ssbtek::read(body.as_bytes(), None).is_ok());
}

#[test]
fn what_is_no_message_is_refused() {
    for body in [
        "",
        "hej",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>tail",
        "{}",
        "<html><body>502</body></html>",
        "<a x=\"1\" x=\"2\"/>",
        "<p:a/>",
    ] {
        assert!(
            matches!(refusal(body), Some(SourceError::Malformed { .. })),
            "{body}"
        );
    }
}

#[test]
fn a_payload_that_cannot_be_read_breaks_only_its_own_part() {
    for broken in ["%%%", &base64(b"<CSNSvar>"), &base64(b"<Annat/>"), ""] {
        let body = envelope(&format!(
            "<b:CSN><b:data><b:svar>{broken}</b:svar></b:data></b:CSN>{}",
            agency("tns-hit.xml")
        ));
        let reading = ssbtek::read(body.as_bytes(), None).expect("a reading");
        let csn = part(&reading, "CSN");
        assert_eq!(csn.state, SourceState::Unavailable, "{broken}");
        assert!(csn.broken.is_some() && csn.answers.is_empty());
        assert_eq!(part(&reading, "TNS").state, SourceState::Hit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_the_reader_panic(
        which in 0_usize..1000,
        cut in 0_usize..100_000,
        flips in proptest::collection::vec((0_usize..100_000, 0_u8..8), 0..12),
    ) {
        let names = support::names();
        let name = &names[which % names.len()];
        for mut body in [support::payload(name).into_bytes(), envelope(&agency(name)).into_bytes()] {
            for (place, bit) in &flips {
                let index = place % body.len().max(1);
                if let Some(byte) = body.get_mut(index) { *byte ^= 1 << bit; }
            }
            body.truncate(1 + cut % body.len().max(1));
            let agency = name.split('-').next().unwrap_or_default();
            let wrapped = match agency {
                "csn" => envelope(&format!("<b:CSN><b:data><b:svar>{}</b:svar></b:data></b:CSN>", base64(&body))),
                "fk" => envelope(&format!("<b:FK><b:data><b:lefiJsonSvar>{}</b:lefiJsonSvar></b:data></b:FK>", base64(&body))),
                _ => String::new(),
            };
            let _ = ssbtek::read(&body, Some(&person()));
            let _ = ssbtek::read(wrapped.as_bytes(), Some(&person()));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = ssbtek::read(&body, None);
    }
}
