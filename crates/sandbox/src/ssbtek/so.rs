//! The unemployment funds: inline XML, one entry per fund, amounts with öre.

use jiff::civil::Date;

use super::dates::days;
use super::{Case, error};
use crate::faults::Behaviour;
use crate::life::Fund;
use crate::xml::Node;

const NAMESPACE: &str = "http://INT014.UBPService.Schemas";

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    match case.behaviour {
        Behaviour::Unavailable => return error("BT", "SO-500", "Tekniskt fel hos a-kassornas tjänst"),
        Behaviour::NotEntitled => return error("BT", "SO-403", "Behörighet saknas"),
        _ => {}
    }
    let mut node = Node::new("ssbt:data").attribute("xmlns:so", NAMESPACE);
    if *case.behaviour != Behaviour::MissingElements {
        node = node.with_all(header(case));
    }
    node = node.with_leaf("so:IdentificationNumber", &case.number);
    if *case.behaviour == Behaviour::InnerMalformed {
        return node.with_leaf("so:ArbetsloshetsersattningLista", "trasigt");
    }
    let failing = match case.behaviour {
        Behaviour::Partial { which } => Some(which.as_deref().and_then(|it| it.parse().ok()).unwrap_or(0)),
        _ => None,
    };
    let funds = case
        .life
        .so
        .iter()
        .enumerate()
        .map(|(place, it)| fund(case, it, failing == Some(place)));
    node.with(Node::new("so:ArbetsloshetsersattningLista").with_all(funds))
}

fn header(case: &Case<'_>) -> Vec<Node> {
    let question = case.question;
    let (from, to) = case.period();
    let mut nodes = vec![
        Node::leaf("so:OrganisationsnummerIngivare", &question.asker.0),
        Node::leaf("so:NamnIngivare", &question.asker.1),
        Node::leaf("so:KontonamnHandlaggare", &question.asker.2),
        Node::leaf("so:Referensnummer", &question.case),
        Node::leaf("so:From", from),
        Node::leaf("so:Tom", to),
        Node::leaf("so:Syfte", &question.purpose),
        Node::leaf("so:Paragraf", &question.law),
    ];
    nodes.extend(
        question
            .helpers
            .iter()
            .map(|it| Node::leaf("so:OrganisationsnummerPersonuppgiftsbitrade", &it.0)),
    );
    nodes.extend(
        question
            .helpers
            .iter()
            .map(|it| Node::leaf("so:NamnPersonuppgiftsbitrade", &it.1)),
    );
    nodes
}

fn fund(case: &Case<'_>, fund: &Fund, failing: bool) -> Node {
    let status = match case.behaviour {
        _ if failing => "Tekniskt fel",
        Behaviour::UnknownValues => "En status ingen känner",
        _ => &fund.status,
    };
    let mut node = Node::new("so:Arbetsloshetsersattning")
        .with_leaf("so:SvarandeOrganisation", &fund.namn)
        .with_leaf("so:StatusSvarandeOrganisation", status);
    if failing {
        return node;
    }
    let paid = fund
        .utbetald
        .iter()
        .map(|ago| days(case.today, -ago))
        .filter(|day| case.covers(*day));
    node = node.with_all(paid.map(|day| payment(case, fund, day)));
    if let Some((from, to)) = fund.avstangd {
        let suspended = Node::new("so:Avstangningar")
            .with_leaf("so:AvstangdFrom", days(case.today, from))
            .with_leaf("so:AvstangdTom", days(case.today, to));
        node = node.with(suspended);
    }
    if let Some(ago) = fund.ratt {
        let decided = if ago < 0 {
            Node::new("so:BeslutOmRattTillErsattning")
                .attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
                .attribute("xsi:nil", "true")
        } else {
            Node::leaf("so:BeslutOmRattTillErsattning", days(case.today, -ago))
        };
        let applied = Node::new("so:AnsoktOmErsattning").with(decided);
        node = node.with(applied.with_leaf("so:AnsokanOmUtbetalningInlamnad", fund.ansokan));
    }
    node
}

fn payment(case: &Case<'_>, fund: &Fund, day: Date) -> Node {
    let (kronor, ore) = fund.netto.unwrap_or_default();
    let net = kronor + case.place();
    let tenths = fund.dagar_tiondelar;
    let (first, last) = (days(day, -18), days(day, -5));
    let (from, to) = if fund.omvand { (last, first) } else { (first, last) };
    Node::new("so:Utbetalningar")
        .with_leaf("so:Utbetalningsdatum", day)
        .with_leaf("so:NettoEfterSkatt", format!("{net}.{ore:02}"))
        .with_leaf("so:NettoEfterAvdrag", format!("{}.{ore:02}", net - fund.avdrag))
        .with_leaf("so:Ersattningsdagar", format!("{}.{}", tenths / 10, tenths % 10))
        .with_leaf("so:AvserFrom", from)
        .with_leaf("so:AvserTom", to)
}
