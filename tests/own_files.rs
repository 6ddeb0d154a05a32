//! What citizens add themselves: read, explained, removed, refused with words that help, and sent as the form has it.

use std::path::Path;

use mn_domain::{Clock as _, SystemClock};
use mn_tests::demo::Demo;
use mn_tests::place;
use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world::{self, World};

const PAGE: &str = "/egna-filer";
/// What only this test's statement says.
const PAID_BY: &str = "Kvarnbergets båtklubb";

fn fixture(name: &str) -> Vec<u8> {
    let folder = place::root().join("sts-adapters/file/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

/// A statement of the month before this one, which the form asks about: 1 234 in, 6 200 out.
fn statement(number: &str) -> Vec<u8> {
    let month = SystemClock.today().first_of_month().yesterday().unwrap();
    let month = month.strftime("%Y-%m").to_string();
    let text = String::from_utf8(fixture("camt-v02.xml")).unwrap();
    let closing = [
        "<Amt Ccy=\"SEK\">7250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>",
        "<Amt Ccy=\"SEK\">3965.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>",
    ];
    text.replace("2026-10-3", &format!("{month}-2"))
        .replace("2026-10", &month)
        .replace(closing[0], closing[1])
        .replace("12450.00", "1234.00")
        .replace("Åbergs bygg AB", PAID_BY)
        .replace("198501012382", number)
        .into_bytes()
}

/// Adds a file and shows the page that follows.
async fn add(visit: &mut Visit<'_>, file: &[u8]) {
    visit.open(PAGE).await.unwrap();
    let form = visit.page.form(PAGE).unwrap().without("fil");
    let (page, browser) = (&visit.page, &mut visit.browser);
    visit.page = browser.upload(page, &form, ("fil", file)).await.unwrap();
    if visit.page.status == 303 {
        let onward = visit.page.headers["location"].to_str().unwrap().to_owned();
        visit.open(&onward).await.unwrap();
    }
}

/// A citizen inside, and her number.
async fn inside<'a>(world: &'a World<'_>) -> Visit<'a> {
    let person = world.person("student").number.clone();
    Visit::with_answers(world, &person, &["csn"]).await.unwrap()
}

#[tokio::test]
async fn statements_and_rows_are_explained_and_documents_come_back_as_they_were() {
    let world = world::shared().await;
    let mut visit = inside(&world).await;
    visit.open(PAGE).await.unwrap();
    for said in [
        "Högst 5 MB",
        "camt.053",
        "CSV",
        "PDF, JPEG eller PNG",
        "Du har inte lagt till någon fil.",
    ] {
        assert!(visit.page.says(said), "{said}: {}", visit.page.text());
    }

    let number = visit.number.clone();
    add(&mut visit, &statement(&number)).await;
    visit.is_at("/egna-filer/1").unwrap();
    for said in ["Uppladdad av dig", "1 234", PAID_BY, "…7466", "Exempelbanken"] {
        assert!(visit.page.says(said), "{said}: {}", visit.page.text());
    }
    assert!(!visit.page.html.contains("SE4550000000058398257466"));

    add(&mut visit, &fixture("csv-exempelbanken.csv")).await;
    visit.is_at("/egna-filer/2").unwrap();
    assert!(visit.page.says("12 450") && visit.page.says("Kortköp 1003 ICA ÅBY"));

    let document = fixture("document.pdf");
    add(&mut visit, &document).await;
    visit.is_at("/egna-filer/3").unwrap();
    let itself = visit.page.link("a[href='/egna-filer/3/filen']").unwrap();
    let form = visit.page.form("/egna-filer/ta-bort").unwrap();
    let page = visit.browser.follow(&visit.page, itself).await.unwrap();
    assert_eq!(page.headers["content-type"], "application/pdf");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert!(
        page.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );

    // The journal tells of each, and of what was removed; nothing of it stays.
    visit.send(&form).await.unwrap();
    visit.is_at(PAGE).unwrap();
    assert_eq!(visit.page.all("li.card").len(), 2, "{}", visit.page.text());
    visit.open("/egna-filer/3").await.unwrap();
    assert_eq!(visit.page.status, 404);
    visit.open("/vem-ser-vad").await.unwrap();
    for act in [
        "ett kontoutdrag",
        "rader från din bank",
        "ett dokument",
        "tog bort en egen fil",
    ] {
        assert!(visit.page.says(act), "{act}: {}", visit.page.text());
    }
    visit.open("/uppgifter").await.unwrap();
    assert!(visit.page.says("Dina egna filer") && visit.page.says("Uppladdad av dig"));
    visit.log_out().await.unwrap();
    visit.open("/egna-filer/1").await.unwrap();
    assert!(!visit.page.html.contains(PAID_BY));
}

#[tokio::test]
async fn each_file_that_is_not_taken_is_refused_in_words_that_help() {
    let world = world::shared().await;
    let mut visit = inside(&world).await;
    let text = |text: &str| text.as_bytes().to_vec();
    let pdf = String::from_utf8_lossy(&fixture("document.pdf")).into_owned();
    let mut cut = fixture("picture.png");
    cut.truncate(40);
    let almost = vec![b' '; 6 << 20];
    let huge = vec![b' '; 19 << 20];
    for (file, says) in [
        (Vec::new(), "Välj en fil."),
        (almost, "Filen är för stor. Den får ha högst 5 MB"),
        (huge, "Filen är för stor. Den får ha högst 5 MB"),
        (
            text("GIF89a\u{1}\0\u{1}\0"),
            "Den här sortens fil kan vi inte ta emot",
        ),
        (fixture("csv-unknown-bank.csv"), "Vi känner inte igen filen"),
        (cut, "Filen är inte hel"),
        (fixture("camt-v02.xml")[..600].to_vec(), "Filen är inte hel"),
        (
            text(&pdf.replace("/Root", "/Encrypt 9 0 R/Root")),
            "låst med ett lösenord",
        ),
        (
            text(&pdf.replace("/Root", "/JavaScript 9 0 R/Root")),
            "Filen har program eller andra filer i sig",
        ),
    ] {
        add(&mut visit, &file).await;
        assert_eq!(visit.page.status, 422, "{says}: {}", visit.page.text());
        assert!(visit.page.says(says), "{says}: {}", visit.page.text());
        // Whoever listens to the page hears it in the title, on top, and at the field.
        assert!(
            visit.page.html.contains("<title>Att ändra:"),
            "{}",
            visit.page.html
        );
        assert_eq!(visit.page.attributes("#fil", "aria-invalid"), ["true"]);
        assert!(visit.page.all("#fil-error").concat().contains(says));
        assert!(visit.page.says("Du har inte lagt till någon fil."));
    }
    // Another currency is no refusal: it is told, and never added to kronor.
    add(&mut visit, &fixture("camt-currencies.xml")).await;
    visit.is_at("/egna-filer/1").unwrap();
    assert!(visit.page.says("EUR"), "{}", visit.page.text());
}

#[tokio::test]
async fn a_file_from_elsewhere_or_without_the_visits_token_is_not_taken() {
    let world = world::shared().await;
    let mut visit = inside(&world).await;
    visit.open(PAGE).await.unwrap();
    let form = visit
        .page
        .form(PAGE)
        .unwrap()
        .without("fil")
        .with("token", "another");
    let (page, browser) = (&visit.page, &mut visit.browser);
    let answer = browser
        .upload(page, &form, ("fil", &fixture("document.pdf")))
        .await
        .unwrap();
    assert_eq!(answer.status, 403, "{}", answer.text());
    visit.open(PAGE).await.unwrap();
    assert!(visit.page.says("Du har inte lagt till någon fil."));
}

#[tokio::test]
async fn no_visit_holds_more_files_than_it_says() {
    let world = world::shared().await;
    let mut visit = inside(&world).await;
    for _ in 0..10 {
        add(&mut visit, &fixture("picture.png")).await;
        assert_eq!(visit.page.status, 200, "{}", visit.page.text());
    }
    visit.open(PAGE).await.unwrap();
    assert!(visit.page.says("Du har redan 10 filer"), "{}", visit.page.text());
    assert!(visit.page.form(PAGE).is_err(), "one more can be chosen");
}

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

#[tokio::test]
async fn what_came_in_by_a_statement_is_sent_and_what_was_left_out_is_not() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let world = World::of(&demo).await;
    let mut visit = inside(&world).await;
    let number = visit.number.clone();
    add(&mut visit, &statement(&number)).await;
    add(&mut visit, &fixture("document.pdf")).await;
    visit.fill_in(&[]).await.unwrap();
    visit.is_at("/granska").unwrap();
    for said in ["1 234", "\u{2212}3 965,50", "uppladdad av dig"] {
        assert!(visit.page.says(said), "{said}: {}", visit.page.text());
    }

    // What was left is taken away from what is sent.
    visit.open("/ansokan/egna").await.unwrap();
    assert!(visit.page.says("Från Egen fil") && visit.page.says("Uppladdad av dig"));
    let wrong = visit.page.link("ul.money-rows li:first-child a").unwrap();
    visit.page = visit.browser.follow(&visit.page, wrong).await.unwrap();
    let path = visit.page.url.path().to_owned();
    let form = visit.page.form(&path).unwrap().with("val", "lamna").pressed();
    visit.send(&form).await.unwrap();
    visit.open("/granska").await.unwrap();
    assert!(visit.page.says("1 234"), "{}", visit.page.text());

    visit.sign().await.unwrap();
    demo.fetch().unwrap();
    let arrived = demo.arrived();
    let [folder] = arrived.as_slice() else {
        panic!("{} packages arrived", arrived.len())
    };
    let rows = read(folder, "application.json")["answers"]["ur_egna_filer"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "{rows}");
    assert_eq!(
        (&rows[0]["source"], &rows[0]["amount"]),
        (&"egen-fil".into(), &"1234".into())
    );
    let snapshot = read(folder, "snapshot.json").to_string();
    assert!(snapshot.contains("uppladdad av dig") && !snapshot.contains("3\u{a0}965,50"));
    let visible = std::fs::read_to_string(folder.join("signature/visible.txt")).unwrap();
    assert!(visible.contains("1 är lästa ur filer"), "{visible}");
    visit.log_out().await.unwrap();
}

#[tokio::test]
async fn what_was_said_of_a_removed_file_is_not_said_of_the_next() {
    let world = world::shared().await;
    let mut visit = inside(&world).await;
    let number = visit.number.clone();
    add(&mut visit, &statement(&number)).await;
    visit.fill_in(&[]).await.unwrap();
    visit.open("/ansokan/egna").await.unwrap();
    let wrong = visit.page.link("ul.money-rows a").unwrap();
    visit.page = visit.browser.follow(&visit.page, wrong).await.unwrap();
    let path = visit.page.url.path().to_owned();
    let form = visit.page.form(&path).unwrap().with("val", "lamna").pressed();
    visit.send(&form).await.unwrap();
    assert!(visit.page.says("Skickas inte"), "{}", visit.page.text());
    visit.open(PAGE).await.unwrap();
    let form = visit.page.form("/egna-filer/ta-bort").unwrap();
    visit.send(&form).await.unwrap();
    visit.open("/ansokan/egna").await.unwrap();
    assert!(!visit.page.says("Från Egen fil"), "{}", visit.page.text());
    add(&mut visit, &statement(&number)).await;
    visit.open("/ansokan/egna").await.unwrap();
    assert!(visit.page.says("Från Egen fil") && !visit.page.says("Skickas inte"));
}
