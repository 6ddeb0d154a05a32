use std::collections::BTreeMap;

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use crate::{QuestionFile, Source, Words};

/// The JSON schema of `metadata/sources/*.toml`, as checked in under `metadata/schema/source.schema.json`.
#[must_use]
pub fn schema() -> String {
    pretty(&value_of::<Source>())
}

/// The JSON schema of `metadata/words.toml`, as checked in under `metadata/schema/words.schema.json`.
#[must_use]
pub fn words_schema() -> String {
    pretty(&value_of::<Words>())
}

/// The JSON schema of `metadata/questions/*.toml`, as checked in under `metadata/schema/questions.schema.json`.
#[must_use]
pub fn questions_schema() -> String {
    pretty(&value_of::<QuestionFile>())
}

pub(crate) fn value_of<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

fn pretty(schema: &Value) -> String {
    format!("{:#}\n", sorted(schema))
}

/// The same with every object's keys in order, whichever map `serde_json` is built with.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let in_order: BTreeMap<&String, &Value> = object.iter().collect();
            let pairs = in_order
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)));
            Value::Object(pairs.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
