//! What Skatteverket knows about a person, in the shape of SSBTEK v11's public examples.

use serde_json::{Value, json};

use super::Fault;
use crate::world::World;

/// One part; nothing where there is nothing about the person.
pub fn of(world: &World, part: &str, number: &str, fault: Option<Fault>) -> Option<Value> {
    let person = world.people.find(number)?;
    let capital = world.people.life(person).skv?;
    let named = match fault {
        Some(Fault::OtherPerson) => world.people.other_than(number)?.number.as_str(),
        _ => number,
    };
    // Every amount holds the person's place, so that no two persons have the same.
    let kronor = |amount: i64| amount + person.place;
    let year = i32::from(world.clock.today().year()) - 1;
    let mut document = match part {
        "skattekonto" => json!({
            "kontohavare": named,
            "utbetaltBelopp": kronor(capital.overskott),
            "bokforingsdag": format!("{}-04-09", year + 1),
            "saldo": kronor(capital.intakter),
            "preliminarRanta": 0,
            "utbetalningskonto": "Bg 123-4567",
            "senastUppdaterad": format!("{}-11-02T04:05:06", year + 1),
        }),
        "skatteuppgifter" => {
            let pay = kronor(capital.tjanst);
            json!({
                "identitet": named,
                "beslutadeSkatteuppgifter": [{
                    "beskattningsar": year,
                    "beskattningsperiod": format!("{year}P4"),
                    "datumFaststalld": format!("{}-08-11", year + 1),
                    "uppgifter": {
                        "inkomstar": year.to_string(),
                        "overskottAvTjanst": pay.to_string(),
                        "sumKapital": kronor(capital.overskott).to_string(),
                        "fastStalldinkomst": pay.to_string(),
                        "summaSlutligSkatt": (pay * 3 / 10).to_string(),
                    },
                }],
            })
        }
        _ => return None,
    };
    if let (Some(Fault::Nobody), Some(members)) = (fault, document.as_object_mut()) {
        members.remove("kontohavare");
        members.remove("identitet");
    }
    Some(document)
}
