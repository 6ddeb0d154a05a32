//! Whole journeys: four lives, from the first page to the recipient's folder.

use std::fs;
use std::path::Path;

use mn_tests::demo::Demo;
use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world::{self, World};

fn read(folder: &Path, name: &str) -> Value {
    let bytes = fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_slice(&bytes).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .flat_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                files(&entry.path())
                    .into_iter()
                    .map(|below| format!("{name}/{below}"))
                    .collect()
            } else {
                vec![name]
            }
        })
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn j01_from_the_first_page_to_the_recipients_folder() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let world = World::of(&demo).await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::ready_to_sign(&demo, &person, &["csn"]).await.unwrap();
    assert!(visit.page.says("6 200"), "{}", visit.page.text());
    assert!(
        demo.arrived().is_empty(),
        "something arrived before anything was signed"
    );
    visit.sign().await.unwrap();
    visit
        .wait_for_receipt("Ansökan är underskriven och förseglad.")
        .await
        .unwrap();

    demo.fetch().unwrap();
    visit
        .wait_for_receipt("Mottagaren har tagit emot ansökan och kontrollerat underskriften")
        .await
        .unwrap();
    let arrived = demo.arrived();
    let [folder] = arrived.as_slice() else {
        panic!("{} packages arrived", arrived.len())
    };
    let names = files(folder);
    for name in [
        "manifest.json",
        "application.json",
        "snapshot.json",
        "report.json",
        "signature/bankid.xml",
    ] {
        assert!(
            names.iter().any(|it| it == name),
            "{name} is missing of {names:?}"
        );
    }
    let application = read(folder, "application.json").to_string();
    assert!(application.contains("6200"), "the rent is not in {application}");
    let snapshot = read(folder, "snapshot.json").to_string();
    assert!(
        snapshot.contains("csn.utbetalning.belopp"),
        "what was fetched is not there"
    );
    assert!(
        !snapshot.contains("fk.utbetalning"),
        "what was not chosen is there"
    );

    demo.fetch().unwrap();
    assert_eq!(demo.arrived().len(), 1, "it arrived twice");
    visit.log_out().await.unwrap();
    assert!(visit.page.says("Du loggade ut."));
    assert!(
        visit.page.says("är i säkerhet och finns kvar hos dem"),
        "{}",
        visit.page.text()
    );
}

#[tokio::test]
async fn four_lives_see_what_is_theirs() {
    let world = world::shared().await;
    for (life, source, says) in [
        ("student", "csn", "CSN"),
        ("foralder", "forsakringskassan", "Försäkringskassan"),
        ("arbetssokande", "arbetsformedlingen", "Arbetsförmedlingen"),
    ] {
        let person = world.person(life).number.clone();
        let mut visit = Visit::with_answers(&world, &person, &[source]).await.unwrap();
        let row = visit.row(source);
        assert!(row.contains("Hämtat"), "{life}: {row}");
        visit.open(&format!("/uppgifter/{source}")).await.unwrap();
        assert!(visit.page.says(says), "{life}");
        assert!(
            !visit.page.all("section.card").is_empty(),
            "{life}: no value is shown"
        );
        assert!(
            visit.page.says("Det här stämmer inte") && visit.page.says("Ansvarig"),
            "{life}: whom to ask"
        );
        visit.log_out().await.unwrap();
    }
}

#[tokio::test]
async fn an_agency_that_is_down_is_never_shown_as_nothing() {
    let world = world::shared().await;
    let person = world.person("ingenting_csn_nere").number.clone();
    let sources = ["csn", "forsakringskassan", "a-kassan"];
    let mut visit = Visit::with_answers(&world, &person, &sources).await.unwrap();
    let down = visit.row("csn");
    assert!(down.contains("Gick inte att nå"), "{down}");
    assert!(!down.contains("Inget hos dem"), "{down}");
    assert!(
        down.contains("Det betyder inte att du saknar ersättning"),
        "{down}"
    );
    for source in ["forsakringskassan", "a-kassan"] {
        let nothing = visit.row(source);
        assert!(nothing.contains("Inget hos dem"), "{source}: {nothing}");
    }
    let silent = visit.row("pensionsmyndigheten");
    assert!(silent.contains("Inte tillfrågad"), "{silent}");
    visit.fill_in(&[]).await.unwrap();
    assert!(
        visit.page.says("Det betyder inte att du saknar ersättning"),
        "{}",
        visit.page.text()
    );
}

#[tokio::test]
async fn everything_can_be_deleted_at_once_and_the_agreement_ended() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open("/radera").await.unwrap();
    let form = visit.page.form("/radera").unwrap();
    visit.send(&form).await.unwrap();
    assert_eq!(visit.page.heading(), "Ditt rum är raderat");
    assert!(visit.page.says("Du valde att radera allt."));
    assert!(visit.page.says("Inget har skickats till någon."));
    assert_eq!(visit.browser.jar.get("__Host-visit"), None);

    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open("/avtal/avsluta").await.unwrap();
    let form = visit.page.form("/avtal/avsluta").unwrap();
    visit.send(&form).await.unwrap();
    assert!(visit.page.says("Du avslutade avtalet."), "{}", visit.page.text());
}
