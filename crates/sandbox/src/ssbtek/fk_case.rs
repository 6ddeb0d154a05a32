//! What LEFI delivers about a person: cases from templates, payments from the life.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::Case;
use super::dates::{day_of_month, days};
use super::fk_question::LefiQuestion;
use crate::faults::Behaviour;
use crate::life::{FkPayment, PmPayment};

/// The lists of groups that are delivered.
type Delivered<'a> = [(&'a str, Vec<&'a str>)];

fn delivers(delivered: &Delivered<'_>, list: &str, group: &str) -> bool {
    delivered
        .iter()
        .any(|(name, groups)| *name == list && groups.contains(&group))
}

/// Adds everything that was asked for, may be seen and exists.
pub fn fill(case: &Case<'_>, question: &LefiQuestion, delivered: &Delivered<'_>, document: &mut Value) {
    let mut old_model = json!({});
    for name in &case.life.fk_cases {
        let piece = &case.world.people.lefi[name];
        let group = piece["grupp"].as_str().unwrap_or_default();
        if !delivers(delivered, "formansinformation", group)
            && !delivers(delivered, "ovrigInformation", group)
        {
            continue;
        }
        let lists = piece["formansinformation"].as_object().into_iter().flatten();
        for (list, entries) in lists {
            let filled: Vec<Value> = entries
                .as_array()
                .into_iter()
                .flatten()
                .map(|it| template(case, it))
                .collect();
            append(&mut old_model, list, filled);
        }
        let other = piece["ovrigInformation"].as_array().into_iter().flatten();
        append(
            document,
            "ovrigInformation",
            other.map(|it| template(case, it)).collect(),
        );
    }
    let inside = |day: &Date| question.period.0 <= *day && *day <= question.period.1;
    for payment in &case.life.fk {
        let all = payment
            .manader
            .iter()
            .map(|months| day_of_month(case.today, *months, payment.dag));
        let (paid, planned): (Vec<Date>, Vec<Date>) = all.filter(inside).partition(|day| *day <= case.today);
        let both = [
            ("utbetalningar", "utbetalningsuppgift", paid),
            ("preliminaraUtbetalningar", "preliminarautbetalningar", planned),
        ];
        for (list, target, when) in both {
            if delivers(delivered, list, &payment.grupp) {
                let times = if payment.dubbel { 2 } else { 1 };
                let entries = when
                    .into_iter()
                    .flat_map(|day| std::iter::repeat_n(day, times))
                    .map(|day| fk_payment(case, payment, day))
                    .collect();
                append(&mut old_model, target, entries);
            }
        }
    }
    if old_model.as_object().is_some_and(|object| !object.is_empty()) {
        document["formansinformation"] = old_model;
    }
    for payment in &case.life.pm {
        pension(case, question, delivered, payment, document);
    }
}

fn append(target: &mut Value, list: &str, entries: Vec<Value>) {
    if entries.is_empty() {
        return;
    }
    match target.get_mut(list).and_then(Value::as_array_mut) {
        Some(known) => known.extend(entries),
        None => target[list] = Value::Array(entries),
    }
}

/// Replaces the placeholders of a template: `$date(days)`, `$month(months)`, `$kr(amount)`, `$person`, `$born`,
/// `$name`, `$family`, `$place`.
fn template(case: &Case<'_>, value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(|it| template(case, it)).collect(),
        Value::Object(object) => object
            .iter()
            .map(|(key, it)| (key.clone(), template(case, it)))
            .collect(),
        Value::String(text) => placeholder(case, text),
        other => other.clone(),
    }
}

fn placeholder(case: &Case<'_>, text: &str) -> Value {
    let argument = |name: &str| {
        let inner = text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
        inner.parse::<i64>().ok()
    };
    if let Some(kronor) = argument("$kr") {
        return amount(kronor + case.place());
    }
    if let Some(away) = argument("$date") {
        return json!(days(case.today, away).to_string());
    }
    if let Some(away) = argument("$month") {
        let months = i32::try_from(away).unwrap_or_default();
        return json!(day_of_month(case.today, months, 1).strftime("%Y-%m").to_string());
    }
    let Some(person) = case.person else {
        return json!(text);
    };
    let text = text
        .replace("$person", &person.number)
        .replace("$born", &person.born());
    let text = text
        .replace("$name", &person.name())
        .replace("$family", &person.family);
    json!(text.replace("$place", &person.place.to_string()))
}

/// A number with a decimal point, as LEFI's old model has it.
fn amount(kronor: i64) -> Value {
    serde_json::from_str(&format!("{kronor}.0")).unwrap_or_default()
}

fn money(kronor: i64) -> Value {
    json!({"summa": amount(kronor), "valuta": "SEK"})
}

fn pair((code, text): &(String, String)) -> Value {
    json!({"id": code, "beskrivning": text})
}

/// The calendar month before the payment.
fn month_before(day: Date) -> (Date, Date) {
    let first = day_of_month(day, -1, 1);
    (first, first.last_of_month())
}

fn fk_payment(case: &Case<'_>, payment: &FkPayment, day: Date) -> Value {
    let gross = payment.brutto + case.place();
    let other = payment.avdrag.as_ref().map_or(0, |it| it.2);
    let deducted = payment.skatt + other; // LEFI's avdragsbelopp includes the tax
    let (from, to) = month_before(day);
    let period = if payment.oppen {
        json!({"fran": from.strftime("%Y-%m").to_string()})
    } else {
        json!({"fran": from.to_string(), "till": to.to_string()})
    };
    let mut details = vec![json!({
        "forman": pair(&payment.forman), "period": period, "omfattning": {"taljare": 1, "namnare": 1},
        "bruttobelopp": money(gross),
    })];
    if let (Some(days), Some(detail)) = (payment.dagar, details.first_mut()) {
        detail["dagar"] = json!(days);
    }
    if payment.skatt > 0 {
        let kind = json!({"id": "PS", "beskrivning": "Preliminär skatt"});
        details.push(json!({"forman": pair(&payment.forman), "beloppstyp": kind, "skattebelopp": money(payment.skatt)}));
    }
    if let Some((code, text, kronor)) = &payment.avdrag {
        let kind = json!({"id": code, "beskrivning": text});
        details.push(
            json!({"forman": pair(&payment.forman), "beloppstyp": kind, "avdragsbelopp": money(*kronor)}),
        );
    }
    let kind = if day > case.today { 4 } else { payment.typ };
    let kind = if *case.behaviour == Behaviour::UnknownValues {
        77
    } else {
        kind
    };
    let names = ["Lokal utbetalning", "Månad", "Daglig", "Retro", "Presumtiv"];
    let name = names
        .get(usize::from(kind))
        .copied()
        .unwrap_or("En typ ingen känner");
    let mut entry = json!({
        "typ": {"id": kind, "beskrivning": name},
        "foretag": {"id": 1001, "beskrivning": "Försäkringskassan"},
        "formansfamilj": pair(&payment.familj),
        "datum": day.to_string(), "period": period,
        "bruttobelopp": money(gross), "skattebelopp": money(payment.skatt), "avdragsbelopp": money(deducted),
        "nettobelopp": money(gross - deducted),
        "utbetalningsdetalj": details,
    });
    if let (Behaviour::MissingElements, Some(object)) = (case.behaviour, entry.as_object_mut()) {
        object.retain(|key, _| matches!(key.as_str(), "datum" | "nettobelopp" | "formansfamilj"));
    }
    entry
}

fn kod((code, text): &(String, String)) -> Value {
    json!({"kod": code, "beskrivning": text})
}

fn pension(
    case: &Case<'_>,
    question: &LefiQuestion,
    delivered: &Delivered<'_>,
    payment: &PmPayment,
    document: &mut Value,
) {
    let group = &payment.grupp.0;
    let gross: i64 = payment.rader.iter().map(|row| row.2 + case.place()).sum();
    if delivers(delivered, "ansprak", group) {
        append(
            document,
            "ansprak",
            vec![json!({
                "ansprakid": format!("A-{}-{}", case.place(), group.trim_start_matches("PM:")),
                "ankomstdatum": days(case.today, -820).to_string(),
                "formansgrupp": kod(&payment.grupp),
                "yrkadPeriod": {"from": day_of_month(case.today, -26, 1).to_string()},
            })],
        );
    }
    if delivers(delivered, "beslut", group) {
        append(document, "beslut", vec![decision(case, payment, gross)]);
    }
    let all = payment
        .manader
        .iter()
        .map(|months| day_of_month(case.today, *months, payment.dag));
    let inside = |day: &Date| question.period.0 <= *day && *day <= question.period.1;
    let (paid, planned): (Vec<Date>, Vec<Date>) = all.filter(inside).partition(|day| *day <= case.today);
    for (list, when) in [("utbetalningar", paid), ("preliminaraUtbetalningar", planned)] {
        if delivers(delivered, list, group) {
            let entries = when
                .into_iter()
                .map(|day| pm_payment(case, payment, day, gross))
                .collect();
            append(document, list, entries);
        }
    }
}

fn decision(case: &Case<'_>, payment: &PmPayment, gross: i64) -> Value {
    let granted = payment.utfall == "BIFALL";
    let status = if *case.behaviour == Behaviour::UnknownValues {
        "VILANDE"
    } else {
        "SLUTLIGT"
    };
    let mut decision = json!({
        "beslutsid": format!("B-{}-{}", case.place(), payment.grupp.0.trim_start_matches("PM:")),
        "beslutsdatum": days(case.today, -790).to_string(),
        "formansgrupp": kod(&payment.grupp),
        "beslutsstatus": {"kod": status, "beskrivning": "Slutligt"},
        "beslutsutfall": {"kod": payment.utfall, "beskrivning": if granted { "Bifall" } else { "Avslag" }},
        "beslutadErsattning": [],
    });
    if granted {
        decision["beslutadErsattning"] = json!([{
            "beslutatBelopp": {"belopp": gross, "beloppsfrekvens": {"kod": "MANAD", "beskrivning": "Månad"}},
            "period": {"from": day_of_month(case.today, -26, 1).to_string()},
            "ersattningstyp": kod(&payment.ersattning), "omfattning": 100,
        }]);
    }
    decision
}

fn pm_payment(case: &Case<'_>, payment: &PmPayment, day: Date, gross: i64) -> Value {
    let rows: Vec<Value> = payment
        .rader
        .iter()
        .map(|(code, text, kronor)| {
            json!({
                "formansgrupp": kod(&payment.grupp), "belopp": kronor + case.place(),
                "utbetalningsforman": kod(&payment.forman), "beloppstyp": {"kod": code, "beskrivning": text},
            })
        })
        .collect();
    let (from, to) = (day.first_of_month(), day.last_of_month());
    let mut deductions = Vec::new();
    if payment.skatt > 0 {
        let kind = json!({"kod": "PM:PS", "beskrivning": "Preliminär skatt"});
        deductions.push(json!({"belopp": payment.skatt, "avdragstyp": kind}));
    }
    json!({
        "utbetalningsdatum": day.to_string(),
        "utbetalningsperiod": {"from": from.to_string(), "tom": to.to_string()},
        "bruttobelopp": gross, "nettobelopp": gross - payment.skatt,
        "avdrag": deductions, "utbetalningsrader": rows,
    })
}
