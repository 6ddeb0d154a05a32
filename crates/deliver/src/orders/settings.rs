use std::collections::BTreeMap;
use std::sync::Arc;

use mn_domain::{Clock, IdentityNumber, RecipientId};
use mn_eid::bankid::{Client, Pace};
use mn_event::EventLog;
use mn_package::RecipientKeys;
use mn_seal::InstallationKey;
use mn_sign::Verifier;
use tokio_util::task::TaskTracker;

use super::status::Statuses;
use crate::{Outbox, PersonHash};

/// Signature orders of one service. Cheap to clone.
#[derive(Clone)]
pub struct Orders(Arc<OrdersSettings>, Arc<Statuses>);

/// What orders need.
pub struct OrdersSettings {
    /// Where applications are safe.
    pub outbox: Outbox,
    /// BankID.
    pub client: Arc<dyn Client>,
    /// Who verifies signatures.
    pub verifier: Verifier,
    /// The key under which persons are found again.
    pub people: InstallationKey,
    /// The key that seals what BankID calls the orders that run.
    pub names: InstallationKey,
    /// The keys of every recipient.
    pub recipients: BTreeMap<RecipientId, RecipientKeys>,
    /// How often BankID is asked.
    pub pace: Pace,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What may be logged.
    pub log: EventLog,
    /// What runs in the background, for the binary to wait for.
    pub tasks: TaskTracker,
}

impl std::ops::Deref for Orders {
    type Target = OrdersSettings;

    fn deref(&self) -> &OrdersSettings {
        &self.0
    }
}

impl Orders {
    /// Makes the orders.
    #[must_use]
    pub fn new(settings: OrdersSettings) -> Self {
        Self(Arc::new(settings), Arc::default())
    }

    /// The keyed hash under which a person's receipts are found.
    #[must_use]
    pub fn person(&self, identity: &IdentityNumber) -> PersonHash {
        // EXPOSE: only a keyed hash of the number is kept.
        PersonHash::new(*self.people.tag(identity.digits().expose().as_bytes()).as_bytes())
    }

    pub(super) fn statuses(&self) -> &Statuses {
        &self.1
    }
}
