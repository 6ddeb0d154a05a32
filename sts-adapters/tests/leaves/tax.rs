//! Skatteverket, whose schemas say only that there is a document in a string (v10) or a JSON text in base64 (v11). What is
//! in them is known from the answers of the test environment; the two parts that nobody has seen are read leaf by leaf.

use std::collections::BTreeSet;

use crate::catalogue::LeftOut;
use crate::{Given, account, base64, read};

const DOCUMENT: [&str; 7] = [
    "IdentitetsbeteckningFysiskPerson",
    "Fornamn",
    "Efternamn",
    "StatusPersonuppgiftKod",
    "Kapitaluppgift/Taxeringsar",
    "Kapitaluppgift/SummaIntakterPaKapital",
    "Kapitaluppgift/OverskottPaKapital",
];
const ENTRY: &str = "SvarBeskattningsuppgifterEnligtSFS2008-975/PersonuppgiftLista/Personuppgift";
const PARTS: [(&str, &str); 3] = [
    (
        "foretagsinformation",
        r#"{"foretag":[{"foretagId":"162021004748","arbetsgivarregistrerad":true,"momsregistrerad":false,"godkandFskatt":true}]}"#,
    ),
    (
        "skattekonto",
        r#"{"kontohavare":"198501012382","utbetaltBelopp":10,"bokforingsdag":"2026-10-12","saldo":-682,"preliminarRanta":0,
            "utbetalningskonto":"ja","senastUppdaterad":"2026-10-28"}"#,
    ),
    (
        "skatteuppgifter",
        r#"{"identitet":"198501012382","beslutadeSkatteuppgifter":[{"beskattningsar":"2024","beskattningsperiod":"2024P4",
            "datumFaststalld":"2025-08-01","uppgifter":{"inkomstar":"2024","overskottAvTjanst":"1","sumKapital":"-50",
            "fastStalldinkomst":"1","summaSlutligSkatt":"1"}}]}"#,
    ),
];

#[test]
fn every_leaf_of_skatteverket() {
    let mut given = Given::default();
    let mut leaves = BTreeSet::new();
    leaves.extend(DOCUMENT.map(|path| format!("{ENTRY}/{path}")));
    let leaf = |path: &str| {
        let names = path.rsplit('/');
        names.fold("2024".to_owned(), |inside, name| {
            format!("<{name}>{inside}</{name}>")
        })
    };
    let inside = DOCUMENT
        .map(leaf)
        .concat()
        .replace("</Kapitaluppgift><Kapitaluppgift>", "");
    let document = ENTRY
        .rsplit('/')
        .fold(inside, |inside, name| format!("<{name}>{inside}</{name}>"));
    given.take(&read(&format!(
        "<b:SKV><b:data><svar><![CDATA[{document}]]></svar></b:data></b:SKV>"
    )));
    let parts = PARTS.map(|(name, text)| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        note(&value, name, &mut leaves);
        format!("<b:{name}><b:data>{}</b:data></b:{name}>", base64(text))
    });
    let parts = parts.concat();
    given.take(&read(&format!("<b:SKV>{parts}</b:SKV>")));
    eprintln!("skatteverket:");
    account(&leaves, &given, &LeftOut::of(&["skatteverket"]));
}

fn note(value: &serde_json::Value, path: &str, leaves: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Array(list) => list.iter().for_each(|value| note(value, path, leaves)),
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                note(value, &format!("{path}/{name}"), leaves);
            }
        }
        _ => {
            leaves.insert(path.to_owned());
        }
    }
}

/// A part that no contract describes: every leaf comes back, whatever it is called and however deep it stands.
#[test]
fn nothing_of_a_part_that_nobody_has_described_is_dropped() {
    let text = r#"{"a":[{"b":"1","c":{"d":"2"}},{"b":"3"}],"e":true,"f":4}"#;
    for (part, field) in [
        ("individuppgifter", "skv.individuppgift.ospecificerad"),
        ("beskattningsbilagor", "skv.beskattningsbilaga.ospecificerad"),
    ] {
        let parts = read(&format!(
            "<b:SKV><b:{part}><b:data>{}</b:data></b:{part}></b:SKV>",
            base64(text)
        ));
        let found = parts.iter().flat_map(|part| &part.answers);
        let values: BTreeSet<String> = found
            .filter(|answer| answer.field.as_str() == field)
            .map(|answer| answer.value.expose().clone())
            .collect();
        let expected = ["b: 1", "d: 2", "b: 3", "e: true", "f: 4"].map(str::to_owned);
        assert_eq!(values, BTreeSet::from(expected), "{part}");
    }
}
