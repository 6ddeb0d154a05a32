//! Everything that all processes write is searched for everything that a visit holds.

use std::fs;
use std::path::Path;

use mn_tests::demo::Demo;
use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world::World;

/// What the citizen writes, as nobody else would.
const WRITTEN: &str = "Planterad mening om hyresvärden Plantberg";
const RENT: &str = "48217";

/// The parts of addresses and cookies that open something.
fn secrets(visit: &Visit<'_>) -> Vec<String> {
    let mut secrets: Vec<String> = ["__Host-visit", "__Host-login"]
        .into_iter()
        .filter_map(|name| visit.browser.jar.get(name))
        .map(str::to_owned)
        .collect();
    for url in &visit.browser.trail {
        let opens = ["code", "state", "nonce", "code_challenge"];
        let pairs = url.query_pairs().filter(|(key, _)| opens.contains(&key.as_ref()));
        secrets.extend(pairs.map(|(_, value)| value.into_owned()));
    }
    secrets.extend(visit.page.attributes("input[name=token]", "value"));
    secrets.extend(visit.page.attributes("input[name=digest]", "value"));
    secrets.retain(|secret| secret.len() >= 8);
    secrets
}

/// The amounts that a page shows, with and without spaces.
fn amounts(texts: Vec<String>) -> Vec<String> {
    let mut amounts = Vec::new();
    for text in texts {
        let plain: String = text.chars().filter(|it| !it.is_whitespace()).collect();
        let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
        if digits.len() >= 4 {
            amounts.push(digits);
        }
    }
    amounts
}

/// Whether any file below a folder holds some bytes.
fn holds(folder: &Path, wanted: &str, skip: &[&Path]) -> Option<String> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if skip.contains(&path.as_path()) {
            continue;
        }
        let found = if path.is_dir() {
            holds(&path, wanted, skip)
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            let is_there = bytes
                .windows(wanted.len())
                .any(|piece| piece == wanted.as_bytes());
            is_there.then(|| path.display().to_string())
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

#[tokio::test]
async fn nothing_of_a_visit_is_written_anywhere_but_to_the_recipient() {
    let demo = Demo::start(&["--no-inbox"]).unwrap();
    let world = World::of(&demo).await;
    let person = world.person("blandad").number.clone();
    let sources = ["csn", "forsakringskassan", "arbetsformedlingen", "a-kassan"];
    let mut visit = Visit::with_answers(&demo, &person, &sources).await.unwrap();
    let mut planted = vec![WRITTEN.to_owned(), RENT.to_owned()];
    for source in sources {
        visit.open(&format!("/uppgifter/{source}")).await.unwrap();
        planted.extend(amounts(visit.page.all(".big")));
    }
    assert!(planted.len() > 4, "no amount was shown: {planted:?}");
    let answers = [("hyra", RENT), ("vantar", "yes"), ("vantar_pa", WRITTEN)];
    visit.fill_in(&answers).await.unwrap();
    assert!(visit.page.says(WRITTEN), "{}", visit.page.text());
    planted.extend(secrets(&visit));
    visit.begin_signing().await.unwrap();
    planted.push(visit.start_token().await.unwrap());
    planted.extend(secrets(&visit));
    visit.in_the_app("sign").await.unwrap();
    visit.wait_for_signature().await.unwrap();
    visit.is_at("/inskickad").unwrap();

    // Delivered to nobody yet: no file of service, sandbox or recipient holds anything readable.
    let at_rest = demo.ready.dir.clone();
    for secret in planted.iter().chain([&person]).filter(|secret| secret.len() >= 8) {
        assert_eq!(holds(&at_rest, secret, &[]), None, "{secret} is at rest");
    }
    demo.fetch().unwrap();
    visit.log_out().await.unwrap();
    planted.extend(secrets(&visit));
    world.search(&planted);

    // And every line is what it should be: an event of the closed list, or a word of start and stop.
    for line in demo.log().unwrap().lines() {
        let Some(event) = line.strip_prefix("medborgarnavet ") else {
            continue;
        };
        let told: Value = serde_json::from_str(event).unwrap_or_else(|_| panic!("no event: {line}"));
        assert!(told.is_object(), "{line}");
    }
}
