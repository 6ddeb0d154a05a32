//! The test persons are Skatteverket's, and there are enough of each kind.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::{Sandbox, plain, shared};
use crate::ssbtek::{Asked, post};

#[tokio::test]
async fn every_person_has_a_number_from_the_published_list() {
    let sandbox = Sandbox::start();
    let address = format!("{}/persons", sandbox.address("control"));
    let persons: Vec<Value> = plain().get(address).send().await.unwrap().json().await.unwrap();
    assert_eq!(persons.len(), 64);
    let numbers: BTreeSet<&str> = persons
        .iter()
        .map(|person| person["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers.len(), 64);
    let coordination = persons
        .iter()
        .filter(|person| person["coordination"] == true)
        .count();
    assert_eq!(coordination, 2);
    let mut lives: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &persons {
        *lives.entry(person["life"].as_str().unwrap()).or_default() += 1;
    }
    for life in [
        "student",
        "foralder",
        "arbetssokande",
        "ingenting_csn_nere",
        "pensionar",
        "sjuk",
        "nyanland",
        "blandad",
    ] {
        assert!(lives.contains_key(life), "{life}");
    }
    let Some(shared) = shared() else { return };
    for (file, wanted) in [("allPins.json", 62), ("allCoords.json", 2)] {
        let text = std::fs::read_to_string(shared.join("data/personnummer").join(file)).unwrap();
        let listed: Vec<String> = serde_json::from_str(&text).unwrap();
        let known = listed
            .iter()
            .filter(|number| numbers.contains(number.as_str()))
            .count();
        assert_eq!(known, wanted, "{file}");
    }
}

#[tokio::test]
async fn a_person_can_be_told_to_live_another_life() {
    let sandbox = Sandbox::start();
    let person = "199001012385";
    let model = "Zqxjkvwplmnb";
    let vehicle =
        json!({"regnr": "TST001", "fabrikat": "P", "ar": "2009", "slag": "PERSONBIL", "modell": model});
    let life = json!({"group": "", "title": "", "tns": [vehicle]});
    let wish = json!({"person": person, "life": life});
    let asked = Asked::about(person).only("TNS").envelope();
    let (_, before) = post(&sandbox, &asked).await;
    assert!(!before.contains(model), "{before}");
    sandbox.tell("/life", wish).await;
    let (_, after) = post(&sandbox, &asked).await;
    assert!(after.contains(model), "{after}");
    let nobody = json!({"person": "1", "life": {"group": "", "title": ""}});
    assert_eq!(sandbox.control("/life", nobody).await.0, 422);
    sandbox.tell("/reset", json!({})).await;
    let (_, reset) = post(&sandbox, &asked).await;
    assert!(!reset.contains(model), "{reset}");
}
