use jiff::Timestamp;
use mn_domain::IdentityNumber;
use mn_seal::{Handle, Place, SealError, VisitKeys, VisitPublicKey};
use zeroize::Zeroizing;

use crate::Person;

/// What a visit knows about itself, sealed like a slot: opened before any effect.
pub(crate) struct Header {
    pub person: Person,
    pub began: Timestamp,
    pub absolute: Timestamp,
    /// The key that background work seals to. Were it not in here, a store could put in one of its own.
    pub public_key: VisitPublicKey,
}

/// The name of no slot, so that no slot can take the header's place.
const fn place(handle: &Handle) -> Place<'_> {
    Place {
        handle,
        name: "header",
        revision: 0,
    }
}

const DIGITS: usize = 12;

impl Header {
    pub(crate) fn seal(&self, keys: &VisitKeys, handle: &Handle) -> Result<Vec<u8>, SealError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(48 + 2 * DIGITS));
        bytes.extend(self.began.as_microsecond().to_be_bytes());
        bytes.extend(self.absolute.as_microsecond().to_be_bytes());
        bytes.extend_from_slice(self.public_key.as_bytes());
        for person in [self.person.actor(), self.person.principal()] {
            // EXPOSE: the digits go from here into the seal.
            bytes.extend_from_slice(person.digits().expose().as_bytes());
        }
        keys.seal(place(handle), &bytes)
    }

    /// Gives nothing where the keys, the handle or the bytes do not belong together.
    pub(crate) fn open(keys: &VisitKeys, handle: &Handle, sealed: &[u8]) -> Option<Self> {
        let opened = keys.open(place(handle), sealed).ok()?;
        // EXPOSE: the header is read here; the numbers go straight back into their own type.
        let (began, rest) = opened.expose().split_first_chunk::<8>()?;
        let (absolute, rest) = rest.split_first_chunk::<8>()?;
        let (public_key, rest) = rest.split_first_chunk::<32>()?;
        let (actor, principal) = rest.split_first_chunk::<DIGITS>()?;
        Some(Self {
            person: Person::acting(number(actor)?, number(principal)?),
            began: Timestamp::from_microsecond(i64::from_be_bytes(*began)).ok()?,
            absolute: Timestamp::from_microsecond(i64::from_be_bytes(*absolute)).ok()?,
            public_key: VisitPublicKey::from_bytes(*public_key),
        })
    }
}

/// A moment as exactly as the header keeps it.
pub(crate) fn rounded(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}

fn number(digits: &[u8]) -> Option<IdentityNumber> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
