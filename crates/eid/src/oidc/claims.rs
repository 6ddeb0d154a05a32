use mn_domain::{IdentityNumber, Sensitive};
use openidconnect::core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{AdditionalClaims, IdToken};
use serde::{Deserialize, Serialize};

use super::LoginError;

/// An ID token of the Swedish profile.
pub type SwedishIdToken =
    IdToken<SwedishClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// The claims of scope `https://id.oidc.se/scope/naturalPersonNumber`.
#[derive(Clone, Default, Deserialize, Serialize)]
pub struct SwedishClaims {
    #[serde(
        rename = "https://id.oidc.se/claim/personalIdentityNumber",
        skip_serializing_if = "Option::is_none"
    )]
    personal: Option<String>,
    #[serde(
        rename = "https://id.oidc.se/claim/coordinationNumber",
        skip_serializing_if = "Option::is_none"
    )]
    coordination: Option<String>,
}

impl std::fmt::Debug for SwedishClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SwedishClaims([sensitive])")
    }
}

impl AdditionalClaims for SwedishClaims {}

impl SwedishClaims {
    /// The one identity number. The two claims exclude each other, and each holds its own kind.
    pub fn identity(&self) -> Result<IdentityNumber, LoginError> {
        let parsed = match (&self.personal, &self.coordination) {
            (Some(text), None) | (None, Some(text)) => Sensitive::from(text.as_str()),
            _ => return Err(LoginError::NoIdentityNumber),
        };
        // EXPOSE: the number is parsed and stays protected in its own type.
        let number = parsed
            .expose()
            .parse()
            .map_err(|_| LoginError::NoIdentityNumber)?;
        match (&number, self.personal.is_some()) {
            (IdentityNumber::Personnummer(_), true) | (IdentityNumber::Samordningsnummer(_), false) => {
                Ok(number)
            }
            _ => Err(LoginError::NoIdentityNumber),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(personal: Option<&str>, coordination: Option<&str>) -> SwedishClaims {
        SwedishClaims {
            personal: personal.map(Into::into),
            coordination: coordination.map(Into::into),
        }
    }

    #[test]
    fn exactly_one_number_of_its_own_kind() {
        assert!(claims(Some("198501012382"), None).identity().is_ok());
        assert!(claims(None, Some("191711602399")).identity().is_ok());
        for wrong in [
            claims(None, None),
            claims(Some("198501012382"), Some("191711602399")),
            claims(None, Some("198501012382")),
            claims(Some("191711602399"), None),
            claims(Some("199001011234"), None),
        ] {
            assert_eq!(wrong.identity().err(), Some(LoginError::NoIdentityNumber));
        }
    }
}
