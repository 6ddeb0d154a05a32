use std::path::Path;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mn_sts_adapters::ssbtek;
use quick_xml::events::Event;
use quick_xml::reader::NsReader;
use serde_json::{Value, json};

use super::Measured;
use super::rounds::{ROUNDS, median, rounded, thread_cpu};

/// Full answers of seven agencies, one per version of the contract.
const MESSAGES: [&str; 2] = ["v10-seven-agencies.xml", "v11-seven-agencies.xml"];
/// How often a message is read in one round.
const TIMES: u32 = 2_000;

/// Reading a full answer to values with field ids, beside quick-xml going through the same bytes, and beside the
/// libraries alone doing what the contract's wrapping demands: quick-xml for each document, base64, `serde_json`.
pub fn run() -> Measured {
    let mut rows: Vec<Value> = Vec::new();
    for name in MESSAGES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sts-adapters/ssbtek/messages");
        let body = std::fs::read(folder.join(name))?;
        let text = String::from_utf8(body.clone())?;
        let inside = unwrapped(&text)?;
        let values: usize = ssbtek::read(&body, None)?
            .parts
            .iter()
            .map(|part| part.answers.len())
            .sum();
        let (mut ours, mut bare, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(megabytes_a_second(body.len(), || {
                std::hint::black_box(ssbtek::read(&body, None)?.parts.len());
                Ok(())
            })?);
            bare.push(megabytes_a_second(body.len(), || go_through(&text))?);
            all.push(megabytes_a_second(body.len(), || libraries(&text, &inside))?);
        }
        let (ours, bare, all) = (median(ours), median(bare), median(all));
        rows.push(json!({
            "message": name, "bytes": body.len(), "values": values, "mb_s": ours.round(),
            "quick_xml_mb_s": bare.round(), "ratio": rounded(ours / bare),
            "libraries_mb_s": all.round(), "libraries_ratio": rounded(ours / all),
        }));
    }
    Ok(json!({ "messages": rows }))
}

/// Every event of a document, with names resolved and text unescaped, as a reader must have them.
fn go_through(text: &str) -> Measured<()> {
    let mut reader = NsReader::from_str(text);
    let mut seen = 0_usize;
    loop {
        let (_, event) = reader.read_resolved_event()?;
        match event {
            Event::Start(start) | Event::Empty(start) => seen += start.local_name().as_ref().len(),
            Event::Text(text) => seen += text.xml10_content().len(),
            Event::CData(text) => seen += text.xml10_content().len(),
            Event::Eof => break,
            _ => {}
        }
    }
    std::hint::black_box(seen);
    Ok(())
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The base64 texts of a message.
fn unwrapped(text: &str) -> Measured<Vec<&str>> {
    let mut found = Vec::new();
    for element in ["svar", "lefiJsonSvar"] {
        let (_, rest) = text
            .split_once(&format!("<{element}>"))
            .ok_or("no such element")?;
        found.push(rest.split_once("</").ok_or("no end")?.0);
    }
    for part in text.split("<data>").skip(1) {
        let inside = part.split_once('<').ok_or("no end")?.0;
        if inside.len() > 40 {
            found.push(inside);
        }
    }
    Ok(found)
}

fn libraries(text: &str, inside: &[&str]) -> Measured<()> {
    go_through(text)?;
    for encoded in inside {
        let plain: String = encoded.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let bytes = LENIENT.decode(plain)?;
        if bytes.starts_with(b"<") {
            go_through(str::from_utf8(&bytes)?)?;
        } else {
            std::hint::black_box(serde_json::from_slice::<Value>(&bytes)?.is_object());
        }
    }
    Ok(())
}

/// Bytes of the message by this thread's processor time.
fn megabytes_a_second(bytes: usize, once: impl Fn() -> Measured<()>) -> Measured<f64> {
    let before = thread_cpu();
    for _ in 0..TIMES {
        once()?;
    }
    let spent = thread_cpu().saturating_sub(before).as_secs_f64();
    Ok(f64::from(u32::try_from(bytes)?) * f64::from(TIMES) / 1e6 / spent)
}
