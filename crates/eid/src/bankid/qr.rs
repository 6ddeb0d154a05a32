use mn_domain::Sensitive;
use mn_seal::{Digest, hmac_sha256};

/// What the animated code is made of. The secret never leaves the server; only frames do.
#[derive(Clone, Debug)]
pub struct QrSeed {
    token: String,
    secret: Sensitive<String>,
}

impl QrSeed {
    /// Takes BankID's `qrStartToken` and `qrStartSecret`.
    #[must_use]
    pub fn new(token: String, secret: impl Into<Sensitive<String>>) -> Self {
        Self {
            token,
            secret: secret.into(),
        }
    }

    /// What the code shows so many whole seconds after the order began.
    #[must_use]
    pub fn frame(&self, elapsed_seconds: u64) -> String {
        let time = elapsed_seconds.to_string();
        // EXPOSE: the secret keys the code of this second.
        let code = hmac_sha256(self.secret.expose().as_bytes(), time.as_bytes());
        format!("bankid.{}.{time}.{}", self.token, Digest::from_bytes(code))
    }

    pub(super) fn parts(&self) -> (&str, &Sensitive<String>) {
        (&self.token, &self.secret)
    }
}
