//! Reads SSBTEK's messages: the SOAP envelope here, each agency's payload in its own module.

mod af;
mod csn;
mod csn_tables;
mod envelope;
mod errors;
mod lefi;
mod miv;
mod person;
mod place;
mod record;
mod skv;
mod skv_parts;
mod so;
mod tns;
mod values;

pub use envelope::read;
use mn_domain::SourceState;

use self::record::Collector;
pub use self::skv_parts::ELEMENTS as SKV_ELEMENTS;

/// What one agency's payload said.
#[derive(Debug)]
struct Finding {
    state: SourceState,
    out: Collector,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::lefi::tables as lefi;
    use super::record::{Leaf, Table};
    use super::{af, csn_tables as csn, miv, skv, skv_parts, so, tns};
    use crate::ssbtek::Agency;

    #[rustfmt::skip]
    const TABLES: [&Table; 42] = [
        &csn::PERSON, &csn::TYPES, &csn::CASE, &csn::APPLIED, &csn::GRANTED, &csn::GRANTED_SUM, &csn::PAYMENT,
        &csn::PAID_TIME, &csn::PAID_SUM, &af::PERSON, &af::JOBSEEKER, &af::DECISION, &so::FUND, &so::PAYMENT,
        &so::SUSPENSION, &so::APPLICATION, &tns::VEHICLE, &miv::PERSON, &miv::CASE, &skv::PERSON, &skv::CAPITAL,
        &skv_parts::BUSINESS, &skv_parts::ACCOUNT, &skv_parts::TAX, &lefi::PERSON, &lefi::CITIZENSHIP,
        &lefi::CHILD, &lefi::CASE, &lefi::DECISION, &lefi::PAYMENT, &lefi::PAYMENT_ROW, &lefi::PLANNED,
        &lefi::SGI, &lefi::DEBT, &lefi::PM_PAYMENT, &lefi::PM_DEDUCTION, &lefi::PROTECTED_CHILD, &lefi::PM_ROW,
        &lefi::PM_PLANNED, &lefi::PM_DECISION, &lefi::PM_GRANT, &lefi::PM_CLAIM,
    ];
    #[rustfmt::skip]
    const SINGLE: [Leaf; 9] = [
        csn::CO_BORROWER, csn::APPLIED_SUPPORT, csn::GRANTED_SUPPORT, csn::PAYMENT_FORM, csn::PAYMENT_SUPPORT,
        af::STATUS, skv::STATUS, lefi::CASE_KIND, lefi::DECISION_KIND,
    ];

    fn leaves() -> Vec<Leaf> {
        let tables = TABLES.iter().flat_map(|table| table.leaves.iter().copied());
        tables
            .chain(SINGLE)
            .chain(so::NAMES)
            .chain(skv_parts::UNSPECIFIED)
            .collect()
    }

    #[test]
    fn the_readers_and_the_lists_name_the_same_fields_with_the_same_units() {
        let listed: HashMap<&str, _> = Agency::ALL
            .into_iter()
            .flat_map(Agency::fields)
            .map(|spec| (spec.id, spec.unit))
            .collect();
        let read: HashMap<&str, _> = leaves()
            .iter()
            .map(|leaf| (leaf.field, leaf.kind.unit()))
            .collect();
        for (field, unit) in &read {
            assert_eq!(
                listed.get(field),
                Some(unit),
                "{field} is read and listed in another way"
            );
        }
        for field in listed.keys() {
            assert!(read.contains_key(field), "{field} is listed and never read");
        }
    }
}
