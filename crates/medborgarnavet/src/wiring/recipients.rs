use std::collections::BTreeMap;

use jiff::Timestamp;
use mn_domain::RecipientId;
use mn_offer::Offer;
use mn_package::RecipientKeys;
use mn_recipient::{Entry, Recipients};

use super::files;
use crate::config::{Config, Mistakes};

/// The recipients' keys, for sealing and for knowing who calls.
pub struct Known {
    /// By recipient.
    pub keys: BTreeMap<RecipientId, RecipientKeys>,
    /// By the key of the certificate they call with.
    pub callers: Recipients,
}

/// Notes every recipient that is offered and has no keys here.
pub fn check(config: &Config, offer: &Offer, mistakes: &mut Mistakes) {
    for recipient in offer
        .recipients
        .keys()
        .filter(|id| !config.recipients.contains_key(*id))
    {
        mistakes.add(
            format!("recipients.{recipient}"),
            "the recipient is offered, but has no keys here",
        );
    }
}

/// Reads every recipient's signed key set.
pub fn read(config: &Config, now: Timestamp, mistakes: &mut Mistakes) -> Option<Known> {
    let mut keys = BTreeMap::new();
    let mut entries = Vec::new();
    for (id, configured) in &config.recipients {
        let at = format!("recipients.{id}");
        let set = files::public(&format!("{at}.key_set_file"), &configured.key_set_file, mistakes);
        let token = set.and_then(|set| mistakes.take(&at, String::from_utf8(set)));
        let verified = token.and_then(|token| {
            let verified = RecipientKeys::verify(token.trim(), &configured.key_set_thumbprint, id, now);
            mistakes.take(&at, verified)
        });
        let pins: Vec<_> = configured
            .client_pins
            .iter()
            .filter_map(|pin| mistakes.take(&format!("{at}.client_pins"), pin.parse()))
            .collect();
        if let Some(verified) = verified {
            entries.push(Entry {
                pins,
                keys: verified.clone(),
            });
            keys.insert(id.clone(), verified);
        }
    }
    let callers = mistakes.take("recipients", Recipients::new(entries))?;
    Some(Known { keys, callers })
}
