//! Reads JSON into the same tree as XML: members become children, lists become repeated children.

use mn_domain::Sensitive;
use mn_source::SourceError;
use serde_json::Value;
use zeroize::Zeroize;

use super::tree::{Budget, Element};

/// Reads one JSON object. `at` names it in errors.
pub fn parse(body: &[u8], root: &str, at: &'static str) -> Result<Element, SourceError> {
    Budget::size(body.len())?;
    let broken = SourceError::Malformed { at };
    let text = Sensitive::new(super::encoding::decode(body)?);
    // EXPOSE: the parser reads the text; every value leaves it wrapped.
    let value: Value = serde_json::from_str(text.expose()).map_err(|_| broken)?;
    if !value.is_object() && !value.is_array() {
        return Err(broken);
    }
    let mut holder = Element::named(String::new());
    add(&mut holder, root, value, &mut Depth::default())?;
    if holder.children.len() == 1 {
        return holder.children.pop().ok_or(broken);
    }
    root.clone_into(&mut holder.name);
    Ok(holder)
}

#[derive(Default)]
struct Depth {
    budget: Budget,
    depth: usize,
}

fn add(parent: &mut Element, name: &str, value: Value, depth: &mut Depth) -> Result<(), SourceError> {
    let mut element = Element::named(name.to_owned());
    match value {
        Value::Null => return Ok(()),
        Value::Array(items) => {
            return items
                .into_iter()
                .try_for_each(|item| add(parent, name, item, depth));
        }
        Value::Object(members) => {
            depth.depth += 1;
            for (key, member) in members {
                add(&mut element, &key, member, depth)?;
            }
            depth.depth -= 1;
        }
        Value::String(mut text) => {
            element.push_text(&text);
            text.zeroize();
        }
        Value::Bool(truth) => element.push_text(if truth { "true" } else { "false" }),
        Value::Number(number) => element.push_text(&number.to_string()),
    }
    depth.budget.element(depth.depth + 1)?;
    parent.children.push(element);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_members_and_lists() {
        let tree = parse(br#"{"a":[{"b":1.5},{"b":null},"c"],"d":true}"#, "x", "x").expect("JSON");
        let texts: Vec<_> = tree
            .all("a")
            .map(|a| a.child("b").and_then(Element::text))
            .collect();
        assert_eq!(texts, [Some("1.5"), None, None]);
        assert_eq!(tree.child("d").and_then(Element::text), Some("true"));
    }

    #[test]
    fn refuses_what_is_no_object() {
        for bad in ["", "1", "{", "null", "{\"a\":}"] {
            assert!(parse(bad.as_bytes(), "x", "x").is_err(), "{bad}");
        }
    }

    #[test]
    fn refuses_depth() {
        let deep = format!("{}1{}", "{\"a\":".repeat(60), "}".repeat(60));
        assert_eq!(
            parse(deep.as_bytes(), "x", "x").err(),
            Some(SourceError::TooLarge)
        );
    }
}
