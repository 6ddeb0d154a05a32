//! What the citizen wrote, on its way home in a file of her own and back in a later visit.
//!
//! Nothing that a source gave is in it. Where she wrote about a fetched value (disputed it, left it out) the file
//! holds the value's place and a keyed hash of what stood there: in a later visit everything is fetched anew, and
//! her words come back to the same value, wherever it stands then, or to none.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use mn_domain::{FormId, IdentityNumber, Sensitive, SourceId};
use mn_seal::{Digest, InstallationKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::disputing::belongs;
use crate::{Case, Definition, Draft, FetchedRow, Kind, RowRef, fetched_rows};

/// Raised when the shape of the file changes.
const FORMAT: u8 = 1;

/// A draft as it lies in the citizen's own file, under her passphrase.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    format: u8,
    /// Whose: a keyed hash of the identity number, which only this installation can make.
    person: Digest,
    saved_at: Timestamp,
    draft: Draft,
    /// What stood at each place that the draft speaks of.
    places: BTreeMap<RowRef, Digest>,
}

/// As much of the file as tells whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    format: u8,
    person: Digest,
    draft: DraftHead,
}

#[derive(Deserialize)]
struct DraftHead {
    form: FormId,
    version: u32,
}

/// Why what a file holds cannot be taken up.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeptError {
    /// It holds something else, or in a shape that is not known any more.
    #[error("the file does not hold a draft")]
    OtherContent,
    /// It is somebody else's, or was made by another installation.
    #[error("the draft is not this person's")]
    OtherPerson,
    /// It is of another form than the one of this visit.
    #[error("the draft is of another form")]
    OtherForm(FormId),
    /// It was made with another version of the form.
    #[error("the draft is of another version of the form")]
    OtherVersion,
}

/// A draft that was taken up again.
#[derive(Debug)]
pub struct TakenUp {
    /// The draft, with what it says about values that are there.
    pub draft: Draft,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// How many values of each source it spoke of that are not there now.
    pub dropped: BTreeMap<SourceId, usize>,
}

impl Kept {
    /// What goes home: the draft, whose it is, and what stood at the places that it speaks of.
    #[must_use]
    pub fn new(draft: &Draft, case: &Case<'_>, key: &InstallationKey, now: Timestamp) -> Self {
        let there = rows(case, key);
        let is_said_of = |row: &RowRef| draft.disputes.keys().any(|at| belongs(at, row));
        let places = there
            .into_iter()
            .filter(|(row, _)| draft.left_out.contains(row) || is_said_of(row));
        Self {
            format: FORMAT,
            person: person(key, &case.applicant.identity),
            saved_at: now,
            draft: draft.clone(),
            places: places.collect(),
        }
    }

    /// The bytes for the passphrase to close, and for nobody else.
    ///
    /// # Errors
    /// [`KeptError::OtherContent`] when they cannot be written.
    pub fn to_bytes(&self) -> Result<Sensitive<Vec<u8>>, KeptError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
        serde_json::to_writer(&mut *bytes, self).map_err(|_| KeptError::OtherContent)?;
        Ok(Sensitive::new(std::mem::take(&mut *bytes)))
    }

    /// Reads what the passphrase opened. It is held against the person first: about another's draft nothing is said.
    ///
    /// # Errors
    /// [`KeptError`] for whatever is not a draft of this person for this version of this form.
    pub fn from_bytes(
        bytes: &Sensitive<Vec<u8>>,
        definition: &Definition,
        key: &InstallationKey,
        identity: &IdentityNumber,
    ) -> Result<Self, KeptError> {
        // EXPOSE: reading needs the bytes; what she wrote goes straight back under protection.
        let head: Head = serde_json::from_slice(bytes.expose()).map_err(|_| KeptError::OtherContent)?;
        if head.format != FORMAT {
            return Err(KeptError::OtherContent);
        }
        if !mn_seal::is_same(head.person.as_bytes(), person(key, identity).as_bytes()) {
            return Err(KeptError::OtherPerson);
        }
        if head.draft.form != definition.id {
            return Err(KeptError::OtherForm(head.draft.form));
        }
        if head.draft.version != definition.version {
            return Err(KeptError::OtherVersion);
        }
        // EXPOSE: as above.
        let kept: Self = serde_json::from_slice(bytes.expose()).map_err(|_| KeptError::OtherContent)?;
        if kept.draft.is_current(definition) {
            Ok(kept)
        } else {
            Err(KeptError::OtherVersion)
        }
    }

    /// The draft, with its words about fetched values brought to where these stand now.
    #[must_use]
    pub fn take_up(self, case: &Case<'_>, key: &InstallationKey) -> TakenUp {
        let now: BTreeMap<Digest, RowRef> =
            rows(case, key).into_iter().map(|(at, what)| (what, at)).collect();
        let mut dropped: BTreeMap<SourceId, usize> = BTreeMap::new();
        let mut found = |at: &RowRef| {
            // Its own place, or that of the row whose record it stands in.
            let own = self.places.get_key_value(at);
            let row = own.or_else(|| self.places.iter().find(|(row, _)| belongs(at, row)));
            let place = row.and_then(|(row, what)| Some((row, now.get(what)?)));
            if place.is_none() {
                let count = dropped.entry(at.source.clone()).or_default();
                *count = count.saturating_add(1);
            }
            place.map(|(row, place)| {
                if row == at {
                    return place.clone();
                }
                RowRef {
                    record: place.record,
                    ..at.clone()
                }
            })
        };
        let disputes = self.draft.disputes.iter();
        let disputes = disputes
            .filter_map(|(at, words)| Some((found(at)?, words.clone())))
            .collect();
        let left_out = self.draft.left_out.iter().filter_map(&mut found).collect();
        let mut draft = self.draft;
        draft.disputes = disputes;
        draft.left_out = left_out;
        draft.cut();
        TakenUp {
            saved_at: self.saved_at,
            draft,
            dropped,
        }
    }
}

fn person(key: &InstallationKey, identity: &IdentityNumber) -> Digest {
    // EXPOSE: only the keyed hash leaves this line.
    let digits = Zeroizing::new([b"person ".as_slice(), identity.digits().expose().as_bytes()].concat());
    key.tag(&digits)
}

/// Every row that sources gave for the form, whatever its month, with a keyed hash of what stands there. Rows that
/// say the same are told apart by their order.
fn rows(case: &Case<'_>, key: &InstallationKey) -> BTreeMap<RowRef, Digest> {
    let mut all: BTreeMap<RowRef, FetchedRow> = BTreeMap::new();
    for question in case.definition.sections.iter().flat_map(|one| &one.questions) {
        if let Kind::Fetched { rules, .. } = &question.kind {
            let rows = fetched_rows(rules, case.answers, Date::MIN, Date::MAX);
            all.extend(rows.into_iter().map(|row| (row.at.clone(), row)));
        }
    }
    let mut seen: BTreeMap<Digest, u16> = BTreeMap::new();
    let mut named = BTreeMap::new();
    for (at, row) in all {
        let what = key.tag(&said(&row, case.applicant, 0));
        let nth = seen.entry(what).or_default();
        named.insert(at, key.tag(&said(&row, case.applicant, *nth)));
        *nth = nth.saturating_add(1);
    }
    named
}

/// What a row says, to be hashed with the key: whose, from where, how much, when, what for, and which of equals.
fn said(row: &FetchedRow, applicant: &crate::Applicant, nth: u16) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(512));
    let mut part = |words: &[u8]| {
        bytes.extend_from_slice(&u64::try_from(words.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(words);
    };
    // EXPOSE: only the keyed hash of it leaves this file.
    part(b"row");
    part(applicant.identity.digits().expose().as_bytes());
    part(row.at.source.as_str().as_bytes());
    part(row.at.field.as_str().as_bytes());
    part(Zeroizing::new(row.amount.to_string()).as_bytes());
    part(row.day.map(|day| day.to_string()).unwrap_or_default().as_bytes());
    if let Some((field, words)) = &row.what {
        part(field.as_str().as_bytes());
        part(words.expose().as_bytes());
    }
    part(&nth.to_be_bytes());
    bytes
}
