//! What goes out and what becomes of what comes back.

use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::date;
use mn_domain::{CorrelationId, Period};

use super::super::config::Groups;
use super::super::tree::Element;
use super::super::xml;
use super::*;

#[path = "client_schema_tests.rs"]
mod schema;

/// Remembers what was sent and gives back what it was told to.
struct Stub {
    sent: Mutex<Vec<String>>,
    status: u16,
    body: String,
    error: Option<HttpError>,
}

#[async_trait]
impl Way for Stub {
    async fn exchange(&self, _: &Url, body: Sensitive<Vec<u8>>) -> Result<Answer, HttpError> {
        let text = String::from_utf8_lossy(body.expose()).into_owned();
        self.sent
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(text);
        match self.error {
            Some(error) => Err(error),
            None => Ok(Answer {
                status: self.status,
                body: Sensitive::new(self.body.clone().into_bytes()),
            }),
        }
    }
}

fn config(contract: &str) -> Config {
    serde_json::from_value(serde_json::json!({
        "endpoint": "https://ssbtek.example/bastjanst",
        "contract": contract,
        "ingivare": { "organisationsnummer": "162021004748", "namn": "Björkviks & Co <kommun>", "handlaggare": "medborgarnavet" },
        "personuppgiftsbitrade": [{ "ordningsnummer": 1, "organisationsnummer": "162021004748", "namn": "Driften" }],
        "syfte": "Ansökan om ekonomiskt bistånd",
        "lagtext": "Lag",
        "lefi": {
            "aktorsid": "prov-1",
            "fk": { "formansinformation": ["FK:FP"], "utbetalningar": ["FK:FP"], "ovrig_information": ["FK:GEPI"] },
            "pm": { "beslut": ["PM:AP"], "utbetalningar": ["PM:AP"] }
        }
    }))
    .unwrap_or_else(|error| panic!("{error}"))
}

fn stub(status: u16, body: &str) -> Arc<Stub> {
    Arc::new(Stub {
        sent: Mutex::default(),
        status,
        body: body.to_owned(),
        error: None,
    })
}

fn ask() -> Ask {
    let person: mn_domain::IdentityNumber = "198501012382".parse().unwrap_or_else(|error| panic!("{error}"));
    Ask {
        principal: person.clone(),
        actor: person,
        purpose: Purpose::Application,
        correlation: CorrelationId::from_random([7; 15]),
        period: Period { from: None, to: None },
        today: date(2026, 11, 23),
    }
}

fn answer(svarsdata: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
         <b:hamtaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/10\">\
         <b:korrelationsid>{}</b:korrelationsid><b:svarsdata>{svarsdata}</b:svarsdata>\
         </b:hamtaBastjanstInformationResponse></e:Body></e:Envelope>",
        ask().correlation
    )
}

/// Asks one agency; gives back the result and the question that was sent.
async fn put(
    agency: Agency,
    contract: &str,
    way: Arc<Stub>,
    ask: &Ask,
) -> (Result<Reply, SourceError>, Option<Element<'static>>) {
    let ssbtek =
        Ssbtek::over(config(contract), Arc::clone(&way) as Arc<dyn Way>).unwrap_or_else(|f| panic!("{f:?}"));
    let reply = ssbtek.ask(agency, ask).await;
    let sent = way
        .sent
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .pop();
    (
        reply,
        sent.map(|text| xml::parse(String::leak(text)).unwrap_or_else(|error| panic!("{error}"))),
    )
}

async fn question(agency: Agency, contract: &str) -> Element<'static> {
    let (_, sent) = put(agency, contract, stub(500, ""), &ask()).await;
    sent.unwrap_or_else(|| panic!("nothing was sent"))
}

fn text<'a>(question: &'a Element<'_>, path: &str) -> &'a str {
    let message = question
        .find("Body/hamtaBastjanstInformation")
        .unwrap_or(question);
    message.find(path).and_then(Element::text).unwrap_or_default()
}

const GENERAL: &str = "generellaFrageparametrar";
const SPECIFIC: &str = "Body/hamtaBastjanstInformation/specifikaFrageparametrar";
const VEHICLES: &str = "<b:TNS><b:data><t:resultat xmlns:t=\"http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1\">OK</t:resultat>\
    <t:fordonsinnehav xmlns:t=\"x\"><t:fordon><t:regnr>PRO123</t:regnr></t:fordon></t:fordonsinnehav></b:data></b:TNS>";

#[tokio::test]
async fn a_question_includes_the_chosen_agency_and_no_other() {
    for agency in Agency::ALL {
        let question = question(agency, "v10").await;
        let parts = question.find(SPECIFIC).expect("the seven");
        let names: Vec<_> = parts.children.iter().map(|part| &*part.name).collect();
        assert_eq!(names, ["AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV"]);
        let included: Vec<_> = parts
            .children
            .iter()
            .filter(|p| p.attribute("inkludera") == Some("true"))
            .collect();
        let expected = if agency == Agency::Pensionsmyndigheten {
            "FK"
        } else {
            agency.part()
        };
        assert_eq!(
            included.iter().map(|part| &*part.name).collect::<Vec<_>>(),
            [expected]
        );
        assert!(
            parts
                .children
                .iter()
                .all(|p| p.attribute("inkludera") == Some("true") || p.children.is_empty())
        );
    }
}

#[tokio::test]
async fn the_general_part_is_in_the_contracts_order_and_escaped() {
    let question = question(Agency::Csn, "v10").await;
    let general = question
        .find("Body/hamtaBastjanstInformation/generellaFrageparametrar")
        .expect("the general part");
    let names: Vec<_> = general.children.iter().map(|child| &*child.name).collect();
    assert_eq!(
        names,
        [
            "korrelationsid",
            "fraganSkallInkluderasISvaret",
            "ingivare",
            "personidentitet",
            "arendeidentitet",
            "tidsperiod",
            "personuppgiftsbitrade",
            "syfte",
            "lagtext"
        ]
    );
    assert_eq!(
        text(&question, &format!("{GENERAL}/ingivare/namn")),
        "Björkviks & Co <kommun>"
    );
    assert_eq!(
        text(&question, &format!("{GENERAL}/personidentitet")),
        "198501012382"
    );
    let case = text(&question, &format!("{GENERAL}/arendeidentitet"));
    assert!(!case.is_empty() && case.len() <= 31, "CSN refuses longer ones");
    assert_eq!(
        text(&question, &format!("{GENERAL}/tidsperiod/fromDatum")),
        "2026-05-23"
    );
}

#[tokio::test]
async fn csn_has_a_period_of_its_own() {
    let question = question(Agency::Csn, "v10").await;
    assert_eq!(
        text(&question, "specifikaFrageparametrar/CSN/tidsperiod/fromDatum"),
        "2026-09-23"
    );
    let old = Ask {
        period: Period::days(date(2026, 1, 1), date(2026, 2, 1)),
        ..ask()
    };
    let (reply, sent) = put(Agency::Csn, "v10", stub(200, ""), &old).await;
    assert!(sent.is_none(), "a question that CSN refuses is not sent");
    assert_eq!(reply.map(|reply| reply.state).ok(), Some(SourceState::NotAsked));
}

#[tokio::test]
async fn lefi_is_asked_for_one_providers_groups() {
    for (agency, own, other) in [
        (Agency::Forsakringskassan, "FK:FP", "PM:"),
        (Agency::Pensionsmyndigheten, "PM:AP", "FK:"),
    ] {
        let question = question(agency, "v10").await;
        let encoded = text(&question, "specifikaFrageparametrar/FK/fraga/lefiJsonFraga");
        let json = String::from_utf8(STANDARD.decode(encoded).expect("base64")).expect("text");
        let asked: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert!(json.contains(own) && !json.contains(other), "{json}");
        assert_eq!(asked["personnummer"], "198501012382");
        assert_eq!(asked["period"]["tom"], "2026-11-23");
        assert_eq!(text(&question, "specifikaFrageparametrar/FK/fraga/version"), "v9");
    }
}

#[tokio::test]
async fn skatteverket_is_asked_part_by_part_in_v11_only() {
    let question_v11 = question(Agency::Skatteverket, "v11").await;
    let asked = question_v11
        .find(&format!("{SPECIFIC}/SKV/fraga"))
        .expect("the block that v11 demands");
    let texts: Vec<_> = asked
        .children
        .iter()
        .map(|c| (&*c.name, c.text().unwrap_or_default()))
        .collect();
    assert_eq!(texts.first(), Some(&("ar", "2024")));
    assert_eq!(texts.len(), 7);
    assert!(texts.iter().skip(2).all(|(_, truth)| *truth == "true"));
    let question_v10 = question(Agency::Skatteverket, "v10").await;
    assert!(question_v10.find(&format!("{SPECIFIC}/SKV/fraga")).is_none());
    let version = |question: &Element| {
        question
            .find("Body/hamtaBastjanstInformation")
            .and_then(|m| m.namespace.clone())
    };
    assert!(version(&question_v11).is_some_and(|name| name.ends_with("/11")));
    assert!(version(&question_v10).is_some_and(|name| name.ends_with("/10")));
}

#[tokio::test]
async fn only_an_application_may_ask() {
    let overview = Ask {
        purpose: Purpose::Overview,
        ..ask()
    };
    let (reply, sent) = put(Agency::Csn, "v10", stub(200, ""), &overview).await;
    assert_eq!(reply.err(), Some(SourceError::PurposeNotAllowed));
    assert!(sent.is_none());
}

#[tokio::test]
async fn a_good_answer_becomes_a_reply() {
    let (reply, _) = put(
        Agency::Transportstyrelsen,
        "v10",
        stub(200, &answer(VEHICLES)),
        &ask(),
    )
    .await;
    let reply = reply.expect("a reply");
    assert_eq!((reply.state, reply.answers.len()), (SourceState::Hit, 1));
}

#[tokio::test]
async fn an_answer_nobody_asked_for_is_refused() {
    let body = answer(VEHICLES);
    let id = format!("<b:korrelationsid>{}</b:korrelationsid>", ask().correlation);
    let other = body.replace(ask().correlation.as_str(), "another");
    for (agency, body, which) in [
        (Agency::Migrationsverket, &body, "another agency's values"),
        (Agency::Transportstyrelsen, &other, "to another question"),
        (Agency::Transportstyrelsen, &body.replace(&id, ""), "to none"),
    ] {
        let (reply, _) = put(agency, "v10", stub(200, body), &ask()).await;
        assert_eq!(reply.err(), Some(SourceError::Unasked), "{which}");
    }
    let (reply, _) = put(Agency::Csn, "v10", stub(200, &answer("")), &ask()).await;
    assert_eq!(
        reply.map(|reply| reply.state).ok(),
        Some(SourceState::Unavailable),
        "silence is no absence"
    );
}

#[tokio::test]
async fn statuses_and_faults_become_what_a_caller_does_differently() {
    let fault = |code: &str| {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault><faultcode>e:{code}</faultcode>\
             <faultstring>x</faultstring></e:Fault></e:Body></e:Envelope>"
        )
    };
    for (status, body, expected) in [
        (500, fault("Server"), Ok(SourceState::Unavailable)),
        (500, fault("Client"), Ok(SourceState::Rejected)),
        (200, fault("Server"), Ok(SourceState::Unavailable)),
        (403, String::new(), Ok(SourceState::NotEntitled)),
        (500, "<html/>".to_owned(), Err(SourceError::Faulty)),
        (503, String::new(), Err(SourceError::Faulty)),
        (504, String::new(), Err(SourceError::Late)),
        (404, String::new(), Err(SourceError::Refused)),
        (301, String::new(), Err(SourceError::Refused)),
        (
            200,
            "<html/>".to_owned(),
            Err(SourceError::Malformed { at: "Envelope" }),
        ),
        (500, answer(VEHICLES), Err(SourceError::Faulty)),
    ] {
        let (reply, _) = put(Agency::Csn, "v10", stub(status, &body), &ask()).await;
        assert_eq!(reply.map(|reply| reply.state), expected, "{status} {body}");
    }
}

#[tokio::test]
async fn a_way_that_fails_says_how() {
    for (error, expected) in [
        (HttpError::Unreachable, SourceError::Unreachable),
        (HttpError::Late, SourceError::Late),
        (HttpError::TooLarge, SourceError::TooLarge),
        (HttpError::NotAllowed, SourceError::Refused),
    ] {
        let way = Arc::new(Stub {
            sent: Mutex::default(),
            status: 0,
            body: String::new(),
            error: Some(error),
        });
        let (reply, _) = put(Agency::Csn, "v10", way, &ask()).await;
        assert_eq!(reply.err(), Some(expected));
    }
}

#[test]
fn there_is_one_source_per_agency() {
    let ssbtek = Ssbtek::over(config("v10"), stub(200, "")).unwrap_or_else(|faults| panic!("{faults:?}"));
    let names: Vec<_> = ssbtek
        .sources()
        .iter()
        .map(|source| source.id().to_string())
        .collect();
    assert_eq!(
        names,
        [
            "arbetsformedlingen",
            "csn",
            "forsakringskassan",
            "pensionsmyndigheten",
            "skatteverket",
            "a-kassan",
            "transportstyrelsen",
            "migrationsverket"
        ]
    );
    assert!(ssbtek.sources().iter().all(|source| !source.fields().is_empty()));
}

#[test]
fn every_fault_of_the_configuration_is_named_at_once() {
    let mut wrong = config("v11");
    wrong.ingivare.organisationsnummer = "2021004748".into();
    wrong.syfte = " ".into();
    wrong.lefi.fk = Groups {
        utbetalningar: vec!["PM:AP".into()],
        ..Groups::default()
    };
    wrong.lefi.pm = Groups::default();
    wrong.skatteverket.delar = vec!["allt".into()];
    assert_eq!(
        wrong.faults(),
        [
            ConfigFault::OrganisationNumber("ingivare"),
            ConfigFault::Empty("syfte"),
            ConfigFault::Groups("lefi.fk"),
            ConfigFault::Groups("lefi.pm"),
            ConfigFault::Skatteverket("skatteverket"),
        ]
    );
    assert!(Ssbtek::over(wrong, stub(200, "")).is_err());
}
