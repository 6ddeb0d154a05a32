//! Arbetsförmedlingen: inline XML, with dates that carry a time zone.

use super::dates::{days, zoned};
use super::{Case, error};
use crate::faults::Behaviour;
use crate::life::Af;
use crate::xml::Node;

const NAMESPACE: &str = "http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2";
const FINE: &str = "Frågan har behandlats normalt och ett giltigt svar har returnerats.";

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    match case.behaviour {
        Behaviour::Unavailable => return error("BT", "AF-500", "Tekniskt fel hos Arbetsförmedlingen"),
        Behaviour::NotEntitled => return error("BT", "AF-403", "Behörighet saknas"),
        Behaviour::InnerMalformed => {
            return Node::new("ssbt:data")
                .with_leaf("af:Svar", "trasigt")
                .attribute("xmlns:af", NAMESPACE);
        }
        _ => {}
    }
    let data = Node::new("ssbt:data").attribute("xmlns:af", NAMESPACE);
    let reply = reply(case);
    if *case.behaviour == Behaviour::MissingElements {
        data.with(reply)
    } else {
        data.with(fraga(case)).with(reply)
    }
}

fn fraga(case: &Case<'_>) -> Node {
    let question = case.question;
    let (from, to) = case.period();
    let mut node = Node::new("af:Fraga")
        .with_leaf("af:OrganisationsnummerForIngivare", &question.asker.0)
        .with_leaf("af:NamnPaIngivare", &question.asker.1)
        .with_leaf("af:KontonamnForHandlaggare", &question.asker.2)
        .with_leaf("af:Referensnummer", &question.case)
        .with_leaf("af:From", zoned(from))
        .with_leaf("af:Tom", zoned(to))
        .with_leaf("af:SyfteMedFraga", &question.purpose)
        .with_leaf("af:LagParagraf", &question.law);
    if let Some((number, name)) = question.helpers.first() {
        node = node
            .with_leaf("af:OrganisationsnummerForPersonuppgiftsbitrade", number)
            .with_leaf("af:NamnPaPersonuppgiftsbitrade", name);
    }
    node.with_leaf("af:IdentitetsbeteckningFysiskPerson", &case.number)
}

fn reply(case: &Case<'_>) -> Node {
    let mut node = Node::new("af:Svar")
        .with_leaf("af:Schemaversion", "4.0")
        .with_leaf("af:Referensnummer", &case.question.case);
    if *case.behaviour != Behaviour::MissingElements {
        node = node.with_leaf("af:LagParagraf", &case.question.law);
    }
    node = node.with_leaf("af:IdentitetsbeteckningFysiskPerson", &case.number);
    let known = case.life.af.as_ref();
    if let (Some(person), Some(af)) = (case.person, known) {
        node = node
            .with_leaf("af:Fornamn", &person.given)
            .with_leaf("af:Efternamn", &person.family)
            .with_leaf("af:Sekretessmarkering", af.sekretess);
    }
    let partial = matches!(case.behaviour, Behaviour::Partial { .. });
    if !partial {
        node = node.with(known.map_or_else(|| stranger(case), |af| seeker(case, af)));
    }
    if let Some(af) = known {
        if !partial && !af.beslut.is_empty() {
            node = node.with(decisions(case, af));
        }
        node = node.with_all(
            af.akassa
                .as_ref()
                .map(|fund| Node::leaf("af:Akassetillhorighet", fund)),
        );
    }
    let (code, text) = match case.behaviour {
        Behaviour::Code { code } => (*code, "Kod begärd av sandlådan"),
        _ => (0, FINE),
    };
    node.with_leaf("af:StatusSokandeinformationKod", code)
        .with_leaf("af:StatusSokandeinformationKodText", text)
}

fn report(case: &Case<'_>, code: u16, at: Option<i64>) -> Node {
    let code = match case.behaviour {
        Behaviour::ActivityReport { code } => *code,
        _ => code,
    };
    // 200 always comes with the date, the others never do.
    let at = (code == 200).then(|| at.unwrap_or(6));
    Node::new("af:AktivetetsRapportDatum")
        .with_leaf("af:AktivitetsRapportMeddelande", code)
        .with_all(at.map(|ago| Node::leaf("af:SenasteAktivitetsRapportDatum", zoned(days(case.today, -ago)))))
}

/// Somebody Arbetsförmedlingen does not know.
fn stranger(case: &Case<'_>) -> Node {
    Node::new("af:ArbetssokandeInfo")
        .with_leaf("af:Arbetssokande", false)
        .with(report(case, 500, None))
}

fn seeker(case: &Case<'_>, af: &Af) -> Node {
    let kind = if *case.behaviour == Behaviour::UnknownValues {
        "En kategori ingen känner"
    } else {
        &af.kategori
    };
    let gone = af
        .avaktualiserad
        .map(|ago| Node::leaf("af:ArbetssokandeAvaktualiserad", zoned(days(case.today, -ago))));
    let node = Node::new("af:ArbetssokandeInfo")
        .with_leaf("af:Arbetssokande", af.sokande)
        .with_leaf("af:ArbetssokandeSKAT", kind)
        .with_leaf(
            "af:ArbetssokandeRegistrerad",
            zoned(days(case.today, -af.registrerad)),
        )
        .with_leaf("af:ArbetssokandeOmfattning", af.omfattning)
        .with_all(gone);
    if *case.behaviour == Behaviour::MissingElements {
        return node;
    }
    node.with(report(case, af.rapport, af.rapport_dagar))
}

fn decisions(case: &Case<'_>, af: &Af) -> Node {
    let each = af.beslut.iter().map(|(kind, extent, from, to)| {
        Node::new("af:Beslut")
            .with_leaf("af:ErsattningTyp", kind)
            .with_leaf("af:Omfattning", extent)
            .with_leaf("af:BeslutFrom", zoned(days(case.today, *from)))
            .with_leaf("af:BeslutTom", zoned(days(case.today, *to)))
    });
    Node::new("af:BeslutInfo").with(Node::new("af:EkonomiskaBeslut").with_all(each))
}
