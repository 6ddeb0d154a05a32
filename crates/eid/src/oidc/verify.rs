use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata};
use openidconnect::{ClaimsVerificationError, ClientId, Nonce, SignatureVerificationError};

use super::claims::{SwedishClaims, SwedishIdToken};
use super::{Attempt, LoginError, OidcSettings};

/// The longest time between a token's making and its use (Swedish profile: five minutes).
const TOKEN_AGE: SignedDuration = SignedDuration::from_secs(300);
/// How far the two clocks may be apart.
const SKEW: SignedDuration = SignedDuration::from_secs(30);

/// Why a token was not taken.
pub enum Refused {
    /// Signed with a key that we do not know: the keys may have changed.
    UnknownKey,
    /// Anything else.
    For(LoginError),
}

/// Checks an ID token: signature, issuer, audience, times, nonce and assurance level.
pub fn claims(
    token: &SwedishIdToken,
    metadata: &CoreProviderMetadata,
    settings: &OidcSettings,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<SwedishClaims, Refused> {
    // EXPOSE: the nonce is compared with the token's.
    let nonce = Nonce::new(attempt.nonce.expose().clone());
    let accepted = settings.acr.clone();
    let began = attempt.began;
    let verifier = CoreIdTokenVerifier::new_public_client(
        ClientId::new(settings.client_id.clone()),
        metadata.issuer().clone(),
        metadata.jwks().clone(),
    )
    .set_allowed_algs([
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    ])
    .set_time_fn(move || chrono::DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default())
    .set_issue_time_verifier_fn(move |issued| within(issued.timestamp(), now, TOKEN_AGE))
    .set_auth_time_verifier_fn(move |at| {
        let at = at.ok_or_else(|| "no auth_time".to_owned())?;
        within(at.timestamp(), now, now.duration_since(began))
    })
    .set_auth_context_verifier_fn(move |acr| {
        let acr = acr.ok_or_else(|| "no acr".to_owned())?;
        if accepted.iter().any(|ok| ok == acr.as_str()) {
            Ok(())
        } else {
            Err("acr".to_owned())
        }
    });
    let checked = token.claims(&verifier, &nonce).map_err(|error| refused(&error))?;
    Ok(checked.additional_claims().clone())
}

/// Whether a moment lies between `now - age` and now, give or take the clocks' difference.
fn within(second: i64, now: Timestamp, age: SignedDuration) -> Result<(), String> {
    let passed = SignedDuration::from_secs(now.as_second().saturating_sub(second));
    if -SKEW <= passed && passed <= age + SKEW {
        Ok(())
    } else {
        Err("time".to_owned())
    }
}

fn refused(error: &ClaimsVerificationError) -> Refused {
    match error {
        ClaimsVerificationError::InvalidAuthContext(_) => Refused::For(LoginError::AssuranceTooLow),
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            Refused::UnknownKey
        }
        _ => Refused::For(LoginError::TokenInvalid),
    }
}
