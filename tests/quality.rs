//! Answers that do not fit: what the citizen, the operators and the recipient see of it.

use std::fs;

use mn_tests::browser::Browser;
use mn_tests::demo::Demo;
use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world::World;

const MARK: &str = "Kontrollera det här";
const EVERY_SOURCE: [&str; 8] = [
    "a-kassan",
    "arbetsformedlingen",
    "csn",
    "forsakringskassan",
    "migrationsverket",
    "pensionsmyndigheten",
    "skatteverket",
    "transportstyrelsen",
];

/// The row of a source in the operators' table: answers that do not fit by sum, order, range, twice.
async fn counted(demo: &Demo, source: &str) -> Option<[u64; 4]> {
    let mut operator = Browser::new().unwrap();
    let page = operator
        .open(format!("{}/kallor", demo.ready.console))
        .await
        .unwrap();
    let rows = page.all("section[aria-labelledby=doubtful] tr");
    let row = rows.iter().find_map(|row| row.strip_prefix(source))?;
    let counts: Vec<u64> = row.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    counts.try_into().ok()
}

fn read(folder: &std::path::Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The log tells each kind of each answer once, and of nobody.
fn nobody_is_told_of(demo: &Demo) {
    let log = demo.log().unwrap();
    let told = log.lines().filter(|line| line.contains("source_doubtful"));
    // Each line begins with the name of the program that wrote it.
    let event = |line: &str| serde_json::from_str(&format!("{{{}", line.split_once('{')?.1)).ok();
    let told: Vec<Value> = told.filter_map(event).collect();
    assert_eq!(told.len(), 3, "once an answer and kind: {told:?}");
    let names = ["at", "check", "event", "source"];
    for line in &told {
        let fields: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert!(
            fields.iter().all(|name| names.contains(&name.as_str())),
            "of nobody: {line}"
        );
    }
}

#[tokio::test]
async fn what_does_not_fit_is_marked_counted_and_sent_with_its_mark() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let world = World::of(&demo).await;
    let person = world.person("gar_inte_ihop").number.clone();
    let sources = ["csn", "forsakringskassan", "a-kassan"];
    let mut visit = Visit::with_answers(&demo, &person, &sources).await.unwrap();
    for (source, says) in [
        ("csn", "Delarna ger tillsammans"),
        ("forsakringskassan", "Den här betalningen står 2 gånger"),
        ("a-kassan", "Det är efter Till och med"),
    ] {
        visit.open(&format!("/uppgifter/{source}")).await.unwrap();
        let notes = visit.page.all(".note.look");
        let told = notes
            .iter()
            .any(|note| note.contains(MARK) && note.contains(says));
        assert!(told, "{source}: {notes:?}");
        let fold = visit.page.all("details:not([open]) .note.look");
        assert!(fold.is_empty(), "{source}: folded away: {fold:?}");
    }

    assert_eq!(counted(&demo, "csn").await, Some([1, 0, 0, 0]));
    assert_eq!(counted(&demo, "forsakringskassan").await, Some([0, 0, 0, 1]));
    assert_eq!(counted(&demo, "a-kassan").await, Some([0, 1, 0, 0]));
    nobody_is_told_of(&demo);

    visit.fill_in(&[]).await.unwrap();
    assert!(
        visit.page.says(MARK) && visit.page.says("Delarna ger tillsammans"),
        "{}",
        visit.page.text()
    );
    visit.sign().await.unwrap();
    let (rows, _) = sent_rows(&demo);
    let checks = |source: &str| {
        let row = rows.iter().find(|row| row["source"] == source);
        row.unwrap_or_else(|| panic!("{source}: {rows:?}"))["checks"].clone()
    };
    assert_eq!(checks("csn"), serde_json::json!(["sum"]));
    assert_eq!(checks("forsakringskassan"), serde_json::json!(["twice"]));
    assert_eq!(checks("a-kassan"), serde_json::json!(["order"]));
    let snapshot = read(&demo.arrived()[0], "snapshot.json").to_string();
    assert!(
        snapshot.contains("Delarna ger tillsammans"),
        "the officer does not see why"
    );
}

#[tokio::test]
async fn an_honest_answer_is_never_doubted() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let world = World::of(&demo).await;
    for life in [
        "student",
        "gymnasist",
        "omstallning",
        "foralder",
        "foralder_rikt",
        "arbetssokande",
        "anstalld_akassa",
        "pensionar",
        "pensionar_utomlands",
        "sjuk_rikt",
        "nyanland",
        "tillfalligt_tillstand",
        "blandad",
    ] {
        let person = world.person(life).number.clone();
        let mut visit = Visit::with_answers(&demo, &person, &EVERY_SOURCE).await.unwrap();
        for source in EVERY_SOURCE {
            visit.open(&format!("/uppgifter/{source}")).await.unwrap();
            let notes = visit.page.all(".note.look");
            assert!(
                !notes.iter().any(|note| note.contains(MARK)),
                "{life}: {source}: {notes:?}"
            );
        }
        visit.log_out().await.unwrap();
    }
    assert!(!demo.log().unwrap().contains("source_doubtful"));
}

/// The address of the page about one value of the page that is shown.
fn wrong(visit: &Visit<'_>, field: &str) -> String {
    let links = visit.page.attributes("a[href*=stammer-inte]", "href");
    let link = links.iter().find(|link| link.contains(&format!("/{field}/")));
    link.unwrap_or_else(|| panic!("no way to say that {field} is not right: {links:?}"))
        .clone()
}

/// Says what is right of a value.
async fn say(visit: &mut Visit<'_>, address: &str, text: &str) {
    visit.open(address).await.unwrap();
    let form = visit.page.form("/uppgifter/csn/stammer-inte").unwrap();
    visit.send(&form.with("text", text).pressed()).await.unwrap();
    assert_eq!(visit.page.status, 200, "{}", visit.page.text());
}

/// The page about a payment's amount: whom to tell, and a text with the value and without her number.
fn says_whom_to_tell(visit: &Visit<'_>) {
    let page = visit.page.text();
    for says in [
        "Centrala studiestödsnämnden (CSN)",
        "0771-27 60 00",
        "På csn.se står",
        "Uppgiften finns i din ansökan",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    for link in ["main a[href^='tel:']", "main a[href='https://www.csn.se/']"] {
        assert!(visit.page.link(link).is_ok(), "{link}");
    }
    let text = visit.page.all("#ready").concat();
    for says in [
        "Hos er står det: ",
        "Pengar till dig",
        "Delarna ger tillsammans",
        "Det rätta är: …",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    for number in crate::world::forms(&visit.number) {
        assert!(!text.contains(&number), "her number is in the text: {text}");
    }
}

/// Whether the ready text of the page says what is right.
fn ready_says(visit: &Visit<'_>, right: &str) -> bool {
    let text = visit.page.all("#ready").concat();
    text.contains(&format!("Det rätta är: {right}"))
}

/// The application as the recipient decrypts it: its fetched rows, and all of it.
fn sent_rows(demo: &Demo) -> (Vec<Value>, String) {
    demo.fetch().unwrap();
    let application = read(&demo.arrived()[0], "application.json");
    let rows = application.pointer("/answers/hamtade_inkomster").unwrap();
    (rows.as_array().unwrap().clone(), application.to_string())
}

#[tokio::test]
async fn a_value_that_is_not_right_leads_to_whom_to_tell_and_is_marked_in_the_application() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let world = World::of(&demo).await;
    let person = world.person("gar_inte_ihop").number.clone();
    let mut visit = Visit::with_answers(&demo, &person, &["csn"]).await.unwrap();
    visit.open("/uppgifter/csn").await.unwrap();
    let fields = [
        "csn.utbetalning.belopp",
        "csn.utbetalning.datum",
        "csn.arende.status",
    ];
    let [amount, day, case] = fields.map(|field| wrong(&visit, field));
    visit.open(&amount).await.unwrap();
    says_whom_to_tell(&visit);

    say(&mut visit, &amount, "Jag fick 2 800 kr").await;
    assert!(
        visit.page.says("Uppgiften är markerad i din ansökan"),
        "{}",
        visit.page.text()
    );
    assert!(ready_says(&visit, "Jag fick 2 800 kr"));
    say(&mut visit, &day, "Pengarna kom den 27").await;
    // What the application says nothing of goes into the text, and nowhere else.
    say(&mut visit, &case, "Ärendet är avslutat").await;
    assert!(
        visit.page.says("Uppgiften är inte med i din ansökan"),
        "{}",
        visit.page.text()
    );
    assert!(ready_says(&visit, "Ärendet är avslutat"));
    visit.open(&case).await.unwrap();
    assert!(!visit.page.says("Ärendet är avslutat"), "it was kept");

    visit.fill_in(&[]).await.unwrap();
    assert!(visit.page.says("Jag fick 2 800 kr"), "{}", visit.page.text());
    visit.sign().await.unwrap();
    let (rows, whole) = sent_rows(&demo);
    let disputed: Vec<&str> = rows.iter().filter_map(|row| row["correction"].as_str()).collect();
    assert_eq!(
        disputed,
        ["Jag fick 2 800 kr\nBetalningsdag: Pengarna kom den 27"]
    );
    assert!(!whole.contains("avslutat"), "more was sent than she saw");

    visit.open(&amount).await.unwrap();
    assert!(
        visit.page.says("Din ansökan är redan skickad"),
        "{}",
        visit.page.text()
    );
}
