//! The test persons are Skatteverket's, and there are enough of each kind.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::{Sandbox, plain, shared};

#[tokio::test]
async fn sixty_persons_with_numbers_from_the_published_list() {
    let sandbox = Sandbox::start();
    let address = format!("{}/persons", sandbox.address("control"));
    let persons: Vec<Value> = plain().get(address).send().await.unwrap().json().await.unwrap();
    assert_eq!(persons.len(), 60);
    let numbers: BTreeSet<&str> = persons
        .iter()
        .map(|person| person["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers.len(), 60);
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
    for (file, wanted) in [("allPins.json", 58), ("allCoords.json", 2)] {
        let text = std::fs::read_to_string(shared.join("data/personnummer").join(file)).unwrap();
        let listed: Vec<String> = serde_json::from_str(&text).unwrap();
        let known = listed
            .iter()
            .filter(|number| numbers.contains(number.as_str()))
            .count();
        assert_eq!(known, wanted, "{file}");
    }
}
