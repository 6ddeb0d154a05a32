//! The citizen's own tax data: led to Skatteverket, asked for permission there, and back.

use mn_tests::trouble::Outcome;
use mn_tests::visit::{PERMISSION, Visit};
use url::Url;

use crate::world;

const SOURCE: &str = "skatteverket-egna";
const ALONE: &str = "Vi kunde inte fortsätta";

/// Chooses the source, beside others; the browser comes to Skatteverket.
async fn led(visit: &mut Visit<'_>, beside: &[&str]) -> Outcome {
    let sources = [beside, &[SOURCE]].concat();
    let form = visit.page.form("/valj")?.with_all("kalla", &sources).pressed();
    visit.send(&form).await?;
    visit.is_at(PERMISSION)
}

/// The address at which the browser came back.
fn returned(visit: &Visit<'_>) -> Url {
    let path = format!("/tillbaka/{SOURCE}");
    let mut trail = visit.browser.trail.iter().rev();
    trail.find(|url| url.path() == path).unwrap().clone()
}

fn query(url: &Url, name: &str) -> String {
    let mut pairs = url.query_pairs();
    pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn she_gives_permission_and_sees_her_own_data() {
    let world = world::shared().await;
    let person = world.person("anstalld_akassa").number.clone();
    let mut visit = Visit::inside(&world, &person).await.unwrap();
    led(&mut visit, &["csn"]).await.unwrap();
    visit.says(&person, "ja").await.unwrap();
    visit.is_at("/hamta").unwrap();
    visit.wait_for_answers().await.unwrap();
    assert!(visit.row(SOURCE).contains("Hämtat"), "{}", visit.row(SOURCE));
    assert!(
        !visit.row("csn").contains("Inte tillfrågad"),
        "the others were asked meanwhile"
    );
    let (code, state) = (
        query(&returned(&visit), "code"),
        query(&returned(&visit), "state"),
    );
    assert!(code.len() >= 40 && state.len() >= 40);
    visit.open(&format!("/uppgifter/{SOURCE}")).await.unwrap();
    for said in [
        "Ditt skattekonto",
        "På kontot nu",
        "Din skatt för ett år",
        "Lön och liknande",
    ] {
        assert!(visit.page.says(said), "{said}: {}", visit.page.text());
    }
    visit.open("/vem-ser-vad").await.unwrap();
    for said in [
        "Du gick till Skatteverket för att säga ja eller nej där.",
        "Du kom tillbaka från Skatteverket. Där hade du sagt ja.",
        "Skatteverket, med ditt medgivande",
    ] {
        assert!(visit.page.says(said), "{said}: {}", visit.page.text());
    }
    visit.log_out().await.unwrap();
    world.search(&[code, state]);
}

#[tokio::test]
async fn she_says_no_and_is_told_that_it_is_all_right() {
    let world = world::shared().await;
    let person = world.person("anstalld_akassa").number.clone();
    let mut visit = Visit::inside(&world, &person).await.unwrap();
    led(&mut visit, &[]).await.unwrap();
    visit.says(&person, "nej").await.unwrap();
    visit.is_at("/hamta").unwrap();
    visit.wait_for_answers().await.unwrap();
    let row = visit.row(SOURCE);
    assert!(
        row.contains("Du sa nej") && row.contains("du kan söka ändå") && !row.contains("Försök igen"),
        "{row}"
    );
    visit.open("/vem-ser-vad").await.unwrap();
    assert!(
        visit.page.says("utan att ha sagt ja") && !visit.page.says("Vi frågade Skatteverket, med"),
        "{}",
        visit.page.text()
    );
    visit.open("/hamta").await.unwrap();
    let form = visit.page.form_with("/hamta/igen", "kalla", SOURCE).unwrap();
    visit.send(&form).await.unwrap();
    visit.is_at(PERMISSION).unwrap();
    visit.says(&person, "ja").await.unwrap();
    visit.wait_for_answers().await.unwrap();
    assert!(
        visit.row(SOURCE).contains("Hämtat"),
        "she changed her mind: {}",
        visit.row(SOURCE)
    );
    visit.log_out().await.unwrap();
}

#[tokio::test]
async fn a_return_is_used_once() {
    let world = world::shared().await;
    let person = world.person("blandad").number.clone();
    let mut visit = Visit::inside(&world, &person).await.unwrap();
    led(&mut visit, &[]).await.unwrap();
    visit.says(&person, "ja").await.unwrap();
    visit.wait_for_answers().await.unwrap();
    let again = returned(&visit);
    visit.page = visit.browser.open(again).await.unwrap();
    assert_eq!(visit.page.status, 403);
    assert_eq!(visit.page.heading(), ALONE);
    visit.open("/hamta").await.unwrap();
    assert!(
        visit.row(SOURCE).contains("Hämtat"),
        "what came stays: {}",
        visit.row(SOURCE)
    );
    assert!(world.log().unwrap().contains("foreign_return"), "nobody was told");
    visit.log_out().await.unwrap();
}

#[tokio::test]
async fn a_return_into_another_visit_brings_nothing_there() {
    let world = world::shared().await;
    let hers = world.person("student_halvtid").number.clone();
    let other = world.person("blandad").number.clone();
    let mut visit = Visit::inside(&world, &hers).await.unwrap();
    let mut victim = Visit::inside(&world, &other).await.unwrap();
    led(&mut visit, &[]).await.unwrap();
    led(&mut victim, &[]).await.unwrap();
    // The other's browser is made to send what leads back into the first visit.
    let page = visit.page.clone();
    let form = page
        .form(PERMISSION)
        .unwrap()
        .with("person", &hers)
        .with("action", "ja");
    victim.page = victim.browser.submit(&page, &form).await.unwrap();
    assert_eq!((victim.page.status, victim.page.heading().as_str()), (403, ALONE));
    let stolen = returned(&victim);
    victim.open("/hamta").await.unwrap();
    assert!(
        victim.row(SOURCE).contains("Inte tillfrågad"),
        "{}",
        victim.row(SOURCE)
    );
    victim.open(&format!("/uppgifter/{SOURCE}")).await.unwrap();
    assert!(
        victim.page.all("section.card").is_empty(),
        "{}",
        victim.page.text()
    );
    // Nobody without a visit can use it either.
    let mut nobody = Visit::new(&world, &other).await.unwrap();
    nobody.page = nobody.browser.open(stolen).await.unwrap();
    assert_eq!(nobody.page.url.path(), "/slut");
    visit.open("/hamta").await.unwrap();
    assert!(
        visit.row(SOURCE).contains("Inte tillfrågad"),
        "{}",
        visit.row(SOURCE)
    );
    visit.log_out().await.unwrap();
    victim.log_out().await.unwrap();
}

#[tokio::test]
async fn what_somebody_else_permitted_is_thrown_away() {
    let world = world::shared().await;
    let person = world.person("student_halvtid").number.clone();
    let other = world.person("anstalld_akassa").number.clone();
    let mut visit = Visit::inside(&world, &person).await.unwrap();
    led(&mut visit, &[]).await.unwrap();
    visit.says(&other, "ja").await.unwrap();
    visit.is_at("/hamta").unwrap();
    visit.wait_for_answers().await.unwrap();
    assert!(
        visit.row(SOURCE).contains("Gick inte att nå"),
        "{}",
        visit.row(SOURCE)
    );
    visit.open(&format!("/uppgifter/{SOURCE}")).await.unwrap();
    assert!(visit.page.all("section.card").is_empty(), "{}", visit.page.text());
    let log = world.log().unwrap();
    let told = log
        .lines()
        .any(|line| line.contains(SOURCE) && line.contains("wrong_person"));
    assert!(told, "nobody was told");
    visit.log_out().await.unwrap();
}

#[tokio::test]
async fn the_page_lets_a_form_lead_to_the_provider_and_to_skatteverket_alone() {
    let world = world::shared().await;
    let mut visit = Visit::inside(&world, &world.anybody()).await.unwrap();
    let policy = visit.page.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    led(&mut visit, &[]).await.unwrap();
    let at = visit.page.url.origin().ascii_serialization();
    let action = policy
        .split(';')
        .find(|part| part.trim().starts_with("form-action"))
        .unwrap();
    let origins: Vec<&str> = action.split_whitespace().skip(1).collect();
    assert_eq!(origins.len(), 3, "{action}");
    assert!(
        origins.contains(&"'self'") && origins.contains(&at.as_str()),
        "{action}"
    );
}
