//! Sources that are not asked now: what citizens and operators read of it.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use mn_domain::{Clock, SystemClock};
use mn_tests::browser::Browser;
use mn_tests::demo::{Demo, EVERY};
use mn_tests::visit::Visit;
use serde_json::{Value, json};

/// Persons about whom nothing else matters here.
const PERSONS: [&str; 3] = ["199001012385", "200308102383", "200108312380"];
const ANSWERED_WITHIN: Duration = Duration::from_mins(1);

/// A demo in which CSN is closed and a source rests for long after two visits.
fn demo() -> Demo {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    // Closed today and, for a test that runs at midnight, tomorrow.
    let today = SystemClock.today();
    let days =
        [today, today.tomorrow().unwrap()].map(|day| format!("\"{:?}\"", day.weekday()).to_lowercase());
    let closed = format!(
        "[terms]\nclosed = [{{ days = [{}], from = \"00:00\", to = \"00:00\" }}]",
        days.join(", ")
    );
    let file = demo.ready.dir.join("metadata/sources/csn.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("[terms]", &closed, 1)).unwrap();
    let config = demo.ready.dir.join("medborgarnavet.toml");
    let mut config = fs::OpenOptions::new().append(true).open(config).unwrap();
    writeln!(config, "\n[fetch]\nfailing_visits = 2\nrest_seconds = 3600").unwrap();
    demo.kill_service().unwrap();
    demo.restart_service().unwrap();
    demo
}

async fn inside<'a>(demo: &'a Demo, person: &str) -> Visit<'a> {
    let mut visit = Visit::new(demo, person).await.unwrap();
    visit.log_in().await.unwrap();
    visit.agree().await.unwrap();
    visit
}

/// How many questions were put to a source.
fn asked(demo: &Demo, source: &str) -> usize {
    let question = format!(r#""event":"source_asked","source":"{source}""#);
    demo.log().unwrap().matches(&question).count()
}

/// Where the operators' pages are since the service was started again.
fn console(demo: &Demo) -> String {
    let log = demo.log().unwrap();
    let lines = log
        .lines()
        .rev()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut addresses =
        lines.filter_map(|line| Some(line.pointer("/addresses/console")?.as_str()?.to_owned()));
    addresses.next().unwrap()
}

/// Lets Transportstyrelsen fail for as many visits as it takes.
async fn make_ill(demo: &Demo) {
    for person in PERSONS {
        let wish = json!({"agency": "TNS", "person": person, "behaviour": "http_error", "status": 500});
        demo.control().tell("/ssbtek", wish).await.unwrap();
    }
    for person in &PERSONS[..2] {
        let mut visit = inside(demo, person).await;
        visit.ask(&["transportstyrelsen"]).await.unwrap();
        let deadline = Instant::now() + ANSWERED_WITHIN;
        while visit.row("transportstyrelsen").contains("Väntar") {
            assert!(Instant::now() < deadline, "{}", visit.page.text());
            tokio::time::sleep(EVERY).await;
            visit.open("/hamta").await.unwrap();
        }
        visit.log_out().await.unwrap();
    }
    let again = demo.log().unwrap().matches("source_asked_again").count();
    assert_eq!(
        (asked(demo, "transportstyrelsen"), again),
        (2, 4),
        "each question is put three times"
    );
}

#[tokio::test]
async fn closed_and_resting_sources_are_not_asked_and_everybody_reads_until_when() {
    let demo = demo();
    make_ill(&demo).await;
    let mut visit = inside(&demo, PERSONS[2]).await;
    let cards = visit.page.all(".card.pick");
    let card = |name: &str| cards.iter().find(|card| card.contains(name)).unwrap();
    assert!(
        card("Transportstyrelsen").contains("Vi frågar inte förrän"),
        "{cards:?}"
    );
    assert!(
        card("CSN").contains("Stängd nu") && card("CSN").contains("Öppnar"),
        "{cards:?}"
    );
    let disabled = visit.page.attributes("input[name=kalla][disabled]", "value");
    assert_eq!(disabled, ["csn"]);
    // Also where a browser sends it all the same.
    let chosen = ["csn", "transportstyrelsen", "skatteverket"];
    visit.ask(&chosen).await.unwrap();
    for (source, words) in [
        ("csn", ["Stängd nu", "öppnar", "00.00"]),
        (
            "transportstyrelsen",
            ["Svarar inte just nu", "Vi frågar inte förrän", "."],
        ),
    ] {
        let row = visit.row(source);
        assert!(words.iter().all(|word| row.contains(word)), "{row}");
        assert!(row.contains("Det betyder inte att du saknar ersättning"), "{row}");
        assert!(
            !row.contains("Försök igen") && !row.contains("Inget hos dem"),
            "{row}"
        );
    }
    assert_eq!(chosen.map(|source| asked(&demo, source)), [0, 2, 1]);
    operators_read(&demo).await;
}

/// The same from the other side.
async fn operators_read(demo: &Demo) {
    let mut operator = Browser::new().unwrap();
    let page = operator
        .open(format!("http://{}/kallor", console(demo)))
        .await
        .unwrap();
    let rows = page.all("tbody tr");
    let row = |id: &str| rows.iter().find(|row| row.contains(id)).unwrap();
    assert!(row("transportstyrelsen").contains("inte förrän"), "{rows:?}");
    assert!(row("csn").contains("öppnar"), "{rows:?}");
    // The sandbox's base services say that they can be reached, whatever they do to some persons. Of the source that
    // meets citizens itself nobody knows before one of them was there.
    let unknown: Vec<_> = rows.iter().filter(|row| row.contains("Vet inte")).collect();
    assert!(
        unknown.len() == 1 && unknown.iter().all(|row| row.contains("skatteverket-egna")),
        "{rows:?}"
    );
    let told = r#""event":"source_reach","source":"csn","reach":"reachable""#;
    assert!(demo.log().unwrap().contains(told));
}
