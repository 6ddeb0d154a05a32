//! What operators see, and what nobody sees.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests stop where something is not as it must be"
)]

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use jiff::civil::Time;
use mn_console::{Console, router};
use mn_deliver::Outbox;
use mn_domain::{CheckKind, Clock, ClosedHours, CorrelationId, SourceId, SourceState, SystemClock};
use mn_event::{Event, EventLog, EventSink, LoginRefusal, Pseudonym, Record, RequestRefusal};
use mn_fetch::{Allowed, BreakerSettings, Fetcher, FetcherSettings, Monitor};
use mn_help::Inspection;
use mn_risk::{Register, Ring};
use mn_source::{Ask, DataSource, FieldSpec, HealthCheck, Reached, SourceError, Step};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_440_000).expect("a moment")
    }
}

/// Answers nothing.
struct Csn(SourceId);

#[async_trait]
impl DataSource for Csn {
    fn id(&self) -> &SourceId {
        &self.0
    }

    fn fields(&self) -> &'static [FieldSpec] {
        &[]
    }

    async fn begin(&self, _: &Ask) -> Result<Step, SourceError> {
        Err(SourceError::Unreachable)
    }
}

#[async_trait]
impl HealthCheck for Csn {
    fn sources(&self) -> Vec<SourceId> {
        vec![self.0.clone()]
    }

    async fn check(&self) -> Result<Vec<Reached>, SourceError> {
        Err(SourceError::Unreachable)
    }
}

/// One source, which is closed all day.
fn sources(clock: Arc<Standing>, log: EventLog) -> (Fetcher, Monitor) {
    let csn = || Csn("csn".parse().expect("a slug"));
    let day = clock.today().weekday();
    let allowed = Allowed {
        source: Arc::new(csn()),
        purposes: Vec::new(),
        deadline: None,
        closed: vec![ClosedHours {
            weekday: day,
            from: Time::midnight(),
            to: Time::midnight(),
        }],
        checks: Inspection::default(),
    };
    let settings = FetcherSettings {
        deadline: Duration::from_secs(1),
        months_back: 3,
        first_wait: Duration::from_secs(1),
        breaker: BreakerSettings {
            failing_visits: 5,
            rest: Duration::from_secs(30),
        },
    };
    let fetcher = Fetcher::new(
        vec![allowed],
        settings,
        clock.clone(),
        log.clone(),
        TaskTracker::new(),
    );
    (fetcher, Monitor::new(vec![Arc::new(csn())], clock, log))
}

async fn console(folder: &tempfile::TempDir) -> Console {
    let ring = Ring::new(100);
    let record = |event| Record {
        at: Standing.now(),
        subject: Some(Pseudonym::from_hash([7; 8])),
        event,
    };
    ring.take(&record(Event::LoginCompleted));
    ring.take(&record(Event::LoginRefused {
        reason: LoginRefusal::AssuranceTooLow,
    }));
    ring.take(&record(Event::SourceAnswered {
        source: "csn".parse().expect("a slug"),
        correlation: CorrelationId::from_random([3; 15]),
        state: SourceState::Partial,
        answers: 6,
        notes: 1,
        millis: 812,
    }));
    for check in [CheckKind::Sum, CheckKind::Twice, CheckKind::Sum] {
        let source = "a-kassan".parse().expect("a slug");
        ring.take(&record(Event::SourceDoubtful { source, check }));
    }
    ring.take(&record(Event::RequestRefused {
        reason: RequestRefusal::FormToken,
    }));
    let log = EventLog::new(Arc::new(SystemClock), Vec::new());
    let file = folder.path().join("outbox.db");
    let outbox = Outbox::open(&file, Arc::new(SystemClock), log)
        .await
        .expect("an outbox");
    let (clock, log) = (Arc::new(Standing), EventLog::new(Arc::new(Standing), Vec::new()));
    let (fetcher, monitor) = sources(clock, log);
    Console {
        fetcher,
        monitor,
        events: Arc::new(ring),
        register: Arc::new(Register::of_this_build().expect("a whole register")),
        outbox,
        patience: jiff::SignedDuration::from_hours(48),
        clock: Arc::new(Standing),
    }
}

async fn get(path: &str, host: &str) -> (StatusCode, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let request = Request::get(path)
        .header(header::HOST, host)
        .body(Body::empty())
        .expect("a request");
    let answer = router(console(&folder).await)
        .oneshot(request)
        .await
        .expect("an answer");
    let policy = answer
        .headers()
        .get(header::CONTENT_SECURITY_POLICY)
        .expect("a policy");
    let policy = policy.to_str().expect("text").to_owned();
    let status = answer.status();
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    (status, policy, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn the_newest_event_comes_first_and_a_kind_can_be_chosen() {
    let (status, _, all) = get("/", "127.0.0.1:9000").await;
    assert_eq!(status, StatusCode::OK);
    let refused = all.find("request_refused").expect("the newest");
    let answered = all.find("source_answered").expect("an older one");
    assert!(refused < answered && all.contains("0707070707070707"));
    let (_, _, only) = get("/?kind=source", "127.0.0.1:9000").await;
    assert!(only.contains("source_answered") && !only.contains("request_refused"));
}

#[tokio::test]
async fn counts_stand_by_source_and_for_the_outbox() {
    let (_, _, page) = get("/", "localhost:9000").await;
    assert!(page.contains("<th scope=\"row\">csn</th>"));
    assert!(page.contains("Mottagen") && page.contains("Avvisad av mottagaren"));
}

#[tokio::test]
async fn answers_that_do_not_fit_are_counted_by_source_and_kind_of_check() {
    let (_, _, page) = get("/kallor", "localhost:9000").await;
    let row = "<th scope=\"row\">a-kassan</th><td class=\"n\">2</td><td class=\"n zero\">0</td>\
               <td class=\"n zero\">0</td><td class=\"n\">1</td>";
    assert!(page.contains(row), "{page}");
}

#[tokio::test]
async fn the_matrix_can_be_read_without_colour() {
    let (status, _, page) = get("/risker", "127.0.0.1").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page.matches("<span class=\"sr\">över linjen</span>").count(), 4);
    assert!(page.contains("2 × 3 = 6, över linjen") && page.contains("värde 9"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_reach_in() {
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:9000",
        "127.0.0.1:x",
        "",
    ] {
        let (status, _, page) = get("/", host).await;
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(page.is_empty());
    }
    assert_eq!(get("/", "[::1]:9000").await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_kind_or_page_is_said_to_be_none() {
    assert_eq!(
        get("/?kind=everything", "localhost").await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        get("/?kind=a&kind=b", "localhost").await.0,
        StatusCode::BAD_REQUEST
    );
    let (status, policy, page) = get("/nowhere", "localhost").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("Sidan finns inte") && !policy.contains("unsafe"));
}

/// Presses the button, as a page of that site does.
async fn press(console: Console, origin: &str) -> StatusCode {
    let request = Request::post("/kallor")
        .header(header::HOST, "localhost:8090")
        .header(header::ORIGIN, origin)
        .body(Body::empty())
        .expect("a request");
    let answer = router(console).oneshot(request).await.expect("an answer");
    answer.status()
}

async fn sources_page(console: Console) -> String {
    let request = Request::get("/kallor")
        .header(header::HOST, "localhost")
        .body(Body::empty())
        .expect("a request");
    let answer = router(console).oneshot(request).await.expect("an answer");
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8_lossy(&body).into_owned()
}

#[tokio::test]
async fn each_source_is_shown_with_whether_it_is_asked_and_can_be_reached() {
    let folder = tempfile::tempdir().expect("a folder");
    let console = console(&folder).await;
    let page = sources_page(console.clone()).await;
    assert!(
        page.contains("Vet inte") && page.contains("Inte frågat än"),
        "{page}"
    );
    assert!(
        page.contains("Stängd") && page.contains("öppnar 2026-11-24 00.00"),
        "{page}"
    );
    assert_eq!(
        press(console.clone(), "http://localhost:8090").await,
        StatusCode::SEE_OTHER
    );
    let page = sources_page(console).await;
    assert!(!page.contains("Vet inte") && page.contains(">Nej<"), "{page}");
    assert!(page.contains("Senast frågat 2026-11-23"), "{page}");
}

#[tokio::test]
async fn another_sites_page_cannot_press_the_button() {
    let folder = tempfile::tempdir().expect("a folder");
    let console = console(&folder).await;
    assert_eq!(
        press(console.clone(), "https://evil.example").await,
        StatusCode::FORBIDDEN
    );
    assert!(sources_page(console).await.contains("Inte frågat än"));
}

#[tokio::test]
async fn nothing_can_be_changed_here() {
    let folder = tempfile::tempdir().expect("a folder");
    let request = Request::post("/")
        .header(header::HOST, "localhost")
        .body(Body::empty())
        .expect("a request");
    let answer = router(console(&folder).await)
        .oneshot(request)
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn pages_hold_no_style_or_script_of_their_own() {
    for path in ["/", "/kallor", "/risker"] {
        let (_, _, page) = get(path, "localhost").await;
        assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains("|safe"));
    }
    let (status, _, style) = get("/assets/style.css", "localhost").await;
    assert!(status == StatusCode::OK && style.contains("url(/assets/atkinson-next-latin-400.woff2)"));
    assert_eq!(
        get("/assets/atkinson-next-latin-700.woff2", "localhost").await.0,
        StatusCode::OK
    );
}
