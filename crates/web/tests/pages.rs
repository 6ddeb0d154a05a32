//! What must hold on every page, in every language.

#![expect(clippy::expect_used, reason = "a test that cannot read its own files fails")]

mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mn_domain::Language;

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

/// Every text key that templates and code name: a literal that looks like one right after `t("` or `get("`.
fn keys_in_use() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = files(&root.join("templates"), "html");
    sources.extend(
        files(&root.join("src"), "rs")
            .into_iter()
            .filter(|path| !path.ends_with("src/texts.rs")),
    );
    let mut keys = BTreeSet::new();
    for path in sources {
        let text = fs::read_to_string(&path).expect("a source file");
        for start in [".t(\"", "t.get(\""] {
            let literals = text
                .split(start)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            keys.extend(literals.map(str::to_owned));
        }
    }
    keys
}

#[test]
fn every_text_that_a_page_names_exists_in_every_language() {
    let texts = samples::texts();
    let used = keys_in_use();
    assert!(
        used.len() > 150,
        "the search for keys has lost its way: {}",
        used.len()
    );
    let missing: Vec<_> = used.iter().filter(|key| !texts.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_text_that_is_named_by_a_closed_set_exists() {
    let texts = samples::texts();
    let states = [
        "waiting",
        "hit",
        "no_hit",
        "partial",
        "not_entitled",
        "unavailable",
        "interrupted",
        "rejected",
        "not_asked",
        "closed",
        "resting",
    ];
    let steps = ["signed", "sealed", "offered", "fetched", "accepted", "rejected"];
    let reasons = [
        "cancelled",
        "too_low",
        "unknown",
        "too_late",
        "down",
        "full",
        "no_number",
    ];
    let mut keys: Vec<String> = ["closed", "resting"].map(|name| format!("choose.{name}")).into();
    keys.extend(
        states
            .iter()
            .flat_map(|state| [format!("state.{state}"), format!("state.{state}_means")]),
    );
    keys.extend(
        steps
            .iter()
            .flat_map(|step| ["step_", "now_", "short_"].map(|kind| format!("receipt.{kind}{step}"))),
    );
    keys.extend(
        reasons
            .iter()
            .flat_map(|r| ["title", "text", "do"].map(|part| format!("login.{r}_{part}"))),
    );
    keys.extend((1..=12).map(|month| format!("show.month_{month}")));
    keys.extend(["sign.done", "sign.refused"].map(str::to_owned));
    let missing: Vec<_> = keys.iter().filter(|key| !texts.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_page_shows_a_key_or_a_place_that_was_not_filled_in() {
    let texts = samples::texts();
    let keys: Vec<_> = texts.keys().map(str::to_owned).collect();
    for language in Language::ALL {
        for page in samples::all(&texts, language) {
            assert!(
                !page.html.contains('{'),
                "{} has a place that was not filled in",
                page.name
            );
            for key in &keys {
                assert!(
                    !page.html.contains(&format!(">{key}<")),
                    "{} shows {key}",
                    page.name
                );
            }
        }
    }
}

#[test]
fn pages_obey_a_content_security_policy_without_unsafe() {
    for page in samples::all(&samples::texts(), Language::Sv) {
        for forbidden in [
            " style=",
            "<style",
            " onclick",
            " onload",
            "javascript:",
            "<script>",
        ] {
            assert!(!page.html.contains(forbidden), "{} holds {forbidden}", page.name);
        }
        let scripts = page.html.matches("<script").count();
        assert_eq!(scripts, 1, "{}: one module from our own site", page.name);
    }
}

#[test]
fn one_filled_button_a_page_and_one_heading() {
    for page in samples::all(&samples::texts(), Language::Sv) {
        let main = page
            .html
            .split("<main")
            .nth(1)
            .and_then(|rest| rest.split("</main>").next())
            .unwrap_or("");
        let filled = main.matches("class=\"filled").count() + main.matches("class=\"button filled").count();
        assert!(filled <= 1, "{} has {filled} filled buttons", page.name);
        assert_eq!(page.html.matches("<h1").count(), 1, "{}", page.name);
    }
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    for page in samples::all(&samples::texts(), Language::Sv) {
        for form in page
            .html
            .split("<form")
            .skip(1)
            .filter_map(|rest| rest.split("</form>").next())
        {
            let posts = form.contains("method=\"post\"");
            assert!(
                !posts || form.contains("name=\"token\" value=\"example-token\""),
                "{}",
                page.name
            );
        }
    }
}

#[test]
fn a_room_always_says_when_it_ends_and_who_sees_it() {
    for page in samples::all(&samples::texts(), Language::Sv) {
        if page.html.contains("data-left=") {
            assert!(
                page.html.contains("<strong class=\"js-ends\">14.52</strong>"),
                "{}",
                page.name
            );
            assert!(page.html.contains("href=\"/radera\""), "{}", page.name);
            assert!(
                page.html.contains("href=\"/vem-ser-vad\"") || page.name == "74-seen",
                "{}",
                page.name
            );
        }
    }
}

#[test]
fn a_source_says_what_things_are_and_whom_to_ask_also_when_it_has_nothing() {
    let pages = samples::all(&samples::texts(), Language::Sv);
    let page = |name: &str| pages.iter().find(|page| page.name == name).expect("a sample");
    let explanation = "<p>Pengar som CSN har skickat, eller ska skicka, till ditt konto.</p>";
    assert_eq!(page("13-source").html.matches(explanation).count(), 1);
    for name in ["13-source", "13-source-nothing", "13-source-unavailable"] {
        let (_, about) = page(name)
            .html
            .split_once("id=\"om\"")
            .expect("what holds for all");
        for said in [
            "Vi frågar CSN.",
            "finns i ditt ärende",
            "Ring CSN och säg",
            "kan ändras",
            "href=\"tel:0771276000\"",
            "vilka tider du kan ringa",
        ] {
            assert!(about.contains(said), "{name} lacks {said}");
        }
    }
}

#[test]
fn templates_never_switch_escaping_off() {
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), "html") {
        let text = fs::read_to_string(&path).expect("a template");
        assert!(
            !text.contains("|safe") && !text.contains("| safe"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn what_a_source_wrote_cannot_become_markup() {
    let texts = samples::texts();
    let page = mn_web::pages::ReceiptsPage {
        frame: mn_web::pages::Frame {
            texts: texts.speak(Language::Sv),
            path: "/\"><script>".to_owned(),
            municipality: Some("<b>x</b>".to_owned()),
            room: None,
            token: "\"x".to_owned(),
        },
        receipts: Vec::new(),
        lost: Vec::new(),
    };
    let html = askama::Template::render(&page).expect("templates render");
    assert!(!html.contains("<b>x") && !html.contains("\"><script>") && !html.contains("value=\"\"x"));
}

#[test]
fn the_texts_keep_to_the_words_of_the_house() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata/texts");
    for path in files(&root, "toml") {
        let text = fs::read_to_string(&path).expect("a file of texts").to_lowercase();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        for word in [
            "fel",
            "felaktig",
            "ogiltig",
            "ogiltigt",
            "session",
            "timeout",
            "autentisering",
            "samtycke",
        ] {
            assert!(!words.contains(word), "{} says {word}", path.display());
        }
    }
}

#[test]
fn a_question_that_was_interrupted_is_no_answer_and_can_be_asked_again() {
    let pages = samples::all(&samples::texts(), Language::Sv);
    let page = pages.iter().find(|page| page.name == "11-fetch");
    let html = &page.expect("the page where answers arrive").html;
    // Five are done: four answered, and the one that was interrupted did not.
    assert!(html.contains("4 av 6 har svarat · 1 avbröts hos oss"), "{html}");
    let row = html.split("id=\"row-").find(|row| row.starts_with("a-kassan"));
    let row = row.expect("its row");
    assert!(
        row.contains("Avbröts hos oss") && row.contains("Försök igen"),
        "{row}"
    );
}

fn sample_of(name: &str) -> String {
    let pages = samples::all(&samples::texts(), Language::Sv);
    let found = pages.into_iter().find(|page| page.name == name);
    found.map(|page| page.html).unwrap_or_default()
}

/// The part of a page between two of its words.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_default();
    rest.split_once(to).map_or(rest, |(part, _)| part)
}

#[test]
fn a_source_that_is_not_asked_now_says_until_when_and_is_offered_to_nobody() {
    let page = sample_of("11-fetch-closed");
    let row = |id: &str| between(&page, &format!("id=\"row-{id}\""), "</li>").to_owned();
    let resting = row("a-kassan");
    assert!(resting.contains("Svarar inte just nu"), "{resting}");
    assert!(resting.contains("Vi frågar inte förrän 14.33"), "{resting}");
    let closed = row("migrationsverket");
    assert!(
        closed.contains("Stängd nu") && closed.contains("öppnar 24 november 06.00"),
        "{closed}"
    );
    for row in [&resting, &closed] {
        assert!(
            row.contains("Det betyder inte att du saknar ersättning") && !row.contains("<form"),
            "{row}"
        );
    }
    // What came before it closed is there, and is shown as it is.
    assert!(row("csn").contains("Hämtat") && row("csn").contains("/uppgifter/csn"));
    // The page goes on by itself while a source rests, so that it can be asked when the rest is over.
    assert!(page.contains("data-live") && !page.contains("data-part data-over"));
}

#[test]
fn a_closed_source_cannot_be_ticked_and_says_when_it_opens() {
    let page = sample_of("10-choose-closed");
    let card = |id: &str| between(&page, &format!("value=\"{id}\""), "<details").to_owned();
    let closed = card("forsakringskassan");
    assert!(
        closed.contains("disabled") && closed.contains("Öppnar 24 november 06.00."),
        "{closed}"
    );
    let resting = card("skatteverket");
    assert!(
        !resting.contains("disabled") && resting.contains("Vi frågar inte förrän 14.33."),
        "{resting}"
    );
}
