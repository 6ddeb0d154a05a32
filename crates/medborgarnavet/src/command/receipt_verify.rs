use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mn_seal::VerifyingKey;
use mn_space::DeletionReceipt;

use super::{USAGE, print, refuse};

/// `receipt verify`: prints what the receipt says, as JSON, only if the key has signed it.
pub fn run(pem: &Path, file: &Path) -> ExitCode {
    // What is no text at all is no receipt either, and no key.
    let read = |path: &Path| {
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<_, String>(String::from_utf8(bytes).unwrap_or_default())
    };
    let (key, receipt) = match (read(pem), read(file)) {
        (Ok(key), Ok(receipt)) => (key, receipt),
        (Err(error), _) | (_, Err(error)) => return refuse(error, USAGE),
    };
    let key = match VerifyingKey::from_pem(&key) {
        Ok(key) => key,
        Err(error) => return refuse(format_args!("{}: {error}", pem.display()), USAGE),
    };
    match DeletionReceipt::verify(&key, &receipt) {
        Ok(says) => match serde_json::to_string_pretty(&says) {
            Ok(says) => {
                print(says);
                ExitCode::SUCCESS
            }
            Err(error) => refuse(error, 1),
        },
        Err(error) => refuse(format_args!("{}: {error}", file.display()), 1),
    }
}
