//! The citizen's own copies: everything that is in the room, and the journal of the visit.

use mn_tests::browser::Download;
use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world;

async fn copy(visit: &mut Visit<'_>, (page, path): (&str, &str), kind: &str) -> Download {
    visit.open(page).await.unwrap();
    let form = visit.page.form(path).unwrap().with("som", kind);
    let file = visit.browser.download(&visit.page, &form).await.unwrap();
    assert_eq!(file.status, 200);
    assert_eq!(file.headers["cache-control"], "no-store");
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(
        name.starts_with("attachment; filename=\"medborgarnavet-"),
        "{name}"
    );
    assert!(name.ends_with(&format!(".{kind}\"")), "{name}");
    file
}

const ALL: (&str, &str) = ("/kopia", "/kopia");
const JOURNAL: (&str, &str) = ("/vem-ser-vad", "/vem-ser-vad/kopia");

fn json(file: &Download) -> Value {
    assert_eq!(file.headers["content-type"], "application/json");
    serde_json::from_slice(&file.bytes).unwrap()
}

fn source<'a>(copy: &'a Value, id: &str) -> &'a Value {
    let all = copy["sources"].as_array().unwrap();
    all.iter().find(|one| one["id"] == id).unwrap()
}

fn acts(copy: &Value) -> Vec<&str> {
    let lines = copy["journal"].as_array().unwrap();
    lines.iter().map(|line| line["act"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn everything_can_be_taken_along_with_where_it_comes_from() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn", "a-kassan"])
        .await
        .unwrap();
    visit.fill_in(&[]).await.unwrap();
    let copy = json(&copy(&mut visit, ALL, "json").await);
    assert_eq!(copy["format"], "medborgarnavet-egen-kopia");
    assert_eq!(copy["version"], 1);
    assert_eq!(copy["municipality"], "Björkviks kommun");
    let made = copy["made"]["at"].as_str().unwrap();
    assert!(made.ends_with("+01:00") || made.ends_with("+02:00"), "{made}");

    let csn = source(&copy, "csn");
    assert_eq!(csn["state"], "hit");
    let records = csn["records"].as_array().unwrap();
    let values: Vec<&Value> = records
        .iter()
        .flat_map(|record| record["values"].as_array().unwrap())
        .collect();
    let amount = values
        .iter()
        .find(|value| value["field"] == "csn.utbetalning.belopp");
    let amount = amount.expect("an amount that CSN paid");
    assert!(
        amount["value"].as_str().unwrap().parse::<f64>().is_ok(),
        "{amount}"
    );
    assert!(amount["shown"].as_str().unwrap().contains("kr"), "{amount}");
    for part in [
        "term",
        "explanation",
        "responsible",
        "place",
        "if_wrong",
        "legal_ground",
    ] {
        assert!(!amount[part].as_str().unwrap().is_empty(), "{part}");
    }
    assert_eq!(source(&copy, "a-kassan")["state"], "no_hit");
    assert_eq!(source(&copy, "forsakringskassan")["state"], "not_asked");
    assert!(
        copy["application"].to_string().contains("6 200")
            || copy["application"].to_string().contains("6\u{a0}200")
    );
    assert_eq!(copy["receipts_complete"], true);

    // The id of the question is the one that the journal has, and every value of the answer is there.
    let lines = copy["journal"].as_array().unwrap();
    let asked = lines
        .iter()
        .find(|line| line["act"] == "asked" && line["with"] == "csn");
    assert_eq!(asked.unwrap()["correlation"], csn["correlation"]);
    assert_eq!(acts(&copy).last(), Some(&"downloaded"));
}

#[tokio::test]
async fn a_source_that_could_not_be_reached_is_in_the_copy_and_is_not_nothing() {
    let world = world::shared().await;
    let person = world.person("ingenting_csn_nere").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    let copy = json(&copy(&mut visit, ALL, "json").await);
    let csn = source(&copy, "csn");
    assert_eq!(csn["state"], "unavailable");
    assert_eq!(csn["records"], Value::Array(Vec::new()));
    let means = csn["state_means"].as_str().unwrap();
    assert!(
        means.contains("Det betyder inte att du saknar ersättning"),
        "{means}"
    );
    assert!(csn["correlation"].as_str().is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn the_copy_to_read_needs_nothing_from_anywhere() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    for (from, says) in [
        (ALL, "Min egen kopia"),
        (JOURNAL, "Det här har hänt under besöket"),
    ] {
        let file = copy(&mut visit, from, "html").await;
        assert_eq!(file.headers["content-type"], "text/html; charset=utf-8");
        let html = String::from_utf8(file.bytes).unwrap();
        assert!(html.contains(&format!("<h1>{says}</h1>")), "{html}");
        assert!(html.contains("<html lang=\"sv\">") && html.contains("@media print"));
        for outside in [
            "<script", "src=", "href=", "<link", "@import", "url(", "onload", "<img", "<form",
        ] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert!(!html.contains("token"), "a copy carries no token");
    }
}

#[tokio::test]
async fn a_copy_without_the_forms_token_is_not_given() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    for (page, path) in [ALL, JOURNAL] {
        visit.open(page).await.unwrap();
        let form = visit.page.form(path).unwrap().with("som", "json");
        let form = form.without("token");
        let file = visit.browser.download(&visit.page, &form).await.unwrap();
        assert_eq!(file.status, 403);
        assert!(file.headers.get("content-disposition").is_none());
    }
    assert!(!visit.page.says("kopia av den här listan"));
}

#[tokio::test]
async fn the_journal_has_one_line_for_each_answer_that_was_looked_at() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    for _ in 0..3 {
        visit.open("/uppgifter/csn").await.unwrap();
    }
    let seen = |copy: &Value| acts(copy).iter().filter(|act| **act == "seen").count();
    assert_eq!(seen(&json(&copy(&mut visit, JOURNAL, "json").await)), 1);
    visit.open("/vem-ser-vad").await.unwrap();
    assert!(
        visit.page.says("Du såg uppgifterna från CSN"),
        "{}",
        visit.page.text()
    );
    assert!(visit.page.says("Du sparade en kopia av den här listan"));

    // The same source asked anew gives another answer, and looking at that is another line.
    visit.open("/hamta").await.unwrap();
    let again = visit.page.form("/hamta/igen").unwrap().with("kalla", "csn");
    visit.send(&again).await.unwrap();
    visit.wait_for_answers().await.unwrap();
    visit.open("/uppgifter/csn").await.unwrap();
    let journal = json(&copy(&mut visit, JOURNAL, "json").await);
    assert_eq!(seen(&journal), 2, "{journal:#}");
    let who = &journal["journal"][0];
    assert_eq!(
        (&who["act"], &who["seen_by"]),
        (&"began".into(), &"Demo-legitimation".into())
    );

    visit.log_out().await.unwrap();
    visit.open("/vem-ser-vad").await.unwrap();
    assert_eq!(visit.page.heading(), "Ditt rum finns inte längre");
}
