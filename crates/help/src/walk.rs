use std::collections::BTreeMap;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::read::{Lines, line_of, name_of};
use crate::{Mistake, Problem};

/// Compares one TOML document with a JSON schema, as far as `schemars` writes such schemas.
///
/// serde stops at the first mistake; people who mend a file want them all.
pub(crate) struct Walk<'a> {
    file: &'a str,
    text: &'a str,
    root: &'a Value,
    lines: BTreeMap<String, usize>,
    mistakes: Vec<Mistake>,
}

impl<'a> Walk<'a> {
    pub(crate) const fn new(file: &'a str, text: &'a str, root: &'a Value) -> Self {
        Self {
            file,
            text,
            root,
            lines: BTreeMap::new(),
            mistakes: Vec::new(),
        }
    }

    /// The lines that were seen, and the mistakes by line.
    pub(crate) fn finish(mut self) -> (Lines, Vec<Mistake>) {
        self.mistakes.sort_by_key(|mistake| mistake.line);
        (Lines::new(self.lines), self.mistakes)
    }

    fn note(&mut self, at: &str, line: Option<usize>, problem: Problem) {
        self.mistakes.push(Mistake {
            file: self.file.to_owned(),
            line,
            at: at.to_owned(),
            problem,
        });
    }

    pub(crate) fn table(&mut self, schema: &Value, table: &DeTable<'_>, at: &str) {
        let none = Map::new();
        let known = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&none);
        let others = schema
            .get("additionalProperties")
            .filter(|others| others.is_object());
        for (key, value) in table {
            let place = below(at, key.get_ref());
            let line = line_of(self.text, key.span().start);
            self.lines.insert(place.clone(), line);
            match known.get(key.get_ref().as_ref()).or(others) {
                Some(schema) => self.value(schema, value, &place),
                None => self.note(&place, Some(line), Problem::UnknownKey),
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) {
                self.note(&below(at, key), self.lines.get(at).copied(), Problem::Missing);
            }
        }
    }

    fn value(&mut self, schema: &Value, value: &Spanned<DeValue<'_>>, at: &str) {
        let root = self.root;
        let schema = resolve(root, schema);
        let number = line_of(self.text, value.span().start);
        let line = Some(number);
        let options = schema.get("enum").and_then(Value::as_array);
        if let Some(options) = options.cloned().or_else(|| constants(schema)) {
            let known = matches!(value.get_ref(), DeValue::String(text) if options.iter().any(|o| o == text.as_ref()));
            if !known {
                self.note(at, line, Problem::NotOneOf(listed(&options)));
            }
            return;
        }
        match (kind_of(schema), value.get_ref()) {
            ("object", DeValue::Table(table)) => {
                self.lines.entry(at.to_owned()).or_insert(number);
                self.table(schema, table, at);
            }
            ("array", DeValue::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let place = format!("{at}[{}]", name_of(item.get_ref(), index));
                    self.lines
                        .insert(place.clone(), line_of(self.text, item.span().start));
                    self.value(schema.get("items").unwrap_or(&Value::Null), item, &place);
                }
            }
            ("string", DeValue::String(text)) if text.trim().is_empty() => {
                self.note(at, line, Problem::Empty);
            }
            ("string", DeValue::String(_))
            | ("integer", DeValue::Integer(_))
            | ("boolean", DeValue::Boolean(_))
            | ("", _) => {}
            (kind, _) => self.note(at, line, Problem::WrongType(named(kind))),
        }
    }
}

fn below(at: &str, key: &str) -> String {
    if at.is_empty() {
        key.to_owned()
    } else {
        format!("{at}.{key}")
    }
}

/// Follows `$ref`, and steps over the `null` that an optional value may be in JSON.
fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let target = path.strip_prefix('#').and_then(|path| root.pointer(path));
        return target.map_or(schema, |target| resolve(root, target));
    }
    let options = schema.get("anyOf").and_then(Value::as_array);
    let real = options.and_then(|options| options.iter().find(|option| kind_of(option) != "null"));
    real.map_or(schema, |real| resolve(root, real))
}

/// The values of an enum whose variants carry descriptions: `oneOf` of `const`.
fn constants(schema: &Value) -> Option<Vec<Value>> {
    let options = schema.get("oneOf")?.as_array()?;
    options
        .iter()
        .map(|option| option.get("const").cloned())
        .collect()
}

fn listed(options: &[Value]) -> String {
    let texts: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
    texts.join(", ")
}

fn kind_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default(),
        _ => "",
    }
}

fn named(kind: &str) -> String {
    match kind {
        "object" => "a table".to_owned(),
        "array" => "a list".to_owned(),
        "string" => "a text in quotation marks".to_owned(),
        "integer" => "a whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    }
}
