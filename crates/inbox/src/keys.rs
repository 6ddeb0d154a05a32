use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use mn_domain::RecipientId;
use mn_package::KeySetContent;
use mn_seal::jose::PrivateJwk;
use mn_seal::{Digest, sha256};

use crate::InboxError;

pub(crate) const TLS_KEY: &str = "tls.key.pem";
pub(crate) const CERTIFICATE: &str = "tls.cert.pem";
pub(crate) const ENCRYPTION: &str = "encryption.private.jwk";
pub(crate) const EVENTS: &str = "events.private.jwk";
const SIGNER: &str = "signer.private.jwk";
const KEY_SET: &str = "key-set.jws";
const FOR_THE_SERVICE: &str = "recipient.toml";

/// What the service has to be told about keys that were made; nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeKeys {
    /// SHA-256 of the public key of the client certificate.
    pub client_pin: Digest,
    /// The thumbprint of the key that signs the key set, to be told over another way than the key set.
    pub key_set_thumbprint: String,
    /// The signed key set.
    pub key_set: String,
    /// The lines for the service's configuration.
    pub for_the_service: String,
}

/// Makes every key that a recipient needs in a folder of its own: client certificate, encryption key, event
/// key, and the signer of the key set.
///
/// # Errors
/// [`InboxError`] when there are keys already, or a file cannot be written.
pub fn make_keys(
    folder: &Path,
    recipient: &RecipientId,
    now: Timestamp,
    lifetime: SignedDuration,
) -> Result<MadeKeys, InboxError> {
    let name = folder.display().to_string();
    if folder.join(SIGNER).exists() || folder.join(TLS_KEY).exists() {
        return Err(InboxError::KeysExist(name));
    }
    (std::fs::DirBuilder::new().recursive(true).mode(0o700))
        .create(folder)
        .map_err(InboxError::file(name))?;
    let client_pin = make_certificate(folder, recipient)?;
    let (encryption, events, signer) = (
        PrivateJwk::generate(),
        PrivateJwk::generate(),
        PrivateJwk::generate(),
    );
    for (file, key) in [(ENCRYPTION, &encryption), (EVENTS, &events), (SIGNER, &signer)] {
        let json = key.to_json().map_err(|_| InboxError::Content(file.to_owned()))?;
        write(folder, file, 0o600, &json)?;
    }
    let content = KeySetContent {
        recipient,
        issued: now,
        expires: now.checked_add(lifetime).unwrap_or(Timestamp::MAX),
        encryption: encryption.public(),
        events: events.public(),
    };
    let key_set = content
        .sign(&signer)
        .map_err(|_| InboxError::Content(KEY_SET.to_owned()))?;
    write(folder, KEY_SET, 0o644, key_set.as_bytes())?;
    let key_set_thumbprint = signer.public().thumbprint();
    let for_the_service = format!(
        "[recipients.\"{recipient}\"]\nkey_set_file = \"{KEY_SET}\"\n\
         key_set_thumbprint = \"{key_set_thumbprint}\"\nclient_pins = [\"{client_pin}\"]\n"
    );
    write(folder, FOR_THE_SERVICE, 0o644, for_the_service.as_bytes())?;
    Ok(MadeKeys {
        client_pin,
        key_set_thumbprint,
        key_set,
        for_the_service,
    })
}

/// Makes the client certificate. It vouches for itself: the service knows its key, and nothing else of it.
fn make_certificate(folder: &Path, recipient: &RecipientId) -> Result<Digest, InboxError> {
    let failed = |_| InboxError::Content(CERTIFICATE.to_owned());
    let key = rcgen::KeyPair::generate().map_err(failed)?;
    let mut params = rcgen::CertificateParams::new(Vec::new()).map_err(failed)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, recipient.as_str());
    let certificate = params.self_signed(&key).map_err(failed)?;
    let secret = zeroize::Zeroizing::new(key.serialize_pem());
    write(folder, TLS_KEY, 0o600, secret.as_bytes())?;
    write(folder, CERTIFICATE, 0o644, certificate.pem().as_bytes())?;
    Ok(sha256(&rcgen::PublicKeyData::subject_public_key_info(&key)))
}

/// Writes a file that was not there.
fn write(folder: &Path, file: &str, mode: u32, bytes: &[u8]) -> Result<(), InboxError> {
    let path = folder.join(file);
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(&path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(InboxError::file(path.display().to_string()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use mn_domain::{Clock, SystemClock};
    use mn_package::RecipientKeys;

    use super::*;

    fn made(folder: &Path) -> Result<MadeKeys, InboxError> {
        let recipient = "bjorkvik-socialnamnd".parse().expect("a recipient");
        make_keys(
            folder,
            &recipient,
            SystemClock.now(),
            SignedDuration::from_hours(1),
        )
    }

    #[test]
    fn the_key_set_is_trusted_by_its_thumbprint() {
        let folder = tempfile::tempdir().unwrap();
        let keys = made(folder.path()).unwrap();
        let recipient = "bjorkvik-socialnamnd".parse().unwrap();
        let now = SystemClock.now();
        let verified = RecipientKeys::verify(&keys.key_set, &keys.key_set_thumbprint, &recipient, now);
        assert_eq!(verified.map(|keys| keys.recipient().clone()), Ok(recipient));
        let config: toml::Table = keys.for_the_service.parse().unwrap();
        let entry = &config["recipients"]["bjorkvik-socialnamnd"];
        assert_eq!(
            entry["client_pins"][0].as_str(),
            Some(keys.client_pin.to_string().as_str())
        );
    }

    #[test]
    fn secrets_are_their_owners_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("keys");
        made(&folder).unwrap();
        let before = std::fs::read(folder.join(SIGNER)).unwrap();
        assert!(matches!(made(&folder), Err(InboxError::KeysExist(_))));
        assert_eq!(std::fs::read(folder.join(SIGNER)).unwrap(), before);
        for file in [TLS_KEY, ENCRYPTION, EVENTS, SIGNER] {
            let mode = std::fs::metadata(folder.join(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{file}");
        }
    }
}
