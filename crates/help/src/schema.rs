use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use crate::{Source, Words};

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

pub(crate) fn value_of<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

fn pretty(schema: &Value) -> String {
    format!("{schema:#}\n")
}
