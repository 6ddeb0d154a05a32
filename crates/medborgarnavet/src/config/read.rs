use std::fs;
use std::path::Path;

use super::{Config, Mistakes};

/// Reads a configuration file. Its relative paths count from the file's own folder.
///
/// # Errors
/// What the TOML reader says, with line and column.
pub fn read(file: &Path) -> Result<Config, Mistakes> {
    let mut mistakes = Mistakes::default();
    let at = file.display().to_string();
    let text = mistakes.take(&at, fs::read_to_string(file));
    let config: Option<Config> = text.and_then(|text| mistakes.take(&at, toml::from_str(&text)));
    let mut config = mistakes.or(config)?;
    config.resolve(file.parent().unwrap_or_else(|| Path::new(".")));
    Ok(config)
}

impl Config {
    /// Makes every relative path one from `folder`.
    fn resolve(&mut self, folder: &Path) {
        let mut paths = vec![
            &mut self.metadata,
            &mut self.installation.pepper_file,
            &mut self.installation.receipt_key_file,
            &mut self.oidc.key_file,
            &mut self.oidc.ca_file,
            &mut self.bankid.ca_file,
            &mut self.bankid.certificate_file,
            &mut self.bankid.key_file,
            &mut self.bankid.roots_file,
            &mut self.outbox.file,
            &mut self.recipient_api.certificate_file,
            &mut self.recipient_api.key_file,
        ];
        if let Some(ssbtek) = &mut self.ssbtek {
            paths.extend([
                &mut ssbtek.ca_file,
                &mut ssbtek.certificate_file,
                &mut ssbtek.key_file,
            ]);
        }
        if let Some(skatteverket) = &mut self.skatteverket {
            paths.extend([
                &mut skatteverket.ca_file,
                &mut skatteverket.client_secret_file,
                &mut skatteverket.gateway_secret_file,
            ]);
        }
        if let Some(tls) = &mut self.listen.citizen_tls {
            paths.extend([&mut tls.certificate_file, &mut tls.key_file]);
        }
        if let Some(store) = &mut self.space.store {
            let files = [
                &mut store.ca_file,
                &mut store.certificate_file,
                &mut store.key_file,
                &mut store.password_file,
            ];
            paths.extend(files.into_iter().flatten());
        }
        paths.extend(self.recipients.values_mut().map(|keys| &mut keys.key_set_file));
        for path in paths {
            *path = folder.join(&*path);
        }
    }
}
