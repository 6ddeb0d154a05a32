//! What goes over the wire when all is well, and when a token must be renewed.

use std::collections::{BTreeSet, HashMap};

use mn_domain::{Purpose, SourceState};
use mn_source::{DataSource, NoteKind, Return, SourceError, Step, conformance};
use mn_sts_adapters::skatteverket::{ConfigFault, Part, Skatteverket};
use url::form_urlencoded;

use crate::counterpart::{Asked, BACK, Counterpart, Say, ask, config, json, secrets, status};
use crate::fixture;

pub const TOKEN: &str = "/oauth2/v1/per/token";
pub const ACCOUNT: &str = "/egna/v1/skattekonto";
pub const TAXES: &str = "/egna/v1/skatteuppgifter";

/// A token that differs each time, with one that renews it.
pub fn token(number: usize) -> Say {
    json(&format!(
        "{{\"access_token\":\"access-{number}\",\"token_type\":\"Bearer\",\"expires_in\":3600,\
         \"refresh_token\":\"refresh-{number}\",\"scope\":\"egna\"}}"
    ))
}

/// Answers as the contract says.
pub fn honest(asked: &Asked, before: usize) -> Say {
    match asked.path.as_str() {
        TOKEN => token(before),
        ACCOUNT => json(&fixture("skattekonto.json")),
        TAXES => json(&fixture("skatteuppgifter.json")),
        _ => status(404),
    }
}

fn form(asked: &Asked) -> HashMap<String, String> {
    form_urlencoded::parse(asked.body.as_bytes())
        .into_owned()
        .collect()
}

fn pairs(all: &[(&str, &str)]) -> HashMap<String, String> {
    all.iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn the_citizen_is_led_with_the_published_parameters_and_a_state_of_her_own() {
    let counterpart = Counterpart::new(honest).await;
    let mut states = BTreeSet::new();
    for purpose in [Purpose::Overview, Purpose::Application] {
        let step = counterpart.source().begin(&ask(purpose)).await.unwrap();
        let Step::Redirect(way) = step else {
            panic!("no way")
        };
        let state = way.state.expose().clone();
        let asked: HashMap<String, String> = way.url.query_pairs().into_owned().collect();
        let published = [
            ("client_id", "oauth-name"),
            ("response_type", "code"),
            ("state", state.as_str()),
            ("redirect_uri", BACK),
            ("scope", "egna uppgifter"),
        ];
        assert_eq!(asked, pairs(&published));
        assert_eq!(
            way.url.origin(),
            counterpart.source().leads_to().unwrap().origin()
        );
        assert!(
            state.len() >= 43 && states.insert(state),
            "guessable, or used before"
        );
    }
    assert!(
        counterpart.asked().is_empty(),
        "nothing is sent before she is back"
    );
}

#[tokio::test]
async fn a_code_becomes_answers() {
    let counterpart = Counterpart::new(honest).await;
    let reply = counterpart.resume().await.unwrap();
    assert_eq!(reply.state, SourceState::Hit);
    assert_eq!(conformance::check(&reply, counterpart.source().fields()), []);
    let value = |field: &str| {
        let found = reply.answers.iter().find(|answer| answer.field.as_str() == field);
        found.map(|answer| (answer.value.expose().as_str(), answer.place.as_str()))
    };
    assert_eq!(
        value("skv.skattekonto.saldo"),
        Some(("-1215", "/skattekonto/saldo"))
    );
    assert_eq!(
        value("skv.skatteuppgift.slutlig_skatt"),
        Some((
            "48211",
            "/skatteuppgifter/beslutadeSkatteuppgifter[1]/uppgifter/summaSlutligSkatt"
        ))
    );
    let asked = counterpart.asked();
    let paths: Vec<&str> = asked.iter().map(|asked| asked.path.as_str()).collect();
    assert_eq!(paths, [TOKEN, ACCOUNT, TAXES]);
    let sent = [
        ("grant_type", "authorization_code"),
        ("client_id", "oauth-name"),
        ("client_secret", "oauth-secret"),
        ("redirect_uri", BACK),
        ("code", "the-code"),
    ];
    assert_eq!(form(&asked[0]), pairs(&sent));
}

#[tokio::test]
async fn the_api_gets_the_published_headers_and_no_others() {
    let counterpart = Counterpart::new(honest).await;
    counterpart.resume().await.unwrap();
    let asked = counterpart.asked();
    for part in &asked[1..] {
        let names: BTreeSet<&str> = part.headers.iter().map(|(name, _)| name.as_str()).collect();
        // `host` is HTTP's own, and `accept` says that anything is.
        let published = [
            "accept",
            "authorization",
            "client_id",
            "client_secret",
            "host",
            "skv_client_correlation_id",
        ];
        assert_eq!(names, BTreeSet::from(published));
        assert_eq!(part.header("authorization"), Some("Bearer access-0"));
        assert_eq!(part.header("client_id"), Some("gateway-name"));
        assert_eq!(part.header("client_secret"), Some("gateway-secret"));
        let correlation = part.header("skv_client_correlation_id").unwrap();
        assert_eq!(
            correlation,
            ask(Purpose::Overview).correlation.as_str(),
            "the id that our log has"
        );
        assert!(correlation.len() <= 36 && part.body.is_empty());
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_for_the_whole_question() {
    let counterpart = Counterpart::new(|asked, before| {
        if asked.path != TOKEN && asked.header("authorization") != Some("Bearer access-1") {
            return status(401);
        }
        honest(asked, before)
    })
    .await;
    let reply = counterpart.resume().await.unwrap();
    assert_eq!(reply.state, SourceState::Hit);
    let asked = counterpart.asked();
    let paths: Vec<&str> = asked.iter().map(|asked| asked.path.as_str()).collect();
    assert_eq!(paths, [TOKEN, ACCOUNT, TOKEN, ACCOUNT, TAXES]);
    let sent = [
        ("grant_type", "refresh_token"),
        ("client_id", "oauth-name"),
        ("client_secret", "oauth-secret"),
        ("refresh_token", "refresh-0"),
    ];
    assert_eq!(form(&asked[2]), pairs(&sent));
}

#[tokio::test]
async fn a_token_that_is_refused_however_new_is_not_renewed_again() {
    let counterpart = Counterpart::new(|asked, before| {
        if asked.path == TOKEN {
            return token(before);
        }
        status(401)
    })
    .await;
    let reply = counterpart.resume().await.unwrap();
    assert_eq!(reply.state, SourceState::NotEntitled);
    assert_eq!(
        [TOKEN, ACCOUNT, TAXES].map(|path| counterpart.count(path)),
        [2, 2, 1],
        "one renewal"
    );
}

#[tokio::test]
async fn a_permission_that_cannot_be_renewed_may_be_given_anew() {
    let over = |asked: &Asked, before: usize| match (asked.path.as_str(), before) {
        (TOKEN, 0) => token(0),
        (TOKEN, _) => Say::This(400, b"{\"error\":\"invalid_grant\"}".to_vec()),
        _ => status(401),
    };
    let counterpart = Counterpart::new(over).await;
    assert_eq!(counterpart.resume().await.err(), Some(SourceError::Faulty));
    let without = |asked: &Asked, _: usize| match asked.path.as_str() {
        TOKEN => json("{\"access_token\":\"a\",\"token_type\":\"bearer\"}"),
        _ => status(401),
    };
    let counterpart = Counterpart::new(without).await;
    assert_eq!(counterpart.resume().await.err(), Some(SourceError::Faulty));
    assert_eq!(counterpart.count(TOKEN), 1, "there is nothing to renew with");
}

#[tokio::test]
async fn a_citizen_who_refuses_is_no_failure() {
    let counterpart = Counterpart::new(honest).await;
    let mut outcomes = Vec::new();
    for reason in [
        "access_denied",
        "temporarily_unavailable",
        "server_error",
        "invalid_scope",
        "x",
    ] {
        let back = Return::Refusal(reason.to_owned());
        let step = counterpart.source().resume(&ask(Purpose::Overview), &back).await;
        outcomes.push(step.map(|step| match step {
            Step::Answers(reply) => (
                reply.state,
                reply.notes.iter().map(|note| note.kind).collect::<Vec<_>>(),
            ),
            _ => panic!("another step"),
        }));
    }
    let expected = [
        Ok((SourceState::NotEntitled, vec![NoteKind::Declined])),
        Err(SourceError::Faulty),
        Err(SourceError::Faulty),
        Err(SourceError::Refused),
        Err(SourceError::Refused),
    ];
    assert_eq!(outcomes, expected);
    assert!(counterpart.asked().is_empty());
}

#[test]
fn faults_of_a_configuration_are_all_named() {
    let mut bad = config("https://127.0.0.1");
    bad.parts.push(Part::Skattekonto);
    bad.scope = " ".to_owned();
    bad.token.set_scheme("http").unwrap();
    bad.api.set_query(Some("a=b"));
    let client = mn_http::Client::new(&config("https://127.0.0.1").client_options(Vec::new()));
    assert!(client.is_err(), "no authority is believed");
    let expected = [
        ConfigFault::Empty("scope"),
        ConfigFault::Twice,
        ConfigFault::Address("token"),
        ConfigFault::Address("api"),
    ];
    assert_eq!(bad.faults(), expected);
    assert_eq!(config("https://127.0.0.1").faults(), []);
}

#[tokio::test]
async fn a_secret_that_no_header_holds_is_a_fault() {
    let authority = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let config = config("https://127.0.0.1");
    let options = config.client_options(authority.cert.pem().into_bytes());
    let client = mn_http::Client::new(&options).unwrap();
    let mut secrets = secrets();
    secrets.gateway = "two\nlines".into();
    let made = Skatteverket::new(config, BACK.parse().unwrap(), secrets, client);
    assert_eq!(made.err(), Some(vec![ConfigFault::Header("gateway secret")]));
}
