//! Each way in which an agency says "here", "nothing", "partly" or "no" has its own message and its own state.

mod support;

use mn_domain::SourceState::{self, Hit, NoHit, NotAsked, NotEntitled, Partial, Rejected, Unavailable};
use mn_source::{NoteKind, SourceError};
use mn_sts_adapters::ssbtek::{self, Message, Origin};
use support::{agency, envelope, part, read, state};

fn holds(rows: &[(&str, &str, SourceState)]) {
    for (fixture, name, expected) in rows {
        assert_eq!(state(fixture, name), *expected, "{fixture} {name}");
    }
}

#[test]
fn csn_speaks_in_result_codes() {
    holds(&[
        ("csn-hit.xml", "CSN", Hit),
        ("csn-old-schema.xml", "CSN", Hit),
        ("csn-nothing.xml", "CSN", NoHit),
        ("csn-no-hit.xml", "CSN", NoHit),
        ("csn-home-loan-down.xml", "CSN", Partial),
        ("csn-study-down.xml", "CSN", Partial),
        ("csn-transition-down.xml", "CSN", Partial),
        ("csn-code-1103.xml", "CSN", Unavailable),
        ("csn-code-1004.xml", "CSN", Rejected),
        ("csn-code-1005.xml", "CSN", Rejected),
        ("csn-code-1006.xml", "CSN", Rejected),
        ("csn-code-1007.xml", "CSN", Rejected),
        ("csn-code-9999.xml", "CSN", Unavailable),
    ]);
}

#[test]
fn csn_says_which_part_is_down() {
    for (fixture, places) in [
        ("csn-home-loan-down.xml", &["HemutrustningsLan"][..]),
        ("csn-study-down.xml", &["Studiemedel", "Studiehjalp"]),
        ("csn-transition-down.xml", &["Omstallningsstudiestod"]),
    ] {
        let csn = part(&read(fixture).expect(fixture), "CSN");
        let failed = csn.notes.iter().filter(|note| note.kind == NoteKind::PartFailed);
        let names: Vec<_> = failed.filter_map(|note| note.at.rsplit('/').next()).collect();
        assert_eq!(names, places, "{fixture}");
    }
}

#[test]
fn arbetsformedlingen_speaks_in_a_status_and_in_what_is_there() {
    holds(&[
        ("af-hit.xml", "AF", Hit),
        ("af-no-decisions-part.xml", "AF", Hit),
        ("af-decisions-only.xml", "AF", Partial),
        ("af-stranger.xml", "AF", NoHit),
        ("af-nothing-but-names.xml", "AF", Partial),
        ("af-empty.xml", "AF", NoHit),
        ("af-unknown-code.xml", "AF", Unavailable),
        ("af-unknown-code-with-data.xml", "AF", Partial),
    ]);
}

#[test]
fn decisions_that_are_not_mentioned_are_noted() {
    let half = part(&read("af-no-decisions-part.xml").expect("a reading"), "AF");
    let absent = |note: &mn_source::Note| note.kind == NoteKind::PartAbsent && note.at == "/Svar/BeslutInfo";
    assert!(half.notes.iter().any(absent), "{:?}", half.notes);
}

#[test]
fn the_activity_report_speaks_in_codes_of_its_own() {
    holds(&[
        ("af-hit.xml", "AF", Hit),
        ("af-report-none.xml", "AF", Hit),
        ("af-report-unknown-person.xml", "AF", NoHit),
        ("af-report-failed.xml", "AF", Partial),
        ("af-report-failed-only.xml", "AF", Unavailable),
    ]);
    let handed_in = part(&read("af-hit.xml").expect("a reading"), "AF");
    assert_eq!(
        support::values(&handed_in, "af.aktivitetsrapport.senaste"),
        ["2026-11-12"]
    );
}

#[test]
fn lefi_speaks_per_provider_and_per_group() {
    holds(&[
        ("fk-hit.json", "FK", Hit),
        ("fk-hit.json", "PM", Hit),
        ("fk-only.json", "PM", NotAsked),
        ("fk-no-hit.json", "FK", NoHit),
        ("fk-no-hit.json", "PM", NoHit),
        ("fk-group-failed.json", "FK", Partial),
        ("fk-group-failed.json", "PM", Hit),
        ("fk-group-failed-empty.json", "FK", Partial),
        ("fk-group-forbidden.json", "FK", NotEntitled),
        ("fk-group-forbidden.json", "PM", Partial),
        ("fk-provider-down.json", "FK", Unavailable),
        ("fk-provider-down.json", "PM", Unavailable),
        ("fk-provider-down-half.json", "FK", Partial),
        ("fk-provider-down-half.json", "PM", Hit),
        ("fk-no-provider.json", "FK", Unavailable),
        ("fk-unknown-provider-state.json", "FK", Unavailable),
        ("fk-error-body.json", "FK", Unavailable),
    ]);
}

#[test]
fn the_funds_speak_one_by_one() {
    holds(&[
        ("so-hit.xml", "SO", Hit),
        ("so-no-hit.xml", "SO", NoHit),
        ("so-all-ok-and-empty.xml", "SO", NoHit),
        ("so-partial.xml", "SO", Partial),
    ]);
}

#[test]
fn transportstyrelsen_and_migrationsverket_and_skatteverket() {
    holds(&[
        ("tns-hit.xml", "TNS", Hit),
        ("tns-no-hit.xml", "TNS", NoHit),
        ("tns-no-list.xml", "TNS", NoHit),
        ("tns-failed.xml", "TNS", Rejected),
        ("miv-hit.xml", "MIV", Hit),
        ("miv-no-hit.xml", "MIV", NoHit),
        ("miv-fault.xml", "MIV", Unavailable),
        ("skv-hit.xml", "SKV", Hit),
        ("skv-status-only.xml", "SKV", Partial),
        ("skv-empty.xml", "SKV", NoHit),
        ("skv-fault.xml", "SKV", Unavailable),
        ("skv11-skattekonto.json", "SKV/skattekonto", Hit),
    ]);
}

#[test]
fn each_of_skatteverkets_five_parts_has_its_own_state() {
    let error = |code: &str| {
        format!(
            "<b:error><b:kalla>BT</b:kalla><b:felkod>{code}</b:felkod><b:felmeddelande>x</b:felmeddelande></b:error>"
        )
    };
    let account = agency("skv11-skattekonto.json")
        .replace("<b:SKV>", "")
        .replace("</b:SKV>", "");
    let body = format!(
        "<b:SKV><b:individuppgifter>{}</b:individuppgifter>{account}<b:skatteuppgifter>{}</b:skatteuppgifter></b:SKV>",
        error("404"),
        error("500")
    );
    let reading = ssbtek::read(envelope(&body).as_bytes(), None).expect("a reading");
    let states: Vec<_> = reading
        .parts
        .iter()
        .filter(|part| part.part.starts_with("SKV"))
        .map(|part| (part.part, part.state))
        .collect();
    assert_eq!(
        states,
        [
            ("SKV/individuppgifter", NoHit),
            ("SKV/skattekonto", Hit),
            ("SKV/skatteuppgifter", Unavailable)
        ]
    );
}

#[test]
fn an_error_in_place_of_an_answer_says_whose_it_is_and_keeps_no_words() {
    for (origin, code, expected) in [
        ("SSBT", "TIMEOUT", Unavailable),
        ("BT", "500", Unavailable),
        ("BT", "LEFI-VERSION", Rejected),
        ("BT", "400", Rejected),
        ("BT", "403", NotEntitled),
    ] {
        let error = format!(
            "<b:FK><b:error><b:kalla>{origin}</b:kalla><b:felkod>{code}</b:felkod>\
             <b:felmeddelande>Fel för 198501012382</b:felmeddelande></b:error></b:FK>"
        );
        let reading = ssbtek::read(envelope(&error).as_bytes(), None).expect("a reading");
        for name in ["FK", "PM"] {
            let part = part(&reading, name);
            assert_eq!(part.state, expected, "{origin} {code}");
            assert_eq!(part.fault.and_then(|fault| fault.code).as_deref(), Some(code));
        }
        assert!(!ssbtek::to_json(&reading).to_string().contains("198501012382"));
        assert!(!format!("{reading:?}").contains("198501012382"));
    }
}

#[test]
fn who_is_not_in_the_answer_was_not_asked() {
    let reading = read("tns-hit.xml").expect("a reading");
    let names: Vec<_> = reading.parts.iter().map(|part| part.part).collect();
    assert_eq!(names, ["AF", "CSN", "FK", "PM", "SKV", "SO", "TNS", "MIV"]);
    assert!(
        reading
            .parts
            .iter()
            .all(|part| part.part == "TNS" || part.state == NotAsked)
    );
}

#[test]
fn a_fault_of_the_whole_call_reaches_every_part() {
    let fault = |code: &str, detail: &str| {
        let body = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>\
             <faultcode>e:{code}</faultcode><faultstring>Fel för 198501012382</faultstring>{detail}</e:Fault></e:Body></e:Envelope>"
        );
        ssbtek::read(body.as_bytes(), None).expect("a reading")
    };
    let detail = "<detail><f:hamtaBastjanstInformationFault xmlns:f=\"x\"><f:felkod>17</f:felkod><f:felmeddelande>x</f:felmeddelande></f:hamtaBastjanstInformationFault></detail>";
    for (code, detail, expected) in [
        ("Server", "", Unavailable),
        ("Client", "", Rejected),
        ("Server", detail, Unavailable),
    ] {
        let reading = fault(code, detail);
        assert_eq!(reading.message, Message::Fault);
        assert!(reading.parts.iter().all(|part| part.state == expected), "{code}");
        assert!(!ssbtek::to_json(&reading).to_string().contains("198501012382"));
    }
    assert_eq!(
        fault("Server", detail)
            .fault
            .and_then(|fault| fault.code)
            .as_deref(),
        Some("17")
    );
}

#[test]
fn the_health_check_says_who_was_reached() {
    let body = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
        <b:testaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/11\">\
        <b:AF><b:anropad>true</b:anropad></b:AF><b:CSN><b:anropad>false</b:anropad></b:CSN>\
        <b:SO><b:anropad>true</b:anropad><b:error><b:kalla>SSBT</b:kalla><b:felkod>T1</b:felkod><b:felmeddelande>x</b:felmeddelande></b:error></b:SO>\
        </b:testaBastjanstInformationResponse></e:Body></e:Envelope>";
    let reading = ssbtek::read(body.as_bytes(), None).expect("a reading");
    assert_eq!(reading.message, Message::Health);
    let of = |name: &str| part(&reading, name);
    assert_eq!((of("AF").state, of("AF").called), (Hit, Some(true)));
    assert_eq!((of("CSN").state, of("CSN").called), (NotAsked, Some(false)));
    assert_eq!((of("SO").state, of("SO").called), (Unavailable, Some(true)));
    assert_eq!(of("SO").fault.map(|fault| fault.origin), Some(Origin::Ssbt));
    assert_eq!((of("MIV").state, of("MIV").called), (NotAsked, None));
}

#[test]
fn a_question_is_not_an_answer() {
    let body = envelope("").replace("hamtaBastjanstInformationResponse", "hamtaBastjanstInformation");
    let error = ssbtek::read(body.as_bytes(), None).err();
    assert_eq!(
        error,
        Some(SourceError::Malformed {
            at: "Envelope/Body: a question, not an answer"
        })
    );
}
