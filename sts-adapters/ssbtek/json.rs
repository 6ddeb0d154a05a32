//! Reads JSON into the same tree as XML: members become children, lists become repeated children.

use std::borrow::Cow;
use std::fmt;

use mn_source::SourceError;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::tree::{Budget, Element};

/// Reads one JSON object. `at` names it in errors.
pub fn parse<'a>(text: &'a str, root: &'a str, at: &'static str) -> Result<Element<'a>, SourceError> {
    Budget::size(text.len())?;
    let broken = SourceError::Malformed { at };
    let text = text.trim_start();
    if !text.starts_with(['{', '[']) {
        return Err(broken);
    }
    let mut holder = Element::named(Cow::Borrowed(""));
    let mut limits = Limits::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let member = Member {
        parent: &mut holder,
        name: Cow::Borrowed(root),
        limits: &mut limits,
    };
    let read = member.deserialize(&mut reader).and_then(|()| reader.end());
    if limits.exceeded {
        return Err(SourceError::TooLarge);
    }
    read.map_err(|_| broken)?;
    if holder.children.len() == 1 {
        return holder.children.pop().ok_or(broken);
    }
    holder.name = Cow::Borrowed(root);
    Ok(holder)
}

#[derive(Default)]
struct Limits {
    budget: Budget,
    depth: usize,
    exceeded: bool,
}

impl Limits {
    fn element<E: Error>(&mut self) -> Result<(), E> {
        self.budget.element(self.depth + 1).map_err(|_| {
            self.exceeded = true;
            E::custom("too large")
        })
    }
}

/// A member that is to be read into its parent.
struct Member<'m, 'a> {
    parent: &'m mut Element<'a>,
    name: Cow<'a, str>,
    limits: &'m mut Limits,
}

impl<'a> Member<'_, 'a> {
    fn add<E: Error>(self, say: impl FnOnce(&mut Element<'a>)) -> Result<(), E> {
        self.limits.element()?;
        let mut element = Element::named(self.name);
        say(&mut element);
        self.parent.children.push(element);
        Ok(())
    }
}

impl<'a> DeserializeSeed<'a> for Member<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Member<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.add(|element| element.lend_text(if truth { "true" } else { "false" }))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.add(|element| element.push_text(&number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.add(|element| element.push_text(&number.to_string()))
    }

    /// The shortest spelling of the binary fraction, a whole number without decimals.
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.add(|element| element.push_text(&number.to_string()))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<(), E> {
        self.add(|element| element.lend_text(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.add(|element| element.push_text(text))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let item = Member {
                parent: &mut *self.parent,
                name: self.name.clone(),
                limits: &mut *self.limits,
            };
            if list.next_element_seed(item)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> Result<(), A::Error> {
        let mut element = Element::named(self.name);
        self.limits.depth += 1;
        while let Some(Name(name)) = members.next_key()? {
            members.next_value_seed(Member {
                parent: &mut element,
                name,
                limits: &mut *self.limits,
            })?;
        }
        self.limits.depth -= 1;
        self.limits.element()?;
        self.parent.children.push(element);
        Ok(())
    }
}

/// A member's name, borrowed from the document where it is spelled plainly.
struct Name<'a>(Cow<'a, str>);

impl<'a> serde::Deserialize<'a> for Name<'a> {
    fn deserialize<D: Deserializer<'a>>(reader: D) -> Result<Self, D::Error> {
        struct Spelling;
        impl<'a> Visitor<'a> for Spelling {
            type Value = Name<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'a str) -> Result<Name<'a>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name<'a>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        reader.deserialize_str(Spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_members_and_lists() {
        let tree = parse(r#"{"a":[{"b":1.5},{"b":null},"c"],"d":true}"#, "x", "x").expect("JSON");
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
            assert!(parse(bad, "x", "x").is_err(), "{bad}");
        }
    }

    #[test]
    fn refuses_depth() {
        let deep = format!("{}1{}", "{\"a\":".repeat(60), "}".repeat(60));
        assert_eq!(parse(&deep, "x", "x").err(), Some(SourceError::TooLarge));
    }
}
