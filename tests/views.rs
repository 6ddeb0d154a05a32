//! What the citizen sees: said in her journal, and said clearly.

use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world;

async fn journal(visit: &mut Visit<'_>) -> Vec<Value> {
    visit.open("/vem-ser-vad").await.unwrap();
    let form = visit.page.form("/vem-ser-vad/kopia").unwrap().with("som", "json");
    let file = visit.browser.download(&visit.page, &form).await.unwrap();
    let copy: Value = serde_json::from_slice(&file.bytes).unwrap();
    copy["journal"].as_array().unwrap().clone()
}

fn lines<'a>(journal: &'a [Value], act: &str) -> Vec<&'a Value> {
    journal.iter().filter(|line| line["act"] == act).collect()
}

#[tokio::test]
async fn what_form_and_review_show_of_a_source_stands_once_in_the_journal() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn", "a-kassan"])
        .await
        .unwrap();
    assert!(lines(&journal(&mut visit).await, "seen_in_form").is_empty());
    // The pages before the one with fetched values show nothing of any source.
    visit.open("/ansokan/tid").await.unwrap();
    assert!(lines(&journal(&mut visit).await, "seen_in_form").is_empty());
    visit.open("/ansokan/tid").await.unwrap();
    let month = visit.page.attributes("input[name=manad]", "value")[0].clone();
    let form = visit.page.form("/ansokan/tid").unwrap().with("manad", &month);
    visit.send(&form.pressed()).await.unwrap();
    for _ in 0..3 {
        visit.open("/ansokan/hamtat").await.unwrap();
        visit.is_at("/ansokan/hamtat").unwrap();
    }
    let told = journal(&mut visit).await;
    assert!(lines(&told, "seen_in_review").is_empty());
    let form = lines(&told, "seen_in_form");
    // A-kassan gave nothing that could be seen.
    assert_eq!(form.len(), 1, "{form:?}");
    assert_eq!(form[0]["with"], "csn");
    assert_eq!(form[0]["seen_by"], "bara du");
    let asked = lines(&told, "asked");
    let asked = asked.iter().find(|line| line["with"] == "csn").unwrap();
    assert_eq!(form[0]["correlation"], asked["correlation"]);

    for _ in 0..2 {
        visit.open("/granska").await.unwrap();
    }
    let told = journal(&mut visit).await;
    let review = lines(&told, "seen_in_review");
    assert_eq!((review.len(), lines(&told, "seen_in_form").len()), (1, 1));
    assert_eq!(review[0]["with"], "csn");
    assert_eq!(review[0]["correlation"], asked["correlation"]);
    visit.open("/vem-ser-vad").await.unwrap();
    for words in [
        "Du såg uppgifter från CSN i ansökan.",
        "Du granskade uppgifter från CSN",
    ] {
        assert!(visit.page.says(words), "{words}: {}", visit.page.text());
    }
}

#[tokio::test]
async fn after_sending_the_review_says_so_and_leads_to_the_receipt() {
    let world = world::shared().await;
    let person = world.anybody();
    let mut visit = Visit::ready_to_sign(&world, &person, &["csn"]).await.unwrap();
    visit.sign().await.unwrap();
    visit.open("/granska").await.unwrap();
    assert_eq!(visit.page.heading(), "Din ansökan är redan skickad");
    assert!(!visit.page.says("0 kr"), "{}", visit.page.text());
    assert!(visit.page.form("/skriv-under").is_err());
    let receipt = visit.page.link("main a[href^='/kvitton/']").unwrap();
    visit.page = visit.browser.follow(&visit.page.clone(), receipt).await.unwrap();
    assert!(visit.page.says("Björkviks"), "{}", visit.page.text());
    // A new application is a new one.
    visit.open("/granska").await.unwrap();
    let anew = visit.page.link("main a[href='/ansokan']").unwrap();
    visit.page = visit.browser.follow(&visit.page.clone(), anew).await.unwrap();
    visit.fill_in(&[]).await.unwrap();
    visit.is_at("/granska").unwrap();
    assert!(visit.page.form("/skriv-under").is_ok(), "{}", visit.page.text());
}

#[tokio::test]
async fn sources_that_were_not_asked_stand_apart() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn", "a-kassan"])
        .await
        .unwrap();
    visit.open("/uppgifter").await.unwrap();
    let fetched = visit.page.all("ul.rows h2");
    assert_eq!(fetched.len(), 2, "{fetched:?}");
    let others = visit.page.all("ul.list li");
    assert!(
        others.iter().any(|name| name.contains("Försäkringskassan")),
        "{others:?}"
    );
    assert!(!others.iter().any(|name| name.contains("CSN")), "{others:?}");
}

#[tokio::test]
async fn numbers_can_be_called_and_what_is_offered_is_explained() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::new(&world, &person).await.unwrap();
    assert!(
        visit.page.says("redan får ekonomiskt bistånd"),
        "{}",
        visit.page.text()
    );
    visit.open("/om").await.unwrap();
    let numbers = visit.page.attributes("main a[href^='tel:']", "href");
    assert!(numbers.contains(&"tel:0846500410".to_owned()), "{numbers:?}");
    let mut visit = Visit::with_answers(&world, &person, &["csn"]).await.unwrap();
    visit.open("/uppgifter/csn").await.unwrap();
    let numbers = visit.page.attributes("main a[href^='tel:']", "href");
    assert!(numbers.contains(&"tel:0771276000".to_owned()), "{numbers:?}");
    assert!(visit.page.says("0771-27 60 00"), "{}", visit.page.text());
}
