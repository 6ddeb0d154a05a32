//! Logins that go wrong, each with its page.

use std::time::Duration;

use mn_tests::browser::Browser;
use mn_tests::demo::until;
use mn_tests::visit::Visit;
use reqwest::header::LOCATION;
use serde_json::json;

use crate::world;

/// Goes to the provider, and lets it do something wrong.
async fn attempt(fields: &[(&str, &str)]) -> Visit<'static> {
    // The demo of all tests lives as long as the program.
    let world = Box::leak(Box::new(world::shared().await));
    let person = world.anybody();
    let mut visit = Visit::new(world, &person).await.unwrap();
    visit.choose().await.unwrap();
    visit.identify(fields).await.unwrap();
    visit
}

fn is_refused(visit: &Visit<'_>, heading: &str, doing: &str) {
    let page = &visit.page;
    assert_eq!(page.heading(), heading, "{}", page.text());
    assert!(page.says(doing), "{}", page.text());
    assert!(
        page.says("Inget är hämtat och inget är sparat."),
        "{}",
        page.text()
    );
    assert_eq!(visit.browser.jar.get("__Host-visit"), None, "a visit began");
}

/// The login is over, and its cookie gone.
fn is_spent(visit: &Visit<'_>) {
    assert_eq!(
        visit.browser.jar.get("__Host-login"),
        None,
        "the way through e-ID was kept"
    );
}

#[tokio::test]
async fn a_level_too_low_or_unknown_is_refused() {
    for (field, value) in [
        ("level", "loa2"),
        ("fault", "wrong_acr"),
        ("fault", "unknown_acr"),
    ] {
        let visit = attempt(&[(field, value)]).await;
        is_refused(&visit, "Du behöver en starkare e-legitimation", "tillitsnivå 3");
        is_spent(&visit);
    }
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_refused() {
    for fault in [
        "wrong_nonce",
        "missing_nonce",
        "wrong_iss",
        "wrong_aud",
        "expired",
        "stale_auth_time",
        "bad_signature",
        "alg_none",
        "token_malformed",
    ] {
        let visit = attempt(&[("fault", fault)]).await;
        is_refused(&visit, "Inloggningen svarar inte just nu", "Vänta några minuter");
        is_spent(&visit);
    }
}

#[tokio::test]
async fn an_answer_that_belongs_to_nobody_here_is_refused() {
    for fault in ["wrong_state", "wrong_iss_param", "missing_iss_param"] {
        let visit = attempt(&[("fault", fault)]).await;
        is_refused(
            &visit,
            "Vi kan inte se att det var du som började",
            "Börja om härifrån",
        );
    }
}

#[tokio::test]
async fn a_link_with_a_made_up_answer_spoils_nobodys_login() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.choose().await.unwrap();
    let provider = visit.page.clone();
    let forged = world.at("/inloggad?state=x&code=y").parse().unwrap();
    visit.page = visit.browser.follow(&provider, forged).await.unwrap();
    is_refused(
        &visit,
        "Vi kan inte se att det var du som började",
        "Börja om härifrån",
    );
    visit.page = provider;
    visit.identify(&[]).await.unwrap();
    visit.is_at("/avtal").unwrap();
    is_spent(&visit);
}

#[tokio::test]
async fn who_leaves_in_the_middle_of_the_login_leaves_no_visit_behind() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.choose().await.unwrap();
    // The token endpoint takes its time; the browser does not wait and closes the connection.
    let slow = visit.identify(&[("fault", "token_late")]);
    let left = tokio::time::timeout(Duration::from_secs(3), slow).await;
    assert!(left.is_err(), "the login did not wait for the token endpoint");
    // The connection is closed by a task of this thread, which `until` does not give back.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let has_ended = || {
        world
            .log()
            .is_ok_and(|log| log.contains("\"reason\":\"unclaimed\""))
    };
    until("the visit ends", Duration::from_mins(1), has_ended).unwrap();
}

#[tokio::test]
async fn who_cancels_can_try_again_at_once() {
    let mut visit = attempt(&[("action", "cancel")]).await;
    is_refused(&visit, "Inloggningen avbröts", "Du kan försöka igen direkt.");
    let again = visit.page.link("main a.button").unwrap();
    visit.page = visit.browser.follow(&visit.page.clone(), again).await.unwrap();
    visit.is_at("/logga-in").unwrap();
}

#[tokio::test]
async fn without_a_number_nobody_gets_in() {
    for fault in ["missing_person", "both_numbers", "invalid_number"] {
        let visit = attempt(&[("fault", fault)]).await;
        is_refused(
            &visit,
            "Din e-legitimation saknar personnummer",
            "svensk e-legitimation",
        );
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_to_be_down() {
    let visit = attempt(&[("fault", "token_down")]).await;
    is_refused(&visit, "Inloggningen svarar inte just nu", "Vänta några minuter");
    assert_eq!(visit.page.status, 503);
}

#[tokio::test]
async fn a_stolen_callback_opens_nothing_in_another_browser() {
    let world = world::shared().await;
    let mut victim = Visit::new(&world, &world.anybody()).await.unwrap();
    victim.choose().await.unwrap();
    // The victim's answer is caught on its way: the address is used elsewhere, first by a browser that never began,
    // then by one that began a login of its own.
    let mut wish = json!({"url": victim.page.url.as_str(), "person": victim.number});
    wish["url"] = victim
        .browser
        .trail
        .iter()
        .rev()
        .find(|url| url.path() == "/authorize")
        .unwrap()
        .as_str()
        .into();
    let caught = world.control().tell("/oidc/login", wish).await.unwrap();
    let caught = caught["location"].as_str().unwrap().to_owned();
    let mut thief = Browser::new().unwrap();
    let page = thief.open(&caught).await.unwrap();
    assert_eq!(
        page.heading(),
        "Vi kan inte se att det var du som började",
        "{}",
        page.text()
    );
    assert_eq!(thief.jar.get("__Host-visit"), None);

    let mut other = Visit::new(&world, &world.anybody()).await.unwrap();
    other.choose().await.unwrap();
    other.page = other.browser.open(&caught).await.unwrap();
    is_refused(
        &other,
        "Vi kan inte se att det var du som började",
        "Börja om härifrån",
    );
}

#[tokio::test]
async fn a_callback_is_good_once() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.choose().await.unwrap();
    let login = visit.browser.jar.get("__Host-login").unwrap().to_owned();
    visit.identify(&[]).await.unwrap();
    visit.is_at("/avtal").unwrap();
    let callback = visit
        .browser
        .trail
        .iter()
        .find(|url| url.path() == "/inloggad")
        .unwrap()
        .clone();
    let mut replay = Browser::new().unwrap();
    replay.jar.forge("localhost", "__Host-login", &login);
    let page = replay.open(callback.as_str()).await.unwrap();
    assert_eq!(
        page.heading(),
        "Vi kan inte se att det var du som började",
        "{}",
        page.text()
    );
    assert_eq!(replay.jar.get("__Host-visit"), None);
    visit.open("/avtal").await.unwrap();
    visit.is_at("/avtal").unwrap();
}

#[tokio::test]
async fn coming_back_from_another_site_takes_one_page_that_goes_on_by_itself() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let callbacks = visit
        .browser
        .trail
        .iter()
        .filter(|url| url.path() == "/inloggad")
        .count();
    assert_eq!(callbacks, 2, "{:?}", visit.browser.trail);
}

#[tokio::test]
async fn a_login_ends_an_earlier_visit_of_the_same_browser() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let earlier = visit.browser.jar.get("__Host-visit").unwrap().to_owned();
    visit.open("/").await.unwrap();
    visit.log_in().await.unwrap();
    assert_ne!(visit.browser.jar.get("__Host-visit"), Some(earlier.as_str()));
    let mut old = Browser::new().unwrap();
    old.jar.forge("localhost", "__Host-visit", &earlier);
    let page = old.open(world.at("/avtal")).await.unwrap();
    assert_eq!(page.heading(), "Ditt rum finns inte längre");
}

#[tokio::test]
async fn the_request_demands_what_the_profile_demands() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.choose().await.unwrap();
    let request = visit
        .browser
        .trail
        .iter()
        .find(|url| url.path() == "/authorize")
        .unwrap();
    let value = |name: &str| {
        let mut pairs = request.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    assert_eq!(value("response_type"), "code");
    assert_eq!(value("code_challenge_method"), "S256");
    assert_eq!(value("prompt"), "login");
    assert!(value("acr_values").contains("http://id.elegnamnden.se/loa/1.0/loa3"));
    assert!(value("claims").contains("\"essential\":true"));
    assert!(value("state").len() >= 22 && value("nonce").len() >= 22);
    assert!(visit.page.headers.get(LOCATION).is_none());
}
