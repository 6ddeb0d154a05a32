//! Transportstyrelsen: inline XML in three namespaces.

use super::{Case, error};
use crate::faults::Behaviour;
use crate::life::Vehicle;
use crate::xml::Node;

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    let data = Node::new("ssbt:data")
        .attribute(
            "xmlns:tns",
            "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1",
        )
        .attribute(
            "xmlns:fordon",
            "http://schema.transportstyrelsen.se/ssbtek/fordon/1",
        );
    let failed = |code: i32, text: &str| {
        let why = Node::new("tns:felresultat")
            .with_leaf("tns:felkod", code)
            .with_leaf("tns:feltext", text);
        data.clone().with_leaf("tns:resultat", "FEL").with(why)
    };
    match case.behaviour {
        Behaviour::NotEntitled => return error("BT", "TNS-403", "Behörighet saknas"),
        Behaviour::Unavailable | Behaviour::Partial { .. } => return failed(500, "Tekniskt fel"),
        Behaviour::Code { code } => return failed(*code, "Kod begärd av sandlådan"),
        Behaviour::UnknownValues => return data.with_leaf("tns:resultat", "KANSKE"),
        Behaviour::InnerMalformed => return data.with_leaf("tns:fordonsinnehav", "trasigt"),
        _ => {}
    }
    let vehicles = case.life.tns.iter().map(|it| vehicle(case, it));
    data.with_leaf("tns:resultat", "OK")
        .with(Node::new("tns:fordonsinnehav").with_all(vehicles))
}

fn vehicle(case: &Case<'_>, vehicle: &Vehicle) -> Node {
    let node = Node::new("fordon:fordon")
        .with_leaf("fordon:regnr", &vehicle.regnr)
        .with_leaf("fordon:fabrikat", &vehicle.fabrikat)
        .with_leaf("fordon:fordonsar", &vehicle.ar)
        .with_leaf("fordon:fordonsslag", &vehicle.slag);
    if *case.behaviour == Behaviour::MissingElements {
        return node;
    }
    node.with_leaf("fordon:handelsbeteckning", &vehicle.modell)
}
