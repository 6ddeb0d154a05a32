//! No leaf of a published contract is silently dropped: each is given as a field, or the catalogue says why it is left out.
//!
//! A message is made out of the contract itself, with every element that it allows, and read. What comes back is
//! compared with the contract, leaf by leaf.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a contract that cannot be read is a broken test"
)]

mod catalogue;
mod lefi;
mod tax;
mod xsd;

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mn_source::NoteKind;
use mn_sts_adapters::ssbtek::{self, PartReading};

use crate::catalogue::LeftOut;

/// What a sender could write where the contract says no more than "text" or "number".
const FILLERS: [&str; 4] = ["2026-01-15", "2026", "20260115", "1"];

/// A file of the published contracts; `None`, said aloud, where they are not there.
fn published(path: &str) -> Option<PathBuf> {
    let shared = env::var_os("MN_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let file = shared.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(
        env::var_os("MN_REQUIRE_ALL").is_none(),
        "the published contracts are not there"
    );
    eprintln!("skipped: the published contracts are not there");
    None
}

/// Reads one agency's element.
fn read(svarsdata: &str) -> Vec<PartReading> {
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
         <b:hamtaBastjanstInformationResponse xmlns:b=\"http://schema.forsakringskassan.se/integration/ssbt/11\">\
         <b:svarsdata>{svarsdata}</b:svarsdata></b:hamtaBastjanstInformationResponse></e:Body></e:Envelope>"
    );
    ssbtek::read(body.as_bytes(), None).unwrap().parts
}

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// The places of all values, without positions, and the records that had days.
#[derive(Default)]
struct Given {
    places: BTreeSet<String>,
    dated: BTreeSet<String>,
}

impl Given {
    fn take(&mut self, parts: &[PartReading]) {
        for part in parts {
            assert_eq!(part.broken, None, "{}", part.part);
            let strange = part
                .notes
                .iter()
                .find(|note| note.kind == NoteKind::UnknownElement && !note.at.starts_with("/individ"));
            assert_eq!(
                strange.map(|note| &note.at),
                None,
                "{}: an element of the contract is not known",
                part.part
            );
            for answer in &part.answers {
                let place = plain(&answer.place);
                if answer.period.is_some() {
                    self.dated.extend(
                        place
                            .rmatch_indices('/')
                            .map(|(at, _)| place.split_at(at).0.to_owned()),
                    );
                }
                self.places.insert(place);
            }
        }
    }

    /// Whether a leaf of the contract was given: itself, as a half of an amount or a share, or as the end of a period.
    fn holds(&self, leaf: &str) -> bool {
        let (record, last) = leaf.rsplit_once('/').unwrap_or(("", leaf));
        let halves = ["summa", "valuta", "taljare", "namnare"];
        let ends = ["fran", "till", "from", "tom", "startdatum", "slutdatum"];
        self.places.contains(leaf)
            || halves.contains(&last) && self.places.contains(record)
            || ends.contains(&last)
                && record
                    .rsplit_once('/')
                    .is_some_and(|(owner, _)| self.dated.contains(owner))
    }
}

/// A place without its positions and its first stroke.
fn plain(place: &str) -> String {
    let mut depth = 0_usize;
    let mut text = String::new();
    for sign in place.trim_start_matches('/').chars() {
        match sign {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 => text.push(sign),
            _ => {}
        }
    }
    text
}

/// Every leaf is given or left out for a reason, none is both, and no reason speaks of what the contract does not have.
fn account(leaves: &BTreeSet<String>, given: &Given, left_out: &LeftOut) {
    assert!(!leaves.is_empty());
    let dropped: Vec<&String> = leaves
        .iter()
        .filter(|leaf| !given.holds(leaf) && !left_out.holds(leaf))
        .collect();
    assert!(
        dropped.is_empty(),
        "{} of {} leaves are dropped without a reason: {dropped:#?}",
        dropped.len(),
        leaves.len()
    );
    let both: Vec<&String> = leaves
        .iter()
        .filter(|leaf| given.holds(leaf) && left_out.holds(leaf))
        .collect();
    assert!(both.is_empty(), "given, and said to be left out: {both:#?}");
    let stale = left_out.unmatched(leaves);
    assert!(stale.is_empty(), "no such leaf in the contract: {stale:#?}");
    let by_us = leaves.iter().filter(|leaf| given.holds(leaf)).count();
    eprintln!(
        "{} leaves: {by_us} given, {} left out for a reason",
        leaves.len(),
        leaves.len() - by_us
    );
}
