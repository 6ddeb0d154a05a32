//! Migrationsverket: inline XML whose elements have no namespace.

use super::dates::{days, zoned};
use super::{Case, error};
use crate::faults::Behaviour;
use crate::life::{Permit, PermitAnswer};
use crate::xml::Node;

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    let data = Node::new("ssbt:data");
    match case.behaviour {
        Behaviour::Unavailable | Behaviour::Partial { .. } => return error("BT", "MIV-500", "Tekniskt fel"),
        Behaviour::NotEntitled => return error("BT", "MIV-403", "Behörighet saknas"),
        Behaviour::InnerMalformed => return data.with_leaf("response", "trasigt"),
        _ => {}
    }
    match &case.life.miv {
        Some(permit) => data.with(response(case, permit)),
        None => data, // nothing found: the element is left out
    }
}

fn response(case: &Case<'_>, permit: &Permit) -> Node {
    let mut node = Node::new("response");
    if let Some(id) = &case.question.correlation {
        node = node.with_leaf("korrelationsid", id);
    }
    if *case.behaviour != Behaviour::MissingElements {
        node = node.with_leaf("correlationid", uuid::Uuid::new_v4());
    }
    if let Some(person) = case.person {
        node = node
            .with_leaf("efternamn", &person.family)
            .with_leaf("fornamn", &person.given);
    }
    let answers = permit.svar.iter().map(|it| svar(case, it));
    node.with_leaf("hemland", &permit.hemland)
        .with_leaf("inresedatum", zoned(days(case.today, -permit.inrest)))
        .with_leaf("personnummer", &case.number)
        .with(Node::new("svarCollection").with_all(answers))
}

/// A code that no list of the contract has.
const UNLISTED: &str = "ZZ9";

fn svar(case: &Case<'_>, answer: &PermitAnswer) -> Node {
    let both = |code: &str, name: &str, pair: &(String, String)| {
        let unknown = *case.behaviour == Behaviour::UnknownValues;
        [
            Node::leaf(code, if unknown { UNLISTED } else { &pair.0 }),
            Node::leaf(name, &pair.1),
        ]
    };
    let date = |name: &str, away: i64| Node::leaf(name, zoned(days(case.today, away)));
    let mut node = Node::new("svar")
        .with_all(both("anledning", "anledningNamn", &answer.anledning))
        .with(date("ansokningsdatum", -answer.ansokt))
        .with_all(both("arendeTyp", "arendeTypNamn", &answer.arende));
    if let Some(pair) = &answer.beslut {
        node = node.with_all(both("beslutsKod", "beslutsKodNamn", pair));
    }
    if let Some(pair) = &answer.typ {
        node = node.with_all(both("beslutsTyp", "beslutsTypNamn", pair));
    }
    let Some(ago) = answer.beslutat else { return node };
    node = node
        .with(date("beslutsdatum", -ago))
        .with(date("fromDatum", -ago));
    match answer.giltig {
        Some(left) => node
            .with_leaf("giltighetstid", "TIDBEGRANSAT")
            .with(date("tomDatum", left)),
        None => node.with_leaf("giltighetstid", "PERMANENT"),
    }
}
