//! What BankID calls an order, as the outbox keeps it.

use mn_domain::SubmissionId;
use mn_eid::bankid::OrderRef;
use mn_seal::{InstallationKey, SealError};

/// Seals the name of an order, for the application that it is about.
pub fn seal(key: &InstallationKey, submission: SubmissionId, order: &OrderRef) -> Result<Vec<u8>, SealError> {
    key.seal(submission.to_string().as_bytes(), order.as_str().as_bytes())
}

/// Opens it again; none where it was sealed for another application or by another installation.
pub fn open(key: &InstallationKey, submission: SubmissionId, sealed: &[u8]) -> Option<OrderRef> {
    let name = key.open(submission.to_string().as_bytes(), sealed).ok()?;
    // EXPOSE: the order is asked about by its name.
    std::str::from_utf8(name.expose()).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use mn_seal::Pepper;

    use super::*;
    use crate::fixture::submission;

    const NAME: &str = "131daac9-16c6-4618-beb0-365768f37288";

    #[test]
    fn the_name_of_an_order_opens_for_its_own_application_and_installation_only() {
        let (order, pepper): (OrderRef, Pepper) = (NAME.parse().unwrap(), Pepper::draw());
        let key = || pepper.key("orders").unwrap();
        let sealed = seal(&key(), submission(1), &order).unwrap();
        assert!(
            !sealed
                .windows(6)
                .any(|part| NAME.as_bytes().windows(6).any(|own| own == part))
        );
        assert_eq!(open(&key(), submission(1), &sealed), Some(order));
        assert_eq!(open(&key(), submission(2), &sealed), None);
        let other = Pepper::draw().key("orders").unwrap();
        assert_eq!(open(&other, submission(1), &sealed), None);
        assert_eq!(open(&key(), submission(1), b""), None, "as the upgrade leaves it");
    }
}
