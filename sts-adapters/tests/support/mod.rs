//! Puts the payloads of `ssbtek/fixtures` into envelopes, as SSBTEK does.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a fixture that is not there is a broken test"
)]
#![expect(dead_code, reason = "each test binary uses some of the helpers")]

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mn_domain::{IdentityNumber, SourceState};
use mn_source::SourceError;
use mn_sts_adapters::ssbtek::{self, PartReading, Reading};

/// The person whom the fixtures are about.
pub fn person() -> IdentityNumber {
    "198501012382".parse().unwrap()
}

/// The folder of the fixtures.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ssbtek/fixtures")
}

/// The names of all fixtures.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// One payload.
pub fn payload(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

/// An answer that holds what is inside `svarsdata`.
pub fn envelope(svarsdata: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header/><e:Body>\
         <b:hamtaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/10\">\
         <b:korrelationsid>0123456789abcdef0123456789abcd</b:korrelationsid>\
         <b:svarsdata>{svarsdata}</b:svarsdata></b:hamtaBastjanstInformationResponse></e:Body></e:Envelope>"
    )
}

/// The element of the agency whose fixture it is, in the agency's own way of packing.
pub fn agency(name: &str) -> String {
    let body = payload(name);
    let (agency, _) = name.split_once('-').unwrap();
    match agency {
        "csn" => format!(
            "<b:CSN><b:data><b:svar>{}</b:svar></b:data></b:CSN>",
            base64(body.as_bytes())
        ),
        "fk" => format!(
            "<b:FK><b:data><b:lefiJsonSvar>{}</b:lefiJsonSvar></b:data></b:FK>",
            base64(body.as_bytes())
        ),
        "skv" => format!("<b:SKV><b:data><svar><![CDATA[{body}]]></svar></b:data></b:SKV>"),
        "skv11" => {
            let stem = name.trim_start_matches("skv11-").trim_end_matches(".json");
            let element = stem.split('-').next().unwrap();
            let body = base64(body.as_bytes());
            format!("<b:SKV><b:{element}><b:data>{body}</b:data></b:{element}></b:SKV>")
        }
        _ => {
            let agency = agency.to_uppercase();
            format!("<b:{agency}><b:data>{body}</b:data></b:{agency}>")
        }
    }
}

/// Base64 with line breaks, as senders write it.
pub fn base64(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    text.as_bytes()
        .chunks(76)
        .map(|line| str::from_utf8(line).unwrap())
        .collect::<Vec<_>>()
        .join("\r\n")
}

/// Reads a fixture without a person to expect.
pub fn read(name: &str) -> Result<Reading, SourceError> {
    ssbtek::read(envelope(&agency(name)).as_bytes(), None)
}

/// Reads a fixture as an answer about the person.
pub fn read_about_person(name: &str) -> Result<Reading, SourceError> {
    ssbtek::read(envelope(&agency(name)).as_bytes(), Some(&person()))
}

/// One part of a reading.
pub fn part(reading: &Reading, name: &str) -> PartReading {
    reading
        .parts
        .iter()
        .find(|part| part.part == name)
        .unwrap()
        .clone()
}

/// The state of one part of a fixture.
pub fn state(fixture: &str, name: &str) -> SourceState {
    part(&read(fixture).unwrap(), name).state
}

/// The values of one field, in order.
pub fn values(part: &PartReading, field: &str) -> Vec<String> {
    let of_field = part
        .answers
        .iter()
        .filter(|answer| answer.field.as_str() == field);
    of_field.map(|answer| answer.value.expose().clone()).collect()
}
