//! Försäkringskassan and Pensionsmyndigheten: base64 of LEFI's JSON, version 9.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::fk_case;
use super::fk_question::{LISTS, LefiQuestion, words};
use super::{Case, error, spoil};
use crate::faults::Behaviour;
use crate::xml::Node;

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    let Some((version, actor, json)) = &case.ask.fk else {
        return error("BT", "LEFI-400", "Fråga till Försäkringskassan saknas");
    };
    if version.as_deref().is_some_and(|version| version != "v9") {
        return error("BT", "LEFI-VERSION", "Angiven version stöds inte");
    }
    if actor.trim().is_empty() || actor.contains("okand") {
        return error("BT", "LEFI-403", "Okänd aktör");
    }
    match LefiQuestion::read(json) {
        Err((status, text)) => error("BT", &format!("LEFI-{status}"), text),
        Ok(question) if !about_the_same(case, &question) => error(
            "BT",
            "LEFI-400",
            "Personnummer i frågan till LEFI är ett annat än i frågan till SSBT",
        ),
        Ok(question) => {
            let text = spoil::inner(case.behaviour, document(case, &question).to_string());
            Node::new("ssbt:data").with_leaf("ssbt:lefiJsonSvar", STANDARD.encode(text))
        }
    }
}

fn about_the_same(case: &Case<'_>, question: &LefiQuestion) -> bool {
    case.question.person.ends_with(&question.number)
}

/// How a supplier is.
#[derive(Clone, Copy, PartialEq)]
enum Condition {
    Fine,
    Failing,
    Away,
}

impl Condition {
    fn entry(self, code: &str, name: &str) -> Value {
        let (state, text) = match self {
            Self::Fine => ("OK", "Tillgänglig"),
            Self::Failing => ("FELANDE", "Felande"),
            Self::Away => ("OTILLGANGLIG", "Otillgänglig"),
        };
        json!({"utlamnare": {"kod": code, "namn": name}, "tillstand": {"kod": state, "beskrivning": text}})
    }
}

/// How Försäkringskassan and Pensionsmyndigheten are.
fn conditions(behaviour: &Behaviour) -> (Condition, Condition) {
    match behaviour {
        Behaviour::Unavailable => (Condition::Failing, Condition::Fine),
        Behaviour::Partial { which } => match which.as_deref() {
            Some("PM") => (Condition::Fine, Condition::Away),
            Some("FK") => (Condition::Away, Condition::Fine),
            _ => (Condition::Fine, Condition::Fine),
        },
        _ => (Condition::Fine, Condition::Fine),
    }
}

/// Which deviation a group has, if any.
fn deviation(behaviour: &Behaviour, group: &str, first: &str) -> Option<&'static str> {
    match behaviour {
        Behaviour::NotEntitled => Some("OBEHORIG"),
        Behaviour::Partial { which: None } if group == first => Some("INTERNT_FEL"),
        Behaviour::Partial { which: Some(which) } if group == which => Some("INTERNT_FEL"),
        _ => None,
    }
}

fn document(case: &Case<'_>, question: &LefiQuestion) -> Value {
    let (fk, pm) = conditions(case.behaviour);
    let mut suppliers = Vec::new();
    if question.concerns("FK:") {
        suppliers.push(fk.entry("FK", "Försäkringskassan"));
    }
    if question.concerns("PM:") {
        suppliers.push(pm.entry("PM", "Pensionsmyndigheten"));
    }
    let first = question
        .groups
        .iter()
        .find_map(|(_, set)| set.first().cloned())
        .unwrap_or_default();
    let mut deviations = Map::new();
    let mut delivered: Vec<(&str, Vec<&str>)> = Vec::new();
    for list in LISTS {
        let mut fine = Vec::new();
        let mut wrong = Vec::new();
        for group in question.asked(list) {
            let condition = if group.starts_with("FK:") { fk } else { pm };
            match deviation(case.behaviour, group, &first) {
                _ if condition != Condition::Fine => {}
                Some(kind) => wrong.push(deviating(list, group, kind)),
                None => fine.push(group),
            }
        }
        if !wrong.is_empty() {
            deviations.insert(list.to_owned(), Value::Array(wrong));
        }
        delivered.push((list, fine));
    }
    let mut document = json!({"utlamnare": suppliers, "avvikelser": deviations});
    if *case.behaviour == Behaviour::MissingElements {
        document = json!({"utlamnare": suppliers});
    }
    fk_case::fill(case, question, &delivered, &mut document);
    document
}

fn deviating(list: &str, group: &str, kind: &str) -> Value {
    let text = if kind == "OBEHORIG" {
        "Obehörig"
    } else {
        "Internt fel"
    };
    let mut entry = json!({"avvikelse": {"kod": kind, "beskrivning": text}});
    let what = if list == "ovrigInformation" {
        "ovrigInformationstyp"
    } else {
        "formansgrupp"
    };
    entry[what] = json!({"kod": group, "beskrivning": words(group)});
    entry
}
