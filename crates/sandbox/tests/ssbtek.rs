//! SSBTEK against its published schemas.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::harness::{Sandbox, mutual, plain, scratch, shared, tool};

/// A question to every agency.
pub struct Asked {
    pub person: String,
    pub case: String,
    pub from: Date,
    pub to: Date,
    pub lefi: Value,
    pub agencies: Vec<&'static str>,
}

const FK: [&str; 27] = [
    "FK:ABB", "FK:AP", "FK:AS", "FK:BOB", "FK:BST", "FK:BTI", "FK:DPE", "FK:EJO", "FK:ET", "FK:FP",
    "FK:FSJP", "FK:GP", "FK:HE", "FK:MABB", "FK:MEK", "FK:NP", "FK:OMV", "FK:PJOB", "FK:PROG", "FK:RBE",
    "FK:SA", "FK:SBP", "FK:SJP", "FK:TFP", "FK:US", "FK:VB", "FK:YL",
];
const PM: [&str; 3] = ["PM:AP", "PM:BTI", "PM:EF"];

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox reads the system's clock too"
)]
pub fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .date()
}

impl Asked {
    pub fn about(person: &str) -> Self {
        let (from, to) = (
            today().saturating_sub(50.days()),
            today().saturating_add(20.days()),
        );
        let all: Vec<&str> = FK.into_iter().chain(PM).collect();
        let lefi = json!({
            "personnummer": person, "period": {"from": from.to_string(), "tom": to.to_string()},
            "formansinformation": FK, "ansprak": PM, "beslut": PM, "utbetalningar": all,
            "preliminaraUtbetalningar": all, "ovrigInformation": ["FK:GEPI", "FK:SGI", "FK:STAV", "PM:LINT", "PM:PBH", "PM:PU"],
        });
        let agencies = vec!["AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV"];
        Self {
            person: person.to_owned(),
            case: "ARENDE-1".to_owned(),
            from,
            to,
            lefi,
            agencies,
        }
    }

    pub fn only(mut self, agency: &'static str) -> Self {
        self.agencies = vec![agency];
        self
    }

    pub fn envelope(&self) -> String {
        let include = |agency: &str| {
            let yes = self.agencies.contains(&agency);
            let inside = if agency == "FK" && yes {
                let lefi = STANDARD.encode(self.lefi.to_string());
                format!(
                    "<s:fraga><s:version>v9</s:version><s:aktorsid>1</s:aktorsid><s:lefiJsonFraga>{lefi}</s:lefiJsonFraga></s:fraga>"
                )
            } else {
                String::new()
            };
            format!("<s:{agency} inkludera=\"{yes}\">{inside}</s:{agency}>")
        };
        let specific: String = ["AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV"]
            .map(include)
            .concat();
        let (person, case, from, to) = (&self.person, &self.case, self.from, self.to);
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><s:hamtaBastjanstInformation \
             xmlns:s=\"http://schema.forsakringskassan.se/integration/ssbt/10\"><s:generellaFrageparametrar>\
             <s:frageTidpunkt>2026-01-01T10:00:00</s:frageTidpunkt><s:korrelationsid>k-1</s:korrelationsid>\
             <s:fraganSkallInkluderasISvaret>true</s:fraganSkallInkluderasISvaret><s:ingivare>\
             <s:organisationsnummer>162021004748</s:organisationsnummer><s:namn>Prov</s:namn>\
             <s:handlaggare>prov</s:handlaggare></s:ingivare><s:personidentitet>{person}</s:personidentitet>\
             <s:arendeidentitet>{case}</s:arendeidentitet><s:tidsperiod><s:fromDatum>{from}</s:fromDatum>\
             <s:tomDatum>{to}</s:tomDatum></s:tidsperiod><s:syfte>prov</s:syfte><s:lagtext>prov</s:lagtext>\
             </s:generellaFrageparametrar><s:specifikaFrageparametrar>{specific}</s:specifikaFrageparametrar>\
             </s:hamtaBastjanstInformation></e:Body></e:Envelope>"
        )
    }
}

/// Sends an envelope; gives the status and the answer.
pub async fn post(sandbox: &Sandbox, envelope: &str) -> (u16, String) {
    let client = mutual("ssbtek-ca.pem", Some("ssbtek-client"));
    let request = client
        .post(sandbox.address("ssbtek"))
        .header("content-type", "text/xml; charset=utf-8");
    let answer = request
        .header("soapaction", "\"\"")
        .body(envelope.to_owned())
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// What stands between the first pair of tags.
pub fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    text.split_once(open)?.1.split_once(close).map(|it| it.0)
}

/// CSN's own document.
pub fn csn(answer: &str) -> String {
    let text = between(answer, "<ssbt:svar>", "</ssbt:svar>").unwrap();
    String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
}

/// LEFI's own document.
pub fn lefi(answer: &str) -> Value {
    let text = between(answer, "<ssbt:lefiJsonSvar>", "</ssbt:lefiJsonSvar>").unwrap();
    serde_json::from_slice(&STANDARD.decode(text).unwrap()).unwrap()
}

/// The published schemas, with Sambruk's message where CSN's import looks for it.
fn schemas() -> Option<&'static Path> {
    static PLACED: OnceLock<Option<PathBuf>> = OnceLock::new();
    let place = || {
        let shared = shared()?;
        let to = scratch("schemas");
        copy(&shared.join("data/ssbtek/v10"), &to);
        let sambruk = to.join("se/sambruk/sbnyttomeddelanden");
        std::fs::create_dir_all(&sambruk).unwrap();
        let message = shared.join("data/csn/SBNUppgEkBistandBegar_v1_0.RECONSTRUCTED.xsd");
        std::fs::write(
            sambruk.join("SBNUppgEkBistandBegar_v1_0.xsd"),
            std::fs::read(message).unwrap(),
        )
        .unwrap();
        Some(to)
    };
    PLACED.get_or_init(place).as_deref()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::write(target, std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// Judges a document with xmllint; `None` where the judge or the schemas are absent.
fn judge(schema: &str, name: &str, document: &str) -> Option<Result<(), String>> {
    let schemas = schemas()?;
    let file = scratch("documents").join(name);
    std::fs::write(&file, document).unwrap();
    let judged = tool("xmllint")?
        .args(["--noout", "--nonet", "--schema"])
        .arg(schemas.join(schema))
        .arg(&file)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&judged.stderr).into_owned();
    Some(if judged.status.success() {
        Ok(())
    } else {
        Err(errors)
    })
}

const CONTRACT: &str = "se/forsakringskassan/schema/integration/ssbt/_10/sammansatt_bastjanst_v10.xsd";
const CSN: &str = "se/csn/schema/v4_0/kommunfraga/kommunfraga.xsd";

fn response(answer: &str) -> String {
    let inside = between(answer, "<soap:Body>", "</soap:Body>").unwrap();
    inside.to_owned()
}

#[tokio::test]
async fn every_persons_answers_fit_the_published_schemas() {
    let sandbox = Sandbox::start();
    let address = format!("{}/persons", sandbox.address("control"));
    let persons: Vec<Value> = plain().get(address).send().await.unwrap().json().await.unwrap();
    for person in persons {
        let number = person["number"].as_str().unwrap();
        let asked = Asked::about(number).envelope();
        let (status, answer) = post(&sandbox, &asked).await;
        assert_eq!(status, 200, "{answer}");
        let question = between(&asked, "<e:Body>", "</e:Body>").unwrap();
        for (schema, name, document) in [
            (CONTRACT, "answer.xml", response(&answer)),
            (CONTRACT, "question.xml", question.to_owned()),
            (CSN, "csn.xml", csn(&answer)),
        ] {
            match judge(schema, name, &document) {
                None => return,
                Some(judged) => assert_eq!(judged, Ok(()), "{person}: {document}"),
            }
        }
        assert!(
            answer.contains("<ssbt:korrelationsid>k-1<")
                && answer.contains("<ssbt:frageTidpunkt>2026-01-01T10:00:00<")
        );
        assert!(
            answer.contains(&format!("<ssbt:personidentitet>{number}<")),
            "the question is wanted back"
        );
    }
}

#[tokio::test]
async fn the_judge_finds_what_is_wrong() {
    let Some(judged) = judge(
        CSN,
        "wrong.xml",
        "<CSNSvar xmlns=\"http://schema.csn.se/v4.0/kommunfraga\"/>",
    ) else {
        return;
    };
    assert!(judged.is_err());
}

#[tokio::test]
async fn only_known_clients_get_in() {
    let sandbox = Sandbox::start();
    let stranger = mutual("ssbtek-ca.pem", None);
    assert!(
        stranger
            .post(sandbox.address("ssbtek"))
            .body("x")
            .send()
            .await
            .is_err()
    );
    let wrong_authority = mutual("ssbtek-ca.pem", Some("bankid-client"));
    assert!(
        wrong_authority
            .post(sandbox.address("ssbtek"))
            .body("x")
            .send()
            .await
            .is_err()
    );
}

#[tokio::test]
async fn only_the_agencies_asked_answer() {
    let sandbox = Sandbox::start();
    let (_, answer) = post(&sandbox, &Asked::about("199001012385").only("CSN").envelope()).await;
    let data = between(&answer, "<ssbt:svarsdata>", "</ssbt:svarsdata>").unwrap();
    assert!(data.starts_with("<ssbt:CSN>") && data.ends_with("</ssbt:CSN>"));
    let document = csn(&answer);
    assert!(
        document.contains("<k:ResultatKod>0<")
            && document.contains("Utbetald<")
            && document.contains("<t:beloppstyp>GRUNDL<")
    );
}

#[tokio::test]
async fn questions_that_break_the_contract_get_faults() {
    let sandbox = Sandbox::start();
    let good = Asked::about("199001012385").only("CSN").envelope();
    let contract = [
        ("<s:syfte>prov</s:syfte>", ""),
        (
            "<s:syfte>prov</s:syfte><s:lagtext>prov</s:lagtext>",
            "<s:lagtext>prov</s:lagtext><s:syfte>prov</s:syfte>",
        ),
        (
            "<s:personidentitet>199001012385<",
            "<s:personidentitet>19900101-2385<",
        ),
        ("162021004748", "162000004748x"),
        ("<s:MIV inkludera=\"false\"></s:MIV>", ""),
        ("<s:TNS inkludera=\"false\">", "<s:TNS>"),
        (
            "<s:TNS inkludera=\"false\"></s:TNS>",
            "<s:TNS inkludera=\"nej\"></s:TNS>",
        ),
        (
            "<s:AF inkludera=\"false\"></s:AF>",
            "<s:AF inkludera=\"false\"><s:tidsperiod/></s:AF>",
        ),
        ("<s:namn>Prov</s:namn>", "<s:namn></s:namn>"),
        ("<s:frageTidpunkt>2026-01-01T10:00:00<", "<s:frageTidpunkt>i dag<"),
        ("<s:fromDatum>", "<s:fromDatum>x"),
    ];
    for (old, new) in contract {
        assert!(good.contains(old), "{old}");
        let (status, answer) = post(&sandbox, &good.replacen(old, new, 1)).await;
        assert_eq!(status, 500, "{old}");
        assert!(
            answer.contains("<ssbt:felkod>SSBT-VALIDERING<"),
            "{old}: {answer}"
        );
    }
    let generic = [
        ("/ssbt/10", "/ssbt/11"),
        ("soap/envelope/", "soap/envelope/x"),
        ("</e:Envelope>", ""),
        ("<e:Envelope", "<!DOCTYPE e><e:Envelope"),
    ];
    for (old, new) in generic {
        let (status, answer) = post(&sandbox, &good.replacen(old, new, 1)).await;
        assert_eq!(status, 500, "{old}");
        assert!(
            answer.contains("Internal error") && !answer.contains("detail"),
            "{old}: {answer}"
        );
    }
}

#[tokio::test]
async fn csn_holds_to_its_own_rules() {
    let sandbox = Sandbox::start();
    let code = async |asked: Asked| {
        let (_, answer) = post(&sandbox, &asked.only("CSN").envelope()).await;
        between(&csn(&answer), "<k:ResultatKod>", "<").unwrap().to_owned()
    };
    let student = || Asked::about("199001012385");
    assert_eq!(code(student()).await, "0");
    assert_eq!(
        code(Asked {
            case: "x".repeat(31),
            ..student()
        })
        .await,
        "0"
    );
    assert_eq!(
        code(Asked {
            case: "x".repeat(32),
            ..student()
        })
        .await,
        "-1005"
    );
    assert_eq!(
        code(Asked {
            from: today().saturating_sub(3.months()),
            ..student()
        })
        .await,
        "-1006"
    );
    assert_eq!(
        code(Asked {
            to: today().saturating_add(2.months()),
            ..student()
        })
        .await,
        "-1006"
    );
    assert_eq!(code(Asked::about("198001662397")).await, "-1004");
    assert_eq!(code(Asked::about("197407029284")).await, "-2", "a stranger");
}

#[tokio::test]
async fn the_test_operation_names_every_agency() {
    let sandbox = Sandbox::start();
    sandbox
        .tell("/ssbtek", json!({"agency": "SO", "behaviour": "unavailable"}))
        .await;
    let envelope = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
        <s:testaBastjanstInformation xmlns:s=\"http://schema.forsakringskassan.se/integration/ssbt/10\"/></e:Body></e:Envelope>";
    let (status, answer) = post(&sandbox, envelope).await;
    assert_eq!(status, 200);
    assert!(
        answer.contains("<ssbt:SO><ssbt:anropad>false<") && answer.contains("<ssbt:MIV><ssbt:anropad>true<")
    );
    if let Some(judged) = judge(CONTRACT, "test.xml", &response(&answer)) {
        assert_eq!(judged, Ok(()));
    }
}
