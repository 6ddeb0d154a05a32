use mn_domain::{IdentityNumber, SourceState};
use mn_source::{Note, NoteKind, SourceError};

use super::person::PersonCheck;
use super::record::Collector;
use super::{Finding, af, csn, errors, lefi, miv, skv, skv_parts, so, tns};
use crate::ssbtek::reading::{Message, PartReading, Reading};
use crate::ssbtek::tree::{Budget, Element};
use crate::ssbtek::{encoding, xml};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SSBT: &str = "http://schema.forsakringskassan.se/integration/ssbt/";

/// The agencies' elements in the contract's order. Pensionsmyndigheten answers inside Försäkringskassan's.
const AGENCIES: [&str; 7] = ["AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV"];

/// Reads one message of SSBTEK. With an expected person, whatever the message says about another is refused;
/// without, numbers are not checked at all.
///
/// # Errors
/// [`SourceError`] when the message is none of the contract's answers, is broken, too large, or about another person.
pub fn read(body: &[u8], expected: Option<&IdentityNumber>) -> Result<Reading, SourceError> {
    Budget::size(body.len())?;
    let text = encoding::decode(body)?;
    let root = xml::parse(text.as_str())?;
    if root.name != "Envelope" || root.namespace.as_deref() != Some(SOAP) {
        return Err(SourceError::Malformed { at: "Envelope" });
    }
    let body = root
        .child("Body")
        .ok_or(SourceError::Malformed { at: "Envelope/Body" })?;
    let message = body
        .children
        .first()
        .ok_or(SourceError::Malformed { at: "Envelope/Body" })?;
    match &*message.name {
        "hamtaBastjanstInformationResponse" => answer(message, expected),
        "testaBastjanstInformationResponse" => health(message),
        "Fault" => Ok(fault(message)),
        "hamtaBastjanstInformation" | "testaBastjanstInformation" => Err(SourceError::Malformed {
            at: "Envelope/Body: a question, not an answer",
        }),
        _ => Err(SourceError::Malformed {
            at: "Envelope/Body: not a message of SSBTEK",
        }),
    }
}

fn answer(message: &Element, expected: Option<&IdentityNumber>) -> Result<Reading, SourceError> {
    let mut notes = version(message);
    let check = || PersonCheck::new(expected);
    check().meet_in(message.find("fraga/generellaFrageparametrar/personidentitet"))?;
    let data = message.child("svarsdata");
    if data.is_none() {
        notes.push(Note::new(NoteKind::MissingRequired, "/svarsdata"));
    }
    if data.is_some_and(|data| {
        data.children
            .iter()
            .any(|child| !AGENCIES.contains(&&*child.name))
    }) {
        notes.push(Note::new(NoteKind::UnknownElement, "/svarsdata/*"));
    }
    let mut parts = Vec::new();
    for agency in AGENCIES {
        parts.extend(read_agency(
            agency,
            data.and_then(|data| data.child(agency)),
            &check,
        )?);
    }
    Ok(Reading {
        message: Message::Answer,
        correlation: correlation(message),
        fault: None,
        parts,
        notes,
    })
}

/// Any version of the contract is read by its names; another than the two that we speak is noted.
fn version(message: &Element) -> Vec<Note> {
    let version = message
        .namespace
        .as_deref()
        .and_then(|name| name.strip_prefix(SSBT));
    match version {
        Some("10" | "11") => Vec::new(),
        _ => vec![Note::new(NoteKind::OtherVersion, "/")],
    }
}

/// The correlation id, if it is one that can be shown.
fn correlation(message: &Element) -> Option<String> {
    let id = message.child("korrelationsid")?.text()?;
    (id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic())).then(|| id.to_owned())
}

fn read_agency<'a>(
    agency: &'static str,
    element: Option<&Element>,
    check: &impl Fn() -> PersonCheck<'a>,
) -> Result<Vec<PartReading>, SourceError> {
    let names: &[&'static str] = if agency == "FK" { &["FK", "PM"] } else { &[agency] };
    let all = |state| {
        names
            .iter()
            .map(|name| PartReading::empty(name, state))
            .collect::<Vec<_>>()
    };
    let Some(element) = element else {
        return Ok(all(SourceState::NotAsked));
    };
    if let Some(error) = element.child("error") {
        return Ok(failed(all(SourceState::Unavailable), error, errors::state));
    }
    if agency == "SKV" && element.child("data").is_none() {
        return skatteverket(element, check);
    }
    let Some(data) = element.child("data") else {
        return Ok(broken(
            all(SourceState::Unavailable),
            SourceError::Malformed {
                at: "svarsdata/*/data",
            },
        ));
    };
    let read = match agency {
        "AF" => af::read(data, check()).map(|found| vec![found]),
        "CSN" => csn::read(data, check()).map(|found| vec![found]),
        "FK" => lefi::read(data, check()).map(|both| vec![both.fk, both.pm]),
        "SKV" => skv::read(data, check()).map(|found| vec![found]),
        "SO" => so::read(data, check()).map(|found| vec![found]),
        "TNS" => tns::read(data).map(|found| vec![found]),
        _ => miv::read(data, check()).map(|found| vec![found]),
    };
    settle(read, names)
}

/// A payload that cannot be read breaks its own part only; one about another person, or too large, the whole message.
fn settle(
    read: Result<Vec<Finding>, SourceError>,
    names: &[&'static str],
) -> Result<Vec<PartReading>, SourceError> {
    let empty = || {
        names
            .iter()
            .map(|name| PartReading::empty(name, SourceState::Unavailable))
            .collect::<Vec<_>>()
    };
    match read {
        Ok(findings) => Ok(findings
            .into_iter()
            .zip(names)
            .map(|(found, name)| part(name, found))
            .collect()),
        Err(error @ SourceError::Malformed { .. }) => Ok(broken(empty(), error)),
        Err(error) => Err(error),
    }
}

fn part(name: &'static str, found: Finding) -> PartReading {
    let Collector { answers, notes, .. } = found.out;
    PartReading {
        answers,
        notes,
        ..PartReading::empty(name, found.state)
    }
}

fn broken(mut parts: Vec<PartReading>, error: SourceError) -> Vec<PartReading> {
    for part in &mut parts {
        part.broken = Some(error);
        part.notes.push(Note::new(
            NoteKind::UnreadableValue,
            format!("/svarsdata/{}", part.part),
        ));
    }
    parts
}

fn failed(
    mut parts: Vec<PartReading>,
    error: &Element,
    state: impl Fn(&crate::ssbtek::reading::Fault) -> SourceState,
) -> Vec<PartReading> {
    let fault = errors::fault(error);
    for part in &mut parts {
        part.state = state(&fault);
        part.fault = Some(fault.clone());
    }
    parts
}

/// Contract v11: five parts, of which those that were asked for are there.
fn skatteverket<'a>(
    element: &Element,
    check: &impl Fn() -> PersonCheck<'a>,
) -> Result<Vec<PartReading>, SourceError> {
    let mut parts = Vec::new();
    for (name, part) in skv_parts::PARTS {
        let Some(found) = element.child(name) else {
            continue;
        };
        let empty = || vec![PartReading::empty(part, SourceState::Unavailable)];
        let read = match (found.child("error"), found.child("data")) {
            (Some(error), _) => failed(empty(), error, errors::state_of_part),
            (None, Some(data)) => settle(
                skv_parts::read(name, data, check()).map(|found| vec![found]),
                &[part],
            )?,
            (None, None) => broken(
                empty(),
                SourceError::Malformed {
                    at: "svarsdata/SKV/*/data",
                },
            ),
        };
        parts.extend(read);
    }
    if parts.is_empty() {
        let part = PartReading::empty("SKV", SourceState::Unavailable);
        return Ok(broken(vec![part], SourceError::Malformed { at: "svarsdata/SKV" }));
    }
    Ok(parts)
}

/// Which agencies' own tests were called. Says nothing about a person.
fn health(message: &Element) -> Result<Reading, SourceError> {
    let mut parts = Vec::new();
    for agency in AGENCIES {
        let names: &[&'static str] = if agency == "FK" { &["FK", "PM"] } else { &[agency] };
        let element = message.child(agency);
        let called = match element.map(|element| element.child("anropad").and_then(Element::text)) {
            None => None,
            Some(Some("true" | "1")) => Some(true),
            Some(Some("false" | "0")) => Some(false),
            Some(_) => {
                return Err(SourceError::Malformed {
                    at: "testaBastjanstInformationResponse/*/anropad",
                });
            }
        };
        let state = if called == Some(true) {
            SourceState::Hit
        } else {
            SourceState::NotAsked
        };
        let read = names
            .iter()
            .map(|name| PartReading {
                called,
                ..PartReading::empty(name, state)
            })
            .collect();
        parts.extend(match element.and_then(|element| element.child("error")) {
            Some(error) => failed(read, error, errors::state),
            None => read,
        });
    }
    Ok(Reading {
        message: Message::Health,
        correlation: None,
        fault: None,
        parts,
        notes: version(message),
    })
}

/// A SOAP fault: every agency in one state.
fn fault(message: &Element) -> Reading {
    let detail = message.child("detail").and_then(|detail| detail.children.first());
    let fault = errors::fault(detail.unwrap_or(message));
    let state = errors::state_of_call(&fault, message.child("faultcode").and_then(Element::text));
    let parts = ["AF", "CSN", "FK", "PM", "SKV", "SO", "TNS", "MIV"];
    Reading {
        message: Message::Fault,
        correlation: None,
        parts: parts
            .into_iter()
            .map(|name| PartReading::empty(name, state))
            .collect(),
        fault: Some(fault),
        notes: Vec::new(),
    }
}
