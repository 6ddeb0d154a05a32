use jiff::Timestamp;
use mn_domain::Sensitive;
use serde::{Deserialize, Serialize};
use url::Url;

/// What the browser must bring back for a login to be its own. Kept sealed in the browser's login cookie.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Binds the answer to this browser.
    pub state: Sensitive<String>,
    /// Binds the ID token to this login.
    pub nonce: Sensitive<String>,
    /// Proves that the code is redeemed by whoever asked for it (PKCE).
    pub verifier: Sensitive<String>,
    /// When the login began.
    pub began: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Plain<'a> {
    state: &'a str,
    nonce: &'a str,
    verifier: &'a str,
    began: Timestamp,
}

impl Attempt {
    /// The attempt as bytes, to be sealed at once.
    #[must_use]
    pub fn to_bytes(&self) -> Sensitive<Vec<u8>> {
        // EXPOSE: the caller seals these bytes before they leave the process.
        let plain = Plain {
            state: self.state.expose(),
            nonce: self.nonce.expose(),
            verifier: self.verifier.expose(),
            began: self.began,
        };
        Sensitive::new(serde_json::to_vec(&plain).unwrap_or_default())
    }

    /// Reads what [`Attempt::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let plain: Plain<'_> = serde_json::from_slice(bytes).ok()?;
        Some(Self {
            state: plain.state.into(),
            nonce: plain.nonce.into(),
            verifier: plain.verifier.into(),
            began: plain.began,
        })
    }
}

/// The start of a login.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Where the browser goes.
    pub url: Url,
    /// What it must bring back.
    pub attempt: Attempt,
}

/// What the provider sent the browser back with.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Callback {
    /// The authorization code.
    pub code: Option<String>,
    /// The state of the attempt.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_survives_its_cookie() {
        let attempt = Attempt {
            state: "s".into(),
            nonce: "n".into(),
            verifier: "v".into(),
            began: Timestamp::UNIX_EPOCH,
        };
        let back = Attempt::from_bytes(attempt.to_bytes().expose()).expect("own bytes");
        assert_eq!(back.verifier.expose(), "v");
        assert!(Attempt::from_bytes(b"{}").is_none());
    }
}
