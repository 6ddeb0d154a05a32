//! Attacks on a visit, each with its page.

use mn_tests::browser::Browser;
use mn_tests::page::Page;
use mn_tests::visit::Visit;

use crate::world;

const OVER: &str = "Ditt rum finns inte längre";

#[tokio::test]
async fn without_a_visit_every_page_of_one_says_so() {
    let world = world::shared().await;
    for path in [
        "/avtal",
        "/valj",
        "/hamta",
        "/uppgifter",
        "/ansokan",
        "/granska",
        "/skriv-under",
        "/inskickad",
        "/kvitton",
    ] {
        let page = Browser::new().unwrap().open(world.at(path)).await.unwrap();
        assert_eq!(page.heading(), OVER, "{path}: {}", page.text());
        assert!(page.says("Logga in och öppna Dina kvitton"), "{path}");
    }
}

#[tokio::test]
async fn a_token_of_nobodys_opens_nothing() {
    let world = world::shared().await;
    for token in [
        "A".repeat(43),
        "x".to_owned(),
        String::new(),
        "A".repeat(4000),
        "..%2f..".to_owned(),
    ] {
        let mut browser = Browser::new().unwrap();
        browser.jar.forge("localhost", "__Host-visit", &token);
        let page = browser.open(world.at("/uppgifter")).await.unwrap();
        assert_eq!(page.heading(), OVER, "{token}");
    }
}

#[tokio::test]
async fn the_services_own_pages_keep_the_room_in_sight_and_say_whom_to_call() {
    let world = world::shared().await;
    let outside = Browser::new().unwrap().open(world.at("/om")).await.unwrap();
    assert!(!outside.says("Ditt rum raderas"));
    assert!(outside.says("Björkviks kundtjänst") && outside.says("Norrhamn direkt"));
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    for path in ["/om", "/tillganglighet"] {
        visit.open(path).await.unwrap();
        assert!(visit.page.says("Ditt rum raderas"), "{path}");
        assert!(visit.page.says("08-465 004 10"), "{path}");
        assert!(!visit.page.says("Norrhamn direkt"), "{path}");
    }
}

#[tokio::test]
async fn a_token_is_worth_nothing_after_log_out() {
    let world = world::shared().await;
    let mut visit = Visit::inside(&world, &world.anybody()).await.unwrap();
    let token = visit.browser.jar.get("__Host-visit").unwrap().to_owned();
    let agreement = visit.page.clone();
    visit.log_out().await.unwrap();
    let mut replay = Browser::new().unwrap();
    replay.jar.forge("localhost", "__Host-visit", &token);
    let page = replay.open(world.at("/valj")).await.unwrap();
    assert_eq!(page.heading(), OVER);
    let form = agreement.form("/valj").unwrap().with("kalla", "csn");
    let page = replay.submit(&agreement, &form).await.unwrap();
    assert_eq!(page.heading(), OVER, "{}", page.text());
}

#[tokio::test]
async fn a_form_without_its_token_or_with_anothers_changes_nothing() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let mut other = Visit::new(&world, &world.anybody()).await.unwrap();
    other.log_in().await.unwrap();
    let theirs = other.page.form("/avtal").unwrap();
    let theirs = &theirs.fields.iter().find(|(name, _)| name == "token").unwrap().1;
    let start = visit.page.clone();
    let form = start.form("/avtal").unwrap();
    for form in [
        form.clone().without("token"),
        form.clone().with("token", ""),
        form.with("token", theirs),
    ] {
        visit.page = visit.browser.submit(&start, &form).await.unwrap();
        assert_eq!(visit.page.status, 403);
        assert_eq!(visit.page.heading(), "Sidan hade blivit för gammal");
        assert!(visit.page.says("Inget har ändrats."), "{}", visit.page.text());
        visit.open("/valj").await.unwrap();
        visit.is_at("/avtal").unwrap();
    }
}

/// A page of another site, as far as a browser is concerned.
fn elsewhere(page: &Page) -> Page {
    let mut foreign = page.clone();
    let _ = foreign.url.set_host(Some("127.0.0.1"));
    foreign
}

#[tokio::test]
async fn another_site_can_post_nothing_and_end_nothing() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let page = visit.page.clone();
    for path in ["/avtal", "/logga-ut"] {
        let form = page.form(path).unwrap();
        let answer = visit.browser.submit(&elsewhere(&page), &form).await.unwrap();
        assert_ne!(answer.status, 200, "{path}: {}", answer.text());
        assert_ne!(answer.heading(), "Ditt rum är raderat");
    }
    visit.open("/avtal").await.unwrap();
    visit.is_at("/avtal").unwrap();
    assert!(
        visit.page.form("/avtal").is_ok(),
        "the agreement was entered from elsewhere"
    );
}

#[tokio::test]
async fn a_link_from_another_site_never_ends_a_visit() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let foreign = elsewhere(&visit.page);
    for path in ["/avtal", "/slut", "/uppgifter"] {
        let url = world.at(path).parse().unwrap();
        visit.browser.follow(&foreign, url).await.unwrap();
        assert!(
            visit.browser.jar.get("__Host-visit").is_some(),
            "a link to {path} ended the visit"
        );
    }
    visit.open("/avtal").await.unwrap();
    visit.is_at("/avtal").unwrap();
}

#[tokio::test]
async fn a_link_from_another_site_leads_to_the_room_that_there_is() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let foreign = elsewhere(&visit.page);
    let url = world.at("/avtal").parse().unwrap();
    visit.page = visit.browser.follow(&foreign, url).await.unwrap();
    visit.is_at("/avtal").unwrap();
    // Who has no room is led round once, not in circles.
    let mut nobody = Browser::new().unwrap();
    let url = world.at("/avtal").parse().unwrap();
    let page = nobody.follow(&foreign, url).await.unwrap();
    assert_eq!(page.heading(), OVER);
    let agreements = nobody.trail.iter().filter(|url| url.path() == "/avtal").count();
    assert_eq!(agreements, 2, "{:?}", nobody.trail);
}

#[tokio::test]
async fn what_was_written_about_a_value_is_kept_when_no_choice_was_made() {
    let world = world::shared().await;
    let person = world.person("blandad").number.clone();
    let sources = ["csn", "forsakringskassan", "a-kassan"];
    let mut visit = Visit::ready_to_sign(&world, &person, &sources).await.unwrap();
    visit.open("/ansokan/hamtat").await.unwrap();
    let about = visit.page.link("a[href*='/rad?rad=']").unwrap();
    visit.page = visit
        .browser
        .follow(&visit.page.clone(), about.clone())
        .await
        .unwrap();
    let form = visit.page.form(about.path()).unwrap();
    let written = "Resten drogs av i oktober.";
    visit
        .send(&form.without("val").with("text", written))
        .await
        .unwrap();
    assert_eq!(visit.page.status, 422);
    assert_eq!(visit.page.all("textarea"), [written]);
    assert!(
        visit.page.says("Välj vad du vill göra med uppgiften."),
        "{}",
        visit.page.text()
    );
}

#[tokio::test]
async fn another_name_than_our_own_is_not_answered_to() {
    let world = world::shared().await;
    let ask = async |host: &str| {
        let request = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = request.get(world.at("/")).header("host", host);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, text) = ask("evil.example").await;
    assert_eq!(status, 421);
    assert!(text.contains("Det här är inte rätt adress"), "{text}");
    assert!(text.contains(&format!("href=\"{}\"", world.at("/"))), "{text}");
    let address: reqwest::Url = world.at("/").parse().unwrap();
    let port = address.port().unwrap();
    for host in ["localhost", "127.0.0.1"] {
        assert_eq!(ask(&format!("{host}:{port}")).await.0, 200, "{host}");
    }
}

#[tokio::test]
async fn two_tabs_never_overwrite_each_other() {
    let world = world::shared().await;
    let mut visit = Visit::inside(&world, &world.anybody()).await.unwrap();
    visit.open("/ansokan").await.unwrap();
    let path = visit.page.url.path().to_owned();
    let first = visit.page.clone();
    let form = first.form(&path).unwrap();
    let choice = form
        .asked
        .iter()
        .find(|asked| asked.options.len() > 1)
        .unwrap()
        .clone();
    let one = form.clone().with(&choice.name, &choice.options[0]).pressed();
    let two = form.with(&choice.name, &choice.options[1]).pressed();
    visit.page = visit.browser.submit(&first, &one).await.unwrap();
    assert_eq!(visit.page.status, 200);
    visit.page = visit.browser.submit(&first, &two).await.unwrap();
    assert_eq!(visit.page.status, 409, "{}", visit.page.text());
    assert_eq!(visit.page.heading(), "Det här har ändrats i ett annat fönster");
}

#[tokio::test]
async fn every_page_says_what_a_browser_may_do_with_it() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    for path in ["/", "/avtal", "/om", "/finns-inte", "/slut"] {
        visit.open(path).await.unwrap();
        let header = |name: &str| {
            let value = visit.page.headers.get(name);
            value.and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(
            header("content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
    }
}

#[tokio::test]
async fn a_form_too_large_is_refused_with_a_page() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let page = visit.page.clone();
    let form = page
        .form("/avtal")
        .unwrap()
        .with("mycket", &"x".repeat(300 * 1024));
    let answer = visit.browser.submit(&page, &form).await.unwrap();
    assert_eq!(answer.status, 413);
    assert_eq!(answer.heading(), "Det var för mycket på en gång");
}
