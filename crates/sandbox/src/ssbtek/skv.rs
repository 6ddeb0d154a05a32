//! Skatteverket, contract v10: a string that holds an XML document.

use super::{Case, error, spoil};
use crate::faults::Behaviour;
use crate::xml::Node;

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    match case.behaviour {
        Behaviour::Unavailable | Behaviour::Partial { .. } => return error("BT", "9071000", "Tekniskt fel"),
        Behaviour::NotEntitled => return error("BT", "9071403", "Behörighet saknas"),
        _ => {}
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}",
        document(case).to_xml()
    );
    let text = spoil::inner(case.behaviour, document);
    // Skatteverket wraps it in CDATA; `svar` has no namespace.
    let cdata = Node::raw(format!("<svar><![CDATA[{text}]]></svar>"));
    Node::new("ssbt:data").with(cdata)
}

fn document(case: &Case<'_>) -> Node {
    let mut list = Node::new("PersonuppgiftLista");
    if let (Some(person), Some(capital)) = (case.person, &case.life.skv) {
        // 999 is the only code seen in a public sample; the list is not published.
        let code = match case.behaviour {
            Behaviour::Code { code } => *code,
            Behaviour::UnknownValues => 123,
            _ => 999,
        };
        let year = i32::from(case.today.year()) - 1;
        let income = Node::new("Kapitaluppgift")
            .with_leaf("Taxeringsar", year)
            .with_leaf("SummaIntakterPaKapital", capital.intakter + case.place())
            .with_leaf("OverskottPaKapital", capital.overskott + case.place());
        let mut node = Node::new("Personuppgift")
            .with_leaf("IdentitetsbeteckningFysiskPerson", &case.number)
            .with_leaf("Fornamn", &person.given)
            .with_leaf("Efternamn", &person.family)
            .with(income);
        if *case.behaviour != Behaviour::MissingElements {
            node = node.with_leaf("StatusPersonuppgiftKod", code);
        }
        list = list.with(node);
    }
    Node::new("SvarBeskattningsuppgifterEnligtSFS2008-975").with(list)
}
