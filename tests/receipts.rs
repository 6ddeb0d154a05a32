//! The receipt of a deletion, from the last page to somebody who checks it.

use std::fs;
use std::path::Path;
use std::process::Command;

use mn_tests::demo::{self, Demo};
use mn_tests::nodes::{Node, Store, Switch};
use mn_tests::page::Page;
use mn_tests::visit::Visit;
use serde_json::Value;

use crate::world;

/// The link that saves the receipt, as a browser without scripts follows it: name of the file, and what is in it.
fn saved(page: &Page) -> (String, String) {
    let name = page.attributes("main a[download]", "download");
    let link = page.attributes("main a[download]", "href");
    let content = link[0].strip_prefix("data:application/jose,").unwrap();
    (name[0].clone(), content.to_owned())
}

fn verify(demo: &Demo, file: &Path) -> (Option<i32>, Value, String) {
    let output = Command::new(demo::program().unwrap())
        .args(["medborgarnavet", "receipt", "verify"])
        .arg(file)
        .arg("--key")
        .arg(demo.ready.dir.join("receipts.pub.pem"))
        .output()
        .unwrap();
    let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said, complaint)
}

#[tokio::test]
async fn the_receipt_of_a_deletion_is_saved_from_the_page_and_holds() {
    let world = world::shared().await;
    let person = world.person("student").number.clone();
    let mut visit = Visit::with_answers(&world, &person, &["csn", "forsakringskassan"])
        .await
        .unwrap();
    let token = visit.browser.jar.get("__Host-visit").unwrap().to_owned();
    visit.log_out().await.unwrap();
    let (name, receipt) = saved(&visit.page);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, &receipt).unwrap();

    let (code, says, complaint) = verify(&world, &file);
    assert_eq!(code, Some(0), "{complaint}");
    assert_eq!(says["sources"], 2);
    assert_eq!(says["reason"], "logged_out");
    let shown = visit.page.all("dl.facts dd");
    let number = |key: &str| says[key].to_string();
    let text = |key: &str| says[key].as_str().unwrap().to_owned();
    assert_eq!(shown[0], number("values"));
    assert_eq!(shown[1], number("sources"));
    assert_eq!(shown[3], text("receipt"));
    let members: Vec<_> = says.as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["at", "build", "reason", "receipt", "sources", "values"]);
    for secret in [person.as_str(), person.get(2..).unwrap(), &token] {
        assert!(!says.to_string().contains(secret) && !receipt.contains(secret));
    }
    // The service has kept nothing of it: neither file nor log knows the receipt or its number.
    for kept in [world.ready.log.clone(), world.ready.outbox.clone()] {
        let bytes = fs::read(&kept).unwrap();
        let holds = |wanted: &str| bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes());
        assert!(!holds(&text("receipt")) && !holds(&receipt), "{}", kept.display());
    }

    fs::write(&file, receipt.replacen('.', ".e", 1)).unwrap();
    let (code, says, complaint) = verify(&world, &file);
    assert_eq!((code, says), (Some(1), Value::Null));
    assert!(complaint.contains("does not hold"), "{complaint}");
}

/// A store that answers, and does not remove.
#[tokio::test]
async fn a_store_that_fails_to_remove_gives_no_receipt_and_the_page_says_so() {
    let demo = Demo::start(&["--no-inbox", "--steady"]).unwrap();
    let store = Store::start(&demo).unwrap();
    demo.kill_service().unwrap();
    let node = Node::start(&demo, &store, "one").unwrap();
    let _proxy = Switch::start(&demo, &node).unwrap();
    let mut visit = Visit::with_answers(&demo, "198501012382", &["csn"])
        .await
        .unwrap();
    visit.open("/uppgifter").await.unwrap();
    store.tell("ACL SETUSER default -del").unwrap();
    let form = visit.page.form("/logga-ut").unwrap().pressed();
    visit.send(&form).await.unwrap();
    assert_eq!(
        (visit.page.status, visit.page.heading().as_str()),
        (503, "Vi kunde inte kontrollera att rummet är raderat"),
        "{}",
        visit.page.text()
    );
    assert!(visit.page.says("Därför får du inget kvitto på raderingen."));
    assert!(visit.page.attributes("a[download]", "href").is_empty());

    store.tell("ACL SETUSER default +del").unwrap();
    let form = visit.page.form("/radera").unwrap().pressed();
    visit.send(&form).await.unwrap();
    assert_eq!(
        visit.page.heading(),
        "Ditt rum är raderat",
        "{}",
        visit.page.text()
    );
    let (_, receipt) = saved(&visit.page);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("receipt.jws");
    fs::write(&file, receipt).unwrap();
    let (code, says, complaint) = verify(&demo, &file);
    assert_eq!(
        (code, &says["reason"]),
        (Some(0), &"deleted".into()),
        "{complaint}"
    );
}
