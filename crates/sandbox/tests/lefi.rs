//! What LEFI is made to say, against its published fields.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::{Sandbox, plain, shared};
use crate::ssbtek::{Asked, lefi, post};

#[derive(Deserialize)]
struct Field {
    schema: String,
    #[serde(rename = "field")]
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Fields {
    fields: Vec<Field>,
}

type Schemas = BTreeMap<String, BTreeMap<String, String>>;

fn schemas() -> Option<Schemas> {
    let text = std::fs::read_to_string(shared()?.join("data/lefi/lefi-v9-fields.json")).unwrap();
    let mut schemas = Schemas::new();
    for field in serde_json::from_str::<Fields>(&text).unwrap().fields {
        schemas
            .entry(field.schema)
            .or_default()
            .insert(field.name, field.kind);
    }
    Some(schemas)
}

fn check(schemas: &Schemas, kind: &str, value: &Value, path: &str) {
    if let Some(inner) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        let list = value.as_array().unwrap_or_else(|| panic!("{path}: no list"));
        for value in list {
            check(schemas, inner, value, path);
        }
        return;
    }
    if let Some(fields) = schemas.get(kind) {
        for (name, value) in value.as_object().unwrap_or_else(|| panic!("{path}: no object")) {
            let kind = fields
                .get(name)
                .unwrap_or_else(|| panic!("{path}.{name} is no field of {kind}"));
            check(schemas, kind, value, &format!("{path}.{name}"));
        }
        return;
    }
    let fits = match kind.split(['/', ':']).next().unwrap_or(kind) {
        // The one list of codes that are numbers.
        "integer" | "LefiPmLevnadsintygStatusKod" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        _ => value.is_string(),
    };
    assert!(fits, "{path}: {value} is no {kind}");
}

#[tokio::test]
async fn every_field_is_a_published_one_of_its_type() {
    let Some(schemas) = schemas() else { return };
    let sandbox = Sandbox::start();
    let address = format!("{}/persons", sandbox.address("control"));
    let persons: Vec<Value> = plain().get(address).send().await.unwrap().json().await.unwrap();
    for person in persons {
        let asked = Asked::about(person["number"].as_str().unwrap()).only("FK");
        let document = lefi(&post(&sandbox, &asked.envelope()).await.1);
        check(&schemas, "LefiExternFormansinformationSvar", &document, "");
    }
}

#[tokio::test]
async fn some_persons_have_many_benefits() {
    let sandbox = Sandbox::start();
    let address = format!("{}/persons", sandbox.address("control"));
    let persons: Vec<Value> = plain().get(address).send().await.unwrap().json().await.unwrap();
    for (life, lists, other) in [
        ("foralder_rikt", 12, 0),
        ("sjuk_rikt", 12, 0),
        ("pensionar_utomlands", 1, 3),
    ] {
        let person = persons.iter().find(|person| person["life"] == life).unwrap();
        let asked = Asked::about(person["number"].as_str().unwrap()).only("FK");
        let document = lefi(&post(&sandbox, &asked.envelope()).await.1);
        let old = document["formansinformation"].as_object().unwrap();
        assert!(old.len() >= lists, "{life}: {:?}", old.keys());
        let told = document["ovrigInformation"].as_array().map_or(0, Vec::len);
        assert_eq!(told, other, "{life}");
    }
}

#[tokio::test]
async fn only_the_groups_asked_for_are_delivered() {
    let sandbox = Sandbox::start();
    let mut asked = Asked::about("198501012382").only("FK");
    let all = lefi(&post(&sandbox, &asked.envelope()).await.1);
    let old = &all["formansinformation"];
    assert!(old["utbetalningsuppgift"].as_array().unwrap().len() >= 3);
    assert!(old["foraldrapenningarende"].is_array() && old["generellPersoninformation"].is_array());
    assert_eq!(all["utlamnare"].as_array().unwrap().len(), 2);

    let period = asked.lefi["period"].clone();
    asked.lefi = json!({"personnummer": "198501012382", "period": period, "utbetalningar": ["FK:FP"]});
    let some = lefi(&post(&sandbox, &asked.envelope()).await.1);
    let old = some["formansinformation"].as_object().unwrap();
    assert_eq!(old.keys().collect::<Vec<_>>(), ["utbetalningsuppgift"]);
    for payment in old["utbetalningsuppgift"].as_array().unwrap() {
        assert_eq!(payment["formansfamilj"]["id"], "FP");
        let sum = |name: &str| payment[name]["summa"].as_f64().unwrap();
        assert!((sum("bruttobelopp") - sum("avdragsbelopp") - sum("nettobelopp")).abs() < 0.001);
        assert!(sum("avdragsbelopp") >= sum("skattebelopp"));
    }
    assert_eq!(some["utlamnare"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn pension_follows_the_new_model() {
    let sandbox = Sandbox::start();
    let document = lefi(
        &post(&sandbox, &Asked::about("194401012390").only("FK").envelope())
            .await
            .1,
    );
    assert_eq!(document["ansprak"].as_array().unwrap().len(), 2);
    assert_eq!(document["beslut"][0]["beslutsutfall"]["kod"], "BIFALL");
    let payment = &document["utbetalningar"][0];
    assert!(payment["bruttobelopp"].as_i64().unwrap() > payment["nettobelopp"].as_i64().unwrap());
}

#[tokio::test]
async fn lefis_refusals_come_as_errors() {
    let sandbox = Sandbox::start();
    let error = async |change: fn(&mut Asked)| {
        let mut asked = Asked::about("198501012382").only("FK");
        change(&mut asked);
        let (_, answer) = post(&sandbox, &asked.envelope()).await;
        crate::ssbtek::between(&answer, "<ssbt:felkod>", "<")
            .unwrap_or("none")
            .to_owned()
    };
    assert_eq!(error(|_| {}).await, "none");
    assert_eq!(
        error(|asked| asked.lefi["personnummer"] = json!("199001012385")).await,
        "LEFI-400"
    );
    assert_eq!(
        error(|asked| asked.lefi["period"]["from"] = json!("2020-01-01")).await,
        "LEFI-400"
    );
    assert_eq!(
        error(|asked| asked.lefi["beslut"] = json!(["FK:FP"])).await,
        "LEFI-400"
    );
    let asked = Asked::about("198501012382").only("FK").envelope();
    for (old, new, code) in [
        (">v9<", ">v8<", "LEFI-VERSION"),
        ("<s:aktorsid>1<", "<s:aktorsid>okand<", "LEFI-403"),
    ] {
        let (_, answer) = post(&sandbox, &asked.replacen(old, new, 1)).await;
        assert!(answer.contains(&format!("<ssbt:felkod>{code}<")), "{answer}");
    }
}
