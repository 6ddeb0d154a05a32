//! An independent judge of the questions, and the question about nobody.

use super::*;

/// The published schema, judged by libxml2's `xmllint`; `None`, said aloud, where either is missing.
fn judge(message: &str) -> Option<bool> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let shared = std::env::var_os("MN_SHARED").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        std::path::PathBuf::from,
    );
    let folder = "data/ssbtek/v10/se/forsakringskassan/schema/integration/ssbt/_10";
    let schema = shared.join(folder).join("sammansatt_bastjanst_v10.xsd");
    let started = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(&schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let (Ok(mut child), true) = (started, schema.is_file()) else {
        assert!(
            std::env::var_os("MN_REQUIRE_ALL").is_none(),
            "xmllint or the schemas are not there"
        );
        eprintln!("skipped: xmllint or the schemas are not there");
        return None;
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(message.as_bytes()).expect("a question");
    drop(stdin);
    Some(child.wait().expect("a verdict").success())
}

#[tokio::test]
async fn every_question_keeps_the_published_schema() {
    for agency in Agency::ALL {
        let way = stub(500, "");
        let ssbtek =
            Ssbtek::over(config("v10"), Arc::clone(&way) as Arc<dyn Way>).unwrap_or_else(|f| panic!("{f:?}"));
        let _ = ssbtek.ask(agency, &ask()).await;
        let sent = way
            .sent
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .join("");
        let (_, rest) = sent.split_once("<e:Body>").expect("a body");
        let (message, _) = rest.split_once("</e:Body>").expect("a body");
        let Some(valid) = judge(message) else {
            return;
        };
        assert!(valid, "{agency:?}: {message}");
        let spoilt = message
            .replace("<b:syfte>", "<b:syfta>")
            .replace("</b:syfte>", "</b:syfta>");
        assert_eq!(judge(&spoilt), Some(false), "the judge judges");
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
