//! Answers that are attacks, each over a real socket with real TLS, against the adapter that ships.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its counterpart should stop"
)]

mod counterpart;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use counterpart::{Act, Authority, CORRELATION, Counterpart, PATIENCE, http};
use mn_domain::{CorrelationId, SourceState};
use mn_source::{HealthCheck, SourceError};
use rcgen::date_time_ymd;
use tokio::net::TcpListener;

const MIB: usize = 1024 * 1024;
const VEHICLE: &str = "<b:TNS><b:data><t:resultat xmlns:t=\"http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1\">OK</t:resultat>\
    <t:fordonsinnehav xmlns:t=\"x\"><t:fordon><t:regnr>PRO123</t:regnr></t:fordon></t:fordonsinnehav></b:data></b:TNS>";
const STRANGER: &str = "<b:AF><b:data><Svar><IdentitetsbeteckningFysiskPerson>199001012385</IdentitetsbeteckningFysiskPerson></Svar></b:data></b:AF>";

/// An answer to the question with that id.
fn to(correlation: &str, svarsdata: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
         <b:hamtaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/10\">\
         {correlation}<b:svarsdata>{svarsdata}</b:svarsdata>\
         </b:hamtaBastjanstInformationResponse></e:Body></e:Envelope>"
    )
}

fn id(bytes: [u8; 15]) -> String {
    format!(
        "<b:korrelationsid>{}</b:korrelationsid>",
        CorrelationId::from_random(bytes)
    )
}

/// An honest answer about a vehicle.
fn honest() -> String {
    to(&id(CORRELATION), VEHICLE)
}

async fn said(body: &str) -> Result<SourceState, SourceError> {
    let counterpart = Counterpart::new(Act::Says(http(body))).await;
    counterpart
        .ask("transportstyrelsen")
        .await
        .map(|reply| reply.state)
}

#[tokio::test]
async fn an_honest_answer_is_read() {
    assert_eq!(said(&honest()).await, Ok(SourceState::Hit));
}

#[tokio::test]
async fn an_answer_to_an_earlier_question_or_to_none_is_refused() {
    let of = |correlation: &str| to(correlation, VEHICLE);
    assert_eq!(
        said(&of(&id([6; 15]))).await,
        Err(SourceError::Unasked),
        "replayed"
    );
    assert_eq!(said(&of("")).await, Err(SourceError::Unasked), "to no question");
    let healthy = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
        <b:testaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/10\"/></e:Body></e:Envelope>";
    assert_eq!(
        said(healthy).await,
        Err(SourceError::Unasked),
        "to another operation"
    );
    let counterpart = Counterpart::new(Act::Says(http(&honest()))).await;
    let other = counterpart.ask("migrationsverket").await;
    assert_eq!(other.err(), Some(SourceError::Unasked), "of another agency");
    let counterpart = Counterpart::new(Act::Says(http(&honest()))).await;
    let health = counterpart.ssbtek().check().await;
    assert_eq!(
        health.err(),
        Some(SourceError::Unasked),
        "values in place of health"
    );
}

#[tokio::test]
async fn an_answer_that_comes_before_the_question_is_refused() {
    // Who has not read the question cannot know its id; the rest may be as good as it likes.
    let early = to(&id([6; 15]), VEHICLE);
    let counterpart = Counterpart::new(Act::SaysFirst(http(&early))).await;
    let answer = counterpart.ask("transportstyrelsen").await;
    assert!(
        matches!(answer, Err(SourceError::Unasked | SourceError::Unreachable)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn an_answer_that_is_followed_by_another_is_taken_once() {
    let forged = to(&id(CORRELATION), &VEHICLE.replace("PRO123", "FORGED"));
    let twice = [http(&honest()), http(&forged)].concat();
    let counterpart = Counterpart::new(Act::Says(twice)).await;
    let reply = counterpart.ask("transportstyrelsen").await.unwrap();
    let values: Vec<&str> = reply
        .answers
        .iter()
        .map(|answer| answer.value.expose().as_str())
        .collect();
    assert_eq!(values, ["PRO123"]);
}

#[tokio::test]
async fn another_persons_data_is_refused() {
    let counterpart = Counterpart::new(Act::Says(http(&to(&id(CORRELATION), STRANGER)))).await;
    let answer = counterpart.ask("arbetsformedlingen").await;
    assert_eq!(answer.err(), Some(SourceError::WrongPerson));
}

#[tokio::test]
async fn bombs_document_types_and_foreign_entities_are_refused_and_nothing_is_fetched() {
    let bait = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/x", bait.local_addr().unwrap());
    let bomb = (1..30).fold("<!ENTITY a0 \"ha\">".to_owned(), |all, n| {
        let before = format!("&a{};", n - 1).repeat(10);
        format!("{all}<!ENTITY a{n} \"{before}\">")
    });
    let document =
        |kind: &str, used: &str| format!("<!DOCTYPE x {kind}>{}", honest().replace("PRO123", used));
    for (kind, used) in [
        (format!("[{bomb}]"), "&a29;"),
        (
            "[<!ENTITY file SYSTEM \"file:///etc/hostname\">]".to_owned(),
            "&file;",
        ),
        (format!("[<!ENTITY away SYSTEM \"{url}\">]"), "&away;"),
        (format!("[<!ENTITY % away SYSTEM \"{url}\"> %away;]"), "PRO123"),
        (format!("SYSTEM \"{url}\""), "PRO123"),
        (format!("PUBLIC \"-//x\" \"{url}\""), "PRO123"),
    ] {
        let answer = said(&document(&kind, used)).await;
        assert_eq!(answer, Err(SourceError::Malformed { at: "DOCTYPE" }), "{kind}");
    }
    let included = honest().replace(
        "PRO123",
        &format!("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{url}\"/>"),
    );
    let _ = said(&included).await;
    let nobody = tokio::time::timeout(Duration::from_millis(50), bait.accept()).await;
    assert!(nobody.is_err(), "something in the answer was fetched");
}

#[tokio::test]
async fn depth_and_width_are_refused() {
    for body in [
        to(
            &id(CORRELATION),
            &format!("{}{}", "<x>".repeat(20_000), "</x>".repeat(20_000)),
        ),
        to(&id(CORRELATION), &"<x/>".repeat(300_000)),
        to(&id(CORRELATION), &" ".repeat(9 * MIB)),
    ] {
        assert_eq!(said(&body).await, Err(SourceError::TooLarge));
    }
}

#[tokio::test]
async fn of_a_hundred_megabytes_no_more_is_read_than_the_limit() {
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x1_0000], b"\r\n"].concat();
    let endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let promised = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 100 * MIB).into_bytes();
    for (first, again) in [
        (chunked, chunk),
        (endless, vec![b' '; 65_536]),
        (promised, vec![b' '; 65_536]),
    ] {
        let counterpart = Counterpart::new(Act::Repeats(first, again, Duration::ZERO)).await;
        let answer = counterpart.ask("csn").await;
        assert_eq!(answer.err(), Some(SourceError::TooLarge));
        // The limit is 8 MiB; what lies in the buffers of two sockets comes on top. Never a hundred.
        let written = counterpart.written.load(Ordering::SeqCst);
        assert!(written < 24 * MIB, "{written} bytes were taken");
    }
}

#[tokio::test]
async fn an_answer_that_drips_is_given_up_in_time() {
    let whole = http(&honest());
    let (first, again) = (
        b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec(),
        b" ".to_vec(),
    );
    for act in [
        Act::Repeats(first, again, Duration::from_millis(20)),
        // Not even the head comes to its end.
        Act::Repeats(
            b"HTTP/1.1 200 OK\r\n".to_vec(),
            b"x: y\r\n".to_vec(),
            Duration::from_millis(60),
        ),
        Act::Repeats(whole[..1].to_vec(), Vec::new(), Duration::from_millis(20)),
    ] {
        let (counterpart, began) = (Counterpart::new(act).await, Instant::now());
        assert_eq!(counterpart.ask("csn").await.err(), Some(SourceError::Late));
        assert!(
            began.elapsed() < PATIENCE * 4,
            "it went on for {:?}",
            began.elapsed()
        );
    }
}

#[tokio::test]
async fn a_conversation_that_is_cut_is_no_answer() {
    // Without a length the end of the conversation is the end of the answer: it must be one that TLS vouches for.
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), honest().as_bytes()].concat();
    let whole = Counterpart::new(Act::Says(endless.clone())).await;
    assert!(
        whole.ask("transportstyrelsen").await.is_ok(),
        "ended in good order"
    );
    let mut half = http(&honest());
    half.truncate(half.len() / 2);
    for bytes in [endless, half] {
        let cut = Counterpart::new(Act::BreaksOff(bytes)).await;
        let answer = cut.ask("transportstyrelsen").await;
        assert_eq!(answer.err(), Some(SourceError::Unreachable));
    }
}

/// How a certificate is made that the believed authority may have issued, or not.
type Issue = fn(&Authority) -> counterpart::Issued;

#[tokio::test]
async fn certificates_of_others_are_refused_before_anything_is_asked() {
    let counterfeit = |issue: Issue| async move {
        let authority = Authority::new();
        let issued = issue(&authority);
        let counterpart = Counterpart::with(authority, issued, Act::Says(http(&honest()))).await;
        let answer = counterpart.ask("transportstyrelsen").await;
        (answer.err(), counterpart.questions.load(Ordering::SeqCst))
    };
    let refused = (Some(SourceError::Unreachable), 0);
    let cases: [(&str, Issue); 5] = [
        ("another issuer of the same name", |_| {
            Authority::new().issue(|_| {})
        }),
        ("expired", |authority| {
            authority.issue(|params| params.not_after = date_time_ymd(2020, 1, 1))
        }),
        ("not valid yet", |authority| {
            authority.issue(|params| params.not_before = date_time_ymd(2099, 1, 1))
        }),
        ("another host", |authority| {
            authority.issue(|params| {
                params.subject_alt_names =
                    vec![rcgen::SanType::DnsName("ssbtek.example".try_into().unwrap())];
            })
        }),
        ("another purpose", |authority| {
            authority.issue(|params| {
                params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
            })
        }),
    ];
    for (which, issue) in cases {
        assert_eq!(counterfeit(issue).await, refused, "{which}");
    }
    let (error, questions) = counterfeit(|authority| authority.issue(|_| {})).await;
    assert_eq!((error, questions), (None, 1), "the true one");
}

#[tokio::test]
async fn health_tells_each_agency_and_says_nothing_where_nothing_was_said() {
    let body = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
        <b:testaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/10\">\
        <b:AF><b:anropad>true</b:anropad></b:AF><b:CSN><b:anropad>false</b:anropad></b:CSN>\
        <b:FK><b:anropad>true</b:anropad><b:error><b:kalla>BT</b:kalla><b:felkod>X</b:felkod><b:felmeddelande>x</b:felmeddelande></b:error></b:FK>\
        </b:testaBastjanstInformationResponse></e:Body></e:Envelope>";
    let counterpart = Counterpart::new(Act::Says(http(body))).await;
    let told = counterpart.ssbtek().check().await.unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|one| (one.source.as_str(), one.is_reached))
        .collect();
    assert_eq!(
        told,
        [
            ("arbetsformedlingen", Some(true)),
            ("csn", Some(false)),
            ("forsakringskassan", Some(false)),
            ("pensionsmyndigheten", Some(false)),
            ("skatteverket", None),
            ("a-kassan", None),
            ("transportstyrelsen", None),
            ("migrationsverket", None),
        ]
    );
}
