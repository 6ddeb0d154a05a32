//! Cookies that the service did not give, or gave to somebody else.

use std::fs;

use mn_tests::browser::Browser;
use mn_tests::demo::Demo;
use mn_tests::visit::Visit;

use crate::world;

const OVER: &str = "Ditt rum finns inte längre";
const VISIT: &str = "__Host-visit";

/// A request with a header as it is, which no browser of ours would send.
async fn ask(address: String, cookie: &str) -> Option<(u16, String)> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    // A server may close the connection on what is too long, before it has read all of it.
    let answer = client.get(address).header("cookie", cookie).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

/// Session fixation: who puts a cookie of her own into another's browser must not have the other's room afterwards.
#[tokio::test]
async fn a_cookie_that_was_planted_before_the_login_opens_nothing_of_whoever_logs_in() {
    let world = world::shared().await;
    let mut attacker = Visit::new(&world, &world.anybody()).await.unwrap();
    attacker.log_in().await.unwrap();
    let live = attacker.browser.jar.get(VISIT).unwrap().to_owned();
    for planted in [live, "B".repeat(43)] {
        let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
        visit.browser.jar.forge("localhost", VISIT, &planted);
        visit.open("/").await.unwrap();
        visit.log_in().await.unwrap();
        assert_ne!(visit.browser.jar.get(VISIT), Some(planted.as_str()));
        visit.agree().await.unwrap();
        let mut back = Browser::new().unwrap();
        back.jar.forge("localhost", VISIT, &planted);
        let page = back.open(world.at("/valj")).await.unwrap();
        assert_eq!(page.heading(), OVER, "{}", page.text());
    }
}

#[tokio::test]
async fn the_cookie_of_another_visit_shows_that_visit_and_nothing_of_this_one() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open("/uppgifter").await.unwrap();
    let mine = visit.page.clone();
    let mut other = Visit::new(&world, &world.anybody()).await.unwrap();
    other.log_in().await.unwrap();
    let theirs = other.browser.jar.get(VISIT).unwrap().to_owned();
    visit.browser.jar.forge("localhost", VISIT, &theirs);
    for path in ["/uppgifter", "/uppgifter/csn", "/granska"] {
        visit.open(path).await.unwrap();
        // The other has not even entered the agreement.
        visit.is_at("/avtal").unwrap();
    }
    // A form of mine, sent with their cookie, changes neither.
    let form = mine.form("/logga-ut").unwrap().pressed();
    let answer = visit.browser.submit(&mine, &form).await.unwrap();
    assert_eq!(answer.status, 403, "{}", answer.text());
    other.open("/avtal").await.unwrap();
    other.is_at("/avtal").unwrap();
}

#[tokio::test]
async fn oversized_and_doubled_cookies_open_nothing_and_hurt_nobody() {
    let world = world::shared().await;
    let mut visit = Visit::new(&world, &world.anybody()).await.unwrap();
    visit.log_in().await.unwrap();
    let token = visit.browser.jar.get(VISIT).unwrap().to_owned();
    let long = |length: usize| format!("{VISIT}={}", "A".repeat(length));
    let doubled = [
        format!("{VISIT}={token}{token}"),
        format!("{VISIT}={token}."),
        format!("{VISIT}={}", token.get(1..).unwrap()),
        long(8_000),
        long(60_000),
        long(1_000_000),
    ];
    for cookie in doubled {
        if let Some((status, text)) = ask(world.at("/avtal"), &cookie).await {
            let is_over = text.contains(OVER);
            assert!(is_over || status == 431, "{} characters: {status}", cookie.len());
        }
    }
    // Of two visits in one request, one is opened or none; never one with the other's forms.
    let mut other = Visit::new(&world, &world.anybody()).await.unwrap();
    other.log_in().await.unwrap();
    let second = other.browser.jar.get(VISIT).unwrap();
    let both = format!("{VISIT}={token}; {VISIT}={second}");
    let (_, text) = ask(world.at("/avtal"), &both).await.unwrap();
    let tokens = [&visit, &other].map(|one| one.page.attributes("input[name=token]", "value")[0].clone());
    let shown = tokens
        .iter()
        .filter(|token| text.contains(token.as_str()))
        .count();
    assert!(shown <= 1, "two visits are shown at once");
    visit.open("/avtal").await.unwrap();
    visit.is_at("/avtal").unwrap();
}

#[tokio::test]
async fn whoever_guesses_visits_is_stopped_and_whoever_has_one_is_not() {
    let mut demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    demo.kill_service().unwrap();
    let file = demo.ready.dir.join("medborgarnavet.toml");
    let mut config: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    let limits = config["limits"].as_table_mut().unwrap();
    let few = toml::Table::from_iter([("each".to_owned(), 5.into()), ("all".to_owned(), 1_000.into())]);
    limits.insert("unknown_visits".to_owned(), few.into());
    fs::write(&file, config.to_string()).unwrap();
    demo.restart_service().unwrap();

    let mut visit = Visit::new(&demo, "198501012382").await.unwrap();
    visit.log_in().await.unwrap();
    let mut guesser = Browser::new().unwrap();
    let mut guess = async |number: u32| {
        guesser.jar.forge("localhost", VISIT, &format!("{number:0>43}"));
        guesser.open(demo.at("/uppgifter")).await.unwrap()
    };
    let mut opened = 0;
    let refused = loop {
        let page = guess(opened).await;
        if page.status == 429 {
            break page;
        }
        assert_eq!(page.heading(), OVER);
        opened += 1;
        assert!(opened <= 5, "nobody stops the guessing");
    };
    assert_eq!(refused.heading(), "Vänta en liten stund");
    // The same address: a library has many behind one.
    visit.open("/avtal").await.unwrap();
    visit.is_at("/avtal").unwrap();
}
