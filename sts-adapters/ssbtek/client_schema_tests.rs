//! An independent judge of the questions, and the question about nobody.

use super::*;

/// The published schema of a version; `None`, said aloud, where it is not there. That of v11 points to neighbours which
/// stand with v10, so a copy of it that points there is judged by.
fn schema(contract: &str) -> Option<std::path::PathBuf> {
    let shared = std::env::var_os("MN_SHARED").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        std::path::PathBuf::from,
    );
    let number = contract.trim_start_matches('v');
    let published = shared.join("data/ssbtek");
    let file = published.join(format!(
        "{contract}/se/forsakringskassan/schema/integration/ssbt/_{number}/sammansatt_bastjanst_{contract}.xsd"
    ));
    let Ok(text) = std::fs::read_to_string(&file) else {
        assert!(
            std::env::var_os("MN_REQUIRE_ALL").is_none(),
            "the published schemas are not there"
        );
        eprintln!("skipped: the published schemas are not there");
        return None;
    };
    if contract == "v10" {
        return Some(file);
    }
    let neighbours = published.join("v10");
    let text = text
        .replace("\"../../../../../../", &format!("\"{}/", neighbours.display()))
        .replace("\"../../../../../", &format!("\"{}/se/", neighbours.display()));
    let copy = std::env::temp_dir().join(format!("mn-{contract}-{}.xsd", std::process::id()));
    std::fs::write(&copy, text).expect("a copy");
    Some(copy)
}

/// Judged by libxml2's `xmllint`; `None`, said aloud, where it is missing.
fn judge(schema: &std::path::Path, message: &str) -> Option<bool> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let started = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        assert!(
            std::env::var_os("MN_REQUIRE_ALL").is_none(),
            "xmllint is not there"
        );
        eprintln!("skipped: xmllint is not there");
        return None;
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(message.as_bytes()).expect("a question");
    drop(stdin);
    Some(child.wait().expect("a verdict").success())
}

#[tokio::test]
async fn every_question_keeps_the_published_schema() {
    for (contract, agency) in ["v10", "v11"]
        .into_iter()
        .flat_map(|contract| Agency::ALL.map(|agency| (contract, agency)))
    {
        let Some(schema) = schema(contract) else { return };
        let way = stub(500, "");
        let ssbtek = Ssbtek::over(config(contract), Arc::clone(&way) as Arc<dyn Way>)
            .unwrap_or_else(|faults| panic!("{faults:?}"));
        let _ = ssbtek.ask(agency, &ask()).await;
        let sent = way
            .sent
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .join("");
        let (_, rest) = sent.split_once("<e:Body>").expect("a body");
        let (message, _) = rest.split_once("</e:Body>").expect("a body");
        let Some(valid) = judge(&schema, message) else {
            return;
        };
        assert!(valid, "{contract} {agency:?}: {message}");
        let spoilt = message
            .replace("<b:syfte>", "<b:syfta>")
            .replace("</b:syfte>", "</b:syfta>");
        assert_eq!(judge(&schema, &spoilt), Some(false), "the judge judges");
    }
}

#[tokio::test]
async fn the_health_check_asks_about_nobody() {
    let body = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><b:testaBastjanstInformationResponse \
        xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/10\"><b:AF><b:anropad>true</b:anropad></b:AF>\
        </b:testaBastjanstInformationResponse></e:Body></e:Envelope>";
    let way = stub(200, body);
    let ssbtek = Ssbtek::over(config("v10"), Arc::clone(&way) as Arc<dyn Way>)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let reading = ssbtek.health().await.expect("a reading");
    assert_eq!(reading.message, Message::Health);
    let sent = way
        .sent
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .join("");
    assert!(sent.contains("testaBastjanstInformation") && !sent.contains("1985"));
}
