//! LEFI 9: a document with every field of the published schemas.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use mn_source::NoteKind;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::catalogue::LeftOut;
use crate::{FILLERS, Given, account, base64, published, read};

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

type Schemas = BTreeMap<String, Vec<(String, String)>>;

const ANSWER: &str = "LefiExternFormansinformationSvar";

fn schemas() -> Option<Schemas> {
    let text = fs::read_to_string(published("lefi/lefi-v9-fields.json")?).unwrap();
    let mut schemas = Schemas::new();
    for field in serde_json::from_str::<Fields>(&text).unwrap().fields {
        schemas
            .entry(field.schema)
            .or_default()
            .push((field.name, field.kind));
    }
    Some(schemas)
}

/// The fields in the schemas are those of the `OpenAPI` description, name by name.
#[test]
fn the_extracted_fields_are_those_of_the_description() {
    let (Some(schemas), Some(file)) = (
        schemas(),
        published("lefi/lefi-formansinformation-v9.openapi.yaml"),
    ) else {
        return;
    };
    let text = fs::read_to_string(file).unwrap();
    let described = described(&text);
    for (schema, fields) in &schemas {
        let names: BTreeSet<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(described.get(schema.as_str()), Some(&names), "{schema}");
    }
    assert_eq!(described.len(), schemas.len());
}

/// The properties of each schema, by the description's indentation: schemas stand at four, `properties` below them.
fn described(text: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let (mut schema, mut properties) = ("", None);
    let schemas = text.split_once("\n  schemas:\n").map(|(_, rest)| rest).unwrap();
    for line in schemas.lines() {
        let name = line.trim_start();
        let depth = line.len() - name.len();
        let Some((key, _)) = name
            .split_once(':')
            .filter(|(key, _)| key.chars().all(char::is_alphanumeric))
        else {
            continue;
        };
        match properties {
            _ if depth == 4 => (schema, properties) = (key, None),
            Some(outer) if depth == outer + 2 => {
                found.entry(schema).or_default().insert(key);
            }
            Some(outer) if depth <= outer => properties = None,
            _ => {}
        }
        if key == "properties" && properties.is_none() {
            properties = Some(depth);
        }
    }
    found
}

/// A value of a kind with everything in it, its leaves noted.
fn fill(schemas: &Schemas, kind: &str, path: &str, filler: &str, leaves: &mut BTreeSet<String>) -> Value {
    if let Some(inner) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        return json!([fill(schemas, inner, path, filler, leaves)]);
    }
    if let Some(fields) = schemas.get(kind) {
        let all = fields.iter().map(|(name, kind)| {
            let below = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}/{name}")
            };
            (name.clone(), fill(schemas, kind, &below, filler, leaves))
        });
        return Value::Object(all.collect::<Map<_, _>>());
    }
    leaves.insert(path.to_owned());
    let name = path.rsplit('/').next().unwrap_or_default();
    match (kind.split(':').next().unwrap_or_default(), name) {
        ("boolean", _) => json!(false),
        ("integer" | "number", "taljare") => json!(1),
        ("integer" | "number", "namnare") => json!(2),
        ("integer" | "number", _) => json!(filler.parse::<u32>().unwrap_or(3)),
        (_, "valuta") => json!("SEK"),
        _ => json!(filler),
    }
}

#[test]
fn every_leaf_of_lefi_is_given_or_left_out_for_a_reason() {
    let Some(schemas) = schemas() else { return };
    let (mut leaves, mut given) = (BTreeSet::new(), Given::default());
    for filler in FILLERS {
        let document = fill(&schemas, ANSWER, "", filler, &mut leaves);
        let parts = read(&element(&document));
        given.take(&parts);
    }
    eprintln!("LEFI:");
    let left_out = LeftOut::of(&["forsakringskassan", "pensionsmyndigheten"]);
    account(&leaves, &given, &left_out);
}

/// The same document, but nothing says that nobody is protected: no name, no day, no address of anybody.
#[test]
fn whoever_may_be_protected_is_not_told_of() {
    let Some(schemas) = schemas() else { return };
    let document = fill(&schemas, ANSWER, "", "2026-01-15", &mut BTreeSet::new());
    for mark in [None, Some(json!(true)), Some(json!("kanske"))] {
        let mut document = document.clone();
        mark_all(&mut document, mark.as_ref());
        let parts = read(&element(&document));
        let fk = parts.iter().find(|part| part.part == "FK").unwrap();
        for owner in ["barn", "arende_barn", "beslut_barn", "avliden", "samhorig"] {
            let told = fk.answers.iter().filter(|answer| {
                let field = answer.field.as_str().strip_prefix("fk.").unwrap();
                field
                    .split_once('.')
                    .is_some_and(|(of, what)| of == owner && !matches!(what, "skyddad" | "lista"))
            });
            assert_eq!(told.count(), 0, "{owner} {mark:?}");
        }
        let leads = ["fk.adress.", "fk.folkbokforing.", "fk.arbetsplats."];
        let led =
            |answer: &&mn_source::Answer| leads.iter().any(|lead| answer.field.as_str().starts_with(lead));
        assert_eq!(fk.answers.iter().filter(led).count(), 0, "{mark:?}");
        let noted = fk
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::MissingRequired && note.at.ends_with("/skyddad"));
        assert_eq!(noted, mark.is_none(), "a missing mark is noted");
    }
}

fn mark_all(value: &mut Value, mark: Option<&Value>) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| mark_all(value, mark)),
        Value::Object(members) => {
            match (members.contains_key("skyddad"), mark) {
                (true, Some(mark)) => members["skyddad"] = mark.clone(),
                (true, None) => drop(members.remove("skyddad")),
                (false, _) => {}
            }
            members.values_mut().for_each(|value| mark_all(value, mark));
        }
        _ => {}
    }
}

fn element(document: &Value) -> String {
    let text = base64(&document.to_string());
    format!("<b:FK><b:data><b:lefiJsonSvar>{text}</b:lefiJsonSvar></b:data></b:FK>")
}
