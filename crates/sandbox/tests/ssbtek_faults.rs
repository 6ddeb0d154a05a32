//! What SSBTEK can be told to do wrong.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Sandbox, mutual};
use crate::ssbtek::{Asked, between, csn, lefi, post};

const STUDENT: &str = "199001012385";
const PARENT: &str = "198501012382";

async fn told(sandbox: &Sandbox, rule: Value, asked: &Asked) -> (u16, String) {
    sandbox.tell("/reset", json!({})).await;
    sandbox.tell("/ssbtek", rule).await;
    post(sandbox, &asked.envelope()).await
}

fn csn_rule(behaviour: Value) -> Value {
    let mut rule = behaviour;
    rule["agency"] = json!("CSN");
    rule
}

#[tokio::test]
async fn the_envelope_can_go_wrong() {
    let sandbox = Sandbox::start();
    let asked = Asked::about(STUDENT).only("CSN");
    let answer = async |behaviour: Value| told(&sandbox, csn_rule(behaviour), &asked).await;
    let (status, fault) =
        answer(json!({"behaviour": "soap_fault", "felkod": "F1", "felmeddelande": "nej"})).await;
    assert!(status == 500 && fault.contains("<ssbt:hamtaBastjanstInformationFault") && fault.contains("F1"));
    assert_eq!(
        answer(json!({"behaviour": "http_error", "status": 502})).await.0,
        502
    );
    assert!(
        answer(json!({"behaviour": "malformed"}))
            .await
            .1
            .contains("</ssbt:svarsdat>")
    );
    let (_, dtd) = answer(json!({"behaviour": "dtd"})).await;
    assert!(dtd.contains("<!DOCTYPE") && dtd.contains("&a7;"));
    let (_, version) = answer(json!({"behaviour": "wrong_version"})).await;
    assert!(version.contains("/ssbt/9\"") && !version.contains("/ssbt/10\""));
    assert_eq!(
        answer(json!({"behaviour": "huge", "bytes": 3_000_000}))
            .await
            .1
            .len(),
        3_000_000
    );
    assert_eq!(answer(json!({"behaviour": "empty_body"})).await.1, "");
    let (_, other) = answer(json!({"behaviour": "wrong_correlation"})).await;
    assert!(other.contains("<ssbt:korrelationsid>someone-elses-question<"));
}

#[tokio::test]
async fn the_connection_can_go_wrong() {
    let sandbox = Sandbox::start();
    let asked = Asked::about(STUDENT).only("CSN");
    let began = Instant::now();
    told(
        &sandbox,
        csn_rule(json!({"behaviour": "slow", "ms": 700})),
        &asked,
    )
    .await;
    assert!(began.elapsed() >= Duration::from_millis(700));
    let client = mutual("ssbtek-ca.pem", Some("ssbtek-client"));
    let send = || {
        client
            .post(sandbox.address("ssbtek"))
            .header("content-type", "text/xml")
            .body(asked.envelope())
    };
    sandbox
        .tell("/ssbtek", csn_rule(json!({"behaviour": "truncated"})))
        .await;
    let answer = send().send().await.unwrap();
    let promised = answer.content_length().unwrap();
    assert!(promised > 100 && answer.bytes().await.is_err());
    sandbox
        .tell("/ssbtek", csn_rule(json!({"behaviour": "silent"})))
        .await;
    assert!(
        send()
            .timeout(Duration::from_secs(1))
            .send()
            .await
            .unwrap_err()
            .is_timeout()
    );
    let other = Asked::about(STUDENT).only("TNS").envelope();
    assert_eq!(post(&sandbox, &other).await.0, 200, "the others go on");
}

#[tokio::test]
async fn what_only_begins_like_the_media_type_is_not_it() {
    let sandbox = Sandbox::start();
    let client = mutual("ssbtek-ca.pem", Some("ssbtek-client"));
    let send = async |kind: &str| {
        let request = client
            .post(sandbox.address("ssbtek"))
            .header("content-type", kind);
        let body = Asked::about(STUDENT).only("CSN").envelope();
        request.body(body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(send("Text/XML; charset=utf-8").await, 200);
    assert_eq!(send("text/xmlfoo").await, 415);
    assert_eq!(send("").await, 415);
}

#[tokio::test]
async fn a_wish_counts_down_and_knows_its_person() {
    let sandbox = Sandbox::start();
    sandbox
        .tell(
            "/ssbtek",
            json!({"agency": "CSN", "person": STUDENT, "times": 1, "behaviour": "error"}),
        )
        .await;
    let asked = Asked::about(STUDENT).only("CSN").envelope();
    let other = Asked::about(PARENT).only("CSN").envelope();
    assert!(!post(&sandbox, &other).await.1.contains("ssbt:error"));
    let (_, answer) = post(&sandbox, &asked).await;
    assert!(
        answer.contains("<ssbt:kalla>SSBT<") && answer.contains(STUDENT),
        "real texts quote the person"
    );
    assert!(!post(&sandbox, &asked).await.1.contains("ssbt:error"));
    for wrong in [
        json!({"agency": "XYZ", "behaviour": "silent"}),
        json!({"person": "1", "behaviour": "silent"}),
        json!({"behaviour": "odd"}),
    ] {
        assert_eq!(sandbox.control("/ssbtek", wrong).await.0, 422);
    }
}

/// An agency, a person, what the agency is told, and what its answer then holds.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// How agencies say "nothing", "partly" and "failed".
const ROWS: [Row; 19] = [
    (
        "AF",
        STUDENT,
        r#"{"behaviour":"normal"}"#,
        "<af:AktivitetsRapportMeddelande>500<",
    ),
    (
        "AF",
        PARENT,
        r#"{"behaviour":"activity_report","code":501}"#,
        "<af:AktivitetsRapportMeddelande>501<",
    ),
    (
        "AF",
        STUDENT,
        r#"{"behaviour":"partial"}"#,
        "<af:StatusSokandeinformationKod>0<",
    ),
    (
        "AF",
        STUDENT,
        r#"{"behaviour":"code","code":7}"#,
        "<af:StatusSokandeinformationKod>7<",
    ),
    ("AF", STUDENT, r#"{"behaviour":"unavailable"}"#, "<ssbt:kalla>BT<"),
    (
        "SO",
        STUDENT,
        r#"{"behaviour":"normal"}"#,
        "<so:ArbetsloshetsersattningLista/>",
    ),
    (
        "SO",
        STUDENT,
        r#"{"behaviour":"error","kalla":"BT","felkod":"X"}"#,
        "<ssbt:felkod>X<",
    ),
    (
        "TNS",
        PARENT,
        r#"{"behaviour":"normal"}"#,
        "<tns:resultat>OK</tns:resultat><tns:fordonsinnehav/>",
    ),
    (
        "TNS",
        PARENT,
        r#"{"behaviour":"unavailable"}"#,
        "<tns:resultat>FEL</tns:resultat><tns:felresultat>",
    ),
    (
        "TNS",
        PARENT,
        r#"{"behaviour":"code","code":4711}"#,
        "<tns:felkod>4711<",
    ),
    (
        "MIV",
        PARENT,
        r#"{"behaviour":"normal"}"#,
        "<ssbt:MIV><ssbt:data/></ssbt:MIV>",
    ),
    ("MIV", PARENT, r#"{"behaviour":"unavailable"}"#, "<ssbt:kalla>BT<"),
    (
        "SKV",
        PARENT,
        r#"{"behaviour":"normal"}"#,
        "<PersonuppgiftLista/>",
    ),
    (
        "SKV",
        PARENT,
        r#"{"behaviour":"unavailable"}"#,
        "<ssbt:felkod>9071000<",
    ),
    (
        "SKV",
        PARENT,
        r#"{"behaviour":"inner_malformed"}"#,
        "<svar><![CDATA[",
    ),
    ("FK", PARENT, r#"{"behaviour":"missing"}"#, "<ssbt:svarsdata/>"),
    (
        "CSN",
        STUDENT,
        r#"{"behaviour":"not_entitled"}"#,
        "<ssbt:felkod>OBEHORIG<",
    ),
    (
        "AF",
        STUDENT,
        r#"{"behaviour":"missing_elements"}"#,
        "ersattningsstod/v2\"><af:Svar>",
    ),
    (
        "TNS",
        STUDENT,
        r#"{"behaviour":"missing_elements"}"#,
        "<fordon:fordonsslag>PERSONBIL</fordon:fordonsslag></fordon:fordon>",
    ),
];

#[tokio::test]
async fn every_agency_fails_in_its_own_words() {
    let sandbox = Sandbox::start();
    for (agency, person, behaviour, expected) in ROWS {
        let mut rule: Value = serde_json::from_str(behaviour).unwrap();
        rule["agency"] = json!(agency);
        let (_, answer) = told(&sandbox, rule, &Asked::about(person).only(agency)).await;
        assert!(answer.contains(expected), "{agency} {behaviour}: {answer}");
    }
}

#[tokio::test]
async fn csn_fails_in_its_own_words() {
    let sandbox = Sandbox::start();
    let rows = [
        (json!({"behaviour": "no_hit"}), "-2", "Status=\"Ej träff\""),
        (
            json!({"behaviour": "partial", "which": "HUT"}),
            "-1101",
            "<t:hemutrustningslan/>",
        ),
        (
            json!({"behaviour": "partial", "which": "SM"}),
            "-1102",
            "<p:Studiemedel/>",
        ),
        (
            json!({"behaviour": "partial", "which": "OSS"}),
            "-1104",
            "<t:omstallningsstudiestod/>",
        ),
        (json!({"behaviour": "unavailable"}), "-1103", "<k:Personer/>"),
        (
            json!({"behaviour": "code", "code": -1007}),
            "-1007",
            "<k:Personer/>",
        ),
        (
            json!({"behaviour": "unknown_values"}),
            "0",
            "<sm:stodform>NYFORM<",
        ),
        (
            json!({"behaviour": "old_namespaces"}),
            "0",
            "http://schema.csn.se/v3.0/kommunfraga",
        ),
        (
            json!({"behaviour": "missing_elements"}),
            "0",
            "<k:GemensamtFragaEkbistand/>",
        ),
        (
            json!({"behaviour": "other_person", "other": PARENT}),
            "-2",
            "personnummer=\"8501012382\"",
        ),
    ];
    for (mut rule, code, expected) in rows {
        rule["agency"] = json!("CSN");
        let (_, answer) = told(&sandbox, rule.clone(), &Asked::about(STUDENT).only("CSN")).await;
        let document = csn(&answer);
        assert_eq!(between(&document, "<k:ResultatKod>", "<"), Some(code), "{rule}");
        assert!(document.contains(expected), "{rule}: {document}");
    }
    let inner = json!({"agency": "CSN", "behaviour": "inner_dtd"});
    assert!(csn(&told(&sandbox, inner, &Asked::about(STUDENT).only("CSN")).await.1).contains("<!DOCTYPE"));
}

#[tokio::test]
async fn lefi_fails_in_its_own_words() {
    let sandbox = Sandbox::start();
    let asked = Asked::about(PARENT).only("FK");
    let document = async |behaviour: Value| {
        let mut rule = behaviour;
        rule["agency"] = json!("FK");
        lefi(&told(&sandbox, rule, &asked).await.1)
    };
    let group = document(json!({"behaviour": "partial", "which": "FK:FP"})).await;
    assert_eq!(
        group["avvikelser"]["utbetalningar"][0]["avvikelse"]["kod"],
        "INTERNT_FEL"
    );
    assert_eq!(
        group["avvikelser"]["utbetalningar"][0]["formansgrupp"]["kod"],
        "FK:FP"
    );
    assert!(
        group["formansinformation"].get("foraldrapenningarende").is_none(),
        "what deviates is not delivered"
    );
    assert!(
        group["formansinformation"]["barnbidragsarende"].is_array(),
        "the rest is"
    );
    let denied = document(json!({"behaviour": "not_entitled"})).await;
    assert_eq!(denied["avvikelser"]["beslut"][0]["avvikelse"]["kod"], "OBEHORIG");
    assert!(denied.get("formansinformation").is_none());
    let down = document(json!({"behaviour": "unavailable"})).await;
    assert_eq!(down["utlamnare"][0]["tillstand"]["kod"], "FELANDE");
    assert_eq!(down["utlamnare"][1]["tillstand"]["kod"], "OK");
    assert_eq!(
        down["avvikelser"],
        json!({}),
        "a supplier that is down has no deviations"
    );
    let away = document(json!({"behaviour": "partial", "which": "PM"})).await;
    assert_eq!(away["utlamnare"][1]["tillstand"]["kod"], "OTILLGANGLIG");
    let unknown = document(json!({"behaviour": "unknown_values"})).await;
    assert_eq!(
        unknown["formansinformation"]["utbetalningsuppgift"][0]["typ"]["id"],
        77
    );
}
