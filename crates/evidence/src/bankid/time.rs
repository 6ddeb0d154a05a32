use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::UnixTime;

use crate::Refusal;

/// Time as the certificate path wants it.
pub(super) fn unix(at: Timestamp) -> Result<UnixTime, Refusal> {
    let seconds = u64::try_from(at.as_second()).map_err(|_| Refusal::OutOfTime)?;
    Ok(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}
