//! Reads SSBTEK's messages: the SOAP envelope here, each agency's payload in its own module.

mod af;
mod csn;
mod csn_tables;
mod envelope;
mod errors;
mod lefi;
mod miv;
mod person;
mod record;
mod skv;
mod skv_parts;
mod so;
mod table;
mod tns;
mod values;

pub use envelope::read;
use mn_domain::{IdentityNumber, SourceState};
use mn_source::{FieldSpec, SourceError};

use self::person::PersonCheck;
use self::record::Collector;
pub use self::skv_parts::ELEMENTS as SKV_ELEMENTS;
use self::table::{Leaf, Table};
use crate::document::place;
use crate::ssbtek::{Agency, PartReading};

/// What one agency's payload said.
#[derive(Debug)]
struct Finding {
    state: SourceState,
    out: Collector,
}

/// Every value that an agency's answers may hold.
pub fn leaves(agency: Agency) -> Vec<Leaf> {
    let mut found = Vec::new();
    for table in tables(agency) {
        table.every_leaf(&mut found);
    }
    match agency {
        Agency::Arbetsformedlingen => found.push(af::STATUS),
        Agency::Skatteverket => {
            found.push(skv::STATUS);
            found.extend(skv_parts::UNSPECIFIED);
        }
        _ => {}
    }
    found
}

/// Field and value of every list by which an agency's records say what they are.
pub fn names(agency: Agency) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    if agency == Agency::Forsakringskassan {
        for list in lefi::tables::LISTS.inner {
            list.table.every_name((list.path, list.path), &mut found);
        }
    }
    found
}

fn tables(agency: Agency) -> Vec<&'static Table> {
    match agency {
        Agency::Arbetsformedlingen => vec![&af::PERSON, &af::JOBSEEKER, &af::DECISION],
        Agency::Csn => vec![&csn_tables::PERSON, &csn_tables::TYPES],
        Agency::Forsakringskassan => vec![&lefi::tables::PERSON, &lefi::tables::LISTS],
        Agency::Pensionsmyndigheten => lefi::pm::LISTS.iter().map(|(_, table)| *table).collect(),
        Agency::Skatteverket => vec![
            &skv::PERSON,
            &skv::CAPITAL,
            &skv_parts::BUSINESS,
            &skv_parts::ACCOUNT,
            &skv_parts::TAX,
        ],
        Agency::AKassan => vec![&so::FUND],
        Agency::Transportstyrelsen => vec![&tns::VEHICLE],
        Agency::Migrationsverket => vec![&miv::PERSON, &miv::CASE],
    }
}

/// Reads the JSON document of one of Skatteverket's parts outside of SSBTEK's envelope. It must say whom it is about,
/// whether or not there is anything about that person.
pub fn tax_part(
    part: &'static str,
    body: &[u8],
    expected: Option<&IdentityNumber>,
) -> Result<PartReading, SourceError> {
    let mut person = PersonCheck::new(expected);
    let Finding { state, out } = skv_parts::document(part, body, &mut person)?;
    person.must_be_named(true, "kontohavare")?;
    // What cannot be read is not nothing.
    let state = match state {
        SourceState::NoHit if !out.notes.is_empty() => SourceState::Unavailable,
        state => state,
    };
    Ok(PartReading {
        part,
        state,
        answers: out.answers,
        notes: out.notes,
        fault: None,
        called: None,
        broken: None,
    })
}

/// Every field of the tax account and of the decided taxes.
pub fn tax_fields() -> Vec<FieldSpec> {
    let leaves = skv_parts::ACCOUNT.values().chain(skv_parts::TAX.values());
    let spec = |leaf: &Leaf| FieldSpec {
        id: leaf.field,
        unit: leaf.kind.unit(),
    };
    leaves.map(spec).collect()
}
