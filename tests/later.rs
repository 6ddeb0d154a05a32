//! Going on another day: what was written goes home in a file of the citizen's own, and comes back.

use mn_domain::Sensitive;
use mn_tests::browser::Download;
use mn_tests::demo::Demo;
use mn_tests::visit::Visit;

use crate::world;

const PAGE: &str = "/fortsatt-senare";
const WORDS: &str = "häst lampa segel nio";
const SAID: &str = "Jag fick mindre än så";

async fn save(visit: &mut Visit<'_>, first: &str, second: &str) -> Download {
    visit.open(PAGE).await.unwrap();
    let form = visit.page.form("/fortsatt-senare/spara").unwrap();
    let form = form.with("losenfras", first).with("losenfras-igen", second);
    visit.browser.download(&visit.page, &form).await.unwrap()
}

async fn bring(visit: &mut Visit<'_>, words: &str, file: &[u8]) {
    visit.open(PAGE).await.unwrap();
    let form = visit.page.form("/fortsatt-senare/oppna").unwrap();
    let form = form.without("fil").with("losenfras", words);
    visit.page = visit
        .browser
        .upload(&visit.page, &form, ("fil", file))
        .await
        .unwrap();
}

/// A visit in which the form is filled in and one value disputed.
async fn written<'a>(demo: &'a Demo, person: &str) -> Visit<'a> {
    let mut visit = Visit::ready_to_sign(demo, person, &["csn"]).await.unwrap();
    visit.open("/ansokan/hamtat").await.unwrap();
    let wrong = visit.page.link("ul.money-rows a").unwrap();
    visit.page = visit.browser.follow(&visit.page, wrong).await.unwrap();
    let path = visit.page.url.path().to_owned();
    let form = visit.page.form(&path).unwrap();
    let form = form.with("val", "stammer-inte").with("text", SAID).pressed();
    visit.send(&form).await.unwrap();
    assert!(visit.page.says(SAID), "{}", visit.page.text());
    visit
}

/// The file of a visit that is over.
async fn kept(demo: &Demo, person: &str) -> Vec<u8> {
    let mut visit = written(demo, person).await;
    let file = save(&mut visit, WORDS, WORDS).await;
    assert_eq!(file.status, 200);
    visit.log_out().await.unwrap();
    file.bytes
}

#[tokio::test]
async fn what_was_written_goes_home_and_comes_back_to_the_same_person() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = written(&world, &person).await;
    let file = save(&mut visit, WORDS, WORDS).await;
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(
        name.starts_with("attachment; filename=\"medborgarnavet-fortsatt-senare-"),
        "{name}"
    );
    assert_eq!(file.headers["cache-control"], "no-store");
    assert!(file.bytes.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    visit.open("/vem-ser-vad").await.unwrap();
    assert!(visit.page.says("Du sparade det du har skrivit i en egen fil."));
    visit.log_out().await.unwrap();

    // What the passphrase opens: her own words, and neither a number nor anything that CSN said.
    let inside = mn_seal::open_keepsake(&Sensitive::from(WORDS), &file.bytes).unwrap();
    let inside = String::from_utf8(inside.expose().clone()).unwrap();
    assert!(inside.contains("6200") && inside.contains(SAID), "{inside}");
    assert!(
        !inside.contains(&person) && !inside.contains(person.get(2..).unwrap()),
        "the number is in the file"
    );

    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    bring(&mut visit, WORDS, &file.bytes).await;
    assert_eq!(
        visit.page.heading(),
        "Det du hade skrivit är här igen",
        "{}",
        visit.page.text()
    );
    assert!(
        !visit.page.says("Du hade skrivit om uppgifter som inte finns"),
        "{}",
        visit.page.text()
    );
    visit.open("/granska").await.unwrap();
    assert!(
        visit.page.says("6 200") && visit.page.says(SAID),
        "{}",
        visit.page.text()
    );
    visit.open("/vem-ser-vad").await.unwrap();
    assert!(visit.page.says("Du öppnade din egen fil"));
}

#[tokio::test]
async fn a_passphrase_opens_from_another_kind_of_keyboard() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.fill_in(&[]).await.unwrap();
    // The same letters: ä as one sign, and as an a with two dots after it.
    let (composed, decomposed) = ("h\u{e4}st lampa segel nio", "ha\u{308}st lampa segel nio");
    let file = save(&mut visit, decomposed, composed).await;
    assert_eq!(file.status, 200, "two spellings of the same are two passphrases");
    for words in [composed, decomposed] {
        bring(&mut visit, words, &file.bytes).await;
        assert_eq!(visit.page.heading(), "Det du hade skrivit är här igen");
    }
}

#[tokio::test]
async fn words_about_a_value_that_is_not_there_are_dropped_and_that_is_said() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let file = kept(&world, &person).await;
    let mut visit = Visit::with_answers(&world, &person, &["a-kassan"]).await.unwrap();
    bring(&mut visit, WORDS, &file).await;
    assert!(visit.page.says("en uppgift från CSN"), "{}", visit.page.text());
    visit.open("/granska").await.unwrap();
    assert!(visit.page.says("6 200") && !visit.page.says(SAID));
}

#[tokio::test]
async fn a_passphrase_that_is_none_is_refused_with_what_to_do() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open(PAGE).await.unwrap();
    assert!(visit.page.says("Du har inte skrivit något i ansökan än"));
    visit.fill_in(&[]).await.unwrap();
    for (first, second, says) in [
        ("", "", "Skriv en lösenfras."),
        ("kort", "kort", "Den behöver minst 15 tecken."),
        (
            WORDS,
            "häst lampa segel tio",
            "De två lösenfraserna är inte lika.",
        ),
        (&"x".repeat(201), &"x".repeat(201), "Lösenfrasen är för lång."),
    ] {
        let answer = save(&mut visit, first, second).await;
        let page = String::from_utf8(answer.bytes).unwrap();
        assert_eq!(answer.status, 422, "{says}");
        assert!(page.contains(says), "{says}: {page}");
        assert!(!page.contains(WORDS), "the page shows the passphrase");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_says_why_and_changes_nothing() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let file = kept(&world, &person).await;
    let changed = |from: &str, to: &str| {
        let inside = mn_seal::open_keepsake(&Sensitive::from(WORDS), &file).unwrap();
        let text = String::from_utf8(inside.expose().clone()).unwrap();
        assert!(text.contains(from), "{from}: {text}");
        mn_seal::keep(&Sensitive::from(WORDS), text.replacen(from, to, 1).as_bytes()).unwrap()
    };
    let mut tampered = file.clone();
    *tampered.last_mut().unwrap() ^= 1;
    let at = file.windows(4).position(|part| part == b" 16\n").unwrap();
    let mut costly = file.clone();
    costly.splice(at + 1..at + 3, *b"30");
    let older = changed(
        "\"draft\":{\"format\":1,\"form\":\"ekonomiskt-bistand-fortsatt\",\"version\":",
        "\"draft\":{\"format\":1,\"form\":\"ekonomiskt-bistand-fortsatt\",\"version\":900",
    );
    let gone = changed(
        "\"form\":\"ekonomiskt-bistand-fortsatt\"",
        "\"form\":\"bostadslan-1974\"",
    );
    let nonsense = mn_seal::keep(&Sensitive::from(WORDS), b"{}").unwrap();
    let cases: [(&str, &[u8], &str); 10] = [
        ("häst lampa segel tio", &file, "Lösenfrasen öppnar inte filen."),
        ("", &file, "Skriv en lösenfras."),
        (WORDS, &file[..file.len() - 30], "Filen är skadad eller avklippt"),
        (WORDS, &tampered, "Filen är skadad eller avklippt"),
        (WORDS, &vec![b'a'; 600 * 1024], "Filen är för stor"),
        (WORDS, &costly, "den kräver mer arbete att öppna"),
        (WORDS, b"%PDF-1.7", "Det här är inte en fil som har sparats här."),
        (WORDS, &nonsense, "Det här är inte en fil som har sparats här."),
        (WORDS, &older, "Ansökan har fått nya frågor sedan filen sparades"),
        (WORDS, &gone, "Ansökan som filen hör till finns inte här längre."),
    ];
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    for (words, bytes, says) in cases {
        bring(&mut visit, words, bytes).await;
        assert_eq!(visit.page.status, 422, "{says}: {}", visit.page.text());
        assert!(visit.page.says(says), "{says}: {}", visit.page.text());
        assert_eq!(visit.page.heading(), "Fortsätt en annan dag");
    }
    bring(&mut visit, WORDS, b"").await;
    assert!(
        visit.page.says("Välj filen som du har sparat."),
        "{}",
        visit.page.text()
    );
    bring(&mut visit, WORDS, &vec![b'a'; 1200 * 1024]).await;
    assert_eq!(visit.page.status, 413, "{}", visit.page.text());
    visit.open(PAGE).await.unwrap();
    assert!(
        visit.page.says("Du har inte skrivit något i ansökan än"),
        "something was taken up"
    );
}

#[tokio::test]
async fn another_persons_file_opens_for_nobody_else() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let file = kept(&world, &person).await;
    let mut other = Visit::with_answers(&world, &world.anybody(), &["csn"])
        .await
        .unwrap();
    bring(&mut other, WORDS, &file).await;
    assert_eq!(other.page.status, 422);
    assert!(
        other.page.says("Filen hör till någon annan"),
        "{}",
        other.page.text()
    );
    other.open("/granska").await.unwrap();
    assert!(!other.page.says("6 200") && !other.page.says(SAID));
}

#[tokio::test]
async fn a_file_is_not_taken_without_the_forms_token_or_over_newer_words() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let file = kept(&world, &person).await;
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open(PAGE).await.unwrap();
    let page = visit.page.clone();
    let form = page.form("/fortsatt-senare/oppna").unwrap().without("fil");
    let form = form.with("losenfras", WORDS);
    let bare = form.clone().without("token");
    let answer = visit.browser.upload(&page, &bare, ("fil", &file)).await.unwrap();
    assert_eq!(
        (answer.status, answer.heading().as_str()),
        (403, "Sidan hade blivit för gammal")
    );
    // Something was written in another tab after this page was made.
    visit.fill_in(&[("hyra", "7100")]).await.unwrap();
    let answer = visit.browser.upload(&page, &form, ("fil", &file)).await.unwrap();
    assert_eq!(answer.status, 409, "{}", answer.text());
    visit.open("/granska").await.unwrap();
    assert!(visit.page.says("7 100"), "{}", visit.page.text());
}
