//! LEFI's own question, held against its OpenAPI description.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

/// Benefit groups of Försäkringskassan with the names LEFI's description gives, else the code.
const FK_GROUPS: &str =
    "ABB AP AS BOB BST BTI DPE EJO ET FP FSJP GP HE MABB MEK NP OMV PJOB PROG RBE SA SBP SJP TFP US VB YL";
const PM_GROUPS: &str = "AP BTI EF";
const FK_OTHER: &str = "GEPI PANV SGI SKUP STAV";
const PM_OTHER: &str = "LINT PBH PU";

/// The lists a question may fill, in the answer's order.
pub const LISTS: [&str; 6] = [
    "formansinformation",
    "ansprak",
    "beslut",
    "preliminaraUtbetalningar",
    "utbetalningar",
    "ovrigInformation",
];

/// The groups asked for, list by list.
type Groups = Vec<(&'static str, BTreeSet<String>)>;

/// A question LEFI answers.
pub struct LefiQuestion {
    /// Whom it is about.
    pub number: String,
    /// From and to.
    pub period: (Date, Date),
    /// The groups asked for, list by list.
    pub groups: Groups,
}

impl LefiQuestion {
    /// Reads the JSON inside the base64; the error is an HTTP status and LEFI's message.
    pub fn read(text: &str) -> Result<Self, (u16, &'static str)> {
        let compact: String = text.split_whitespace().collect();
        let bytes = STANDARD
            .decode(compact)
            .map_err(|_| (400, "Frågan är inte base64"))?;
        let json: Value = serde_json::from_slice(&bytes).map_err(|_| (400, "Frågan är inte JSON"))?;
        let known = |name: &String| {
            LISTS.contains(&name.as_str()) || matches!(name.as_str(), "personnummer" | "period")
        };
        if !json.as_object().is_some_and(|object| object.keys().all(known)) {
            return Err((400, "Okänt fält i frågan"));
        }
        let number = json["personnummer"].as_str().unwrap_or_default();
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(number.len(), 10 | 12) {
            return Err((400, "personnummer följer inte mönstret"));
        }
        let date = |name: &str| {
            json["period"][name]
                .as_str()
                .and_then(|text| text.parse::<Date>().ok())
        };
        let (Some(from), Some(to)) = (date("from"), date("tom")) else {
            return Err((400, "period saknas"));
        };
        if from > to {
            return Err((400, "period är bakvänd"));
        }
        if to > from.saturating_add(2.years()) {
            return Err((400, "Perioden är längre än två år"));
        }
        let groups = groups(&json)?;
        Ok(Self {
            number: number.to_owned(),
            period: (from, to),
            groups,
        })
    }

    /// The groups asked for in a list.
    pub fn asked(&self, list: &str) -> impl Iterator<Item = &str> {
        let set = self.groups.iter().filter(move |(name, _)| *name == list);
        set.flat_map(|(_, set)| set.iter().map(String::as_str))
    }

    /// Tells whether any group of a supplier (`FK:` or `PM:`) is asked for.
    pub fn concerns(&self, supplier: &str) -> bool {
        self.groups
            .iter()
            .any(|(_, set)| set.iter().any(|group| group.starts_with(supplier)))
    }
}

fn groups(json: &Value) -> Result<Groups, (u16, &'static str)> {
    let mut all = Vec::new();
    for list in LISTS {
        let mut set = BTreeSet::new();
        let entries = match json.get(list) {
            None => &Vec::new(),
            Some(value) => value.as_array().ok_or((400, "En lista är ingen lista"))?,
        };
        for entry in entries {
            let group = entry
                .as_str()
                .filter(|group| allowed(list, group))
                .ok_or((400, "Okänd grupp i frågan"))?;
            if !set.insert(group.to_owned()) {
                return Err((400, "En grupp förekommer två gånger"));
            }
        }
        all.push((list, set));
    }
    if all.iter().all(|(_, set)| set.is_empty()) {
        return Err((400, "Ingen förmånsgrupp eller informationstyp är angiven"));
    }
    Ok(all)
}

/// Tells whether a list may name a group.
fn allowed(list: &str, group: &str) -> bool {
    let listed = |names: &str, code: &str| names.split(' ').any(|name| name == code);
    match (list, group.split_once(':')) {
        ("formansinformation" | "preliminaraUtbetalningar" | "utbetalningar", Some(("FK", code))) => {
            listed(FK_GROUPS, code)
        }
        ("ansprak" | "beslut" | "preliminaraUtbetalningar" | "utbetalningar", Some(("PM", code))) => {
            listed(PM_GROUPS, code)
        }
        ("ovrigInformation", Some(("FK", code))) => listed(FK_OTHER, code),
        ("ovrigInformation", Some(("PM", code))) => listed(PM_OTHER, code),
        _ => false,
    }
}

/// The words for a group: those of LEFI's description, else the code.
pub fn words(group: &str) -> &str {
    match group {
        "FK:ABB" => "Barnbidrag",
        "FK:FP" => "Föräldrapenning",
        "FK:SJP" => "Sjukpenning",
        "FK:YL" => "Yrkesskadelivränta",
        "FK:GEPI" => "Generell personinformation",
        "PM:AP" => "Allmän pension",
        "PM:EF" => "Efterlevandeförmåner",
        "PM:PU" => "Pensionsunderlag",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<LefiQuestion, (u16, &'static str)> {
        LefiQuestion::read(&STANDARD.encode(json))
    }

    #[test]
    fn a_question_of_the_description_is_read() {
        let json = r#"{"personnummer":"197407029284","period":{"from":"2023-01-01","tom":"2024-01-01"},
            "formansinformation":["FK:SJP"],"ovrigInformation":["FK:GEPI"]}"#;
        let question = read(json).unwrap();
        assert!(
            question.asked("formansinformation").eq(["FK:SJP"])
                && question.concerns("FK:")
                && !question.concerns("PM:")
        );
    }

    #[test]
    fn what_the_description_forbids_is_refused() {
        let period = r#""period":{"from":"2023-01-01","tom":"2024-01-01"}"#;
        let cases = [
            format!(r#"{{"personnummer":"197407029284",{period}}}"#),
            format!(r#"{{"personnummer":"197407029284",{period},"ansprak":["FK:FP"]}}"#),
            format!(r#"{{"personnummer":"197407029284",{period},"ansprak":["PM:AP","PM:AP"]}}"#),
            format!(r#"{{"personnummer":"19740702-9284",{period},"ansprak":["PM:AP"]}}"#),
            format!(r#"{{"personnummer":"197407029284",{period},"ansprak":["PM:AP"],"annat":1}}"#),
            r#"{"personnummer":"197407029284","period":{"from":"2020-01-01","tom":"2024-01-01"},"ansprak":["PM:AP"]}"#
                .to_owned(),
        ];
        for case in cases {
            assert_eq!(read(&case).err().map(|it| it.0), Some(400), "{case}");
        }
    }
}
