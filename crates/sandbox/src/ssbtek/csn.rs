//! CSN: base64 of an XML document, version 4.0 of its Kommunfråga.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use jiff::civil::Date;

use super::dates::{compact, day_of_month, days, week};
use super::{Case, error, spoil};
use crate::faults::Behaviour;
use crate::life::{CsnAmount, CsnCase};
use crate::xml::Node;

/// The containers of a person: the list's element, the person's element, prefix.
const CONTAINERS: [(&str, &str, &str); 5] = [
    ("studiemedel", "Studiemedel", "sm"),
    ("studiehjalp", "Studiehjalp", "sh"),
    ("hemutrustningslan", "HemutrustningsLan", "hut"),
    ("studiestartsstod", "Studiestartsstod", "sss"),
    ("omstallningsstudiestod", "Omstallningsstudiestod", "oss"),
];

/// The agency's element.
pub fn answer(case: &Case<'_>) -> Node {
    if *case.behaviour == Behaviour::NotEntitled {
        return error("BT", "OBEHORIG", "Behörighet saknas");
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}",
        document(case).to_xml()
    );
    let document = if *case.behaviour == Behaviour::OldNamespaces {
        document
            .replace("/v4.0/", "/v3.0/")
            .replace("schemaVersion=\"4.0\"", "schemaVersion=\"3.0\"")
    } else {
        document
    };
    let text = STANDARD.encode(spoil::inner(case.behaviour, document));
    Node::new("ssbt:data").with_leaf("ssbt:svar", text)
}

/// The result's code and text.
fn result(case: &Case<'_>) -> (i32, &'static str) {
    match case.behaviour {
        Behaviour::Code { code } => return (*code, "Kod begärd av sandlådan"),
        Behaviour::Unavailable => return (-1103, "Tekniskt fel, inga studiestöd kan visas"),
        _ => {}
    }
    let (from, to) = case.period();
    let earliest = case.today.saturating_sub(2.months());
    let latest = case.today.saturating_add(1.months());
    if case.question.case.chars().count() >= 32 {
        return (-1005, "Felaktiga inparametrar");
    }
    if from > to || from < earliest || to > latest {
        return (-1006, "Felaktigt datumintervall");
    }
    if !is_personal_number(&case.number) {
        return (-1004, "Felaktigt personnummer");
    }
    match case.behaviour {
        Behaviour::Partial { which } => match which.as_deref() {
            Some("SM") => (-1102, "Studiemedel och studiehjälp kan inte visas"),
            Some("OSS") => (-1104, "Omställningsstudiestöd kan inte visas"),
            _ => (-1101, "Hemutrustningslån kan inte visas"),
        },
        _ if case.life.csn.is_empty() => (-2, "Ingen träff"),
        _ => (0, "Allt OK, inget att rapportera"),
    }
}

/// The schema's pattern has no room for a samordningsnummer, whose day begins with 6 to 9.
fn is_personal_number(number: &str) -> bool {
    let digit = |at: usize| number.as_bytes().get(at).copied().unwrap_or(b'9');
    matches!(number.get(..2), Some("18" | "19" | "20")) && digit(4) <= b'1' && digit(6) <= b'3'
}

fn document(case: &Case<'_>) -> Node {
    let (code, text) = result(case);
    let mut root = Node::new("k:CSNSvar")
        .attribute("schemaVersion", "4.0")
        .attribute("xmlns:k", "http://schema.csn.se/v4.0/kommunfraga")
        .attribute("xmlns:p", "http://schema.csn.se/v4.0/person")
        .attribute("xmlns:t", "http://schema.csn.se/v4.0/csntyper")
        .attribute("xmlns:sam", "http://www.sambruk.se/SBNyttomeddelanden");
    for (name, _, prefix) in CONTAINERS {
        root = root.attribute(
            &format!("xmlns:{prefix}"),
            format!("http://schema.csn.se/v4.0/{name}"),
        );
    }
    let result = Node::new("k:Resultat")
        .with_leaf("k:ResultatKod", code)
        .with_leaf("k:ResultatText", text);
    let persons = Node::new("k:Personer");
    let carries_person = code == 0 || code == -2 || matches!(code, -1101 | -1102 | -1104);
    let asked = if *case.behaviour == Behaviour::MissingElements {
        Node::new("k:GemensamtFragaEkbistand")
    } else {
        echoed(case)
    };
    root.with(Node::new("k:GemensamtSvarEkbistand").with(result))
        .with(asked)
        .with(if carries_person {
            persons.with(person(case, code))
        } else {
            persons
        })
}

/// The question as CSN received it: Sambruk's nyttomeddelande.
fn echoed(case: &Case<'_>) -> Node {
    let (century, number) = case.number.split_at_checked(2).unwrap_or_default();
    let (from, to) = case.period();
    let municipality = case.question.asker.0.get(2..).unwrap_or_default();
    let (head, tail) = municipality.split_at_checked(6).unwrap_or_default();
    let household: String = case.question.case.chars().take(31).collect();
    let member = Node::new("sam:Hushallsmedlem")
        .with_leaf("sam:HushallsMedlemsIdSekel", century)
        .with_leaf("sam:HushallsMedlemsId", number);
    let request = Node::new("sam:BegarData")
        .with_leaf("sam:Kommun", format!("{head}-{tail}"))
        .with_leaf("sam:AppNamn", "SSBTEK")
        .with_leaf("sam:AppVersion", "10");
    Node::new("k:GemensamtFragaEkbistand")
        .with_leaf("sam:SchemaVersion", "1.0")
        .with(request)
        .with_leaf("sam:HushallsId", household)
        .with_leaf("sam:FromDatum", compact(from))
        .with_leaf("sam:TomDatum", compact(to))
        .with(Node::new("sam:Hushallsmedlemmar").with(member))
}

fn person(case: &Case<'_>, code: i32) -> Node {
    let (century, number) = case.number.split_at_checked(2).unwrap_or_default();
    let protected = if case.life.sekretess { "Ja" } else { "  " };
    let mut node = Node::new("k:Person")
        .attribute("personnummer", number)
        .attribute("Status", if code == -2 { "Ej träff" } else { "          " })
        .attribute("sekretess", protected)
        .attribute("sekel", century);
    let down: &[&str] = match code {
        -1101 => &["hemutrustningslan"],
        -1102 => &["studiemedel", "studiehjalp"],
        -1104 => &["omstallningsstudiestod"],
        _ => &[],
    };
    let cases = |name: &str| -> Vec<(usize, &CsnCase)> {
        let mine = case.life.csn.iter().enumerate().filter(|(_, it)| it.stod == name);
        mine.map(|(at, it)| (at + 1, it))
            .filter(|_| !down.contains(&name))
            .collect()
    };
    let mut list = Node::new("p:Studiestodstypforteckning");
    for (name, _, _) in CONTAINERS {
        let flag = if cases(name).is_empty() { "0" } else { "1" };
        list = list.with_leaf(&format!("t:{name}"), if down.contains(&name) { "" } else { flag });
    }
    node = node.with(list);
    for (name, element, prefix) in CONTAINERS {
        if *case.behaviour == Behaviour::MissingElements && name == "omstallningsstudiestod" {
            continue; // senders of the older version know nothing of it
        }
        let found = cases(name);
        let mut container = Node::new(format!("p:{element}"));
        if !found.is_empty() {
            let each = found.iter().map(|(place, it)| arende(case, prefix, *place, it));
            container = container.with(Node::new("p:Arenden").with_all(each));
        }
        node = node.with(container);
    }
    node
}

fn arende(case: &Case<'_>, prefix: &str, place: usize, it: &CsnCase) -> Node {
    let name = |local: &str| format!("{prefix}:{local}");
    let unknown = *case.behaviour == Behaviour::UnknownValues;
    let mut node = Node::new("p:Arende").attribute("lopnummer", place);
    if let Some(who) = &it.medlanare {
        node = node.attribute("medlanare", who);
    }
    node = node
        .with_leaf(&name("stodform"), if unknown { "NYFORM" } else { &it.stodform })
        .with_leaf(&name("klartext"), &it.klartext)
        .with_leaf(&name("status"), if unknown { "VILANDE" } else { &it.status });
    if let Some(other) = it.relarende {
        node = node.with_leaf(&name("relarende"), other);
    }
    if prefix != "hut" {
        let applied = it
            .sokt
            .map(|months| sokt(case.today, months, it).renamed(name("soktTid")));
        let granted = it
            .beviljad
            .map(|months| beviljad(case, months, it).renamed(name("BeviljadTid")));
        node = node
            .with(Node::new(name("soktaTider")).with_all(applied))
            .with(Node::new(name("BeviljadeTider")).with_all(granted));
    }
    let days = it
        .manader
        .iter()
        .map(|months| day_of_month(case.today, *months, it.dag));
    let payments = days
        .filter(|day| case.covers(*day))
        .map(|day| utbetalning(case, day, it));
    let payments = payments.map(|node| node.renamed(name("Utbetalning")));
    node.with(Node::new(name("UtbetalningsPlan")).with_all(payments))
}

fn month_bounds(today: Date, (from, to): (i32, i32)) -> (Date, Date) {
    (day_of_month(today, from, 1), day_of_month(today, to, 31))
}

fn sokt(today: Date, months: (i32, i32), it: &CsnCase) -> Node {
    let (from, to) = month_bounds(today, months);
    Node::default()
        .with_leaf("t:soktfrom", compact(from))
        .with_leaf("t:sokttom", compact(to))
        .with_leaf("t:soktomfattning", it.takt.unwrap_or(100))
        .with_leaf("t:soktlan", if it.soktlan { "J" } else { " " })
}

fn beviljad(case: &Case<'_>, months: (i32, i32), it: &CsnCase) -> Node {
    let (from, to) = month_bounds(case.today, months);
    let weeks = i64::from(from.until(to).map_or(0, |span| span.get_days())) / 7;
    let pace = it.takt.map(|takt| Node::leaf("t:takt", takt));
    let granted = it.gr_takt.map(|takt| Node::leaf("t:gr_takt", takt));
    Node::default()
        .with_leaf("t:starttid", week(from))
        .with_leaf("t:sluttid", week(to))
        .with_all(pace)
        .with_all(granted)
        .with(beloppen(case, &it.belopp, weeks))
        .with_leaf("t:totbelopp", total(case, &it.belopp, weeks))
}

fn utbetalning(case: &Case<'_>, day: Date, it: &CsnCase) -> Node {
    let status = match case.behaviour {
        Behaviour::UnknownValues => "Stoppad",
        _ if day <= case.today => "Utbetald",
        _ => "Planerad",
    };
    let time = Node::new("t:Utbetaldtid")
        .with_leaf("t:startvecka", week(day))
        .with_leaf("t:slutvecka", week(days(day, (it.veckor - 1) * 7)))
        .with(beloppen(case, &it.belopp, it.veckor))
        .with_leaf("t:totbelopp", total(case, &it.belopp, it.veckor));
    Node::default()
        .with_leaf("t:utbetdatum", compact(day))
        .with_leaf("t:utbetstatus", status)
        .with(Node::new("t:Utbetaldatider").with(time))
        .with_leaf("t:totbelopp", total(case, &it.belopp, it.veckor) + it.skillnad)
}

/// The amounts: a week's, and all weeks' together.
fn beloppen(case: &Case<'_>, amounts: &[CsnAmount], weeks: i64) -> Node {
    Node::new("t:Beloppen").with_all(amounts.iter().map(|amount| {
        let weekly = amount.vecka + case.place();
        Node::new("t:Belopp")
            .with_leaf("t:beloppstyp", &amount.typ)
            .with_leaf("t:klartext", &amount.klartext)
            .with_leaf("t:belopp", weekly)
            .with_leaf("t:totbelopp", weekly * weeks)
    }))
}

fn total(case: &Case<'_>, amounts: &[CsnAmount], weeks: i64) -> i64 {
    amounts
        .iter()
        .map(|amount| (amount.vecka + case.place()) * weeks)
        .sum()
}
